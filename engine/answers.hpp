// The answers that a question can have, «not known» aside: yes and no, the values of a choice, a
// value of each stretch of a number that rules tell apart. They count as equally likely.
// A number that is reckoned with in a way that is not followed here (two open numbers compared, a
// square) has no stretches of its own: whether its answers matter is then left to intervals.
#pragma once

#include <vector>

#include "engine/outlook.hpp"

namespace hence {

// Values of a number or a date that do the same: from low to high, ±infinity where there is no end.
struct Stretch {
  double low = 0, high = 0;
  bool with_low = false, with_high = false;  // the ends themselves
};

struct Answers {
  std::vector<double> values;      // yes/no: the certainties 1 and −1; otherwise values, ascending
  std::vector<Stretch> stretches;  // of a number or a date, one a value
  bool whole = true;               // false: other values may do something else
};

/// Cost: linear in what reads the number and reckons with it.
Answers answers_of(const Session& session, const Outlook& outlook, FindingId finding);

/// One of them as a fact.
Fact fact_of(const Program& program, FindingId finding, double answer);

}  // namespace hence
