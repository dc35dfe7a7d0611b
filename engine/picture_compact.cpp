// Pictures made smaller: what lies between findings and arguments becomes an edge, and only a part
// is left.
#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include <boost/unordered/unordered_flat_map.hpp>

#include "engine/picture.hpp"

namespace hence {

namespace {

constexpr std::uint32_t none = Id<void>::no_row;

// Operators that a person has to see: they join several, or test a value.
bool is_shown(const PictureNode& n) {
  switch (n.op) {
    case NodeOp::strongest:
    case NodeOp::capped:
    case NodeOp::all:
    case NodeOp::any:
    case NodeOp::at_least:
    case NodeOp::at_most:
    case NodeOp::exactly:
    case NodeOp::is_unknown:
    case NodeOp::is_value:
    case NodeOp::less:
    case NodeOp::less_equal:
    case NodeOp::greater:
    case NodeOp::greater_equal:
    case NodeOp::equal:
    case NodeOp::not_equal: return true;
    case NodeOp::is_known: return bool{n.expr};  // else only that a rule's formula has a value
    default: return false;
  }
}

// The edges by what they run to.
class Inputs {
 public:
  explicit Inputs(const Picture& picture) : picture_(&picture), first_(picture.nodes.size() + 1) {
    for (const PictureEdge& e : picture.edges) ++first_[e.to + 1];
    for (std::size_t i = 1; i < first_.size(); ++i) first_[i] += first_[i - 1];
  }
  std::span<const PictureEdge> of(std::uint32_t node) const {
    return {picture_->edges.data() + first_[node], picture_->edges.data() + first_[node + 1]};
  }

 private:
  const Picture* picture_;
  std::vector<std::uint32_t> first_;
};

class Compaction {
 public:
  explicit Compaction(const Picture& full)
      : full_(&full), inputs_(full), shown_as_(full.nodes.size(), none),
        seen_(2 * full.nodes.size(), none) {}

  Picture run() {
    out_.of_case = full_->of_case;
    choose();
    for (std::uint32_t e = 0; e < full_->edges.size(); ++e) {
      const PictureEdge& edge = full_->edges[e];
      const std::uint32_t to = shown_as_[edge.to];
      if (to != none) follow(edge, to, e);
    }
    put_held_back();
    pass_lone_members();
    tidy();
    out_ = without_ends();
    mark_in_force();
    return std::move(out_);
  }

 private:
  // Which node of the full picture each is shown as: itself, another, or none.
  void choose() {
    const auto& nodes = full_->nodes;
    boost::unordered_flat_map<std::uint32_t, std::uint32_t> findings;
    boost::unordered_flat_map<std::uint64_t, std::uint32_t> rules;
    for (std::uint32_t i = 0; i < nodes.size(); ++i) {
      if (nodes[i].own) findings[nodes[i].finding.row] = i;
      if (is_argument(nodes[i].op)) rules.try_emplace(key(nodes[i].rule, nodes[i].otherwise), i);
    }
    for (std::uint32_t i = 0; i < nodes.size(); ++i) {
      const PictureNode& n = nodes[i];
      if (is_argument(n.op)) shown_as_[i] = full_->of_case ? i : rules[key(n.rule, n.otherwise)];
      else if (n.finding) shown_as_[i] = findings[n.finding.row];
      else if (is_shown(n)) shown_as_[i] = i;
      else if (n.op == NodeOp::applies) shown_as_[i] = rules.try_emplace(key(n.rule, false), i).first->second;
    }
    rules_ = std::move(rules);
    out_.nodes = nodes;
  }
  static std::uint64_t key(RuleId rule, bool otherwise) {
    return std::uint64_t{rule.row} * 2 + (otherwise ? 1U : 0U);
  }

  // The edges to `to` from whatever is shown behind this one.
  void follow(const PictureEdge& edge, std::uint32_t to, std::uint32_t stamp) {
    if (edge.role == EdgeRole::reads || is_said_elsewhere(edge)) return;
    walk_.assign(1, edge);
    while (!walk_.empty()) {
      PictureEdge at = walk_.back();
      walk_.pop_back();
      const PictureNode& from = full_->nodes[at.from];
      if (from.op == NodeOp::is_known && !from.expr) continue;
      if (shown_as_[at.from] != none) {
        put(at, to);
        continue;
      }
      if (std::exchange(seen_[2 * at.from + (at.negated ? 1 : 0)], stamp) == stamp) continue;
      for (const PictureEdge& below : inputs_.of(at.from)) {
        if (below.role == EdgeRole::reads) continue;
        // The earlier rows of a table stand in a chain, each behind the one before it.
        if (from.op == NodeOp::any_applies && full_->nodes[below.from].op == from.op) continue;
        PictureEdge next = at;
        next.from = below.from;
        next.live = below.live;
        if (from.op == NodeOp::negation) next.negated = !next.negated;
        if (from.op == NodeOp::no_evidence_for) next.role = EdgeRole::unless;
        if (from.op == NodeOp::stands) next.role = EdgeRole::same;
        walk_.push_back(next);
      }
    }
  }
  // Of a kind and the broader one edge is enough; in a case the one that carries something.
  bool is_said_elsewhere(const PictureEdge& e) const {
    if (e.role == EdgeRole::kind) return full_->of_case && !e.live;
    return e.role == EdgeRole::broader && !e.live;
  }
  void put(PictureEdge edge, std::uint32_t to) {
    edge.from = shown_as_[edge.from];
    edge.to = to;
    if (edge.from != edge.to) out_.edges.push_back(edge);
  }

