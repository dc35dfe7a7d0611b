#include "repl/question_text.hpp"

#include <fmt/format.h>

#include "repl/answer.hpp"
#include "repl/quantity.hpp"
#include "repl/style.hpp"

namespace hence::repl {
namespace {

FindingKind kind_of(const Program& program, const Question& question) {
  return program.findings[question.findings.front().index()].kind;
}

}  // namespace

std::string answers_hint(const Program& program, const Question& question) {
  if (is_list(question)) return "numbers or names, none, unknown";
  switch (kind_of(program, question)) {
    case FindingKind::yes_no: return "yes, no, unknown";
    case FindingKind::choice: return "a number or a name, unknown";
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

std::vector<std::string> options_of(const Program& program, const Question& question) {
  std::vector<std::string> options;
  if (is_list(question)) {
    for (const FindingId f : question.findings) options.push_back(program.findings[f.index()].name);
  } else if (const Detail* detail = program.detail(question.findings.front());
             detail && kind_of(program, question) == FindingKind::choice) {
    options = detail->values;
  }
  return options;
}

}  // namespace hence::repl
