// Facts: as given to a case, a run or a consultation.
#include <fmt/format.h>

#include "rules/resolver.hpp"
#include "rules/text.hpp"

namespace hence {
// A finding that the knowledge base knows: a fact about anything else is a slip.
FindingId Resolver::known_finding(std::string_view name, Span span) {
    const FindingId id = lookup(name);
    if (id) return id;
    if (takes_new_tuples(name) || is_read_with_variables(name)) return mention(name, span, Use::other);
    fail_unknown(name, span);
}

// Of a declared relation any tuple may be told; what a pattern of one variable merely implies would
// take in any words.
bool Resolver::takes_new_tuples(std::string_view name) const {
    if (!has_relations()) return false;
    const auto reading = grounding_->relations.read(name);
    return reading && grounding_->relations[reading->relation].declared;
}

// Named by a statement with variables, whose instances are not there yet.
bool Resolver::is_read_with_variables(std::string_view name) {
    if (schema_ || frozen_ || !has_relations()) return false;
    const FindingId named = grounding_->schema.find(name);
    return named && !grounding_->schema.findings[named.index()].relation;
}

// A finding by its name; a tuple that is not there yet is made, as far as its things fit.
FindingId Resolver::lookup_or_tuple(const std::string& name, Span span) {
    if (const FindingId id = lookup(name)) return id;
    FindingId id;
    if (takes_new_tuples(name)) quietly([&] { id = mention(name, span, Use::other); });
    return id;
}

Fact Resolver::fact(const ast::FactItem& item) {
    const ast::Node& node = tree_->nodes[item.expr.index()];
    const Span span{id_, item.begin, item.end};
    Fact out;
    switch (node.form) {
        case ast::Form::phrase: out = fact_phrase(node, item.certainty); break;
        case ast::Form::negation: {
            const ast::Node& inner = tree_->nodes[tree_->children[node.children.first].index()];
            if (inner.form != ast::Form::phrase) fail(Code::syntax, span, "a fact denies one finding", "Write NOT and one finding.");
            out = fact_phrase(inner, item.certainty);
            if (program_.findings[out.finding.index()].kind != FindingKind::yes_no) fail_kind(out.finding, span, "a yes/no finding");
            out.certainty = out.certainty == 0 ? 0 : -out.certainty;
            break;
        }
        case ast::Form::equal: {
            const ast::Node& name = tree_->nodes[tree_->children[node.children.first].index()];
            const ast::Node& value = tree_->nodes[tree_->children[node.children.first + 1].index()];
            if (name.form != ast::Form::phrase) fail(Code::syntax, span, "a fact gives one finding its value", "Write NAME = VALUE.");
            const FindingId id = known_finding(words_text(name.tokens, nullptr), words_span(name.tokens));
            if (program_.findings[id.index()].kind == FindingKind::choice && value.form == ast::Form::phrase) {
                out.finding = id;
                out.value = value_index(id, words_text(value.tokens, nullptr), words_span(value.tokens));
            } else {
                out = number_fact(id, term(tree_->children[node.children.first + 1], nullptr), span);
            }
            if (item.certainty) out.certainty = *item.certainty;
            break;
        }
        default: fail(Code::syntax, span, "this is no fact", "Write a finding, NOT and a finding, NAME = VALUE or NAME is VALUE, with commas between.");
    }
    out.span = span;
    return out;
}

// `night cramps`, `pain side is left`, `fluid intake 1.1 L/day`, `cramps is unknown`.
Fact Resolver::fact_phrase(const ast::Node& node, std::optional<double> certainty) {
    const std::string text(words_text(node.tokens, nullptr));
    const Span span = words_span(node.tokens);
    Fact out;
    out.certainty = certainty.value_or(1);
    if (text.ends_with(" is unknown") && !lookup(text)) {
        out.finding = known_finding(std::string_view(text).substr(0, text.size() - 11), span);
        out.certainty = 0;
        return out;
    }
    if (const FindingId id = lookup_or_tuple(text, span); id && program_.findings[id.index()].kind == FindingKind::yes_no) {
        out.finding = id;
        return out;
    }
    for (std::size_t is = text.find(" is "); is != std::string::npos; is = text.find(" is ", is + 1)) {
        const FindingId id = lookup_or_tuple(text.substr(0, is), span);
        if (!id || program_.findings[id.index()].kind != FindingKind::choice) continue;
        out.finding = id;
        out.value = value_index(id, std::string_view(text).substr(is + 4), span);
        return out;
    }
    for (std::uint32_t t = node.tokens.first + 1; t < node.tokens.last; ++t) {
        if (tokens_->tokens[t].kind != Tok::number && tokens_->tokens[t].kind != Tok::date) continue;
        std::string_view name = words_text({node.tokens.first, t}, nullptr);
        FindingId id = lookup_or_tuple(std::string(name), span);
        if (!id && name.ends_with(" is")) id = lookup_or_tuple(std::string(name.substr(0, name.size() - 3)), span);
        if (!id) continue;
        if (const FindingKind kind = program_.findings[id.index()].kind; kind != FindingKind::number && kind != FindingKind::score && kind != FindingKind::date) continue;
        const auto value = literal({t, node.tokens.last});
        if (!value && program_.findings[id.index()].kind == FindingKind::date) fail(Code::date, words_span({t, node.tokens.last}), "this is no date", "Write year-month-day, such as 2026-11-23.");
        if (!value) fail(Code::unit_mismatch, words_span({t, node.tokens.last}), "this is no figure with a unit", "Write one such as 1.1 L/day.");
        out = number_fact(id, *value, span);
        out.certainty = certainty.value_or(1);
        return out;
    }
    out.finding = known_finding(text, span);
    if (program_.findings[out.finding.index()].kind != FindingKind::yes_no) fail_kind(out.finding, span, "a yes/no finding");
    return out;
}

Fact Resolver::number_fact(FindingId id, const Term& value, Span span) {
    const Finding& finding = program_.findings[id.index()];
    if (finding.kind != FindingKind::number && finding.kind != FindingKind::score && finding.kind != FindingKind::date) fail_kind(id, span, "a number");
    if (finding.kind == FindingKind::date && !value.date) fail(Code::date, value.span, fmt::format("{} is a date, and this is none", finding.name), "Write year-month-day, such as 2026-11-23.");
    if (finding.kind != FindingKind::date && value.date) fail(Code::kind_mismatch, value.span, fmt::format("{} is a number, and a date is given", finding.name), "Write a figure such as 1.1 L/day.");
    if (!value.literal) fail(Code::number, span, "a fact gives a figure", "Write one such as 1.1 L/day.");
    const Detail* detail = program_.detail(id);
    Fact out;
    out.finding = id;
    out.span = span;
    out.value = program_.exprs[value.expr.index()].number;
    if (!value.unit.spelling.empty()) {
        Term declared;
        declared.quantity = id;
        if (detail && detail->unit) declared.unit = *detail->unit;
        if (detail) declared.substance = substances_.key(detail->substance);
        const auto figure = converted(out.value, value.unit, declared.unit, declared.substance);
        if (!figure) fail_units(declared, value, span);
        out.value = *figure;
    }
    if (detail && ((detail->lowest && out.value < *detail->lowest) || (detail->highest && out.value > *detail->highest)))
        fail(Code::number, span, fmt::format("{} goes from {} to {}{}{}", finding.name, format_number(*detail->lowest), format_number(*detail->highest), detail->unit ? " " : "", detail->unit ? detail->unit->spelling : ""), "Check the figure and its unit.");
    return out;
}

// The same finding twice with two values is a slip; with one value it is said twice.
void Resolver::add_fact(std::vector<Fact>& facts, const Fact& fact) {
    for (const Fact& other : facts) {
        if (other.finding != fact.finding) continue;
        if (other.value == fact.value && other.certainty == fact.certainty) return;
        Diagnostic d = make_diagnostic(Code::declared_twice, fact.span, fmt::format("{} is given twice, with two values", program_.findings[fact.finding.index()].name), "Keep one.");
        d.related.push_back({other.span, "the other value"});
        throw Bad{std::move(d)};
    }
    facts.push_back(fact);
}

void Resolver::other(const ast::Case& d, Span span) {
    Case out;
    out.name = text_of(d.title);
    out.span = span;
    for (const ast::CaseLine& line : d.lines) {
        for (const ast::FactItem& item : line.items)
            guarded([&] {
                if (line.kind == ast::CaseLine::given) add_fact(out.given, fact(item));
                else out.expect.push_back(expectation(item));
            });
        for (const ast::Phrase& name : line.names) guarded([&] { out.because.push_back(rule_name(name, false)); });
    }
    program_.cases.push_back(std::move(out));
}

std::vector<Fact> Resolver::read_facts(const Source& source, SourceId id, const Tokens& tokens, const ParsedFacts& parsed) {
    frozen_ = true;
    know_relations();
    for (const Conversion& c : program_.conversions) substances_.add(c);
    id_ = id;
    text_ = source.text;
    tokens_ = &tokens;
    tree_ = &parsed.tree;
    std::vector<Fact> facts;
    for (const ast::FactItem& item : parsed.facts) guarded([&] { add_fact(facts, fact(item)); });
    return facts;
}

}  // namespace hence
