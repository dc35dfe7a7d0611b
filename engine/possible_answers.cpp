#include "engine/possible_answers.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace hence {

namespace {

constexpr double far = std::numeric_limits<double>::infinity();

// a x + b of one finding's value.
struct Line {
  FindingId finding;
  double a = 0, b = 0;
};

// What an arithmetic node is of the one number that it reads; none if it is no straight line.
std::optional<Line> line_of(const Network& network, NodeId node) {
  const Node& row = network.nodes[node.row];
  const auto inputs = network.inputs_of(node);
  if (row.op == NodeOp::number || row.op == NodeOp::defaulted)
    return Line{FindingId{row.origin}, 1, 0};
  if (row.op == NodeOp::literal) return Line{{}, 0, row.param};
  if (inputs.empty() || inputs.size() > 2) return std::nullopt;
  const auto l = line_of(network, inputs[0]);
  if (row.op == NodeOp::minus && l) return Line{l->finding, -l->a, -l->b};
  if (inputs.size() != 2 || !l) return std::nullopt;
  const auto r = line_of(network, inputs[1]);
  if (!r || (l->finding && r->finding)) return std::nullopt;
  const FindingId finding = l->finding ? l->finding : r->finding;
  switch (row.op) {
    case NodeOp::add: return Line{finding, l->a + r->a, l->b + r->b};
    case NodeOp::subtract: return Line{finding, l->a - r->a, l->b - r->b};
    case NodeOp::multiply: return Line{finding, l->a * r->b + r->a * l->b, l->b * r->b};
    case NodeOp::divide:
      if (r->finding || r->b == 0) return std::nullopt;
      return Line{finding, l->a / r->b, l->b / r->b};
    default: return std::nullopt;
  }
}

bool is_comparison(NodeOp op) { return op >= NodeOp::less && op <= NodeOp::not_equal; }

// Where what is computed may turn: within the range, or around what is known.
void put_grid(double around, double lowest, double highest, std::vector<double>& to) {
  constexpr int steps = 16;
  if (std::isfinite(lowest) && std::isfinite(highest))
    for (int i = 0; i <= steps; ++i) to.push_back(lowest + (highest - lowest) * i / steps);
  for (const double part : {0.1, 0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 4.0, 10.0})
    to.push_back(around == 0 ? part : around * part);
}

// Sorted, within the range, with a value between any two and one beyond each end.
void spread(std::vector<double>& values, double lowest, double highest) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  std::vector<double> all;
  const auto put = [&](double x) {
    const double rounded = round12(x);
    if (rounded >= lowest && rounded <= highest) all.push_back(rounded);
  };
  if (!values.empty()) {
    const double first = values.front(), last = values.back();
    put(std::isfinite(lowest) ? lowest + (first - lowest) / 2 : first - std::max(1.0, std::abs(first)));
    put(std::isfinite(highest) ? last + (highest - last) / 2 : last + std::max(1.0, std::abs(last)));
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    put(values[i]);
    if (i + 1 < values.size()) put(values[i] + (values[i + 1] - values[i]) / 2);
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  values = std::move(all);
}

// Does a value go through it, rather than a certainty?
bool carries_value(NodeOp op) {
  return op == NodeOp::number || op == NodeOp::defaulted || op == NodeOp::value_argument ||
         op > NodeOp::literal;
}

}  // namespace

std::vector<PossibleAnswer> PossibleAnswers::of(FindingId finding) {
  const Program& program = trial_.program();
  const Detail* detail = program.detail(finding);
  std::vector<PossibleAnswer> all;
  switch (program.findings[finding.row].kind) {
    case FindingKind::yes_no:
      for (const double certainty : {1.0, -1.0}) all.push_back({{finding, certainty, 0, {}}, {}, {}});
      return all;
    case FindingKind::choice:
      for (std::size_t i = 0; detail != nullptr && i < detail->values.size(); ++i)
        all.push_back({{finding, 1, static_cast<double>(i), {}}, {}, {}});
      return all;
    case FindingKind::number: return of_number(finding);
    default: return all;
  }
}

