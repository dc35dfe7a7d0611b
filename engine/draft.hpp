// A network being compiled: nodes in order of creation, inputs in any order, no outputs yet. The
// first ones are the findings. Or what a network grows by: then the rows before `first`, and the
// findings in `known`, are the network's. Internal to compile and grow.
#pragma once

#include "engine/network.hpp"

namespace hence {

struct DraftNode {
  double param = 0;
  Range inputs;  // of Draft::inputs
  std::uint32_t tail = 0;
  std::uint32_t origin = Id<void>::no_row;
  NodeOp op = NodeOp::literal;
  bool gated = false;
  bool reads_fact = false;
};

/// As a node of a network, whose edges and component are put in where it stands.
inline Node without_edges(const DraftNode& from) {
  Node to;
  to.param = from.param;
  to.tail = from.tail;
  to.origin = from.origin;
  to.op = from.op;
  to.gated = from.gated;
  to.reads_fact = from.reads_fact;
  return to;
}

struct Draft {
  std::vector<DraftNode> nodes;
  std::vector<NodeId> inputs;
  std::uint32_t first = 0;
  std::span<const NodeId> known;

  std::size_t size() const { return nodes.size(); }
  DraftNode& operator[](NodeId n) { return nodes[n.row - first]; }
  const DraftNode& operator[](NodeId n) const { return nodes[n.row - first]; }
  bool is_new(NodeId n) const { return n.row >= first; }
  NodeId of(FindingId f) const {
    return f.row < known.size() ? known[f.row] : NodeId{first + f.row - known.size()};
  }
  std::span<const NodeId> inputs_of(NodeId n) const {
    const Range r = (*this)[n].inputs;
    return {inputs.data() + r.first, inputs.data() + r.last};
  }
  NodeId add(NodeOp op, double param = 0, std::uint32_t origin = Id<void>::no_row) {
    DraftNode node;
    node.param = param;
    node.origin = origin;
    node.op = op;
    nodes.push_back(node);
    return NodeId{first + nodes.size() - 1};
  }
  // What `add_input` adds from here on is the node's, until the next `open`.
  void open(NodeId n) {
    const auto end = static_cast<std::uint32_t>(inputs.size());
    (*this)[n].inputs = {end, end};
  }
  void add_input(NodeId n, NodeId input) {
    inputs.push_back(input);
    ++(*this)[n].inputs.last;
  }
  // The node's inputs, and more of them in its tail.
  void append_tail(NodeId n, std::span<const NodeId> more) {
    const auto before = inputs_of(n);
    std::vector<NodeId> all(before.begin(), before.end());
    all.insert(all.end(), more.begin(), more.end());
    fill(n, all, (*this)[n].tail + more.size());
  }
  template <class Nodes>
  void fill(NodeId n, const Nodes& with, std::size_t tail = 0) {
    open(n);
    for (const NodeId input : with) add_input(n, input);
    (*this)[n].tail = static_cast<std::uint32_t>(tail);
  }
};

}  // namespace hence