  // Of a row that a much earlier one holds back: by which.
  void put_held_back() {
    for (std::uint32_t i = 0; i < full_->nodes.size(); ++i) {
      const PictureNode& n = full_->nodes[i];
      if (!is_argument(n.op) || !n.by) continue;
      if (n.silence != Silence::overridden && n.silence != Silence::shadowed) continue;
      const auto by = rules_.find(key(n.by, false));
      const EdgeRole role =
          n.silence == Silence::overridden ? EdgeRole::overrides : EdgeRole::same;
      if (by != rules_.end() && by->second != i)
        out_.edges.push_back({by->second, i, role, false, true, {}});
    }
  }

  // In a case a group or a cap that takes nothing from the one member that speaks is not drawn
  // between it and the finding.
  void pass_lone_members() {
    if (!out_.of_case) return;
    std::vector<std::uint32_t> member(out_.nodes.size(), none), reader(out_.nodes.size(), none);
    std::vector<char> several(out_.nodes.size());
    for (std::uint32_t e = 0; e < out_.edges.size(); ++e) {
      const PictureEdge& edge = out_.edges[e];
      if (is_bundle(out_.nodes[edge.from].op)) reader[edge.from] = edge.to;
      if (!is_bundle(out_.nodes[edge.to].op) || !edge.live) continue;
      several[edge.to] = member[edge.to] != none;
      member[edge.to] = e;
    }
    for (std::uint32_t i = 0; i < out_.nodes.size(); ++i) {
      if (member[i] == none || reader[i] == none || several[i] != 0) continue;
      PictureEdge& edge = out_.edges[member[i]];
      if (std::abs(out_.nodes[edge.from].certainty - out_.nodes[i].certainty) > 1e-9) continue;
      edge.to = reader[i];
      out_.nodes[i].in_force = false;
    }
  }
  void tidy() {
    const auto key = [](const PictureEdge& e) {
      return std::tuple(e.to, e.from, e.role, e.negated, e.points.value_or(0));
    };
    std::sort(out_.edges.begin(), out_.edges.end(), [&](const auto& a, const auto& b) {
      return std::tuple(key(a), !a.live) < std::tuple(key(b), !b.live);
    });
    const auto same = [&](const auto& a, const auto& b) { return key(a) == key(b); };
    out_.edges.erase(std::unique(out_.edges.begin(), out_.edges.end(), same), out_.edges.end());
  }

  // Without operators that lead nowhere: what only advice reads.
  Picture without_ends() const {
    std::vector<char> keep(out_.nodes.size());
    std::vector<std::uint32_t> open;
    for (std::uint32_t i = 0; i < keep.size(); ++i) {
      const PictureNode& n = out_.nodes[i];
      const bool root = shown_as_[i] == i && (n.own || is_argument(n.op) || n.op == NodeOp::applies);
      if (!root) continue;
      keep[i] = 1;
      open.push_back(i);
    }
    const Inputs inputs(out_);
    while (!open.empty()) {
      const std::uint32_t at = open.back();
      open.pop_back();
      for (const PictureEdge& e : inputs.of(at))
        if (std::exchange(keep[e.from], char{1}) == 0) open.push_back(e.from);
    }
    return part(out_, keep);
  }

  // What is missing is in force where a rule that fired would be held back by it; an operator only
  // with what it speaks for.
  void mark_in_force() {
    if (!out_.of_case) return;
    auto& nodes = out_.nodes;
    const Inputs inputs(out_);
    std::vector<std::uint32_t> open;
    std::vector<char> speaks(nodes.size());
    for (std::uint32_t i = 0; i < nodes.size(); ++i)
      if (!is_operator(nodes[i]) && nodes[i].in_force) open.push_back(i);
    for (const PictureEdge& e : out_.edges)  // what a rule that is held back would conclude
      if (is_argument(nodes[e.from].op) && nodes[e.from].in_force && nodes[e.to].own)
        nodes[e.to].in_force = true;
    for (const PictureEdge& e : out_.edges)
      if (e.role == EdgeRole::unless && is_argument(nodes[e.to].op) && nodes[e.to].in_force)
        open.push_back(e.from);
    for (const std::uint32_t i : open) speaks[i] = nodes[i].in_force = true;
    while (!open.empty()) {
      const std::uint32_t at = open.back();
      open.pop_back();
      for (const PictureEdge& e : inputs.of(at)) {
        if (is_missing(nodes[at]) && nodes[e.from].own) nodes[e.from].in_force = true;
        if (is_operator(nodes[e.from]) && nodes[e.from].in_force &&
            std::exchange(speaks[e.from], char{1}) == 0)
          open.push_back(e.from);
      }
    }
    for (std::uint32_t i = 0; i < nodes.size(); ++i)
      if (is_operator(nodes[i]) && speaks[i] == 0) nodes[i].in_force = false;
  }
  // A condition that nothing decides, drawn because it would hold something back.
  static bool is_missing(const PictureNode& n) { return is_operator(n) && n.certainty == 0; }
  static bool is_operator(const PictureNode& n) { return !n.finding && n.op != NodeOp::applies; }

