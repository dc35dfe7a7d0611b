// First step of reading: bytes → words, figures and signs, grouped into logical lines.
// It knows no vocabulary but the first words of statements, which end a line left open.
#pragma once

#include "rules/diagnostic.hpp"
#include "rules/token.hpp"

namespace hence {

// A stretch of a source that holds rule text. `table_only`: prose that follows a fenced block; only
// its first Markdown table is read, and only if that block ends with a `table` statement.
struct Region {
    std::uint32_t begin = 0, end = 0;
    bool table_only = false;
};

// Scans regions in order. Cost: linear. Errors: H02, H06, H19, H20, H21.
Tokens scan(const Source& source, SourceId id, const std::vector<Region>& regions,
            std::vector<Diagnostic>& diagnostics);

// Does this word open a statement (`finding`, `goal`, …)? Any case.
bool is_statement_word(std::string_view word);

// ASCII letters compared without case; `lower` is in lower case.
bool same_word(std::string_view text, std::string_view lower);

// The verb whose words start at token `at`, or none; `count`: how many tokens it takes.
struct VerbMatch {
    int verb = -1;  // index in `verbs`, or `causes_verb`
    std::uint32_t count = 0;
};
inline constexpr int causes_verb = 100;
VerbMatch match_verb(std::string_view text, const Token* at, const Token* end);

}  // namespace hence
