#include "engine/question.hpp"

#include <algorithm>
#include <tuple>

#include "engine/advise.hpp"
#include "engine/conclude.hpp"
#include "engine/content.hpp"
#include "engine/outlook.hpp"
#include "rules/text.hpp"

namespace hence {

namespace {

// Which findings' answers can still move what roots hold.
class Reach {
 public:
  Reach(const Session& session, const Outlook& outlook)
      : session_(&session),
        network_(&session.network()),
        outlook_(&outlook),
        seen_(session.network().size()),
        found_(session.program().findings.size()) {}

  // Findings found from these roots and not before, in no order. Cost over all calls: linear.
  std::vector<FindingId> from(const std::vector<NodeId>& roots) {
    std::vector<FindingId> reached;
    stack_.clear();
    for (const NodeId root : roots) put(root);
    while (!stack_.empty()) {
      const NodeId at = stack_.back();
      stack_.pop_back();
      if (visit(at)) reached.push_back(FindingId{network_->nodes[at.row].origin});
    }
    return reached;
  }

  // Its `only if` holds, or cannot be settled by more answers.
  bool gate_permits(FindingId finding) const {
    const NodeId gate = network_->gate_of(finding);
    if (!gate) return true;
    const double holds = read(session_->state()[gate]);
    if (holds < -network_->threshold) return false;
    return holds > network_->threshold || !outlook_->may_change(gate);
  }

  // Rules or kinds may yet decide it; so it is not asked before they cannot.
  bool rules_may_decide(FindingId finding) const {
    if (!outlook_->is_derived(finding) || outlook_->is_asked_first(finding)) return false;
    for (const ArgumentOrigin& a : network_->arguments_of(finding))
      if (a.node && outlook_->may_change(a.node)) return true;
    const NodeId reader = network_->fact_nodes[network_->finding_facts[finding.row].first];
    if (network_->nodes[reader.row].op == NodeOp::finding) return false;
    const auto kinds = network_->tail_of(reader);
    return std::any_of(kinds.begin(), kinds.end(),
                       [&](NodeId kind) { return outlook_->may_change(kind); });
  }

 private:
  void put(NodeId node) {
    if (!outlook_->may_change(node) || seen_[node.row] != 0) return;
    seen_[node.row] = 1;
    stack_.push_back(node);
  }

  // What is definite can only be contradicted, by something definite.
  bool bears_on(NodeId reader, NodeId input) const {
    if (network_->nodes[reader.row].op != NodeOp::finding) return true;
    const auto& [least, most] = (*outlook_)[reader];
    if (!is_figure(least.x)) return (*outlook_)[input].low.x == -1;
    if (!is_figure(most.x)) return (*outlook_)[input].high.x == 1;
    return true;
  }

  // Whether it reads the open answer of a finding not found before.
  bool visit(NodeId id) {
    const Node& node = network_->nodes[id.row];
    const FindingId finding{node.origin};
    const bool open = node.reads_fact && outlook_->is_open(finding);
    if (open && outlook_->is_asked_first(finding)) {
      if (node.gated) put(network_->inputs_of(id).front());
    } else {
      // A comparison reads a score's items for the score's sake: they are reached through it.
      const auto inputs = network_->inputs_of(id);
      const bool by_score = node.op == NodeOp::score || node.op >= NodeOp::less;
      for (const NodeId input : by_score ? inputs.first(inputs.size() - node.tail) : inputs)
        if (bears_on(id, input)) put(input);
    }
    return open && std::exchange(found_[finding.row], char{1}) == 0;
  }

