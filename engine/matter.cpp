#include "engine/matter.hpp"

#include <algorithm>

#include "engine/conclude.hpp"
#include "engine/content.hpp"
#include "rules/limits.hpp"

namespace hence {

namespace {

bool by_key(const Program& program, FindingId a, FindingId b) {
  const auto key = [&](FindingId f) {
    return std::pair(std::string_view(program.findings[f.row].key), f.row);
  };
  return key(a) < key(b);
}

// What urgent advice still hangs on: first whether its `when` holds, then its finding and `unless`.
void put_next_roots(const Program& program, const Outlook& outlook, const Advice& advice,
                    std::vector<NodeId>& roots) {
  const Network& network = outlook.state().network();
  const NodeId finding = network.finding_nodes[advice.finding.row];
  const auto node = [&](ExprId expr) { return network.expr_nodes[single(program, expr).row]; };
  if (advice.when && !(read(outlook[node(advice.when)].low) > network.threshold))
    return roots.push_back(node(advice.when));
  roots.push_back(finding);
  if (advice.unless) roots.push_back(node(advice.unless));
}

}  // namespace

Matter::Matter(const Session& session)
    : session_(&session), outlook_(session), work_{&session, &outlook_, outlook_.state(),
                                                   Outcomes(session.program()), split_cases_limit},
      below_many_(session.program().findings.size()) {
  list_targets();
  join_parts();
  list_open();
}

// Urgent advice not decided, each by itself, and goals.
void Matter::list_targets() {
  const Program& program = session_->program();
  for (std::uint32_t row = 0; row < program.advice.size(); ++row) {
    const Advice& advice = program.advice[row];
    if (advice.urgent && advice_decided(program, work_.state, advice) == Decided::open)
      parts_.push_back({{{}, {row}}, {}, {}});
  }
  const std::vector<bool> is_goal = goal_findings(program);
  std::vector<FindingId> goals;
  for (std::size_t row = 0; row < is_goal.size(); ++row)
    if (is_goal[row]) goals.push_back(FindingId{row});
  std::sort(goals.begin(), goals.end(),
            [&](FindingId a, FindingId b) { return by_key(program, a, b); });
  list_order_targets(goals);
}

// Goals that may be yes, and whose ranges overlap, are one target: their order is not decided.
void Matter::list_order_targets(const std::vector<FindingId>& goals) {
  const Program& program = session_->program();
  struct Rank {
    Standing standing;
    FindingId goal;
  };
  std::vector<Rank> places;
  for (const FindingId goal : goals) {
    Standing s = standing_of(program, work_.state, goal);
    if (!(s.high > work_.state.network().threshold)) s = {-2, -2};
    places.push_back({s, goal});
  }
  std::stable_sort(places.begin(), places.end(),
                   [](const Rank& a, const Rank& b) { return a.standing.low < b.standing.low; });
  for (std::size_t first = 0, last = 0; first < places.size(); first = last) {
    double high = places[first].standing.high;
    bool open = false;
    Target target;
    do {
      const Rank& place = places[last++];
      high = std::max(high, place.standing.high);
      open = open || !band_decided(program, work_.state, place.goal);
      target.goals.push_back(place.goal);
    } while (high > -2 && last < places.size() && places[last].standing.low <= high);
    const auto moves = [](const Rank& p) { return p.standing.low != p.standing.high; };
    const auto begin = places.begin();
    if (last - first > 1)
      open = open || std::any_of(begin + static_cast<std::ptrdiff_t>(first),
                                 begin + static_cast<std::ptrdiff_t>(last), moves);
    if (!open) continue;
    std::sort(target.goals.begin(), target.goals.end(),
              [&](FindingId a, FindingId b) { return by_key(program, a, b); });
    parts_.push_back({std::move(target), {}, {}});
  }
}

std::vector<NodeId> Matter::roots_of(const Target& target) const {
  const Program& program = session_->program();
  const Network& network = session_->network();
  std::vector<NodeId> roots;
  for (const FindingId goal : target.goals) roots.push_back(network.finding_nodes[goal.row]);
  for (const std::uint32_t row : target.advice) {
    const Advice& advice = program.advice[row];
    roots.push_back(network.finding_nodes[advice.finding.row]);
    for (const ExprId expr : {advice.when, advice.unless})
      if (expr) roots.push_back(network.expr_nodes[single(program, expr).row]);
  }
  return roots;
}

// What lies below each target; if it is ten findings for all together, they are one target.
void Matter::join_parts() {
  const Program& program = session_->program();
  Reach reach(*session_, outlook_, Reach::Through::all);
  const auto below = [&](const Target& target) {
    reach.restart();
    std::vector<FindingId> found = reach.from(roots_of(target), split_questions_limit + 1);
    if (found.size() > split_questions_limit) found.clear();
    std::sort(found.begin(), found.end(),
              [&](FindingId a, FindingId b) { return by_key(program, a, b); });
    return found;
  };
  Part all;
  for (const Part& part : parts_) {
    all.target.goals.insert(all.target.goals.end(), part.target.goals.begin(),
                            part.target.goals.end());
    all.target.advice.insert(all.target.advice.end(), part.target.advice.begin(),
                             part.target.advice.end());
  }
  std::sort(all.target.goals.begin(), all.target.goals.end(),
            [&](FindingId a, FindingId b) { return by_key(program, a, b); });
  all.below = below(all.target);
  if (!all.below.empty()) {
    parts_.clear();
    parts_.push_back(std::move(all));
    is_one_ = true;
    return;
  }
  std::vector<NodeId> many;
  for (Part& part : parts_) {
    part.below = below(part.target);
    if (!part.below.empty()) continue;
    const std::vector<NodeId> roots = roots_of(part.target);
    many.insert(many.end(), roots.begin(), roots.end());
  }
  reach.restart();
  for (const FindingId f : reach.from(many)) below_many_[f.row] = true;
}

void Matter::list_open() {
  const Program& program = session_->program();
  std::vector<NodeId> next, all;
  for (const Part& part : parts_) {
    for (const std::uint32_t row : part.target.advice)
      put_next_roots(program, outlook_, program.advice[row], next);
    const std::vector<NodeId> roots = roots_of(part.target);
    all.insert(all.end(), roots.begin(), roots.end());
  }
  std::vector<NodeId> goals;
  for (const Part& part : parts_)
    for (const FindingId goal : part.target.goals)
      goals.push_back(session_->network().finding_nodes[goal.row]);
  std::vector<bool> listed(program.findings.size());
  const auto put = [&](const std::vector<FindingId>& found, bool urgent, bool later) {
    for (const FindingId f : found) {
      if (listed[f.row] || gate_is_closed(f)) continue;
      listed[f.row] = true;
      open_.push_back({f, urgent, later || !gate_permits(f) || rules_may_decide(f)});
    }
  };
  Reach asked(*session_, outlook_, Reach::Through::asked);
  put(asked.from(next), true, false);
  put(asked.from(goals), false, false);
  const std::vector<FindingId> reached = Reach(*session_, outlook_, Reach::Through::all).from(all);
  put(reached, false, true);
  leave_out_others(reached);
  put_others();
  std::sort(open_.begin(), open_.end(),
            [&](const Open& a, const Open& b) { return by_key(program, a.finding, b.finding); });
}

// What cannot matter counts as not known, so that nothing is taken to be open for its sake.
void Matter::leave_out_others(const std::vector<FindingId>& reached) {
  const Program& program = session_->program();
  std::vector<bool> kept(program.findings.size());
  for (const FindingId f : reached) kept[f.row] = true;
  for (std::size_t row = 0; row < kept.size(); ++row)
    if (outlook_.is_open(FindingId{row}) && !kept[row]) work_.state.forget(FindingId{row});
  work_.state.settle();
}

bool Matter::gate_is_closed(FindingId finding) const {
  const NodeId gate = session_->network().gate_of(finding);
  return gate && read(session_->state()[gate]) < -session_->network().threshold;
}

// Its `only if` holds, or cannot be settled by more answers. Requires: it is not closed.
bool Matter::gate_permits(FindingId finding) const {
  const NodeId gate = session_->network().gate_of(finding);
  return !gate || read(session_->state()[gate]) > session_->network().threshold ||
         !outlook_.may_change(gate);
}

// Rules or kinds may yet decide it; so it is not asked before they cannot.
bool Matter::rules_may_decide(FindingId finding) const {
  const Network& network = session_->network();
  if (!outlook_.is_derived(finding) || outlook_.is_asked_first(finding)) return false;
  for (const ArgumentOrigin& a : network.arguments_of(finding))
    if (a.node && outlook_.may_change(a.node)) return true;
  const NodeId reader = network.fact_nodes[network.finding_facts[finding.row].first];
  if (network.nodes[reader.row].op == NodeOp::finding) return false;
  const auto kinds = network.tail_of(reader);
  return std::any_of(kinds.begin(), kinds.end(),
                     [&](NodeId kind) { return outlook_.may_change(kind); });
}

const Split& Matter::split_of(Part& part) {
  if (!part.split) part.split.emplace(work_, part.target, part.below);
  return *part.split;
}

// What no node tells: new tuples of a relation could change a conclusion, while nobody said of it
// which there are. They come first, for further questions hang on them.
void Matter::put_others() {
  for (const WhichOf& which : session_->program().which_of) {
    if (!which.others_matter) continue;
    const Value value = session_->value(which.others);
    if (value.state != Truth::unknown || value.asked_unknown || value.given) continue;
    others_.push_back(which.others);
    std::erase_if(open_, [&](const Open& open) { return open.finding == which.others; });
    open_.push_back({which.others, false, false});
  }
}

bool Matter::is_others(FindingId finding) const {
  return std::find(others_.begin(), others_.end(), finding) != others_.end();
}

bool Matter::matters(FindingId finding) {
  if (is_others(finding)) return true;
  if (below_many_[finding.row]) return true;
  return std::any_of(parts_.begin(), parts_.end(), [&](Part& part) {
    const bool below = std::find(part.below.begin(), part.below.end(), finding) != part.below.end();
    return below && split_of(part).matters(finding);
  });
}

bool Matter::matters_urgently(FindingId finding) {
  return std::any_of(parts_.begin(), parts_.end(), [&](Part& part) {
    if (part.target.advice.empty()) return false;
    if (part.below.empty()) return true;  // not confirmed: it was reached
    const bool below = std::find(part.below.begin(), part.below.end(), finding) != part.below.end();
    return below && split_of(part).urgent(finding);
  });
}

double Matter::left_after(FindingId finding) {
  if (is_others(finding)) return -1;  // before all that hangs on what it names
  if (is_one_ && split_of(parts_.front()).whole())
    return split_of(parts_.front()).left_after(finding);
  const Program& program = session_->program();
  const Answers answers = answers_of(*session_, outlook_, finding);
  if (answers.values.empty()) return 0;
  const Ranges::Cell open = work_.state.fact(finding);
  double left = 0;
  for (const double answer : answers.values) {
    work_.state.tell(finding,
                     Ranges::constant(cell_of(program, fact_of(program, finding, answer))));
    work_.state.settle();
    left += openness();
  }
  work_.state.tell(finding, open);
  work_.state.settle();
  return left / static_cast<double>(answers.values.size());
}

// How far all targets are from being decided.
double Matter::openness() const {
  const Program& program = session_->program();
  double sum = 0;
  for (const Part& part : parts_) {
    for (const std::uint32_t row : part.target.advice)
      sum += advice_decided(program, work_.state, program.advice[row]) == Decided::open ? 1 : 0;
    for (const FindingId goal : part.target.goals) {
      const auto& cell = work_.state[goal];
      if (Ranges::settled(cell)) continue;
      const bool evidence = program.findings[goal.row].kind == FindingKind::yes_no &&
                            is_figure(cell.low.x) && is_figure(cell.high.x);
      sum += evidence ? (cell.high.x - cell.low.x) / 2 : 1;
    }
  }
  return sum;
}

}  // namespace hence
