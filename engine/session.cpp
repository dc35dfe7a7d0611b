#include "engine/session.hpp"

#include <cassert>
#include <cmath>
#include <utility>

namespace hence {

Cell cell_of(const Program& program, const Fact& fact) {
  const FindingKind kind = program.findings[fact.finding.row].kind;
  if (kind == FindingKind::yes_no) return piece_of(fact.certainty);
  return value_of(fact.value, fact.certainty);
}

Session::Session(const Knowledge& knowledge)
    : knowledge_(&knowledge), state_(knowledge.network),
      fact_rows_(knowledge.program.findings.size(), no_fact) {}

void Session::tell(const Fact& fact) {
  assert(fact.finding.row < fact_rows_.size());
  std::uint32_t& row = fact_rows_[fact.finding.row];
  if (row == no_fact) {
    row = static_cast<std::uint32_t>(facts_.size());
    facts_.push_back(fact);
  } else {
    facts_[row] = fact;
  }
  state_.tell(fact.finding, cell_of(program(), fact));
  state_.settle();
}

void Session::forget(FindingId finding) {
  const std::uint32_t row = std::exchange(fact_rows_[finding.row], no_fact);
  if (row == no_fact) return;
  facts_.erase(facts_.begin() + row);
  for (std::uint32_t i = row; i < facts_.size(); ++i) fact_rows_[facts_[i].finding.row] = i;
  state_.forget(finding);
  state_.settle();
}

void Session::follow(const Growth& growth) {
  fact_rows_.resize(program().findings.size(), no_fact);
  state_.grow(growth);
  state_.settle();
}

const Fact* Session::fact(FindingId finding) const {
  const std::uint32_t row = fact_rows_[finding.row];
  return row == no_fact ? nullptr : &facts_[row];
}

Value Session::value(FindingId finding) const {
  const Cell cell = state_[finding];
  Value v;
  if (const Fact* given = fact(finding)) {
    const NodeId gate = network().gate_of(finding);
    v.given = true;
    v.asked_unknown = given->certainty == 0;
    v.set_aside = gate && read(state_[gate]) < -network().threshold;
  }
  v.by_default = is_by_default(finding);
  if (program().findings[finding.row].kind != FindingKind::yes_no) {
    if (!is_figure(cell.y)) v.state = Truth::conflict;
    if (!is_figure(cell.x)) return v;
    v.state = Truth::yes;
    v.certainty = cell.y;
    v.value = cell.x;
    return v;
  }
  v.certainty = read(cell);
  if (!is_figure(cell.x)) v.state = Truth::conflict;
  else if (cell.x > network().threshold) v.state = Truth::yes;
  else if (cell.x < -network().threshold) v.state = Truth::no;
  return v;
}

bool Session::is_by_default(FindingId finding) const {
  const NodeId joint = network().joint_of(finding);
  if (joint == network().finding_nodes[finding.row]) return false;
  const Cell cell = state_[joint];
  if (network().nodes[joint.row].op == NodeOp::finding)
    return is_figure(cell.x) && std::abs(cell.x) <= network().threshold;
  return !is_figure(cell.x) && is_figure(cell.y);
}

double Session::certainty(ExprId condition) const {
  if (const NodeId node = network().expr_nodes[condition.row]) return read(state_[node]);
  // No node of its own: AND, OR (of one, or inside its like), so the certainty of its inputs.
  const Expr& e = program().exprs[condition.row];
  const auto inputs = program().inputs(e);
  assert((e.op == Op::all || e.op == Op::any) && !inputs.empty());
  double result = certainty(inputs.front());
  for (const ExprId input : inputs.subspan(1)) {
    const double next = certainty(input);
    result = e.op == Op::all ? std::min(result, next) : std::max(result, next);
  }
  return result;
}

}  // namespace hence
