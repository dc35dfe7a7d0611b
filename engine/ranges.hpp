// The domain of ranges: what a node can still come to hold while some answers are open.
// A cell spans from the least to the greatest that some completion may give, each open answer taken
// by itself; what cannot change has two equal ends. Values know only «this» or «may change».
#pragma once

#include <bit>

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
  static Cell open_evidence() { return {piece_of(-1), piece_of(1)}; }
  static Cell open_condition() { return {never, always}; }
  static Cell open_value() {
    constexpr double far = std::numeric_limits<double>::infinity();
    return {{-far, 0}, {far, 1}};
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
    return settled(a) && is_figure(a.low.x) ? a : figures(f, a, b);
  }
  static Cell apply(const IsValueKnown& f, const Cell& a) { return test(f, a); }
  static Cell apply(const IsValueUnknown& f, const Cell& a) { return test(f, a); }
  static Cell apply(const IsValue& f, const Cell& a) { return test(f, a); }
  template <class Test>
  static Cell apply(const Compare<Test>& f, const Cell& a, const Cell& b) {
    return test(f, a, b);
  }

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
    if (!is_figure(f.otherwise.x))  // of a value: not known
      return settled(fact) && !is_figure(fact.low.x) ? fact : open_value();
    return {f.otherwise.x < fact.low.x ? f.otherwise : fact.low,
            f.otherwise.x > fact.high.x ? f.otherwise : fact.high};
  }

  static Cell apply(const Candidate& f, const Cell& value, const Cell& premises,
                    const Cell& blocker) {
    const bool never_holds = !(premises.high.x > f.threshold) || blocker.low.x > f.threshold ||
                             !(premises.high.x * f.strength > f.threshold);
    if (never_holds) return constant(unknown_value);
    return figures(f, value, premises, blocker);
  }
  static Cell apply(const Prefer& f, const Cell& given, const Cell& concluded) {
    if (settled(given) && is_figure(given.low.x)) return given;
    return figures(f, given, concluded);
  }
};

}  // namespace hence
