#include "engine/assemble.hpp"

#include <utility>

namespace hence {

Assembler::Assembler(const Draft& draft, const Strata& strata)
    : draft_(&draft), strata_(&strata), rows_(draft.size()) {
  for (std::uint32_t row = 0; row < strata.order.size(); ++row) rows_[strata.order[row]] = row;
}

void Assembler::put_nodes(Network& network) const {
  const std::size_t size = strata_->order.size();
  network.nodes.reserve(room_for(size));
  network.inputs.reserve(room_for(draft_->inputs.size()));
  for (const std::uint32_t from : strata_->order) {
    Node to = without_edges(draft_->nodes[from]);
    to.inputs.first = static_cast<std::uint32_t>(network.inputs.size());
    for (const NodeId input : draft_->inputs_of(NodeId{from}))
      network.inputs.push_back(row_of(input));
    to.inputs.last = static_cast<std::uint32_t>(network.inputs.size());
    network.nodes.push_back(to);
  }
  network.compiled = static_cast<std::uint32_t>(size);
  for (const Range rows : strata_->components) {
    for (std::uint32_t row = rows.first; row < rows.last; ++row)
      network.nodes[row].component = static_cast<std::uint32_t>(network.components.size());
    network.components.push_back({rows, {}});
  }
  put_outputs(network);
}

// Counting sort of the edges by input; each node's outputs come in evaluation order.
void Assembler::put_outputs(Network& network) {
  auto& nodes = network.nodes;
  for (const NodeId input : network.inputs) ++nodes[input.row].outputs.last;
  std::uint32_t total = 0;
  for (Node& node : nodes) {
    node.outputs.first = total;
    total += std::exchange(node.outputs.last, total);
  }
  network.outputs.reserve(room_for(network.inputs.size()));
  network.outputs.resize(network.inputs.size());
  for (std::size_t row = 0; row < nodes.size(); ++row)
    for (const NodeId input : network.inputs_of(NodeId{row}))
      network.outputs[nodes[input.row].outputs.last++] = NodeId{row};
}

}  // namespace hence
