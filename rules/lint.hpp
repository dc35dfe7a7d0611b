// Warnings that protect: what a knowledge base says that its author may not mean.
#pragma once

#include "rules/resolver.hpp"

namespace hence {

// Adds H01 (a name that is a slip of a known one) and the warnings and notes H05, H50–H60.
// `mentions`: by finding. Cost: near linear; no pair of names is compared that shares no word.
void lint(const Program& program, const std::vector<Mention>& mentions,
          std::vector<Diagnostic>& diagnostics);

}  // namespace hence
