#include "engine/cycle.hpp"

#include <algorithm>
#include <optional>

#include <boost/unordered/unordered_flat_map.hpp>
#include <fmt/format.h>

#include "engine/aggregate.hpp"

namespace hence {

namespace {

// A cycle is looked for behind this many reads of a component, and the shortest is told.
constexpr std::size_t reads_tried = 32;

// What stands between two findings (or rules that apply) of a cycle: who needs whom, and why.
struct Step {
  std::string subject, verb, object;  // «viral cause», «needs NOT », «bacterial cause»
  Span span;                          // of the rule or the statement
};

class CycleTeller {
 public:
  CycleTeller(const Program& program, const Draft& draft,
              const std::vector<ArgumentOrigin>& arguments, const Components& components)
      : program_(program), draft_(draft), arguments_(arguments), components_(components) {}

  Diagnostic tell(std::span<const UnsettledRead> reads) const {
    std::vector<NodeId> shortest;
    for (const UnsettledRead& read : reads.first(std::min(reads.size(), reads_tried))) {
      auto cycle = cycle_through(read);
      if (shortest.empty() || cycle.size() < shortest.size()) shortest = std::move(cycle);
    }
    return write(steps_of(shortest));
  }

 private:
  std::vector<NodeId> cycle_through(const UnsettledRead& read) const;
  std::vector<Step> steps_of(const std::vector<NodeId>& cycle) const;
  Diagnostic write(std::vector<Step> steps) const;
  bool is_subject(NodeId node) const;
  bool steps_from_itself(std::span<const NodeId> path) const;
  std::string name_of(NodeId node) const;
  Span span_of(NodeId node) const;
  Span stated_at(NodeId finding, NodeId input) const;
  std::string verb(std::span<const NodeId> path) const;
  std::optional<std::string> verb(NodeId reader, NodeId input) const;
  std::string line_of(Span span, Span told_at) const;

