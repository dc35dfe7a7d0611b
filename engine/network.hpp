// The reasoning graph: every finding, argument and operator of a Program is a node. It is what the
// engine evaluates and what it explains; nothing is reconstructed afterwards.
// Invariants: a node's row is its place in evaluation order (inputs first), but inside a recursive
// component, whose rows are contiguous; nodes that the network has grown since it was compiled
// (engine/grow.hpp) have rows behind, and a place among the others of their own. Pieces of evidence
// stand in the order of their content, so that products are the same whatever the order of
// statements.
#pragma once

#include <span>
#include <vector>

#include "rules/program.hpp"

namespace hence {

using NodeId = Id<struct NodeRow>;

enum class NodeOp : std::uint8_t {
  finding,           // a yes/no finding: pieces of evidence, or its two evidence nodes
  number,            // a number or a date: value arguments, then (`tail` 1) its computed value
  choice,            // a choice or a text: value arguments
  score,             // its items, then in the tail what these read; param: row of Network::scores
  defaulted,         // a finding without its default, then (of a value) the default; param: ±1
  argument,          // premises, then `tail` blockers; param: strength, signed
  value_argument,    // the value, premises, then `tail` blockers; param: strength
  strongest,         // a group's arguments for one conclusion, of one sign; param: the sign
  capped,            // `together at most`, of one sign; param: the cap, signed
  evidence_for,      // pieces for, the evidence_for nodes of the finding's kinds in the tail
  evidence_against,  // pieces against, the evidence_against nodes of the broader in the tail
  applies,           // a rule's premises (that its formulas have values too), then `tail` blockers
  any_applies,       // of several `applies`: what holds a rule back; `rule … applies`
  stands,            // not that its first input, a rule that holds this one back, applies, or
                     // (`tail` 1) another such stands: blocks what says the same less strongly
  blocker,           // a finding read by `unless`: a conflict counts as 1
  all,
  any,
  negation,
  at_least,
  at_most,
  exactly,  // param: n
  is_known,
  is_unknown,       // param: 1 of what has a value, else 0
  no_evidence_for,  // a blocker
  is_value,         // param: the choice's value
  less,
  less_equal,
  greater,
  greater_equal,
  equal,
  not_equal,
  literal,    // param; NaN is unknown
  points,     // of a choice's value; param: the first of its rows of Network::points
  certainty,  // of a finding
  add,
  subtract,
  multiply,
  divide,
  power,
  minus,
  absolute,
  minimum,
  maximum,
  round_to,
  floor,
  ceiling,
  square_root,
  logarithm,
  logarithm10,
  exponential,
  truncate,
  plus_months,
  months_between,
  exact_years_between,
  year_of,
  month_of,
  aggregate,  // param: an Aggregate; inputs as of Op::aggregate
};

inline bool is_argument(NodeOp op) {
  return op == NodeOp::argument || op == NodeOp::value_argument;
}
// Of several arguments for one conclusion.
inline bool is_bundle(NodeOp op) { return op == NodeOp::strongest || op == NodeOp::capped; }
inline bool is_comparison(NodeOp op) { return op >= NodeOp::less && op <= NodeOp::not_equal; }
// What a finding comes to; its evidence nodes hold one side of it.
inline bool is_finding(NodeOp op) {
  return op == NodeOp::finding || op == NodeOp::number || op == NodeOp::choice ||
         op == NodeOp::score || op == NodeOp::defaulted;
}
inline bool is_side(NodeOp op) {
  return op == NodeOp::evidence_for || op == NodeOp::evidence_against;
}

struct Node {
  double param = 0;
  Range inputs, outputs;  // rows of Network::inputs, Network::outputs
  // The last inputs that count apart: blockers; of evidence, those of which the strongest counts
  // (kinds, pieces from inside a recursive component, all of them with `combine strongest`),
  // while the product is taken of the others.
  std::uint32_t tail = 0;
  // finding, number, choice, score, defaulted, evidence_*, blocker: FindingId; argument,
  // value_argument: row of Network::arguments; applies: RuleId; any_applies: RuleNameId or none;
  // strongest: GroupId; capped: CapId.
  std::uint32_t origin = Id<void>::no_row;
  std::uint32_t component = Id<void>::no_row;  // row of Network::components; none: not recursive
  NodeOp op = NodeOp::literal;
  bool gated = false;       // the first input is `ask … only if`; param: the `else`, NaN if none
  bool reads_fact = false;  // the fact of finding `origin` bears on it

  bool is_recursive() const { return component != Id<void>::no_row; }
};

// Nodes that are evaluated together, for they read one another.
struct Component {
  Range rows;                 // of nodes
  std::vector<NodeId> grown;  // since it was compiled

