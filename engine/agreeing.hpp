// Which instances of some rules agree with another instance: those in which every variable that
// both have stands for the same thing. Without a variable in common all do.
// Internal to compile.
#pragma once

#include <map>

#include "engine/draft.hpp"
#include "rules/program.hpp"

namespace hence {

class Agreeing {
 public:
  Agreeing(const Program& program, std::vector<RuleId> rules);

  struct Set {
    std::vector<RuleId> rules;
    NodeId node;  // for the caller: made once a set
  };
  /// One set for all instances that agree with the same rules by the same variables. Cost: linear
  /// in the rules, once for each set of variables.
  Set& with(std::uint32_t instance);

 private:
  using Variables = std::vector<std::uint32_t>;  // rows of Program::terms, ascending
  using Key = std::vector<std::uint32_t>;
  // Rules that have the same variables, by what stands for some of those.
  struct Form {
    std::vector<RuleId> rules;
    std::map<Variables, std::map<Key, std::vector<RuleId>>> by_things;
  };

  Variables variables_of(std::uint32_t instance) const;
  Key things_of(std::uint32_t instance, const Variables& variables) const;

  const Program* program_;
  std::map<Variables, Form> forms_;
  std::map<Key, Set> sets_;
};

}  // namespace hence
