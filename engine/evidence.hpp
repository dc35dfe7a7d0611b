// Joins arguments to the findings they conclude, in the order of their content: which of those
// that say the same counts, groups, caps, kinds, the fact given, computed values.
// Internal to compile.
#pragma once

#include <boost/unordered/unordered_flat_set.hpp>

#include "engine/arguments.hpp"

namespace hence {

class Evidence {
 public:
  Evidence(const Program& program, Arguments& arguments, Conditions& conditions, Draft& draft);

  void join_all();
  void finish();  // once every condition has its node
  // Of a finding that has kinds or is one: its evidence_for node, which reads its fact with the
  // evidence_against node in the next row. None: the finding's own node reads it.
  NodeId for_node(FindingId finding) const { return for_[finding.row]; }
  // The node that joins a finding's evidence: its own, unless it has a default.
  NodeId joint(FindingId finding) const {
    return joints_[finding.row] ? joints_[finding.row] : NodeId{finding.index()};
  }

 private:
  // What orders arguments for one conclusion, whatever the order of statements.
  struct Key {
    Content content;
    double weight = 0;  // |strength|
    double cap = 2;     // 2: none
    Content cap_members;
    std::string_view group;
    std::uint32_t argument = 0;
    bool against = false;
    NodeId blocker;  // what may hold it back beside its `unless`; its row orders nothing
  };
  // A group or a cap over some of one conclusion's arguments of one sign.
  struct Bundle {
    NodeId node;
    std::vector<NodeId> members;
  };

  using Link = std::pair<FindingId, FindingId>;

  static bool before(const Key& a, const Key& b);
  void list_kinds();
  void sum_caps();
  Key key(std::uint32_t argument);
  void gather(FindingId finding);
  void make_same(std::span<const Key> same);
  void put(const Key& key, NodeId argument);
  void join_finding(FindingId finding);
  void join_kinds(FindingId finding, NodeId gate, double otherwise);
  void join_value(FindingId finding);
  NodeId make_joint(FindingId finding);
  void fill(NodeId node, NodeId gate, double otherwise, std::span<const NodeId> pieces,
            std::size_t tail);

  const Program* program_;
  Arguments* arguments_;
  Conditions* conditions_;
  Draft* draft_;
  std::vector<Content> caps_;  // by CapId: what its members say
  std::vector<NodeId> joints_;  // by FindingId: of those with a default
  std::vector<NodeId> for_;    // by FindingId: its evidence_for node; the other one is the next row
  std::vector<Link> broader_of_, kinds_of_;  // sorted
  std::vector<Key> keys_;
  std::vector<NodeId> pieces_for_, pieces_against_;
  std::vector<Bundle> bundles_;
  boost::unordered_flat_map<std::uint64_t, std::uint32_t> bundle_rows_;
  boost::unordered_flat_set<std::uint32_t> blockers_;
};

}  // namespace hence
