// What a score can still come to while some of its items are open, and what a comparison with it
// can say already. It works on levels of certainty: at level L an item counts as decided if its
// certainty is at least L, and all others are open; a comparison is decided at L if it comes out the
// same for every total that can then be reached, and its certainty is the greatest such L. So an
// answer that can change nothing changes no digit, and on items of yes and no all levels are one.
// Open items that read a finding in common are completed together (docs/semantics, Scores).
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "engine/calculus.hpp"
#include "engine/network.hpp"

namespace hence {

/// From the least to the greatest that a cell can come to hold; equal: it is what it is.
struct Ends {
  Cell low, high;
};

/// The totals of a score: ascending, each once; or, if there are too many, the first and the last,
/// with all between them possible.
struct Reached {
  std::vector<double> totals;
  bool whole = true;
};

class Totals {
 public:
  /// Keeps a pointer: `network` must outlive it.
  explicit Totals(const Network& network);
  ~Totals();
  /// A copy has room of its own to reckon in, which holds nothing of a case.
  Totals(const Totals& other);
  Totals& operator=(const Totals& other);

  /// One side of a comparison: a score that is open, or a figure (`score` none).
  struct Side {
    const Score* score = nullptr;
    std::span<const Ends> inputs;  // of the score, as inputs_of(score.node): items, then leaves
    Ends figure;
  };

  /// Its total as a value, if only one can be reached. Cost: levels × (items + completions).
  Ends value(const Score& score, std::span<const Ends> inputs);
  /// ± the certainty of `a op b`. op: less … not_equal.
  Ends compare(NodeOp op, const Side& a, const Side& b);
  /// What can be reached at a level.
  Reached reach(const Score& score, std::span<const Ends> inputs, double level);

 private:
  class Completion;
  std::unique_ptr<Completion> completion_;
  const Network* network_;
};

/// Is x yes, no, or not decided at a level? A condition's certainty.
inline int decided(const Ends& condition, double level) {
  if (condition.low.x >= level) return 1;
  return condition.high.x <= -level ? -1 : 0;
}

}  // namespace hence
