#include "engine/verify/basics.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <memory>
#include <vector>

#include <fmt/format.h>
#include <openssl/evp.h>
#include <utf8proc.h>

namespace hence::verify {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool parts_words(std::int32_t c) {
  constexpr std::array<std::int32_t, 8> others{' ', '-', 0xA0, 0x2010, 0x2011, 0x202F, 0x205F, 0x3000};
  return (c >= '\t' && c <= '\r') || (c >= 0x2000 && c <= 0x200A) ||
         std::find(others.begin(), others.end(), c) != others.end();
}

constexpr double no_date = std::numeric_limits<double>::quiet_NaN();

struct Day {
  long year = 0, month = 0, day = 0;
};

// Days from 1970-01-01 by counting in eras of 400 years that begin in March. Source: Howard Hinnant
// 2013, chrono-compatible low-level date algorithms.
double days_of(Day d) {
  const long year = d.month <= 2 ? d.year - 1 : d.year;
  const long era = (year >= 0 ? year : year - 399) / 400;
  const long of_era = year - era * 400;
  const long of_year = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
  return static_cast<double>(era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468);
}

Day day_of(double days) {
  const long z = static_cast<long>(days) + 719468;
  const long era = (z >= 0 ? z : z - 146096) / 146097;
  const long of_era = z - era * 146097;
  const long year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const long of_year = of_era - (365 * year + year / 4 - year / 100);
  const long month = (5 * of_year + 2) / 153;
  const long real = month < 10 ? month + 3 : month - 9;
  return {year + era * 400 + (real <= 2 ? 1 : 0), real, of_year - (153 * month + 2) / 5 + 1};
}

long last_day(long year, long month) {
  const Day next = month == 12 ? Day{year + 1, 1, 1} : Day{year, month + 1, 1};
  return static_cast<long>(days_of(next) - days_of({year, month, 1}));
}

bool in_calendar(double days) {
  return days >= days_of({1, 1, 1}) && days <= days_of({9999, 12, 31});
}

}  // namespace

Character character_at(std::string_view text, std::size_t at) {
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte < 0x80) return {byte, 1};
  utf8proc_int32_t code = -1;
  const auto size = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at),
                                     static_cast<utf8proc_ssize_t>(text.size() - at), &code);
  return size > 0 ? Character{code, static_cast<std::size_t>(size)} : Character{};
}

bool is_letter_or_digit(std::int32_t code) {
  if (code < 0) return false;
  if (code < 0x80)
    return (code >= '0' && code <= '9') || ((code | 32) >= 'a' && (code | 32) <= 'z');
  const auto category = utf8proc_category(code);
  return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_ND;
}

std::string key_of(std::string_view name) {
  utf8proc_uint8_t* raw = nullptr;
  const auto size = utf8proc_map(
      reinterpret_cast<const utf8proc_uint8_t*>(name.data()), static_cast<utf8proc_ssize_t>(name.size()),
      &raw, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(raw, &std::free);
  if (size < 0) throw Unable{{}, "a name is not UTF-8"};
  const std::string_view folded(reinterpret_cast<const char*>(raw), static_cast<std::size_t>(size));
  std::string key;
  for (std::size_t at = 0; at < folded.size();) {
    const Character c = character_at(folded, at);
    const std::string_view behind = folded.substr(at + c.size);
    const bool figure = !behind.empty() && (is_digit(behind[0]) || (behind[0] == '.' && behind.size() > 1 && is_digit(behind[1])));
    if (c.code == '-' && figure && (key.empty() || key.back() == ' ')) {
      key += '-';
    } else if (parts_words(c.code)) {
      if (!key.empty() && key.back() != ' ') key += ' ';
    } else if (c.code == 0x2019 || c.code == 0x02BC) {
      key += '\'';
    } else {
      key += folded.substr(at, c.size);
    }
    at += c.size;
  }
  if (key.ends_with(' ')) key.pop_back();
  return key;
}

bool same_words(std::string_view text, std::string_view lower) {
  const auto small = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return text.size() == lower.size() &&
         std::equal(text.begin(), text.end(), lower.begin(), [&](char a, char b) { return small(a) == b; });
}

std::string trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return std::string(text);
}

