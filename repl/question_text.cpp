#include "repl/question_text.hpp"

#include <fmt/format.h>

#include "repl/answer.hpp"
#include "repl/quantity.hpp"
#include "repl/style.hpp"
#include "repl/words.hpp"

namespace hence::repl {
namespace {

FindingKind kind_of(const Program& program, const Question& question) {
  return program.findings[question.findings.front().index()].kind;
}

}  // namespace

std::string answers_hint(const Program& program, const Question& question) {
  if (is_list(question) && options_in(program, question).empty()) return "names, none, unknown";
  if (is_list(question)) return "numbers or names, none, unknown";
  switch (kind_of(program, question)) {
    case FindingKind::yes_no: return "yes, no, unknown";
    case FindingKind::choice: return "a number or a name, unknown";
    case FindingKind::date: return "a date such as 1950-03-31, unknown";
    case FindingKind::score: return "its total, unknown";
    default: break;
  }
  const std::string range = range_text(program, question.findings.front());
  return range.empty() ? "a number, unknown" : fmt::format("a number, {}, unknown", range);
}

std::string answers_help(const Program& program, const Question& question) {
  std::string out;
  const auto line = [&](std::string_view what, std::string_view meaning) {
    out += fmt::format("  {}  {}\n", padded(what, 18), meaning);
  };
  if (is_list(question)) {
    line("1 3", "yes to these, no to the others; names do as well");
    line("1 3?", "yes to 1, 3 is not known, no to the others");
    line("none", "no to all of them");
    line("unknown", "none of them is known");
  } else if (kind_of(program, question) == FindingKind::yes_no) {
    line("yes, no, unknown", "or y, n, u");
    line("probably (not)", "a certainty of 0.6 (-0.6)");
    line("0.8, -0.3", "a certainty between -1 and 1, with sign or decimal point");
  } else if (kind_of(program, question) == FindingKind::number) {
    line("1.5", "a number, with or without its unit; unknown if it is not known");
  } else if (kind_of(program, question) == FindingKind::score) {
    line("3", "the total; unknown if it is not known");
  } else if (kind_of(program, question) == FindingKind::date) {
    line("1950-03-31", "year, month and day; unknown if it is not known");
  } else {
    line("1", "the number or the name of one of them; unknown if it is not known");
  }
  line("why", "why this is asked");
  line("what", "what the words mean");
  line("skip", "ask it later");
  line("back", "return to the question before");
  line("enough", "conclude now");
  line("NAME, NOT NAME …", "any other facts, with commas between");
  line("help", "the words of command: why X, facts, change X, quit …");
  return out;
}

std::string option_name(const Program& program, FindingId finding) {
  const Finding& f = program.findings[finding.index()];
  if (!f.relation) return f.name;
  const Relation& relation = program.relations[f.relation.index()];
  const std::string &before = relation.words.front(), &behind = relation.words.back();
  const bool plain = relation.arguments.size() == 1 && relation.declared &&
                     f.name.starts_with(before) && f.name.ends_with(behind) &&
                     f.name.size() > before.size() + behind.size() + 1;
  if (!plain) return f.name;
  return std::string(trimmed(std::string_view(f.name).substr(
      before.size(), f.name.size() - before.size() - behind.size())));
}

std::vector<FindingId> options_in(const Program& program, const Question& question) {
  std::vector<FindingId> options;
  for (const FindingId f : question.findings)
    if (!is_list(question) || !program.findings[f.index()].is_some()) options.push_back(f);
  return options;
}

std::vector<std::string> options_of(const Program& program, const Question& question) {
  std::vector<std::string> options;
  if (is_list(question)) {
    for (const FindingId f : options_in(program, question))
      options.push_back(option_name(program, f));
  } else if (const Detail* detail = program.detail(question.findings.front());
             detail && kind_of(program, question) == FindingKind::choice) {
    for (std::size_t i = 0; i < detail->values.size(); ++i)
      options.push_back(choice_text(program, question.findings.front(), i));
  }
  return options;
}

static std::string values_text(const Program& program, FindingId choice) {
  std::vector<std::string> values;
  const Detail& detail = *program.detail(choice);
  for (std::size_t i = 0; i < detail.values.size(); ++i)
    values.push_back(choice_text(program, choice, i));
  return (detail.ordered ? "one of, in this order, " : "one of ") + join(values, ", ");
}

static std::string by_default_text(const Program& program, FindingId finding,
                                   const Detail& detail) {
  if (detail.by_default) return *detail.by_default > 0 ? "yes by default" : "no by default";
  const Expr& value = program.exprs[detail.default_value.index()];
  if (value.op == Op::literal) return value_text(program, finding, value.number) + " by default";
  return condition_text(program, detail.default_value) + " by default";
}

std::vector<std::string> kind_texts(const Program& program, FindingId finding) {
  std::vector<std::string> texts;
  const Detail* detail = program.detail(finding);
  switch (program.findings[finding.index()].kind) {
    case FindingKind::yes_no: break;
    case FindingKind::number:
      if (const std::string range = range_text(program, finding); !range.empty())
        texts.push_back("a number, " + range);
      break;
    case FindingKind::choice:
      if (detail && !detail->values.empty()) texts.push_back(values_text(program, finding));
      break;
    case FindingKind::date: texts.emplace_back("a date, written as 1950-03-31"); break;
    case FindingKind::score:
      texts.push_back("a score of " + counted(detail ? detail->items.size() : 0, "item", "items"));
      break;
    case FindingKind::text: texts.emplace_back("a text, which rules write"); break;
  }
  if (detail && detail->computed)
    texts.push_back("computed: " + condition_text(program, detail->computed));
  if (detail && (detail->by_default || detail->default_value))
    texts.push_back(by_default_text(program, finding, *detail));
  return texts;
}

}  // namespace hence::repl
