#include "rules/diagnostic.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "rules/text.hpp"

namespace hence {

namespace {

constexpr int page_width = 80;
constexpr std::size_t place_column = 54;

// One code point of a source line, as shown.
struct Cell {
  std::string text;
  int width;
  std::size_t begin;
};

// A piece of line fit for the page, and where the carets go under it.
struct Excerpt {
  std::string text{};
  int caret = 0;
  int carets = 1;
};

const Source* source_of(const Span& span, const std::vector<Source>& sources) {
  const auto index = static_cast<std::size_t>(span.source);
  return index < sources.size() ? &sources[index] : nullptr;
}

// `file:line:column`, or nothing for what stands in no file.
std::string place_text(const Span& span, const std::vector<Source>& sources) {
  const Source* source = source_of(span, sources);
  if (source == nullptr) return {};
  const Place at = place(*source, span.begin);
  return printable(source->path) + ':' + std::to_string(at.line) + ':' + std::to_string(at.column);
}

// Like printable, line by line; a tab is a space.
std::string printable_lines(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '\t' ? ' ' : c;
  std::string safe;
  for (std::size_t at = 0; at <= out.size();) {
    const std::size_t end = std::min(out.find('\n', at), out.size());
    if (at > 0) safe += '\n';
    safe += printable(std::string_view(out).substr(at, end - at));
    at = end + 1;
  }
  return safe;
}

// The first byte of the code point that `at` stands in.
std::size_t boundary(std::string_view line, std::size_t at) {
  while (at > 0 && at < line.size() && (static_cast<unsigned char>(line[at]) & 0xC0) == 0x80) --at;
  return at;
}

std::vector<Cell> cells_of(std::string_view line, std::size_t from, std::size_t to) {
  std::vector<Cell> cells;
  for (std::size_t at = from; at < to;) {
    const std::size_t size = code_point(line, at).size;
    std::string text = printable_lines(line.substr(at, size));
    const int width = display_width(text);
    cells.push_back({std::move(text), width, at});
    at += size;
  }
  return cells;
}

int width_of(const std::vector<Cell>& cells, std::size_t from, std::size_t to) {
  int width = 0;
  for (std::size_t i = from; i < to; ++i) width += cells[i].width;
  return width;
}

// The part of `cells` around [span_first, span_last) that fits in `room` columns with a … at each
// end. What stands before the span gets a third, or all that nothing behind it needs.
std::pair<std::size_t, std::size_t> window(const std::vector<Cell>& cells, std::size_t span_first,
                                           std::size_t span_last, int room) {
  const int spare = room - 2 - width_of(cells, span_first, span_last);
  const int unneeded = room - 2 - width_of(cells, span_first, cells.size());
  int left = std::max({0, std::min(room / 3, spare), unneeded});
  std::size_t first = span_first, last = span_first;
  while (first > 0 && cells[first - 1].width <= left) left -= cells[--first].width;
  int right = room - 2 - width_of(cells, first, span_first);
  while (last < cells.size() && cells[last].width <= right) right -= cells[last++].width;
  return {first, last};
}

// The line around bytes [begin, end), in at most `room` columns, cut ends shown as ….
// Looks at no more than `reach` bytes to each side: lines may be megabytes long.
Excerpt excerpt(std::string_view line, std::size_t begin, std::size_t end, int room) {
  constexpr std::size_t reach = 1000;
  const std::size_t from = boundary(line, begin - std::min(begin, reach));
  const std::size_t to = boundary(line, std::min(line.size(), begin + reach));
  const std::vector<Cell> cells = cells_of(line, from, to);
  const auto cell_at = [&cells](std::size_t byte) {
    const auto before = [byte](const Cell& cell) { return cell.begin < byte; };
    const auto at = std::partition_point(cells.begin(), cells.end(), before);
    return static_cast<std::size_t>(at - cells.begin());
  };
  const std::size_t span_first = cell_at(begin), span_last = std::max(cell_at(end), span_first);
  const bool whole = from == 0 && to == line.size();
  const int caret_behind = span_first == cells.size() ? 1 : 0;
  std::size_t first = 0, last = cells.size();
  if (!whole || width_of(cells, first, last) + caret_behind > room)
    std::tie(first, last) = window(cells, span_first, span_last, room);
  const bool cut_left = from > 0 || first > 0;
  Excerpt result{cut_left ? "…" : ""};
  for (std::size_t i = first; i < last; ++i) result.text += cells[i].text;
  if (to < line.size() || last < cells.size()) result.text += "…";
  result.caret = width_of(cells, first, span_first) + (cut_left ? 1 : 0);
  result.carets = std::max(1, width_of(cells, span_first, std::min(span_last, last)));
  return result;
}

void append_indented(std::string& out, std::string_view text, std::size_t indent) {
  for (const std::string& line : wrap(text, page_width - static_cast<int>(indent)))
    out += (line.empty() ? "" : std::string(indent, ' ') + line) + '\n';
}

// The quoted line, carets, and the message behind them or, if it is too long, below.
void append_quoted(std::string& out, const Source& source, const Span& span,
                   const std::string& message) {
  const Place at = place(source, span.begin);
  const std::string number = std::to_string(at.line);
  const std::string gutter(number.size(), ' ');
  const std::string_view line = line_text(source, at.line);
  const std::size_t start = source.line_starts[static_cast<std::size_t>(at.line - 1)];
  const std::size_t begin = std::min(span.begin - start, line.size());
  const std::size_t end = std::clamp(span.end - start, begin, line.size());
  const int room = page_width - static_cast<int>(number.size()) - 3;
  const Excerpt shown = excerpt(line, begin, end, room);
  out += number + " │ " + shown.text + '\n';
  out += gutter + " │ " + std::string(static_cast<std::size_t>(shown.caret), ' ') +
         std::string(static_cast<std::size_t>(shown.carets), '^');
  const bool fits = message.find('\n') == std::string::npos &&
                    shown.caret + shown.carets + 1 + display_width(message) <= room;
  if (fits && !message.empty()) out += ' ' + message;
  out += '\n';
  if (!fits) append_indented(out, message, number.size() + 1);
}

// Message and advice as one text; the advice goes on in the message's last line if it fits.
void append_story(std::string& out, const std::string& message, const std::string& advice) {
  std::vector<std::string> lines = wrap(message, page_width - 3);
  const bool joins = !lines.empty() && advice.find('\n') == std::string::npos &&
                     display_width(lines.back()) + 1 + display_width(advice) <= page_width - 3;
  const bool ended = lines.empty() || lines.back().find_last_of(".:?!") == lines.back().size() - 1;
  if (joins && !advice.empty()) lines.back() += (ended ? " " : ". ") + advice;
  for (const std::string& line : lines) out += "   " + line + '\n';
  if (!joins) append_indented(out, advice, 3);
}

}  // namespace

std::string_view severity_text(Severity severity) {
  switch (severity) {
    case Severity::error: return "error";
    case Severity::warning: return "warning";
    case Severity::note: return "note";
  }
  return "error";
}

Diagnostic make_diagnostic(Code code, Span span, std::string message, std::string advice) {
  return {code, entry(code).severity, span, std::move(message), std::move(advice)};
}

std::string render(const Diagnostic& diagnostic, const std::vector<Source>& sources) {
  const CodeEntry& row = entry(diagnostic.code);
  const Source* source = source_of(diagnostic.span, sources);
  std::string out(severity_text(diagnostic.severity));
  out.append(" ").append(row.text).append(" ").append(row.title);
  if (source != nullptr) {
    out.append(out.size() + 2 > place_column ? 2 : place_column - out.size(), ' ');
    out += place_text(diagnostic.span, sources);
  }
  out += '\n';
  const std::string message = printable_lines(diagnostic.message);
  const std::string advice = printable_lines(diagnostic.advice);
  std::size_t indent = 3;
  if (source == nullptr || row.story) {
    append_story(out, message, advice);
  } else {
    indent = std::to_string(place(*source, diagnostic.span.begin).line).size() + 1;
    append_quoted(out, *source, diagnostic.span, message);
    append_indented(out, advice, indent);
  }
  for (const Related& related : diagnostic.related) {
    const std::string where = place_text(related.span, sources);
    const std::string text = printable_lines(related.text);
    append_indented(out, where.empty() ? text : where + ": " + text, indent);
  }
  return out;
}

std::string render_line(const Diagnostic& diagnostic, const std::vector<Source>& sources) {
  std::string out = place_text(diagnostic.span, sources);
  if (!out.empty()) out += ": ";
  out.append(severity_text(diagnostic.severity)).append(" ");
  out.append(entry(diagnostic.code).text).append(": ");
  std::string message = printable_lines(diagnostic.message);
  std::replace(message.begin(), message.end(), '\n', ' ');
  return out + message;
}

void sort_by_place(std::vector<Diagnostic>& diagnostics, const std::vector<Source>& sources) {
  const auto key = [&sources](const Diagnostic& diagnostic) {
    const Source* source = source_of(diagnostic.span, sources);
    const std::string_view path = source == nullptr ? std::string_view() : source->path;
    return std::tuple(path, diagnostic.span.begin, diagnostic.code);
  };
  std::stable_sort(diagnostics.begin(), diagnostics.end(),
                   [&key](const Diagnostic& a, const Diagnostic& b) { return key(a) < key(b); });
}

bool has_errors(const std::vector<Diagnostic>& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& diagnostic) {
    return diagnostic.severity == Severity::error;
  });
}

}  // namespace hence
