// How text is set: the width to wrap at and whether there is colour. Passed to whatever renders, so
// that a test sees the same text as a person does. Colour marks meaning and never carries it alone.
// Invariant: all text that comes from files or people passes `printable` before it is set.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hence::repl {

struct Style {
  int width = 80;
  bool colour = false;
};

enum class Ink { plain, strong, faint, good, caution, alarm };

/// The text in its ink; as it is without colour. Each line is coloured by itself.
std::string paint(const Style& style, Ink ink, std::string_view text);

/// Text wrapped at words: `lead` before the first line, the others indented to stand under it.
/// Every line ends in \n; control characters are shown harmlessly.
std::string paragraph(const Style& style, std::string_view lead, std::string_view text,
                      Ink ink = Ink::plain);

/// The text, padded with spaces to `columns` on a terminal.
std::string padded(std::string_view text, int columns);

/// As many spaces.
std::string spaces(int count);

std::string join(const std::vector<std::string>& parts, std::string_view separator);

/// «1 rule», «2 rules».
std::string counted(std::size_t count, std::string_view one, std::string_view many);

/// Runs of spaces and line ends as one space, none at the ends.
std::string one_line(std::string_view text);

/// Without spaces and line ends at its ends.
std::string_view trimmed(std::string_view text);

}  // namespace hence::repl
