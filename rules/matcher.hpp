// Which instances rules with variables have: bottom-up and semi-naive, each instance found once.
// Tuples and instances are flat tables of 32-bit rows, and only grow: taking a fact back lowers a
// certainty in the network and forgets no instance, so adding is the only change there is.
// Invariant: after a whole `run` every binding under which all of a rule's body is there has
// exactly one instance, whatever the order of adding.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "rules/id.hpp"

namespace hence {

using ThingId = Id<struct ThingRow>;
using MatchRuleId = Id<struct MatchRuleRow>;
using TupleId = Id<struct TupleRow>;  // a row of its relation

// What stands at one place of a pattern: a variable of its rule, counted from 0, or a thing.
struct PatternPlace {
  bool variable = false;
  std::uint32_t row = 0;
  friend bool operator==(const PatternPlace&, const PatternPlace&) = default;
};
struct Pattern {
  RelationId relation;
  std::vector<PatternPlace> places;  // as many as the relation has
  friend bool operator==(const Pattern&, const Pattern&) = default;
};
// `body` has one pattern or more; it and `check` bind every variable of the heads; `variables`: how
// many. `check` (none: all pass) is asked once the body is matched: it says whether the binding
// holds, and binds the variables that are reckoned. It must give the same answer every time.
// `spells`: only its heads are wanted, and no instance of it is kept.
// outgrown: yes, with a figure near the end of the range; overflown: with one beyond it, not bound.
enum class Checked : std::uint8_t { no, yes, outgrown, overflown };
struct MatchRule {
  std::vector<Pattern> body;
  std::vector<Pattern> heads;  // may be none
  std::uint32_t variables = 0;
  std::function<Checked(std::span<ThingId> binding)> check{};
  bool spells = false;
  bool reckons_from_itself = false;  // outgrown or overflown, it has no end, and the run stops
};

// head: the first one's tuple, none of a rule without heads. premises: a tuple for each pattern of
// the rule's body, in its order.
struct Instance {
  MatchRuleId rule;
  TupleId head;
  std::span<const TupleId> premises;
};

// What a run may do at most: look at tuples, conclude new ones, find instances.
struct MatchLimits {
  std::uint64_t tries = 0;
  std::uint64_t tuples = std::uint64_t{1} << 31U;
  std::uint64_t instances = std::uint64_t{1} << 31U;
};
enum class MatchLimit : std::uint8_t { tries, tuples, instances, figures };
// The rule under which a limit was reached.
struct MatchStop {
  MatchRuleId rule;
  MatchLimit limit;
};

class Matcher {
 public:
  Matcher();
  ~Matcher();
  Matcher(Matcher&&) noexcept;
  Matcher& operator=(Matcher&&) noexcept;

  static constexpr std::size_t most_places = 8;

  // Requires: at most `most_places`.
  RelationId add_relation(std::uint32_t places);
  // Requires: before the first `run`; see MatchRule.
  MatchRuleId add_rule(MatchRule rule);
  const MatchRule& rule(MatchRuleId rule) const;
  void reckons_from_itself(MatchRuleId rule);
  // The tuple, new or known. Cost: constant.
  TupleId add(RelationId relation, std::span<const ThingId> things);

  // Finds what follows from all that was added since the last whole run; stops where it would go
  // beyond `most`, and says in which rule. After a stop the tables hold a part, and it is the last
  // run. Cost: in proportion to the tuples that joins look at. Source: Bancilhon 1986, semi-naive
  // evaluation.
  std::optional<MatchStop> run(const MatchLimits& most);

  std::size_t tuples(RelationId relation) const;
  std::span<const ThingId> things(RelationId relation, TupleId tuple) const;
  TupleId find(RelationId relation, std::span<const ThingId> things) const;  // none: not there
  std::size_t instances() const;
  Instance instance(std::size_t row) const;
  MatchRuleId instance_rule(std::size_t row) const;
  // What stands for each of the rule's variables. Cost: in proportion to its body, and `check`.
  void binding(std::size_t row, std::vector<ThingId>& out) const;
  std::size_t instance_bytes() const;  // of the tables of instances, as filled

 private:
  struct Tables;
  std::unique_ptr<Tables> tables_;
};

}  // namespace hence
