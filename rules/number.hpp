// Figures without a locale, the same on every machine: read, printed in their shortest form, and
// rounded to the 12 significant digits at which values are compared.
// Invariant: read_number(format_number(x)) is x for every finite x but −0, which prints as 0.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hence {

/// The shortest figure that reads back as the same double; without exponent for
/// 1e-5 ≤ |x| < 1e15; −0 as 0.
std::string format_number(double x);

/// x rounded to 12 significant digits: the double nearest to its decimal form of 12 digits (half
/// of an exact tie to even). −0 gives 0; not-a-number and infinity come back. About 5 ns.
double round12(double x);

/// The same by way of decimal text, slowly: what round12 is tested against.
double round12_by_text(double x);

/// A decimal figure, with sign (+, -, −) and exponent if any, that fills the whole text. Refuses
/// nan, infinity, hexadecimal, a bare final point, and what a double cannot hold.
std::optional<double> read_number(std::string_view text);

}  // namespace hence
