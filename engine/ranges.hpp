// The domain of ranges: what a node can still come to hold while some answers are open.
// A cell spans from the least to the greatest that some completion may give, each open answer taken
// by itself; what cannot change has two equal ends. A value that may change lies between its ends, or
// is unknown, or in conflict.
#pragma once

#include <bit>
#include <type_traits>

#include "engine/domain.hpp"

namespace hence {

struct Ranges {
  struct Cell {
    hence::Cell low, high;
  };

  static Ends ends(const Cell& c, std::size_t) { return {c.low, c.high}; }
  template <class F>
  static Cell each_lane(const F& f) {
    const Ends e = f(std::size_t{0});
    return {e.low, e.high};
  }

  static Cell constant(hence::Cell c) { return {c, c}; }
  // Never told of: its ends may go apart, so a recursion is always computed from nothing.
  static bool rises(const Cell&, const Cell&) { return false; }
  static Cell open_evidence() { return {piece_of(-1), piece_of(1)}; }
  static Cell open_condition() { return {never, always}; }
  static constexpr double far = std::numeric_limits<double>::infinity();
  static Cell open_value(double lowest = -far, double highest = far) {
    return {{lowest, 0}, {highest, 1}};
  }

  static bool same(double a, double b) {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
  }
  static bool settled(const Cell& c) { return same(c.low.x, c.high.x) && same(c.low.y, c.high.y); }

  // Whatever rises with each of its inputs: And, Or, Weigh, Strongest, PieceFor, PieceAgainst.
  template <class F, class... Cells>
  static Cell rising(const F& f, const Cells&... cells) {
    return {f(cells.low...), f(cells.high...)};
  }
  // Of values: known when all inputs are.
  template <class F, class... Cells>
  static Cell figures(const F& f, const Cells&... cells) {
    return (settled(cells) && ...) ? constant(f(cells.low...)) : open_value();
  }
  template <class F, class... Cells>
  static Cell test(const F& f, const Cells&... cells) {
    return (settled(cells) && ...) ? constant(f(cells.low...)) : open_condition();
  }
  // One value or the other, or none; with the certainty of either at most.
  static bool is_nothing(const Cell& c) { return settled(c) && !is_figure(c.low.x); }
  static Cell either(const Cell& a, const Cell& b) {
    if (is_nothing(a) && is_nothing(b)) return settled(a) && same_cell(a, b) ? a : open_value();
    if (is_nothing(a)) return {{b.low.x, 0}, {b.high.x, b.high.y}};
    if (is_nothing(b)) return {{a.low.x, 0}, {a.high.x, a.high.y}};
    return {{std::min(a.low.x, b.low.x), 0},
            {std::max(a.high.x, b.high.x), std::max(a.high.y, b.high.y)}};
  }
  static bool same_cell(const Cell& a, const Cell& b) {
    return same(a.low.x, b.low.x) && same(a.low.y, b.low.y) && same(a.high.x, b.high.x) &&
           same(a.high.y, b.high.y);
  }
  // A test of values, one of which may be unknown.
  static Cell between(bool may_fail, bool may_hold, double certainty) {
    return {{may_fail ? -certainty : 0, 0}, {may_hold ? certainty : 0, 0}};
  }

  template <class F, class... Cells>
  static Cell apply(const F& f, const Cells&... cells) {
    return figures(f, cells...);
  }
  static Cell apply(const And& f, const Cell& a, const Cell& b) { return rising(f, a, b); }
  static Cell apply(const Or& f, const Cell& a, const Cell& b) { return rising(f, a, b); }
  static Cell apply(const Not& f, const Cell& a) { return {f(a.high), f(a.low)}; }
  static Cell apply(const Blocker& f, const Cell& a) { return rising(f, a); }
  static Cell apply(const Weigh& f, const Cell& a, const Cell& b) { return rising(f, a, b); }
  static Cell apply(const Strongest& f, const Cell& a, const Cell& b) { return rising(f, a, b); }
  static Cell apply(const PieceFor& f, const Cell& a) { return rising(f, a); }
  static Cell apply(const PieceAgainst& f, const Cell& a) { return rising(f, a); }

