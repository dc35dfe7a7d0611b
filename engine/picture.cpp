#include "engine/picture.hpp"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <tuple>

#include "engine/aggregate.hpp"
#include "engine/calculus.hpp"
#include "engine/content.hpp"
#include "engine/score_report.hpp"

namespace hence {

namespace {

bool is_of_finding(NodeOp op) { return is_finding(op) || is_side(op) || op == NodeOp::blocker; }

bool is_evidence(NodeOp op) {
  return op == NodeOp::argument || is_bundle(op) || is_side(op);
}

EdgeRole role_of_blocker(NodeOp op) {
  switch (op) {
    case NodeOp::applies:
    case NodeOp::any_applies: return EdgeRole::overrides;
    case NodeOp::stands:
    case NodeOp::literal: return EdgeRole::same;
    default: return EdgeRole::unless;
  }
}

// What input `i` of a node is to it.
EdgeRole role_of(const Network& network, NodeId reader, std::size_t i) {
  const Node& node = network.nodes[reader.row];
  const auto inputs = network.inputs_of(reader);
  const NodeOp input = network.nodes[inputs[i].row].op;
  const bool tail = i >= inputs.size() - node.tail;
  if (node.gated && i == 0) return EdgeRole::gate;
  switch (node.op) {
    case NodeOp::value_argument:
      if (i == 0) return EdgeRole::value;
      [[fallthrough]];
    case NodeOp::argument:
    case NodeOp::applies: return tail ? role_of_blocker(input) : EdgeRole::condition;
    case NodeOp::evidence_for: return input == node.op ? EdgeRole::kind : EdgeRole::evidence;
    case NodeOp::evidence_against: return input == node.op ? EdgeRole::broader : EdgeRole::evidence;
    case NodeOp::finding:
    case NodeOp::strongest:
    case NodeOp::capped: return EdgeRole::evidence;
    case NodeOp::number:
    case NodeOp::choice: return tail ? EdgeRole::computed : EdgeRole::evidence;
    case NodeOp::score: return tail ? EdgeRole::reads : EdgeRole::item;
    case NodeOp::defaulted: return i == 0 ? EdgeRole::evidence : EdgeRole::by_default;
    case NodeOp::less:
    case NodeOp::less_equal:
    case NodeOp::greater:
    case NodeOp::greater_equal:
    case NodeOp::equal:
    case NodeOp::not_equal: return tail ? EdgeRole::reads : EdgeRole::part;
    default: return EdgeRole::part;
  }
}

// What each node says, made of names and figures. A finding's is its name, so that there is no
// end to look for in a recursion.
class Sayings {
 public:
  Sayings(const Program& program, const Network& network)
      : program_(&program), network_(&network), says_(network.size()), missing_(network.size()) {
    std::vector<std::uint32_t> ready;
    for (std::uint32_t row = 0; row < network.size(); ++row) {
      const bool leaf = is_of_finding(network.nodes[row].op);
      missing_[row] = leaf ? 0 : static_cast<std::uint32_t>(network.inputs_of(NodeId{row}).size());
      if (missing_[row] == 0) ready.push_back(row);
    }
    while (!ready.empty()) {
      const NodeId at{ready.back()};
      ready.pop_back();
      says_[at.row] = made(at);
      for (const NodeId reader : network.outputs_of(at))
        if (missing_[reader.row] > 0 && --missing_[reader.row] == 0) ready.push_back(reader.row);
    }
  }
  Content of(NodeId node) const { return says_[node.row]; }

