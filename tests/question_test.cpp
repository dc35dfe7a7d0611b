#include "engine/question.hpp"

#include <algorithm>

#include "engine/conclude.hpp"
#include "engine/outlook.hpp"
#include "tests/knowledge_of.hpp"
#include "tests/property.hpp"
#include "tests/rule_base.hpp"

namespace hence {
namespace {

std::string names(const Program& program, const std::vector<FindingId>& findings) {
  std::string text;
  for (const FindingId f : findings)
    text += (text.empty() ? "" : ", ") + program.findings[f.row].name;
  return text;
}

std::string open(const Knowledge& knowledge, std::string_view facts) {
  Session session(knowledge);
  if (!facts.empty()) tell(session, facts);
  return names(knowledge.program, open_findings(session));
}
std::string open(const std::string& text, std::string_view facts) {
  return open(knowledge_of(text), facts);
}

Question next(const Knowledge& knowledge, std::string_view facts,
              const std::vector<FindingId>& skipped = {}, std::optional<int> topic = {}) {
  Session session(knowledge);
  if (!facts.empty()) tell(session, facts);
  return next_question(session, skipped, topic).value_or(Question{});
}

TEST(Question, AsksWhatCanStillMatter) {
  const Knowledge knowledge = knowledge_of("night cramps AND low fluid → magnesium");
  EXPECT_EQ(open(knowledge, ""), "low fluid, night cramps");
  EXPECT_EQ(open(knowledge, "night cramps"), "low fluid");
  EXPECT_EQ(open(knowledge, "NOT night cramps"), "") << "a false premise decides";
  EXPECT_EQ(open(knowledge, "night cramps (0.1)"), "") << "so does one that cannot fire the rule";
  EXPECT_EQ(open(knowledge, "night cramps is unknown"), "");
  EXPECT_EQ(open(knowledge, "night cramps, low fluid"), "");
}

TEST(Question, ThingsAreCounted) {
  const Knowledge knowledge = knowledge_of(
      "number caseload in \"patients\"\nnumber falls in \"falls\"\nnumber mass in kg\n"
      "caseload > 3 patients → a\nfalls > 1 falls → a\nmass > 3 kg → a");
  const auto asked = [&](std::string_view name) {
    return question_text(knowledge.program, knowledge.program.find(name));
  };
  EXPECT_EQ(asked("caseload"), "Caseload, how many patients?");
  EXPECT_EQ(asked("falls"), "Falls, how many?");
  EXPECT_EQ(asked("mass"), "Mass, in kg?");
}

TEST(Question, AnAlternativeThatHoldsDecides) {
  const std::string text = "a OR b → g\nat least 2 of (c, d, e) → h\n";
  EXPECT_EQ(open(text, "a"), "c, d, e");
  EXPECT_EQ(open(text, "a (0.5)"), "b, c, d, e") << "b can still lift it";
  EXPECT_EQ(open(text, "b, c, NOT d"), "e");
  EXPECT_EQ(open(text, "b, NOT c, NOT d"), "");
}

TEST(Question, ADefiniteGoalIsDecided) {
  EXPECT_EQ(open("a → g\nb suggests g\nc suggests g", "a"), "");
  EXPECT_EQ(open("a rules out g\nb suggests g", "a"), "");
  EXPECT_EQ(open("a suggests g\nb suggests g", "a"), "b");
  EXPECT_EQ(open("a → g\nb suggests g\nc rules out g", "a"), "c") << "which would contradict it";
  EXPECT_EQ(open("a → g\nb argues against g", "a"), "") << "what is definite wins";
}

TEST(Question, WhatLeadsToNoGoalIsNotAsked) {
  EXPECT_EQ(open("goal g\na → g\nb → h", ""), "a");
  EXPECT_EQ(open("a → g\nb → h", ""), "a, b") << "without goals, all that is concluded";
}

TEST(Question, ThroughUnlessNotAndOtherwise) {
  EXPECT_EQ(open("a → g\n    unless b", "a"), "b");
  EXPECT_EQ(open("a → g\n    unless b", "NOT a"), "");
  EXPECT_EQ(open("a → g\n    unless b", "b"), "");
  EXPECT_EQ(open("a AND NOT b → g", "b"), "");
  EXPECT_EQ(open("a → g (0.5)\n    otherwise argues against", "NOT a"), "");
  EXPECT_EQ(open("rule one: a → g\nrule two: b → h\n    overrides one\ngoal g", "a"), "b");
}

TEST(Question, NumbersAndChoices) {
  const std::string text = R"(number weight in kg
number height in m
number body mass index in kg/m^2 = weight / height^2
choice side: left, right
body mass index > 30 kg/m^2 AND side is left → g
)";
  EXPECT_EQ(open(text, ""), "height, side, weight");
  EXPECT_EQ(open(text, "side is right"), "");
  EXPECT_EQ(open(text, "weight 70 kg"), "height, side");
  EXPECT_EQ(open(text, "body mass index 33 kg/m^2"), "side") << "a given value beats the formula";
  EXPECT_EQ(open(text + "ask body mass index: \"What is it?\"\n", ""), "body mass index, side");
  EXPECT_EQ(open(text + "ask body mass index: \"What is it?\"\n", "body mass index is unknown"),
            "height, side, weight");
}

TEST(Question, ADerivedFindingIsAskedWhenItsRulesCannotDecide) {
  const std::string text = "a → b\nb AND c → g\nask b: \"Is it b?\"\n";
  EXPECT_EQ(open(text, ""), "a, c");
  EXPECT_EQ(open(text, "NOT a"), "b, c");
  EXPECT_EQ(open(text, "a"), "c");
  EXPECT_EQ(open("a → b\nb AND c → g\nask b first: \"Is it b?\"\n", ""), "b, c");
  EXPECT_EQ(open("a → b\nb AND c → g\nask b first: \"Is it b?\"\n", "b is unknown"), "a, c");
  EXPECT_EQ(open("a → b\nb AND c → g\n", "NOT a"), "") << "without a question it is not asked";
}

TEST(Question, OnlyIfIsSettledFirst) {
  const std::string text = "pregnancy → caution\nask pregnancy only if female: \"Pregnant?\"\n";
  EXPECT_EQ(open(text, ""), "female");
  EXPECT_EQ(open(text, "female"), "pregnancy");
  EXPECT_EQ(open(text, "NOT female"), "");
  EXPECT_EQ(open(text, "female is unknown"), "pregnancy");
}

TEST(Question, KindsAndTheBroader) {
  const std::string text = R"(night cramps is a kind of cramps
night cramps suggests g
cramps suggests g
)";
  EXPECT_EQ(open(text, ""), "cramps, night cramps");
  EXPECT_EQ(open(text, "NOT cramps"), "") << "a kind is not asked after that no";
  EXPECT_EQ(open(text, "night cramps"), "") << "nor the broader after a yes";
  EXPECT_EQ(open(text, "cramps"), "night cramps");
  EXPECT_EQ(open("night cramps is a kind of cramps\ncramps → g", ""), "cramps")
      << "what no rule reads is not asked without a question";
}

