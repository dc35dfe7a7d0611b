// Which advice is in force. Internal to the reports of conclusions.
#pragma once

#include <vector>

#include "engine/session.hpp"

namespace hence {

// Is its finding so, does its `when` fire, does its `unless` not block? (Withholding aside.)
bool advice_holds(const Session& session, const Advice& advice);

class AdviceByFinding {
 public:
  explicit AdviceByFinding(const Session& session);
  std::vector<std::uint32_t> of(FindingId finding) const;  // urgent first, then in text order
  std::vector<std::uint32_t> all() const;                  // the same

 private:
  const Program* program_;
  std::vector<std::uint32_t> given_;  // by finding, urgent first, then in text order
};

}  // namespace hence
