// What stands for the tuples that a list does not hold: of `ask patient takes ?drug: "Which?"` it is
// `patient takes ?`. It is asked with the list, and by itself where no tuple is known yet.
#include <algorithm>
#include <utility>

#include "rules/resolver.hpp"
#include "rules/text.hpp"

namespace hence {
namespace {

// Which findings of the schema a new tuple could change, and what follows from those.
class Changes {
public:
    explicit Changes(const Program& schema) : schema_(schema), changed_(schema.findings.size()) {}

    void add(FindingId id) {
        if (id && !changed_[id.index()]) changed_[id.index()] = more_ = true;
    }
    void add_conclusions(const Rule& rule) {
        for (const Conclusion& c : schema_.conclusions_of(rule)) add(c.finding);
    }
    void add_declared(Span span) {  // by a statement
        for (std::size_t i = 0; i < changed_.size(); ++i)
            if (const Span at = schema_.findings[i].span; at.source == span.source && at.begin >= span.begin && at.end <= span.end) add(FindingId{i});
    }
    void follow() {
        while (std::exchange(more_, false)) {
            for (const Rule& rule : schema_.rules)
                if (reads(rule.condition) || reads(rule.scope) || reads(rule.unless)) add_conclusions(rule);
            for (const Kind& kind : schema_.kinds)
                if (changed_[kind.kind.index()]) add(kind.broader);
            for (std::size_t i = 0; i < changed_.size(); ++i)
                if (const Detail* detail = schema_.detail(FindingId{i}); detail && reads_it(*detail)) add(FindingId{i});
        }
    }
    // A goal, or what urgent advice hangs on; of a base without goals any conclusion is one.
    bool any_wanted() const {
        const auto is_goal = [](const Finding& f) { return f.goal; };
        const bool goals = std::any_of(schema_.findings.begin(), schema_.findings.end(), is_goal);
        for (std::size_t i = 0; i < changed_.size(); ++i)
            if (changed_[i] && (!goals || schema_.findings[i].goal)) return true;
        return std::any_of(schema_.advice.begin(), schema_.advice.end(), [&](const Advice& a) { return a.urgent && (changed_[a.finding.index()] || reads(a.when) || reads(a.unless)); });
    }

private:
    bool reads(ExprId id) const {
        if (!id) return false;
        const Expr& e = schema_.exprs[id.index()];
        if (e.finding && changed_[e.finding.index()]) return true;
        const auto inputs = schema_.inputs(e);
        return std::any_of(inputs.begin(), inputs.end(), [&](ExprId input) { return reads(input); });
    }
    bool reads_it(const Detail& detail) const {
        if (reads(detail.computed) || reads(detail.default_value)) return true;
        for (std::uint32_t i = detail.items.first; i < detail.items.last; ++i)
            if (reads(schema_.items[i].condition) || reads(schema_.items[i].choice)) return true;
        return false;
    }

    const Program& schema_;
    std::vector<bool> changed_;
    bool more_ = false;
};

}  // namespace

// Do tuples of the relation bind variables of the statement? Where a closed relation does, new ones
// change nothing: the instances that there can be are there.
bool Resolver::binds(const StatementPlan& plan, RelationId relation) const {
    const auto by = [&](const BindingPlan& binding) {
        return std::any_of(binding.rules.begin(), binding.rules.end(), [&](MatchRuleId rule) {
            const std::vector<Pattern>& body = grounding_->matcher.rule(rule).body;
            return std::any_of(body.begin(), body.end(), [&](const Pattern& p) { return p.relation == relation; });
        });
    };
    if (!std::holds_alternative<ast::Rule>(plan.statement->what) && !std::holds_alternative<ast::NumberDeclaration>(plan.statement->what)) return false;
    return by(plan.binding) || std::any_of(plan.aggregates.begin(), plan.aggregates.end(), [&](const AggregatePlan& a) { return by(a.binding); });
}

// Could a tuple that nothing names yet change a conclusion?
bool Resolver::new_tuples_matter(RelationId relation) {
    const Program& schema = grounding_->schema;
    Changes changes(schema);
    for (const StatementPlan& plan : grounding_->plans) {
        if (!binds(plan, relation)) continue;
        for (const Rule& rule : schema.rules)
            if (rule.span == plan.statement->span) changes.add_conclusions(rule);
        if (std::holds_alternative<ast::NumberDeclaration>(plan.statement->what)) changes.add_declared(plan.statement->span);
    }
    changes.follow();
    return changes.any_wanted();
}

// `patient takes ?` of `patient takes ?drug`; none: a thing stands in a place, or the relation takes no
// new names.
std::string Resolver::others_name(ast::Phrase phrase) {
    std::string out;
    for (std::uint32_t t = phrase.first; t < phrase.last; ++t) {
        const Token& token = tokens_->tokens[t];
        out += out.empty() ? "" : " ";
        out += token.kind == Tok::variable ? "?" : std::string(words_text({t, t + 1}, nullptr));
    }
    const auto reading = grounding_->relations.read(out);
    const bool all = reading && grounding_->relations[reading->relation].declared && std::all_of(reading->places.begin(), reading->places.end(), [](const std::string& p) { return p == "?"; });
    return all ? out : std::string{};
}

void Resolver::join_others() {
    for (const ListOfTuples& list : lists_) {
        WhichOf& which = program_.which_of[list.row];
        FindingId others = lookup(list.others);
        if (!others && !list.bind) continue;
        if (!others) others = mention(list.others, which.span, Use::other);
        which.findings.push_back(others);
        which.others = others;
        which.others_matter = list.others_matter;
        program_.detail_of(others).has_question = true;
        for (const auto& [topic, name] : topics_of_others_)
            if (name == list.others) program_.topics[topic].findings.push_back(others);
    }
    std::erase_if(program_.which_of, [](const WhichOf& which) { return which.findings.empty(); });
}

}  // namespace hence
