// Conditions as text that is equal where they say the same, whatever the order and the units in which
// they are written: two arguments of equal conditions are one piece of evidence.
#pragma once

#include <string>

#include "engine/verify/rule_base.hpp"

namespace hence::verify {

// Of a rule's condition with its scope and `unless`; denied: of what its `otherwise` says.
std::string canonical(const RuleBase& base, const Rule& rule, bool denied);

}  // namespace hence::verify
