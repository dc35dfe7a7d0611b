#include "tests/matter_table.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include <gtest/gtest.h>

#include "engine/answers.hpp"
#include "tests/generate_world.hpp"

namespace hence {
namespace {

std::vector<FindingId> open_in(const Session& session) {
  const Outlook outlook(session);
  std::vector<FindingId> open;
  for (std::size_t f = 0; f < session.program().findings.size(); ++f)
    if (outlook.is_open(FindingId(f))) open.push_back(FindingId(f));
  return open;
}

// The words of docs/semantics, by their lower bounds.
int band(double certainty, double threshold) {
  if (certainty == 1 || certainty == -1) return certainty > 0 ? 9 : -9;
  if (std::fabs(certainty) <= threshold) return 0;
  if (certainty < 0) return -1;
  return certainty >= 0.8 ? 3 : certainty >= 0.5 ? 2 : 1;
}

Fact not_known(FindingId finding) {
  Fact fact;
  fact.finding = finding;
  fact.certainty = 0;
  return fact;
}

// What is tried of a finding here, and what the engine would try: more answers can only show more.
std::vector<Fact> answers_of_either(const Session& session, const Outlook& outlook,
                                    FindingId finding) {
  const Program& program = session.program();
  std::vector<Fact> answers = answers_tried(program, finding);
  for (const double value : answers_of(session, outlook, finding).values) {
    const Fact fact = fact_of(program, finding, value);
    const auto same = [&](const Fact& f) {
      return f.value == fact.value && f.certainty == fact.certainty;
    };
    if (std::none_of(answers.begin(), answers.end(), same)) answers.push_back(fact);
  }
  return answers;
}

double rounded(double certainty) { return std::round(certainty * 1e9) / 1e9; }

}  // namespace

std::vector<Fact> answers_tried(const Program& program, FindingId finding) {
  const Finding& f = program.findings[finding.index()];
  std::vector<double> values;
  if (f.kind == FindingKind::yes_no) values = {1, -1};
  else if (f.kind == FindingKind::choice) {
    for (std::size_t i = 0; i < program.detail(finding)->values.size(); ++i)
      values.push_back(static_cast<double>(i));
  } else {
    values = {1, 5.5, 8, 40, 60, 20780, 21000};  // of what is concluded, at its bounds and beside
    for (const generate::GivenNumber& number : generate::given_numbers)
      if (program.find(number.finding) == finding)
        values.assign(number.values.begin(), number.values.end());
    if (f.kind == FindingKind::date) values.push_back(18000);  // before every bound
  }
  std::vector<Fact> facts;
  for (const double v : values) {
    Fact fact;
    fact.finding = finding;
    fact.certainty = f.kind == FindingKind::yes_no ? v : 1;
    fact.value = f.kind == FindingKind::yes_no ? 0 : v;
    facts.push_back(fact);
  }
  return facts;
}

std::string told(const Program& program, const std::vector<reference::Result>& results) {
  const double threshold = program.options.threshold;
  const std::vector<bool> goals = goal_findings(program);
  std::string text;
  std::vector<std::tuple<double, std::string>> yes;
  for (std::size_t g = 0; g < goals.size(); ++g) {
    if (!goals[g]) continue;
    const reference::Result& r = results[g];
    const double c = rounded(r.certainty);
    text += std::to_string(r.state == reference::State::conflict ? 99 : band(c, threshold)) + " ";
    if (r.value) text += std::to_string(*r.value) + " ";
    if (r.state == reference::State::yes) yes.emplace_back(-c, program.findings[g].key);
  }
  std::sort(yes.begin(), yes.end());
  for (const auto& place : yes) text += std::get<1>(place) + ",";
  const auto holds = [&](ExprId condition, bool in_conflict) {
    const Expr& e = program.exprs[condition.index()];
    EXPECT_EQ(e.op, Op::finding);
    const reference::Result& r = results[e.finding.index()];
    return r.state == reference::State::conflict ? in_conflict : r.certainty > threshold;
  };
  for (const Advice& advice : program.advice) {
    if (!advice.urgent) continue;
    const reference::State state = results[advice.finding.index()].state;
    const bool so = state == reference::State::yes || state == reference::State::conflict;
    const bool given = so && (!advice.when || holds(advice.when, false)) &&
                       !(advice.unless && holds(advice.unless, true));
    text += given ? "!" : ".";
  }
  return text;
}

std::size_t MatterTable::size(const Session& session) {
  const Outlook outlook(session);
  std::size_t size = 1;
  for (const FindingId f : open_in(session)) {
    size *= answers_of_either(session, outlook, f).size() + 1;
    if (size > 1'000'000) break;
  }
  return size;
}

MatterTable::MatterTable(const Session& session) : open_(open_in(session)) {
  const Program& program = session.program();
  const Outlook outlook(session);
  std::vector<std::vector<Fact>> answers;
  std::size_t size = 1;
  for (const FindingId f : open_) {
    answers.push_back(answers_of_either(session, outlook, f));
    strides_.push_back(size);
    counts_.push_back(answers.back().size() + 1);
    size *= counts_.back();
  }
  std::map<std::string, int> numbers;
  for (std::size_t i = 0; i < size; ++i) {
    std::vector<Fact> facts = session.facts();
    std::erase_if(facts, [&](const Fact& fact) {  // «not known» that is open again
      return std::find(open_.begin(), open_.end(), fact.finding) != open_.end();
    });
    for (std::size_t f = 0; f < open_.size(); ++f) {
      const std::size_t answer = i / strides_[f] % counts_[f];
      if (answer < answers[f].size()) facts.push_back(answers[f][answer]);
    }
    const auto results = reference::conclude(program, facts);
    table_.push_back(
        numbers.emplace(told(program, results.value()), static_cast<int>(numbers.size()))
            .first->second);
  }
}

bool MatterTable::matters(FindingId finding) const {
  const auto at = std::find(open_.begin(), open_.end(), finding);
  if (at == open_.end()) return false;
  const auto f = static_cast<std::size_t>(at - open_.begin());
  for (std::size_t i = 0; i < table_.size(); ++i) {
    const std::size_t answer = i / strides_[f] % counts_[f];
    if (table_[i] != table_[i - answer * strides_[f]]) return true;
  }
  return false;
}

// Urgent advice with conditions, beside what the generator has.
void add_urgent(generate::Model& model, const generate::Tape& tape) {
  const unsigned n = tape.empty() ? 0 : tape[0] % 8U;
  if ((n & 1U) != 0)
    model.declarations.emplace_back("finding red eye\nadvise salt loss, urgent when red eye: \"a\"");
  if ((n & 2U) != 0)
    model.declarations.emplace_back(
        "finding cold feet\nadvise slow gut, urgent unless cold feet: \"b\"");
  if ((n & 4U) != 0) model.declarations.emplace_back("ask thin blood: \"Thin?\"");
}

// Is a number open that is reckoned with so that its stretches cannot be told?
bool is_exact(const Session& session) {
  const Outlook outlook(session);
  for (std::size_t f = 0; f < session.program().findings.size(); ++f)
    if (outlook.is_open(FindingId(f)) && !answers_of(session, outlook, FindingId(f)).whole)
      return false;
  return true;
}

// Answers from a tape, numbers that are reckoned with first, until few enough completions are left.
void leave_few_open(Session& session, const generate::Tape& tape, std::size_t completions) {
  std::size_t at = 0;
  while (MatterTable::size(session) > completions || !is_exact(session)) {
    const Outlook outlook(session);
    std::vector<FindingId> open, hard;
    for (std::size_t f = 0; f < session.program().findings.size(); ++f) {
      const FindingId id(f);
      if (!outlook.is_open(id)) continue;
      open.push_back(id);
      if (!answers_of(session, outlook, id).whole) hard.push_back(id);
    }
    const auto& from = hard.empty() ? open : hard;
    const auto next = [&] { return tape[at++ % tape.size()]; };
    const FindingId f = from[next() % from.size()];
    const auto answers = answers_tried(session.program(), f);
    const std::size_t n = next() % (answers.size() + 1);
    session.tell(n < answers.size() ? answers[n] : not_known(f));
  }
}

}  // namespace hence
