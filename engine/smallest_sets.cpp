#include "engine/smallest_sets.hpp"

#include <algorithm>

namespace hence {

namespace {

bool same(const Fact& a, const Fact& b) {
  return a.finding == b.finding && a.certainty == b.certainty && a.value == b.value;
}

class Search {
 public:
  Search(Session session, const std::vector<std::vector<Fact>>& options,
         const std::function<bool(const Session&)>& holds, SearchLimits limits)
      : session_(std::move(session)), options_(&options), holds_(&holds), limits_(limits) {}

  FactSets run() {
    const std::size_t largest = std::min(limits_.largest, options_->size());
    for (std::size_t size = 1; size <= largest && !found_.stopped; ++size) {
      known_ = found_.sets.size();
      extend(0, size);
    }
    return std::move(found_);
  }

 private:
  // Tells one more fact, of an option from `first` on, until `left` are told.
  void extend(std::size_t first, std::size_t left) {
    if (left == 0) return try_set();
    for (std::size_t i = first; i + left <= options_->size() && !found_.stopped; ++i) {
      const FindingId finding = (*options_)[i].empty() ? FindingId{} : (*options_)[i].front().finding;
      if (!finding) continue;
      const Fact* told = session_.fact(finding);
      const std::optional<Fact> before = told == nullptr ? std::nullopt : std::optional(*told);
      for (const Fact& fact : (*options_)[i]) {
        if (found_.stopped) break;
        set_.push_back(fact);
        if (!holds_a_smaller()) {
          session_.tell(fact);
          extend(i + 1, left - 1);
        }
        set_.pop_back();
      }
      if (before) session_.tell(*before);
      else session_.forget(finding);
    }
  }

  void try_set() {
    if (tried_++ == limits_.budget) {
      found_.stopped = true;
      return;
    }
    if ((*holds_)(session_)) found_.sets.push_back(set_);
  }

  // Is one of the smaller sets found a part of this one?
  bool holds_a_smaller() const {
    return std::any_of(found_.sets.begin(), found_.sets.begin() + static_cast<std::ptrdiff_t>(known_),
                       [&](const std::vector<Fact>& smaller) {
                         return std::all_of(smaller.begin(), smaller.end(), [&](const Fact& f) {
                           return std::any_of(set_.begin(), set_.end(),
                                              [&](const Fact& g) { return same(f, g); });
                         });
                       });
  }

  Session session_;
  const std::vector<std::vector<Fact>>* options_;
  const std::function<bool(const Session&)>* holds_;
  SearchLimits limits_;
  FactSets found_;
  std::vector<Fact> set_;
  std::size_t tried_ = 0, known_ = 0;
};

}  // namespace

FactSets smallest_sets(Session session, const std::vector<std::vector<Fact>>& options,
                       const std::function<bool(const Session&)>& holds, SearchLimits limits) {
  return Search(std::move(session), options, holds, limits).run();
}

}  // namespace hence
