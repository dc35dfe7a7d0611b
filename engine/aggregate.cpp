#include "engine/aggregate.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

namespace hence {

namespace {

constexpr double far = std::numeric_limits<double>::infinity();
constexpr Ends unknown{unknown_value, unknown_value};

bool settled(const Ends& value) {
  return value.low.x == value.high.x && value.low.y == value.high.y;
}
// A value that can come to nothing: settled, and no figure.
bool is_nothing(const Ends& value) { return !is_figure(value.low.x); }

double rounded(double x) { return std::isfinite(x) ? round12(x) : x; }

struct Between {
  double low = 0, high = 0;
};

// A binding that is, or may be, included.
struct Included {
  Between figure, day;
};

struct Bindings {
  std::vector<Included> sure;  // in every completion in which the aggregate is known
  std::vector<Included> open;  // in some
  Between certainty{1, 1};       // of what is sure
  bool settled = true;         // nothing about them can change but certainties
};

// None: it is not known, whatever comes.
std::optional<Bindings> gather(Aggregate kind, std::span<const Ends> inputs, double threshold) {
  Bindings all;
  const std::size_t size = binding_size(kind);
  for (std::size_t at = 0; at + size <= inputs.size(); at += size) {
    const double low = read(inputs[at].low), high = read(inputs[at].high);
    const bool may_hold = high > threshold, may_fail = low < -threshold;
    const auto values = inputs.subspan(at + 1, size - 1);
    const bool nothing = std::any_of(values.begin(), values.end(), is_nothing);
    if (!may_fail && (!may_hold || nothing)) return std::nullopt;
    if (!may_hold || nothing) {
      all.settled = all.settled && high < -threshold;
      continue;
    }
    Included one;
    one.figure = {values.front().low.x, values.front().high.x};
    one.day = {rounded(values.back().low.x), rounded(values.back().high.x)};
    all.settled = all.settled && low > threshold && std::all_of(values.begin(), values.end(), settled);
    (may_fail ? all.open : all.sure).push_back(one);
    if (may_fail) continue;
    Between& c = all.certainty;
    c = {std::min(c.low, low), std::min(c.high, high)};
    for (const Ends& v : values) c = {std::min(c.low, v.low.y), std::min(c.high, v.high.y)};
  }
  return all;
}

double low_of(const Included& one) { return one.figure.low; }
double high_of(const Included& one) { return one.figure.high; }

double sum_of(std::vector<double> figures) {
  std::sort(figures.begin(), figures.end());
  double sum = 0;
  for (const double x : figures) sum += x;
  return sum;
}

// What is open is left out where it would not add to that side.
Between sum(const Bindings& of) {
  std::vector<double> low, high;
  for (const Included& one : of.sure) {
    low.push_back(one.figure.low);
    high.push_back(one.figure.high);
  }
  for (const Included& one : of.open) {
    if (one.figure.low < 0) low.push_back(one.figure.low);
    if (one.figure.high > 0) high.push_back(one.figure.high);
  }
  return {sum_of(std::move(low)), sum_of(std::move(high))};
}

// The least (greatest) average: over what is sure, and as many of what is open, the least (greatest)
// first, as do best.
template <class End, class Before>
double average_end(const Bindings& of, End end, Before before) {
  std::vector<double> figures, open;
  for (const Included& one : of.sure) figures.push_back(end(one));
  for (const Included& one : of.open) open.push_back(end(one));
  std::sort(open.begin(), open.end(), before);
  std::optional<double> best;
  for (std::size_t taken = 0; taken <= open.size(); ++taken) {
    if (taken > 0) figures.push_back(open[taken - 1]);
    if (figures.empty()) continue;
    const double next = sum_of(figures) / static_cast<double>(figures.size()) + 0.0;
    if (!best || before(next, *best)) best = next;
  }
  return *best;
}

// The least of all; at most the least that is sure to be there, or the greatest that may be alone.
Between minimum(const Bindings& of) {
  Between least{far, of.sure.empty() ? -far : far};
  for (const Included& one : of.sure)
    least = {std::min(least.low, one.figure.low), std::min(least.high, one.figure.high)};
  for (const Included& one : of.open) {
    least.low = std::min(least.low, one.figure.low);
    if (of.sure.empty()) least.high = std::max(least.high, one.figure.high);
  }
  return least;
}

Between maximum(const Bindings& of) {
  Between greatest{of.sure.empty() ? far : -far, -far};
  for (const Included& one : of.sure)
    greatest = {std::max(greatest.low, one.figure.low), std::max(greatest.high, one.figure.high)};
  for (const Included& one : of.open) {
    greatest.high = std::max(greatest.high, one.figure.high);
    if (of.sure.empty()) greatest.low = std::min(greatest.low, one.figure.low);
  }
  return greatest;
}

// Of those that may have the greatest day. None: it is sure that two disagree.
std::optional<Between> latest(const Bindings& of) {
  double day = -far;
  for (const Included& one : of.sure) day = std::max(day, one.day.low);
  Between figure{far, -far};
  for (const auto* some : {&of.sure, &of.open})
    for (const Included& one : *some)
      if (one.day.high >= day)
        figure = {std::min(figure.low, one.figure.low), std::max(figure.high, one.figure.high)};
  if (!of.settled) return figure;
  if (rounded(figure.low) != rounded(figure.high)) return std::nullopt;
  return Between{figure.low, figure.low};
}

std::optional<Between> value(Aggregate kind, const Bindings& of) {
  const bool sums = kind == Aggregate::count || kind == Aggregate::sum;
  if (!sums && of.sure.empty() && of.open.empty()) return std::nullopt;
  switch (kind) {
    case Aggregate::count:
    case Aggregate::sum: return sum(of);
    case Aggregate::average:
      return Between{average_end(of, low_of, std::less<>()), average_end(of, high_of, std::greater<>())};
    case Aggregate::minimum: return minimum(of);
    case Aggregate::maximum: return maximum(of);
    case Aggregate::latest: break;
  }
  return latest(of);
}

}  // namespace

double in_unit(const Measure& measure, double figure) {
  return round12((figure - measure.unit.offset) / measure.unit.factor);
}

std::string_view name_of(Aggregate kind) {
  constexpr std::array<std::string_view, 6> names{"count", "sum",     "min",
                                                  "max",   "average", "latest"};
  return names[static_cast<std::size_t>(kind)];
}

Ends aggregate(Aggregate kind, std::span<const Ends> inputs, double threshold) {
  const std::optional<Bindings> bindings = gather(kind, inputs, threshold);
  if (!bindings) return unknown;
  const std::optional<Between> found = value(kind, *bindings);
  if (!found) return unknown;
  const Between c = bindings->certainty;
  if (!bindings->settled) return {{found->low, 0}, {found->high, c.high}};
  if (!std::isfinite(found->low)) return unknown;
  return {{found->low, c.low}, {found->high, c.high}};
}

}  // namespace hence
