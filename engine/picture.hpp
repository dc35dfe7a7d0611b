// Pictures as data: a network as nodes and edges, with what a case makes of each, for whoever draws
// it. No text but what the Program holds.
// Invariants: the nodes and edges of a full picture are exactly the network's, an edge for each
// input. They stand in the order of what they say (names, then contents), not of rows, so that the
// order of statements shows in no drawing. An edge runs from what is read to its reader.
#pragma once

#include <optional>
#include <vector>

#include "engine/conclude.hpp"

namespace hence {

struct PictureNode {
  NodeId node;
  NodeOp op = NodeOp::literal;
  FindingId finding;      // that it is, or is a part of; of an argument, what it concludes
  RuleId rule;            // argument, value_argument, applies
  ExprId expr;            // a condition or figure: its words, the least in code-point order
  double param = 0;       // as Node::param: a strength, a cap, a count, a figure
  std::uint32_t origin = Id<void>::no_row;  // strongest: GroupId; any_applies: RuleNameId or none
  bool own = false;       // it is what others read of `finding`
  bool goal = false;
  bool otherwise = false; // an argument that speaks when its condition is known false

  // In a case; at rest without one.
  Value value;                   // of a finding's own node
  double certainty = 0;          // of a condition, of a value; signed contribution of evidence
  std::optional<double> figure;  // of what has a value
  bool counts = false;           // an argument that makes the certainty
  Silence silence = Silence::none;
  RuleId by;                     // of an argument that is silent: the rule that holds it back
  bool in_force = false;         // known, fired or held back: a part of what happened
};

enum class EdgeRole : std::uint8_t {
  condition,   // a premise
  unless,
  overrides,   // holds back while it applies
  same,        // says the same more strongly
  evidence,    // for or against a finding, in a group or a cap too
  value,       // what an argument concludes
  kind,        // evidence for, from a kind to the broader
  broader,     // evidence against, from the broader to a kind
  computed,    // a number's formula
  by_default,  // what holds while nothing else is known
  item,        // of a score
  gate,        // asked only if
  part,        // of an operator
  reads        // what completing an open score looks at
};

struct PictureEdge {
  std::uint32_t from = 0, to = 0;  // rows of Picture::nodes
  EdgeRole role = EdgeRole::part;
  bool negated = false;            // compact: through a NOT
  bool live = false;               // in a case: it carries something
  std::optional<double> points;    // item: of a condition
};

struct Picture {
  bool of_case = false;  // else of a rule base
  std::vector<PictureNode> nodes;
  std::vector<PictureEdge> edges;  // by `to`, then `from`, then role
};

// The whole network. Cost: linear, but for sorting, and for the reports of arguments in a case.
Picture picture(const Knowledge& knowledge);
Picture picture(const Session& session);

// As a person reads it: findings and arguments, the operators that join several or test one, caps
// and groups; what else lies between is an edge. Of a rule base the arguments of one rule are one
// node. Requires a full picture. Every path between findings and arguments is kept.
Picture compact(const Picture& full);

// Only what bears on these findings: they, and all that they read, at any distance. Linear.
Picture bearing_on(const Picture& picture, const std::vector<FindingId>& findings);

// Of a case, what is in force; of a rule base, all. Nodes without an edge are left out, if any have
// one. Requires a compact picture.
Picture in_force(const Picture& picture);

}  // namespace hence
