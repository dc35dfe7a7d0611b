// How far conditions, comparisons and figures are from what they do not hold.
#include "engine/distance.hpp"

#include <algorithm>
#include <tuple>

#include "engine/score_report.hpp"

namespace hence {

namespace {

constexpr Distance none{0, 0};

// The sum of the n least; unreachable if there are fewer.
Distance sum_of_least(std::vector<Distance> of, std::size_t n) {
  if (n > of.size()) return unreachable;
  std::sort(of.begin(), of.end());
  Distance sum = none;
  for (std::size_t i = 0; i < n; ++i) sum = sum + of[i];
  return sum;
}

// `bound op total` read from the other side.
NodeOp turned(NodeOp op) {
  switch (op) {
    case NodeOp::less: return NodeOp::greater;
    case NodeOp::less_equal: return NodeOp::greater_equal;
    case NodeOp::greater: return NodeOp::less;
    case NodeOp::greater_equal: return NodeOp::less_equal;
    default: return op;
  }
}

NodeOp opposite(NodeOp op) {
  switch (op) {
    case NodeOp::less: return NodeOp::greater_equal;
    case NodeOp::less_equal: return NodeOp::greater;
    case NodeOp::greater: return NodeOp::less_equal;
    case NodeOp::greater_equal: return NodeOp::less;
    case NodeOp::equal: return NodeOp::not_equal;
    default: return NodeOp::equal;
  }
}

}  // namespace

bool meets(NodeOp op, double total, double bound) {
  switch (op) {
    case NodeOp::less: return total < bound;
    case NodeOp::less_equal: return total <= bound;
    case NodeOp::greater: return total > bound;
    case NodeOp::greater_equal: return total >= bound;
    case NodeOp::equal: return total == bound;
    default: return total != bound;
  }
}

auto Distances::condition(NodeId node) const -> Three {
  const auto inputs = network_->inputs_of(node);
  const auto& of = [&](std::size_t i) -> const Three& { return nodes_[inputs[i].row]; };
  const Three first = inputs.empty() ? Three{} : of(0);
  const bool is_value = network_->nodes[node.row].param != 0;
  switch (network_->nodes[node.row].op) {
    case NodeOp::all: return at_least(node, inputs.size());
    case NodeOp::any:
    case NodeOp::any_applies: return at_least(node, 1);
    case NodeOp::at_least: return at_least(node, count_of(node));
    case NodeOp::at_most: return at_most(node, count_of(node));
    case NodeOp::exactly: {
      const Three low = at_least(node, count_of(node));
      const Three high = at_most(node, count_of(node));
      return {low.hold + high.hold, std::min(low.fail, high.fail), std::min(low.lift, high.lift)};
    }
    case NodeOp::negation: return {first.fail, first.hold, first.hold};
    case NodeOp::stands: return {first.lift, first.hold, first.hold};
    case NodeOp::is_known:
      return is_value ? Three{first.hold, first.lift, first.lift}
                      : Three{std::min(first.hold, first.fail), first.lift, first.lift};
    case NodeOp::is_unknown:
      return is_value ? Three{first.lift, first.hold, first.hold}
                      : Three{first.lift, std::min(first.hold, first.fail),
                              std::min(first.hold, first.fail)};
    case NodeOp::no_evidence_for: return {first.lift, first.hold, first.hold};
    case NodeOp::is_value: return is_value_of(node);
    default: return first;  // a blocker reads one finding
  }
}

std::size_t Distances::count_of(NodeId node) const {
  return static_cast<std::size_t>(network_->nodes[node.row].param);
}

auto Distances::at_least(NodeId node, std::size_t n) const -> Three {
  std::vector<Distance> hold, fail, lift;
  for (const NodeId input : network_->inputs_of(node)) {
    hold.push_back(nodes_[input.row].hold);
    fail.push_back(nodes_[input.row].fail);
    lift.push_back(nodes_[input.row].lift);
  }
  const std::size_t too_many = hold.size() + 1 > n ? hold.size() + 1 - n : 0;
  return {sum_of_least(std::move(hold), n), sum_of_least(std::move(fail), too_many),
          sum_of_least(std::move(lift), too_many)};
}

auto Distances::at_most(NodeId node, std::size_t n) const -> Three {
  const Three more = at_least(node, n + 1);
  return {more.fail, more.hold, more.hold};
}

// By another answer, or by an argument that concludes the value.
auto Distances::is_value_of(NodeId node) const -> Three {
  const NodeId choice = network_->inputs_of(node).front();
  const double wanted = network_->nodes[node.row].param;
  const NodeId joint = network_->joint_of(FindingId{network_->nodes[choice.row].origin});
  Three three{answer(FindingId{network_->nodes[choice.row].origin}), nodes_[choice.row].fail,
              nodes_[choice.row].fail};
  for (const NodeId argument : network_->heads_of(joint)) {
    if (network_->nodes[argument.row].op != NodeOp::value_argument) continue;
    const Node& value = network_->nodes[network_->heads_of(argument).front().row];
    const bool same = value.op != NodeOp::literal || value.param == wanted;
    if (same) three.hold = std::min(three.hold, nodes_[argument.row].hold);
  }
  return three;
}

auto Distances::comparison(NodeId node) const -> Three {
  const Node& row = network_->nodes[node.row];
  const auto inputs = network_->inputs_of(node);
  for (std::size_t side = 0; side < 2; ++side) {
    const NodeOp reckoned = network_->nodes[inputs[side].row].op;
    const Cell bound = session_->state()[inputs[1 - side]];
    if (!is_figure(bound.x)) continue;
    const NodeOp op = side == 0 ? row.op : turned(row.op);
    if (reckoned == NodeOp::aggregate) {
      const Distance other = to_bound(inputs[side], opposite(op), bound.x);
      return {to_bound(inputs[side], op, bound.x), other, other};
    }
    if (reckoned != NodeOp::score) continue;
    const Distance fail = to_total(inputs[side], opposite(op), bound.x);
    return {to_total(inputs[side], op, bound.x), fail, fail};
  }
  const Three &a = nodes_[inputs[0].row], &b = nodes_[inputs[1].row];
  const bool known = is_figure(session_->state()[inputs[0]].x) &&
                     is_figure(session_->state()[inputs[1]].x);
  const Distance moved = known ? std::min(a.fail, b.fail) : a.hold + b.hold;
  return {moved, moved, moved};
}

// Items turned, those of most points first, until what is decided meets the bound: of `>=` what is
// open counts nothing, of `<=` all that it may.
Distance Distances::to_total(NodeId node, NodeOp op, double bound) const {
  const FindingId finding{network_->nodes[node.row].origin};
  const Score& score = network_->scores[static_cast<std::size_t>(network_->nodes[node.row].param)];
  const bool up = op == NodeOp::greater || op == NodeOp::greater_equal;
  const bool down = op == NodeOp::less || op == NodeOp::less_equal;
  const ScoreReport report = score_report(*session_, finding);
  double total = up ? report.lowest : report.highest;
  if (!up && !down) return nodes_[node.row].fail;
  struct Step {
    Distance distance;
    double gain;
  };
  std::vector<Step> steps;
  for (std::uint32_t i = score.items.first; i < score.items.last; ++i) {
    const ScoreItem& item = network_->score_items[i];
    const auto [low, high] = ends_of(item);
    const double now_low = present_of(item, low, high).first;
    const double now_high = present_of(item, low, high).second;
    const double gain = up ? high - now_low : now_high - low;
    if (gain <= 0) continue;
    const bool holds = (item.points > 0) == up;
    const Three& of = nodes_[item.node.row];
    steps.push_back({!item.values.empty() ? of.fail : holds ? of.hold : of.fail, gain});
  }
  std::sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) {
    return std::tuple(a.distance.changes, -a.gain, a.distance) <
           std::tuple(b.distance.changes, -b.gain, b.distance);
  });
  Distance sum = none;
  for (const Step& step : steps) {
    if (meets(op, total, bound)) break;
    if (!step.distance.possible()) break;
    total += up ? step.gain : -step.gain;
    sum = sum + step.distance;
  }
  const Distance told = answer(finding);
  return meets(op, total, bound) ? std::min(sum, told) : told;
}

