#include "repl/render_explained_json.hpp"

#include <array>

#include "engine/change.hpp"
#include "engine/no_instance.hpp"
#include "engine/rather.hpp"
#include "engine/what_if.hpp"
#include "engine/why_not.hpp"
#include "repl/render_changes.hpp"
#include "repl/render_score.hpp"
#include "repl/why_asked.hpp"
#include "repl/words.hpp"
#include "rules/text.hpp"

namespace hence::repl {
namespace {

const std::string& name_of(const Program& program, FindingId finding) {
  return program.findings[finding.index()].name;
}

// The pieces of evidence of a yes/no finding, as the certainty is made from them.
json::array ledger_json(const Program& program, const Why& w) {
  constexpr std::array<const char*, 7> words{"given", "only_if", "argument", "group",
                                             "cap",   "kind",    "broader"};
  json::array array;
  for (const LedgerEntry& entry : w.ledger) {
    json::object object{{"of", words[static_cast<std::size_t>(entry.of)]},
                        {"contribution", entry.contribution},
                        {"counts", entry.counts}};
    if (entry.of == LedgerEntry::Of::group) object["group"] = program.groups[entry.group.index()];
    if (entry.of == LedgerEntry::Of::cap) object["at_most"] = entry.cap;
    if (entry.finding) object["finding"] = name_of(program, entry.finding);
    if (!entry.arguments.empty()) object["arguments"] = json::value_from(entry.arguments);
    array.push_back(std::move(object));
  }
  return array;
}

json::array shared_json(const Program& program, const Why& w) {
  json::array array;
  for (const SharedFact& fact : w.shared)
    array.push_back(json::object{{"finding", name_of(program, fact.finding)},
                                 {"arguments", json::value_from(fact.arguments)}});
  return array;
}

json::string place_json(const Program& program, RuleId rule) {
  return json::string(rule_place(program, program.rules[rule.index()]));
}

json::array facts_json(const Program& program, const std::vector<Fact>& facts) {
  json::array array;
  for (const Fact& fact : facts)
    array.push_back(json::string(fact.certainty == 0
                                     ? name_of(program, fact.finding) + " not known"
                                     : write_fact(program, fact)));
  return array;
}

json::object conflict_json(const Session& session, const Conflict& conflict) {
  const Program& program = session.program();
  const auto places = [&](const std::vector<RuleId>& rules) {
    json::array array;
    for (const RuleId rule : rules) array.push_back(place_json(program, rule));
    return array;
  };
  json::array sets;
  for (const ConflictSet& set : conflict.sets)
    sets.push_back(json::object{{"facts", facts_json(program, set.facts)},
                                {"for", places(set.rules_for)},
                                {"against", places(set.rules_against)}});
  return {{"sets", std::move(sets)}, {"stopped", conflict.stopped}};
}

// A score's items in order: their points, and what they read. Of an open choice no points are known.
json::array items_json(const Session& session, const Why& w) {
  json::array array;
  for (std::size_t i = 0; i < w.score->items.size(); ++i) {
    const ItemReport& item = w.score->items[i];
    const bool open = item.state == Truth::unknown;
    const bool choice = !session.program().items[item.item].condition;
    json::object object{{"item", item_text(session.program(), item.item)},
                        {"state", open ? "open" : state_text(item.state)}};
    object["points"] = open && choice ? json::value(nullptr) : json::value(item.points);
    object["reads"] = json::array{premise_json(session, w.items[i])};
    array.push_back(std::move(object));
  }
  return array;
}

json::object why_json(const Session& session, const Why& w, bool with_silent) {
  const Program& program = session.program();
  json::object object{{"finding", name_of(program, w.finding)}};
  object["certainty"] = certainty_json(w.value);
  put_held(session, w.finding, w.value, object);
  object["given"] = w.value.given;
  if (w.score) object["items"] = items_json(session, w);
  if (!w.computed.empty()) object["computed"] = premises_json(session, w.computed);
  object["arguments"] = arguments_json(session, w.fired);
  if (with_silent) object["silent"] = arguments_json(session, w.silent);
  object["from_kinds"] = names(program, w.from_kinds);
  object["from_broader"] = names(program, w.from_broader);
  object["ledger"] = ledger_json(program, w);
  if (!w.shared.empty()) object["shared"] = shared_json(program, w);
  if (!w.assumes.empty()) object["assumes"] = assumes_json(session, w.assumes);
  if (w.value.state == Truth::conflict)
    object["conflict"] = conflict_json(session, why_conflict(session, w.finding));
  return object;
}

json::object miss_json(const Session& session, const Miss& miss) {
  json::object object = argument_json(session, miss.argument);
  if (!miss.argument.blockers.empty())
    object["unless"] = premises_json(session, miss.argument.blockers);
  object["finding"] = name_of(session.program(), miss.argument.argument.finding);
  object["changes"] =
      miss.distance.possible() ? json::value(miss.distance.changes) : json::value(nullptr);
  object["changes_given"] =
      miss.distance.possible() ? json::value(miss.distance.given) : json::value(nullptr);
  object["would_do"] = miss.would_do;
  return object;
}

json::array misses_json(const Session& session, const std::vector<Miss>& misses) {
  json::array array;
  for (const Miss& miss : misses) array.push_back(miss_json(session, miss));
  return array;
}

json::object no_instance_json(const NoInstance& rule, const Program& program) {
  Rule written;
  written.span = rule.rule;
  json::array conditions;
  for (const NoInstance::Condition& c : rule.conditions) {
    json::object one{{"text", c.words}};
    if (c.tuple) one["met"] = c.met;
    if (!c.nearest.empty()) one["nearest"] = c.nearest;
    conditions.push_back(std::move(one));
  }
  return {{"rule", rule_text(program, written)}, {"conditions", std::move(conditions)}};
}

json::array no_instances_json(const Session& session, const std::string& tuple) {
  json::array rules;
  for (const NoInstance& rule : no_instances(session, tuple))
    rules.push_back(no_instance_json(rule, session.program()));
  return rules;
}

json::object why_not_json(const Session& session, const Target& target) {
  if (!target.tuple.empty())
    return {{"finding", target.tuple},
            {"holds", false},
            {"lacks", json::array()},
            {"no_instance", no_instances_json(session, target.tuple)}};
  const Program& program = session.program();
  const WhyNot w = target.finding ? why_not(session, target.finding) : why_not(session, target.rules);
  json::object object;
  if (target.finding) object["finding"] = name_of(program, target.finding);
  else object["rule"] = rule_title(program, program.rules[target.rules.front().index()]);
  object["threshold"] = program.options.threshold;
  object["holds"] = target.finding && w.lacks.empty();
  if (!target.finding) object["arguments"] = misses_json(session, w.of_rules);
  json::array lacks;
  for (const Lack& lack : w.lacks) {
    json::object one{{"finding", name_of(program, lack.finding)},
                     {"wanted", lack.wanted},
                     {"certainty", certainty_json(lack.value)},
                     {"state", state_text(lack.value.state)}};
    put_held(session, lack.finding, lack.value, one);
    one["answerable"] = lack.answerable;
    one["nearest"] = misses_json(session, lack.misses);
    one["others"] = lack.others;
    one["fired"] = arguments_json(session, lack.fired);
    lacks.push_back(std::move(one));
  }
  object["lacks"] = std::move(lacks);
  if (target.finding && !w.lacks.empty() && is_without_instance(session, target.finding))
    object["no_instance"] = no_instances_json(session, name_of(program, target.finding));
  return object;
}

json::object what_if_json(const Supposed& supposed) {
  const Session& session = supposed.session();
  const std::vector<Fact>& facts = supposed.facts();
  const Program& program = session.program();
  const WhatIf w = what_if(session, facts);
  const Session then = with_facts(session, facts);
  json::array changes;
  for (const Change& change : w.changes) {
    const auto state = [&](const Session& at, const Value& value, Band band) {
      json::object object{{"certainty", certainty_json(value)},
                          {"state", state_text(value.state)},
                          {"band", text_of(band)}};
      put_held(at, change.finding, value, object);
      return object;
    };
    json::object object{{"finding", name_of(program, change.finding)},
                        {"goal", change.goal},
                        {"before", state(session, change.before, change.band_before)},
                        {"after", state(then, change.after, change.band_after)}};
    object["argument"] = change.responsible ? json::value(argument_json(then, *change.responsible))
                                            : json::value(nullptr);
    if (change.responsible) object["contribution_before"] = change.contribution_before;
    if (change.kind) object["kind"] = name_of(program, change.kind);
    changes.push_back(std::move(object));
  }
  return {{"facts", facts_json(program, facts)},
          {"changes", std::move(changes)},
          {"advice_gained", advice_json(then, w.advice_gained)},
          {"advice_lost", advice_json(session, w.advice_lost)}};
}

json::object turns_json(const Session& session, const WhatChanges& w) {
  const Program& program = session.program();
  json::array sets;
  for (const Turn& turn : w.turns) {
    json::array answers;
    for (const PossibleAnswer& answer : turn.answers)
      answers.push_back(
          json::object{{"finding", name_of(program, answer.fact.finding)},
                       {"text", answer_text(program, answer)},
                       {"fact", answer.fact.certainty == 0
                                    ? json::value(nullptr)
                                    : json::value(write_fact(program, answer.fact))}});
    json::object set{{"answers", std::move(answers)}};
    if (w.finding) {
      set["certainty"] = certainty_json(turn.after);
      set["state"] = state_text(turn.after.state);
      put_held(session, w.finding, turn.after, set);
    }
    sets.push_back(std::move(set));
  }
  return {{"sets", std::move(sets)}, {"tried", w.answers}, {"largest", w.largest},
          {"stopped", w.stopped}};
}

json::object rather_json(const Session& session, FindingId one, FindingId other) {
  const Program& program = session.program();
  const Rather r = rather(session, one, other);
  return {{"one", name_of(program, one)},
          {"other", name_of(program, other)},
          {"one_certainty", certainty_json(r.one_value)},
          {"other_certainty", certainty_json(r.other_value)},
          {"ahead", r.ahead},
          {"only_one", names(program, r.only_one)},
          {"both", names(program, r.shared)},
          {"only_other", names(program, r.only_other)},
          {"for_one", arguments_json(session, r.for_one)},
          {"for_other", arguments_json(session, r.for_other)},
          {"against_one", arguments_json(session, r.against_one)},
          {"against_other", arguments_json(session, r.against_other)},
          {"turns", turns_json(session, r.turns)}};
}

json::object how_json(const Session& session, FindingId finding, const HowLimits& limits) {
  json::array steps;
  for (const Why& w : how(session, finding, limits)) steps.push_back(why_json(session, w, false));
  return {{"finding", name_of(session.program(), finding)}, {"steps", std::move(steps)}};
}

json::object change_json(const Session& session, FindingId finding) {
  json::object object{{"finding", name_of(session.program(), finding)}};
  const json::object turns = turns_json(session, what_changes(session, finding));
  object.insert(turns.begin(), turns.end());
  return object;
}

json::object why_ask_json(const Session& session, FindingId finding) {
  const Program& program = session.program();
  const Question question = question_about(program, finding);
  json::array answers;
  for (const AnswerEffects& effects : why_ask(session, question)) {
    json::array changes;
    for (const auto& [at, from, to] : effects.changes) {
      const auto state = [&](const Value& value) {
        return json::object{{"certainty", certainty_json(value)},
                            {"state", state_text(value.state)}};
      };
      changes.push_back(json::object{
          {"finding", name_of(program, at)}, {"before", state(from)}, {"after", state(to)}});
    }
    json::array urgent;
    for (const std::uint32_t row : effects.urgent)
      urgent.push_back(json::value(name_of(program, program.advice[row].finding)));
    answers.push_back(json::object{{"answer", answer_text(program, question, effects)},
                                   {"changes", std::move(changes)},
                                   {"closed", names(program, effects.closed)},
                                   {"urgent", std::move(urgent)},
                                   {"spared", names(program, effects.spared)}});
  }
  return {{"finding", name_of(program, finding)},
          {"question", question.text},
          {"answers", std::move(answers)}};
}

// One array under `key`, if anything was asked for.
template <class Asked, class Make>
void put_list(json::object& root, std::string_view key, const Asked& asked, const Make& make) {
  if (asked.empty()) return;
  json::array list;
  for (const auto& one : asked) list.push_back(make(one));
  root[key] = std::move(list);
}

}  // namespace

void put_explained(const Session& session, const Explained& explained, json::object& root) {
  put_list(root, "why", explained.why,
           [&](FindingId f) { return why_json(session, why(session, f), true); });
  put_list(root, "how", explained.how,
           [&](FindingId f) { return how_json(session, f, explained.limits); });
  put_list(root, "why_not", explained.why_not,
           [&](const Target& target) { return why_not_json(session, target); });
  put_list(root, "what_if", explained.what_if,
           [&](const std::string& facts) { return what_if_json(Supposed(session, facts)); });
  put_list(root, "rather", explained.rather,
           [&](const auto& pair) { return rather_json(session, pair.first, pair.second); });
  put_list(root, "change", explained.change,
           [&](FindingId f) { return change_json(session, f); });
  put_list(root, "why_ask", explained.why_ask,
           [&](FindingId f) { return why_ask_json(session, f); });
}

}  // namespace hence::repl
