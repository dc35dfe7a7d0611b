// H54: findings that support one another through positive rules and kinds. Inside such a cycle
// evidence takes the strongest instead of adding up (semantics.md, Strata).
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "rules/lint_checks.hpp"

namespace hence {
namespace {

struct Edge {
  std::uint32_t from, to;
  Span span;
};

class Edges {
 public:
  void add(const Edge& edge) { edges_.push_back(edge); }
  // False if every edge leads to a later row, so that there is no cycle.
  bool may_have_cycle() const {
    return std::any_of(edges_.begin(), edges_.end(), [](const Edge& e) { return e.from >= e.to; });
  }
  // By `from`, else in their order: a counting sort. Before what is below.
  void sort(std::size_t rows) {
    first_.assign(rows + 1, 0);
    for (const Edge& e : edges_) ++first_[e.from + 1];
    for (std::size_t i = 0; i < rows; ++i) first_[i + 1] += first_[i];
    std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
    std::vector<Edge> sorted(edges_.size());
    for (const Edge& e : edges_) sorted[next[e.from]++] = e;
    edges_ = std::move(sorted);
  }
  const Edge& operator[](std::uint32_t row) const { return edges_[row]; }
  Range of(std::uint32_t row) const { return {first_[row], first_[row + 1]}; }

  // Strongly connected, by row. Without recursion. Source: Tarjan 1972.
  std::vector<std::uint32_t> components() const {
    constexpr std::uint32_t unseen = 0xffffffffU;
    const auto rows = static_cast<std::uint32_t>(first_.size() - 1);
    std::vector<std::uint32_t> order(rows, unseen), low(rows), component(rows, unseen),
        next(first_.begin(), first_.end() - 1), stack, path;
    std::uint32_t count = 0;
    for (std::uint32_t root = 0; root < rows; ++root) {
      if (order[root] != unseen) continue;
      path.push_back(root);
      while (!path.empty()) {
        const std::uint32_t v = path.back();
        if (order[v] == unseen) {
          order[v] = low[v] = count++;
          stack.push_back(v);
        }
        if (next[v] < first_[v + 1]) {
          const std::uint32_t w = edges_[next[v]].to;
          if (order[w] == unseen) path.push_back(w);
          else if (component[w] == unseen) low[v] = std::min(low[v], low[w]);
          if (order[w] != unseen) ++next[v];
          continue;
        }
        path.pop_back();
        if (low[v] == order[v])
          for (bool last = false; !last; stack.pop_back())
            component[stack.back()] = v, last = stack.back() == v;
      }
    }
    return component;
  }

 private:
  std::vector<Edge> edges_;
  std::vector<std::uint32_t> first_;  // of each row; one more at the end
};

class Cycles {
 public:
  explicit Cycles(const Lint& lint) : lint_(lint) {}

  void run() {
    inner_ = inner_findings();
    if (inner_.empty()) return;
    if (!lint_.program.relations.empty()) find_recursions();
    collect();
    if (!edges_.may_have_cycle()) return;
    edges_.sort(inner_.size());
    component_ = edges_.components();
    for (const Diagnostic& d : lint_.diagnostics)
      if (d.code == Code::symptom_from_goal) told_otherwise_.insert({d.span.source, d.span.begin});
    told_.assign(inner_.size(), false);
    by_.assign(inner_.size(), 0xffffffffU);
    for (std::uint32_t start = 0; start < inner_.size(); ++start) tell(start);
  }

 private:
  // What is both read and concluded: only these can lie on a cycle. Empty: none.
  std::vector<bool> inner_findings() const {
    const std::size_t n = lint_.program.findings.size();
    std::vector<bool> read(n), given(n), inner(n);
    for (std::size_t i = 0; i < n; ++i)
      read[i] = lint_.mentions[i].premise, given[i] = lint_.mentions[i].conclusion;
    for (const Kind& k : lint_.program.kinds)
      read[k.kind.index()] = given[k.broader.index()] = true;
    bool any = false;
    for (std::size_t i = 0; i < n; ++i) any |= inner[i] = read[i] && given[i];
    return any ? inner : std::vector<bool>{};
  }

  // f(premise, conclusion), where the rule speaks for it.
  template <class F>
  void each_edge(const Rule& r, const F& f) const {
    if (r.strength <= 0 || !r.condition) return;
    for (const Conclusion& c : lint_.program.conclusions_of(r))
      if (c.choice < 0 && !c.value)
        premises(r.condition, [&](FindingId from) { f(from, c.finding); });
  }

  template <class F>
  void premises(ExprId id, const F& f) const {
    const Expr& e = lint_.expr(id);
    if (e.op == Op::finding) f(e.finding);
    if (e.op == Op::all || e.op == Op::any || e.op == Op::at_least)
      for (const ExprId input : lint_.program.inputs(e)) premises(input, f);
  }

  // Is this rule another instance of the statement that the one before is of? Then the two join the
  // same relations.
  bool is_another(std::size_t row) const {
    if (row == 0) return false;
    const Rule &a = lint_.program.rules[row - 1], &b = lint_.program.rules[row];
    return a.instance != 0 && b.instance != 0 && a.span == b.span && a.cell == b.cell &&
           a.strength == b.strength && a.conclusions.size() == b.conclusions.size() &&
           a.condition && b.condition &&
           lint_.expr(a.condition).span == lint_.expr(b.condition).span;
  }

