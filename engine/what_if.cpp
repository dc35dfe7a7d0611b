#include "engine/what_if.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "engine/argument_report.hpp"

namespace hence {

namespace {

bool same(const Value& a, const Value& b) {
  return a.state == b.state && a.certainty == b.certainty && a.value == b.value;
}

// The argument whose contribution changes most; of equals the first in the order of `why`.
void put_responsible(const Session& before, const Session& after, Change& change) {
  const std::vector<ArgumentReport> was = arguments_of(before, change.finding);
  std::vector<ArgumentReport> is = arguments_of(after, change.finding);
  const auto contribution = [](const std::vector<ArgumentReport>& of, const ArgumentReport& r) {
    const auto at = std::find_if(of.begin(), of.end(), [&](const ArgumentReport& o) {
      return o.node == r.node && o.rule == r.rule && o.otherwise == r.otherwise;
    });
    return at == of.end() ? 0 : at->contribution;
  };
  double most = 0;
  std::size_t best = is.size();
  for (std::size_t i = 0; i < is.size(); ++i) {
    const double moved = std::abs(is[i].contribution - contribution(was, is[i]));
    const bool other_value = is[i].value && moved == 0 && change.after.value == is[i].value &&
                             change.before.value != is[i].value;
    if (!is[i].node || (moved <= most && !(other_value && most == 0))) continue;
    most = moved;
    best = i;
  }
  if (best == is.size()) return;
  change.contribution_before = contribution(was, is[best]);
  change.responsible = explained(after, std::move(is[best]));
}

// A kind of it, or a broader one, that changes.
void put_kind(const Session& before, const Session& after, Change& change) {
  for (const Kind& k : after.program().kinds) {
    if (k.kind != change.finding && k.broader != change.finding) continue;
    const FindingId other = k.kind == change.finding ? k.broader : k.kind;
    if (same(before.value(other), after.value(other))) continue;
    change.kind = other;
    return;
  }
}

std::vector<std::uint32_t> without(std::vector<std::uint32_t> rows,
                                   const std::vector<std::uint32_t>& these) {
  std::erase_if(rows, [&](std::uint32_t row) {
    return std::find(these.begin(), these.end(), row) != these.end();
  });
  return rows;
}

}  // namespace

WhatIf differences(const Session& before, const Session& after) {
  const Program& program = after.program();
  const std::vector<bool> goals = goal_findings(program);
  const std::vector<bool> concluded = concluded_findings(program);
  WhatIf result;
  for (std::size_t row = 0; row < program.findings.size(); ++row) {
    const FindingId finding{row};
    const Detail* detail = program.detail(finding);
    const bool derived = concluded[row] || program.findings[row].kind == FindingKind::score ||
                         (detail != nullptr && detail->computed);
    if (!derived && !goals[row]) continue;
    Change change;
    change.finding = finding;
    change.before = before.value(finding);
    change.after = after.value(finding);
    if (same(change.before, change.after)) continue;
    change.band_before = band_of(before, finding);
    change.band_after = band_of(after, finding);
    change.goal = goals[row];
    put_responsible(before, after, change);
    if (!change.responsible) put_kind(before, after, change);
    result.changes.push_back(std::move(change));
  }
  std::sort(result.changes.begin(), result.changes.end(), [&](const Change& a, const Change& b) {
    const auto key = [&](const Change& c) {
      return std::tuple(!c.goal, -std::abs(c.after.certainty - c.before.certainty),
                        std::string_view(program.findings[c.finding.row].key));
    };
    return key(a) < key(b);
  });
  const std::vector<std::uint32_t> was = advice_given(before), is = advice_given(after);
  result.advice_gained = without(is, was);
  result.advice_lost = without(was, is);
  return result;
}

Session with_facts(Session session, const std::vector<Fact>& facts) {
  for (const Fact& fact : facts) session.tell(fact);
  return session;
}

WhatIf what_if(const Session& session, const std::vector<Fact>& facts) {
  WhatIf result = differences(session, with_facts(session, facts));
  result.facts = facts;
  return result;
}

}  // namespace hence
