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
  natural_log, log10, exponential, truncate, plus_months, months_between, exact_years, year, month
};

struct Expr {
  Op op = Op::finding;
  int n = 0;         // how many; which value; which rule name
  int finding = -1;  // of leaves
  std::vector<int> in;
  double figure = 0;
  Place at;
};

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
  Place at;
};

struct File {
  std::string path, text, sha256;
  char separator = 0;  // of a file of rows
  std::vector<std::size_t> lines;  // where each begins
};

struct RuleBase {
  std::vector<File> files;
  std::vector<Finding> findings;
  std::vector<Expr> exprs;
  std::vector<Rule> rules;
  std::vector<std::string> rule_names;
  std::vector<double> caps;
  std::vector<std::pair<int, int>> kinds;  // a kind, what it is a kind of
  std::vector<std::vector<TextPart>> wordings;
  int firsts = 0;
  double threshold = 0.2;
  bool strongest = false;
  int today = -1;
  std::map<std::string, int, std::less<>> by_key;

  int find(std::string_view name) const;  // by any spelling; −1: unknown
  Place place(int file, std::size_t offset) const;
};

// The files of a knowledge base, or texts under the names that they would have.
struct Input {
  std::vector<std::string> paths;
  std::vector<std::pair<std::string, std::string>> texts;
};

// Throws Unable where something cannot be read.
RuleBase read_rules(const Input& input);

}  // namespace hence::verify
