// What can still matter in a session, and how much an answer would settle.
// An answer matters if some completion of the other open ones exists under which two of its values,
// «not known» included, give different outcomes (engine/outcome.hpp). Ranges rule out what cannot;
// where at most ten open findings remain below a target, all combinations are tried. So a finding
// that matters is never missing; one too many may stand here only beyond ten, or where a number is
// reckoned with.
#pragma once

#include <optional>

#include "engine/reach.hpp"
#include "engine/split.hpp"

namespace hence {

class Matter {
 public:
  struct Open {
    FindingId finding;
    bool urgent = false;  // urgent advice hangs on it next
    bool later = false;   // others are to be asked before it
  };

  /// Cost: linear in the network.
  explicit Matter(const Session& session);
  Matter(const Matter&) = delete;
  Matter& operator=(const Matter&) = delete;

  /// What may still matter as far as ranges tell, by name.
  const std::vector<Open>& open() const { return open_; }
  /// Confirmed by splitting cases where that can be.
  bool matters(FindingId finding);
  bool matters_urgently(FindingId finding);
  /// What would on average still be open after its answer; comparable between findings of one
  /// session. Exact if ten findings are left: how many still matter. Else an estimate by ranges.
  double left_after(FindingId finding);

 private:
  struct Part {
    Target target;
    std::vector<FindingId> below;  // none: more than ten
    std::optional<Split> split;
  };

  void list_targets();
  void list_order_targets(const std::vector<FindingId>& goals);
  void join_parts();
  void list_open();
  void put_others();
  bool is_others(FindingId finding) const;
  void leave_out_others(const std::vector<FindingId>& reached);
  std::vector<NodeId> roots_of(const Target& target) const;
  bool gate_is_closed(FindingId finding) const;
  bool gate_permits(FindingId finding) const;
  bool rules_may_decide(FindingId finding) const;
  const Split& split_of(Part& part);
  double openness() const;

  const Session* session_;
  Outlook outlook_;
  Split::Work work_;
  std::vector<Part> parts_;
  bool is_one_ = false;         // parts_ is one, with all that is open below it
  std::vector<bool> below_many_;  // by finding: below a target with more than ten
  std::vector<Open> open_;
  std::vector<FindingId> others_;  // of lists: tuples that are not listed matter, and none was told
};

}  // namespace hence
