// Evaluates one node of a network over a value domain, from the cells of its inputs.
// It holds nothing of a case: only room to rank the inputs of «at least n of».
#pragma once

#include <cassert>
#include <optional>
#include <vector>

#include "engine/aggregate.hpp"
#include "engine/domain.hpp"
#include "engine/network.hpp"

namespace hence {

template <class D>
class Evaluator {
 public:
  using Cell = typename D::Cell;

  // open: a score that is open is compared by the totals that it can reach. plain: as any value.
  enum class Scores : bool { plain, open };
  explicit Evaluator(const Network& network, Scores scores = Scores::open);

  // The network has grown from node `first` on.
  void fit(std::size_t first);

  // cells: by node; facts: by FindingId. Cost: linear in the inputs («at least n of»: n times).
  Cell operator()(NodeId node, const std::vector<Cell>& cells, const std::vector<Cell>& facts);

 private:
  // What one evaluation reads.
  struct Inputs {
    const Node& node;
    std::span<const NodeId> ids;  // without the gate
    const std::vector<Cell>& cells;
    std::size_t heads() const { return ids.size() - node.tail; }
    const Cell& operator[](std::size_t i) const { return cells[ids[i].row]; }
  };

  Cell lift(hence::Cell c) const { return D::constant(c); }
  template <class F>
  Cell unary(const Inputs& in) const {
    return D::apply(F{}, in[0]);
  }
  template <class F>
  Cell binary(const Inputs& in) const {
    return D::apply(F{}, in[0], in[1]);
  }
  template <class F>
  Cell fold(const F& f, Cell start, const Inputs& in, std::size_t first, std::size_t last) const {
    for (std::size_t i = first; i < last; ++i) start = D::apply(f, start, in[i]);
    return start;
  }
  Cell fact(const Node& node, NodeId id, const std::vector<Cell>& cells,
            const std::vector<Cell>& facts) const;
  Cell gather(Cell balance, const Inputs& in) const;
  Cell evidence(const Inputs& in, const Cell& fact) const;
  Cell reasoning(const Inputs& in) const;
  Cell value(const Inputs& in, const Cell& fact) const;
  Cell value_argument(const Inputs& in) const;
  Cell by_default(const Inputs& in) const;
  Cell condition(const Inputs& in);
  Cell count(const Inputs& in);
  Cell comparison(const Inputs& in, const std::vector<Cell>& facts);
  Cell plain_comparison(const Inputs& in) const;
  Cell score(const Inputs& in, const Cell& fact);
  const Score* open_score(NodeId node, const std::vector<Cell>& facts, std::size_t lane) const;
  void put_inputs(NodeId node, const std::vector<Cell>& cells, std::size_t lane,
                  std::vector<Ends>& out) const;
  Cell aggregate(const Inputs& in);
  Cell arithmetic(const Inputs& in) const;
  Cell function(const Inputs& in) const;

