// Explanations on random rule bases, against the naive reference.
#include <algorithm>
#include <set>

#include "engine/change.hpp"
#include "engine/changeable.hpp"
#include "engine/what_if.hpp"
#include "engine/why_not.hpp"
#include "tests/property.hpp"
#include "tests/rule_base.hpp"

namespace hence {
namespace {

struct Base {
  explicit Base(const generate::Recipe& recipe)
      : model(generate::decode(recipe)), knowledge(know(generate::files(model))) {
    for (const std::string& file : generate::files(model)) RC_LOG() << file << "----\n";
    if (!knowledge.usable) return;
    facts = facts_of(knowledge.program, model.facts);
    session.emplace(session_of(knowledge, facts));
    RC_CLASSIFY(concludes(*session), "concludes");
  }
  const Program& program() const { return knowledge.program; }

  generate::Model model;
  Knowledge knowledge;
  std::vector<Fact> facts;
  std::optional<Session> session;
};

std::vector<Fact> with(std::vector<Fact> facts, const std::vector<Fact>& more) {
  for (const Fact& fact : more) {
    std::erase_if(facts, [&](const Fact& f) { return f.finding == fact.finding; });
    facts.push_back(fact);
  }
  return facts;
}

// What is named as failing does fail, and the reference knows nothing else of it.
// all_hold: the broken variant, which takes fired arguments for misses.
void why_not_names_what_fails(const generate::Recipe& recipe, bool all_hold) {
  const Base base(recipe);
  if (!base.session) return;
  const double threshold = base.program().options.threshold;
  const auto results = reference::conclude(base.program(), base.facts);
  for (std::size_t row = 0; row < base.program().findings.size(); ++row) {
    const WhyNot w = why_not(*base.session, FindingId{row}, 100);
    const bool yes_no = base.program().findings[row].kind == FindingKind::yes_no;
    const reference::State state = (*results)[row].state;
    if (yes_no) RC_ASSERT(w.lacks.empty() == (state == reference::State::yes));
    for (const Lack& lack : w.lacks) {
      std::vector<Miss> listed = lack.misses;
      if (all_hold)
        for (const WhyArgument& f : lack.fired) listed.push_back({f, {}});
      std::pair<bool, Distance> last;
      for (const Miss& miss : listed) {
        const std::pair now(!miss.would_do || !miss.distance.possible(), miss.distance);
        if (!all_hold) RC_ASSERT(last <= now);
        last = now;
        const ArgumentReport& a = miss.argument.argument;
        const Rule& rule = base.program().rules[a.rule.row];
        const double condition =
            rule.condition ? base.session->certainty(rule.condition) : 1;
        const bool met = (a.otherwise ? -condition : condition) > threshold &&
                         (!rule.scope || base.session->certainty(rule.scope) > threshold);
        const bool said = std::any_of(miss.argument.premises.begin(), miss.argument.premises.end(),
                                      [&](const auto& p) { return !(p.certainty > threshold); });
        if (!met && !a.otherwise && !rule.scope && rule.condition) RC_ASSERT(said);
        if (met) RC_ASSERT(a.silence != Silence::premises || !yes_no || a.value ||
                           base.program().findings[a.finding.row].kind != FindingKind::yes_no);
        RC_ASSERT(a.silence != Silence::none);
      }
    }
  }
}

TEST(ExplanationsProperty, WhyNotNamesWhatFails) {
  expect_holds("why not names what fails",
               [](const generate::Recipe& r) { why_not_names_what_fails(r, false); });
  expect_caught("calling what fires a miss",
                [](const generate::Recipe& r) { why_not_names_what_fails(r, true); });
}

bool changed(const reference::Result& before, const reference::Result& now, bool yes_no) {
  using reference::State;
  if (before.state == State::conflict) return now.state != State::conflict;
  if (yes_no) return (now.state == State::yes) != (before.state == State::yes);
  return now.value != before.value;
}

bool consistent(const std::vector<reference::Result>& before,
                const std::vector<reference::Result>& now, const std::vector<Fact>& facts) {
  return std::none_of(facts.begin(), facts.end(), [&](const Fact& f) {
    return now[f.finding.row].state == reference::State::conflict &&
           before[f.finding.row].state != reference::State::conflict;
  });
}

bool within(const std::set<std::uint32_t>& a, const std::set<std::uint32_t>& b) {
  return std::includes(b.begin(), b.end(), a.begin(), a.end());
}

// Each set does it and no part of it does; and every set of one or two answers that does it, found
// by trying all of them in the reference, holds one that was given.
// forget_one: the broken variant, which loses the first set.
void sets_are_smallest_and_all(const generate::Recipe& recipe, bool forget_one) {
  const Base base(recipe);
  if (!base.session) return;
  const Program& program = base.program();
  const auto before = *reference::conclude(program, base.facts);
  const std::vector<bool> changeable = changeable_findings(program);
  for (std::size_t row = 0, seen = 0; row < program.findings.size() && seen < 2; ++row) {
    if (program.conclusions.empty() || changeable[row]) continue;
    ++seen;
    const bool yes_no = program.findings[row].kind == FindingKind::yes_no;
    WhatChanges w = what_changes(*base.session, FindingId{row}, {2, 1000000});
    if (forget_one && !w.turns.empty()) w.turns.erase(w.turns.begin());
    RC_LOG() << "of " << program.findings[row].name << "\n";
    const auto does = [&](const std::vector<Fact>& facts) {
      const auto now = *reference::conclude(program, with(base.facts, facts));
      return changed(before[row], now[row], yes_no) &&
             consistent(before, now, with(base.facts, facts));
    };
    std::vector<std::set<std::uint32_t>> found;
    for (const Turn& turn : w.turns) {
      std::vector<Fact> facts;
      std::set<std::uint32_t> findings;
      for (const PossibleAnswer& a : turn.answers) facts.push_back(a.fact), findings.insert(a.fact.finding.row);
      RC_ASSERT(does(facts));
      for (std::size_t i = 0; i < facts.size() && facts.size() > 1; ++i) {
        std::vector<Fact> fewer = facts;
        fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
        RC_ASSERT(!does(fewer));
      }
      found.push_back(findings);
    }
    std::vector<Fact> all;
    for (std::uint32_t f = 0; f < program.findings.size(); ++f) {
      if (!changeable[f] || all.size() > 6) continue;
      if (program.findings[f].kind == FindingKind::choice)
        for (std::size_t v = 0; v < program.detail(FindingId{f})->values.size(); ++v)
          all.push_back({FindingId{f}, 1, static_cast<double>(v), {}});
      if (program.findings[f].kind != FindingKind::yes_no) continue;
      for (const double c : {1.0, -1.0}) all.push_back({FindingId{f}, c, 0, {}});
    }
    const auto given = [&](std::set<std::uint32_t> findings) {
      return std::any_of(found.begin(), found.end(), [&](const auto& s) { return within(s, findings); });
    };
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (does({all[i]})) RC_ASSERT(given({all[i].finding.row}));
      for (std::size_t k = i + 1; k < all.size(); ++k)
        if (all[i].finding != all[k].finding && does({all[i], all[k]}))
          RC_ASSERT(given({all[i].finding.row, all[k].finding.row}));
    }
  }
}

TEST(ExplanationsProperty, SetsAreSmallestAndAll) {
  expect_holds("sets are smallest, and all of them",
               [](const generate::Recipe& r) { sets_are_smallest_and_all(r, false); }, 0.6, 300);
  expect_caught("losing a set", [](const generate::Recipe& r) { sets_are_smallest_and_all(r, true); });
}

// What would change is what the reference says otherwise, and nothing else.
void what_if_is_the_difference(const generate::Recipe& recipe) {
  const Base base(recipe);
  if (!base.session || recipe.facts.empty()) return;
  const Program& program = base.program();
  const std::vector<Fact> more =
      facts_of(program, {generate::decode_fact(recipe.world), generate::decode_fact({3, 1, 4})});
  const auto before = *reference::conclude(program, base.facts);
  const auto now = *reference::conclude(program, with(base.facts, more));
  const std::vector<bool> concluded = concluded_findings(program);
  std::set<std::uint32_t> differ, told;
  for (const Change& change : what_if(*base.session, more).changes) told.insert(change.finding.row);
  for (std::uint32_t row = 0; row < program.findings.size(); ++row) {
    const bool same = before[row].state == now[row].state && before[row].value == now[row].value &&
                      std::abs(before[row].certainty - now[row].certainty) < 1e-9;
    if (concluded[row] && !same) differ.insert(row);
  }
  RC_ASSERT(within(differ, told));
  for (const std::uint32_t row : told)
    if (concluded[row]) RC_ASSERT(differ.contains(row));
}

TEST(ExplanationsProperty, WhatIfIsTheDifference) {
  expect_holds("what if is the difference", what_if_is_the_difference, 0.6, 500);
}

// Every subset of the facts that makes the conflict holds a set that was given, and each of these
// makes it.
void conflict_sets_are_smallest_and_all(const generate::Recipe& recipe) {
  const Base base(recipe);
  if (!base.session) return;
  const Program& program = base.program();
  for (std::uint32_t row = 0; row < program.findings.size(); ++row) {
    const FindingId finding{row};
    if (base.session->value(finding).state != Truth::conflict || base.facts.size() > 9) continue;
    RC_CLASSIFY(true, "conflict");
    const Conflict conflict = why_conflict(*base.session, finding, {9, 1000000});
    const auto makes = [&](const std::vector<Fact>& facts) {
      return (*reference::conclude(program, facts))[row].state == reference::State::conflict;
    };
    for (unsigned bits = 0; bits < (1U << base.facts.size()); ++bits) {
      std::vector<Fact> facts;
      std::set<std::uint32_t> findings;
      for (std::size_t i = 0; i < base.facts.size(); ++i)
        if ((bits >> i & 1U) != 0) facts.push_back(base.facts[i]), findings.insert(base.facts[i].finding.row);
      std::size_t within_it = 0;
      for (const ConflictSet& set : conflict.sets) {
        std::set<std::uint32_t> of;
        for (const Fact& f : set.facts) of.insert(f.finding.row);
        if (of == findings) RC_ASSERT(makes(facts));
        if (within(of, findings)) ++within_it;
      }
      if (makes(facts)) RC_ASSERT(within_it > 0);
    }
  }
}

TEST(ExplanationsProperty, ConflictSetsAreSmallestAndAll) {
  expect_holds("conflict sets are smallest, and all of them", conflict_sets_are_smallest_and_all);
}

}  // namespace
}  // namespace hence
