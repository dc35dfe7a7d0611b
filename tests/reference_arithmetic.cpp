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
    case Op::floor: return std::floor(x[0]);
    case Op::ceiling: return std::ceil(x[0]);
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

std::string canonical(const Program& program, ExprId id) {
  if (!id) return "always";
  const Expr& e = program.exprs[id.index()];
  std::vector<std::string> inputs;
  collect_inputs(program, e, inputs);
  if (e.op == Op::all || e.op == Op::any || e.op == Op::at_least || e.op == Op::at_most ||
      e.op == Op::exactly)
    std::sort(inputs.begin(), inputs.end());
  if (const std::optional<double> value = constant(program, id)) {
    char figure[40];
    std::snprintf(figure, sizeof figure, "%.11e", *value);
    return figure;
  }
  std::string text = std::to_string(static_cast<int>(e.op)) + ":" + std::to_string(e.n);
  if (e.finding) text += "<" + program.findings[e.finding.index()].key + ">";
  for (const std::string& input : inputs) text += "(" + input + ")";
  return text;
}

}  // namespace hence::reference
