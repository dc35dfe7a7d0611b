#include "engine/conditions.hpp"

#include <algorithm>

#include "rules/number.hpp"

namespace hence {

namespace {

// Contents of nodes that stand for no expression, kept apart from those that do by their tags.
enum NodeTag : std::uint64_t {
  blocker_tag = 256,
  known_tag,
  points_tag,
  certainty_tag,
  reading_tag
};

// From `less` on the two enums run alike, but that a quantity is the node of its number.
NodeOp node_op(Op op) {
  switch (op) {
    case Op::all: return NodeOp::all;
    case Op::any: return NodeOp::any;
    case Op::negation: return NodeOp::negation;
    case Op::at_least: return NodeOp::at_least;
    case Op::at_most: return NodeOp::at_most;
    case Op::exactly: return NodeOp::exactly;
    case Op::is_known: return NodeOp::is_known;
    case Op::is_unknown: return NodeOp::is_unknown;
    case Op::is_value: return NodeOp::is_value;
    case Op::no_evidence_for: return NodeOp::no_evidence_for;
    case Op::rule_applies: return NodeOp::any_applies;
    default: break;
  }
  const bool behind_quantity = op >= Op::add;
  const int from = static_cast<int>(behind_quantity ? Op::add : Op::less);
  const auto to = static_cast<int>(behind_quantity ? NodeOp::add : NodeOp::less);
  return static_cast<NodeOp>(to + static_cast<int>(op) - from);
}
constexpr auto distance(Op a, Op b) { return static_cast<int>(b) - static_cast<int>(a); }
constexpr auto distance(NodeOp a, NodeOp b) { return static_cast<int>(b) - static_cast<int>(a); }
static_assert(distance(Op::less, Op::literal) == distance(NodeOp::less, NodeOp::literal));
static_assert(distance(Op::add, Op::aggregate) == distance(NodeOp::add, NodeOp::aggregate));

bool keeps_polarity(Op op) { return op == Op::all || op == Op::any || op == Op::at_least; }
bool turns_polarity(Op op) { return op == Op::negation || op == Op::at_most; }
bool counts(Op op) { return op == Op::at_least || op == Op::at_most || op == Op::exactly; }
bool is_figure_op(Op op) { return op >= Op::literal; }

}  // namespace

Conditions::Conditions(const Program& program, const Contents& contents, Draft& draft,
                       std::function<bool(FindingId)> can_conflict, std::span<const NodeId> known)
    : program_(&program), contents_(&contents), draft_(&draft),
      can_conflict_(std::move(can_conflict)), known_(known) {
  expr_nodes_.reserve(room_for(program.exprs.size() - known.size()));
  expr_nodes_.resize(program.exprs.size() - known.size());
}

NodeId Conditions::note(ExprId expr, NodeId node) {
  if (expr.row >= known_.size()) expr_nodes_[expr.row - known_.size()] = node;
  return node;
}

void Conditions::premises(ExprId expr, std::vector<NodeId>& out) {
  if (!expr) return;
  const Expr& e = program_->exprs[single(*program_, expr).row];
  if (e.op != Op::all) {
    out.push_back(build(expr, Reading::plain));
    return;
  }
  const std::size_t base = stack_.size();
  members(e, Reading::plain);
  out.insert(out.end(), stack_.begin() + static_cast<std::ptrdiff_t>(base), stack_.end());
  stack_.resize(base);
}

// Puts the inputs' nodes on the stack; AND inside AND and OR inside OR stand for their members.
void Conditions::members(const Expr& e, Reading reading) {
  for (const ExprId input : program_->inputs(e)) {
    const ExprId row = single(*program_, input);
    const Expr& part = program_->exprs[row.row];
    const bool nested = part.op == e.op && (e.op == Op::all || e.op == Op::any);
    if (nested) members(part, reading);
    else if (is_comparison(e.op) && part.op == Op::literal)
      stack_.push_back(note(row, literal(round12(part.number))));
    else stack_.push_back(build(row, reading));
  }
}

NodeId Conditions::build(ExprId expr, Reading reading) {
  expr = single(*program_, expr);
  const Expr& e = program_->exprs[expr.row];
  if (!keeps_polarity(e.op) && !turns_polarity(e.op) && e.op != Op::finding)
    reading = Reading::plain;
  if (e.op == Op::finding || (e.op >= Op::literal && e.op <= Op::certainty))
    return note(expr, leaf(e, reading));
  if (expr.row < known_.size()) return known_[expr.row];
  Content content = contents_->of(expr);
  if (reading != Reading::plain)
    content = seal(reading_tag + static_cast<std::uint64_t>(reading), content);
  if (const auto found = nodes_.find(content); found != nodes_.end()) {
    const NodeId same = found->second;
    const std::size_t base = stack_.size();
    put_inputs(e, reading);  // its parts, too, are the nodes of the one said before
    stack_.resize(base);
    return note(expr, same);
  }
  const NodeId made = make(e, reading);
  nodes_.emplace(content, made);
  return note(expr, made);
}

void Conditions::put_inputs(const Expr& e, Reading reading) {
  const Reading turned = reading == Reading::plain      ? Reading::plain
                         : reading == Reading::blocking ? Reading::reversed
                                                        : Reading::blocking;
  if (e.op == Op::is_value) stack_.push_back(draft_->of(e.finding));
  else if (e.op == Op::no_evidence_for) members(e, Reading::blocking);
  else members(e, turns_polarity(e.op) ? turned : reading);
}

NodeId Conditions::make(const Expr& e, Reading reading) {
  const std::size_t base = stack_.size();
  double param = 0;
  put_inputs(e, reading);
  if (counts(e.op) || e.op == Op::is_value || e.op == Op::aggregate) param = e.n;
  if (e.op == Op::is_known || e.op == Op::is_unknown) {
    const Expr& of = program_->exprs[single(*program_, program_->inputs(e).front()).row];
    const bool value = of.finding ? program_->findings[of.finding.row].kind != FindingKind::yes_no
                                  : is_figure_op(of.op);
    param = value ? 1 : 0;
  }
  const NodeId node = draft_->add(node_op(e.op), param);
  draft_->fill(node, std::span(stack_).subspan(base));
  const auto is_score = [&](NodeId n) {
    return draft_->is_new(n) && (*draft_)[n].op == NodeOp::score;
  };
  if (is_comparison(e.op) &&
      std::any_of(stack_.begin() + static_cast<std::ptrdiff_t>(base), stack_.end(), is_score))
    score_comparisons_.push_back(node);
  if (e.op == Op::rule_applies) {
    (*draft_)[node].origin = e.n;
    applied_.push_back({node, RuleNameId{e.n}, e.instance});
  }
  stack_.resize(base);
  return node;
}

NodeId Conditions::leaf(const Expr& e, Reading reading) {
  if (e.op == Op::literal) return literal(e.number);
  if (e.op == Op::points) return choice_points(e.finding);
  if (e.op == Op::certainty) return certainty(e.finding);
  if (reading == Reading::blocking && e.op == Op::finding && can_conflict_(e.finding))
    return blocker(e.finding);
  return draft_->of(e.finding);
}

NodeId Conditions::literal(double figure) {
  const auto [at, is_new] = nodes_.try_emplace(content_of(figure + 0.0));
  if (is_new) at->second = draft_->add(NodeOp::literal, figure + 0.0);
  return at->second;
}

NodeId Conditions::blocker(FindingId finding) {
  const NodeId node =
      shared(seal(blocker_tag, contents_->of(finding)), NodeOp::blocker, 0, draft_->of(finding));
  (*draft_)[node].origin = finding.row;
  return node;
}

NodeId Conditions::choice_points(FindingId choice) {
  return shared(seal(points_tag, contents_->of(choice)), NodeOp::points, points_of(choice).first,
                draft_->of(choice));
}

Range Conditions::points_of(FindingId choice) {
  const Detail* detail = program_->detail(choice);
  const auto [at, is_new] =
      first_points_.try_emplace(choice.row, static_cast<std::uint32_t>(points_.size()));
  if (is_new && detail != nullptr)
    points_.insert(points_.end(), detail->points.begin(), detail->points.end());
  const std::size_t values = detail != nullptr ? detail->points.size() : 0;
  return {at->second, at->second + static_cast<std::uint32_t>(values)};
}

NodeId Conditions::certainty(FindingId finding) {
  const bool value = program_->findings[finding.row].kind != FindingKind::yes_no;
  return shared(seal(certainty_tag, contents_->of(finding)), NodeOp::certainty, value ? 1 : 0,
                draft_->of(finding));
}

NodeId Conditions::opposite(ExprId expr) {
  const NodeId of = build(expr, Reading::plain);
  return shared(contents_->opposite(expr), NodeOp::negation, 0, of);
}

NodeId Conditions::known(NodeId value) {
  const Content row{scramble(value.row), scramble(~std::uint64_t{value.row})};
  return shared(seal(known_tag, row), NodeOp::is_known, 1, value);
}

NodeId Conditions::shared(Content content, NodeOp op, double param, NodeId input) {
  const auto [at, is_new] = nodes_.try_emplace(content);
  if (is_new) {
    at->second = draft_->add(op, param);
    draft_->fill(at->second, std::initializer_list<NodeId>{input});
  }
  return at->second;
}

}  // namespace hence
