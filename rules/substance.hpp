// What only a substance can say: how its international units, moles, equivalents and grams turn
// into one another (`convert vitamin D: 40 IU = 1 µg`), chains of conversions included.
// Invariant: no conversion follows from the others of its substance, so that there is one way from
// unit to unit, and the order in which they are declared changes nothing.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rules/program.hpp"

namespace hence {

class Substances {
 public:
  /// The substance's key, kept here for as long as this lives; of an empty name, empty.
  std::string_view key(std::string_view name);

  /// Adds one whose figures are positive and whose units have no offset. Gives the conversion that
  /// it follows from, or the first of those; then nothing is added. Order of those of a substance.
  const Conversion* add(const Conversion& conversion);

  /// What a figure in `from` is multiplied by to be one in `to`; 1 dimension, or as the substance's
  /// conversions say, at most four after one another. None if they do not say.
  std::optional<double> factor(std::string_view key, const Unit& from, const Unit& to) const;

 private:
  std::vector<Conversion> conversions_;
  std::set<std::string, std::less<>> keys_;
};

}  // namespace hence
