#include "rules/unit.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "rules/number.hpp"
#include "rules/udunits.hpp"
#include "rules/unit_atoms.hpp"
#include "rules/unit_terms.hpp"

namespace hence {

namespace {

std::int8_t kept(int exponent) { return static_cast<std::int8_t>(std::clamp(exponent, -127, 127)); }

// Multiplies by a measure to a power; the caller sees to spelling and offset.
void multiply(Unit& unit, const std::array<std::int8_t, dimension_count>& dimension, double factor,
              int exponent) {
  for (std::size_t i = 0; i < dimension_count; ++i)
    unit.dimension[i] = kept(unit.dimension[i] + dimension[i] * exponent);
  for (int n = std::abs(exponent); n > 0; --n)
    unit.factor = exponent > 0 ? unit.factor * factor : unit.factor / factor;
}

std::optional<Unit> own_unit(std::string_view spelling) {
  Terms terms;
  if (spelling.empty() || read_terms(spelling, terms) != spelling.size()) return std::nullopt;
  Unit unit;
  unit.spelling = spelling;
  for (const Term& term : terms)
    multiply(unit, term.measure.dimension, term.measure.factor, term.exponent);
  const Term& first = *terms.begin();
  if (terms.count == 1 && first.exponent == 1) unit.offset = first.measure.offset;
  return unit;
}

// Adds the terms of a spelling, to a power; a foreign spelling is one term.
void add_terms(Terms& terms, std::string_view spelling, int exponent) {
  Terms read;
  if (spelling.empty()) return;
  if (read_terms(spelling, read) != spelling.size()) {
    read.count = 0;
    read.add({spelling, {}, 1});
  }
  for (const Term& term : read) {
    const auto same = std::find_if(terms.begin(), terms.end(),
                                   [&](const Term& other) { return other.text == term.text; });
    if (same == terms.end()) terms.add({term.text, {}, term.exponent * exponent});
    else same->exponent += term.exponent * exponent;
  }
}

Unit composed(const Unit& a, const Unit& b, int exponent) {
  Unit result{a.dimension, a.factor, 0, {}};
  multiply(result, b.dimension, b.factor, exponent);
  Terms terms;
  add_terms(terms, a.spelling, 1);
  add_terms(terms, b.spelling, exponent);
  result.spelling = spell(terms);
  return result;
}

}  // namespace

std::optional<Unit> find_unit(std::string_view spelling) {
  while (spelling.starts_with(' ')) spelling.remove_prefix(1);
  while (spelling.ends_with(' ')) spelling.remove_suffix(1);
  if (std::optional<Unit> own = own_unit(spelling)) return own;
  const std::optional<Measure> foreign = ask_udunits(spelling);
  if (!foreign) return std::nullopt;
  return Unit{foreign->dimension, foreign->factor, foreign->offset, std::string(spelling)};
}

std::size_t unit_prefix(std::string_view text) {
  if (text.empty()) return 0;
  const auto first = static_cast<unsigned char>(text.front());
  const bool letter = (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z');
  if (!letter && first < 0x80 && first != '%' && first != '/' && first != '1') return 0;
  Terms terms;
  return read_terms(text, terms);
}

bool convertible(const Unit& from, const Unit& to) { return from.dimension == to.dimension; }

double convert(double value, const Unit& from, const Unit& to) {
  if (from.factor == to.factor && from.offset == to.offset) return round12(value);
  double result = (value * from.factor + (from.offset - to.offset)) / to.factor;
  // Zero on one scale is the difference of large figures on the other.
  const bool shifted = from.offset != 0 || to.offset != 0;
  if (shifted && std::abs(result) < 1e3) result = std::round(result * 1e9) / 1e9;
  return round12(result);
}

double convert_difference(double value, const Unit& from, const Unit& to) {
  return round12(value * from.factor / to.factor);
}

Unit operator*(const Unit& a, const Unit& b) { return composed(a, b, 1); }

Unit operator/(const Unit& a, const Unit& b) { return composed(a, b, -1); }

Unit power(const Unit& unit, int exponent) {
  return composed(Unit{}, unit, std::clamp(exponent, -127, 127));
}

std::optional<Unit> square_root(const Unit& unit) {
  Unit root{{}, std::sqrt(unit.factor), 0, {}};
  for (std::size_t i = 0; i < dimension_count; ++i) {
    if (unit.dimension[i] % 2 != 0) return std::nullopt;
    root.dimension[i] = static_cast<std::int8_t>(unit.dimension[i] / 2);
  }
  Terms terms;
  add_terms(terms, unit.spelling, 1);
  for (Term& term : terms) {
    if (term.exponent % 2 != 0) {
      root.spelling = "√(" + unit.spelling + ")";
      return root;
    }
    term.exponent /= 2;
  }
  root.spelling = spell(terms);
  return root;
}

bool is_plain(const Unit& unit) { return unit.dimension == Unit{}.dimension; }

}  // namespace hence
