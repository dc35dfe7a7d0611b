// What the knowledge base states itself: facts, tables of facts, and the findings that they give.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "rules/number.hpp"
#include "rules/resolver.hpp"
#include "rules/table_words.hpp"
#include "rules/text.hpp"

namespace hence {

void Resolver::other(const ast::FactStatement& d, Span span) {
    if (schema_) return;
    Rule tails_of;
    ast::Rule described;
    described.source = d.source;
    described.because = d.because;
    tails(described, tails_of);
    for (const ast::FactItem& item : d.items)
        guarded([&] {
            const ast::Node* node = &tree_->nodes[item.expr.index()];
            const bool denied = node->form == ast::Form::negation;
            if (denied) node = &tree_->nodes[tree_->children[node->children.first].index()];
            if (node->form == ast::Form::phrase && has_relations()) {
                const std::string text(words_text(node->tokens, nullptr));
                const auto reading = grounding_->relations.read(text);
                const bool some = reading && std::find(reading->places.begin(), reading->places.end(), "?") != reading->places.end();
                if (some && !denied) fail(Code::relation, words_span(node->tokens), "? stands for some thing, and a fact is about one", "Write its name; only NOT of ? can be stated: there is none.");
                if (reading && !some && !holds_variable(text) && grounding_->relations[reading->relation].declared && grounding_->relations[reading->relation].kind == FindingKind::yes_no) {
                    check_reading(*reading, text, words_span(node->tokens));
                    const double certainty = item.certainty.value_or(1);
                    return give(reading->relation, things_of(*reading, words_span(node->tokens)), denied ? -certainty : certainty, tails_of, {id_, item.begin, item.end});
                }
            }
            const Fact given = fact(item);
            Rule rule = tails_of;
            rule.fact = true;
            rule.span = span;
            rule.cell = given.span;
            const Finding& finding = program_.findings[given.finding.index()];
            Conclusion c;
            c.finding = given.finding;
            const bool yes_no = finding.kind == FindingKind::yes_no;
            if (!yes_no && given.certainty <= 0) fail(Code::strength, given.span, "a value is given with a certainty above 0", "Write one such as (0.6).");
            if (finding.kind == FindingKind::choice) c.choice = static_cast<std::int32_t>(given.value);
            else if (!yes_no) c.value = figure(given.value, given.span);
            rule.strength = rule.stated = given.certainty;
            if (rule.strength == 0) return;
            mentions_[given.finding.index()].conclusion = true;
            add_rule(rule, {c});
        });
}

void Resolver::give(RelationId relation, const std::vector<ThingId>& things, double certainty, const Rule& tails_of, Span span) {
    if (certainty == 0) return;
    GivenTuple given;
    given.relation = relation;
    given.tuple = grounding_->matcher.add(relation, things);
    given.certainty = certainty;
    given.source = tails_of.source;
    given.because = tails_of.because;
    given.span = span;
    grounding_->given.push_back(given);
}

// `fact table depletes from "depletes.csv"`: a tuple a row.
void Resolver::other(const ast::FactTable& d, Span span) {
    if (schema_) return;
    Rule tails_of;
    if (!d.source.empty()) tails_of.source = citation(d.source);
    const FactHeadings wanted = fact_headings(d);
    const std::optional<Grid> table = grid(d.rows, true, &wanted.headings);
    if (!table) return;
    const TupleColumns columns = tuple_columns(wanted, *table, span);
    std::vector<ThingId> things;
    begin_stage(Stage::facts, table->rows.size());
    for (const Grid::Row& row : table->rows)
        guarded([&] {
            step();
            things.clear();
            for (std::size_t i = 0; i < columns.places.size(); ++i) things.push_back(cell_thing(grounding_->relations[wanted.relation], i, row, table->headings[columns.places[i]], row.cells[columns.places[i]]));
            double certainty = 1;
            if (columns.certainty) {
                const std::string_view text = cell_text(row.cells[*columns.certainty]);
                const auto figure_of = is_blank_cell(text) ? std::optional<double>(1) : read_number(text);
                if (!figure_of || std::abs(*figure_of) > 1) fail(Code::strength, row.cells[*columns.certainty], "a certainty is a number from -1 to 1", "Write one such as 0.6.");
                certainty = *figure_of;
            }
            give(wanted.relation, things, certainty, tails_of, row.row);
        });
}

ThingId Resolver::cell_thing(const Relation& relation, std::size_t place, const Grid::Row& row, const Heading& heading, Span cell) {
    const std::string_view text = cell_text(cell);
    if (is_blank_cell(text)) fail(Code::table, row.row, fmt::format("the cell under {} is blank", heading.text), "Fill it in, or leave the row out.");
    if (holds_variable(text)) fail(Code::relation, cell, "a variable stands where a row has a thing", "Write the thing's name.");
    if (heading.unit && text.find_first_not_of("0123456789.+-") == std::string_view::npos) return thing_of(relation, place, fmt::format("{} {}", text, heading.unit->spelling), cell);
    return thing_of(relation, place, text, cell);
}

// The relation, and the heading of each of its places; behind them `certainty`, if none is called so.
Resolver::FactHeadings Resolver::fact_headings(const ast::FactTable& d) {
    FactHeadings out;
    bool columns = false;
    for (std::uint32_t t = d.name.first; t < d.name.last; ++t) columns |= tokens_->tokens[t].kind == Tok::column;
    if (columns) {
        std::string pattern;
        for (std::uint32_t t = d.name.first; t < d.name.last; ++t) {
            const Token& token = tokens_->tokens[t];
            const std::string_view word = text_.substr(token.begin, token.end - token.begin);
            pattern += pattern.empty() ? "" : " ";
            if (token.kind == Tok::column) {
                out.headings.emplace_back(word.substr(1, word.size() - 2));
                pattern += fmt::format("?c{}", out.headings.size());
            } else {
                pattern += word;
            }
        }
        const auto reading = grounding_->relations.read(pattern);
        if (!reading) fail(Code::relation, words_span(d.name), "no relation reads like this", "Declare it: relation ?x depletes ?y.");
        check_reading(*reading, pattern, words_span(d.name));
        out.relation = reading->relation;
        if (std::any_of(reading->places.begin(), reading->places.end(), [](const std::string& p) { return !is_variable(p); })) fail(Code::relation, words_span(d.name), "a thing stands in a place, and a [Column] is wanted", "Write a column for each place.");
    } else {
        const std::string_view words = words_text(d.name, nullptr);
        out.relation = has_relations() ? grounding_->relations.by_words(words) : RelationId{};
        if (!out.relation) fail(Code::relation, words_span(d.name), fmt::format("no one relation has the words {}", words), "Declare it: relation ?x depletes ?y; or write its name with [Column]s in the places.");
        for (const RelationArgument& a : grounding_->relations[out.relation].arguments) out.headings.emplace_back(a.variable.substr(1));
    }
    if (std::none_of(out.headings.begin(), out.headings.end(), [](const std::string& h) { return same_word(h, "certainty"); })) out.headings.emplace_back("certainty");
    return out;
}

// Other columns are not read; a slip of this one is not taken for one of those.
void Resolver::check_no_slip_of(const Grid& table, std::string_view heading, Span span) const {
    for (const Heading& h : table.headings)
        if (edit_distance(h.key, key_of(heading), 2) <= 2) fail(Code::table, span, fmt::format("the table has a column {}, and none called {}", h.text, heading), fmt::format("Write {}; or call the column otherwise, if it is not read.", heading));
}

Resolver::TupleColumns Resolver::tuple_columns(const FactHeadings& wanted, const Grid& table, Span span) const {
    TupleColumns out;
    const std::size_t places = grounding_->relations[wanted.relation].arguments.size();
    for (std::size_t i = 0; i < wanted.headings.size(); ++i) {
        const auto at = column(table, wanted.headings[i]);
        if (i >= places && !at) check_no_slip_of(table, wanted.headings[i], span);
        if (i >= places) out.certainty = at;
        else if (!at) fail(Code::table, span, fmt::format("the table has no column {}", wanted.headings[i]), "Name the columns as the relation's variables, or write fact table [Column] … [Column].");
        else out.places.push_back(*at);
    }
    return out;
}

// Only the given tuples that something names become findings: a million rows of which a case reads
// ten cost ten.
void Resolver::put_given() {
    for (const GivenTuple& g : grounding_->given) {
        key_.clear();
        append_key(key_, grounding_->relations.spelt(g.relation, grounding_->matcher.things(g.relation, g.tuple)));
        const auto named = program_.by_key.find(std::string_view(key_));
        if (named == program_.by_key.end()) continue;
        give_finding(g, named->second);
    }
}

void Resolver::give_finding(const GivenTuple& given, FindingId finding) {
    Rule rule;
    rule.fact = true;
    rule.strength = rule.stated = given.certainty;
    rule.source = given.source;
    rule.because = given.because;
    rule.span = given.span;
    Conclusion c;
    c.finding = finding;
    mentions_[finding.index()].conclusion = true;
    add_rule(rule, {c});
}

// `patient takes ?` holds as much as the strongest of its tuples: they are kinds of it. What stands
// in its places is looked up, so that many of them cost no more than one.
void Resolver::put_somes() {
    using Places = std::vector<std::size_t>;
    std::map<std::pair<RelationId, Places>, std::map<std::vector<ThingId>, std::vector<std::size_t>>> shapes;
    for (std::size_t i = 0; i < somes_.size(); ++i) {
        const TupleReading& reading = somes_[i].second;
        Places places;
        std::vector<ThingId> wanted;
        for (std::size_t p = 0; p < reading.places.size(); ++p) {
            if (is_variable(reading.places[p])) continue;
            places.push_back(p);
            wanted.push_back(thing_of(grounding_->relations[reading.relation], p, reading.places[p], {}));
        }
        shapes[{reading.relation, places}][wanted].push_back(i);
    }
    std::vector<std::vector<TupleId>> fitting(somes_.size());
    std::vector<ThingId> there;
    for (const auto& [shape, somes] : shapes)
        for (std::size_t row = 0; row < grounding_->matcher.tuples(shape.first); ++row) {
            const auto things = grounding_->matcher.things(shape.first, TupleId{row});
            there.clear();
            for (const std::size_t place : shape.second) there.push_back(things[place]);
            const auto found = somes.find(there);
            if (found == somes.end()) continue;
            for (const std::size_t i : found->second) fitting[i].push_back(TupleId{row});
        }
    for (std::size_t i = 0; i < somes_.size(); ++i)
        for (const TupleId tuple : fitting[i]) {
            const auto& [some, reading] = somes_[i];
            const Span span = program_.findings[some.index()].span;
            const FindingId id = mention(grounding_->relations.spelt(reading.relation, grounding_->matcher.things(reading.relation, tuple)), span, Use::other);
            program_.kinds.push_back({id, some, span});
        }
}

}  // namespace hence
