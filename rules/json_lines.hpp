// Rows of a file of JSON Lines: an object a line, its keys the headings. Keys and values are spans
// of the file, so that whatever is said of one shows its place.
// Invariant: a text's span leaves out its quotes and the blanks around it; `json_text` of it is what it
// says.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/diagnostic.hpp"

namespace hence {

/// What Source::separator is for such a file; it parts no columns of a CSV.
inline constexpr char json_lines = '{';

/// null: the value says nothing; its span is then the word.
struct JsonMember {
    Span key, value;
    bool null = false;
};

struct JsonLine {
    Span line;
    std::vector<JsonMember> members;  // as written
};

/// Calls `each` for every line that is an object of texts, figures and nulls; blank lines are none.
/// Errors (to `diagnostics`, if given) tell of each other line, which is left out: H16 for what is no
/// JSON, no object or no plain value, H19 for invisible characters, escaped ones too. Linear.
void each_json_line(const Source& source, SourceId id, std::vector<Diagnostic>* diagnostics, const std::function<void(const JsonLine&)>& each);

/// A text's characters without their escapes and the blanks around them; a line end or tab is a space.
std::string json_text(std::string_view text);

}  // namespace hence
