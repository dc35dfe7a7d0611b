// What a score can still come to, for the naive reference (docs/semantics, Scores): at level L an
// item counts as decided if its certainty is at least L; all others are open, and every completion
// of them is tried.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "rules/program.hpp"

namespace hence::reference {

// Of a finding that is taken to be decided: 1 or −1, or a value.
using Assumed = std::map<FindingId, double>;

// What holds now. `test` and `figure` read findings as assumed, where they are.
struct Situation {
  std::function<double(ExprId, const Assumed&)> test;                   // of a condition
  std::function<std::optional<double>(ExprId, const Assumed&)> figure;  // of arithmetic
  // yes/no: −1, 0 or 1 and |certainty|; others: the value, if held, and its certainty.
  struct Known {
    std::optional<double> value;
    double certainty = 0;
  };
  std::function<Known(FindingId)> known;
};

struct Totals {
  const Program& program;
  const Situation& situation;
  bool independent = false;        // broken: shared findings are not completed together
  bool whole_lines = false;        // broken: a number's stretches leave its range out of account
  bool open_counts_as_no = false;  // broken: what is not yet known adds nothing

  // Every total that the score can reach at the level.
  std::set<double> reachable(FindingId score, double level) const;

  // 1 and the certainties above the threshold of its items and of what they read, descending.
  std::set<double, std::greater<>> levels(FindingId score, double threshold) const;
};

}  // namespace hence::reference
