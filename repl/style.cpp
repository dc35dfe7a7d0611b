#include "repl/style.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "rules/text.hpp"

namespace hence::repl {
namespace {

constexpr std::array<std::string_view, 6> codes_of_ink{"", "1", "2", "32", "33", "1;31"};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Printable, but its line ends kept: they are the renderer's own.
std::string printable_lines(std::string_view text) {
  std::string out;
  while (true) {
    const std::size_t end = text.find('\n');
    out += printable(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    out += '\n';
    text.remove_prefix(end + 1);
  }
}

}  // namespace

std::string paint(const Style& style, Ink ink, std::string_view text) {
  const std::string_view code = codes_of_ink[static_cast<std::size_t>(ink)];
  if (!style.colour || code.empty() || text.empty()) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

std::string paragraph(const Style& style, std::string_view lead, std::string_view text, Ink ink) {
  const int indent = display_width(lead);
  std::string out;
  for (const std::string& line : wrap(printable_lines(text), std::max(style.width - indent, 20)))
    out += fmt::format("{}{}\n", out.empty() ? std::string(lead) : spaces(indent),
                       paint(style, ink, line));
  return out;
}

std::string padded(std::string_view text, int columns) {
  return std::string(text) + spaces(columns - display_width(text));
}

std::string spaces(int count) {
  return std::string(static_cast<std::size_t>(std::max(count, 0)), ' ');
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  return fmt::format("{}", fmt::join(parts, separator));
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string one_line(std::string_view text) {
  std::string out;
  for (const char c : trimmed(text)) {
    const bool blank = is_blank(c);
    if (!blank) out += c;
    else if (out.back() != ' ') out += ' ';
  }
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace hence::repl
