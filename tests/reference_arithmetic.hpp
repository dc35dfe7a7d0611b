// Arithmetic and the text of conditions, for the naive reference.
#pragma once

#include <string>
#include <vector>

#include "rules/program.hpp"

namespace hence::reference {

// 12 significant digits, by way of text.
double round_value(double x);

// One operator on its operands; not finite where it has no value.
double calculate(Op op, const std::vector<double>& operands);

// A condition as text that is equal for equal conditions: AND, OR and lists sorted, units
// converted.
std::string canonical(const Program& program, ExprId condition);

// The same of what an argument rests on: its condition, or (`deny`) that it is false, within a
// scope.
std::string canonical_premises(const Program& program, ExprId condition, ExprId scope, bool deny);

}  // namespace hence::reference
