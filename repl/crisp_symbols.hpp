// Names as another engine takes them: predicates as plain words, things as quoted text, variables
// as words. Invariant: two names never become one symbol, and no byte of a name stands outside its
// symbol, its quotes or its comment line.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "repl/crisp.hpp"
#include "rules/program.hpp"

namespace hence::repl {

class CrispSymbols {
 public:
  explicit CrispSymbols(const Crisp& crisp);
  const std::string& predicate(std::size_t row) const { return predicates_[row]; }
  const std::string& thing(std::string_view name) const;  // in quotes

 private:
  void add_things(const CrispLiteral& literal);
  void add_things(const CrispTerm& term);
  void add_thing(const std::string& name);

  std::vector<std::string> predicates_;
  KeyMap<std::string> things_;  // by key
  std::set<std::string> taken_;
};

// The variables of one clause. `capital`: their first letter is one.
class CrispVariables {
 public:
  explicit CrispVariables(bool capital) : capital_(capital) {}
  const std::string& operator[](const std::string& variable);
  std::string fresh();  // one that stands for none

 private:
  bool capital_;
  KeyMap<std::string> words_;
  std::set<std::string> taken_;
};

// Comment lines, each behind `mark`: what the file is, what each predicate means, what is left out.
std::string crisp_comments(const Program& program, const Crisp& crisp, const CrispSymbols& symbols,
                           std::string_view mark, std::string_view first);

// «kb/pumps.hence:7», safe in a comment; with `:12` behind it for the column.
std::string crisp_place(const Program& program, Span span);
std::string crisp_column(const Program& program, Span span);

}  // namespace hence::repl
