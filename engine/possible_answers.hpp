// The answers that a finding can have, as far as the rules tell them apart: yes and no, the values of
// a choice, the stretches of a number between the figures that it is compared with.
#pragma once

#include <optional>
#include <vector>

#include "engine/session.hpp"

namespace hence {

// One answer. Of a number any value of the stretch says the same; `fact` holds one of them.
struct PossibleAnswer {
  Fact fact;
  std::optional<double> lowest, highest;   // of a stretch; none: open at that end
  bool has_lowest = true, has_highest = true;  // does the end belong to it?
};

// Finds the answers by trying them in a copy of the session: of a number also those bounds that show
// only in what is computed from it, as far as all else is known (there to six digits).
class PossibleAnswers {
 public:
  explicit PossibleAnswers(const Session& session) : trial_(session) {}

  // By value, ascending; yes before no. None for dates, texts and scores.
  // Cost: of a number some updates for each comparison that reads it.
  std::vector<PossibleAnswer> of(FindingId finding);

 private:
  using Outcome = std::vector<int>;  // of each comparison: holds, does not, not known

  std::vector<PossibleAnswer> of_number(FindingId number);
  void put_bounds(FindingId number, std::vector<double>& bounds);
  Outcome outcome(FindingId number, double value);
  std::pair<double, double> bisect(FindingId number, double a, double b);
  void part(FindingId number, const std::vector<double>& bounds, PossibleAnswer& one, PossibleAnswer& next);

  Session trial_;
  std::vector<NodeId> comparisons_;  // that the number bears on
  bool indirect_ = false;            // by way of what is computed from it
};

}  // namespace hence
