// Bytes → logical lines: what goes on, what ends, what signs are alike, what is refused.
#include "rules/scan.hpp"

#include <gtest/gtest.h>

#include "rules/limits.hpp"
#include "rules/markdown.hpp"
#include "tests/describe.hpp"

namespace hence {
namespace {

struct Scanned {
    Source source;
    Tokens tokens;
    std::vector<Diagnostic> diagnostics;
};

Scanned scanned(std::string text, bool markdown = false) {
    Scanned out{make_source("t.hence", std::move(text)), {}, {}};
    const std::vector<Region> whole{{0, static_cast<std::uint32_t>(out.source.text.size()), false}};
    out.tokens = scan(out.source, SourceId{0}, markdown ? hence_blocks(out.source.text) : whole, out.diagnostics);
    return out;
}

// Each logical line: its tokens with · between, rows behind |, lines left out in [ ].
std::vector<std::string> lines(const std::string& text, bool markdown = false) {
    const Scanned s = scanned(text, markdown);
    std::vector<std::string> out;
    for (const Line& line : s.tokens.lines) {
        std::string shown;
        for (std::uint32_t t = line.tokens.first; t < line.tokens.last; ++t) {
            const Token& token = s.tokens.tokens[t];
            shown += (shown.empty() ? "" : "·") + s.source.text.substr(token.begin, token.end - token.begin);
        }
        out.push_back(line.bad ? "[" + shown + "]" : shown);
    }
    return out;
}

std::string errors(const std::string& text) {
    const Scanned s = scanned(text);
    return describe(s.diagnostics, {s.source});
}

using Lines = std::vector<std::string>;

struct LinesRow {
    std::string text;
    Lines lines;
    const char* errors = "";
};

void expect_lines(const std::vector<LinesRow>& rows) {
    for (const LinesRow& row : rows) {
        EXPECT_EQ(lines(row.text), row.lines) << row.text;
        EXPECT_EQ(errors(row.text), row.errors) << row.text;
    }
}

TEST(Scan, ALogicalLineGoesOn) {
    expect_lines({
        {"", {}},
        {"\n\n# only a comment\n", {}},
        {"a → b\nc → d", {"a·→·b", "c·→·d"}},
        {"a AND\nb → c", {"a·AND·b·→·c"}},                    // an operator at the end
        {"a or\nb → c", {"a·or·b·→·c"}},
        {"NOT a OR NOT\nb → c", {"NOT·a·OR·NOT·b·→·c"}},
        {"a →\nb", {"a·→·b"}},                                // an arrow
        {"a ->\nb", {"a·->·b"}},
        {"a strongly suggests\nb", {"a·strongly·suggests·b"}},  // a verb
        {"a → b unless\nc", {"a·→·b·unless·c"}},
        {"goal a,\nb,\nc", {"goal·a·,·b·,·c"}},               // a comma
        {"any of (a,\nb\n) → c", {"any·of·(·a·,·b·)·→·c"}},   // an open parenthesis
        {"n > 2 *\nm → c", {"n·>·2·*·m·→·c"}},
        {"n >=\n2 → c", {"n·>=·2·→·c"}},
        {"a → b\n  because \"x\"\n  source S", {"a·→·b·because·\"x\"·source·S"}},  // more indented
        {"  a → b\n  c → d\n   unless e", {"a·→·b", "c·→·d·unless·e"}},
        {"a → b # why\n    # a comment\n    because \"x\" # not", {"a·→·b·because·\"x\""}},
        {"a\t→ b\n\tunless c", {"a·→·b·unless·c"}},
    });
}

TEST(Scan, ABlankLineOrANewStatementEndsAnOpenOne) {
    expect_lines({
        {"any of (a, b\n\nc → d", {"[any·of·(·a·,·b]", "c·→·d"}, "H06 1:8"},
        {"any of (a, b\nc → d", {"[any·of·(·a·,·b]", "c·→·d"}, "H06 1:8"},
        {"(a\ngoal c, d", {"[(·a]", "goal·c·,·d"}, "H06 1:1"},
        {"(a OR (b\nfinding c", {"[(·a·OR·(·b]", "finding·c"}, "H06 1:7"},
        {"a AND\n\nb → c", {"[a·AND]", "b·→·c"}, "H06 1:3"},
        {"a →\nb → c\nd → e", {"[a·→]", "b·→·c", "d·→·e"}, "H06 1:3"},
        {"goal a,\ngoal b", {"[goal·a·,]", "goal·b"}, "H06 1:7"},
        {"a rules out\n\nb → c", {"[a·rules·out]", "b·→·c"}, "H06 1:9"},
        {"a AND", {"[a·AND]"}, "H06 1:3"},
        {"(a", {"[(·a]"}, "H06 1:1"},
        // an opened list may hold words that open statements, and its own arrow
        {"any of (number of falls,\nb) → c", {"any·of·(·number·of·falls·,·b·)·→·c"}},
        {"each of (a,\n  goal reached) → c\nd → e", {"each·of·(·a·,·goal·reached·)·→·c", "d·→·e"}},
    });
}

TEST(Scan, SignsAndTheirKin) {
    expect_lines({
        {"a→b", {"a·→·b"}},
        {"a->b", {"a·->·b"}},
        {"a⇒b", {"a·⇒·b"}},
        {"a=>b", {"a·=>·b"}},
        {"n>=2 AND m≠3 → x", {"n·>=·2·AND·m·≠·3·→·x"}},
        {"n<>2 → x", {"n·<>·2·→·x"}},
        {"n × 2 − 1 > m – 3 → x", {"n·×·2·−·1·>·m·–·3·→·x"}},
        {"low-fluid → post–viral", {"low-fluid·→·post–viral"}},      // a glued hyphen belongs to the name
        {"x - y > -5 → z", {"x·-·y·>·-5·→·z"}},
        {"n > −5 → z", {"n·>·−5·→·z"}},
        {"n > .5 → z", {"n·>·.5·→·z"}},
        {"n > 1.5e-3 → z", {"n·>·1.5e-3·→·z"}},
        {"vitamin B12 → 5-HT", {"vitamin·B12·→·5-HT"}},
        {"Crohn’s disease → x", {"Crohn’s·disease·→·x"}},
        {"2nd opinion → x", {"2nd·opinion·→·x"}},
        {"[A b] → [C]", {"[A b]·→·[C]"}},
        {"?x → y", {"?x·→·y"}},
    });
}

TEST(Scan, VariablesAreNamedOrAlone) {
    expect_lines({
        {"?drug_2 depletes ?größe → ?x's", {"?drug_2·depletes·?größe·→·?x·'s"}},
        {"NOT patient takes ? → b", {"NOT·patient·takes·?·→·b"}},
        {"acme supplies ? to ?, (?)", {"acme·supplies·?·to·?·,·(·?·)"}},
        {"what? → ?5 ?? ?-x", {"what?·→·?5·??·?-x"}},  // words
        {"goal ?x,\nask ?y", {"[goal·?x·,]", "ask·?y"}, "H06 1:8"},
        {"?" + std::string(name_length_limit, 'x') + " → b", {"[?" + std::string(name_length_limit, 'x') + "·→·b]"}, "H20 1:1"},
    });
    const Scanned s = scanned("takes ? of ?x, what? ?5");
    std::string kinds;
    for (const Token& token : s.tokens.tokens) kinds += token.kind == Tok::variable ? 'v' : token.kind == Tok::word ? 'w' : '.';
    EXPECT_EQ(kinds, "wvwv.ww");
}

TEST(Scan, UnitsAreTheLongestKnownBehindANumber) {
    expect_lines({
        {"a > 5 mg → x", {"a·>·5·mg·→·x"}},
        {"a > 5 mg/dL → x", {"a·>·5·mg/dL·→·x"}},
        {"a > 5mg/dL → x", {"a·>·5·mg/dL·→·x"}},
        {"a > 5% → x", {"a·>·5·%·→·x"}},
        {"a > 11 10*9/L → x", {"a·>·11·10*9/L·→·x"}},
        {"a < 60 mL/min/1.73m2 → x", {"a·<·60·mL/min/1.73m2·→·x"}},
        {"a > 38 °C → x", {"a·>·38·°C·→·x"}},
        {"a > 20 /min → x", {"a·>·20·/min·→·x"}},
        {"a > 3 metres wide → x", {"a·>·3·metres·wide·→·x"}},
        {"in 3 min walks → x", {"in·3·min·walks·→·x"}},
    });
}

TEST(Scan, WordsHabitsAreAccepted) {
    expect_lines({
        {"\xef\xbb\xbf" "a → b\r\nc → d\r\n", {"a·→·b", "c·→·d"}},
        {"a\u00a0b\u00a0→\u202fc", {"a·b·→·c"}},
        {"“a b” → c", {"“a b”·→·c"}},
        {"„a b“ → c", {"„a b“·→·c"}},
        {"“a \"b\" c” → d", {"“a \"b\" c”·→·d"}},
        {"\"a \\\"b\\\" c\" → d", {"\"a \\\"b\\\" c\"·→·d"}},
        {"“a\" → d", {"“a\"·→·d"}},
        {"\"a # b\" → c # d", {"\"a # b\"·→·c"}},
        {"a \xe2\x80\x9c→ b\" c → d", {"a·“→ b\"·c·→·d"}},
    });
}

TEST(Scan, WhatIsRefused) {
    expect_lines({
        {"a \"b → c\nd → e", {"[a·\"b → c]", "d·→·e"}, "H06 1:3"},
        {"[A → b\nd → e", {"[[A → b]", "d·→·e"}, "H06 1:1"},
        {"a; b → c", {"[a·;·b·→·c]"}, "H02 1:2"},
        {"a {b} → c", {"[a·{·b·}·→·c]"}, "H02 1:3, H02 1:5"},
        {"n < 1,5 → c", {"[n·<·1,5·→·c]"}, "H21 1:5"},
        {"n < 1,500 → c", {"[n·<·1,500·→·c]"}, "H21 1:5"},
        {"a\x01 → c", {"[a·\x01·→·c]"}, "H19 1:2"},
        {"a\u200bb → c", {"[a·\u200b·b·→·c]"}, "H19 1:2"},
        {"\u202ea → c", {"[\u202e·a·→·c]"}, "H19 1:1"},
    });
    EXPECT_EQ(errors("\"a\u200bb\" → c"), "") << "in quotes it is the author's business";
}

TEST(Scan, Limits) {
    std::string deep(nesting_limit, '(');
    deep += "a" + std::string(nesting_limit, ')') + " → b";
    EXPECT_EQ(errors(deep), "");
    EXPECT_EQ(errors("(" + deep), "H20 1:257");
    std::string nots;
    for (std::uint32_t i = 0; i <= nesting_limit; ++i) nots += "NOT ";
    EXPECT_EQ(errors(nots + "a → b\nc → d"), "H20 1:1025");
    EXPECT_EQ(errors(std::string(name_length_limit + 1, 'a') + " → b"), "H20 1:1");
}

TEST(Scan, Rows) {
    expect_lines({
        {"table\n    [A] → [B]\n| A | B |\n|---|---|\n| a | b |", {"table·[A]·→·[B]", "| A | B |", "|---|---|", "| a | b |"}},
        {"goal x,\n| a |", {"[goal·x·,]", "| a |"}, "H06 1:7"},
        {"  | a → b |  \nc → d", {"  | a → b |  ", "c·→·d"}},
    });
}

TEST(Scan, MarkdownFencesMarkedHence) {
    EXPECT_EQ(lines("# Title\n\na → b\n\n```hence\nc → d\n```\ne → f\n```\ng → h\n```\n```hence title\ni → j", true), (Lines{"c·→·d", "i·→·j"}));
    EXPECT_EQ(lines("~~~hence\na → b\n```\nc → d\n~~~\n", true), (Lines{"a·→·b", "[`·`·`]", "c·→·d"}));
    EXPECT_EQ(lines("````md\n```hence\na → b\n```\n````\n", true), Lines{});
    EXPECT_EQ(lines("- item\n\n  ```hence\n  a → b\n      unless c\n  d → e\n  ```\n", true), (Lines{"a·→·b·unless·c", "d·→·e"}));
    EXPECT_EQ(lines("a → b", true), Lines{});
}

TEST(Scan, ATableThatEndsABlockReadsTheNextInTheProse) {
    const std::string block = "```hence\ntable\n    [A] → [B]\n```\n";
    const Lines read{"table·[A]·→·[B]", "| A | B |", "|---|---|", "| a | b |"};
    EXPECT_EQ(lines(block + "\nSome words.\n\n| A | B |\n|---|---|\n| a | b |\n\n| C |\n|---|\n| c |\n", true), read);
    EXPECT_EQ(lines(block + "\n```sh\nls | cat\n```\n\n| A | B |\n|---|---|\n| a | b |\nmore\n| d |", true), read) << "behind another block";
    EXPECT_EQ(lines("```hence\na → b\n```\n\n| A | B |\n|---|---|\n", true), (Lines{"a·→·b"}));
    Lines twice = read;
    twice.insert(twice.end(), read.begin(), read.end());
    const std::string table = "\n| A | B |\n|---|---|\n| a | b |\n\n";
    EXPECT_EQ(lines(block + table + block + "words\n" + table, true), twice) << "each block its own table";
}

TEST(Scan, Verbs) {
    const std::vector<std::pair<const char*, double>> rows = {
        {"confirms", 1}, {"strongly suggests", 0.8}, {"suggests", 0.6}, {"weakly suggests", 0.3}, {"weakly argues against", -0.3},
        {"argues against", -0.6}, {"strongly argues against", -0.8}, {"rules out", -1}, {"Rules Out", -1}, {"WEAKLY suggests", 0.3}};
    for (const auto& [verb, strength] : rows) {
        const Scanned s = scanned(verb);
        const VerbMatch match = match_verb(s.source.text, s.tokens.tokens.data(), s.tokens.tokens.data() + s.tokens.tokens.size());
        ASSERT_GE(match.verb, 0) << verb;
        EXPECT_EQ(verbs[match.verb].strength, strength) << verb;
        EXPECT_EQ(match.count, s.tokens.tokens.size()) << verb;
    }
    for (const char* words : {"rules the house", "strongly argues", "weakly", "argues for", "suggest"}) {
        const Scanned s = scanned(words);
        EXPECT_EQ(match_verb(s.source.text, s.tokens.tokens.data(), s.tokens.tokens.data() + s.tokens.tokens.size()).verb, -1) << words;
    }
}

}  // namespace
}  // namespace hence
