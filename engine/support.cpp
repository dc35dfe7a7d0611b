#include "engine/support.hpp"

#include <algorithm>
#include <cmath>

#include "engine/aggregate.hpp"

namespace hence {

namespace {

bool joins_evidence(NodeOp op) {
  return op == NodeOp::finding || is_side(op) || is_bundle(op);
}

// The signs that a node passes on.
bool takes(const Node& node, double contribution) {
  switch (node.op) {
    case NodeOp::finding: return contribution != 0;
    case NodeOp::evidence_for: return contribution > 0;
    case NodeOp::evidence_against: return contribution < 0;
    default: return contribution * node.param > 0;
  }
}

// Marks the pieces of one sign that make the product: what is definite, else the one of the tail
// that is stronger than all others together, else all but the tail.
// Returns whether one is definite.
bool mark(std::vector<Piece>& pieces, const std::vector<double>& factors, std::size_t heads,
          bool positive) {
  double product = 1;
  double least = 1;
  std::size_t strongest = pieces.size();
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if ((pieces[i].contribution > 0) != positive) continue;
    if (i < heads) {
      product = Weigh::factor(product, factors[i]);
    } else if (factors[i] < least) {
      least = factors[i];
      strongest = i;
    }
  }
  const bool by_tail = least < product;
  const bool definite = std::min(least, product) == 0;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if ((pieces[i].contribution > 0) != positive) continue;
    pieces[i].counts = by_tail ? i == strongest : i < heads && (!definite || factors[i] == 0);
  }
  return definite;
}

}  // namespace

double contribution_of(const Session& session, NodeId argument) {
  const Cell cell = session.state()[argument];
  if (session.network().nodes[argument.row].op == NodeOp::argument) return cell.x;
  return is_figure(cell.x) ? cell.y : 0;
}

bool is_set_aside(const Session& session, FindingId finding) {
  const NodeId gate = session.network().gate_of(finding);
  return gate && read(session.state()[gate]) < -session.network().threshold;
}

Cell fact_in_force(const Session& session, FindingId finding) {
  if (!is_set_aside(session, finding)) return session.state().fact(finding);
  const Network& network = session.network();
  const NodeId reader = network.fact_nodes[network.finding_facts[finding.row].first];
  const Node& node = network.nodes[reader.row];
  const bool value =
      node.op == NodeOp::number || node.op == NodeOp::choice || node.op == NodeOp::score;
  if (value) return unknown_value;
  return is_figure(node.param) ? piece_of(node.param) : no_evidence;
}

std::vector<Piece> pieces_of(const Session& session, NodeId joint) {
  const Network& network = session.network();
  const Node& node = network.nodes[joint.row];
  std::vector<Piece> pieces;
  std::vector<double> factors;
  const auto put = [&](NodeId from, Cell cell) {
    if (!takes(node, cell.x)) return;
    pieces.push_back({from, cell.x, false});
    factors.push_back(cell.y);
  };
  if (node.reads_fact) put({}, fact_in_force(session, FindingId{node.origin}));
  for (const NodeId input : network.heads_of(joint)) put(input, session.state()[input]);
  const std::size_t heads = pieces.size();
  for (const NodeId input : network.tail_of(joint)) put(input, session.state()[input]);
  const bool yes = mark(pieces, factors, heads, true);
  const bool no = mark(pieces, factors, heads, false);
  // What is definite wins.
  if (yes != no)
    for (Piece& p : pieces)
      if ((p.contribution > 0) != yes) p.counts = false;
  return pieces;
}

std::vector<Piece> evidence_of(const Session& session, FindingId finding) {
  const Network& network = session.network();
  std::vector<Piece> all;
  for (const Piece& p : pieces_of(session, network.joint_of(finding))) {
    const NodeOp op = p.node ? network.nodes[p.node.row].op : NodeOp::finding;
    if (op != NodeOp::evidence_for && op != NodeOp::evidence_against) {
      all.push_back(p);
      continue;
    }
    for (Piece part : pieces_of(session, p.node)) {
      part.counts = part.counts && p.counts;
      all.push_back(part);
    }
  }
  return all;
}

namespace {

class Below {
 public:
  Below(const Session& session, Through through, std::vector<Rest>& out)
      : session_(&session), network_(&session.network()), through_(through), out_(&out) {}

  void of(Rest at) {
    const Node& node = network_->nodes[at.node.row];
    if (joins_evidence(node.op)) return evidence(at.node, node);
    switch (node.op) {
      case NodeOp::number:
      case NodeOp::choice: return value(at.node, node);
      case NodeOp::score: return score(node);
      case NodeOp::defaulted: return by_default(at.node, node);
      case NodeOp::argument:
      case NodeOp::value_argument: return argument(at.node);
      case NodeOp::applies:
      case NodeOp::any_applies: return;  // that a rule applies is crisp, and told by its own why
      case NodeOp::negation: return all(at.node, !at.holds);
      case NodeOp::all: return at.holds ? all(at.node, true) : some(at.node, false);
      case NodeOp::any:
      case NodeOp::at_least: return at.holds ? some(at.node, true) : all(at.node, false);
      case NodeOp::at_most: return at.holds ? all(at.node, false) : some(at.node, true);
      case NodeOp::no_evidence_for: return all(at.node, !at.holds);
      case NodeOp::aggregate: return bindings(at.node, node);
      default: return heads(at.node);
    }
  }

