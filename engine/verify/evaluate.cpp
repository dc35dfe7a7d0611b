#include "engine/verify/evaluate.hpp"

#include <algorithm>
#include <cmath>

namespace hence::verify {
namespace {

Reading inside(Op op, Reading reading) {
  if (op == Op::all || op == Op::any || op == Op::at_least || reading == Reading::plain) return reading;
  if (op != Op::negation && op != Op::at_most) return Reading::plain;
  return reading == Reading::blocking ? Reading::reversed : Reading::blocking;
}

double nth_largest(const std::vector<double>& descending, std::size_t n) {
  if (n == 0) return 1;
  return n > descending.size() ? -1 : descending[n - 1];
}

bool compares(Op op, double x, double y) {
  switch (op) {
    case Op::less: return x < y;
    case Op::less_equal: return x <= y;
    case Op::greater: return x > y;
    case Op::greater_equal: return x >= y;
    case Op::equal: return x == y;
    default: return x != y;
  }
}

double calculated(Op op, const std::vector<double>& x) {
  switch (op) {
    case Op::add: return x[0] + x[1];
    case Op::subtract: return x[0] - x[1];
    case Op::multiply: return x[0] * x[1];
    case Op::divide: return x[1] == 0 ? std::nan("") : x[0] / x[1];
    case Op::power: return std::pow(x[0], x[1]);
    case Op::minus: return -x[0];
    case Op::absolute: return std::abs(x[0]);
    case Op::minimum: return *std::min_element(x.begin(), x.end());
    case Op::maximum: return *std::max_element(x.begin(), x.end());
    case Op::round: {
      const double scale = std::pow(10, x.size() > 1 ? std::round(x[1]) : 0);
      return std::round(to_12_digits(x[0] * scale)) / scale;
    }
    case Op::floor: return std::floor(to_12_digits(x[0]));
    case Op::ceiling: return std::ceil(to_12_digits(x[0]));
    case Op::truncate: return std::trunc(to_12_digits(x[0]));
    case Op::root: return std::sqrt(x[0]);
    case Op::natural_log: return std::log(x[0]);
    case Op::log10: return std::log10(x[0]);
    case Op::exponential: return std::exp(x[0]);
    case Op::plus_months: return plus_months(x[0], std::trunc(to_12_digits(x[1])));
    case Op::months_between: return months_between(x[0], x[1]);
    case Op::exact_years: return exact_years_between(x[0], x[1]);
    case Op::year: return year_of(x[0]);
    case Op::month: return month_of(x[0]);
    default: return std::nan("");
  }
}

// What an aggregate makes of figures and, for `latest`, their days; none: nothing.
std::optional<double> fold(Fold kind, std::vector<double> figures, const std::vector<double>& days) {
  if (kind == Fold::latest) {
    std::optional<double> value;
    for (std::size_t i = 0; i < figures.size(); ++i) {
      if (to_12_digits(days[i]) != to_12_digits(*std::max_element(days.begin(), days.end()))) continue;
      if (value && to_12_digits(*value) != to_12_digits(figures[i])) return {};
      value = value ? std::min(*value, figures[i]) : figures[i];
    }
    return value;
  }
  std::sort(figures.begin(), figures.end());
  const bool sums = kind == Fold::count || kind == Fold::sum;
  if (figures.empty()) return sums ? std::optional(0.0) : std::nullopt;
  if (kind == Fold::minimum) return figures.front();
  if (kind == Fold::maximum) return figures.back();
  double sum = 0;
  for (const double x : figures) sum += x;
  return sums ? sum : sum / static_cast<double>(figures.size()) + 0.0;
}

}  // namespace

std::optional<double> literal_figure(const RuleBase& base, int id) {
  const Expr& e = base.exprs[static_cast<std::size_t>(id)];
  if (e.op == Op::literal) return e.figure + 0.0;
  if (e.op < Op::add || e.op == Op::aggregate) return {};
  std::vector<double> x;
  for (const int in : e.in) {
    const auto value = literal_figure(base, in);
    if (!value) return {};
    x.push_back(*value);
  }
  const double y = calculated(e.op, x);
  return std::isfinite(y) ? std::optional(y + 0.0) : std::nullopt;
}

std::optional<bool> literal_truth(const RuleBase& base, int id) {
  const Expr& e = base.exprs[static_cast<std::size_t>(id)];
  if (e.op >= Op::less && e.op <= Op::not_equal) {
    const auto a = literal_figure(base, e.in[0]), b = literal_figure(base, e.in[1]);
    return a && b ? std::optional(compares(e.op, to_12_digits(*a), to_12_digits(*b))) : std::nullopt;
  }
  if (e.op == Op::negation) {
    const auto inner = literal_truth(base, e.in[0]);
    return inner ? std::optional(!*inner) : std::nullopt;
  }
  if (e.op != Op::all && e.op != Op::any) return {};
  bool open = false;
  for (const int in : e.in) {
    const auto part = literal_truth(base, in);
    open = open || !part;
    if (part && *part == (e.op == Op::any)) return *part;
  }
  return open ? std::nullopt : std::optional(e.op == Op::all);
}

Situation::Situation(const RuleBase& base, const std::vector<Standing>& standings) : base_(base), standings_(standings) {
  for (std::size_t r = 0; r < base.rules.size(); ++r) {
    if (base.rules[r].name >= 0) by_name_[base.rules[r].name].push_back(r);
    if (base.rules[r].first >= 0) by_first_[base.rules[r].first].push_back(r);
    for (const int name : base.rules[r].overrides) overriding_[name].push_back(r);
  }
}

double Situation::read(int f) const {
  if (const auto assumed = assumed_.find(f); assumed != assumed_.end()) return assumed->second;
  return of(f).conflict ? 0 : of(f).certainty;
}

Figure Situation::held(int f) const {
  if (const auto assumed = assumed_.find(f); assumed != assumed_.end()) return {assumed->second, 1};
  if (of(f).conflict || !of(f).value) return {{}, 0};
  return {of(f).value, of(f).certainty};
}

double Situation::test(int id, Reading reading) const {
  const Expr& e = expr(id);
  std::vector<double> c;
  if (e.op <= Op::exactly && e.op != Op::finding && e.op != Op::negation) {
    for (const int in : e.in) c.push_back(test(in, inside(e.op, reading)));
    std::sort(c.rbegin(), c.rend());
  }
  const auto n = static_cast<std::size_t>(e.n);
  switch (e.op) {
    case Op::finding: return reading == Reading::blocking && of(e.finding).conflict && !assumed_.contains(e.finding) ? 1 : read(e.finding);
    case Op::all: return c.back();
    case Op::any: return c.front();
    case Op::negation: return 0.0 - test(e.in[0], inside(e.op, reading));
    case Op::at_least: return nth_largest(c, n);
    case Op::at_most: return 0.0 - nth_largest(c, n + 1);
    case Op::exactly: return std::min(nth_largest(c, n), 0.0 - nth_largest(c, n + 1));
    case Op::known: return known(e) == 1 ? 1 : -1;
    case Op::unknown: return known(e) == 0 ? 1 : -1;
    case Op::no_evidence: return fires(test(e.in[0], Reading::blocking)) ? -1 : 1;
    case Op::applies:
      return assuming({}, [&] {
        const auto named = by_name_.find(e.n);
        return named != by_name_.end() && std::any_of(named->second.begin(), named->second.end(), [&](std::size_t r) { return (e.binding < 0 || verify::agree(base_.rules[r].binding, base_.bindings[static_cast<std::size_t>(e.binding)])) && applies(base_.rules[r]); });
      }) ? 1 : -1;
    case Op::is_value: {
      const Figure v = held(e.finding);
      if (!v.value) return 0;
      return *v.value == e.n ? v.certainty : -v.certainty;
    }
    default: return compare(e);
  }
}

// 1: known, 0: unknown, −1: in conflict, which is neither.
int Situation::known(const Expr& e) const {
  const Expr& in = expr(e.in[0]);
  if (in.op == Op::quantity) {
    if (assumed_.contains(in.finding)) return 1;
    return of(in.finding).conflict ? -1 : of(in.finding).value ? 1 : 0;
  }
  if (in.op == Op::finding && of(in.finding).conflict && !assumed_.contains(in.finding)) return -1;
  return std::abs(test(e.in[0])) > base_.threshold ? 1 : 0;
}

double Situation::compare(const Expr& e) const {
  if (assumed_.empty() && (open_score(e.in[0]) >= 0 || open_score(e.in[1]) >= 0)) return compare_totals(e);
  const Figure a = compute(e.in[0]), b = compute(e.in[1]);
  if (!a.value || !b.value) return 0;
  const double least = std::min(a.certainty, b.certainty);
  return compares(e.op, to_12_digits(*a.value), to_12_digits(*b.value)) ? least : -least;
}

Figure Situation::compute(int id) const {
  const Expr& e = expr(id);
  if (e.op == Op::literal) return {e.figure + 0.0, 1};
  if (e.op == Op::quantity) return held(e.finding);
  if (e.op == Op::points) {
    Figure v = held(e.finding);
    if (v.value) v.value = finding(e.finding).points[static_cast<std::size_t>(*v.value)];
    return v;
  }
  if (e.op == Op::certainty) {
    const bool assumed = assumed_.contains(e.finding);
    if (finding(e.finding).kind == Kind::yes_no) return of(e.finding).conflict && !assumed ? Figure{{}, 0} : Figure{read(e.finding), 1};
    const Figure v = held(e.finding);
    return v.value ? Figure{v.certainty, 1} : Figure{{}, 0};
  }
  if (e.op == Op::aggregate) return folded(e);
  std::vector<double> x;
  double least = 1;
  for (const int in : e.in) {
    const Figure v = compute(in);
    if (!v.value) return {{}, 0};
    x.push_back(*v.value);
    least = std::min(least, v.certainty);
  }
  const double y = calculated(e.op, x);
  return std::isfinite(y) ? Figure{y + 0.0, least} : Figure{{}, 0};
}

// A binding counts when its condition fires, does not when that is false, and between both nothing
// is known of the whole.
Figure Situation::folded(const Expr& e) const {
  const auto kind = static_cast<Fold>(e.n);
  const std::size_t size = kind == Fold::latest ? 3 : 2;
  std::vector<double> figures, days;
  double least = 1;
  for (std::size_t at = 0; at + size <= e.in.size(); at += size) {
    const double holds = test(e.in[at]);
    if (holds < -base_.threshold) continue;
    if (!fires(holds)) return {{}, 0};
    least = std::min(least, holds);
    for (std::size_t i = 1; i < size; ++i) {
      const Figure v = compute(e.in[at + i]);
      if (!v.value) return {{}, 0};
      least = std::min(least, v.certainty);
      (i == 1 ? figures : days).push_back(*v.value);
    }
  }
  const auto value = fold(kind, std::move(figures), days);
  return value && std::isfinite(*value) ? Figure{*value, least} : Figure{{}, 0};
}

// ---- rules -----------------------------------------------------------------------------------

double Situation::condition(const Rule& r) const {
  const double own = r.condition >= 0 ? test(r.condition) : 1;
  return r.scope >= 0 ? std::min(own, test(r.scope)) : own;
}

double Situation::blocker(const Rule& r) const { return r.unless >= 0 ? test(r.unless, Reading::blocking) : -1; }

bool Situation::held_back(const Rule& r) const {
  const auto some = [&](const std::map<int, std::vector<std::size_t>>& index, int key, const auto& holds) {
    const auto found = key < 0 ? index.end() : index.find(key);
    return found != index.end() && std::any_of(found->second.begin(), found->second.end(), [&](std::size_t other) { return holds(base_.rules[other]) && applies(base_.rules[other]); });
  };
  return some(overriding_, r.name, [&](const Rule& other) { return verify::agree(r.binding, other.binding); }) || some(by_first_, r.first, [&](const Rule& other) { return other.place < r.place; });
}

bool Situation::applies(const Rule& r) const {
  const auto now = [&] {
    for (const Conclusion& c : r.conclusions)
      if (c.value >= 0 && !compute(c.value).value) return false;
    return fires(condition(r)) && !fires(blocker(r)) && !held_back(r);
  };
  struct Deeper {
    int& depth;
    ~Deeper() { --depth; }
  } const deeper{++depth_};
  if (depth_ > 2000) throw Unable{r.at, "rules that override one another in a chain this long are not followed"};
  if (!assumed_.empty()) return now();
  if (const auto known = applies_.find(&r); known != applies_.end()) return known->second;
  return applies_[&r] = now();
}

}  // namespace hence::verify
