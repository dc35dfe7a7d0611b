// `cases` above a table: a row a case, its columns what is given and what is expected.
#include <fmt/format.h>

#include "rules/number.hpp"
#include "rules/resolver.hpp"
#include "rules/table_words.hpp"
#include "rules/text.hpp"

namespace hence {
namespace {

constexpr std::string_view expect = "expect ";

bool begins(std::string_view text, std::string_view lower_case) {
    return text.size() > lower_case.size() && same_word(text.substr(0, lower_case.size()), lower_case);
}
bool is_title(const Heading& heading) { return heading.key == "case" || heading.key == "name"; }

// `yes (0.7)`, `(0.7)`: the words before the certainty, and it.
std::pair<std::string_view, std::optional<double>> with_certainty(std::string_view text) {
    if (text.starts_with('(') && text.ends_with(')'))
        if (const auto alone = read_number(text.substr(1, text.size() - 2))) return {"yes", alone};
    if (const auto parenthesis = trailing_parenthesis(text))
        if (const auto certainty = read_number(parenthesis->inside)) return {parenthesis->before, certainty};
    return {text, std::nullopt};
}

}  // namespace

void Resolver::other(const ast::CaseTable& d, Span) {
    const std::optional<Grid> table = grid(d.rows, true);
    if (!table) return;
    for (const Heading& h : table->headings)  // said once, not on each row
        if (!is_title(h) && !guarded_heading(h)) return;
    for (std::size_t r = 0; r < table->rows.size(); ++r) {
        Case out;
        out.name = fmt::format("row {}", r + 1);
        out.span = table->rows[r].row;
        const RowContext row{&*table, r, nullptr};
        for (std::size_t col = 0; col < table->headings.size(); ++col)
            if (!is_blank_cell(cell_text(row.cells()[col]))) guarded([&] { case_cell(table->headings[col], row.cells()[col], out); });
        program_.cases.push_back(std::move(out));
    }
}

// The tuples that its cases give.
void Resolver::name_given(const ast::CaseTable& d) {
    const std::optional<Grid> table = grid(d.rows, false);
    if (!table) return;
    for (const Heading& h : table->headings)
        if (!is_title(h) && !begins(h.text, expect)) name_tuple(h.name, h.span);
}

// Does the heading name what a case can give or expect? If not, says so.
bool Resolver::guarded_heading(const Heading& heading) {
    const std::size_t before = diagnostics_.size();
    guarded([&] {
        if (heading.key == "because of") return;
        if (!begins(heading.text, expect)) {
            known_finding(heading.name, heading.span);
            return;
        }
        Expectation unused;
        if (!expect_about(std::string_view(heading.text).substr(expect.size()), heading.span, unused)) known_finding(std::string_view(heading.name).substr(expect.size()), heading.span);
    });
    return diagnostics_.size() == before;
}

void Resolver::case_cell(const Heading& heading, Span span, Case& out) {
    const std::string_view text = cell_text(span);
    if (is_title(heading)) {
        out.name = text;
    } else if (heading.key == "because of") {
        out.because.push_back(known_rule(text, span));
    } else if (begins(heading.text, expect)) {
        out.expect.push_back(case_expectation(heading, text, span));
    } else {
        add_fact(out.given, case_fact(heading, text, span));
    }
}

void Resolver::check_certainty(std::optional<double> certainty, Span span) const {
    if (certainty && (*certainty < -1 || *certainty > 1)) fail(Code::strength, span, "a strength or certainty is a number from -1 to 1", "Write one such as (0.6).");
}

Fact Resolver::case_fact(const Heading& heading, std::string_view text, Span span) {
    Fact out;
    out.finding = known_finding(heading.name, span);
    out.span = span;
    const auto [words, certainty] = with_certainty(text);
    check_certainty(certainty, span);
    out.certainty = certainty.value_or(1);
    if (same_word(words, "unknown") || same_word(words, "not known")) {
        out.certainty = 0;
        return out;
    }
    if (program_.findings[out.finding.index()].kind == FindingKind::yes_no) {
        if (same_word(words, "no")) out.certainty = out.certainty == 0 ? 0 : -out.certainty;
        else if (!same_word(words, "yes")) fail(Code::letter_case, span, fmt::format("{} is a yes/no finding, and {} is no answer to it", heading.name, text), "Write yes, no, unknown, or a certainty such as (0.7); leave it blank if nothing is said.");
        return out;
    }
    out.value = value_of_text(out.finding, words, &heading, span);
    return out;
}

Expectation Resolver::case_expectation(const Heading& heading, std::string_view text, Span span) {
    Expectation out;
    out.span = span;
    const std::string_view about = std::string_view(heading.text).substr(expect.size()), name = std::string_view(heading.name).substr(expect.size());
    if (expect_about(about, span, out)) {
        out.words = about;
        if (!same_word(text, "yes")) fail(Code::letter_case, span, fmt::format("`{}` says nothing of {}", text, about), "Write yes, or leave the cell blank.");
        return out;
    }
    const FindingId id = known_finding(name, span);
    const FindingKind kind = program_.findings[id.index()].kind;
    out.finding = id;
    out.words = fmt::format("{} {}{}{}", name, kind == FindingKind::yes_no ? "" : "= ", text, heading.unit && literal(text, span) && !text.ends_with(heading.unit->spelling) ? " " + heading.unit->spelling : "");
    const Detail* detail = program_.detail(id);
    bool is_value = kind == FindingKind::text;
    for (std::size_t i = 0; kind == FindingKind::choice && detail && i < detail->values.size(); ++i) is_value |= key_of(detail->values[i]) == key_of(text);
    if (!is_value && (same_word(text, "conflict") || same_word(text, "nothing"))) {
        out.expect = same_word(text, "conflict") ? Expect::conflict : Expect::nothing;
        return out;
    }
    for (const auto& [sign, least] : {std::pair(">=", true), std::pair("≥", true), std::pair("at least ", true), std::pair("<=", false), std::pair("≤", false), std::pair("at most ", false)})
        if (!is_value && text.starts_with(sign)) {
            std::string_view bound = text.substr(std::string_view(sign).size());
            while (bound.starts_with(' ')) bound.remove_prefix(1);
            out.words = fmt::format("{} {} {}", name, least ? "at least" : "at most", bound);
            return expect_bound(id, least, bound, &heading, span, out), out;
        }
    if (kind != FindingKind::yes_no) return expect_value(id, text, &heading, span, out), out;
    const std::string told = begins_figure(text) ? fmt::format("({})", text) : std::string(text);
    const auto [words, certainty] = with_certainty(told);
    check_certainty(certainty, span);
    if (certainty || same_word(words, "yes") || same_word(words, "no")) {
        out.expect = same_word(words, "no") ? Expect::no : Expect::yes;
        if (certainty) expect_certainty(out, (out.expect == Expect::no ? -1 : 1) * *certainty, half_of_last_decimal(text.substr(text.find_first_of("0123456789."))));
        return out;
    }
    if (!is_band_word(text) && text != "first" && text != "in conflict" && !text.starts_with("above "))
        fail(Code::letter_case, span, fmt::format("{} is nothing that can be expected of {}", text, name), "Write yes, no, a certainty such as (0.7), likely or another band, first, nothing or conflict.");
    expect_words(fmt::format("{} {}", name, text), span, out);
    return out;
}

}  // namespace hence
