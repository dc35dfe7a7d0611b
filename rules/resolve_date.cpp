// Dates: what may be reckoned and compared with them, in whole calendar steps.
#include <cmath>

#include <fmt/format.h>

#include "rules/calendar.hpp"
#include "rules/resolver.hpp"
#include "rules/text.hpp"

namespace hence {
namespace {

Unit time_unit(std::string_view spelling) {
    static const Unit days = *find_unit("days"), weeks = *find_unit("weeks"), months = *find_unit("months"), years = *find_unit("years");
    return spelling == "days" ? days : spelling == "weeks" ? weeks : spelling == "months" ? months : years;
}

bool is_time(const Unit& unit) { return convertible(unit, time_unit("days")); }

}  // namespace

bool steps_months(const Unit& unit) {
    return is_time(unit) && (unit.factor == time_unit("years").factor || unit.factor == time_unit("months").factor);
}

void Resolver::declare_date(const ast::DateDeclaration& d, Span span) {
    for (const ast::Phrase& name : d.names)
        guarded([&] {
            if (declared_in_schema(name)) return;
            const FindingId id = declare_name(name, FindingKind::date, span);
            add_aliases(id, d.aliases);
        });
}

bool Resolver::is_today(ast::Phrase phrase) {
    const Token& word = tokens_->tokens[phrase.first];
    return phrase.size() == 1 && word.kind == Tok::word && same_word(text_.substr(word.begin, word.end - word.begin), "today");
}

// The day of the consultation: a date that exists as soon as one is declared, or it is read.
FindingId Resolver::today(Span span) {
    if (program_.today || frozen_) return program_.today;
    FindingId id = lookup("today");
    if (!id) {
        id = add_finding("today", "today", span);
        Finding& finding = program_.findings[id.index()];
        finding.kind = FindingKind::date;
        finding.declared = true;
        mentions_[id.index()].count = 1;
    }
    if (program_.findings[id.index()].kind == FindingKind::date) program_.today = id;
    return program_.today;
}

std::optional<Term> Resolver::date_literal(std::string_view text, Span span) {
    const ReadDate read = read_date(text);
    if (!read.days) fail(Code::date, span, read.message, read.advice);
    Term out;
    out.expr = figure(*read.days, span);
    out.literal = true;
    out.date = true;
    out.span = span;
    return out;
}

// `birth date is 1950-03-01`, `last visit is not today`, behind a declared date.
std::optional<ExprId> Resolver::date_test(std::string_view text, Span span) {
    for (std::size_t is = text.find(" is "); is != std::string_view::npos; is = text.find(" is ", is + 1)) {
        const FindingId id = lookup_held(text.substr(0, is));
        if (!id || program_.findings[id.index()].kind != FindingKind::date) continue;
        mention(text.substr(0, is), span, Use::premise);
        std::string_view value = text.substr(is + 4);
        const bool denied = value.starts_with("not ");
        if (denied) value.remove_prefix(4);
        const Term date = quantity(id, span);
        return compare_dates(denied ? Op::not_equal : Op::equal, date, date_value(value, span), span);
    }
    return std::nullopt;
}

// A date as written, or of another finding.
Term Resolver::date_value(std::string_view text, Span span) {
    Term out = looks_like_date(text) ? *date_literal(text, span) : quantity(mention(text, span, Use::premise), span);
    if (!out.date) fail_kind(out.quantity, span, "a date");
    return out;
}

Term Resolver::elapsed(const ast::Node& node, const RowContext* row) {
    const Span span{id_, node.begin, node.end};
    const auto date = [&](std::uint32_t i) {
        const ast::NodeId child = tree_->children[node.children.first + i];
        Term out = term(child, row);
        if (!out.date) fail(Code::kind_mismatch, out.span, fmt::format("{} is no date, and a date is wanted here", told(out)), "Name one that is declared: date NAME; or write one such as 2026-11-23.");
        return out;
    };
    Expr e;
    e.span = span;
    Term out;
    out.span = span;
    out.elapsed = true;
    const auto kind = static_cast<Elapsed>(node.n);
    const Term from = date(0);
    if (!of_two_dates(kind)) {
        e.op = kind == Elapsed::year ? Op::year_of : Op::month_of;
        out.expr = add(e, {from.expr});
        return out;
    }
    const Term to = date(1);
    const auto whole = [&](ExprId steps, double size) {
        e.op = Op::divide;
        const ExprId by = figure(size, span);
        const ExprId part = add(e, {steps, by});
        e.op = Op::truncate;
        return add(e, {part});
    };
    const bool days = kind == Elapsed::days || kind == Elapsed::weeks;
    e.op = days ? Op::subtract : kind == Elapsed::exact_years ? Op::exact_years_between : Op::months_between;
    out.expr = days ? add(e, {to.expr, from.expr}) : add(e, {from.expr, to.expr});
    if (kind == Elapsed::weeks) out.expr = whole(out.expr, 7);
    if (kind == Elapsed::years) out.expr = whole(out.expr, 12);
    out.unit = time_unit(kind == Elapsed::days ? "days" : kind == Elapsed::weeks ? "weeks" : kind == Elapsed::months ? "months" : "years");
    return out;
}

// A date ± a time is a date, the difference of two is a time in days.
Term Resolver::date_sum(Op op, Term a, Term b, Span span) {
    if (a.date && b.date) {
        if (op == Op::add) fail_dates(a, b, span);
        Expr e;
        e.op = Op::subtract;
        e.span = span;
        Term out;
        out.expr = add(e, {a.expr, b.expr});
        out.unit = time_unit("days");
        out.elapsed = true;
        out.span = span;
        return out;
    }
    if (b.date && op == Op::subtract) fail_dates(b, a, span);
    return a.date ? date_step(op, a, b, span) : date_step(op, b, a, span);
}

Term Resolver::date_step(Op op, const Term& date, const Term& step, Span span) {
    if (!is_time(step.unit)) fail_dates(date, step, span);
    if (step.mixed) fail(Code::date, step.span, "months and days are added to a date one after the other, for their order matters", "Write the date, then + the months, then + the days.");
    const bool months = steps_months(step.unit);
    const double size = months ? time_unit("months").factor : time_unit("days").factor;
    Expr e;
    e.span = step.span;
    ExprId count;
    if (step.literal) {
        const double figure_of = round12(program_.exprs[step.expr.index()].number * step.unit.factor / size);
        if (figure_of != std::trunc(figure_of))
            fail(Code::date, step.span, "a date moves by whole days, weeks, months or years", "Write a whole figure of one of these.");
        count = figure(months && op == Op::subtract ? 0.0 - figure_of : figure_of, step.span);
    } else {
        count = in_base(step, true);
        const double scale = step.based ? 1 / size : step.unit.factor / size;
        if (!step.based) count = step.expr;
        if (round12(scale) != 1) {
            e.op = scale < 1 ? Op::divide : Op::multiply;
            const ExprId by = figure(round12(scale < 1 ? 1 / scale : scale), step.span);
            count = add(e, {count, by});
        }
        e.op = months ? Op::minus : Op::truncate;
        if (!months || op == Op::subtract) count = add(e, {count});
    }
    e.op = months ? Op::plus_months : op;
    e.span = span;
    Term out;
    out.expr = add(e, {date.expr, count});
    out.date = true;
    out.span = span;
    return out;
}

ExprId Resolver::compare_dates(Op op, const Term& left, const Term& right, Span span) {
    if (!left.date || !right.date) fail_dates(left.date ? left : right, left.date ? right : left, span);
    const bool turned = left.literal && right.quantity;
    Expr e;
    e.op = turned ? mirrored(op) : op;
    e.span = span;
    return turned ? add(e, {right.expr, left.expr}) : add(e, {left.expr, right.expr});
}

std::string Resolver::told(const Term& term) const {
    if (term.quantity) return program_.findings[term.quantity.index()].name;
    const std::string_view text = static_cast<std::size_t>(term.span.source) == static_cast<std::size_t>(id_) ? text_.substr(term.span.begin, term.span.end - term.span.begin) : std::string_view("this");
    return std::string(text);
}

void Resolver::fail_dates(const Term& date, const Term& other, Span span) const {
    const bool undeclared = other.quantity && !program_.findings[other.quantity.index()].declared;
    Diagnostic d = make_diagnostic(Code::kind_mismatch, span, other.date ? fmt::format("{} and {} are dates, and dates are not added", told(date), told(other)) : fmt::format("{} is a date, and {} is none", told(date), told(other)),
                                   other.date  ? "Ask for the time between them: days between A and B."
                                   : undeclared ? fmt::format("Declare it, if it is one: date {}.", told(other))
                                                : "A date takes + or - a time, such as 30 days or 6 months, and is compared with a date.");
    for (const Term* t : {&date, &other}) {
        const Span place = t->quantity ? program_.findings[t->quantity.index()].span : t->span;
        const std::string unit = t->unit.spelling.empty() ? "without a unit" : "in " + t->unit.spelling;
        d.related.push_back({place, t->date ? fmt::format("{} is a date", told(*t)) : fmt::format("{} is a figure {}", told(*t), unit)});
    }
    throw Bad{std::move(d)};
}

}  // namespace hence
