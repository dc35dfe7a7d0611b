// Conditions and arithmetic of a Program as nodes of a draft. Equal ones share a node.
// Internal to compile.
#pragma once

#include <functional>

#include <boost/unordered/unordered_flat_map.hpp>

#include "engine/content.hpp"
#include "engine/draft.hpp"

namespace hence {

class Conditions {
 public:
  // can_conflict: those that cannot need no `blocker` under `unless`.
  // known: the nodes of the first expressions, which are there; none is made for them again.
  Conditions(const Program& program, const Contents& contents, Draft& draft,
             std::function<bool(FindingId)> can_conflict, std::span<const NodeId> known = {});

  NodeId condition(ExprId expr) { return build(expr, Reading::plain); }
  NodeId unless(ExprId expr) { return build(expr, Reading::blocking); }
  NodeId opposite(ExprId expr);  // NOT of it
  NodeId figure(ExprId expr) { return build(expr, Reading::plain); }
  NodeId literal(double figure);
  NodeId known(NodeId value);  // is that value known?
  // The members of an AND, nested ones too; of any other condition itself; of none nothing.
  void premises(ExprId expr, std::vector<NodeId>& out);

  std::vector<NodeId> take_expr_nodes() { return std::move(expr_nodes_); }  // behind the known
  std::vector<double> take_points() { return std::move(points_); }

  // Nodes whose inputs are not known yet: `rule … applies`, by name and instance; comparisons with
  // a score, to which the score's inputs are added.
  struct Applied {
    NodeId node;
    RuleNameId name;
    std::uint32_t instance;
  };
  const std::vector<Applied>& applied() const { return applied_; }
  const std::vector<NodeId>& score_comparisons() const { return score_comparisons_; }
  NodeId choice_points(FindingId choice);
  Range points_of(FindingId choice);  // rows of the table of points

 private:
  // Under `unless` a conflict counts as 1 where the finding stands at positive polarity.
  enum class Reading : std::uint8_t { plain, blocking, reversed };

  NodeId build(ExprId expr, Reading reading);
  NodeId note(ExprId expr, NodeId node);
  NodeId make(const Expr& expr, Reading reading);
  void put_inputs(const Expr& expr, Reading reading);
  NodeId leaf(const Expr& expr, Reading reading);
  NodeId blocker(FindingId finding);
  NodeId certainty(FindingId finding);
  void members(const Expr& expr, Reading reading);
  NodeId shared(Content content, NodeOp op, double param, NodeId input);

  const Program* program_;
  const Contents* contents_;
  Draft* draft_;
  std::function<bool(FindingId)> can_conflict_;
  std::span<const NodeId> known_;
  std::vector<NodeId> expr_nodes_;  // by ExprId, behind the known
  std::vector<NodeId> stack_;       // inputs of the nodes being made
  boost::unordered_flat_map<Content, NodeId, ContentHash> nodes_;
  std::vector<double> points_;  // of the values of choices
  boost::unordered_flat_map<std::uint32_t, std::uint32_t> first_points_;  // by FindingId
  std::vector<Applied> applied_;
  std::vector<NodeId> score_comparisons_;
};

}  // namespace hence
