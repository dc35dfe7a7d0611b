// Arithmetic and the text of conditions, for the naive reference.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "rules/program.hpp"

namespace hence::reference {

// 12 significant digits, by way of text.
double round_value(double x);

// One operator on its operands; not finite where it has no value.
double calculate(Op op, const std::vector<double>& operands);

// What stands for each variable of an instance.
using Things = std::map<std::string, std::string>;
Things things_of(const Program& program, std::uint32_t instance);
// No variable of both stands for two things.
bool same_where_both(const Things& a, const Things& b);

// A condition as text that is equal for equal conditions: AND, OR and lists sorted, units
// converted.
std::string canonical(const Program& program, ExprId condition);

// The same of what an argument rests on: its condition, or (`deny`) that it is false, within a
// scope.
std::string canonical_premises(const Program& program, ExprId condition, ExprId scope, bool deny);

}  // namespace hence::reference
