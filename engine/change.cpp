#include "engine/change.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "engine/argument_report.hpp"
#include "engine/changeable.hpp"

namespace hence {

namespace {

// Which way a node's rising moves what is looked at: up, down, or both.
constexpr char up = 1, down = 2, both = 3;

char turned(char way) { return way == up ? down : way == down ? up : both; }

// How each node bears on some findings. A recursive component adds no way that is not there.
std::vector<char> ways_to(const Network& network, const std::vector<FindingId>& roots) {
  std::vector<char> ways(network.size());
  std::vector<NodeId> open;
  const auto put = [&](NodeId node, char way) {
    if ((ways[node.row] | way) == ways[node.row]) return;
    ways[node.row] = static_cast<char>(ways[node.row] | way);
    open.push_back(node);
  };
  for (const FindingId root : roots) put(network.finding_nodes[root.row], roots.size() > 1 ? both : up);
  while (!open.empty()) {
    const NodeId at = open.back();
    open.pop_back();
    const Node& node = network.nodes[at.row];
    const char way = ways[at.row];
    const auto inputs = network.inputs_of(at);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const bool tail = i >= inputs.size() - node.tail;
      char next = both;
      if (node.gated && i == 0) {
        next = both;
      } else {
        switch (node.op) {
          case NodeOp::finding:
          case NodeOp::evidence_for:
          case NodeOp::evidence_against:
          case NodeOp::strongest:
          case NodeOp::capped:
          case NodeOp::blocker:
          case NodeOp::all:
          case NodeOp::any:
          case NodeOp::any_applies:
          case NodeOp::at_least: next = way; break;
          case NodeOp::argument: next = (node.param < 0) != tail ? turned(way) : way; break;
          case NodeOp::applies: next = tail ? turned(way) : way; break;
          case NodeOp::at_most:
          case NodeOp::no_evidence_for:
          case NodeOp::negation: next = turned(way); break;
          default: break;
        }
      }
      put(inputs[i], next);
    }
  }
  return ways;
}

bool same_answer(const Session& session, const PossibleAnswer& answer) {
  const Fact* told = session.fact(answer.fact.finding);
  if (told == nullptr) return false;
  const FindingKind kind = session.program().findings[answer.fact.finding.row].kind;
  if (kind == FindingKind::yes_no) return told->certainty == answer.fact.certainty;
  if (told->certainty == 0) return false;
  if (kind == FindingKind::choice) return told->value == answer.fact.value;
  const Stretch& s = *answer.stretch;
  const bool above = told->value > s.low || (s.with_low && told->value == s.low);
  const bool below = told->value < s.high || (s.with_high && told->value == s.high);
  return above && below;
}

class Turns {
 public:
  Turns(const Session& session, const std::vector<FindingId>& roots)
      : session_(&session), program_(&session.program()) {
    const Network& network = session.network();
    const std::vector<char> ways = ways_to(network, roots);
    const std::vector<bool> changeable = changeable_findings(*program_);
    PossibleAnswers answers(session);
    for (std::size_t row = 0; row < changeable.size(); ++row) {
      const FindingId finding{row};
      char way = 0;
      const Range readers = network.finding_facts[row];
      for (std::uint32_t i = readers.first; i < readers.last; ++i)
        way = static_cast<char>(way | ways[network.fact_nodes[i].row]);
      if (changeable[row] && way != 0) put_option(finding, way, answers);
    }
    // By name, so that nothing depends on the order of rules.
    std::sort(options_.begin(), options_.end(), [&](const auto& a, const auto& b) {
      return program_->findings[a.front().fact.finding.row].key <
             program_->findings[b.front().fact.finding.row].key;
    });
  }

  // wanted: which way the finding is to go; `both` tries every answer.
  FactSets search(char wanted, const std::function<bool(const Session&)>& holds,
                  SearchLimits limits) const {
    std::vector<std::vector<Fact>> facts;
    for (std::size_t i = 0; i < options_.size(); ++i) {
      std::vector<Fact> of;
      for (const PossibleAnswer& answer : options_[i])
        if (helps(answer.fact, ways_of(answer.fact.finding), wanted)) of.push_back(answer.fact);
      if (!of.empty()) facts.push_back(std::move(of));
    }
    return smallest_sets(*session_, facts, holds, limits);
  }

