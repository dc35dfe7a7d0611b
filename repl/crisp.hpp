// The crisp, stratified part of a knowledge base as clauses: what another engine can be given.
// A yes/no finding is two predicates, one that it holds and one that it is denied; a closed
// relation is one. Invariant: every variable of a head, of a denied atom and of a comparison is
// bound by an atom or an assignment before it; what cannot be said so is listed as left out.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rules/written.hpp"

namespace hence::repl {

struct CrispTerm;
struct CrispLiteral;
using Conjunction = std::vector<CrispLiteral>;

// `aggregate`: inputs is its figure (a count has none), `inner` the variables of which each binding
// counts once, `ways` the conditions under which one does.
struct CrispTerm {
  enum class Kind : std::uint8_t { variable, anonymous, name, figure, operation, aggregate };
  Kind kind = Kind::figure;
  std::string text;   // variable: `?x`; name: as printed
  double figure = 0;
  bool of_names = false;  // variable of an atom: names stand at its place
  Op op = Op::add;
  Aggregate aggregate = Aggregate::count;
  std::vector<CrispTerm> inputs;
  std::vector<std::string> inner;
  std::vector<Conjunction> ways;
};

struct CrispLiteral {
  enum class Kind : std::uint8_t { atom, comparison, assignment };
  Kind kind = Kind::atom;
  bool absent = false;        // atom: there is none such
  std::size_t predicate = 0;  // atom: a row of Crisp::predicates
  Op op = Op::equal;          // comparison: less … not_equal
  bool names = false;         // comparison, assignment: of names
  std::vector<CrispTerm> terms;  // atom: its places; else the two sides
};

struct CrispPredicate {
  std::string name;  // as printed
  std::size_t places = 0;
  bool denied = false;    // that `name` is denied
  bool concluded = false;   // by a clause
  std::size_t stratum = 0;  // what it reads denied, or in an aggregate, is in a lower one
};

struct CrispClause {
  CrispLiteral head;
  Conjunction body;  // none: a fact
  Span span;
};

struct LeftOut {
  Span span;
  std::string why;
};

struct Crisp {
  std::vector<CrispPredicate> predicates;
  std::vector<CrispClause> clauses;  // in text order, facts behind rules
  std::vector<LeftOut> left_out;     // sorted by place
};

// What the other engine cannot say.
struct CrispLimits {
  bool aggregates = true;
  bool fractions = true;       // figures that are not whole, outside arithmetic
  double largest = 1e15;       // of the figures, in size
};

// Cost: linear, but for conditions of ORs inside ANDs, which are written out (64 ways at most).
Crisp crisp_part(const Program& program, const Written& written, const CrispLimits& limits);

}  // namespace hence::repl
