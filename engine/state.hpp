// The state of a network under the facts of one case (of a block of cases, for another domain).
// Invariant: after `settle`, the cells are those of a new state told the same facts, bit for bit.
// An update visits what changed only, by rows, which are in evaluation order; a recursive component
// is visited as one. Where all that it reads only rose, it rises from where it stands; else it is
// computed anew from nothing, so that nothing supports itself.
// After construction nothing allocates but `grow`.
#pragma once

#include <cstring>
#include <utility>

#include "engine/evaluate.hpp"
#include "engine/row_set.hpp"

namespace hence {

template <class D>
class State {
 public:
  using Cell = typename D::Cell;

  // With no facts, settled. Keeps a pointer: `network` must outlive the state.
  explicit State(const Network& network);

  // fact: a piece of evidence for a yes/no finding (piece_of), a value for a number or a choice
  // (value_of). Replaces an earlier one. Takes effect with `settle`.
  void tell(FindingId finding, const Cell& fact);
  void forget(FindingId finding) { tell(finding, nothing_told(finding)); }

  void settle();        // cost: the inputs and outputs of what changed
  void evaluate_all();  // the same from scratch: linear

  // The network has grown (engine/grow.hpp). Takes effect with `settle`. Cost: of what is new.
  void grow(const Growth& growth);

  const Cell& operator[](NodeId node) const { return cells_[node.row]; }
  const Cell& operator[](FindingId f) const { return cells_[network_->finding_nodes[f.row].row]; }
  const Cell& fact(FindingId finding) const { return facts_[finding.row]; }
  const Network& network() const { return *network_; }

 private:
  static bool same(const Cell& a, const Cell& b) { return std::memcmp(&a, &b, sizeof(Cell)) == 0; }
  Cell nothing_told(FindingId finding) const;
  Cell nothing_in(NodeId node) const;
  void fit();
  bool is_raised(NodeId reader, NodeId input) const;
  void visit_later(NodeId node, bool rises);
  void visit_readers(NodeId node, bool rises);
  void visit(NodeId node);
  void visit_component(const Component& component, std::uint32_t id);
  void raise_component(const Component& component);
  void solve_component(const Component& component);
  template <class Changed>
  void settle_component(const Component& component, std::size_t count, Changed changed);

