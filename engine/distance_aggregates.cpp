// How far an aggregate is from a bound: bindings that would have to be included, or left out.
#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>

#include "engine/aggregate.hpp"
#include "engine/distance.hpp"
#include "rules/number.hpp"

namespace hence {

namespace {

constexpr Distance none{0, 0};

// A distance, or a difference of two.
struct Cost {
  std::int64_t changes = 0, given = 0;

  static Cost of(Distance d) { return {d.changes, d.given}; }
  Distance distance() const {
    return {static_cast<std::uint32_t>(changes), static_cast<std::uint32_t>(given)};
  }
  friend auto operator<=>(const Cost&, const Cost&) = default;
  friend Cost operator+(Cost a, Cost b) { return {a.changes + b.changes, a.given + b.given}; }
  friend Cost operator-(Cost a, Cost b) { return {a.changes - b.changes, a.given - b.given}; }
};

}  // namespace

// A binding: what it costs to include it, with its figure known, and to leave it out.
struct Distances::Choice {
  double figure = no_figure;
  Distance in, out;

  bool stuck() const { return !in.possible() && !out.possible(); }
  Distance least() const { return std::min(in, out); }
};

std::vector<Distances::Choice> Distances::choices(NodeId aggregate) const {
  const auto inputs = network_->inputs_of(aggregate);
  const std::size_t size = binding_size(aggregate_of(network_->nodes[aggregate.row].param));
  std::vector<Choice> all;
  for (std::size_t at = 0; at + size <= inputs.size(); at += size) {
    Distance in = nodes_[inputs[at].row].hold;
    for (const NodeId value : inputs.subspan(at + 1, size - 1)) in = in + nodes_[value.row].hold;
    all.push_back({session_->state()[inputs[at + 1]].x, in, nodes_[inputs[at].row].fail});
  }
  return all;
}

// Known once each binding is decided; another figure once one of them is decided otherwise.
auto Distances::aggregate(NodeId node) const -> Three {
  Three three{none, unreachable, unreachable};
  for (const Choice& choice : choices(node)) {
    three.hold = three.hold + choice.least();
    three.fail = std::min(three.fail, std::max(choice.in, choice.out));
  }
  const auto inputs = network_->inputs_of(node);
  const std::size_t size = binding_size(aggregate_of(network_->nodes[node.row].param));
  for (std::size_t at = 0; at < inputs.size(); ++at)
    if (at % size != 0 && nodes_[inputs[at - at % size].row].hold == none)
      three.fail = std::min(three.fail, nodes_[inputs[at].row].fail);
  three.lift = three.fail;
  return three;
}

namespace {

// Exactly: for each count the cheapest bindings.
template <class Choices>
Distance by_count(const Choices& all, NodeOp op, double bound) {
  Cost cost;
  double count = 0;
  std::vector<Cost> more;  // what including one costs beyond leaving it out
  for (const auto& c : all) {
    cost = cost + Cost::of(c.out.possible() ? c.out : c.in);
    if (!c.out.possible()) ++count;
    else if (c.in.possible()) more.push_back(Cost::of(c.in) - Cost::of(c.out));
  }
  std::sort(more.begin(), more.end());
  std::optional<Cost> best;
  for (std::size_t taken = 0;; ++taken) {
    if (meets(op, count, bound) && (!best || cost < *best)) best = cost;
    if (taken == more.size()) break;
    cost = cost + more[taken];
    ++count;
  }
  return best ? best->distance() : unreachable;
}

// Those that move the sum the right way, cheapest first, then most.
template <class Choices>
Distance by_sum(const Choices& all, NodeOp op, double bound, bool up) {
  struct Step {
    Cost cost;
    double gain;
  };
  std::vector<Step> steps;
  Cost cost;
  double total = 0;
  for (const auto& c : all) {
    const double figure = is_figure(c.figure) ? c.figure : up ? 1e300 : -1e300;  // may be any
    const bool helps = up ? figure > 0 : figure < 0;
    const bool in = helps ? c.in <= c.out : c.in < c.out;
    const Distance here = in ? c.in : c.out, there = in ? c.out : c.in;
    cost = cost + Cost::of(here);
    if (in) total += figure;
    if (in != helps && figure != 0 && there.possible())
      steps.push_back({Cost::of(there) - Cost::of(here), std::abs(figure)});
  }
  std::sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) {
    return std::tuple(a.cost, -a.gain) < std::tuple(b.cost, -b.gain);
  });
  for (const Step& step : steps) {
    if (meets(op, round12(total), bound)) break;
    total += up ? step.gain : -step.gain;
    cost = cost + step.cost;
  }
  return meets(op, round12(total), bound) ? cost.distance() : unreachable;
}

// some: one figure that meets the bound is enough; else all that are included must.
template <class Choices>
Distance by_end(const Choices& all, NodeOp op, double bound, bool some) {
  Cost cost;
  std::optional<Cost> one;  // the least that it costs more to include one that meets it
  for (const auto& c : all) {
    const bool fits = !is_figure(c.figure) || meets(op, round12(c.figure), bound);
    if (!some && !fits && !c.out.possible()) return unreachable;
    const Cost here = Cost::of(some || fits ? c.least() : c.out);
    cost = cost + here;
    if (!fits || !c.in.possible()) continue;
    const Cost more = Cost::of(c.in) - here;
    one = one ? std::min(*one, more) : more;
  }
  return one ? (cost + *one).distance() : unreachable;
}

}  // namespace

// By other bindings, or by another figure of one that is included. An average, the latest, and
// what is to be equal to a sum: by any other figure.
Distance Distances::to_bound(NodeId node, NodeOp op, double bound) const {
  const Aggregate kind = aggregate_of(network_->nodes[node.row].param);
  const std::vector<Choice> all = choices(node);
  if (std::any_of(all.begin(), all.end(), [](const Choice& c) { return c.stuck(); }))
    return unreachable;
  const double at = round12(bound);
  if (kind == Aggregate::count) return by_count(all, op, at);
  const bool known = is_figure(session_->state()[node].x);
  const Distance otherwise = known ? nodes_[node.row].fail : nodes_[node.row].hold;
  const bool up = op == NodeOp::greater || op == NodeOp::greater_equal;
  const bool down = op == NodeOp::less || op == NodeOp::less_equal;
  const bool least = kind == Aggregate::minimum, most = kind == Aggregate::maximum;
  if ((!up && !down) || !(kind == Aggregate::sum || least || most)) return otherwise;
  const Distance chosen =
      kind == Aggregate::sum ? by_sum(all, op, at, up) : by_end(all, op, at, most == up);
  Distance figures = unreachable;
  const auto inputs = network_->inputs_of(node);
  for (std::size_t i = 0; known && i < all.size(); ++i)
    if (all[i].in == none) figures = std::min(figures, nodes_[inputs[2 * i + 1].row].fail);
  return std::min(chosen, figures);
}

}  // namespace hence
