// Instances: what the matcher finds becomes rules, questions, goals and advice like any other.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "rules/limits.hpp"
#include "rules/resolver.hpp"
#include "rules/static_value.hpp"
#include "rules/text.hpp"

namespace hence {

// The schema: the same files, with one finding for all tuples of a relation. Its diagnostics are
// those of the statements with variables, each told once.
void Resolver::read_schema(const std::vector<ReadSource>& sources) {
    grounding_->schema.sources = program_.sources;
    std::vector<Diagnostic> told;
    Resolver schema(grounding_->schema, told, names_);
    schema.schema_ = true;
    schema.grounding_ = grounding_;
    schema.resolve(sources);
    counted_.insert(schema.counted_.begin(), schema.counted_.end());
    schema.check_implied();
    schema.warn_of_growth();
    diagnostics_.insert(diagnostics_.end(), told.begin(), told.end());
    take_models();
}

// Is what the one relation's rules conclude read, in some steps, by those of the other?
bool Resolver::feeds(RelationId from, RelationId to) const {
    std::set<RelationId> seen{from};
    for (std::vector<RelationId> open{from}; !open.empty();) {
        const RelationId at = open.back();
        open.pop_back();
        if (at == to) return true;
        for (const StatementPlan& plan : grounding_->plans)
            if (std::find(plan.reads.begin(), plan.reads.end(), at) != plan.reads.end())
                for (const RelationId next : plan.concludes)
                    if (seen.insert(next).second) open.push_back(next);
    }
    return false;
}

// Does the rule reckon a figure from itself?
bool Resolver::may_grow(const StatementPlan& plan) const {
    const auto recursive = [&](RelationId head) { return std::any_of(plan.reads.begin(), plan.reads.end(), [&](RelationId read) { return feeds(head, read); }); };
    return plan.reckons && std::any_of(plan.concludes.begin(), plan.concludes.end(), recursive);
}

// Such a figure may grow without end: whether it does hangs on the facts.
void Resolver::warn_of_growth() {
    for (const StatementPlan& plan : grounding_->plans) {
        if (!may_grow(plan)) continue;
        for (const MatchRuleId rule : plan.binding.rules) grounding_->matcher.reckons_from_itself(rule);
        diagnostics_.push_back(make_diagnostic(Code::growing_recursion, plan.statement->span, "this rule reckons a figure from itself, and ends only if the facts or a bound end it", fmt::format("Bound the figure, such as AND ?n < 100; at {} tuples it is stopped.", tuples_limit)));
    }
}

// What a relation's tuples take after: kind, unit, range, values.
void Resolver::take_models() {
    const Program& schema = grounding_->schema;
    for (std::size_t r = 0; r < grounding_->relations.size(); ++r) {
        Relation& relation = grounding_->relations[RelationId{r}];
        const FindingId model = schema.find(relation.name);
        if (!model) continue;
        relation.kind = schema.findings[model.index()].kind;
        if (!schema.detail(model)) continue;
        Detail detail = *schema.detail(model);
        detail.aliases.clear();
        detail.computed = detail.default_value = detail.only_if = {};
        detail.by_default = detail.if_not = std::nullopt;
        detail.question.clear();
        detail.description.clear();
        detail.has_question = detail.ask_first = false;
        relation.detail = DetailId(program_.details.size());
        program_.details.push_back(std::move(detail));
    }
}

// The relations of a finished program, for facts about it.
void Resolver::know_relations() {
    if (program_.relations.empty()) return;
    mentions_.resize(program_.findings.size());
    grounding_ = &own_grounding_.emplace();
    for (const Relation& relation : program_.relations) {
        grounding_->matcher.add_relation(static_cast<std::uint32_t>(relation.arguments.size()));
        grounding_->relations.add(relation);
    }
}

// Every finding that is named, and every tuple that is given, may bind; then the matcher runs, and
// each statement is resolved once for each of its bindings.
void Resolver::ground(const std::vector<ReadSource>& sources) {
    name_tuples(sources);
    begin_stage(Stage::matching, 0);
    if (const auto stopped = grounding_->matcher.run({join_tries_limit, tuples_limit, instances_limit})) return tell_stopped(*stopped);
    make_room_for_concluded();
    begin_stage(Stage::instances, grounding_->matcher.instances());
    InstanceRows instances;
    for (std::size_t row = 0; row < grounding_->matcher.instances(); ++row) instances[grounding_->matcher.instance_rule(row).row].push_back(row);
    for (StatementPlan& plan : grounding_->plans) {
        enter(plan.source, sources);
        read_scope(sources[plan.source].file);
        guarded([&] { instances_of(plan, instances); });
    }
}

// The rule under which the matcher stopped, or the one that makes without end what that one reads.
const StatementPlan& Resolver::stopped(const MatchStop& stop) const {
    const auto holds = [&](const BindingPlan& b) { return std::find(b.rules.begin(), b.rules.end(), stop.rule) != b.rules.end(); };
    const auto of = std::find_if(grounding_->plans.begin(), grounding_->plans.end(), [&](const StatementPlan& plan) {
        return plan.spelling == stop.rule || holds(plan.binding) || std::any_of(plan.aggregates.begin(), plan.aggregates.end(), [&](const AggregatePlan& a) { return holds(a.binding); });
    });
    if (of == grounding_->plans.end()) return grounding_->plans.front();
    if (may_grow(*of)) return *of;
    for (const StatementPlan& plan : grounding_->plans) {
        const auto is_read = [&](RelationId head) {
            const auto body = grounding_->matcher.rule(stop.rule).body;
            return std::any_of(body.begin(), body.end(), [&](const Pattern& p) { return feeds(head, p.relation); });
        };
        if (may_grow(plan) && std::any_of(plan.concludes.begin(), plan.concludes.end(), is_read)) return plan;
    }
    return *of;
}

void Resolver::tell_stopped(const MatchStop& stop) {
    const StatementPlan& plan = stopped(stop);
    const bool grows = may_grow(plan);
    std::string most = "reckoned beyond 1e300";
    if (stop.limit == MatchLimit::tries) most = fmt::format("more than {} tries", join_tries_limit);
    if (stop.limit == MatchLimit::tuples) most = fmt::format("more than {} tuples", tuples_limit);
    if (stop.limit == MatchLimit::instances) most = fmt::format("more than {} instances", instances_limit);
    diagnostics_.push_back(make_diagnostic(Code::limit, plan.statement->span, fmt::format("this rule {}: {}", grows ? "makes figures without end" : "binds its variables in too many ways", most),
                                           grows ? "Bound the figure: AND ?n < 100." : "Give its conditions a variable in common, or split the rule."));
}

// The tuples that names spell: of findings, and of the facts of cases.
void Resolver::name_tuples(const std::vector<ReadSource>& sources) {
    for (std::size_t i = 0; i < program_.findings.size(); ++i) {
        const Finding& f = program_.findings[i];
        program_.findings[i].unmatched = false;
        if (f.relation) {
            quietly([&] { name_tuple(f.name, f.span); });
        } else if (const auto reading = grounding_->relations.read(f.name); reading && !reading->twice && !holds_variable(f.name) && grounding_->relations[reading->relation].kind == f.kind) {
            program_.findings[i].relation = reading->relation;
            program_.findings[i].closed = grounding_->relations[reading->relation].closed && f.kind == FindingKind::yes_no;
            quietly([&] { name_tuple(f.name, f.span); });
        }
    }
    for (std::size_t i = 0; i < sources.size(); ++i) {
        enter(i, sources);
        for (const ast::Statement& s : sources[i].file.statements)
            if (const auto* table = std::get_if<ast::CaseTable>(&s.what))
                quietly([&] { name_given(*table); });
            else if (const auto* c = std::get_if<ast::Case>(&s.what))
                for (const ast::CaseLine& line : c->lines)
                    for (const ast::FactItem& item : line.items)
                        if (line.kind == ast::CaseLine::given) quietly([&] { name_tuple(fact_name(item), {}); });
    }
    for (const StatementPlan& plan : grounding_->plans)
        if (plan.binding.rules.empty()) name_concluded(plan, sources);
    told_tuples_ = name_told(std::exchange(told_, {}));  // the facts' texts do not stay
}

// Of a rule that has variables in aggregates only, and is resolved once: what it concludes.
void Resolver::name_concluded(const StatementPlan& plan, const std::vector<ReadSource>& sources) {
    const auto* rule = std::get_if<ast::Rule>(&plan.statement->what);
    if (!rule) return;
    enter(plan.source, sources);
    for (const ast::Conclusion& c : rule->conclusions) quietly([&] { name_tuple(pattern_text(c.name), words_span(c.name)); });
}

// None: it spells no tuple.
std::optional<Resolver::NamedTuple> Resolver::name_tuple(const std::string& name, Span span) {
    const auto reading = grounding_->relations.read(name);
    if (!reading || reading->twice || holds_variable(name)) return std::nullopt;
    return NamedTuple{reading->relation, grounding_->matcher.add(reading->relation, things_of(*reading, span))};
}

// What a fact is about: it says `NAME`, `NOT NAME`, `NAME = VALUE`, `NAME is VALUE` or `NAME FIGURE`.
std::string Resolver::fact_name(const ast::FactItem& item) {
    const ast::Node* node = &tree_->nodes[item.expr.index()];
    if (node->form == ast::Form::negation || node->form == ast::Form::equal) node = &tree_->nodes[tree_->children[node->children.first].index()];
    if (node->form != ast::Form::phrase) return {};
    const Relations& relations = grounding_->relations;
    std::string text(words_text(node->tokens, nullptr));
    if (text.ends_with(" is unknown") && !program_.find(text)) text.resize(text.size() - 11);
    const auto is_yes_no = [&](const TupleReading& reading) { return relations[reading.relation].kind == FindingKind::yes_no; };
    if (const auto reading = relations.read(text); reading && is_yes_no(*reading)) return text;
    if (std::string name = pattern_text(node->tokens); name != text) return name;
    for (std::uint32_t t = node->tokens.first + 1; t < node->tokens.last; ++t) {
        if (tokens_->tokens[t].kind != Tok::number && tokens_->tokens[t].kind != Tok::date) continue;
        std::string name(words_text({node->tokens.first, t}, nullptr));
        if (name.ends_with(" is")) name.resize(name.size() - 3);
        if (const auto reading = relations.read(name); reading && !is_yes_no(*reading)) return name;
    }
    return text;
}

// ---- instances

std::vector<BoundVariable> Resolver::bound_variables(const std::vector<Variable>& variables, const std::vector<ThingId>& binding) const {
    std::vector<BoundVariable> out;
    for (std::size_t i = 0; i < variables.size(); ++i) {
        if (!binding[i]) continue;
        const Thing& thing = grounding_->relations.thing(binding[i]);
        BoundVariable b;
        b.name = variables[i].name;
        b.text = grounding_->relations.text(binding[i], variables[i].unit);
        b.kind = variables[i].kind;
        b.unit = variables[i].unit;
        b.figure = thing.figure;
        b.thing = binding[i].row;
        b.slot = static_cast<std::uint32_t>(i);
        out.push_back(std::move(b));
    }
    return out;
}

void Resolver::instances_of(StatementPlan& plan, const InstanceRows& instances) {
    const ast::Statement& s = *plan.statement;
    if (const auto* goal = std::get_if<ast::Goal>(&s.what)) return other(*goal, s.span);
    if (const auto* topic = std::get_if<ast::Topic>(&s.what)) return other(*topic, s.span);
    if (const auto* ask = std::get_if<ast::Ask>(&s.what); ask && asks_which(*ask)) return ask_tuples(*ask, s.span);
    for (AggregatePlan& aggregate : plan.aggregates) find_bindings(plan, aggregate, instances);
    variables_ = &plan.variables;
    plan_ = &plan;
    if (plan.binding.rules.empty()) {  // variables stand in aggregates only
        const std::vector<BoundVariable> bound;
        const Bound scope(*this, &bound);
        instance(s);
    }
    InstancesOf once;
    InstancesOf& under_way = plan.binding.repeats ? instances_of_[&plan] : once;
    for (const MatchRuleId rule : plan.binding.rules)
        if (const auto rows = instances.find(rule.row); rows != instances.end()) instances_of(plan, rule, rows->second, under_way);
}

// Those that one rule of the matcher finds: resolved from the text, or, once one was, copied.
void Resolver::instances_of(const StatementPlan& plan, MatchRuleId rule, const std::vector<std::size_t>& rows, InstancesOf& under_way) {
    const auto known = templates_.find(rule.row);
    RuleTemplate* made = known == templates_.end() ? nullptr : &known->second;
    if (made != nullptr)
        for (std::size_t n = 0; n < made->leaves.size(); ++n) made->leaves[n].resize(grounding_->matcher.tuples(made->names[n].pattern.relation));
    bool tried = false;
    std::vector<ThingId> binding;
    for (const std::size_t row : rows) {
        step();
        grounding_->matcher.binding(row, binding);
        binding.resize(plan.variables.size());
        if (plan.binding.repeats && !under_way.seen.insert(binding).second) continue;
        if (made != nullptr && copy_template(*made, plan, row, binding)) continue;
        const std::vector<BoundVariable> bound = bound_variables(plan.variables, binding);
        const Bound scope(*this, &bound);
        const std::size_t before = diagnostics_.size();
        RuleTemplate fresh = rows_here();
        guarded([&] { instance(*plan.statement); });
        if (under_way.failed) diagnostics_.resize(before);  // one error a statement
        under_way.failed |= diagnostics_.size() > before;
        if (std::exchange(tried, true) || under_way.failed || !take_template(plan, rule, binding, fresh)) continue;
        made = &templates_.insert_or_assign(rule.row, std::move(fresh)).first->second;
        make_room_for(*made, rows.size() - 1);
    }
}

// One statement under one binding.
void Resolver::instance(const ast::Statement& s) {
    if (std::holds_alternative<ast::ChoiceDeclaration>(s.what) || std::holds_alternative<ast::DateDeclaration>(s.what) || std::holds_alternative<ast::FindingDeclaration>(s.what)) return;
    const std::size_t first = program_.rules.size();
    statement(s);
    for (std::size_t r = first; r < program_.rules.size(); ++r) program_.rules[r].instance = instance_row();
}

// The row of what is bound now; made when something first refers to it.
std::uint32_t Resolver::instance_row() {
    if (bound_ == nullptr || schema_) return 0;
    if (instance_of_ == bound_ && instance_ != 0) return instance_;
    const std::size_t first = program_.bindings.size();
    for (const BoundVariable& b : *bound_) program_.bindings.push_back({term_row(b.name, b.name), thing_term(b.kind, b.unit, ThingId{b.thing})});
    instance_of_ = bound_;
    return instance_ = add_instance(first);
}

// Of the bindings from row `first` on.
std::uint32_t Resolver::add_instance(std::size_t first) {
    program_.instances.push_back({static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(program_.bindings.size())});
    return static_cast<std::uint32_t>(program_.instances.size() - 1);
}

std::uint32_t Resolver::term_row(const std::string& term, std::string key) {
    const auto [at, fresh] = terms_.try_emplace(std::move(key), static_cast<std::uint32_t>(program_.terms.size()));
    if (fresh) program_.terms.push_back(term);
    return at->second;
}

// A thing as a term: a figure is told by its text, a name by its key.
std::uint32_t Resolver::thing_term(FindingKind kind, const std::optional<Unit>& unit, ThingId thing) {
    const Relations& relations = grounding_->relations;
    if (kind == FindingKind::number || kind == FindingKind::date) {
        const std::string text = relations.text(thing, unit);
        return term_row(text, text);
    }
    if (thing_terms_.size() <= thing.index()) thing_terms_.resize(relations.things(), Id<void>::no_row);
    std::uint32_t& row = thing_terms_[thing.index()];
    if (row == Id<void>::no_row) row = term_row(relations.thing(thing).text, key_of(relations.thing(thing).text));
    return row;
}

// Is it one question for all tuples: an `ask` whose text names none of its variables?
bool Resolver::asks_which(const ast::Ask& d) const {
    if (d.which) return true;
    if (d.text == Id<void>::no_row || d.only_if) return false;
    const std::string text = text_of(d.text);
    return text.find("{?") == std::string::npos;
}

void Resolver::ask_tuples(const ast::Ask& d, Span span) {
    WhichOf which{text_of(d.text), {}, span, {}};
    for (const ast::Phrase& name : d.names)
        for (const FindingId id : tuples_named(name)) {
            if (program_.findings[id.index()].kind != FindingKind::yes_no) fail_kind(id, words_span(name), "a yes/no finding");
            which.findings.push_back(id);
        }
    for (const FindingId id : which.findings) {
        program_.detail_of(id).has_question = true;
        program_.detail_of(id).ask_first |= d.first;
    }
    const std::string others = d.names.size() == 1 ? others_name(d.names.front()) : std::string{};
    if (!others.empty()) {
        const RelationId relation = grounding_->relations.read(others)->relation;
        const bool bind = std::any_of(grounding_->plans.begin(), grounding_->plans.end(), [&](const StatementPlan& plan) { return binds(plan, relation); });
        lists_.push_back({program_.which_of.size(), others, bind, bind && new_tuples_matter(relation)});
    }
    if (!others.empty() || !which.findings.empty()) program_.which_of.push_back(std::move(which));
}

// The findings that a name stands for: of one with variables, all tuples that fit it, by name.
std::vector<FindingId> Resolver::tuples_named(ast::Phrase phrase) {
    const std::string text(words_text(phrase, nullptr));
    if (!has_relations() || schema_ || !holds_variable(text)) return {mention(phrase, Use::other)};
    const auto reading = grounding_->relations.read(text);
    if (!reading) fail_no_relation(text, words_span(phrase));
    std::vector<std::string> names;
    for (std::size_t row = 0; row < grounding_->matcher.tuples(reading->relation); ++row)
        if (const auto things = grounding_->matcher.things(reading->relation, TupleId{row}); fits(*reading, things)) names.push_back(grounding_->relations.spelt(reading->relation, things));
    std::sort(names.begin(), names.end());
    std::vector<FindingId> out;
    for (const std::string& name : names) out.push_back(mention(name, words_span(phrase), Use::other));
    return out;
}

// Do the things stand where the reading has things, and equal ones where it has one variable twice?
bool Resolver::fits(const TupleReading& reading, std::span<const ThingId> things) {
    for (std::size_t i = 0; i < things.size(); ++i) {
        const std::string& place = reading.places[i];
        if (!is_variable(place)) {
            if (thing_of(grounding_->relations[reading.relation], i, place, {}) != things[i]) return false;
        } else if (is_named_variable(place)) {
            for (std::size_t j = 0; j < i; ++j)
                if (reading.places[j] == place && things[j] != things[i]) return false;
        }
    }
    return true;
}

}  // namespace hence
