// How a statement with variables binds them: read off the schema, where each rule stands once.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "rules/resolver.hpp"
#include "rules/static_value.hpp"
#include "rules/text.hpp"

namespace hence {
namespace {

bool is_comparison(ast::Form form) { return form >= ast::Form::less && form <= ast::Form::between; }

}  // namespace

// Plans one statement of the schema, then resolves it there, so that kinds and units are checked.
void Resolver::plan(const ast::Statement& s, std::size_t source) {
    if (std::holds_alternative<ast::RelationDeclaration>(s.what)) return;
    Planning planning{{}, {}, &s};
    planning.plan.source = source;
    planning.plan.statement = &s;
    type_variables(planning);
    const std::vector<BoundVariable> variables = schema_variables(planning.plan.variables);
    const Bound scope(*this, &variables);
    statement(s);
    for (const ast::NodeId node : planning.aggregates) plan_aggregate(planning, node);
    plan_statement(planning);
    note_patterns(planning);
    grounding_->plans.push_back(std::move(planning.plan));
}

std::vector<BoundVariable> Resolver::schema_variables(const std::vector<Variable>& variables) const {
    std::vector<BoundVariable> out;
    for (std::size_t i = 0; i < variables.size(); ++i) {
        BoundVariable b;
        b.name = b.text = variables[i].name;
        b.kind = variables[i].kind;
        b.unit = variables[i].unit;
        b.untyped = variables[i].typed_by == Span{};
        b.values = &variables[i].values;
        b.slot = static_cast<std::uint32_t>(i);
        b.figure = 1;
        out.push_back(std::move(b));
    }
    return out;
}

// The variables of a statement, and what the places of relations make of them.
void Resolver::type_variables(Planning& planning) {
    std::vector<Variable>& variables = planning.plan.variables;
    const ast::Statement& s = *planning.statement;
    for (std::uint32_t n = s.nodes.first; n < s.nodes.last; ++n)
        if (tree_->nodes[n].form == ast::Form::aggregate) planning.aggregates.emplace_back(n);
    for (const ast::Phrase& phrase : phrases_of(s)) {
        const Span span = words_span(phrase);
        for (std::uint32_t t = phrase.first; t < phrase.last; ++t) {
            const Token& token = tokens_->tokens[t];
            const std::string_view name = text_.substr(token.begin, token.end - token.begin);
            if (token.kind != Tok::variable || name.size() < 2) continue;
            if (std::none_of(variables.begin(), variables.end(), [&](const Variable& v) { return v.name == name; }))
                variables.push_back({std::string(name), FindingKind::yes_no, {}, {}, token_span(t), {}});
        }
        const std::string text = pattern_text(phrase);
        if (!holds_variable(text) || phrase.size() == 1 || tests_choice(text)) continue;
        const auto reading = grounding_->relations.read(text);
        if (!reading) fail_no_relation(text, span);
        check_reading(*reading, text, span);
        const Relation& relation = grounding_->relations[reading->relation];
        for (std::size_t i = 0; i < reading->places.size(); ++i)
            if (is_named_variable(reading->places[i])) type_variable(variables, reading->places[i], relation.arguments[i], span);
    }
    for (const ast::Phrase& phrase : phrases_of(s)) check_choice_variables(planning, phrase);
    reckon_types(planning);
}

// `?c is strong`, of a variable that stands for a choice's value, would be a finding of its own.
void Resolver::check_choice_variables(const Planning& planning, ast::Phrase phrase) {
    const std::string text(words_text(phrase, nullptr));
    const std::size_t is = text.find(" is ");
    if (is == std::string::npos) return;
    for (const Variable& v : planning.plan.variables) {
        if (v.kind != FindingKind::choice || text.compare(0, is, v.name) != 0) continue;
        const auto reading = grounding_->relations.read(text);
        if (reading && grounding_->relations[reading->relation].declared) return;
        const bool denied = text.compare(is + 4, 4, "not ") == 0;
        fail(Code::kind_mismatch, words_span(phrase), fmt::format("{} stands for a value of a choice, which is compared", v.name), fmt::format("Write {} {} {}.", v.name, denied ? "!=" : "=", text.substr(is + (denied ? 8 : 4))));
    }
}

void Resolver::fail_no_relation(std::string_view text, Span span) const {
    const RelationId meant = grounding_->relations.resembling(text);
    if (meant && Relations::taken_apart(text).arguments.size() != grounding_->relations[meant].arguments.size()) fail_places(text, meant, span);
    std::string advice = fmt::format("Declare it: relation {}.", text);
    for (const auto& [word, sign] : {std::pair(" before ?", " < ?"), {" after ?", " > ?"}})
        if (const std::size_t at = text.find(word); at != std::string_view::npos && text.find(' ') == at && text.starts_with('?'))
            advice += fmt::format(" Of two dates write {}{}{}.", text.substr(0, at), sign, text.substr(at + std::string_view(word).size()));
    Diagnostic d = make_diagnostic(Code::relation, span, fmt::format("no relation reads {}", text), std::move(advice));
    if (meant) d.related.push_back({grounding_->relations[meant].span, fmt::format("one of like words, {}", grounding_->relations[meant].name)});
    throw Bad{std::move(d)};
}

// A name with the words of a relation, and without its places.
void Resolver::fail_places(std::string_view text, RelationId meant, Span span) const {
    const Relation& relation = grounding_->relations[meant];
    const std::size_t places = relation.arguments.size();
    Diagnostic d = make_diagnostic(Code::relation, span, fmt::format("{} does not have the {} of {}", text, places == 1 ? "one place" : fmt::format("{} places", places), relation.name),
                                   fmt::format("Write each of them, ? where any thing will do; or declare what is meant: {} {}.", Relations::taken_apart(text).arguments.size() == 1 ? "finding" : "relation", text));
    d.related.push_back({relation.span, "the relation is declared here"});
    throw Bad{std::move(d)};
}

// A pattern of one variable may stand for findings that no relation reads. Where a relation has more
// places, and nothing concludes, asks, gives or declares the pattern, a place was left out.
void Resolver::check_implied() {
    const Relations& relations = grounding_->relations;
    for (std::size_t r = 0; r < relations.size(); ++r) {
        const Relation& relation = relations[RelationId{r}];
        const FindingId id = relation.declared ? FindingId{} : program_.find(relation.name);
        if (!id || mentions_[id.index()].conclusion || program_.findings[id.index()].declared) continue;
        if (const Detail* detail = program_.detail(id); detail && (detail->has_question || !detail->description.empty())) continue;
        if (const RelationId meant = relations.with_more_places(RelationId{r})) guarded([&] { fail_places(relation.name, meant, relation.span); });
    }
}

void Resolver::type_variable(std::vector<Variable>& variables, std::string_view name, const RelationArgument& argument, Span span) const {
    Variable& v = *std::find_if(variables.begin(), variables.end(), [&](const Variable& x) { return x.name == name; });
    if (v.typed_by == Span{}) {
        v.kind = argument.kind;
        v.unit = argument.unit;
        v.typed_by = span;
        v.values = argument.values;
        return;
    }
    const auto words = [](FindingKind kind, const std::optional<Unit>& unit) {
        return kind == FindingKind::number ? fmt::format("a figure{}{}", unit ? " in " : "", unit ? unit->spelling : "") : std::string(kind == FindingKind::date ? "a date" : kind == FindingKind::choice ? "a choice's value" : "a name");
    };
    const auto name_like = [](FindingKind kind) { return kind == FindingKind::yes_no || kind == FindingKind::choice; };
    const bool kinds = v.kind == argument.kind || (name_like(v.kind) && name_like(argument.kind));
    const bool units = !kinds || v.kind != FindingKind::number || (v.unit && argument.unit ? v.unit->factor == argument.unit->factor && convertible(*v.unit, *argument.unit) : !v.unit && !argument.unit);
    if (kinds && units) return;
    Diagnostic d = make_diagnostic(kinds ? Code::unit_mismatch : Code::kind_mismatch, span, fmt::format("{} stands for {} here, and for {} elsewhere in this statement", name, words(argument.kind, argument.unit), words(v.kind, v.unit)), "Use two variables, or give both relations the same kind and unit.");
    d.related.push_back({v.typed_by, "the other place"});
    throw Bad{std::move(d)};
}

// `?e = ?d + ?w`: what a variable takes its kind from where no relation has it.
void Resolver::reckon_types(Planning& planning) {
    std::vector<Variable>& variables = planning.plan.variables;
    const ast::Statement& s = *planning.statement;
    for (bool more = true; more;) {
        more = false;
        for (std::uint32_t n = s.nodes.first; n < s.nodes.last; ++n) {
            const ast::Node& node = tree_->nodes[n];
            if (node.form != ast::Form::equal) continue;
            for (std::uint32_t side = 0; side < 2; ++side) {
                const auto slot = variable_at(variables, tree_->children[node.children.first + side]);
                const ast::NodeId other = tree_->children[node.children.first + 1 - side];
                if (!slot || variables[*slot].typed_by != Span{} || variable_at(variables, other)) continue;
                const std::vector<BoundVariable> bound = schema_variables(variables);
                const Bound scope(*this, &bound);
                if (!is_static(other, variables)) continue;
                quietly([&] {
                    const Term value = term(other, nullptr);
                    Variable& v = variables[*slot];
                    v.kind = value.date ? FindingKind::date : FindingKind::number;
                    if (!value.date && !is_plain(value.unit)) v.unit = value.unit;
                    v.typed_by = {id_, node.begin, node.end};
                    more = true;
                });
            }
        }
    }
}

std::optional<std::uint32_t> Resolver::variable_at(const std::vector<Variable>& variables, ast::NodeId id) const {
    const ast::Node& node = tree_->nodes[id.index()];
    if (node.form != ast::Form::phrase || node.tokens.size() != 1 || tokens_->tokens[node.tokens.first].kind != Tok::variable) return std::nullopt;
    const std::string_view name = text_.substr(node.begin, node.end - node.begin);
    for (std::size_t i = 0; i < variables.size(); ++i)
        if (variables[i].name == name) return static_cast<std::uint32_t>(i);
    return std::nullopt;
}

// Does the node hang on bound variables and figures alone?
bool Resolver::is_static(ast::NodeId id, const std::vector<Variable>& variables) {
    const ast::Node& node = tree_->nodes[id.index()];
    const auto children = [&] {
        for (std::uint32_t c = node.children.first; c < node.children.last; ++c)
            if (!is_static(tree_->children[c], variables)) return false;
        return true;
    };
    if (node.form == ast::Form::phrase) {
        if (variable_at(variables, id)) return true;
        bool is_literal = false;
        quietly([&] { is_literal = literal(node.tokens).has_value(); });
        return is_literal;
    }
    if (node.form == ast::Form::equal || node.form == ast::Form::not_equal)  // a name beside a variable that is one
        for (std::uint32_t side = 0; side < 2; ++side) {
            const auto slot = variable_at(variables, tree_->children[node.children.first + side]);
            const ast::Node& other = tree_->nodes[tree_->children[node.children.first + 1 - side].index()];
            const bool name = slot && (variables[*slot].kind == FindingKind::yes_no || variables[*slot].kind == FindingKind::choice);
            if (name && variables[*slot].typed_by != Span{} && other.form == ast::Form::phrase) return true;
        }
    if (node.form == ast::Form::all || node.form == ast::Form::any || node.form == ast::Form::negation) return children();
    if (node.form == ast::Form::call || is_comparison(node.form)) return children();
    return node.form >= ast::Form::add && node.form <= ast::Form::elapsed && children();
}

// The parts of an AND, nested ones too.
void Resolver::conjuncts(ast::NodeId id, std::vector<ast::NodeId>& out) const {
    if (!id) return;
    const ast::Node& node = tree_->nodes[id.index()];
    if (node.form != ast::Form::all) return out.push_back(id);
    for (std::uint32_t c = node.children.first; c < node.children.last; ++c) conjuncts(tree_->children[c], out);
}

// The slots of the variables under a node; of aggregates inside it, none.
void Resolver::variables_under(ast::NodeId id, const std::vector<Variable>& variables, bool aggregates, std::vector<std::uint32_t>& out) const {
    const ast::Node& node = tree_->nodes[id.index()];
    if (node.form == ast::Form::aggregate && !aggregates) return;
    variables_in(node.tokens, variables, out);
    for (std::uint32_t c = node.children.first; c < node.children.last; ++c) variables_under(tree_->children[c], variables, aggregates, out);
}

void Resolver::variables_in(ast::Phrase phrase, const std::vector<Variable>& variables, std::vector<std::uint32_t>& out) const {
    for (std::uint32_t t = phrase.first; t < phrase.last; ++t) {
        const Token& token = tokens_->tokens[t];
        if (token.kind != Tok::variable) continue;
        const std::string_view name = text_.substr(token.begin, token.end - token.begin);
        for (std::size_t i = 0; i < variables.size(); ++i)
            if (variables[i].name == name) out.push_back(static_cast<std::uint32_t>(i));
    }
}

// ---- what binds

// The pattern of a phrase, if it spells tuples of a relation.
std::optional<Pattern> Resolver::pattern_of(ast::Phrase phrase, const std::vector<Variable>& variables, std::uint32_t& anonymous) {
    const std::string text = pattern_text(phrase);
    const auto reading = grounding_->relations.read(text);
    if (!reading) return std::nullopt;
    Pattern out;
    out.relation = reading->relation;
    const Relation relation = grounding_->relations[reading->relation];
    for (std::size_t i = 0; i < reading->places.size(); ++i) {
        const std::string& place = reading->places[i];
        const auto at = std::find_if(variables.begin(), variables.end(), [&](const Variable& v) { return v.name == place; });
        if (at != variables.end()) out.places.push_back({true, static_cast<std::uint32_t>(at - variables.begin())});
        else if (place == "?") out.places.push_back({true, anonymous++});
        else if (is_variable(place)) return std::nullopt;
        else out.places.push_back({false, thing_of(relation, i, place, words_span(phrase)).row});
    }
    return out;
}

namespace {

bool binds_new(const Pattern& pattern, const std::vector<bool>& bound) {
    return std::any_of(pattern.places.begin(), pattern.places.end(), [&](const PatternPlace& p) { return p.variable && p.row < bound.size() && !bound[p.row]; });
}
void bind_places(const Pattern& pattern, std::vector<bool>& bound) {
    for (const PatternPlace& p : pattern.places)
        if (p.variable && p.row < bound.size()) bound[p.row] = true;
}

}  // namespace

// Puts into `joint` what binds in these parts: closed relations always, open ones where nothing
// else binds, then figures of things; and the guards, each as soon as it can be reckoned.
void Resolver::bind_parts(const std::vector<ast::NodeId>& parts, Joint& joint, bool last) {
    const std::vector<Variable>& variables = *joint.variables;
    std::vector<Pattern> open;
    for (const ast::NodeId part : parts) {
        const ast::Node& node = tree_->nodes[part.index()];
        if (node.form != ast::Form::phrase) continue;
        auto pattern = pattern_of(node.tokens, variables, joint.anonymous);
        if (!pattern || grounding_->relations[pattern->relation].kind != FindingKind::yes_no) continue;
        if (const std::string text(words_text(node.tokens, nullptr)); pattern_text(node.tokens) != text) continue;  // X is known
        if (grounding_->relations[pattern->relation].closed) {
            bind_places(*pattern, joint.bound);
            joint.body.push_back(*std::move(pattern));
        } else {
            open.push_back(*std::move(pattern));
        }
    }
    reckon(parts, joint);
    std::vector<bool> bound = joint.bound;
    for (Pattern& pattern : open) {
        if (!binds_new(pattern, joint.bound)) continue;
        bind_places(pattern, bound);
        joint.body.push_back(std::move(pattern));
    }
    joint.bound = bound;
    reckon(parts, joint);
    if (!last) return;
    for (const ast::NodeId part : parts) {
        if (!is_comparison(tree_->nodes[part.index()].form) && !tests_value(part)) continue;
        std::vector<ast::Phrase> phrases;
        phrases_under(part, phrases);
        for (const ast::Phrase& phrase : phrases) {
            const auto pattern = pattern_of(phrase, variables, joint.anonymous);
            if (!pattern || grounding_->relations[pattern->relation].kind == FindingKind::yes_no || !binds_new(*pattern, joint.bound)) continue;
            bind_places(*pattern, bound);
            joint.body.push_back(*pattern);
        }
    }
    joint.bound = bound;
    reckon(parts, joint);
}

// `class of ?pump is I`, which says the same as with `=`.
bool Resolver::tests_value(ast::NodeId part) {
    const ast::Node& node = tree_->nodes[part.index()];
    if (node.form != ast::Form::phrase) return false;
    const std::string text(words_text(node.tokens, nullptr));
    return !text.ends_with(" is known") && !text.ends_with(" is unknown") && text.starts_with(pattern_text(node.tokens) + " is ");
}

void Resolver::phrases_under(ast::NodeId id, std::vector<ast::Phrase>& out) const {
    const ast::Node& node = tree_->nodes[id.index()];
    if (node.form == ast::Form::aggregate) return;
    if (node.form == ast::Form::phrase) out.push_back(node.tokens);
    for (std::uint32_t c = node.children.first; c < node.children.last; ++c) phrases_under(tree_->children[c], out);
}

// Takes up the guards and assignments of which all is bound.
void Resolver::reckon(const std::vector<ast::NodeId>& parts, Joint& joint) {
    const std::vector<Variable>& variables = *joint.variables;
    for (bool more = true; more;) {
        more = false;
        for (const ast::NodeId part : parts) {
            if (std::find(joint.reckoned.begin(), joint.reckoned.end(), part) != joint.reckoned.end() || !is_static(part, variables) || tree_->nodes[part.index()].form == ast::Form::phrase) continue;
            std::vector<std::uint32_t> slots, open;
            variables_under(part, variables, true, slots);
            for (const std::uint32_t slot : slots)
                if (!joint.bound[slot]) open.push_back(slot);
            if (open.empty()) {
                joint.guards.push_back({condition(part), std::nullopt});
            } else {
                const auto assigned = assigned_value(part, variables, open);
                if (!assigned) continue;
                joint.guards.push_back({variable_figure(*assigned, variables[open.front()]), open.front()});
                joint.bound[open.front()] = true;
            }
            joint.reckoned.push_back(part);
            more = true;
        }
    }
}

// `?e = VALUE` with ?e alone open: the value.
std::optional<ast::NodeId> Resolver::assigned_value(ast::NodeId part, const std::vector<Variable>& variables, const std::vector<std::uint32_t>& open) const {
    const ast::Node& node = tree_->nodes[part.index()];
    if (node.form != ast::Form::equal || open.size() != 1) return std::nullopt;
    for (std::uint32_t side = 0; side < 2; ++side)
        if (variable_at(variables, tree_->children[node.children.first + side]) == open.front()) return tree_->children[node.children.first + 1 - side];
    return std::nullopt;
}

// A value in a variable's unit; of a name, the row of the thing.
ExprId Resolver::variable_figure(ast::NodeId value, const Variable& variable) {
    const ast::Node& node = tree_->nodes[value.index()];
    const Span span{id_, node.begin, node.end};
    if (variable.kind == FindingKind::yes_no || variable.kind == FindingKind::choice) {
        if (node.form != ast::Form::phrase) fail(Code::kind_mismatch, span, fmt::format("{} is a name, and this is a figure", variable.name), "Write a name.");
        if (const BoundVariable* other = lone_variable(node.tokens)) {
            Expr e;
            e.op = Op::literal;
            e.n = other->slot + 1;
            e.span = span;
            return add(e, {});
        }
        return figure(grounding_->relations.name(words_text(node.tokens, nullptr)).row, span);
    }
    const Term given = term(value, nullptr);
    if (given.date != (variable.kind == FindingKind::date)) fail(Code::kind_mismatch, span, fmt::format("{} is {}, and this is {}", variable.name, given.date ? "a figure" : "a date", given.date ? "a date" : "a figure"), "Give both the same kind.");
    if (given.date) return given.expr;
    if (!variable.unit) return in_base(given, given.difference);
    return figure_in(given, *variable.unit);
}

// ---- rules of the matcher

// Makes the matcher's rules of what binds, with `heads` as what they spell.
void Resolver::add_match_rule(const Joint& joint, std::vector<Pattern> heads, BindingPlan& plan) {
    MatchRule rule;
    rule.body = joint.body;
    rule.heads = std::move(heads);
    rule.variables = joint.anonymous;
    if (!joint.guards.empty()) rule.check = checker(joint.guards, *joint.variables);
    plan.rules.push_back(grounding_->matcher.add_rule(std::move(rule)));
    plan.repeats |= plan.rules.size() > 1 || joint.anonymous > joint.bound.size();
    plan.guards = joint.guards;
    plan.bound = joint.bound;
}

// A recursion that makes figures beyond these has no end.
constexpr double largest_figure = 1e300, smallest_figure = 1e-300;

std::function<Checked(std::span<ThingId>)> Resolver::checker(std::vector<Guard> guards, const std::vector<Variable>& variables) const {
    std::vector<FindingKind> kinds;
    for (const Variable& v : variables) kinds.push_back(v.kind);
    return [grounding = grounding_, guards = std::move(guards), kinds = std::move(kinds), slots = std::vector<double>()](std::span<ThingId> binding) mutable {
        const auto is_figure = [](FindingKind kind) { return kind == FindingKind::number || kind == FindingKind::date; };
        Checked outcome = Checked::yes;
        slots.assign(kinds.size(), 0);
        for (std::size_t i = 0; i < kinds.size(); ++i)
            if (binding[i]) slots[i] = is_figure(kinds[i]) ? grounding->relations.thing(binding[i]).figure : binding[i].row;
        for (const Guard& guard : guards) {
            if (!guard.assigns) {
                if (!static_truth(grounding->schema, guard.expr, slots).value_or(false)) return Checked::no;
                continue;
            }
            const double value = static_figure(grounding->schema, guard.expr, slots);
            if (value != value) return Checked::no;
            const std::uint32_t slot = *guard.assigns;
            if (is_figure(kinds[slot]) && value != 0 && !(std::abs(value) >= smallest_figure && std::abs(value) <= largest_figure)) {
                outcome = std::isinf(value) || outcome == Checked::overflown ? Checked::overflown : Checked::outgrown;  // unless a guard behind refuses it
                slots[slot] = value;
                if (std::isinf(value)) continue;
            }
            const ThingId thing = is_figure(kinds[slot]) ? grounding->relations.figure(kinds[slot], value) : ThingId{static_cast<std::uint32_t>(value)};
            if (binding[slot] && binding[slot] != thing) return Checked::no;  // a pattern bound it, too
            binding[slot] = thing;
            slots[slot] = is_figure(kinds[slot]) ? grounding->relations.thing(binding[slot]).figure : value;
        }
        return outcome;
    };
}

// What the statement spells besides its body, with variables that are bound: conclusions, and the
// findings of open relations.
std::vector<Pattern> Resolver::spelt_patterns(const Planning& planning, const Joint& joint) {
    std::vector<Pattern> heads;
    std::vector<ast::Phrase> phrases, inside;
    const ast::Statement& s = *planning.statement;
    for (const ast::NodeId node : planning.aggregates) {
        const ast::Node& aggregate = tree_->nodes[node.index()];
        for (std::uint32_t c = aggregate.children.first; c < aggregate.children.last; ++c) phrases_under(tree_->children[c], inside);
    }
    for (const ast::Phrase& phrase : phrases_of(s))
        if (std::none_of(inside.begin(), inside.end(), [&](const ast::Phrase& p) { return p.first == phrase.first; })) phrases.push_back(phrase);
    for (const ast::Phrase& phrase : phrases) add_spelt(phrase, joint, is_conclusion(s, phrase), heads);
    return heads;
}

void Resolver::add_spelt(ast::Phrase phrase, const Joint& joint, bool concluded, std::vector<Pattern>& heads) {
    std::uint32_t anonymous = joint.anonymous;
    const auto pattern = pattern_of(phrase, *joint.variables, anonymous);
    if (!pattern || anonymous != joint.anonymous) return;
    if (grounding_->relations[pattern->relation].closed && !concluded) return;
    for (const PatternPlace& p : pattern->places)
        if (p.variable && !joint.bound[p.row]) return;
    const auto has = [&](const std::vector<Pattern>& patterns) { return std::find(patterns.begin(), patterns.end(), *pattern) != patterns.end(); };
    if (has(heads) || has(joint.body)) return;
    heads.push_back(*pattern);
}

bool Resolver::is_conclusion(const ast::Statement& s, ast::Phrase phrase) {
    const auto* rule = std::get_if<ast::Rule>(&s.what);
    if (!rule) return false;
    const auto is = [&](const ast::Phrase& p) { return p.first == phrase.first; };
    return std::any_of(rule->conclusions.begin(), rule->conclusions.end(), [&](const ast::Conclusion& c) { return is(c.name) || std::any_of(c.alternatives.begin(), c.alternatives.end(), is); });
}

// Every way in which the branches of the ORs bind, where the rest leaves variables open.
void Resolver::bind_ways(const std::vector<ast::NodeId>& parts, Joint joint, const std::vector<std::uint32_t>& wanted, std::vector<Joint>& out) {
    const auto open = [&](const Joint& j) { return std::any_of(wanted.begin(), wanted.end(), [&](std::uint32_t slot) { return !j.bound[slot]; }); };
    bind_parts(parts, joint, false);
    std::vector<Joint> ways{joint};
    for (const ast::NodeId part : parts) {
        const ast::Node& node = tree_->nodes[part.index()];
        if (node.form != ast::Form::any || !(open(joint) || (joint.body.empty() && !wanted.empty()))) continue;
        std::vector<Joint> split;
        for (const Joint& way : ways)
            for (std::uint32_t c = node.children.first; c < node.children.last; ++c) {
                std::vector<ast::NodeId> branch;
                conjuncts(tree_->children[c], branch);
                Joint with = way;
                bind_parts(branch, with, false);
                split.push_back(std::move(with));
            }
        if (split.size() > 64) fail(Code::limit, {id_, node.begin, node.end}, "this OR binds variables in more than 64 ways", "Write a rule for each branch.");
        ways = std::move(split);
    }
    for (Joint& way : ways) {
        bind_parts_again(parts, way);
        out.push_back(std::move(way));
    }
}

// The figures of things bind what is open still.
void Resolver::bind_parts_again(const std::vector<ast::NodeId>& parts, Joint& joint) {
    std::vector<ast::NodeId> comparisons;
    for (const ast::NodeId part : parts)
        if (tree_->nodes[part.index()].form != ast::Form::phrase || tests_value(part)) comparisons.push_back(part);
    bind_parts(comparisons, joint, true);
}

void Resolver::plan_statement(Planning& planning) {
    StatementPlan& plan = planning.plan;
    std::vector<ast::NodeId> parts;
    std::vector<std::uint32_t> wanted;
    Joint joint;
    joint.variables = &plan.variables;
    joint.anonymous = static_cast<std::uint32_t>(plan.variables.size());
    joint.bound.assign(plan.variables.size(), false);
    const ast::Statement& s = *planning.statement;
    if (std::holds_alternative<ast::Goal>(s.what) || std::holds_alternative<ast::Topic>(s.what)) return;  // each name stands for its tuples
    if (const auto* rule = std::get_if<ast::Rule>(&s.what)) conjuncts(rule->condition, parts);
    else bind_subject(s, joint);
    variables_outside(planning, wanted);
    std::vector<Joint> ways;
    bind_ways(parts, joint, wanted, ways);
    for (const Joint& way : ways) {
        for (const std::uint32_t slot : wanted)
            if (!way.bound[slot])
                fail(Code::relation, plan.variables[slot].first, fmt::format("{} is bound by no positive condition", plan.variables[slot].name), "Write a condition that names it, such as one of a relation; behind NOT, in one branch of an OR or in a comparison it is not bound.");
        if (way.body.empty() && wanted.empty()) return;  // variables stand in aggregates only
        if (way.body.empty()) fail(Code::relation, s.span, "nothing here binds a variable", "Write a condition of a relation.");
        note_flow(planning, way);
        add_match_rule(way, spelt_patterns(planning, way), plan.binding);
    }
    if (const auto* d = std::get_if<ast::NumberDeclaration>(&s.what); d && d->computed) spell_computed(planning, *d);
}

void Resolver::note_patterns(Planning& planning) {
    StatementPlan& plan = planning.plan;
    std::uint32_t anonymous = static_cast<std::uint32_t>(plan.variables.size());
    for (const ast::Phrase& phrase : phrases_of(*planning.statement)) {
        const std::uint32_t before = anonymous;
        auto pattern = pattern_of(phrase, plan.variables, anonymous);
        if (pattern && anonymous == before && pattern_text(phrase) == words_text(phrase, nullptr)) plan.patterns.emplace(phrase.first, *std::move(pattern));
    }
}

// What the statement reads and concludes, for recursions that reckon.
void Resolver::note_flow(Planning& planning, const Joint& joint) {
    StatementPlan& plan = planning.plan;
    for (const Pattern& pattern : joint.body) plan.reads.push_back(pattern.relation);
    std::uint32_t anonymous = joint.anonymous;
    for (const ast::Phrase& phrase : phrases_of(*planning.statement)) {
        if (!is_conclusion(*planning.statement, phrase)) continue;
        const auto pattern = pattern_of(phrase, plan.variables, anonymous);
        if (!pattern) continue;
        plan.concludes.push_back(pattern->relation);
        for (const PatternPlace& place : pattern->places)
            plan.reckons |= place.variable && std::any_of(joint.guards.begin(), joint.guards.end(), [&](const Guard& g) { return g.assigns == place.row && grounding_->schema.exprs[g.expr.index()].op != Op::literal; });
    }
}

// A computed number of things is there for each thing of which what it reads is.
void Resolver::spell_computed(Planning& planning, const ast::NumberDeclaration& d) {
    Joint joint;
    joint.variables = &planning.plan.variables;
    joint.anonymous = static_cast<std::uint32_t>(planning.plan.variables.size());
    joint.bound.assign(planning.plan.variables.size(), false);
    std::vector<ast::Phrase> phrases;
    phrases_under(d.computed, phrases);
    for (const ast::Phrase& phrase : phrases)
        if (const auto pattern = pattern_of(phrase, *joint.variables, joint.anonymous)) {
            bind_places(*pattern, joint.bound);
            joint.body.push_back(*pattern);
        }
    for (const ast::NodeId node : planning.aggregates) {
        std::vector<ast::NodeId> parts;
        conjuncts(tree_->children[tree_->nodes[node.index()].children.last - 1], parts);
        bind_parts(parts, joint, true);
    }
    joint.guards.clear();
    std::vector<Pattern> heads;
    add_spelt(d.name, joint, true, heads);
    if (joint.body.empty() || heads.empty()) return;
    MatchRule rule;
    rule.body = joint.body;
    rule.heads = std::move(heads);
    rule.variables = joint.anonymous;
    rule.spells = true;
    planning.plan.spelling = grounding_->matcher.add_rule(std::move(rule));
}

// A statement about a name with variables: one instance for each of its tuples.
void Resolver::bind_subject(const ast::Statement& s, Joint& joint) {
    ast::Phrase subject{};
    if (const auto* d = std::get_if<ast::Ask>(&s.what); d && !d->names.empty()) subject = d->names.front();
    if (const auto* d = std::get_if<ast::Describe>(&s.what)) subject = d->name;
    if (const auto* d = std::get_if<ast::Advise>(&s.what)) subject = d->name;
    if (const auto* d = std::get_if<ast::Default>(&s.what)) subject = d->name;
    if (const auto* d = std::get_if<ast::NumberDeclaration>(&s.what)) subject = d->name;
    if (const auto* d = std::get_if<ast::ChoiceDeclaration>(&s.what)) subject = d->name;
    if (const auto* d = std::get_if<ast::DateDeclaration>(&s.what)) subject = d->names.front();
    if (const auto* d = std::get_if<ast::FindingDeclaration>(&s.what)) subject = d->names.front();
    if (const auto* d = std::get_if<ast::KindDeclaration>(&s.what)) subject = d->kinds.front();
    if (subject.empty()) return;
    const auto pattern = pattern_of(subject, *joint.variables, joint.anonymous);
    if (!pattern) return;
    bind_places(*pattern, joint.bound);
    joint.body.push_back(*pattern);
}

// The variables that stand outside aggregates.
void Resolver::variables_outside(const Planning& planning, std::vector<std::uint32_t>& out) {
    const ast::Statement& s = *planning.statement;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> inside;
    for (const ast::NodeId node : planning.aggregates) inside.emplace_back(tree_->nodes[node.index()].begin, tree_->nodes[node.index()].end);
    for (const ast::Phrase& phrase : phrases_of(s)) {
        const Span span = words_span(phrase);
        if (std::none_of(inside.begin(), inside.end(), [&](const auto& range) { return span.begin >= range.first && span.end <= range.second; })) variables_in(phrase, planning.plan.variables, out);
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
}

void Resolver::plan_aggregate(Planning& planning, ast::NodeId id) {
    const ast::Node node = tree_->nodes[id.index()];
    StatementPlan& plan = planning.plan;
    const ast::NodeId value = tree_->children[node.children.first], condition = tree_->children[node.children.last - 1];
    AggregatePlan out;
    out.node = id;
    std::vector<ast::NodeId> parts;
    conjuncts(condition, parts);
    Joint joint;
    joint.variables = &plan.variables;
    joint.anonymous = static_cast<std::uint32_t>(plan.variables.size());
    joint.bound.assign(plan.variables.size(), false);
    bind_parts(parts, joint, true);
    std::vector<std::uint32_t> outside, under;
    variables_outside(planning, outside);
    variables_under(id, plan.variables, true, under);
    for (const std::uint32_t slot : under) {
        const bool outer = std::find(outside.begin(), outside.end(), slot) != outside.end();
        if (joint.bound[slot] && outer) out.shared.push_back(slot);
        if (!joint.bound[slot] && !outer)
            fail(Code::relation, plan.variables[slot].first, fmt::format("{} is bound by no positive condition of the aggregate", plan.variables[slot].name), "Write a condition that names it behind `where`.");
    }
    std::sort(out.shared.begin(), out.shared.end());
    out.shared.erase(std::unique(out.shared.begin(), out.shared.end()), out.shared.end());
    if (joint.body.empty()) fail(Code::relation, {id_, node.begin, node.end}, "nothing in this aggregate binds a variable", "Write where (CONDITION) with a condition of a relation.");
    std::vector<ast::Phrase> phrases;
    phrases_under(value, phrases);
    phrases_under(condition, phrases);
    std::vector<Pattern> heads;
    for (const ast::Phrase& phrase : phrases) add_spelt(phrase, joint, false, heads);
    add_match_rule(joint, std::move(heads), out.binding);
    plan.aggregates.push_back(std::move(out));
}

}  // namespace hence
