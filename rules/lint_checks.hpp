// The checks that lint makes, each in a file of its own. Private to rules/. A check first looks, at
// the price of one pass over a flat table, whether the base holds anything that it could speak of;
// what a check reports hangs on rows and text alone, never on the order of a hash table.
#pragma once

#include <string>
#include <vector>

#include "rules/diagnostic.hpp"
#include "rules/resolver.hpp"

namespace hence {

struct Lint {
  const Program& program;
  const std::vector<Mention>& mentions;  // by finding
  std::vector<Diagnostic>& diagnostics;

  const Finding& finding(FindingId id) const { return program.findings[id.index()]; }
  const Expr& expr(ExprId id) const { return program.exprs[id.index()]; }
  void report(Code code, Span span, std::string message, std::string advice) const;
};

// Where a rule stands: its cell in a table, else the statement.
Span place_of(const Rule& rule);

// «line 7», or «drugs.hence:7» where it is not in the same file as `seen_from`.
std::string line_of(const Program& program, Span span, Span seen_from);

// Does a rule named by the other's `overrides` stand between the two?
bool one_overrides(const Program& program, const Rule& a, const Rule& b);

void check_near_names(const Lint& lint);       // near_names.cpp: H01, H57
void check_contradictions(const Lint& lint);   // contradictions.cpp: H05
void check_goals(const Lint& lint);            // lint_goals.cpp: H50, H51, H52
void check_shared_facts(const Lint& lint);     // shared_facts.cpp: H53
void check_scores(const Lint& lint);           // lint_scores.cpp: H61
void check_positive_cycles(const Lint& lint);  // positive_cycles.cpp: H54

}  // namespace hence
