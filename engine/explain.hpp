// Explanations as data: what the network holds, in the order a person reads it. No text but names.
#pragma once

#include "engine/conclude.hpp"
#include "engine/score_report.hpp"

namespace hence {

// A part of a premise: a finding's value, a comparison, an operator over parts.
struct PremiseReport {
  NodeId node;         // none: it stands for its parts, or the argument was never made
  ExprId condition;    // or the figure
  FindingId finding;   // if it reads exactly one finding
  double certainty = 0;  // of the condition as written, conflicts as 0
  Value value;         // of that finding
  bool given = false;
  ExprId aggregate;              // it is one, or compares this one with a figure
  std::optional<double> figure;  // of the aggregate, in its measure's unit; none: not known
  bool is_tied = false;  // of `latest`: not known, for there are two values of the latest day
  // If it reads several: its inputs, or the findings it compares; of an aggregate, what its
  // bindings read, as far as they are included or keep it open.
  std::vector<PremiseReport> parts;
};

struct WhyArgument {
  ArgumentReport argument;
  std::vector<PremiseReport> premises;
  std::vector<PremiseReport> scope;     // `only if` of its file
  std::vector<PremiseReport> blockers;  // its `unless`
};

// One line of the ledger. Of those that count, multiplying (1 − |contribution|) over those for and
// over those against gives P and N, from which the certainty is 1 − P/N if P ≤ N, else N/P − 1;
// what is definite never enters a product. Those that do not count stand there with what they say.
struct LedgerEntry {
  enum class Of : std::uint8_t { fact, only_if, argument, group, cap, kind, broader };
  Of of = Of::fact;
  NodeId node;              // none: a fact, or the `else` of an `only if`
  double contribution = 0;  // signed, inside its cap
  bool counts = false;
  GroupId group;            // group
  double cap = 0;           // cap: at most so much together
  FindingId finding;        // kind, broader
  std::vector<std::uint32_t> arguments;  // rows of Why::fired that it joins
};

// A fact that several arguments which count rest on: they are not independent of each other.
struct SharedFact {
  FindingId finding;
  std::vector<std::uint32_t> arguments;  // rows of Why::fired
};

// why X: the arguments for and against, one level.
struct Why {
  FindingId finding;
  Value value;
  std::vector<WhyArgument> fired;      // strongest first; `counts` tells those that others outweigh
  std::vector<WhyArgument> silent;     // did not fire, were blocked, or are shadowed
  std::vector<LedgerEntry> ledger;     // yes/no: every piece of evidence, strongest first
  double product_for = 1, product_against = 1;  // P, N; 0: definite
  std::vector<FindingId> from_kinds;   // findings of which X is the broader, that carry evidence
  std::vector<FindingId> from_broader; // broader findings that carry evidence against
  std::vector<PremiseReport> computed; // number: what its formula reads, if that made its value
  std::optional<ScoreReport> score;    // a score: its items and what it can still come to
  std::vector<PremiseReport> items;    // of a score, as the report's
  std::vector<PremiseReport> only_if;  // the condition under which it is asked, if it has one
  std::vector<Assumption> assumes;     // of its own arguments, one level
  std::vector<SharedFact> shared;      // by name; of `how`, and beyond 64 arguments, not looked for
};
Why why(const Session& session, FindingId finding);
WhyArgument explained(const Session& session, ArgumentReport report);  // with what it reads

// how X: the derivation down to facts, each finding once: X first, then what it rests on, in
// breadth order. A finding that is only a fact has no `fired`. Cost: linear in what X rests on.
// hidden: findings whose own derivation is left out. depth: so many steps from X, 0 being X alone.
struct HowLimits {
  std::vector<FindingId> hidden;
  std::size_t depth = 1000000;
};
std::vector<Why> how(const Session& session, FindingId finding, const HowLimits& limits = {});

}  // namespace hence
