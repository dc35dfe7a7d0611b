// What cases expect of findings.
#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "rules/calendar.hpp"
#include "rules/number.hpp"
#include "rules/resolver.hpp"
#include "rules/table_words.hpp"
#include "rules/text.hpp"

namespace hence {
namespace {

constexpr std::string_view band_words[] = {"certain", "very likely", "likely", "possible", "open", "unlikely", "ruled out"};
constexpr double infinite = std::numeric_limits<double>::infinity();

// What binary figures miss of a decimal edge.
double slack(double edge) { return 2e-13 * std::abs(edge) + 1e-15; }

}  // namespace

bool is_band_word(std::string_view text) { return std::find(std::begin(band_words), std::end(band_words), text) != std::end(band_words); }

Unit Resolver::unit_of(FindingId id) const {
    const Detail* detail = program_.detail(id);
    return detail && detail->unit ? *detail->unit : Unit{};
}

// The value that is written: in the declared unit, a choice's index, a date's days.
double Resolver::value_of_text(FindingId id, std::string_view text, const Heading* heading, Span span) {
    const Finding& finding = program_.findings[id.index()];
    if (finding.kind == FindingKind::choice) return value_index(id, text, span);
    if (finding.kind == FindingKind::date) {
        const ReadDate read = read_date(text);
        if (!read.days) fail(Code::date, span, read.message, read.advice);
        return *read.days;
    }
    auto value = begins_figure(text) ? literal(text, span) : std::nullopt;
    if (!value) fail(Code::number, span, fmt::format("{} is no figure with a known unit, and {} wants one", text, finding.name), fmt::format("Write one such as 3{}{}.", unit_of(id).spelling.empty() ? "" : " ", unit_of(id).spelling));
    if (value->unit.spelling.empty() && heading && heading->unit) value->unit = *heading->unit;
    if (finding.kind == FindingKind::number) return number_fact(id, *value, span).value;
    if (!value->unit.spelling.empty()) fail(Code::unit_mismatch, span, fmt::format("{} counts points, which have no unit", finding.name), "Write the figure alone.");
    return program_.exprs[value->expr.index()].number;
}

// `X = 20.5 mg`: within half a unit of the last written decimal, in the written unit.
void Resolver::expect_value(FindingId id, std::string_view written, const Heading* heading, Span span, Expectation& out) {
    const FindingKind kind = program_.findings[id.index()].kind;
    out.finding = id;
    if (kind == FindingKind::yes_no) fail_kind(id, span, "a finding with a value");
    if (kind == FindingKind::text) {
        out.expect = Expect::text;
        out.text = written;
        return;
    }
    const double value = value_of_text(id, written, heading, span);
    out.expect = Expect::value;
    out.low = out.high = value;
    if (kind == FindingKind::choice) out.choice = static_cast<std::int32_t>(value);
    if (kind != FindingKind::number && kind != FindingKind::score) return;
    Term figure = *literal(written, span);
    if (figure.unit.spelling.empty()) figure.unit = heading && heading->unit ? *heading->unit : unit_of(id);
    const double plain = program_.exprs[figure.expr.index()].number, half = half_of_last_decimal(written);
    const Detail* detail = program_.detail(id);
    const std::string_view substance = detail ? substances_.key(detail->substance) : std::string_view{};
    const double a = *converted(plain - half, figure.unit, unit_of(id), substance), b = *converted(plain + half, figure.unit, unit_of(id), substance);
    out.low = std::min(a, b) - slack(std::min(a, b));
    out.high = std::max(a, b) + slack(std::max(a, b));
}

void Resolver::expect_certainty(Expectation& out, double certainty, double half) {
    out.expect = Expect::certainty;
    out.low = certainty - half - slack(1);
    out.high = certainty + half + slack(1);
}

Expectation Resolver::expectation(const ast::FactItem& item) {
    const ast::Node& node = tree_->nodes[item.expr.index()];
    Expectation out;
    out.span = {id_, item.begin, item.end};
    const auto child = [&](std::uint32_t i) -> const ast::Node& { return tree_->nodes[tree_->children[node.children.first + i].index()]; };
    const auto certainty = [&](double sign) {
        if (!item.certainty) return;
        if (out.expect != Expect::yes && out.expect != Expect::no) fail(Code::letter_case, out.span, "a certainty is expected of a yes/no finding alone", "Leave the figure in parentheses out.");
        expect_certainty(out, sign * *item.certainty, 0.5 * std::pow(10.0, -static_cast<double>(item.decimals)));
    };
    switch (node.form) {
        case ast::Form::phrase: {
            const std::string text(words_text(node.tokens, nullptr));
            if (!expect_phrase(text, out.span, out)) expect_words(text, out.span, out);
            certainty(1);
            return out;
        }
        case ast::Form::negation: {
            if (child(0).form != ast::Form::phrase) break;
            out.finding = known_finding(words_text(child(0).tokens, nullptr), out.span);
            if (program_.findings[out.finding.index()].kind != FindingKind::yes_no) fail_kind(out.finding, out.span, "a yes/no finding");
            out.expect = Expect::no;
            certainty(-1);
            return out;
        }
        case ast::Form::equal: case ast::Form::greater_equal: case ast::Form::less_equal: {
            if (child(0).form != ast::Form::phrase) break;
            const ast::Node& value = child(1);
            const bool quoted = value.form == ast::Form::phrase && value.tokens.size() == 1;
            const std::string written(quoted ? words_text(value.tokens, nullptr) : text_.substr(value.begin, value.end - value.begin));
            const FindingId id = known_finding(words_text(child(0).tokens, nullptr), words_span(child(0).tokens));
            if (node.form == ast::Form::equal) expect_value(id, written, nullptr, {id_, value.begin, value.end}, out);
            else expect_bound(id, node.form == ast::Form::greater_equal, written, nullptr, out.span, out);
            certainty(1);
            return out;
        }
        default: break;
    }
    fail(Code::syntax, out.span, "this is nothing that a case can expect", "Write a finding, NOT and a finding, NAME = VALUE, NAME is VALUE, NAME at least 3, or a finding and a word such as likely.");
}

// A finding by its name, and the value behind it: `clot risk is likely`, `dose 20 mg`.
bool Resolver::expect_phrase(std::string_view text, Span span, Expectation& out) {
    if (const FindingId id = lookup(text); id && program_.findings[id.index()].kind == FindingKind::yes_no) {
        out.finding = id;
        out.expect = Expect::yes;
        return true;
    }
    for (std::size_t space = text.find(' '); space != std::string_view::npos; space = text.find(' ', space + 1)) {
        std::string_view value = text.substr(space + 1);
        const bool is = value.starts_with("is ");
        const FindingId id = is ? lookup_held(text.substr(0, space)) : lookup(text.substr(0, space));
        if (!id || program_.findings[id.index()].kind == FindingKind::yes_no) continue;
        if (is) value.remove_prefix(3);
        if (is && value == "unknown") {
            out.finding = id;
            out.expect = Expect::nothing;
            return true;
        }
        if (!is && !begins_figure(value)) continue;
        expect_value(id, value, nullptr, span, out);
        return true;
    }
    return false;
}

// The forms that are told by their words, about anything.
bool Resolver::expect_about(std::string_view text, Span span, Expectation& out) {
    struct Form { std::string_view words; Expect expect; };
    static constexpr Form forms[] = {{"nothing about ", Expect::nothing}, {"no question about ", Expect::no_question}, {"urgent advice about ", Expect::urgent_advice},
                                     {"urgent advice for ", Expect::urgent_advice}, {"conflict about ", Expect::conflict}};
    for (const Form& form : forms)
        if (text.starts_with(form.words)) {
            out.expect = form.expect;
            out.finding = known_finding(text.substr(form.words.size()), span);
            return true;
        }
    if (!same_word(text, "urgent advice")) return false;
    out.expect = Expect::urgent_advice;
    return true;
}

void Resolver::expect_words(std::string_view text, Span span, Expectation& out) {
    if (expect_about(text, span, out)) return;
    const auto ends = [&](std::string_view suffix, Expect expect) {
        if (!text.ends_with(suffix) || text.size() == suffix.size()) return false;
        std::string_view name = text.substr(0, text.size() - suffix.size());
        if (name.ends_with(" is") && !lookup(name)) name.remove_suffix(3);
        out.expect = expect;
        out.finding = known_finding(name, span);
        return true;
    };
    if (ends(" first", Expect::first) || ends(" in conflict", Expect::conflict)) return;
    for (const std::string_view word : band_words)
        if (ends(fmt::format(" {}", word), Expect::band)) {
            if (program_.findings[out.finding.index()].kind != FindingKind::yes_no) fail_kind(out.finding, span, "a yes/no finding");
            out.band = word;
            return;
        }
    for (const std::string_view bound : {" at least ", " at most "})
        if (const std::size_t at = text.rfind(bound); at != std::string_view::npos)
            if (const FindingId id = lookup(text.substr(0, at))) return expect_bound(id, bound == " at least ", text.substr(at + bound.size()), nullptr, span, out);
    if (const std::size_t above = text.find(" above "); above != std::string_view::npos) {
        out.expect = Expect::above;
        out.finding = known_finding(text.substr(0, above), span);
        out.other = known_finding(text.substr(above + 7), span);
        for (const FindingId id : {out.finding, out.other})
            if (program_.findings[id.index()].kind != FindingKind::yes_no) fail_kind(id, span, "a yes/no finding");
        return;
    }
    const FindingId id = known_finding(text, span);
    if (program_.findings[id.index()].kind == FindingKind::yes_no) {  // a tuple that nothing else names
        out.finding = id;
        out.expect = Expect::yes;
        return;
    }
    fail(Code::kind_mismatch, span, fmt::format("{} has a value, and none is expected of it", program_.findings[id.index()].name), fmt::format("Write {} = and the value.", program_.findings[id.index()].name));
}

// `X at least 0.5`: a certainty, or a value.
void Resolver::expect_bound(FindingId id, bool least, std::string_view written, const Heading* heading, Span span, Expectation& out) {
    out.finding = id;
    const FindingKind kind = program_.findings[id.index()].kind;
    double value = 0;
    if (kind == FindingKind::text) fail_kind(id, span, "a number");
    if (kind == FindingKind::yes_no) {
        const auto certainty = read_number(written);
        if (!certainty || *certainty < -1 || *certainty > 1) fail(Code::strength, span, "a certainty is a number from -1 to 1", "Write one such as 0.6.");
        out.expect = Expect::certainty;
        out.low = least ? *certainty : -1;
        out.high = least ? 1 : *certainty;
        return;
    }
    if (const Detail* detail = program_.detail(id); kind == FindingKind::choice && !(detail && detail->ordered))
        fail(Code::kind_mismatch, span, fmt::format("the values of {} have no order", program_.findings[id.index()].name), "Expect one of its values.");
    value = value_of_text(id, written, heading, span);
    out.expect = Expect::value;
    out.low = least ? value - slack(value) : -infinite;
    out.high = least ? infinite : value + slack(value);
}

}  // namespace hence