// The comparisons downstream, and the bounds of those that read the number alone.
void PossibleAnswers::put_bounds(FindingId number, std::vector<double>& bounds) {
  const Network& network = trial_.network();
  comparisons_.clear();
  indirect_ = false;
  std::vector<NodeId> open{network.joint_of(number)};
  std::vector<char> seen(network.size());
  while (!open.empty()) {
    const NodeId at = open.back();
    open.pop_back();
    for (const NodeId reader : network.outputs_of(at)) {
      const NodeOp op = network.nodes[reader.row].op;
      if (std::exchange(seen[reader.row], char{1}) != 0) continue;
      if (carries_value(op)) open.push_back(reader);
      if (!is_comparison(op)) continue;
      comparisons_.push_back(reader);
      const auto l = line_of(network, network.inputs_of(reader)[0]);
      const auto r = line_of(network, network.inputs_of(reader)[1]);
      const bool alone = l && r && (l->finding == number || !l->finding) &&
                         (r->finding == number || !r->finding) && l->a != r->a;
      if (alone) bounds.push_back(round12((r->b - l->b) / (l->a - r->a)));
      else indirect_ = true;
    }
  }
  std::sort(comparisons_.begin(), comparisons_.end());
}

auto PossibleAnswers::outcome(FindingId number, double value) -> Outcome {
  trial_.tell({number, 1, value, {}});
  Outcome result;
  for (const NodeId node : comparisons_) {
    const double c = trial_.state()[node].x;
    result.push_back(c > 0 ? 1 : c < 0 ? -1 : 0);
  }
  return result;
}

// The two nearest values known between which the outcome changes.
std::pair<double, double> PossibleAnswers::bisect(FindingId number, double a, double b) {
  const Outcome at_a = outcome(number, a);
  for (int step = 0; step < 60; ++step) {
    const double middle = a + (b - a) / 2;
    if (std::abs(b - a) <= 1e-6 * std::max(std::abs(a), std::abs(b))) break;
    (outcome(number, middle) == at_a ? a : b) = middle;
  }
  return {a, b};
}

std::vector<PossibleAnswer> PossibleAnswers::of_number(FindingId number) {
  const Detail* detail = trial_.program().detail(number);
  const Fact* told = trial_.fact(number);
  const std::optional<Fact> before = told == nullptr ? std::nullopt : std::optional(*told);
  const double lowest = detail != nullptr ? detail->lowest.value_or(-far) : -far;
  const double highest = detail != nullptr ? detail->highest.value_or(far) : far;
  std::vector<double> bounds;
  put_bounds(number, bounds);
  std::vector<double> tried = bounds;
  if (indirect_) put_grid(before ? before->value : 0, lowest, highest, tried);
  spread(tried, lowest, highest);
  std::vector<PossibleAnswer> answers;
  Outcome last;
  for (const double value : tried) {
    Outcome now = outcome(number, value);
    if (!answers.empty() && now == last) {
      answers.back().highest = value;  // so far: mended when the stretch ends
      continue;
    }
    PossibleAnswer next{{number, 1, value, {}}, value, value};
    if (!answers.empty()) part(number, bounds, answers.back(), next);
    answers.push_back(next);
    last = std::move(now);
  }
  if (!answers.empty()) {
    answers.front().lowest = std::isfinite(lowest) ? std::optional(lowest) : std::nullopt;
    answers.back().highest = std::isfinite(highest) ? std::optional(highest) : std::nullopt;
  }
  if (before) trial_.tell(*before);
  else trial_.forget(number);
  return answers;
}

// Where one stretch ends and the next begins: at a bound, or between two values found by trying.
void PossibleAnswers::part(FindingId number, const std::vector<double>& bounds, PossibleAnswer& one, PossibleAnswer& next) {
  const double a = *one.highest, b = *next.lowest;
  const auto is_bound = [&](double x) {
    return std::find(bounds.begin(), bounds.end(), x) != bounds.end();
  };
  if (is_bound(b)) {
    one.highest = b;
    one.has_highest = false;
  } else if (is_bound(a)) {
    next.lowest = a;
    next.has_lowest = false;
  } else {
    const auto [last, first] = bisect(number, a, b);
    one.highest = last;
    next.lowest = first;
  }
}

}  // namespace hence
