#include "engine/receipt.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>

#include "engine/score_report.hpp"
#include "engine/support.hpp"

namespace hence {
namespace {

bool same(double a, double b) { return std::memcmp(&a, &b, sizeof a) == 0; }

// As far as certainties go: round a recursion their rounding may move the last bits of a product.
bool alike(double a, double b) { return (a == 0) == (b == 0) && std::abs(a - b) <= 1e-12; }

// The findings that are derived, and those that something reads.
struct Concerned {
  std::vector<bool> derived, any;

  explicit Concerned(const Session& session)
      : derived(session.program().findings.size()), any(derived.size()), program_(&session.program()) {
    for (const Rule& rule : program_->rules) {
      for (const ExprId e : {rule.condition, rule.scope, rule.unless}) read(e);
      for (const Conclusion& c : program_->conclusions_of(rule)) {
        derived[c.finding.row] = true;
        read(c.value);
        if (program_->findings[c.finding.row].kind == FindingKind::text && c.choice >= 0)
          for (const TextPart& part : program_->wordings[static_cast<std::size_t>(c.choice)])
            if (part.finding) any[part.finding.row] = true;
      }
    }
    for (const Item& item : program_->items) read(item.condition ? item.condition : item.choice);
    for (const Kind& k : program_->kinds) derived[k.kind.row] = derived[k.broader.row] = true;
    for (std::size_t row = 0; row < derived.size(); ++row) {
      if (program_->findings[row].kind == FindingKind::score) derived[row] = true;
      const Detail* detail = program_->detail(FindingId{row});
      if (detail == nullptr) continue;
      if (detail->computed) derived[row] = true;
      for (const ExprId e : {detail->computed, detail->default_value, detail->only_if}) read(e);
      if (detail->only_if || detail->default_value || detail->by_default) any[row] = true;
    }
    for (const Fact& fact : session.facts()) any[fact.finding.row] = true;
    for (std::size_t row = 0; row < any.size(); ++row) any[row] = any[row] || derived[row];
  }

 private:
  void read(ExprId expr) {
    std::vector<ExprId> open;
    if (expr) open.push_back(expr);
    while (!open.empty()) {
      const Expr& e = program_->exprs[open.back().row];
      open.pop_back();
      if (e.finding) any[e.finding.row] = true;
      for (const ExprId input : program_->inputs(e)) open.push_back(input);
    }
  }

  const Program* program_;
};

class Writer {
 public:
  explicit Writer(const Session& session)
      : session_(&session), network_(&session.network()), program_(&session.program()),
        evaluate_(session.network()), cells_(session.network().size()),
        ranks_(session.network().size()) {
    for (std::size_t row = 0; row < cells_.size(); ++row) cells_[row] = session.state()[NodeId{row}];
    for (std::size_t row = 0; row < program_->findings.size(); ++row)
      facts_.push_back(session.state().fact(FindingId{row}));
    for (const Component& component : network_->components) rank(component);
  }

  ReceiptFinding one(FindingId finding) {
    ReceiptFinding out;
    out.finding = finding;
    out.value = session_->value(finding);
    const NodeId joint = network_->joint_of(finding);
    if (program_->findings[finding.row].kind == FindingKind::yes_no) put_evidence(joint, out);
    put_arguments(finding, joint, out);
    if (program_->findings[finding.row].kind == FindingKind::score) put_items(finding, out);
    for (const Kind& k : program_->kinds) {
      if (k.broader == finding) out.kinds.push_back(k.kind);
      if (k.kind == finding) out.broader.push_back(k.broader);
    }
    const Detail* detail = program_->detail(finding);
    out.has_formula = detail != nullptr && detail->computed;
    if (!out.has_formula) return out;
    for (const NodeId formula : network_->tail_of(joint))
      if (const Cell cell = Computed{}(cells_[formula.row]); is_figure(cell.x)) out.computed = cell.x;
    return out;
  }

 private:
  // A balance of what speaks for and against at a node that joins evidence, from these cells.
  Cell balance(NodeId node, const std::vector<Cell>& cells) const {
    Cell sum = even_balance;
    const Node& n = network_->nodes[node.row];
    if (n.reads_fact) sum = Weigh{}(sum, fact_in_force(*session_, FindingId{n.origin}));
    for (const NodeId input : network_->heads_of(node)) sum = Weigh{}(sum, cells[input.row]);
    for (const NodeId input : network_->tail_of(node)) sum = Strongest{}(sum, cells[input.row]);
    return sum;
  }

  bool joins_evidence_nodes(NodeId node) const {
    const auto inputs = network_->inputs_of(node);
    return std::any_of(inputs.begin(), inputs.end(),
                       [&](NodeId n) { return is_side(network_->nodes[n.row].op); });
  }

  // ---- ranks ----

  // What takes part in a recursion, and may not prove itself.
  bool is_ranked(NodeId node) const {
    const NodeOp op = network_->nodes[node.row].op;
    return is_side(op) || (op == NodeOp::finding && !joins_evidence_nodes(node));
  }

  // As long as it has no rank: its own sign counts nothing.
  Cell without_support(NodeId node) const {
    if (is_side(network_->nodes[node.row].op)) return no_evidence;
    return Conclude{}({1, balance(node, cells_).y});
  }

  bool is_final(NodeId node, const std::vector<Cell>& cells) const {
    const Cell now = balance(node, cells), final = balance(node, cells_);
    return alike(now.x, final.x) && alike(now.y, final.y);
  }

