// What the present value of a node rests on: the pieces of evidence at a finding, and the walk from
// a conclusion down to facts. Reads the evaluated network, computes nothing anew.
// Invariant: of the pieces of one sign, multiplying the factors (1 − |contribution|) of those that
// count gives the product that the state holds (P for, N against), but for its floor of 1e-300.
#pragma once

#include <vector>

#include "engine/session.hpp"

namespace hence {

// What an argument contributes, signed; of a value, its certainty. 0 if it did not fire.
double contribution_of(const Session& session, NodeId argument);

// One piece of evidence that bears on a finding, a group, a cap.
struct Piece {
  NodeId node;              // what gives it; none: the finding's own fact
  double contribution = 0;  // signed, not 0
  bool counts = false;      // false: a stronger or a definite one makes the certainty without it
};

// The pieces of a yes/no finding, or of one of its evidence nodes, groups or caps, the fact first,
// then in the order of content. Cost: linear in the node's inputs.
std::vector<Piece> pieces_of(const Session& session, NodeId node);

// The pieces of a yes/no finding, those of its two evidence nodes in their place. A group or a cap
// is one piece; its members are its own `pieces_of`.
std::vector<Piece> evidence_of(const Session& session, FindingId finding);

// The fact of a finding as it counts: nothing if it was set aside, or the `else` of its `only if`.
Cell fact_in_force(const Session& session, FindingId finding);
// Is its `ask … only if` false?
bool is_set_aside(const Session& session, FindingId finding);

enum class Through : std::uint8_t {
  fired,    // every argument that fired
  counting  // only what makes the certainty
};

// Something that a node's value rests on. `holds`: as something true, or as something false.
struct Rest {
  NodeId node;
  bool holds = true;
};
// What `at` rests on, one step down. An OR rests on its true members, an AND that is false on its
// false ones; a finding on its pieces, and on its `only if` where that sets it aside.
// Evidence comes strongest first. Cost: linear in its inputs, but for sorting evidence.
void rests_on(const Session& session, Rest at, Through through, std::vector<Rest>& out);

// A walk over all that some roots rest on; each node once for each of its two ways to matter.
class SupportWalk {
 public:
  SupportWalk(const Session& session, Through through);
  void restart();  // as if nothing was visited; cost: of what was
  // Calls visit(NodeId) for root and everything below it that was not visited before, in breadth
  // order. Cost over all calls: linear in the network.
  template <class Visit>
  void from(NodeId root, const Visit& visit) {
    put({root, true});
    while (next_ < queue_.size()) {
      const Rest at = queue_[next_++];
      visit(at.node);
      below_.clear();
      rests_on(*session_, at, through_, below_);
      for (const Rest& r : below_) put(r);
    }
  }

 private:
  void put(Rest r);

  const Session* session_;
  Through through_;
  std::vector<char> seen_;  // by node: 1 as true, 2 as false
  std::vector<Rest> queue_, below_;
  std::size_t next_ = 0;
};

}  // namespace hence
