// The canonical text of rules: what `hence fmt` writes. Works on tokens, not on the syntax tree, so
// that every comment survives and long lines stay as their author broke them.
// Invariants: the result reads as the same Program (but for spans); formatting it again changes
// nothing; a statement with an error keeps its bytes; in Markdown only `hence` blocks are touched.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/source.hpp"

namespace hence {

/// Signs become `→ >= <= != * -`, operators AND OR NOT, verbs lower case; one space around them and
/// behind commas; indents of 4 and 8; one blank line at most; tables aligned by display width.
/// `others`: the other files of the knowledge base, whose names (`nausea and vomiting`) hold here
/// too. Text that is not UTF-8 comes back as it is. Linear.
std::string format_source(std::string_view text, bool markdown, const std::vector<Source>& others = {});

}  // namespace hence
