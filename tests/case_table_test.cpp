// `cases` above a table, and what cases can expect.
#include <gtest/gtest.h>

#include "engine/case_run.hpp"
#include "tests/describe.hpp"
#include "tests/knowledge_of.hpp"

namespace hence {
namespace {

constexpr const char* rules =
    "number weight in kg, 1 to 300\nnumber dose in mg\nchoice side: left, right\nfinding fever, rash, flu\n"
    "rule heavy: weight > 100 kg → dose = 20.5 mg\nfever suggests flu\nrash → side is left\nadvise flu, urgent: \"Rest.\"\n";

// The cases that a table says, then errors by line and column in the table (its heading is line 1).
std::string cases(const std::string& table) {
    const std::string before = std::string(rules) + "cases\n";
    std::string drawn;
    for (std::size_t at = 0, line = 0; at < table.size(); ++line) {
        const std::size_t end = std::min(table.find('\n', at), table.size());
        const std::string row = table.substr(at, end - at);
        drawn += "| " + row + " |\n";
        if (line == 0) {
            for (std::size_t i = 0; i <= row.size(); ++i)
                if (i == 0 || (i < row.size() && row[i] == '|')) drawn += "|---";
            drawn += "|\n";
        }
        at = end + 1;
    }
    const Loaded loaded = load_text(before + drawn);
    std::string all = describe(loaded.program), out;
    for (std::size_t at = all.find("case \""); at != std::string::npos; at = all.find("case \"", at + 1)) out += all.substr(at, all.find('\n', at) + 1 - at);
    for (const Diagnostic& d : only(loaded.diagnostics, Severity::error)) {
        const Place at = place(loaded.program.sources[0], d.span.begin);
        out += "! " + std::string(entry(d.code).text) + " " + std::to_string(at.line - 9) + ":" + std::to_string(at.column) + "\n";
    }
    return out;
}

TEST(CaseTable, ARowIsACase) {
    EXPECT_EQ(cases("Case | fever | weight (g) | side | expect flu | expect dose\nAnna | yes | 70000 | left | (0.60) | -\n | no | 120 kg | | - | 20.5 mg\n- | (0.4) | unknown | right | likely | nothing"),
              "case \"Anna\" given fever, weight = 70, side is left; expect flu from 0.595 to 0.605\n"
              "case \"row 2\" given fever (-1), weight = 120; expect dose = 20.45 to 20.55\n"
              "case \"row 3\" given fever (0.4), weight (0), side is right; expect flu likely, nothing about dose\n");
    EXPECT_EQ(cases("name | expect dose (g) | expect side\nx | 0.0205 | left\ny | at least 0.02 | \nz | <= 3 mg | "),
              "case \"x\"; expect dose = 20.45 to 20.55, side is left\ncase \"y\"; expect dose = 20 to inf\ncase \"z\"; expect dose = -inf to 3\n");
    EXPECT_EQ(cases("expect flu | expect urgent advice | expect no question about rash | because of\nno | yes | | heavy\nconflict | | yes |\n0.6 |  |  | \nnothing |  |  | \nfirst |  |  | \nat least 0.5 | | | \nno (0.3) | | | "),
              "case \"row 1\"; expect NOT flu, urgent advice; because of heavy\ncase \"row 2\"; expect conflict about flu, no question about rash\ncase \"row 3\"; expect flu from 0.55 to 0.65\n"
              "case \"row 4\"; expect nothing about flu\ncase \"row 5\"; expect flu first\ncase \"row 6\"; expect flu from 0.5 to 1\ncase \"row 7\"; expect flu from -0.35 to -0.25\n");
}

TEST(CaseTable, WhatItCannotMeanIsAnError) {
    EXPECT_EQ(cases("fevr | expect flu\nyes | yes"), "! H01 1:3\n") << "once, at the heading";
    EXPECT_EQ(cases("fever | expect influenza\nyes | yes\nno | no"), "! H01 1:11\n");
    EXPECT_EQ(cases("fever | Fever\nyes | yes"), "! H16 1:11\n");
    EXPECT_EQ(cases("fever\nmaybe"), "case \"row 1\"\n! H22 3:3\n");
    EXPECT_EQ(cases("side\nup"), "case \"row 1\"\n! H24 3:3\n");
    EXPECT_EQ(cases("weight\nheavy\n400\n3 L\n1e999"), "case \"row 1\"\ncase \"row 2\"\ncase \"row 3\"\ncase \"row 4\"\n! H21 3:3\n! H21 4:3\n! H03 5:3\n! H21 6:3\n");
    EXPECT_EQ(cases("expect flu\nperhaps\n(1.5)\nat least 7"), "case \"row 1\"\ncase \"row 2\"\ncase \"row 3\"\n! H22 3:3\n! H10 4:3\n! H10 5:3\n");
    EXPECT_EQ(cases("because of\nlight"), "case \"row 1\"\n! H23 3:3\n");
    EXPECT_EQ(cases("fever | expect flu\nyes"), "! H16 3:1\n");
    EXPECT_EQ(read_errors("cases of flu\n| fever |\n|---|\n| yes |\nfever → x"), "H22 1:7");
    EXPECT_EQ(read_errors("cases\nfever → x"), "H16 1:1");
}

// «expected / actual» of the first failure; empty: all hold.
std::string failure(const std::string& case_text) {
    const Knowledge knowledge = knowledge_of(std::string(rules) + case_text);
    for (const CaseResult& result : run_cases(knowledge))
        for (const FailedExpectation& f : result.failed) return f.expected + " / " + f.actual;
    return {};
}

TEST(CaseTable, IsRunAsACaseIs) {
    EXPECT_EQ(failure("cases\n| rash | weight (g) | expect side | expect dose |\n|---|---|---|---|\n| yes | 120000 | left | 20.5 |\n"), "");
    EXPECT_EQ(failure("cases\n| rash | weight | expect side | expect dose |\n|---|---|---|---|\n| yes | 120 | left | 20.6 |\n"), "dose = 20.6 / dose is 20.5 mg");
    EXPECT_EQ(failure("cases\n| fever | expect flu |\n|---|---|\n| yes | (0.7) |\n"), "flu (0.7) / flu is likely (0.6)");
    EXPECT_EQ(failure("cases\n| fever | expect flu | because of |\n|---|---|---|\n| yes | likely | heavy |\n"), "because of heavy / heavy did not fire");
}

// Tuples that nothing but a column names have instances, as those that a case gives.
TEST(CaseTable, GivesTuples) {
    const Knowledge knowledge = knowledge_of("relation ?x feeds ?y\nrelation ?x reaches ?y\nfact A feeds B\n"
                                             "?x feeds ?y → ?x reaches ?y\n?x reaches ?y AND ?y feeds ?z → ?x reaches ?z\n"
                                             "cases\n| B feeds C | expect A reaches C |\n|---|---|\n| yes | yes |\n| - | nothing |\n");
    for (const CaseResult& result : run_cases(knowledge)) EXPECT_TRUE(result.failed.empty()) << result.row << " " << result.failed.front().actual;
    EXPECT_FALSE(knowledge.program.find("expect A reaches C"));
}

TEST(Expectations, OfValues) {
    const std::string given = "case \"x\"\n    given weight 120 kg, rash, fever\n    expect ";
    for (const char* holds : {"dose = 20.5 mg", "dose = 21 mg", "dose 20.5 mg", "dose = 0.0205 g", "dose = 0.021 g", "dose at least 20 mg", "dose at most 0.03 g", "dose >= 20.5 mg", "dose <= 20.5 mg", "side is left", "side = left",
                              "flu is likely", "flu (0.6)", "urgent advice", "no question about fever"})
        EXPECT_EQ(failure(given + holds + "\n"), "") << holds;
    EXPECT_EQ(failure(given + "dose = 20.50 mg"), "");
    EXPECT_EQ(failure(given + "dose = 20.6 mg"), "dose = 20.6 mg / dose is 20.5 mg");
    EXPECT_EQ(failure(given + "dose at least 21 mg"), "dose at least 21 mg / dose is 20.5 mg");
    EXPECT_EQ(failure(given + "side is right"), "side is right / side is left");
    EXPECT_EQ(failure("case \"y\"\n    given fever\n    expect side is unknown, dose is unknown, nothing about rash\n"), "");
}

TEST(Expectations, WhatCannotBeExpected) {
    const std::string head = std::string(rules) + "case \"x\"\n    expect ";
    EXPECT_EQ(read_errors(head + "side at least left"), "H25 10:12");
    EXPECT_EQ(read_errors(head + "dose likely"), "H25 10:12");
    EXPECT_EQ(read_errors(head + "dose above flu"), "H25 10:12");
    EXPECT_EQ(read_errors(head + "dose = 3 L"), "H03 10:19");
    EXPECT_EQ(read_errors(head + "dose"), "H25 10:12");
    EXPECT_EQ(read_errors(head + "flu = 3"), "H25 10:18");
    EXPECT_EQ(read_errors(head + "dose = 20 mg (0.5)"), "H22 10:12");
    EXPECT_EQ(read_errors(head + "flu < 3"), "H02 10:12");
    EXPECT_EQ(read_errors(head + "flue"), "H01 10:12");
}

}  // namespace
}  // namespace hence