  // With all tuples of a relation as one: what lies on a cycle, and what does by certain rules with
  // variables alone, such as `?a reaches ?b` of `?b reaches ?c`. Such a recursion is meant, and
  // cycles in it are the data's.
  void find_recursions() {
    Edges all, certain;
    const auto& rules = lint_.program.rules;
    for (std::size_t row = 0; row < rules.size(); ++row) {
      if (is_another(row)) continue;
      each_edge(rules[row], [&](FindingId from, FindingId to) {
        const Edge edge{joint(from), joint(to), {}};
        all.add(edge);
        if (is_certain(rules[row])) certain.add(edge);
      });
    }
    for (const Kind& k : lint_.program.kinds) all.add({joint(k.kind), joint(k.broader), {}});
    const std::size_t rows = lint_.program.relations.size() + inner_.size();
    all.sort(rows);
    certain.sort(rows);
    joint_ = all.components();
    meant_ = certain.components();
  }

  std::uint32_t joint(FindingId id) const {
    const RelationId relation = lint_.finding(id).relation;
    return relation ? relation.row
                    : static_cast<std::uint32_t>(lint_.program.relations.size()) + id.row;
  }

  static bool is_certain(const Rule& r) { return r.instance != 0 && r.strength == 1; }

  bool may_be_told(FindingId from, FindingId to, const Rule& r) const {
    if (joint_.empty()) return true;
    const std::uint32_t a = joint(from), b = joint(to);
    return joint_[a] == joint_[b] && !(is_certain(r) && meant_[a] == meant_[b]);
  }

  void collect() {
    bool none = false;  // of the statement that the rule is of
    const auto& rules = lint_.program.rules;
    for (std::size_t row = 0; row < rules.size(); ++row) {
      if (none && is_another(row)) continue;
      none = true;
      each_edge(rules[row], [&](FindingId from, FindingId to) {
        if (!may_be_told(from, to, rules[row])) return;
        none = false;
        add(from, to, place_of(rules[row]));
      });
    }
    for (const Kind& k : lint_.program.kinds) add(k.kind, k.broader, k.span);
  }

  void add(FindingId from, FindingId to, Span span) {
    if (inner_[from.index()] && inner_[to.index()]) edges_.add({from.row, to.row, span});
  }

  // The shortest cycle through `start`, if it is the first of a component that has one.
  void tell(std::uint32_t start) {
    if (!inner_[start] || told_[component_[start]]) return;
    told_[component_[start]] = true;
    std::vector<std::uint32_t> queue{start};
    for (std::size_t at = 0; at < queue.size(); ++at)
      for (std::uint32_t e = edges_.of(queue[at]).first; e < edges_.of(queue[at]).last; ++e) {
        const std::uint32_t to = edges_[e].to;
        if (to == start) return report(start, e);
        if (component_[to] != component_[start] || by_[to] != 0xffffffffU) continue;
        by_[to] = e;
        queue.push_back(to);
      }
  }

  // «pain supports bad sleep (line 1),\nwhich supports pain (line 2)».
  void report(std::uint32_t start, std::uint32_t last) const {
    std::vector<const Edge*> cycle{&edges_[last]};
    while (cycle.back()->from != start) cycle.push_back(&edges_[by_[cycle.back()->from]]);
    std::reverse(cycle.begin(), cycle.end());
    for (const Edge* e : cycle)
      if (told_otherwise_.contains({e->span.source, e->span.begin})) return;
    const Span at = cycle.front()->span;
    const auto name = [&](std::uint32_t row) -> const std::string& {
      return lint_.program.findings[row].name;
    };
    std::string text = name(start);
    for (std::size_t i = 0; i < cycle.size(); ++i) {
      const bool left_out = cycle.size() > 8 && i >= 6 && i + 1 < cycle.size();
      if (left_out && i > 6) continue;
      if (i > 0) text += ",\nwhich ";
      else text += ' ';
      if (left_out)
        text +=
            fmt::format("supports, over {} more, {}", cycle.size() - 8, name(cycle.back()->from));
      else
        text += fmt::format("supports {} ({})", cycle.size() == 1 ? "itself" : name(cycle[i]->to),
                            line_of(lint_.program, cycle[i]->span, at));
    }
    lint_.report(Code::positive_cycle, at, text + ".",
                 "In such a cycle evidence does not add up: the strongest counts. Drop a rule, or "
                 "write `causes` for one.");
  }

  const Lint& lint_;
  std::vector<bool> inner_, told_;
  std::set<std::pair<SourceId, std::uint32_t>> told_otherwise_;  // H50: to mend it breaks the cycle
  Edges edges_;
  std::vector<std::uint32_t> joint_, meant_;   // by relation, then finding; empty: no relations
  std::vector<std::uint32_t> component_, by_;  // by_: the edge that reached a finding
};

}  // namespace

void check_positive_cycles(const Lint& lint) { Cycles(lint).run(); }

}  // namespace hence
