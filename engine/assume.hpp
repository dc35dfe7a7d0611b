// What conclusions assume: conditions taken to be false because nothing answers them, and defaults.
// The conditions are the `unless` of arguments that count, what they have `no evidence for`, and
// rules that would hold them back if their conditions held.
#pragma once

#include <vector>

#include "engine/conclude.hpp"
#include "engine/support.hpp"

namespace hence {

// Is there anything in these rows and those behind that an assumption comes from? Linear.
bool may_assume(const Program& program, const ProgramRows& since = {});

class Assumptions {
 public:
  // Cost: next to nothing; when the first assumption is met, once linear in the network.
  explicit Assumptions(const Session& session);

  // Of one argument that fired; of any other node nothing.
  void of(NodeId argument, std::vector<Assumption>& out);
  // Of all that counts below a finding, each condition once, shallow first. Cost: linear in what
  // the finding rests on; none where nothing is assumed below it.
  std::vector<Assumption> below(FindingId finding);

 private:
  static constexpr char no_marks = 0, assumes = 1, not_asked = 2, not_known = 4;  // marks

  void mark_all();
  char own_marks(NodeId node) const;
  void put(NodeId argument, std::vector<Assumption>& out) const;
  void put_unless(ExprId unless, RuleId rule, std::vector<Assumption>& out) const;
  void put_no_evidence(ExprId condition, RuleId rule, std::vector<Assumption>& out) const;
  void put_default(FindingId finding, std::vector<Assumption>& out) const;
  void put_overriding(NodeId blocker, RuleId rule, std::vector<Assumption>& out) const;
  Unanswered reason(ExprId expr) const;

  const Session* session_;
  std::vector<bool> leaf_;   // by FindingId: has answers of its own
  std::vector<char> marks_;  // by node: what is at or below it; empty until needed
  SupportWalk walk_;
};

}  // namespace hence
