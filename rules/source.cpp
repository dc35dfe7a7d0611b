#include "rules/source.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "rules/text.hpp"

namespace hence {

Source make_source(std::string path, std::string text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  Source source{std::move(path), std::move(text), {0}, '\0'};
  const std::string& bytes = source.text;
  for (auto end = bytes.find('\n'); end != std::string::npos; end = bytes.find('\n', end + 1))
    source.line_starts.push_back(static_cast<std::uint32_t>(end + 1));
  return source;
}

Place place(const Source& source, std::uint32_t offset) {
  const std::vector<std::uint32_t>& starts = source.line_starts;
  offset = std::min(offset, static_cast<std::uint32_t>(source.text.size()));
  const auto after = std::upper_bound(starts.begin(), starts.end(), offset);
  Place found{static_cast<int>(after - starts.begin()), 1};
  for (std::size_t at = *(after - 1); at < offset; ++found.column)
    at += code_point(source.text, at).size;
  return found;
}

std::string_view line_text(const Source& source, int line) {
  if (line < 1 || static_cast<std::size_t>(line) > source.line_starts.size()) return {};
  const std::size_t start = source.line_starts[static_cast<std::size_t>(line - 1)];
  std::string_view text = std::string_view(source.text).substr(start);
  text = text.substr(0, text.find('\n'));
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

std::string_view span_text(const Source& source, const Span& span) {
  if (span.begin > span.end || span.end > source.text.size()) return {};
  return std::string_view(source.text).substr(span.begin, span.end - span.begin);
}

}  // namespace hence
