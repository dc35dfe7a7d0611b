// The rules of a Program as arguments of a draft: premises, blockers, and which of them say the
// same. Internal to compile; engine/evidence.hpp joins the arguments to the findings they conclude.
#pragma once

#include "engine/agreeing.hpp"
#include "engine/conditions.hpp"

namespace hence {

class Arguments {
 public:
  Arguments(const Program& program, const Contents& contents, Conditions& conditions, Draft& draft);

  // The table of arguments, by finding, then rule; their nodes are made by `make`.
  std::vector<ArgumentOrigin>& table() { return table_; }
  Range of(FindingId finding) const { return {first_[finding.row], first_[finding.row + 1]}; }
  std::vector<Range> rows() const;  // by FindingId, of the table

  double strength(std::uint32_t argument) const;  // signed, as it counts
  Content content(std::uint32_t argument) const;  // of its condition and `unless`
  // What may hold the argument back beside its `unless`: whether a rule applies that overrides its
  // name, or comes before it in a `first of`; none if none can.
  NodeId blocker(std::uint32_t argument);
  // Makes the node; shadow: what says the same, more strongly, while it applies (none: nothing).
  NodeId make(std::uint32_t argument, NodeId shadow = {});
  NodeId make_value(std::uint32_t argument);
  // Does nothing apply that holds this back? Or does what `before` says hold?
  NodeId stands(NodeId blocker, NodeId before);
  void finish();  // the inputs of all that may override

 private:
  // What all arguments of a rule have in common.
  struct Shared {
    Range premises;  // of premises_
    NodeId unless, scope;
    Content
        content;  // of the condition and `unless`; here, because rules are read out of order later
  };
  struct Pending {
    RuleId rule;
    NodeId node;
  };

  void list_arguments();
  void list_overriding();
  void list_firsts();
  NodeId applies(RuleId rule);
  NodeId overridden(const Rule& rule);
  NodeId preceded(FirstId first, std::uint32_t place);
  NodeId blocker(const Rule& rule);
  NodeId any_of(std::vector<NodeId> rules);
  void fill_applied();
  void connect(NodeId node, RuleId rule, bool otherwise, NodeId shadow);
  const Conclusion& conclusion(std::uint32_t argument) const;

  const Program* program_;
  const Contents* contents_;
  Conditions* conditions_;
  Draft* draft_;
  std::vector<Shared> shared_;  // by RuleId
  std::vector<NodeId> premises_;
  std::vector<ArgumentOrigin> table_;
  std::vector<std::uint32_t> conclusions_;        // by row of table_: a row of Program::conclusions
  std::vector<std::uint32_t> first_;              // by FindingId, and one more
  std::vector<Agreeing> overriding_;              // by RuleNameId: the rules that override it
  std::vector<std::vector<RuleId>> first_rules_;  // by FirstId: its rules, by place
  std::vector<std::vector<NodeId>> preceded_;  // by FirstId, then place: does an earlier one apply
  boost::unordered_flat_map<std::uint64_t, NodeId> blockers_;  // of both kinds, by their two nodes
  boost::unordered_flat_map<std::uint32_t, NodeId> applies_;   // by RuleId
  std::vector<Pending> pending_;
  std::vector<NodeId> leading_;  // inputs before the premises of the node being connected
};

}  // namespace hence
