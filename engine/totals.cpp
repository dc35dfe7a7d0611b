#include "engine/totals.hpp"

#include <algorithm>
#include <cassert>
#include <optional>

#include "engine/evaluate.hpp"
#include "engine/stretches.hpp"
#include "rules/limits.hpp"

namespace hence {

namespace {

bool settled(const Ends& e) { return e.low.x == e.high.x && e.low.y == e.high.y; }

bool held(const Ends& value, double level) { return settled(value) && value.low.y >= level; }

bool reads_value(FindingKind kind) { return kind != FindingKind::yes_no; }

void sort_out(std::vector<double>& totals) {
  std::sort(totals.begin(), totals.end());
  totals.erase(std::unique(totals.begin(), totals.end()), totals.end());
}

// Every sum of one of each.
void add(Reached& reached, std::vector<double> parts) {
  sort_out(parts);
  if (parts.size() == 1 && parts.front() == 0) return;
  std::vector<double> sums;
  const bool many = reached.totals.size() * parts.size() > totals_limit;
  if (many || !reached.whole) {
    reached.whole = false;
    sums = {round12(reached.totals.front() + parts.front()),
            round12(reached.totals.back() + parts.back())};
  } else {
    for (const double total : reached.totals)
      for (const double part : parts) sums.push_back(round12(total + part));
  }
  sort_out(sums);
  reached.totals = std::move(sums);
}

// Such a condition tells what stays open, or hardly sure, from what is completed.
bool reads_what_is_known(NodeOp op) {
  return op == NodeOp::is_known || op == NodeOp::is_unknown || op == NodeOp::no_evidence_for ||
         op == NodeOp::certainty;
}

}  // namespace

// Tries the completions of what open items read in common, on cells of its own.
class Totals::Completion {
 public:
  explicit Completion(const Network& network)
      : network_(&network), evaluate_(network, Evaluator<Point>::Scores::plain),
        cells_(network.size(), never), leaf_states_(network.score_leaves.size()) {}

  struct Input {
    const Score* score;
    std::span<const Ends> items, leaves;
    double level;
  };

  Reached reach(const Input& in) {
    Reached reached{{0}, true};
    open_.clear();
    set_leaves(in);
    double sure = 0;
    for (std::uint32_t row = in.score->items.first; row < in.score->items.last; ++row) {
      const auto points = points_of(in, row);
      if (points) sure = round12(sure + *points);
      else open_.push_back(row);
    }
    reached.totals = {sure};
    group(in.score->items.first);
    for (std::size_t first = 0, last = 0; first < open_.size(); first = last) {
      while (last < open_.size() && group_[open_[last] - in.score->items.first] ==
                                        group_[open_[first] - in.score->items.first])
        ++last;
      add_group(in, std::span(open_).subspan(first, last - first), reached);
    }
    return reached;
  }

 private:
  enum class Leaf : std::uint8_t { open, fixed, beyond };  // beyond: not completed

  const ScoreItem& item(std::uint32_t row) const { return network_->score_items[row]; }
  const ScoreLeaf& leaf(std::uint32_t row) const { return network_->score_leaves[row]; }

  // The points of a decided item; none: open.
  std::optional<double> points_of(const Input& in, std::uint32_t row) const {
    const Ends& cell = in.items[row - in.score->items.first];
    const ScoreItem& i = item(row);
    if (!i.values.empty()) {
      if (!held(cell, in.level)) return std::nullopt;
      return network_->points[i.values.first + static_cast<std::uint32_t>(cell.low.x)];
    }
    const int sign = decided(cell, in.level);
    if (sign == 0) return std::nullopt;
    return sign > 0 ? i.points : 0;
  }

