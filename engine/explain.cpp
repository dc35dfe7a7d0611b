#include "engine/explain.hpp"

#include <algorithm>
#include <cmath>

#include "engine/aggregate.hpp"
#include "engine/argument_report.hpp"
#include "engine/assume.hpp"
#include "engine/content.hpp"

namespace hence {

namespace {

// Premises in the rule's own words.
class Premises {
 public:
  explicit Premises(const Session& session) : session_(&session), program_(&session.program()) {}

  WhyArgument of(ArgumentReport report) const {
    const Rule& rule = program_->rules[report.rule.row];
    WhyArgument w;
    put(rule.condition, Op::all, w.premises);
    put(rule.scope, Op::all, w.scope);
    put(rule.unless, Op::any, w.blockers);
    w.argument = std::move(report);
    return w;
  }

  // The members of an AND (`op` all) or of an OR (any), nested ones too; else the condition itself.
  void put(ExprId expr, Op op, std::vector<PremiseReport>& out) const {
    if (!expr) return;
    const Expr& e = program_->exprs[expr.row];
    if (e.op != op) return out.push_back(condition(expr));
    for (const ExprId input : program_->inputs(e)) put(input, op, out);
  }

  // The numbers and choices that a formula reads, and its aggregates, in text order.
  void put_quantities(ExprId expr, std::vector<PremiseReport>& out) const {
    const Expr& e = program_->exprs[expr.row];
    if (e.finding) return out.push_back(quantity(expr));
    if (e.op == Op::aggregate) return out.push_back(aggregate(expr));
    for (const ExprId input : program_->inputs(e)) put_quantities(input, out);
  }

 private:
  static bool is_test(Op op) { return op >= Op::is_value && op <= Op::not_equal; }

  PremiseReport words(ExprId expr) const {
    PremiseReport p;
    p.node = session_->network().expr_nodes[expr.row];
    p.condition = expr;
    return p;
  }
  PremiseReport bare(ExprId expr) const {
    PremiseReport p = words(expr);
    p.finding = only_finding(expr);
    if (!p.finding) return p;
    p.value = session_->value(p.finding);
    p.given = p.value.given && !p.value.asked_unknown && !p.value.set_aside;
    return p;
  }
  PremiseReport quantity(ExprId expr) const {
    PremiseReport p = bare(expr);
    p.certainty = p.value.certainty;
    return p;
  }
  PremiseReport aggregate(ExprId expr) const {
    PremiseReport p = words(expr);
    put_aggregate(expr, p);
    const Cell cell = session_->state()[p.node];
    p.certainty = is_figure(cell.y) ? cell.y : 0;
    return p;
  }
  PremiseReport condition(ExprId expr) const {
    const std::vector<ExprId> aggregates = aggregates_under(expr);
    PremiseReport p = aggregates.empty() ? bare(expr) : words(expr);
    p.certainty = session_->certainty(expr);
    if (p.finding) return p;
    const Expr& e = program_->exprs[expr.row];
    if (is_comparison(e.op) && aggregates.size() == 1 && compares_with_figure(e))
      put_aggregate(aggregates.front(), p);
    else if (is_test(e.op)) put_quantities(expr, p.parts);
    else
      for (const ExprId input : program_->inputs(e)) p.parts.push_back(condition(input));
    return p;
  }

  // An aggregate beside a literal.
  bool compares_with_figure(const Expr& e) const {
    const auto sides = program_->inputs(e);
    const auto is = [&](ExprId side, Op op) { return program_->exprs[side.row].op == op; };
    return (is(sides[0], Op::aggregate) && is(sides[1], Op::literal)) ||
           (is(sides[1], Op::aggregate) && is(sides[0], Op::literal));
  }

  // Those not inside another.
  std::vector<ExprId> aggregates_under(ExprId expr) const {
    const Expr& e = program_->exprs[expr.row];
    if (e.op == Op::aggregate) return {expr};
    std::vector<ExprId> found;
    for (const ExprId input : program_->inputs(e))
      for (const ExprId aggregate : aggregates_under(input)) found.push_back(aggregate);
    return found;
  }

  // What it comes to, and its bindings, but for those that are left out.
  void put_aggregate(ExprId expr, PremiseReport& p) const {
    const Expr& e = program_->exprs[expr.row];
    const double figure = session_->state()[session_->network().expr_nodes[expr.row]].x;
    p.aggregate = expr;
    if (is_figure(figure)) p.figure = in_unit(measure_of(*program_, expr), figure);
    const auto inputs = program_->inputs(e);
    const std::size_t size = binding_size(static_cast<Aggregate>(e.n));
    for (std::size_t at = 0; at < inputs.size(); at += size) {
      if (session_->certainty(inputs[at]) < -session_->network().threshold) continue;
      if (reads_finding(inputs[at])) put(inputs[at], Op::all, p.parts);
      put_quantities(inputs[at + 1], p.parts);
    }
    p.is_tied = !p.figure && static_cast<Aggregate>(e.n) == Aggregate::latest && is_tied(inputs);
  }

