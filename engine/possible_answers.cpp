#include "engine/possible_answers.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace hence {

namespace {

constexpr double far = std::numeric_limits<double>::infinity();

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
  const FindingKind kind = program.findings[finding.row].kind;
  const bool number = kind == FindingKind::number;
  if (!number && kind != FindingKind::yes_no && kind != FindingKind::choice) return {};
  const Fact* told = trial_.fact(finding);
  const std::optional<Fact> before = told == nullptr ? std::nullopt : std::optional(*told);
  trial_.forget(finding);
  const Answers answers = answers_of(trial_, Outlook(trial_), finding);
  std::vector<PossibleAnswer> all;
  if (number && !answers.whole) {
    if (before) trial_.tell(*before);  // the grid lies around it
    all = tried(finding, answers);
  } else {
    for (std::size_t i = 0; i < answers.values.size(); ++i) {
      PossibleAnswer next{fact_of(program, finding, answers.values[i]), {}};
      if (number) next.stretch = answers.stretches[i];
      all.push_back(next);
    }
  }
  if (before) trial_.tell(*before);
  else trial_.forget(finding);
  return all;
}

void PossibleAnswers::list_comparisons(FindingId number) {
  const Network& network = trial_.network();
  comparisons_.clear();
  std::vector<NodeId> open{network.joint_of(number)};
  std::vector<char> seen(network.size());
  while (!open.empty()) {
    const NodeId at = open.back();
    open.pop_back();
    for (const NodeId reader : network.outputs_of(at)) {
      if (std::exchange(seen[reader.row], char{1}) != 0) continue;
      const NodeOp op = network.nodes[reader.row].op;
      if (carries_value(op)) open.push_back(reader);
      if (is_comparison(op)) comparisons_.push_back(reader);
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

// Where the outcome, coming from `b`, becomes that at `a`: to six digits, or zero.
double PossibleAnswers::bisect(FindingId number, double a, double b) {
  const Outcome at_a = outcome(number, a);
  // Around zero six digits of what is left would never be reached.
  const double least = 1e-12 * std::max(std::abs(a), std::abs(b));
  while (std::abs(b - a) > std::max(least, 1e-6 * std::max(std::abs(a), std::abs(b)))) {
    const double middle = a + (b - a) / 2;
    (outcome(number, middle) == at_a ? a : b) = middle;
  }
  return std::abs(b) <= least ? 0 : round12(b);
}

// Values tried in their order; where the outcome turns, a stretch ends and the next begins.
std::vector<PossibleAnswer> PossibleAnswers::tried(FindingId number, const Answers& known) {
  const Detail* detail = trial_.program().detail(number);
  const Fact* told = trial_.fact(number);
  const double lowest = detail != nullptr ? detail->lowest.value_or(-far) : -far;
  const double highest = detail != nullptr ? detail->highest.value_or(far) : far;
  list_comparisons(number);
  std::vector<double> bounds;  // that are told from the rules
  for (const Stretch& s : known.stretches)
    if (std::isfinite(s.high) && s.high != highest) bounds.push_back(s.high);
  std::vector<double> values = bounds;
  put_grid(told != nullptr ? told->value : 0, lowest, highest, values);
  spread(values, lowest, highest);
  std::vector<PossibleAnswer> all;
  Outcome last;
  double before = lowest;
  for (const double value : values) {
    Outcome now = outcome(number, value);
    if (all.empty() || now != last) {
      PossibleAnswer next{{number, 1, value, {}}, Stretch{lowest, highest, true, true}};
      if (!all.empty()) {
        const bool at_bound = std::find(bounds.begin(), bounds.end(), before) != bounds.end();
        const double turn = at_bound ? before : bisect(number, before, value);
        next.stretch->low = all.back().stretch->high = turn;
        next.stretch->with_low = outcome(number, turn) == now;
        all.back().stretch->with_high = !next.stretch->with_low;
      }
      all.push_back(next);
      last = std::move(now);
    }
    before = value;
  }
  return all;
}

}  // namespace hence