  // Leaf cells by node, crisp if decided at the level.
  void set_leaves(const Input& in) {
    std::size_t at = 0;
    for (std::uint32_t row = in.score->items.first; row < in.score->items.last; ++row)
      for (std::uint32_t l = item(row).leaves.first; l < item(row).leaves.last; ++l, ++at) {
        const ScoreLeaf& read = leaf(l);
        const Ends& cell = in.leaves[at];
        Leaf& state = leaf_states_[l];
        if (reads_value(read.kind)) {
          state = held(cell, in.level) ? Leaf::fixed : Leaf::open;
          cells_[read.node.row] = state == Leaf::fixed ? Cell{cell.low.x, 1} : unknown_value;
          const bool completes = read.kind == FindingKind::number ||
                                 read.kind == FindingKind::choice || read.kind == FindingKind::date;
          if (state == Leaf::open && !completes) state = Leaf::beyond;
        } else {
          const int sign = decided(cell, in.level);
          state = sign == 0 ? Leaf::open : Leaf::fixed;
          cells_[read.node.row] = sign > 0 ? always : sign < 0 ? never : Cell{0, 0};
        }
      }
  }

  // Groups the open items by the open leaves that they share; sorts them by group.
  void group(std::uint32_t first) {
    if (open_.empty()) return;
    group_.assign(open_.back() - first + 1, 0);
    for (const std::uint32_t row : open_) group_[row - first] = row;
    for (bool again = true; again;) {
      again = false;
      for (const std::uint32_t a : open_)
        for (const std::uint32_t b : open_)
          if (group_[a - first] < group_[b - first] && share(a, b)) {
            group_[b - first] = group_[a - first];
            again = true;
          }
    }
    std::stable_sort(open_.begin(), open_.end(), [&](std::uint32_t a, std::uint32_t b) {
      return group_[a - first] < group_[b - first];
    });
  }
  bool share(std::uint32_t a, std::uint32_t b) const {
    for (std::uint32_t i = item(a).leaves.first; i < item(a).leaves.last; ++i)
      for (std::uint32_t j = item(b).leaves.first; j < item(b).leaves.last; ++j)
        if (leaf(i).node == leaf(j).node && leaf_states_[i] == Leaf::open) return true;
    return false;
  }

  void add_group(const Input& in, std::span<const std::uint32_t> rows, Reached& reached) {
    if (rows.size() > 1)
      if (const auto sums = completed(in, rows)) return add(reached, *sums);
    for (const std::uint32_t row : rows) {
      const ScoreItem& i = item(row);
      if (i.values.empty()) add(reached, {0, i.points});
      else
        add(reached,
            {network_->points.begin() + i.values.first, network_->points.begin() + i.values.last});
    }
  }

  // The sums of points over all completions; none: too many, or not to be told apart.
  std::optional<std::vector<double>> completed(const Input& in,
                                               std::span<const std::uint32_t> rows) {
    open_leaves_.clear();
    steps_.clear();
    for (const std::uint32_t row : rows) {
      for (std::uint32_t l = item(row).leaves.first; l < item(row).leaves.last; ++l) {
        if (leaf_states_[l] == Leaf::beyond) return std::nullopt;
        const auto same = [&](std::uint32_t known) { return leaf(known).node == leaf(l).node; };
        if (leaf_states_[l] == Leaf::open &&
            std::none_of(open_leaves_.begin(), open_leaves_.end(), same))
          open_leaves_.push_back(l);
      }
      const Range steps = item(row).steps;
      steps_.insert(steps_.end(), network_->score_steps.begin() + steps.first,
                    network_->score_steps.begin() + steps.last);
    }
    std::sort(steps_.begin(), steps_.end());
    steps_.erase(std::unique(steps_.begin(), steps_.end()), steps_.end());
    const auto asks_if_known = [&](NodeId step) {
      return reads_what_is_known(network_->nodes[step.row].op);
    };
    if (std::any_of(steps_.begin(), steps_.end(), asks_if_known)) return std::nullopt;
    if (open_leaves_.size() > common_findings_limit || !list_candidates()) return std::nullopt;
    std::vector<double> sums;
    choose(in, rows, 0, sums);
    return sums;
  }

