// The calculus of certainty: what each operator computes from scalar cells (docs/semantics).
// Written once: a domain (engine/domain.hpp) lifts these functors to its own cells, so every
// operation is a named type that a domain can overload, and none of them keeps state.
// Invariants: a cell is never −0 and holds no NaN but `no_figure`, so that «the same» is bitwise;
// all of them are exact or rounded once, never contracted (-ffp-contract=off).
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "rules/calendar.hpp"
#include "rules/number.hpp"

namespace hence {

inline constexpr double no_figure = std::numeric_limits<double>::quiet_NaN();

/// What a node holds.
/// condition, finding: x is the certainty, in [−1, 1]; no_figure: a conflict (findings only).
/// piece of evidence (argument, group, cap, evidence node, fact of a yes/no finding): x is the
/// signed
///   contribution, y the factor 1 − |x|; a factor of exactly 0 is definite, {0, 1} is no evidence.
/// value (number, choice, arithmetic): x is the value, y its certainty; {no_figure, 0}: unknown,
///   {no_figure, no_figure}: conflict.
/// balance (while evidence is gathered, in no node): x is the product P of the factors for, y the
///   product N of those against.
struct Cell {
  double x = 0;
  double y = 0;
};

inline constexpr Cell no_evidence{0, 1};
inline constexpr Cell unknown_value{no_figure, 0};
inline constexpr Cell conflicting_value{no_figure, no_figure};
inline constexpr Cell always{1, 0};
inline constexpr Cell never{-1, 0};
inline constexpr Cell even_balance{1, 1};

inline constexpr double least_factor = 1e-300;  // of a product that is not definite
inline constexpr double not_quite_one = 1 - 1e-12;

inline bool is_figure(double x) { return x == x; }

/// The piece of evidence that a certainty makes: of a fact, or of an argument.
inline Cell piece_of(double certainty) {
  const double signed_zero_gone = certainty + 0.0;
  return {signed_zero_gone, 1 - std::abs(signed_zero_gone)};
}

/// A value given or concluded. Certainty 0 is «not known».
inline Cell value_of(double value, double certainty = 1) {
  return certainty > 0 && std::isfinite(value) ? Cell{value + 0.0, certainty} : unknown_value;
}

// Conditions. A conflict counts as 0 wherever a certainty is read.

inline double read(Cell c) { return is_figure(c.x) ? c.x : 0; }

/// Says a condition, a finding or a piece of evidence as much for as before, or more?
inline bool rises(Cell before, Cell now) {
  if (read(now) != read(before)) return read(now) > read(before);
  return now.x > 0 ? now.y <= before.y : now.y >= before.y;
}

struct And {
  Cell operator()(Cell a, Cell b) const { return {std::min(read(a), read(b)), 0}; }
};
struct Or {
  Cell operator()(Cell a, Cell b) const { return {std::max(read(a), read(b)), 0}; }
};
struct Not {
  Cell operator()(Cell a) const { return {0.0 - read(a), 0}; }
};
struct IsKnown {
  double threshold;
  Cell operator()(Cell a) const { return std::abs(a.x) > threshold ? always : never; }
};
/// Not the opposite of IsKnown: of a conflict neither fires.
struct IsUnknown {
  double threshold;
  Cell operator()(Cell a) const { return std::abs(a.x) <= threshold ? always : never; }
};
struct IsValueKnown {
  Cell operator()(Cell a) const { return is_figure(a.x) ? always : never; }
};
struct IsValueUnknown {
  Cell operator()(Cell a) const { return !is_figure(a.x) && is_figure(a.y) ? always : never; }
};
/// Of a blocker: `unless` as a condition.
struct NoEvidenceFor {
  double threshold;
  Cell operator()(Cell blocker) const { return blocker.x > threshold ? never : always; }
};
/// A yes/no finding, with what it is while nothing else is known.
struct ByDefault {
  double threshold, certainty;
  Cell operator()(Cell a) const {
    return is_figure(a.x) && std::abs(a.x) <= threshold ? Cell{certainty, 0} : a;
  }
};
/// A finding under `unless`: a conflict blocks.
struct Blocker {
  Cell operator()(Cell a) const { return is_figure(a.x) ? Cell{a.x, 0} : always; }
};

// Evidence.

/// A balance and one more piece: the product of each sign, kept off 0 unless definite.
struct Weigh {
  static double factor(double product, double next) {
    return product == 0 || next == 0 ? 0 : std::max(product * next, least_factor);
  }
  Cell operator()(Cell balance, Cell piece) const {
    return {piece.x > 0 ? factor(balance.x, piece.y) : balance.x,
            piece.x < 0 ? factor(balance.y, piece.y) : balance.y};
  }
};

/// A balance and one more piece, of which the strongest of each sign counts.
struct Strongest {
  Cell operator()(Cell balance, Cell piece) const {
    return {piece.x > 0 ? std::min(balance.x, piece.y) : balance.x,
            piece.x < 0 ? std::min(balance.y, piece.y) : balance.y};
  }
};

/// The certainty of a balance. Source: van Melle 1980 (EMYCIN), for any number of pieces at once.
struct Conclude {
  Cell operator()(Cell balance) const {
    const double p = balance.x;
    const double n = balance.y;
    if (p == 0) return {n == 0 ? no_figure : 1.0, 0};
    if (n == 0) return {-1, 0};
    const double c = p <= n ? 1 - p / n : n / p - 1;
    const double rounded = std::round(c * 1e12) / 1e12 + 0.0;
    return {std::clamp(rounded, -not_quite_one, not_quite_one), 0};
  }
};

/// A balance as one piece of evidence for, its other side left out.
struct PieceFor {
  double least = 0;  // the factor that a cap leaves
  Cell operator()(Cell balance) const {
    const double factor = std::max(balance.x, least);
    return {1 - factor, factor};
  }
};
struct PieceAgainst {
  double least = 0;
  Cell operator()(Cell balance) const {
    const double factor = std::max(balance.y, least);
    return {factor - 1, factor};
  }
};

/// An argument's contribution, from its premises joined and its strongest blocker.
struct Contribute {
  double strength, threshold;
  Cell operator()(Cell premises, Cell blocker) const {
    const bool fires = premises.x > threshold && !(blocker.x > threshold);
    return fires ? piece_of(premises.x * strength) : no_evidence;
  }
};

/// Whether a rule applies, from the same two.
struct Applies {
  double threshold;
  Cell operator()(Cell premises, Cell blocker) const {
    return premises.x > threshold && !(blocker.x > threshold) ? always : never;
  }
};

/// A fact that is asked `only if` a condition: set aside when that is false.
struct SetAside {
  double threshold;
  Cell otherwise;  // what then counts instead
  Cell operator()(Cell only_if, Cell fact) const {
    return read(only_if) < -threshold ? otherwise : fact;
  }
};

// Values.

/// A value that an argument concludes: held if above the threshold, with no more certainty than
/// what the formula read.
struct Candidate {
  double strength, threshold;
  Cell operator()(Cell value, Cell premises, Cell blocker) const {
    const double rule = std::round(premises.x * strength * 1e12) / 1e12;  // as any certainty
    const double certainty = std::min(rule, is_figure(value.x) ? value.y : 0.0);
    const bool holds = premises.x > threshold && !(blocker.x > threshold) && certainty > threshold;
    return holds ? Cell{round12(value.x), certainty} : unknown_value;
  }
};
/// The value of a declared formula.
struct Computed {
  Cell operator()(Cell value) const {
    return is_figure(value.x) ? Cell{round12(value.x), value.y} : unknown_value;
  }
};
/// Two candidates: equal ones strengthen to the larger certainty, different ones are a conflict.
struct Agree {
  Cell operator()(Cell a, Cell b) const {
    if (!is_figure(a.y) || !is_figure(b.y)) return conflicting_value;
    if (!is_figure(a.x)) return b;
    if (!is_figure(b.x)) return a;
    return a.x == b.x ? Cell{a.x, std::max(a.y, b.y)} : conflicting_value;
  }
};
/// A given value beats what is concluded and computed, if it is held: above the threshold, as
/// theirs.
struct Prefer {
  double threshold;
  Cell operator()(Cell given, Cell concluded) const {
    return is_figure(given.x) && given.y > threshold ? given : concluded;
  }
};
/// A value, with what it is while nothing else is known.
struct ValueByDefault {
  Cell operator()(Cell value, Cell by_default) const {
    const bool open = !is_figure(value.x) && is_figure(value.y);
    return open && is_figure(by_default.x) ? Cell{round12(by_default.x), by_default.y} : value;
  }
};
struct IsValue {
  double value;
  Cell operator()(Cell choice) const {
    if (!is_figure(choice.x)) return {0, 0};
    return {choice.x == value ? choice.y : -choice.y, 0};
  }
};

/// A comparison: ± the least certainty read; 0 while a side is unknown.
template <class Test>
struct Compare {
  Cell operator()(Cell a, Cell b) const {
    if (!is_figure(a.x) || !is_figure(b.x)) return {0, 0};
    const double certainty = std::min(a.y, b.y);
    return {Test{}(round12(a.x), round12(b.x)) ? certainty : -certainty, 0};
  }
};
using Less = Compare<std::less<double>>;
using LessEqual = Compare<std::less_equal<double>>;
using Greater = Compare<std::greater<double>>;
using GreaterEqual = Compare<std::greater_equal<double>>;
using Equal = Compare<std::equal_to<double>>;
using NotEqual = Compare<std::not_equal_to<double>>;

/// The points of a choice's value: a row of the table from `points` on.
struct Points {
  const double* points;
  Cell operator()(Cell choice) const {
    if (!is_figure(choice.x)) return unknown_value;
    return {points[static_cast<std::size_t>(choice.x)], choice.y};
  }
};
/// A certainty as a figure; of a conflict, and of a value not known, none.
struct CertaintyOf {
  Cell operator()(Cell finding) const {
    return is_figure(finding.x) ? Cell{finding.x, 1} : unknown_value;
  }
};
struct CertaintyOfValue {
  Cell operator()(Cell value) const {
    return is_figure(value.x) ? Cell{value.y, 1} : unknown_value;
  }
};

// Arithmetic. What has no finite result is unknown.

inline Cell figure(double value, double certainty) {
  return std::isfinite(value) ? Cell{value + 0.0, certainty} : unknown_value;
}
inline Cell figure(double value, Cell a, Cell b) { return figure(value, std::min(a.y, b.y)); }

struct Add {
  Cell operator()(Cell a, Cell b) const { return figure(a.x + b.x, a, b); }
};
struct Subtract {
  Cell operator()(Cell a, Cell b) const { return figure(a.x - b.x, a, b); }
};
struct Multiply {
  Cell operator()(Cell a, Cell b) const { return figure(a.x * b.x, a, b); }
};
struct Divide {
  Cell operator()(Cell a, Cell b) const {
    return b.x == 0 ? unknown_value : figure(a.x / b.x, a, b);
  }
};
struct Power {
  // std::pow gives 1 for some arguments that are no number.
  Cell operator()(Cell a, Cell b) const {
    const bool known = is_figure(a.x) && is_figure(b.x);
    return known ? figure(std::pow(a.x, b.x), a, b) : unknown_value;
  }
};
struct Minimum {
  Cell operator()(Cell a, Cell b) const {
    const bool known = is_figure(a.x) && is_figure(b.x);
    return known ? figure(std::min(a.x, b.x), a, b) : unknown_value;
  }
};
struct Maximum {
  Cell operator()(Cell a, Cell b) const {
    const bool known = is_figure(a.x) && is_figure(b.x);
    return known ? figure(std::max(a.x, b.x), a, b) : unknown_value;
  }
};
/// Half away from zero, of the decimal figure: 2.675 to two places is 2.68.
struct RoundTo {
  Cell operator()(Cell a, Cell places) const {
    const double scale = std::pow(10, std::round(places.x));
    return figure(std::round(round12(a.x * scale)) / scale, a, places);
  }
};
struct Minus {
  Cell operator()(Cell a) const { return figure(-a.x, a.y); }
};
struct Absolute {
  Cell operator()(Cell a) const { return figure(std::abs(a.x), a.y); }
};
struct Floor {
  Cell operator()(Cell a) const { return figure(std::floor(round12(a.x)), a.y); }
};
struct Ceiling {
  Cell operator()(Cell a) const { return figure(std::ceil(round12(a.x)), a.y); }
};
struct SquareRoot {
  Cell operator()(Cell a) const { return figure(std::sqrt(a.x), a.y); }
};
struct Logarithm {
  Cell operator()(Cell a) const { return figure(std::log(a.x), a.y); }
};
struct Logarithm10 {
  Cell operator()(Cell a) const { return figure(std::log10(a.x), a.y); }
};
struct Exponential {
  Cell operator()(Cell a) const { return figure(std::exp(a.x), a.y); }
};

struct Truncate {
  Cell operator()(Cell a) const { return figure(std::trunc(round12(a.x)), a.y); }
};

// Of dates. What leaves the calendar is unknown.

struct PlusMonths {
  Cell operator()(Cell date, Cell months) const {
    return figure(plus_months(date.x, std::trunc(round12(months.x))), date, months);
  }
};
struct MonthsBetween {
  Cell operator()(Cell from, Cell to) const { return figure(months_between(from.x, to.x), from, to); }
};
struct ExactYearsBetween {
  Cell operator()(Cell from, Cell to) const {
    return figure(exact_years_between(from.x, to.x), from, to);
  }
};
struct YearOf {
  Cell operator()(Cell date) const { return figure(year_of(date.x), date.y); }
};
struct MonthOf {
  Cell operator()(Cell date) const { return figure(month_of(date.x), date.y); }
};

}  // namespace hence