// The points that an item can give at all: of a condition 0 or its own.
std::pair<double, double> Distances::ends_of(const ScoreItem& item) const {
  if (item.values.empty()) return {std::min(item.points, 0.0), std::max(item.points, 0.0)};
  const auto points = std::span(network_->points).subspan(item.values.first, item.values.size());
  return {*std::min_element(points.begin(), points.end()),
          *std::max_element(points.begin(), points.end())};
}

// What it can give as things stand.
std::pair<double, double> Distances::present_of(const ScoreItem& item, double low,
                                                double high) const {
  const Cell cell = session_->state()[item.node];
  if (!item.values.empty()) {
    if (!is_figure(cell.x)) return {low, high};
    const double points = network_->points[item.values.first + static_cast<std::size_t>(cell.x)];
    return {points, points};
  }
  if (read(cell) > network_->threshold) return {item.points, item.points};
  if (read(cell) < -network_->threshold) return {0, 0};
  return {low, high};
}

auto Distances::figure(NodeId node) const -> Three {
  const NodeOp op = network_->nodes[node.row].op;
  if (op == NodeOp::literal) return {none, unreachable, unreachable};
  if (op == NodeOp::aggregate) return aggregate(node);
  Three three{none, unreachable, unreachable};
  for (const NodeId input : network_->inputs_of(node)) {
    const Three& of = nodes_[input.row];
    if (op != NodeOp::certainty) three.hold = three.hold + of.hold;
    const bool condition = op == NodeOp::certainty && network_->nodes[node.row].param == 0;
    three.fail = std::min(three.fail, other(input, !condition));
  }
  three.lift = three.fail;
  return three;
}

}  // namespace hence
