#include "engine/evidence.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "engine/calculus.hpp"

namespace hence {

Evidence::Evidence(const Program& program, Arguments& arguments, Conditions& conditions,
                   Draft& draft)
    : program_(&program), arguments_(&arguments), conditions_(&conditions), draft_(&draft) {
  joints_.resize(program.findings.size());
  sum_caps();
  list_kinds();
}

void Evidence::list_kinds() {
  for_.resize(program_->findings.size());
  for (const Kind& k : program_->kinds) {
    broader_of_.emplace_back(k.kind, k.broader);
    kinds_of_.emplace_back(k.broader, k.kind);
    for (const FindingId f : {k.kind, k.broader}) {
      if (for_[f.row]) continue;
      for_[f.row] = draft_->add(NodeOp::evidence_for, 0, f.row);
      draft_->add(NodeOp::evidence_against, 0, f.row);
    }
  }
  std::sort(broader_of_.begin(), broader_of_.end());
  std::sort(kinds_of_.begin(), kinds_of_.end());
}

// What a cap's members say, as a sum: it tells two caps of one figure apart, in any order.
void Evidence::sum_caps() {
  caps_.resize(program_->caps.size());
  if (caps_.empty()) return;
  const auto rows = static_cast<std::uint32_t>(arguments_->table().size());
  for (std::uint32_t row = 0; row < rows; ++row) {
    const CapId cap = program_->rules[arguments_->table()[row].rule.row].cap;
    if (!cap) continue;
    const Content says = join(arguments_->content(row), content_of(arguments_->strength(row)));
    caps_[cap.row] = sum(caps_[cap.row], seal(3, says));
  }
}

void Evidence::join_all() {
  for (std::size_t row = 0; row < program_->findings.size(); ++row) {
    const FindingId finding{row};
    if (program_->findings[row].kind == FindingKind::yes_no) join_finding(finding);
    else if (program_->findings[row].kind != FindingKind::score) join_value(finding);
  }
}

void Evidence::finish() { arguments_->finish(); }

bool Evidence::before(const Key& a, const Key& b) {
  return std::tuple(a.against, a.content, -a.weight, -a.cap, a.cap_members, a.group, bool{a.blocker},
                    a.argument) < std::tuple(b.against, b.content, -b.weight, -b.cap, b.cap_members,
                                             b.group, bool{b.blocker}, b.argument);
}

Evidence::Key Evidence::key(std::uint32_t argument) {
  const Rule& rule = program_->rules[arguments_->table()[argument].rule.row];
  const double strength = arguments_->strength(argument);
  Key key;
  key.content = arguments_->content(argument);
  key.weight = std::abs(strength);
  if (rule.cap) {
    key.cap = program_->caps[rule.cap.row];
    key.cap_members = caps_[rule.cap.row];
  }
  if (rule.group) key.group = program_->groups[rule.group.row];
  key.argument = argument;
  key.against = strength < 0;
  key.blocker = arguments_->blocker(argument);
  return key;
}

// A finding's pieces of evidence, into pieces_for_ and pieces_against_.
void Evidence::gather(FindingId finding) {
  const Range rows = arguments_->of(finding);
  keys_.clear();
  pieces_for_.clear();
  pieces_against_.clear();
  bundles_.clear();
  bundle_rows_.clear();
  for (std::uint32_t row = rows.first; row < rows.last; ++row) keys_.push_back(key(row));
  std::sort(keys_.begin(), keys_.end(), before);
  for (std::size_t first = 0, last = 0; first < keys_.size(); first = last) {
    const Key& k = keys_[first];
    while (last < keys_.size() && keys_[last].content == k.content &&
           keys_[last].against == k.against)
      ++last;
    make_same(std::span(keys_).subspan(first, last - first));
  }
  const bool strongest = program_->options.combine_strongest;
  for (const Bundle& b : bundles_) {
    const bool all = strongest || draft_->nodes[b.node.row].op == NodeOp::strongest;
    draft_->fill(b.node, b.members, all ? b.members.size() : 0);
  }
}

// Arguments that say the same, the strongest first: the first counts. Where that one can be
// overridden, the next counts while it is, and so on, down to the first that cannot. What is held
// back by the same as a stronger one is so with it.
void Evidence::make_same(std::span<const Key> same) {
  NodeId stronger;  // the last that may count
  NodeId shadow;    // one of those before is not overridden
  bool settled = false;
  blockers_.clear();
  for (const Key& k : same) {
    ArgumentOrigin& origin = arguments_->table()[k.argument];
    origin.shadowed_by = stronger;
    if (settled || (k.blocker && !blockers_.insert(k.blocker.row).second)) {
      // It counts never, but a cycle through what overrides it is one as written.
      if (!k.blocker) continue;
      const NodeId silent = arguments_->make(k.argument, conditions_->literal(1));
      (k.against ? pieces_against_ : pieces_for_).push_back(silent);
      continue;
    }
    stronger = arguments_->make(k.argument, shadow);
    put(k, stronger);
    settled = !k.blocker;
    if (!settled && &k != &same.back()) shadow = arguments_->stands(k.blocker, shadow);
  }
}

// Among the pieces, by itself or in its group or cap, which stands where its first member does.
void Evidence::put(const Key& k, NodeId argument) {
  auto& pieces = k.against ? pieces_against_ : pieces_for_;
  const Rule& rule = program_->rules[arguments_->table()[k.argument].rule.row];
  if (!rule.cap && !rule.group) {
    pieces.push_back(argument);
    return;
  }
  const std::uint64_t row = rule.cap ? rule.cap.row : rule.group.row;
  const std::uint64_t id = row * 4 + (rule.cap ? 2U : 0U) + (k.against ? 1U : 0U);
  const auto [at, is_new] =
      bundle_rows_.try_emplace(id, static_cast<std::uint32_t>(bundles_.size()));
  if (is_new) {
    const double sign = k.against ? -1 : 1;
    const NodeId node = rule.cap ? draft_->add(NodeOp::capped, sign * k.cap, rule.cap.row)
                                 : draft_->add(NodeOp::strongest, sign, rule.group.row);
    bundles_.push_back({node, {}});
    pieces.push_back(node);
  }
  bundles_[at->second].members.push_back(argument);
}

// gate: the node of `ask … only if`, if any; otherwise: what counts when that is false.
void Evidence::fill(NodeId node, NodeId gate, double otherwise, std::span<const NodeId> pieces,
                    std::size_t tail) {
  draft_->open(node);
  DraftNode& n = draft_->nodes[node.row];
  n.reads_fact = true;
  if (gate) {
    n.gated = true;
    n.param = otherwise;
    draft_->add_input(node, gate);
  }
  for (const NodeId piece : pieces) draft_->add_input(node, piece);
  const bool strongest =
      program_->options.combine_strongest && n.op != NodeOp::number && n.op != NodeOp::choice;
  n.tail = static_cast<std::uint32_t>(strongest ? pieces.size() : tail);
}

void Evidence::join_finding(FindingId finding) {
  gather(finding);
  const Detail* detail = program_->detail(finding);
  const bool gated = detail != nullptr && detail->only_if;
  const NodeId gate = gated ? conditions_->condition(detail->only_if) : NodeId{};
  const double otherwise = gated ? detail->if_not.value_or(no_figure) : no_figure;
  if (for_[finding.row]) {
    join_kinds(finding, gate, otherwise);
    return;
  }
  pieces_for_.insert(pieces_for_.end(), pieces_against_.begin(), pieces_against_.end());
  fill(make_joint(finding), gate, otherwise, pieces_for_, 0);
}

// With a default the finding's own node reads it, and what it stands in for.
NodeId Evidence::make_joint(FindingId finding) {
  const NodeId own{finding.index()};
  const Detail* detail = program_->detail(finding);
  if (detail == nullptr || (!detail->by_default && !detail->default_value)) return own;
  const NodeId joint = draft_->add(draft_->nodes[own.row].op, 0, finding.row);
  DraftNode& n = draft_->nodes[own.row];
  n.op = NodeOp::defaulted;
  n.param = detail->by_default.value_or(0);
  std::vector<NodeId> inputs{joint};
  if (detail->default_value) inputs.push_back(conditions_->figure(detail->default_value));
  draft_->fill(own, inputs);
  return joints_[finding.row] = joint;
}

// A yes goes up, a no goes down, each sign on its own.
void Evidence::join_kinds(FindingId finding, NodeId gate, double otherwise) {
  const NodeId for_node = for_[finding.row];
  const NodeId against_node{for_node.index() + 1};
  const auto add = [&](const std::vector<Link>& links, std::size_t sign,
                       std::vector<NodeId>& pieces) {
    auto at = std::lower_bound(links.begin(), links.end(), Link{finding, FindingId{0}});
    std::size_t added = 0;
    for (; at != links.end() && at->first == finding; ++at, ++added)
      pieces.push_back(NodeId{for_[at->second.row].index() + sign});
    return added;
  };
  const std::size_t kinds = add(kinds_of_, 0, pieces_for_);
  const std::size_t broader = add(broader_of_, 1, pieces_against_);
  fill(for_node, gate, otherwise, pieces_for_, kinds);
  fill(against_node, gate, otherwise, pieces_against_, broader);
  draft_->fill(make_joint(finding), std::array{for_node, against_node}, 2);
}

void Evidence::join_value(FindingId finding) {
  const Range rows = arguments_->of(finding);
  std::vector<NodeId> values;
  for (std::uint32_t row = rows.first; row < rows.last; ++row)
    values.push_back(arguments_->make_value(row));
  const Detail* detail = program_->detail(finding);
  const bool computed = detail != nullptr && detail->computed;
  if (computed) values.push_back(conditions_->figure(detail->computed));
  const NodeId gate =
      detail != nullptr && detail->only_if ? conditions_->condition(detail->only_if) : NodeId{};
  fill(make_joint(finding), gate, no_figure, values, computed ? 1 : 0);
}

}  // namespace hence
