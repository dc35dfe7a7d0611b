// The canonical text: each habit mended, comments and meaning kept, twice is once.
#include "rules/format.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <random>
#include <sstream>

#include "tests/describe.hpp"
#include "tests/program_text.hpp"

namespace hence {
namespace {

struct Row {
    const char* text;
    const char* formatted;
};

void expect_formats(const std::vector<Row>& rows, bool markdown = false) {
    for (const Row& row : rows) {
        EXPECT_EQ(format_source(row.text, markdown), row.formatted) << row.text;
        EXPECT_EQ(format_source(row.formatted, markdown), row.formatted) << "again: " << row.text;
    }
}

TEST(Format, Arrows) {
    expect_formats({{"a->b", "a → b\n"}, {"a  =>  b", "a → b\n"}, {"a⇒b (0.7)", "a → b (0.7)\n"}, {"a →b", "a → b\n"}, {"a →\n  b", "a →\n    b\n"}});
}

TEST(Format, OperatorsAndVerbs) {
    expect_formats({
        {"a and not b or", "a and not b or\n"},  // an error: as it is
        {"a and b → c", "a AND b → c\n"},
        {"a Or b → c", "a OR b → c\n"},
        {"not a → b", "NOT a → b\n"},
        {"NOT(a) → b", "NOT (a) → b\n"},
        {"a → b UNLESS c", "a → b unless c\n"},
        {"a Strongly   Suggests b", "a strongly suggests b\n"},
        {"a CAUSES b", "a causes b\n"},
        {"a Is A Kind  Of b", "a is a kind of b\n"},
        {"AT LEAST 2 OF(a,b) → c", "at least 2 of (a, b) → c\n"},
        {"a → b Otherwise Argues Against", "a → b otherwise argues against\n"},
        {"a → b\n  BECAUSE \"x\"", "a → b\n    because \"x\"\n"},
        {"each of (a,b)→c , Together  at most 0.5", "each of (a, b) → c, together at most 0.5\n"},
        {"GOAL a,b", "goal a, b\n"},
        {"Finding a ,  Also :b", "finding a, also: b\n"},
        {"Rule Low: a → b", "rule Low: a → b\n"},
        {"Rule of thumb → b", "Rule of thumb → b\n"},
        {"Ask a First Only If b , Else No : \"?\"", "ask a first only if b, else no: \"?\"\n"},
        {"Case \"x\"\n  Given a\n  Expect b\n  Because of c", "case \"x\"\n    given a\n    expect b\n    because of c\n"},
    });
}

TEST(Format, NamesKeepTheirSpelling) {
    expect_formats({
        {"Night   Cramps → Low-Fluid", "Night Cramps → Low-Fluid\n"},
        {"finding nausea and vomiting\nNausea and  Vomiting and fever → x", "finding nausea and vomiting\nNausea and Vomiting AND fever → x\n"},
        {"\"nausea and vomiting\" → x\nnausea and vomiting → y", "\"nausea and vomiting\" → x\nnausea and vomiting → y\n"},
        {"finding cold hands/feet\ncold hands/feet → x/y", "finding cold hands/feet\ncold hands/feet → x/y\n"},
        {"finding \"a,b\"\na,b → x", "finding \"a,b\"\na,b → x\n"},
        {"skin is not pale → x", "skin is not pale → x\n"},
        {"Crohn’s disease → x", "Crohn’s disease → x\n"},
        {"post–viral → x", "post–viral → x\n"},
        {"source Smith  2020: \"x\"", "source Smith 2020: \"x\"\n"},
        {"a\u00a0b → c", "a b → c\n"},
    });
}

TEST(Format, NamesOfTheOtherFilesHoldHereToo) {
    const std::vector<Source> others = {make_source("b.hence", "finding nausea and vomiting")};
    EXPECT_EQ(format_source("nausea and vomiting and fever → x", false, others), "nausea and vomiting AND fever → x\n");
}

TEST(Format, Quotes) {
    expect_formats({
        {"“a b” → c", "\"a b\" → c\n"},
        {"a → b because “say \"x\" now”", "a → b because \"say \\\"x\\\" now\"\n"},
        {"a → b because \"it's “so”\"", "a → b because \"it's “so”\"\n"},
        {"notice \"a  b\u00a0c\"", "notice \"a  b\u00a0c\"\n"},
        {"notice „a \\\\ b“", "notice \"a \\\\ b\"\n"},
    });
}

TEST(Format, ComparisonsAndArithmetic) {
    expect_formats({
        {"n>=2 → x", "n >= 2 → x\n"},
        {"n≥2 AND m≤3 AND o≠4 AND p<>5 → x", "n >= 2 AND m <= 3 AND o != 4 AND p != 5 → x\n"},
        {"n×2 − 1>m – 3 → x", "n * 2 - 1 > m - 3 → x\n"},
        {"n > −5 → x", "n > -5 → x\n"},
        {"age Between 40 AND 60 → x", "age between 40 and 60 → x\n"},
        {"age between 40 and 60 and b → x", "age between 40 and 60 AND b → x\n"},
        {"n−m > 3 → x", "n - m > 3 → x\n"},
        {"n/m > 2 AND n / m ^ 2 > 1 → x", "n/m > 2 AND n / m ^ 2 > 1 → x\n"},
        {"- n < 1 AND -n < 2 → x", "- n < 1 AND -n < 2 → x\n"},
        {"min( a ,b )>Max(c,1) → x", "min(a, b) > max(c, 1) → x\n"},
        {"n > 5mg/dL AND m > 5  mg → x", "n > 5mg/dL AND m > 5 mg → x\n"},
        {"c > 11 10*9/L → x", "c > 11 10*9/L → x\n"},
        {"number a In  L/day ,0 to 10=b*2\nnumber b", "number a in L/day, 0 to 10 = b * 2\nnumber b\n"},
    });
}

TEST(Format, ScoresAndCases) {
    expect_formats({
        {"Score  x:a+1\nscore x: a +1,b −2", "score x: a+1\nscore x: a +1, b -2\n"},
        {"score x:\n  a  +1  # why\n     b>3mg  −2\n # c\n  “long” As b c  +0.5", "score x:\n    a +1  # why\n        b > 3mg -2\n    # c\n    \"long\" as b c +0.5\n"},
        {"Choice c , Ordered :a  +1,b −2.5", "choice c, ordered: a +1, b -2.5\n"},
        {"finding “x” as  y , also: z", "finding \"x\" as y, also: z\n"},
        {"Risk Is First Of:\n  high When a\n    Because “so”\n  low  OTHERWISE", "Risk is first of:\n    high when a\n        because \"so\"\n    low otherwise\n"},
        {"risk is first of:\n  high when a\n because \"so\"\n  low otherwise", "risk is first of:\n    high when a\n        because \"so\"\n    low otherwise\n"},
        {"dose=First of: 2*3 mg when a,4 mg otherwise", "dose = first of: 2 * 3 mg when a, 4 mg otherwise\n"},
        {"Number of Tablets = first of: 1 when a", "Number of Tablets = first of: 1 when a\n"},
        {"Default not a\nDEFAULT  b=3  mL", "default NOT a\ndefault b = 3 mL\n"},
        {"Text  a,b\nc->a=“x”", "text a, b\nc → a = \"x\"\n"},
        {"Only  If a and NO  evidence For b\nRule r  applies->x", "only if a AND no evidence for b\nRule r applies → x\n"},
        {"choice s, ordered: a, b, c\ns Between a AND b and d -> x", "choice s, ordered: a, b, c\ns between a and b AND d → x\n"},
    });
}

TEST(Format, Parentheses) {
    expect_formats({
        {"( a OR( b AND c ) ) → d", "(a OR (b AND c)) → d\n"},
        {"any of( a,b ) → c", "any of (a, b) → c\n"},
        {"a → b( 0.7 )", "a → b (0.7)\n"},
        {"a → b (−0.7)", "a → b (-0.7)\n"},
    });
}

TEST(Format, Lines) {
    expect_formats({
        {"", ""},
        {"\n\n", ""},
        {"a → b", "a → b\n"},
        {"\n\na → b  \n\n\n\nc → d\t\n\n\n", "a → b\n\nc → d\n"},
        {"\xef\xbb\xbf" "a → b\r\nc → d\r\n", "a → b\nc → d\n"},
        {"  a → b\n  c → d", "a → b\nc → d\n"},
        {"a → b\n  because \"x\"\n\tsource y\nsource y: \"z\"", "a → b\n    because \"x\"\n    source y\nsource y: \"z\"\n"},
        {"goal a,\nb,\n  c", "goal a,\n    b,\n    c\n"},
        {"each of (a, b) suggests c,\n      together at most 0.9\n  unless d", "each of (a, b) suggests c,\n        together at most 0.9\n    unless d\n"},
        {"case \"x\"\n given a,\n   b\n expect c", "case \"x\"\n    given a,\n        b\n    expect c\n"},
        {"a very long condition AND another very long condition AND yet another very long condition AND the last → x",
         "a very long condition AND another very long condition AND yet another very long condition AND the last → x\n"},
    });
}

TEST(Format, ReadersOfATableKeepWhatTheyGoOnWith) {
    const std::string table = "| A | B |\n|---|---|\n| a | b |\n";
    expect_formats({
        {"table\n  each of [A] suggests [B],\n     together at most 0.5\n  advise [B]: \"x\"\n| A | B |\n|---|---|\n| a | b |",
         "table\n    each of [A] suggests [B],\n        together at most 0.5\n    advise [B]: \"x\"\n| A | B |\n|---|---|\n| a | b |\n"},
        {"table\n      [A] → [B]\n    [A] → [B]\n     unless c\n| A | B |\n|---|---|\n| a | b |", "table\n    [A] → [B]\n    [A] → [B]\n        unless c\n| A | B |\n|---|---|\n| a | b |\n"},
    });
}

TEST(Format, CommentsSurvive) {
    expect_formats({
        {"# one\n\n#two  \na->b # three\n  # four\n  because \"x\"  # five\n#six", "# one\n\n#two\na → b  # three\n    # four\n    because \"x\"  # five\n#six\n"},
        {"a → b          # aligned\ncc->d          # aligned", "a → b          # aligned\ncc → d         # aligned\n"},
        {"any of (a, # first\n  b # second\n) → c", "any of (a,  # first\n    b  # second\n    ) → c\n"},
        {"wear and # this\n    tear → x\nfinding wear and tear", "wear AND  # this\n    tear → x\nfinding wear and tear\n"},
        {"a → \"b # c\" # d", "a → \"b # c\"  # d\n"},
        {"a → b\n    # unless c", "a → b\n    # unless c\n"},
    });
}

TEST(Format, TablesAreAlignedByDisplayWidth) {
    expect_formats({
        {"table\n    [A] → [B]\n|A|B|\n|-|:-:|\n|ü|日本|\n| longer  name | x \\| y |", "table\n    [A] → [B]\n| A            | B      |\n|--------------|:------:|\n| ü            | 日本   |\n| longer  name | x \\| y |\n"},
        {"table\n    [A] → [B]\n\n\n| A | B\n|---|--:\n| a |  |", "table\n    [A] → [B]\n\n| A | B |\n|---|--:|\n| a |   |\n"},
        {"table\n    [A] → [B]\n| A | B |\n|---|---|\n|  a | b | c |\n|longer|b|", "table\n    [A] → [B]\n| A      | B |\n|--------|---|\n|  a | b | c |\n| longer | b |\n"},  // a row with an error
        {"Table  First,shared counts less\n  [A] → [B]\n| A | B |\n|---|---|\n|65–74|b|\n| otherwise | |", "table First, shared counts less\n    [A] → [B]\n| A         | B |\n|-----------|---|\n| 65–74     | b |\n| otherwise |   |\n"},
        {"cases\n|a|expect b|\n|-|-|\n|yes|(0.6)|", "cases\n| a   | expect b |\n|-----|----------|\n| yes | (0.6)    |\n"},
        {"Score  s :[A]  [P]\n|A|P|\n|-|-|\n|age>=65|1|", "score s: [A] [P]\n| A       | P |\n|---------|---|\n| age>=65 | 1 |\n"},
        {"table from “drugs.csv”  separated by \";\"\n    [A] -> [B]", "table from \"drugs.csv\" separated by \";\"\n    [A] → [B]\n"},
    });
}

TEST(Format, AVeryWideCellPadsNothing) {
    const std::string wide(100000, 'x');
    std::string text = "table\n    [A] → [B]\n| A | B |\n|---|---|\n| " + wide + " | b |\n";
    for (int i = 0; i < 100; ++i) text += "| a | b |\n";
    EXPECT_LT(format_source(text, false).size(), text.size() + 2000);
}

TEST(Format, StatementsWithErrorsKeepTheirBytes) {
    expect_formats({
        {"a->b\na ,b  ->  c\nc->d", "a → b\na ,b  ->  c\nc → d\n"},
        {"any of (a ,b\nc->d", "any of (a ,b\nc → d\n"},
        {"a  AND b OR c->d\n   because “x”\n\n\ne->f", "a  AND b OR c->d\n   because “x”\n\ne → f\n"},
        {"just   words", "just   words\n"},
        {"n<1,5->x", "n<1,5->x\n"},
        {"score x:\n  a  +1\n  b  2\nc->d", "score x:\n    a +1\n    b 2\nc → d\n"},  // its error is told by the resolver
        {"table\n  [A] → x AND y\n| A |\n|---|\n| a |", "table\n  [A] → x AND y\n| A |\n|---|\n| a |\n"},
    });
    // an indented line that keeps its bytes does not become part of the one before it
    expect_formats({{"  a->b\n  c, d->e\n  f->g", "  a → b\n  c, d->e\n  f → g\n"}});
    EXPECT_EQ(format_source("a\xff ->b", false), "a\xff ->b");
}

TEST(Format, InMarkdownOnlyRuleBlocksAreTouched) {
    expect_formats(
        {
            {"#  Title\n\na->b  \n\n\n```hence\n\na->b\n\n\nc->d\n\n```\n\n| A|B |\n|-|-|\n\n```\na->b\n```", "#  Title\n\na->b  \n\n\n```hence\na → b\n\nc → d\n```\n\n| A|B |\n|-|-|\n\n```\na->b\n```"},
            {"- item\n\n  ```hence\n  a->b\n    unless c\n  ```\n", "- item\n\n  ```hence\n  a → b\n      unless c\n  ```\n"},
            {"```hence\r\na->b\r\n```\r\n", "```hence\r\na → b\r\n```\r\n"},
            {"```hence\n```\n", "```hence\n```\n"},
            {"```hence\ntable\n  [A]->[B]\n```\n\n|A|B|\n|-|-|\n|a|b|\n", "```hence\ntable\n    [A] → [B]\n```\n\n|A|B|\n|-|-|\n|a|b|\n"},
            {"a->b", "a->b"},
        },
        true);
}

// Where two programs part, and nothing if they say the same.
std::string difference(const Program& a, const Program& b) {
    std::istringstream left(program_text(a)), right(program_text(b));
    std::string x, y;
    while (true) {
        const bool more = bool(std::getline(left, x)), others = bool(std::getline(right, y));
        if (!more && !others) return {};
        if (more != others || x != y) return (more ? x : "(end)") + "\nis now\n" + (others ? y : "(end)");
    }
}

// The knowledge bases that come with Hence, disarranged in ways that keep what they say.
TEST(Format, MeaningIsKept) {
    std::mt19937 random(20261124);
    for (const char* file : {"kb/leg-pain.hence", "kb/bicycle.hence", "kb/card.hence"}) {
        std::ifstream in(file);
        ASSERT_TRUE(in) << file << ": tests run in the top folder";
        const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
        const Loaded before = load_text(text);
        const std::string canonical = format_source(text, false);
        EXPECT_EQ(difference(before.program, load_text(canonical).program), "") << file;
        for (int round = 0; round < 20; ++round) {
            std::string messy;
            bool quoted = false, comment = false;
            for (std::size_t i = 0; i < canonical.size(); ++i) {
                const char c = canonical[i];
                quoted = c == '"' ? !quoted : quoted && c != '\n';
                comment = c == '#' ? !quoted || comment : comment && c != '\n';
                const bool row = canonical[canonical.rfind('\n', i) == std::string::npos ? 0 : canonical.rfind('\n', i) + 1] == '|';
                const bool free = !quoted && !comment && !row;
                if (free && canonical.compare(i, 3, "→") == 0 && random() % 2 == 0) {
                    messy += random() % 2 == 0 ? "->" : "⇒";
                    i += 2;
                } else if (free && c == ' ' && i > 0 && canonical[i - 1] != '\n' && canonical[i - 1] != ' ' && random() % 4 == 0) {
                    messy += random() % 2 == 0 ? "   " : "\u00a0";
                } else if (c == '\n' && random() % 4 == 0) {
                    messy += " \t\r\n";
                } else {
                    messy += c;
                }
            }
            ASSERT_EQ(difference(before.program, load_text(messy).program), "") << file << " seed 20261124 round " << round;
            EXPECT_TRUE(format_source(format_source(messy, false), false) == format_source(messy, false)) << file << " round " << round;
            ASSERT_EQ(difference(before.program, load_text(format_source(messy, false)).program), "") << file << " round " << round;
        }
    }
}

// Any text at all: twice is once, and what could be read can be read as the same.
TEST(HostileFormat, AnyTokensInAnyOrder) {
    const std::vector<std::string> pieces = {
        "a", "b", "low fluid", " ", " ", "  ", "\n", "\n", "\n    ", "\n  ", "->", " → ", "=>", " AND ", " and ", " or ", " NOT ", "not", " unless ", "(", ")", ", ", ",", ":", "any of (", "at least 2 of (", "each of ",
        " suggests ", " rules out ", " causes ", " is a kind of ", "\"q r\"", "“s”", "\"", "finding ", "number ", "choice ", "goal ", "table\n  ", "case \"x\"\n  given ", "ask ", "[A]", "| A | B |\n", "|---|---|\n", "| a, b | c |\n", "# note", "\n\n",
        "3", "2 mg", "1.5", "-5", "+1", "−", " - ", "–", "/", "^", "*", ">=", "≥", "<", "=", "≠", "between 4 and 5", "(0.7)", "(-1)", " is ", " because \"t\"", "\r\n", "\u00a0", "\t", "é", ";", "[", "?x", "min(", ", together at most 0.5", ", also: ", "source S", "nausea and vomiting"};
    std::mt19937 random(20261124);
    const char* nightly = std::getenv("HENCE_NIGHTLY");
    for (int round = 0; round < (nightly != nullptr && *nightly == '1' ? 1000000 : 20000); ++round) {
        std::string text;
        for (auto n = 1 + random() % 24; n > 0; --n) text += pieces[random() % pieces.size()];
        const std::string once = format_source(text, false);
        ASSERT_EQ(format_source(once, false), once) << "seed 20261124, round " << round << "\n" << text;
        const Loaded before = load_text(text), after = load_text(once);
        ASSERT_EQ(difference(before.program, after.program), "") << "seed 20261124, round " << round << "\n" << text << "\n---\n" << once;
        ASSERT_EQ(only(after.diagnostics, Severity::error).size(), only(before.diagnostics, Severity::error).size()) << "seed 20261124, round " << round << "\n" << text << "\n---\n" << once;
    }
}

}  // namespace
}  // namespace hence
