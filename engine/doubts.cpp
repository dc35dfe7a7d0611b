// What the conclusions leave over: dangers not excluded, answers not explained.
#include <algorithm>

#include "engine/conclude.hpp"
#include "engine/content.hpp"
#include "engine/outlook.hpp"
#include "engine/support.hpp"

namespace hence {

namespace {

// Could this advice still be given, were all answered that is not?
bool may_come(const Session& session, const Outlook& outlook, const Advice& advice) {
  const Network& network = session.network();
  const double threshold = network.threshold;
  const auto range = [&](ExprId expr) {
    return outlook[network.expr_nodes[single(session.program(), expr).row]];
  };
  if (!(outlook[network.finding_nodes[advice.finding.row]].high.x > threshold)) return false;
  if (advice.when && !(range(advice.when).high.x > threshold)) return false;
  return !(advice.unless && range(advice.unless).low.x > threshold);
}

}  // namespace

std::vector<FindingId> not_excluded(const Session& session) {
  const Program& program = session.program();
  std::vector<const Advice*> unsure;
  for (const Advice& advice : program.advice)
    if (advice.urgent && session.value(advice.finding).state == Truth::unknown)
      unsure.push_back(&advice);
  std::vector<FindingId> found;
  if (unsure.empty()) return found;
  const Outlook outlook(session, Outlook::Unknowns::open);
  for (const Advice* advice : unsure)
    if (may_come(session, outlook, *advice)) found.push_back(advice->finding);
  const auto key = [&](FindingId f) {
    return std::pair(std::string_view(program.findings[f.row].key), f.row);
  };
  std::sort(found.begin(), found.end(), [&](auto a, auto b) { return key(a) < key(b); });
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

namespace {

class Explained {
 public:
  explicit Explained(const Session& session)
      : session_(&session), explained_(session.program().findings.size()) {
    link();
    start();
    spread_causes();
    spread_up();
  }

  bool operator[](FindingId finding) const { return explained_[finding.row] != 0; }

 private:
  Truth state(FindingId f) const { return session_->value(f).state; }

  void link() {
    const Program& program = session_->program();
    effects_.resize(explained_.size());
    kinds_.resize(explained_.size());
    broader_.resize(explained_.size());
    for (const Cause& c : program.causes) effects_[c.cause.row].push_back(c.effect);
    for (const Kind& k : program.kinds) {
      kinds_[k.broader.row].push_back(k.kind);
      broader_[k.kind.row].push_back(k.broader);
    }
  }

  // What conclusions rest on, and the first of what they cause.
  void start() {
    const Program& program = session_->program();
    const Network& network = session_->network();
    const std::vector<bool> concluded = concluded_findings(program);
    SupportWalk walk(*session_, Through::fired);
    const auto mark = [&](NodeId node) {
      const Node& n = network.nodes[node.row];
      if (n.reads_fact) explained_[n.origin] = 1;
    };
    for (std::size_t row = 0; row < concluded.size(); ++row) {
      const FindingId f{row};
      if (!concluded[row] || state(f) != Truth::yes) continue;
      for (const ArgumentOrigin& a : network.arguments_of(f))
        if (a.node && contribution_of(*session_, a.node) > 0) walk.from(a.node, mark);
      caused_.insert(caused_.end(), effects_[row].begin(), effects_[row].end());
    }
  }

  // A finding caused, its kinds, and what it causes in turn, unless it is denied.
  void spread_causes() {
    std::vector<char> seen(explained_.size());
    while (!caused_.empty()) {
      const FindingId at = caused_.back();
      caused_.pop_back();
      if (std::exchange(seen[at.row], char{1}) != 0) continue;
      explained_[at.row] = 1;
      caused_.insert(caused_.end(), kinds_[at.row].begin(), kinds_[at.row].end());
      if (state(at) != Truth::no)
        caused_.insert(caused_.end(), effects_[at.row].begin(), effects_[at.row].end());
    }
  }

  // Who has night cramps has cramps: what explains the one explains the other.
  void spread_up() {
    std::vector<FindingId> wave;
    for (std::size_t row = 0; row < explained_.size(); ++row)
      if (explained_[row] != 0) wave.push_back(FindingId{row});
    while (!wave.empty()) {
      const FindingId at = wave.back();
      wave.pop_back();
      if (state(at) != Truth::yes) continue;
      for (const FindingId up : broader_[at.row])
        if (std::exchange(explained_[up.row], char{1}) == 0) wave.push_back(up);
    }
  }

  const Session* session_;
  std::vector<char> explained_;  // by FindingId
  std::vector<std::vector<FindingId>> effects_, kinds_, broader_;
  std::vector<FindingId> caused_;
};

}  // namespace

std::vector<FindingId> unexplained(const Session& session) {
  const Program& program = session.program();
  std::vector<bool> is_conclusion(program.findings.size());
  for (const Conclusion& c : program.conclusions) is_conclusion[c.finding.row] = true;
  std::vector<FindingId> found;
  for (const Fact& fact : session.facts()) {
    const Finding& finding = program.findings[fact.finding.row];
    if (finding.kind == FindingKind::yes_no && !finding.goal && !is_conclusion[fact.finding.row] &&
        fact.certainty > session.network().threshold && !is_set_aside(session, fact.finding))
      found.push_back(fact.finding);
  }
  if (found.empty()) return found;
  const Explained explained(session);
  std::erase_if(found, [&](FindingId f) { return explained[f]; });
  return found;
}

}  // namespace hence
