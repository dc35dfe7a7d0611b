#include "engine/rather.hpp"

#include <algorithm>

#include "engine/support.hpp"

namespace hence {

namespace {

// By FindingId: is it a fact that what counts for the conclusion rests on?
std::vector<bool> facts_for(const Session& session, const Why& why) {
  const Network& network = session.network();
  std::vector<bool> facts(session.program().findings.size());
  const auto put = [&](FindingId finding) {
    const Value value = session.value(finding);
    if (value.given && !value.asked_unknown && !value.set_aside) facts[finding.row] = true;
  };
  SupportWalk walk(session, Through::counting);
  const auto visit = [&](NodeId node) {
    const Node& row = network.nodes[node.row];
    if (is_finding(row.op) || is_side(row.op)) put(FindingId{row.origin});
  };
  for (const LedgerEntry& entry : why.ledger) {
    if (!entry.counts || entry.contribution <= 0) continue;
    if (entry.node) walk.from(entry.node, visit);
    else put(why.finding);
  }
  return facts;
}

std::vector<WhyArgument> fired(const Why& why, bool positive) {
  std::vector<WhyArgument> arguments;
  for (const WhyArgument& w : why.fired)
    if (w.argument.counts && (w.argument.contribution > 0) == positive) arguments.push_back(w);
  return arguments;
}

}  // namespace

Rather rather(const Session& session, FindingId one, FindingId other, SearchLimits limits) {
  const Why one_why = why(session, one), other_why = why(session, other);
  Rather result;
  result.one = one;
  result.other = other;
  result.one_value = one_why.value;
  result.other_value = other_why.value;
  result.ahead = one_why.value.certainty > other_why.value.certainty;
  const std::vector<bool> facts_one = facts_for(session, one_why);
  const std::vector<bool> facts_other = facts_for(session, other_why);
  for (std::size_t row = 0; row < facts_one.size(); ++row) {
    if (facts_one[row] && facts_other[row]) result.shared.emplace_back(row);
    else if (facts_one[row]) result.only_one.emplace_back(row);
    else if (facts_other[row]) result.only_other.emplace_back(row);
  }
  for (auto* list : {&result.only_one, &result.shared, &result.only_other})
    std::sort(list->begin(), list->end(), [&](FindingId a, FindingId b) {
      return session.program().findings[a.row].key < session.program().findings[b.row].key;
    });
  result.for_one = fired(one_why, true);
  result.for_other = fired(other_why, true);
  result.against_one = fired(one_why, false);
  result.against_other = fired(other_why, false);
  const FindingId behind = result.ahead ? other : one;
  const FindingId front = result.ahead ? one : other;
  const auto turned = [&](const Session& now) {
    return now.value(behind).certainty > now.value(front).certainty;
  };
  result.turns = what_brings_about(session, {one, other}, turned, limits);
  return result;
}

}  // namespace hence