  std::size_t size() const { return rows.size() + grown.size(); }
  template <class F>
  void each(F f) const {
    for (std::uint32_t row = rows.first; row < rows.last; ++row) f(NodeId{row});
    for (const NodeId node : grown) f(node);
  }
};

// What an item of a score gives.
struct ScoreItem {
  NodeId node;        // its condition, or the choice whose value has points
  double points = 0;  // of the condition
  Range values;       // of a choice: rows of Network::points
  Range leaves;       // rows of Network::score_leaves: the findings that it reads, each once
  Range steps;        // rows of Network::score_steps: the nodes from them up to `node`
};
// A finding as read by items. Its open completions: yes and no, the values of a choice, the
// stretches of a number that the items tell apart.
struct ScoreLeaf {
  NodeId node;
  FindingKind kind = FindingKind::yes_no;
  double lowest = 0, highest = 0;  // of a number
  std::uint32_t values = 0;        // of a choice: how many
};
struct Score {
  FindingId finding;
  NodeId node;
  Range items;  // rows of Network::score_items, in the order of their content
};

// Where an argument comes from: one conclusion of rule `rule`.
struct ArgumentOrigin {
  RuleId rule;
  FindingId finding;
  NodeId node;  // none: shadowed for good
  // Of arguments that say the same: a stronger one's, which counts instead, for good or while the
  // last blocker of this one (`stands`, or a literal 1) holds.
  NodeId shadowed_by;
  bool otherwise = false;  // speaks when the condition is known false
};

struct Network {
  std::vector<Node> nodes;
  std::vector<NodeId> inputs, outputs;  // those of one node together
  std::vector<ArgumentOrigin>
      arguments;                         // by finding, then rule; a row without a rule is left over
  std::vector<Range> finding_arguments;  // by FindingId: rows of `arguments`
  std::vector<Component> components;     // recursive ones, by their rows
  std::uint32_t compiled = 0;            // nodes from this row on have grown
  // Of those, by row: the place in evaluation order, (r + 1) << 32 for row r of the compiled ones.
  std::vector<std::uint64_t> places;
  std::vector<NodeId> grown;          // those in no component, by their place
  std::vector<NodeId> finding_nodes;  // by FindingId; every finding has one
  // By ExprId: the node of each condition and figure. None for a rule's top-level AND, whose
  // conditions are premises of its arguments, for an AND inside an AND, an OR inside an OR, and for
  // a list of one. An `unless` is the node that blocks: a conflict counts as 1 in it.
  std::vector<NodeId> expr_nodes;
  std::vector<Range> finding_facts;  // by FindingId: rows of `fact_nodes`, which read its fact
  std::vector<NodeId> fact_nodes;
  std::vector<double> points;  // of the values of choices
  std::vector<Score> scores;
  std::vector<ScoreItem> score_items;
  std::vector<ScoreLeaf> score_leaves;
  std::vector<NodeId> score_steps;
  double threshold = 0.2;
  bool combine_strongest = false;
  bool reads_rules = false;   // that a rule applies, or overrides another
  bool may_assume = false;    // a conclusion may hang on what is only not known, or on a default
  std::size_t left_over = 0;  // rows of `inputs`, `outputs` and `arguments` that nothing refers to

  std::size_t size() const { return nodes.size(); }
  std::span<const NodeId> inputs_of(NodeId n) const {  // all of them
    return {inputs.data() + nodes[n.row].inputs.first, nodes[n.row].inputs.size()};
  }
  std::span<const NodeId> outputs_of(NodeId n) const {
    return {outputs.data() + nodes[n.row].outputs.first, nodes[n.row].outputs.size()};
  }
  std::uint64_t place(NodeId node) const {
    return node.row < compiled ? (std::uint64_t{node.row} + 1) << 32U : places[node.row - compiled];
  }
  // In the order of evaluation: node(NodeId), or component(Component) for all of one.
  template <class OfNode, class OfComponent>
  void in_order(OfNode node, OfComponent component) const;
  // The inputs that are neither the gate nor in the tail, and the tail.
  std::span<const NodeId> heads_of(NodeId n) const;
  std::span<const NodeId> tail_of(NodeId n) const;
  // The node that joins its evidence: the finding's own, or what its default stands in for.
  NodeId joint_of(FindingId finding) const;
  NodeId gate_of(FindingId finding) const;  // the node of its `ask … only if`; none if it has none
  std::span<const ArgumentOrigin> arguments_of(FindingId finding) const;
};

// How many rows a table is given room for, so that it grows without being copied at first. What
// is not filled is never touched, and takes no memory.
constexpr std::size_t room_for(std::size_t rows) { return rows + rows / 16; }

// What a network has new since it has grown.
struct Growth {
  std::uint32_t first = 0;      // the nodes from this row on
  std::vector<NodeId> widened;  // older ones that have more inputs
};

template <class OfNode, class OfComponent>
void Network::in_order(OfNode node, OfComponent component) const {
  auto next = grown.begin();
  const auto grown_before = [&](std::uint64_t end) {
    for (; next != grown.end() && place(*next) < end; ++next)
      if (!nodes[next->row].is_recursive()) node(*next);
      else component(components[nodes[next->row].component]);
  };
  for (std::uint32_t row = 0; row < compiled;) {
    grown_before(place(NodeId{row}));
    if (!nodes[row].is_recursive()) {
      node(NodeId{row++});
    } else {
      const Component& whole = components[nodes[row].component];
      component(whole);
      row = whole.rows.last;
    }
  }
  grown_before(~std::uint64_t{0});
}

}  // namespace hence
