// What an aggregate makes of its bindings: a condition and a figure each, of `latest` a day too.
// A binding is included when its condition holds, left out when that is false, and open between;
// while one is open, or the figure of one included is not known, the aggregate is not known.
// Invariant: the order of the bindings decides nothing, not the last bit: figures are added from
// the least to the greatest. Over ranges the result holds whatever some completion can give, to the
// bit, for sums of sorted figures rise with each of them.
#pragma once

#include <span>
#include <string_view>

#include "engine/totals.hpp"

namespace hence {

/// How many inputs a binding has.
constexpr std::size_t binding_size(Aggregate kind) { return kind == Aggregate::latest ? 3 : 2; }
/// Of an aggregate's node.
inline Aggregate aggregate_of(double param) {
  return static_cast<Aggregate>(static_cast<std::uint8_t>(param));
}
/// What the figure of an aggregate is.
inline const Measure& measure_of(const Program& program, ExprId aggregate) {
  return program.measures[static_cast<std::size_t>(program.exprs[aggregate.row].number)];
}
/// A figure in base units, in the measure's unit.
double in_unit(const Measure& measure, double figure);
/// As the language calls it: count, sum, min, max, average, latest.
std::string_view name_of(Aggregate kind);

/// inputs: the bindings one after the other. Its certainty is the least of the conditions and
/// figures of what is included, 1 of nothing. Cost: sorting the bindings; the range of an average:
/// bindings × open ones.
Ends aggregate(Aggregate kind, std::span<const Ends> inputs, double threshold);

}  // namespace hence
