// What rules with variables come to before they are instances: the relations, how each statement
// binds its variables, and the matcher that finds the bindings. Private to rules/.
// The plans are made while the schema is resolved: the same knowledge base, in which a finding
// stands for all tuples of a relation, so that kinds and units are checked once a rule.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "rules/ast.hpp"
#include "rules/relations.hpp"

namespace hence {

// A variable of a statement; its row is its slot in a binding.
struct Variable {
    std::string name;  // `?drug`
    FindingKind kind = FindingKind::yes_no;  // yes_no: a name; else number, date, choice
    std::optional<Unit> unit;
    Span typed_by;     // where its kind was told; empty: nowhere yet
    Span first;        // where it first stands
    std::vector<std::string> values;  // of a choice
};

// A condition over bound variables alone; `assigns`: the variable that takes its figure instead.
struct Guard {
    ExprId expr;  // of the schema; a literal with n > 0 is variable n − 1
    std::optional<std::uint32_t> assigns;
};

// How a conjunction is matched: one body for each way of its ORs.
struct BindingPlan {
    std::vector<MatchRuleId> rules;
    std::vector<Guard> guards;
    std::vector<bool> bound;  // by variable
    bool repeats = false;     // one binding of the variables may be found several times
};

struct AggregatePlan {
    ast::NodeId node;
    BindingPlan binding;
    std::vector<std::uint32_t> shared;  // variables bound inside that also stand outside
    // By what stands for those: the bindings, each once.
    std::map<std::vector<ThingId>, std::vector<std::vector<ThingId>>> found;
    bool told = false;  // found is filled
};

struct AggregateFigure {
    Unit unit;
    bool date = false, difference = false;
    std::string substance;
    std::optional<std::size_t> measure;  // row of Program::measures
};

struct StatementPlan {
    std::size_t source = 0;
    const ast::Statement* statement = nullptr;
    std::vector<Variable> variables;
    BindingPlan binding;
    MatchRuleId spelling;  // of a computed number of things: makes the names of those that there are
    std::map<std::uint32_t, Pattern> patterns;  // of phrases that are just a tuple's name, by first token
    std::vector<RelationId> reads, concludes;
    bool reckons = false;  // a figure that it reckons stands in what it concludes
    std::deque<AggregatePlan> aggregates;
};

// A tuple that a template's rows name: by the pattern of its phrase. premise: the pattern of the
// matcher's rule that it is; head: it is the first of its heads.
struct TemplateName {
    Pattern pattern;
    Span span;
    std::optional<std::uint32_t> premise;
    bool head = false;
};

// The rows of the Program that are one instance of a rule, and the names in them that another
// instance has others for; those of conclusions behind `premises`.
struct RuleTemplate {
    Range rules, exprs, inputs, conclusions;
    std::vector<TemplateName> names;
    std::uint32_t premises = 0;
    std::vector<std::uint32_t> expr_names, conclusion_names;  // rows of `names`; no_row: the same in all
    std::vector<std::uint32_t> variables;  // rows of Program::terms
    // By name and tuple: the condition that reads it, of the first instance that does. None: each
    // instance has its own.
    std::vector<std::vector<ExprId>> leaves;
};

// A tuple that the knowledge base gives.
struct GivenTuple {
    RelationId relation;
    TupleId tuple;
    double certainty = 1;
    CitationId source;
    std::uint32_t because = 0;
    Span span;
};

struct Grounding {
    Program schema;
    Relations relations;
    Matcher matcher;
    std::deque<StatementPlan> plans;
    KeyMap<char> choices;  // names of choices without variables
    std::vector<GivenTuple> given;
    // Once it grows: rows of `given` by relation and tuple; and the relations whose tuples are taken
    // in by more than rules.
    std::vector<std::uint32_t> given_rows;
    std::vector<bool> fixed;
    // By source and node: the unit and kind that an aggregate's figure has, bindings or not.
    std::map<std::pair<SourceId, ast::NodeId>, AggregateFigure> figures;
};

}  // namespace hence
