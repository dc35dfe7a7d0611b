// Scores and choices whose rows a table has.
#include <gtest/gtest.h>

#include "tests/describe.hpp"
#include "tests/knowledge_of.hpp"

namespace hence {
namespace {

constexpr const char* curb =
    "score CURB-65: [Criterion] [Points]\n"
    "| Criterion | Points |\n|---|---|\n"
    "| Confusion | 1 |\n| Urea > 7 mmol/L | +1 |\n| Respiratory rate >= 30 /min | 1 |\n"
    "| systolic pressure < 90 mmHg OR diastolic pressure ≤ 60 mmHg | 1 |\n| Age ≥ 65 | 1 |\n";

double total(const std::string& rules, const std::string& facts, const char* score) {
    const Knowledge knowledge = knowledge_of(rules);
    Session session(knowledge);
    tell(session, facts);
    return value_of(session, score).value.value_or(-99);
}

TEST(ScoreTable, ARowIsAnItem) {
    EXPECT_EQ(read_errors(curb), "");
    const std::string facts = "confusion, urea = 8 mmol/L, respiratory rate = 20 /min, systolic pressure = 120 mmHg, diastolic pressure = 60 mmHg, age = 65";
    EXPECT_EQ(total(curb, facts, "CURB-65"), 4);
    EXPECT_EQ(total(curb, "NOT confusion", "CURB-65"), -99) << "items are open";
}

TEST(ScoreTable, AChoiceHasItsPointsInATable) {
    const std::string eyes = "choice eye opening: [Response] [Points]\n| Response | Points |\n|---|---|\n| none | 1 |\n| to pressure | +2 |\n| spontaneous | 4 |\n";
    EXPECT_EQ(read_errors(eyes + "eye opening >= to pressure → awake"), "");
    EXPECT_EQ(read_errors(eyes + "eye opening between none and to pressure → drowsy"), "") << "its values compare";
    EXPECT_EQ(total(eyes + "score coma:\n    eye opening\n    stupor -2\n", "eye opening is spontaneous, stupor", "coma"), 2);
    EXPECT_EQ(read_rules("choice grade, ordered: [Grade]\n| Grade |\n|---|\n| mild |\n| severe |\ngrade >= severe → x"), "grade >= 1 → x\n");
}

TEST(ScoreTable, Errors) {
    const auto errors = [](const std::string& rows, const char* head = "score s: [A] [Points]\n") { return read_errors(std::string(head) + "| A | Points |\n|---|---|\n" + rows + "choice side: left, right\n"); };
    EXPECT_EQ(errors("| a | |\n| b | 2 mg |\n| c | one |\n| d | -1 |\n"), "H26 4:7, H26 5:7, H26 6:7") << "a score without points";
    EXPECT_EQ(errors("| | 1 |\n"), "H16 4:3");
    EXPECT_EQ(errors("| a | 1 |\n| A | 2 |\n"), "H12 5:3");
    EXPECT_EQ(errors("| side | 1 |\n"), "H26 4:10");
    EXPECT_EQ(errors("| side is up | 1 |\n"), "H24 4:3");
    EXPECT_EQ(errors("| side is left AND b | 1 |\n| c > | 1 |\n| age &gt; 3 | 1 |\n"), "H02 5:6, H16 6:3");
    EXPECT_EQ(errors("| a AND b OR c | 1 |\n"), "H07 4:11");
    EXPECT_EQ(errors("| a | 1 |\n", "score s: [A]\n"), "H26 1:10");
    EXPECT_EQ(errors("| a | 1 |\n", "score s: [A] [B]\n"), "H16 1:14");
    EXPECT_EQ(errors("| a | 1 |\n", "score s: [A] [Points] [A]\n"), "H16 1:23");
    EXPECT_EQ(errors("| a | 1 |\n| a | 2 |\n", "choice s: [A] [Points]\n"), "H12 5:3");
    EXPECT_EQ(read_errors("score s: [A] [B]\n"), "H16 1:1");
    EXPECT_EQ(read_errors("score s from \"none.csv\": [A] [B]\n"), "H18 1:14");
}

TEST(HostileScoreTable, DeepConditionsStopAtTheLimit) {
    const auto with = [](const std::string& cell) { return read_errors("score s: [A] [P]\n| A | P |\n|---|---|\n| " + cell + " | 1 |\n"); };
    EXPECT_EQ(with(std::string(100000, '(') + "a = 1"), "H20 4:3");
    std::string nots;
    for (int i = 0; i < 100000; ++i) nots += "NOT ";
    EXPECT_EQ(with(nots + "a = 1"), "H20 4:3");
}

}  // namespace
}  // namespace hence