  static Cell apply(const IsKnown& f, const Cell& a) {
    if (settled(a)) return constant(f(a.low));
    if (a.low.x > f.threshold || a.high.x < -f.threshold) return constant(always);
    if (a.low.x >= -f.threshold && a.high.x <= f.threshold) return constant(never);
    return open_condition();
  }
  static Cell apply(const IsUnknown& f, const Cell& a) {
    if (settled(a)) return constant(f(a.low));
    const Cell known = apply(IsKnown{f.threshold}, a);
    return {Not{}(known.high), Not{}(known.low)};
  }
  static Cell apply(const NoEvidenceFor& f, const Cell& a) { return {f(a.high), f(a.low)}; }
  static Cell apply(const ByDefault& f, const Cell& a) {
    if (settled(a)) return constant(f(a.low));
    if (!is_figure(a.low.x) || !is_figure(a.high.x)) return open_condition();
    if (a.low.x > f.threshold || a.high.x < -f.threshold) return a;
    // The default, or what lies beyond the threshold on either side.
    double low = f.certainty, high = f.certainty;
    if (a.high.x > f.threshold) {
      low = std::min(low, f.threshold);
      high = std::max(high, a.high.x);
    }
    if (a.low.x < -f.threshold) {
      low = std::min(low, a.low.x);
      high = std::max(high, -f.threshold);
    }
    return {{low, 0}, {high, 0}};
  }
  static Cell apply(const ValueByDefault& f, const Cell& a, const Cell& b) {
    if (settled(a) && is_figure(a.low.x)) return a;
    return settled(a) && settled(b) ? constant(f(a.low, b.low)) : either(a, b);
  }
  static Cell apply(const Agree& f, const Cell& a, const Cell& b) {
    if (settled(a) && settled(b)) return constant(f(a.low, b.low));
    for (const Cell* c : {&a, &b})
      if (settled(*c) && !is_figure(c->low.y)) return *c;
    return either(a, b);
  }
  static Cell apply(const IsValueKnown& f, const Cell& a) { return test(f, a); }
  static Cell apply(const IsValueUnknown& f, const Cell& a) { return test(f, a); }
  static Cell apply(const IsValue& f, const Cell& a) {
    if (settled(a)) return constant(f(a.low));
    return between(a.low.x != f.value || a.high.x != f.value,
                   a.low.x <= f.value && f.value <= a.high.x, a.high.y);
  }
  template <class Test>
  static Cell apply(const Compare<Test>& f, const Cell& a, const Cell& b) {
    if (settled(a) && settled(b)) return constant(f(a.low, b.low));
    if (is_nothing(a) || is_nothing(b)) return constant({0, 0});
    const double certainty = std::min(a.high.y, b.high.y);
    bool may_hold = false, may_fail = false;
    if constexpr (std::is_same_v<Test, std::equal_to<double>> ||
                  std::is_same_v<Test, std::not_equal_to<double>>) {
      const bool may_equal = rounded(a.low.x) <= rounded(b.high.x) &&
                             rounded(b.low.x) <= rounded(a.high.x);
      const bool may_differ = a.low.x != a.high.x || b.low.x != b.high.x || !may_equal;
      may_hold = Test{}(1, 1) ? may_equal : may_differ;
      may_fail = Test{}(1, 1) ? may_differ : may_equal;
    } else {
      for (const double x : {rounded(a.low.x), rounded(a.high.x)})
        for (const double y : {rounded(b.low.x), rounded(b.high.x)})
          (Test{}(x, y) ? may_hold : may_fail) = true;
    }
    return between(may_fail, may_hold, certainty);
  }
  static double rounded(double x) { return std::isfinite(x) ? round12(x) : x; }

  // Definite on one side, it stays so, unless the other can become definite too: a conflict, which
  // is then the other end.
  static Cell apply(const Conclude& f, const Cell& balance) {
    constexpr hence::Cell conflict{no_figure, 0};
    const bool yes = balance.low.x == 0;
    const bool no = balance.high.y == 0;
    if (yes && !no) return {balance.low.y == 0 ? conflict : always, always};
    if (no && !yes) return {never, balance.high.x == 0 ? conflict : never};
    return rising(f, balance);
  }
  static Cell apply(const Contribute& f, const Cell& premises, const Cell& blocker) {
    const hence::Cell least = f(premises.low, blocker.high);
    const hence::Cell most = f(premises.high, blocker.low);
    return f.strength > 0 ? Cell{least, most} : Cell{most, least};
  }
  static Cell apply(const Applies& f, const Cell& premises, const Cell& blocker) {
    return {f(premises.low, blocker.high), f(premises.high, blocker.low)};
  }
  static Cell apply(const SetAside& f, const Cell& only_if, const Cell& fact) {
    if (read(only_if.high) < -f.threshold) return constant(f.otherwise);
    if (!(read(only_if.low) < -f.threshold)) return fact;
    if (!is_figure(f.otherwise.x)) return either(constant(f.otherwise), fact);  // not known
    return {f.otherwise.x < fact.low.x ? f.otherwise : fact.low,
            f.otherwise.x > fact.high.x ? f.otherwise : fact.high};
  }

  static Cell apply(const Candidate& f, const Cell& value, const Cell& premises,
                    const Cell& blocker) {
    const bool never_holds = !(premises.high.x > f.threshold) || blocker.low.x > f.threshold ||
                             !(premises.high.x * f.strength > f.threshold);
    if (never_holds || is_nothing(value)) return constant(unknown_value);
    if (settled(value) && settled(premises) && settled(blocker))
      return constant(f(value.low, premises.low, blocker.low));
    const double certainty = std::round(premises.high.x * f.strength * 1e12) / 1e12;
    return {{rounded(value.low.x), 0}, {rounded(value.high.x), std::min(certainty, value.high.y)}};
  }
  static Cell apply(const Prefer& f, const Cell& given, const Cell& concluded) {
    if (settled(given)) {
      const bool held = is_figure(given.low.x) && given.low.y > f.threshold;
      return held ? given : concluded;
    }
    return either(given, concluded);
  }
};

}  // namespace hence
