// Units as the language has them: a product of base dimensions and a factor. The checker's own table,
// for what laboratories print; UDUNITS-2 for the rest. value × factor + offset is in base units.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace hence::verify {

struct Unit {
  // kg, m, s, K, mol, A, cd; then what converts into none of them: international units,
  // equivalents, enzyme units, osmoles, a body surface of 1.73 m².
  std::array<int, 12> dimension{};
  double factor = 1;
  double offset = 0;
  std::string spelling;  // empty: a plain figure
  bool plain() const { return dimension == std::array<int, 12>{}; }
};

std::optional<Unit> unit_of(std::string_view spelling);
std::size_t unit_size(std::string_view text);  // bytes of the longest unit that text begins with

bool same_dimension(const Unit& a, const Unit& b);
double converted(double value, const Unit& from, const Unit& to);
Unit product(const Unit& a, const Unit& b, int sign);  // sign −1: a / b
Unit raised(const Unit& unit, int exponent);
std::optional<Unit> root_of(const Unit& unit);

}  // namespace hence::verify