  Turn turn(const std::vector<Fact>& facts) const {
    Turn turn;
    for (const Fact& fact : facts)
      for (const auto& option : options_)
        for (const PossibleAnswer& answer : option)
          if (answer.fact.finding == fact.finding && answer.fact.value == fact.value &&
              answer.fact.certainty == fact.certainty)
            turn.answers.push_back(answer);
    return turn;
  }

  std::size_t size() const { return options_.size(); }

 private:
  void put_option(FindingId finding, char way, PossibleAnswers& answers) {
    std::vector<PossibleAnswer> option;
    for (PossibleAnswer& answer : answers.of(finding))
      if (!same_answer(*session_, answer)) option.push_back(answer);
    const Fact* told = session_->fact(finding);
    if (told != nullptr && told->certainty != 0 && way == both)
      option.push_back({{finding, 0, 0, {}}, {}});
    if (option.empty()) return;
    options_.push_back(std::move(option));
    ways_.emplace_back(finding, way);
  }

  char ways_of(FindingId finding) const {
    const auto at = std::find_if(ways_.begin(), ways_.end(),
                                 [&](const auto& w) { return w.first == finding; });
    return at->second;
  }

  // A yes raises and a no lowers; where that is the wrong way it helps nothing.
  bool helps(const Fact& fact, char way, char wanted) const {
    if (program_->findings[fact.finding.row].kind != FindingKind::yes_no) return true;
    if (way == both || wanted == both || fact.certainty == 0) return true;
    const char moves = fact.certainty > 0 ? way : turned(way);
    return moves == wanted;
  }

  const Session* session_;
  const Program* program_;
  std::vector<std::vector<PossibleAnswer>> options_;
  std::vector<std::pair<FindingId, char>> ways_;
};

// PossibleAnswers of one number that touch, with all else the same, are one.
bool join_stretches(std::vector<Turn>& turns) {
  const auto other = [](const PossibleAnswer& a, const PossibleAnswer& b) {
    return a.fact.finding != b.fact.finding || a.fact.certainty != b.fact.certainty ||
           a.fact.value != b.fact.value;
  };
  for (std::size_t i = 0; i < turns.size(); ++i) {
    for (std::size_t k = 0; k < turns.size(); ++k) {
      if (i == k || turns[i].answers.size() != turns[k].answers.size()) continue;
      std::size_t differ = turns[i].answers.size(), count = 0;
      for (std::size_t a = 0; a < turns[i].answers.size(); ++a)
        if (other(turns[i].answers[a], turns[k].answers[a])) differ = a, ++count;
      if (count != 1) continue;
      PossibleAnswer& one = turns[i].answers[differ];
      const PossibleAnswer& next = turns[k].answers[differ];
      const bool touch = one.fact.finding == next.fact.finding && one.stretch && next.stretch &&
                         one.stretch->high == next.stretch->low &&
                         (one.stretch->with_high || next.stretch->with_low);
      if (!touch) continue;
      one.stretch->high = next.stretch->high;
      one.stretch->with_high = next.stretch->with_high;
      turns.erase(turns.begin() + static_cast<std::ptrdiff_t>(k));
      return true;
    }
  }
  return false;
}

std::size_t taken_back(const Session& session, const Turn& turn) {
  return static_cast<std::size_t>(
      std::count_if(turn.answers.begin(), turn.answers.end(), [&](const PossibleAnswer& a) {
        const Fact* told = session.fact(a.fact.finding);
        return told != nullptr && told->certainty != 0;
      }));
}

// Is no finding that is answered in conflict that was not before?
bool consistent(const Session& before, const Session& now) {
  return std::none_of(now.facts().begin(), now.facts().end(), [&](const Fact& fact) {
    return now.value(fact.finding).state == Truth::conflict &&
           before.value(fact.finding).state != Truth::conflict;
  });
}

WhatChanges search(const Session& session, const std::vector<FindingId>& roots, char wanted,
                   const std::function<bool(const Session&)>& holds, SearchLimits limits) {
  const Turns turns(session, roots);
  WhatChanges result;
  result.answers = turns.size();
  result.largest = limits.largest;
  const auto comes_about = [&](const Session& now) {
    return holds(now) && consistent(session, now);
  };
  const FactSets found = turns.search(wanted, comes_about, limits);
  result.stopped = found.stopped;
  for (const std::vector<Fact>& facts : found.sets) result.turns.push_back(turns.turn(facts));
  while (join_stretches(result.turns)) {
  }
  std::stable_sort(result.turns.begin(), result.turns.end(), [&](const Turn& a, const Turn& b) {
    return std::tuple(a.answers.size(), taken_back(session, a)) <
           std::tuple(b.answers.size(), taken_back(session, b));
  });
  return result;
}

std::vector<Fact> facts_of(const Turn& turn) {
  std::vector<Fact> facts;
  for (const PossibleAnswer& answer : turn.answers) facts.push_back(answer.fact);
  return facts;
}

}  // namespace

