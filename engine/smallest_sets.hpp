// Every smallest set of facts that brings something about: a search over sets of one, two, … facts,
// each tried by telling them. Smallest: no part of the set does it.
#pragma once

#include <functional>
#include <vector>

#include "engine/session.hpp"

namespace hence {

// One of a finding's other answers, and what would be told.
struct FactSets {
  std::vector<std::vector<Fact>> sets;  // by size, then in the order of the options
  bool stopped = false;                 // the budget ran out before all sets were tried
};

struct SearchLimits {
  std::size_t largest = 3;     // facts in a set
  std::size_t budget = 20000;  // sets tried
};

// options: by finding, the facts of which one may be told; at most one of each enters a set.
// holds: whether what is looked for has come about. Cost: the budget times an update.
FactSets smallest_sets(Session session, const std::vector<std::vector<Fact>>& options,
                       const std::function<bool(const Session&)>& holds, SearchLimits limits);

}  // namespace hence
