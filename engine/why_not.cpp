#include "engine/why_not.hpp"

#include <algorithm>
#include <tuple>

#include "engine/aggregate.hpp"
#include "engine/argument_report.hpp"
#include "rules/text.hpp"

namespace hence {

namespace {

bool is_known(const Value& value) { return value.state != Truth::unknown; }

class Misses {
 public:
  Misses(const Session& session, std::size_t shown)
      : session_(&session), network_(&session.network()), distances_(session), shown_(shown),
        concluded_(concluded_findings(session.program())),
        listed_(session.program().findings.size()) {}

  WhyNot of(FindingId finding) {
    WhyNot result;
    result.finding = finding;
    const Value value = session_->value(finding);
    const bool yes_no = session_->program().findings[finding.row].kind == FindingKind::yes_no;
    if (yes_no ? value.state == Truth::yes : is_known(value)) return result;
    put(finding, true);
    finish(result);
    return result;
  }

  WhyNot of(const std::vector<RuleId>& rules) {
    WhyNot result;
    result.rules = rules;
    for (const RuleId rule : rules)
      for (const Conclusion& c :
           session_->program().conclusions_of(session_->program().rules[rule.row]))
        for (ArgumentReport& report : ArgumentReports(*session_, c.finding).make())
          if (report.rule == rule) put_of_rule(std::move(report), result);
    finish(result);
    return result;
  }

 private:
  struct Wanted {
    FindingId finding;
    bool holds = true;
  };

  void put(FindingId finding, bool holds) {
    if (std::exchange(listed_[finding.row], char{1}) == 0) queue_.push_back({finding, holds});
  }

  void finish(WhyNot& result) {
    // Rules first, then their `otherwise`.
    std::stable_partition(result.of_rules.begin(), result.of_rules.end(),
                          [](const Miss& m) { return !m.argument.argument.otherwise; });
    for (std::size_t i = 0; i < queue_.size(); ++i) {
      Lack next = lack(queue_[i]);
      // What only an answer would settle stands among the conditions already.
      const bool told = next.answerable && next.misses.empty() && next.fired.empty();
      if (!told || next.finding == result.finding) result.lacks.push_back(std::move(next));
    }
  }

  void put_of_rule(ArgumentReport report, WhyNot& result) {
    // An argument twice over: the conclusions of one rule may name a finding again.
    const bool fired = report.contribution != 0;
    for (const Miss& m : result.of_rules)
      if (m.argument.argument.node && m.argument.argument.node == report.node) return;
    const NodeId node = report.node;
    const Distance distance = node ? distances_.to_hold(node) : unreachable;
    if (!fired && node) follow(node, true);
    result.of_rules.push_back({explained(*session_, std::move(report)), distance});
  }

  Lack lack(Wanted wanted) {
    Lack lack;
    lack.finding = wanted.finding;
    lack.wanted = wanted.holds;
    lack.value = session_->value(wanted.finding);
    lack.answerable = distances_.changeable()[wanted.finding.row];
    struct Missing {
      bool would_do;
      Distance distance;
      ArgumentReport report;
    };
    std::vector<Missing> missing;
    const Cell balance = balance_of(wanted.finding);
    for (ArgumentReport& r : ArgumentReports(*session_, wanted.finding).make()) {
      if (r.contribution != 0) {
        if (lack.fired.size() < shown_) lack.fired.push_back(explained(*session_, std::move(r)));
      } else if (helps(r, wanted)) {
        const Distance distance = r.node ? distances_.to_hold(r.node) : unreachable;
        missing.push_back({would_do(balance, r, wanted), distance, std::move(r)});
      }
    }
    const std::size_t shown = std::min(shown_, missing.size());
    std::stable_sort(missing.begin(), missing.end(),
                     [](const Missing& a, const Missing& b) {
                       return std::tuple(!a.would_do || !a.distance.possible(), a.distance) <
                              std::tuple(!b.would_do || !b.distance.possible(), b.distance);
                     });
    lack.others = missing.size() - shown;
    missing.erase(missing.begin() + static_cast<std::ptrdiff_t>(shown), missing.end());
    if (!missing.empty() && missing.front().report.node)
      follow(missing.front().report.node, true);
    for (Missing& m : missing)
      lack.misses.push_back({explained(*session_, std::move(m.report)), m.distance, m.would_do});
    follow_kinds(wanted);
    return lack;
  }

  // What counts for and against it now.
  Cell balance_of(FindingId finding) const {
    Cell balance = even_balance;
    if (session_->program().findings[finding.row].kind != FindingKind::yes_no) return balance;
    for (const Piece& p : evidence_of(*session_, finding))
      if (p.counts) balance = Weigh{}(balance, piece_of(p.contribution));
    return balance;
  }

  bool would_do(Cell balance, const ArgumentReport& report, Wanted wanted) const {
    if (session_->program().findings[wanted.finding.row].kind != FindingKind::yes_no) return true;
    const double c = read(Conclude{}(Weigh{}(balance, piece_of(report.strength))));
    return (wanted.holds ? c : -c) > network_->threshold;
  }

  // Does it speak for what is wanted?
  bool helps(const ArgumentReport& report, Wanted wanted) const {
    const bool yes_no =
        session_->program().findings[wanted.finding.row].kind == FindingKind::yes_no;
    return !yes_no || (report.strength > 0) == wanted.holds;
  }

