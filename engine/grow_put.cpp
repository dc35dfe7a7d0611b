#include "engine/grow_put.hpp"

#include <algorithm>

namespace hence {

namespace {

// Puts the rows at the end of their table, those of `old` before them.
template <class Row>
Range moved(std::vector<Row>& table, Range old, std::span<const Row> more, std::size_t& left_over) {
  if (old.last != table.size()) {
    const auto end = static_cast<std::uint32_t>(table.size());
    left_over += old.size();
    for (std::uint32_t row = old.first; row < old.last; ++row) {
      const Row copy = table[row];
      table.push_back(copy);
    }
    old = {end, end + old.size()};
  }
  table.insert(table.end(), more.begin(), more.end());
  return {old.first, static_cast<std::uint32_t>(table.size())};
}

void put_nodes(Network& network, const Draft& draft, const GrowOrder& order) {
  for (std::size_t i = 0; i < draft.size(); ++i) {
    const NodeId id{draft.first + i};
    Node to = without_edges(draft.nodes[i]);
    to.component = order.component(id);
    to.inputs = moved<NodeId>(network.inputs, {}, draft.inputs_of(id), network.left_over);
    network.nodes.push_back(to);
    network.places.push_back(order.place(id));
    if (!to.is_recursive()) {
      network.grown.push_back(id);
      continue;
    }
    if (to.component >= network.components.size()) network.components.resize(to.component + 1);
    Component& component = network.components[to.component];
    if (component.size() == 0) network.grown.push_back(id);
    component.grown.push_back(id);
  }
  std::stable_sort(network.grown.begin(), network.grown.end(),
                   [&](NodeId a, NodeId b) { return network.place(a) < network.place(b); });
}

void put_findings(Network& network, const Draft& draft) {
  const auto arguments = static_cast<std::uint32_t>(network.arguments.size());
  for (std::size_t i = 0; i < draft.size() && draft.nodes[i].op == NodeOp::finding; ++i) {
    const auto fact = static_cast<std::uint32_t>(network.fact_nodes.size());
    const NodeId node{draft.first + i};
    network.finding_nodes.push_back(node);
    network.fact_nodes.push_back(node);
    network.finding_facts.push_back({fact, fact + 1});
    network.finding_arguments.push_back({arguments, arguments});
  }
}

void put_arguments(Network& network, const Joined& joined) {
  Range& rows = network.finding_arguments[joined.finding.row];
  const Range before = rows;
  rows = moved<ArgumentOrigin>(network.arguments, before, joined.arguments, network.left_over);
  if (rows.first != before.first)
    for (std::uint32_t row = before.first; row < before.last; ++row)
      network.arguments[row].rule = {};
  for (std::uint32_t row = rows.first; row < rows.last; ++row)
    if (const NodeId node = network.arguments[row].node) network.nodes[node.row].origin = row;
}

// An older finding reads its new arguments, too.
void widen(Network& network, const Joined& joined) {
  const NodeId node = network.finding_nodes[joined.finding.row];
  std::vector<NodeId> inputs;
  if (network.nodes[node.row].gated) inputs.push_back(network.inputs_of(node).front());
  inputs.insert(inputs.end(), joined.pieces.begin(), joined.pieces.end());
  Node& n = network.nodes[node.row];
  network.left_over += n.inputs.size();
  n.inputs = moved<NodeId>(network.inputs, {}, inputs, network.left_over);
  n.tail = static_cast<std::uint32_t>(joined.tail);
}

// Of all that the new nodes read, and of the new nodes that older ones do.
void put_outputs(Network& network, const Growth& growth) {
  std::vector<std::pair<NodeId, NodeId>> read;  // what, and by which
  for (std::uint32_t row = growth.first; row < network.size(); ++row)
    for (const NodeId input : network.inputs_of(NodeId{row})) read.emplace_back(input, NodeId{row});
  for (const NodeId widened : growth.widened)
    for (const NodeId input : network.inputs_of(widened))
      if (input.row >= growth.first) read.emplace_back(input, widened);
  std::sort(read.begin(), read.end());
  std::vector<NodeId> readers;
  for (std::size_t first = 0, last = 0; first < read.size(); first = last) {
    readers.clear();
    for (; last < read.size() && read[last].first == read[first].first; ++last)
      readers.push_back(read[last].second);
    Range& outputs = network.nodes[read[first].first.row].outputs;
    outputs = moved<NodeId>(network.outputs, outputs, readers, network.left_over);
  }
}

}  // namespace

Growth put(Network& network, const Additions& additions) {
  Growth growth;
  growth.first = additions.draft->first;
  put_nodes(network, *additions.draft, *additions.order);
  put_findings(network, *additions.draft);
  for (const Joined& joined : additions.joined) {
    put_arguments(network, joined);
    if (joined.finding.row >= additions.first_finding) continue;
    widen(network, joined);
    growth.widened.push_back(network.finding_nodes[joined.finding.row]);
  }
  network.expr_nodes.insert(network.expr_nodes.end(), additions.expr_nodes.begin(),
                            additions.expr_nodes.end());
  put_outputs(network, growth);
  return growth;
}

}  // namespace hence
