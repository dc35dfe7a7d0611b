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
  // Does the rule speak from inside the recursion in which it concludes into the row? By the names as
  // written, though the tuples at hand may close no circle.
  bool inside(std::size_t rule, int row) const;

  bool in_recursion(int row) const { return recursive[static_cast<std::size_t>(component[static_cast<std::size_t>(row)])]; }
  std::vector<int> named;  // by finding: its model, or itself
  std::vector<int> named_component;
  std::vector<bool> named_recursive;

  bool together(int a, int b) const { return component[static_cast<std::size_t>(a)] == component[static_cast<std::size_t>(b)]; }
};

// The same over the names as written: what is said of tuples is said of their models.
RuleBase by_names(const RuleBase& base);

// Throws Unable where something would have to be final before itself.
Graph graph_of(const RuleBase& base);

}  // namespace hence::verify
