// A network being compiled: nodes in order of creation, inputs in any order, no outputs yet.
// Row i of the first ones is finding i. Internal to compile.
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

struct Draft {
  std::vector<DraftNode> nodes;
  std::vector<NodeId> inputs;

  std::size_t size() const { return nodes.size(); }
  std::span<const NodeId> inputs_of(NodeId n) const {
    const Range r = nodes[n.row].inputs;
    return {inputs.data() + r.first, inputs.data() + r.last};
  }
  NodeId add(NodeOp op, double param = 0, std::uint32_t origin = Id<void>::no_row) {
    DraftNode node;
    node.param = param;
    node.origin = origin;
    node.op = op;
    nodes.push_back(node);
    return NodeId{nodes.size() - 1};
  }
  // What `add_input` adds from here on is the node's, until the next `open`.
  void open(NodeId n) {
    const auto end = static_cast<std::uint32_t>(inputs.size());
    nodes[n.row].inputs = {end, end};
  }
  void add_input(NodeId n, NodeId input) {
    inputs.push_back(input);
    ++nodes[n.row].inputs.last;
  }
  // The node's inputs, and more of them in its tail.
  void append_tail(NodeId n, std::span<const NodeId> more) {
    const auto before = inputs_of(n);
    std::vector<NodeId> all(before.begin(), before.end());
    all.insert(all.end(), more.begin(), more.end());
    fill(n, all, nodes[n.row].tail + more.size());
  }
  template <class Nodes>
  void fill(NodeId n, const Nodes& with, std::size_t tail = 0) {
    open(n);
    for (const NodeId input : with) add_input(n, input);
    nodes[n.row].tail = static_cast<std::uint32_t>(tail);
  }
};

}  // namespace hence