 private:
  double certainty(NodeId n) const { return read(session_->state()[n]); }

  void all(NodeId node, bool holds) {
    for (const NodeId input : network_->inputs_of(node)) out_->push_back({input, holds});
  }
  // Those that hold (fail), above the threshold; all of them if none does so clearly.
  void some(NodeId node, bool holds) {
    const std::size_t before = out_->size();
    for (const NodeId input : network_->inputs_of(node))
      if ((holds ? certainty(input) : -certainty(input)) > network_->threshold)
        out_->push_back({input, holds});
    if (out_->size() == before) all(node, holds);
  }

  void heads(NodeId node) {
    for (const NodeId input : network_->heads_of(node)) out_->push_back({input, true});
  }

  // What is left out says nothing.
  void bindings(NodeId id, const Node& node) {
    const auto inputs = network_->inputs_of(id);
    const std::size_t size = binding_size(aggregate_of(node.param));
    for (std::size_t at = 0; at + size <= inputs.size(); at += size)
      if (!(certainty(inputs[at]) < -network_->threshold))
        for (const NodeId input : inputs.subspan(at, size)) out_->push_back({input, true});
  }

  // A total given rests on nothing; else on the items that are decided.
  void score(const Node& node) {
    if (session_->state().fact(FindingId{node.origin}).y > network_->threshold) return;
    const Score& row = network_->scores[static_cast<std::size_t>(node.param)];
    for (std::uint32_t i = row.items.first; i < row.items.last; ++i) {
      const ScoreItem& item = network_->score_items[i];
      const double c = item.values.empty() ? certainty(item.node) : 0;
      const bool value = !item.values.empty() && is_figure(session_->state()[item.node].x);
      if (value || std::abs(c) > network_->threshold) out_->push_back({item.node, c >= 0});
    }
  }

  void by_default(NodeId id, const Node& node) {
    const auto inputs = network_->inputs_of(id);
    const bool held = session_->value(FindingId{node.origin}).by_default;
    if (held && inputs.size() > 1) out_->push_back({inputs.back(), true});
    out_->push_back({inputs.front(), true});
  }

  void gate(FindingId finding) {
    if (is_set_aside(*session_, finding)) out_->push_back({network_->gate_of(finding), false});
  }

  // The strongest first.
  void evidence(NodeId id, const Node& node) {
    if (node.reads_fact) gate(FindingId{node.origin});
    std::vector<Piece> pieces = pieces_of(*session_, id);
    std::stable_sort(pieces.begin(), pieces.end(), [](const Piece& a, const Piece& b) {
      return std::abs(a.contribution) > std::abs(b.contribution);
    });
    for (const Piece& p : pieces)
      if (p.node && (p.counts || through_ == Through::fired)) out_->push_back({p.node, true});
  }

  // A value given rests on nothing; else on the arguments that hold, and on the formula.
  void value(NodeId id, const Node& node) {
    const FindingId finding{node.origin};
    gate(finding);
    if (is_figure(fact_in_force(*session_, finding).x)) return;
    for (const NodeId input : network_->heads_of(id))
      if (is_figure(session_->state()[input].x)) out_->push_back({input, true});
    for (const NodeId input : network_->tail_of(id)) out_->push_back({input, true});
  }

  void argument(NodeId id) {
    for (const NodeId input : network_->heads_of(id)) out_->push_back({input, true});
    for (const NodeId input : network_->tail_of(id)) out_->push_back({input, false});
  }

  const Session* session_;
  const Network* network_;
  Through through_;
  std::vector<Rest>* out_;
};

}  // namespace

void rests_on(const Session& session, Rest at, Through through, std::vector<Rest>& out) {
  Below(session, through, out).of(at);
}

SupportWalk::SupportWalk(const Session& session, Through through)
    : session_(&session), through_(through) {}

void SupportWalk::restart() {
  for (const Rest& r : queue_) seen_[r.node.row] = 0;
  queue_.clear();
  next_ = 0;
}

void SupportWalk::put(Rest r) {
  seen_.resize(session_->network().size());
  // A finding, and whatever gives evidence, matters in one way only.
  const NodeOp op = session_->network().nodes[r.node.row].op;
  const bool condition = op == NodeOp::all || op == NodeOp::any || op == NodeOp::negation ||
                         op == NodeOp::at_least || op == NodeOp::at_most;
  const char bit = condition && !r.holds ? 2 : 1;
  char& seen = seen_[r.node.row];
  if ((seen & bit) != 0) return;
  seen = static_cast<char>(seen | bit);
  queue_.push_back(r);
}

}  // namespace hence
