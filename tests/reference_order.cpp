#include "tests/reference_order.hpp"

#include <algorithm>

namespace hence::reference {
namespace {

bool reads_finally(Op op) {
  switch (op) {
    case Op::negation:
    case Op::at_most:
    case Op::exactly:
    case Op::is_known:
    case Op::is_unknown:
    case Op::is_value:
    case Op::no_evidence_for:
    case Op::rule_applies:
    case Op::quantity:
    case Op::points:
    case Op::certainty:
    case Op::aggregate: return true;
    default: return false;
  }
}

class Reading {
 public:
  explicit Reading(const Program& program) : program_(program) {}

  Order order() {
    for (std::size_t r = 0; r < program_.rules.size(); ++r) rule(r);
    for (std::size_t f = 0; f < program_.findings.size(); ++f) finding(FindingId(f));
    for (const Kind& kind : program_.kinds) {
      edge(evidence_for(kind.kind), evidence_for(kind.broader), false);
      edge(evidence_against(kind.broader), evidence_against(kind.kind), false);
    }
    close();
    return std::move(order_);
  }

 private:
  std::size_t applies(std::size_t rule) const { return 2 * program_.findings.size() + rule; }
  void edge(std::size_t from, std::size_t to, bool final) {
    order_.edges.push_back({from, to, final});
  }

  // `to` reads what the expression reads; whatever reads a certainty reads both signs.
  void read(ExprId expr, std::size_t to, bool final) {
    Reads reads;
    collect_reads(program_, expr, final, reads);
    for (const auto& [finding, read_late] : reads) {
      const Detail* detail = program_.detail(finding);
      const bool late = read_late || (detail != nullptr && detail->by_default);
      edge(evidence_for(finding), to, late);
      edge(evidence_against(finding), to, late);
    }
    for (const std::uint32_t name : names_in(expr))
      for (std::size_t r = 0; r < program_.rules.size(); ++r)
        if (program_.rules[r].name == RuleNameId(std::size_t{name})) edge(applies(r), to, true);
  }

  // Rule names of which an expression asks whether they apply.
  std::set<std::uint32_t> names_in(ExprId id) const {
    std::set<std::uint32_t> names;
    if (!id) return names;
    const Expr& expr = program_.exprs[id.index()];
    if (expr.op == Op::rule_applies) names.insert(expr.n);
    for (const ExprId input : program_.inputs(expr)) names.merge(names_in(input));
    return names;
  }

  void read_blockers(std::size_t rule, std::size_t to) {
    const Rule& held = program_.rules[rule];
    const RuleNameId name = held.name;
    read(held.unless, to, true);
    for (std::size_t o = 0; held.first && o < program_.rules.size(); ++o)
      if (program_.rules[o].first == held.first && program_.rules[o].place < held.place)
        edge(applies(o), to, true);
    for (std::size_t o = 0; name && o < program_.rules.size(); ++o) {
      const Range overrides = program_.rules[o].overrides;
      for (std::uint32_t i = overrides.first; i < overrides.last; ++i)
        if (program_.overrides[i] == name) edge(applies(o), to, true);
    }
  }

  void rule(std::size_t r) {
    const Rule& rule = program_.rules[r];
    read(rule.condition, applies(r), true);
    read(rule.scope, applies(r), true);
    for (const Conclusion& c : program_.conclusions_of(rule)) read(c.value, applies(r), true);
    read_blockers(r, applies(r));
    for (const Conclusion& c : program_.conclusions_of(rule)) {
      conclude(r, c, rule.strength, rule.strength < 0);
      if (rule.otherwise != 0) conclude(r, c, rule.otherwise, true);
    }
  }

  void conclude(std::size_t r, const Conclusion& c, double strength, bool final) {
    const std::size_t to = strength < 0 ? evidence_against(c.finding) : evidence_for(c.finding);
    read(program_.rules[r].condition, to, final);
    read(program_.rules[r].scope, to, true);
    read(c.value, to, true);
    read_blockers(r, to);
  }

  void finding(FindingId f) {
    const Detail* detail = program_.detail(f);
    if (detail == nullptr) return;
    for (const std::size_t to : {evidence_for(f), evidence_against(f)}) {
      read(detail->computed, to, true);
      read(detail->only_if, to, true);
      read(detail->default_value, to, true);
      for (std::uint32_t i = detail->items.first; i < detail->items.last; ++i) {
        read(program_.items[i].condition, to, true);
        read(program_.items[i].choice, to, true);
      }
    }
  }

  void visit(std::size_t node, std::vector<char>& seen) const {
    for (const std::size_t to : outgoing_[node])
      if (seen[to] == 0) {
        seen[to] = 1;
        visit(to, seen);
      }
  }

  void close() {
    const std::size_t count = applies(program_.rules.size());
    outgoing_.resize(count);
    for (const Edge& e : order_.edges) outgoing_[e.from].push_back(e.to);
    order_.reach.assign(count, std::vector<char>(count, 0));
    for (std::size_t node = 0; node < count; ++node) visit(node, order_.reach[node]);
  }

  const Program& program_;
  Order order_;
  std::vector<std::vector<std::size_t>> outgoing_;
};

}  // namespace

void collect_reads(const Program& program, ExprId id, bool final, Reads& reads) {
  if (!id) return;
  const Expr& expr = program.exprs[id.index()];
  final = final || reads_finally(expr.op);
  if (expr.finding) reads.insert({expr.finding, final});
  for (const ExprId input : program.inputs(expr)) collect_reads(program, input, final, reads);
}

bool Order::stratified() const {
  return std::none_of(edges.begin(), edges.end(), [this](const Edge& e) {
    return e.final && (e.from == e.to || reach[e.to][e.from] != 0);
  });
}

Order order_of(const Program& program) { return Reading(program).order(); }

}  // namespace hence::reference
