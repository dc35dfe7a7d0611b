#include "engine/session.hpp"

#include <cmath>

#include "tests/knowledge_of.hpp"

namespace hence {
namespace {

TEST(Session, TheCardsOwnLine) {
  const Knowledge knowledge = knowledge_of("night cramps AND low fluid → dehydration/magnesium");
  Session session(knowledge);
  tell(session, "night cramps");
  EXPECT_EQ(value_of(session, "dehydration").state, Truth::unknown);
  tell(session, "low fluid (0.9)");
  EXPECT_EQ(value_of(session, "dehydration").certainty, 0.54);
  EXPECT_EQ(value_of(session, "magnesium").state, Truth::yes);
  session.forget(knowledge.program.find("night cramps"));
  EXPECT_EQ(value_of(session, "magnesium").certainty, 0);
  EXPECT_EQ(session.facts().size(), 1U);
}

TEST(Session, ALaterAnswerReplacesAnEarlierOne) {
  const Knowledge knowledge = knowledge_of("fever → flu\ncough → flu (0.5)");
  Session session(knowledge);
  tell(session, "fever, cough");
  tell(session, "NOT fever");
  EXPECT_EQ(value_of(session, "flu").certainty, 0.5);
  ASSERT_EQ(session.facts().size(), 2U);
  EXPECT_EQ(session.facts()[0].certainty, -1);
  session.forget(knowledge.program.find("fever"));
  EXPECT_EQ(session.fact(knowledge.program.find("cough")), &session.facts()[0]);
  EXPECT_EQ(session.fact(knowledge.program.find("fever")), nullptr);
}

TEST(Session, AGivenFactIsOneMorePieceOfEvidence) {
  const Knowledge knowledge = knowledge_of("fever suggests flu");
  EXPECT_EQ(certainty_of(knowledge, "fever, flu (0.5)", "flu"), 0.8);
  EXPECT_EQ(certainty_of(knowledge, "fever, NOT flu", "flu"), -1);
}

TEST(Session, AConflictIsToldAndCountsAsNothing) {
  const Knowledge knowledge = knowledge_of(R"(fever → flu
flu OR aches → rest
NOT flu → work
flu is unknown → ask again
cough → walk
    unless flu
)");
  Session session(knowledge);
  tell(session, "fever, NOT flu, cough");
  EXPECT_EQ(value_of(session, "flu").state, Truth::conflict);
  EXPECT_EQ(value_of(session, "flu").certainty, 0);
  for (const char* name : {"rest", "work", "ask again", "walk"})
    EXPECT_EQ(value_of(session, name).certainty, 0) << name;
  tell(session, "aches");
  EXPECT_EQ(value_of(session, "rest").certainty, 1);
}

TEST(Session, EqualConditionsAreOnePieceOfEvidence) {
  const Knowledge knowledge = knowledge_of(R"(number weight in kg
a AND (b OR c) suggests x
(c OR b) AND a strongly suggests x
all of (a, any of (b, c)) weakly suggests x
weight > 5 kg suggests y
weight > 5000 g suggests y
)");
  EXPECT_EQ(certainty_of(knowledge, "a, b, c, weight 6 kg", "x"), 0.8);
  EXPECT_EQ(certainty_of(knowledge, "a, b, c, weight 6 kg", "y"), 0.6);
}

TEST(Session, AnOverriddenRuleLeavesItsEvidenceToTheNextThatSaysTheSame) {
  const Knowledge knowledge = knowledge_of(R"(rule strong: a strongly suggests x
rule second: a suggests x
a weakly suggests x
rule stop: b → stopped
    overrides strong
rule stop too: c → stopped
    overrides strong, second
)");
  EXPECT_EQ(certainty_of(knowledge, "a", "x"), 0.8);
  EXPECT_EQ(certainty_of(knowledge, "a, b", "x"), 0.6);
  EXPECT_EQ(certainty_of(knowledge, "a, c", "x"), 0.3);
}

TEST(Session, ARuleWhoseFormulaHasNoValueOverridesNothing) {
  const Knowledge knowledge = knowledge_of(R"(number dose
number weight
rule usual: a → dose = 3
rule heavy: b → dose = weight / 10
    overrides usual
)");
  Session session(knowledge);
  tell(session, "a, b");
  EXPECT_EQ(value_of(session, "dose").value, 3);
  tell(session, "weight = 80");
  EXPECT_EQ(value_of(session, "dose").value, 8);
}

TEST(Session, ValuesThatDifferAreAConflictAndAGivenOneWins) {
  const Knowledge knowledge = knowledge_of(R"(choice risk: low, high
a → risk is low (0.8)
b → risk is low (0.6)
c → risk is high
risk is low → fine
risk is known → told
)");
  Session session(knowledge);
  tell(session, "a, b");
  EXPECT_EQ(value_of(session, "risk").certainty, 0.8);
  EXPECT_EQ(value_of(session, "fine").certainty, 0.8);
  tell(session, "c");
  EXPECT_EQ(value_of(session, "risk").state, Truth::conflict);
  EXPECT_EQ(value_of(session, "risk").value, std::nullopt);
  EXPECT_EQ(value_of(session, "told").certainty, 0);
  tell(session, "risk is high");
  EXPECT_EQ(value_of(session, "risk").value, 1);
  EXPECT_EQ(value_of(session, "fine").certainty, 0);
}

TEST(Session, AnAnswerBehindAFalseConditionIsSetAside) {
  const Knowledge knowledge = knowledge_of(R"(ask pregnant only if female, else no: "Pregnant?"
pregnant → careful
NOT pregnant → usual
)");
  Session session(knowledge);
  tell(session, "pregnant");
  EXPECT_EQ(value_of(session, "careful").certainty, 1);
  tell(session, "NOT female");
  EXPECT_TRUE(value_of(session, "pregnant").set_aside);
  EXPECT_EQ(value_of(session, "pregnant").certainty, -1);
  EXPECT_EQ(value_of(session, "usual").certainty, 1);
}

TEST(Session, AYesGoesUpAndANoGoesDown) {
  const Knowledge knowledge = knowledge_of(R"(calf cramp is a kind of leg cramp
leg cramp is a kind of cramp
)");
  EXPECT_EQ(certainty_of(knowledge, "calf cramp (0.7)", "cramp"), 0.7);
  EXPECT_EQ(certainty_of(knowledge, "NOT cramp", "calf cramp"), -1);
  EXPECT_EQ(certainty_of(knowledge, "NOT calf cramp", "cramp"), 0);
  EXPECT_EQ(certainty_of(knowledge, "cramp", "calf cramp"), 0);
}

TEST(Session, ACircleSupportsNothingByItself) {
  const Knowledge knowledge = knowledge_of(R"(a → b
b → a
seed → a (0.5)
other → a (0.4)
)");
  EXPECT_EQ(certainty_of(knowledge, "", "a"), 0);
  EXPECT_EQ(certainty_of(knowledge, "seed", "b"), 0.5);
  EXPECT_EQ(certainty_of(knowledge, "seed, other", "a"), 0.7);  // from outside: combined
  Session session(knowledge);
  tell(session, "seed, b");
  EXPECT_EQ(value_of(session, "a").certainty, 1);
  session.forget(knowledge.program.find("b"));
  session.forget(knowledge.program.find("seed"));
  EXPECT_EQ(value_of(session, "a").certainty, 0);
  EXPECT_EQ(value_of(session, "b").certainty, 0);
}

// What rises in a circle is computed from where it stands; what holds it back must start it anew.
TEST(Session, WhatHoldsACircleBackLeavesNothingOfIt) {
  const Knowledge knowledge = knowledge_of(R"(seed → b (0.6)
b → a unless blocked
a → b
a → c
c → a
other → blocked
ask d only if gate, else yes
d → e
e → d
seed → d (0.3)
)");
  Session session(knowledge);
  tell(session, "seed, NOT gate");
  EXPECT_EQ(value_of(session, "c").certainty, 0.6);
  EXPECT_EQ(value_of(session, "e").certainty, 1);
  tell(session, "blocked (0.9)");
  EXPECT_EQ(value_of(session, "c").certainty, 0);
  EXPECT_EQ(value_of(session, "b").certainty, 0.6);
  tell(session, "gate");
  EXPECT_EQ(value_of(session, "e").certainty, 0.3);
  tell(session, "NOT blocked");
  EXPECT_EQ(value_of(session, "c").certainty, 0.6);
  tell(session, "other");
  EXPECT_EQ(value_of(session, "c").certainty, 0);
}

TEST(Session, CertaintyOfAnyCondition) {
  const Knowledge knowledge = knowledge_of("a AND (b AND c) AND (d OR (e OR f)) → x");
  Session session(knowledge);
  tell(session, "a, b (0.7), c (0.8), e (0.6)");
  EXPECT_EQ(session.certainty(knowledge.program.rules[0].condition), 0.6);
}

}  // namespace
}  // namespace hence
