// Units that want more than their dimension: a substance's conversions, the plain figure of a
// number, things that are counted.
#include <fmt/format.h>

#include "rules/resolver.hpp"
#include "rules/scan_tokens.hpp"
#include "rules/text.hpp"

namespace hence {

void Resolver::declare_conversion(const ast::Convert& d, Span span) {
    Conversion out;
    out.substance = key_of(words_text(d.substance, nullptr));
    out.span = span;
    const auto side = [&](ast::Phrase phrase, Unit& unit, double& value) {
        const auto term = literal(phrase);
        const Span where = words_span(phrase);
        if (!term || term->date || term->unit.spelling.empty()) fail(Code::unit_mismatch, where, "a conversion wants a figure and its unit on each side", "Write one such as 40 IU = 1 µg.");
        if (term->unit.offset != 0) fail(Code::unit_mismatch, where, "a temperature is no amount of a substance", "Write one such as 40 IU = 1 µg.");
        value = program_.exprs[term->expr.index()].number;
        if (!(value > 0)) fail(Code::number, where, "a conversion wants figures above 0", "Check the figure.");
        unit = term->unit;
    };
    side(d.from, out.from, out.from_figure);
    side(d.to, out.to, out.to_figure);
    if (convertible(out.from, out.to))
        fail(Code::unit_mismatch, span, fmt::format("{} and {} convert into one another for every substance", out.from.spelling, out.to.spelling), "Take the line out.");
    if (const Conversion* other = substances_.add(out)) {
        Diagnostic diagnostic = make_diagnostic(Code::declared_twice, span, fmt::format("the conversion of {} from {} to {} follows already", words_text(d.substance, nullptr), out.from.spelling, out.to.spelling), "Keep one of the two.");
        diagnostic.related.push_back({other->span, "the other"});
        throw Bad{std::move(diagnostic)};
    }
    program_.conversions.push_back(std::move(out));
}

void Resolver::other(const ast::Convert& d, Span span) {
    if (d.source.empty()) return;
    const CitationId source = citation(d.source);
    for (Conversion& c : program_.conversions)
        if (c.span == span) c.source = source;
}

// Makes the term's figure one of this unit's dimension, if a conversion says how.
bool Resolver::fit(Term& term, const Unit& unit, std::string_view substance) {
    if (other_things(term.unit, unit)) return false;
    if (convertible(term.unit, unit)) return true;
    const auto factor = substances_.factor(substance, term.unit, unit);
    if (!factor) return false;
    if (term.literal) {
        term.expr = figure(round12(program_.exprs[term.expr.index()].number * *factor), term.span);
    } else {
        Expr e;
        e.op = Op::multiply;
        e.span = term.span;
        const ExprId scale = figure(round12(term.based ? *factor * unit.factor / term.unit.factor : *factor), term.span);
        term.expr = add(e, {term.expr, scale});
    }
    term.unit = unit;
    term.quantity = {};
    return true;
}

// The figure as written gives way; else the second.
bool Resolver::fit(Term& a, Term& b) {
    Term& moved = a.literal && !b.literal ? a : b;
    const Term& other = &moved == &a ? b : a;
    return fit(moved, other.unit, moved.substance.empty() ? other.substance : moved.substance);
}

std::optional<double> Resolver::converted(double value, const Unit& from, const Unit& to, std::string_view substance) {
    if (other_things(from, to)) return std::nullopt;
    if (convertible(from, to)) return convert(value, from, to);
    const auto factor = substances_.factor(substance, from, to);
    return factor ? std::optional(round12(value * *factor)) : std::nullopt;
}

bool Resolver::ends_in_unit(ast::Phrase phrase) const {
    return phrase.size() > 1 && tokens_->tokens[phrase.last - 1].kind == Tok::plain_unit;
}

// `bilirubin in µmol/L`: the figure, without a unit.
Term Resolver::plain_figure(ast::Phrase phrase, const RowContext* row, Span span) {
    const ast::Phrase name{phrase.first, phrase.last - 1};
    Term number = quantity(mention(name, Use::premise, row), words_span(name));
    const Span where = token_span(phrase.last - 1);
    std::string_view spelling = text_.substr(where.begin + 2, where.end - where.begin - 2);
    spelling.remove_prefix(skip_space(spelling, 0, spelling.size()).end);
    Term wanted;
    wanted.span = where;
    if (const auto unit = find_unit(spelling)) wanted.unit = *unit;
    if (number.date) fail_dates(number, wanted, span);
    const FindingId id = number.quantity;
    if (!fit(number, wanted.unit, number.substance)) {
        number.quantity = id;
        fail_units(number, wanted, span);
    }
    Term out;
    out.span = span;
    out.based = true;
    out.expr = number.expr;
    const Unit& from = number.unit;
    const Unit& to = wanted.unit;
    if (from.factor == to.factor && from.offset == to.offset) return out;
    Expr e;
    e.span = span;
    e.op = Op::multiply;
    const ExprId scale = figure(round12(from.factor / to.factor), span);
    out.expr = add(e, {number.expr, scale});
    if (from.offset == to.offset) return out;
    e.op = Op::add;
    const ExprId shift = figure(round12((from.offset - to.offset) / to.factor), span);
    out.expr = add(e, {out.expr, shift});
    return out;
}

// The unit that is the name of what a number counts, in the plural or the singular.
std::optional<Unit> Resolver::counted_unit(std::string_view spelling) {
    if (frozen_ && !counted_read_) {
        counted_read_ = true;
        const auto take = [&](const std::optional<Unit>& unit) {
            if (unit && !unit->spelling.empty() && is_plain(*unit) && !find_unit(unit->spelling)) counted_.insert_or_assign(key_of(unit->spelling), *unit);
        };
        for (const Detail& d : program_.details) take(d.unit);
        for (const Relation& r : program_.relations)
            for (const RelationArgument& a : r.arguments) take(a.unit);
    }
    std::string key = key_of(spelling);
    auto found = counted_.find(std::string_view(key));
    if (found == counted_.end()) found = counted_.find(std::string_view(key += 's'));
    return found == counted_.end() ? std::nullopt : std::optional(found->second);
}

// Patients are no bicycles.
bool Resolver::other_things(const Unit& a, const Unit& b) const {
    if (counted_.empty() || a.spelling.empty() || b.spelling.empty() || a.spelling == b.spelling) return false;
    return counted_.contains(std::string_view(key_of(a.spelling))) || counted_.contains(std::string_view(key_of(b.spelling)));
}

std::string Resolver::conversion_advice(const Term& a, const Term& b) const {
    const auto of_substance = [](const Unit& u) {
        bool any = false;
        for (const Dimension d : {Dimension::mass, Dimension::amount, Dimension::IU, Dimension::Eq}) any |= u.dimension[static_cast<std::size_t>(d)] != 0;
        return any;
    };
    if (!of_substance(a.unit) || !of_substance(b.unit)) return "Write both in units of one dimension.";
    std::string_view substance = a.substance.empty() ? b.substance : a.substance;
    for (const Term* t : {&b, &a})
        if (const Detail* detail = t->quantity ? program_.detail(t->quantity) : nullptr; detail && !detail->substance.empty()) substance = detail->substance;
    if (!substance.empty()) return fmt::format("Write convert {}: 1 {} = … {}, with the figure that a source gives.", substance, b.unit.spelling, a.unit.spelling);
    const FindingId number = a.quantity ? a.quantity : b.quantity;
    if (!number) return "Write both in units of one dimension.";
    return fmt::format("Name the substance, number {} in {}, of SUBSTANCE, and write convert SUBSTANCE: 1 {} = … {}.", program_.findings[number.index()].name, (a.quantity ? a : b).unit.spelling, b.unit.spelling, a.unit.spelling);
}

}  // namespace hence
