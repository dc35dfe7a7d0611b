#include "tests/reference_arithmetic.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <optional>

namespace hence::reference {

double round_value(double x) {
  if (x == 0 || !std::isfinite(x)) return x;
  char text[40];
  std::snprintf(text, sizeof text, "%.11e", x);
  return std::strtod(text, nullptr);
}

namespace {

// ---- Dates, by counting ----

struct Date {
  int year, month, day;
};

bool leaps(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int days_in(int year, int month) {
  if (month == 2) return leaps(year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

double days_of(const Date& date) {
  double days = 0;
  for (int year = 1970; year < date.year; ++year) days += leaps(year) ? 366 : 365;
  for (int year = 1969; year >= date.year; --year) days -= leaps(year) ? 366 : 365;
  for (int month = 1; month < date.month; ++month) days += days_in(date.year, month);
  return days + date.day - 1;
}

// None: outside the years 1 to 9999.
std::optional<Date> date_of(double days) {
  days = std::floor(days);
  if (!(days >= days_of({1, 1, 1}) && days <= days_of({9999, 12, 31}))) return {};
  Date date{1970, 1, 1};
  while (days < days_of({date.year, 1, 1})) --date.year;
  while (days >= days_of({date.year + 1, 1, 1})) ++date.year;
  while (date.month < 12 && days >= days_of({date.year, date.month + 1, 1})) ++date.month;
  date.day = 1 + static_cast<int>(days - days_of(date));
  return date;
}

double months_later(double days, double months) {
  const auto from = date_of(days);
  if (!from || !(std::fabs(months) < 200000)) return NAN;
  Date date = *from;
  for (double left = std::fabs(std::trunc(round_value(months))); left > 0; --left) {
    date.month += months < 0 ? -1 : 1;
    if (date.month == 0) date = {date.year - 1, 12, date.day};
    if (date.month == 13) date = {date.year + 1, 1, date.day};
  }
  if (date.year < 1 || date.year > 9999) return NAN;
  date.day = std::min(date.day, days_in(date.year, date.month));
  return days_of(date);
}

// Whole steps by month and day; −months of the turned pair where it is the other way round.
double months_from(double a, double b) {
  if (a > b) return -months_from(b, a);
  const auto from = date_of(a), to = date_of(b);
  if (!from || !to) return NAN;
  const int months = 12 * (to->year - from->year) + to->month - from->month;
  return months - (to->day < from->day ? 1 : 0);
}

// Whole years, then the days since the last year's day over the days from that to the next; the
// day of 29 February is 1 March in a year without it.
double years_from(double a, double b) {
  if (a > b) return -years_from(b, a);
  const auto from = date_of(a);
  if (!from || !date_of(b)) return NAN;
  const auto day_in = [&](int year) {
    const bool none = from->month == 2 && from->day == 29 && !leaps(year);
    return days_of(none ? Date{year, 3, 1} : Date{year, from->month, from->day});
  };
  int years = 0;
  while (day_in(from->year + years + 1) <= b) ++years;
  const double last = day_in(from->year + years), next = day_in(from->year + years + 1);
  return years + (b - last) / (next - last);
}

}  // namespace

double calculate(Op op, const std::vector<double>& x) {
  const auto fold = [&](auto f) {
    double y = x[0];
    for (std::size_t i = 1; i < x.size(); ++i) y = f(y, x[i]);
    return y;
  };
  switch (op) {
    case Op::add: return fold(std::plus<>());
    case Op::subtract: return fold(std::minus<>());
    case Op::multiply: return fold(std::multiplies<>());
    case Op::divide: return fold([](double a, double b) { return b == 0 ? NAN : a / b; });
    case Op::power: return fold([](double a, double b) { return std::pow(a, b); });
    case Op::minus: return -x[0];
    case Op::absolute: return std::fabs(x[0]);
    case Op::minimum: return *std::min_element(x.begin(), x.end());
    case Op::maximum: return *std::max_element(x.begin(), x.end());
    case Op::round_to: {
      const double scale = x.size() > 1 ? std::pow(10, x[1]) : 1;
      return std::round(round_value(x[0] * scale)) / scale;
    }
    case Op::floor: return std::floor(round_value(x[0]));
    case Op::ceiling: return std::ceil(round_value(x[0]));
    case Op::truncate: return std::trunc(round_value(x[0]));
    case Op::plus_months: return months_later(x[0], x[1]);
    case Op::months_between: return months_from(x[0], x[1]);
    case Op::exact_years_between: return years_from(x[0], x[1]);
    case Op::year_of:
    case Op::month_of: {
      const std::optional<Date> date = date_of(x[0]);
      if (!date) return NAN;
      return op == Op::year_of ? date->year : date->month;
    }
    case Op::square_root: return std::sqrt(x[0]);
    case Op::logarithm: return std::log(x[0]);
    case Op::logarithm10: return std::log10(x[0]);
    case Op::exponential: return std::exp(x[0]);
    default: return NAN;
  }
}

namespace {

// The value of arithmetic that reads no finding.
std::optional<double> constant(const Program& program, ExprId id) {
  const Expr& e = program.exprs[id.index()];
  if (e.op == Op::literal) return e.number;
  if (e.op < Op::add || e.inputs.empty()) return {};
  std::vector<double> x;
  for (const ExprId input : program.inputs(e)) {
    const std::optional<double> value = constant(program, input);
    if (!value) return {};
    x.push_back(*value);
  }
  return calculate(e.op, x);
}

// (a AND b) AND c reads as a AND b AND c.
void collect_inputs(const Program& program, const Expr& e, std::vector<std::string>& inputs) {
  for (const ExprId input : program.inputs(e)) {
    const Expr& inner = program.exprs[input.index()];
    if (inner.op == e.op && (e.op == Op::all || e.op == Op::any))
      collect_inputs(program, inner, inputs);
    else inputs.push_back(canonical(program, input));
  }
}

}  // namespace

Things things_of(const Program& program, std::uint32_t instance) {
  Things things;
  const Range range = program.instances[instance];
  for (std::uint32_t b = range.first; b < range.last; ++b)
    things[program.terms[program.bindings[b].variable]] = program.terms[program.bindings[b].thing];
  return things;
}

bool same_where_both(const Things& a, const Things& b) {
  return std::all_of(a.begin(), a.end(), [&](const auto& mine) {
    const auto other = b.find(mine.first);
    return other == b.end() || other->second == mine.second;
  });
}

std::string canonical_premises(const Program& program, ExprId condition, ExprId scope, bool deny) {
  const std::string met = canonical(program, condition);
  std::vector<std::string> parts{
      deny ? std::to_string(static_cast<int>(Op::negation)) + ":0(" + met + ")" : met};
  if (!scope) return parts.front();
  if (!condition) return canonical(program, scope);
  if (!deny && program.exprs[condition.index()].op == Op::all) {
    parts.clear();
    collect_inputs(program, program.exprs[condition.index()], parts);
  }
  if (const Expr& e = program.exprs[scope.index()]; e.op == Op::all)
    collect_inputs(program, e, parts);
  else parts.push_back(canonical(program, scope));
  std::sort(parts.begin(), parts.end());
  std::string text = std::to_string(static_cast<int>(Op::all)) + ":0";
  for (const std::string& part : parts) text += "(" + part + ")";
  return text;
}

std::string canonical(const Program& program, ExprId id) {
  if (!id) return "always";
  const Expr& e = program.exprs[id.index()];
  std::vector<std::string> inputs;
  collect_inputs(program, e, inputs);
  if (e.op == Op::all || e.op == Op::any || e.op == Op::at_least || e.op == Op::at_most ||
      e.op == Op::exactly)
    std::sort(inputs.begin(), inputs.end());
  if (e.op == Op::aggregate) {  // the order of its bindings says nothing
    const std::size_t size = static_cast<Aggregate>(e.n) == Aggregate::latest ? 3 : 2;
    std::vector<std::string> bindings;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (i % size == 0) bindings.emplace_back();
      bindings.back() += "(" + inputs[i] + ")";
    }
    std::sort(bindings.begin(), bindings.end());
    inputs = std::move(bindings);
  }
  if (const std::optional<double> value = constant(program, id)) {
    char figure[40];
    std::snprintf(figure, sizeof figure, "%.11e", *value);
    return figure;
  }
  std::string text = std::to_string(static_cast<int>(e.op)) + ":" + std::to_string(e.n);
  if (e.finding) text += "<" + program.findings[e.finding.index()].key + ">";
  if (e.op == Op::rule_applies) {  // of the instances that agree
    Things asked;
    const Things mine = things_of(program, e.instance);
    for (const Rule& rule : program.rules)
      if (rule.name == RuleNameId(std::size_t{e.n}))
        for (const auto& [variable, thing] : things_of(program, rule.instance))
          if (mine.contains(variable)) asked[variable] = mine.at(variable);
    for (const auto& [variable, thing] : asked) text += " " + variable + "=" + thing;
  }
  for (const std::string& input : inputs) text += "(" + input + ")";
  return text;
}

}  // namespace hence::reference
