// Puts what a network grows by into its tables: rows behind those that are there. A list that gets
// longer moves to the end of its table. Internal to grow.
#pragma once

#include "engine/grow_order.hpp"

namespace hence {

// A finding with new arguments: those, and all its pieces of evidence in their order. tail: the last
// ones, of which the strongest counts.
struct Joined {
  FindingId finding;
  std::vector<ArgumentOrigin> arguments;
  std::vector<NodeId> pieces;
  std::size_t tail = 0;
};

struct Additions {
  const Draft* draft;
  const GrowOrder* order;
  std::size_t first_finding = 0;  // the findings from this row on are new
  std::vector<Joined> joined;
  std::vector<NodeId> expr_nodes;
};

Growth put(Network& network, const Additions& additions);

}  // namespace hence
