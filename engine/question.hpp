// Which question to ask next: one from which a goal can be reached through rules still undecided.
// A goal, a rule or a condition is undecided if completing the open answers can move it (its range,
// engine/ranges.hpp, is no point); one that is definite only if something open can contradict it.
// Order: urgent advice's questions, then the others; in each the current topic, topics in the order
// of their statements, findings as their topic lists them, those without a topic last, by name.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/session.hpp"

namespace hence {

// One question: about one finding, or `which of` several (those that can still matter).
struct Question {
  std::vector<FindingId> findings;
  std::string text;         // as asked
  std::int32_t which = -1;  // row of Program::which_of
  std::int32_t topic = -1;  // row of Program::topics
};

// Findings whose answer can still move a goal, in the order in which they would be asked.
// A finding answered, «not known» included, is not among them; nor one that rules may yet decide,
// one whose `only if` is false or must be settled first, a kind after a no to the broader, the
// broader after a yes to a kind. Cost: linear in the network.
std::vector<FindingId> open_findings(const Session& session);

// The next question, or none when nothing can matter. `skipped` ones are left to the last.
std::optional<Question> next_question(const Session& session, const std::vector<FindingId>& skipped,
                                      std::optional<int> current_topic);

// How a finding is asked: its own question, else «Night cramps?», «Fluid intake, in L/day?»,
// «Pain side: left, right or both?», «Birth date, as 1950-03-31?».
std::string question_text(const Program& program, FindingId finding);

}  // namespace hence
