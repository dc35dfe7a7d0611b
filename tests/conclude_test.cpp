#include "engine/conclude.hpp"

#include <fmt/format.h>

#include "tests/knowledge_of.hpp"

namespace hence {
namespace {

std::string names(const Program& program, const std::vector<FindingId>& findings) {
  std::string text;
  for (const FindingId f : findings) text += (text.empty() ? "" : ", ") + program.findings[f.row].name;
  return text;
}

// «dehydration very likely, low fluid certain», under these facts.
std::string concluded(const Knowledge& knowledge, std::string_view facts) {
  Session session(knowledge);
  if (!facts.empty()) tell(session, facts);
  std::string text;
  for (const ConclusionReport& r : conclusions(session))
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ",
                        knowledge.program.findings[r.finding.row].name, text_of(r.band));
  return text;
}

std::string advice(const Knowledge& knowledge, std::string_view facts) {
  Session session(knowledge);
  if (!facts.empty()) tell(session, facts);
  std::string text;
  for (const std::uint32_t row : advice_given(session))
    text += (text.empty() ? "" : " | ") + fill(session, knowledge.program.advice[row].text);
  return text;
}

// «kidney disease: not asked», with the rule's name where one overrides.
std::string assumed(const Session& session, std::string_view finding) {
  const Program& program = session.program();
  std::string text;
  for (const Assumption& a : conclusion(session, program.find(finding)).assumes) {
    const std::string what = a.overriding ? program.rule_names[a.overriding.row]
                                          : std::string(program.text_of(program.exprs[a.expr.row].span));
    const char* because = a.because == Unanswered::not_asked   ? "not asked"
                          : a.because == Unanswered::not_known ? "not known"
                                                               : "undecided";
    text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", what, because);
  }
  return text;
}
std::string assumed(const Knowledge& knowledge, std::string_view facts, std::string_view finding) {
  Session session(knowledge);
  tell(session, facts);
  return assumed(session, finding);
}

TEST(Conclude, BandsOfACertainty) {
  struct Row { double certainty; Band band; };
  for (const Row& row : {Row{1, Band::certain}, Row{0.999999, Band::very_likely},
                         Row{0.8, Band::very_likely}, Row{0.79, Band::likely},
                         Row{0.5, Band::likely}, Row{0.49, Band::possible},
                         Row{0.2, Band::open}, Row{0, Band::open}, Row{-0.2, Band::open},
                         Row{-0.21, Band::unlikely}, Row{-0.99, Band::unlikely},
                         Row{-1, Band::ruled_out}})
    EXPECT_EQ(band_of(row.certainty, 0.2), row.band) << row.certainty;
  EXPECT_EQ(band_of(0.55, 0.6), Band::open) << "what does not fire a rule is open";
}

TEST(Conclude, GoalsFirstThenByCertaintyThenByName) {
  const Knowledge knowledge = knowledge_of(R"(goal zebra, ant, yak
a suggests zebra, ant
a → middle (0.9)
b → yak (0.5)
b → middle (-0.1)
c weakly argues against low
)");
  EXPECT_EQ(concluded(knowledge, "a, b, c"),
            "ant likely, zebra likely, yak likely, middle very likely, low unlikely");
  EXPECT_EQ(concluded(knowledge, ""), "");
}

TEST(Conclude, AConflictIsFirstInItsGroup) {
  const Knowledge knowledge = knowledge_of("goal g, h\na → g\nb → h\nNOT a → h\nc rules out h");
  EXPECT_EQ(concluded(knowledge, "a, b, c"), "h conflict, g certain");
}

TEST(Conclude, EvidenceThatCancelsIsStillEvidence) {
  const Knowledge knowledge = knowledge_of("a suggests g\nb argues against g");
  EXPECT_EQ(concluded(knowledge, "a, b"), "g open");
}

TEST(Conclude, WhatIsMerelyGivenIsNoConclusion) {
  const Knowledge knowledge =
      knowledge_of("night cramps is a kind of cramps\ncramps suggests magnesium");
  EXPECT_EQ(concluded(knowledge, "cramps"), "magnesium likely");
  EXPECT_EQ(concluded(knowledge, "night cramps"), "cramps certain, magnesium likely");
}

TEST(Conclude, ValuesAndComputedNumbersAreConclusions) {
  const Knowledge knowledge = knowledge_of(R"(number weight in kg
number height in m
number body mass index in kg/m^2 = weight / height^2
choice risk: low, high
body mass index > 30 kg/m^2 → risk is high (0.7)
)");
  EXPECT_EQ(concluded(knowledge, "weight 100 kg"), "");
  EXPECT_EQ(concluded(knowledge, "weight 100 kg, height 1.6 m"),
            "body mass index certain, risk likely");
}

TEST(Conclude, ReportsTheArguments) {
  const Knowledge knowledge = knowledge_of(R"(rule one: a → g (0.5)
rule two: b → g (0.7)
rule three: c → g
    unless d
rule same: a → g (0.4)
)");
  Session session(knowledge);
  tell(session, "a, b (0.5), c, d");
  const ConclusionReport r = conclusion(session, knowledge.program.find("g"));
  ASSERT_EQ(r.arguments.size(), 4U);
  EXPECT_EQ(r.arguments[0].contribution, 0.5);
  EXPECT_EQ(r.arguments[1].contribution, 0.35);
  EXPECT_TRUE(r.arguments[0].counts && r.arguments[1].counts);
  int blocked = 0, shadowed = 0;
  for (const ArgumentReport& a : r.arguments) {
    if (a.blocked) {
      ++blocked;
      EXPECT_EQ(a.silence, Silence::unless);
      EXPECT_EQ(a.contribution, 0);
    }
    if (a.shadowed) {
      ++shadowed;
      EXPECT_EQ(a.by, r.arguments[0].rule);
    }
  }
  EXPECT_EQ(blocked, 1);
  EXPECT_EQ(shadowed, 1);
}

TEST(Conclude, TellsWhichRuleOverrides) {
  const Knowledge knowledge = knowledge_of(R"(rule usual: a → g (0.5)
rule exception: b → h
    overrides usual
)");
  Session session(knowledge);
  tell(session, "a, b");
  const ArgumentReport r = conclusion(session, knowledge.program.find("g")).arguments.at(0);
  EXPECT_EQ(r.silence, Silence::overridden);
  EXPECT_TRUE(r.blocked);
  EXPECT_EQ(r.by, RuleId{1});
}

TEST(Conclude, OnlyTheStrongestOfAGroupCounts) {
  const Knowledge knowledge = knowledge_of(R"(a → g (0.5)
    group fluids
b → g (0.7)
    group fluids
)");
  Session session(knowledge);
  tell(session, "a, b");
  const auto arguments = conclusion(session, knowledge.program.find("g")).arguments;
  EXPECT_TRUE(arguments.at(0).counts);
  EXPECT_FALSE(arguments.at(1).counts);
  EXPECT_EQ(arguments.at(1).contribution, 0.5);
  EXPECT_EQ(arguments.at(1).silence, Silence::weaker);
  EXPECT_EQ(arguments.at(1).by, arguments.at(0).rule);
}

TEST(Conclude, AdviceIsGivenWhenItsFindingIsYes) {
  const Knowledge knowledge = knowledge_of(R"(number fluid intake in L/day, 1 decimals
choice side: left, right
a → thirst (0.5)
advise thirst when fluid intake < 1.5 L/day: "You drink {fluid intake}, {side}, {thirst}."
advise thirst unless b: "Drink."
)");
  EXPECT_EQ(advice(knowledge, ""), "");
  EXPECT_EQ(advice(knowledge, "a (0.3)"), "");
  EXPECT_EQ(advice(knowledge, "a"), "Drink.");
  EXPECT_EQ(advice(knowledge, "a, b, fluid intake 1 L/day, side is left"),
            "You drink 1.0 L/day, left, likely.");
  EXPECT_EQ(advice(knowledge, "a, fluid intake 1 L/day"), "You drink 1.0 L/day, not known, likely. | Drink.");
}

TEST(Conclude, UrgentAdviceWithholdsTheOtherOfItsFinding) {
  const Knowledge knowledge = knowledge_of(R"(a → clot (0.5)
a → thirst
c rules out clot
d → clot
advise thirst: "Drink."
advise clot: "Rest."
advise clot, urgent when b: "See a doctor."
)");
  EXPECT_EQ(advice(knowledge, "a"), "Drink. | Rest.");
  EXPECT_EQ(advice(knowledge, "a, b"), "See a doctor. | Drink.");
  EXPECT_EQ(advice(knowledge, "b, c"), "");
  EXPECT_EQ(advice(knowledge, "b, c, d"), "See a doctor.") << "in conflict, urgent advice stands";
  EXPECT_EQ(advice(knowledge, "c, d"), "");
}

TEST(Conclude, AnUnansweredUnlessIsAssumed) {
  const Knowledge knowledge = knowledge_of(R"(a → g (0.7)
    unless kidney disease
g → h
)");
  EXPECT_EQ(assumed(knowledge, "a", "g"), "kidney disease: not asked");
  EXPECT_EQ(assumed(knowledge, "a", "h"), "kidney disease: not asked") << "below it";
  EXPECT_EQ(assumed(knowledge, "a, kidney disease is unknown", "h"), "kidney disease: not known");
  EXPECT_EQ(assumed(knowledge, "a, kidney disease (0.1)", "h"), "kidney disease: undecided");
  EXPECT_EQ(assumed(knowledge, "a, NOT kidney disease", "h"), "");
  EXPECT_EQ(assumed(knowledge, "a, kidney disease", "h"), "");
  EXPECT_EQ(assumed(knowledge, "NOT a", "h"), "");
}

TEST(Conclude, OfAnUnlessWithOrEachMemberIsAssumedByItself) {
  const Knowledge other = knowledge_of(R"(a → g
    unless b OR (c AND d)
e → g
    unless b
)");
  EXPECT_EQ(assumed(other, "a, NOT b", "g"), "c AND d: not asked");
  EXPECT_EQ(assumed(other, "a, e, NOT d", "g"), "b: not asked") << "each once";
}

TEST(Conclude, OnlyWhatCountsIsAssumed) {
  const Knowledge knowledge = knowledge_of(R"(a → g
b → g (0.5)
    unless c
)");
  EXPECT_EQ(assumed(knowledge, "b", "g"), "c: not asked");
  EXPECT_EQ(assumed(knowledge, "a, b", "g"), "") << "certain without it";
}

TEST(Conclude, AnOpenOverridingRuleIsAssumedNotToApply) {
  const Knowledge knowledge = knowledge_of(R"(rule usual: a → g (0.5)
rule exception: b → h
    overrides usual
)");
  EXPECT_EQ(assumed(knowledge, "a", "g"), "exception: not asked");
  EXPECT_EQ(assumed(knowledge, "a, NOT b", "g"), "");
}

TEST(Conclude, AssumptionsComeUpThroughKinds) {
  const Knowledge knowledge = knowledge_of(R"(a → night cramps
    unless b
night cramps is a kind of cramps
cramps → magnesium
)");
  EXPECT_EQ(assumed(knowledge, "a", "magnesium"), "b: not asked");
}

TEST(Conclude, GoalsWithoutAGoalStatement) {
  const auto goals = [](const Knowledge& knowledge) {
    std::vector<FindingId> found;
    const std::vector<bool> is_goal = goal_findings(knowledge.program);
    for (std::size_t row = 0; row < is_goal.size(); ++row)
      if (is_goal[row]) found.push_back(FindingId{row});
    return names(knowledge.program, found);
  };
  EXPECT_EQ(goals(knowledge_of("a → b\nb → c\nb → d")), "c, d");
  EXPECT_EQ(goals(knowledge_of("a → b\nb → a")), "a, b");
  EXPECT_EQ(goals(knowledge_of("goal b\na → b\nb → c")), "b");
}

TEST(Conclude, NamesAnswersThatNothingExplains) {
  const Knowledge knowledge = knowledge_of(R"(goal anemia, magnesium
pale skin → anemia (0.5)
anemia causes fatigue, cramps
fatigue causes bad mood
night cramps is a kind of cramps
fever → flu
)");
  const auto left = [&](std::string_view facts) {
    Session session(knowledge);
    tell(session, facts);
    return names(knowledge.program, unexplained(session));
  };
  EXPECT_EQ(left("pale skin, fatigue, night cramps"), "");
  EXPECT_EQ(left("pale skin, bad mood"), "") << "by way of fatigue";
  EXPECT_EQ(left("pale skin, NOT fatigue, bad mood"), "bad mood");
  EXPECT_EQ(left("fatigue, night cramps, NOT fever"), "fatigue, night cramps");
  EXPECT_EQ(left("pale skin (0.3), fatigue"), "pale skin, fatigue") << "anemia is not possible";
  EXPECT_EQ(left("anemia, fatigue"), "") << "a conclusion that was given explains too";
  EXPECT_EQ(left("fever, fatigue (0.1)"), "");
}

TEST(Conclude, AKindThatIsExplainedExplainsTheBroader) {
  const Knowledge knowledge = knowledge_of(R"(night cramps → magnesium
night cramps is a kind of cramps
cramps → something else (0.1)
)");
  Session session(knowledge);
  tell(session, "night cramps, cramps");
  EXPECT_TRUE(unexplained(session).empty());
}

TEST(Conclude, NamesDangersThatAreNotExcluded) {
  const Knowledge knowledge = knowledge_of(R"(swelling AND hot leg → clot
heart pain → heart attack
advise clot, urgent: "See a doctor."
advise heart attack, urgent when age over sixty: "Call."
)");
  const auto open = [&](std::string_view facts) {
    Session session(knowledge);
    if (!facts.empty()) tell(session, facts);
    return names(knowledge.program, not_excluded(session));
  };
  EXPECT_EQ(open(""), "clot, heart attack");
  EXPECT_EQ(open("swelling is unknown, heart pain is unknown"), "clot, heart attack");
  EXPECT_EQ(open("NOT swelling, NOT age over sixty"), "");
  EXPECT_EQ(open("swelling, hot leg, NOT heart pain"), "") << "what holds is advised on";
}

}  // namespace
}  // namespace hence
