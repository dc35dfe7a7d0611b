#include "engine/score.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

namespace hence {

namespace {

// What an item's condition is not taken apart below: findings, and rules that apply.
bool is_leaf(NodeOp op) {
  return is_finding(op) || op == NodeOp::any_applies || op == NodeOp::applies;
}

}  // namespace

// In the order of their content, so that the order of statements shows nowhere.
std::vector<Item> Scores::in_order(Range items) const {
  std::vector<Item> sorted(program_->items.begin() + items.first,
                           program_->items.begin() + items.last);
  const auto key = [&](const Item& i) {
    return std::tuple(contents_->of(i.condition ? i.condition : i.choice), i.points);
  };
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](const Item& a, const Item& b) { return key(a) < key(b); });
  return sorted;
}

void Scores::join_all() {
  for (std::uint32_t row = 0; row < program_->findings.size(); ++row) {
    if (program_->findings[row].kind != FindingKind::score) continue;
    Whole whole{FindingId{row}, {}};
    const Detail* detail = program_->detail(whole.finding);
    for (const Item& item : in_order(detail != nullptr ? detail->items : Range{})) {
      Part part;
      part.points = item.points;
      if (item.condition) {
        part.node = conditions_->condition(item.condition);
      } else {
        const FindingId choice = program_->exprs[item.choice.row].finding;
        part.node = NodeId{choice.index()};
        part.values = conditions_->points_of(choice);
      }
      whole.parts.push_back(std::move(part));
    }
    draft_->nodes[row].param = static_cast<double>(scores_.size());
    draft_->nodes[row].reads_fact = true;
    scores_.push_back(std::move(whole));
  }
  for (Whole& whole : scores_) {
    std::vector<NodeId> inputs, leaves;
    for (Part& part : whole.parts) {
      list_leaves(part.node, part.leaves);
      inputs.push_back(part.node);
      leaves.insert(leaves.end(), part.leaves.begin(), part.leaves.end());
    }
    inputs.insert(inputs.end(), leaves.begin(), leaves.end());
    draft_->fill(NodeId{whole.finding.index()}, inputs, leaves.size());
  }
}

// By a list, not by recursion: conditions may be deep.
void Scores::list_leaves(NodeId node, std::vector<NodeId>& leaves) const {
  std::vector<NodeId> open{node};
  std::vector<NodeId> seen;
  while (!open.empty()) {
    const NodeId at = open.back();
    open.pop_back();
    if (std::find(seen.begin(), seen.end(), at) != seen.end()) continue;
    seen.push_back(at);
    if (is_leaf(draft_->nodes[at.row].op)) {
      leaves.push_back(at);
      continue;
    }
    const auto inputs = draft_->inputs_of(at);
    open.insert(open.end(), inputs.begin(), inputs.end());
  }
  std::sort(leaves.begin(), leaves.end());
}

void Scores::complete_comparisons() {
  for (const NodeId node : conditions_->score_comparisons()) {
    const auto inputs = draft_->inputs_of(node);
    const std::vector<NodeId> sides(inputs.begin(), inputs.end());
    std::vector<NodeId> more;
    for (const NodeId side : sides) {
      if (draft_->nodes[side.row].op != NodeOp::score) continue;
      readers_.emplace_back(FindingId{side.index()}, node);
      const auto items = draft_->inputs_of(side);
      more.insert(more.end(), items.begin(), items.end());
    }
    draft_->append_tail(node, more);
  }
  std::sort(readers_.begin(), readers_.end());
  readers_.erase(std::unique(readers_.begin(), readers_.end()), readers_.end());
}

ScoreLeaf Scores::leaf(NodeId draft_node, NodeId node) const {
  constexpr double far = std::numeric_limits<double>::infinity();
  ScoreLeaf leaf{node, FindingKind::yes_no, -far, far, 0};
  const DraftNode& n = draft_->nodes[draft_node.row];
  if (n.op == NodeOp::applies || n.op == NodeOp::any_applies) return leaf;
  leaf.kind = program_->findings[draft_node.row].kind;
  if (const Detail* detail = program_->detail(FindingId{draft_node.index()})) {
    leaf.lowest = detail->lowest.value_or(-far);
    leaf.highest = detail->highest.value_or(far);
    leaf.values = static_cast<std::uint32_t>(detail->values.size());
  }
  return leaf;
}

// The nodes from the leaves up to an item's, inputs first.
void Scores::put_steps(NodeId node, std::span<const NodeId> leaves, const Network& network,
                       std::vector<NodeId>& steps) {
  const std::size_t before = steps.size();
  std::vector<NodeId> open{node};
  const auto is_known = [&](NodeId n) {
    return std::find(steps.begin() + static_cast<std::ptrdiff_t>(before), steps.end(), n) !=
           steps.end();
  };
  while (!open.empty()) {
    const NodeId at = open.back();
    open.pop_back();
    if (std::find(leaves.begin(), leaves.end(), at) != leaves.end() || is_known(at)) continue;
    steps.push_back(at);
    const auto inputs = network.inputs_of(at);
    open.insert(open.end(), inputs.begin(), inputs.end() - network.nodes[at.row].tail);
  }
  std::sort(steps.begin() + static_cast<std::ptrdiff_t>(before), steps.end());
}

void Scores::put(const Assembler& assembler, Network& network) const {
  const auto end = [](const auto& table) { return static_cast<std::uint32_t>(table.size()); };
  for (const Whole& whole : scores_) {
    Score score{whole.finding, assembler.row_of(NodeId{whole.finding.index()}), {}};
    score.items.first = end(network.score_items);
    for (const Part& part : whole.parts) {
      ScoreItem item{assembler.row_of(part.node), part.points, part.values, {}, {}};
      item.leaves.first = end(network.score_leaves);
      std::vector<NodeId> leaves;
      for (const NodeId l : part.leaves) {
        leaves.push_back(assembler.row_of(l));
        network.score_leaves.push_back(leaf(l, leaves.back()));
      }
      item.leaves.last = end(network.score_leaves);
      item.steps.first = end(network.score_steps);
      put_steps(item.node, leaves, network, network.score_steps);
      item.steps.last = end(network.score_steps);
      network.score_items.push_back(item);
    }
    score.items.last = end(network.score_items);
    network.scores.push_back(score);
  }
}

}  // namespace hence
