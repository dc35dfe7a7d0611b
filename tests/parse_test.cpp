// Statements and conditions as language.md has them, by what they come to; and one error a line.
#include <gtest/gtest.h>

#include "rules/limits.hpp"
#include "tests/describe.hpp"

namespace hence {
namespace {

struct Row {
    const char* text;
    const char* read;
};

// What follows `! ` are the errors: code, line, column.
void expect_rules(const std::vector<Row>& rows) {
    for (const Row& row : rows) EXPECT_EQ(read_rules(row.text), row.read) << row.text;
}
void expect_all(const std::vector<Row>& rows) {
    for (const Row& row : rows) EXPECT_EQ(read_all(row.text), row.read) << row.text;
}
void expect_errors(const std::vector<Row>& rows) {
    for (const Row& row : rows) EXPECT_EQ(read_errors(row.text), row.read) << row.text;
}

// The first error's sentence and advice.
std::string told(const std::string& text) {
    const Loaded loaded = load_text(text);
    const std::vector<Diagnostic> errors = only(loaded.diagnostics, Severity::error);
    return errors.empty() ? "" : errors.front().message + " | " + errors.front().advice;
}

// ---- first principle ------------------------------------------------------------------------

TEST(Parse, TheCardsOwnLineIsAWholeKnowledgeBase) {
    const Loaded loaded = load_text("night cramps AND low fluid → dehydration/magnesium");
    EXPECT_TRUE(loaded.diagnostics.empty());
    EXPECT_EQ(describe(loaded.program), "night cramps AND low fluid → dehydration / magnesium (0.6)\n");
}

TEST(Parse, OneBadLineNeverHidesAnother) {
    const char* text =
        "a1 → b1\n"
        "age => 65 → b2\n"       // two arrows
        "a2, a3 → b3\n"          // a comma
        "    unless a4\n"
        "a5 AND a6 OR a7 → b4\n"  // mixed
        "a8 → b5 (60%)\n"         // percent
        "\n"
        "any of (a9, a10 → b6\n"  // left open
        "a11 → b7\n"
        "just words\n"            // no statement
        "a12 suggests b8 (0.5)\n"
        "a13 → b9\n";
    EXPECT_EQ(read_rules(text), "a1 → b1\na11 → b7\na13 → b9\n! H13 2:5, H09 3:3, H07 5:11, H10 6:9, H06 8:8, H08 10:1, H10 11:17\n");
}

// ---- rules ----------------------------------------------------------------------------------

TEST(Parse, ArrowsAndVerbs) {
    expect_rules({
        {"a → b", "a → b\n"},
        {"a -> b", "a → b\n"},
        {"a ⇒ b", "a → b\n"},
        {"a => b", "a → b\n"},
        {"a → b (0.7)", "a → b (0.7)\n"},
        {"a → b (-0.7)", "a → b (-0.7)\n"},
        {"a → b (−0.7)", "a → b (-0.7)\n"},
        {"a → b (1)", "a → b\n"},
        {"a confirms b", "a → b\n"},
        {"a strongly suggests b", "a → b (0.8)\n"},
        {"a suggests b", "a → b (0.6)\n"},
        {"a weakly suggests b", "a → b (0.3)\n"},
        {"a weakly argues against b", "a → b (-0.3)\n"},
        {"a argues against b", "a → b (-0.6)\n"},
        {"a strongly argues against b", "a → b (-0.8)\n"},
        {"a rules out b", "a → b (-1)\n"},
        {"rule low fluid: a → b", "rule low fluid: a → b\n"},
        {"rule of thumb → b", "rule of thumb → b\n"},
        {"number of stools > 3 → diarrhoea", "number of stools > 3 → diarrhoea\n"},
        {"use of diuretics → dehydration", "use of diuretics → dehydration\n"},
        {"goal reached suggests b", "goal reached → b (0.6)\n"},
    });
    expect_errors({
        {"a suggests b (0.6)", "H10 1:14"},
        {"a → b (1.5)", "H10 1:7"},
        {"a → b (-1.01)", "H10 1:7"},
        {"a → b (nan)", "H10 1:7"},
        {"a → b (inf)", "H10 1:7"},
        {"a → b (0)", "H10 1:7"},
        {"a → b (-0.0)", "H10 1:7"},
        {"a → b → c", "H02 1:7"},
        {"a suggests b suggests c", "H02 1:14"},
        {"→ b", "H02 1:1"},
        {"confirms b", "H02 1:1"},
        {"a →", "H06 1:3"},
        {"a confirms", "H06 1:3"},
        {"a: b → c", "H02 1:1"},
        {"rule : a → b", "H02 1:1"},
        {"rule r: a", "H02 1:1"},
        {"case \"a\"\n  given b → c", "H02 2:11"},
    });
    EXPECT_EQ(told("a suggests b (0.6)"), "a verb takes no figure | Write → instead of the verb, or leave the figure out.");
}

TEST(Parse, Tails) {
    expect_rules({
        {"a → b because \"c\"", "a → b because \"c\"\n"},
        {"a → b\n    because \"c\"\n    unless d OR e", "a → b unless d OR e because \"c\"\n"},
        {"a → b unless c because \"d\"", "a → b unless c because \"d\"\n"},
        {"source S: \"…\"\na → b source S", "a → b source S\n"},
        {"rule r: a → b\nrule q: c → d overrides r\nrule p: e → f overrides q, r", "rule r: a → b\nrule q: c → d overrides r\nrule p: e → f overrides q overrides r\n"},
        {"a → b\n    otherwise weakly argues against", "a → b otherwise (-0.3)\n"},
        {"a → b otherwise → (-0.4)", "a → b otherwise (-0.4)\n"},
        {"a → b group g\nc → b group G", "a → b group g\nc → b group g\n"},
        {"a → b (0.4) unless c otherwise rules out group g because \"d\"", "a → b (0.4) unless c otherwise (-1) group g because \"d\"\n"},
        {"a → b unless c\nunless d → e", "a → b unless c\n! H02 2:1\n"},
    });
    expect_errors({
        {"a → b because \"c\" because \"d\"", "H02 1:19"},
        {"a → b source S", "H23 1:14"},
        {"a → b overrides r", "H23 1:17"},
        {"a unless b → c", "H02 1:3"},
        {"a → b group g, h", "H09 1:16"},
        {"each of (a, c) → b, together at most 0.5 group g", "H02 1:48"},
        {"a → b otherwise argues against (0.5)", "H10 1:32"},
    });
    EXPECT_EQ(told("a → b because \"c\" because \"d\""), "`because` stands twice in this rule | Keep one.");
}

TEST(Parse, AlternativesAndSeveralConclusions) {
    expect_rules({
        {"a → b / c", "a → b / c (0.6)\n"},
        {"a → b/c/d (0.4)", "a → b / c / d (0.4)\n"},
        {"a suggests b / c", "a → b / c (0.6)\n"},
        {"a → b, c", "a → b, c\n"},
        {"a → b,\n   c (0.3)", "a → b, c (0.3)\n"},
        {"finding cold hands/feet\na → cold hands/feet", "a → cold hands/feet\n"},
    });
    expect_errors({
        {"a → NOT b", "H15 1:5"},
        {"a → b AND c", "H15 1:7"},
        {"a → b OR c", "H15 1:7"},
        {"a → b > 3", "H15 1:7"},
        {"choice s: l, r\na → s is l / s is r", "H15 2:5"},
        {"choice s: l, r\na → s is l (-0.5)", "H15 2:5"},
        {"choice s: l, r\na rules out s is l", "H15 2:13"},
        {"number n\na → n = 3 (-1)", "H15 2:5"},
        {"a → b, , c", "H02 1:8"},
    });
    EXPECT_EQ(told("a → NOT b"), "NOT stands in a conclusion | Write → b (-1), or: rules out b.");
    EXPECT_EQ(told("a → b AND c"), "AND stands in a conclusion | Write a comma if both follow, or / if they are alternatives.");
}

TEST(Parse, ManySmallSigns) {
    expect_rules({
        {"each of (a, b, c) weakly suggests x, together at most 0.5",
         "a → x (0.3), together at most 0.5 [0]\nb → x (0.3), together at most 0.5 [0]\nc → x (0.3), together at most 0.5 [0]\n"},
        {"each of (a, b) → x", "a → x\nb → x\n"},
        {"each of (a, b AND c) → x (0.4), together at most 0.5", "a → x (0.4), together at most 0.5 [0]\nb AND c → x (0.4), together at most 0.5 [0]\n"},
        {"each of (a, b)\n  suggests x,\n  together at most 0.9\n  unless c", "a → x (0.6), together at most 0.9 [0] unless c\nb → x (0.6), together at most 0.9 [0] unless c\n"},
    });
    expect_errors({
        {"NOT each of (a, b) → x", "H02 1:5"},
        {"a AND each of (b, c) → x", "H02 1:7"},
        {"each of (a, b) → x, together at most 0", "H10 1:38"},
        {"each of (a, b) → x, together at most 1.5", "H10 1:38"},
    });
}

TEST(Parse, Causes) {
    expect_all({
        {"iron deficiency causes anemia, cold hands", "iron deficiency causes anemia\niron deficiency causes cold hands\n"},
        {"source S: \"s\"\na causes b because \"c\" source S", "source S: \"s\"\na causes b source S because \"c\"\n"},
        {"any of (a, b) causes c", "a causes c\nb causes c\n"},
        {"a AND b causes c", "! H15 1:1\n"},
        {"a causes b unless c", "! H15 1:1\n"},
        {"a causes b (0.5)", "! H10 1:12\n"},
    });
}

// ---- conditions -----------------------------------------------------------------------------

TEST(Parse, NotBindsTighterThanAndThanOr) {
    expect_rules({
        {"NOT a AND b → x", "NOT a AND b → x\n"},
        {"NOT (a AND b) → x", "NOT (a AND b) → x\n"},
        {"a OR NOT b OR c → x", "a OR NOT b OR c → x\n"},
        {"(a AND b) OR c → x", "(a AND b) OR c → x\n"},
        {"a AND (b OR (c AND d)) → x", "a AND (b OR (c AND d)) → x\n"},
        {"NOT NOT a → x", "NOT NOT a → x\n"},
        {"NOT n > 3 AND b → x", "NOT (n > 3) AND b → x\n"},
        {"((a)) → x", "a → x\n"},
        {"a and b or c → x", "! H07 1:9\n"},
    });
}

TEST(Parse, Lists) {
    expect_rules({
        {"at least 2 of (a, b, c AND d) → x", "at least 2 of (a, b, c AND d) → x\n"},
        {"at most 1 of (a, b) → x", "at most 1 of (a, b) → x\n"},
        {"exactly 1 of (a, b) AND c → x", "exactly 1 of (a, b) AND c → x\n"},
        {"any of (a, b) → x", "a OR b → x\n"},
        {"all of (a, b) → x", "a AND b → x\n"},
        {"any of (a) → x", "a → x\n"},
        {"any of (a, all of (b, c)) → x", "a OR (b AND c) → x\n"},
        {"NOT any of (a, b) → x", "NOT (a OR b) → x\n"},
        {"all of (a, b) are known → x", "(a is known) AND (b is known) → x\n"},
        {"all of (a, b) are unknown → x", "(a is unknown) AND (b is unknown) → x\n"},
        {"at least 2 of (n > 3, b) → x", "at least 2 of (n > 3, b) → x\n"},
    });
    expect_errors({
        {"at least 3 of (a, b) → x", "H21 1:1"},
        {"at least 1.5 of (a, b) → x", "H21 1:1"},
        {"any of (a, b) are known → x", "H02 1:15"},
        {"any of (a, b) c → x", "H02 1:15"},
        {"at least two of (a, b) → x", "H02 1:17"},
        {"any of () → x", "H02 1:9"},
        {"which of (a, b) → x", "H02 1:1"},
    });
}

TEST(Parse, Comparisons) {
    expect_rules({
        {"n < 1 AND m <= 2 AND o > 3 → x", "(n < 1) AND (m <= 2) AND (o > 3) → x\n"},
        {"n ≥ 1 AND m ≤ 2 AND o ≠ 3 AND p = 4 → x", "(n >= 1) AND (m <= 2) AND (o != 3) AND (p = 4) → x\n"},
        {"n != 1 AND m <> 2 → x", "(n != 1) AND (m != 2) → x\n"},
        {"3 < n → x", "n > 3 → x\n"},
        {"n > -3 → x", "n > -3 → x\n"},
        {"n > .5 → x", "n > 0.5 → x\n"},
        {"n > 1e-3 → x", "n > 0.001 → x\n"},
        {"age between 40 and 60 → x", "(age >= 40) AND (age <= 60) → x\n"},
        {"age between 40 AND 60 AND b → x", "((age >= 40) AND (age <= 60)) AND b → x\n"},
        {"NOT age between 40 and 60 → x", "NOT ((age >= 40) AND (age <= 60)) → x\n"},
        {"n > m → x", "n > m → x\n"},
    });
    expect_errors({
        {"n > → x", "H02 1:5"},
        {"n > 3 > 2 → x", "H25 1:1"},
        {"n > 1e999 → x", "H21 1:5"},
        {"n > 1. → x", "H21 1:5"},
        {"n > 3 times → x", "H21 1:5"},
        {"n > 1,5 → x", "H21 1:5"},
    });
}

TEST(Parse, Arithmetic) {
    expect_rules({
        {"n + 2 * m - 4 / o > 1 → x", "((n + (2 * m)) - (4 / o)) > 1 → x\n"},
        {"(n + 2) * m > 1 → x", "((n + 2) * m) > 1 → x\n"},
        {"n - m - o > 1 → x", "((n - m) - o) > 1 → x\n"},
        {"2 ^ n ^ m > 1 → x", "(2 ^ (n ^ m)) > 1 → x\n"},
        {"-n ^ 2 < 1 → x", "-(n ^ 2) < 1 → x\n"},
        {"n * -2 < 1 → x", "(n * -2) < 1 → x\n"},
        {"n × 2 − 1 > m – 3 → x", "((n * 2) - 1) > (m - 3) → x\n"},
        {"min(n, m, 3) > max(o, 1) → x", "min(n, m, 3) > max(o, 1) → x\n"},
        {"abs(n) + sqrt(m) + log(n) + log10(n) + exp(n) + floor(n) + ceil(n) > 1 → x",
         "((((((abs(n) + sqrt(m)) + log(n)) + log10(n)) + exp(n)) + floor(n)) + ceil(n)) > 1 → x\n"},
        {"round(n, 2) > round(m) → x", "round(n, 2) > round(m) → x\n"},
        {"n/m > 2 → x", "(n / m) > 2 → x\n"},
        {"low-fluid → x", "low-fluid → x\n"},  // a glued hyphen belongs to the name
    });
    expect_errors({
        {"cold hands/feet → x", "H02 1:1"},
        {"n + 2 → x", "H25 1:1"},
        {"min(n) > 1 → x", "H02 1:1"},
        {"abs(n, m) > 1 → x", "H02 1:1"},
        {"min (n, m) > 1 → x", "H02 1:5"},
        {"n -2 > 1 → x", "H02 1:3"},
        {"(a AND b) + 1 > 2 → x", "H25 1:2"},
    });
    EXPECT_EQ(told("cold hands/feet → x"), "a / divides figures, and a condition is wanted here | Write OR; put a name that holds / in quotes.");
    // and so no number is made of the hands
    EXPECT_EQ(read_rules("cold hands/feet → x\ncold hands → y"), "cold hands → y\n! H02 1:1\n");
}

TEST(Parse, WhatIsMissingIsNamed) {
    const std::vector<Row> rows = {
        {"AND a → x", "`AND` joins two conditions, and the first is missing | Write one before it, or take AND out."},
        {"a OR OR b → x", "`OR` joins two conditions, and the first is missing | Write one before it, or take OR out."},
        {"a AND → x", "`→` wants a condition before it | Write condition → conclusion."},
        {"a (b) → x", "an operator is missing before this parenthesis | Write AND or OR before it; a list is written any of (a, b) or at least 2 of (a, b)."},
        {"a) → x", "this parenthesis closes none | Take it out, or open one before it."},
        {"child not growing → x", "`not` stands behind a name | Write AND NOT; if the word belongs to the name, put the name in quotes."},
        {"a unless b → x", "`unless` stands before the conclusion | Write it at the end: condition → conclusion unless condition."},
        {"goal a and b", "`and` does not join names here | Write a comma, or put a name that holds `and` in quotes."},
        {"goal a/b", "`/` does not join names here | Write a comma, or put a name that holds it in quotes."},
        {"goal", "nothing follows `goal` | Write goal NAME, NAME."},
        {"describe a", "a colon is missing here | Write describe NAME: \"TEXT\"."},
        {"describe a: b", "a text in quotes is wanted here, not `b` | Write describe NAME: \"TEXT\"."},
        {"ask which of (a, b)", "a colon is missing here | Write ask which of (NAME, NAME): \"QUESTION?\"."},
        {"topic a: b", "a topic has a title in quotes | Write topic \"TITLE\": NAME, NAME."},
        {"ask a\n    \"Is it?\"", "a colon is missing before this text | Write ask NAME: \"QUESTION?\"."},
        {"a \"b\" → c", "a text in quotes stands right behind other words | Put the whole name in quotes, or write what joins the two."},
        {"\"a\" \"b\" → c", "a text in quotes stands right behind other words | Put the whole name in quotes, or write what joins the two."},
        {"notice a", "one text in quotes is wanted here, not `a` | Write notice \"TEXT\"."},
    };
    for (const Row& row : rows) EXPECT_EQ(told(row.text), row.read) << row.text;
}

// ---- other statements -----------------------------------------------------------------------

TEST(Parse, Findings) {
    expect_all({
        {"finding nighttime muscle cramps, also: night cramps, cramps at night", "finding nighttime muscle cramps, also: night cramps, cramps at night\n"},
        {"finding a, b", "finding a\nfinding b\n"},
        {"FINDING a", "finding a\n"},
        {"finding \"a, b\"", "finding a, b\n"},
        {"finding a, b, also: c", "! H09 1:12\n"},
    });
}

TEST(Parse, Kinds) {
    expect_all({
        {"a is a kind of b", "a is a kind of b\n"},
        {"a, b is a kind of c", "a is a kind of c\nb is a kind of c\n"},
        {"a Is A Kind Of b", "a is a kind of b\n"},
        {"a is a kind of a", "! H02 1:1\n"},
        {"a is a kind of", "! H02 1:15\n"},
    });
}

TEST(Parse, Numbers) {
    expect_all({
        {"number a", "number a\n"},
        {"number a in L/day, 0 to 10", "number a in L/day, 0 to 10\n"},
        {"number a in mL, 0 to 1 L", "number a in mL, 0 to 1000\n"},
        {"number a in mmol/L, of urea", "number a in mmol/L, of urea\n"},
        {"number a, fixed", "number a, fixed\n"},
        {"number a, 2 decimals, also: b", "number a, 2 decimals, also: b\n"},
        {"number a, -40 to -10", "number a, -40 to -10\n"},
        {"number burning in feet in °C", "number burning in feet in °C\n"},
        {"number a in kg = b * 2\nnumber b in kg", "number a in kg = b * 2\nnumber b in kg\n"},
        {"number a in furlongs-x", "number a\n! H03 1:10\n"},
        {"number a, 0 to 3 mL", "number a\n! H03 1:11\n"},
        {"number a, 10 to 3", "number a\n! H21 1:11\n"},
        {"number a, 20 decimals", "number a\n! H21 1:11\n"},
        {"number a, purple", "number a\n! H02 1:11\n"},
    });
}

TEST(Parse, Choices) {
    expect_all({
        {"choice side: left, right, both", "choice side: left, right, both\n"},
        {"choice side, also: leg: left, \"both legs\"", "choice side, also: leg: left, both legs\n"},
        {"choice age: Under 65 years, 65 years or more", "choice age: Under 65 years, 65 years or more\n"},
        {"choice side: left, Left", "choice side: left\n! H12 1:20\n"},
        {"choice side", "! H02 1:12\n"},
    });
}

TEST(Parse, Questions) {
    expect_all({
        {"ask a: \"Is it?\"", "ask a: \"Is it?\"\n"},
        {"ask a first: \"Is it?\"", "ask a first: \"Is it?\"\n"},
        {"ask a first", "ask a first\n"},
        {"ask a only if b AND n > 3: \"?\"", "number n\nask a only if b AND (n > 3): \"?\"\n"},
        {"ask a only if b, else no: \"?\"", "ask a only if b, else no: \"?\"\n"},
        {"ask a only if b, else yes", "ask a only if b, else yes\n"},
        {"ask which of (a, b): \"Which?\"", "ask which of (a, b): \"Which?\"\n"},
        {"ask a, else no: \"?\"", "! H02 1:6\n"},
        {"number a\nask a only if b, else no: \"?\"", "number a\n! H25 2:5\n"},
        {"ask a: \"1\"\nask a: \"2\"", "ask a: \"1\"\n! H12 2:1\n"},
        {"number n\nask which of (a, n): \"Which?\"", "number n\nask which of (a): \"Which?\"\n! H25 2:18\n"},
    });
}

TEST(Parse, TopicsDescriptionsGoalsSourcesNoticesOptions) {
    expect_all({
        {"topic \"Cramps\": a, b", "topic \"Cramps\": a, b\n"},
        {"describe a: \"words\"", "describe a: \"words\"\n"},
        {"describe a: \"1\"\ndescribe a: \"2\"", "describe a: \"1\"\n! H12 2:1\n"},
        {"goal a, b", "goal a\ngoal b\n"},
        {"goal 3, \"3 mg\"", "goal 3 mg\n! H25 1:6\n"},
        {"finding 5 mg", "! H25 1:9\n"},
        {"a → 3", "! H25 1:5\n"},
        {"3 causes a", "! H25 1:1\n"},
        {"source S1: \"words\"", "source S1: \"words\"\n"},
        {"source S1: \"1\"\nsource S1: \"2\"", "source S1: \"1\"\n! H12 2:8\n"},
        {"notice \"words \\\"here\\\"\"", "notice \"words \"here\"\"\n"},
        {"option threshold 0.3", "option threshold 0.3\n"},
        {"option threshold 0.3\noption threshold 0.4", "option threshold 0.3\n! H12 2:8\n"},
        {"option combine strongest\noption strict\nfinding a", "finding a\noption combine strongest\noption strict\n"},
        {"option threshold 1", "! H10 1:8\n"},
        {"option colour", "! H23 1:8\n"},
    });
}

TEST(Parse, Advice) {
    expect_all({
        {"advise a: \"words\"", "advise a: \"words\"\n"},
        {"advise a, urgent: \"words\"", "advise a, urgent: \"words\"\n"},
        {"advise a when b OR c unless d: \"{n} and {m}\"\nnumber n, 0 to 1", "number n, 0 to 1\nadvise a when b OR c unless d: \"{n} and {m}\"\n"},
        {"number n\nadvise n: \"words\"", "number n\n! H25 2:8\n"},
    });
}

TEST(Parse, Cases) {
    const char* declared =
        "number fluid intake in L/day, 0 to 10\nchoice side: left, right\ncramps → magnesium deficiency\nrule r: fluid intake < 1.5 L/day → dehydration\nswelling → clot\n";
    const auto read = [&](const std::string& text) {
        const std::string all = read_all(declared + text);
        return all.substr(all.find("case"));
    };
    const std::vector<Row> rows = {
        {"case \"Anna\"\n    given cramps, fluid intake 1.1 L/day, NOT swelling\n    given side is left", "case \"Anna\" given cramps, fluid intake = 1.1, swelling (-1), side is left\n"},
        {"case \"Anna\"\n    given fluid intake = 1100 mL/day, side = right, cramps (0.7)", "case \"Anna\" given fluid intake = 1.1, side is right, cramps (0.7)\n"},
        {"case \"Anna\"\n    given cramps is unknown, fluid intake is unknown (0.5)", "case \"Anna\" given cramps (0), fluid intake (0)\n"},
        {"case \"Anna\"\n    expect clot (0.7)", "case \"Anna\"; expect clot from 0.65 to 0.75\n"},
        {"case \"Anna\"\n    expect clot at least 0.5, clot at most 0.7", "case \"Anna\"; expect clot from 0.5 to 1, clot from -1 to 0.7\n"},
        {"case \"Anna\"\n    expect clot, NOT dehydration", "case \"Anna\"; expect clot, NOT dehydration\n"},
        {"case \"Anna\"\n    expect clot first, clot above dehydration", "case \"Anna\"; expect clot first, clot above dehydration\n"},
        {"case \"Anna\"\n    expect clot certain, clot very likely, clot likely, clot possible, clot open, clot unlikely, clot ruled out",
         "case \"Anna\"; expect clot certain, clot very likely, clot likely, clot possible, clot open, clot unlikely, clot ruled out\n"},
        {"case \"Anna\"\n    expect nothing about clot, urgent advice, no question about swelling, clot in conflict",
         "case \"Anna\"; expect nothing about clot, urgent advice, no question about swelling, conflict about clot\n"},
        {"case \"Anna\"\n    expect side is left, fluid intake = 1.1 L/day", "case \"Anna\"; expect side is left, fluid intake = 1.05 to 1.15\n"},
        {"case \"Anna\"\n    because of r", "case \"Anna\"; because of r\n"},
        {"case \"Anna\"", "case \"Anna\"\n"},
        {"case \"Anna\"\n    given hot leg", "case \"Anna\"\n! H01 7:11\n"},
        {"case \"Anna\"\n    expect nothing about hot leg", "case \"Anna\"\n! H01 7:12\n"},
        {"case \"Anna\"\n    given fluid intake 11 L/day", "case \"Anna\"\n! H21 7:11\n"},
        {"case \"Anna\"\n    given fluid intake 2 kg", "case \"Anna\"\n! H03 7:24\n"},
        {"case \"Anna\"\n    given side is up", "case \"Anna\"\n! H24 7:11\n"},
        {"case \"Anna\"\n    given cramps, NOT cramps", "case \"Anna\" given cramps\n! H12 7:19\n"},
        {"case \"Anna\"\n    given cramps AND swelling", "case \"Anna\"\n! H02 7:11\n"},
        {"case \"Anna\"\n    because of q", "case \"Anna\"\n! H23 7:16\n"},
        {"case \"Anna\"\n    given cramps\n    given fluid intake 1,5 L/day\n    expect clot\n", "case \"Anna\" given cramps; expect clot\n! H21 8:24\n"},
        {"case \"Anna\"\n    given", "case \"Anna\"\n! H02 7:10\n"},
        {"case \"Anna\"\n    hope clot\n    given cramps", "case \"Anna\" given cramps\n! H22 7:5\n"},
    };
    for (const Row& row : rows) EXPECT_EQ(read(row.text), row.read) << row.text;
    EXPECT_EQ(read_errors("case Anna\n    given a"), "H22 1:1");
}

TEST(Parse, ACaseDeclaresNothing) {
    EXPECT_EQ(read_errors("a → b\ncase \"x\"\n    given pressure = 3 bar"), "H01 3:11");
    EXPECT_EQ(read_rules("a → b\ncase \"x\"\n    given a > 3"), "a → b\n! H02 3:11\n") << "and a stays a finding";
}

TEST(Parse, WordsKeptForLaterAreFreeInNames) {
    expect_rules({
        {"date of birth known → x", "date of birth known → x\n"},
        {"score high → x", "score high → x\n"},
        {"text neck → x", "text neck → x\n"},
        {"\"certainty of death\" → x", "certainty of death → x\n"},
        {"finding no evidence for disease\nno evidence for disease → x", "no evidence for disease → x\n"},
        {"number points of articulation\npoints of articulation > 3 → x", "points of articulation > 3 → x\n"},
        {"last test before 2026-01-01 → x", "last test before 2026-01-01 → x\n"},
    });
}

// ---- ambiguities, decided (language.md; 4 and 11 are lint's) ---------------------------------

std::string notes(const std::string& text) {
    const Loaded loaded = load_text(text);
    return describe(only(loaded.diagnostics, Severity::note), loaded.program.sources);
}

TEST(Ambiguity, A01_NauseaAndVomiting) {
    expect_rules({
        {"nausea and vomiting → x", "nausea AND vomiting → x\n"},
        {"finding nausea and vomiting\nnausea and vomiting → x", "nausea and vomiting → x\n"},
        {"\"nausea and vomiting\" → x\nnausea and vomiting → y", "nausea and vomiting → x\nnausea and vomiting → y\n"},
        {"nausea or vomiting → x", "nausea OR vomiting → x\n"},
        {"finding nausea and vomiting\nnausea AND vomiting → x", "nausea AND vomiting → x\n"},
    });
    EXPECT_EQ(notes("nausea and vomiting → x"), "H56 1:8");
    EXPECT_EQ(notes("nausea or vomiting → x"), "H56 1:8");
    EXPECT_EQ(notes("nausea AND vomiting → x"), "");
    EXPECT_EQ(notes("age between 40 and 60 → x"), "");
    EXPECT_EQ(notes("finding nausea and vomiting\nnausea and vomiting → x\nnausea and vomiting → y"), "H56 2:1") << "once a name";
    const Loaded loaded = load_text("nausea and vomiting → x");
    EXPECT_EQ(loaded.diagnostics.front().message, "read as nausea AND vomiting");
    EXPECT_EQ(loaded.diagnostics.front().advice, "Write AND, or put \"nausea and vomiting\" in quotes if it is one finding.");
}

TEST(Ambiguity, A02_EqualsGreaterIsAnArrow) {
    EXPECT_EQ(read_errors("age => 65 → x"), "H13 1:5");
    EXPECT_EQ(told("age => 65 → x"), "`=>` is an arrow, and a rule has one | For at least, write >=.");
}

TEST(Ambiguity, A03_NotWithIsUnknown) {
    EXPECT_EQ(read_errors("NOT a is unknown → x"), "H14 1:1");
    EXPECT_EQ(told("NOT a is unknown → x"), "NOT with `is unknown` is hard to read | Write a is known.");
    EXPECT_EQ(read_errors("b AND NOT (a is unknown) → x"), "H14 1:7");
}

TEST(Ambiguity, A05_AndWithOrShowsBothReadings) {
    EXPECT_EQ(read_errors("a AND b OR c → x"), "H07 1:9");
    EXPECT_EQ(told("a AND b OR c → x"), "AND and OR stand side by side | Write (a AND b) OR c\nor    a AND (b OR c)");
    EXPECT_EQ(told("NOT a OR b AND n > 3 → x"), "AND and OR stand side by side | Write NOT a OR (b AND n > 3)\nor    (NOT a OR b) AND n > 3");
    EXPECT_EQ(read_errors("a → x unless b AND c OR d"), "H07 1:22");
}

TEST(Ambiguity, A06_NeitherArrowNorKeyword) { EXPECT_EQ(read_errors("night cramps\nnight cramps are bad"), "H08 1:1, H08 2:1"); }

TEST(Ambiguity, A07_ACommaOutsideAList) {
    EXPECT_EQ(read_errors("a, b → x"), "H09 1:2");
    EXPECT_EQ(told("a, b → x"), "a comma stands outside a list | AND or OR? Write the one you mean, or a list such as any of (a, b).");
}

TEST(Ambiguity, A08_ANameIsOneKindOfThing) {
    expect_errors({
        {"finding a\nnumber a", "H11 2:8"},
        {"choice a: b, c\nnumber a", "H11 2:8"},
        {"finding a\nfinding a", "H12 2:9"},
        {"finding a, also: b\nfinding b", "H12 2:9"},
        {"finding b\nfinding a, also: b", "H12 2:18"},
        {"number a\na → x", "H25 2:1"},
        {"finding a\na > 3 → x", "H25 2:1"},
        {"choice a: b, c\na → x", "H25 2:1"},
        {"choice a: b, c\na > 3 → x", "H25 2:1"},
        {"choice a: b, c\na is d → x", "H24 2:1"},
    });
    // values are known only beside their choice, before units
    expect_rules({
        {"choice side: left, right\nleft → x", "left → x\n"},
        {"choice age group: Under 65 years, more\nage group is under 65 years → x", "age group is Under 65 years → x\n"},
        {"choice dose: 5 mg, 10 mg\ndose is 5 mg → x\ndose = 10 mg → y", "dose is 5 mg → x\ndose is 10 mg → y\n"},
        {"choice side: left, right\nside is not left → x\nside != left → y", "NOT side is left → x\nNOT side is left → y\n"},
        {"choice side: left, right\nside is  not\n    left → x", "NOT side is left → x\n"},
    });
}

TEST(Ambiguity, A09_AStrengthIsNoPercentage) {
    EXPECT_EQ(read_errors("a → b (60%)"), "H10 1:7");
    EXPECT_EQ(told("a → b (60%)"), "a strength is no percentage | Write (0.6).");
    EXPECT_EQ(told("a → b (60 %)"), "a strength is no percentage | Write (0.6).");
}

// Equal conditions are one piece of evidence: both arguments are kept, for the engine to compare.
TEST(Ambiguity, A10_TwoArgumentsWithEqualConditions) {
    EXPECT_EQ(read_rules("a AND b → x (0.5)\nb AND a → x (0.3)"), "a AND b → x (0.5)\nb AND a → x (0.3)\n");
}

TEST(Parse, HostileDepth) {
    const auto nested = [](std::size_t depth) { return std::string(depth, '(') + "a" + std::string(depth, ')') + " → x"; };
    EXPECT_EQ(read_rules(nested(nesting_limit)), "a → x\n");
    EXPECT_EQ(read_errors(nested(100000) + "\nb → c"), "H20 1:257");
    std::string long_and = "a0";
    for (int i = 1; i < 20000; ++i) long_and += " AND a" + std::to_string(i);
    EXPECT_EQ(read_errors(long_and + " → x"), "");
    std::string alternatives = "(a OR b)";
    for (int i = 1; i < 40; ++i) alternatives += " AND (a OR b)";
    EXPECT_EQ(read_errors(alternatives + " → x"), "");
}

}  // namespace
}  // namespace hence
