// All combinations of the answers of a few open findings, «not known» among them, and the outcome
// of each: so it is known which of the findings matter, and how many still would after an answer.
// A combination is not looked into further once ranges decide its outcome.
#pragma once

#include "engine/answers.hpp"
#include "engine/outcome.hpp"

namespace hence {

class Split {
 public:
  // What several splits of one session share.
  struct Work {
    const Session* session;
    const Outlook* outlook;
    State<Ranges> state;       // of the outlook; the same again after each split
    Outcomes outcomes;
    std::size_t cases_left;    // that may still be tried
  };

  /// findings: by key, at most split_questions_limit.
  Split(Work& work, const Target& target, std::vector<FindingId> findings);

  /// Were all combinations tried? If not, it is taken that all matter.
  bool whole() const { return !table_.empty(); }
  /// Does some combination of the others exist under which two answers differ in the outcome?
  bool matters(FindingId finding) const { return matters_[place_of(finding)]; }
  /// The same of its urgent advice alone.
  bool urgent(FindingId finding) const { return urgent_[place_of(finding)]; }
  /// How many findings still matter after an answer of this one, on average over its answers.
  /// Requires whole(). Cost: findings² × combinations at most.
  double left_after(FindingId finding) const;

 private:
  struct Digit {
    FindingId finding;
    std::vector<Ranges::Cell> answers;  // «not known» the last
    std::size_t stride = 1;
  };
  static constexpr std::size_t none = ~std::size_t{0};

  bool lay_out(Work& work);
  bool fill(Work& work, const Target& target, std::size_t place, std::size_t first);
  template <class Differ>
  bool any_pair(std::size_t place, std::size_t fixed, std::size_t answer, Differ differ) const;
  std::size_t place_of(FindingId finding) const;

  std::vector<Digit> digits_;
  std::vector<Outcome> table_;  // by combination: the sum of the answers' places × strides
  std::vector<bool> matters_, urgent_;  // by place
};

}  // namespace hence
