// What the checker knows of text, figures and dates: keys of names, the rounding that the semantics
// ask for, days of the calendar, hashes. Written for the checker alone: it shares no code with the
// engine or its reader, so that one mistake cannot stand in both.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hence::verify {

// Lines and columns count from 1, columns in characters. file: row of RuleBase::files; -1: none.
struct Place {
  int file = -1;
  int line = 0, column = 0;
  friend auto operator<=>(const Place&, const Place&) = default;
};

// Thrown where the checker cannot read the rules: it never guesses.
struct Unable {
  Place at;
  std::string why;
  std::string path{};  // of the file at.file
};

struct Character {
  std::int32_t code = -1;  // -1: no UTF-8
  std::size_t size = 1;
};
Character character_at(std::string_view text, std::size_t at);
bool is_letter_or_digit(std::int32_t code);

std::string key_of(std::string_view name);
bool same_words(std::string_view text, std::string_view lower);  // but for ASCII capitals
std::string trimmed(std::string_view text);
std::string shown(std::string_view text);  // control and invisible characters as escapes

std::optional<double> figure_of(std::string_view text);  // «-1.5e3»
std::string figure_text(double figure);                  // shortest that reads back the same
double to_12_digits(double figure);
double to_12_decimals(double certainty);

std::string sha256(std::string_view bytes);

// Days since 1970-01-01. What leaves the years 1 to 9999 is no date: NaN.
std::optional<double> date_of(std::string_view iso);
std::string date_text(double days);
double plus_months(double days, double months);
double months_between(double from, double to);
double exact_years_between(double from, double to);
double year_of(double days);
double month_of(double days);

}  // namespace hence::verify
