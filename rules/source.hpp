// A text with a name, and places in it. Everything later that points into rule text does so by
// Span: bytes, half-open, in the source with that number. Lines and columns are made from spans
// only when shown, so no two counts can disagree.
// Invariant: line_starts begins with 0 and rises; text holds no byte-order mark, and CRLF stays,
// so that offsets are those of the file (less the mark).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hence {

/// Index into the list of sources of one load.
enum class SourceId : std::uint32_t {};

/// The span of something that stands in no file (an option, a file that is not there).
inline constexpr SourceId no_source{0xffffffffU};

/// Byte offsets, half-open. An empty span is a place between two bytes.
struct Span {
  SourceId source = no_source;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  friend bool operator==(const Span&, const Span&) = default;
};

/// A CSV whose rows a statement reads: where its quoted name begins, and its source.
struct UsedCsv {
  std::uint32_t name = 0;
  SourceId source = no_source;
};

/// line_starts: the offset of the first byte of each line. Requires a text below 4 GiB.
struct Source {
  std::string path;
  std::string text;
  std::vector<std::uint32_t> line_starts;
  char separator = '\0';  // of a file of rows: between its cells (json_lines: none); rule text has none
  std::vector<UsedCsv> csvs{};
};

/// Both from 1; column counts code points, a bad byte as one.
struct Place {
  int line = 1;
  int column = 1;

  friend bool operator==(const Place&, const Place&) = default;
};

/// Drops a UTF-8 byte-order mark and finds the lines. Linear.
Source make_source(std::string path, std::string text);

/// Where `offset` is; beyond the end counts as the end. Logarithmic, plus the line.
Place place(const Source& source, std::uint32_t offset);

/// The line without its end (LF or CRLF); empty if there is no such line.
std::string_view line_text(const Source& source, int line);

/// The bytes of a span; empty if it is not in this source's text.
std::string_view span_text(const Source& source, const Span& span);

}  // namespace hence
