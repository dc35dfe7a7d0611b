#include "engine/why_ask.hpp"

#include <algorithm>
#include <tuple>

#include "engine/conclude.hpp"

namespace hence {

namespace {

bool contains(const std::vector<FindingId>& list, FindingId f) {
  return std::find(list.begin(), list.end(), f) != list.end();
}

// Compares what one answer makes of a session with what it is without.
class Effects {
 public:
  Effects(const Session& session, const Question& question)
      : session_(&session),
        asked_(question.findings),
        goals_(goal_findings(session.program())),
        concluded_(concluded_findings(session.program())),
        urgent_(urgent_given(session)),
        open_(open_findings(session)),
        possible_(possible_goals(session)) {}

  AnswerEffects of(std::vector<Fact> answer) const {
    Session told = *session_;
    for (const Fact& fact : answer) told.tell(fact);
    AnswerEffects effects;
    effects.answer = std::move(answer);
    put_changes(told, effects);
    const std::vector<FindingId> possible = possible_goals(told);
    for (const FindingId goal : possible_)
      if (!contains(possible, goal)) effects.closed.push_back(goal);
    for (const std::uint32_t row : urgent_given(told))
      if (std::find(urgent_.begin(), urgent_.end(), row) == urgent_.end())
        effects.urgent.push_back(row);
    const std::vector<FindingId> open = open_findings(told);
    for (const FindingId f : open_)
      if (!contains(open, f) && !contains(asked_, f)) effects.spared.push_back(f);
    return effects;
  }

 private:
  static std::vector<std::uint32_t> urgent_given(const Session& session) {
    std::vector<std::uint32_t> rows = advice_given(session);
    std::erase_if(rows, [&](std::uint32_t row) { return !session.program().advice[row].urgent; });
    return rows;
  }

  std::vector<FindingId> possible_goals(const Session& session) const {
    const Outlook outlook(session);
    std::vector<FindingId> possible;
    for (std::size_t row = 0; row < goals_.size(); ++row) {
      const FindingId f{row};
      if (!goals_[row] || session.program().findings[row].kind != FindingKind::yes_no) continue;
      const hence::Cell high = outlook[session.network().finding_nodes[row]].high;
      if (!is_figure(high.x) || high.x > session.network().threshold) possible.push_back(f);
    }
    sort(possible);
    return possible;
  }

  void put_changes(const Session& told, AnswerEffects& effects) const {
    std::vector<FindingId> changed;
    for (std::size_t row = 0; row < concluded_.size(); ++row) {
      const FindingId f{row};
      if ((!concluded_[row] && !goals_[row]) || contains(asked_, f)) continue;
      const Value from = session_->value(f), to = told.value(f);
      if (band_of(*session_, f) != band_of(told, f) || from.state != to.state ||
          from.value != to.value)
        changed.push_back(f);
    }
    sort(changed);
    for (const FindingId f : changed)
      effects.changes.push_back({f, session_->value(f), told.value(f)});
  }

  void sort(std::vector<FindingId>& findings) const {
    const auto key = [&](FindingId f) {
      return std::tuple(!goals_[f.row], std::string_view(session_->program().findings[f.row].key),
                        f.row);
    };
    std::sort(findings.begin(), findings.end(),
              [&](FindingId a, FindingId b) { return key(a) < key(b); });
  }

  const Session* session_;
  std::vector<FindingId> asked_;
  std::vector<bool> goals_, concluded_;
  std::vector<std::uint32_t> urgent_;
  std::vector<FindingId> open_, possible_;
};

Fact not_known(FindingId finding) {
  Fact fact;
  fact.finding = finding;
  fact.certainty = 0;
  return fact;
}

bool same_effects(const AnswerEffects& a, const AnswerEffects& b) {
  const auto same = [](const AnswerEffects::Change& x, const AnswerEffects::Change& y) {
    return x.finding == y.finding && x.to.state == y.to.state &&
           x.to.certainty == y.to.certainty && x.to.value == y.to.value;
  };
  return std::equal(a.changes.begin(), a.changes.end(), b.changes.begin(), b.changes.end(), same) && a.closed == b.closed && a.urgent == b.urgent &&
         a.spared == b.spared;
}

// One finding.
std::vector<AnswerEffects> of_one(const Session& session, const Effects& effects,
                                  FindingId finding) {
  const Program& program = session.program();
  const Answers answers = answers_of(session, Outlook(session), finding);
  const bool figures = !answers.stretches.empty();
  std::vector<AnswerEffects> all;
  if (!answers.whole) return all;
  for (std::size_t i = 0; i < answers.values.size(); ++i) {
    AnswerEffects next = effects.of({fact_of(program, finding, answers.values[i])});
    if (figures) next.stretch = answers.stretches[i];
    if (figures && !all.empty() && same_effects(all.back(), next)) {
      all.back().stretch->high = next.stretch->high;
      all.back().stretch->with_high = next.stretch->with_high;
    } else {
      all.push_back(std::move(next));
    }
  }
  all.push_back(effects.of({not_known(finding)}));
  return all;
}

// Shown and not named is no, but what a named one is a kind of.
std::vector<Fact> answer_of_list(const Program& program, const Question& question, FindingId yes) {
  std::vector<Fact> facts;
  for (const FindingId f : question.findings) {
    const bool above =
        std::any_of(program.kinds.begin(), program.kinds.end(),
                    [&](const Kind& k) { return k.kind == yes && k.broader == f; });
    if (!above) facts.push_back(fact_of(program, f, f == yes ? 1 : -1));
  }
  return facts;
}

}  // namespace

std::vector<AnswerEffects> why_ask(const Session& session, const Question& question) {
  const Effects effects(session, question);
  if (question.which < 0) return of_one(session, effects, question.findings.front());
  std::vector<AnswerEffects> all;
  for (const FindingId f : question.findings)
    all.push_back(effects.of(answer_of_list(session.program(), question, f)));
  all.push_back(effects.of(answer_of_list(session.program(), question, {})));
  return all;
}

}  // namespace hence
