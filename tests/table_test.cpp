// Pasted Markdown tables: what the lines above say of every row.
#include <gtest/gtest.h>

#include "tests/describe.hpp"

namespace hence {
namespace {

struct Row {
    const char* readers;
    const char* table;
    const char* read;
};

// Heading, its line, rows: `A | B` for `| A | B |`.
std::string drawn(const std::string& table) {
    std::string out;
    for (std::size_t at = 0, line = 0; at < table.size(); ++line) {
        const std::size_t end = std::min(table.find('\n', at), table.size());
        out += "| " + table.substr(at, end - at) + " |\n";
        if (line == 0) {
            for (std::size_t i = at; i <= end; ++i)
                if (i == at || (i < end && table[i] == '|')) out += "|---";
            out += "|\n";
        }
        at = end + 1;
    }
    return out;
}

void expect_tables(const std::vector<Row>& rows, const std::string& before = {}) {
    for (const Row& row : rows) {
        const std::string text = "table\n" + std::string(row.readers) + "\n" + drawn(row.table) + before;
        EXPECT_EQ(read_rules(text), row.read) << text;
    }
}

std::string notes(const std::string& text) {
    const Loaded loaded = load_text(text);
    return describe(only(loaded.diagnostics, Severity::note), loaded.program.sources);
}

constexpr const char* article =
    "source S1: \"the article\"\n"
    "table source S1, shared counts less\n"
    "    each of [Type of Pain] suggests [Deficiency] deficiency, together at most 0.8\n"
    "    each of [Common Associated Symptoms] weakly suggests [Deficiency] deficiency,\n"
    "        together at most 0.5\n"
    "    advise [Deficiency] deficiency: \"Good sources: [Dietary Solutions].\"\n"
    "\n"
    "| Deficiency | Type of Pain | Common Associated Symptoms | Dietary Solutions |\n"
    "|---|---|---|---|\n"
    "| Magnesium | Nighttime muscle cramps, spasms | Fatigue, weakness | Spinach, nuts |\n"
    "| Iron | Restless Legs Syndrome (RLS), fatigue | cold hands/feet, weakness | Beans |\n"
    "| Potassium | weakness | pica | - |\n";

TEST(Table, TheArticlesTableStaysAsItIs) {
    const Loaded loaded = load_text(article);
    EXPECT_EQ(describe(only(loaded.diagnostics, Severity::error), loaded.program.sources), "");
    EXPECT_EQ(describe(loaded.program),
              "finding Restless Legs Syndrome, also: RLS\n"
              "source S1: \"the article\"\n"
              "Nighttime muscle cramps → Magnesium deficiency (0.6) shared 1 of 3: 0.6, together at most 0.8 [0] source S1 cell «Nighttime muscle cramps»\n"
              "spasms → Magnesium deficiency (0.6) shared 1 of 3: 0.6, together at most 0.8 [0] source S1 cell «spasms»\n"
              "fatigue → Magnesium deficiency (0.3) shared 2 of 3: 0.15, together at most 0.5 [1] source S1 cell «Fatigue»\n"
              "weakness → Magnesium deficiency (0.3) shared 3 of 3: 0, together at most 0.5 [1] source S1 cell «weakness»\n"
              "Restless Legs Syndrome → Iron deficiency (0.6) shared 1 of 3: 0.6, together at most 0.8 [2] source S1 cell «Restless Legs Syndrome (RLS)»\n"
              "fatigue → Iron deficiency (0.6) shared 2 of 3: 0.3, together at most 0.8 [2] source S1 cell «fatigue»\n"
              "cold hands/feet → Iron deficiency (0.3) shared 1 of 3: 0.3, together at most 0.5 [3] source S1 cell «cold hands/feet»\n"
              "weakness → Iron deficiency (0.3) shared 3 of 3: 0, together at most 0.5 [3] source S1 cell «weakness»\n"
              "weakness → Potassium deficiency (0.6) shared 3 of 3: 0, together at most 0.8 [4] source S1 cell «weakness»\n"
              "pica → Potassium deficiency (0.3) shared 1 of 3: 0.3, together at most 0.5 [5] source S1 cell «pica»\n"
              "advise Magnesium deficiency: \"Good sources: Spinach, nuts.\"\n"
              "advise Iron deficiency: \"Good sources: Beans.\"\n"
              "advise Potassium deficiency: \"Good sources: -.\"\n");
}

// What nearly all share tells nearly nothing; a kind of it counts as naming it.
TEST(Table, AnOtherwiseInACellIsNoName) {
    const Loaded loaded = load({}, {{"t.hence", "choice c: x, y\ntable first\n    [a] → c is [b]\n| a | b |\n|---|---|\n| sign | x |\n| otherwise | y |\n\n"
                                              "dry mouth → thin blood otherwise argues against"}});
    EXPECT_FALSE(has_errors(loaded.diagnostics));
    EXPECT_EQ(loaded.program.rules.back().otherwise, -0.6);
}

TEST(Table, SharedCountsLess) {
    const char* table =
        "table shared counts less\n    each of [S] suggests [D]\n| D | S |\n|---|---|\n| d1 | night cramps |\n| d2 | cramps |\n| d3 | pica |\n";
    EXPECT_EQ(read_rules(table), "night cramps → d1 (0.6) shared 1 of 3: 0.6 cell «night cramps»\ncramps → d2 (0.6) shared 1 of 3: 0.6 cell «cramps»\npica → d3 (0.6) shared 1 of 3: 0.6 cell «pica»\n");
    EXPECT_EQ(read_rules(std::string(table) + "night cramps is a kind of cramps"),
              "night cramps → d1 (0.6) shared 1 of 3: 0.6 cell «night cramps»\ncramps → d2 (0.6) shared 2 of 3: 0.3 cell «cramps»\npica → d3 (0.6) shared 1 of 3: 0.6 cell «pica»\n");
    EXPECT_EQ(read_rules("table shared counts less\n    each of [S] suggests [D]\n| D | S |\n|---|---|\n| d1 | cramps |\n"), "cramps → d1 (0.6) cell «cramps»\n") << "one conclusion: all of it";
}

TEST(Table, ACellSplitsAtCommas) {
    expect_tables({
        {"    [A] → [B]", "A | B\na1, a2 | b1", "a1 AND a2 → b1\n"},                       // a bare [Column] means all
        {"    [A] AND c → [B]", "A | B\na1, a2 | b1", "a1 AND a2 AND c → b1\n"},
        {"    any of [A] → [B]", "A | B\na1, a2 | b1", "a1 OR a2 → b1\n"},
        {"    at least 2 of [A] → [B]", "A | B\na1, a2, a3 | b1", "at least 2 of (a1, a2, a3) → b1\n"},
        {"    each of [A] suggests [B]", "A | B\na1, a2 | b1", "a1 → b1 (0.6) cell «a1»\na2 → b1 (0.6) cell «a2»\n"},
        {"    NOT any of [A] → [B]", "A | B\na1, a2 | b1", "NOT (a1 OR a2) → b1\n"},
        {"    any of ([A], c) → [B]", "A | B\na1, a2 | b1", "a1 OR a2 OR c → b1\n"},
        {"    [A] → 3 [B] attacks", "A | B\na1 | b1", "a1 → 3 b1 attacks\n"},
        {"    [A] → severe [B]", "A | B\na1 | b1", "a1 → severe b1\n"},
        {"    [A] → [B]", "A | B\na1 | b1, b2", "a1 → b1, b2\n"},
        {"    [A] suggests [B]", "A | B\na1 | b1/b2", "a1 → b1/b2 (0.6)\n"},                 // a cell's slash is its own
        {"    rule r: [A] → [B] (0.4)\n        unless d\n        because \"e\"", "A | B\na1 | b1\na2 | b2", "rule r: a1 → b1 (0.4) unless d because \"e\"\nrule r: a2 → b2 (0.4) unless d because \"e\"\n"},
        {"    [A] → [B]\n    [A] argues against [C]", "A | B | C\na1 | b1 | c1", "a1 → b1\na1 → c1 (-0.6)\n"},
    });
}

TEST(Table, CausesOverCells) {
    EXPECT_EQ(read_all("table\n    [D] causes [S]\n" + drawn("D | S\nd1 | s1, s2")), "d1 causes s1\nd1 causes s2\n");
}

TEST(Table, BlankCellsAreNoCondition) {
    expect_tables({
        {"    [A] AND [B] → [C]", "A | B | C\na1 |  | c1\n- | b1 | c2\n– | — | c3", "a1 → c1\nb1 → c2\nalways → c3\n"},
        {"    each of [A] suggests [C]", "A | C\na1, - | c1", "a1 → c1 (0.6) cell «a1»\n"},
        {"    [A] → [C]", "A | C\na1 | -\na2 | c2", "a2 → c2\n! H16 5:8\n"},
        {"    [A] → [C] deficiency", "A | C\na1 | c1, c2", "! H16 5:8\n"},
    });
}

TEST(Table, CellsThatCompare) {
    expect_tables(
        {
            {"    [Age] AND [Side] → [R]", "Age | Side | R\n>= 65 | left | r1\n<65 | right | r2\n≤ 5 |  | r3\n≠ 4 | NOT left | r4\n7 | both | r5",
             "(age >= 65) AND side is left → r1\n(age < 65) AND side is right → r2\nage <= 5 → r3\n(age != 4) AND NOT side is left → r4\n(age = 7) AND side is both → r5\n"},
            {"    [Fever] → [R]", "Fever | R\nyes | r1\nNo | r2\nNOT yes | r3", "Fever → r1\nNOT Fever → r2\nNOT Fever → r3\n"},
            {"    [Signs] → [R]", "Signs | R\ncough, NOT rash | r1", "cough AND NOT rash → r1\n"},
            {"    [Urea] → [R]", "Urea | R\n> 7 | r1\n> 7000 µmol/L | r2\n&gt; 7 | r3\n&lt;= 8 | r4", "urea > 7 → r1\nurea > 7 → r2\nurea > 7 → r3\nurea <= 8 → r4\n"},
            {"    [Urea (µmol/L)] → [R]", "Urea (µmol/L) | R\n> 7000 | r1", "urea > 7 → r1\n"},
            {"    [Urea in µmol/L] → [R]", "Urea in µmol/L | R\n> 7000 | r1", "urea > 7 → r1\n"},
            {"    [Glucose (mg/dL)] → [R]", "Glucose (mg/dL) | R\n> 100 | r1\n> 1 g/L | r2", "Glucose > 100 → r1\nGlucose > 100 → r2\n"},
            {"    [Falls] → [R]", "Falls | R\n3 | r1", "Falls = 3 → r1\n"},
            {"    [Side] → [R]", "Side | R\nup | r1", "! H24 5:3\n"},
            {"    [Age] → [R]", "Age | R\nold | r1", "! H16 5:3\n"},
            {"    [Age] → [R]", "Age | R\n> old | r1", "! H16 5:3\n"},
            {"    [Age] → [R]", "Age | R\n65-74 | r1\n65–74 | r2\n65 to 74 | r3\nNOT 65 - 74 | r4", "(age >= 65) AND (age <= 74) → r1\n(age >= 65) AND (age <= 74) → r2\n(age >= 65) AND (age <= 74) → r3\nNOT ((age >= 65) AND (age <= 74)) → r4\n"},
            {"    [Urea] → [R]", "Urea | R\n2.5–7 | r1\n2500–7000 µmol/L | r2\n2.5 mmol/L to 7 mmol/L | r3", "(urea >= 2.5) AND (urea <= 7) → r1\n(urea >= 2.5) AND (urea <= 7) → r2\n(urea >= 2.5) AND (urea <= 7) → r3\n"},
            {"    [Urea] → [R]", "Urea (µmol/L) | R\n2500–7000 | r1", "(urea >= 2.5) AND (urea <= 7) → r1\n"},
            {"    [Temp] → [R]", "Temp | R\n-5 to 5 °C | r1\n-5–-2 | r2", "(Temp >= -5) AND (Temp <= 5) → r1\n(Temp >= -5) AND (Temp <= -2) → r2\n"},
            {"    [Age] → [R]", "Age | R\n74–65 | r1", "! H21 5:3\n"},
            {"    [Side] → [R]", "Side | R\n> left | r1", "! H25 5:3\n"},
            {"    [Falls] → [R]", "Falls | R\n2-3 | r1\n4+ | r2", "(Falls >= 2) AND (Falls <= 3) → r1\n4+ → r2\n"},
            {"    [Urea] → [R]", "Urea | R\n> 7 mg/dL | r1", "! H03 5:3\n"},
        },
        "number age\nchoice side: left, right, both\nnumber urea in mmol/L\n");
}

TEST(Table, ValuesFromCells) {
    expect_tables(
        {
            {"    [A] → dose = [Dose]", "A | Dose (µg)\na1 | 3000\na2 | 4 mg", "a1 → dose = 3\na2 → dose = 4\n"},
            {"    [A] → dose = [Dose], risk is [Risk]", "A | Dose | Risk\na1 | 3 mg | low\na2 | 4 | high", "a1 → dose = 3, risk is low\na2 → dose = 4, risk is high\n"},
            {"    n > [Least] → [R]", "Least | R\n3 | r1", "n > 3 → r1\n"},
            {"    [A] → dose = [Dose]", "A | Dose\na1 | much", "! H16 5:8\n"},
        },
        "number dose in mg\nchoice risk: low, high\n");
}

TEST(Table, FirstTakesTheFirstRowThatHolds) {
    const std::string table = drawn("Age | Sex | R\n>= 65 | - | r1\n50–64 | female | r2\notherwise |  | r3");
    EXPECT_EQ(read_rules("number age\ntable first\n    [Age] AND [Sex] → [R]\n" + table),
              "age >= 65 → r1 [first 0.0]\n((age >= 50) AND (age <= 64)) AND female → r2 [first 0.1]\nNOT ((age >= 65) OR (((age >= 50) AND (age <= 64)) AND female)) → r3\n");
    EXPECT_EQ(read_rules("number age\ntable\n    [Age] AND [Sex] → [R]\n" + table),
              "age >= 65 → r1\n((age >= 50) AND (age <= 64)) AND female → r2\nNOT ((age >= 65) OR (((age >= 50) AND (age <= 64)) AND female)) → r3\n");
    EXPECT_EQ(read_rules("number age\ntable first\n    [Age] → [R]\n    each of [Sex] → [R] (0.4)\n" + drawn("Age | Sex | R\n>= 65 | a, b | r1\n< 65 | c | r2")),
              "age >= 65 → r1 [first 0.0]\na → r1 (0.4) [first 1.0] cell «a»\nb → r1 (0.4) [first 1.0] cell «b»\nage < 65 → r2 [first 0.1]\nc → r2 (0.4) [first 1.1] cell «c»\n");
}

TEST(Table, OtherwiseIsEveryOtherRowDenied) {
    expect_tables({
        {"    [A] AND c → [B]", "A | B\na1 | b1\nOtherwise | b2\na3 | b3", "a1 AND c → b1\na3 AND c → b3\nNOT ((a1 AND c) OR (a3 AND c)) AND c → b2\n"},
        {"    [A] → [B]", "A | B\notherwise | b1\notherwise | b2\na3 | b3", "a3 → b3\nNOT a3 → b1\n! H16 6:1\n"},
        {"    [A] → [B]", "A | B\notherwise | b1", "! H16 5:3\n"},
        {"    [A] → [B]", "A | B\nNOT otherwise | b1\na | b2", "a → b2\n! H16 5:3\n"},
        {"    [A] → [B]", "A | B\na, otherwise | b1\na | b2", "a → b2\n! H16 5:6\n"},
    });
    EXPECT_EQ(read_errors("table\n    [A] → [B]\n" + drawn("A | B\n- | b1\notherwise | b2")), "H16 6:3");
}

TEST(Table, RowsThatDisagree) {
    const std::string rows = "    [Age] → dose = [Dose]\n" + drawn("Age | Dose\n>= 65 | 3\n< 70 | 4") + "number age\nnumber dose in mg\n";
    const auto warnings = [](const std::string& text) {
        const Loaded loaded = load_text(text);
        return describe(only(loaded.diagnostics, Severity::warning), loaded.program.sources);
    };
    EXPECT_EQ(warnings("table\n" + rows), "H05 6:1");
    EXPECT_EQ(warnings("table first\n" + rows), "") << "the earlier row counts";
}

TEST(Table, MergedCellsAreToldWhenTheyLeaveABlank) {
    const Loaded loaded = load_text("table\n    [A] → [B]\n" + drawn("A | B\na1 | b1\na2 |  "));
    const auto errors = only(loaded.diagnostics, Severity::error);
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_EQ(errors.front().advice, "If it was merged with the cell above, write b1 in it too; else leave the row out.");
}

TEST(Table, TrailingParentheses) {
    const char* text = "RLS → x\ntable\n    [A] → [B]\n| A | B |\n|---|---|\n| Restless Legs Syndrome (RLS) | Deep Vein Thrombosis (DVT) |\n| irregular heartbeat (severe cases) | y |\nDVT → z\n";
    EXPECT_EQ(read_rules(text), "Restless Legs Syndrome → x\nRestless Legs Syndrome → Deep Vein Thrombosis\nirregular heartbeat → y\nDeep Vein Thrombosis → z\n");
    EXPECT_EQ(notes(text), "H60 7:3");
}

TEST(Table, CellsDeclareTheirNames) {
    EXPECT_EQ(read_rules("cold hands/feet AND ice and snow → x\ntable\n    [A] → [B]\n| A | B |\n|---|---|\n| cold hands/feet, ice and snow | y |\n"),
              "cold hands/feet AND ice and snow → x\ncold hands/feet AND ice and snow → y\n");
    EXPECT_EQ(read_errors("a1 → b1\ncase \"x\"\n    given a2\ntable\n    [A] → [B]\n| A | B |\n|---|---|\n| a2 | b1 |\n"), "");
}

TEST(Table, RulesKnowTheirPlace) {
    const Loaded loaded = load_text(article);
    const Program& p = loaded.program;
    const Rule& rls = p.rules[4];
    const Place at = place(p.sources[0], rls.cell.begin);
    EXPECT_EQ(at, (Place{11, 10}));
    EXPECT_EQ(p.text_of(rls.cell), "Restless Legs Syndrome (RLS)");
    EXPECT_EQ(p.text_of(rls.span), "each of [Type of Pain] suggests [Deficiency] deficiency, together at most 0.8");
}

TEST(Table, Errors) {
    const std::vector<std::pair<std::string, std::string>> rows = {
        {"table\n    [A] → [B]", "H16 1:1"},                                                            // no table follows
        {"table\n    [A] → [C]\n| A | B |\n|---|---|\n| a1 | b1 |\n| a2 | b2 |", "H16 2:11"},             // said once
        {"table\n    [A] → [B]\n    [A] → [C]\n| A | B |\n|---|---|\n| a1 | b1 |", "H16 3:11"},
        {"table\n    [A] → [B]\n| A | B |\n| a1 | b1 |", "H16 3:1"},                                      // no |---|
        {"table\n    [A] → [B]\n| A |  |\n|---|---|\n| a1 | b1 |", "H16 3:7"},                            // a heading is empty
        {"table\n    [A] → [B]\n| A | B |\n|---|---|\n| a1 |\n| a2 | b2 | c2 |\n| a3 | b3 |", "H16 5:1, H16 6:1"},
        {"table\n    [A] → \n| A | B |\n|---|---|\n| a1 | b1 |", "H06 2:9"},
        {"table\n    [A] → x AND y\n    [A] → [B]\n| A | B |\n|---|---|\n| a1 | b1 |", "H15 2:13"},
        {"table source S9\n    [A] → [B]\n| A | B |\n|---|---|\n| a1 | b1 |", "H23 1:14"},
        {"table\n    [A] → [B]\n| A | B | a |\n|---|---|---|\n| a1 | b1 | a2 |", "H16 3:11"},                  // two headings alike
        {"table first first\n    [A] → [B]\n| A | B |\n|---|---|\n| a1 | b1 |", ""},
        {"table from\n    [A] → [B]\n| A | B |\n|---|---|\n| a1 | b1 |", "H16 1:7"},
        {"table from \"x.csv\" separated by x\n    [A] → [B]", "H16 1:20"},
        {"table from \"x.csv\"\n    [A] → [B]\n| A | B |\n|---|---|\n| a1 | b1 |", "H16 1:1, H18 1:12"},
        {"table wide\n    [A] → [B]\n| A | B |\n|---|---|\n| a1 | b1 |", "H16 1:7"},
        {"| A | B |\n|---|---|\n| a1 | b1 |", "H16 1:1"},                                                 // nothing reads it
        {"goal x\n| A | B |\n|---|---|\n| a1 | b1 |\n\n| C |\n|---|\n| c1 |", "H16 2:1, H16 6:1"},
        {"table\n    [A] → [B]\n\n| A | B |\n|---|---|\n| a1 | b1 |\n\n| A | B |\n|---|---|\n| a2 | b2 |", "H16 8:1"},  // only the next one
        {"a1 → [B]", "H16 1:6"},
        {"[A] → b1", "H16 1:1"},
        {"table\n    advise [B]: \"[C]\"\n| A | B |\n|---|---|\n| a1 | b1 |", "H16 2:17"},
    };
    for (const auto& [text, errors] : rows) EXPECT_EQ(read_errors(text), errors) << text;
    EXPECT_EQ(read_rules(rows[5].first), "a3 → b3\n! H16 5:1, H16 6:1\n") << "the other rows count";
    EXPECT_EQ(read_rules(rows[7].first), "a1 → b1\n! H15 2:13\n") << "the other reader counts";
}

TEST(Table, BlankLinesBeforeTheTableAreSkipped) {
    EXPECT_EQ(read_rules("table\n    [A] → [B]\n\n\n# words\n\n| A | B |\n|:--|--:|\n| a1 | b1 |\n"), "a1 → b1\n");
}

TEST(Table, InMarkdownTheArticleCarriesItsOwnRules) {
    const std::string text =
        "# Legs\n\nSome | words.\n\n```hence\ntable\n    each of [Pain] suggests [What]\n```\n\nThe table:\n\n| What | Pain |\n|------|------|\n| iron | cramps, spasms |\n\n| Other | Table |\n|---|---|\n| a | b |\n\n```hence\ngoal iron\n```\n";
    const Loaded loaded = load_text(text, "legs.md");
    EXPECT_EQ(describe(loaded.program), "goal iron\ncramps → iron (0.6) cell «cramps»\nspasms → iron (0.6) cell «spasms»\n");
    EXPECT_TRUE(only(loaded.diagnostics, Severity::error).empty());
}

}  // namespace
}  // namespace hence
