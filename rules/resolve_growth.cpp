// A program grows by the facts told of it: tuples that nothing named, and the instances that follow.
// Only instances of rules are put in: what takes tuples in by other ways (a count of them, a question
// about all of them) would change, and has all read again.
#include <algorithm>

#include "rules/limits.hpp"
#include "rules/resolver.hpp"
#include "rules/text.hpp"

namespace hence {

bool Resolver::grow(const std::vector<ReadSource>& sources, const std::vector<ToldFacts>& told) {
    progress_ = nullptr;
    growing_ = true;
    made_.clear();
    remarked_.clear();
    if (grounding_->fixed.empty()) list_fixed(sources);
    const Matcher& matcher = grounding_->matcher;
    TuplesBefore before;
    for (std::size_t r = 0; r < grounding_->relations.size(); ++r) before.push_back(matcher.tuples(RelationId{r}));
    const std::size_t found = matcher.instances(), findings = program_.findings.size();
    const std::vector<NamedTuple> named = name_told(told);
    if (grounding_->matcher.run({join_tries_limit, tuples_limit, instances_limit})) return false;
    for (std::size_t r = 0; r < before.size(); ++r)
        if (grounding_->fixed[r] && matcher.tuples(RelationId{r}) > before[r]) return false;
    if (!add_instances(sources, found)) return false;
    for (const NamedTuple& n : named)
        if (!finding_of(n.relation, n.tuple, {})) return false;
    match_findings(before);
    for (StatementPlan& plan : grounding_->plans)
        if (const auto* goal = std::get_if<ast::Goal>(&plan.statement->what)) {
            enter(plan.source, sources);
            for (const ast::Phrase& name : goal->names) set_goals(name, before);
        }
    give_findings();
    for (std::size_t f = findings; f < program_.findings.size(); ++f) settle_key(program_.findings[f]);
    return diagnostics_.empty();
}

// Relations whose tuples are taken in by more than rules.
void Resolver::list_fixed(const std::vector<ReadSource>& sources) {
    std::vector<bool>& fixed = grounding_->fixed;
    for (std::size_t r = 0; r < grounding_->relations.size(); ++r) fixed.push_back(grounding_->relations[RelationId{r}].kind != FindingKind::yes_no);
    const auto fix_read = [&](const BindingPlan& binding) {
        for (const MatchRuleId rule : binding.rules)
            for (const Pattern& pattern : grounding_->matcher.rule(rule).body) fixed[pattern.relation.index()] = true;
    };
    for (const StatementPlan& plan : grounding_->plans) {
        for (const AggregatePlan& aggregate : plan.aggregates) fix_read(aggregate.binding);
        if (std::holds_alternative<ast::Rule>(plan.statement->what) || std::holds_alternative<ast::Goal>(plan.statement->what)) continue;
        fix_read(plan.binding);
        enter(plan.source, sources);
        for (const ast::Phrase& phrase : phrases_of(*plan.statement))
            if (const auto reading = grounding_->relations.read(pattern_text(phrase))) fixed[reading->relation.index()] = true;
    }
    for (const auto& [finding, reading] : somes_) fixed[reading.relation.index()] = true;
}

std::vector<Resolver::NamedTuple> Resolver::name_told(const std::vector<ToldFacts>& told) {
    std::vector<NamedTuple> named;
    for (const ToldFacts& facts : told) {
        id_ = facts.id;
        text_ = facts.source->text;
        tokens_ = facts.tokens;
        tree_ = &facts.parsed->tree;
        for (const ast::FactItem& item : facts.parsed->facts)
            quietly([&] {
                if (const auto tuple = name_tuple(fact_name(item), {})) named.push_back(*tuple);
            });
    }
    return named;
}

// The matcher's from row `found` on. False: one hangs on more than its binding.
bool Resolver::add_instances(const std::vector<ReadSource>& sources, std::size_t found) {
    const std::size_t somes = somes_.size();
    InstanceRows instances;
    for (std::size_t row = found; row < grounding_->matcher.instances(); ++row) instances[grounding_->matcher.instance_rule(row).row].push_back(row);
    for (StatementPlan& plan : grounding_->plans) {
        const auto has_new = [&](MatchRuleId rule) { return instances.contains(rule.row); };
        const auto none_new = [&](const BindingPlan& binding) { return std::none_of(binding.rules.begin(), binding.rules.end(), has_new); };
        if (none_new(plan.binding) && std::all_of(plan.aggregates.begin(), plan.aggregates.end(), [&](const AggregatePlan& a) { return none_new(a.binding); })) continue;
        if (!plan.aggregates.empty()) return false;
        enter(plan.source, sources);
        read_scope(sources[plan.source].file);
        instances_of(plan, instances);
    }
    return somes_.size() == somes;
}

// A finding that is about to change, and may be taken back.
Finding& Resolver::remark(FindingId id) {
    Finding& finding = program_.findings[id.index()];
    remarked_.push_back({id, {finding.unmatched, finding.goal}});
    return finding;
}

// Findings of new tuples, known by name before: now there are instances for them.
void Resolver::match_findings(const TuplesBefore& before) {
    for (std::size_t r = 0; r < before.size(); ++r)
        for (std::size_t row = before[r]; row < grounding_->matcher.tuples(RelationId{r}); ++row) {
            const auto found = program_.by_key.find(key_of(grounding_->relations.spelt(RelationId{r}, grounding_->matcher.things(RelationId{r}, TupleId{row}))));
            if (found != program_.by_key.end()) remark(found->second).unmatched = false;
        }
}

void Resolver::set_goals(ast::Phrase name, const TuplesBefore& before) {
    const auto reading = grounding_->relations.read(words_text(name, nullptr));
    if (!reading) return;
    const RelationId relation = reading->relation;
    for (std::size_t row = before[relation.index()]; row < grounding_->matcher.tuples(relation); ++row)
        if (fits(*reading, grounding_->matcher.things(relation, TupleId{row})))
            if (const FindingId id = finding_of(relation, TupleId{row}, words_span(name))) remark(id).goal = true;
}

// What the knowledge base gives of the tuples that have findings only now.
void Resolver::give_findings() {
    const std::vector<GivenTuple>& given = grounding_->given;
    const auto tuple_of = [&](std::uint32_t row) { return NamedTuple{given[row].relation, given[row].tuple}; };
    std::vector<std::uint32_t>& rows = grounding_->given_rows;
    if (rows.size() != given.size()) {
        rows.resize(given.size());
        for (std::uint32_t row = 0; row < rows.size(); ++row) rows[row] = row;
        std::stable_sort(rows.begin(), rows.end(), [&](std::uint32_t a, std::uint32_t b) { return tuple_of(a) < tuple_of(b); });
    }
    for (std::size_t i = 0; i < made_.size(); ++i) {
        const NamedTuple tuple = made_[i];
        auto at = std::lower_bound(rows.begin(), rows.end(), tuple, [&](std::uint32_t row, const NamedTuple& wanted) { return tuple_of(row) < wanted; });
        for (; at != rows.end() && tuple_of(*at) == tuple; ++at) give_finding(given[*at], finding_of(tuple.relation, tuple.tuple, {}));
    }
}

}  // namespace hence
