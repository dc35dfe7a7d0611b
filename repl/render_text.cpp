#include "repl/render_text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "engine/explain.hpp"
#include "repl/render_score.hpp"
#include "repl/words.hpp"
#include "rules/text.hpp"

namespace hence::repl {
namespace {

constexpr std::size_t supports_shown = 4;
constexpr int block_indent = 6;

const std::string& name_of(const Program& program, FindingId finding) {
  return program.findings[finding.index()].name;
}

// The words of an argument's condition, as its rule has them.
std::string support_text(const Program& program, const WhyArgument& w) {
  const Rule& rule = program.rules[w.argument.rule.index()];
  if (is_otherwise(program, rule))
    return fmt::format("otherwise ({})", signed_figure(w.argument.contribution));
  const std::string condition = rule.condition ? condition_text(program, rule.condition) : "always";
  const std::string words = w.argument.otherwise ? "not: " + condition : condition;
  return fmt::format("{} ({})", words, signed_figure(w.argument.contribution));
}

// What speaks for the finding and what against it, a line each; kinds where no argument does.
std::string supports(const Session& session, FindingId finding, const Style& style) {
  const Program& program = session.program();
  const Why why_it = why(session, finding);
  std::vector<std::string> pro, contra;
  for (const WhyArgument& w : why_it.fired)
    if (w.argument.counts)
      (w.argument.contribution > 0 ? pro : contra).push_back(support_text(program, w));
  for (const FindingId kind : why_it.from_kinds)
    pro.push_back(name_of(program, kind) + ", a kind of it");
  for (const FindingId broader : why_it.from_broader)
    contra.push_back("no " + name_of(program, broader) + ", of which it is a kind");
  if (session.fact(finding))
    (session.fact(finding)->certainty < 0 ? contra : pro).emplace_back("said so");
  std::vector<std::string> open;
  if (program.findings[finding.index()].kind == FindingKind::score) {
    ItemWords items = item_words(session, finding);
    pro.insert(pro.end(), items.counting.begin(), items.counting.end());
    open = std::move(items.open);
  }
  const auto line = [&](std::string_view label, std::vector<std::string>& parts) {
    if (parts.empty()) return std::string();
    const std::size_t more = parts.size() > supports_shown ? parts.size() - supports_shown : 0;
    parts.resize(parts.size() - more);
    std::string text = join(parts, "; ");
    if (more > 0) text += fmt::format("; and {} more", more);
    return paragraph(style, spaces(block_indent) + std::string(label), text, Ink::faint);
  };
  return line("for      ", pro) + line("against  ", contra) + line("open     ", open);
}

std::string assumptions(const Session& session, const ConclusionReport& report,
                        const Style& style) {
  if (report.assumes.empty()) return {};
  std::vector<std::string> parts;
  for (const Assumption& a : report.assumes) {
    std::string text = assumption_text(session, a);
    if (std::find(parts.begin(), parts.end(), text) == parts.end())
      parts.push_back(std::move(text));
  }
  return paragraph(style, spaces(block_indent), "provided that: " + join(parts, ", "), Ink::faint);
}

std::string advice_lines(const Session& session, const std::vector<std::uint32_t>& advice,
                         const Style& style) {
  const Program& program = session.program();
  std::string out;
  for (const std::uint32_t row : advice)
    if (!program.advice[row].urgent)
      out += paragraph(style, spaces(block_indent - 2) + "→ ",
                       fill(session, program.advice[row].text));
  return out;
}

bool is_value(const Program& program, FindingId finding) {
  return program.findings[finding.index()].kind != FindingKind::yes_no;
}

bool is_text(const Program& program, FindingId finding) {
  return program.findings[finding.index()].kind == FindingKind::text;
}

std::string band_word(const Session& session, const ConclusionReport& report) {
  if (is_value(session.program(), report.finding) && report.band != Band::conflict)
    return standing(session, report.finding, report.value);
  if (report.value.by_default) return standing(session, report.finding, report.value);
  return std::string(text_of(report.band));
}

std::string figure_text(const Session& session, const ConclusionReport& report) {
  const bool without = report.band == Band::conflict || report.band == Band::certain ||
                       report.band == Band::ruled_out || report.value.by_default ||
                       is_value(session.program(), report.finding);
  return without ? "" : figure(report.value.certainty);
}

struct Columns {
  int name = 0, word = 0;
};

Columns columns_of(const Session& session, const std::vector<ConclusionReport>& reports) {
  Columns columns;
  for (const ConclusionReport& r : reports) {
    const std::string name = printable(name_of(session.program(), r.finding));
    columns.name = std::max(columns.name, display_width(name));
    if (is_text(session.program(), r.finding)) continue;
    columns.word = std::max(columns.word, display_width(printable(band_word(session, r))));
  }
  columns.name = std::min(columns.name, 44);
  columns.word = std::min(columns.word, 24);
  return columns;
}

std::string headline(const Session& session, const ConclusionReport& report, Columns columns,
                     const Style& style) {
  const std::string name =
      padded(printable(name_of(session.program(), report.finding)), columns.name);
  const std::string word = printable(band_word(session, report));
  if (is_text(session.program(), report.finding) && report.band != Band::conflict)
    return paragraph(style, fmt::format("  {}  ", name), word);
  const std::string figure_part = figure_text(session, report);
  std::string line =
      fmt::format("  {}  {}", paint(style, report.goal ? Ink::strong : Ink::plain, name),
                  paint(style, ink_of(report.band), word));
  if (!figure_part.empty()) line += spaces(columns.word - display_width(word) + 2) + figure_part;
  return line + "\n";
}

bool holds(const ConclusionReport& r) {
  return r.value.state == Truth::yes || r.value.state == Truth::conflict;
}

bool is_open_score(const Program& program, const ConclusionReport& r) {
  return program.findings[r.finding.index()].kind == FindingKind::score && !holds(r);
}

std::string block(const Session& session, const ConclusionReport& report, Columns columns,
                  const Style& style) {
  std::string out = headline(session, report, columns, style);
  if (holds(report)) out += advice_lines(session, report.advice, style);
  return out + supports(session, report.finding, style) + assumptions(session, report, style);
}

std::string brief(const Session& session, const ConclusionReport& report, Columns columns,
                  const Style& style) {
  return headline(session, report, columns, style) + advice_lines(session, report.advice, style);
}

std::string title(const Style& style, std::string_view text) {
  return paint(style, Ink::strong, text) + "\n";
}

using Reports = std::vector<ConclusionReport>;

template <class Test>
Reports pick(const Reports& all, Test test) {
  Reports some;
  std::copy_if(all.begin(), all.end(), std::back_inserter(some), test);
  return some;
}

std::string section(const Session& session, std::string_view heading, const Reports& reports,
                    const Style& style, decltype(&block) each) {
  if (reports.empty()) return {};
  std::string out = title(style, heading);
  const Columns columns = columns_of(session, reports);
  for (const ConclusionReport& r : reports) out += each(session, r, columns, style);
  return out + "\n";
}

}  // namespace

std::string name_list(const Program& program, const std::vector<FindingId>& findings,
                      std::size_t shown) {
  std::vector<std::string> names;
  for (const FindingId f : findings)
    if (names.size() < shown) names.push_back(name_of(program, f));
  std::string text = join(names, ", ");
  if (findings.size() > shown) text += fmt::format(" and {} more", findings.size() - shown);
  return text;
}

Ink ink_of(Band band) {
  switch (band) {
    case Band::certain:
    case Band::very_likely:
    case Band::likely: return Ink::good;
    case Band::possible: return Ink::caution;
    case Band::conflict: return Ink::alarm;
    case Band::open: return Ink::plain;
    case Band::unlikely:
    case Band::ruled_out: return Ink::faint;
  }
  return Ink::plain;
}

std::string render_urgent(const Session& session, const std::vector<std::uint32_t>& advice,
                          const Style& style) {
  const Program& program = session.program();
  std::string out;
  for (const std::uint32_t row : advice) {
    const Advice& a = program.advice[row];
    if (!a.urgent) continue;
    const std::string about =
        fmt::format("URGENT: {}, {}", name_of(program, a.finding), standing(session, a.finding));
    out += paragraph(style, "!! ", about, Ink::alarm);
    out += paragraph(style, "   ", fill(session, a.text), Ink::alarm);
  }
  return out.empty() ? out : out + "\n";
}

std::string render_conclusions(const Session& session, const Style& style) {
  const Reports all = conclusions(session);
  const std::vector<bool> goals = goal_findings(session.program());
  const auto first = [&](const ConclusionReport& r) {
    return goals[r.finding.index()] || r.value.state == Truth::conflict;
  };
  std::string out = render_urgent(session, advice_given(session), style);
  out += section(session, "Conclusions",
                 pick(all, [&](const auto& r) { return first(r) && holds(r); }), style, block);
  if (std::none_of(all.begin(), all.end(), [&](const auto& r) { return first(r) && holds(r); }))
    out += title(style, "Conclusions") +
           "  None of those looked for: what was said is not enough for one.\n\n";
  if (const auto rest = advice_lines(session, advice_on_answers(session, all), style); !rest.empty())
    out += title(style, "Advice on what you said") + rest + "\n";
  out += section(session, "Also follows",
                 pick(all, [&](const auto& r) { return !first(r) && holds(r); }), style, brief);
  const auto open_score = [&](const auto& r) { return is_open_score(session.program(), r); };
  out += section(session, "Scores still open", pick(all, open_score), style, block);
  out += section(session, "Some evidence, too little to say", pick(all, [&](const auto& r) {
                   return first(r) && r.value.state == Truth::unknown && !open_score(r);
                 }),
                 style, brief);
  out +=
      section(session, "Speaks against",
              pick(all, [&](const auto& r) { return r.value.state == Truth::no; }), style, brief);
  return out;
}

// The conditions of whole files that do not hold, each once.
static std::string out_of_scope(const Session& session, const Style& style) {
  const Program& program = session.program();
  std::vector<ExprId> scopes;
  for (const Rule& rule : program.rules)
    if (rule.scope && std::find(scopes.begin(), scopes.end(), rule.scope) == scopes.end())
      scopes.push_back(rule.scope);
  std::string out;
  for (const ExprId scope : scopes) {
    if (!(session.certainty(scope) < -program.options.threshold)) continue;
    const Span span = program.exprs[scope.index()].span;
    out += paragraph(style, "",
                     fmt::format("Outside the rules of {}: they hold only if {}",
                                 program.sources[static_cast<std::size_t>(span.source)].path,
                                 condition_text(program, scope)),
                     Ink::caution);
  }
  return out;
}

std::string render_doubts(const Session& session, const Style& style) {
  const Program& program = session.program();
  std::string out;
  const auto feared = not_excluded(session);
  if (!feared.empty())
    out += paragraph(style, "", "Not excluded: " + name_list(program, feared), Ink::caution);
  out += out_of_scope(session, style);
  const auto strange = unexplained(session);
  if (!strange.empty())
    out += paragraph(style, "", "Not explained by any conclusion: " + name_list(program, strange));
  return out;
}

std::string render_notices(const Program& program, const Style& style) {
  std::string out;
  for (const std::string& notice : program.notices)
    out += paragraph(style, "", notice, Ink::strong);
  return out;
}

std::string render_facts(const Session& session, const Style& style) {
  if (session.facts().empty()) return "No facts are given yet.\n";
  const Program& program = session.program();
  std::string out;
  for (const Fact& fact : session.facts()) {
    std::string text = write_fact(program, fact);
    if (session.value(fact.finding).set_aside) text += "  (set aside: its `only if` does not hold)";
    else if (fact.certainty == 0)
      text = program.findings[fact.finding.index()].name + "  (not known)";
    out += paragraph(style, "  ", text);
  }
  return out;
}

}  // namespace hence::repl