  // Has `latest` two values of its latest day?
  bool is_tied(std::span<const ExprId> inputs) const {
    const auto figure = [&](ExprId expr) {
      return session_->state()[session_->network().expr_nodes[expr.row]].x;
    };
    std::optional<double> day, value;
    bool tied = false;
    for (std::size_t at = 0; at + 2 < inputs.size(); at += 3) {
      if (session_->certainty(inputs[at]) <= session_->network().threshold) continue;
      const double now = figure(inputs[at + 2]);
      if (day && now < *day) continue;
      tied = day && now == *day && (tied || figure(inputs[at + 1]) != *value);
      day = now;
      value = figure(inputs[at + 1]);
    }
    return tied;
  }

  bool reads_finding(ExprId expr) const {
    const Expr& e = program_->exprs[expr.row];
    const auto inputs = program_->inputs(e);
    return e.finding ||
           std::any_of(inputs.begin(), inputs.end(), [&](ExprId i) { return reads_finding(i); });
  }

  // The one finding that it reads; none if it reads several, or none at all.
  FindingId only_finding(ExprId expr) const {
    FindingId found;
    bool several = false;
    find(expr, found, several);
    return several ? FindingId{} : found;
  }
  void find(ExprId expr, FindingId& found, bool& several) const {
    const Expr& e = program_->exprs[expr.row];
    if (e.finding) several |= found && found != e.finding;
    if (e.finding) found = e.finding;
    for (const ExprId input : program_->inputs(e))
      if (!several) find(input, found, several);
  }

  const Session* session_;
  const Program* program_;
};

class Reasons {
 public:
  explicit Reasons(const Session& session)
      : session_(&session), premises_(session), assumptions_(session) {}

  Why of(FindingId finding) {
    ArgumentReports reports(*session_, finding);
    Why why;
    why.finding = finding;
    why.value = session_->value(finding);
    for (ArgumentReport& r : reports.make()) put_argument(std::move(r), why);
    list_rows(why);
    for (const Piece& p : reports.pieces()) put_entry(p, why);
    std::stable_sort(why.ledger.begin(), why.ledger.end(), [](const auto& a, const auto& b) {
      return std::abs(a.contribution) > std::abs(b.contribution);
    });
    put_formula(why);
    for (const WhyArgument& w : why.fired)
      if (w.argument.counts) assumptions_.of(w.argument.node, why.assumes);
    return why;
  }

 private:
  void put_argument(ArgumentReport report, Why& why) {
    const bool fired = report.contribution != 0;
    (fired ? why.fired : why.silent).push_back(premises_.of(std::move(report)));
  }

  void put_entry(const Piece& piece, Why& why) const {
    const Network& network = session_->network();
    LedgerEntry e;
    e.node = piece.node;
    e.contribution = piece.contribution;
    e.counts = piece.counts;
    double factor = 0;
    if (piece.node) {
      const Node& node = network.nodes[piece.node.row];
      factor = session_->state()[piece.node].y;
      e.of = kind_of(node.op);
      if (e.of == LedgerEntry::Of::group) e.group = GroupId{node.origin};
      if (e.of == LedgerEntry::Of::cap) e.cap = std::abs(node.param);
      if (e.of == LedgerEntry::Of::kind || e.of == LedgerEntry::Of::broader)
        e.finding = FindingId{node.origin};
      put_members(piece.node, e.arguments);
    } else {
      factor = fact_in_force(*session_, why.finding).y;
      e.of =
          is_set_aside(*session_, why.finding) ? LedgerEntry::Of::only_if : LedgerEntry::Of::fact;
    }
    if (e.of == LedgerEntry::Of::kind) why.from_kinds.push_back(e.finding);
    if (e.of == LedgerEntry::Of::broader) why.from_broader.push_back(e.finding);
    double& product = e.contribution > 0 ? why.product_for : why.product_against;
    if (e.counts) product = Weigh::factor(product, factor);
    why.ledger.push_back(std::move(e));
  }

  static LedgerEntry::Of kind_of(NodeOp op) {
    switch (op) {
      case NodeOp::strongest: return LedgerEntry::Of::group;
      case NodeOp::capped: return LedgerEntry::Of::cap;
      case NodeOp::evidence_for: return LedgerEntry::Of::kind;
      case NodeOp::evidence_against: return LedgerEntry::Of::broader;
      default: return LedgerEntry::Of::argument;
    }
  }

  void list_rows(const Why& why) {
    rows_.clear();
    for (std::uint32_t row = 0; row < why.fired.size(); ++row)
      rows_.emplace_back(why.fired[row].argument.node, row);
    std::sort(rows_.begin(), rows_.end());
  }

  // Rows of `fired` at this node: the argument itself, or the members of a group or cap.
  void put_members(NodeId node, std::vector<std::uint32_t>& rows) const {
    const auto put = [&](NodeId argument) {
      const auto at = std::lower_bound(rows_.begin(), rows_.end(), std::pair(argument, 0U));
      if (at != rows_.end() && at->first == argument) rows.push_back(at->second);
    };
    put(node);
    const NodeOp op = session_->network().nodes[node.row].op;
    if (op != NodeOp::strongest && op != NodeOp::capped) return;
    for (const NodeId input : session_->network().inputs_of(node)) put(input);
    std::sort(rows.begin(), rows.end());
  }

