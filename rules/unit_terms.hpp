// A unit spelling as a list of terms, in text order: mL/min/1.73m2 is mL, min^-1, 1.73m2^-1.
// The grammar stands in unit_terms.cpp. Invariant: spell(terms) of terms read whole reads as the
// same unit again.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "rules/unit_atoms.hpp"

namespace hence {

/// One factor of a unit. text: an atom or a number as written, without its exponent.
struct Term {
  std::string_view text;
  Measure measure;
  int exponent = 1;
};

/// At most twelve; what is more is counted and not kept.
struct Terms {
  std::array<Term, 12> items{};
  std::size_t count = 0;

  void add(const Term& term) { items[std::min(count++, items.size() - 1)] = term; }
  bool overfull() const { return count > items.size(); }
  Term* begin() { return items.data(); }
  Term* end() { return items.data() + std::min(count, items.size()); }
  const Term* begin() const { return items.data(); }
  const Term* end() const { return items.data() + std::min(count, items.size()); }
};

/// Reads the longest unit at the start of text that ends where a word ends (see unit_prefix) into
/// `terms`, which must be empty; returns its bytes, 0 if there is none.
std::size_t read_terms(std::string_view text, Terms& terms);

/// The spelling: products joined by ·, each divisor behind its own / ("kg/m^2", "1/min").
std::string spell(const Terms& terms);

}  // namespace hence
