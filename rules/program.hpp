// A Program: what a knowledge base says, once every name is resolved. Flat tables; tables own, ids refer.
// Invariants: every id names a row; `Expr` inputs come before the Expr that reads them; a rule's
// conclusions all have the same strength; nothing here depends on the order of statements but the
// order of rows, which no answer depends on.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "rules/id.hpp"
#include "rules/source.hpp"
#include "rules/unit.hpp"

namespace hence {

// A date's value is the days since 1970-01-01; a text's is a row of Program::wordings; a score's is
// its total, once all that is open leaves one.
enum class FindingKind : std::uint8_t { yes_no, number, choice, date, score, text };

// One finding of some kind. What few findings have is in its Detail.
struct Finding {
  std::string name;  // as printed
  std::string key;   // key_of(name)
  Span span;         // its declaration, else its first mention
  DetailId detail;
  FindingKind kind = FindingKind::yes_no;
  bool declared = false;
  bool goal = false;
  bool closed = false;  // a tuple of a relation without a question: what nothing says is not so
  bool unmatched = false;  // a tuple that only conditions name: no rule has instances for it
  RelationId relation;  // the one of which it is a tuple; none: of none

  // `patient takes ?`: it stands for all tuples that fit.
  bool is_some() const { return relation && name.find('?') != std::string::npos; }
};

// What a declaration, a question or a description adds to a finding.
struct Detail {
  std::vector<std::string> aliases;  // printed spellings
  std::optional<Unit> unit;          // number: none is a plain figure
  std::string substance;             // number: `of urea`
  std::optional<double> lowest, highest;  // number: refused outside, in `unit`
  std::optional<double> usual_lowest, usual_highest;  // number: asked again outside, in `unit`
  std::optional<int> decimals;            // number: shown so
  bool fixed = false;                     // number: no advice changes it
  ExprId computed;                        // number: `= …`
  std::vector<std::string> values;        // choice: printed spellings, in declared order
  std::vector<double> points;             // choice: of each value; empty: none
  bool ordered = false;                   // choice: its values compare, by their order
  Range items;                            // score: rows of Program::items
  std::optional<double> by_default;       // yes/no: ±1, while nothing else is known
  ExprId default_value;                   // other kinds: the same; a choice's is its value's index
  std::string question;                   // ask X: "…"
  bool has_question = false;              // an `ask` statement names it
  bool ask_first = false;
  ExprId only_if;                // ask X only if …
  std::optional<double> if_not;  // … else no: −1, else yes: 1; none: not known
  std::string description;
};

enum class Op : std::uint8_t {
  // conditions
  finding,   // a yes/no finding
  all, any,  // AND, OR and their lists
  negation,
  at_least, at_most, exactly,  // n of the inputs
  is_known, is_unknown,        // of the one input
  no_evidence_for,             // the one input: as `unless`
  rule_applies,                // a rule of RuleNameId n
  is_value,                    // of a choice: value n
  less, less_equal, greater, greater_equal, equal, not_equal,
  // arithmetic
  literal,
  quantity,  // the value of a finding that has one: in its declared unit; of a choice, its index
  points,    // of the value of a choice
  certainty,  // of a finding
  add, subtract, multiply, divide, power, minus,
  absolute, minimum, maximum, round_to, floor, ceiling, square_root, logarithm, logarithm10,
  exponential,
  truncate,  // towards zero
  plus_months, months_between, exact_years_between,  // of dates: calendar steps
  year_of, month_of,
  aggregate,  // n: an Aggregate; the inputs are a condition and a figure for each binding, in pairs
};

// What an aggregate makes of the figures whose conditions hold. A count sums ones. `latest`: the
// inputs are in threes, a condition, a figure and its day; of one day with two figures it is
// unknown. Of nothing a sum is 0, and the others are unknown.
enum class Aggregate : std::uint8_t { count, sum, minimum, maximum, average, latest };

// What an aggregate's figure is: of base units of `unit`, or a date.
struct Measure {
  Unit unit;
  bool date = false;
};

// One node of a condition or of arithmetic. Each occurrence has its own row; only what `otherwise`
// denies, a file's scope, and what instances of a rule read alike are read in several places.
// Comparisons compare figures in one unit, and arithmetic reckons in base units: where they differ
// the resolver has put conversions, as arithmetic on literals.
struct Expr {
  Op op = Op::finding;
  std::uint32_t n = 0;   // at_least, at_most, exactly: the number; is_value: the value; rule_applies
  FindingId finding;     // finding, is_value, quantity, points, certainty
  Range inputs;          // rows of Program::expr_inputs, in text order
  double number = 0;     // literal: the figure; aggregate: a row of Program::measures
  Span span;
  std::uint32_t instance = 0;  // row of Program::instances: what its variables stand for
  bool in_row = false;         // of a table's row: the words under the span are a part of it
};

// One finding that follows, or the value that it takes.
struct Conclusion {
  FindingId finding;
  ExprId value;              // number = arithmetic, in its declared unit; choice = value of another
  std::int32_t choice = -1;  // choice is value n; text: row of Program::wordings
};

// One rule, one row of a table's rule, or one sign of `each of`: an argument for each conclusion.
struct Rule {
  ExprId condition;       // none: always holds (a table row without conditions)
  ExprId scope;           // `only if` of its file: a premise, of its `otherwise` too
  ExprId unless;
  double strength = 1;    // in [−1, 1], what counts: stated × share
  double stated = 1;      // as written
  double otherwise = 0;   // signed strength when the condition is known false; 0: none
  Range conclusions;      // rows of Program::conclusions
  Range overrides;        // rows of Program::overrides
  RuleNameId name;
  GroupId group;
  CapId cap;
  CitationId source;
  std::uint32_t because = 0;  // row of Program::texts; 0: none
  FirstId first;              // of `first of`, `table first`: the first place that holds counts
  std::uint32_t place = 0;    // in it, from 0; rules of one place do not hold each other back
  bool alternatives = false;  // its conclusions are a differential
  Span span;                  // the statement, as written
  Span cell;                  // of a table: the cell or row that made it; else empty
  std::uint32_t instance = 0; // row of Program::instances: what its variables stand for
  bool fact = false;          // `fact …`: given by the knowledge base, concluded by nothing
  std::uint32_t shared = 0, shared_among = 0;  // `shared counts less`: n of N conclusions; 0: not so
};

// What stands for a variable in one instance of a statement: rows of Program::terms, `?drug` and
// `furosemide`.
struct Binding { std::uint32_t variable = 0, thing = 0; };

// One place of a relation. `number`: its figures are in `unit`.
struct RelationArgument {
  std::string variable;  // as declared: `?drug`
  FindingKind kind = FindingKind::yes_no;  // yes_no: a name; else number, date or choice
  std::optional<Unit> unit;
  std::vector<std::string> values;  // of a choice
};
// A name with places: `?drug depletes ?nutrient`. Its tuples are findings, spelt with the things in
// the places. One that is only implied by rules (`?nutrient deficiency`), and a number, choice or
// date of things, is open; a declared relation is closed unless an `ask` names it.
struct Relation {
  std::string name;                // as declared
  std::vector<std::string> words;  // between the places, one more than there are; keys
  std::vector<RelationArgument> arguments;
  FindingKind kind = FindingKind::yes_no;  // of its tuples
  bool declared = false, closed = false;
  DetailId detail;  // of its tuples
  Span span;
};

// One item of a score: a condition with points, or the points of a choice's value.
struct Item {
  ExprId condition;   // none: a choice
  ExprId choice;      // Op::points
  double points = 0;  // of the condition
  Span span;
};

// `convert SUBSTANCE: 40 IU = 1 µg`.
struct Conversion {
  std::string substance;  // key
  Unit from, to;
  double from_figure = 1, to_figure = 1;
  CitationId source;
  Span span;
};

struct Kind { FindingId kind, broader; Span span; };
struct Cause { FindingId cause, effect; CitationId source; std::uint32_t because = 0; Span span; };
struct Citation { std::string name, key, text; Span span; };
struct Topic { std::string title; std::vector<FindingId> findings; Span span; };
// A list that is asked in one question. `others`, the last of its findings, stands for all tuples of
// the relation that it lists (`patient takes ?`), those that nobody has named yet too.
struct WhichOf {
  std::string question;
  std::vector<FindingId> findings;
  Span span;
  FindingId others;            // none: nothing names it, and no variable is bound by those tuples
  bool others_matter = false;  // a tuple that is not listed could change a conclusion
};

// Text with findings filled in: `before` then the finding (if any), repeated.
struct TextPart { std::string before; FindingId finding; };
struct Advice {
  FindingId finding;
  bool urgent = false;
  ExprId when, unless;
  std::vector<TextPart> text;
  Span span;
};

// A fact as given. yes/no: certainty in [−1, 1]. Any other (number in its declared unit, choice's
// index, date's days, score's total): `value`, with its certainty. Certainty 0 is «asked, not known».
struct Fact {
  FindingId finding;
  double certainty = 1;
  double value = 0;
  Span span;
};

enum class Expect : std::uint8_t {
  certainty,        // X (0.72): low ≤ |…| ≤ high
  band,             // X likely
  yes,              // X: above the threshold
  no,               // NOT X
  first,            // first among the goals
  above,            // X above Y
  nothing,          // neither yes, no nor in conflict
  value,            // X is v, X = 20 µg/day, X at least 3
  text,             // X = "…", as filled in
  urgent_advice,    // some urgent advice is given (of X, if named)
  no_question,      // X is not asked
  conflict,         // X is in conflict
};
struct Expectation {
  Expect expect = Expect::yes;
  FindingId finding, other;
  double low = 0, high = 0;  // certainty, or a number's value (declared unit)
  std::int32_t choice = -1;
  std::string band;
  std::string text;
  std::string words;   // of a table's cell: what it expects; else the text under the span
  RuleNameId because;  // `because of …`: a named rule that must support it
  Span span;
};
struct Case {
  std::string name;
  std::vector<Fact> given;
  std::vector<Expectation> expect;
  std::vector<RuleNameId> because;
  Span span;
};

struct Options {
  double threshold = 0.2;
  bool combine_strongest = false;
  bool strict = false;
};

// What a variable's name is made of, behind its `?`.
constexpr bool is_variable_byte(char c) {
  return (c & '\x80') != 0 || c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
         (c >= 'A' && c <= 'Z');
}

// Looks keys up without making a string.
struct KeyHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
};
template <class V>
using KeyMap = boost::unordered_flat_map<std::string, V, KeyHash, std::equal_to<>>;

