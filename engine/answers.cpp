#include "engine/answers.hpp"

#include <algorithm>
#include <limits>

#include "engine/stretches.hpp"

namespace hence {

namespace {

// What a number is compared with, through the steps of arithmetic that can be turned round.
class Bounds {
 public:
  Bounds(const Session& session, const Outlook& outlook)
      : network_(&session.network()), outlook_(&outlook) {}

  // False: it is reckoned with in another way. A node holds scale × number + offset.
  bool follow(NodeId node, double scale, double offset) {
    if (++steps_ > most_steps) return false;
    bool whole = true;  // all are read in any case, so that their order decides nothing
    for (const NodeId reader : network_->outputs_of(node))
      if (outlook_->may_change(reader) && !read(reader, node, scale, offset)) whole = false;
    return whole;
  }

  // A figure that the number is compared with: does the figure itself do as what is below it, as
  // what is above, or as neither?
  struct Bound {
    double figure = 0;
    bool as_below = false, as_above = false;
    friend bool operator<(const Bound& a, const Bound& b) { return a.figure < b.figure; }
  };
  // Ascending, each once.
  std::vector<Bound> found() const {
    std::vector<Bound> bounds = found_;
    std::sort(bounds.begin(), bounds.end());
    std::vector<Bound> joined;
    for (const Bound& b : bounds) {
      if (!joined.empty() && joined.back().figure == b.figure) {
        joined.back().as_below = joined.back().as_below && b.as_below;
        joined.back().as_above = joined.back().as_above && b.as_above;
      } else {
        joined.push_back(b);
      }
    }
    return joined;
  }

 private:
  static constexpr int most_steps = 1000;

  bool read(NodeId reader, NodeId node, double scale, double offset) {
    const Node& r = network_->nodes[reader.row];
    switch (r.op) {
      case NodeOp::less:
      case NodeOp::less_equal:
      case NodeOp::greater:
      case NodeOp::greater_equal:
      case NodeOp::equal:
      case NodeOp::not_equal: return compare(reader, node, scale, offset);
      case NodeOp::is_known:
      case NodeOp::is_unknown:
      case NodeOp::certainty:
      case NodeOp::score: return true;  // what its items ask of the number is followed by itself
      case NodeOp::number:
      case NodeOp::defaulted:
      case NodeOp::value_argument: return follow(reader, scale, offset);
      case NodeOp::minus: return follow(reader, -scale, -offset);
      case NodeOp::add:
      case NodeOp::subtract:
      case NodeOp::multiply:
      case NodeOp::divide: return reckon(reader, node, scale, offset);
      default: return false;
    }
  }

  bool compare(NodeId reader, NodeId node, double scale, double offset) {
    const auto inputs = network_->heads_of(reader);
    if (inputs[0] != node && inputs[1] != node) return true;  // for the sake of a score's items
    const NodeId other = inputs[inputs[0] == node ? 1 : 0];
    if (other == node) return true;
    if (outlook_->may_change(other)) return false;
    const double figure = (*outlook_)[other].low.x;
    if (!is_figure(figure)) return true;
    const NodeOp op = network_->nodes[reader.row].op;
    const bool flipped = (inputs[0] != node) != (scale < 0);
    const bool up = op == NodeOp::less || op == NodeOp::greater_equal;  // x < 3: 3 does as 4
    const bool down = op == NodeOp::less_equal || op == NodeOp::greater;
    found_.push_back({round12((figure - offset) / scale), flipped ? up : down, flipped ? down : up});
    return true;
  }

  bool reckon(NodeId reader, NodeId node, double scale, double offset) {
    const auto inputs = network_->inputs_of(reader);
    const bool left = inputs[0] == node;
    const NodeId other = inputs[left ? 1 : 0];
    if (other == node || outlook_->may_change(other)) return false;
    const double by = (*outlook_)[other].low.x;
    if (!is_figure(by)) return true;
    switch (network_->nodes[reader.row].op) {
      case NodeOp::add: return follow(reader, scale, offset + by);
      case NodeOp::subtract:
        return left ? follow(reader, scale, offset - by) : follow(reader, -scale, by - offset);
      case NodeOp::multiply: return by == 0 || follow(reader, scale * by, offset * by);
      default: return left && by != 0 && follow(reader, scale / by, offset / by);
    }
  }

