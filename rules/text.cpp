#include "rules/text.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <utf8proc.h>

namespace hence {

namespace {

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// A space or hyphen of a name. U+2000–U+200A: Word's em, en, thin and other spaces.
bool is_separator(std::int32_t code) {
  return code == ' ' || code == '-' || (code >= '\t' && code <= '\r') || code == 0xA0 ||
         (code >= 0x2000 && code <= 0x200A) || code == 0x2010 || code == 0x2011 || code == 0x202F ||
         code == 0x205F || code == 0x3000;
}

// What each ASCII character is in a key: folded, or a space for a separator.
constexpr std::array<char, 128> ascii_keys = [] {
  std::array<char, 128> keys{};
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const bool capital = i >= 'A' && i <= 'Z';
    const bool separator = i == ' ' || i == '-' || (i >= '\t' && i <= '\r');
    keys[i] = separator ? ' ' : static_cast<char>(capital ? i + ('a' - 'A') : i);
  }
  return keys;
}();

// utf8proc's map, or nothing if the text is not UTF-8.
std::optional<std::string> mapped(std::string_view text, int options) {
  utf8proc_uint8_t* raw = nullptr;
  const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                 static_cast<utf8proc_ssize_t>(text.size()), &raw,
                                 static_cast<utf8proc_option_t>(options));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(raw, &std::free);
  if (size < 0) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(raw), static_cast<std::size_t>(size));
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// A hyphen where a word begins, before a figure, is its sign: -3 is not 3.
bool is_sign(std::string_view text, std::size_t at) {
  if (text[at] != '-' || at + 1 >= text.size()) return false;
  return is_digit(text[at + 1]) ||
         (text[at + 1] == '.' && at + 2 < text.size() && is_digit(text[at + 2]));
}

// Appends folded text, its separators run together; `start` is where the key begins in `out`.
void append_separated(std::string& out, std::size_t start, std::string_view folded) {
  for (std::size_t at = 0; at < folded.size();) {
    const CodePoint point = code_point(folded, at);
    const bool begins = out.size() == start || out.back() == ' ';
    const bool blank = is_separator(point.code) && !(begins && is_sign(folded, at));
    if (blank && out.size() > start && out.back() != ' ') out += ' ';
    if (point.code == 0x2019 || point.code == 0x02BC) out += '\'';
    else if (!blank) out += folded.substr(at, point.size);
    at += point.size;
  }
  if (out.size() > start && out.back() == ' ') out.pop_back();
}

void append_foreign_key(std::string& out, std::string_view name) {
  const std::size_t start = out.size();
  const int options = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD;
  const std::optional<std::string> folded = mapped(name, options);
  append_separated(out, start, folded ? std::string_view(*folded) : name);
}

void append_escape(std::string& out, std::int32_t value, int digits) {
  out += digits == 2 ? "\\x" : "\\u";
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4)
    out += "0123456789abcdef"[(value >> shift) & 15];
}

std::vector<std::int32_t> code_points(std::string_view text) {
  std::vector<std::int32_t> points;
  points.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = code_point(text, at);
    points.push_back(point.code);
    at += point.size;
  }
  return points;
}

enum class Script { other, latin, greek, cyrillic };

Script script_of(std::int32_t c) {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return Script::latin;
  if (c >= 0xC0 && c <= 0x24F && c != 0xD7 && c != 0xF7) return Script::latin;
  if ((c >= 0x370 && c <= 0x3FF) || (c >= 0x1F00 && c <= 0x1FFF)) return Script::greek;
  if (c >= 0x400 && c <= 0x52F) return Script::cyrillic;
  return Script::other;
}

// Letters that pass for one of another of the three scripts (after Unicode's confusables).
bool passes_for_another(std::int32_t c) {
  constexpr std::u32string_view letters = U"ABCEHIJKMNOPSTVXYZaceghijlopqsuvwxy"
                                          U"ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοντϲϳ"
                                          U"АВЕКМНОРСТУХІЈЅҮЗаеорсухіјѕһԁԛԝӏүѵ";
  return letters.find(static_cast<char32_t>(c)) != std::u32string_view::npos;
}

// Of one word: the look-alikes of its rarer script (of equally frequent ones, not the Latin).
void add_lookalikes(const std::vector<std::int32_t>& word, std::vector<std::int32_t>& found) {
  const auto count = [&word](Script script) {
    return std::count_if(word.begin(), word.end(),
                         [script](std::int32_t c) { return script_of(c) == script; });
  };
  const auto latin = count(Script::latin);
  for (const Script foreign : {Script::greek, Script::cyrillic}) {
    const auto others = count(foreign);
    if (latin == 0 || others == 0) continue;
    const Script rarer = others <= latin ? foreign : Script::latin;
    for (const std::int32_t c : word)
      if (script_of(c) == rarer && passes_for_another(c) &&
          std::find(found.begin(), found.end(), c) == found.end())
        found.push_back(c);
  }
}

