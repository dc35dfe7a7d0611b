// Scores as they are compiled: each is a node that reads its items and, in its tail, the findings
// that they read, for what is read in common is completed together (engine/totals.hpp). A
// comparison with a score reads all of that too. Internal to compile.
#pragma once

#include "engine/assemble.hpp"
#include "engine/conditions.hpp"

namespace hence {

class Scores {
 public:
  Scores(const Program& program, const Contents& contents, Conditions& conditions, Draft& draft)
      : program_(&program), contents_(&contents), conditions_(&conditions), draft_(&draft) {}

  void join_all();
  void complete_comparisons();  // once every condition has its node
  void put(const Assembler& assembler, Network& network) const;
  // Comparisons that read whether a score's total was given.
  const std::vector<std::pair<FindingId, NodeId>>& readers() const { return readers_; }

 private:
  struct Part {
    NodeId node;
    double points = 0;
    Range values;
    std::vector<NodeId> leaves;
  };
  struct Whole {
    FindingId finding;
    std::vector<Part> parts;
  };

  std::vector<Item> in_order(Range items) const;
  void list_leaves(NodeId node, std::vector<NodeId>& leaves) const;
  static void put_steps(NodeId node, std::span<const NodeId> leaves, const Network& network,
                        std::vector<NodeId>& steps);
  ScoreLeaf leaf(NodeId draft_node, NodeId node) const;

  const Program* program_;
  const Contents* contents_;
  Conditions* conditions_;
  Draft* draft_;
  std::vector<Whole> scores_;
  std::vector<std::pair<FindingId, NodeId>> readers_;
};

}  // namespace hence
