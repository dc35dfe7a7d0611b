// Aggregates: figures made of all bindings of the variables inside.
#include <algorithm>
#include <set>

#include "rules/resolver.hpp"

namespace hence {

void Resolver::find_bindings(const StatementPlan& plan, AggregatePlan& aggregate, const InstanceRows& instances) {
    if (std::exchange(aggregate.told, true)) return;
    std::set<std::vector<ThingId>> seen;
    std::vector<ThingId> binding, key;
    for (const MatchRuleId rule : aggregate.binding.rules) {
        const auto rows = instances.find(rule.row);
        if (rows == instances.end()) continue;
        for (const std::size_t row : rows->second) {
            grounding_->matcher.binding(row, binding);
            binding.resize(plan.variables.size());
            if (!seen.insert(binding).second) continue;
            key.clear();
            for (const std::uint32_t slot : aggregate.shared) key.push_back(binding[slot]);
            aggregate.found[key].push_back(binding);
        }
    }
}

// A figure made of all bindings of the variables inside: a condition and a figure for each.
Term Resolver::aggregate(const ast::Node& node, ast::NodeId id, const RowContext* row) {
    const Span span{id_, node.begin, node.end};
    if (bound_ == nullptr) fail(Code::relation, span, "an aggregate wants a variable", "Write count of ?x where (CONDITION with ?x).");
    Term out;
    out.span = span;
    std::vector<ExprId> inputs;
    AggregateFigure& known = grounding_->figures[{id_, id}];
    const auto pair = [&] {
        const ast::NodeId value = tree_->children[node.children.first], condition_node = tree_->children[node.children.last - 1];
        ++crisp_;
        ExprId holds = condition(condition_node, row);
        --crisp_;
        if (!holds) holds = always(span);
        inputs.push_back(holds);
        if (static_cast<Aggregate>(node.n) == Aggregate::count) {
            inputs.push_back(figure(1, span));
            return;
        }
        const Term term_of = term(value, row);
        if (schema_) known = {term_of.unit, term_of.date, term_of.difference, std::string(term_of.substance), {}};
        inputs.push_back(term_of.date ? term_of.expr : in_base(term_of, term_of.difference));
        if (static_cast<Aggregate>(node.n) != Aggregate::latest) return;
        const auto day = variable_term(node.tokens);
        if (!day || !day->date) fail(Code::kind_mismatch, words_span(node.tokens), "`by` wants a date", "Write latest ?v by ?day, with ?day at a place of a relation that is a date.");
        inputs.push_back(day->expr);
    };
    if (schema_) pair();
    else each_binding(id, pair);
    const auto kind = static_cast<Aggregate>(node.n);
    out.unit = known.unit;
    out.date = known.date;
    out.difference = known.difference;
    out.substance = substances_.key(known.substance);
    if (out.date && (kind == Aggregate::sum || kind == Aggregate::average)) fail(Code::kind_mismatch, span, "dates have neither a sum nor an average", "Take min, max or latest of them.");
    Expr e;
    e.op = Op::aggregate;
    e.n = node.n;
    e.span = span;
    if (!schema_) {
        if (!known.measure) {
            known.measure = program_.measures.size();
            program_.measures.push_back({known.unit, known.date});
            if (known.difference) program_.measures.back().unit.offset = 0;
        }
        e.number = static_cast<double>(*known.measure);
    }
    out.expr = add(e, inputs);
    out.based = true;
    return out;
}

// A condition that always holds.
ExprId Resolver::always(Span span) {
    Expr e;
    e.op = Op::equal;
    e.span = span;
    const ExprId a = figure(1, span), b = figure(1, span);
    return add(e, {a, b});
}

template <class F>
void Resolver::each_binding(ast::NodeId id, F f) {
    const auto plan = std::find_if(plan_->aggregates.begin(), plan_->aggregates.end(), [&](const AggregatePlan& a) { return a.node == id; });
    std::vector<ThingId> outer(plan_->variables.size()), key;
    for (const BoundVariable& b : *bound_) outer[b.slot] = ThingId{static_cast<std::uint32_t>(b.thing)};
    for (const std::uint32_t slot : plan->shared) key.push_back(outer[slot]);
    const auto found = plan->found.find(key);
    if (found == plan->found.end()) return;
    for (const std::vector<ThingId>& binding : found->second) {
        std::vector<ThingId> all = outer;
        for (std::size_t i = 0; i < all.size(); ++i)
            if (binding[i]) all[i] = binding[i];
        const std::vector<BoundVariable> inner = bound_variables(plan_->variables, all);
        const Bound scope(*this, &inner);
        f();
    }
}

}  // namespace hence
