// Value domains: how an operation of the calculus lifts from scalar cells to what a state holds.
// One network, one evaluation (engine/evaluate.hpp), several domains: a single case, a block of
// cases at once; an interval or a dual number would overload `apply` for the functors it treats
// in its own way. A domain gives `Cell`, `constant`, `apply` and `rises`; its cells have no
// padding.
#pragma once

#include <array>
#include <cstddef>

#include "engine/totals.hpp"

namespace hence {

// One case.
struct Point {
  using Cell = hence::Cell;
  static Ends ends(const Cell& c, std::size_t) { return {c, c}; }
  // f(lane) → Ends, for each case that a cell holds.
  template <class F>
  static Cell each_lane(const F& f) {
    return f(std::size_t{0}).low;
  }
  static Cell constant(hence::Cell c) { return c; }
  static bool rises(const Cell& before, const Cell& now) { return hence::rises(before, now); }
  template <class F, class... Cells>
  static Cell apply(const F& f, const Cells&... cells) {
    return f(cells...);
  }
};

// N cases, a lane each: the same scalar functor in every lane, so bit for bit N points. The lanes
// of x, then those of y, lie side by side, as vector instructions want them.
template <std::size_t N>
struct Block {
  struct Cell {
    std::array<double, N> x, y;
    hence::Cell lane(std::size_t i) const { return {x[i], y[i]}; }
    void set(std::size_t i, hence::Cell c) {
      x[i] = c.x;
      y[i] = c.y;
    }
  };
  static Ends ends(const Cell& c, std::size_t lane) { return {c.lane(lane), c.lane(lane)}; }
  template <class F>
  static Cell each_lane(const F& f) {
    Cell result;
    for (std::size_t i = 0; i < N; ++i) result.set(i, f(i).low);
    return result;
  }
  static Cell constant(hence::Cell c) {
    Cell all;
    all.x.fill(c.x);
    all.y.fill(c.y);
    return all;
  }
  static bool rises(const Cell& before, const Cell& now) {
    for (std::size_t i = 0; i < N; ++i)
      if (!hence::rises(before.lane(i), now.lane(i))) return false;
    return true;
  }
  template <class F, class... Cells>
  static Cell apply(const F& f, const Cells&... cells) {
    Cell result;
    for (std::size_t i = 0; i < N; ++i) result.set(i, f(cells.lane(i)...));
    return result;
  }
};

}  // namespace hence