 public:
  static Picture part(const Picture& picture, const std::vector<char>& keep) {
    Picture out;
    out.of_case = picture.of_case;
    std::vector<std::uint32_t> place(keep.size());
    for (std::uint32_t i = 0; i < keep.size(); ++i) {
      place[i] = static_cast<std::uint32_t>(out.nodes.size());
      if (keep[i] != 0) out.nodes.push_back(picture.nodes[i]);
    }
    for (PictureEdge e : picture.edges) {
      if (keep[e.from] == 0 || keep[e.to] == 0) continue;
      e.from = place[e.from];
      e.to = place[e.to];
      out.edges.push_back(e);
    }
    return out;
  }

 private:
  const Picture* full_;
  Inputs inputs_;
  std::vector<std::uint32_t> shown_as_;
  std::vector<std::uint32_t> seen_;  // by node, plain and negated: the edge that came by last
  boost::unordered_flat_map<std::uint64_t, std::uint32_t> rules_;  // to the node of a rule
  std::vector<PictureEdge> walk_;
  Picture out_;
};

}  // namespace

Picture compact(const Picture& full) { return Compaction(full).run(); }

Picture bearing_on(const Picture& picture, const std::vector<FindingId>& findings) {
  std::vector<char> keep(picture.nodes.size());
  std::vector<std::uint32_t> open;
  for (std::uint32_t i = 0; i < keep.size(); ++i) {
    const PictureNode& n = picture.nodes[i];
    if (!n.own || std::find(findings.begin(), findings.end(), n.finding) == findings.end()) continue;
    keep[i] = 1;
    open.push_back(i);
  }
  const Inputs inputs(picture);
  while (!open.empty()) {
    const std::uint32_t at = open.back();
    open.pop_back();
    for (const PictureEdge& e : inputs.of(at))
      if (std::exchange(keep[e.from], char{1}) == 0) open.push_back(e.from);
  }
  return Compaction::part(picture, keep);
}

namespace {

// What bears on nothing that is known; what is only ruled out with something broader.
void drop_idle(const Picture& picture, std::vector<char>& keep) {
  std::vector<std::uint32_t> readers(keep.size());
  std::vector<char> concluded(keep.size());
  for (const PictureEdge& e : picture.edges) {
    if (keep[e.from] == 0 || keep[e.to] == 0) continue;
    ++readers[e.from];
    if (e.role != EdgeRole::broader) concluded[e.to] = 1;
  }
  const auto idle = [&](std::uint32_t i) {
    const PictureNode& n = picture.nodes[i];
    if (keep[i] == 0 || readers[i] > 0) return false;
    if (!n.own) return true;
    const bool open = n.value.state == Truth::unknown && n.op != NodeOp::score;
    return !n.goal && (open || (concluded[i] == 0 && !n.value.given));
  };
  const Inputs inputs(picture);
  std::vector<std::uint32_t> open;
  for (std::uint32_t i = 0; i < keep.size(); ++i)
    if (idle(i)) open.push_back(i);
  while (!open.empty()) {
    const std::uint32_t at = open.back();
    open.pop_back();
    keep[at] = 0;
    for (const PictureEdge& e : inputs.of(at))
      if (keep[e.from] != 0 && --readers[e.from] == 0 && idle(e.from)) open.push_back(e.from);
  }
}

}  // namespace

Picture in_force(const Picture& picture) {
  std::vector<char> keep(picture.nodes.size());
  for (std::size_t i = 0; i < keep.size(); ++i)
    keep[i] = !picture.of_case || picture.nodes[i].in_force ? 1 : 0;
  if (picture.of_case) drop_idle(picture, keep);
  const Picture some = Compaction::part(picture, keep);
  std::vector<char> joined(some.nodes.size());
  for (const PictureEdge& e : some.edges) joined[e.from] = joined[e.to] = 1;
  return some.edges.empty() ? some : Compaction::part(some, joined);
}

}  // namespace hence
