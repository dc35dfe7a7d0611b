// The inner half of scanning: the bytes of one physical line → words, figures and signs. What makes
// a statement of several lines is scan.cpp's. Private to rules/.
#pragma once

#include "rules/scan.hpp"

namespace hence {

// Appends the tokens of one line, [at, end), up to its comment; gives where it stopped.
std::size_t scan_tokens(const Source& source, SourceId id, std::size_t at, std::size_t end, std::vector<Token>& tokens,
                        std::vector<Diagnostic>& diagnostics);

// White space from `at` on: where it ends, and its columns (a tab goes to the next multiple of 4).
struct Space {
    std::size_t end = 0, columns = 0;
};
Space skip_space(std::string_view text, std::size_t at, std::size_t end);

// Zero-width, bidirectional and control characters above ASCII.
bool is_invisible(std::int32_t code);

}  // namespace hence
