#include "engine/case_run.hpp"

#include <fmt/format.h>

#include "tests/knowledge_of.hpp"

namespace hence {
namespace {

constexpr std::string_view rules = R"(goal magnesium, iron, clot
number dose in mg/day
choice risk: low, high
rule cramps rule: cramps suggests magnesium
rule twitching rule: twitching suggests magnesium
rule pale rule: pale skin → iron (0.5)
rule shortage: magnesium → mineral shortage
rule hot rule: hot leg → clot
cold leg rules out clot
ask cold leg: "Is the leg cold?"
magnesium → dose = 20 mg/day
iron → risk is high
advise clot, urgent: "See a doctor."
)";

// The failures of one case: «iron first / magnesium is likely (0.6) and first».
std::string failures(const std::string& given, const std::string& expect) {
  const Knowledge knowledge = knowledge_of(
      fmt::format("{}case \"one\"\n    given {}\n    {}\n", rules, given, expect));
  const auto results = run_cases(knowledge);
  EXPECT_EQ(results.size(), 1U);
  std::string text;
  for (const auto& result : results)
    for (const FailedExpectation& f : result.failed)
      text += fmt::format("{}{} / {}", text.empty() ? "" : "\n", f.expected, f.actual);
  return text;
}

struct Row {
  const char* given;
  const char* expect;
  const char* failure;  // empty: it holds
};

class CaseRun : public testing::TestWithParam<Row> {};

TEST_P(CaseRun, Row) {
  const Row& row = GetParam();
  EXPECT_EQ(failures(row.given, row.expect), row.failure);
}

INSTANTIATE_TEST_SUITE_P(
    Holds, CaseRun,
    testing::Values(Row{"cramps", "expect magnesium (0.60)", ""},
                    Row{"cramps, twitching", "expect magnesium (0.84)", ""},
                    Row{"cramps, twitching", "expect magnesium (0.8)", ""},
                    Row{"cramps", "expect magnesium", ""},
                    Row{"cramps", "expect magnesium likely", ""},
                    Row{"cramps", "expect magnesium at least 0.5", ""},
                    Row{"cramps, pale skin", "expect magnesium first", ""},
                    Row{"cramps, pale skin", "expect magnesium above iron", ""},
                    Row{"cramps", "expect nothing about iron", ""},
                    Row{"NOT iron", "expect NOT iron", ""},
                    Row{"cramps", "expect dose = 20 mg/day", ""},
                    Row{"pale skin", "expect risk is high", ""},
                    Row{"hot leg", "expect urgent advice", ""},
                    Row{"hot leg", "expect no question about hot leg", ""},
                    Row{"hot leg, cold leg", "expect clot in conflict", ""},
                    Row{"cramps", "expect magnesium\n    because of cramps rule", ""},
                    Row{"cramps", "expect mineral shortage\n    because of cramps rule", ""},
                    Row{"hot leg", "expect urgent advice\n    because of hot rule", ""}));

INSTANTIATE_TEST_SUITE_P(
    Fails, CaseRun,
    testing::Values(
        Row{"cramps", "expect magnesium (0.7)", "magnesium (0.7) / magnesium is likely (0.6)"},
        Row{"cramps", "expect magnesium certain",
            "magnesium certain / magnesium is likely (0.6)"},
        Row{"cramps", "expect iron", "iron / iron is open (0)"},
        Row{"cramps", "expect nothing about magnesium",
            "nothing about magnesium / magnesium is likely (0.6)"},
        Row{"cramps, pale skin", "expect iron first",
            "iron first / magnesium is likely (0.6) and first"},
        Row{"NOT cramps", "expect iron first", "iron first / no goal is at least possible"},
        Row{"cramps", "expect mineral shortage first",
            "mineral shortage first / mineral shortage is no goal"},
        Row{"cramps, pale skin", "expect iron above magnesium",
            "iron above magnesium / iron is likely (0.5) and magnesium is likely (0.6)"},
        Row{"pale skin", "expect dose = 20 mg/day", "dose = 20 mg/day / dose is not known"},
        Row{"cramps", "expect dose = 21 mg/day", "dose = 21 mg/day / dose is 20 mg/day"},
        Row{"pale skin", "expect risk is low", "risk is low / risk is high"},
        Row{"cramps", "expect urgent advice", "urgent advice / there is none"},
        Row{"cramps", "expect no question about hot leg",
            "no question about hot leg / hot leg is asked"},
        Row{"hot leg, cold leg", "expect clot", "clot / clot is in conflict"},
        Row{"cramps", "expect magnesium\n    because of pale rule",
            "because of pale rule / pale rule did not fire"},
        Row{"cramps", "expect magnesium\n    because of shortage",
            "because of shortage / shortage supports nothing that is expected"}));

TEST(CaseRunResult, NamesTheRulesThatFired) {
  const Knowledge knowledge = knowledge_of(
      "a → b\nc → d\nb → e\ncase \"one\"\n    given a\ncase \"two\"\n    given c\n");
  const auto results = run_cases(knowledge);
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[0].exercised, (std::vector{RuleId{0}, RuleId{2}}));
  EXPECT_EQ(results[1].exercised, std::vector{RuleId{1}});
  EXPECT_EQ(results[1].row, 1U);
}

}  // namespace
}  // namespace hence
