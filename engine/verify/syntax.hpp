// Conditions and arithmetic as trees of words, before any name is looked up; and the statements
// that hold them.
#pragma once

#include <vector>

#include "engine/verify/scan.hpp"

namespace hence::verify {

enum class Form : std::uint8_t {
  phrase, all, any, negation, no_evidence, at_least, at_most, exactly, each, are_known, are_unknown,
  less, less_equal, greater, greater_equal, equal, not_equal, between,
  add, subtract, multiply, divide, power, minus, call, elapsed, aggregate
};

using Words = std::vector<Token>;

struct Node {
  Form form = Form::phrase;
  int n = 0;              // how many; of an aggregate its Fold
  std::string word;       // of a call its function, of `elapsed` what is asked
  std::vector<int> kids;  // of an aggregate: the figure, the condition
  Words words;            // of a phrase, without its `in UNIT`; of `latest` what stands behind `by`
  std::string unit;       // of a phrase, behind `in`
  int file = 0;
  std::size_t begin = 0, end = 0;
};

struct ConclusionText {
  Words name;
  int value = -1;  // node
  std::vector<Words> alternatives;
};

struct RuleText {
  std::string name;
  int condition = -1, unless = -1;  // nodes
  bool causes = false, verb = false;
  double strength = 1, otherwise = 0;
  bool has_figure = false;
  std::vector<ConclusionText> conclusions;
  std::vector<std::string> overrides;
  std::string group, because;
  double together = -1;
  Words tokens;  // all of it
  Place at;
};

// Of a `fact`: `NAME`, `NOT NAME`, `NAME = VALUE`, with a certainty behind it.
struct FactText {
  Words name, value;
  bool denied = false;
  bool given = true;  // of a case: else expected
  double certainty = 1;
  Place at;
};

struct Branch {
  int value = -1, condition = -1;  // nodes; no condition: otherwise
  Place at;
};

struct ItemText {
  int condition = -1;
  bool has_points = false;
  double points = 0;
};

// What a statement says, by what it begins with.
struct Statement {
  enum class Is : std::uint8_t { rule, scope, first_of, default_value, kind, ask, score, computed, table, names, facts, fact_table, trial, nothing };
  Is is = Is::nothing;
  Line line;
  std::vector<int> nodes;         // all that belong to it
  RuleText rule;
  int condition = -1;             // of a scope, an `only if`, a computed number
  Words subject;
  std::vector<Words> names;
  std::vector<Branch> branches;
  std::vector<ItemText> items;
  bool denied = false;            // default NOT
  std::optional<double> if_not;
  std::vector<RuleText> readers;  // of a table
  Table table;
  bool first = false, shared = false;
  std::vector<int> conditions;     // of advice: nodes
  std::vector<std::string> texts;  // of advice; of `cases` the headings
  std::vector<FactText> facts;
  std::size_t index = 0;           // of its line
  bool each = true;                // of an `ask` or a list with variables: an instance each
  Words columns;                  // of a score that is read from a table
};

// Parses stretches of one line. Names are known by then: what is a date, a number, a scale.
class Syntax {
 public:
  Syntax(const RuleBase& base, std::vector<Node>& nodes, const Line& line) : base_(base), nodes_(nodes), line_(line), file_(base.files[static_cast<std::size_t>(line.file)]) {}

  // The tree of tokens [first, last), all of which must be used.
  int whole(std::size_t first, std::size_t last);
  RuleText rule(std::size_t first, std::size_t last);
  bool word(std::size_t at, std::string_view lower) const { return at < end_limit() && is_word(file_, line_, at, lower); }
  bool sign(std::size_t at, char c) const { return at < line_.tokens.size() && line_.tokens[at].kind == Tok::sign && line_.tokens[at].sign == c; }
  std::size_t tail_at(std::size_t at, std::size_t last) const;  // is it the word of a tail? its tokens
  [[noreturn]] void fail(std::size_t at, std::string why) const;
  Words words(std::size_t first, std::size_t last) const { return {line_.tokens.begin() + static_cast<std::ptrdiff_t>(first), line_.tokens.begin() + static_cast<std::ptrdiff_t>(last)}; }
  std::string text(std::size_t first, std::size_t last) const;

 private:
  std::size_t end_limit() const { return line_.tokens.size(); }
  const Token& token(std::size_t at) const { return line_.tokens[at]; }
  bool is(std::size_t at, Tok kind) const { return at < last_ && token(at).kind == kind; }
  bool wordlike(std::size_t at) const { return at < last_ && token(at).kind != Tok::sign && token(at).kind != Tok::row; }
  int put(Node node);
  int operand();
  int climb(int left, int least);
  int list(Form form, int n, std::size_t begin);
  int phrase();
  int infix(std::size_t at, Form& form, std::size_t& tokens) const;  // its precedence; 0: none
  bool between_at(std::size_t at) const;
  std::size_t date_order(std::size_t at, Form& form) const;
  bool lone_variable(std::size_t at) const;
  bool plain_figure(std::size_t first, std::size_t unit) const;
  int aggregate();
  bool stops(std::size_t at) const;
  std::size_t unit_tokens(std::size_t at) const;
  bool date_ahead(std::size_t at) const;
  int finding_behind(std::size_t at) const;

  const RuleBase& base_;
  std::vector<Node>& nodes_;
  const Line& line_;
  const File& file_;
  std::size_t at_ = 0, last_ = 0, first_ = 0;
  std::size_t phrase_ = 0;  // where the last phrase began
  int depth_ = 0;
};

}  // namespace hence::verify
