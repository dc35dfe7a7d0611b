#include "tests/reference_score.hpp"

#include <algorithm>
#include <cmath>

#include "tests/reference_arithmetic.hpp"

namespace hence::reference {
namespace {

using Items = std::vector<Item>;
using Findings = std::set<FindingId>;

bool is_comparison(Op op) { return op >= Op::less && op <= Op::not_equal; }

ExprId root(const Item& item) { return item.condition ? item.condition : item.choice; }

// One score at one level.
class Reach {
 public:
  Reach(const Totals& totals, FindingId score, double level)
      : totals_(totals), program_(totals.program), score_(score), level_(level) {}

  Items items() const {
    const Detail* detail = program_.detail(score_);
    if (detail == nullptr) return {};
    return {program_.items.begin() + detail->items.first,
            program_.items.begin() + detail->items.last};
  }

  std::set<double> reachable() const {
    std::set<double> sums{0};
    Items open;
    for (const Item& item : items()) {
      const std::set<double> points = now(item);
      if (points.size() == 1) sums = plus(sums, points);
      else open.push_back(item);
    }
    while (!open.empty()) {
      const Items together = take_cluster(open);
      if (const auto parts = completed(together)) sums = plus(sums, *parts);
      else
        for (const Item& item : together) sums = plus(sums, any_of(item));
    }
    return sums;
  }

  void read(ExprId id, Findings& found) const {
    const Expr& e = program_.exprs[id.index()];
    if (e.finding) found.insert(e.finding);
    for (const ExprId input : program_.inputs(e)) read(input, found);
  }

 private:
  static std::set<double> plus(const std::set<double>& a, const std::set<double>& b) {
    std::set<double> sums;
    for (const double x : a)
      for (const double y : b) sums.insert(round_value(x + y));
    return sums;
  }

  const std::vector<double>& points_of(const Item& item) const {
    return program_.detail(program_.exprs[item.choice.index()].finding)->points;
  }

  std::set<double> any_of(const Item& item) const {
    if (totals_.open_counts_as_no) return {0};
    if (item.condition) return {0, item.points};
    return {points_of(item).begin(), points_of(item).end()};
  }

  std::set<double> by(double certainty, const Item& item) const {
    if (certainty >= level_) return {item.points};
    if (certainty <= -level_) return {0};
    return {0, item.points};
  }

  // One: decided. Two of them although the points are 0: open, but it makes no difference.
  std::set<double> now(const Item& item) const {
    if (item.condition) return by(totals_.situation.test(item.condition, {}), item);
    const auto known = totals_.situation.known(program_.exprs[item.choice.index()].finding);
    if (!known.value || known.certainty < level_) return any_of(item);
    return {points_of(item).at(static_cast<std::size_t>(*known.value))};
  }

  bool is_open(FindingId f) const {
    const auto known = totals_.situation.known(f);
    return !known.value || known.certainty < level_;
  }

  Findings open_leaves(const Item& item) const {
    Findings all, open;
    read(root(item), all);
    for (const FindingId f : all)
      if (is_open(f)) open.insert(f);
    return open;
  }

  // Takes the first item out, and what shares an open finding with it, directly or not.
  Items take_cluster(Items& open) const {
    Items cluster{open.front()};
    Findings leaves = open_leaves(open.front());
    open.erase(open.begin());
    for (std::size_t i = 0; i < open.size();) {
      const Findings more = open_leaves(open[i]);
      const bool shares =
          std::any_of(more.begin(), more.end(), [&](FindingId f) { return leaves.contains(f); });
      if (!shares) {
        ++i;
        continue;
      }
      leaves.insert(more.begin(), more.end());
      cluster.push_back(open[i]);
      open.erase(open.begin() + static_cast<std::ptrdiff_t>(i));
      i = 0;
    }
    return cluster;
  }

  // The sums of a cluster over all completions of what it reads; none: completed as if independent.
  std::optional<std::set<double>> completed(const Items& items) const {
    if (items.size() < 2 || totals_.independent || totals_.open_counts_as_no) return {};
    for (const Item& item : items)
      if (reads_what_is_known(root(item))) return {};
    Findings leaves, open;
    for (const Item& item : items) read(root(item), leaves);
    Assumed assumed;
    for (const FindingId f : leaves) {
      if (is_open(f)) open.insert(f);
      else assumed[f] = *totals_.situation.known(f).value;
    }
    std::vector<std::pair<FindingId, std::set<double>>> choices;
    std::size_t product = 1;
    for (const FindingId f : open) {
      const auto values = values_of(f, items, open, assumed);
      if (!values || values->empty()) return {};
      product *= values->size();
      choices.emplace_back(f, *values);
      if (choices.size() > 10 || product > 4096) return {};
    }
    std::set<double> sums;
    complete(items, choices, 0, assumed, sums);
    return sums;
  }

