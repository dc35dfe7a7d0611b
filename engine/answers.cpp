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
    for (const NodeId reader : network_->outputs_of(node))
      if (outlook_->may_change(reader) && !read(reader, node, scale, offset)) return false;
    return true;
  }
  std::vector<double> found;

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
    const NodeId other = inputs[inputs[0] == node ? 1 : 0];
    if (other == node) return true;
    if (outlook_->may_change(other)) return false;
    const double figure = (*outlook_)[other].low.x;
    if (is_figure(figure)) found.push_back(round12((figure - offset) / scale));
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
  int steps_ = 0;
};

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
  answers.values = stretches(bounds.found, lowest, highest, whole_days);
  std::sort(bounds.found.begin(), bounds.found.end());
  bounds.found.erase(std::unique(bounds.found.begin(), bounds.found.end()), bounds.found.end());
  answers.bounds = std::move(bounds.found);
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