  // The values that each open leaf takes in turn.
  bool list_candidates() {
    candidates_.clear();
    std::size_t product = 1;
    for (const NodeId step : steps_) cells_[step.row] = evaluate_(step, cells_, no_facts_);
    for (const std::uint32_t l : open_leaves_) {
      const ScoreLeaf& open = leaf(l);
      std::vector<Cell> values;
      if (open.kind == FindingKind::yes_no) {
        values = {never, always};
      } else if (open.kind == FindingKind::choice) {
        for (std::uint32_t v = 0; v < open.values; ++v) values.push_back({double{1} * v, 1});
      } else {
        const auto bounds = bounds_of(open.node);
        if (!bounds) return false;
        for (const double v : stretches(*bounds, open.lowest, open.highest, open.kind == FindingKind::date)) values.push_back({v, 1});
      }
      product *= values.size();
      if (product == 0 || product > completions_limit) return false;
      candidates_.push_back(std::move(values));
    }
    return true;
  }

  bool reads_open(NodeId node) const {
    if (is_open_leaf(node)) return true;
    const bool step = std::binary_search(steps_.begin(), steps_.end(), node);
    const auto inputs = network_->inputs_of(node);
    return step &&
           std::any_of(inputs.begin(), inputs.end(), [&](NodeId n) { return reads_open(n); });
  }
  bool is_open_leaf(NodeId node) const {
    return std::any_of(open_leaves_.begin(), open_leaves_.end(),
                       [&](std::uint32_t l) { return leaf(l).node == node; });
  }

  // What the open number is compared with; none: it is reckoned with in another way.
  std::optional<std::vector<double>> bounds_of(NodeId number) const {
    std::vector<double> bounds;
    for (const NodeId step : steps_) {
      const auto inputs = network_->heads_of(step);
      if (std::find(inputs.begin(), inputs.end(), number) == inputs.end()) continue;
      const NodeOp op = network_->nodes[step.row].op;
      if (!is_comparison(op)) return std::nullopt;
      const NodeId other = inputs[inputs.front() == number ? 1 : 0];
      if (other == number) continue;
      if (reads_open(other)) return std::nullopt;
      if (is_figure(cells_[other.row].x)) bounds.push_back(round12(cells_[other.row].x));
    }
    return bounds;
  }

  void choose(const Input& in, std::span<const std::uint32_t> rows, std::size_t at,
              std::vector<double>& sums) {
    if (at == open_leaves_.size()) return evaluate(in, rows, sums);
    for (const Cell& value : candidates_[at]) {
      cells_[leaf(open_leaves_[at]).node.row] = value;
      choose(in, rows, at + 1, sums);
    }
  }

  void evaluate(const Input& in, std::span<const std::uint32_t> rows, std::vector<double>& sums) {
    for (const NodeId step : steps_) cells_[step.row] = evaluate_(step, cells_, no_facts_);
    Reached here{{0}, true};
    for (const std::uint32_t row : rows) {
      const ScoreItem& i = item(row);
      const Cell& cell = cells_[i.node.row];
      if (!i.values.empty()) {
        add(here, {network_->points[i.values.first + static_cast<std::uint32_t>(cell.x)]});
        continue;
      }
      const int sign = decided({cell, cell}, in.level);
      if (sign == 0) add(here, {0, i.points});
      else if (sign > 0) add(here, {i.points});
    }
    sums.insert(sums.end(), here.totals.begin(), here.totals.end());
    if (sums.size() > 2 * completions_limit) sort_out(sums);
  }

