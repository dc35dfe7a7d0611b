// The totals that a score can still reach, and comparisons with it.
#include <algorithm>
#include <cmath>

#include "engine/verify/evaluate.hpp"

namespace hence::verify {
namespace {

constexpr std::size_t most_totals = 4096;
constexpr std::size_t most_leaves = 10;
constexpr std::size_t most_completions = 4096;

void sort_out(std::vector<double>& x) {
  std::sort(x.begin(), x.end());
  x.erase(std::unique(x.begin(), x.end()), x.end());
}

int decided(double certainty, double level) { return certainty >= level ? 1 : certainty <= -level ? -1 : 0; }

// A value of each stretch that the bounds tell apart, and the bounds.
std::vector<double> stretches(std::vector<double> bounds, const Finding& f) {
  constexpr double far = std::numeric_limits<double>::infinity();
  const bool whole = f.kind == Kind::date;
  const double lowest = f.lowest.value_or(-far), highest = f.highest.value_or(far);
  sort_out(bounds);
  std::vector<double> values;
  const auto take = [&](double v) {
    if (v >= lowest && v <= highest) values.push_back(v);
  };
  for (std::size_t i = 0; i <= bounds.size(); ++i) {
    const double from = i == 0 ? -far : bounds[i - 1], to = i == bounds.size() ? far : bounds[i];
    if (i > 0) take(from);
    const double low = std::max(from, lowest), high = std::min(to, highest);
    double between = low == -far && high == far ? 0 : low == -far ? high - 1 : high == far ? low + 1 : low + (high - low) / 2;
    if (whole) between = std::floor(between);
    if (between <= from || between >= to) between = whole ? from + 1 : low;
    if (between > from && between < to) take(between);
  }
  sort_out(values);
  return values;
}

}  // namespace

int Situation::open_score(int id) const {
  const Expr& e = expr(id);
  if (e.op != Op::quantity || finding(e.finding).kind != Kind::score) return -1;
  const auto& given = of(e.finding).given;
  return given && *given > base_.threshold ? -1 : e.finding;
}

void Situation::leaves(int id, std::set<int>& out) const {
  const Expr& e = expr(id);
  if (e.finding >= 0) out.insert(e.finding);
  for (const int in : e.in) leaves(in, out);
}

bool Situation::asks_if_known(int id) const {
  const Expr& e = expr(id);
  if (e.op == Op::known || e.op == Op::unknown || e.op == Op::no_evidence || e.op == Op::certainty) return true;
  return std::any_of(e.in.begin(), e.in.end(), [&](int in) { return asks_if_known(in); });
}

bool Situation::is_open(int f, double level) const {
  if (of(f).conflict) return true;
  if (finding(f).kind == Kind::yes_no) return std::abs(of(f).certainty) < level;
  return !of(f).value || of(f).certainty < level;
}

void Situation::add(Totals& to, std::vector<double> parts) {
  sort_out(parts);
  if (parts.size() == 1 && parts[0] == 0) return;
  std::vector<double> sums;
  if (to.all.size() * parts.size() > most_totals || !to.whole) {
    to.whole = false;
    sums = {to_12_digits(to.all.front() + parts.front()), to_12_digits(to.all.back() + parts.back())};
  } else {
    for (const double x : to.all)
      for (const double y : parts) sums.push_back(to_12_digits(x + y));
  }
  sort_out(sums);
  to.all = std::move(sums);
}

std::set<double, std::greater<>> Situation::levels(int score) const {
  std::set<double, std::greater<>> out{1};
  const auto put = [&](double c) {
    if (c > base_.threshold && c <= 1) out.insert(c);
  };
  for (const Item& item : finding(score).items) {
    std::set<int> read;
    if (item.condition >= 0) {
      put(std::abs(test(item.condition)));
      leaves(item.condition, read);
    } else {
      read.insert(item.choice);
    }
    for (const int f : read)
      if (!of(f).conflict) put(std::abs(of(f).certainty));
  }
  return out;
}

Situation::Totals Situation::reach(int score, double level) const {
  Totals totals;
  double sure = 0;
  std::vector<const Item*> open;
  std::vector<std::set<int>> reads;
  for (const Item& item : finding(score).items) {
    if (item.condition < 0) {
      if (is_open(item.choice, level)) open.push_back(&item);
      else sure = to_12_digits(sure + finding(item.choice).points[static_cast<std::size_t>(*of(item.choice).value)]);
      continue;
    }
    const int sign = decided(test(item.condition), level);
    if (sign == 0) open.push_back(&item);
    else if (sign > 0) sure = to_12_digits(sure + item.points);
    else sure = to_12_digits(sure + 0);
  }
  totals.all = {sure};
  for (const Item* item : open) {
    std::set<int> all, mine;
    if (item->condition >= 0) leaves(item->condition, all);
    else all.insert(item->choice);
    for (const int f : all)
      if (is_open(f, level) && finding(f).kind != Kind::text && finding(f).kind != Kind::score) mine.insert(f);
    reads.push_back(mine);
  }
  std::vector<bool> done(open.size());
  for (std::size_t i = 0; i < open.size(); ++i) {
    if (done[i]) continue;
    std::vector<std::size_t> group{i};
    done[i] = true;
    for (std::size_t g = 0; g < group.size(); ++g)
      for (std::size_t j = 0; j < open.size(); ++j) {
        const bool shares = std::any_of(reads[group[g]].begin(), reads[group[g]].end(), [&](int f) { return reads[j].contains(f); });
        if (!done[j] && shares) done[j] = true, group.push_back(j);
      }
    std::sort(group.begin(), group.end());
    std::vector<const Item*> items;
    for (const std::size_t g : group) items.push_back(open[g]);
    if (items.size() > 1)
      if (auto sums = completed(items, level)) {
        add(totals, std::move(*sums));
        continue;
      }
    for (const Item* item : items) add(totals, item->condition >= 0 ? std::vector<double>{0, item->points} : finding(item->choice).points);
  }
  return totals;
}

// The sums of points over all completions of what these items read; none: too many, or not to be
// told apart.
std::optional<std::vector<double>> Situation::completed(const std::vector<const Item*>& items, double level) const {
  std::set<int> read, open;
  for (const Item* item : items) {
    if (item->condition >= 0 && asks_if_known(item->condition)) return {};
    if (item->condition >= 0) leaves(item->condition, read);
    else read.insert(item->choice);
  }
  Assumed fixed;
  for (const int f : read) {
    const bool yes_no = finding(f).kind == Kind::yes_no;
    if (is_open(f, level)) {
      if (finding(f).kind == Kind::text || finding(f).kind == Kind::score) return {};
      open.insert(f);
    } else {
      fixed[f] = yes_no ? (of(f).certainty > 0 ? 1 : -1) : *of(f).value;
    }
  }
  if (open.size() > most_leaves) return {};
  std::vector<std::pair<int, std::vector<double>>> choices;
  std::size_t product = 1;
  for (const int f : open) {
    std::vector<double> values;
    if (finding(f).kind == Kind::yes_no) values = {-1, 1};
    else if (finding(f).kind == Kind::choice)
      for (std::size_t v = 0; v < finding(f).values.size(); ++v) values.push_back(static_cast<double>(v));
    else {
      std::vector<double> bounds;
      const bool told = assuming(fixed, [&] {
        return std::all_of(items.begin(), items.end(), [&](const Item* item) { return item->condition < 0 || list_bounds(item->condition, f, open, bounds); });
      });
      if (!told) return {};
      values = stretches(bounds, finding(f));
    }
    product *= values.size();
    if (product == 0 || product > most_completions) return {};
    choices.emplace_back(f, std::move(values));
  }
  std::vector<double> sums;
  std::vector<std::size_t> at(choices.size(), 0);
  while (true) {
    Assumed assumed = fixed;
    for (std::size_t i = 0; i < choices.size(); ++i) assumed[choices[i].first] = choices[i].second[at[i]];
    Totals here;
    assuming(assumed, [&] {
      for (const Item* item : items) {
        if (item->condition < 0) {
          add(here, {finding(item->choice).points[static_cast<std::size_t>(assumed.at(item->choice))]});
          continue;
        }
        const int sign = decided(test(item->condition), level);
        if (sign == 0) add(here, {0, item->points});
        else if (sign > 0) add(here, {item->points});
      }
      return 0;
    });
    sums.insert(sums.end(), here.all.begin(), here.all.end());
    if (sums.size() > 2 * most_completions) sort_out(sums);
    std::size_t i = 0;
    while (i < at.size() && ++at[i] == choices[i].second.size()) at[i++] = 0;
    if (i == at.size()) break;
  }
  return sums;
}

// What an open number is compared with; false: something else is done with it.
bool Situation::list_bounds(int id, int number, const std::set<int>& open, std::vector<double>& bounds) const {
  const Expr& e = expr(id);
  const auto is_it = [&](int in) { return expr(in).op == Op::quantity && expr(in).finding == number; };
  for (const int in : e.in) {
    if (!is_it(in)) {
      if (!list_bounds(in, number, open, bounds)) return false;
      continue;
    }
    if (e.op < Op::less || e.op > Op::not_equal) return false;
    const int other = e.in[is_it(e.in[0]) ? 1 : 0];
    if (is_it(other)) continue;
    std::set<int> read;
    leaves(other, read);
    if (std::any_of(read.begin(), read.end(), [&](int f) { return open.contains(f); })) return false;
    if (const Figure bound = compute(other); bound.value) bounds.push_back(to_12_digits(*bound.value));
  }
  return true;
}

Figure Situation::total(int score) const {
  for (const double level : levels(score)) {
    const Totals totals = reach(score, level);
    if (totals.all.front() == totals.all.back()) return {totals.all.front(), level};
  }
  return {{}, 0};
}

std::set<double> Situation::reachable(int score) const {
  const Totals totals = reach(score, std::nextafter(base_.threshold, 1.0));
  return {totals.all.front(), totals.all.back()};
}

int Situation::agree(Op op, const Totals& a, const Totals& b) {
  const double a0 = a.all.front(), a1 = a.all.back(), b0 = b.all.front(), b1 = b.all.back();
  switch (op) {
    case Op::less: return a1 < b0 ? 1 : a0 >= b1 ? -1 : 0;
    case Op::less_equal: return a1 <= b0 ? 1 : a0 > b1 ? -1 : 0;
    case Op::greater: return a0 > b1 ? 1 : a1 <= b0 ? -1 : 0;
    case Op::greater_equal: return a0 >= b1 ? 1 : a1 < b0 ? -1 : 0;
    default: break;
  }
  int equal = a0 == a1 && b0 == b1 && a0 == b0 ? 1 : 0;
  if (equal == 0) {
    const bool apart = a1 < b0 || b1 < a0;
    const bool disjoint = a.whole && b.whole && std::none_of(a.all.begin(), a.all.end(), [&](double x) { return std::binary_search(b.all.begin(), b.all.end(), x); });
    equal = apart || disjoint ? -1 : 0;
  }
  return op == Op::equal ? equal : -equal;
}

double Situation::compare_totals(const Expr& e) const {
  const int scores[2] = {open_score(e.in[0]), open_score(e.in[1])};
  std::set<double, std::greater<>> all{1};
  Totals sides[2];
  double most = 1;
  for (std::size_t i = 0; i < 2; ++i) {
    if (scores[i] >= 0) {
      all.merge(levels(scores[i]));
      continue;
    }
    const Figure v = compute(e.in[i]);
    if (!v.value) return 0;
    most = std::min(most, v.certainty);
    sides[i].all = {to_12_digits(*v.value)};
  }
  for (const double level : all) {
    for (std::size_t i = 0; i < 2; ++i)
      if (scores[i] >= 0) sides[i] = reach(scores[i], level);
    if (const int sign = agree(e.op, sides[0], sides[1])) return sign * std::min(level, most);
  }
  return 0;
}

}  // namespace hence::verify
