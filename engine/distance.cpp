#include "engine/distance.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <tuple>

#include "engine/support.hpp"

namespace hence {

namespace {

constexpr Distance none{0, 0};

}  // namespace

Distances::Distances(const Session& session)
    : session_(&session), network_(&session.network()),
      changeable_(changeable_findings(session.program())), nodes_(session.network().size()) {
  network_->in_order([&](NodeId node) { nodes_[node.row] = measure(node); },
                     [&](const Component& component) { settle_component(component); });
}

// Distances only shrink, from never on, each node again when one that it reads did.
void Distances::settle_component(const Component& component) {
  std::deque<NodeId> waiting;
  component.each([&](NodeId node) { waiting.push_back(node); });
  const std::uint32_t own = network_->nodes[waiting.front().row].component;
  while (!waiting.empty()) {
    const NodeId at = waiting.front();
    waiting.pop_front();
    const Three now = measure(at);
    Three& known = nodes_[at.row];
    const Three least{std::min(now.hold, known.hold), std::min(now.fail, known.fail),
                      std::min(now.lift, known.lift)};
    if (least == known) continue;
    known = least;
    for (const NodeId reader : network_->outputs_of(at))
      if (network_->nodes[reader.row].component == own) waiting.push_back(reader);
  }
}

auto Distances::measure(NodeId node) const -> Three {
  switch (network_->nodes[node.row].op) {
    case NodeOp::finding:
    case NodeOp::evidence_for:
    case NodeOp::evidence_against: return with_present(node, evidence(node));
    case NodeOp::strongest:
    case NodeOp::capped: return with_present(node, bundle(node));
    case NodeOp::number:
    case NodeOp::choice:
    case NodeOp::score: return with_value(node, value(node));
    case NodeOp::defaulted: return by_default(node);
    case NodeOp::argument:
    case NodeOp::applies: return with_present(node, argument(node));
    case NodeOp::value_argument: return with_fired(node, argument(node));
    case NodeOp::literal:
    case NodeOp::points:
    case NodeOp::certainty: return with_value(node, figure(node));
    default: break;
  }
  if (is_comparison(network_->nodes[node.row].op)) return with_present(node, comparison(node));
  if (network_->nodes[node.row].op < NodeOp::less) return with_present(node, condition(node));
  return with_value(node, figure(node));
}

auto Distances::with_present(NodeId node, Three three) const -> Three {
  const double c = read(session_->state()[node]);
  const double threshold = network_->threshold;
  const NodeOp op = network_->nodes[node.row].op;
  const bool signed_piece = op == NodeOp::argument || op == NodeOp::strongest ||
                            op == NodeOp::capped || op == NodeOp::evidence_against;
  const bool fires = op == NodeOp::argument ? c != 0 : std::abs(c) > threshold;
  if (signed_piece ? fires : c > threshold) three.hold = none;
  else three.lift = none;
  if (signed_piece ? !fires : c < -threshold) three.fail = none;
  return three;
}

auto Distances::with_fired(NodeId node, Three three) const -> Three {
  if (is_figure(session_->state()[node].x)) three.hold = none;
  else three.fail = three.lift = none;
  return three;
}

auto Distances::with_value(NodeId node, Three three) const -> Three {
  if (is_figure(session_->state()[node].x)) {
    three.hold = none;
  } else {
    three.lift = none;
    three.fail = three.hold;
  }
  return three;
}

// By another answer to the finding itself.
Distance Distances::answer(FindingId finding) const {
  if (!changeable_[finding.row]) return unreachable;
  const Fact* fact = session_->fact(finding);
  return {1, fact != nullptr && fact->certainty != 0 ? 1U : 0U};
}

double Distances::strength(NodeId piece) const {
  const Node& node = network_->nodes[piece.row];
  double most = 0;
  switch (node.op) {
    case NodeOp::argument: return std::abs(node.param);
    case NodeOp::strongest:
    case NodeOp::capped:
      for (const NodeId input : network_->inputs_of(piece)) most = std::max(most, strength(input));
      return node.op == NodeOp::capped ? std::min(most, std::abs(node.param)) : most;
    default: return 1;
  }
}

bool Distances::speaks(NodeId piece, bool positive) const {
  const Node& node = network_->nodes[piece.row];
  if (node.op == NodeOp::evidence_for) return positive;
  if (node.op == NodeOp::evidence_against) return !positive;
  return (node.param > 0) == positive;
}

bool Distances::same_rule(NodeId a, NodeId b) const {
  const Node &one = network_->nodes[a.row], &other = network_->nodes[b.row];
  return one.op == NodeOp::argument && other.op == NodeOp::argument &&
         network_->arguments[one.origin].rule == network_->arguments[other.origin].rule;
}

// Pieces of one sign that weigh enough with what is there already: the nearest that is enough by
// itself, or the nearest together.
Distance Distances::enough(NodeId joint, bool positive) const {
  const Node& node = network_->nodes[joint.row];
  struct Missing {
    Distance distance;
    double piece;
    NodeId node;
  };
  std::vector<Missing> missing;
  Cell balance = even_balance;
  if (node.reads_fact) balance = Weigh{}(balance, fact_in_force(*session_, FindingId{node.origin}));
  for (const NodeId input : network_->inputs_of(joint).subspan(node.gated ? 1 : 0)) {
    balance = Weigh{}(balance, session_->state()[input]);
    const Distance distance = nodes_[input.row].hold;
    if (speaks(input, positive) && distance.possible() && distance.changes > 0)
      missing.push_back({distance, positive ? strength(input) : -strength(input), input});
  }
  std::sort(missing.begin(), missing.end(), [](const Missing& a, const Missing& b) {
    return std::tuple(a.distance, -std::abs(a.piece)) < std::tuple(b.distance, -std::abs(b.piece));
  });
  const auto is_enough = [&](Cell weighed) {
    const double c = read(Conclude{}(weighed));
    return (positive ? c : -c) > network_->threshold;
  };
  for (const auto& [distance, piece, node_of] : missing)
    if (is_enough(Weigh{}(balance, piece_of(piece)))) return distance;
  Distance sum = none;
  Cell weighed = balance;
  for (const auto& [distance, piece, node_of] : missing) {
    weighed = Weigh{}(weighed, piece_of(piece));
    sum = sum + distance;
    if (is_enough(weighed)) return sum;
  }
  // Not against what speaks the other way: that has to fall silent too.
  Distance least = unreachable;
  for (const auto& [distance, piece, node_of] : missing)
    if (is_enough(Weigh{}(even_balance, piece_of(piece))))
      least = std::min(least, distance + silenced(joint, !positive, node_of));
  return least;
}

// That what speaks for it (against it) now speaks no longer. `but`: a piece that is to fire; the
// other side of its own rule (`otherwise`) falls silent with that. Without its fact: by_others.
Distance Distances::silenced(NodeId joint, bool positive, NodeId but) const {
  const Distance sum = silenced_by_others(joint, positive, but);
  const Node& node = network_->nodes[joint.row];
  if (!node.reads_fact) return sum;
  const double said = fact_in_force(*session_, FindingId{node.origin}).x;
  return (positive ? said : -said) > 0 ? sum + answer(FindingId{node.origin}) : sum;
}

Distance Distances::silenced_by_others(NodeId joint, bool positive, NodeId but) const {
  const Node& node = network_->nodes[joint.row];
  Distance sum = none;
  for (const NodeId input : network_->inputs_of(joint).subspan(node.gated ? 1 : 0))
    if (speaks(input, positive) && !(but && same_rule(input, but)))
      sum = sum + nodes_[input.row].lift;
  return sum;
}

auto Distances::evidence(NodeId node) const -> Three {
  const Node& row = network_->nodes[node.row];
  const Distance told = row.reads_fact ? answer(FindingId{row.origin}) : unreachable;
  if (is_side(row.op)) {
    const bool positive = row.op == NodeOp::evidence_for;
    const Distance lift = std::min(told, silenced(node, positive));
    return {std::min(told, enough(node, positive)), lift, lift};
  }
  Distance yes = told, no = told;
  const auto inputs = network_->inputs_of(node);
  if (!row.reads_fact && inputs.size() == 2 && is_side(network_->nodes[inputs[0].row].op)) {
    // Its answer is read by both of its sides; what its kinds or broader ones say stays.
    const Distance own = answer(FindingId{row.origin});
    yes = own + silenced_by_others(inputs[1], false);
    no = own + silenced_by_others(inputs[0], true);
  }
  return {std::min(yes, enough(node, true)), std::min(no, enough(node, false)),
          std::min(no, silenced(node, true))};
}

// A group or a cap: the nearest of its arguments.
auto Distances::bundle(NodeId node) const -> Three {
  Three three{unreachable, none, none};
  for (const NodeId input : network_->inputs_of(node)) {
    three.hold = std::min(three.hold, nodes_[input.row].hold);
    three.lift = three.lift + nodes_[input.row].lift;
  }
  three.fail = three.lift;
  return three;
}

auto Distances::value(NodeId node) const -> Three {
  const Node& row = network_->nodes[node.row];
  Three three{answer(FindingId{row.origin}), answer(FindingId{row.origin}), unreachable};
  if (row.op == NodeOp::score) return of_score(node, three);
  const Cell given = fact_in_force(*session_, FindingId{row.origin});
  Distance lift = none;
  for (const NodeId input : network_->inputs_of(node).subspan(row.gated ? 1 : 0)) {
    const Three& argument = nodes_[input.row];
    three.hold = std::min(three.hold, argument.hold);
    // Another value: by another argument, or by its formula.
    const bool fires = is_figure(session_->state()[input].x);
    if (!is_figure(given.x))
      three.fail = std::min(three.fail, fires ? argument.fail : argument.hold);
    lift = lift + argument.lift;
  }
  three.lift = is_figure(given.x) ? answer(FindingId{row.origin}) : lift;
  return three;
}

// A total is there once no item is open; it is another one when an item is.
auto Distances::of_score(NodeId node, Three three) const -> Three {
  const Score& score = network_->scores[static_cast<std::size_t>(network_->nodes[node.row].param)];
  Distance all = none;
  for (std::uint32_t i = score.items.first; i < score.items.last; ++i) {
    const ScoreItem& item = network_->score_items[i];
    const Three& of = nodes_[item.node.row];
    const Distance decided = item.values.empty() ? std::min(of.hold, of.fail) : of.hold;
    all = all + decided;
    three.fail = std::min(three.fail, other(item.node, !item.values.empty()));
  }
  three.hold = std::min(three.hold, all);
  three.lift = three.fail;
  return three;
}

// That it holds if it does not, and the other way round; a value that it is another.
Distance Distances::other(NodeId node, bool is_value) const {
  const Three& of = nodes_[node.row];
  if (is_value) return of.fail;
  return of.hold.changes > 0 ? of.hold : of.fail;
}

auto Distances::by_default(NodeId node) const -> Three {
  const Three joint = nodes_[network_->inputs_of(node).front().row];
  const FindingId finding{network_->nodes[node.row].origin};
  if (session_->program().findings[finding.row].kind != FindingKind::yes_no)
    return with_value(node, {none, std::min(joint.fail, joint.hold), unreachable});
  return with_present(node, joint);
}

auto Distances::argument(NodeId node) const -> Three {
  Three three{none, unreachable, unreachable};
  for (const NodeId premise : network_->heads_of(node)) {
    three.hold = three.hold + nodes_[premise.row].hold;
    three.lift = std::min(three.lift, nodes_[premise.row].lift);
  }
  for (const NodeId blocker : network_->tail_of(node)) {
    three.hold = three.hold + nodes_[blocker.row].lift;
    three.lift = std::min(three.lift, nodes_[blocker.row].hold);
  }
  three.fail = three.lift;
  return three;
}

}  // namespace hence