  const Network* network_;
  std::vector<Cell> ranks_;
  std::optional<Totals> totals_;
  std::vector<Ends> ends_[2];
};

template <class D>
Evaluator<D>::Evaluator(const Network& network, Scores scores) : network_(&network) {
  if (scores == Scores::open && !network.scores.empty()) totals_.emplace(network);
  fit(0);
}

template <class D>
void Evaluator<D>::fit(std::size_t first) {
  std::size_t most = std::max<std::size_t>(1, ranks_.size());
  for (std::size_t row = first; row < network_->size(); ++row) {
    const NodeOp op = network_->nodes[row].op;
    if (op == NodeOp::at_least || op == NodeOp::at_most || op == NodeOp::exactly)
      most = std::max(most, network_->inputs_of(NodeId{row}).size());
  }
  ranks_.resize(most);
}

template <class D>
auto Evaluator<D>::operator()(NodeId id, const std::vector<Cell>& cells,
                              const std::vector<Cell>& facts) -> Cell {
  const Node& node = network_->nodes[id.row];
  const Inputs in{node, network_->inputs_of(id).subspan(node.gated ? 1 : 0), cells};
  switch (node.op) {
    case NodeOp::finding:
    case NodeOp::evidence_for:
    case NodeOp::evidence_against:
    case NodeOp::strongest:
    case NodeOp::capped: return evidence(in, fact(node, id, cells, facts));
    case NodeOp::number:
    case NodeOp::choice: return value(in, fact(node, id, cells, facts));
    case NodeOp::score: return score(in, fact(node, id, cells, facts));
    case NodeOp::defaulted: return by_default(in);
    case NodeOp::argument:
    case NodeOp::applies: return reasoning(in);
    case NodeOp::value_argument: return value_argument(in);
    case NodeOp::any_applies:
    case NodeOp::stands:
    case NodeOp::blocker:
    case NodeOp::all:
    case NodeOp::any:
    case NodeOp::negation:
    case NodeOp::is_known:
    case NodeOp::is_unknown:
    case NodeOp::no_evidence_for:
    case NodeOp::is_value: return condition(in);
    case NodeOp::at_least:
    case NodeOp::at_most:
    case NodeOp::exactly: return count(in);
    case NodeOp::less:
    case NodeOp::less_equal:
    case NodeOp::greater:
    case NodeOp::greater_equal:
    case NodeOp::equal:
    case NodeOp::not_equal: return comparison(in, facts);
    case NodeOp::aggregate: return aggregate(in);
    default: return arithmetic(in);
  }
}

// The fact that the node reads, or what counts instead when its `only if` is false. A finding
// whose evidence nodes read the fact reads none itself: they are its only inputs.
template <class D>
auto Evaluator<D>::fact(const Node& node, NodeId id, const std::vector<Cell>& cells,
                        const std::vector<Cell>& facts) const -> Cell {
  if (!node.reads_fact) return lift(no_evidence);
  const Cell& given = facts[node.origin];
  if (!node.gated) return given;
  const bool value = node.op == NodeOp::number || node.op == NodeOp::choice;
  const hence::Cell otherwise = value                   ? unknown_value
                                : is_figure(node.param) ? piece_of(node.param)
                                                        : no_evidence;
  const SetAside set_aside{network_->threshold, otherwise};
  return D::apply(set_aside, cells[network_->inputs_of(id)[0].row], given);
}

template <class D>
auto Evaluator<D>::gather(Cell balance, const Inputs& in) const -> Cell {
  balance = fold(Weigh{}, balance, in, 0, in.heads());
  return fold(Strongest{}, balance, in, in.heads(), in.ids.size());
}

template <class D>
auto Evaluator<D>::evidence(const Inputs& in, const Cell& fact) const -> Cell {
  Cell balance = lift(even_balance);
  if (in.node.reads_fact) balance = D::apply(Weigh{}, balance, fact);
  balance = gather(balance, in);
  switch (in.node.op) {
    case NodeOp::finding: return D::apply(Conclude{}, balance);
    case NodeOp::evidence_for: return D::apply(PieceFor{}, balance);
    case NodeOp::evidence_against: return D::apply(PieceAgainst{}, balance);
    default: break;
  }
  const double least = in.node.op == NodeOp::capped ? 1 - std::abs(in.node.param) : 0;
  return in.node.param > 0 ? D::apply(PieceFor{least}, balance)
                           : D::apply(PieceAgainst{least}, balance);
}

// Arguments and `applies`: premises joined, blockers joined.
template <class D>
auto Evaluator<D>::reasoning(const Inputs& in) const -> Cell {
  const double threshold = network_->threshold;
  const Cell premises = fold(And{}, lift(always), in, 0, in.heads());
  const Cell blocker = fold(Or{}, lift(never), in, in.heads(), in.ids.size());
  if (in.node.op == NodeOp::applies) return D::apply(Applies{threshold}, premises, blocker);
  return D::apply(Contribute{in.node.param, threshold}, premises, blocker);
}

template <class D>
auto Evaluator<D>::value_argument(const Inputs& in) const -> Cell {
  const Cell premises = fold(And{}, lift(always), in, 1, in.heads());
  const Cell blocker = fold(Or{}, lift(never), in, in.heads(), in.ids.size());
  return D::apply(Candidate{in.node.param, network_->threshold}, in[0], premises, blocker);
}

template <class D>
auto Evaluator<D>::value(const Inputs& in, const Cell& fact) const -> Cell {
  Cell concluded = fold(Agree{}, lift(unknown_value), in, 0, in.heads());
  for (std::size_t i = in.heads(); i < in.ids.size(); ++i)
    concluded = D::apply(Agree{}, concluded, D::apply(Computed{}, in[i]));
  return D::apply(Prefer{network_->threshold}, fact, concluded);
}

template <class D>
auto Evaluator<D>::by_default(const Inputs& in) const -> Cell {
  if (in.ids.size() > 1) return D::apply(ValueByDefault{}, in[0], in[1]);
  return D::apply(ByDefault{network_->threshold, in.node.param}, in[0]);
}

template <class D>
auto Evaluator<D>::condition(const Inputs& in) -> Cell {
  const double threshold = network_->threshold;
  const bool of_value = in.node.param != 0;
  switch (in.node.op) {
    case NodeOp::blocker: return unary<Blocker>(in);
    case NodeOp::all: return fold(And{}, lift(always), in, 0, in.ids.size());
    case NodeOp::any:
    case NodeOp::any_applies: return fold(Or{}, lift(never), in, 0, in.ids.size());
    case NodeOp::negation: return unary<Not>(in);
    case NodeOp::stands: return fold(Or{}, unary<Not>(in), in, 1, in.ids.size());
    case NodeOp::is_known:
      return of_value ? unary<IsValueKnown>(in) : D::apply(IsKnown{threshold}, in[0]);
    case NodeOp::is_unknown:
      return of_value ? unary<IsValueUnknown>(in) : D::apply(IsUnknown{threshold}, in[0]);
    case NodeOp::no_evidence_for: return D::apply(NoEvidenceFor{threshold}, in[0]);
    default: return D::apply(IsValue{in.node.param}, in[0]);
  }
}

// The n-th largest of the inputs, by pushing each through the n + 1 largest so far.
template <class D>
auto Evaluator<D>::count(const Inputs& in) -> Cell {
  const std::size_t size = in.ids.size();
  const auto n = static_cast<std::size_t>(in.node.param);
  const std::size_t kept = std::min(n + 1, size);
  for (std::size_t i = 0; i < kept; ++i) ranks_[i] = lift(never);
  for (std::size_t i = 0; i < size; ++i) {
    Cell rest = in[i];
    for (std::size_t k = 0; k < kept; ++k) {
      const Cell smaller = D::apply(And{}, ranks_[k], rest);
      ranks_[k] = D::apply(Or{}, ranks_[k], rest);
      rest = smaller;
    }
  }
  const Cell at_least = n == 0 ? lift(always) : n <= kept ? ranks_[n - 1] : lift(never);
  if (in.node.op == NodeOp::at_least) return at_least;
  const Cell at_most = n < kept ? D::apply(Not{}, ranks_[n]) : lift(always);
  return in.node.op == NodeOp::at_most ? at_most : D::apply(And{}, at_least, at_most);
}

// Of a score: its items and what they read in common.
template <class D>
void Evaluator<D>::put_inputs(NodeId node, const std::vector<Cell>& cells, std::size_t lane,
                              std::vector<Ends>& out) const {
  out.clear();
  for (const NodeId input : network_->inputs_of(node))
    out.push_back(D::ends(cells[input.row], lane));
}

template <class D>
auto Evaluator<D>::aggregate(const Inputs& in) -> Cell {
  return D::each_lane([&](std::size_t lane) {
    ends_[0].clear();
    for (const NodeId input : in.ids) ends_[0].push_back(D::ends(in.cells[input.row], lane));
    return hence::aggregate(aggregate_of(in.node.param), ends_[0], network_->threshold);
  });
}

template <class D>
auto Evaluator<D>::score(const Inputs& in, const Cell& fact) -> Cell {
  const Score& row = network_->scores[static_cast<std::size_t>(in.node.param)];
  const Cell total = D::each_lane([&](std::size_t lane) {
    put_inputs(row.node, in.cells, lane, ends_[0]);
    return totals_->value(row, ends_[0]);
  });
  return D::apply(Prefer{network_->threshold}, fact, total);
}

// The score at a node, unless a total was given.
template <class D>
auto Evaluator<D>::open_score(NodeId node, const std::vector<Cell>& facts, std::size_t lane) const
    -> const Score* {
  const Node& n = network_->nodes[node.row];
  if (n.op != NodeOp::score) return nullptr;
  const Score& score = network_->scores[static_cast<std::size_t>(n.param)];
  const Ends given = D::ends(facts[score.finding.row], lane);
  return given.high.y > network_->threshold ? nullptr : &score;
}

template <class D>
auto Evaluator<D>::comparison(const Inputs& in, const std::vector<Cell>& facts) -> Cell {
  if (!totals_ || in.node.tail == 0) return plain_comparison(in);
  return D::each_lane([&](std::size_t lane) {
    Totals::Side sides[2];
    for (std::size_t i = 0; i < 2; ++i) {
      sides[i].score = open_score(in.ids[i], facts, lane);
      if (sides[i].score != nullptr) {
        put_inputs(in.ids[i], in.cells, lane, ends_[i]);
        sides[i].inputs = ends_[i];
      } else {
        sides[i].figure = D::ends(in[i], lane);
      }
    }
    return totals_->compare(in.node.op, sides[0], sides[1]);
  });
}

template <class D>
auto Evaluator<D>::plain_comparison(const Inputs& in) const -> Cell {
  switch (in.node.op) {
    case NodeOp::less: return binary<Less>(in);
    case NodeOp::less_equal: return binary<LessEqual>(in);
    case NodeOp::greater: return binary<Greater>(in);
    case NodeOp::greater_equal: return binary<GreaterEqual>(in);
    case NodeOp::equal: return binary<Equal>(in);
    default: return binary<NotEqual>(in);
  }
}

template <class D>
auto Evaluator<D>::arithmetic(const Inputs& in) const -> Cell {
  switch (in.node.op) {
    case NodeOp::literal:
      return lift(is_figure(in.node.param) ? hence::Cell{in.node.param, 1} : unknown_value);
    case NodeOp::points:
      return D::apply(Points{network_->points.data() + static_cast<std::size_t>(in.node.param)},
                      in[0]);
    case NodeOp::certainty:
      return in.node.param != 0 ? unary<CertaintyOfValue>(in) : unary<CertaintyOf>(in);
    case NodeOp::add: return binary<Add>(in);
    case NodeOp::subtract: return binary<Subtract>(in);
    case NodeOp::multiply: return binary<Multiply>(in);
    case NodeOp::divide: return binary<Divide>(in);
    case NodeOp::power: return binary<Power>(in);
    case NodeOp::minimum: return fold(Minimum{}, in[0], in, 1, in.ids.size());
    case NodeOp::maximum: return fold(Maximum{}, in[0], in, 1, in.ids.size());
    case NodeOp::round_to:
      return D::apply(RoundTo{}, in[0], in.ids.size() > 1 ? in[1] : lift({0, 1}));
    default: return function(in);
  }
}

template <class D>
auto Evaluator<D>::function(const Inputs& in) const -> Cell {
  switch (in.node.op) {
    case NodeOp::plus_months: return binary<PlusMonths>(in);
    case NodeOp::months_between: return binary<MonthsBetween>(in);
    case NodeOp::exact_years_between: return binary<ExactYearsBetween>(in);
    case NodeOp::year_of: return unary<YearOf>(in);
    case NodeOp::month_of: return unary<MonthOf>(in);
    case NodeOp::truncate: return unary<Truncate>(in);
    case NodeOp::minus: return unary<Minus>(in);
    case NodeOp::absolute: return unary<Absolute>(in);
    case NodeOp::floor: return unary<Floor>(in);
    case NodeOp::ceiling: return unary<Ceiling>(in);
    case NodeOp::square_root: return unary<SquareRoot>(in);
    case NodeOp::logarithm: return unary<Logarithm>(in);
    case NodeOp::logarithm10: return unary<Logarithm10>(in);
    case NodeOp::exponential: return unary<Exponential>(in);
    default: break;
  }
  assert(false && "an operator without a meaning");
  return lift(unknown_value);
}

}  // namespace hence
