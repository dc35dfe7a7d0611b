// Why not, what if, what would change, why A rather than B, and conflicts.
#include <fmt/format.h>

#include "engine/change.hpp"
#include "engine/rather.hpp"
#include "engine/why_not.hpp"
#include "repl/render_changes.hpp"
#include "tests/knowledge_of.hpp"

namespace hence {
namespace {

Session told(const Knowledge& knowledge, std::string_view facts) {
  Session session(knowledge);
  if (!facts.empty()) tell(session, facts);
  return session;
}

// «g: a AND b 1/0, c 2/1; b: …»: of each lack its arguments with changes / of them given.
std::string misses(const Knowledge& knowledge, std::string_view facts, std::string_view finding) {
  const Session session = told(knowledge, facts);
  const Program& program = knowledge.program;
  std::string text;
  for (const Lack& lack : why_not(session, program.find(finding)).lacks) {
    text += fmt::format("{}{}{}:", text.empty() ? "" : "; ", lack.wanted ? "" : "not ",
                        program.findings[lack.finding.row].name);
    for (const Miss& miss : lack.misses) {
      const Rule& rule = program.rules[miss.argument.argument.rule.row];
      const std::string distance =
          miss.distance.possible() ? fmt::format("{}/{}", miss.distance.changes, miss.distance.given)
                                   : "never";
      text += fmt::format(" {} {},", program.text_of(program.exprs[rule.condition.row].span), distance);
    }
    if (text.ends_with(',')) text.pop_back();
  }
  return text;
}

TEST(WhyNot, TheNearestMissComesFirst) {
  const Knowledge knowledge = knowledge_of("a AND b AND c → g\nd AND e → g\nf → g (0.1)");
  EXPECT_EQ(misses(knowledge, "", "g"), "g: d AND e 2/0, a AND b AND c 3/0, f 1/0")
      << "f alone would be too weak";
  EXPECT_EQ(misses(knowledge, "a, b", "g"), "g: a AND b AND c 1/0, d AND e 2/0, f 1/0");
  EXPECT_EQ(misses(knowledge, "a, b, NOT c, NOT f, d", "g"),
            "g: d AND e 1/0, a AND b AND c 1/1, f 1/1")
      << "an answer that is open is nearer than one to be taken back";
  EXPECT_EQ(misses(knowledge, "d, e", "g"), "") << "it holds";
}

TEST(WhyNot, ThroughChainsAndCircles) {
  const Knowledge knowledge =
      knowledge_of("a AND b → g\nc AND d → b\ne → d\nb → d\nNOT h → i\nj → h\n    otherwise argues against");
  EXPECT_EQ(misses(knowledge, "a", "g"), "g: a AND b 2/0; b: c AND d 2/0; d: e 1/0, b 2/0");
  EXPECT_EQ(misses(knowledge, "j", "i"), "i: NOT h 1/1; not h: j 1/1");
}

TEST(WhyNot, BlockersAreToBeLifted) {
  const Knowledge knowledge = knowledge_of("a → g\n    unless b AND c\nd → b");
  EXPECT_EQ(misses(knowledge, "a, c, d", "g"), "g: a 1/1");
  const Session session = told(knowledge, "a, c, d");
  const Lack lack = why_not(session, knowledge.program.find("g")).lacks.front();
  EXPECT_EQ(lack.misses.front().argument.argument.silence, Silence::unless);
}

TEST(WhyNot, ListsCountsAndKnowledge) {
  const Knowledge knowledge = knowledge_of(
      "at least 2 of (a, b, c) → g\nat most 1 of (a, b, c) → h\nd is known → i\nd is unknown → j");
  EXPECT_EQ(misses(knowledge, "a, NOT b", "g"), "g: at least 2 of (a, b, c) 1/0");
  EXPECT_EQ(misses(knowledge, "a, b", "h"), "h: at most 1 of (a, b, c) 2/1");
  EXPECT_EQ(misses(knowledge, "", "i"), "i: d is known 1/0");
  EXPECT_EQ(misses(knowledge, "d", "j"), "j: d is unknown 1/1");
}

TEST(WhyNot, FixedNumbersAreLeftAlone) {
  const Knowledge knowledge = knowledge_of(R"(number age in years, fixed
number mass in kg
age >= 65 years → old
mass > 80 kg AND age < 30 years → g
mass > 80 kg → g (0.5)
)");
  EXPECT_EQ(misses(knowledge, "age 40 years", "old"), "old: age >= 65 years never");
  EXPECT_EQ(misses(knowledge, "age 40 years, mass 70 kg", "g"),
            "g: mass > 80 kg 1/1, mass > 80 kg AND age < 30 years never");
}

TEST(WhyNot, ChoicesScoresAndComputedNumbers) {
  const Knowledge knowledge = knowledge_of(R"(choice side: left, right
number w in kg
number h in m
number index in kg/m^2 = w / h^2
score risk: a +2, b +1, c +1
side is left → g
index > 30 kg/m^2 → fat
risk >= 3 → high
)");
  EXPECT_EQ(misses(knowledge, "side is right", "g"), "g: side is left 1/1");
  EXPECT_EQ(misses(knowledge, "w 80 kg", "fat"), "fat: index > 30 kg/m^2 1/0; index:");
  EXPECT_EQ(misses(knowledge, "w 80 kg, h 1.8 m", "fat"), "fat: index > 30 kg/m^2 1/1");
  EXPECT_EQ(misses(knowledge, "", "high"), "high: risk >= 3 2/0; risk:");
  EXPECT_EQ(misses(knowledge, "b, c", "high"), "high: risk >= 3 1/0; risk:");
  EXPECT_EQ(misses(knowledge, "b, NOT a", "high"), "high: risk >= 3 1/1; risk:");
}

TEST(WhyNot, EvidenceThatIsTooWeakIsShown) {
  const Knowledge knowledge = knowledge_of("a → g (0.15)\nb → g (0.1)\nc → g (-0.3)");
  const Session session = told(knowledge, "a, c");
  const WhyNot w = why_not(session, knowledge.program.find("g"));
  ASSERT_EQ(w.lacks.size(), 1U);
  EXPECT_EQ(w.lacks.front().fired.size(), 2U);
  ASSERT_EQ(w.lacks.front().misses.size(), 1U) << "c speaks against it, and is no miss";
}

TEST(WhyNot, OfARuleByNameAndPlace) {
  const Knowledge knowledge = knowledge_of("rule one: a AND b → g\n\nrule two: c → g\nd → e");
  const Program& program = knowledge.program;
  EXPECT_EQ(rules_named(program, "Two"), std::vector{RuleId{1}});
  EXPECT_EQ(rules_at(program, "test.hence", 3), std::vector{RuleId{1}});
  EXPECT_EQ(rules_at(program, "test.hence", 2), std::vector<RuleId>{});
  EXPECT_EQ(rules_at(program, "est.hence", 3), std::vector<RuleId>{}) << "only whole names";
  const Session session = told(knowledge, "a, NOT b, c");
  const WhyNot w = why_not(session, {RuleId{0}});
  ASSERT_EQ(w.of_rules.size(), 1U);
  EXPECT_EQ(w.of_rules.front().distance, (Distance{1, 1}));
  EXPECT_NE(why_not(session, {RuleId{1}}).of_rules.front().argument.argument.contribution, 0);
}

// «a AND NOT b | c»: the sets, with the words for each answer.
std::string changes(const Knowledge& knowledge, std::string_view facts, std::string_view finding) {
  const Session session = told(knowledge, facts);
  std::string text;
  for (const Turn& turn : what_changes(session, knowledge.program.find(finding)).turns) {
    std::string set;
    for (const PossibleAnswer& answer : turn.answers)
      set += (set.empty() ? "" : " AND ") + repl::answer_text(knowledge.program, answer);
    text += (text.empty() ? "" : " | ") + set;
  }
  return text;
}

TEST(WhatChanges, GivesEverySmallestSet) {
  const Knowledge knowledge = knowledge_of("a AND b → g\nc AND d AND e → g\nf → g\nNOT a → h");
  EXPECT_EQ(changes(knowledge, "", "g"), "f | a AND b | c AND d AND e");
  EXPECT_EQ(changes(knowledge, "a", "g"), "b | f | c AND d AND e");
  EXPECT_EQ(changes(knowledge, "a, b", "g"), "NOT a | NOT b");
  EXPECT_EQ(changes(knowledge, "a, b, f", "g"), "NOT a AND NOT f | NOT b AND NOT f");
  EXPECT_EQ(changes(knowledge, "", "h"), "NOT a");
}

TEST(WhatChanges, NumbersBySoMuchAsTheRulesTellApart) {
  const Knowledge knowledge = knowledge_of(R"(number fluid in L/day, 0 to 10
number age in years, fixed
choice side: left, right, both
fluid < 1.5 L/day AND NOT fluid < 0.5 L/day → g
fluid <= 2 L/day OR age > 60 years → h
side is left OR side is both → i
)");
  EXPECT_EQ(changes(knowledge, "fluid 2 L/day", "g"), "fluid from 0.5 L/day to below 1.5 L/day");
  EXPECT_EQ(changes(knowledge, "fluid 3 L/day, age 40 years", "h"), "fluid up to 2 L/day");
  EXPECT_EQ(changes(knowledge, "fluid 1 L/day", "h"), "fluid above 2 L/day | fluid not known");
  EXPECT_EQ(changes(knowledge, "", "i"), "side is left | side is both");
  EXPECT_EQ(changes(knowledge, "age 70 years", "h"), "") << "a fixed number is left alone";
}

// The stretch of the only answer that would change it.
Stretch only_stretch(const Knowledge& knowledge, std::string_view facts, std::string_view of) {
  const WhatChanges w = what_changes(told(knowledge, facts), knowledge.program.find(of));
  if (w.turns.size() != 1 || w.turns[0].answers.size() != 1 || !w.turns[0].answers[0].stretch) {
    ADD_FAILURE() << "not one stretch: " << changes(knowledge, facts, of);
    return {};
  }
  return *w.turns[0].answers[0].stretch;
}

TEST(WhatChanges, ThroughWhatIsComputed) {
  const Knowledge knowledge = knowledge_of(R"(number w in kg, 1 to 400
number h in m, fixed
number index in kg/m^2 = w / h^2
index > 30 kg/m^2 → fat
)");
  EXPECT_NEAR(only_stretch(knowledge, "w 80 kg, h 2 m", "fat").low, 120, 1e-3);
}

// The search for the bound halves its way to it, which zero is never near enough to by its digits.
TEST(WhatChanges, ABoundAtZeroIsFoundWithItsSide) {
  for (const auto& [sign, with] : {std::pair{">=", true}, {">", false}}) {
    const Knowledge knowledge = knowledge_of(
        fmt::format("number drift\nnumber bend = drift + drift^3\nbend {} 0 → g\n", sign));
    const Stretch stretch = only_stretch(knowledge, "drift -3", "g");
    EXPECT_EQ(stretch.low, 0);
    EXPECT_EQ(stretch.with_low, with) << sign;
  }
}

TEST(WhatChanges, AnswersThatContradictAreNoSet) {
  const Knowledge knowledge =
      knowledge_of("night cramps is a kind of cramps\ncramps → g\nask cramps: \"Cramps?\"");
  EXPECT_EQ(changes(knowledge, "night cramps", "g"), "NOT night cramps")
      << "NOT cramps alone would contradict the answer about night cramps";
}

TEST(WhatChanges, StopsAtItsBudgetAndSaysSo) {
  std::string text;
  for (int i = 0; i < 60; ++i) text += fmt::format("a{0} AND b{0} AND c{0} AND d{0} → g\n", i);
  const Knowledge knowledge = knowledge_of(text);
  const WhatChanges w = what_changes(told(knowledge, ""), knowledge.program.find("g"), {3, 500});
  EXPECT_TRUE(w.stopped);
  EXPECT_TRUE(w.turns.empty());
}

TEST(Rather, TellsWhatTheyShareAndWhatWouldTurnIt) {
  const Knowledge knowledge =
      knowledge_of("a suggests g\nb suggests g\na weakly suggests h\nc suggests h\nd → h (-0.3)");
  const Session session = told(knowledge, "a, b, d");
  const Program& program = knowledge.program;
  const Rather r = rather(session, program.find("g"), program.find("h"));
  EXPECT_TRUE(r.ahead);
  EXPECT_EQ(r.only_one, std::vector{program.find("b")});
  EXPECT_EQ(r.shared, std::vector{program.find("a")});
  EXPECT_TRUE(r.only_other.empty());
  EXPECT_EQ(r.against_other.size(), 1U);
  for (const Turn& turn : r.turns.turns) {
    Session then = session;
    for (const PossibleAnswer& answer : turn.answers) then.tell(answer.fact);
    EXPECT_GT(value_of(then, "h").certainty, value_of(then, "g").certainty);
  }
  EXPECT_FALSE(r.turns.turns.empty());
  EXPECT_FALSE(rather(session, program.find("h"), program.find("g")).ahead);
}

TEST(WhyConflict, EverySmallestSetOfFacts) {
  const Knowledge knowledge =
      knowledge_of("a AND b → g\nc → g\nrule against: d rules out g\ne rules out g\nf → x");
  const Session session = told(knowledge, "a, b, c, d, e, f");
  const Conflict conflict = why_conflict(session, knowledge.program.find("g"));
  std::string text;
  for (const ConflictSet& set : conflict.sets) {
    for (const Fact& fact : set.facts) text += knowledge.program.findings[fact.finding.row].name;
    text += ' ';
    EXPECT_EQ(set.rules_for.size(), 1U);
    EXPECT_EQ(set.rules_against.size(), 1U);
  }
  EXPECT_EQ(text, "cd ce abd abe ");
  EXPECT_FALSE(conflict.stopped);
}

TEST(How, IsMutedAndAsDeepAsAsked) {
  const Knowledge knowledge = knowledge_of("a → b\nb → c\nc AND d → e\nf → d");
  const Session session = told(knowledge, "a, f");
  const Program& program = knowledge.program;
  const auto names = [&](const HowLimits& limits) {
    std::string text;
    for (const Why& w : how(session, program.find("e"), limits))
      text += program.findings[w.finding.row].name;
    return text;
  };
  EXPECT_EQ(names({}), "ecdbfa");
  EXPECT_EQ(names({{program.find("c")}, 100}), "edf");
  EXPECT_EQ(names({{}, 1}), "ecd");
  EXPECT_EQ(names({{}, 0}), "e");
}

TEST(Why, NamesWhatArgumentsShare) {
  const Knowledge knowledge = knowledge_of("a suggests g\nx suggests g\na AND b → x\nb suggests g");
  const Session session = told(knowledge, "a, b");
  const Why w = why(session, knowledge.program.find("g"));
  ASSERT_EQ(w.shared.size(), 2U);
  EXPECT_EQ(w.shared[0].finding, knowledge.program.find("a"));
  EXPECT_EQ(w.shared[0].arguments.size(), 2U);
}

}  // namespace
}  // namespace hence
