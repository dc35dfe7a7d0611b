// A score as a person reads it: «3 so far (1 to 9, 5 open)».
#pragma once

#include <string>
#include <vector>

#include "engine/session.hpp"

namespace hence {

// One item, in text order.
struct ItemReport {
  std::uint32_t item = 0;         // row of Program::items
  Truth state = Truth::unknown;   // of a choice: yes if it has a value
  double points = 0;              // what it gives, or a condition would give
};

// lowest, highest: the totals that can still be reached. so_far: the points of the decided items.
struct ScoreReport {
  double so_far = 0, lowest = 0, highest = 0;
  std::uint32_t decided = 0, open = 0;  // items
  bool given = false;                   // its total is a fact; the items do not count
  std::vector<ItemReport> items;
};

// Requires a score. Cost: linear in its items, but for those completed together.
ScoreReport score_report(const Session& session, FindingId finding);

// «3», or «3 so far (1 to 9, 5 open)».
std::string score_text(const Session& session, FindingId finding);

}  // namespace hence
