// Scores, scales and values that compare: text in, Program out.
#include <gtest/gtest.h>

#include "tests/describe.hpp"

namespace hence {
namespace {

struct Row {
    const char* text;
    const char* program;
};

void expect_programs(const std::vector<Row>& rows) {
    for (const Row& row : rows) EXPECT_EQ(read_all(row.text), row.program) << row.text;
}
void expect_errors(const std::vector<Row>& rows) {
    for (const Row& row : rows) EXPECT_EQ(read_errors(row.text), row.program) << row.text;
}

TEST(Score, PointsStandBehindADate) {
    const Loaded loaded = load({}, {{"t.hence", "date birth date\nscore s: birth date after 1999-12-31 -1, old +1\ns >= 1 → x"}});
    EXPECT_FALSE(has_errors(loaded.diagnostics));
    ASSERT_EQ(loaded.program.items.size(), 2U);
    EXPECT_EQ(loaded.program.items[0].points, -1);
}

TEST(Score, ItemsInTheLineAndOnLines) {
    expect_programs({
        {"score wells: active cancer +1, NOT fever −2", "score wells: active cancer +1, NOT fever -2\n"},
        {"score wells:\n    active cancer +1\n    NOT fever -2", "score wells: active cancer +1, NOT fever -2\n"},
        {"score wells:\n    active cancer +1,\n    fever +0.5", "score wells: active cancer +1, fever +0.5\n"},
        {"score wells:\n    active cancer\n        AND fever +1\n    (a OR\n    b) +1", "score wells: active cancer AND fever +1, a OR b +1\n"},
        {"number age\nscore s: age >= 65 +1, age between 40 and 60 +2", "number age\nscore s: age >= 65 +1, (age >= 40) AND (age <= 60) +2\n"},
        {"score s: urea > 7 mmol/L +1", "score s: urea > 7 +1\nnumber urea in mmol/L\n"},
        {"score s: at least 2 of (a, b, c) +1, any of (d, e) +3", "score s: at least 2 of (a, b, c) +1, d OR e +3\n"},
        {"choice side: left, right\nscore s: side is left +1, side is not right -1", "choice side: left, right\nscore s: side is left +1, NOT side is right -1\n"},
        {"score s, also: t: a +1", "score s, also: t: a +1\n"},
        {"score CHA2DS2-VASc: \"nausea and vomiting\" +1\nnausea and vomiting → x", "score CHA2DS2-VASc: nausea and vomiting +1\nnausea and vomiting → x\n"},
        {"score pain and fever: a +1\npain and fever >= 1 → x", "score pain and fever: a +1\npain and fever >= 1 → x\n"},
    });
}

TEST(Score, IsReadInComparisonsAndArithmetic) {
    expect_programs({
        {"score s: a +1\nscore t: s >= 1 +1, b +2\ns + t > 3 → x\n2 <= s → y", "score s: a +1\nscore t: s >= 1 +1, b +2\n(s + t) > 3 → x\ns >= 2 → y\n"},
        {"score s: a +1\ns between 1 and 2 → x\ns is known → y", "score s: a +1\n(s >= 1) AND (s <= 2) → x\ns is known → y\n"},
        {"score s: a +1\nnumber n = 2 * s", "score s: a +1\nnumber n = 2 * s\n"},
    });
}

TEST(Score, LongTextsHaveShortNames) {
    expect_programs({
        {"score s: \"alternative diagnosis at least as likely as DVT\" as other diagnosis -2\nother diagnosis → x",
         "score s: other diagnosis -2\nfinding other diagnosis\nask other diagnosis: \"alternative diagnosis at least as likely as DVT\"\nother diagnosis → x\n"},
        {"score s:\n  \"is it, or not?\" as pain and fever +1\npain and fever → x",
         "score s: pain and fever +1\nfinding pain and fever\nask pain and fever: \"is it, or not?\"\npain and fever → x\n"},
        {"finding \"long\" as short, also: brief\nask short: \"Why?\"\nbrief → x", "finding short, also: brief\nask short: \"Why?\"\nshort → x\n"},
        {"ask short: \"Why?\"\nfinding \"long\" as short\nshort → x", "finding short\nask short: \"Why?\"\nshort → x\n"},
        {"number \"How old, in years?\" as age in years, 0 to 120\nage > 3 years → x", "number age in years, 0 to 120\nask age: \"How old, in years?\"\nage > 3 → x\n"},
        {"choice \"Which?\" as side: left, right\nside is left → x", "choice side: left, right\nask side: \"Which?\"\nside is left → x\n"},
        {"finding \"x\" as b\nscore s: \"x and y\" as b +1", "finding b\nask b: \"x\"\nscore s: b +1\n! H12 2:10\n"},
    });
}

TEST(Score, ChoicesWithPointsAreItems) {
    expect_programs({
        {"choice eye opening: none +1, to pressure +2\nscore coma: eye opening, fever +1", "choice eye opening: none +1, to pressure +2\nscore coma: points of eye opening, fever +1\n"},
        {"choice eye opening: none +1,\n    to pressure +2.5\npoints of eye opening > 1 → x\npoints of eye opening + 2 = 3 → y",
         "choice eye opening: none +1, to pressure +2.5\npoints of eye opening > 1 → x\n(points of eye opening + 2) = 3 → y\n"},
        {"choice c: -1, 0, +1", "choice c: -1, 0, +1\n"},
        {"choice c: \"under 40\" -1, 40 to 60 +0", "choice c: under 40 -1, 40 to 60 +0\n"},
    });
}

TEST(Score, ValuesThatCompare) {
    const std::string ordered = "choice severity, ordered: mild, moderate, severe\n", points = "choice eye: none +1, voice +3\n";
    expect_programs({
        {(ordered + "severity >= moderate → x").c_str(), (ordered + "severity >= 1 → x\n").c_str()},
        {(ordered + "moderate > severity → x").c_str(), (ordered + "severity < 1 → x\n").c_str()},
        {(ordered + "severity between mild and moderate AND a → x").c_str(), (ordered + "((severity >= 0) AND (severity <= 1)) AND a → x\n").c_str()},
        {(ordered + "severity = mild AND severity != severe → x").c_str(), (ordered + "severity is mild AND NOT severity is severe → x\n").c_str()},
        {(ordered + "mild = severity → x").c_str(), (ordered + "severity is mild → x\n").c_str()},
        {(ordered + "choice other, ordered: mild, moderate, severe\nseverity > other → x\nseverity = other → y").c_str(),
         (ordered + "choice other, ordered: mild, moderate, severe\nseverity > other → x\nseverity = other → y\n").c_str()},
        {(points + "eye < voice → x").c_str(), (points + "points of eye < 3 → x\n").c_str()},
        {(points + "score s: eye <= none +2").c_str(), (points + "score s: points of eye <= 1 +2\n").c_str()},
        {"pain between shoulder blades and neck → x", "pain between shoulder blades AND neck → x\n"},
        {"choice severity, also: gravity, ordered: a, b\ngravity > a → x", "choice severity, also: gravity, ordered: a, b\nseverity > 0 → x\n"},
    });
}

TEST(Score, MistakesHaveTheirPlace) {
    expect_errors({
        {"score s: a", "H26 1:10"},
        {"score s: a +1, b", "H26 1:16"},
        {"score s: a 1", "H26 1:12"},
        {"score s:\n    a +1\n    b 2\n    c", "H26 3:7, H26 4:5"},
        {"number age\nscore s: age >= 65 1", "H26 2:20"},
        {"number age\nscore s: age >= 65", "H26 2:10"},
        {"number age\nscore s: age +1", "H25 2:10"},
        {"score s: a + 1", "H26 1:12"},
        {"score s:", "H02 1:9"},
        {"score s: a +1 b", "H02 1:12"},
        {"score s: a +1e999", "H21 1:12"},
        {"score s: a +1, a +1", "H12 1:16"},
        {"choice c: x +1, y", "H26 1:17"},
        {"choice c: x +1, y 2", "H26 1:19"},
        {"choice c: x, y\nscore s: c", "H26 2:10"},
        {"choice c: x +1, y +2\nscore s: c +1", "H26 2:12"},
        {"choice c: x, y\npoints of c > 1 → z", "H26 2:1"},
        {"points of c > 1 → z", "H25 1:1"},
        {"choice c: x, y\nc > x → z", "H25 2:1"},
        {"choice c, ordered: x, y\nc > w → z", "H24 2:5"},
        {"choice c: x +1, y +2\nc > 1 → z", "H24 2:5"},
        {"choice c, ordered: x, y\nchoice d, ordered: x, w\nc > d → z", "H24 3:1"},
        {"score s: a +1\ns → x", "H25 2:1"},
        {"score s: a +1\na → s", "H25 2:5"},
        {"score s: a +1\na → s = 3", "H25 2:5"},
        {"score s: a +1\nscore s: b +1", "H12 2:7"},
        {"score s: \"x\" as a > 3 +1", "H26 1:17"},
    });
}

TEST(HostileScore, ManyItems) {
    std::string text = "score s:\n";
    for (int i = 0; i < 20000; ++i) text += "    item " + std::to_string(i) + " +1\n";
    const Loaded loaded = load_text(text);
    EXPECT_FALSE(has_errors(loaded.diagnostics));
    EXPECT_EQ(loaded.program.items.size(), 20000U);
}

}  // namespace
}  // namespace hence
