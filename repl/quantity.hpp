// A value as a person writes it for a number, a choice or a date: `1.1`, `900 mL/day`, `left`,
// `1950-03-31`. One reading for answers and for cases in JSON.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "rules/program.hpp"

namespace hence::repl {

/// Why a text is no value, worded for the one who wrote it.
struct NotAValue {
  std::string reason;
};

/// A number with or without unit, in the finding's own unit. Refused: a decimal comma, a unit of
/// another dimension, a value outside the declared range.
std::variant<double, NotAValue> read_quantity(const Program& program, FindingId number,
                                              std::string_view text);

/// Refuses what is outside the declared range or not finite.
std::variant<double, NotAValue> checked_quantity(const Program& program, FindingId number,
                                                 double value);

/// The index of a choice's value, by any spelling.
std::variant<double, NotAValue> read_choice(const Program& program, FindingId choice,
                                            std::string_view text);

/// ISO 8601 only. Anything ambiguous is refused with its readings.
std::variant<double, NotAValue> read_day(std::string_view text);

/// A score's total.
std::variant<double, NotAValue> read_total(std::string_view text);

/// «1 to 4 L/day» if the value lies outside the number's usual range, else empty.
std::string usual_range_left(const Program& program, FindingId number, double value);

/// «1.5» for «1,5»; empty if the text holds no decimal comma.
std::string without_decimal_comma(std::string_view text);

/// «0 to 10 L/day», «in L/day», «at least 18 years», and «usually 1 to 4 L/day» behind it; empty if
/// nothing is declared.
std::string range_text(const Program& program, FindingId number);

}  // namespace hence::repl
