// What a person reads of some goals and of urgent advice: the band of each goal (of a value, the
// value too), the order among those with state yes, and which urgent advice is given.
// Read from ranges, so it may not be decided yet. A question matters if two of its answers can give
// different outcomes (docs/semantics, Questions).
#pragma once

#include <map>
#include <vector>

#include "engine/ranges.hpp"
#include "engine/session.hpp"

namespace hence {

// What is to be told; goals in the order of their keys.
struct Target {
  std::vector<FindingId> goals;
  std::vector<std::uint32_t> advice;  // rows of Program::advice, urgent ones
};

// Numbers of outcomes: equal ones read the same; 0 is not decided.
struct Outcome {
  std::uint32_t urgent = 0;  // of the advice
  std::uint32_t all = 0;     // of the advice and the goals
  bool decided() const { return all != 0; }
};

enum class Decided : std::uint8_t { no, yes, open };

/// Is this advice given?
Decided advice_decided(const Program& program, const State<Ranges>& state, const Advice& advice);
/// Do all certainties in the range read the same, and is the value held, if any, one?
bool band_decided(const Program& program, const State<Ranges>& state, FindingId goal);
/// The range of what orders a goal among others; both below the threshold: it is not yes.
struct Standing {
  double low = -1, high = -1;
};
Standing standing_of(const Program& program, const State<Ranges>& state, FindingId goal);

class Outcomes {
 public:
  explicit Outcomes(const Program& program) : program_(&program) {}
  /// Cost: linear in the target.
  Outcome read(const State<Ranges>& state, const Target& target);

 private:
  bool put_goal(const State<Ranges>& state, FindingId goal);
  bool put_order(const State<Ranges>& state, const Target& target);
  std::uint32_t number_of_words();

  const Program* program_;
  std::vector<std::uint64_t> words_;  // what is read, as comparable words
  std::map<std::vector<std::uint64_t>, std::uint32_t> numbers_;
};

}  // namespace hence
