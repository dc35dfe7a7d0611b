// A receipt: what was concluded from which facts, and the proof: every finding that bears on it, with
// every argument of the knowledge base for it, fired or not and why. Data; repl/ writes it as JSON.
// Invariant: of each finding all that a checker needs to recompute it from what stands beside it:
// in a recursive component what a value rests on has a lower rank, so that nothing proves itself.
#pragma once

#include <optional>
#include <vector>

#include "engine/conclude.hpp"

namespace hence {

struct ReceiptPremise {
  Span at;               // where it stands
  double certainty = 0;  // of the condition as written, conflicts as 0
};

struct ReceiptArgument {
  RuleId rule;
  bool otherwise = false;
  double strength = 0;               // signed, as it counts
  std::vector<ReceiptPremise> premises;  // in text order
  std::optional<double> scope;       // the certainty of its file's `only if`
  std::optional<double> unless;      // of its `unless`, a conflict counting as 1
  Silence silence = Silence::none;   // none: it fired
  RuleId by;                         // overridden: the rule that holds it back
  double contribution = 0;           // signed; of a value, its certainty
  std::optional<double> value;       // what it concludes, when it fired
};

struct ReceiptItem {
  std::uint32_t item = 0;        // row of Program::items
  double certainty = 0;          // of its condition, or of its choice
  std::optional<double> choice;  // the choice's value
};

struct ReceiptFinding {
  FindingId finding;
  Value value;
  // yes/no: the products of (1 − contribution) over what speaks for and against; 0: definite.
  double doubt_for = 1, doubt_against = 1;
  std::optional<std::uint32_t> rank_for, rank_against;  // in a recursive component
  // In the order in which their evidence is multiplied, what says the same last.
  std::vector<ReceiptArgument> arguments;
  std::vector<FindingId> kinds, broader;  // whose evidence travels to it
  bool has_formula = false;
  std::optional<double> computed;  // what its formula gives
  std::vector<ReceiptItem> items;  // of a score
  double lowest = 0, highest = 0;  // of a score: the totals that it can still reach
};

struct Receipt {
  std::vector<Fact> facts;              // in the order told
  std::vector<FindingId> conclusions;   // derived, and yes, no, in conflict or of a known value
  std::vector<ReceiptFinding> proof;    // by finding; all that is derived, read or given
};

// Cost: linear in the network, but for recursive components: quadratic in their nodes.
Receipt receipt(const Session& session);

}  // namespace hence
