// The state of a network under the facts of one case (of a block of cases, for another domain).
// Invariant: after `settle`, the cells are those of a new state told the same facts, bit for bit.
// An update visits what changed only, by rows, which are in evaluation order; a recursive component
// is visited as one. Where all that it reads only rose, it rises from where it stands; else it is
// computed anew from nothing, so that nothing supports itself.
// After construction nothing allocates.
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

  const Cell& operator[](NodeId node) const { return cells_[node.row]; }
  const Cell& operator[](FindingId f) const { return cells_[network_->finding_nodes[f.row].row]; }
  const Cell& fact(FindingId finding) const { return facts_[finding.row]; }
  const Network& network() const { return *network_; }

 private:
  static bool same(const Cell& a, const Cell& b) { return std::memcmp(&a, &b, sizeof(Cell)) == 0; }
  Cell nothing_told(FindingId finding) const;
  std::size_t component_of(std::size_t row) const;
  bool is_raised(NodeId reader, std::size_t input) const;
  void visit_later(NodeId node, bool rises);
  void visit_readers(std::size_t row, std::size_t from, bool rises);
  void visit(std::size_t row);
  void visit_component(std::size_t component);
  void raise_component(Range rows);
  void solve_component(Range rows);
  template <class Changed>
  void settle_component(Range rows, std::size_t count, Changed changed);

  const Network* network_;
  Evaluator<D> evaluate_;
  std::vector<Cell> cells_;  // by node
  std::vector<Cell> facts_;  // by finding
  RowSet dirty_;
  std::vector<char> fell_;              // by component: something that it reads did not just rise
  std::vector<Cell> before_;            // of a component, by place in it
  std::vector<std::uint32_t> waiting_;  // of a component: a ring of rows
  std::vector<char> is_waiting_;        // by place in the component
};

template <class D>
State<D>::State(const Network& network)
    : network_(&network), evaluate_(network), cells_(network.size()),
      facts_(network.finding_nodes.size()), dirty_(network.size()),
      fell_(network.components.size()) {
  std::size_t largest = 0;
  for (const Range rows : network.components) largest = std::max<std::size_t>(largest, rows.size());
  before_.resize(largest);
  waiting_.resize(largest);
  is_waiting_.resize(largest);
  for (std::size_t row = 0; row < facts_.size(); ++row) facts_[row] = nothing_told(FindingId{row});
  evaluate_all();
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

template <class D>
std::size_t State<D>::component_of(std::size_t row) const {
  const auto& components = network_->components;
  const auto after = std::upper_bound(components.begin(), components.end(), row,
                                      [](std::size_t r, Range rows) { return r < rows.first; });
  return static_cast<std::size_t>(after - components.begin()) - 1;
}

// Can the reader, in a recursive component, only rise when this input from outside rises?
template <class D>
bool State<D>::is_raised(NodeId reader, std::size_t input) const {
  const Node& node = network_->nodes[reader.row];
  if (node.gated && network_->inputs_of(reader)[0].row == input) return false;
  if (node.op != NodeOp::argument) return true;
  const auto blockers = network_->tail_of(reader);
  return std::find(blockers.begin(), blockers.end(), NodeId{input}) == blockers.end();
}

template <class D>
void State<D>::visit_later(NodeId node, bool rises) {
  if (!rises && network_->nodes[node.row].recursive) fell_[component_of(node.row)] = 1;
  dirty_.insert(node.row);
}

// The readers from row `from` on.
template <class D>
void State<D>::visit_readers(std::size_t row, std::size_t from, bool rises) {
  for (const NodeId reader : network_->outputs_of(NodeId{row}))
    if (reader.row >= from) visit_later(reader, rises && is_raised(reader, row));
}

template <class D>
void State<D>::settle() {
  while (!dirty_.empty()) {
    const std::size_t row = dirty_.first();
    if (network_->nodes[row].recursive) visit_component(component_of(row));
    else visit(dirty_.take_first());
  }
}

template <class D>
void State<D>::visit(std::size_t row) {
  const Cell now = evaluate_(NodeId{row}, cells_, facts_);
  const Cell before = std::exchange(cells_[row], now);
  if (!same(now, before)) visit_readers(row, row, D::rises(before, now));
}

template <class D>
void State<D>::visit_component(std::size_t component) {
  const Range rows = network_->components[component];
  if (std::exchange(fell_[component], 0) == 0) return raise_component(rows);
  while (!dirty_.empty() && dirty_.first() < rows.last) dirty_.take_first();
  const auto first = cells_.begin() + rows.first;
  std::copy(first, cells_.begin() + rows.last, before_.begin());
  solve_component(rows);
  for (std::uint32_t row = rows.first; row < rows.last; ++row)
    if (const Cell& before = before_[row - rows.first]; !same(before, cells_[row]))
      visit_readers(row, rows.last, D::rises(before, cells_[row]));
}

// Each input as it was or higher: then the least fixpoint lies above the one at hand, and what is
// computed from there leads to it.
template <class D>
void State<D>::raise_component(Range rows) {
  std::size_t count = 0;
  for (; !dirty_.empty() && dirty_.first() < rows.last; ++count) {
    waiting_[count] = static_cast<std::uint32_t>(dirty_.take_first());
    is_waiting_[waiting_[count] - rows.first] = 1;
  }
  settle_component(rows, count, [&](std::size_t row) { visit_readers(row, rows.last, true); });
}

// The least fixpoint: all start from nothing (a condition from −1).
template <class D>
void State<D>::solve_component(Range rows) {
  for (std::uint32_t row = rows.first; row < rows.last; ++row) {
    const NodeOp op = network_->nodes[row].op;
    const bool condition =
        op == NodeOp::finding || op == NodeOp::all || op == NodeOp::any || op == NodeOp::at_least;
    cells_[row] = D::constant(condition ? never : no_evidence);
    waiting_[row - rows.first] = row;
    is_waiting_[row - rows.first] = 1;
  }
  settle_component(rows, rows.size(), [](std::size_t) {});
}

// Computes the first `count` of the waiting, and again what reads one that rose. First in, first
// out, so that a component of n nodes takes n rounds at most.
// Source: Knuth 1977 (a generalization of Dijkstra's algorithm), for why so few suffice.
template <class D>
template <class Changed>
void State<D>::settle_component(Range rows, std::size_t count, Changed changed) {
  const std::size_t size = rows.size();
  for (std::size_t next = 0; count > 0;) {
    const std::uint32_t row = waiting_[next];
    next = next + 1 == size ? 0 : next + 1;
    --count;
    is_waiting_[row - rows.first] = 0;
    const Cell now = evaluate_(NodeId{row}, cells_, facts_);
    if (same(now, cells_[row])) continue;
    cells_[row] = now;
    changed(row);
    for (const NodeId reader : network_->outputs_of(NodeId{row})) {
      if (reader.row < rows.first || reader.row >= rows.last) continue;
      if (std::exchange(is_waiting_[reader.row - rows.first], 1) != 0) continue;
      waiting_[(next + count) % size] = reader.row;
      ++count;
    }
  }
}

template <class D>
void State<D>::evaluate_all() {
  for (std::size_t row = 0; row < cells_.size();) {
    if (network_->nodes[row].recursive) {
      const Range rows = network_->components[component_of(row)];
      solve_component(rows);
      row = rows.last;
    } else {
      cells_[row] = evaluate_(NodeId{row}, cells_, facts_);
      ++row;
    }
  }
  dirty_ = RowSet(cells_.size());
  fell_.assign(fell_.size(), 0);
}

}  // namespace hence
