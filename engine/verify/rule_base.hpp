// What the checker reads out of the rule text: findings, conditions as trees, rules with their
// places. Rows refer by index; −1 is none.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/verify/basics.hpp"
#include "engine/verify/units.hpp"

namespace hence::verify {

enum class Kind : std::uint8_t { yes_no, number, choice, date, score, text };

enum class Op : std::uint8_t {
  finding, all, any, negation, at_least, at_most, exactly, known, unknown, no_evidence, applies, is_value,
  less, less_equal, greater, greater_equal, equal, not_equal,
  literal, quantity, points, certainty,
  add, subtract, multiply, divide, power, minus, absolute, minimum, maximum, round, floor, ceiling, root,
  natural_log, log10, exponential, truncate, plus_months, months_between, exact_years, year, month,
  aggregate
};

// n of an aggregate. Its inputs: for each binding a condition and a figure, of `latest` a day too.
enum class Fold : std::uint8_t { count, sum, minimum, maximum, average, latest };

struct Expr {
  Op op = Op::finding;
  int n = 0;         // how many; which value; which rule name; which aggregate
  int finding = -1;  // of leaves
  std::vector<int> in;
  double figure = 0;
  Place at;
  int binding = -1;  // of `rule NAME applies`: row of RuleBase::bindings
};

// What variables stand for. Two agree when each variable that both have stands for the same thing.
using Binding = std::map<std::string, std::string>;
bool agree(const Binding& a, const Binding& b);

struct TextPart {
  std::string before;
  int finding = -1;
  friend bool operator==(const TextPart&, const TextPart&) = default;
};

struct Conclusion {
  int finding = -1;
  int value = -1;    // an expression
  int choice = -1;   // a choice's value
  int wording = -1;  // a text's
};

struct Rule {
  Place at;    // the statement, or its branch
  Place cell;  // of a table: the row, or the sign of `each of`
  int condition = -1, scope = -1, unless = -1;
  double stated = 1, strength = 1, otherwise = 0;
  std::vector<Conclusion> conclusions;
  std::vector<int> overrides;  // rule names
  int name = -1;
  std::string group;  // key; empty: none
  int cap = -1;
  int first = -1, place = 0;
  Binding binding;    // what its variables stand for
};

struct Item {
  int condition = -1;  // −1: a choice with points
  int choice = -1;
  double points = 0;
  Place at;
};

struct Finding {
  std::string name, key;
  Kind kind = Kind::yes_no;
  bool declared = false;
  std::optional<Unit> unit;
  std::string substance;  // key
  std::optional<double> lowest, highest;
  std::vector<std::string> values;  // keys
  std::vector<std::string> value_names;
  std::vector<double> points;
  bool ordered = false;
  std::vector<Item> items;
  std::optional<double> by_default;
  int default_value = -1, computed = -1;
  int only_if = -1;
  std::optional<double> if_not;
  bool closed = false;  // a tuple that is false where nothing says so
  int model = -1;       // of a tuple: its relation's; of a model: itself
  Place at;
};

// A name with places. Its model is a finding that stands for all of its tuples: their kind, unit,
// range and values.
struct Argument {
  std::string variable;
  Kind kind = Kind::yes_no;  // yes_no: a name
  std::optional<Unit> unit;
  std::vector<std::string> values;
};
struct Relation {
  std::string name;
  std::vector<std::string> words;               // before the first place, between, behind the last
  std::vector<std::vector<std::string>> keys;   // of those words
  std::vector<Argument> arguments;
  bool declared = false, closed = false;
  int model = -1;
};
// A name read as a tuple: what stands in each place, as written, variables too.
struct TupleName {
  int relation = -1;
  std::vector<std::string> places;
  bool twice = false;  // it can be read in another way as well
};

bool is_variable(std::string_view word);     // `?x`, `?`
bool holds_variable(std::string_view name);
Relation relation_of(std::string_view name); // its words and places

constexpr char json_lines = '{';
struct File {
  std::string path, text, sha256;
  char separator = 0;  // of a file of rows; json_lines: an object a line
  std::vector<std::size_t> lines;  // where each begins
};

struct RuleBase {
  std::vector<File> files;
  std::vector<Finding> findings;
  std::vector<Expr> exprs;
  std::vector<Rule> rules;
  std::vector<Rule> schema;  // those with variables once each, over models
  std::vector<std::string> rule_names;
  std::vector<double> caps;
  std::vector<std::pair<int, int>> kinds;  // a kind, what it is a kind of
  std::vector<std::vector<TextPart>> wordings;
  int firsts = 0;
  double threshold = 0.2;
  bool strongest = false;
  int today = -1;
  std::map<std::string, int, std::less<>> by_key;
  std::vector<Relation> relations;
  std::vector<Binding> bindings;

  int find(std::string_view name) const;  // by any spelling; −1: unknown
  // What a name is like: the finding itself, else the model of the relation whose tuple it is.
  int like(std::string_view name) const;
  // By the relation with most words between its places.
  std::optional<TupleName> read(std::string_view name) const;
  Place place(int file, std::size_t offset) const;
};

// The files of a knowledge base, or texts under the names that they would have; and the names of
// findings that facts are told about: tuples that the rules do not name are there then.
struct Input {
  std::vector<std::string> paths;
  std::vector<std::pair<std::string, std::string>> texts;
  std::vector<std::string> told{};
};

// Throws Unable where something cannot be read.
RuleBase read_rules(const Input& input);

}  // namespace hence::verify
