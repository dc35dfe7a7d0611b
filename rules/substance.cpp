#include "rules/substance.hpp"

#include <algorithm>

#include "rules/text.hpp"

namespace hence {
namespace {

constexpr std::size_t chain_limit = 4;
using Dimensions = decltype(Unit::dimension);

// Dimensions reached, and what a figure in base units was multiplied by on the way.
struct Reached {
  Dimensions dimension;
  double factor;
};

// The place behind a conversion, taken forwards (sign 1) or backwards.
Reached step(const Reached& place, const Conversion& c, int sign) {
  Reached out = place;
  for (std::size_t i = 0; i < out.dimension.size(); ++i)
    out.dimension[i] = static_cast<std::int8_t>(out.dimension[i] + sign * (c.to.dimension[i] - c.from.dimension[i]));
  const double to = c.to_figure * c.to.factor, from = c.from_figure * c.from.factor;
  out.factor = sign > 0 ? out.factor * to / from : out.factor * from / to;
  return out;
}

}  // namespace

std::string_view Substances::key(std::string_view name) {
  if (name.empty()) return {};
  return *keys_.insert(key_of(name)).first;
}

const Conversion* Substances::add(const Conversion& conversion) {
  if (factor(conversion.substance, conversion.from, conversion.to)) {
    const auto same = [&](const Conversion& c) { return c.substance == conversion.substance; };
    const auto first = std::find_if(conversions_.begin(), conversions_.end(), same);
    return first == conversions_.end() ? &conversion : &*first;
  }
  conversions_.push_back(conversion);
  return nullptr;
}

// Breadth first, so that the shortest way is found; dimensions once seen are not seen again.
std::optional<double> Substances::factor(std::string_view key, const Unit& from, const Unit& to) const {
  if (convertible(from, to)) return from.factor / to.factor;
  if (key.empty()) return std::nullopt;
  std::vector<Reached> places{{from.dimension, from.factor}};
  std::size_t first = 0;
  for (std::size_t length = 0; length < chain_limit; ++length) {
    const std::size_t last = places.size();
    for (; first < last; ++first)
      for (const Conversion& c : conversions_) {
        if (c.substance != key) continue;
        for (const int sign : {1, -1}) {
          const Reached next = step(places[first], c, sign);
          if (next.dimension == to.dimension) return next.factor / to.factor;
          const auto seen = [&](const Reached& p) { return p.dimension == next.dimension; };
          if (std::none_of(places.begin(), places.end(), seen)) places.push_back(next);
        }
      }
  }
  return std::nullopt;
}

}  // namespace hence
