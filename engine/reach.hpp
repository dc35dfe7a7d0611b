// Which open answers a node of the network can still hang on: from it down, through what may still
// change. A node is not followed into what cannot move it (`bears_on`).
#pragma once

#include <vector>

#include "engine/outlook.hpp"

namespace hence {

class Reach {
 public:
  // asked: what is asked before its rules are tried hides what these read. all: it does not.
  enum class Through : bool { asked, all };
  // Keeps pointers.
  Reach(const Session& session, const Outlook& outlook, Through through);

  // Begins anew: nothing was found before.
  void restart() { ++round_; }
  // Findings found from these roots and not before, in no order; at most `most`. Cost over all
  // calls since `restart`: linear.
  std::vector<FindingId> from(const std::vector<NodeId>& roots, std::size_t most = ~std::size_t{0});

 private:
  void put(NodeId node);
  bool bears_on(NodeId reader, NodeId input) const;
  bool visit(NodeId node);

  const Network* network_;
  const Outlook* outlook_;
  Through through_;
  std::uint32_t round_ = 1;
  std::vector<std::uint32_t> seen_, found_;  // by node, by finding: the round in which it was
  std::vector<NodeId> stack_;
};

}  // namespace hence
