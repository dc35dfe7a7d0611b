#include "engine/argument_report.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace hence {

namespace {

// The nodes of those that count, ascending.
std::vector<NodeId> counting_nodes(const std::vector<Piece>& pieces) {
  std::vector<NodeId> nodes;
  for (const Piece& p : pieces)
    if (p.node && p.counts) nodes.push_back(p.node);
  std::sort(nodes.begin(), nodes.end());
  return nodes;
}

}  // namespace

bool holds_back(const Program& program, const Rule& one, const Rule& other) {
  if (one.first && one.first == other.first && one.place < other.place) return true;
  const auto names =
      std::span(program.overrides).subspan(one.overrides.first, one.overrides.size());
  return other.name && std::find(names.begin(), names.end(), other.name) != names.end();
}

ArgumentReports::ArgumentReports(const Session& session, FindingId finding)
    : session_(&session), finding_(finding) {
  if (session.program().findings[finding.row].kind == FindingKind::yes_no)
    pieces_ = evidence_of(session, finding);
  list_places();
}

// All arguments among the evidence, silent ones too. Linear, but for sorting.
void ArgumentReports::list_places() {
  const Network& network = session_->network();
  const NodeId root = network.joint_of(finding_);
  const std::vector<NodeId> counting = counting_nodes(pieces_);
  const bool given = is_figure(fact_in_force(*session_, finding_).x) && pieces_.empty();
  const auto visit = [&](NodeId node, const auto& self) -> void {
    const NodeOp op = network.nodes[node.row].op;
    const bool counts = std::binary_search(counting.begin(), counting.end(), node);
    if (op == NodeOp::value_argument) return list(node, !given);
    if (op == NodeOp::argument) return list(node, counts);
    if (is_bundle(op)) return list_bundle(node, counts);
    const bool own = network.nodes[node.row].origin == finding_.row;
    if (is_side(op) && own)
      for (const NodeId input : network.inputs_of(node)) self(input, self);
  };
  for (const NodeId input : network.inputs_of(root)) visit(input, visit);
  std::sort(places_.begin(), places_.end(),
            [](const Place& a, const Place& b) { return a.node < b.node; });
}

void ArgumentReports::list_bundle(NodeId bundle, bool counts) {
  const Network& network = session_->network();
  const std::vector<NodeId> counting = counting_nodes(pieces_of(*session_, bundle));
  const bool group = network.nodes[bundle.row].op == NodeOp::strongest && !counting.empty();
  const RuleId strongest = group ? rule_of(counting.back()) : RuleId{};
  for (const NodeId input : network.inputs_of(bundle)) {
    const bool best = std::binary_search(counting.begin(), counting.end(), input);
    list(input, counts && best, best ? RuleId{} : strongest);
  }
}

void ArgumentReports::list(NodeId node, bool counts, RuleId outweighed_by) {
  places_.push_back({node, static_cast<std::uint32_t>(places_.size()), counts, outweighed_by});
}

auto ArgumentReports::place(NodeId node) const -> const Place* {
  const auto at = std::lower_bound(places_.begin(), places_.end(), node,
                                   [](const Place& p, NodeId n) { return p.node < n; });
  return at != places_.end() && at->node == node ? &*at : nullptr;
}

RuleId ArgumentReports::rule_of(NodeId argument) const {
  const Network& network = session_->network();
  const Node& node = network.nodes[argument.row];
  return is_argument(node.op) ? network.arguments[node.origin].rule : RuleId{};
}

