#include "engine/stretches.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace hence {

namespace {

void sort_out(std::vector<double>& figures) {
  std::sort(figures.begin(), figures.end());
  figures.erase(std::unique(figures.begin(), figures.end()), figures.end());
}

}  // namespace

std::vector<double> stretches(std::vector<double> bounds, double lowest, double highest,
                              bool whole) {
  constexpr double far = std::numeric_limits<double>::infinity();
  sort_out(bounds);
  std::vector<double> values;
  const auto take = [&](double value) {
    if (value >= lowest && value <= highest) values.push_back(value);
  };
  for (std::size_t i = 0; i <= bounds.size(); ++i) {
    const double from = i == 0 ? -far : bounds[i - 1];
    const double to = i == bounds.size() ? far : bounds[i];
    if (i > 0) take(from);
    const double low = std::max(from, lowest);
    const double high = std::min(to, highest);
    double between = low == -far && high == far ? 0
                     : low == -far              ? high - 1
                     : high == far              ? low + 1
                                                : low + (high - low) / 2;
    if (whole) between = std::floor(between);
    if (between <= from || between >= to) between = whole ? from + 1 : low;
    if (between > from && between < to) take(between);
  }
  sort_out(values);
  return values;
}

}  // namespace hence
