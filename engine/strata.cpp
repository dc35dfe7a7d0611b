#include "engine/strata.hpp"

#include <algorithm>

#include <boost/graph/strong_components.hpp>

#include "engine/aggregate.hpp"
#include "engine/graph.hpp"
#include "engine/named_recursion.hpp"

namespace hence {

namespace {

bool joins_evidence(NodeOp op) { return op == NodeOp::finding || is_side(op); }
bool reads_value(const DraftNode& reader, std::size_t input) {
  switch (reader.op) {
    case NodeOp::number:
    case NodeOp::choice:
    case NodeOp::points:
    case NodeOp::is_value: return true;
    case NodeOp::defaulted: return reader.param == 0;
    case NodeOp::certainty: return reader.param != 0;
    case NodeOp::value_argument: return input == 0;
    case NodeOp::is_known:
    case NodeOp::is_unknown: return reader.param != 0;
    case NodeOp::aggregate: return input % binding_size(aggregate_of(reader.param)) != 0;
    default: return reader.op >= NodeOp::less;
  }
}

bool reads_itself(const Draft& draft, std::uint32_t row) {
  const auto inputs = draft.inputs_of(NodeId{row});
  return std::find(inputs.begin(), inputs.end(), NodeId{row}) != inputs.end();
}

}  // namespace

bool needs_final(const DraftNode& reader, std::size_t input) {
  if (reader.gated && input == 0) return true;
  switch (reader.op) {
    case NodeOp::finding:
    case NodeOp::evidence_for:
    case NodeOp::evidence_against:
    case NodeOp::strongest:
    case NodeOp::capped:
    case NodeOp::all:
    case NodeOp::any:
    case NodeOp::at_least: return false;
    case NodeOp::argument: return reader.param < 0 || input >= reader.inputs.size() - reader.tail;
    default: return true;
  }
}

// Tarjan's algorithm numbers a component when all that it reads is numbered.
Components components_of(const Draft& draft) {
  Components result;
  result.of.resize(draft.size());
  const auto component = boost::make_iterator_property_map(
      result.of.begin(), boost::typed_identity_property_map<std::uint32_t>());
  const std::uint32_t count = boost::strong_components(draft, component);
  result.size.resize(count);
  for (const std::uint32_t c : result.of) ++result.size[c];
  return result;
}

std::vector<UnsettledRead> unsettled_reads(const Draft& draft, const Components& components) {
  std::vector<UnsettledRead> found;
  for (std::uint32_t row = 0; row < draft.size(); ++row) {
    const std::uint32_t component = components.of[row];
    const auto inputs = draft.inputs_of(NodeId{row});
    for (std::uint32_t i = 0; i < inputs.size(); ++i) {
      if (components.of[inputs[i].row] == component && needs_final(draft.nodes[row], i))
        found.push_back({NodeId{row}, i});
    }
  }
  std::stable_sort(found.begin(), found.end(), [&](const auto& a, const auto& b) {
    return components.of[a.reader.row] < components.of[b.reader.row];
  });
  return found;
}

void cut(Draft& draft, const std::vector<UnsettledRead>& reads) {
  const NodeId unknown_condition = draft.add(NodeOp::literal, 0);
  const NodeId unknown_figure = draft.add(NodeOp::literal, no_figure);
  for (const UnsettledRead& read : reads) {
    const DraftNode& reader = draft.nodes[read.reader.row];
    draft.inputs[reader.inputs.first + read.input] =
        reads_value(reader, read.input) ? unknown_figure : unknown_condition;
  }
}

namespace {

// Orders the nodes, and reworks the evidence of recursive components on the way.
class Stratifier {
 public:
  Stratifier(Draft& draft, const Components& components, const std::vector<std::uint32_t>& by_name)
      : draft_(&draft), components_(&components), by_name_(by_name) {
    by_name_.resize(draft.size(), NamedRecursion::none);
  }

  Strata run() {
    const std::size_t nodes = draft_->size();
    std::vector<std::uint32_t> first(components_->size.size() + 1, 0);
    for (std::size_t c = 0; c < components_->size.size(); ++c)
      first[c + 1] = first[c] + components_->size[c];
    std::vector<std::uint32_t> sorted(nodes);
    auto next = first;
    for (std::uint32_t row = 0; row < nodes; ++row) sorted[next[components_->of[row]]++] = row;
    strata_.order.reserve(nodes);
    for (const bool leaves : {true, false})  // these first: what a network grows by may read them
      for (std::size_t c = 0; c + 1 < first.size(); ++c)
        if (draft_->inputs_of(NodeId{sorted[first[c]]}).empty() == leaves)
          add(std::span(sorted).subspan(first[c], first[c + 1] - first[c]));
    return std::move(strata_);
  }

