#include "engine/assemble.hpp"

#include <utility>

namespace hence {

Assembler::Assembler(const Draft& draft, const Strata& strata)
    : draft_(&draft), strata_(&strata), rows_(draft.size()) {
  for (std::uint32_t row = 0; row < strata.order.size(); ++row) rows_[strata.order[row]] = row;
}

void Assembler::put_nodes(Network& network) const {
  const std::size_t size = strata_->order.size();
  network.nodes.reserve(size + 1);
  network.inputs.reserve(draft_->inputs.size());
  for (const std::uint32_t from : strata_->order) {
    const DraftNode& n = draft_->nodes[from];
    Node to;
    to.param = n.param;
    to.first_input = static_cast<std::uint32_t>(network.inputs.size());
    to.tail = n.tail;
    to.origin = n.origin;
    to.op = n.op;
    to.gated = n.gated;
    to.reads_fact = n.reads_fact;
    network.nodes.push_back(to);
    for (const NodeId input : draft_->inputs_of(NodeId{from}))
      network.inputs.push_back(row_of(input));
  }
  Node end;
  end.first_input = static_cast<std::uint32_t>(network.inputs.size());
  network.nodes.push_back(end);
  network.components = strata_->components;
  for (const Range component : network.components)
    for (std::uint32_t row = component.first; row < component.last; ++row)
      network.nodes[row].recursive = true;
  put_outputs(network);
}

// Counting sort of the edges by input; each node's outputs come in evaluation order.
void Assembler::put_outputs(Network& network) {
  auto& nodes = network.nodes;
  for (const NodeId input : network.inputs) ++nodes[input.row].first_output;
  std::uint32_t total = 0;
  for (Node& node : nodes) total += std::exchange(node.first_output, total);
  network.outputs.resize(network.inputs.size());
  std::vector<std::uint32_t> next(nodes.size());
  for (std::size_t row = 0; row < nodes.size(); ++row) next[row] = nodes[row].first_output;
  for (std::size_t row = 0; row + 1 < nodes.size(); ++row)
    for (const NodeId input : network.inputs_of(NodeId{row}))
      network.outputs[next[input.row]++] = NodeId{row};
}

}  // namespace hence
