// Where the nodes that a network grows by stand in the order of evaluation: behind all that they
// read, and in the recursive components that they read and are read by. Internal to grow.
#pragma once

#include <utility>

#include "engine/draft.hpp"

namespace hence {

class GrowOrder {
 public:
  // A new node, and the older one that will read it.
  using Read = std::pair<NodeId, NodeId>;

  // Keeps pointers. Cost: linear in the draft.
  GrowOrder(const Network& network, const Draft& draft);

  // False: an older node would have to move.
  bool settle(const std::vector<Read>& reads);
  std::uint64_t place(NodeId node) const { return places_[group_of(node)]; }
  // None; a row of Network::components; or, from their number on, that of a new one.
  std::uint32_t component(NodeId node) const { return components_[group_of(node)]; }

 private:
  std::uint32_t group_of(NodeId node) const { return groups_[node.row - draft_->first]; }
  std::uint64_t begin(const Component& component) const;
  std::uint64_t behind(NodeId older) const;
  void find_groups();
  void place_groups();
  bool stands_before(NodeId node, NodeId reader);
  bool join(std::uint32_t group, std::uint32_t component);

  const Network* network_;
  const Draft* draft_;
  // New nodes that read one another are one group; groups are numbered inputs first.
  std::vector<std::uint32_t> groups_;         // by new node
  std::vector<std::vector<NodeId>> members_;  // by group, as all below
  std::vector<char> is_circle_;
  std::vector<std::uint64_t> places_;
  std::vector<std::uint32_t> components_;
};

}  // namespace hence