  void put_formula(Why& why) const {
    const Program& program = session_->program();
    const Detail* detail = program.detail(why.finding);
    if (detail == nullptr) return;
    if (why.value.by_default && detail->default_value)
      premises_.put_quantities(detail->default_value, why.computed);
    if (program.findings[why.finding.row].kind == FindingKind::score) {
      why.score = score_report(*session_, why.finding);
      for (const ItemReport& item : why.score->items) {
        const Item& row = program.items[item.item];
        if (row.condition) premises_.put(row.condition, Op::literal, why.items);  // as a whole
        else premises_.put_quantities(row.choice, why.items);
      }
    }
    if (detail->only_if) premises_.put(detail->only_if, Op::all, why.only_if);
    const bool given = is_figure(fact_in_force(*session_, why.finding).x);
    if (detail->computed && !given) premises_.put_quantities(detail->computed, why.computed);
  }

  const Session* session_;
  Premises premises_;
  Assumptions assumptions_;
  std::vector<std::pair<NodeId, std::uint32_t>> rows_;  // of the finding's `fired`, by node
};

bool is_of_finding(NodeOp op) { return is_finding(op) || is_side(op); }

// The findings that one rests on, itself first, in breadth order; not below hidden ones, nor deeper
// than asked for. A step is from a finding to those that its own arguments read.
std::vector<FindingId> derivation(const Session& session, FindingId root, const HowLimits& limits) {
  const Network& network = session.network();
  std::vector<char> seen(session.program().findings.size());
  for (const FindingId f : limits.hidden) seen[f.row] = 1;
  seen[root.row] = 1;
  std::vector<FindingId> order{root};
  std::vector<Rest> open, below;
  std::vector<char> visited(network.size());
  for (std::size_t i = 0, depth = 0, level_end = 1; i < order.size(); ++i) {
    if (i == level_end) ++depth, level_end = order.size();
    if (depth == limits.depth) break;
    open.assign(1, {network.finding_nodes[order[i].row], true});
    while (!open.empty()) {
      const Rest at = open.back();
      open.pop_back();
      const Node& node = network.nodes[at.node.row];
      const FindingId of{is_of_finding(node.op) ? node.origin : root.row};
      if (is_of_finding(node.op) && of != order[i]) {
        if (std::exchange(seen[of.row], char{1}) == 0) order.push_back(of);
        continue;
      }
      const char bit = at.holds ? 1 : 2;
      if ((visited[at.node.row] & bit) != 0) continue;
      visited[at.node.row] = static_cast<char>(visited[at.node.row] | bit);
      below.clear();
      rests_on(session, at, Through::fired, below);
      open.insert(open.end(), below.rbegin(), below.rend());
    }
  }
  return order;
}

void put_shared(const Session& session, Why& why) {
  constexpr std::size_t most = 64;
  if (why.fired.size() < 2 || why.fired.size() > most) return;
  const Network& network = session.network();
  std::vector<SharedFact> rests(session.program().findings.size());
  SupportWalk walk(session, Through::counting);
  for (std::uint32_t row = 0; row < why.fired.size(); ++row) {
    if (!why.fired[row].argument.counts) continue;
    walk.restart();
    walk.from(why.fired[row].argument.node, [&](NodeId node) {
      if (!is_of_finding(network.nodes[node.row].op)) return;
      const FindingId finding{network.nodes[node.row].origin};
      const Value value = session.value(finding);
      auto& rows = rests[finding.row].arguments;
      const bool fact = value.given && !value.asked_unknown && !value.set_aside;
      if (fact && (rows.empty() || rows.back() != row)) rows.push_back(row);
    });
  }
  for (std::size_t row = 0; row < rests.size(); ++row) {
    rests[row].finding = FindingId{row};
    if (rests[row].arguments.size() > 1) why.shared.push_back(std::move(rests[row]));
  }
  std::sort(why.shared.begin(), why.shared.end(), [&](const SharedFact& a, const SharedFact& b) {
    const auto& findings = session.program().findings;
    return findings[a.finding.row].key < findings[b.finding.row].key;
  });
}

}  // namespace

WhyArgument explained(const Session& session, ArgumentReport report) {
  return Premises(session).of(std::move(report));
}

Why why(const Session& session, FindingId finding) {
  Why why = Reasons(session).of(finding);
  put_shared(session, why);
  return why;
}

std::vector<Why> how(const Session& session, FindingId finding, const HowLimits& limits) {
  const std::vector<FindingId> order = derivation(session, finding, limits);
  Reasons reasons(session);
  std::vector<Why> all;
  all.reserve(order.size());
  for (const FindingId f : order) all.push_back(reasons.of(f));
  return all;
}

}  // namespace hence