std::vector<ArgumentReport> ArgumentReports::make() {
  struct Entry {
    double weight;
    std::uint32_t position;
    ArgumentReport report;
  };
  std::vector<Entry> entries;
  for (const ArgumentOrigin& origin : session_->network().arguments_of(finding_)) {
    const Place* at = place(origin.node ? origin.node : origin.shadowed_by);
    const std::uint32_t position = at != nullptr ? at->position : Id<void>::no_row;
    ArgumentReport r = one(origin);
    entries.push_back({std::abs(r.contribution), position, std::move(r)});
  }
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::tuple(-a.weight, a.position) < std::tuple(-b.weight, b.position);
  });
  std::vector<ArgumentReport> reports;
  reports.reserve(entries.size());
  for (Entry& e : entries) reports.push_back(std::move(e.report));
  return reports;
}

ArgumentReport ArgumentReports::one(const ArgumentOrigin& origin) const {
  const Network& network = session_->network();
  const Rule& rule = session_->program().rules[origin.rule.row];
  ArgumentReport r;
  r.node = origin.node;
  r.rule = origin.rule;
  r.finding = origin.finding;
  r.otherwise = origin.otherwise;
  r.strength = origin.otherwise ? rule.otherwise : rule.strength;
  if (origin.node) {
    auto heads = network.heads_of(origin.node);
    if (network.nodes[origin.node.row].op == NodeOp::value_argument) heads = heads.subspan(1);
    r.premises.assign(heads.begin(), heads.end());
    put_state(origin, rule, r);
  } else {
    put_silence(origin, rule, r);
  }
  return r;
}

void ArgumentReports::put_state(const ArgumentOrigin& origin, const Rule& rule,
                                ArgumentReport& r) const {
  r.contribution = contribution_of(*session_, origin.node);
  if (r.contribution == 0) {
    put_silence(origin, rule, r);
    return;
  }
  if (session_->network().nodes[origin.node.row].op == NodeOp::value_argument)
    r.value = session_->state()[origin.node].x;
  const Place* at = place(origin.node);
  r.counts = at != nullptr && at->counts;
  if (r.counts) return;
  r.silence = Silence::weaker;
  if (at != nullptr) r.by = at->outweighed_by;
}

// In this order: its condition, then what holds it back, then what says the same.
void ArgumentReports::put_silence(const ArgumentOrigin& origin, const Rule& rule,
                                  ArgumentReport& r) const {
  const Network& network = session_->network();
  const double condition = rule.condition ? session_->certainty(rule.condition) : 1;
  r.silence = Silence::premises;
  if (!((origin.otherwise ? -condition : condition) > network.threshold)) return;
  if (rule.scope && !(session_->certainty(rule.scope) > network.threshold)) return;
  if (rule.unless && session_->certainty(rule.unless) > network.threshold) {
    r.silence = Silence::unless;
    r.blocked = true;
    return;
  }
  if (origin.node) {
    for (const NodeId blocker : network.tail_of(origin.node))
      if (session_->state()[blocker].x > network.threshold) put_blocker(blocker, rule, r);
    if (r.silence != Silence::premises || !origin.shadowed_by) return;
  }
  r.silence = Silence::shadowed;
  r.shadowed = true;
  if (origin.shadowed_by) r.by = rule_of(origin.shadowed_by);
}

// A rule that applies: by overriding, or by saying the same more strongly.
void ArgumentReports::put_blocker(NodeId blocker, const Rule& rule, ArgumentReport& r) const {
  const Network& network = session_->network();
  const Program& program = session_->program();
  const Node& node = network.nodes[blocker.row];
  if (r.blocked) return;
  if (node.op == NodeOp::any_applies) {
    for (const NodeId input : network.inputs_of(blocker))
      if (session_->state()[input].x > network.threshold) put_blocker(input, rule, r);
    return;
  }
  if (node.op != NodeOp::applies) return;
  r.by = RuleId{node.origin};
  r.blocked = holds_back(program, program.rules[node.origin], rule);
  r.shadowed = !r.blocked;
  r.silence = r.blocked ? Silence::overridden : Silence::shadowed;
}

std::vector<ArgumentReport> arguments_of(const Session& session, FindingId finding) {
  return ArgumentReports(session, finding).make();
}

}  // namespace hence
