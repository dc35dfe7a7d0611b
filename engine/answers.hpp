// The answers that a question can have, «not known» aside: yes and no, the values of a choice, a
// value of each stretch of a number that rules tell apart. They count as equally likely.
// A number that is reckoned with in a way that is not followed here (two open numbers compared, a
// square) has no stretches of its own: whether its answers matter is then left to intervals.
#pragma once

#include <vector>

#include "engine/outlook.hpp"

namespace hence {

struct Answers {
  // yes/no: the certainties 1 and −1; otherwise values, ascending. `bounds`, of a number or a
  // date: the figures that tell its stretches apart, ascending.
  std::vector<double> values, bounds;
  bool whole = true;  // false: other values may do something else
};

/// Cost: linear in what reads the number and reckons with it.
Answers answers_of(const Session& session, const Outlook& outlook, FindingId finding);

/// One of them as a fact.
Fact fact_of(const Program& program, FindingId finding, double answer);

}  // namespace hence