 private:
  void add(std::span<const std::uint32_t> rows) {
    auto& order = strata_.order;
    if (rows.size() > 1 || reads_itself(*draft_, rows[0])) {
      // What a split adds is read by the component, so it comes before.
      split_bundles(rows);
      const auto begin = static_cast<std::uint32_t>(order.size());
      strata_.components.push_back({begin, begin + static_cast<std::uint32_t>(rows.size())});
    } else if (by_name_[rows[0]] != NamedRecursion::none) {
      split_bundles(rows);
    }
    order.insert(order.end(), rows.begin(), rows.end());
  }

  // Does what the node says come from inside the recursion in which `of` stands?
  bool is_inside(NodeId node, std::uint32_t of) const {
    if (node.row >= components_->of.size()) return false;
    if (by_name_[of] != NamedRecursion::none) return by_name_[node.row] == by_name_[of];
    return components_->of[node.row] == components_->of[of];
  }

  void split_bundles(std::span<const std::uint32_t> rows) {
    for (const std::uint32_t row : rows)
      if (is_bundle(draft_->nodes[row].op)) split(NodeId{row});
    for (const std::uint32_t row : rows)
      if (joins_evidence(draft_->nodes[row].op)) part(NodeId{row});
  }

  // A group or cap keeps its members inside, each by itself; those outside become one of their own.
  void split(NodeId bundle) {
    const auto inputs = copy(draft_->inputs_of(bundle));
    std::vector<NodeId> inside, outside;
    for (const NodeId n : inputs) (is_inside(n, bundle.row) ? inside : outside).push_back(n);
    if (!outside.empty()) {
      const DraftNode& b = draft_->nodes[bundle.row];
      const bool all = b.tail == inputs.size();
      const NodeId part = draft_->add(b.op, b.param, b.origin);
      draft_->fill(part, outside, all ? outside.size() : 0);
      strata_.order.push_back(part.row);
      outside_parts_.emplace(bundle.row, part);
    }
    draft_->fill(bundle, inside, inside.size());
  }

  // Does the evidence stand so already? Then only its tail is told.
  bool stands_parted(NodeId node) {
    const auto inputs = draft_->inputs_of(node);
    DraftNode& n = draft_->nodes[node.row];
    std::size_t outside = 0;
    for (std::size_t i = 0; i + n.tail < inputs.size(); ++i) {
      const bool in_tail = (!n.gated || i > 0) && is_inside(inputs[i], node.row);
      if (!in_tail && outside < i) return false;
      if (!in_tail) ++outside;
    }
    n.tail = static_cast<std::uint32_t>(inputs.size() - outside);
    return true;
  }

  // Puts the evidence from outside first, in its order, then that from inside, then kinds.
  void part(NodeId node) {
    if (outside_parts_.empty() && stands_parted(node)) return;
    const auto inputs = copy(draft_->inputs_of(node));
    const DraftNode before = draft_->nodes[node.row];
    std::vector<NodeId> outside, inside;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const bool gate = before.gated && i == 0;
      const bool kind = i >= inputs.size() - before.tail;
      const auto split = outside_parts_.find(inputs[i].row);
      if (split != outside_parts_.end()) (kind ? inside : outside).push_back(split->second);
      const bool in_tail = !gate && (kind || is_inside(inputs[i], node.row));
      (in_tail ? inside : outside).push_back(inputs[i]);
    }
    const std::size_t tail = inside.size();
    outside.insert(outside.end(), inside.begin(), inside.end());
    draft_->fill(node, outside, tail);
  }

  static std::vector<NodeId> copy(std::span<const NodeId> nodes) {
    return {nodes.begin(), nodes.end()};
  }

  Draft* draft_;
  const Components* components_;
  std::vector<std::uint32_t> by_name_;
  boost::unordered_flat_map<std::uint32_t, NodeId> outside_parts_;  // of bundles that are split
  Strata strata_;
};

}  // namespace

Strata stratify(Draft& draft, const Components& components,
                const std::vector<std::uint32_t>& by_name) {
  return Stratifier(draft, components, by_name).run();
}

}  // namespace hence
