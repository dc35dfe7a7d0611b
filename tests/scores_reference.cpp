#include "tests/scores_reference.hpp"

namespace hence::reference {

namespace {

std::vector<int> each(const Open& answer, int points) {
  if (!answer) return {0, points};
  return {*answer ? points : 0};
}

// Every total of one choice out of each list.
std::set<int> sums(const std::vector<std::vector<int>>& items) {
  std::set<int> totals{0};
  for (const auto& item : items) {
    std::set<int> longer;
    for (const int total : totals)
      for (const int points : item) longer.insert(total + points);
    totals = longer;
  }
  return totals;
}

template <class Class>
std::set<std::string> classes_of(const std::set<int>& totals, Class class_of) {
  std::set<std::string> classes;
  for (const int total : totals) classes.insert(class_of(total));
  return classes;
}

Open raised(const Curb& p) {
  if (p.urea) return *p.urea > 7;
  if (p.nitrogen) return *p.nitrogen > 19;
  return {};
}

Open low_pressure(const Curb& p) {
  if (p.systolic && *p.systolic < 90) return true;
  if (p.diastolic && *p.diastolic <= 60) return true;
  if (p.systolic && p.diastolic) return false;
  return {};
}

Open at_least(std::optional<double> figure, double bound) {
  if (!figure) return {};
  return *figure >= bound;
}

std::vector<int> up_to(const std::optional<int>& points, int most) {
  if (points) return {*points};
  std::vector<int> all;
  for (int n = 1; n <= most; ++n) all.push_back(n);
  return all;
}

}  // namespace

Scored wells(const std::vector<Open>& items) {
  std::vector<std::vector<int>> points;
  for (std::size_t i = 0; i < items.size(); ++i) points.push_back(each(items[i], i == 9 ? -2 : 1));
  const std::set<int> totals = sums(points);
  return {totals, classes_of(totals, [](int n) { return n >= 2 ? "likely" : "unlikely"; }),
          classes_of(totals, [](int n) { return n >= 3 ? "high" : n >= 1 ? "moderate" : "low"; })};
}

Scored curb_65(const Curb& p) {
  const std::set<int> totals =
      sums({each(p.confusion, 1), each(raised(p), 1), each(at_least(p.breaths, 30), 1),
            each(low_pressure(p), 1), each(at_least(p.age, 65), 1)});
  return {totals,
          classes_of(totals, [](int n) { return n >= 3 ? "high" : n == 2 ? "moderate" : "low"; }),
          {}};
}

Scored cha2ds2_vasc(const std::vector<Open>& items, std::optional<int> age) {
  std::vector<std::vector<int>> points;
  for (std::size_t i = 0; i < items.size(); ++i) points.push_back(each(items[i], i == 3 ? 2 : 1));
  if (!age) points.push_back({0, 1, 2});
  else points.push_back({*age >= 75 ? 2 : *age >= 65 ? 1 : 0});
  const std::set<int> totals = sums(points);
  return {totals,
          classes_of(totals, [](int n) { return n >= 2 ? "high" : n == 1 ? "intermediate" : "low"; }),
          {}};
}

Scored glasgow(std::optional<int> eyes, std::optional<int> speech, std::optional<int> movement) {
  const std::set<int> totals = sums({up_to(eyes, 4), up_to(speech, 5), up_to(movement, 6)});
  return {totals,
          classes_of(totals, [](int n) { return n <= 8 ? "severe" : n <= 12 ? "moderate" : "mild"; }),
          {}};
}

}  // namespace hence::reference
