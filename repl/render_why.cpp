#include "repl/render_why.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "engine/conclude.hpp"
#include "repl/render_arguments.hpp"
#include "repl/render_changes.hpp"
#include "repl/render_premises.hpp"
#include "repl/render_rules.hpp"
#include "repl/render_score.hpp"
#include "repl/render_text.hpp"
#include "repl/words.hpp"
#include "rules/text.hpp"

namespace hence::repl {
namespace {

constexpr std::size_t silent_shown = 6, shared_shown = 4;

const std::string& name_of(const Program& program, FindingId finding) {
  return program.findings[finding.index()].name;
}

// The `otherwise` of a rule that fires has nothing to add.
bool goes_without_saying(const Why& w, const WhyArgument& silent) {
  return silent.argument.otherwise &&
         std::any_of(w.fired.begin(), w.fired.end(), [&](const WhyArgument& fired) {
           return fired.argument.rule == silent.argument.rule;
         });
}

void put_silent(const Session& session, const Why& w, Page& out) {
  const Program& program = session.program();
  std::vector<std::string> lines;
  for (const WhyArgument& silent : w.silent) {
    if (goes_without_saying(w, silent)) continue;
    const Rule& rule = program.rules[silent.argument.rule.index()];
    std::string line = fmt::format("{} ({}): {}", rule_title(program, rule),
                                   rule_place(program, rule), silence_text(session, silent));
    if (lines.empty() || lines.back() != line) lines.push_back(std::move(line));
  }
  if (!lines.empty()) out.put("  ", w.ledger.empty() ? "could speak" : "does not count");
  for (std::size_t i = 0; i < lines.size() && i < silent_shown; ++i)
    out.put("    - ", lines[i], Ink::faint);
  if (lines.size() > silent_shown)
    out.put("    - ", fmt::format("and {} more", lines.size() - silent_shown));
}

// What was said about the finding itself, and what its kinds give.
void put_direct(const Session& session, const Why& w, Page& out) {
  const Program& program = session.program();
  if (const Fact* fact = session.fact(w.finding)) {
    const Value value = session.value(w.finding);
    const std::string said = fact->certainty == 0 ? "not known" : write_fact(program, *fact);
    out.put("  given   ", value.set_aside ? said + " (set aside: not to be asked here)" : said);
  }
  if (w.value.by_default) out.put("  default ", "holds, for nothing gives or concludes another");
  for (const FindingId kind : w.from_kinds)
    out.put("  for     ",
            fmt::format("{} ({}) is a kind of it", name_of(program, kind), standing(session, kind)));
  for (const FindingId broader : w.from_broader)
    out.put("  against ", fmt::format("it is a kind of {} ({})", name_of(program, broader),
                                      standing(session, broader)));
}

void put_fired(const Session& session, const Why& w, bool pro, Page& out) {
  CitationId told;
  bool first = true;
  for (const WhyArgument& argument : w.fired) {
    if ((argument.argument.contribution > 0) != pro) continue;
    if (std::exchange(first, false)) out.put("  ", pro ? "for" : "against");
    out.put(fired_argument(session, argument, told));
  }
}

void put_computed(const Session& session, const Why& w, Page& out) {
  if (w.computed.empty()) return;
  const Detail* detail = session.program().detail(w.finding);
  const ExprId formula = w.value.by_default ? detail->default_value : detail->computed;
  out.put(w.value.by_default ? "  reckoned " : "  computed ",
          condition_text(session.program(), formula));
  out.put(premise_lines(session, w.computed, ""));
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
void put_ledger(const Session& session, const Why& w, Page& out) {
  std::vector<std::string> parts;
  bool plain = true;
  for (const LedgerEntry& entry : w.ledger) {
    if (!entry.counts) continue;
    parts.push_back(ledger_text(session.program(), entry));
    plain = plain && entry.arguments.size() < 2;
  }
  if (parts.size() < 2 && plain) return;
  out.put("  joined: ", join(parts, "; ") + " = " + standing(session, w.finding, w.value));
}

// Arguments that rest on one and the same answer are not independent of each other.
void put_shared(const Session& session, const Why& w, Page& out) {
  for (std::size_t i = 0; i < w.shared.size() && i < shared_shown; ++i) {
    std::vector<std::string> figures;
    for (const std::uint32_t row : w.shared[i].arguments)
      figures.push_back(signed_figure(w.fired[row].argument.contribution));
    out.put("  shared: ", fmt::format("{} is under {}", name_of(session.program(), w.shared[i].finding),
                                      join(figures, " and ")),
            Ink::faint);
  }
  if (w.shared.size() > shared_shown)
    out.put("  shared: ", fmt::format("and {} more", w.shared.size() - shared_shown), Ink::faint);
}

// One finding of a derivation: what it rests on, in a line an argument.
void put_step(const Session& session, const Why& w, Page& out) {
  const Program& program = session.program();
  const Fact* fact = session.fact(w.finding);
  if (fact && w.fired.empty() && w.from_kinds.empty() && w.from_broader.empty())
    return out.put("  ", echo_of(program, *fact) + ", given");
  out.put("  ", fmt::format("{}: {}", name_of(program, w.finding),
                            standing(session, w.finding, w.value)),
          Ink::strong);
  if (const Detail* detail = program.detail(w.finding); detail && detail->computed && !fact)
    out.put("      = ", condition_text(program, detail->computed));
  if (w.score) out.put(score_in_brief(session, w));
  for (const WhyArgument& a : w.fired) {
    const Rule& rule = program.rules[a.argument.rule.index()];
    std::string text = fmt::format("{} ({})", rule_text(program, rule), rule_place(program, rule));
    if (a.argument.otherwise) text += ", by its `otherwise`";
    out.put(fmt::format("      {:>5}  ", signed_figure(a.argument.contribution)), text);
  }
  for (const FindingId kind : w.from_kinds)
    out.put("             ", name_of(program, kind) + " is a kind of it");
  for (const FindingId broader : w.from_broader)
    out.put("             ", "it is a kind of " + name_of(program, broader));
  if (fact) out.put("             ", "given");
}

// Premises that read a hidden finding are not shown.
void mute(const std::vector<FindingId>& hidden, Why& w) {
  const auto is_hidden = [&](const PremiseReport& p) {
    return std::find(hidden.begin(), hidden.end(), p.finding) != hidden.end();
  };
  for (auto* arguments : {&w.fired, &w.silent})
    for (WhyArgument& a : *arguments)
      for (auto* premises : {&a.premises, &a.scope, &a.blockers}) std::erase_if(*premises, is_hidden);
}

void put_hidden(const Program& program, const HowLimits& limits, Page& out) {
  if (!limits.hidden.empty())
    out.put("  hidden: ", name_list(program, limits.hidden), Ink::faint);
}

}  // namespace

Page render_why(const Session& session, FindingId finding, const HowLimits& limits) {
  const Program& program = session.program();
  Why w = why(session, finding);
  mute(limits.hidden, w);
  Page out;
  out.put("", fmt::format("Why {}: {}", name_of(program, finding), standing(session, finding, w.value)),
          Ink::strong);
  put_direct(session, w, out);
  put_computed(session, w, out);
  if (w.score) out.put(score_lines(session, w));
  put_fired(session, w, true, out);
  put_fired(session, w, false, out);
  put_ledger(session, w, out);
  put_shared(session, w, out);
  put_silent(session, w, out);
  for (const Assumption& a : w.assumes) out.put("  provided that ", assumption_text(session, a));
  if (w.value.state == Truth::conflict) out.put(conflict_page(session, finding));
  if (out.lines().size() == 1 && w.value.state == Truth::unknown)
    out.put("  ", "Nothing speaks for it or against it.");
  put_hidden(program, limits, out);
  return out;
}

Page render_how(const Session& session, FindingId finding, const HowLimits& limits) {
  const Program& program = session.program();
  Page out;
  out.put("", fmt::format("How {} comes about", name_of(program, finding)), Ink::strong);
  for (const Why& w : how(session, finding, limits)) put_step(session, w, out);
  for (const Assumption& a : conclusion(session, finding).assumes)
    out.put("  provided that ", assumption_text(session, a));
  put_hidden(program, limits, out);
  return out;
}

}  // namespace hence::repl
