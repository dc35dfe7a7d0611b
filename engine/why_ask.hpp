// Why a question is asked, as data: what each possible answer would prove, rule out or leave open.
// An answer is looked at by itself, all else being as it is.
#pragma once

#include "engine/answers.hpp"
#include "engine/question.hpp"

namespace hence {

struct AnswerEffects {
  // Of each finding asked about; certainty 0 is «not known». Of a number: one value of `stretch`.
  std::vector<Fact> answer;
  std::optional<Stretch> stretch;
  struct Change {
    FindingId finding;
    Value from, to;
  };
  std::vector<Change> changes;      // conclusions of another band or value; goals first, by name
  std::vector<FindingId> closed;    // goals that could have come to yes, and no longer can
  std::vector<std::uint32_t> urgent;  // rows of Program::advice that it would bring
  std::vector<FindingId> spared;    // questions that it would spare, in their order
  bool leaves_all() const {
    return changes.empty() && closed.empty() && urgent.empty() && spared.empty();
  }
};

/// Of one finding: yes and no, the values of a choice or the stretches of a number (those beside
/// one another that do the same as one), and not known. Of a list: yes to each by itself, then
/// none. Empty for what answers cannot be listed of. Cost: linear in the network for each answer.
std::vector<AnswerEffects> why_ask(const Session& session, const Question& question);

}  // namespace hence