 private:
  Content made(NodeId id) const {
    const Node& node = network_->nodes[id.row];
    const auto tag = static_cast<std::uint64_t>(node.op);
    if (is_of_finding(node.op))
      return seal(tag, content_of(program_->findings[node.origin].key));
    const bool by_row = node.op == NodeOp::points;  // its parameter is a row, which means nothing
    Content all = content_of(is_figure(node.param) && !by_row ? node.param : 0);
    if (is_argument(node.op))
      all = join(all, content_of(program_->findings[network_->arguments[node.origin].finding.row].key));
    if (const RuleNameId name = rule_name(node))
      all = join(all, content_of(program_->rule_names[name.row]));
    const auto inputs = network_->inputs_of(id);
    if (node.op == NodeOp::aggregate) return seal(tag, join(all, bindings(node, inputs)));
    const bool ordered = node.op >= NodeOp::less;
    Content parts, tail;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const EdgeRole role = role_of(*network_, id, i);
      const Content part = seal(static_cast<std::uint64_t>(role), says_[inputs[i].row]);
      if (role == EdgeRole::reads) tail = sum(tail, part);
      else parts = ordered ? join(parts, part) : sum(parts, part);
    }
    parts = sum(parts, tail);
    return seal(tag, join(all, parts));
  }
  // Each in its order, all of them in none.
  Content bindings(const Node& node, std::span<const NodeId> inputs) const {
    const std::size_t size = binding_size(aggregate_of(node.param));
    Content parts;
    for (std::size_t at = 0; at + size <= inputs.size(); at += size) {
      Content one;
      for (const NodeId input : inputs.subspan(at, size)) one = join(one, says_[input.row]);
      parts = sum(parts, seal(2, one));
    }
    return parts;
  }
  RuleNameId rule_name(const Node& node) const {
    if (is_argument(node.op))
      return program_->rules[network_->arguments[node.origin].rule.row].name;
    if (node.op == NodeOp::applies) return program_->rules[node.origin].name;
    return {};
  }

  const Program* program_;
  const Network* network_;
  std::vector<Content> says_;
  std::vector<std::uint32_t> missing_;  // inputs that have not said anything yet
};

class Drawing {
 public:
  Drawing(const Knowledge& knowledge, const Session* session)
      : program_(&knowledge.program), network_(&knowledge.network), session_(session) {}

  Picture run() {
    picture_.of_case = session_ != nullptr;
    const std::vector<bool> goals = goal_findings(*program_);
    order();
    for (const std::uint32_t row : order_) picture_.nodes.push_back(node(NodeId{row}, goals));
    put_words();
    if (session_ != nullptr) {
      for (PictureNode& n : picture_.nodes) put_state(n);
      put_reports();
    }
    put_edges();
    return std::move(picture_);
  }

 private:
  void order() {
    const Sayings sayings(*program_, *network_);
    const auto rank = [](NodeOp op) { return is_of_finding(op) ? 0 : is_argument(op) ? 1 : 2; };
    const auto name = [&](std::uint32_t row) {
      const FindingId f = finding_of(NodeId{row});
      return f ? std::string_view(program_->findings[f.row].key) : std::string_view();
    };
    order_.resize(network_->size());
    std::iota(order_.begin(), order_.end(), 0U);
    std::sort(order_.begin(), order_.end(), [&](std::uint32_t a, std::uint32_t b) {
      const NodeOp x = network_->nodes[a].op, y = network_->nodes[b].op;
      return std::tuple(rank(x), name(a), x, sayings.of(NodeId{a}), rule_words(a), blocks(a), a) <
             std::tuple(rank(y), name(b), y, sayings.of(NodeId{b}), rule_words(b), blocks(b), b);
    });
    place_.resize(order_.size());
    for (std::uint32_t i = 0; i < order_.size(); ++i) place_[order_[i]] = i;
  }

  // Of rules that say the same: as each is written.
  std::string rule_words(std::uint32_t row) const {
    const Node& n = network_->nodes[row];
    if (!is_argument(n.op)) return {};
    const Rule& rule = program_->rules[network_->arguments[n.origin].rule.row];
    return program_->text_of(rule.span, rule.instance);
  }

  // Of conditions that say the same: one is read by `unless`, where a conflict counts as 1.
  bool blocks(std::uint32_t row) const {
    const auto readers = network_->outputs_of(NodeId{row});
    return std::any_of(readers.begin(), readers.end(), [&](NodeId reader) {
      const auto tail = network_->tail_of(reader);
      return network_->nodes[reader.row].op == NodeOp::no_evidence_for ||
             std::find(tail.begin(), tail.end(), NodeId{row}) != tail.end();
    });
  }

  FindingId finding_of(NodeId id) const {
    const Node& n = network_->nodes[id.row];
    if (is_of_finding(n.op)) return FindingId{n.origin};
    return is_argument(n.op) ? network_->arguments[n.origin].finding : FindingId{};
  }

  PictureNode node(NodeId id, const std::vector<bool>& goals) const {
    const Node& n = network_->nodes[id.row];
    PictureNode out;
    out.node = id;
    out.op = n.op;
    out.param = n.param;
    out.origin = n.origin;
    out.finding = finding_of(id);
    if (is_argument(n.op)) {
      out.rule = network_->arguments[n.origin].rule;
      out.otherwise = network_->arguments[n.origin].otherwise;
    }
    if (n.op == NodeOp::applies) out.rule = RuleId{n.origin};
    out.own = is_of_finding(n.op) && network_->finding_nodes[n.origin] == id;
    out.goal = out.own && goals[n.origin];
    return out;
  }