  const Network* network_;
  const Outlook* outlook_;
  std::vector<Bound> found_;
  int steps_ = 0;
};

// A figure that does as its neighbours is no stretch of its own.
void join_bounds(const std::vector<Bounds::Bound>& bounds, Answers& answers) {
  const auto drop = [&](std::size_t i) {
    answers.values.erase(answers.values.begin() + static_cast<std::ptrdiff_t>(i));
    answers.stretches.erase(answers.stretches.begin() + static_cast<std::ptrdiff_t>(i));
  };
  for (const Bounds::Bound& b : bounds) {
    const auto at = std::find(answers.values.begin(), answers.values.end(), b.figure);
    if (at == answers.values.end()) continue;
    const auto i = static_cast<std::size_t>(at - answers.values.begin());
    if (b.as_above && i + 1 < answers.values.size() && answers.stretches[i + 1].low == b.figure) {
      answers.stretches[i + 1].with_low = true;
      drop(i);
    } else if (b.as_below && i > 0 && answers.stretches[i - 1].high == b.figure) {
      answers.stretches[i - 1].with_high = true;
      drop(i);
    }
  }
}

// The stretch of a value: a bound by itself, or what lies between two.
Stretch stretch_of(const std::vector<double>& bounds, double value) {
  constexpr double far = std::numeric_limits<double>::infinity();
  const auto next = std::lower_bound(bounds.begin(), bounds.end(), value);
  if (next != bounds.end() && *next == value) return {value, value, true, true};
  return {next == bounds.begin() ? -far : *std::prev(next), next == bounds.end() ? far : *next,
          false, false};
}

Answers stretches_of(const Session& session, const Outlook& outlook, FindingId finding) {
  const Program& program = session.program();
  const Detail* detail = program.detail(finding);
  constexpr double far = std::numeric_limits<double>::infinity();
  const double lowest = detail == nullptr ? -far : detail->lowest.value_or(-far);
  const double highest = detail == nullptr ? far : detail->highest.value_or(far);
  Answers answers;
  Bounds bounds(session, outlook);
  // An answer stands where its finding's evidence is joined: what comes by default reads it there.
  answers.whole = bounds.follow(session.network().joint_of(finding), 1, 0);
  const bool whole_days = program.findings[finding.row].kind == FindingKind::date;
  std::vector<double> figures;
  for (const Bounds::Bound& b : bounds.found()) figures.push_back(b.figure);
  answers.values = stretches(figures, lowest, highest, whole_days);
  for (const double value : answers.values) answers.stretches.push_back(stretch_of(figures, value));
  join_bounds(bounds.found(), answers);
  return answers;
}

}  // namespace

Answers answers_of(const Session& session, const Outlook& outlook, FindingId finding) {
  const Program& program = session.program();
  Answers answers;
  switch (program.findings[finding.row].kind) {
    case FindingKind::yes_no: answers.values = {1, -1}; return answers;
    case FindingKind::choice: {
      const Detail* detail = program.detail(finding);
      const std::size_t count = detail == nullptr ? 0 : detail->values.size();
      for (std::size_t i = 0; i < count; ++i) answers.values.push_back(static_cast<double>(i));
      return answers;
    }
    case FindingKind::number:
    case FindingKind::date: return stretches_of(session, outlook, finding);
    default: answers.whole = false; return answers;  // the total of a score, a text
  }
}

Fact fact_of(const Program& program, FindingId finding, double answer) {
  Fact fact;
  fact.finding = finding;
  const bool plain = program.findings[finding.row].kind == FindingKind::yes_no;
  fact.certainty = plain ? answer : 1;
  fact.value = plain ? 0 : answer;
  return fact;
}

}  // namespace hence