  const Session* session_;
  const Network* network_;
  const Outlook* outlook_;
  std::vector<char> seen_, found_;
  std::vector<NodeId> stack_;
};

// What urgent advice still hangs on: first whether its `when` holds, then its finding and `unless`.
void put_urgent_roots(const Session& session, const Outlook& outlook, const Advice& advice,
                      std::vector<NodeId>& roots) {
  const Network& network = session.network();
  const double threshold = network.threshold;
  const auto node = [&](ExprId expr) {
    return expr ? network.expr_nodes[single(session.program(), expr).row] : NodeId{};
  };
  const NodeId finding = network.finding_nodes[advice.finding.row];
  const NodeId when = node(advice.when);
  const NodeId unless = node(advice.unless);
  const auto [least, most] = outlook[finding];
  if (!(most.x > threshold)) return;
  if (when && !(outlook[when].high.x > threshold)) return;
  if (unless && outlook[unless].low.x > threshold) return;
  const bool when_holds = !when || outlook[when].low.x > threshold;
  if (!when_holds) return roots.push_back(when);
  if (!(least.x > threshold)) roots.push_back(finding);
  if (unless) roots.push_back(unless);
}

struct Open {
  FindingId finding;
  bool urgent = false;
};

std::vector<Open> reach_all(const Session& session) {
  const Program& program = session.program();
  const Outlook outlook(session);
  Reach reach(session, outlook);
  std::vector<NodeId> urgent, goals;
  for (const Advice& advice : program.advice)
    if (advice.urgent) put_urgent_roots(session, outlook, advice, urgent);
  const std::vector<bool> is_goal = goal_findings(program);
  for (std::size_t row = 0; row < is_goal.size(); ++row)
    if (is_goal[row]) goals.push_back(session.network().finding_nodes[row]);
  std::vector<Open> now, later;
  const auto sort_out = [&](const std::vector<FindingId>& found, bool is_urgent) {
    for (const FindingId f : found)
      if (reach.gate_permits(f))
        (reach.rules_may_decide(f) ? later : now).push_back({f, is_urgent});
  };
  sort_out(reach.from(urgent), true);
  sort_out(reach.from(goals), false);
  // Findings that wait for one another in a circle are asked rather than none.
  return now.empty() ? later : now;
}

// Where a finding stands among the questions.
struct Place {
  std::uint32_t topic = Id<void>::no_row;
  std::uint32_t position = 0;  // in its topic
};
std::vector<Place> places(const Program& program) {
  std::vector<Place> all(program.findings.size());
  for (std::uint32_t topic = 0; topic < program.topics.size(); ++topic) {
    const auto& findings = program.topics[topic].findings;
    for (std::uint32_t i = 0; i < findings.size(); ++i)
      if (all[findings[i].row].topic == Id<void>::no_row) all[findings[i].row] = {topic, i};
  }
  return all;
}

void sort_open(const Program& program, const std::vector<FindingId>& skipped,
               std::optional<int> current_topic, std::vector<Open>& open) {
  const std::vector<Place> place = places(program);
  const auto key = [&](const Open& o) {
    const Place& p = place[o.finding.row];
    const bool current = current_topic && *current_topic >= 0 &&
                         p.topic == static_cast<std::uint32_t>(*current_topic);
    const bool skip = std::find(skipped.begin(), skipped.end(), o.finding) != skipped.end();
    return std::tuple(skip, !o.urgent, !current, p.topic, p.position,
                      std::string_view(program.findings[o.finding.row].key), o.finding.row);
  };
  std::sort(open.begin(), open.end(),
            [&](const Open& a, const Open& b) { return key(a) < key(b); });
}

bool contains(const std::vector<FindingId>& list, FindingId f) {
  return std::find(list.begin(), list.end(), f) != list.end();
}

// The first list that holds the finding; the others of it that are open are shown with it.
void join_list(const Program& program, const std::vector<Open>& open,
               const std::vector<FindingId>& skipped, Question& question) {
  const FindingId first = question.findings.front();
  for (std::size_t row = 0; row < program.which_of.size(); ++row) {
    const WhichOf& which = program.which_of[row];
    if (!contains(which.findings, first)) continue;
    question.which = static_cast<std::int32_t>(row);
    question.findings.clear();
    for (const FindingId f : which.findings) {
      const bool is_open = std::any_of(open.begin(), open.end(),
                                       [&](const Open& o) { return o.finding == f; });
      if (is_open && (contains(skipped, first) || !contains(skipped, f)))
        question.findings.push_back(f);
    }
    if (!which.question.empty()) question.text = which.question;
    return;
  }
}

std::string capitalised(std::string text) {
  const bool plain = text.size() > 1 && text[0] >= 'a' && text[0] <= 'z' &&
                     ((text[1] >= 'a' && text[1] <= 'z') || text[1] == ' ');
  if (plain) text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string listed(const std::vector<std::string>& values) {
  std::string text;
  for (std::size_t i = 0; i < values.size(); ++i)
    text += (i == 0 ? "" : i + 1 == values.size() ? " or " : ", ") + values[i];
  return text;
}

}  // namespace

std::vector<FindingId> open_findings(const Session& session) {
  std::vector<Open> open = reach_all(session);
  sort_open(session.program(), {}, std::nullopt, open);
  std::vector<FindingId> findings;
  findings.reserve(open.size());
  for (const Open& o : open) findings.push_back(o.finding);
  return findings;
}

std::optional<Question> next_question(const Session& session, const std::vector<FindingId>& skipped,
                                      std::optional<int> current_topic) {
  const Program& program = session.program();
  std::vector<Open> open = reach_all(session);
  if (open.empty()) return std::nullopt;
  sort_open(program, skipped, current_topic, open);
  const FindingId first = open.front().finding;
  Question question;
  question.findings = {first};
  question.text = question_text(program, first);
  const std::uint32_t topic = places(program)[first.row].topic;
  if (topic != Id<void>::no_row) question.topic = static_cast<std::int32_t>(topic);
  join_list(program, open, skipped, question);
  return question;
}

std::string question_text(const Program& program, FindingId finding) {
  const Finding& f = program.findings[finding.row];
  const Detail* detail = program.detail(finding);
  if (detail != nullptr && !detail->question.empty()) return detail->question;
  const std::string name = capitalised(f.name);
  if (detail != nullptr && f.kind == FindingKind::number && detail->unit &&
      !detail->unit->spelling.empty()) {
    const std::string& unit = detail->unit->spelling;
    if (find_unit(unit)) return name + ", in " + unit + "?";
    return name + ", how many" + (key_of(unit) == f.key ? "?" : " " + unit + "?");  // things counted
  }
  if (detail != nullptr && f.kind == FindingKind::choice && !detail->values.empty())
    return name + ": " + listed(detail->values) + "?";
  if (f.kind == FindingKind::date) return name + ", as 1950-03-31?";
  return name + "?";
}

}  // namespace hence
