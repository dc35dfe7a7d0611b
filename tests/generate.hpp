// Random rule bases as text, with a model of them that can be reordered, renamed, duplicated,
// split. A Recipe is a set of tapes of small numbers (after Hypothesis, MacIver 2019): decoding
// reads choices from a tape, 0 is always the simplest choice, and an empty tape reads as zeros. So
// RapidCheck's plain shrinking of numbers and lists shrinks whole rule bases, and every shrunk tape
// decodes. Invariant: the same recipe gives the same text on every machine.
#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include <rapidcheck.h>

namespace hence::generate {

using Tape = std::vector<std::uint16_t>;

struct Recipe {
  Tape world;               // declarations, options, questions
  std::vector<Tape> rules;  // a tape a rule
  std::vector<Tape> facts;  // a tape a fact
};

// A condition. Leaves are text; `late`: it reads something only after it is final.
struct Condition {
  enum class Form : std::uint8_t {
    leaf,
    negation,
    no_evidence,
    all,
    any,
    at_least,
    at_most,
    exactly,
    any_of,
    all_of
  };
  Form form = Form::leaf;
  std::string text;
  unsigned n = 0;
  std::vector<Condition> inputs;
};

struct Rule {
  std::string name;  // empty: none
  Condition when;
  bool each = false;                     // each of (the inputs of `when`)
  std::vector<std::string> conclusions;  // as text: «x», «dose = 20 mg/day», «risk is high»
  bool alternatives = false;             // a / b
  std::string verb;                      // «→», «suggests», …
  std::optional<std::string> strength;   // «0.7», behind an arrow
  std::string together, otherwise, group, because, comment;
  std::optional<Condition> unless;
  std::vector<std::string> overrides;
  bool on_lines = false;  // tails on lines of their own
  bool scoped = false;    // in the file of `only if`
};

// certainty 0: asked, not known. value: a number in its declared unit, or the index of a choice.
struct Given {
  std::string finding;
  double certainty = 1;
  double value = 0;
};

struct Model {
  std::vector<std::string> declarations;  // a statement each, whole
  std::vector<Rule> rules;
  std::vector<Given> facts;  // one a finding
  std::string scope;         // `only if …`, of the file of the scoped rules
};

enum class Style : std::uint8_t {
  any,
  crisp_positive,  // no NOT, unless, default, overrides, negative strength, nor anything read late
  untied,  // no two caps alike and one group: which of two equal ones a shared sign is in is free
};

Model decode(const Recipe& recipe, Style style = Style::any);
Given decode_fact(const Tape& tape, Style style = Style::any);

std::string print(const Condition& condition);
std::string print(const Rule& rule);
std::vector<std::string> statements(const Model& model);  // declarations, then rules without scope
std::vector<std::string> scoped_statements(const Model& model);  // the others
std::vector<std::string> files(const Model& model);              // one, or two
std::string join(const std::vector<std::string>& statements);    // a file of them

// Deterministic Fisher–Yates from a tape.
template <class T>
void shuffle(std::vector<T>& items, const Tape& tape) {
  for (std::size_t i = items.size(); i > 1 && !tape.empty(); --i)
    std::swap(items[i - 1], items[tape[i % tape.size()] % i]);
}

// Changes that keep the meaning. Requires index < rules.size().
Model duplicated(Model model, std::size_t index, const std::string& new_name);
Model renamed(Model model, std::size_t index, const std::string& new_name);
Model split(Model model, std::size_t index, const std::string& new_name);  // one conclusion a rule

// Changes that may only add: a conjunct less, an alternative more, one less of a list.
void weaken(Rule& rule, const Tape& tape);

rc::Gen<Tape> tapes(int longest);
rc::Gen<Recipe> recipes();

std::ostream& operator<<(std::ostream& out, const Recipe& recipe);  // the rule base and the facts

}  // namespace hence::generate

namespace rc {
template <>
struct Arbitrary<hence::generate::Recipe> {
  static Gen<hence::generate::Recipe> arbitrary() { return hence::generate::recipes(); }
};
}  // namespace rc
