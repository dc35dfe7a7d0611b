#include "engine/grow.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "engine/assume.hpp"
#include "engine/conditions.hpp"
#include "engine/grow_put.hpp"

namespace hence {

namespace {

// A piece of evidence of a finding: an argument that is there, or a new one.
struct Piece {
  NodeId node;
  Content content;
  double strength = 0;
  bool inside = false;  // the recursion of its finding: the strongest of them counts

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
  Additions additions();

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
  void put_pieces(std::vector<Piece> pieces, Joined& joined);

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
      for (const NodeId piece : joined.pieces)
        if (draft_.is_new(piece))
          reads.emplace_back(piece, network_->finding_nodes[joined.finding.row]);
  return order_.emplace(*network_, draft_).settle(reads);
}

Additions Extension::additions() {
  return {&draft_, &*order_, from_.findings, std::move(joined_), conditions_.take_expr_nodes()};
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
  const auto tail = network_->tail_of(network_->finding_nodes[finding.row]);
  std::vector<NodeId> inside(tail.begin(), tail.end());
  if (network_->combine_strongest) inside.clear();
  std::sort(inside.begin(), inside.end());
  for (const ArgumentOrigin& a : network_->arguments_of(finding)) {
    if (!a.node) continue;
    const Rule& rule = program_->rules[a.rule.row];
    const bool is_inside = std::binary_search(inside.begin(), inside.end(), a.node);
    pieces.push_back({a.node, contents_.of(rule, a.otherwise),
                      a.otherwise ? rule.otherwise : rule.strength, is_inside});
  }
}

// Of arguments that say the same the strongest counts, of equals the first.
bool Extension::join(FindingId finding, std::span<const Said> said) {
  Joined& joined = joined_.emplace_back(Joined{finding, {}, {}, 0});
  std::vector<Piece> pieces;
  if (finding.row < from_.findings) {
    if (!can_widen(finding)) return false;
    put_present(finding, pieces);
  }
  for (const Said& s : said) {
    const Rule& rule = program_->rules[s.rule.row];
    list_inputs(rule);
    Piece piece{{}, contents_.of(rule, false), rule.strength, is_inside(rule, finding)};
    const auto same = std::find_if(pieces.begin(), pieces.end(),
                                   [&](const Piece& p) { return p.says_as(piece); });
    if (same != pieces.end()) {
      const bool counts_never =
          std::abs(same->strength) >= std::abs(piece.strength) && !network_->reads_rules;
      if (!counts_never) return false;
      joined.arguments.push_back({s.rule, finding, {}, same->node, false});
      continue;
    }
    piece.node = draft_.add(NodeOp::argument, rule.strength);
    draft_.fill(piece.node, inputs_, rule.unless ? 1 : 0);
    joined.arguments.push_back({s.rule, finding, piece.node, {}, false});
    pieces.push_back(piece);
  }
  put_pieces(std::move(pieces), joined);
  return true;
}

void Extension::put_pieces(std::vector<Piece> pieces, Joined& joined) {
  std::stable_sort(pieces.begin(), pieces.end());
  for (const Piece& piece : pieces) {
    joined.pieces.push_back(piece.node);
    if (piece.inside || network_->combine_strongest) ++joined.tail;
  }
  const NodeId node = draft_.of(joined.finding);
  if (draft_.is_new(node)) draft_.fill(node, joined.pieces, joined.tail);
}

// Does what the rule says of the finding come from inside a recursion, where the strongest counts?
bool Extension::is_inside(const Rule& rule, FindingId finding) const {
  if (network_->combine_strongest) return false;
  const std::uint32_t recursion = recursion_->of(*program_, rule, finding);
  return recursion != NamedRecursion::none && recursion == recursion_->of(*program_, finding);
}

// What an argument of the rule reads.
void Extension::list_inputs(const Rule& rule) {
  inputs_.clear();
  conditions_.premises(rule.condition, inputs_);
  if (rule.scope) inputs_.push_back(conditions_.condition(rule.scope));
  if (rule.unless) inputs_.push_back(conditions_.unless(rule.unless));
}

// Rows that nothing refers to: with so many, and half of all, the network is laid out anew.
constexpr std::size_t left_over_limit = 10000;

}  // namespace

std::optional<Growth> grow(Knowledge& knowledge, const std::vector<std::string>& facts) {
  Network& network = knowledge.network;
  if (network.left_over > left_over_limit + network.inputs.size() / 2) knowledge.growable = {};
  std::optional<Extension> extension;
  ProgramRows since;
  const auto fits = [&](const ProgramRows& before) {
    since = before;
    return extension.emplace(knowledge.program, network, knowledge.recursion, before).fits();
  };
  if (!knowledge.growable.grow(knowledge.program, facts, fits)) return std::nullopt;
  network.may_assume = network.may_assume || may_assume(knowledge.program, since);
  return put(network, extension->additions());
}

}  // namespace hence
