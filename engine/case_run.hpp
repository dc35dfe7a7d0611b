// Runs the cases of a knowledge base: its tests.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/session.hpp"

namespace hence {

struct FailedExpectation {
  Span span;             // of the expectation; of the case, if the place of a `because` is not known
  std::string expected;  // «iron deficiency first»
  std::string actual;    // «magnesium deficiency (likely, 0.72) is first»
};
struct CaseResult {
  std::uint32_t row = 0;  // of Program::cases
  std::vector<FailedExpectation> failed;  // in the order of the case
  std::vector<RuleId> exercised;          // rules that fired, ascending
};

// One result a case, in the program's order. `because of RULE` holds if the rule fired in the
// derivation of a finding that the case expects, or of one whose urgent advice it expects.
// today: the date of a case that gives none; none: not known.
std::vector<CaseResult> run_cases(const Knowledge& knowledge, std::optional<double> today = {});

}  // namespace hence
