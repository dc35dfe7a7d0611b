#include "engine/grow.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "engine/conditions.hpp"
#include "engine/grow_order.hpp"

namespace hence {

namespace {

// A piece of evidence of a finding: an argument that is there, or a new one.
struct Piece {
  NodeId node;
  Content content;
  double strength = 0;
  bool inside = false;  // the recursion of its finding: the strongest of them counts
  bool is_new = false;

  // As engine/evidence.hpp and engine/strata.hpp order what stands in no group and no cap.
  friend bool operator<(const Piece& a, const Piece& b) {
    const auto key = [](const Piece& p) {
      return std::tuple(p.inside, p.strength < 0, p.content, -std::abs(p.strength));
    };
    return key(a) < key(b);
  }
  bool says_as(const Piece& other) const {
    return content == other.content && (strength < 0) == (other.strength < 0);
  }
};

// A finding with new arguments.
struct Joined {
  FindingId finding;
  std::vector<ArgumentOrigin> arguments;
  std::vector<Piece> pieces;
};

class Extension {
 public:
  Extension(const Program& program, const Network& network, const NamedRecursion& recursion,
            const ProgramRows& from)
      : program_(&program), network_(&network), recursion_(&recursion), from_(from),
        contents_(program, Contents::When::asked),
        draft_{{}, {}, static_cast<std::uint32_t>(network.size()), network.finding_nodes},
        conditions_(
            program, contents_, draft_, [this](FindingId f) { return can_conflict(f); },
            network.expr_nodes) {}

  // False: it can't be put in place.
  bool fits();
  Growth put(Network& network);

 private:
  struct Said {
    FindingId finding;
    RuleId rule;
    friend auto operator<=>(const Said&, const Said&) = default;
  };

  bool add_findings();
  bool is_plain(const Rule& rule) const;
  bool can_conflict(FindingId finding) const;
  bool can_widen(FindingId finding) const;
  bool join(FindingId finding, std::span<const Said> said);
  void put_present(FindingId finding, std::vector<Piece>& pieces) const;
  bool is_inside(const Rule& rule, FindingId finding) const;
  void list_inputs(const Rule& rule);
  void fill(const Joined& joined, NodeId node);
  std::size_t tail_of(const Joined& joined) const;
  bool is_new(NodeId node) const { return node.row >= draft_.first; }

  void put_nodes(Network& network) const;
  void put_findings(Network& network) const;
  void put_arguments(Network& network, const Joined& joined) const;
  void widen(Network& network, const Joined& joined, Growth& growth) const;
  static void put_outputs(Network& network, const Growth& growth);

