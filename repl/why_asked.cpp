#include "repl/why_asked.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "engine/why_ask.hpp"
#include "repl/render_score.hpp"
#include "repl/render_text.hpp"
#include "repl/words.hpp"
#include "rules/text.hpp"

namespace hence::repl {
namespace {

constexpr std::size_t rules_shown = 4;

// Follows the network from findings to all that hangs on them.
class Reach {
 public:
  Reach(const Session& session, const Question& question)
      : session_(session), seen_(session.network().size()) {
    const Network& network = session.network();
    for (const FindingId f : question.findings) {
      start(network.finding_nodes[f.index()]);
      const Range facts = network.finding_facts[f.index()];
      for (std::uint32_t i = facts.first; i < facts.last; ++i) start(network.fact_nodes[i]);
    }
    asked_ = question.findings;
    while (next_ < queue_.size()) {
      const auto [node, near] = queue_[next_++];
      visit(node, near);
    }
  }

  const std::vector<FindingId>& goals() const { return goals_; }
  const std::vector<RuleId>& rules() const { return rules_; }  // those next to the question

 private:
  void start(NodeId node) {
    if (!node || seen_[node.index()]) return;
    seen_[node.index()] = true;
    queue_.emplace_back(node, true);
  }

  void visit(NodeId node, bool near) {
    const Network& network = session_.network();
    const Node& row = network.nodes[node.index()];
    if (is_argument(row.op) && row.origin < network.arguments.size()) {
      const RuleId rule = network.arguments[row.origin].rule;
      if (near && std::find(rules_.begin(), rules_.end(), rule) == rules_.end())
        rules_.push_back(rule);
    }
    if (is_finding(row.op) && row.origin < session_.program().findings.size()) {
      const FindingId finding(row.origin);
      const bool asked = std::find(asked_.begin(), asked_.end(), finding) != asked_.end();
      if (!asked) near = false;
      if (session_.program().findings[finding.index()].goal && !asked) goals_.push_back(finding);
    }
    for (const NodeId next : network.outputs_of(node)) {
      if (seen_[next.index()]) continue;
      seen_[next.index()] = true;
      queue_.emplace_back(next, near);
    }
  }

  const Session& session_;
  std::vector<bool> seen_;
  std::vector<FindingId> asked_;
  std::vector<std::pair<NodeId, bool>> queue_;
  std::size_t next_ = 0;  // of queue_: not visited yet
  std::vector<FindingId> goals_;
  std::vector<RuleId> rules_;
};

// A line for each kind of effect; empty: none.
Page effects_page(const Session& session, const AnswerEffects& effects) {
  const Program& program = session.program();
  const auto held = [&](FindingId f, const Value& v) {  // a text is not filled in: its facts may change
    const bool text = program.findings[f.index()].kind == FindingKind::text && v.value;
    return text ? value_text(program, f, *v.value) : standing(session, f, v);
  };
  std::vector<std::string> changes;
  for (const auto& [finding, from, to] : effects.changes)
    changes.push_back(fmt::format("{} {} → {}", program.findings[finding.index()].name,
                                  held(finding, from), held(finding, to)));
  std::vector<FindingId> urgent;
  for (const std::uint32_t row : effects.urgent) urgent.push_back(program.advice[row].finding);
  Page out;
  if (!changes.empty()) out.put("    ", join(changes, ", "));
  if (!urgent.empty())
    out.put("    ", "urgent advice on " + name_list(program, urgent), Ink::alarm);
  if (!effects.closed.empty())
    out.put("    ", "no longer possible: " + name_list(program, effects.closed));
  if (!effects.spared.empty())
    out.put("    ", "spares asking: " + name_list(program, effects.spared, 4));
  return out;
}

// What each answer would do; those that do the same together.
void put_effects(const Session& session, const Question& question, Page& out) {
  const Program& program = session.program();
  const std::vector<AnswerEffects> all = why_ask(session, question);
  const auto text = [&](std::size_t i) {
    return as_text(effects_page(session, all[i]), Style{});
  };
  if (!all.empty()) out.put("", "what each answer would do by itself");
  for (std::size_t first = 0, last = 0; first < all.size(); first = last) {
    std::vector<std::string> answers;
    while (last < all.size() && text(last) == text(first))
      answers.push_back(answer_text(program, question, all[last++]));
    const Page effects = effects_page(session, all[first]);
    const std::string named = join(answers, ", ");
    out.put("  ", effects.empty() ? named + ": leaves all open" : named);
    out.put(effects);
  }
}

}  // namespace

std::string answer_text(const Program& program, const Question& question,
                        const AnswerEffects& effects) {
  if (question.which >= 0) {
    for (const Fact& fact : effects.answer)
      if (fact.certainty > 0) return program.findings[fact.finding.index()].name;
    return "none";
  }
  const Fact& fact = effects.answer.front();
  if (fact.certainty == 0) return "not known";
  if (effects.stretch) return stretch_text(program, fact.finding, *effects.stretch);
  if (program.findings[fact.finding.index()].kind == FindingKind::yes_no)
    return fact.certainty > 0 ? "yes" : "no";
  return value_text(program, fact.finding, fact.value);
}

Question question_about(const Program& program, FindingId finding) {
  return {{finding}, hence::question_text(program, finding), -1, -1};
}

Page render_why_asked(const Session& session, const Question& question) {
  const Program& program = session.program();
  const Reach reach(session, question);
  std::vector<std::string> goals;
  for (const FindingId goal : reach.goals())
    if (std::abs(session.value(goal).certainty) != 1)
      goals.push_back(program.findings[goal.index()].name);
  std::sort(goals.begin(), goals.end());
  Page out;
  out.put("", goals.empty() ? "It can still change what is concluded."
                            : "The answer bears on " + join(goals, ", "));
  std::vector<RuleId> rules = reach.rules();
  std::sort(rules.begin(), rules.end());
  const Page items = items_about(program, question.findings);
  if (!rules.empty() || !items.empty()) out.put("", "through");
  out.put(items);
  for (std::size_t i = 0; i < rules.size() && i < rules_shown; ++i) {
    const Rule& rule = program.rules[rules[i].index()];
    out.put("  ", fmt::format("{} ({})", rule_text(program, rule), rule_place(program, rule)));
    if (rule.because != 0) out.put("    because ", program.texts[rule.because], Ink::faint);
  }
  if (rules.size() > rules_shown)
    out.put("  ", fmt::format("and {}",
                              counted(rules.size() - rules_shown, "rule more", "rules more")));
  put_effects(session, question, out);
  return out;
}

}  // namespace hence::repl
