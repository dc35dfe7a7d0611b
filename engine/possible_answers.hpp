// The answers that a finding could have instead, numbers by stretches. Beside engine/answers.hpp, which
// follows what can be told from the rules alone, it tries: of a number that is reckoned with in other
// ways (a square), bounds are found by telling values, as far as all else is known, to six digits.
#pragma once

#include <optional>
#include <vector>

#include "engine/answers.hpp"

namespace hence {

// Of a number any value of the stretch says the same; `fact` holds one of them.
struct PossibleAnswer {
  Fact fact;
  std::optional<Stretch> stretch;
};

class PossibleAnswers {
 public:
  explicit PossibleAnswers(const Session& session) : trial_(session) {}

  // By value, ascending; yes before no. None for dates, texts and scores.
  // Cost: linear in the network for a number, and updates where it has to try.
  std::vector<PossibleAnswer> of(FindingId finding);

 private:
  using Outcome = std::vector<int>;  // of each comparison: holds, does not, not known

  std::vector<PossibleAnswer> tried(FindingId number, const Answers& known);
  void list_comparisons(FindingId number);
  Outcome outcome(FindingId number, double value);
  double bisect(FindingId number, double a, double b);

  Session trial_;
  std::vector<NodeId> comparisons_;  // that the number bears on
};

}  // namespace hence
