// The door to UDUNITS-2, for the unit spellings that our own table does not know. Its database is
// read at the first question and kept; one question at a time (UDUNITS is not made for threads).
// What it is known to misread in silence is not asked: numbers (10*9/L is 90/L to it), products
// behind a division (J/kg.K), capital prefixes before our own atoms (Mg/dL).
#pragma once

#include <optional>
#include <string_view>

#include "rules/unit_atoms.hpp"

namespace hence {

/// None for what it does not know, what is logarithmic or a timestamp, and what it may misread.
std::optional<Measure> ask_udunits(std::string_view spelling);

}  // namespace hence