TEST(Question, FindingsThatWaitForOneAnotherAreAsked) {
  EXPECT_EQ(open("a → b\nb → a\na → g\nask a: \"a?\"\nask b: \"b?\"\ngoal g", ""), "a, b");
}

TEST(Question, UrgentAdviceComesFirst) {
  const Knowledge knowledge = knowledge_of(R"(goal magnesium, potassium
aching suggests magnesium, potassium
red leg AND swelling → clot
advise clot, urgent: "See a doctor."
advise potassium, urgent when irregular heartbeat: "Today."
)");
  EXPECT_EQ(open(knowledge, ""), "irregular heartbeat, red leg, swelling, aching");
  EXPECT_EQ(open(knowledge, "NOT irregular heartbeat, NOT swelling"), "aching");
  EXPECT_EQ(open(knowledge, "irregular heartbeat, swelling, red leg, aching (0.9)"), "");
}

TEST(Question, TopicsStayTogether) {
  const Knowledge knowledge = knowledge_of(R"(a suggests g
b suggests g
c suggests g
d suggests g
aa suggests g
topic "Second": d, c
topic "Third": b, a
)");
  EXPECT_EQ(open(knowledge, ""), "d, c, b, a, aa");
  EXPECT_EQ(next(knowledge, "").topic, 0);
  EXPECT_EQ(names(knowledge.program, next(knowledge, "", {}, 1).findings), "b");
  EXPECT_EQ(names(knowledge.program, next(knowledge, "a, b", {}, 1).findings), "d");
  EXPECT_EQ(next(knowledge, "a, b, c, d", {}, 1).topic, -1);
}

TEST(Question, SkippedOnesAreLeftToTheLast) {
  const Knowledge knowledge = knowledge_of("a suggests g\nb suggests g\n");
  const FindingId a = knowledge.program.find("a");
  EXPECT_EQ(names(knowledge.program, next(knowledge, "", {a}).findings), "b");
  EXPECT_EQ(names(knowledge.program, next(knowledge, "b", {a}).findings), "a");
}

TEST(Question, AListShowsWhatCanStillMatter) {
  const Knowledge knowledge = knowledge_of(R"(a AND b suggests g
c suggests g
d suggests h
goal g
ask which of (c, d, b, a): "Which?"
)");
  const Question all = next(knowledge, "");
  EXPECT_EQ(names(knowledge.program, all.findings), "c, b, a");
  EXPECT_EQ(all.text, "Which?");
  EXPECT_EQ(all.which, 0);
  EXPECT_EQ(names(knowledge.program, next(knowledge, "NOT a").findings), "c");
  const FindingId c = knowledge.program.find("c");
  EXPECT_EQ(names(knowledge.program, next(knowledge, "", {c}).findings), "b, a");
  EXPECT_EQ(names(knowledge.program, next(knowledge, "NOT a", {c}).findings), "c");
}

