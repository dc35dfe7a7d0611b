// Arithmetic: units are checked, and conversions are put in as arithmetic on literals.
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "rules/calendar.hpp"
#include "rules/resolver.hpp"
#include "rules/text.hpp"

namespace hence {
namespace {

// °C and °F: a figure is a place on the scale, a difference of two is not.
bool has_offset(const Unit& unit) { return unit.offset != 0; }

Unit base_of(const Unit& unit) {
    Unit base = unit;
    base.factor = 1;
    base.offset = 0;
    return base;
}

}  // namespace

std::optional<Term> Resolver::literal(ast::Phrase phrase) {
    const Token& first = tokens_->tokens[phrase.first];
    if (first.kind == Tok::date && phrase.size() == 1) return date_literal(words_text(phrase, nullptr), words_span(phrase));
    if (first.kind != Tok::number) return std::nullopt;
    for (std::uint32_t t = phrase.first; t < phrase.last; ++t)
        if (tokens_->tokens[t].kind == Tok::column) return std::nullopt;
    return literal(words_text(phrase, nullptr), words_span(phrase));
}

// `1.5`, `1.5 L/day`; none if it is no figure, or is followed by what is no unit.
std::optional<Term> Resolver::literal(std::string_view text, Span span) {
    if (looks_like_date(text)) return date_literal(text, span);
    std::size_t digits = 0;
    if (text.starts_with('+') || text.starts_with('-')) digits = 1;
    if (text.starts_with("−")) digits = 3;
    std::size_t to = text.find_first_not_of("0123456789.", digits);
    if (to != std::string_view::npos && (text[to] == 'e' || text[to] == 'E') && to + 1 < text.size()) {
        const std::size_t exponent = to + (text[to + 1] == '-' || text[to + 1] == '+' ? 2U : 1U);
        if (exponent < text.size() && text[exponent] >= '0' && text[exponent] <= '9') to = text.find_first_not_of("0123456789", exponent);
    }
    if (to == std::string_view::npos) to = text.size();
    if (to == digits) return std::nullopt;
    const auto value = read_number(text.substr(0, to));
    if (!value) {
        const std::string_view figure_text = text.substr(digits, to - digits);
        const bool well_formed = !figure_text.ends_with('.') && std::count(figure_text.begin(), figure_text.end(), '.') < 2;
        if (well_formed) fail(Code::number, span, "this figure is larger or smaller than can be reckoned with", "Write one between 1e-300 and 1e300.");
        return std::nullopt;
    }
    Term term;
    std::string_view unit = text.substr(to);
    while (unit.starts_with(' ') || unit.starts_with("\u00a0") || unit.starts_with("\u202f"))
        unit.remove_prefix(unit.front() == ' ' ? 1 : unit.starts_with("\u00a0") ? 2 : 3);
    if (!unit.empty()) {
        auto found = find_unit(unit);
        if (!found) found = counted_unit(unit);
        if (!found) return std::nullopt;
        term.unit = *found;
    }
    term.expr = figure(*value, span);
    term.literal = true;
    term.span = span;
    return term;
}

Term Resolver::term(ast::NodeId id, const RowContext* row) {
    const ast::Node& node = tree_->nodes[id.index()];
    const Span span{id_, node.begin, node.end};
    const auto child = [&](std::uint32_t i) { return term(tree_->children[node.children.first + i], row); };
    switch (node.form) {
        case ast::Form::phrase: return term_phrase(node, row);
        case ast::Form::add: case ast::Form::subtract: {
            const Term a = child(0), b = child(1);
            return sum(node.form == ast::Form::add ? Op::add : Op::subtract, a, b, span);
        }
        case ast::Form::multiply: case ast::Form::divide: {
            const Term a = child(0), b = child(1);
            return product(node.form == ast::Form::multiply ? Op::multiply : Op::divide, a, b, span);
        }
        case ast::Form::power: {
            const Term a = child(0), b = child(1);
            return raised(a, b, span);
        }
        case ast::Form::minus: {
            Term a = child(0);
            if (a.date) fail(Code::kind_mismatch, span, "a date has no sign", "Write a date less a time, such as today - 30 days.");
            if (a.literal) {
                a.expr = figure(-program_.exprs[a.expr.index()].number, span);
                a.span = span;
                return a;
            }
            Expr e;
            e.op = Op::minus;
            e.span = span;
            const ExprId inner = in_base(a, a.difference);
            Term out{add(e, {inner}), a.unit, true, false, true, {}, span};
            out.substance = a.substance;
            return out;
        }
        case ast::Form::call: return call(node, row);
        case ast::Form::elapsed: return elapsed(node, row);
        case ast::Form::aggregate: return aggregate(node, id, row);
        default:
            fail(Code::kind_mismatch, span, "a condition stands where a figure is wanted", "Reckon with numbers; join conditions with AND and OR.");
    }
}

Term Resolver::term_phrase(const ast::Node& node, const RowContext* row) {
    const Span span{id_, node.begin, node.end};
    if (auto value = literal(node.tokens)) {
        value->span = span;
        return *value;
    }
    if (auto value = variable_term(node.tokens)) return *value;
    if (row && node.tokens.size() == 1 && tokens_->tokens[node.tokens.first].kind == Tok::column) {
        const std::size_t col = column(*row->grid, tokens_->tokens[node.tokens.first]);
        const Span cell = row->cells()[col];
        if (auto value = literal(cell_text(cell), cell)) {
            if (const auto& unit = row->grid->headings[col].unit; unit && value->unit.spelling.empty()) value->unit = *unit;
            return *value;
        }
        fail(Code::table, cell, "this cell holds no figure", "Write one such as 3 or 20 mg.");
    }
    if (is_today(node.tokens)) today(span);
    if (const std::string name(words_text(node.tokens, row)); !lookup(name)) {
        if (ends_in_unit(node.tokens)) return plain_figure(node.tokens, row, span);
        if (const auto read = reading_of(name, span)) return *read;
        check_number_name(name, span);
    }
    const FindingId id = mention(node.tokens, Use::premise, row);
    return quantity(id, span);
}

// A number just as it is, in its declared unit; a date.
Term Resolver::quantity(FindingId id, Span span) {
    const FindingKind kind = program_.findings[id.index()].kind;
    if (kind != FindingKind::number && kind != FindingKind::score && kind != FindingKind::date) fail_kind(id, span, "a number");
    Expr e;
    e.op = Op::quantity;
    e.finding = id;
    e.span = span;
    Term out;
    out.expr = add(e, {});
    const Detail* detail = program_.detail(id);
    if (detail && detail->unit) out.unit = *detail->unit;
    if (detail) out.substance = substances_.key(detail->substance);
    out.date = kind == FindingKind::date;
    out.quantity = id;
    out.span = span;
    return out;
}

// What is wrong with an undeclared number of this name: empty, or why it cannot be one.
std::string_view Resolver::reserved_number(std::string_view name) {
    const std::string_view digits = name.substr(std::min<std::size_t>(name.find_first_not_of("+-"), name.size()));
    if (!digits.empty() && ((digits[0] >= '0' && digits[0] <= '9') || digits[0] == '.')) return "is no figure with a known unit";
    const std::size_t in = name.rfind(" in ");
    if (in == std::string_view::npos || !find_unit(name.substr(in + 4))) return {};
    const FindingId id = lookup(name.substr(0, in));
    lookup(name);  // key_ is that of the whole name again
    if (!id) return {};
    if (program_.findings[id.index()].kind == FindingKind::date) return "is no figure, for a date has no unit";
    if (program_.findings[id.index()].kind != FindingKind::number) return {};
    return "is the plain figure of a number that nothing declares";
}

void Resolver::check_number_name(std::string_view name, Span span) {
    const std::string whole(name);
    const std::string_view why = reserved_number(whole);
    if (why.empty()) return;
    const bool later = why.ends_with("yet");
    fail(later ? Code::unsupported : Code::number, span, later ? std::string(why) : fmt::format("{} {}", whole, why),
         later ? "Leave it out for now; the words are reserved." : "Write a figure with a unit, such as 3 or 20 mg/dL; or declare a number of this name.");
}

// The figure in base units: × factor + offset, where they say something.
ExprId Resolver::in_base(const Term& term, bool difference) {
    if (term.based) return term.expr;
    const double offset = difference ? 0 : term.unit.offset;
    if (term.unit.factor == 1 && offset == 0) return term.expr;
    if (term.literal) return figure(round12(program_.exprs[term.expr.index()].number * term.unit.factor + offset), term.span);
    Expr e;
    e.op = Op::multiply;
    e.span = term.span;
    const ExprId factor = figure(term.unit.factor, term.span);
    const ExprId scaled = add(e, {term.expr, factor});
    if (offset == 0) return scaled;
    e.op = Op::add;
    const ExprId shift = figure(offset, term.span);
    return add(e, {scaled, shift});
}

// The figure in a number's declared unit; a plain result takes that unit.
ExprId Resolver::in_unit(const Term& term, FindingId number) {
    const Finding& to_finding = program_.findings[number.index()];
    if (term.date != (to_finding.kind == FindingKind::date)) {
        Term to;
        to.quantity = number;
        to.span = to_finding.span;
        to.date = !term.date;
        term.date ? fail_dates(term, to, term.span) : fail_dates(to, term, term.span);
    }
    if (term.date) return term.expr;
    Detail& detail = program_.detail_of(number);
    const bool bare = term.unit.spelling.empty() && is_plain(term.unit);
    if (!detail.unit || bare) {
        if (!bare && detail.unit == std::nullopt && !is_plain(term.unit)) {
            const Finding& f = program_.findings[number.index()];
            if (f.declared) fail(Code::unit_mismatch, term.span, fmt::format("{} has no unit, and this is in {}", f.name, term.unit.spelling), fmt::format("Declare it: number {} in {}.", f.name, term.unit.spelling));
            detail.unit = term.unit;
        } else {
            return in_base(term, term.difference);
        }
    }
    const Unit unit = *detail.unit;
    const std::string_view substance = substances_.key(detail.substance);
    if (!convertible(term.unit, unit) || other_things(term.unit, unit)) {
        Term fitted = term;
        if (fit(fitted, unit, substance)) return in_unit(fitted, number);
        Term to;
        to.unit = unit;
        to.quantity = number;
        to.substance = substance;
        fail_units(to, term, term.span);
    }
    return figure_in(term, unit);
}

// The figure in a unit that it converts into.
ExprId Resolver::figure_in(const Term& term, const Unit& unit) {
    if (!convertible(term.unit, unit)) {
        Term to;
        to.unit = unit;
        to.span = term.span;
        fail_units(to, term, term.span);
    }
    if (term.literal) return figure(convert(program_.exprs[term.expr.index()].number, term.unit, unit), term.span);
    if (!term.based && term.unit.factor == unit.factor && term.unit.offset == unit.offset) return term.expr;
    ExprId value = in_base(term, term.difference);
    Expr e;
    e.span = term.span;
    if (unit.offset != 0 && !term.difference) {
        e.op = Op::subtract;
        const ExprId shift = figure(unit.offset, term.span);
        value = add(e, {value, shift});
    }
    if (unit.factor == 1) return value;
    e.op = Op::divide;
    const ExprId factor = figure(unit.factor, term.span);
    return add(e, {value, factor});
}

Term Resolver::sum(Op op, Term a, Term b, Span span) {
    if (a.date || b.date) return date_sum(op, a, b, span);
    if (!fit(a, b)) fail_units(a, b, span);
    const bool scale = has_offset(a.unit) || has_offset(b.unit);
    const bool a_place = scale && !a.difference && !a.literal, b_place = scale && !b.difference && !b.literal;
    Expr e;
    e.op = op;
    e.span = span;
    const ExprId left = in_base(a, a.difference || (scale && !a_place && b_place && op == Op::add));
    const ExprId right = in_base(b, b.difference || (scale && !b_place));
    Term out{add(e, {left, right}), a.unit.spelling.empty() ? b.unit : a.unit, true, false, false, {}, span};
    out.difference = scale && op == Op::subtract && a_place && b_place;
    out.difference |= a.difference && b.difference;
    out.substance = a.substance.empty() ? b.substance : a.substance;
    out.mixed = a.mixed || b.mixed || (steps_months(a.unit) != steps_months(b.unit));
    return out;
}

Term Resolver::product(Op op, Term a, Term b, Span span) {
    if (a.date || b.date) fail_dates(a.date ? a : b, a.date ? b : a, span);
    Expr e;
    e.op = op;
    e.span = span;
    const ExprId left = in_base(a, a.difference), right = in_base(b, b.difference);
    Term out{add(e, {left, right}), op == Op::multiply ? a.unit * b.unit : a.unit / b.unit, true, false, false, {}, span};
    if (is_plain(out.unit)) out.unit = Unit{};
    if (is_plain(b.unit)) out.substance = a.substance;
    else if (is_plain(a.unit) && op == Op::multiply) out.substance = b.substance;
    return out;
}

Term Resolver::raised(Term a, Term b, Span span) {
    if (a.date || b.date) fail_dates(a.date ? a : b, a.date ? b : a, span);
    Expr e;
    e.op = Op::power;
    e.span = span;
    if (!is_plain(b.unit)) fail(Code::unit_mismatch, b.span, "an exponent has no unit", "Write a plain figure.");
    Unit unit{};
    if (!is_plain(a.unit)) {
        const double n = program_.exprs[b.expr.index()].number;
        if (!b.literal || n != std::floor(n) || std::abs(n) > 12) fail(Code::unit_mismatch, b.span, "what has a unit is raised to a small whole figure only", "Write ^2, or take the unit away first.");
        unit = power(a.unit, static_cast<int>(n));
    }
    const ExprId left = in_base(a, a.difference), right = in_base(b, false);
    return {add(e, {left, right}), unit, true, false, false, {}, span};
}

Term Resolver::call(const ast::Node& node, const RowContext* row) {
    const Span span{id_, node.begin, node.end};
    std::vector<Term> terms;
    for (std::uint32_t c = node.children.first; c < node.children.last; ++c) terms.push_back(term(tree_->children[c], row));
    const bool many = node.op == Op::minimum || node.op == Op::maximum;
    const bool rounds = node.op == Op::round_to;
    for (const Term& t : terms)
        if (t.date != terms.front().date) fail_dates(t.date ? t : terms.front(), t.date ? terms.front() : t, span);
    if (terms.front().date && !many) fail(Code::kind_mismatch, span, "this function reckons with figures, and is given a date", "Ask for the days or years between two dates.");
    if (many ? terms.size() < 2 : rounds ? terms.size() > 2 : terms.size() != 1)
        fail(Code::syntax, span, "this function is given the wrong number of figures", many ? "Give it two or more." : rounds ? "Write round(x) or round(x, 2)." : "Give it one.");
    Expr e;
    e.op = node.op;
    e.span = span;
    Term first = terms.front();
    const bool whole = rounds || node.op == Op::floor || node.op == Op::ceiling;
    if (whole) {  // in the unit that is written, so that the figure shown is the rounded one
        if (first.based && !is_plain(first.unit)) fail(Code::unit_mismatch, first.span, "what is rounded must be one number or a plain figure", "Compute a number of its own first, and round that.");
        std::vector<ExprId> inputs{first.expr};
        if (terms.size() == 2) inputs.push_back(terms[1].expr);
        first.expr = add(e, inputs);
        first.literal = false;
        first.quantity = {};
        first.span = span;
        return first;
    }
    std::vector<ExprId> inputs;
    Unit unit = base_of(first.unit);
    for (Term& t : terms) {
        if (!fit(first, t)) fail_units(first, t, span);
        inputs.push_back(in_base(t, t.difference));
    }
    if (node.op == Op::square_root) {
        const auto root = square_root(first.unit);
        if (!root) fail(Code::unit_mismatch, span, fmt::format("{} has no square root", first.unit.spelling), "Take the root of a square, such as m^2.");
        unit = *root;
    } else if (node.op == Op::logarithm || node.op == Op::logarithm10 || node.op == Op::exponential) {
        if (!is_plain(first.unit)) fail(Code::unit_mismatch, first.span, "logarithms and powers take plain figures", "Divide by a figure of the same unit first.");
        unit = Unit{};
    } else {
        unit = first.unit;
    }
    Term out{add(e, inputs), unit, true, false, first.difference, {}, span};
    out.date = first.date;
    if (!is_plain(unit)) out.substance = first.substance;
    return out;
}

}  // namespace hence
