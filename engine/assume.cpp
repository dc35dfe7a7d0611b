#include "engine/assume.hpp"

#include <algorithm>

#include <boost/unordered/unordered_flat_set.hpp>

#include "engine/argument_report.hpp"

namespace hence {

namespace {

// Of those with the same condition.
void keep_first(std::vector<Assumption>& found) {
  boost::unordered_flat_set<std::uint32_t> seen;
  std::erase_if(found, [&](const Assumption& a) { return !seen.insert(a.condition.row).second; });
}

}  // namespace

bool may_assume(const Program& program, const ProgramRows& since) {
  const auto any = [](const auto& rows, std::size_t first, auto test) {
    return std::any_of(rows.begin() + static_cast<std::ptrdiff_t>(first), rows.end(), test);
  };
  return !program.overrides.empty() || program.firsts > 0 ||
         any(program.details, since.details,
             [](const Detail& d) { return d.by_default || d.default_value; }) ||
         any(program.exprs, since.exprs,
             [](const Expr& e) { return e.op == Op::no_evidence_for; }) ||
         any(program.rules, since.rules, [](const Rule& r) { return bool{r.unless}; });
}

Assumptions::Assumptions(const Session& session)
    : session_(&session), walk_(session, Through::counting) {}

char Assumptions::own_marks(NodeId id) const {
  const Node& node = session_->network().nodes[id.row];
  if (node.reads_fact) {
    const Value value = session_->value(FindingId{node.origin});
    if (value.asked_unknown) return not_known;
    const bool open = (value.state == Truth::unknown || value.by_default) && !value.given;
    return open && leaf_[node.origin] ? not_asked : no_marks;
  }
  const bool may_assume = node.op == NodeOp::argument || node.op == NodeOp::value_argument ||
                          node.op == NodeOp::defaulted;
  if (!may_assume) return no_marks;
  std::vector<Assumption> found;
  put(id, found);
  return found.empty() ? no_marks : assumes;
}

// Inputs come first; the rows of a recursive component all have what any of them has.
void Assumptions::mark_all() {
  if (!marks_.empty()) return;
  const Program& program = session_->program();
  leaf_ = concluded_findings(program);
  leaf_.flip();
  for (std::size_t row = 0; row < leaf_.size(); ++row) {
    const Detail* detail = program.detail(FindingId{row});
    if (detail != nullptr && detail->has_question) leaf_[row] = true;
  }
  const Network& network = session_->network();
  marks_.resize(network.size());
  const auto mark_of = [&](NodeId node) {
    int mark = own_marks(node);
    for (const NodeId input : network.inputs_of(node)) mark |= marks_[input.row];
    return mark;
  };
  network.in_order([&](NodeId node) { marks_[node.row] = static_cast<char>(mark_of(node)); },
                   [&](const Component& component) {
                     int mark = 0;
                     component.each([&](NodeId node) { mark |= mark_of(node); });
                     component.each([&](NodeId n) { marks_[n.row] = static_cast<char>(mark); });
                   });
}

void Assumptions::of(NodeId argument, std::vector<Assumption>& out) {
  const std::size_t before = out.size();
  put(argument, out);
  if (out.size() == before) return;
  mark_all();
  for (std::size_t i = before; i < out.size(); ++i) {
    Assumption& a = out[i];
    if (!a.by_default) a.because = reason(a.expr);
    else if (session_->value(a.by_default).asked_unknown) a.because = Unanswered::not_known;
  }
  // A closed relation's tuple that nothing open bears on is decided: it is not so.
  const Program& program = session_->program();
  std::erase_if(out, [&](const Assumption& a) {
    const FindingId of = a.expr ? program.exprs[a.expr.row].finding : FindingId{};
    return of && program.findings[of.row].closed && a.because == Unanswered::undecided;
  });
}

void Assumptions::put(NodeId id, std::vector<Assumption>& out) const {
  const Network& network = session_->network();
  const Node& node = network.nodes[id.row];
  if (node.op == NodeOp::defaulted) return put_default(FindingId{node.origin}, out);
  const bool argument = node.op == NodeOp::argument || node.op == NodeOp::value_argument;
  if (!argument || contribution_of(*session_, id) == 0) return;
  const RuleId rule = network.arguments[node.origin].rule;
  if (const ExprId unless = session_->program().rules[rule.row].unless)
    put_unless(unless, rule, out);
  put_no_evidence(session_->program().rules[rule.row].condition, rule, out);
  for (const NodeId blocker : network.tail_of(id)) put_overriding(blocker, rule, out);
}

// Of `unless A OR B` each by itself. (They do not block, for the argument fired.)
void Assumptions::put_unless(ExprId unless, RuleId rule, std::vector<Assumption>& out) const {
  const Program& program = session_->program();
  const Expr& e = program.exprs[unless.row];
  if (e.op == Op::any) {
    for (const ExprId member : program.inputs(e)) put_unless(member, rule, out);
    return;
  }
  if (session_->certainty(unless) < -session_->network().threshold) return;
  Assumption a;
  a.condition = session_->network().expr_nodes[unless.row];
  a.rule = rule;
  a.expr = unless;
  out.push_back(a);
}

// What a condition that holds has no evidence for, and nothing denies.
void Assumptions::put_no_evidence(ExprId condition, RuleId rule,
                                  std::vector<Assumption>& out) const {
  if (!condition) return;
  const Program& program = session_->program();
  const Expr& e = program.exprs[condition.row];
  if (e.op == Op::no_evidence_for && session_->certainty(condition) > 0)
    return put_unless(program.inputs(e).front(), rule, out);
  for (const ExprId input : program.inputs(e)) put_no_evidence(input, rule, out);
}

void Assumptions::put_default(FindingId finding, std::vector<Assumption>& out) const {
  if (!session_->value(finding).by_default) return;
  Assumption a;
  a.condition = session_->network().finding_nodes[finding.row];
  a.by_default = finding;
  out.push_back(a);
}

// A rule that would hold the argument back, were its condition not open.
void Assumptions::put_overriding(NodeId blocker, RuleId rule, std::vector<Assumption>& out) const {
  const Network& network = session_->network();
  const Program& program = session_->program();
  const Node& node = network.nodes[blocker.row];
  if (node.op == NodeOp::any_applies) {
    for (const NodeId input : network.inputs_of(blocker)) put_overriding(input, rule, out);
    return;
  }
  if (node.op != NodeOp::applies) return;
  const Rule& over = program.rules[node.origin];
  if (!holds_back(program, over, program.rules[rule.row])) return;
  const double threshold = network.threshold;
  const double condition = over.condition ? session_->certainty(over.condition) : 1;
  if (condition < -threshold || condition > threshold) return;
  for (const NodeId held_back : network.tail_of(blocker))
    if (session_->state()[held_back].x > threshold) return;
  out.push_back({blocker, over.name, rule, over.condition, RuleId{node.origin}, {}});
}

// An AND or OR without a node of its own has the reasons of its members.
Unanswered Assumptions::reason(ExprId expr) const {
  if (const NodeId node = session_->network().expr_nodes[expr.row]) {
    const char marks = marks_[node.row];
    if ((marks & not_asked) != 0) return Unanswered::not_asked;
    return (marks & not_known) != 0 ? Unanswered::not_known : Unanswered::undecided;
  }
  const Program& program = session_->program();
  Unanswered first = Unanswered::undecided;
  for (const ExprId input : program.inputs(program.exprs[expr.row]))
    first = std::min(first, reason(input));
  return first;
}

std::vector<Assumption> Assumptions::below(FindingId finding) {
  std::vector<Assumption> found;
  if (!session_->network().may_assume) return found;
  mark_all();
  const NodeId root = session_->network().finding_nodes[finding.row];
  if ((marks_[root.row] & assumes) == 0) return found;
  walk_.restart();
  walk_.from(root, [&](NodeId node) {
    if ((marks_[node.row] & assumes) != 0) of(node, found);
  });
  keep_first(found);
  return found;
}

}  // namespace hence
