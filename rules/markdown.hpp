// Markdown as Hence meets it: which stretches of an article are rule text.
#pragma once

#include <string_view>
#include <vector>

#include "rules/scan.hpp"

namespace hence {

// The fenced blocks marked `hence`, and the prose behind each (table_only), in text order. Fences
// are CommonMark's: three or more ` or ~, closed by at least as many of the same. Linear.
std::vector<Region> hence_blocks(std::string_view text);

}  // namespace hence
