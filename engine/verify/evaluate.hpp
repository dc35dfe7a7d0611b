// What a condition, a formula, a rule, a score come to, given what a receipt says of the findings
// that they read. Nothing here looks further than one step down.
#pragma once

#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "engine/verify/rule_base.hpp"

namespace hence::verify {

// Of a finding, as recorded. doubt_for, doubt_against: the products of (1 − p); 0: definite.
struct Standing {
  double doubt_for = 1, doubt_against = 1;
  double certainty = 0;          // of a value, its own
  bool conflict = false;
  std::optional<double> value;   // a number, a date as days, a choice's index, a total, a wording
  std::optional<double> given;   // the fact's certainty
  double given_value = 0;
};

struct Figure {
  std::optional<double> value;
  double certainty = 1;
};

// How a conflict is read: as nothing; under `unless` as what blocks; under a NOT in there.
enum class Reading : std::uint8_t { plain, blocking, reversed };

using Assumed = std::map<int, double>;

// Of expressions over literals alone; none: something else stands in it, or it comes to nothing.
std::optional<double> literal_figure(const RuleBase& base, int expr);
std::optional<bool> literal_truth(const RuleBase& base, int expr);

class Situation {
 public:
  Situation(const RuleBase& base, const std::vector<Standing>& standings);

  double test(int expr, Reading reading = Reading::plain) const;
  Figure compute(int expr) const;
  double condition(const Rule& rule) const;   // with its scope
  double blocker(const Rule& rule) const;     // its `unless`; −1: none
  bool held_back(const Rule& rule) const;     // by a rule that overrides it, or an earlier one
  bool applies(const Rule& rule) const;
  bool fires(double certainty) const { return certainty > base_.threshold; }
  Figure total(int score) const;              // the value that a score has
  std::set<double> reachable(int score) const;  // its totals by what is certain enough

  // Under these findings the yes/no ones count so, the others have this value.
  template <class F>
  auto assuming(Assumed assumed, F f) const {
    std::swap(assumed, assumed_);
    const auto result = f();
    std::swap(assumed, assumed_);
    return result;
  }

  const RuleBase& base() const { return base_; }
  const Standing& of(int finding) const { return standings_[static_cast<std::size_t>(finding)]; }
  const Finding& finding(int id) const { return base_.findings[static_cast<std::size_t>(id)]; }
  const Expr& expr(int id) const { return base_.exprs[static_cast<std::size_t>(id)]; }

 private:
  struct Totals {
    std::vector<double> all{0};  // ascending
    bool whole = true;           // else the ends alone
  };
  double read(int finding) const;
  Figure held(int finding) const;
  int known(const Expr& e) const;
  double compare(const Expr& e) const;
  Figure folded(const Expr& e) const;
  double compare_totals(const Expr& e) const;
  int open_score(int expr) const;
  std::set<double, std::greater<>> levels(int score) const;
  Totals reach(int score, double level) const;
  std::optional<std::vector<double>> completed(const std::vector<const Item*>& items, double level) const;
  bool list_bounds(int expr, int number, const std::set<int>& open, std::vector<double>& bounds) const;
  void leaves(int expr, std::set<int>& out) const;
  bool asks_if_known(int expr) const;
  bool is_open(int finding, double level) const;
  static void add(Totals& to, std::vector<double> parts);
  static int agree(Op op, const Totals& a, const Totals& b);

  const RuleBase& base_;
  const std::vector<Standing>& standings_;
  std::map<int, std::vector<std::size_t>> overriding_, by_first_, by_name_;  // rules
  mutable Assumed assumed_;
  mutable int depth_ = 0;  // of `applies`
  mutable std::map<const Rule*, bool> applies_;  // while nothing is assumed
};

}  // namespace hence::verify
