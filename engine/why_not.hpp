// why not X: the nearest miss, over all arguments and through chains. Data, no text but names.
#pragma once

#include "engine/distance.hpp"
#include "engine/explain.hpp"

namespace hence {

// An argument that does not fire, and how far it is from doing so.
struct Miss {
  WhyArgument argument;
  Distance distance;     // unreachable: no answer that may change makes it fire
  bool would_do = true;  // that it fires, beside what fires already, would be enough
};

// What one finding lacks to be as wanted.
struct Lack {
  FindingId finding;
  bool wanted = true;       // false: something wants it false (NOT, `unless`), and it is not
  Value value;
  bool answerable = false;  // an answer of its own would do
  std::vector<Miss> misses;   // that would do, nearest first, then in the order of `why`; `shown`
  std::size_t others = 0;     // so many more that do not fire
  std::vector<WhyArgument> fired;  // what speaks for and against it all the same, strongest first
};

// Of a finding that holds, `lacks` is empty: «why» tells of it.
struct WhyNot {
  FindingId finding;           // none: asked of a rule
  std::vector<RuleId> rules;   // asked of a rule: the rows that it has
  std::vector<Miss> of_rules;  // of those: an argument for each conclusion, fired ones too
  // The finding first, then those that its nearest argument (or the rule) waits for, each once, in
  // breadth order.
  std::vector<Lack> lacks;
};

// Cost: linear in the network, but for sorting; the reports of `shown` arguments a finding.
WhyNot why_not(const Session& session, FindingId finding, std::size_t shown = 4);
WhyNot why_not(const Session& session, const std::vector<RuleId>& rules, std::size_t shown = 4);

// The rules of that name; and those that stand in a line of a file, or around it, whose path ends so.
std::vector<RuleId> rules_named(const Program& program, std::string_view name);
std::vector<RuleId> rules_at(const Program& program, std::string_view path, std::uint32_t line);

}  // namespace hence
