// What was typed at a question: answers, refusals, words of command, and what is none of these.
#include "repl/answer.hpp"

#include <gtest/gtest.h>

#include "engine/knowledge.hpp"
#include "repl/quantity.hpp"

namespace hence::repl {
namespace {

constexpr const char* rules = R"(
finding cramps, also: leg cramps
finding night cramps
night cramps is a kind of cramps
number fluid intake in L/day, 0 to 10
choice pain side: left, right, both
cramps AND night cramps AND spasms AND twitching -> magnesium deficiency
fluid intake < 1.5 L/day -> dehydration
pain side is left -> clot
)";

class AnswerTest : public testing::Test {
 protected:
  Program program = load({}, {{"test.hence", rules}}).program;

  FindingId id(std::string_view name) const { return program.find(name); }
  Question one(std::string_view name) const { return {{id(name)}, "", -1, -1}; }
  Question list() const {
    return {{id("cramps"), id("night cramps"), id("spasms"), id("twitching")}, "", 0, -1};
  }
  Answer at(const Question& question, std::string_view typed) const {
    return read_answer(program, question, typed);
  }
  // The certainties of the answer, in the question's order; `other` and refusals give none.
  std::vector<double> certainties(std::string_view typed) const {
    std::vector<double> all;
    for (const Fact& fact : at(list(), typed).facts) all.push_back(fact.certainty);
    return all;
  }
};

TEST_F(AnswerTest, YesNo) {
  struct Row {
    const char* typed;
    double certainty;
  };
  for (const Row& row :
       {Row{"yes", 1}, Row{"Y", 1}, Row{" no ", -1}, Row{"n", -1}, Row{"unknown", 0}, Row{"u", 0},
        Row{"don't know", 0}, Row{"probably", .6}, Row{"probably not", -.6}, Row{"0.7", .7},
        Row{"-0.4", -.4}, Row{"+1", 1}, Row{"−0.5", -.5}, Row{"0.0", 0}}) {
    const Answer answer = at(one("spasms"), row.typed);
    ASSERT_EQ(answer.kind, AnswerKind::facts) << row.typed;
    EXPECT_EQ(answer.facts.front().certainty, row.certainty) << row.typed;
  }
}

TEST_F(AnswerTest, YesNoRefuses) {
  for (const char* typed : {"1", "0", "2.5", "-1.01", "0,7"})
    EXPECT_EQ(at(one("spasms"), typed).kind, AnswerKind::refused) << typed;
}

TEST_F(AnswerTest, Number) {
  struct Row {
    const char* typed;
    double value;
  };
  for (const Row& row :
       {Row{"1.1", 1.1}, Row{"900 mL/day", .9}, Row{"2L/day", 2}, Row{"0", 0}, Row{"10", 10}}) {
    const Answer answer = at(one("fluid intake"), row.typed);
    ASSERT_EQ(answer.kind, AnswerKind::facts) << row.typed << ": " << answer.text;
    EXPECT_DOUBLE_EQ(answer.facts.front().value, row.value) << row.typed;
  }
  EXPECT_EQ(at(one("fluid intake"), "u").facts.front().certainty, 0);
}

TEST_F(AnswerTest, NumberRefuses) {
  for (const char* typed : {"11", "-1", "1.1 kg", "1.1 L", "yes", "1.1 frob", "1e999"})
    EXPECT_EQ(at(one("fluid intake"), typed).kind, AnswerKind::refused) << typed;
  EXPECT_EQ(at(one("fluid intake"), "1,5").text, "A decimal point is wanted: 1.5?");
}

TEST_F(AnswerTest, Choice) {
  for (const char* typed : {"left", "LEFT", "1"}) {
    const Answer answer = at(one("pain side"), typed);
    ASSERT_EQ(answer.kind, AnswerKind::facts) << typed;
    EXPECT_EQ(answer.facts.front().value, 0) << typed;
  }
  EXPECT_EQ(at(one("pain side"), "4").kind, AnswerKind::refused);
  EXPECT_EQ(at(one("pain side"), "yes").kind, AnswerKind::refused);
  EXPECT_EQ(at(one("pain side"), "unknown").facts.front().certainty, 0);
}

TEST_F(AnswerTest, ListNamesYesAndTheRestNo) {
  using Row = std::vector<double>;
  EXPECT_EQ(certainties("3 4"), (Row{-1, -1, 1, 1}));
  EXPECT_EQ(certainties("3,4"), (Row{-1, -1, 1, 1}));
  EXPECT_EQ(certainties("spasms, twitching"), (Row{-1, -1, 1, 1}));
  EXPECT_EQ(certainties("3 4?"), (Row{-1, -1, 1, 0}));
  EXPECT_EQ(certainties("probably 3, 4"), (Row{-1, -1, .6, 1}));
  EXPECT_EQ(certainties("none"), (Row{-1, -1, -1, -1}));
  EXPECT_EQ(certainties("unknown"), (Row{0, 0, 0, 0}));
}

TEST_F(AnswerTest, OfANamedKindTheBroaderIsYes) {
  using Row = std::vector<double>;
  EXPECT_EQ(certainties("night cramps"), (Row{1, 1, -1, -1}));
  EXPECT_EQ(certainties("2?"), (Row{0, 0, -1, -1}));
  EXPECT_EQ(at(list(), "night cramps").text, "yes: cramps, night cramps; no: spasms, twitching");
}

TEST_F(AnswerTest, AListWithSomethingElseIsNoAnswerToIt) {
  EXPECT_EQ(at(list(), "spasms, fluid intake 1.1 L/day").kind, AnswerKind::other);
  EXPECT_EQ(at(list(), "NOT spasms").kind, AnswerKind::other);
  EXPECT_EQ(at(list(), "5").kind, AnswerKind::refused);
  EXPECT_EQ(at(list(), "yes").kind, AnswerKind::refused);
}

TEST_F(AnswerTest, WordsOfCommand) {
  EXPECT_EQ(at(list(), "why").kind, AnswerKind::why);
  EXPECT_EQ(at(list(), "?").kind, AnswerKind::help);
  EXPECT_EQ(at(one("spasms"), "what").kind, AnswerKind::what);
  EXPECT_EQ(at(one("spasms"), "Skip").kind, AnswerKind::skip);
  EXPECT_EQ(at(one("pain side"), "back").kind, AnswerKind::back);
  EXPECT_EQ(at(one("fluid intake"), "enough").kind, AnswerKind::enough);
  EXPECT_EQ(at(one("spasms"), "  ").kind, AnswerKind::again);
  EXPECT_EQ(at(one("spasms"), "night cramps").kind, AnswerKind::other);
}

TEST_F(AnswerTest, DecimalCommas) {
  EXPECT_EQ(without_decimal_comma("fluid intake 1,5 L"), "fluid intake 1.5 L");
  EXPECT_EQ(without_decimal_comma("1, 5"), "");
  EXPECT_EQ(without_decimal_comma("a,b"), "");
}

}  // namespace
}  // namespace hence::repl