void wrap_line(std::string_view line, int width, std::vector<std::string>& lines) {
  std::string current;
  int columns = 0;
  while (!line.empty()) {
    const std::size_t end = std::min(line.find(' '), line.size());
    const std::string_view word = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    if (word.empty()) continue;
    const int wide = display_width(word);
    if (!current.empty() && columns + 1 + wide > width) {
      lines.push_back(std::move(current));
      current.clear();
      columns = 0;
    }
    if (!current.empty()) current += ' ', ++columns;
    current += word;
    columns += wide;
  }
  lines.push_back(std::move(current));
}

}  // namespace

CodePoint code_point(std::string_view text, std::size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte < 0x80) return {byte, 1};
  utf8proc_int32_t code = -1;
  const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at),
                                     static_cast<utf8proc_ssize_t>(text.size() - at), &code);
  if (size <= 0) return {-1, 1};
  return {code, static_cast<std::size_t>(size)};
}

bool is_word_character(std::int32_t code) {
  if (code < 0) return false;
  if (code < 0x80) return (code >= '0' && code <= '9') || script_of(code) == Script::latin;
  const utf8proc_category_t category = utf8proc_category(code);
  return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_ND;
}

void append_key(std::string& out, std::string_view name) {
  const std::size_t start = out.size();
  char last = ' ';
  for (std::size_t at = 0; at < name.size(); ++at) {
    const auto byte = static_cast<unsigned char>(name[at]);
    if (byte >= 0x80) {
      out.resize(start);
      return append_foreign_key(out, name);
    }
    const char key = last == ' ' && is_sign(name, at) ? '-' : ascii_keys[byte];
    if (key != ' ' || last != ' ') out += key;
    last = key;
  }
  if (out.size() > start && out.back() == ' ') out.pop_back();
}

std::string key_of(std::string_view name) {
  std::string key;
  append_key(key, name);
  return key;
}

int display_width(std::string_view utf8) {
  int width = 0;
  for (std::size_t at = 0; at < utf8.size();) {
    const CodePoint point = code_point(utf8, at);
    if (point.code == '\t' || point.code < 0) width += 1;
    else if (point.code < 0x80) width += point.code >= 0x20 && point.code != 0x7F;
    else width += utf8proc_charwidth(point.code);
    at += point.size;
  }
  return width;
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto [code, size] = code_point(text, at);
    const bool bidi = (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
    if (code < 0) append_escape(out, static_cast<unsigned char>(text[at]), 2);
    else if (code < 0x20 || code == 0x7F) append_escape(out, code, 2);
    else if ((code >= 0x80 && code < 0xA0) || bidi) append_escape(out, code, 4);
    else out += text.substr(at, size);
    at += size;
  }
  return out;
}

std::string nfc(std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  return mapped(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE).value_or(std::string(text));
}

std::optional<std::size_t> invalid_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = code_point(text, at);
    if (point.code < 0) return at;
    at += point.size;
  }
  return std::nullopt;
}

std::vector<std::string> lookalikes(std::string_view name) {
  if (is_ascii(name)) return {};
  std::vector<std::int32_t> word, found;
  for (const std::int32_t code : code_points(name)) {
    if (is_word_character(code)) {
      word.push_back(code);
    } else {
      add_lookalikes(word, found);
      word.clear();
    }
  }
  add_lookalikes(word, found);
  std::vector<std::string> texts;
  for (const std::int32_t code : found) {
    std::string text = "U+";
    for (int shift = 12; shift >= 0; shift -= 4) text += "0123456789ABCDEF"[(code >> shift) & 15];
    texts.push_back(std::move(text));
  }
  return texts;
}

std::vector<std::string> wrap(std::string_view text, int width) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    wrap_line(text.substr(0, end), width, lines);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

int edit_distance(std::string_view a, std::string_view b, int limit) {
  const std::vector<std::int32_t> from = code_points(a), to = code_points(b);
  const auto apart = from.size() > to.size() ? from.size() - to.size() : to.size() - from.size();
  if (apart > static_cast<std::size_t>(std::max(limit, 0))) return limit + 1;
  std::vector<int> before, above(to.size() + 1), row(to.size() + 1);
  for (std::size_t j = 0; j <= to.size(); ++j) row[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= from.size(); ++i) {
    before = above;
    above = row;
    row[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= to.size(); ++j) {
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (from[i - 1] != to[j - 1])});
      if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    // The least of a row never falls from one row to the next, swaps included.
    if (*std::min_element(row.begin(), row.end()) > limit) return limit + 1;
  }
  return std::min(row.back(), limit + 1);
}

}  // namespace hence
