#include "engine/conclude.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <tuple>

#include "engine/advise.hpp"
#include "engine/argument_report.hpp"
#include "engine/assume.hpp"
#include "engine/score_report.hpp"
#include "engine/support.hpp"

namespace hence {

Band band_of(double certainty, double threshold) {
  if (certainty == 1) return Band::certain;
  if (certainty == -1) return Band::ruled_out;
  if (std::abs(certainty) <= threshold) return Band::open;
  if (certainty < 0) return Band::unlikely;
  if (certainty >= 0.8) return Band::very_likely;
  return certainty >= 0.5 ? Band::likely : Band::possible;
}

std::string_view text_of(Band band) {
  switch (band) {
    case Band::certain: return "certain";
    case Band::very_likely: return "very likely";
    case Band::likely: return "likely";
    case Band::possible: return "possible";
    case Band::open: return "open";
    case Band::unlikely: return "unlikely";
    case Band::ruled_out: return "ruled out";
    case Band::conflict: break;
  }
  return "conflict";
}

Band band_of(const Session& session, FindingId finding) {
  const Value value = session.value(finding);
  if (value.state == Truth::conflict) return Band::conflict;
  return band_of(value.certainty, session.network().threshold);
}

namespace {

// Is there evidence, or a value; for what only kinds conclude, from one of them.
bool has_evidence(const Session& session, FindingId finding, bool by_kinds_only) {
  const Cell cell = session.state()[finding];
  const FindingKind kind = session.program().findings[finding.row].kind;
  if (kind == FindingKind::score && score_report(session, finding).decided > 0) return true;
  if (kind != FindingKind::yes_no) return is_figure(cell.x) || !is_figure(cell.y);
  if (cell.x != 0 && !by_kinds_only) return true;
  const std::vector<Piece> pieces = evidence_of(session, finding);
  return std::any_of(pieces.begin(), pieces.end(),
                     [&](const Piece& p) { return !by_kinds_only || p.node; });
}

// What the knowledge base states of its own, and no rule concludes: its facts, and the tuples of
// closed relations.
std::vector<bool> only_stated(const Program& program) {
  std::vector<bool> stated(program.findings.size());
  for (std::size_t row = 0; row < stated.size(); ++row) stated[row] = program.findings[row].closed;
  for (const bool fact : {true, false})
    for (const Rule& rule : program.rules)
      if (rule.fact == fact)
        for (const Conclusion& c : program.conclusions_of(rule)) stated[c.finding.row] = fact;
  return stated;
}

// What rules, values and formulas conclude, and what only kinds do.
struct Derived {
  std::vector<bool> any, by_more_than_kinds;
  explicit Derived(const Program& program)
      : any(concluded_findings(program)), by_more_than_kinds(any.size()) {
    const std::vector<bool> stated = only_stated(program);
    for (std::size_t row = 0; row < any.size(); ++row)
      if (stated[row] && !program.findings[row].goal) any[row] = false;
    for (const Conclusion& c : program.conclusions) by_more_than_kinds[c.finding.row] = true;
    for (std::size_t row = 0; row < any.size(); ++row) {
      const Detail* detail = program.detail(FindingId{row});
      const bool score = program.findings[row].kind == FindingKind::score;
      if (score || (detail != nullptr && detail->computed) || program.findings[row].goal)
        by_more_than_kinds[row] = true;
    }
  }
};

// Findings that some fact told bears on.
std::vector<bool> told_of(const Session& session) {
  const Network& network = session.network();
  std::vector<bool> reached(network.size()), told(session.program().findings.size());
  std::vector<NodeId> open;
  for (const Fact& fact : session.facts()) {
    const Range readers = network.finding_facts[fact.finding.row];
    for (std::uint32_t i = readers.first; i < readers.last; ++i) open.push_back(network.fact_nodes[i]);
    open.push_back(network.finding_nodes[fact.finding.row]);
  }
  while (!open.empty()) {
    const NodeId at = open.back();
    open.pop_back();
    if (reached[at.row]) continue;
    reached[at.row] = true;
    for (const NodeId reader : network.outputs_of(at)) open.push_back(reader);
  }
  for (std::size_t row = 0; row < told.size(); ++row)
    told[row] = reached[network.finding_nodes[row].row];
  return told;
}

ConclusionReport report(const Session& session, FindingId finding, Assumptions& assumptions) {
  ConclusionReport r;
  r.finding = finding;
  r.value = session.value(finding);
  r.band = band_of(session, finding);
  r.goal = session.program().findings[finding.row].goal;
  r.arguments = arguments_of(session, finding);
  r.assumes = assumptions.below(finding);
  return r;
}

void sort_reports(const Program& program, std::vector<ConclusionReport>& reports) {
  const auto key = [&](const ConclusionReport& r) {
    const Finding& f = program.findings[r.finding.row];
    return std::tuple(!r.goal, r.band != Band::conflict, -r.value.certainty, std::string_view(f.key),
                      r.finding.row);
  };
  std::sort(reports.begin(), reports.end(),
            [&](const auto& a, const auto& b) { return key(a) < key(b); });
}

}  // namespace

std::vector<ConclusionReport> conclusions(const Session& session) {
  const Program& program = session.program();
  const Derived derived(program);
  Assumptions assumptions(session);
  const AdviceByFinding advice(session);
  std::vector<ConclusionReport> all;
  std::optional<std::vector<bool>> told;  // what follows from the base alone is no news of this case
  for (std::size_t row = 0; row < derived.any.size(); ++row) {
    const FindingId finding{row};
    if (program.findings[row].is_some() && !program.findings[row].goal) continue;  // its tuples tell
    if (derived.any[row] && program.findings[row].closed && !program.findings[row].goal) {
      if (!told) told = told_of(session);
      if (!(*told)[row]) continue;
    }
    if (!derived.any[row] || !has_evidence(session, finding, !derived.by_more_than_kinds[row]))
      continue;
    all.push_back(report(session, finding, assumptions));
    all.back().advice = advice.of(finding);
  }
  sort_reports(program, all);
  return all;
}

ConclusionReport conclusion(const Session& session, FindingId finding) {
  Assumptions assumptions(session);
  ConclusionReport r = report(session, finding, assumptions);
  r.advice = AdviceByFinding(session).of(finding);
  return r;
}

std::vector<bool> goal_findings(const Program& program) {
  std::vector<bool> goals(program.findings.size());
  for (std::size_t row = 0; row < goals.size(); ++row) goals[row] = program.findings[row].goal;
  if (std::find(goals.begin(), goals.end(), true) != goals.end()) return goals;
  goals = concluded_findings(program);
  const std::vector<bool> stated = only_stated(program);
  for (std::size_t row = 0; row < goals.size(); ++row)
    if (stated[row]) goals[row] = false;
  const std::vector<bool> concluded = goals;
  const auto read = [&](ExprId expr, const auto& self) -> void {
    const Expr& e = program.exprs[expr.row];
    if (e.finding) goals[e.finding.row] = false;
    for (const ExprId input : program.inputs(e)) self(input, self);
  };
  for (const Item& item : program.items) read(item.condition ? item.condition : item.choice, read);
  for (const Rule& rule : program.rules) {
    if (rule.condition) read(rule.condition, read);
    if (rule.scope) read(rule.scope, read);
    if (rule.unless) read(rule.unless, read);
  }
  return std::find(goals.begin(), goals.end(), true) != goals.end() ? goals : concluded;
}

}  // namespace hence
