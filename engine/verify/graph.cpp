#include "engine/verify/graph.hpp"

#include <algorithm>
#include <map>

namespace hence::verify {
namespace {

struct Edge {
  int from = 0;
  bool late = false;
};

class Builder {
 public:
  explicit Builder(const RuleBase& base) : base_(base), first_rule_(2 * base.findings.size()), in_(first_rule_ + base.rules.size()) {
    for (std::size_t r = 0; r < base.rules.size(); ++r) {
      if (base.rules[r].name >= 0) by_name_[base.rules[r].name].push_back(r);
      if (base.rules[r].first >= 0) by_first_[base.rules[r].first].push_back(r);
      for (const int name : base.rules[r].overrides) overriding_[name].push_back(r);
    }
  }

  Graph build() {
    Graph out;
    out.early.resize(base_.rules.size());
    for (std::size_t r = 0; r < base_.rules.size(); ++r) add_rule(r, out.early[r]), add_applies(r);
    for (std::size_t f = 0; f < base_.findings.size(); ++f) {
      const Finding& finding = base_.findings[f];
      std::vector<Edge> reads;
      for (const int e : {finding.computed, finding.default_value, finding.only_if}) read(e, true, reads);
      for (const Item& item : finding.items) {
        read(item.condition, true, reads);
        if (item.choice >= 0) reads.push_back({2 * item.choice, true});
      }
      for (const int sign : {0, 1}) put(2 * static_cast<int>(f) + sign, reads);
    }
    for (const auto& [kind, broader] : base_.kinds) {
      put(2 * broader, {{2 * kind, false}});
      put(2 * kind + 1, {{2 * broader + 1, false}});
    }
    components(out);
    for (std::size_t row = 0; row < in_.size(); ++row)
      for (const Edge& e : in_[row])
        if (e.late && out.together(e.from, static_cast<int>(row)))
          throw Unable{row < first_rule_ ? base_.findings[row / 2].at : base_.rules[row - first_rule_].at, "a cycle: this would have to be final before itself"};
    return out;
  }

 private:
  void put(int row, const std::vector<Edge>& reads) {
    auto& in = in_[static_cast<std::size_t>(row)];
    in.insert(in.end(), reads.begin(), reads.end());
  }

  void read(int id, bool late, std::vector<Edge>& out) {
    if (id < 0) return;
    const Expr& e = base_.exprs[static_cast<std::size_t>(id)];
    const bool keeps = e.op == Op::all || e.op == Op::any || e.op == Op::at_least;
    if (e.finding >= 0) {
      const Finding& f = base_.findings[static_cast<std::size_t>(e.finding)];
      const bool final = late || e.op != Op::finding || f.by_default;
      out.push_back({2 * e.finding, final});
      if (f.kind == Kind::yes_no) out.push_back({2 * e.finding + 1, final});
    }
    if (e.op == Op::applies)
      for (const std::size_t r : by_name_[e.n])
        if (e.binding < 0 || agree(base_.rules[r].binding, base_.bindings[static_cast<std::size_t>(e.binding)])) out.push_back({applies_row(r), true});
    for (const int in : e.in) read(in, late || !keeps, out);
  }

  // That a rule applies is a row of its own, so that long chains of overrides need no recursion.
  int applies_row(std::size_t rule) const { return static_cast<int>(first_rule_ + rule); }
  void add_applies(std::size_t rule) {
    const Rule& r = base_.rules[rule];
    std::vector<Edge> reads;
    for (const int e : {r.condition, r.scope, r.unless}) read(e, true, reads);
    for (const Conclusion& c : r.conclusions) read(c.value, true, reads);
    holders(rule, reads);
    put(applies_row(rule), reads);
  }
  void holders(std::size_t rule, std::vector<Edge>& out) {
    const Rule& r = base_.rules[rule];
    if (r.name >= 0)
      for (const std::size_t other : overriding_[r.name])
        if (agree(r.binding, base_.rules[other].binding)) out.push_back({applies_row(other), true});
    if (r.first >= 0)
      for (const std::size_t other : by_first_[r.first])
        if (base_.rules[other].place < r.place) out.push_back({applies_row(other), true});
  }