  const Program* program_;
  const Network* network_;
  const NamedRecursion* recursion_;
  ProgramRows from_;
  Contents contents_;
  Draft draft_;
  Conditions conditions_;
  std::vector<Said> said_;  // by finding, then rule
  std::vector<Joined> joined_;
  std::optional<GrowOrder> order_;
  std::vector<NodeId> inputs_;
};

bool Extension::fits() {
  if (program_->kinds.size() > from_.kinds || !add_findings()) return false;
  for (std::size_t r = from_.rules; r < program_->rules.size(); ++r) {
    if (!is_plain(program_->rules[r])) return false;
    for (const Conclusion& c : program_->conclusions_of(program_->rules[r])) {
      if (c.value || c.choice >= 0) return false;
      said_.push_back({c.finding, RuleId{r}});
    }
  }
  std::sort(said_.begin(), said_.end());
  for (std::size_t first = 0, last = 0; first < said_.size(); first = last) {
    while (last < said_.size() && said_[last].finding == said_[first].finding) ++last;
    if (!join(said_[first].finding, std::span(said_).subspan(first, last - first))) return false;
  }
  if (!conditions_.applied().empty() || !conditions_.score_comparisons().empty()) return false;
  std::vector<GrowOrder::Read> reads;
  for (const Joined& joined : joined_)
    if (joined.finding.row < from_.findings)
      for (const Piece& piece : joined.pieces)
        if (piece.is_new)
          reads.emplace_back(piece.node, network_->finding_nodes[joined.finding.row]);
  return order_.emplace(*network_, draft_).settle(reads);
}

bool Extension::add_findings() {
  for (std::size_t f = from_.findings; f < program_->findings.size(); ++f) {
    if (program_->findings[f].kind != FindingKind::yes_no || program_->detail(FindingId{f}))
      return false;
    const NodeId node = draft_.add(NodeOp::finding, 0, static_cast<std::uint32_t>(f));
    draft_[node].reads_fact = true;
  }
  return true;
}

// Is it weighed by itself, and read by no other?
bool Extension::is_plain(const Rule& rule) const {
  return !rule.first && !rule.group && !rule.cap && rule.overrides.empty() && rule.otherwise == 0 &&
         !(rule.name && network_->reads_rules);
}

// Is there evidence, or some in what is joined? As engine/compile.cpp has it.
bool Extension::can_conflict(FindingId finding) const {
  const auto said = std::lower_bound(said_.begin(), said_.end(), Said{finding, RuleId{0}});
  if (said != said_.end() && said->finding == finding) return true;
  if (finding.row >= from_.findings) return false;
  const auto inputs = network_->inputs_of(network_->joint_of(finding));
  const auto is_side_node = [&](NodeId n) { return is_side(network_->nodes[n.row].op); };
  return !network_->arguments_of(finding).empty() ||
         std::any_of(inputs.begin(), inputs.end(), is_side_node);
}

// A finding of which all evidence is arguments, each by itself. One that could not be in conflict
// and now can is read by no `unless`, where a conflict counts as 1.
bool Extension::can_widen(FindingId finding) const {
  const NodeId node = network_->finding_nodes[finding.row];
  if (network_->nodes[node.row].op != NodeOp::finding) return false;
  const auto is_single = [&](NodeId n) { return network_->nodes[n.row].op == NodeOp::argument; };
  const auto pieces = network_->inputs_of(node).subspan(network_->nodes[node.row].gated ? 1 : 0);
  if (!std::all_of(pieces.begin(), pieces.end(), is_single)) return false;
  if (!network_->arguments_of(finding).empty()) return true;
  const auto readers = network_->outputs_of(node);
  return std::all_of(readers.begin(), readers.end(), [&](NodeId reader) {
    const auto tail = network_->tail_of(reader);
    const NodeOp op = network_->nodes[reader.row].op;
    return op == NodeOp::negation ||
           (op == NodeOp::argument && std::find(tail.begin(), tail.end(), node) == tail.end());
  });
}

void Extension::put_present(FindingId finding, std::vector<Piece>& pieces) const {
  const NodeId node = network_->finding_nodes[finding.row];
  const auto inside = network_->tail_of(node);
  for (const ArgumentOrigin& a : network_->arguments_of(finding)) {
    if (!a.node) continue;
    const Rule& rule = program_->rules[a.rule.row];
    const bool is_inside = !network_->combine_strongest &&
                           std::find(inside.begin(), inside.end(), a.node) != inside.end();
    pieces.push_back({a.node, contents_.of(rule, a.otherwise),
                      a.otherwise ? rule.otherwise : rule.strength, is_inside, false});
  }
}

// Of arguments that say the same the strongest counts, of equals the first.
bool Extension::join(FindingId finding, std::span<const Said> said) {
  Joined& joined = joined_.emplace_back(Joined{finding, {}, {}});
  if (finding.row < from_.findings) {
    if (!can_widen(finding)) return false;
    put_present(finding, joined.pieces);
  }
  for (const Said& s : said) {
    const Rule& rule = program_->rules[s.rule.row];
    list_inputs(rule);
    Piece piece{{}, contents_.of(rule, false), rule.strength, is_inside(rule, finding), true};
    const auto same = std::find_if(joined.pieces.begin(), joined.pieces.end(),
                                   [&](const Piece& p) { return p.says_as(piece); });
    if (same != joined.pieces.end()) {
      const bool counts_never =
          std::abs(same->strength) >= std::abs(piece.strength) && !network_->reads_rules;
      if (!counts_never) return false;
      joined.arguments.push_back({s.rule, finding, {}, same->node, false});
      continue;
    }
    piece.node = draft_.add(NodeOp::argument, rule.strength);
    draft_.fill(piece.node, inputs_, rule.unless ? 1 : 0);
    joined.arguments.push_back({s.rule, finding, piece.node, {}, false});
    joined.pieces.push_back(piece);
  }
  std::stable_sort(joined.pieces.begin(), joined.pieces.end());
  if (is_new(draft_.of(finding))) fill(joined, draft_.of(finding));
  return true;
}

// Does what the rule says of the finding come from inside a recursion, where the strongest counts?
bool Extension::is_inside(const Rule& rule, FindingId finding) const {
  if (network_->combine_strongest) return false;
  const std::uint32_t recursion = recursion_->of(*program_, rule, finding);
  return recursion != NamedRecursion::none && recursion == recursion_->of(*program_, finding);
}

void Extension::fill(const Joined& joined, NodeId node) {
  std::vector<NodeId> nodes;
  for (const Piece& piece : joined.pieces) nodes.push_back(piece.node);
  draft_.fill(node, nodes, tail_of(joined));
}

// How many of the pieces count by the strongest.
std::size_t Extension::tail_of(const Joined& joined) const {
  if (network_->combine_strongest) return joined.pieces.size();
  return static_cast<std::size_t>(std::count_if(joined.pieces.begin(), joined.pieces.end(),
                                                [](const Piece& p) { return p.inside; }));
}

// What an argument of the rule reads.
void Extension::list_inputs(const Rule& rule) {
  inputs_.clear();
  conditions_.premises(rule.condition, inputs_);
  if (rule.scope) inputs_.push_back(conditions_.condition(rule.scope));
  if (rule.unless) inputs_.push_back(conditions_.unless(rule.unless));
}

// ---- into the network

// Puts the rows at the end of their table, those of `old` before them.
template <class Row>
Range moved(std::vector<Row>& table, Range old, std::span<const Row> more, std::size_t& left_over) {
  if (old.last != table.size()) {
    const auto end = static_cast<std::uint32_t>(table.size());
    left_over += old.size();
    for (std::uint32_t row = old.first; row < old.last; ++row) {
      const Row copy = table[row];
      table.push_back(copy);
    }
    old = {end, end + old.size()};
  }
  table.insert(table.end(), more.begin(), more.end());
  return {old.first, static_cast<std::uint32_t>(table.size())};
}

Growth Extension::put(Network& network) {
  Growth growth;
  growth.first = draft_.first;
  put_nodes(network);
  put_findings(network);
  for (const Joined& joined : joined_) {
    put_arguments(network, joined);
    if (joined.finding.row < from_.findings) widen(network, joined, growth);
  }
  const std::vector<NodeId> exprs = conditions_.take_expr_nodes();
  network.expr_nodes.insert(network.expr_nodes.end(), exprs.begin(), exprs.end());
  put_outputs(network, growth);
  return growth;
}

void Extension::put_nodes(Network& network) const {
  for (std::size_t i = 0; i < draft_.size(); ++i) {
    const NodeId id{draft_.first + i};
    const DraftNode& n = draft_.nodes[i];
    Node to;
    to.param = n.param;
    to.tail = n.tail;
    to.origin = n.origin;
    to.op = n.op;
    to.reads_fact = n.reads_fact;
    to.component = order_->component(id);
    to.inputs = moved<NodeId>(network.inputs, {}, draft_.inputs_of(id), network.left_over);
    network.nodes.push_back(to);
    network.places.push_back(order_->place(id));
    if (!to.is_recursive()) {
      network.grown.push_back(id);
      continue;
    }
    if (to.component >= network.components.size()) network.components.resize(to.component + 1);
    Component& component = network.components[to.component];
    if (component.size() == 0) network.grown.push_back(id);
    component.grown.push_back(id);
  }
  std::stable_sort(network.grown.begin(), network.grown.end(),
                   [&](NodeId a, NodeId b) { return network.place(a) < network.place(b); });
}

void Extension::put_findings(Network& network) const {
  const auto arguments = static_cast<std::uint32_t>(network.arguments.size());
  for (std::size_t f = from_.findings; f < program_->findings.size(); ++f) {
    const auto fact = static_cast<std::uint32_t>(network.fact_nodes.size());
    const NodeId node{draft_.first + f - from_.findings};
    network.finding_nodes.push_back(node);
    network.fact_nodes.push_back(node);
    network.finding_facts.push_back({fact, fact + 1});
    network.finding_arguments.push_back({arguments, arguments});
  }
}

void Extension::put_arguments(Network& network, const Joined& joined) const {
  Range& rows = network.finding_arguments[joined.finding.row];
  const Range before = rows;
  rows = moved<ArgumentOrigin>(network.arguments, before, joined.arguments, network.left_over);
  if (rows.first != before.first)
    for (std::uint32_t row = before.first; row < before.last; ++row)
      network.arguments[row].rule = {};
  for (std::uint32_t row = rows.first; row < rows.last; ++row)
    if (const NodeId node = network.arguments[row].node) network.nodes[node.row].origin = row;
}

// An older finding reads its new arguments, too.
void Extension::widen(Network& network, const Joined& joined, Growth& growth) const {
  const NodeId node = network.finding_nodes[joined.finding.row];
  Growth::Widened widened{node, true};
  std::vector<NodeId> inputs;
  if (network.nodes[node.row].gated) inputs.push_back(network.inputs_of(node).front());
  for (const Piece& piece : joined.pieces) {
    inputs.push_back(piece.node);
    if (piece.is_new && piece.strength < 0) widened.rises = false;
  }
  Node& n = network.nodes[node.row];
  network.left_over += n.inputs.size();
  n.inputs = moved<NodeId>(network.inputs, {}, inputs, network.left_over);
  n.tail = static_cast<std::uint32_t>(tail_of(joined));
  growth.widened.push_back(widened);
}

// Of all that the new nodes read, and of the new nodes that older ones do.
void Extension::put_outputs(Network& network, const Growth& growth) {
  std::vector<std::pair<NodeId, NodeId>> read;  // what, and by which
  for (std::uint32_t row = growth.first; row < network.size(); ++row)
    for (const NodeId input : network.inputs_of(NodeId{row})) read.emplace_back(input, NodeId{row});
  for (const Growth::Widened& widened : growth.widened)
    for (const NodeId input : network.inputs_of(widened.node))
      if (input.row >= growth.first) read.emplace_back(input, widened.node);
  std::sort(read.begin(), read.end());
  std::vector<NodeId> readers;
  for (std::size_t first = 0, last = 0; first < read.size(); first = last) {
    readers.clear();
    for (; last < read.size() && read[last].first == read[first].first; ++last)
      readers.push_back(read[last].second);
    Range& outputs = network.nodes[read[first].first.row].outputs;
    outputs = moved<NodeId>(network.outputs, outputs, readers, network.left_over);
  }
}

// Rows that nothing refers to: with so many, and half of all, the network is laid out anew.
constexpr std::size_t left_over_limit = 10000;

}  // namespace

std::optional<Growth> grow(Knowledge& knowledge, const std::vector<std::string>& facts) {
  Network& network = knowledge.network;
  if (network.left_over > left_over_limit + network.inputs.size() / 2) knowledge.growable = {};
  const auto before = knowledge.growable.grow(knowledge.program, facts);
  if (!before) return std::nullopt;
  Extension extension(knowledge.program, network, knowledge.recursion, *before);
  if (extension.fits()) return extension.put(network);
  cut_to(knowledge.program, *before);
  knowledge.growable = {};
  return std::nullopt;
}

}  // namespace hence