  const Program& program_;
  const Draft& draft_;
  const std::vector<ArgumentOrigin>& arguments_;
  const Components& components_;
};

// The reader, then what it reads, and so on, each reading the next and the last the first: the
// shortest such way, by breadth first search.
std::vector<NodeId> CycleTeller::cycle_through(const UnsettledRead& read) const {
  const NodeId input = draft_.inputs_of(read.reader)[read.input];
  if (input == read.reader) return {read.reader};
  const std::uint32_t component = components_.of[input.row];
  boost::unordered_flat_map<std::uint32_t, NodeId> reached_from;
  std::vector<NodeId> queue{input};
  reached_from.emplace(input.row, input);
  for (std::size_t at = 0; at < queue.size() && !reached_from.contains(read.reader.row); ++at) {
    const NodeId node = queue[at];
    for (const NodeId next : draft_.inputs_of(node)) {
      if (components_.of[next.row] != component) continue;
      if (reached_from.emplace(next.row, node).second) queue.push_back(next);
    }
  }
  std::vector<NodeId> cycle;
  for (NodeId node = read.reader; node != input; node = reached_from.at(node.row))
    cycle.push_back(node);
  cycle.push_back(input);
  // Walked back from the reader, each node is read by the next; as told, each reads the next.
  std::reverse(cycle.begin(), cycle.end());
  return cycle;
}

bool CycleTeller::is_subject(NodeId node) const {
  const NodeOp op = draft_.nodes[node.row].op;
  return is_finding(op) || is_side(op) || op == NodeOp::applies;
}

std::string CycleTeller::name_of(NodeId node) const {
  const DraftNode& n = draft_.nodes[node.row];
  if (n.op != NodeOp::applies) return program_.findings[n.origin].name;
  const RuleNameId name = program_.rules[n.origin].name;
  return name ? "rule " + program_.rule_names[name.row] : "a rule";
}

Span CycleTeller::span_of(NodeId node) const {
  const DraftNode& n = draft_.nodes[node.row];
  std::uint32_t rule = Id<void>::no_row;
  if (n.op == NodeOp::argument || n.op == NodeOp::value_argument)
    rule = arguments_[n.origin].rule.row;
  if (n.op == NodeOp::applies) rule = n.origin;
  if (rule == Id<void>::no_row) return {};
  const Rule& r = program_.rules[rule];
  return r.cell.source == no_source ? r.span : r.cell;
}

// Where a finding that is concluded by no rule here reads its input: `is a kind of`, `only if`,
// `=`.
Span CycleTeller::stated_at(NodeId finding, NodeId input) const {
  const DraftNode& n = draft_.nodes[finding.row];
  const FindingId a{n.origin};
  if (n.gated && draft_.inputs_of(finding).front() == input)
    return program_.exprs[program_.detail(a)->only_if.row].span;
  if (n.op == NodeOp::number && program_.detail(a) != nullptr && program_.detail(a)->computed)
    return program_.exprs[program_.detail(a)->computed.row].span;
  const FindingId b{draft_.nodes[input.row].origin};
  for (const Kind& k : program_.kinds)
    if ((k.kind == a && k.broader == b) || (k.kind == b && k.broader == a)) return k.span;
  return {};
}

// How a reader that is no bare «needs» stands to what it reads.
std::optional<std::string> CycleTeller::verb(NodeId reader, NodeId input) const {
  const DraftNode& r = draft_.nodes[reader.row];
  const auto inputs = draft_.inputs_of(reader);
  const auto place =
      static_cast<std::size_t>(std::find(inputs.begin(), inputs.end(), input) - inputs.begin());
  if (r.gated && place == 0) return "is asked only if ";
  switch (r.op) {
    case NodeOp::argument:
    case NodeOp::value_argument:
    case NodeOp::applies:
      if (place >= inputs.size() - r.tail) {
        const NodeOp blocker = draft_.nodes[input.row].op;
        const bool rule = blocker == NodeOp::applies || blocker == NodeOp::any_applies ||
                          blocker == NodeOp::stands;
        return rule ? "gives way to " : "holds unless ";
      }
      if (r.param < 0) return "is argued against by ";
      return std::nullopt;
    case NodeOp::negation: return "needs NOT ";
    case NodeOp::at_most:
    case NodeOp::exactly: return "needs a count that includes ";
    case NodeOp::is_known:
    case NodeOp::is_unknown: return "depends on whether there is an answer for ";
    case NodeOp::evidence_for: return "takes a yes from its kind ";
    case NodeOp::evidence_against: return "takes a no from the broader ";
    case NodeOp::score: return "counts ";
    case NodeOp::defaulted: return "has a default, and depends on whether anything else says ";
    case NodeOp::no_evidence_for: return "needs that there is no evidence for ";
    case NodeOp::is_value: return "needs the value of ";
    case NodeOp::aggregate:
      return fmt::format("needs the {} over what includes ", hence::name_of(aggregate_of(r.param)));
    default: return r.op >= NodeOp::less ? std::optional("needs the value of ") : std::nullopt;
  }
}

// path: a subject, what stands between, the next subject. The nearest peculiarity tells most.
std::string CycleTeller::verb(std::span<const NodeId> path) const {
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    const bool piece = draft_.nodes[path[i + 1].row].op == NodeOp::argument ||
                       draft_.nodes[path[i + 1].row].op == NodeOp::strongest ||
                       draft_.nodes[path[i + 1].row].op == NodeOp::capped;
    if (piece) continue;
    if (const auto told = verb(path[i], path[i + 1])) return *told;
  }
  return "needs ";
}

// A finding with a default, and what it stands in for.
bool CycleTeller::steps_from_itself(std::span<const NodeId> path) const {
  return path.size() == 2 &&
         draft_.nodes[path.front().row].origin == draft_.nodes[path.back().row].origin;
}

std::vector<Step> CycleTeller::steps_of(const std::vector<NodeId>& cycle) const {
  const auto first =
      std::find_if(cycle.begin(), cycle.end(), [&](NodeId n) { return is_subject(n); });
  std::vector<NodeId> around(first, cycle.end());
  around.insert(around.end(), cycle.begin(), first);
  if (around.empty()) return {};
  around.push_back(around.front());
  std::vector<Step> steps;
  for (std::size_t from = 0, to = 1; to < around.size(); ++to) {
    if (!is_subject(around[to])) continue;
    const auto path = std::span(around).subspan(from, to - from + 1);
    Step step{name_of(path.front()), verb(path), name_of(path.back()), {}};
    for (const NodeId node : path.first(path.size() - 1))
      if (step.span.source == no_source) step.span = span_of(node);
    if (step.span.source == no_source) step.span = stated_at(path.front(), path[1]);
    from = to;
    // A finding and its own evidence nodes are one subject.
    const NodeOp below = draft_.nodes[path.back().row].op;
    const NodeOp above = draft_.nodes[path.front().row].op;
    const bool own = is_side(below);
    if (own && above == NodeOp::finding) continue;
    if (above == NodeOp::defaulted && steps_from_itself(path)) continue;
    steps.push_back(std::move(step));
  }
  return steps;
}

std::string CycleTeller::line_of(Span span, Span told_at) const {
  const auto row = static_cast<std::size_t>(span.source);
  if (row >= program_.sources.size()) return "";
  const Source& source = program_.sources[row];
  const int line = place(source, span.begin).line;
  if (span.source == told_at.source) return fmt::format(" (line {})", line);
  return fmt::format(" ({}:{})", source.path, line);
}

Diagnostic CycleTeller::write(std::vector<Step> steps) const {
  const auto earlier = [](const Step& a, const Step& b) {
    const auto key = [](const Step& s) {
      return std::tuple(static_cast<std::uint32_t>(s.span.source), s.span.begin);
    };
    return key(a) < key(b);
  };
  std::rotate(steps.begin(), std::min_element(steps.begin(), steps.end(), earlier), steps.end());
  const Span at = steps.empty() ? Span{} : steps.front().span;
  Diagnostic d = make_diagnostic(Code::cycle, at, "");
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const Step& s = steps[i];
    const std::string told = s.verb + s.object + line_of(s.span, at);
    d.message += i == 0 ? s.subject + " " + told : ",\nwhich " + told;
    if (i > 0 && s.span.source != no_source)
      d.related.push_back({s.span, s.subject + " " + s.verb + s.object});
  }
  const std::size_t count = steps.size();
  d.message += count == 2   ? ": neither can be decided first."
               : count == 1 ? ": it cannot be decided before itself."
                            : ": none of them can be decided first.";
  d.advice = count == 2   ? "Drop one condition, or ask for one of the two."
             : count == 1 ? "Drop the condition."
                          : "Drop one condition, or ask for one of them.";
  return d;
}

}  // namespace

std::vector<Diagnostic> tell_cycles(const Program& program, const Draft& draft,
                                    const std::vector<ArgumentOrigin>& arguments,
                                    const Components& components,
                                    const std::vector<UnsettledRead>& reads) {
  const CycleTeller teller(program, draft, arguments, components);
  std::vector<Diagnostic> told;
  for (std::size_t first = 0, last = 0; first < reads.size(); first = last) {
    const std::uint32_t component = components.of[reads[first].reader.row];
    while (last < reads.size() && components.of[reads[last].reader.row] == component) ++last;
    told.push_back(teller.tell(std::span(reads).subspan(first, last - first)));
  }
  return told;
}

}  // namespace hence