WhatChanges what_changes(const Session& session, FindingId finding, SearchLimits limits) {
  const bool yes_no = session.program().findings[finding.row].kind == FindingKind::yes_no;
  const Value before = session.value(finding);
  const auto other = [&](const Session& now) {
    const Value value = now.value(finding);
    if (before.state == Truth::conflict) return value.state != Truth::conflict;
    if (yes_no) return (value.state == Truth::yes) != (before.state == Truth::yes);
    return value.value != before.value;
  };
  const char wanted = !yes_no || before.state == Truth::conflict ? both
                      : before.state == Truth::yes               ? down
                                                                 : up;
  WhatChanges result = search(session, {finding}, wanted, other, limits);
  result.finding = finding;
  result.value = before;
  for (Turn& turn : result.turns) {
    Session then = session;
    for (const Fact& fact : facts_of(turn)) then.tell(fact);
    turn.after = then.value(finding);
  }
  return result;
}

WhatChanges what_brings_about(const Session& session, const std::vector<FindingId>& roots,
                              const std::function<bool(const Session&)>& holds,
                              SearchLimits limits) {
  return search(session, roots, both, holds, limits);
}

Conflict why_conflict(const Session& session, FindingId finding, SearchLimits limits) {
  Conflict conflict;
  conflict.finding = finding;
  const std::vector<char> ways = ways_to(session.network(), {finding});
  std::vector<std::vector<Fact>> options;
  Session without = session;
  for (const Fact& fact : session.facts()) {
    const Range readers = session.network().finding_facts[fact.finding.row];
    const bool bears = std::any_of(
        session.network().fact_nodes.begin() + readers.first,
        session.network().fact_nodes.begin() + readers.last,
        [&](NodeId reader) { return ways[reader.row] != 0; });
    if (!bears) continue;
    options.push_back({fact});
    without.forget(fact.finding);
  }
  std::sort(options.begin(), options.end(), [&](const auto& a, const auto& b) {
    const auto& findings = session.program().findings;
    return findings[a.front().finding.row].key < findings[b.front().finding.row].key;
  });
  const auto in_conflict = [&](const Session& now) {
    return now.value(finding).state == Truth::conflict;
  };
  FactSets found;
  if (in_conflict(without)) found.sets.emplace_back();
  else found = smallest_sets(without, options, in_conflict, limits);
  conflict.stopped = found.stopped;
  for (std::vector<Fact>& facts : found.sets) {
    ConflictSet set;
    Session now = without;
    for (const Fact& fact : facts) now.tell(fact);
    for (const ArgumentReport& r : arguments_of(now, finding))
      if (r.counts && r.contribution != 0)
        (r.contribution > 0 ? set.rules_for : set.rules_against).push_back(r.rule);
    set.facts = std::move(facts);
    conflict.sets.push_back(std::move(set));
  }
  return conflict;
}

}  // namespace hence
