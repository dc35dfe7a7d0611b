#include "engine/reach.hpp"

namespace hence {

Reach::Reach(const Session& session, const Outlook& outlook, Through through)
    : network_(&session.network()),
      outlook_(&outlook),
      through_(through),
      seen_(session.network().size()),
      found_(session.program().findings.size()) {}

std::vector<FindingId> Reach::from(const std::vector<NodeId>& roots, std::size_t most) {
  std::vector<FindingId> reached;
  stack_.clear();
  for (const NodeId root : roots) put(root);
  while (!stack_.empty() && reached.size() < most) {
    const NodeId at = stack_.back();
    stack_.pop_back();
    if (visit(at)) reached.push_back(FindingId{network_->nodes[at.row].origin});
  }
  return reached;
}

void Reach::put(NodeId node) {
  if (!outlook_->may_change(node) || seen_[node.row] == round_) return;
  seen_[node.row] = round_;
  stack_.push_back(node);
}

// What is definite can only be contradicted, by something definite.
bool Reach::bears_on(NodeId reader, NodeId input) const {
  if (network_->nodes[reader.row].op != NodeOp::finding) return true;
  const auto& [least, most] = (*outlook_)[reader];
  if (!is_figure(least.x)) return (*outlook_)[input].low.x == -1;
  if (!is_figure(most.x)) return (*outlook_)[input].high.x == 1;
  return true;
}

// Whether it reads the open answer of a finding not found before.
bool Reach::visit(NodeId id) {
  const Node& node = network_->nodes[id.row];
  const FindingId finding{node.origin};
  const bool open = node.reads_fact && outlook_->is_open(finding);
  if (open && through_ == Through::asked && outlook_->is_asked_first(finding)) {
    if (node.gated) put(network_->inputs_of(id).front());
  } else {
    // A comparison reads a score's items for the score's sake: they are reached through it.
    const auto inputs = network_->inputs_of(id);
    const bool by_score = node.op == NodeOp::score || node.op >= NodeOp::less;
    for (const NodeId input : by_score ? inputs.first(inputs.size() - node.tail) : inputs)
      if (bears_on(id, input)) put(input);
  }
  if (!open || found_[finding.row] == round_) return false;
  found_[finding.row] = round_;
  return true;
}

}  // namespace hence
