#include "engine/grow_order.hpp"

#include <algorithm>
#include <set>

#include <boost/graph/strong_components.hpp>

#include "engine/graph.hpp"

namespace hence {

// The new nodes by themselves, rows from 0 on.
struct GrowNodes {
  std::vector<NodeId> inputs;
  std::vector<std::uint32_t> first;

  std::size_t size() const { return first.size() - 1; }
  std::span<const NodeId> inputs_of(NodeId n) const {
    return {inputs.data() + first[n.row], inputs.data() + first[n.row + 1]};
  }
};

GrowOrder::GrowOrder(const Network& network, const Draft& draft)
    : network_(&network), draft_(&draft), groups_(draft.size()) {
  find_groups();
  place_groups();
}

void GrowOrder::find_groups() {
  GrowNodes nodes;
  nodes.first.push_back(0);
  std::vector<char> reads_itself(draft_->size());
  for (std::size_t i = 0; i < draft_->size(); ++i) {
    for (const NodeId input : draft_->inputs_of(NodeId{draft_->first + i}))
      if (draft_->is_new(input)) {
        nodes.inputs.emplace_back(input.row - draft_->first);
        if (nodes.inputs.back().row == i) reads_itself[i] = 1;
      }
    nodes.first.push_back(static_cast<std::uint32_t>(nodes.inputs.size()));
  }
  // Tarjan's algorithm numbers a group when all that it reads is numbered.
  const std::uint32_t count = boost::strong_components(
      nodes, boost::make_iterator_property_map(
                 groups_.begin(), boost::typed_identity_property_map<std::uint32_t>()));
  members_.resize(count);
  is_circle_.resize(count);
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    members_[groups_[i]].push_back(NodeId{draft_->first + i});
    if (reads_itself[i] != 0 || members_[groups_[i]].size() > 1) is_circle_[groups_[i]] = 1;
  }
}

void GrowOrder::place_groups() {
  components_.assign(members_.size(), Id<void>::no_row);
  for (const std::vector<NodeId>& group : members_) {
    std::uint64_t last = 0;
    for (const NodeId node : group)
      for (const NodeId input : draft_->inputs_of(node))
        if (!draft_->is_new(input)) last = std::max(last, behind(input));
        else if (group_of(input) < places_.size()) last = std::max(last, place(input));
    places_.push_back(last + 1);
  }
}

std::uint64_t GrowOrder::begin(const Component& component) const {
  return network_->place(component.rows.empty() ? component.grown.front()
                                                : NodeId{component.rows.first});
}

// The place of an older node, or the last one of its component.
std::uint64_t GrowOrder::behind(NodeId older) const {
  const Node& n = network_->nodes[older.row];
  if (!n.is_recursive()) return network_->place(older);
  const Component& component = network_->components[n.component];
  return component.rows.empty() ? begin(component) : std::uint64_t{component.rows.last} << 32U;
}

bool GrowOrder::settle(const std::vector<Read>& reads) {
  for (const auto& [node, reader] : reads)
    if (!stands_before(node, reader)) return false;
  auto next = static_cast<std::uint32_t>(network_->components.size());
  for (std::size_t group = 0; group < members_.size(); ++group)
    if (is_circle_[group] != 0 && components_[group] == Id<void>::no_row)
      components_[group] = next++;
  return true;
}

// A new node stands before the older one that reads it, or joins its component.
bool GrowOrder::stands_before(NodeId node, NodeId reader) {
  const std::uint32_t component = network_->nodes[reader.row].component;
  if (component == Id<void>::no_row) return place(node) < network_->place(reader);
  if (components_[group_of(node)] == component) return true;
  if (place(node) < begin(network_->components[component])) return true;
  return join(group_of(node), component);
}

// The group, and all between it and the component. False: it does not read the component, or that
// can't be told from what is new.
bool GrowOrder::join(std::uint32_t group, std::uint32_t component) {
  const std::uint64_t first = begin(network_->components[component]);
  std::set<std::uint32_t> between{group}, open{group}, joined;
  while (!open.empty()) {
    const std::uint32_t at = *open.begin();
    open.erase(open.begin());
    for (const NodeId node : members_[at])
      for (const NodeId input : draft_->inputs_of(node)) {
        if (draft_->is_new(input)) {
          if (place(input) > first && between.insert(group_of(input)).second)
            open.insert(group_of(input));
        } else if (network_->nodes[input.row].component == component) {
          joined.insert(at);
        } else if (behind(input) > first) {
          return false;
        }
      }
  }
  for (const std::uint32_t at : between)  // inputs first
    for (const NodeId node : members_[at])
      for (const NodeId input : draft_->inputs_of(node))
        if (draft_->is_new(input) && joined.contains(group_of(input))) joined.insert(at);
  for (const std::uint32_t at : joined) {
    if (components_[at] != Id<void>::no_row && components_[at] != component) return false;
    components_[at] = component;
  }
  return joined.contains(group);
}

}  // namespace hence