  bool reads_what_is_known(ExprId id) const {
    const Expr& e = program_.exprs[id.index()];
    bool reads = e.op == Op::is_known || e.op == Op::is_unknown || e.op == Op::no_evidence_for ||
                 e.op == Op::certainty;
    for (const ExprId input : program_.inputs(e)) reads = reads || reads_what_is_known(input);
    return reads;
  }

  void complete(const Items& items,
                const std::vector<std::pair<FindingId, std::set<double>>>& choices, std::size_t at,
                Assumed& assumed, std::set<double>& sums) const {
    if (at < choices.size()) {
      for (const double value : choices[at].second) {
        assumed[choices[at].first] = value;
        complete(items, choices, at + 1, assumed, sums);
      }
      return;
    }
    std::set<double> here{0};
    for (const Item& item : items) {
      if (item.condition)
        here = plus(here, by(totals_.situation.test(item.condition, assumed), item));
      else {
        const double value = assumed.at(program_.exprs[item.choice.index()].finding);
        here = plus(here, {points_of(item).at(static_cast<std::size_t>(value))});
      }
    }
    sums.insert(here.begin(), here.end());
  }

  std::optional<std::set<double>> values_of(FindingId f, const Items& items, const Findings& open,
                                            const Assumed& assumed) const {
    const Finding& finding = program_.findings[f.index()];
    switch (finding.kind) {
      case FindingKind::yes_no: return std::set<double>{-1, 1};
      case FindingKind::choice: {
        std::set<double> values;
        for (std::size_t v = 0; v < program_.detail(f)->values.size(); ++v)
          values.insert(static_cast<double>(v));
        return values;
      }
      case FindingKind::number:
      case FindingKind::date: {
        std::set<double> bounds;
        for (const Item& item : items)
          if (!bounds_in(root(item), f, open, assumed, bounds)) return {};
        return stretches(f, bounds);
      }
      default: return {};
    }
  }

  // What the open number is compared with; false: something else is done with it.
  bool bounds_in(ExprId id, FindingId number, const Findings& open, const Assumed& assumed,
                 std::set<double>& bounds) const {
    const Expr& e = program_.exprs[id.index()];
    const auto is_it = [&](ExprId x) {
      const Expr& read = program_.exprs[x.index()];
      return read.op == Op::quantity && read.finding == number;
    };
    for (const ExprId input : program_.inputs(e)) {
      if (!is_it(input)) {
        if (!bounds_in(input, number, open, assumed, bounds)) return false;
        continue;
      }
      if (!is_comparison(e.op)) return false;
      const ExprId other = program_.inputs(e)[is_it(program_.inputs(e)[0]) ? 1 : 0];
      if (is_it(other)) continue;
      Findings reads;
      read(other, reads);
      for (const FindingId f : reads)
        if (open.contains(f)) return false;
      if (const auto bound = totals_.situation.figure(other, assumed))
        bounds.insert(round_value(*bound));
    }
    return true;
  }

  // A value of each stretch that the bounds tell apart, within the range.
  std::set<double> stretches(FindingId f, const std::set<double>& bounds) const {
    const Detail* detail = program_.detail(f);
    std::set<double> tried{0}, values;
    if (!bounds.empty()) tried = {*bounds.begin() - 1, *bounds.rbegin() + 1};
    std::set<double> edges = bounds;
    for (const auto& end : {detail == nullptr ? std::nullopt : detail->lowest,
                            detail == nullptr ? std::nullopt : detail->highest})
      if (end) edges.insert(*end);
    tried.insert(edges.begin(), edges.end());
    for (auto low = edges.begin(); low != edges.end() && std::next(low) != edges.end(); ++low)
      tried.insert((*low + *std::next(low)) / 2);
    const bool whole = program_.findings[f.index()].kind == FindingKind::date;
    for (const double value : tried)
      for (const double v : {whole ? std::floor(value) : value, whole ? std::ceil(value) : value}) {
        const bool inside = detail == nullptr ||
                            (v >= detail->lowest.value_or(v) && v <= detail->highest.value_or(v));
        if (inside || totals_.whole_lines) values.insert(v);
      }
    return values;
  }

  const Totals& totals_;
  const Program& program_;
  FindingId score_;
  double level_;
};

}  // namespace

std::set<double> Totals::reachable(FindingId score, double level) const {
  return Reach(*this, score, level).reachable();
}

std::set<double, std::greater<>> Totals::levels(FindingId score, double threshold) const {
  std::set<double, std::greater<>> levels{1};
  const Reach reach(*this, score, 1);
  const auto add = [&](double certainty) {
    if (certainty > threshold) levels.insert(certainty);
  };
  for (const Item& item : reach.items()) {
    if (item.condition) add(std::fabs(situation.test(item.condition, {})));
    Findings leaves;
    reach.read(root(item), leaves);
    for (const FindingId f : leaves) add(situation.known(f).certainty);
  }
  return levels;
}

}  // namespace hence::reference