struct Program {
  std::vector<Source> sources;
  std::vector<Finding> findings;
  std::vector<Detail> details;
  std::vector<Expr> exprs;
  std::vector<ExprId> expr_inputs;
  std::vector<Rule> rules;
  std::vector<Conclusion> conclusions;
  std::vector<RuleNameId> overrides;
  std::vector<std::string> rule_names;
  std::vector<std::string> groups;
  std::vector<double> caps;            // `together at most`, a row each statement and conclusion
  std::vector<std::string> texts{""};  // because texts; row 0 is none
  std::vector<Item> items;             // those of one score together
  std::vector<std::vector<TextPart>> wordings;  // what texts can be, each once
  std::uint32_t firsts = 0;            // rows that FirstId names
  std::vector<Conversion> conversions;
  std::vector<Measure> measures;
  std::vector<Relation> relations;
  std::vector<std::string> terms;     // variables and things, each spelling once
  std::vector<Binding> bindings;      // those of one instance together
  std::vector<Range> instances{{}};   // rows of `bindings`; row 0 is none
  FindingId today;                     // the date of the consultation; none: nothing reads it
  std::vector<Kind> kinds;
  std::vector<Cause> causes;
  std::vector<Citation> citations;
  std::vector<Topic> topics;
  std::vector<WhichOf> which_of;
  std::vector<Advice> advice;
  std::vector<std::string> notices;
  std::vector<Case> cases;
  Options options;
  KeyMap<FindingId> by_key;  // names and aliases

  const Detail* detail(FindingId id) const;
  Detail& detail_of(FindingId id);  // makes one
  std::span<const ExprId> inputs(const Expr& e) const;
  std::span<const Conclusion> conclusions_of(const Rule& r) const;
  FindingId find(std::string_view name) const;  // by any spelling of name or alias; none if unknown
  std::string_view text_of(Span span) const;    // the source text under it
  std::string text_of(Span span, std::uint32_t instance) const;  // its variables filled in
};

// How many rows the tables have that grow with instances.
struct ProgramRows {
  std::size_t findings = 0, details = 0, exprs = 0, expr_inputs = 0, rules = 0, conclusions = 0,
              bindings = 0, instances = 0, kinds = 0, causes = 0;
};
ProgramRows rows_of(const Program& program);
// Takes the rows behind away. Requires: no others refer to them. Cost: linear in the names.
void cut_to(Program& program, const ProgramRows& rows);

// Is any rule, computed value or kind able to conclude this finding, or is it decided as it stands,
// as a closed relation's tuple is? One bool a finding. Linear.
std::vector<bool> concluded_findings(const Program& program);

}  // namespace hence
