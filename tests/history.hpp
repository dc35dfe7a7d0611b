// Edits of a session in property tests: facts told, taken back, and undone.
#pragma once

#include <map>
#include <vector>

#include "tests/rule_base.hpp"

namespace hence {

// An invented bug of a session, so that a test can show that it would see one.
enum class Lapse : std::uint8_t {
  none,
  forgets_nothing,
  keeps_the_first_answer,
  undo_loses_a_change
};

class History {
 public:
  explicit History(const Knowledge& knowledge, Lapse lapse = Lapse::none)
      : session_(knowledge), lapse_(lapse) {}

  // kind: 3 takes the fact about that finding back, 4 undoes the last step, if there is one; any
  // other tells it.
  void step(unsigned kind, const Fact& fact) {
    if (kind == 4 && !past_.empty()) return undo();
    auto next = facts_;
    if (kind == 3) next.erase(fact.finding);
    else next[fact.finding] = fact;
    past_.push_back(facts_);
    become(next);
  }

  const Session& session() const { return session_; }
  std::vector<Fact> facts() const {  // in force, by finding
    std::vector<Fact> all;
    for (const auto& [finding, fact] : facts_) all.push_back(fact);
    return all;
  }

 private:
  using Facts = std::map<FindingId, Fact>;

  void undo() {
    const Facts before = past_.back();
    past_.pop_back();
    if (lapse_ == Lapse::undo_loses_a_change) facts_ = before;
    else become(before);
  }

  void become(const Facts& next) {
    for (const auto& [finding, fact] : facts_)
      if (!next.contains(finding) && lapse_ != Lapse::forgets_nothing) session_.forget(finding);
    for (const auto& [finding, fact] : next) {
      const auto known = facts_.find(finding);
      const bool same = known != facts_.end() && known->second.certainty == fact.certainty &&
                        known->second.value == fact.value;
      const bool kept = known != facts_.end() && lapse_ == Lapse::keeps_the_first_answer;
      if (!same && !kept) session_.tell(fact);
    }
    facts_ = next;
  }

  Session session_;
  Lapse lapse_;
  Facts facts_;
  std::vector<Facts> past_;
};

}  // namespace hence
