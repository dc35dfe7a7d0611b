// Text as Hence reads and prints it: the key that makes two spellings of a name one finding,
// widths on a terminal, what is safe to print. Every function takes any bytes (bad UTF-8 counts
// byte by byte), gives plain values, and is safe to call from threads.
// Why one place: lexer, engine and printing must agree on what "the same name" is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/number.hpp"

namespace hence {

/// One code point of a text. code: −1 for a byte that is not UTF-8. size: its bytes, at least 1.
struct CodePoint {
  std::int32_t code;
  std::size_t size;
};

/// The code point that starts at byte `at`. Requires at < text.size().
CodePoint code_point(std::string_view text, std::size_t at);

/// A letter, mark or digit of any script (what a word is made of, beside - and ').
bool is_word_character(std::int32_t code);

/// The key under which a finding is known: case-folded, in NFC, ’ and ʼ read as ', each run of
/// spaces (any kind, tabs and line ends too) and hyphens one space, trimmed. Idempotent.
std::string key_of(std::string_view name);

/// Appends key_of(name) to `out`; no allocation for ASCII once `out` has the room.
void append_key(std::string& out, std::string_view name);

/// Columns on a terminal: combining marks and controls 0, wide letters 2, a tab 1.
int display_width(std::string_view utf8);

/// Safe to print: controls and bidi overrides shown as \x1b, \u202e; bad bytes as \xff.
std::string printable(std::string_view text);

/// NFC; text that is not UTF-8 comes back as it is.
std::string nfc(std::string_view text);

/// Offset of the first byte that is not UTF-8.
std::optional<std::size_t> invalid_utf8(std::string_view text);

/// Letters of another script that pass for those of the word they stand in: "mаgnesium" with a
/// Cyrillic а gives {"U+0430"}. Each code point once, in text order. Of the two scripts in a word
/// the rarer is the intruder; "TNFα" and "µmol" disguise nothing.
std::vector<std::string> lookalikes(std::string_view name);

/// Lines of at most `width` columns, broken at spaces and at each \n; a longer word stands alone.
/// Empty text gives no line.
std::vector<std::string> wrap(std::string_view text, int width);

/// Edits (insert, delete, replace, swap of neighbours) between two texts, over code points;
/// limit + 1 as soon as there are more than `limit`. Cost: product of the lengths.
/// Source: optimal string alignment, after Damerau 1964.
int edit_distance(std::string_view a, std::string_view b, int limit);

}  // namespace hence
