// A value as a person writes it for a number or a choice: `1.1`, `900 mL/day`, `left`. One reading
// for answers and for cases in JSON.
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

/// «1.5» for «1,5»; empty if the text holds no decimal comma.
std::string without_decimal_comma(std::string_view text);

/// «0 to 10 L/day», «in L/day», «at least 18 years»; empty if nothing is declared.
std::string range_text(const Program& program, FindingId number);

}  // namespace hence::repl
