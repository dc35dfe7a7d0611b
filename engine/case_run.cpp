#include "engine/case_run.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "engine/answered.hpp"
#include "engine/conclude.hpp"
#include "engine/question.hpp"
#include "engine/support.hpp"

namespace hence {

namespace {

// Four decimals at most, but never ±1 for what is not definite.
std::string figure(double certainty) {
  const double rounded = std::round(certainty * 1e4) / 1e4;
  if (std::abs(rounded) == 1 && std::abs(certainty) != 1) return format_number(certainty);
  return format_number(rounded);
}

// What one case expects, held against a session that was told its facts.
class Check {
 public:
  Check(const Session& session, const Case& c) : session_(&session), case_(&c) {}

  std::vector<FailedExpectation> run() {
    for (const Expectation& e : case_->expect) {
      const std::string actual = mismatch(e);
      if (!actual.empty()) failed_.push_back({e.span, wanted(e), actual});
      if (e.because) check_because(e.because, e.span, {e});
    }
    for (const RuleNameId rule : case_->because) check_because(rule, case_->span, case_->expect);
    return std::move(failed_);
  }

 private:
  const Program& program() const { return session_->program(); }
  const std::string& name(FindingId f) const { return program().findings[f.row].name; }

  // «dehydration is likely (0.72)», «pain side is left», «fluid intake is not known».
  std::string standing(FindingId f) const {
    const Value value = session_->value(f);
    if (value.state == Truth::conflict) return name(f) + " is in conflict";
    if (program().findings[f.row].kind != FindingKind::yes_no) {
      const bool score = program().findings[f.row].kind == FindingKind::score;
      if (!value.value && !score) return name(f) + " is not known";
      return fmt::format("{} is {}", name(f), fill(*session_, {{"", f}}));
    }
    return fmt::format("{} is {} ({})", name(f), text_of(band_of(*session_, f)),
                       figure(value.certainty));
  }

  // Empty if it holds, else what is the case instead.
  std::string mismatch(const Expectation& e) {
    switch (e.expect) {
      case Expect::first: return not_first(e.finding);
      case Expect::above: return above(e) ? "" : standing(e.finding) + " and " + standing(e.other);
      case Expect::urgent_advice: return gives_urgent(e.finding) ? "" : no_urgent(e.finding);
      case Expect::no_question: return is_asked(e.finding) ? name(e.finding) + " is asked" : "";
      default: return holds(e) ? "" : standing(e.finding);
    }
  }

  bool holds(const Expectation& e) const {
    const Value value = session_->value(e.finding);
    switch (e.expect) {
      case Expect::certainty:
        return value.state != Truth::conflict && value.certainty >= e.low &&
               value.certainty <= e.high;
      case Expect::band: return text_of(band_of(*session_, e.finding)) == e.band;
      case Expect::yes: return value.state == Truth::yes;
      case Expect::no: return value.state == Truth::no;
      case Expect::nothing: return value.state == Truth::unknown;
      case Expect::conflict: return value.state == Truth::conflict;
      case Expect::text: return value.value && fill(*session_, {{"", e.finding}}) == e.text;
      default: break;
    }
    if (!value.value) return false;
    return e.choice >= 0 ? *value.value == e.choice : *value.value >= e.low && *value.value <= e.high;
  }

  bool above(const Expectation& e) const {
    const Value a = session_->value(e.finding);
    const Value b = session_->value(e.other);
    return a.state != Truth::conflict && b.state != Truth::conflict && a.certainty > b.certainty;
  }

  // First among the goals whose state is yes, in the order of conclusions.
  std::string not_first(FindingId finding) {
    const std::vector<bool> goals = goal_findings(program());
    if (!goals[finding.row]) return name(finding) + " is no goal";
    if (!concluded_) concluded_ = conclusions(*session_);
    for (const ConclusionReport& r : *concluded_) {
      if (!goals[r.finding.row] || r.value.state != Truth::yes) continue;
      return r.finding == finding ? "" : standing(r.finding) + " and first";
    }
    return "no goal is at least possible";
  }

