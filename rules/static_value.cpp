#include "rules/static_value.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "rules/calendar.hpp"
#include "rules/number.hpp"

namespace hence {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

double of_one(Op op, double a) {
    switch (op) {
        case Op::minus: return -a;
        case Op::absolute: return std::abs(a);
        case Op::floor: return std::floor(round12(a));
        case Op::ceiling: return std::ceil(round12(a));
        case Op::square_root: return std::sqrt(a);
        case Op::logarithm: return a > 0 ? std::log(a) : unknown;
        case Op::logarithm10: return a > 0 ? std::log10(a) : unknown;
        case Op::exponential: return std::exp(a);
        case Op::truncate: return std::trunc(round12(a));
        case Op::year_of: return year_of(a);
        case Op::month_of: return month_of(a);
        case Op::round_to: return std::round(round12(a));
        default: return unknown;
    }
}

double of_two(Op op, double a, double b) {
    switch (op) {
        case Op::add: return a + b;
        case Op::subtract: return a - b;
        case Op::multiply: return a * b;
        case Op::divide: return b == 0 ? unknown : a / b;
        case Op::power: return a == 0 && b < 0 ? unknown : std::pow(a, b);
        case Op::minimum: return std::min(a, b);
        case Op::maximum: return std::max(a, b);
        case Op::round_to: {
            const double scale = std::pow(10, std::round(b));
            return std::round(round12(a * scale)) / scale;
        }
        case Op::plus_months: return plus_months(a, std::trunc(round12(b)));
        case Op::months_between: return months_between(a, b);
        case Op::exact_years_between: return exact_years_between(a, b);
        default: return unknown;
    }
}

bool compared(Op op, double a, double b) {
    switch (op) {
        case Op::less: return a < b;
        case Op::less_equal: return a <= b;
        case Op::greater: return a > b;
        case Op::greater_equal: return a >= b;
        case Op::equal: return a == b;
        default: return a != b;
    }
}

}  // namespace

double static_figure(const Program& program, ExprId expr, std::span<const double> slots) {
    const Expr& e = program.exprs[expr.index()];
    if (e.op == Op::literal) return e.n > 0 ? slots[e.n - 1] : e.number;
    const auto inputs = program.inputs(e);
    if (inputs.empty()) return unknown;
    double value = static_figure(program, inputs[0], slots);
    if (inputs.size() == 1) value = !std::isfinite(value) ? value : e.op == Op::minimum || e.op == Op::maximum ? value : of_one(e.op, value);
    for (std::size_t i = 1; i < inputs.size(); ++i) {
        const double next = static_figure(program, inputs[i], slots);
        if (std::isnan(value) || std::isnan(next)) value = unknown;
        else if (std::isinf(next)) value = next;
        else if (!std::isinf(value)) value = of_two(e.op, value, next);
    }
    return value;
}

std::optional<bool> static_truth(const Program& program, ExprId expr, std::span<const double> slots) {
    const Expr& e = program.exprs[expr.index()];
    const auto inputs = program.inputs(e);
    if (e.op == Op::negation) {
        const auto inner = static_truth(program, inputs[0], slots);
        return inner ? std::optional(!*inner) : std::nullopt;
    }
    if (e.op == Op::all || e.op == Op::any) {
        std::optional<bool> result = e.op == Op::all;
        for (const ExprId input : inputs) {
            const auto next = static_truth(program, input, slots);
            if (next && *next == (e.op == Op::any)) return next;
            if (!next) result = std::nullopt;
        }
        return result;
    }
    const double a = static_figure(program, inputs[0], slots), b = static_figure(program, inputs[1], slots);
    if (!std::isfinite(a) || !std::isfinite(b)) return std::nullopt;
    return compared(e.op, round12(a), round12(b));
}

}  // namespace hence
