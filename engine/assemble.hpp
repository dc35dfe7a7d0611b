// A draft and its order become a Network: rows in evaluation order, compressed edges both ways.
// Internal to compile.
#pragma once

#include "engine/strata.hpp"

namespace hence {

// Moves the draft's nodes and edges. What speaks of draft rows is mapped with `row_of`.
class Assembler {
 public:
  Assembler(const Draft& draft, const Strata& strata);
  NodeId row_of(NodeId draft_row) const {
    return draft_row ? NodeId{rows_[draft_row.row]} : draft_row;
  }
  void put_nodes(Network& network) const;  // nodes, inputs, outputs, components

 private:
  static void put_outputs(Network& network);

  const Draft* draft_;
  const Strata* strata_;
  std::vector<std::uint32_t> rows_;  // by draft row
};

}  // namespace hence