  const Network* network_;
  Evaluator<Point> evaluate_;
  std::vector<Cell> cells_;  // by node: of leaves and steps only
  std::vector<Cell> no_facts_;
  std::vector<Leaf> leaf_states_;  // by row of score_leaves
  std::vector<std::uint32_t> open_, group_, open_leaves_;
  std::vector<NodeId> steps_;
  std::vector<std::vector<Cell>> candidates_;
};

Totals::Totals(const Network& network) : network_(&network) {}
Totals::~Totals() = default;
Totals::Totals(const Totals& other) : network_(other.network_) {}
Totals& Totals::operator=(const Totals& other) {
  network_ = other.network_;
  completion_.reset();
  return *this;
}

Reached Totals::reach(const Score& score, std::span<const Ends> inputs, double level) {
  if (!completion_) completion_ = std::make_unique<Completion>(*network_);
  const std::size_t items = score.items.size();
  return completion_->reach({&score, inputs.first(items), inputs.subspan(items), level});
}

namespace {

// The certainties at which items and what they read are decided, descending, those above the
// threshold. Of a range what is sure: its end nearer to 0.
void add_levels(std::span<const Ends> inputs, double threshold, std::vector<double>& levels) {
  for (const Ends& e : inputs) {
    if (settled(e) && e.low.y > 0 && e.low.y <= 1) levels.push_back(e.low.y);  // a value's
    const double sure = e.low.x > 0 ? e.low.x : e.high.x < 0 ? -e.high.x : 0;
    if (sure <= 1) levels.push_back(sure);
  }
  std::erase_if(levels, [&](double level) { return !(level > threshold); });
  std::sort(levels.rbegin(), levels.rend());
  levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
}

bool all_settled(std::span<const Ends> inputs) {
  return std::all_of(inputs.begin(), inputs.end(), [](const Ends& e) {
    const auto same = [](double a, double b) { return a == b || (!is_figure(a) && !is_figure(b)); };
    return same(e.low.x, e.high.x) && same(e.low.y, e.high.y);
  });
}

// 1 or −1 if all pairs agree.
int agree(NodeOp op, const Reached& a, const Reached& b) {
  const double a0 = a.totals.front(), a1 = a.totals.back();
  const double b0 = b.totals.front(), b1 = b.totals.back();
  switch (op) {
    case NodeOp::less: return a1 < b0 ? 1 : a0 >= b1 ? -1 : 0;
    case NodeOp::less_equal: return a1 <= b0 ? 1 : a0 > b1 ? -1 : 0;
    case NodeOp::greater: return a0 > b1 ? 1 : a1 <= b0 ? -1 : 0;
    case NodeOp::greater_equal: return a0 >= b1 ? 1 : a1 < b0 ? -1 : 0;
    default: break;
  }
  int equal = a0 == a1 && b0 == b1 && a0 == b0 ? 1 : 0;
  if (equal == 0) {
    const bool apart = a1 < b0 || b1 < a0;
    const auto common = [&](double x) {
      return std::binary_search(b.totals.begin(), b.totals.end(), x);
    };
    const bool disjoint =
        a.whole && b.whole && std::none_of(a.totals.begin(), a.totals.end(), common);
    equal = apart || disjoint ? -1 : 0;
  }
  return op == NodeOp::equal ? equal : -equal;
}

}  // namespace

Ends Totals::value(const Score& score, std::span<const Ends> inputs) {
  constexpr double far = std::numeric_limits<double>::infinity();
  std::vector<double> levels{1};
  add_levels(inputs, network_->threshold, levels);
  for (const double level : levels) {
    const Reached reached = reach(score, inputs, level);
    if (reached.totals.front() != reached.totals.back()) continue;
    const Cell sure{reached.totals.front(), level};
    return {sure, all_settled(inputs) ? sure : Cell{sure.x, 1}};
  }
  if (all_settled(inputs)) return {unknown_value, unknown_value};
  return {{-far, 0}, {far, 1}};
}

Ends Totals::compare(NodeOp op, const Side& a, const Side& b) {
  std::vector<double> levels{1};
  bool all = true;
  double most = 1;  // certainty of a figure
  for (const Side* side : {&a, &b}) {
    if (side->score != nullptr) {
      add_levels(side->inputs, network_->threshold, levels);
      all = all && all_settled(side->inputs);
      continue;
    }
    const bool known = all_settled({&side->figure, 1});
    if (!known) return {never, always};
    if (!is_figure(side->figure.low.x)) return {{0, 0}, {0, 0}};
    most = std::min(most, side->figure.low.y);
  }
  for (const double level : levels) {
    const auto reached = [&](const Side& side) {
      if (side.score == nullptr) return Reached{{round12(side.figure.low.x)}, true};
      return reach(*side.score, side.inputs, level);
    };
    const int sign = agree(op, reached(a), reached(b));
    if (sign == 0) continue;
    const double certainty = std::min(level, most);
    const Cell sure{sign * certainty, 0};
    const Cell surest{sign * (all ? certainty : most), 0};
    return sign > 0 ? Ends{sure, surest} : Ends{surest, sure};
  }
  if (all) return {{0, 0}, {0, 0}};
  return {never, always};
}

}  // namespace hence
