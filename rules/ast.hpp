// The syntax tree: what each statement says, names still as words. Expressions are rows of one
// table a file; statements hold row numbers and runs of tokens.
// Invariant: a node's children come before it.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "rules/program.hpp"
#include "rules/token.hpp"

namespace hence::ast {

enum class Form : std::uint8_t {
    phrase,
    all, any, negation, no_evidence,
    at_least, at_most, exactly, each, which,  // n of the children
    are_known, are_unknown,                   // of each child (AND)
    less, less_equal, greater, greater_equal, equal, not_equal, between,
    add, subtract, multiply, divide, power, minus,
    call,  // op
    elapsed,  // of dates; n: an Elapsed
    aggregate,  // n: an Aggregate; the value (a count has none), then the condition; tokens: behind `by`
};

using NodeId = Id<struct AstRow>;
using Phrase = Range;  // tokens

struct Node {
    Form form = Form::phrase;
    Op op = Op::literal;   // call
    bool listed = false;   // written as a list, or over a column
    std::uint32_t n = 0;
    Phrase tokens;         // phrase; of an aggregate, the variable behind `by`
    Range children;        // of Tree::children
    std::uint32_t begin = 0, end = 0;
};

struct Tree {
    std::vector<Node> nodes;
    std::vector<NodeId> children;
};

struct Conclusion {
    Phrase name;
    NodeId value;                      // `= …`
    std::vector<Phrase> alternatives;  // `/ b / c`
};

struct Rule {
    Phrase name;
    NodeId condition;
    std::uint32_t arrow = 0;  // token
    std::vector<Conclusion> conclusions;
    std::optional<double> strength;  // `(0.7)`
    std::optional<double> together;
    std::uint32_t because = Id<void>::no_row;  // token
    Phrase source, group;
    NodeId unless;
    std::vector<Phrase> overrides;
    double otherwise = 0;
};

struct FindingDeclaration { std::vector<Phrase> names, aliases; };
struct TextDeclaration { std::vector<Phrase> names, aliases; };
struct KindDeclaration { std::vector<Phrase> kinds; Phrase broader; };
struct DateDeclaration { std::vector<Phrase> names, aliases; };
struct Convert { Phrase substance, from, to, source; };
struct NumberDeclaration { Phrase name; std::uint32_t unit = Id<void>::no_row; std::vector<Phrase> options, aliases; NodeId computed; };
// Where the rows of a table stand: in the text, or in a file.
struct Rows {
    std::vector<std::uint32_t> rows;     // tokens: the heading, the line under it, the rows
    std::uint32_t from = Id<void>::no_row;  // token: the CSV file's name
};

// `: [Criterion] [Points]` behind the name of a score or a choice: tokens.
struct FromTable {
    Rows rows;
    std::uint32_t name = Id<void>::no_row, points = Id<void>::no_row;
    explicit operator bool() const { return name != Id<void>::no_row; }
};

struct ChoiceValue { Phrase name; std::uint32_t points = Id<void>::no_row; };
struct ChoiceDeclaration { Phrase name; bool ordered = false; std::vector<ChoiceValue> values; std::vector<Phrase> aliases; FromTable table{}; };
struct ScoreItem { NodeId condition; std::uint32_t points = Id<void>::no_row; };
struct ScoreDeclaration { Phrase name; std::vector<ScoreItem> items; std::vector<Phrase> aliases; FromTable table{}; };
struct Default { bool denied = false; Phrase name; NodeId value; };  // value: behind `=`
struct Branch { NodeId value, condition; std::uint32_t because = Id<void>::no_row; Phrase source; std::uint32_t begin = 0, end = 0; };  // no condition: otherwise
struct FirstOf { Phrase subject; std::vector<Branch> branches; };
struct Scope { NodeId condition; };
struct LongText { std::uint32_t text; Phrase name; };  // `"…" as name`
struct Ask {
    std::vector<Phrase> names;
    bool which = false, first = false;
    NodeId only_if;
    std::optional<double> if_not;
    std::uint32_t text = Id<void>::no_row;
};
struct Topic { std::uint32_t title; std::vector<Phrase> names; };
struct Describe { Phrase name; std::uint32_t text; };
struct Goal { std::vector<Phrase> names; };
struct Advise { Phrase name; bool urgent = false; NodeId when, unless; std::uint32_t text; };
struct Cite { Phrase name; std::uint32_t text; };
struct Notice { std::uint32_t text; };
struct Use { std::uint32_t text; };
struct Option { Phrase words; };

struct FactItem { NodeId expr; std::optional<double> certainty; std::uint32_t decimals = 0; std::uint32_t begin = 0, end = 0; };
struct CaseLine { enum Kind : std::uint8_t { given, expect, because } kind; std::vector<FactItem> items; std::vector<Phrase> names; };
struct Case { std::uint32_t title; std::vector<CaseLine> lines; };
struct CaseTable { Rows rows; };

// `, number ?level in mm/s`, `, date ?day`, `, choice ?class: small, large`.
struct RelationArgument { FindingKind kind = FindingKind::number; Phrase variable; std::uint32_t unit = Id<void>::no_row; std::vector<Phrase> values; };
struct RelationDeclaration { Phrase name; std::vector<RelationArgument> arguments; };
struct FactStatement { std::vector<FactItem> items; Phrase source; std::uint32_t because = Id<void>::no_row; };
// `fact table depletes from "depletes.csv"`: the relation's words, or its name with [Column]s in the places.
struct FactTable { Phrase name; Rows rows; Phrase source; };

// The readers of a table are rules and advice whose phrases hold [Column]s.
struct Table {
    Phrase source;
    bool shared_counts_less = false;
    bool first = false;
    std::vector<Rule> rules;
    std::vector<Advise> advice;
    Rows rows;
    std::vector<Range> reader_tokens;  // of rules, then of advice
};

struct Statement {
    std::variant<Rule, FindingDeclaration, KindDeclaration, NumberDeclaration, ChoiceDeclaration, ScoreDeclaration,
                 TextDeclaration, DateDeclaration, Convert, Default, FirstOf, Scope, Ask, Topic, Describe, Goal,
                 Advise, Cite, Notice, Use, Option, Table, Case, CaseTable, RelationDeclaration, FactStatement, FactTable> what;
    Span span;
    bool variables = false;  // it holds named ones: it stands for its instances
    Range nodes{};  // of Tree::nodes
    std::vector<LongText> long_texts{};
};

struct File {
    Tree tree;
    std::vector<Statement> statements;
};

}  // namespace hence::ast