  bool gives_urgent(FindingId finding) const {
    const auto rows = advice_given(*session_);
    return std::any_of(rows.begin(), rows.end(), [&](std::uint32_t row) {
      const Advice& a = program().advice[row];
      return a.urgent && (!finding || a.finding == finding);
    });
  }
  std::string no_urgent(FindingId finding) const {
    if (!finding) return "there is none";
    return fmt::format("there is none, for {}", standing(finding));
  }

  bool is_asked(FindingId finding) {
    if (!open_) open_ = open_findings(*session_);
    return std::find(open_->begin(), open_->end(), finding) != open_->end();
  }

  void check_because(RuleNameId rule, Span span, const std::vector<Expectation>& expected) {
    if (supports(rule, expected)) return;
    const std::string& words = program().rule_names[rule.row];
    failed_.push_back({span, "because of " + words,
                       words + (has_fired(rule) ? " supports nothing that is expected"
                                                : " did not fire")});
  }

  bool is_named(NodeId argument, RuleNameId name) const {
    const Network& network = session_->network();
    const Node& node = network.nodes[argument.row];
    const bool is_argument = node.op == NodeOp::argument || node.op == NodeOp::value_argument;
    return is_argument && program().rules[network.arguments[node.origin].rule.row].name == name;
  }

  bool supports(RuleNameId name, const std::vector<Expectation>& expected) const {
    std::vector<FindingId> roots;
    for (const Expectation& e : expected) {
      if (e.finding) roots.push_back(e.finding);
      if (e.expect != Expect::urgent_advice || e.finding) continue;
      for (const std::uint32_t row : advice_given(*session_))
        if (program().advice[row].urgent) roots.push_back(program().advice[row].finding);
    }
    bool found = false;
    SupportWalk walk(*session_, Through::fired);
    for (const FindingId root : roots)
      walk.from(session_->network().finding_nodes[root.row],
                [&](NodeId node) { found = found || is_named(node, name); });
    return found;
  }

  bool has_fired(RuleNameId name) const;
  std::string wanted(const Expectation& e) const;

  const Session* session_;
  const Case* case_;
  std::vector<FailedExpectation> failed_;
  std::optional<std::vector<ConclusionReport>> concluded_;
  std::optional<std::vector<FindingId>> open_;
};

// Rules with an argument that fired, ascending.
std::vector<RuleId> fired_rules(const Session& session) {
  std::vector<RuleId> rules;
  for (const ArgumentOrigin& a : session.network().arguments)
    if (a.rule && a.node && contribution_of(session, a.node) != 0) rules.push_back(a.rule);
  std::sort(rules.begin(), rules.end());
  rules.erase(std::unique(rules.begin(), rules.end()), rules.end());
  return rules;
}

bool Check::has_fired(RuleNameId name) const {
  const std::vector<RuleId> rules = fired_rules(*session_);
  return std::any_of(rules.begin(), rules.end(),
                     [&](RuleId r) { return program().rules[r.row].name == name; });
}

// The case's own words, on one line.
std::string Check::wanted(const Expectation& e) const {
  std::string text;
  for (const char c : e.words.empty() ? program().text_of(e.span) : std::string_view(e.words)) {
    const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!space) text += c;
    else if (!text.empty() && text.back() != ' ') text += ' ';
  }
  while (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

}  // namespace

std::vector<CaseResult> run_cases(const Knowledge& knowledge, std::optional<double> today) {
  std::vector<CaseResult> results;
  for (std::uint32_t row = 0; row < knowledge.program.cases.size(); ++row) {
    const Case& c = knowledge.program.cases[row];
    Session session(knowledge);
    if (knowledge.program.today && today) session.tell({knowledge.program.today, 1, *today, {}});
    for (const Fact& fact : c.given) session.tell(fact);
    for (const Fact& fact : answered(knowledge.program, c.given)) session.tell(fact);
    results.push_back({row, Check(session, c).run(), fired_rules(session)});
  }
  return results;
}

}  // namespace hence