  // A finding without arguments of its own waits for the nearest of its kinds.
  void follow_kinds(Wanted wanted) {
    if (!network_->arguments_of(wanted.finding).empty() || !wanted.holds) return;
    NodeId nearest;
    const NodeId joint = network_->joint_of(wanted.finding);
    for (const NodeId input : network_->inputs_of(joint))
      for (const NodeId kind : network_->tail_of(input))
        if (network_->nodes[kind.row].op == NodeOp::evidence_for &&
            (!nearest || distances_.to_hold(kind) < distances_.to_hold(nearest)))
          nearest = kind;
    if (nearest) put(FindingId{network_->nodes[nearest.row].origin}, true);
  }

  Distance distance(NodeId node, bool holds) const {
    return holds ? distances_.to_hold(node) : distances_.to_fail(node);
  }

  // The concluded findings that a node waits for to hold (to fail), by the nearest way.
  void follow(NodeId node, bool holds) {
    if (distance(node, holds).changes == 0) return;
    const Node& row = network_->nodes[node.row];
    const auto inputs = network_->inputs_of(node);
    switch (row.op) {
      case NodeOp::finding:
      case NodeOp::number:
      case NodeOp::choice:
      case NodeOp::score:
      case NodeOp::defaulted: return follow_finding(FindingId{row.origin}, holds);
      case NodeOp::argument:
      case NodeOp::value_argument:
        for (const NodeId premise : network_->heads_of(node)) follow(premise, true);
        for (const NodeId blocker : network_->tail_of(node)) follow(blocker, false);
        return;
      case NodeOp::negation:
      case NodeOp::no_evidence_for: return follow(inputs.front(), !holds);
      case NodeOp::all: return follow_least(node, holds, holds ? inputs.size() : 1);
      case NodeOp::any: return follow_least(node, holds, holds ? 1 : inputs.size());
      case NodeOp::at_least: {
        const auto n = static_cast<std::size_t>(row.param);
        return follow_least(node, holds, holds ? n : inputs.size() + 1 - std::min(n, inputs.size()));
      }
      case NodeOp::aggregate: return follow_binding(row, inputs);
      case NodeOp::applies:
      case NodeOp::any_applies:
      case NodeOp::stands: return;  // told by what holds the argument back
      default:
        for (const NodeId input : network_->heads_of(node)) follow(input, holds);
    }
  }

  // Of the bindings that do not hold the nearest.
  void follow_binding(const Node& row, std::span<const NodeId> inputs) {
    const std::size_t size = binding_size(aggregate_of(row.param));
    NodeId nearest;
    for (std::size_t at = 0; at < inputs.size(); at += size) {
      const Distance away = distance(inputs[at], true);
      if (away.changes > 0 && away.possible() && (!nearest || away < distance(nearest, true)))
        nearest = inputs[at];
    }
    if (nearest) follow(nearest, true);
  }

  void follow_finding(FindingId finding, bool holds) {
    const FindingKind kind = session_->program().findings[finding.row].kind;
    const Detail* detail = session_->program().detail(finding);
    const bool derived = concluded_[finding.row] || kind == FindingKind::score ||
                         (detail != nullptr && detail->computed);
    if (derived && session_->fact(finding) == nullptr) put(finding, holds);
  }

  void follow_least(NodeId node, bool holds, std::size_t n) {
    const auto inputs = network_->inputs_of(node);
    std::vector<NodeId> nearest(inputs.begin(), inputs.end());
    std::stable_sort(nearest.begin(), nearest.end(), [&](NodeId a, NodeId b) {
      return distance(a, holds) < distance(b, holds);
    });
    for (std::size_t i = 0; i < std::min(n, nearest.size()); ++i) follow(nearest[i], holds);
  }

  const Session* session_;
  const Network* network_;
  Distances distances_;
  std::size_t shown_;
  std::vector<bool> concluded_;
  std::vector<char> listed_;  // by FindingId
  std::vector<Wanted> queue_;
};

}  // namespace

WhyNot why_not(const Session& session, FindingId finding, std::size_t shown) {
  return Misses(session, shown).of(finding);
}

WhyNot why_not(const Session& session, const std::vector<RuleId>& rules, std::size_t shown) {
  return Misses(session, shown).of(rules);
}

std::vector<RuleId> rules_named(const Program& program, std::string_view name) {
  const std::string key = key_of(name);
  std::vector<RuleId> rules;
  for (std::size_t row = 0; row < program.rules.size(); ++row) {
    const RuleNameId named = program.rules[row].name;
    if (named && key_of(program.rule_names[named.row]) == key) rules.emplace_back(row);
  }
  return rules;
}

std::vector<RuleId> rules_at(const Program& program, std::string_view path, std::uint32_t line) {
  // The cell or row that made it is nearer than the statement around it.
  std::vector<RuleId> in_cell, in_statement;
  const auto covers = [&](Span span) {
    const auto row = static_cast<std::size_t>(span.source);
    if (span.source == no_source || row >= program.sources.size()) return false;
    const Source& source = program.sources[row];
    const bool whole = source.path.size() == path.size() ||
                       (source.path.size() > path.size() &&
                        source.path[source.path.size() - path.size() - 1] == '/');
    if (!whole || !source.path.ends_with(path)) return false;
    const auto first = static_cast<std::uint32_t>(place(source, span.begin).line);
    const auto last = static_cast<std::uint32_t>(place(source, span.end).line);
    return first <= line && line <= last;
  };
  for (std::size_t row = 0; row < program.rules.size(); ++row) {
    const Rule& rule = program.rules[row];
    if (rule.cell.source != no_source && covers(rule.cell)) in_cell.emplace_back(row);
    else if (covers(rule.span)) in_statement.emplace_back(row);
  }
  return in_cell.empty() ? in_statement : in_cell;
}

}  // namespace hence
