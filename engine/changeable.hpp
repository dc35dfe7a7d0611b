// Which answers could have been others: what a person can be asked and nothing fixes. Used by «why
// not» and «what would change», which leave all else alone.
#pragma once

#include <vector>

#include "engine/session.hpp"

namespace hence {

// Yes/no findings, numbers, choices, and scores with a question, that nothing concludes or that have
// a question of their own; no `fixed` number, no date (nothing turns a clock back), no text.
// One bool a finding. Cost: linear.
std::vector<bool> changeable_findings(const Program& program);

}  // namespace hence