std::string shown(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const Character c = character_at(text, at);
    const bool turns = (c.code >= 0x202A && c.code <= 0x202E) || (c.code >= 0x2066 && c.code <= 0x2069);
    if (c.code < 0) out += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[at]));
    else if (c.code < 0x20 || c.code == 0x7F) out += fmt::format("\\x{:02x}", c.code);
    else if ((c.code >= 0x80 && c.code < 0xA0) || turns) out += fmt::format("\\u{:04x}", c.code);
    else out += text.substr(at, c.size);
    at += c.size;
  }
  return out;
}

std::optional<double> figure_of(std::string_view text) {
  bool negative = false;
  if (text.starts_with("−")) negative = true, text.remove_prefix(3);
  else if (text.starts_with('-')) negative = true, text.remove_prefix(1);
  else if (text.starts_with('+')) text.remove_prefix(1);
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.empty() || !digit(text.back()) || (!digit(text.front()) && text.front() != '.')) return {};
  double figure = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), figure);
  if (error != std::errc{} || end != text.data() + text.size()) return {};
  return negative ? -figure : figure;
}

std::string figure_text(double figure) {
  std::array<char, 64> text{};
  const double size = std::abs(figure);
  const bool plain = size == 0 || (size >= 1e-5 && size < 1e15);
  const auto end = std::to_chars(text.data(), text.data() + text.size(), figure + 0.0,
                                 plain ? std::chars_format::fixed : std::chars_format::scientific);
  return {text.data(), end.ptr};
}

double to_12_digits(double figure) {
  if (!std::isfinite(figure) || figure == 0) return figure + 0.0;
  const std::string text = fmt::format("{:.11e}", figure);
  double rounded = figure;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), rounded);
  return read.ec == std::errc{} ? rounded : figure;
}

double to_12_decimals(double certainty) { return std::round(certainty * 1e12) / 1e12 + 0.0; }

std::string sha256(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
    throw Unable{{}, "SHA-256 cannot be computed here"};
  std::string text;
  for (unsigned int i = 0; i < size; ++i) text += fmt::format("{:02x}", digest[i]);
  return text;
}

std::optional<double> date_of(std::string_view iso) {
  if (iso.size() != 10 || iso[4] != '-' || iso[7] != '-') return {};
  for (std::size_t i = 0; i < 10; ++i)
    if (i != 4 && i != 7 && (iso[i] < '0' || iso[i] > '9')) return {};
  const Day d{std::stol(std::string(iso.substr(0, 4))), std::stol(std::string(iso.substr(5, 2))),
              std::stol(std::string(iso.substr(8, 2)))};
  if (d.year < 1 || d.month < 1 || d.month > 12 || d.day < 1 || d.day > last_day(d.year, d.month)) return {};
  return days_of(d);
}

std::string date_text(double days) {
  if (!in_calendar(days)) return "no date";
  const Day d = day_of(days);
  return fmt::format("{:04}-{:02}-{:02}", d.year, d.month, d.day);
}

double plus_months(double days, double months) {
  if (!in_calendar(days) || !(std::abs(months) < 120000)) return no_date;
  Day d = day_of(days);
  const long month = d.year * 12 + d.month - 1 + static_cast<long>(months);
  if (month < 12 || month >= 120000) return no_date;
  d.year = month / 12;
  d.month = month % 12 + 1;
  d.day = std::min(d.day, last_day(d.year, d.month));
  return days_of(d);
}

double months_between(double from, double to) {
  if (!in_calendar(from) || !in_calendar(to)) return no_date;
  if (to < from) return 0.0 - months_between(to, from);
  const Day a = day_of(from), b = day_of(to);
  return static_cast<double>(12 * (b.year - a.year) + b.month - a.month - (b.day < a.day ? 1 : 0));
}

double exact_years_between(double from, double to) {
  if (!in_calendar(from) || !in_calendar(to)) return no_date;
  if (to < from) return 0.0 - exact_years_between(to, from);
  const double whole = std::floor(months_between(from, to) / 12);
  // Where there is no 29 February, a year is full on 1 March.
  const auto anniversary = [&](double n) {
    const double day = plus_months(from, 12 * n);
    return months_between(from, day) < 12 * n ? day + 1 : day;
  };
  const double begun = anniversary(whole), next = anniversary(whole + 1);
  return whole + (to - begun) / (next == next ? next - begun : 365);
}

double year_of(double days) { return in_calendar(days) ? static_cast<double>(day_of(days).year) : no_date; }
double month_of(double days) { return in_calendar(days) ? static_cast<double>(day_of(days).month) : no_date; }

}  // namespace hence::verify
