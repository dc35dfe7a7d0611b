// Conditions as the ways in which they hold: each a conjunction of atoms and comparisons.
// In three values a condition is yes, no or neither; `Want` says which, so NOT turns one want into
// another, and nothing is ever negated as a whole.
#pragma once

#include <map>
#include <optional>
#include <set>

#include "repl/crisp.hpp"

namespace hence::repl {

// Thrown inside, told as left out.
struct Unsayable {
  std::string why;
};

void check_figure(const CrispTerm& term, const CrispLimits& limits);

// Subjects are relations, then findings without places; each has up to two predicates.
class Atoms {
 public:
  Atoms(const Written& written, Crisp& out);
  std::size_t of(FindingId finding) const;
  std::size_t of(const WrittenTuple& tuple) const { return tuple.relation.index(); }
  bool closed(std::size_t subject) const;
  bool open(std::size_t predicate) const;  // of a row of Crisp::predicates
  // There may be evidence for it, or against, by what the knowledge base says.
  void mark(std::size_t subject, bool denied) { marked_[denied ? 1 : 0][subject] = true; }
  bool marked(std::size_t subject, bool denied) const { return marked_[denied ? 1 : 0][subject]; }
  std::size_t predicate(std::size_t subject, bool denied);  // made when first wanted
  CrispLiteral tuple(const WrittenTuple& tuple) const;      // its predicate is the subject
  // The subject with its places; of a condition's Expr or of a row of conclusions.
  CrispLiteral read(FindingId finding, ExprId expr) const;
  CrispLiteral head(FindingId finding, std::uint32_t conclusion, bool denied, bool cell);

 private:
  const Written& written_;
  Crisp& out_;
  std::vector<bool> marked_[2];
  std::map<std::pair<std::size_t, bool>, std::size_t> rows_;  // by subject and denied
  std::vector<std::size_t> subjects_;                         // by row of predicates
};

class CrispConditions {
 public:
  CrispConditions(const Written& written, Atoms& atoms, const CrispLimits& limits);

  // The ways in which the condition and the scope hold and `unless` does not.
  std::vector<Conjunction> holds(ExprId condition, ExprId scope, ExprId unless);
  // The same literals in an order in which each variable is bound before it is read.
  Conjunction bound(const Conjunction& way, const CrispLiteral& head) const;

 private:
  enum class Want : std::uint8_t { yes, no, not_yes, not_no };
  using Ways = std::vector<Conjunction>;
  using Names = std::map<std::string, bool>;  // variables that are bound; true: to a name

  static Want opposite(Want want);
  Ways ways(ExprId id, Want want, bool blocker);
  Ways all_of(const std::vector<Ways>& parts) const;
  Ways members(const Expr& e, Want want, bool together, bool blocker);
  Ways some_of(const Expr& e, std::size_t n, Want want, bool blocker);
  Ways counted(const Expr& e, Want want, bool blocker);
  Ways atom(ExprId id, Want want, bool blocker);
  Ways known(const Expr& e, Want want);
  Ways comparison(const Expr& e, Want want);
  CrispTerm term(ExprId id);
  CrispTerm aggregate(const Expr& e);
  void check_reckoned(const CrispTerm& term) const;
  Conjunction ordered(const Conjunction& way, Names& names) const;
  void compare(CrispLiteral literal, const Names& names, Conjunction& out) const;
  CrispTerm settled(CrispTerm term, const Names& names) const;
  static bool reads(const CrispTerm& term, const Names& names);  // are its variables bound?
  static std::optional<std::size_t> assigns(const CrispLiteral& literal, const Names& names);

  const Program& rules_;
  Atoms& atoms_;
  CrispLimits limits_;
  bool fractions_ = false;  // some figure that is given is not whole
};

}  // namespace hence::repl
