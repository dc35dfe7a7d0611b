// How far each node is from what it does not hold: the fewest answers that would have to change.
// Costs of an AND add, of an OR the least counts, without sharing, so that a change that serves twice
// is counted twice; that makes it one pass (and in a recursive component a least fixpoint).
// Source: Knuth 1977, A generalization of Dijkstra's algorithm.
#pragma once

#include <compare>
#include <limits>
#include <vector>

#include "engine/changeable.hpp"

namespace hence {

// So many answers to change; among equals, fewer that were given already is less.
struct Distance {
  static constexpr std::uint32_t never = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t changes = 0;
  std::uint32_t given = 0;  // of the changes: those that take back an answer

  bool possible() const { return changes != never; }
  friend auto operator<=>(const Distance&, const Distance&) = default;
  friend Distance operator+(Distance a, Distance b) {
    if (!a.possible() || !b.possible()) return {never, never};
    return {a.changes + b.changes, a.given + b.given};
  }
};
inline constexpr Distance unreachable{Distance::never, Distance::never};

// Of a comparison's operator. Internal to distance*.cpp.
bool meets(NodeOp op, double total, double bound);

class Distances {
 public:
  // Cost: linear in the network, but for sorting; in a recursive component as often as it takes.
  explicit Distances(const Session& session);

  // To hold: a condition or a finding above the threshold, an argument that fires; of a value, to
  // be known.
  Distance to_hold(NodeId node) const { return nodes_[node.row].hold; }
  // To be false: below the negative of the threshold; of an argument or a blocker, not to hold; of a
  // value, to be another one.
  Distance to_fail(NodeId node) const { return nodes_[node.row].fail; }
  // Not to hold: false, or not decided.
  Distance to_lift(NodeId node) const { return nodes_[node.row].lift; }

  const std::vector<bool>& changeable() const { return changeable_; }

 private:
  struct Three {
    Distance hold = unreachable, fail = unreachable, lift = unreachable;
    friend bool operator==(const Three&, const Three&) = default;
  };

  void settle_component(const Component& component);
  Three measure(NodeId node) const;
  // What holds already is at no distance: of a condition, of an argument for a value, of a value.
  Three with_present(NodeId node, Three three) const;
  Three with_fired(NodeId node, Three three) const;
  Three with_value(NodeId node, Three three) const;

  Distance answer(FindingId finding) const;
  double strength(NodeId piece) const;
  bool speaks(NodeId piece, bool positive) const;
  Distance enough(NodeId joint, bool positive) const;
  bool same_rule(NodeId a, NodeId b) const;
  Distance silenced(NodeId joint, bool positive, NodeId but = {}) const;
  Distance silenced_by_others(NodeId joint, bool positive, NodeId but = {}) const;
  Three evidence(NodeId node) const;
  Three bundle(NodeId node) const;
  Three value(NodeId node) const;
  Three of_score(NodeId node, Three three) const;
  Distance other(NodeId node, bool is_value) const;
  Three by_default(NodeId node) const;
  Three argument(NodeId node) const;

  // distance_conditions.cpp
  Three condition(NodeId node) const;
  std::size_t count_of(NodeId node) const;
  Three at_least(NodeId node, std::size_t n) const;
  Three at_most(NodeId node, std::size_t n) const;
  Three is_value_of(NodeId node) const;
  Three comparison(NodeId node) const;
  Distance to_total(NodeId score, NodeOp op, double bound) const;
  std::pair<double, double> ends_of(const ScoreItem& item) const;
  std::pair<double, double> present_of(const ScoreItem& item, double low, double high) const;
  Three figure(NodeId node) const;

  // distance_aggregates.cpp
  struct Choice;
  std::vector<Choice> choices(NodeId aggregate) const;
  Three aggregate(NodeId node) const;
  Distance to_bound(NodeId aggregate, NodeOp op, double bound) const;

  const Session* session_;
  const Network* network_;
  std::vector<bool> changeable_;
  std::vector<Three> nodes_;
};

}  // namespace hence
