// Shrunk failures of the property tests, kept: each text was read or reckoned wrongly once.
#include <gtest/gtest.h>

#include "rules/format.hpp"
#include "tests/knowledge_of.hpp"
#include "tests/program_text.hpp"
#include "tests/rule_base.hpp"

namespace hence {
namespace {

struct Kept {
  const char* name;
  std::string text;
  std::string facts;
  std::string finding;
  double certainty;
};

void PrintTo(const Kept& kept, std::ostream* out) { *out << kept.text; }

class PropertyRegression : public ::testing::TestWithParam<Kept> {};

TEST_P(PropertyRegression, EngineReferenceAndPaperAgree) {
  const Kept& kept = GetParam();
  const Knowledge knowledge = knowledge_of(kept.text);
  const std::vector<Fact> facts = facts_of(knowledge, kept.facts);
  const auto results = reference::conclude(knowledge.program, facts);
  ASSERT_TRUE(results.has_value());
  const Session session = session_of(knowledge, facts);
  EXPECT_EQ(disagreement(session, *results), "");
  EXPECT_DOUBLE_EQ(value_of(session, kept.finding).certainty, kept.certainty);
}

TEST_P(PropertyRegression, PrintsAndReadsBack) {
  const std::string printed = format_source(GetParam().text, false);
  EXPECT_EQ(program_text(knowledge_of(printed).program),
            program_text(knowledge_of(GetParam().text).program));
  EXPECT_EQ(format_source(printed, false), printed);
}

INSTANTIATE_TEST_SUITE_P(
    Shrunk, PropertyRegression,
    ::testing::Values(
        // A certainty of 0.2000000000001 is 0.2 to 12 decimals, and does not exceed the threshold.
        Kept{"ValueCertaintyIsRounded",
             "number resting in h\na → b (0.8)\nc → b (-0.4)\nb weakly suggests resting = 9 h\n",
             "a, c", "resting", 0},
        // The `and` of a `between` is no AND.
        Kept{"BetweenBesideOr",
             "number weight in kg\na OR weight between 60 kg and 80 kg OR d → b (0.5)\n",
             "weight = 70 kg", "b", 0.5},
        // The verb of an `otherwise` may end the statement.
        Kept{"OtherwiseAtTheEnd", "a → b otherwise argues against\n\nc → d\n", "NOT a", "b", -0.6},
        // What `otherwise` says and what NOT says are one piece of evidence.
        Kept{"OtherwiseIsNot", "a → b (0.5) otherwise weakly argues against\nNOT a → b (-0.4)\n",
             "NOT a", "b", -0.4},
        Kept{"NestedAndIsAnd", "(a AND b) AND c → x (0.5)\na AND (c AND b) → x (0.4)\n", "a, b, c",
             "x", 0.5},
        Kept{"UnitsAreConverted",
             "number f in L/day\nf > 1.5 L/day → x (0.5)\nf > 1500 mL/day → x (0.4)\n",
             "f = 2 L/day", "x", 0.5},
        // Rule, cap and conclusion alike: which cap the shared sign is in does not hang on order.
        Kept{"SharedSignOfTwoCaps",
             "each of (a, b) suggests x, together at most 0.7\n"
             "each of (a, c) suggests x, together at most 0.9\n",
             "a, b, c", "x", 0.936},
        Kept{"ConflictBlocks", "a → b\nc rules out b\nd suggests e unless b\n", "a, c, d", "e", 0},
        Kept{"ConflictIsNeitherKnownNorUnknown",
             "a → b\nc rules out b\nb is unknown OR b is known OR NOT b → e\n", "a, c", "e", 0}),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace hence
