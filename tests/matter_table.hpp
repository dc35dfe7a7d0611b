// The meaning of «can still matter», spelt out: every completion of the open answers, each concluded
// by the naive reference, and what a person reads of it. Which answers are open is the engine's word,
// and the figures that it tells apart are tried beside the test's own; what they do is not.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/outlook.hpp"
#include "tests/rule_base.hpp"

namespace hence {

/// The answers that are tried of a finding: yes and no, a choice's values, figures on both sides of
/// each bound of generate_world.hpp. Not known is not among them.
std::vector<Fact> answers_tried(const Program& program, FindingId finding);

/// Band, value and order of the goals, and urgent advice, whose conditions are single findings.
std::string told(const Program& program, const std::vector<reference::Result>& results);

/// Urgent advice with conditions, beside what the generator has.
void add_urgent(generate::Model& model, const generate::Tape& tape);

/// Can the answers of all that is open be told apart? (No number is reckoned with in other ways.)
bool is_exact(const Session& session);

/// Answers from a tape, numbers that are reckoned with first, until few enough completions are left.
void leave_few_open(Session& session, const generate::Tape& tape, std::size_t completions);

class MatterTable {
 public:
  /// Cost: the product of all answers of what is open, «not known» included, times a conclusion.
  explicit MatterTable(const Session& session);

  /// How many completions there would be.
  static std::size_t size(const Session& session);

  const std::vector<FindingId>& open() const { return open_; }
  bool matters(FindingId finding) const;

 private:
  std::vector<FindingId> open_;
  std::vector<std::size_t> strides_, counts_;
  std::vector<int> table_;
};

}  // namespace hence
