// Which question to ask next: of those that can still matter (engine/matter.hpp) the one that is
// expected to leave least open.
// Order: what others must be asked before comes later, what was skipped too; then urgent advice's
// questions, then those of the current topic. Within these the least that an answer would leave
// open decides; ties go by the order of topics, of the findings in them, and by name.
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

// Findings whose answer can still move a goal: urgent advice's first, in the order of topics.
// A finding answered, «not known» included, is not among them; nor one that rules may yet decide,
// one whose `only if` is false or must be settled first, a kind after a no to the broader, the
// broader after a yes to a kind. Cost: linear in the network, and at most split_cases_limit
// combinations of answers.
std::vector<FindingId> open_findings(const Session& session);

// The next question, or none when nothing can matter. `skipped` ones are left to the last.
std::optional<Question> next_question(const Session& session, const std::vector<FindingId>& skipped,
                                      std::optional<int> current_topic);

// How a finding is asked: its own question, else «Night cramps?», «Fluid intake, in L/day?»,
// «Pain side: left, right or both?», «Birth date, as 1950-03-31?».
std::string question_text(const Program& program, FindingId finding);

}  // namespace hence
