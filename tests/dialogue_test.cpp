// A consultation over relations, by script: things that the knowledge base does not know yet.
#include "repl/dialogue.hpp"

#include <cstdlib>
#include <deque>

#include "repl/supposed.hpp"
#include "tests/knowledge_of.hpp"

namespace hence::repl {
namespace {

class Typed : public Lines {
 public:
  explicit Typed(std::deque<std::string> lines) : lines_(std::move(lines)) {}
  Line read(const std::string&) override {
    if (lines_.empty()) return {LineEnd::end_of_input, ""};
    Line line{LineEnd::line, lines_.front()};
    lines_.pop_front();
    return line;
  }

 private:
  std::deque<std::string> lines_;
};

constexpr const char* medicines =
    "relation ?drug depletes ?nutrient\nrelation patient takes ?drug\n"
    "ask patient takes ?drug: \"Which of these?\"\nfinding tired\n"
    "fact furosemide depletes magnesium, metformin depletes B12\n"
    "patient takes ?drug AND ?drug depletes ?nutrient → ?nutrient deficiency (0.6)\n"
    "tired suggests anemia\ngoal ?nutrient deficiency, anemia\n";

// What is told in the end, as FACT lines, and what was said.
struct Outcome {
  std::string facts, said;
  bool says(std::string_view text) const { return said.find(text) != std::string::npos; }
};

Outcome consulted(std::deque<std::string> typed, const char* rules = medicines) {
  ::setenv("XDG_STATE_HOME", testing::TempDir().c_str(), 1);
  Consultation consultation({}, {{"s.hence", rules}}, knowledge_of(rules), 20000);
  Typed lines(std::move(typed));
  Outcome out;
  Dialogue dialogue(
      consultation, lines, [] { return Style{}; },
      [&](std::string_view text) { out.said += text; });
  EXPECT_EQ(dialogue.run(), 0);
  for (const Fact& fact : consultation.told())
    out.facts += write_fact(consultation.program(), fact) + "; ";
  return out;
}

TEST(DialogueOverRelations, AListTakesANewNameOnceConfirmed) {
  const Outcome taken = consulted({"furosemide, aspirin", "yes", "no"});
  EXPECT_TRUE(taken.says("aspirin is not in the list. Take it as another one?")) << taken.said;
  EXPECT_EQ(taken.facts,
            "patient takes furosemide; NOT patient takes metformin; patient takes aspirin; NOT "
            "tired; ");
  EXPECT_TRUE(taken.says("magnesium deficiency"));
}

TEST(DialogueOverRelations, WhatIsNotConfirmedIsAskedAgain) {
  const Outcome no = consulted({"I am not sure", "no", "2", "no"});
  EXPECT_EQ(no.facts, "NOT patient takes furosemide; patient takes metformin; NOT tired; ");
  const Outcome other = consulted({"furosmide", "furosemide", "no"});
  EXPECT_TRUE(other.says("did you mean furosemide?")) << other.said;
  EXPECT_EQ(other.facts, "patient takes furosemide; NOT patient takes metformin; NOT tired; ");
}

TEST(DialogueOverRelations, ARemarkLosesNoListThatIsToBeConfirmed) {
  const Outcome told =
      consulted({"furosemide, aspirin", "aspirin depletes zinc", "what furosemide", "yes", "no"});
  EXPECT_EQ(told.facts, "aspirin depletes zinc; patient takes furosemide; NOT patient takes "
                        "metformin; patient takes aspirin; NOT tired; ");
  EXPECT_TRUE(told.says("zinc deficiency"));
  const Outcome other = consulted({"furosemide, aspirin", "ibuprofen", "yes", "no"});
  EXPECT_TRUE(other.facts.starts_with("patient takes furosemide; ")) << other.facts;
  EXPECT_EQ(other.facts.find("ibuprofen"), std::string::npos);
  const Outcome several = consulted({"furosemide, aspirin, bisoprolol", "1", "no"});
  EXPECT_TRUE(several.says("aspirin, bisoprolol are not in the list. Take them as others?"));
  EXPECT_EQ(several.facts, "patient takes furosemide; NOT patient takes metformin; NOT tired; ");
}

// A rule that binds by the list alone: nothing is known to list, and it is asked.
TEST(DialogueOverRelations, AListOfWhichNothingIsKnownIsAsked) {
  const char* rules = "relation ?d treats flu\nrelation ?d is forbidden\nrelation ?d qualifies\n"
                      "relation patient reacts to ?d\n"
                      "ask patient reacts to ?d: \"Which allergies?\"\n"
                      "fact amoxicillin treats flu, zanamivir treats flu\n"
                      "patient reacts to ?d → ?d is forbidden\n"
                      "?d treats flu AND NOT ?d is forbidden → ?d qualifies\ngoal ?d qualifies\n";
  const Outcome named = consulted({"amoxicillin", "yes"}, rules);
  EXPECT_TRUE(named.says("Which allergies?\n(names, none, unknown)")) << named.said;
  EXPECT_EQ(named.facts, "patient reacts to amoxicillin; ");
  EXPECT_TRUE(named.says("zanamivir qualifies  certain"));
  EXPECT_FALSE(named.says("amoxicillin qualifies"));
  const Outcome none = consulted({"none", "patient reacts to zanamivir"}, rules);
  EXPECT_TRUE(none.says("  none\n"));
  EXPECT_EQ(none.facts, "patient reacts to zanamivir; ");  // no longer none
  EXPECT_EQ(consulted({"unknown"}, rules).facts, "patient reacts to ? is unknown; ");
}

TEST(DialogueOverRelations, SomeIsAskedWithItsList) {
  const char* rules = "relation patient takes ?d\nrelation ?d raises INR\n"
                      "ask patient takes ?d: \"Which medicines?\"\nfact a raises INR\n"
                      "patient takes ?d AND ?d raises INR → INR rise\n"
                      "patient takes ? → interview\n";
  const Outcome one = consulted({"1"}, rules);
  EXPECT_EQ(one.facts, "patient takes a; ");
  EXPECT_TRUE(one.says("  1  a\n(numbers or names, none, unknown)")) << one.said;
  EXPECT_FALSE(one.says("takes ??"));
  EXPECT_EQ(consulted({"none"}, rules).facts, "NOT patient takes a; ");
}

// What hangs on the answer to a list is asked after it.
TEST(DialogueOverRelations, AListComesBeforeWhatItsTuplesAsk) {
  const char* rules = "relation patient takes ?d\nrelation ?d is risky\n"
                      "ask patient takes ?d: \"Which medicines?\"\n"
                      "fact aspirin is risky, warfarin is risky, heparin is risky\n"
                      "patient takes ?d AND ?d is risky → ?d to be stopped\n"
                      "    unless ?d is needed\ngoal ?d to be stopped\n";
  const Outcome said = consulted({"1", "no"}, rules);
  EXPECT_LT(said.said.find("Which medicines?"), said.said.find("Aspirin is needed?")) << said.said;
  EXPECT_EQ(said.said.find("Heparin is needed?"), std::string::npos);
}

TEST(DialogueOverRelations, RemarksStayRemarks) {
  const Outcome said = consulted({"aspirin depletes zinc", "what furosemide", "furosemide", "no"});
  EXPECT_FALSE(said.says("not in the list"));
  EXPECT_EQ(said.facts, "aspirin depletes zinc; NOT patient takes aspirin; patient takes "
                        "furosemide; NOT patient takes metformin; NOT tired; ");
}

TEST(DialogueOverRelations, BackKnowsItsQuestionAmongNewTuples) {
  const Outcome back = consulted({"1", "aspirin depletes zinc", "back", "2", "yes"});
  EXPECT_TRUE(back.says("Back to the question before.")) << back.said;
  EXPECT_NE(back.facts.find("aspirin depletes zinc; "), std::string::npos) << back.facts;
  EXPECT_NE(back.facts.find("NOT patient takes furosemide; "), std::string::npos) << back.facts;
  EXPECT_NE(back.facts.find("; patient takes metformin; "), std::string::npos) << back.facts;
}

TEST(DialogueOverRelations, ACommandMakesNoTuple) {
  const char* rules = "relation ?x is red\nfact ball is red\n?x is red → ?x is seen\n"
                      "relation ?x is seen\nfinding tired\ntired suggests anemia\n";
  const Outcome why = consulted({"enough", "why ball is red"}, rules);
  EXPECT_EQ(why.facts, "");
  EXPECT_TRUE(why.says("Why ball is red: certain")) << why.said;
  EXPECT_EQ(consulted({"enough", "kite is red"}, rules).facts, "kite is red; ");
}

TEST(DialogueOverRelations, WhatIfAndWhyNotSpeakOfWhatIsNotKnownYet) {
  const Outcome said = consulted({"2", "no", "what if aspirin depletes zinc, patient takes aspirin",
                                  "why not zinc deficiency"});
  EXPECT_TRUE(said.says("zinc deficiency: likely 0.60 (now open)")) << said.said;
  EXPECT_TRUE(said.says("no ?drug depletes zinc; the nearest: metformin depletes B12"))
      << said.said;
  EXPECT_EQ(said.facts, "NOT patient takes furosemide; patient takes metformin; NOT tired; ");
}

double certainty_in(const Session& session, std::string_view name) {
  return session.value(session.program().find(name)).certainty;
}

TEST(DialogueOverRelations, WhatIsSupposedLeavesTheSessionAsItIs) {
  const Knowledge knowledge = knowledge_of(medicines);
  Session session(knowledge);
  tell(session, "patient takes metformin");
  const Supposed known(session, "patient takes furosemide");
  EXPECT_EQ(&known.session(), &session);
  const Supposed wide(session, "patient takes aspirin, aspirin depletes zinc");
  EXPECT_NE(&wide.session(), &session);
  EXPECT_EQ(wide.facts().size(), 2);
  EXPECT_EQ(certainty_in(wide.session(), "B12 deficiency"), 0.6);
  EXPECT_EQ(certainty_in(wide.session(), "patient takes aspirin"), -1);  // not among the answers
  EXPECT_FALSE(knowledge.program.find("patient takes aspirin"));
}

}  // namespace
}  // namespace hence::repl
