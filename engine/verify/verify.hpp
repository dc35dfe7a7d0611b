// Checks a receipt against the rule text it names, from the text up: the checker reads the rules with
// a reader of its own and recomputes each step of the proof from what the step says it read.
// Invariant: it accepts nothing that it has not recomputed, and no rules that it cannot read.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/verify/rule_base.hpp"

namespace hence::verify {

enum class Verdict : std::uint8_t { verified, rejected, unusable };

struct Outcome {
  Verdict verdict = Verdict::unusable;
  std::vector<std::string> reasons;  // printable lines, the first that were found
  std::size_t more = 0;              // found beyond those
  std::size_t conclusions = 0, arguments = 0, findings = 0, files = 0;
};

Outcome verify(std::string_view receipt, const Input& knowledge);

}  // namespace hence::verify
