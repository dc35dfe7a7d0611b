// Most instances of a rule are copies: the first is resolved from the text, and its rows are the
// template of the others, with other tuples in them. What a template cannot tell (a figure bound by
// a variable, a text with variables, a value) is resolved from the text each time.
#include <algorithm>

#include "rules/resolver.hpp"
#include "rules/text.hpp"

namespace hence {
namespace {

constexpr std::uint32_t none = Id<void>::no_row;

template <class Rows>
Range since(std::uint32_t first, const Rows& rows) {
    return {first, static_cast<std::uint32_t>(rows.size())};
}

// Room for `more` rows, without a copy for each statement.
template <class Row>
void make_room(std::vector<Row>& rows, std::size_t more) {
    const std::size_t wanted = rows.size() + more;
    if (rows.capacity() < wanted) rows.reserve(std::max(2 * rows.capacity(), wanted + wanted / 8));
}

// What a template's expressions may be: with variables in them, only tuples and what joins them.
bool may_be_copied(Op op) {
    return op <= Op::no_evidence_for || op == Op::quantity || op == Op::literal || (op >= Op::less && op <= Op::not_equal);
}

}  // namespace

// A template that begins with the next rows.
RuleTemplate Resolver::rows_here() const {
    const auto from = [](const auto& rows) { return Range{static_cast<std::uint32_t>(rows.size()), 0}; };
    return {from(program_.rules), from(program_.exprs), from(program_.expr_inputs), from(program_.conclusions), {}, 0, {}, {}, {}, {}};
}

// Takes the rows since `out` was begun, which are those of one instance. False: something in them
// hangs on the binding in a way that a copy does not know.
bool Resolver::take_template(const StatementPlan& plan, MatchRuleId match, const std::vector<ThingId>& binding, RuleTemplate& out) {
    const auto* rule = std::get_if<ast::Rule>(&plan.statement->what);
    if (!rule || rule->together || (rule->because != none && text_of(rule->because).find('?') != std::string::npos)) return false;
    out.rules = since(out.rules.first, program_.rules);
    out.exprs = since(out.exprs.first, program_.exprs);
    out.inputs = since(out.inputs.first, program_.expr_inputs);
    out.conclusions = since(out.conclusions.first, program_.conclusions);
    const std::vector<ast::Phrase> phrases = phrases_of(*plan.statement);
    for (std::uint32_t e = out.exprs.first; e < out.exprs.last; ++e) {
        const Expr& expr = program_.exprs[e];
        const auto phrase = std::find_if(phrases.begin(), phrases.end(), [&](const ast::Phrase& p) { return words_span(p) == expr.span; });
        const bool is_tuple = expr.finding && program_.findings[expr.finding.index()].relation;
        if (!may_be_copied(expr.op) || (is_tuple && phrase == phrases.end())) return false;
        out.expr_names.push_back(none);
        if (phrase == phrases.end() || !has_variable_token(*phrase)) continue;
        if (expr.op == Op::literal) return false;
        if (expr.finding && !add_template_name(plan, match, binding, *phrase, out, out.expr_names.back())) return false;
    }
    out.premises = static_cast<std::uint32_t>(out.names.size());
    for (const Variable& v : plan.variables) out.variables.push_back(term_row(v.name, v.name));
    return take_conclusions(*rule, plan, match, binding, out);
}

bool Resolver::take_conclusions(const ast::Rule& rule, const StatementPlan& plan, MatchRuleId match, const std::vector<ThingId>& binding, RuleTemplate& out) {
    std::vector<ast::Phrase> concluded;
    for (const ast::Conclusion& c : rule.conclusions) {
        concluded.push_back(c.name);
        concluded.insert(concluded.end(), c.alternatives.begin(), c.alternatives.end());
    }
    if (concluded.size() * out.rules.size() != out.conclusions.size()) return false;
    for (std::uint32_t c = out.conclusions.first; c < out.conclusions.last; ++c) {
        if (program_.conclusions[c].choice >= 0 || program_.conclusions[c].value) return false;
        const ast::Phrase phrase = concluded[(c - out.conclusions.first) % concluded.size()];
        out.conclusion_names.push_back(none);
        if (has_variable_token(phrase) && !add_template_name(plan, match, binding, phrase, out, out.conclusion_names.back())) return false;
    }
    return true;
}

bool Resolver::has_variable_token(ast::Phrase phrase) const {
    return std::any_of(tokens_->tokens.begin() + phrase.first, tokens_->tokens.begin() + phrase.last, [](const Token& t) { return t.kind == Tok::variable; });
}

// False: the phrase is not just a tuple's name, spelt as its relation is declared.
bool Resolver::add_template_name(const StatementPlan& plan, MatchRuleId match, const std::vector<ThingId>& binding, ast::Phrase phrase, RuleTemplate& out, std::uint32_t& row) {
    const auto found = plan.patterns.find(phrase.first);
    if (found == plan.patterns.end()) return false;
    TemplateName name{found->second, words_span(phrase), {}, false};
    std::vector<ThingId> things;
    fill(name.pattern, binding, things);
    if (std::any_of(things.begin(), things.end(), [](ThingId thing) { return !thing; })) return false;  // it stands in an aggregate
    if (words_text(phrase, nullptr) != grounding_->relations.spelt(name.pattern.relation, things)) return false;
    const MatchRule& rule = grounding_->matcher.rule(match);
    for (std::uint32_t p = 0; p < rule.body.size() && !name.premise; ++p)
        if (rule.body[p] == name.pattern) name.premise = p;
    name.head = !name.premise && !rule.heads.empty() && rule.heads.front() == name.pattern;
    row = static_cast<std::uint32_t>(out.names.size());
    out.names.push_back(std::move(name));
    return true;
}

void Resolver::fill(const Pattern& pattern, const std::vector<ThingId>& binding, std::vector<ThingId>& things) {
    things.clear();
    for (const PatternPlace& place : pattern.places) things.push_back(place.variable ? binding[place.row] : ThingId{place.row});
}

// One more instance, row `row` of the matcher's; false: it is to be resolved from the text, and
// nothing is changed.
bool Resolver::copy_template(RuleTemplate& from, const StatementPlan& plan, std::size_t row, const std::vector<ThingId>& binding) {
    const Instance found = grounding_->matcher.instance(row);
    copied_.clear();
    copied_tuples_.clear();
    for (const TemplateName& name : from.names) {
        const RelationId relation = name.pattern.relation;
        TupleId tuple = name.premise ? found.premises[*name.premise] : name.head ? found.head : TupleId{};
        if (!tuple) {
            fill(name.pattern, binding, things_);
            tuple = grounding_->matcher.find(relation, things_);
        }
        const FindingId id = tuple ? finding_of(relation, tuple, name.span) : finding_of(relation, things_, name.span);
        if (!id) return false;
        copied_.push_back(id);
        copied_tuples_.push_back(tuple);
    }
    for (std::size_t i = 0; i < copied_.size(); ++i) {
        Mention& m = mentions_[copied_[i].index()];
        ++m.count;
        (i < from.premises ? m.premise : m.conclusion) = true;
    }
    const std::size_t first = program_.bindings.size();
    for (std::size_t i = 0; i < plan.variables.size(); ++i)
        if (binding[i]) program_.bindings.push_back({from.variables[i], thing_term(plan.variables[i].kind, plan.variables[i].unit, binding[i])});
    put_copy(from, add_instance(first));
    return true;
}

// The condition's row in the instance under way: a new one, or that of an earlier instance that
// reads the same tuple here.
std::uint32_t Resolver::copy_of(RuleTemplate& from, std::uint32_t e, std::uint32_t instance) {
    const std::uint32_t name = from.expr_names[e - from.exprs.first];
    const bool is_leaf = program_.exprs[e].inputs.empty();
    if (is_leaf && name == none) return e;
    ExprId* known = is_leaf && copied_tuples_[name] && !from.leaves.empty() ? &from.leaves[name][copied_tuples_[name].index()] : nullptr;
    if (known != nullptr && *known) return known->row;
    Expr expr = program_.exprs[e];
    const Range inputs = expr.inputs;
    expr.inputs.first = static_cast<std::uint32_t>(program_.expr_inputs.size());
    for (std::uint32_t i = inputs.first; i < inputs.last; ++i) program_.expr_inputs.push_back(copied(from, program_.expr_inputs[i]));
    expr.inputs.last = static_cast<std::uint32_t>(program_.expr_inputs.size());
    expr.instance = instance;
    if (name != none) expr.finding = copied_[name];
    program_.exprs.push_back(expr);
    const ExprId made(program_.exprs.size() - 1);
    if (known != nullptr) *known = made;
    return made.row;
}

// What stands for a condition of the template in the instance under way; others are all instances'.
ExprId Resolver::copied(const RuleTemplate& from, ExprId id) const {
    return id && id.row >= from.exprs.first && id.row < from.exprs.last ? ExprId{copied_exprs_[id.row - from.exprs.first]} : id;
}

void Resolver::put_copy(RuleTemplate& from, std::uint32_t instance) {
    const auto conclusions = static_cast<std::uint32_t>(program_.conclusions.size());
    copied_exprs_.clear();
    for (std::uint32_t e = from.exprs.first; e < from.exprs.last; ++e) copied_exprs_.push_back(copy_of(from, e, instance));
    for (std::uint32_t c = from.conclusions.first; c < from.conclusions.last; ++c) {
        Conclusion conclusion = program_.conclusions[c];
        if (const std::uint32_t name = from.conclusion_names[c - from.conclusions.first]; name != none) conclusion.finding = copied_[name];
        program_.conclusions.push_back(conclusion);
    }
    for (std::uint32_t r = from.rules.first; r < from.rules.last; ++r) {
        Rule rule = program_.rules[r];
        rule.condition = copied(from, rule.condition);
        rule.unless = copied(from, rule.unless);
        rule.conclusions = {rule.conclusions.first - from.conclusions.first + conclusions, rule.conclusions.last - from.conclusions.first + conclusions};
        rule.instance = instance;
        program_.rules.push_back(rule);
    }
}

void Resolver::make_room_for(RuleTemplate& from, std::size_t copies) {
    std::size_t tuples = 0;
    for (const TemplateName& name : from.names) tuples += grounding_->matcher.tuples(name.pattern.relation);
    if (tuples <= 4 * copies)  // else most of the table would stay empty
        for (const TemplateName& name : from.names) from.leaves.emplace_back(grounding_->matcher.tuples(name.pattern.relation));
    make_room(program_.rules, copies * from.rules.size());
    make_room(program_.exprs, copies * from.exprs.size());
    make_room(program_.expr_inputs, copies * from.inputs.size());
    make_room(program_.conclusions, copies * from.conclusions.size());
    make_room(program_.instances, copies);
    make_room(program_.bindings, copies * from.variables.size());
}

// Each tuple that a rule concludes will be a finding.
void Resolver::make_room_for_concluded() {
    std::set<RelationId> relations;
    for (const StatementPlan& plan : grounding_->plans) relations.insert(plan.concludes.begin(), plan.concludes.end());
    std::size_t tuples = 0;
    for (const RelationId relation : relations) tuples += grounding_->matcher.tuples(relation);
    make_room(program_.findings, tuples);
    make_room(mentions_, tuples);
    program_.by_key.reserve(program_.by_key.size() + tuples);
}

// ---- findings of tuples, by row

FindingId Resolver::finding_of(RelationId relation, TupleId tuple, Span span) {
    if (tuple_findings_.size() <= relation.index()) tuple_findings_.resize(grounding_->relations.size());
    std::vector<FindingId>& known = tuple_findings_[relation.index()];
    if (known.size() <= tuple.index()) known.resize(grounding_->matcher.tuples(relation));
    FindingId& id = known[tuple.index()];
    if (!id) id = finding_of(relation, grounding_->matcher.things(relation, tuple), span);
    return id;
}

// None: the name has an error, or is that of a finding of another kind; the text tells which.
FindingId Resolver::finding_of(RelationId relation, std::span<const ThingId> things, Span span) {
    std::string name = grounding_->relations.spelt(relation, things);
    key_.clear();
    append_key(key_, name);
    const auto found = program_.by_key.find(std::string_view(key_));
    FindingId id = found == program_.by_key.end() ? FindingId{} : found->second;
    if (!id) {
        if (!grounding_->relations.reads_one_way(relation, things)) quietly([&] { id = tuple(name, span); });
        else quietly([&] { id = add_tuple(relation, things, std::move(name), key_, span); });
    }
    return id && program_.findings[id.index()].kind == grounding_->relations[relation].kind ? id : FindingId{};
}

}  // namespace hence
