// Relations: their declarations, the names that spell tuples of them, variables bound to things.
#include <algorithm>

#include <fmt/format.h>

#include "rules/resolver.hpp"
#include "rules/table_words.hpp"
#include "rules/text.hpp"

namespace hence {
namespace {

std::string place_words(const RelationArgument& argument) {
    switch (argument.kind) {
        case FindingKind::number: return argument.unit ? fmt::format("a figure in {}", argument.unit->spelling) : "a figure";
        case FindingKind::date: return "a date";
        case FindingKind::choice: return "one of its values";
        default: return "a name";
    }
}

std::string values_are(const std::vector<std::string>& values) { return fmt::format("Its values are {}.", fmt::join(values, ", ")); }

}  // namespace

// ---- declarations: first all that are written, then those that patterns imply

void Resolver::declare_relations(const std::vector<ReadSource>& sources) {
    Relations& relations = grounding_->relations;
    const auto each = [&](auto f) {
        for (std::size_t i = 0; i < sources.size(); ++i) {
            enter(i, sources);
            for (const ast::Statement& s : sources[i].file.statements) guarded([&] { f(s); });
        }
    };
    each([&](const ast::Statement& s) {
        if (const auto* d = std::get_if<ast::RelationDeclaration>(&s.what)) declare_relation(*d);
    });
    each([&](const ast::Statement& s) {
        if (const auto* d = std::get_if<ast::ChoiceDeclaration>(&s.what); d && !s.variables)
            grounding_->choices.emplace(key_of(words_text(d->name, nullptr)), '\0');
        if (!s.variables) return;
        const auto of_things = [&](ast::Phrase name, FindingKind kind) { declare_pattern(name, kind); };
        if (const auto* d = std::get_if<ast::NumberDeclaration>(&s.what)) of_things(d->name, FindingKind::number);
        if (const auto* d = std::get_if<ast::ChoiceDeclaration>(&s.what)) of_things(d->name, FindingKind::choice);
        if (const auto* d = std::get_if<ast::DateDeclaration>(&s.what))
            for (const ast::Phrase& name : d->names) of_things(name, FindingKind::date);
        if (const auto* d = std::get_if<ast::FindingDeclaration>(&s.what))
            for (const ast::Phrase& name : d->names) of_things(name, FindingKind::yes_no);
    });
    each([&](const ast::Statement& s) {
        if (!s.variables || std::holds_alternative<ast::RelationDeclaration>(s.what)) return;
        for (const ast::Phrase& phrase : phrases_of(s)) imply_relation(phrase);
    });
    each([&](const ast::Statement& s) {
        const auto* ask = std::get_if<ast::Ask>(&s.what);
        if (!ask) return;
        for (const ast::Phrase& name : ask->names)
            if (const auto reading = relations.read(pattern_text(name)); reading && holds_variable(words_text(name, nullptr))) relations[reading->relation].closed = false;
    });
}

void Resolver::declare_relation(const ast::RelationDeclaration& d) {
    Relation relation = Relations::taken_apart(words_text(d.name, nullptr));
    relation.declared = relation.closed = true;
    relation.span = words_span(d.name);
    for (const ast::RelationArgument& a : d.arguments) {
        const std::string variable(words_text(a.variable, nullptr));
        const auto at = std::find_if(relation.arguments.begin(), relation.arguments.end(), [&](const RelationArgument& r) { return r.variable == variable; });
        if (at == relation.arguments.end()) fail(Code::relation, words_span(a.variable), fmt::format("{} does not stand in the relation's name", variable), "Name a variable of the relation.");
        at->kind = a.kind;
        for (const ast::Phrase& value : a.values) at->values.emplace_back(words_text(value, nullptr));
        if (a.unit != Id<void>::no_row) at->unit = declared_unit(a.unit);
    }
    add_relation(std::move(relation));
}

void Resolver::declare_pattern(ast::Phrase name, FindingKind kind) {
    const std::string text(words_text(name, nullptr));
    if (!holds_variable(text)) return;
    Relation relation = Relations::taken_apart(text);
    relation.kind = kind;
    relation.declared = true;
    relation.span = words_span(name);
    add_relation(std::move(relation));
}

RelationId Resolver::add_relation(Relation relation) {
    Relations& relations = grounding_->relations;
    if (const auto same = relations.read(relation.name)) {
        const Relation& other = relations[same->relation];
        if (other.words == relation.words) {
            Diagnostic d = make_diagnostic(Code::declared_twice, relation.span, fmt::format("{} is declared already", relation.name), "Keep one of the two declarations.");
            d.related.push_back({other.span, "the other declaration"});
            throw Bad{std::move(d)};
        }
    }
    const bool words = std::any_of(relation.words.begin(), relation.words.end(), [](const std::string& w) { return !w.empty(); });
    if (!words) fail(Code::relation, relation.span, "a relation wants a word beside its variables", "Write one such as ?drug depletes ?nutrient.");
    const auto places = static_cast<std::uint32_t>(relation.arguments.size());
    grounding_->matcher.add_relation(places);
    return relations.add(std::move(relation));
}

// `?nutrient deficiency`, declared by nothing: the findings that its instances spell.
void Resolver::imply_relation(ast::Phrase phrase) {
    const std::string text = pattern_text(phrase);
    if (!holds_variable(text) || text.find(' ') == std::string::npos || grounding_->relations.read(text) || tests_choice(text)) return;
    Relation relation = Relations::taken_apart(text);
    if (relation.arguments.size() != 1 || !is_named_variable(relation.arguments.front().variable)) return;  // an error where it is resolved
    relation.span = words_span(phrase);
    add_relation(std::move(relation));
}

// `severity is ?level`, of a choice: a test, and no name of its own.
bool Resolver::tests_choice(std::string_view text) const {
    const std::size_t is = text.find(" is ");
    return is != std::string_view::npos && grounding_->choices.contains(std::string_view(key_of(text.substr(0, is))));
}

// The phrases of a statement that may hold variables.
std::vector<ast::Phrase> Resolver::phrases_of(const ast::Statement& s) const {
    std::vector<ast::Phrase> out;
    for (std::uint32_t n = s.nodes.first; n < s.nodes.last; ++n)
        if (tree_->nodes[n].form == ast::Form::phrase) out.push_back(tree_->nodes[n].tokens);
    const auto add = [&](const std::vector<ast::Phrase>& names) { out.insert(out.end(), names.begin(), names.end()); };
    if (const auto* d = std::get_if<ast::Rule>(&s.what))
        for (const ast::Conclusion& c : d->conclusions) {
            out.push_back(c.name);
            add(c.alternatives);
        }
    if (const auto* d = std::get_if<ast::Ask>(&s.what)) add(d->names);
    if (const auto* d = std::get_if<ast::Topic>(&s.what)) add(d->names);
    if (const auto* d = std::get_if<ast::Goal>(&s.what)) add(d->names);
    if (const auto* d = std::get_if<ast::Describe>(&s.what)) out.push_back(d->name);
    if (const auto* d = std::get_if<ast::Advise>(&s.what)) out.push_back(d->name);
    if (const auto* d = std::get_if<ast::Default>(&s.what)) out.push_back(d->name);
    if (const auto* d = std::get_if<ast::NumberDeclaration>(&s.what)) out.push_back(d->name);
    if (const auto* d = std::get_if<ast::KindDeclaration>(&s.what)) {
        add(d->kinds);
        out.push_back(d->broader);
    }
    return out;
}

// The name in a phrase without what is asked of it: `certainty of X`, `X is known`, `CHOICE is V`.
std::string Resolver::pattern_text(ast::Phrase phrase) {
    std::string text(words_text(phrase, nullptr));
    if (grounding_->relations.read(text)) return text;
    for (const std::string_view before : {"certainty of ", "points of ", "value of "})
        if (text.starts_with(before)) text.erase(0, before.size());
    for (const std::string_view behind : {" is known", " is unknown"})
        if (text.ends_with(behind)) text.resize(text.size() - behind.size());
    for (std::size_t is = text.find(" is "); is != std::string::npos; is = text.find(" is ", is + 1)) {
        const auto reading = grounding_->relations.read(std::string_view(text).substr(0, is));
        const FindingKind kind = reading ? grounding_->relations[reading->relation].kind : FindingKind::yes_no;
        if (kind == FindingKind::choice || kind == FindingKind::date) return text.substr(0, is);
    }
    return text;
}

// ---- names that spell tuples

bool Resolver::has_relations() const { return grounding_ != nullptr && !grounding_->relations.empty(); }

void Resolver::check_reading(const TupleReading& reading, std::string_view name, Span span) const {
    if (!reading.twice) return;
    const Relation& relation = grounding_->relations[reading.relation];
    Diagnostic d = make_diagnostic(Code::relation, span, fmt::format("{} can be read in two ways", name), reading.other ? "Give one of the two relations a word more." : "Name the things otherwise, or give the relation a word more.");
    d.related.push_back({relation.span, relation.name});
    if (reading.other) d.related.push_back({grounding_->relations[reading.other].span, grounding_->relations[reading.other].name});
    throw Bad{std::move(d)};
}

// What stands in a place, as a thing; fails where the place wants another kind of thing.
ThingId Resolver::thing_of(const Relation& relation, std::size_t place, std::string_view text, Span span) {
    const RelationArgument& argument = relation.arguments[place];
    const auto refuse = [&](Code code, std::string advice) {
        Diagnostic d = make_diagnostic(code, span, fmt::format("{} stands where {} takes {}", text, relation.name, place_words(argument)), std::move(advice));
        d.related.push_back({relation.span, fmt::format("{} is declared here", argument.variable)});
        throw Bad{std::move(d)};
    };
    if (argument.kind == FindingKind::yes_no) return grounding_->relations.name(text);
    if (argument.kind == FindingKind::choice) {
        for (const std::string& value : argument.values)
            if (key_of(value) == key_of(text)) return grounding_->relations.name(value);
        refuse(Code::no_such_choice, values_are(argument.values));
    }
    const auto value = literal(text, span);
    if (const std::size_t comma = text.find(','); !value && argument.kind == FindingKind::number && comma != std::string_view::npos && begins_figure(text))
        refuse(Code::number, fmt::format("A comma inside a number can be read in two ways: write {}.{} or {}{}.", text.substr(0, comma), text.substr(comma + 1), text.substr(0, comma), text.substr(comma + 1)));
    if (!value || value->date != (argument.kind == FindingKind::date)) refuse(Code::kind_mismatch, argument.kind == FindingKind::date ? "Write year-month-day, such as 2026-11-23." : fmt::format("Write a figure{}{}.", argument.unit ? " in " : "", argument.unit ? argument.unit->spelling : ""));
    double figure = program_.exprs[value->expr.index()].number;
    if (!value->unit.spelling.empty()) {
        const auto in_unit = argument.unit ? converted(figure, value->unit, *argument.unit, {}) : std::nullopt;
        if (!in_unit) refuse(Code::unit_mismatch, argument.unit ? fmt::format("Write it in {}.", argument.unit->spelling) : "Write a plain figure.");
        figure = *in_unit;
    }
    return grounding_->relations.figure(argument.kind, figure);
}

std::vector<ThingId> Resolver::things_of(const TupleReading& reading, Span span) {
    const Relation& relation = grounding_->relations[reading.relation];
    std::vector<ThingId> things;
    for (std::size_t i = 0; i < reading.places.size(); ++i) things.push_back(thing_of(relation, i, reading.places[i], span));
    return things;
}

// The finding of a tuple's name that is not known by it: that of the same things spelt otherwise
// (7.10 mm/s), the relation's own in the schema, or a new one.
FindingId Resolver::tuple(std::string_view name, Span span) {
    const auto read = grounding_->relations.read(name);
    if (!read) fail_no_relation(name, span);
    const TupleReading& reading = *read;
    check_reading(reading, name, span);
    const Relation& relation = grounding_->relations[reading.relation];
    const bool some = std::find(reading.places.begin(), reading.places.end(), "?") != reading.places.end();
    for (std::size_t i = 0; i < reading.places.size(); ++i)
        if (!is_variable(reading.places[i])) thing_of(relation, i, reading.places[i], span);
    if (schema_) return schema_finding(reading.relation);
    for (const std::string& place : reading.places)
        if (is_named_variable(place)) fail(Code::relation, span, fmt::format("{} is bound by no positive condition", place), "Write a condition that names it, such as one of a relation.");
    const std::vector<ThingId> things = some ? std::vector<ThingId>{} : things_of(reading, span);
    const std::string spelt = some ? std::string(name) : grounding_->relations.spelt(reading.relation, things);
    std::string key = key_of(spelt);
    if (const auto found = program_.by_key.find(std::string_view(key)); found != program_.by_key.end()) return found->second;
    if (!some) return add_tuple(reading.relation, things, spelt, std::move(key), span);
    const FindingId id = add_finding(spelt, std::move(key), span);
    somes_.emplace_back(id, reading);
    program_.findings[id.index()].closed = relation.closed;
    program_.findings[id.index()].relation = reading.relation;
    return id;
}

FindingId Resolver::add_tuple(RelationId relation, std::span<const ThingId> things, std::string_view name, std::string key, Span span) {
    const FindingId id = add_finding(name, std::move(key), span);
    adopt(id, relation);
    const TupleId there = grounding_->matcher.find(relation, things);
    program_.findings[id.index()].unmatched = !there;
    if (growing_ && there) made_.push_back({relation, there});
    return id;
}

// The finding of a tuple that has one, however its things are spelt; key_ stays that of the name.
FindingId Resolver::known_tuple(std::string_view name) {
    const auto reading = grounding_->relations.read(name);
    if (!reading || reading->twice) return {};
    if (schema_) return schema_finding(reading->relation);
    FindingId id;
    const std::string key = key_;
    if (!holds_variable(name))
        quietly([&] {
            const auto found = program_.by_key.find(key_of(grounding_->relations.spelt(reading->relation, things_of(*reading, {}))));
            if (found != program_.by_key.end()) id = found->second;
        });
    key_ = key;
    return id;
}

// A known finding; or a number, choice or date of things, known or new.
FindingId Resolver::lookup_held(std::string_view name) {
    if (const FindingId id = lookup(name)) return id;
    const auto reading = has_relations() ? grounding_->relations.read(name) : std::nullopt;
    if (!reading || grounding_->relations[reading->relation].kind == FindingKind::yes_no) return {};
    return tuple(std::string(name), grounding_->relations[reading->relation].span);
}

// A finding takes after its relation: kind, unit, range, values.
void Resolver::adopt(FindingId id, RelationId relation) {
    const Relation& r = grounding_->relations[relation];
    Finding& finding = program_.findings[id.index()];
    finding.relation = relation;
    finding.closed = r.closed && r.kind == FindingKind::yes_no;
    finding.kind = r.kind;
    finding.declared = r.declared;
    if (r.detail) {
        Detail detail = program_.details[r.detail.index()];
        program_.detail_of(id) = std::move(detail);
    }
}

FindingId Resolver::schema_finding(RelationId relation) {
    const Relation& r = grounding_->relations[relation];
    std::string key = key_of(r.name);
    const auto found = program_.by_key.find(std::string_view(key));
    if (found != program_.by_key.end()) return found->second;
    const FindingId id = add_finding(r.name, std::move(key), r.span);
    Finding& finding = program_.findings[id.index()];
    finding.declared = r.declared;
    finding.kind = r.kind;
    finding.closed = r.closed && r.kind == FindingKind::yes_no;
    finding.relation = relation;
    return id;
}

// ---- variables in phrases and texts

const BoundVariable* Resolver::bound(std::string_view variable) const {
    if (bound_ == nullptr) return nullptr;
    const auto at = std::find_if(bound_->begin(), bound_->end(), [&](const BoundVariable& b) { return b.name == variable; });
    return at == bound_->end() ? nullptr : &*at;
}

// The variable that a phrase is, alone; null: it is none, or not a bound one.
const BoundVariable* Resolver::lone_variable(ast::Phrase phrase) const {
    if (phrase.size() != 1 || tokens_->tokens[phrase.first].kind != Tok::variable) return nullptr;
    const Token& t = tokens_->tokens[phrase.first];
    return bound(text_.substr(t.begin, t.end - t.begin));
}

// A name beside a variable that stands for the values of a choice.
void Resolver::check_value(const std::vector<std::string>& values, std::string_view variable, std::string_view text, Span span) const {
    const auto is = [&](const std::string& value) { return key_of(value) == key_of(text); };
    if (std::none_of(values.begin(), values.end(), is)) fail(Code::no_such_choice, span, fmt::format("{} is never {}", variable, text), values_are(values));
}

std::optional<Term> Resolver::variable_term(ast::Phrase phrase) {
    if (phrase.size() != 1 || tokens_->tokens[phrase.first].kind != Tok::variable) return std::nullopt;
    const Span span = words_span(phrase);
    const BoundVariable* variable = lone_variable(phrase);
    if (!variable) fail(Code::relation, span, fmt::format("{} is bound by no positive condition", words_text(phrase, nullptr)), "Write a condition that names it, such as one of a relation.");
    if (variable->kind != FindingKind::number && variable->kind != FindingKind::date)
        fail(Code::kind_mismatch, span, fmt::format("{} is a name, and a figure is wanted here", variable->name), "Names are equal (=) or not (!=); a relation's figures are declared: relation ?x weighs ?w, number ?w in kg.");
    Term term;
    Expr e;
    e.op = Op::literal;
    e.number = variable->figure;
    e.n = schema_ ? variable->slot + 1 : 0;
    e.span = span;
    term.expr = add(e, {});
    if (variable->unit) term.unit = *variable->unit;
    term.date = variable->kind == FindingKind::date;
    term.literal = !schema_;
    term.span = span;
    return term;
}

// `?x != ?y`, `?x = magnesium`: things are told apart by their rows.
std::optional<ExprId> Resolver::compare_things(const ast::Node& node) {
    if (bound_ == nullptr) return std::nullopt;
    const BoundVariable* names[2] = {};
    const ast::Node* sides[2] = {};
    bool of_things = false;
    for (std::uint32_t i = 0; i < 2; ++i) {
        sides[i] = &tree_->nodes[tree_->children[node.children.first + i].index()];
        if (sides[i]->form == ast::Form::phrase) names[i] = lone_variable(sides[i]->tokens);
        of_things |= names[i] != nullptr && (names[i]->kind == FindingKind::yes_no || names[i]->kind == FindingKind::choice);
    }
    if (!of_things) return std::nullopt;
    const Span span{id_, node.begin, node.end};
    for (std::uint32_t i = 0; i < 2; ++i)  // a name only because nothing says what it is
        if (names[i] && names[i]->untyped && (sides[1 - i]->form != ast::Form::phrase || (node.form != ast::Form::equal && node.form != ast::Form::not_equal)))
            fail(Code::relation, {id_, sides[i]->begin, sides[i]->end}, fmt::format("{} is bound by no positive condition", names[i]->name), "Write a condition that names it, such as one of a relation.");
    for (std::uint32_t i = 0; i < 2; ++i) {
        if (sides[i]->form != ast::Form::phrase || names[i]) continue;
        const std::string text(words_text(sides[i]->tokens, nullptr));
        const Span side{id_, sides[i]->begin, sides[i]->end};
        if (grounding_->choices.contains(std::string_view(key_of(text)))) fail(Code::kind_mismatch, side, fmt::format("{} is a choice, and names are compared here", text), fmt::format("Write {} is {}.", text, names[1 - i]->name));
        if (const auto* values = names[1 - i] ? names[1 - i]->values : nullptr; values && !values->empty()) check_value(*values, names[1 - i]->name, text, side);
    }
    if (node.form != ast::Form::equal && node.form != ast::Form::not_equal) fail(Code::kind_mismatch, span, "names have no order", "Compare them with = or !=.");
    std::vector<ExprId> inputs;
    for (std::uint32_t i = 0; i < 2; ++i) {
        const Span side{id_, sides[i]->begin, sides[i]->end};
        if (sides[i]->form != ast::Form::phrase || (names[i] && names[i]->kind != FindingKind::yes_no && names[i]->kind != FindingKind::choice))
            fail(Code::kind_mismatch, side, "a name is compared with a figure", "Compare names with names.");
        Expr e;
        e.op = Op::literal;
        e.span = side;
        if (names[i]) {
            e.number = names[i]->thing;
            e.n = schema_ ? names[i]->slot + 1 : 0;
        } else {
            e.number = grounding_->relations.name(words_text(sides[i]->tokens, nullptr)).row;
        }
        inputs.push_back(add(e, {}));
    }
    Expr e;
    e.op = node.form == ast::Form::equal ? Op::equal : Op::not_equal;
    e.span = span;
    return add(e, inputs);
}

// `{?drug}`, and variables inside other braces, filled in.
std::string Resolver::with_things(std::string_view text, Span span) const {
    std::string out;
    bool inside = false;
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        inside = c == '{' || (inside && c != '}');
        std::size_t to = at + 1;
        while (inside && c == '?' && to < text.size() && is_variable_byte(text[to])) ++to;
        if (to == at + 1) {
            out += c;
            ++at;
            continue;
        }
        const std::string_view name = text.substr(at, to - at);
        const BoundVariable* variable = bound(name);
        if (!variable) fail(Code::relation, span, fmt::format("{} stands in the text, and is bound by nothing", name), "Name a variable of the statement.");
        const bool alone = out.ends_with('{') && to < text.size() && text[to] == '}';
        if (alone) out.pop_back();
        out += variable->text;
        at = alone ? to + 1 : to;
        inside = inside && !alone;
    }
    return out;
}

}  // namespace hence
