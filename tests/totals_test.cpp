// What scores can still reach, and what may be said and asked meanwhile; defaults, first-of, scope,
// and the conditions that read rules and certainties.
#include "engine/totals.hpp"

#include "engine/conclude.hpp"
#include "engine/explain.hpp"
#include "engine/question.hpp"
#include "engine/score_report.hpp"
#include "tests/knowledge_of.hpp"

namespace hence {
namespace {

struct Said {
  std::string_view facts;
  double certainty;
};

void expect_all(const std::string& text, std::string_view finding, const std::vector<Said>& table) {
  const Knowledge knowledge = knowledge_of(text);
  for (const Said& row : table)
    EXPECT_DOUBLE_EQ(certainty_of(knowledge, row.facts, finding), row.certainty) << row.facts;
}

std::string open(const Knowledge& knowledge, std::string_view facts) {
  Session session(knowledge);
  if (!facts.empty()) tell(session, facts);
  std::string text;
  for (const FindingId f : open_findings(session))
    text += (text.empty() ? "" : ", ") + knowledge.program.findings[f.row].name;
  return text;
}

std::string text_of_score(const std::string& text, std::string_view facts) {
  const Knowledge knowledge = knowledge_of(text);
  Session session(knowledge);
  if (!facts.empty()) tell(session, facts);
  return score_text(session, knowledge.program.find("s"));
}

TEST(Totals, AComparisonIsDecidedWhenAllTotalsAgree) {
  expect_all("score s: a +1, b +2, c -2\ns >= 2 → g", "g",
             {{"", 0},
              {"a", 0},
              {"b, NOT c", 1},
              {"a, b", 0},
              {"c, NOT b", 0},
              {"NOT b", 0},
              {"b, NOT a, NOT c", 1}});
  expect_all("score s: a +1, b +2, c -2\ns < 2 → g", "g", {{"NOT b", 1}, {"c", 1}, {"a", 0}});
  expect_all("score s: a +2, b +2\ns = 3 → odd\ns != 3 → g", "g", {{"", 1}});
}

TEST(Totals, ItemsThatReadOneNumberAreCompletedTogether) {
  const std::string text =
      "number age in years, 0 to 130\nscore s: age >= 75 years +2, age between 65 and 74 years +1, b +1\n";
  expect_all(text + "s <= 3 → g", "g", {{"", 1}});
  expect_all(text + "s >= 3 → g", "g", {{"NOT b", 0}});
  EXPECT_EQ(text_of_score(text, ""), "0 so far (0 to 3, 3 open)");
  EXPECT_EQ(text_of_score(text, "NOT b"), "0 so far (0 to 2, 2 open)");
  EXPECT_EQ(text_of_score(text, "age 70 years"), "1 so far (1 to 2, 1 open)");
  EXPECT_EQ(text_of_score(text, "age 70 years, b"), "2");
}

TEST(Totals, TheDeclaredRangeBoundsCompletions) {
  EXPECT_EQ(text_of_score("number n, 0 to 10\nscore s: n > 10 +8, n >= 0 +1, n > 5 +1", ""),
            "0 so far (1 to 2, 3 open)");
}

TEST(Totals, ConditionsThatShareAFindingExcludeOneAnother) {
  const std::string text = "score s: a AND b +1, a AND NOT b +1, NOT a +1\n";
  expect_all(text + "s = 1 → g", "g", {{"", 1}, {"a", 1}, {"NOT a, b", 1}});
  EXPECT_EQ(text_of_score(text, ""), "1");
}

TEST(Totals, ChoicesGiveTheirPoints) {
  const std::string text =
      "choice eye: none +1, sound +3, open +4\nchoice word: none +1, clear +5\nscore s: eye, word\n";
  EXPECT_EQ(text_of_score(text, ""), "0 so far (2 to 9, 2 open)");
  EXPECT_EQ(text_of_score(text, "eye is sound"), "3 so far (4 to 8, 1 open)");
  expect_all(text + "s <= 8 → g", "g", {{"eye is sound", 1}, {"", 0}, {"word is none", 1}});
  expect_all(text + "points of eye >= 3 → g", "g", {{"eye is sound", 1}, {"eye is none", 0}});
}

TEST(Totals, AGivenTotalBeatsTheItems) {
  expect_all("score s: a +1, b +2\ns >= 3 → g", "g", {{"s = 3, NOT a", 1}, {"s = 3 (0.1)", 0}});
}

TEST(Totals, CertaintyIsThatOfTheItemThatDecides) {
  expect_all("score s: a +2, b +1, c +1\ns >= 2 → g", "g",
             {{"a (0.7)", 0.7},
              {"a (0.7), b, c", 1},
              {"a (0.7), b, c (0.5)", 0.7},
              {"a, b (0.3)", 1},
              {"b (0.6), c (0.4)", 0.4},
              {"a (0.2)", 0}});
}

TEST(Totals, OnlyWhatCanStillMatterIsAsked) {
  const Knowledge knowledge =
      knowledge_of("score s: a +1, b +2, c +3\ns >= 3 → g\ns >= 5 → h\ngoal g, h");
  EXPECT_EQ(open(knowledge, ""), "a, b, c");
  EXPECT_EQ(open(knowledge, "NOT c"), "a, b");
  EXPECT_EQ(open(knowledge, "NOT c, NOT a"), "");
  EXPECT_EQ(open(knowledge, "c, b"), "");
}

TEST(Totals, BeyondTheLimitItemsStandAlone) {
  std::string text = "score s: ", all;
  for (int i = 0; i < 12; ++i) {
    const std::string name = "sign " + std::string(1, static_cast<char>('a' + i));
    text += (i > 0 ? ", " : "") + name + " AND x +1, " + name + " AND NOT x +1";
  }
  EXPECT_EQ(text_of_score(text, ""), "0 so far (0 to 24, 24 open)");
}

TEST(Default, HoldsWhileNothingElseDoes) {
  expect_all("default NOT smoker\nNOT smoker → g", "g",
             {{"", 1}, {"smoker", 0}, {"smoker is unknown", 1}, {"smoker (0.1)", 1}});
  const Knowledge knowledge =
      knowledge_of("number n\ndefault n = 4\nn > 3 → g\nx → n = 1\nask y: \"?\"\ny → g");
  EXPECT_DOUBLE_EQ(certainty_of(knowledge, "", "g"), 1);
  EXPECT_DOUBLE_EQ(certainty_of(knowledge, "x", "g"), 0);
  EXPECT_DOUBLE_EQ(certainty_of(knowledge, "n = 2", "g"), 0);
  Session session(knowledge);
  const ConclusionReport report = conclusion(session, knowledge.program.find("g"));
  ASSERT_EQ(report.assumes.size(), 1U);
  EXPECT_EQ(report.assumes[0].by_default, knowledge.program.find("n"));
}

TEST(Default, IsAskedOnlyIfAQuestionIsWritten) {
  EXPECT_EQ(open(knowledge_of("default NOT a\na AND b → g"), ""), "");
  EXPECT_EQ(open(knowledge_of("default NOT a\nask a: \"A?\"\na AND b → g"), ""), "a, b");
}

TEST(First, LaterOnesWait) {
  const Knowledge knowledge = knowledge_of(
      "choice c: x, y, z\nc is first of:\n    x when a\n    y when b\n    z otherwise\n"
      "c is x → gx\nc is y → gy\nc is z → gz");
  const auto is = [&](std::string_view facts, std::string_view g) {
    return certainty_of(knowledge, facts, g);
  };
  EXPECT_DOUBLE_EQ(is("a, b", "gx"), 1);
  EXPECT_DOUBLE_EQ(is("a, b", "gy"), 0);
  EXPECT_DOUBLE_EQ(is("b", "gy"), 1) << "an open one holds nothing back";
  EXPECT_DOUBLE_EQ(is("NOT a, NOT b", "gz"), 1);
  EXPECT_DOUBLE_EQ(is("NOT a", "gz"), 0) << "otherwise wants all others known not to hold";
  Session session(knowledge);
  tell(session, "b");
  EXPECT_EQ(conclusion(session, knowledge.program.find("c")).assumes.size(), 1U);
}

TEST(Scope, IsAConditionOfEveryRule) {
  const std::string text = "only if adult\na → g otherwise rules out\n";
  expect_all(text, "g", {{"a", 0}, {"a, adult", 1}, {"NOT a, adult", -1}, {"NOT a, NOT adult", 0}});
}

TEST(Scope, SaysTheSameAsTheConditionWrittenOut) {
  const Knowledge knowledge =
      compile(load({}, {{"a.hence", "only if adult\nx suggests g"}, {"b.hence", "x AND adult suggests g"}}));
  EXPECT_DOUBLE_EQ(certainty_of(knowledge, "x, adult", "g"), 0.6);
}

TEST(Conditions, ReadAbsenceCertaintyAndRules) {
  expect_all("no evidence for a AND b → g", "g", {{"b", 1}, {"a, b", 0}, {"NOT a, b", 1}});
  expect_all("b suggests a\ncertainty of a >= 0.6 → g", "g", {{"b", 1}, {"b (0.9)", -0.0 + 0}});
  expect_all("rule r: a → x\nrule o: b → y\n    overrides r\nrule r applies → g", "g",
             {{"a", 1}, {"a, b", 0}, {"", 0}});
}

TEST(Why, TellsAScoreItemByItem) {
  const Knowledge knowledge = knowledge_of("score s: a AND b +1, c +2\ns >= 1 → g");
  Session session(knowledge);
  tell(session, "c");
  const Why w = why(session, knowledge.program.find("s"));
  ASSERT_TRUE(w.score);
  ASSERT_EQ(w.items.size(), 2U);
  EXPECT_EQ(w.score->items[0].state, Truth::unknown);
  EXPECT_EQ(w.score->items[1].state, Truth::yes);
  EXPECT_EQ(w.score->lowest, 2);
  EXPECT_EQ(w.score->highest, 3);
  bool found = false;
  for (const Why& step : how(session, knowledge.program.find("g")))
    found |= step.finding == knowledge.program.find("s");
  EXPECT_TRUE(found) << "how goes down through a score";
}

}  // namespace
}  // namespace hence
