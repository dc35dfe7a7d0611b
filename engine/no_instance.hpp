// why not, of a tuple for which no rule has an instance: which of a rule's conditions nothing
// meets, and what comes nearest. Data, no text but names and the rules' own words.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/session.hpp"

namespace hence {

// A rule that could conclude the tuple, were there things that meet its conditions.
struct NoInstance {
  struct Condition {
    std::string words;  // as written, what is bound in place of its variables
    bool met = false;
    bool tuple = true;  // false: it is none (a comparison, NOT …), and was not looked at
    bool some = false;  // not met, and nothing at all stands where its variables are left
    std::string
        nearest;  // not met: of what holds, that with most things in common; empty: none has
  };
  Span rule;  // the statement
  double strength = 1;
  std::vector<Condition> conditions;
  std::size_t unmet = 0;  // tuples among the conditions that nothing meets
};

/// By each rule that concludes such a tuple, those with fewest unmet conditions first, then as
/// written. Cost: as loading, and at most `instance_tries` tuples looked at, a rule.
std::vector<NoInstance> no_instances(const Session& session, std::string_view tuple);

// A tuple of which nothing speaks but its relation.
bool is_without_instance(const Session& session, FindingId finding);

inline constexpr std::size_t instance_tries = 200000;

}  // namespace hence