  void put_words() {
    for (std::uint32_t row = 0; row < network_->expr_nodes.size(); ++row) {
      const NodeId at = network_->expr_nodes[row];
      if (!at) continue;
      PictureNode& n = picture_.nodes[place_[at.row]];
      if (is_of_finding(n.op)) continue;
      const auto words = [&](ExprId e) {
        return program_->text_of(program_->exprs[e.row].span, program_->exprs[e.row].instance);
      };
      if (!n.expr || words(ExprId{row}) < words(n.expr)) n.expr = ExprId{row};
    }
  }

  void put_state(PictureNode& n) const {
    const Cell cell = session_->state()[n.node];
    const double threshold = network_->threshold;
    if (n.own) n.value = session_->value(n.finding);
    const bool value = n.op == NodeOp::value_argument || n.op >= NodeOp::literal ||
                       (n.finding && !is_evidence(n.op) &&
                        program_->findings[n.finding.row].kind != FindingKind::yes_no);
    if (value && is_figure(cell.x)) n.figure = cell.x;
    n.certainty = value ? (is_figure(cell.y) ? cell.y : 0) : read(cell);
    n.in_force = is_evidence(n.op) ? n.certainty != 0 : std::abs(n.certainty) > threshold;
    if (n.own) n.in_force = n.value.state != Truth::unknown || n.value.certainty != 0;
    if (n.own && n.op == NodeOp::score && !n.in_force)
      n.in_force = score_report(*session_, n.finding).decided > 0;
  }

  void put_reports() {
    for (std::uint32_t row = 0; row < program_->findings.size(); ++row) {
      if (network_->arguments_of(FindingId{row}).empty()) continue;
      for (const ArgumentReport& r : arguments_of(*session_, FindingId{row})) {
        if (!r.node) continue;
        PictureNode& n = picture_.nodes[place_[r.node.row]];
        n.certainty = r.contribution;
        n.counts = r.counts;
        n.silence = r.silence;
        n.by = r.by;
        n.in_force = r.contribution != 0 || r.silence != Silence::premises;
      }
    }
  }

  void put_edges() {
    for (std::uint32_t to = 0; to < order_.size(); ++to) {
      const std::size_t before = picture_.edges.size();
      const NodeId reader{order_[to]};
      const auto inputs = network_->inputs_of(reader);
      for (std::size_t i = 0; i < inputs.size(); ++i) {
        PictureEdge e{place_[inputs[i].row], to, role_of(*network_, reader, i), false, false, {}};
        if (e.role == EdgeRole::item) e.points = points(reader, i);
        if (session_ != nullptr) e.live = is_live(inputs[i]);
        picture_.edges.push_back(e);
      }
      std::stable_sort(picture_.edges.begin() + static_cast<std::ptrdiff_t>(before),
                       picture_.edges.end(), [](const PictureEdge& a, const PictureEdge& b) {
                         return std::tie(a.from, a.role) < std::tie(b.from, b.role);
                       });
    }
  }
  std::optional<double> points(NodeId score, std::size_t input) const {
    const Score& row =
        network_->scores[static_cast<std::size_t>(network_->nodes[score.row].param)];
    const ScoreItem& item = network_->score_items[row.items.first + input];
    return item.values.empty() ? std::optional(item.points) : std::nullopt;
  }
  // It gives evidence, holds as true or false, or has a value.
  bool is_live(NodeId input) const {
    const PictureNode& n = picture_.nodes[place_[input.row]];
    if (is_evidence(n.op) || is_argument(n.op)) return n.certainty != 0;
    return n.in_force || n.figure.has_value();
  }

  const Program* program_;
  const Network* network_;
  const Session* session_;
  Picture picture_;
  std::vector<std::uint32_t> order_;  // rows of the network
  std::vector<std::uint32_t> place_;  // by row of the network
};

}  // namespace

Picture picture(const Knowledge& knowledge) { return Drawing(knowledge, nullptr).run(); }

Picture picture(const Session& session) { return Drawing(session.knowledge(), &session).run(); }

}  // namespace hence
