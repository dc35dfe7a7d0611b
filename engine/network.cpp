#include "engine/network.hpp"

namespace hence {

std::span<const NodeId> Network::heads_of(NodeId n) const {
  const auto all = inputs_of(n);
  const std::size_t gates = nodes[n.row].gated ? 1 : 0;
  return all.subspan(gates, all.size() - gates - nodes[n.row].tail);
}

std::span<const NodeId> Network::tail_of(NodeId n) const {
  return inputs_of(n).last(nodes[n.row].tail);
}

NodeId Network::joint_of(FindingId finding) const {
  const NodeId node = finding_nodes[finding.row];
  return nodes[node.row].op == NodeOp::defaulted ? inputs_of(node).front() : node;
}

NodeId Network::gate_of(FindingId finding) const {
  const Range readers = finding_facts[finding.row];
  if (readers.empty()) return {};
  const NodeId reader = fact_nodes[readers.first];
  return nodes[reader.row].gated ? inputs_of(reader).front() : NodeId{};
}

std::span<const ArgumentOrigin> Network::arguments_of(FindingId finding) const {
  const Range rows = finding_arguments[finding.row];
  return {arguments.data() + rows.first, rows.size()};
}

}  // namespace hence
