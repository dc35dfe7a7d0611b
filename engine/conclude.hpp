// What follows: the conclusions of a session, as data for text and JSON.
// Derived is what a rule, a value, a formula or a kind can conclude (concluded_findings); a finding
// that only its kinds could conclude and that was merely given is an answer, not a conclusion.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/session.hpp"

namespace hence {

enum class Band : std::uint8_t {
  certain, very_likely, likely, possible, open, unlikely, ruled_out, conflict
};
Band band_of(double certainty, double threshold);
std::string_view text_of(Band band);  // «very likely»
Band band_of(const Session& session, FindingId finding);  // of a value: of its certainty

// Why an argument says nothing. `weaker`: it fired, and only a stronger one counts.
enum class Silence : std::uint8_t { none, premises, unless, overridden, shadowed, weaker };

// One argument that bears on a conclusion, fired or not.
struct ArgumentReport {
  NodeId node;               // none: shadowed for good
  RuleId rule;
  FindingId finding;
  bool otherwise = false;
  double strength = 0;       // signed, as it counts
  double contribution = 0;   // signed, condition × strength; 0: did not fire
  bool counts = false;       // it makes the certainty, by itself, or inside its group or cap
  Silence silence = Silence::none;
  bool shadowed = false;     // the same evidence as a stronger one, which counts
  bool blocked = false;      // by `unless` or `overrides`
  RuleId by;                 // overridden: the rule that applies; shadowed, weaker in a group: the stronger
  std::vector<NodeId> premises;  // in text order; empty if it has no node
  std::optional<double> value;   // of a number or a choice: what it concludes, when it fired
};

// Why a condition was taken to be false. `undecided`: all was answered, and decides nothing.
enum class Unanswered : std::uint8_t { not_asked, not_known, undecided };

// A condition that was taken to be false because it was not answered, or a default that holds
// because nothing else does.
struct Assumption {
  NodeId condition;       // the `unless`, or what tells that the overriding rule applies
  RuleNameId overriding;  // the name of the rule not taken to apply, if it has one
  RuleId rule;            // the rule that assumes it
  ExprId expr;            // the condition taken to be false; of `unless A OR B` each by itself
  RuleId overriding_rule; // none for `unless`
  FindingId by_default;   // instead of a condition: a finding that only its default gives
  Unanswered because = Unanswered::not_asked;
};

struct ConclusionReport {
  FindingId finding;
  Value value;
  Band band = Band::open;
  bool goal = false;
  std::vector<std::uint32_t> advice;      // rows of Program::advice that are given, urgent first
  std::vector<ArgumentReport> arguments;  // fired first by |contribution|, then in content order
  std::vector<Assumption> assumes;        // all below it, each once, shallow first
};

// Every derived finding with evidence: goals first, then conflicts, then by certainty, then by name.
// Cost: linear in the network, and for each conclusion that assumes something in what it rests on.
std::vector<ConclusionReport> conclusions(const Session& session);
ConclusionReport conclusion(const Session& session, FindingId finding);

// The arguments of one finding, in the same order.
std::vector<ArgumentReport> arguments_of(const Session& session, FindingId finding);

// The goals: as declared; if none is, the concluded findings that are a premise of no rule, or else
// all concluded ones. One bool a finding.
std::vector<bool> goal_findings(const Program& program);

// Advice in force over the whole session, urgent first, then in text order. Rows of Program::advice.
// While urgent advice of a finding is given, its other advice is withheld.
std::vector<std::uint32_t> advice_given(const Session& session);
// That part of it which no report in `conclusions` carries: advice on what was merely answered.
std::vector<std::uint32_t> advice_on_answers(const Session& session,
                                             const std::vector<ConclusionReport>& conclusions);
// Advice filled in: a number with its unit, a choice's value, a finding's band; «not known».
std::string fill(const Session& session, const std::vector<TextPart>& text);

// Findings of unknown state whose urgent advice could still come, were the questions answered that
// were skipped, not known or never asked. By name. Cost: linear in the network.
std::vector<FindingId> not_excluded(const Session& session);

// Answers of yes that no conclusion at least possible explains, in the order told. A conclusion
// explains what it causes (also by way of what it causes, with the kinds of it) and what its
// arguments for it rest on; an answer is also explained by one of a kind of it that is. A finding
// that rules conclude, or a goal, needs no explaining. Cost: linear in the network.
std::vector<FindingId> unexplained(const Session& session);

}  // namespace hence
