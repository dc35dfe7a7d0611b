// Invariant 8 on random rule bases: no question that cannot matter, none twice, no end while one
// that matters is open. With choosers that are broken on purpose, which it must catch.
#include <algorithm>
#include <functional>
#include <set>

#include "engine/question.hpp"
#include "tests/matter_table.hpp"
#include "tests/property.hpp"

namespace hence {
namespace {

using generate::Recipe;
using generate::Tape;

using Chooser = std::function<std::optional<Question>(const Session&)>;

std::optional<Question> engine(const Session& session) {
  return next_question(session, {}, std::nullopt);
}

std::size_t completions_at_most() { return std::getenv("HENCE_NIGHTLY") != nullptr ? 500 : 250; }

void asks_what_matters(const Recipe& recipe, const Tape& tape, const Chooser& choose) {
  generate::Model model = generate::decode(recipe);
  add_urgent(model, tape);
  for (const std::string& file : generate::files(model)) RC_LOG() << file << "----\n";
  const Knowledge knowledge = know(generate::files(model));
  RC_CLASSIFY(!knowledge.usable, "cycle");
  if (!knowledge.usable || tape.empty()) return;
  const Program& program = knowledge.program;
  Session session = session_of(knowledge, facts_of(program, model.facts));
  leave_few_open(session, tape, completions_at_most());
  RC_CLASSIFY(concludes(session), "concludes");
  RC_CLASSIFY(choose(session).has_value(), "asks");
  std::set<FindingId> asked;
  std::size_t at = 0;
  for (;;) {
    for (const Fact& fact : session.facts())
      RC_LOG() << program.findings[fact.finding.index()].name << " " << fact.certainty << " "
               << fact.value << "; ";
    if (MatterTable::size(session) > 4 * completions_at_most()) return;  // others became open
    const bool exact = is_exact(session);
    const MatterTable table(session);
    const std::optional<Question> question = choose(session);
    if (!question) {
      for (const FindingId f : table.open()) {
        RC_LOG() << "end: " << program.findings[f.index()].name << "\n";
        RC_ASSERT(!table.matters(f));
      }
      return;
    }
    RC_ASSERT(!question->findings.empty());
    for (const FindingId f : question->findings) {
      RC_LOG() << "asked: " << program.findings[f.index()].name << "\n";
      RC_ASSERT(asked.insert(f).second);
      RC_ASSERT(!exact || table.matters(f));
      const auto answers = answers_tried(program, f);
      const std::size_t n = tape[at++ % tape.size()] % (answers.size() + 2);
      Fact fact = answers[n < answers.size() ? n : 0];
      if (n >= answers.size()) fact.certainty = n == answers.size() ? 0 : 0.6;
      session.tell(fact);
    }
  }
}

TEST(QuestionProperty, WhatIsAskedMattersAndWhatIsNotDoesNot) {
  expect_holds("questions", [](const Recipe& recipe, const Tape& tape) {
    asks_what_matters(recipe, tape, engine);
  }, 0.6, 300);
}

// The first questions of a consultation whose answers are all yes, or the first value.
std::string questions(const Knowledge& knowledge, const std::vector<generate::Given>& given) {
  const Program& program = knowledge.program;
  Session session = session_of(knowledge, facts_of(program, given));
  std::string text;
  for (int asked = 0; asked < 3; ++asked) {
    const auto question = engine(session);
    if (!question) break;
    for (const FindingId f : question->findings) {
      text += program.findings[f.index()].key + ",";
      session.tell(answers_tried(program, f).front());
    }
    text += "; ";
    for (const FindingId f : open_findings(session))
      text += program.findings[f.index()].key + " ";
  }
  return text;
}

TEST(QuestionProperty, OrderOfStatementsChangesNoQuestion) {
  expect_holds("order of questions", [](const Recipe& recipe, const Tape& tape) {
    generate::Model model = generate::decode(recipe);
    add_urgent(model, tape);
    const Knowledge one = know(generate::files(model));
    if (!one.usable) return;
    RC_CLASSIFY(concludes(session_of(one, facts_of(one.program, model.facts))), "concludes");
    std::vector<std::string> files = generate::files(model);
    std::vector<std::string> statements = generate::statements(model);
    generate::shuffle(statements, tape);
    files.front() = generate::join(statements);
    std::vector<generate::Given> given = model.facts;
    generate::shuffle(given, tape);
    const Knowledge other = know(files);
    RC_ASSERT(other.usable);
    RC_ASSERT(questions(one, model.facts) == questions(other, given));
  }, 0.6, 300);
}

void expect_chooser_caught(const std::string& name, const Chooser& choose) {
  expect_caught(name, [&](const Recipe& recipe, const Tape& tape) {
    asks_what_matters(recipe, tape, choose);
  });
}

Question about(const Session& session, FindingId finding) {
  return {{finding}, question_text(session.program(), finding), -1, -1};
}

TEST(QuestionProperty, OneQuestionTooManyIsCaught) {
  expect_chooser_caught("one question too many", [](const Session& session) {
    if (auto question = engine(session)) return question;
    const Outlook outlook(session);
    for (std::size_t f = 0; f < session.program().findings.size(); ++f)
      if (outlook.is_open(FindingId(f))) return std::optional(about(session, FindingId(f)));
    return std::optional<Question>();
  });
}

TEST(QuestionProperty, AskingAllThatIsOpenIsCaught) {
  expect_chooser_caught("asking in file order", [](const Session& session) {
    const Outlook outlook(session);
    for (std::size_t f = 0; f < session.program().findings.size(); ++f)
      if (outlook.is_open(FindingId(f)) && outlook.may_change(session.network().finding_nodes[f]))
        return std::optional(about(session, FindingId(f)));
    return std::optional<Question>();
  });
}

TEST(QuestionProperty, AnEndTooSoonIsCaught) {
  expect_chooser_caught("an end before the last question", [](const Session& session) {
    return open_findings(session).size() > 1 ? engine(session) : std::nullopt;
  });
}

TEST(QuestionProperty, AskingTwiceIsCaught) {
  expect_chooser_caught("asking twice", [](const Session& session) {
    for (const Fact& fact : session.facts())
      if (fact.certainty == 0 && session.facts().size() % 3 == 0)
        return std::optional(about(session, fact.finding));
    return engine(session);
  });
}

}  // namespace
}  // namespace hence