  // By rounds: a node gets the next rank once those that have one give it its value.
  void rank(const Component& component) {
    std::vector<NodeId> waiting, others;
    component.each([&](NodeId node) { (is_ranked(node) ? waiting : others).push_back(node); });
    for (std::uint32_t round = 0; !waiting.empty(); ++round) {
      std::vector<Cell> cells = cells_;
      for (const NodeId node : waiting) cells[node.row] = without_support(node);
      for (bool changed = true; changed;) {
        changed = false;
        for (const NodeId node : others) {
          const Cell now = evaluate_(node, cells, facts_);
          changed = changed || !same(now.x, cells[node.row].x) || !same(now.y, cells[node.row].y);
          cells[node.row] = now;
        }
      }
      const auto settled = [&](NodeId node) {
        if (!is_final(node, cells)) return false;
        ranks_[node.row] = round;
        return true;
      };
      if (std::erase_if(waiting, settled) == 0) return;
    }
  }

  void put_evidence(NodeId joint, ReceiptFinding& out) const {
    const Cell sum = balance(joint, cells_);
    out.doubt_for = sum.x;
    out.doubt_against = sum.y;
    out.rank_for = ranks_[joint.row];
    for (const NodeId input : network_->inputs_of(joint)) {
      const NodeOp op = network_->nodes[input.row].op;
      if (op == NodeOp::evidence_for) out.rank_for = ranks_[input.row];
      if (op == NodeOp::evidence_against) out.rank_against = ranks_[input.row];
    }
  }

  // ---- arguments ----

  void list(NodeId node, std::vector<NodeId>& out) const {
    const NodeOp op = network_->nodes[node.row].op;
    if (is_argument(op)) out.push_back(node);
    const bool inside = op == NodeOp::finding || op == NodeOp::number || op == NodeOp::choice ||
                        is_side(op) || is_bundle(op);
    if (!inside) return;
    for (const NodeId input : network_->heads_of(node))
      if (!is_other(node, input)) list(input, out);
    for (const NodeId input : network_->tail_of(node))
      if (!is_other(node, input)) list(input, out);
  }
  // Another finding's evidence, such as that of its kinds.
  bool is_other(NodeId node, NodeId input) const {
    const Node& n = network_->nodes[input.row];
    return !is_argument(n.op) && !is_bundle(n.op) &&
           !(is_side(n.op) && network_->nodes[node.row].op == NodeOp::finding);
  }

  void put_arguments(FindingId finding, NodeId joint, ReceiptFinding& out) {
    if (network_->arguments_of(finding).empty()) return;
    std::map<std::uint32_t, const ArgumentReport*> by_node;
    std::vector<const ArgumentReport*> silent;
    const std::vector<ArgumentReport> reports = arguments_of(*session_, finding);
    for (const ArgumentReport& r : reports)
      if (r.node) by_node[r.node.row] = &r;
      else silent.push_back(&r);
    std::vector<NodeId> nodes;
    list(joint, nodes);
    for (const NodeId node : nodes)
      if (const auto at = by_node.find(node.row); at != by_node.end())
        out.arguments.push_back(argument(*at->second));
    for (const ArgumentReport* r : silent) out.arguments.push_back(argument(*r));
  }

  void premises(ExprId expr, std::vector<ReceiptPremise>& out) const {
    const Expr& e = program_->exprs[expr.row];
    const bool one = (e.op == Op::all || e.op == Op::any) && e.inputs.size() == 1;
    if (e.op != Op::all && !one) {
      out.push_back({e.span, session_->certainty(expr)});
      return;
    }
    for (const ExprId input : program_->inputs(e)) premises(input, out);
  }

  ReceiptArgument argument(const ArgumentReport& r) const {
    const Rule& rule = program_->rules[r.rule.row];
    ReceiptArgument out;
    out.rule = r.rule;
    out.otherwise = r.otherwise;
    out.strength = r.strength;
    if (rule.condition) premises(rule.condition, out.premises);
    if (rule.scope) out.scope = session_->certainty(rule.scope);
    if (rule.unless) out.unless = session_->certainty(rule.unless);
    out.contribution = r.contribution;
    out.value = r.value;
    if (r.contribution != 0) return out;
    out.silence = r.silence;
    if (r.silence == Silence::overridden) out.by = r.by;
    return out;
  }

  void put_items(FindingId finding, ReceiptFinding& out) const {
    const ScoreReport report = score_report(*session_, finding);
    out.lowest = report.lowest;
    out.highest = report.highest;
    for (const ItemReport& i : report.items) {
      const Item& item = program_->items[i.item];
      ReceiptItem put{i.item, 0, {}};
      if (item.condition) {
        put.certainty = session_->certainty(item.condition);
      } else {
        const Value value = session_->value(program_->exprs[item.choice.row].finding);
        put.certainty = value.certainty;
        put.choice = value.value;
      }
      out.items.push_back(put);
    }
  }

  const Session* session_;
  const Network* network_;
  const Program* program_;
  Evaluator<Point> evaluate_;
  std::vector<Cell> cells_;  // by node, as they are
  std::vector<Cell> facts_;  // by finding
  std::vector<std::optional<std::uint32_t>> ranks_;  // by node
};

}  // namespace

Receipt receipt(const Session& session) {
  Receipt out;
  out.facts = session.facts();
  const Concerned concerned(session);
  Writer writer(session);
  for (std::size_t row = 0; row < concerned.any.size(); ++row) {
    const FindingId finding{row};
    if (!concerned.any[row]) continue;
    out.proof.push_back(writer.one(finding));
    if (concerned.derived[row] && session.value(finding).state != Truth::unknown)
      out.conclusions.push_back(finding);
  }
  return out;
}

}  // namespace hence
