// What the reader knows of figures, and of variables and what they stand for. Internal to it.
#pragma once

#include <map>
#include <set>
#include <unordered_map>

#include "engine/verify/rule_base.hpp"

namespace hence::verify {

// A figure with what is known of its unit.
struct Term {
  int expr = -1;
  Unit unit;
  bool based = false;       // reckoned in base units already
  bool literal = false;
  bool difference = false;  // of two temperatures
  int quantity = -1;        // just this number, in its declared unit
  bool date = false;
  bool elapsed = false;     // a time between two dates
  std::string substance;
  Place at;
};

// What stands in a place: a name, told apart by its key, or a figure or date by its value.
struct Thing {
  Kind kind = Kind::yes_no;
  std::string text;
  double figure = 0;
};
using Things = std::vector<int>;  // rows; −1: nothing yet
inline bool is_name(Kind kind) { return kind == Kind::yes_no || kind == Kind::choice; }

// What stands for a variable while a statement is read.
struct Bound {
  std::string name, text;
  Kind kind = Kind::yes_no;
  std::optional<Unit> unit;
  double figure = 0;
  int thing = -1;
};

// How a statement binds its variables. A place of a pattern is a slot, or ~thing.
struct Variable {
  std::string name;
  Kind kind = Kind::yes_no;
  std::optional<Unit> unit;
  bool typed = false;
};
struct Pattern {
  int relation = -1;
  std::vector<int> places;
  friend bool operator==(const Pattern&, const Pattern&) = default;
};
struct Guard {
  int node = -1, slot = -1;  // no slot: a condition; else the slot takes this node's figure
};
struct Joint {
  std::vector<Pattern> body, heads;
  std::vector<Guard> guards;
  std::vector<bool> bound;    // by variable
  int slots = 0;              // with those of `?`
  std::vector<int> reckoned;  // nodes that are guards
};
struct Folding {
  int node = -1;
  Joint joint;
  std::vector<int> shared;  // slots that are bound outside as well
  std::map<Things, std::set<Things>> found;  // by what stands for those
  Term figure;              // its unit and kind
};
struct Plan {
  std::size_t statement = 0;
  std::vector<Variable> variables;
  std::vector<Joint> ways;  // one for each way of its ORs
  std::vector<Joint> spelling;  // of a computed number: the things that have one
  std::vector<Folding> aggregates;
  bool once = false;        // variables stand in aggregates only
};

// The tuples of a relation that are there, and where each thing stands.
struct Extension {
  std::vector<Things> rows;
  std::set<Things> known;
  std::vector<std::unordered_map<int, std::vector<std::size_t>>> at;  // by place
};

}  // namespace hence::verify
