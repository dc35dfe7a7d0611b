// The unit spellings of our own: a short table of atoms (g, L, mmHg, IU, years, …), each with the
// prefixes that a laboratory or a data sheet really puts before it, so that M never makes
// megagrams of mg. How atoms compose is unit.cpp's business.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "rules/unit.hpp"

namespace hence {

/// A unit without its spelling.
struct Measure {
  std::array<std::int8_t, dimension_count> dimension{};
  double factor = 1;
  double offset = 0;
};

/// The atom spelled exactly so ("mg", "milligrams", "°C", "mm Hg"), else null. Lives for ever.
const Measure* find_atom(std::string_view spelling);

}  // namespace hence
