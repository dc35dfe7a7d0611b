// what would change X: every smallest set of answers that adds it or takes it away; what would turn
// one conclusion against another; and which facts make a conflict.
#pragma once

#include "engine/possible_answers.hpp"
#include "engine/smallest_sets.hpp"

namespace hence {

// One set of answers, other than those given, and what the finding would then be.
struct Turn {
  std::vector<PossibleAnswer> answers;  // by name
  Value after;
};

// Of a yes/no finding: to yes, or away from it (from a conflict: out of it). Of any other: another
// value, or one at all. PossibleAnswers that contradict each other or one given (a yes to a kind, a no to the
// broader) are no set.
struct WhatChanges {
  FindingId finding;
  Value value;
  std::vector<Turn> turns;      // of one answer first; then those that take back fewer; then by name
  std::size_t answers = 0;      // findings whose answers were tried
  std::size_t largest = 0;      // the most answers in a set that were tried
  bool stopped = false;         // at the budget: there may be more
};
WhatChanges what_changes(const Session& session, FindingId finding, SearchLimits limits = {});

// The same, for whatever is to come about: roots are the findings that it hangs on.
WhatChanges what_brings_about(const Session& session, const std::vector<FindingId>& roots,
                              const std::function<bool(const Session&)>& holds,
                              SearchLimits limits = {});

// Every smallest set of the facts told that puts the finding in conflict by itself.
// `rules`: those whose definite arguments speak for it, and against it, under these facts alone.
struct ConflictSet {
  std::vector<Fact> facts;
  std::vector<RuleId> rules_for, rules_against;
};
struct Conflict {
  FindingId finding;
  std::vector<ConflictSet> sets;
  bool stopped = false;
};
// Requires a finding in conflict. A finding may be in conflict by rules alone: one set without facts.
Conflict why_conflict(const Session& session, FindingId finding, SearchLimits limits = {8, 20000});

}  // namespace hence