// Both ends of what the evidence may come to can lie on one side of the default.
TEST(Question, AsksWhatMayTakeTheDefaultsPlace) {
  const Knowledge knowledge =
      knowledge_of("default NOT bad sleep\npale skin weakly argues against bad sleep\n");
  EXPECT_EQ(names(knowledge.program, next(knowledge, "").findings), "pale skin");
}

// With an answer the total is 0 whichever it is, but without one it is open.
TEST(Question, AsksWhatAScoreReadsAsNotKnown) {
  const Knowledge knowledge = knowledge_of(
      "score strain: NOT weak heart -1, no evidence for weak heart +1\nstrain = 0 → rest\n");
  EXPECT_EQ(names(knowledge.program, next(knowledge, "").findings), "weak heart");
}

TEST(Question, HasAPlainTextWithoutAnAsk) {
  const Knowledge knowledge = knowledge_of(R"(number fluid intake in L/day
number caseload
choice pain side: left, right, both
night cramps AND pH low AND fluid intake < 1 L/day AND caseload > 1 AND pain side is left → g
ask pH low: "Acid?"
)");
  const auto text = [&](std::string_view name) {
    return question_text(knowledge.program, knowledge.program.find(name));
  };
  EXPECT_EQ(text("night cramps"), "Night cramps?");
  EXPECT_EQ(text("fluid intake"), "Fluid intake, in L/day?");
  EXPECT_EQ(text("caseload"), "Caseload?");
  EXPECT_EQ(text("pain side"), "Pain side: left, right or both?");
  EXPECT_EQ(text("pH low"), "Acid?");
}

// ---- On random rule bases: what is not asked cannot matter ----

// All that a person reads of a goal.
std::string standing(const Session& session, FindingId goal) {
  const Value v = session.value(goal);
  return std::to_string(static_cast<int>(v.state)) + " " + std::to_string(v.certainty) + " " +
         std::to_string(v.value.value_or(-1));
}

// Answers all questions from a tape; then no leaf that was not asked moves a goal.
void unasked_cannot_matter(const generate::Recipe& recipe, const generate::Tape& answers,
                           std::size_t asked_at_most) {
  const generate::Model model = generate::decode(recipe);
  const Knowledge knowledge = know(generate::files(model));
  for (const std::string& file : generate::files(model)) RC_LOG() << file << "----\n";
  if (!knowledge.usable || answers.empty()) return;
  const Program& program = knowledge.program;
  Session session = session_of(knowledge, facts_of(program, model.facts));
  RC_CLASSIFY(concludes(session), "concludes");
  const std::vector<bool> goals = goal_findings(program);
  std::size_t at = 0;
  // Answer whatever is asked; a finding has one value of a choice, a number between 0 and 9.
  for (std::size_t asked = 0; asked < asked_at_most; ++asked) {
    const auto question = next_question(session, {}, std::nullopt);
    if (!question) break;
    for (const FindingId f : question->findings) {
      const unsigned n = answers[at++ % answers.size()];
      RC_ASSERT(session.fact(f) == nullptr);
      const bool plain = program.findings[f.row].kind == FindingKind::yes_no;
      const Detail* detail = program.detail(f);
      const std::size_t values = detail != nullptr ? detail->values.size() : 0;
      Fact fact;
      fact.finding = f;
      fact.certainty = plain ? std::array{1.0, -1.0, 0.0, 0.6}[n % 4] : n % 4 == 3 ? 0.0 : 1.0;
      fact.value = plain ? 0 : static_cast<double>(values > 0 ? n % values : n % 10);
      session.tell(fact);
    }
    RC_ASSERT(session.facts().size() <= program.findings.size());
  }
  std::vector<std::string> before;
  for (std::size_t row = 0; row < goals.size(); ++row)
    before.push_back(goals[row] ? standing(session, FindingId{row}) : "");
  const Outlook outlook(session);
  for (std::size_t leaf = 0; leaf < goals.size(); ++leaf) {
    const FindingId f{leaf};
    if (!outlook.is_open(f) || session.fact(f) != nullptr || outlook.is_derived(f)) continue;
    if (program.findings[leaf].kind != FindingKind::yes_no) continue;
    for (const double certainty : {1.0, -1.0}) {
      Fact fact;
      fact.finding = f;
      fact.certainty = certainty;
      session.tell(fact);
      for (std::size_t row = 0; row < goals.size(); ++row) {
        if (!goals[row] || row == leaf) continue;
        RC_LOG() << program.findings[leaf].name << " moves " << program.findings[row].name << "\n";
        RC_ASSERT(standing(session, FindingId{row}) == before[row]);
      }
    }
    session.forget(f);
  }
}

TEST(QuestionProperty, WhatIsNotAskedCannotMatter) {
  expect_holds("what is not asked cannot matter",
               [](const generate::Recipe& recipe, const generate::Tape& answers) {
                 unasked_cannot_matter(recipe, answers, 10000);
               });
}

TEST(QuestionProperty, StoppingAfterOneQuestionIsCaught) {
  expect_caught("stopping after one question",
                [](const generate::Recipe& recipe, const generate::Tape& answers) {
                  unasked_cannot_matter(recipe, answers, 1);
                });
}

}  // namespace
}  // namespace hence
