#include "engine/question.hpp"

#include "tests/knowledge_of.hpp"

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
  const Knowledge knowledge = knowledge_of(R"(a → g
b → h
c → i
d → j
aa → k
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

TEST(Question, WhatCannotChangeTheBandIsNotAsked) {
  EXPECT_EQ(open("a suggests g\nb suggests g\nc suggests g", "a, b"), "")
      << "0.84 is very likely, and with c it is no more";
  EXPECT_EQ(open("a suggests g\nb suggests h\nc weakly suggests g\nc suggests i", "a, b, NOT c"),
            "");
  EXPECT_EQ(open("a → g (0.6)\nb → h (0.62)\nc → g (0.1)", "a, b"), "c")
      << "nor the order, but for this one: g would then stand above h";
}

// Ranges see each answer by itself; cases see that the two sides never hold together.
TEST(Question, CasesAreSplitWhereFewAreOpen) {
  const std::string text = "a AND NOT a AND b → g\nc → h\n";
  EXPECT_EQ(open(text, ""), "c");
  EXPECT_EQ(open("choice side: left, right\nside is left AND side is right AND b → g\nc → h", ""),
            "c");
  EXPECT_EQ(open("number n\nn < 1 AND n * 2 > 2 AND b → g\nc → h", ""), "c")
      << "the stretches of n are told apart through arithmetic";
  EXPECT_EQ(open("number n\nnumber m\nn * m < 0 AND n * m > 0 AND b → g\nc → h", ""),
            "b, c, m, n")
      << "two open numbers are not: one too many may be asked, none too few";
}

// Eleven are more than are split: ranges alone decide then.
TEST(Question, BeyondTheLimitRangesDecide) {
  std::string rule;
  for (int i = 0; i < 9; ++i) rule += (i == 0 ? "s" : " OR s") + std::to_string(i);
  const std::string in_vain = "a AND NOT a AND b ";
  EXPECT_EQ(open(in_vain + "→ g\n" + rule + " OR b OR c → g\n", "").substr(0, 4), "a, b");
  EXPECT_EQ(open(in_vain + "→ g\n" + rule + " OR b OR c → h\n", "").substr(0, 4), "a, b")
      << "the order of g and h hangs on eleven too";
  EXPECT_EQ(open(in_vain + "rules out g\n" + rule + " OR b OR c → h\n", "").substr(0, 4), "b, c")
      << "g is never yes, and has two below it";
}

// Six choices of nine values and «not known» are a million combinations.
TEST(Question, BeyondTheLimitOfCasesRangesDecide) {
  const auto text = [](int choices) {
    std::string t, rule;
    for (int i = 0; i < choices; ++i) {
      const std::string name = "c" + std::to_string(i);
      t += "choice " + name + ": v1, v2, v3, v4, v5, v6, v7, v8, v9\n";
      rule += name + " is v1 AND ";
    }
    return t + rule + "a AND NOT a → g\nb → h\n";
  };
  EXPECT_EQ(open(text(3), ""), "b");
  EXPECT_EQ(open(text(6), ""), "a, b, c0, c1, c2, c3, c4, c5");
}

// What ranges of values tell, with more open than are split.
TEST(Question, AValueThatNoneCanReachDecides) {
  std::string rule;
  for (int i = 0; i < 11; ++i) rule += (i == 0 ? "s" : " OR s") + std::to_string(i);
  const std::string text = "choice side: left, right\nnumber n, 0 to 10\nnumber dose in mg\n"
                           "z → dose = 20 mg\ny → dose = 30 mg\n" + rule + " → g\n";
  const auto first = [&](const std::string& more) { return open(text + more, "").substr(0, 2); };
  EXPECT_EQ(first("b AND dose > 40 mg → g"), "s0") << "neither dose is more than 40 mg";
  EXPECT_EQ(first("b AND dose = 40 mg → g"), "s0");
  EXPECT_EQ(first("b AND dose > 20 mg → g"), "b,");
  EXPECT_EQ(first("b AND n > 10 → g"), "s0") << "the range of n ends there";
  EXPECT_EQ(first("b AND n >= 10 → g"), "b,");
  EXPECT_EQ(first("b AND dose != 20 mg → g"), "b,");
  EXPECT_EQ(first("b AND side is left → g"), "b,");
}

TEST(Question, TheOneThatSettlesMostIsAskedFirst) {
  const Knowledge knowledge = knowledge_of("b AND a → g\nb AND c → h\nb AND d → i\n");
  EXPECT_EQ(names(knowledge.program, next(knowledge, "").findings), "b");
  const Knowledge topics = knowledge_of("b AND a → g\nb AND c → h\nb AND d → i\ntopic \"T\": c, d");
  EXPECT_EQ(names(topics.program, next(topics, "", {}, 0).findings), "c")
      << "a topic is kept while it matters";
  const Knowledge urgent = knowledge_of(
      "b AND a → g\nb AND c → h\nz → clot\nadvise clot, urgent: \"Now.\"\ntopic \"T\": a, b");
  EXPECT_EQ(names(urgent.program, next(urgent, "", {}, 0).findings), "z");
}

// Of three that wait for what cannot matter, none is left out.
TEST(Question, WhatWaitsInVainIsAsked) {
  EXPECT_EQ(open("a → b (0.15)\nb → g\nask b: \"b?\"", ""), "b")
      << "a alone cannot make b so, and b waits for it no longer";
}

}  // namespace
}  // namespace hence
