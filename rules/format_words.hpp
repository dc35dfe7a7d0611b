// The words of canonical text: each token's spelling and the space before it. Private to format.cpp.
#pragma once

#include <string>

#include "rules/diagnostic.hpp"
#include "rules/lexer.hpp"

namespace hence {

// All of a source, or the `hence` blocks of an article.
std::vector<Region> regions_of(const Source& source, bool markdown);

// The tokens of one source as they are to be written. `others`: files whose names hold here too.
class SpelledTokens {
public:
    SpelledTokens(const Source& source, const std::vector<Region>& regions, const std::vector<Source>& others);

    const Tokens& scanned() const { return scanned_; }
    // Does an error stand in this logical line?
    bool bad(std::size_t logical) const { return scanned_.lines[logical].bad; }
    std::string_view raw(std::uint32_t token) const;
    // Does this token begin a tail of a rule?
    bool tail(std::uint32_t token) const;
    // Does `… is first of:` stand in these tokens?
    bool opens_cases(std::uint32_t first, std::uint32_t last) const;
    // Tokens [first, last) of one physical line.
    std::string line(std::uint32_t first, std::uint32_t last) const;

private:
    // What a scanned token turned out to be.
    struct Role {
        Tok kind = Tok::word;
        std::uint32_t token = 0;  // of the classified ones: equal for the parts of one token
        bool keep_case = false;   // the `and` of a between
    };

    void assign(const Line& line, const Line& classified_line, const Tokens& classified);
    void first_words(const Line& line);
    bool colon_before_arrow(const Line& line) const;
    void mark_bad(const std::vector<Diagnostic>& diagnostics);
    std::string spelling(std::uint32_t i) const;
    std::string scanned_spelling(std::uint32_t i, std::string_view text) const;
    bool in_phrase(std::uint32_t i) const;
    bool binary(std::uint32_t i) const;
    bool space_before(std::uint32_t i) const;

    const Source& source_;
    Tokens scanned_;
    std::vector<Role> roles_;  // of scanned tokens
};

}  // namespace hence
