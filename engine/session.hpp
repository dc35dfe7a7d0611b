// A Session: the facts of one case and the state of the network under them. The one mutable object;
// but what it reasons with may grow, and then it follows.
// Invariant: the state equals the one of a new session told the same facts in any order.
#pragma once

#include <optional>
#include <vector>

#include "engine/knowledge.hpp"
#include "engine/state.hpp"

namespace hence {

enum class Truth : std::uint8_t { unknown, yes, no, conflict };

// What is known of a finding. certainty: in [−1, 1], of the value for a number or a choice.
struct Value {
  Truth state = Truth::unknown;  // number, choice: yes when a value is held
  double certainty = 0;          // 0 in a conflict
  std::optional<double> value;   // number: in its declared unit; choice: the index of the value
  bool given = false;            // a fact was given, «not known» included
  bool asked_unknown = false;    // the fact given is «not known»
  bool set_aside = false;        // a fact was given, but its `only if` is false
  bool by_default = false;       // nothing gives or concludes it but its default
};

// A fact as a state takes it.
Cell cell_of(const Program& program, const Fact& fact);

class Session {
 public:
  // Keeps a pointer: `knowledge` must outlive the session.
  explicit Session(const Knowledge& knowledge);

  void tell(const Fact& fact);  // replaces an earlier fact of the same finding, in its place
  void forget(FindingId finding);
  void follow(const Growth& growth);                         // its knowledge has grown in place
  const std::vector<Fact>& facts() const { return facts_; }  // in the order first told
  const Fact* fact(FindingId finding) const;                 // null: none

  Value value(FindingId finding) const;
  double certainty(ExprId condition) const;  // of any condition of the program, conflicts as 0
  const Knowledge& knowledge() const { return *knowledge_; }
  const Program& program() const { return knowledge_->program; }
  const Network& network() const { return knowledge_->network; }
  const State<Point>& state() const { return state_; }

 private:
  bool is_by_default(FindingId finding) const;

  static constexpr std::uint32_t no_fact = 0xffffffffU;

  const Knowledge* knowledge_;
  State<Point> state_;
  std::vector<Fact> facts_;
  std::vector<std::uint32_t> fact_rows_;  // by FindingId: rows of facts_
};

}  // namespace hence
