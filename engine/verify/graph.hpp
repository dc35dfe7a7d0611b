// Who reads whom. A yes/no finding counts as two, what speaks for it and what speaks against: row
// 2f and 2f + 1; any other as row 2f. What reads itself must do so early, or nothing could be final.
#pragma once

#include <vector>

#include "engine/verify/rule_base.hpp"

namespace hence::verify {

struct Graph {
  std::vector<int> component;  // by row
  std::vector<bool> recursive; // by component
  // The findings whose certainty a condition reads before it is final.
  std::vector<std::vector<int>> early;  // by rule

  bool in_recursion(int row) const { return recursive[static_cast<std::size_t>(component[static_cast<std::size_t>(row)])]; }
  bool together(int a, int b) const { return component[static_cast<std::size_t>(a)] == component[static_cast<std::size_t>(b)]; }
};

// Throws Unable where something would have to be final before itself.
Graph graph_of(const RuleBase& base);

}  // namespace hence::verify
