// What arithmetic and conditions over bound variables come to, without a case: for the guards of
// rules with variables. The same meaning as the engine's, for what is certain.
#pragma once

#include <optional>
#include <span>

#include "rules/program.hpp"

namespace hence {

// `slots`: what a literal with n > 0 stands for, from n − 1. NaN, or none: unknown; infinite: beyond
// the range of figures, which the engine takes as unknown.
double static_figure(const Program& program, ExprId expr, std::span<const double> slots);
std::optional<bool> static_truth(const Program& program, ExprId expr, std::span<const double> slots);

}  // namespace hence
