// Tells a cycle of reads in the domain's words: who needs what, and by which line. Internal to
// compile.
#pragma once

#include "engine/strata.hpp"
#include "rules/diagnostic.hpp"

namespace hence {

// One diagnostic for each component that holds unsettled reads: H04, with the shortest cycle found.
// reads: by component.
std::vector<Diagnostic> tell_cycles(const Program& program, const Draft& draft,
                                    const std::vector<ArgumentOrigin>& arguments,
                                    const Components& components,
                                    const std::vector<UnsettledRead>& reads);

}  // namespace hence
