#include "engine/named_recursion.hpp"

#include <algorithm>

#include "engine/draft.hpp"
#include "rules/text.hpp"

namespace hence {

namespace {

std::uint64_t begin_of(const Rule& rule) {
  return std::uint64_t{static_cast<std::uint32_t>(rule.span.source)} << 32U | rule.span.begin;
}

std::size_t place_of(const Program& program, const Rule& rule, FindingId finding) {
  const auto conclusions = program.conclusions_of(rule);
  const auto at = std::find_if(conclusions.begin(), conclusions.end(),
                               [&](const Conclusion& c) { return c.finding == finding; });
  return static_cast<std::size_t>(at - conclusions.begin());
}

}  // namespace

std::uint32_t NamedRecursion::of(const Program& program, FindingId finding) const {
  const Finding& f = program.findings[finding.row];
  return f.relation ? of_relation[f.relation.row] : of_key(f.key);
}

std::uint32_t NamedRecursion::of_key(std::string_view key) const {
  const auto found = of_name.find(key);
  return found == of_name.end() ? none : found->second;
}

std::uint32_t NamedRecursion::of(const Program& program, const Rule& rule,
                                 FindingId finding) const {
  const auto found = of_rule.find(begin_of(rule));
  if (found == of_rule.end()) return none;
  const std::size_t place = place_of(program, rule, finding);
  return place < found->second.size() ? found->second[place] : none;
}

NamedRecursion named_recursion(const Program& schema, const Network& network,
                               const std::vector<Relation>& relations) {
  const auto component = [&](NodeId node) { return network.nodes[node.row].component; };
  NamedRecursion out;
  for (std::size_t f = 0; f < schema.findings.size(); ++f)
    if (const std::uint32_t c = component(network.finding_nodes[f]); c != NamedRecursion::none)
      out.of_name.emplace(schema.findings[f].key, c);
  for (const Relation& r : relations) out.of_relation.push_back(out.of_key(key_of(r.name)));
  for (const ArgumentOrigin& a : network.arguments) {
    const NodeId node = a.node ? a.node : a.shadowed_by;
    const std::uint32_t c = component(network.finding_nodes[a.finding.row]);
    if (!node || c == NamedRecursion::none || component(node) != c) continue;
    const Rule& rule = schema.rules[a.rule.row];
    std::vector<std::uint32_t>& conclusions = out.of_rule[begin_of(rule)];
    const auto concluded = schema.conclusions_of(rule);  // of one relation perhaps twice
    conclusions.resize(concluded.size(), NamedRecursion::none);
    for (std::size_t place = 0; place < concluded.size(); ++place)
      if (concluded[place].finding == a.finding) conclusions[place] = c;
  }
  return out;
}

std::vector<std::uint32_t> components_by_name(const Draft& draft, const Program& program,
                                              const std::vector<ArgumentOrigin>& arguments,
                                              const NamedRecursion& recursion) {
  std::vector<std::uint32_t> of(draft.size(), NamedRecursion::none);
  for (std::size_t row = 0; row < of.size(); ++row) {
    const DraftNode& n = draft.nodes[row];
    if (n.op == NodeOp::finding || is_side(n.op)) {
      of[row] = recursion.of(program, FindingId{n.origin});
    } else if (n.op == NodeOp::argument) {
      const ArgumentOrigin& a = arguments[n.origin];
      of[row] = recursion.of(program, program.rules[a.rule.row], a.finding);
    }
  }
  for (std::size_t row = 0; row < of.size(); ++row)
    if (is_bundle(draft.nodes[row].op))
      for (const NodeId member : draft.inputs_of(NodeId{row}))
        if (of[member.row] != NamedRecursion::none) of[row] = of[member.row];
  return of;
}

}  // namespace hence
