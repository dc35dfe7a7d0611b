// The naive reference: the meaning of a Program (docs/semantics) spelt out with nested loops, maps
// and no thought of speed. It shares no code with engine/, so that the two can contradict each
// other. Invariant: the answer is a function of the tables; the order of rows is never looked at.
// A Mutation breaks it on purpose: a property that accepts a broken reference checks nothing.
#pragma once

#include <optional>
#include <vector>

#include "rules/program.hpp"

namespace hence::reference {

enum class State : std::uint8_t { unknown, yes, no, conflict };

struct Result {
  State state = State::unknown;
  double certainty = 0;
  std::optional<double>
      value;  // number: in its declared unit; choice, text: the row; score: its total
};

enum class Mutation : std::uint8_t {
  none,
  and_takes_max,
  or_takes_min,
  not_keeps_sign,
  at_least_one_less,
  threshold_inclusive,
  strength_ignored,
  evidence_added,
  conflict_means_yes,
  equal_conditions_count_twice,
  cap_ignored,
  group_ignored,
  strongest_ignored,
  unless_ignored,
  overrides_ignored,
  otherwise_ignored,
  unknown_value_is_false,
  kind_downward_lost,
  kind_upward_lost,
  recursion_combines,
  only_if_ignored,
  fact_replaces_evidence,
  unless_passes_over_conflict,
  conflict_is_unknown,
  else_ignored,
  least_certainty_ignored,
  definite_ignores_cap,
  overridden_still_overrides,
  valueless_overrides,
  otherwise_without_threshold,
  unless_spares_otherwise,
  outside_not_combined,
  default_ignored,
  default_beats_evidence,
  default_travels,
  scope_ignored,
  scope_spares_otherwise,
  first_ignored,
  first_without_formula,
  no_evidence_passes_over_conflict,
  no_evidence_wants_a_no,
  applies_though_blocked,
  certainty_is_crisp,
  points_are_places,
  open_items_count_as_no,
  shared_items_independent,
  only_certain_items_count,
  open_score_is_unknown,
  score_certainty_lost,
  stretches_without_range,
  values_last_wins,
  rows_in_order,
  agreement_ignored,  // of instances: only rules with variables show it
};

// What follows from the facts, a result for each finding. None: the program has no meaning, because
// something that must be final is read on a cycle (H04).
// schema: of a program with relations (Loaded::schema), by whose names what is a recursion is told.
// Cost: cubic in findings and rules. Requires at most one fact a finding.
std::optional<std::vector<Result>> conclude(const Program& program, const std::vector<Fact>& facts,
                                            Mutation mutation = Mutation::none,
                                            const Program* schema = nullptr);

// Does every cycle of the program avoid what reads something only after it is final?
bool stratified(const Program& program);

}  // namespace hence::reference
