#include "repl/render_why.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "repl/render_premises.hpp"
#include "repl/render_rules.hpp"
#include "repl/render_score.hpp"
#include "repl/words.hpp"
#include "rules/text.hpp"

namespace hence::repl {
namespace {

constexpr std::size_t silent_shown = 6;

const std::string& name_of(const Program& program, FindingId finding) {
  return program.findings[finding.index()].name;
}

// The premises that are not met, and what is known of them; of an `otherwise` row, which row holds.
std::string unmet(const Session& session, const WhyArgument& w) {
  const Program& program = session.program();
  const Rule& rule = program.rules[w.argument.rule.index()];
  std::vector<std::string> reasons;
  if (is_otherwise(program, rule) && !(session.certainty(rule.condition) > program.options.threshold))
    reasons.emplace_back(session.certainty(rule.condition) < -program.options.threshold
                             ? "another row holds"
                             : "another row may still hold");
  else
    put_unmet(session, w.premises, "", reasons);
  const std::string place =
      rule.scope ? place_text(program, program.exprs[rule.scope.index()].span) : "";
  put_unmet(session, w.scope, "only if ", reasons, place.empty() ? "" : ", of " + place);
  return reasons.empty() ? "its condition is not met" : join(reasons, "; ");
}

// Why an argument says nothing.
std::string silence(const Session& session, const WhyArgument& w) {
  const Program& program = session.program();
  const Rule& rule = program.rules[w.argument.rule.index()];
  const Rule* over = w.argument.by ? &program.rules[w.argument.by.index()] : nullptr;
  const std::string by = over ? rule_title(program, *over) : "another rule";
  switch (w.argument.silence) {
    case Silence::unless: return "held back, for " + condition_text(program, rule.unless);
    case Silence::overridden:
      return (over && over->first && over->first == rule.first ? "an earlier row applies: "
                                                               : "overridden by ") +
             by;
    case Silence::shadowed: return "says the same as " + by + ", which counts";
    case Silence::weaker: return "weaker than " + by + ", of which only the strongest counts";
    case Silence::none:
    case Silence::premises: break;
  }
  return unmet(session, w);
}

// `told`: the source named just before, which is not named again.
std::string fired_block(const Session& session, const WhyArgument& w, CitationId& told,
                        const Style& style) {
  const Program& program = session.program();
  const Rule& rule = program.rules[w.argument.rule.index()];
  const std::string lead = fmt::format("    {:>5}  ", signed_figure(w.argument.contribution));
  std::string out = paragraph(style, lead, rule_head(program, rule));
  if (w.argument.otherwise)
    out += paragraph(style, spaces(premise_indent),
                     "its `otherwise` speaks, for the condition does not hold");
  out += is_otherwise(program, rule)
             ? paragraph(style, spaces(premise_indent + 2), "no other row holds")
             : premise_lines(session, w.premises, "  ", style);
  if (rule.scope)
    out += premise_lines(session, w.scope, "  only if ", style,
                         ", of " + place_text(program, program.exprs[rule.scope.index()].span));
  out += premise_lines(session, w.blockers, "  unless ", style);
  if (!w.argument.counts)
    out += paragraph(style, spaces(premise_indent), "does not count: " + silence(session, w),
                     Ink::caution);
  const bool repeated = std::exchange(told, rule.source) == rule.source;
  return out + rule_notes(program, rule, premise_indent, repeated, style);
}

// The `otherwise` of a rule that fires has nothing to add.
bool goes_without_saying(const Why& w, const WhyArgument& silent) {
  return silent.argument.otherwise &&
         std::any_of(w.fired.begin(), w.fired.end(), [&](const WhyArgument& fired) {
           return fired.argument.rule == silent.argument.rule;
         });
}

std::string silent_lines(const Session& session, const Why& w, const Style& style) {
  const Program& program = session.program();
  std::vector<std::string> lines;
  for (const WhyArgument& silent : w.silent) {
    if (goes_without_saying(w, silent)) continue;
    const Rule& rule = program.rules[silent.argument.rule.index()];
    std::string line = fmt::format("{} ({}): {}", rule_title(program, rule),
                                   rule_place(program, rule), silence(session, silent));
    if (lines.empty() || lines.back() != line) lines.push_back(std::move(line));
  }
  const std::string_view title = w.ledger.empty() ? "  could speak\n" : "  does not count\n";
  std::string out(lines.empty() ? "" : title);
  for (std::size_t i = 0; i < lines.size() && i < silent_shown; ++i)
    out += paragraph(style, "    - ", lines[i], Ink::faint);
  if (lines.size() > silent_shown)
    out += fmt::format("    - and {} more\n", lines.size() - silent_shown);
  return out;
}

// What was said about the finding itself, and what its kinds give.
std::string direct_lines(const Session& session, const Why& w, const Style& style) {
  const Program& program = session.program();
  std::string out;
  if (const Fact* fact = session.fact(w.finding)) {
    const Value value = session.value(w.finding);
    const std::string said = fact->certainty == 0 ? "not known" : write_fact(program, *fact);
    out += paragraph(style, "  given   ",
                     value.set_aside ? said + " (set aside: not to be asked here)" : said);
  }
  if (w.value.by_default)
    out += paragraph(style, "  default ", "holds, for nothing gives or concludes another");
  for (const FindingId kind : w.from_kinds)
    out += paragraph(
        style, "  for     ",
        fmt::format("{} ({}) is a kind of it", name_of(program, kind), standing(session, kind)));
  for (const FindingId broader : w.from_broader)
    out += paragraph(style, "  against ",
                     fmt::format("it is a kind of {} ({})", name_of(program, broader),
                                 standing(session, broader)));
  return out;
}

std::string fired_lines(const Session& session, const Why& w, bool pro, const Style& style) {
  std::string out;
  CitationId told;
  for (const WhyArgument& argument : w.fired)
    if ((argument.argument.contribution > 0) == pro)
      out += fired_block(session, argument, told, style);
  return out.empty() ? out : (pro ? "  for\n" : "  against\n") + out;
}

std::string computed_lines(const Session& session, const Why& w, const Style& style) {
  if (w.computed.empty()) return {};
  const Detail* detail = session.program().detail(w.finding);
  const ExprId formula = w.value.by_default ? detail->default_value : detail->computed;
  return paragraph(style, w.value.by_default ? "  reckoned " : "  computed ",
                   condition_text(session.program(), formula)) +
         premise_lines(session, w.computed, "", style);
}

// One piece of evidence, as it enters the sum.
std::string ledger_text(const Program& program, const LedgerEntry& entry) {
  std::string figure_part = signed_figure(entry.contribution);
  switch (entry.of) {
    case LedgerEntry::Of::fact: return figure_part + " (given)";
    case LedgerEntry::Of::only_if: return figure_part + " (not to be asked)";
    case LedgerEntry::Of::argument: return figure_part;
    case LedgerEntry::Of::group:
      return fmt::format("{} (the strongest of {})", figure_part,
                         program.groups[entry.group.index()]);
    case LedgerEntry::Of::cap:
      return fmt::format("{} (its list, together at most {})", figure_part,
                         short_figure(entry.cap));
    case LedgerEntry::Of::kind:
    case LedgerEntry::Of::broader:
      return fmt::format("{} ({})", figure_part, name_of(program, entry.finding));
  }
  return figure_part;
}

// How the evidence adds up, where there is more than one piece.
std::string ledger_line(const Session& session, const Why& w, const Style& style) {
  std::vector<std::string> parts;
  bool plain = true;
  for (const LedgerEntry& entry : w.ledger) {
    if (!entry.counts) continue;
    parts.push_back(ledger_text(session.program(), entry));
    plain = plain && entry.arguments.size() < 2;
  }
  if (parts.size() < 2 && plain) return {};
  return paragraph(style,
                   "  joined: ", join(parts, "; ") + " = " + standing(session, w.finding, w.value));
}

// One finding of a derivation: what it rests on, in a line an argument.
std::string how_entry(const Session& session, const Why& w, const Style& style) {
  const Program& program = session.program();
  const Fact* fact = session.fact(w.finding);
  if (fact && w.fired.empty() && w.from_kinds.empty() && w.from_broader.empty())
    return paragraph(style, "  ", echo_of(program, *fact) + ", given");
  std::string out = paragraph(
      style, "  ",
      fmt::format("{}: {}", name_of(program, w.finding), standing(session, w.finding, w.value)),
      Ink::strong);
  if (const Detail* detail = program.detail(w.finding); detail && detail->computed && !fact)
    out += paragraph(style, "      = ", condition_text(program, detail->computed));
  if (w.score) out += score_in_brief(session, w, style);
  for (const WhyArgument& a : w.fired) {
    const Rule& rule = program.rules[a.argument.rule.index()];
    std::string text = fmt::format("{} ({})", rule_text(program, rule), rule_place(program, rule));
    if (a.argument.otherwise) text += ", by its `otherwise`";
    out += paragraph(style, fmt::format("      {:>5}  ", signed_figure(a.argument.contribution)),
                     text);
  }
  for (const FindingId kind : w.from_kinds)
    out += paragraph(style, "             ", name_of(program, kind) + " is a kind of it");
  for (const FindingId broader : w.from_broader)
    out += paragraph(style, "             ", "it is a kind of " + name_of(program, broader));
  if (fact) out += "             given\n";
  return out;
}

}  // namespace

std::string render_why(const Session& session, FindingId finding, const Style& style) {
  const Program& program = session.program();
  const Why w = why(session, finding);
  std::string out = paragraph(
      style, "",
      fmt::format("Why {}: {}", name_of(program, finding), standing(session, finding, w.value)),
      Ink::strong);
  out += direct_lines(session, w, style) + computed_lines(session, w, style);
  if (w.score) out += score_lines(session, w, style);
  out += fired_lines(session, w, true, style) + fired_lines(session, w, false, style);
  out += ledger_line(session, w, style);
  out += silent_lines(session, w, style);
  for (const Assumption& a : w.assumes)
    out += paragraph(style, "  provided that ", assumption_text(session, a));
  if (out.find('\n') + 1 == out.size())
    out += w.value.state == Truth::unknown ? "  Nothing speaks for it or against it.\n" : "";
  return out;
}

std::string render_how(const Session& session, FindingId finding, const Style& style) {
  std::string out =
      paint(style, Ink::strong,
            printable(fmt::format("How {} comes about", name_of(session.program(), finding)))) +
      "\n";
  for (const Why& w : how(session, finding)) out += how_entry(session, w, style);
  return out;
}

}  // namespace hence::repl
