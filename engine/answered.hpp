// What an answer about a relation with a question says of its other tuples: once one is told, or
// that there is none, those not told are no.
#pragma once

#include <vector>

#include "rules/program.hpp"

namespace hence {

/// The facts that `told` implies, each about a finding that no fact of it is about; in row order.
/// Cost: linear in the findings.
std::vector<Fact> answered(const Program& program, const std::vector<Fact>& told);

}  // namespace hence
