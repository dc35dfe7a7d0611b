#include "repl/render_changes.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "engine/rather.hpp"
#include "engine/what_if.hpp"
#include "repl/render_text.hpp"
#include "repl/words.hpp"
#include "rules/loader.hpp"
#include "rules/text.hpp"

namespace hence::repl {
namespace {

constexpr std::size_t turns_shown = 12, arguments_shown = 4;

const std::string& name_of(const Program& program, FindingId finding) {
  return program.findings[finding.index()].name;
}

std::string rule_line(const Program& program, RuleId id) {
  const Rule& rule = program.rules[id.index()];
  return fmt::format("{} ({})", rule_title(program, rule), rule_place(program, rule));
}

std::string fact_list(const Program& program, const std::vector<Fact>& facts) {
  std::vector<std::string> texts;
  for (const Fact& fact : facts)
    texts.push_back(fact.certainty == 0 ? name_of(program, fact.finding) + " not known"
                                        : write_fact(program, fact));
  return join(texts, ", ");
}

void put_responsible(const Session& session, const Change& change, Page& out) {
  const Program& program = session.program();
  if (change.responsible) {
    const ArgumentReport& r = change.responsible->argument;
    const std::string was = change.contribution_before == 0
                                ? ""
                                : fmt::format(", {} now", signed_figure(change.contribution_before));
    const std::string lead = r.contribution == 0 ? "    no longer " : "    by ";
    const std::string figure_part =
        r.contribution == 0 ? "" : fmt::format(": {}", signed_figure(r.contribution));
    out.put(lead, rule_line(program, r.rule) + figure_part + was);
  } else if (change.kind) {
    const bool is_kind = std::any_of(program.kinds.begin(), program.kinds.end(), [&](const Kind& k) {
      return k.kind == change.kind && k.broader == change.finding;
    });
    out.put("    by ", fmt::format("{} {}", is_kind ? "its kind" : "what it is a kind of,",
                                   name_of(program, change.kind)));
  }
}

void put_advice(const Session& session, const std::vector<std::uint32_t>& rows,
                std::string_view word, Page& out) {
  for (const std::uint32_t row : rows) {
    const Advice& advice = session.program().advice[row];
    if (!advice.urgent) continue;
    out.put(fmt::format("  {} ", word), fill(session, advice.text),
            advice.urgent ? Ink::alarm : Ink::plain);
  }
}

// «said yes», «not asked».
std::string said_now(const Session& session, FindingId finding) {
  const Fact* fact = session.fact(finding);
  if (fact == nullptr) return {};
  if (fact->certainty == 0) return " (now not known)";
  return fmt::format(" (now {})", standing(session, finding));
}

std::string turn_text(const Session& session, const Turn& turn) {
  std::vector<std::string> parts;
  for (const PossibleAnswer& answer : turn.answers)
    parts.push_back(answer_text(session.program(), answer) +
                    said_now(session, answer.fact.finding));
  return join(parts, " AND ");
}

void put_turns(const Session& session, const WhatChanges& w, FindingId finding, Page& out) {
  for (std::size_t i = 0; i < w.turns.size() && i < turns_shown; ++i) {
    std::string text = turn_text(session, w.turns[i]);
    if (finding) text += ": then " + standing(session, finding, w.turns[i].after);
    out.put("    - ", text);
  }
  if (w.turns.size() > turns_shown)
    out.put("    - ", fmt::format("and {} more", w.turns.size() - turns_shown), Ink::faint);
  if (w.turns.empty())
    out.put("    - ", fmt::format("no {} would, of {}",
                                  w.largest == 1 ? "single answer"
                                                 : fmt::format("{} answers or fewer", w.largest),
                                  counted(w.answers, "finding that bears on it and can be answered",
                                          "findings that bear on it and can be answered")));
  if (w.stopped)
    out.put("  ", "The search stopped at its budget: there may be more.", Ink::caution);
}

void put_names(const Program& program, std::string_view title,
               const std::vector<FindingId>& findings, Page& out) {
  if (!findings.empty()) out.put(fmt::format("  {}: ", title), name_list(program, findings));
}

void put_fired(const Session& session, std::string_view word, FindingId finding,
               const std::vector<WhyArgument>& arguments, Page& out) {
  if (!arguments.empty())
    out.put("  ", fmt::format("{} {}", word, name_of(session.program(), finding)));
  for (std::size_t i = 0; i < arguments.size() && i < arguments_shown; ++i)
    out.put(fmt::format("    {:>5}  ", signed_figure(arguments[i].argument.contribution)),
            rule_line(session.program(), arguments[i].argument.rule));
  if (arguments.size() > arguments_shown)
    out.put("    - ", fmt::format("and {} more", arguments.size() - arguments_shown), Ink::faint);
}

}  // namespace

std::string answer_text(const Program& program, const PossibleAnswer& answer) {
  const FindingId finding = answer.fact.finding;
  const std::string& name = name_of(program, finding);
  if (answer.fact.certainty == 0) return name + " not known";
  if (!answer.stretch) return write_fact(program, answer.fact);
  const bool one = answer.stretch->low == answer.stretch->high;
  return fmt::format("{} {}{}", name, one ? "= " : "",
                     stretch_text(program, finding, *answer.stretch));
}

Page render_what_if(const Supposed& supposed) {
  const Session& session = supposed.session();
  const std::vector<Fact>& facts = supposed.facts();
  const Program& program = session.program();
  const WhatIf w = what_if(session, facts);
  const Session then = with_facts(session, facts);
  Page out;
  out.put("", fmt::format("What if {}", fact_list(program, facts)), Ink::strong);
  for (const Change& change : w.changes) {
    out.put("  ", fmt::format("{}: {} (now {})", name_of(program, change.finding),
                              standing(then, change.finding, change.after),
                              standing(session, change.finding, change.before)));
    put_responsible(then, change, out);
    if (change.after.state == Truth::conflict) out.put(conflict_page(then, change.finding));
  }
  put_advice(then, w.advice_gained, "urgent advice then:", out);
  put_advice(session, w.advice_lost, "no longer urgent:", out);
  if (w.changes.empty()) out.put("  ", "No conclusion would change.");
  return out;
}

Page render_change(const Session& session, FindingId finding) {
  const WhatChanges w = what_changes(session, finding);
  Page out;
  out.put("", fmt::format("What would change {} ({})", name_of(session.program(), finding),
                          standing(session, finding, w.value)),
          Ink::strong);
  put_turns(session, w, finding, out);
  return out;
}

Page render_rather(const Session& session, FindingId one, FindingId other) {
  const Program& program = session.program();
  const Rather r = rather(session, one, other);
  const std::string& first = name_of(program, one);
  const std::string& second = name_of(program, other);
  Page out;
  out.put("", fmt::format("Why {} ({}) rather than {} ({})", first,
                          standing(session, one, r.one_value), second,
                          standing(session, other, r.other_value)),
          Ink::strong);
  if (!r.ahead)
    out.put("  ", r.one_value.certainty == r.other_value.certainty
                      ? "Neither is ahead of the other."
                      : fmt::format("It is the other way round: {} is ahead.", second));
  put_names(program, fmt::format("only {} rests on", first), r.only_one, out);
  put_names(program, "both rest on", r.shared, out);
  put_names(program, fmt::format("only {} rests on", second), r.only_other, out);
  put_fired(session, "for", one, r.for_one, out);
  put_fired(session, "against", one, r.against_one, out);
  put_fired(session, "for", other, r.for_other, out);
  put_fired(session, "against", other, r.against_other, out);
  out.put("  ", fmt::format("{} would be ahead with", r.ahead ? second : first));
  put_turns(session, r.turns, {}, out);
  return out;
}

Page conflict_page(const Session& session, FindingId finding) {
  const Program& program = session.program();
  const Conflict conflict = why_conflict(session, finding);
  Page out;
  const auto rules = [&](const std::vector<RuleId>& ids) {
    std::vector<std::string> texts;
    for (const RuleId id : ids) texts.push_back(rule_line(program, id));
    return join(texts, "; ");
  };
  for (const ConflictSet& set : conflict.sets) {
    out.put("  conflict: ", set.facts.empty() ? "by rules alone, whatever is answered"
                                              : fact_list(program, set.facts),
            Ink::alarm);
    if (!set.rules_for.empty()) out.put("    for ", rules(set.rules_for));
    if (!set.rules_against.empty()) out.put("    against ", rules(set.rules_against));
  }
  if (conflict.stopped)
    out.put("  ", "The search stopped at its budget: there may be more.", Ink::caution);
  out.put("  to mend: ",
          "answer one of them otherwise, or make one of the rules say less than certain");
  return out;
}

}  // namespace hence::repl