  const Network* network_;
  Evaluator<D> evaluate_;
  std::vector<Cell> cells_;  // by node
  std::vector<Cell> facts_;  // by finding
  RowSet dirty_;
  std::vector<char> fell_;        // by component: something that it reads did not just rise
  std::vector<Cell> before_;      // of a component, in its order
  std::vector<NodeId> waiting_;   // of a component: a ring
  std::vector<char> is_waiting_;  // by node
};

template <class D>
State<D>::State(const Network& network) : network_(&network), evaluate_(network) {
  fit();
  evaluate_all();
}

// To the size of the network.
template <class D>
void State<D>::fit() {
  if (facts_.empty()) facts_.reserve(room_for(network_->finding_nodes.size()));
  for (std::size_t row = facts_.size(); row < network_->finding_nodes.size(); ++row)
    facts_.push_back(nothing_told(FindingId{row}));
  if (cells_.empty()) cells_.reserve(room_for(network_->size()));
  cells_.resize(network_->size());
  is_waiting_.resize(network_->size());
  dirty_.grow(network_->size());
  fell_.resize(network_->components.size());
  std::size_t largest = waiting_.size();
  for (const Component& c : network_->components) largest = std::max(largest, c.size());
  before_.resize(largest);
  waiting_.resize(largest);
}

template <class D>
void State<D>::grow(const Growth& growth) {
  fit();
  evaluate_.fit(growth.first);
  for (std::size_t row = growth.first; row < cells_.size(); ++row) {
    cells_[row] = nothing_in(NodeId{row});
    dirty_.insert(row);
  }
  // What they read now says nothing yet; that it comes to say something marks them again.
  for (const NodeId node : growth.widened) visit_later(node, true);
}

template <class D>
auto State<D>::nothing_told(FindingId finding) const -> Cell {
  const Node& node = network_->nodes[network_->joint_of(finding).row];
  return D::constant(node.op == NodeOp::finding ? no_evidence : unknown_value);
}

template <class D>
void State<D>::tell(FindingId finding, const Cell& fact) {
  Cell& known = facts_[finding.row];
  if (same(known, fact)) return;
  const bool rises = D::rises(known, fact);
  known = fact;
  const Range readers = network_->finding_facts[finding.row];
  for (std::uint32_t i = readers.first; i < readers.last; ++i)
    visit_later(network_->fact_nodes[i], rises);
}

// Can the reader, in a recursive component, only rise when this input from outside rises?
template <class D>
bool State<D>::is_raised(NodeId reader, NodeId input) const {
  const Node& node = network_->nodes[reader.row];
  if (node.gated && network_->inputs_of(reader)[0] == input) return false;
  if (node.op != NodeOp::argument) return true;
  const auto blockers = network_->tail_of(reader);
  return std::find(blockers.begin(), blockers.end(), input) == blockers.end();
}

template <class D>
void State<D>::visit_later(NodeId node, bool rises) {
  const Node& n = network_->nodes[node.row];
  if (!rises && n.is_recursive()) fell_[n.component] = 1;
  dirty_.insert(node.row);
}

// The readers outside its component, if it is in one.
template <class D>
void State<D>::visit_readers(NodeId node, bool rises) {
  const Node& n = network_->nodes[node.row];
  for (const NodeId reader : network_->outputs_of(node))
    if (!n.is_recursive() || network_->nodes[reader.row].component != n.component)
      visit_later(reader, rises && is_raised(reader, node));
}

template <class D>
void State<D>::settle() {
  while (!dirty_.empty()) {
    const Node& first = network_->nodes[dirty_.first()];
    if (first.is_recursive())
      visit_component(network_->components[first.component], first.component);
    else visit(NodeId{dirty_.take_first()});
  }
}

template <class D>
void State<D>::visit(NodeId node) {
  const Cell now = evaluate_(node, cells_, facts_);
  const Cell before = std::exchange(cells_[node.row], now);
  if (!same(now, before)) visit_readers(node, D::rises(before, now));
}

template <class D>
void State<D>::visit_component(const Component& component, std::uint32_t id) {
  if (std::exchange(fell_[id], 0) == 0) return raise_component(component);
  std::size_t place = 0;
  component.each([&](NodeId node) {
    dirty_.take(node.row);
    before_[place++] = cells_[node.row];
  });
  solve_component(component);
  place = 0;
  component.each([&](NodeId node) {
    const Cell& before = before_[place++];
    if (!same(before, cells_[node.row])) visit_readers(node, D::rises(before, cells_[node.row]));
  });
}

// Each input as it was or higher: then the least fixpoint lies above the one at hand, and what is
// computed from there leads to it.
template <class D>
void State<D>::raise_component(const Component& component) {
  std::size_t count = 0;
  const auto wait = [&](NodeId node) {
    waiting_[count++] = node;
    is_waiting_[node.row] = 1;
  };
  while (!dirty_.empty() && dirty_.first() < component.rows.last) wait(NodeId{dirty_.take_first()});
  for (const NodeId node : component.grown)
    if (dirty_.take(node.row)) wait(node);
  settle_component(component, count, [&](NodeId node) { visit_readers(node, true); });
}

// What a recursion starts from: a condition from −1.
template <class D>
auto State<D>::nothing_in(NodeId node) const -> Cell {
  const NodeOp op = network_->nodes[node.row].op;
  const bool condition =
      op == NodeOp::finding || op == NodeOp::all || op == NodeOp::any || op == NodeOp::at_least;
  return D::constant(condition ? never : no_evidence);
}

// The least fixpoint: all start from nothing.
template <class D>
void State<D>::solve_component(const Component& component) {
  std::size_t count = 0;
  component.each([&](NodeId node) {
    cells_[node.row] = nothing_in(node);
    waiting_[count++] = node;
    is_waiting_[node.row] = 1;
  });
  settle_component(component, count, [](NodeId) {});
}

// Computes the first `count` of the waiting, and again what reads one that rose. First in, first
// out, so that a component of n nodes takes n rounds at most.
// Source: Knuth 1977 (a generalization of Dijkstra's algorithm), for why so few suffice.
template <class D>
template <class Changed>
void State<D>::settle_component(const Component& component, std::size_t count, Changed changed) {
  const std::size_t size = component.size();
  for (std::size_t next = 0; count > 0;) {
    const NodeId node = waiting_[next];
    next = next + 1 == size ? 0 : next + 1;
    --count;
    is_waiting_[node.row] = 0;
    const Cell now = evaluate_(node, cells_, facts_);
    if (same(now, cells_[node.row])) continue;
    cells_[node.row] = now;
    changed(node);
    const std::uint32_t own = network_->nodes[node.row].component;
    for (const NodeId reader : network_->outputs_of(node)) {
      if (network_->nodes[reader.row].component != own) continue;
      if (std::exchange(is_waiting_[reader.row], 1) != 0) continue;
      waiting_[(next + count) % size] = reader;
      ++count;
    }
  }
}

template <class D>
void State<D>::evaluate_all() {
  network_->in_order([&](NodeId node) { cells_[node.row] = evaluate_(node, cells_, facts_); },
                     [&](const Component& component) { solve_component(component); });
  dirty_ = RowSet(cells_.size());
  fell_.assign(fell_.size(), 0);
}

}  // namespace hence