  void add_rule(std::size_t rule, std::vector<int>& early) {
    const Rule& r = base_.rules[rule];
    std::vector<Edge> condition, rest;
    read(r.condition, false, condition);
    for (const Edge& e : condition)
      if (!e.late && static_cast<std::size_t>(e.from) < first_rule_ && e.from % 2 == 0) early.push_back(e.from / 2);
    read(r.scope, true, rest);
    read(r.unless, true, rest);
    holders(rule, rest);
    std::vector<Edge> final = condition;
    for (Edge& e : final) e.late = true;
    for (const Conclusion& c : r.conclusions) {
      const bool value = base_.findings[static_cast<std::size_t>(c.finding)].kind != Kind::yes_no;
      const int row = 2 * c.finding + (!value && r.strength < 0 ? 1 : 0);
      put(row, value || r.strength < 0 ? final : condition);
      put(row, rest);
      if (value) {
        std::vector<Edge> figure;
        read(c.value, true, figure);
        put(row, figure);
      } else if (r.otherwise != 0) {
        const int other = 2 * c.finding + (r.otherwise < 0 ? 1 : 0);
        put(other, final);
        put(other, rest);
      }
    }
  }

  // Tarjan 1972, with a stack of its own: chains of rules may be long.
  void components(Graph& out) {
    const std::size_t n = in_.size();
    std::vector<int> index(n, -1), low(n, 0);
    std::vector<bool> on_stack(n, false);
    std::vector<std::size_t> stack;
    struct Frame {
      std::size_t row, next;
    };
    out.component.assign(n, -1);
    int counter = 0, found = 0;
    for (std::size_t root = 0; root < n; ++root) {
      if (index[root] >= 0) continue;
      std::vector<Frame> frames{{root, 0}};
      while (!frames.empty()) {
        Frame& frame = frames.back();
        const std::size_t row = frame.row;
        if (frame.next == 0) {
          index[row] = low[row] = counter++;
          stack.push_back(row);
          on_stack[row] = true;
        }
        bool deeper = false;
        while (!deeper && frame.next < in_[row].size()) {
          const auto to = static_cast<std::size_t>(in_[row][frame.next++].from);
          if (index[to] < 0) {
            frames.push_back({to, 0});
            deeper = true;
          } else if (on_stack[to]) {
            low[row] = std::min(low[row], index[to]);
          }
        }
        if (deeper) continue;
        frames.pop_back();
        if (!frames.empty()) low[frames.back().row] = std::min(low[frames.back().row], low[row]);
        if (low[row] != index[row]) continue;
        std::size_t size = 0;
        std::size_t member = n;
        while (member != row) {
          member = stack.back();
          stack.pop_back();
          on_stack[member] = false;
          out.component[member] = found;
          ++size;
        }
        const bool itself = std::any_of(in_[row].begin(), in_[row].end(), [&](const Edge& e) { return static_cast<std::size_t>(e.from) == row; });
        out.recursive.push_back(size > 1 || itself);
        ++found;
      }
    }
  }

  const RuleBase& base_;
  std::size_t first_rule_;
  std::vector<std::vector<Edge>> in_;  // by row: what it reads
  std::map<int, std::vector<std::size_t>> by_name_, by_first_, overriding_;
};

}  // namespace

RuleBase by_names(const RuleBase& base) {
  RuleBase out = base;
  const auto name = [&](int& finding) {
    if (finding >= 0 && base.findings[static_cast<std::size_t>(finding)].model >= 0) finding = base.findings[static_cast<std::size_t>(finding)].model;
  };
  for (Expr& e : out.exprs) name(e.finding), e.binding = -1;
  std::erase_if(out.rules, [](const Rule& r) { return !r.binding.empty(); });
  out.rules.insert(out.rules.end(), base.schema.begin(), base.schema.end());
  for (Rule& r : out.rules)
    for (Conclusion& c : r.conclusions) name(c.finding);
  for (auto& [kind, broader] : out.kinds) name(kind), name(broader);
  std::erase_if(out.kinds, [](const auto& k) { return k.first == k.second; });  // `?` and its tuples
  return out;
}

bool Graph::inside(std::size_t rule, int row) const {
  const auto name = [&](int of) { return named[static_cast<std::size_t>(of / 2)] * 2 + of % 2; };
  const auto circle = [&](int of) { return named_component[static_cast<std::size_t>(name(of))]; };
  if (!named_recursive[static_cast<std::size_t>(circle(row))]) return false;
  return std::any_of(early[rule].begin(), early[rule].end(), [&](int f) { return circle(2 * f) == circle(row) || circle(2 * f + 1) == circle(row); });
}

Graph graph_of(const RuleBase& base) {
  Graph out = Builder(base).build();
  const Graph names = base.relations.empty() ? out : Builder(by_names(base)).build();
  out.named_component = names.component;
  out.named_recursive = names.recursive;
  for (std::size_t f = 0; f < base.findings.size(); ++f) out.named.push_back(base.findings[f].model >= 0 ? base.findings[f].model : static_cast<int>(f));
  return out;
}

}  // namespace hence::verify
