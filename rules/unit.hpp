// Units of measure: what a laboratory report or a data sheet prints, read as a product of base
// dimensions and a factor. Our own short table comes first (a laboratory's case: mg/dl, 10*9/L,
// U, IU, mEq), UDUNITS-2 answers what it does not know and is loaded only then.
// Invariant: two units convert only if their dimensions are equal. IU, U, Eq, osmol and "per
// 1.73 m2 of body surface" are dimensions of their own, so that nothing becomes grams, moles,
// mol/s or mL/min by accident; conversions declared for a substance are the caller's.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hence {

/// IU: international units. Eq: equivalents. U: enzyme or insulin units. Osm: osmoles.
/// surface: one normal body surface (1.73 m2). Counts, cells, percent, angles are plain.
enum class Dimension : std::uint8_t {
  mass, length, time, temperature, amount, current, luminosity, IU, Eq, U, Osm, surface
};
inline constexpr std::size_t dimension_count = 12;

/// value in base units (kg, m, s, K, mol, A, cd, …) = value * factor + offset; an offset only for
/// temperatures by themselves. A year is 365.25 days (so pack-years and ages come out round), a
/// month its twelfth; steps of the calendar are the business of dates, not of units.
/// spelling: as given to find_unit, or composed ("kg/m^2"); empty for plain numbers.
struct Unit {
  std::array<std::int8_t, dimension_count> dimension{};
  double factor = 1;
  double offset = 0;
  std::string spelling;
};

/// The unit so spelled (spaces around are nothing), else none. Own atoms compose: a/b, a·b, "a per
/// b", a^2, a2, a², /min, 10^9/L, mg/24 h, kcal/100 g. Never reads capitals M, P … before an own
/// atom by UDUNITS (Mg/dL is none). Own spellings take about 0.2 µs; the first foreign one loads
/// UDUNITS, some 5 ms. From any thread.
std::optional<Unit> find_unit(std::string_view spelling);

/// Bytes of the longest spelling of our own at the start of text, which follows a number; 0 if
/// none. It ends where a word ends: not before a letter, digit, _, ' or hyphen with letter, nor
/// before / or · with a letter or digit right behind (5 mg/dlx has no unit; 5 mg / x has mg).
std::size_t unit_prefix(std::string_view text);

/// Equal dimensions.
bool convertible(const Unit& from, const Unit& to);

/// The value in the other unit, to 12 significant digits (temperatures also to 9 decimals, so
/// that 32 °F is 0 °C). Requires convertible.
double convert(double value, const Unit& from, const Unit& to);

/// The same for a difference: 1 °C is 1.8 °F. Requires convertible.
double convert_difference(double value, const Unit& from, const Unit& to);

/// Products drop offsets: a temperature inside another unit is a difference.
Unit operator*(const Unit& a, const Unit& b);
Unit operator/(const Unit& a, const Unit& b);

/// Exponents are kept within ±127. power(u, 0) is plain.
Unit power(const Unit& unit, int exponent);

/// The root that a square root of a quantity has (m for m^2), if all its exponents are even.
std::optional<Unit> square_root(const Unit& unit);

/// Without dimension: a number, %, rad, mg/kg.
bool is_plain(const Unit& unit);

}  // namespace hence
