// Words → tokens with a meaning, and the names that keep their operators.
#include "rules/lexer.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cctype>

namespace hence {
namespace {

constexpr auto kind_names = std::to_array<const char*>(
    {"end", "", "", "", "\"", "name", "column", "variable", "date", "plain-unit", "and", "or", "not", "unless", "arrow", "verb", "causes", "kind", "(", ")", ",", ":", "/", "+", "-",
     "*", "^", "<", "<=", ">", ">=", "=", "!=", "between", "counted", "counted-column", "function", "calendar", "together", "strength", "because", "source", "overrides",
     "otherwise", "group", "also", "in-unit", "first", "only-if", "else", "urgent", "when", "points", "ordered", "long-text", "as", "first-of", "no-evidence", "aggregate", "by", "where", "row", "bad"});
static_assert(kind_names.size() == static_cast<std::size_t>(Tok::bad) + 1);

// Words as they stand; a token with a meaning as kind<text>, a sign as itself.
std::string classified(const std::string& text, bool facts = false) {
    const Source source = make_source("t.hence", text);
    std::vector<Diagnostic> diagnostics;
    const Tokens scanned = scan(source, SourceId{0}, {{0, static_cast<std::uint32_t>(source.text.size()), false}}, diagnostics);
    SpecialNames names;
    collect_names(source, scanned, names);
    const Tokens tokens = classify(source, scanned, names, facts);
    std::string out;
    for (const Line& line : tokens.lines) {
        out += out.empty() ? "" : "\n";
        for (std::uint32_t t = line.tokens.first; t < line.tokens.last; ++t) {
            const Token& token = tokens.tokens[t];
            const std::string kind = kind_names[static_cast<std::size_t>(token.kind)];
            const std::string words = source.text.substr(token.begin, token.end - token.begin);
            out += t > line.tokens.first ? " " : "";
            out += kind.empty() || std::isalpha(static_cast<unsigned char>(kind[0])) == 0 ? words : kind == words ? "<" + words + ">" : kind + "<" + words + ">";
        }
    }
    return out;
}

struct Row {
    const char* text;
    const char* tokens;
};

void expect_tokens(const std::vector<Row>& rows) {
    for (const Row& row : rows) EXPECT_EQ(classified(row.text), row.tokens) << row.text;
}

TEST(Lexer, HardKeywordsInAnyCase) {
    expect_tokens({
        {"a AND b or c → d", "a and<AND> b <or> c arrow<→> d"},
        {"not a unless b → c", "<not> a <unless> b arrow<→> c"},
        {"Unless a → b", "unless<Unless> a arrow<→> b"},
        {"a Strongly  Suggests b", "a verb<Strongly  Suggests> b"},
        {"a causes b", "a <causes> b"},
        {"a is a kind of b", "a kind<is a kind of> b"},
        {"andrew → orange", "andrew arrow<→> orange"},
        {"x is not y → z", "x is not y arrow<→> z"},
        {"x is NOT y → z", "x is not<NOT> y arrow<→> z"},
    });
}

TEST(Lexer, Counts) {
    expect_tokens({
        {"at least 2 of (a, b) → c", "counted<at least 2 of> ( a , b ) arrow<→> c"},
        {"At Most 1 of (a) → c", "counted<At Most 1 of> ( a ) arrow<→> c"},
        {"exactly 1 of (a) → c", "counted<exactly 1 of> ( a ) arrow<→> c"},
        {"any of (a) OR all of (b) → c", "counted<any of> ( a ) or<OR> counted<all of> ( b ) arrow<→> c"},
        {"each of [A] suggests b", "counted-column<each of> column<[A]> verb<suggests> b"},
        {"any of them → all of it", "any of them arrow<→> all of it"},
        {"min(a, b) > 2 → c", "function<min> ( a , b ) > 2 arrow<→> c"},
        {"min (a) → c", "min ( a ) arrow<→> c"},
        {"log10(a) > round(b, 1) → c", "function<log10> ( a ) > function<round> ( b , 1 ) arrow<→> c"},
    });
}

TEST(Lexer, BetweenKeepsItsAnd) {
    expect_tokens({
        {"age between 40 and 60 → x", "age <between> 40 <and> 60 arrow<→> x"},
        {"age between 40 years and 60 years → x", "age <between> 40 years <and> 60 years arrow<→> x"},
        {"pain between meals and night → x", "pain between meals <and> night arrow<→> x"},
        {"pain between 2 ribs → x", "pain between 2 ribs arrow<→> x"},
    });
}

TEST(Lexer, VariablesTakeTheOperatorsOfFiguresAndDates) {
    expect_tokens({
        {"?level between 3 and ?b → x", "variable<?level> <between> 3 <and> variable<?b> arrow<→> x"},
        {"?day between 2026-01-01 and today → x", "variable<?day> <between> date<2026-01-01> <and> today arrow<→> x"},
        {"?x lies between ?y → x", "variable<?x> lies between variable<?y> arrow<→> x"},
        {"?v in mm/s > 3 → x", "variable<?v> plain-unit<in mm/s> > 3 arrow<→> x"},
        {"number ?p level in m\n2 * big tank level in m > 3 → x", "number variable<?p> level in-unit<in m>\n2 * big tank level plain-unit<in m> > 3 arrow<→> x"},
    });
}

TEST(Lexer, RelationsAndFacts) {
    expect_tokens({
        {"relation ?x lives in ?y, number ?y in mm/s, number ?x", "relation variable<?x> lives in variable<?y> , number variable<?y> in-unit<in mm/s> , number variable<?x>"},
        {"relation ?x sits in m", "relation variable<?x> sits in m"},
        {"fact a (0.7), source S1", "fact a strength<(0.7)> source<, source> S1"},
        {"fact a, b\n  because \"c\"\n  source the blue book", "fact a , b <because> \"c\" <source> the blue book"},
        {"fact source of a, source of b", "fact source of a , source of b"},
        {"fact table [A] eats [B]", "fact table column<[A]> eats column<[B]>"},
        {"fact x of \"a or b\" because \"c or d\"\na or b AND c or d → y", "fact x of \"a or b\" <because> \"c or d\"\nname<a or b> and<AND> c <or> d arrow<→> y"},
        {"fact table eats\n| A | B |\n|---|---|\n| cats and dogs | x/y |\ncats and dogs → x/y",
         "fact table eats\nrow<| A | B |>\nrow<|---|---|>\nrow<| cats and dogs | x/y |>\nname<cats and dogs> arrow<→> name<x/y>"},
        {"fact table eats [B]\n| A | B |\n|---|---|\n| cats and dogs | x/y |\ncats and dogs → x/y",
         "fact table eats column<[B]>\nrow<| A | B |>\nrow<|---|---|>\nrow<| cats and dogs | x/y |>\ncats <and> dogs arrow<→> name<x/y>"},
    });
}

TEST(Lexer, AnAggregateHasItsWhere) {
    expect_tokens({
        {"Count Of ?d WHERE (p has ?d) > 1 → x", "aggregate<Count Of> variable<?d> where<WHERE> ( p has variable<?d> ) > 1 arrow<→> x"},
        {"latest ?v by ?d where (p) > 1 → x", "aggregate<latest> variable<?v> <by> variable<?d> <where> ( p ) > 1 arrow<→> x"},
        {"sum of ?v by ?d where (p) > 1 → x", "aggregate<sum of> variable<?v> by variable<?d> <where> ( p ) > 1 arrow<→> x"},
        {"count of stools > 3 → x", "count of stools > 3 arrow<→> x"},
        {"count of stools AND a where (b) → x", "count of stools and<AND> a where ( b ) arrow<→> x"},
        {"the count of ?d where (p) > 1 → x", "the count of variable<?d> where ( p ) > 1 arrow<→> x"},
        {"sum of count of ?d where (p) > 1 → x", "aggregate<sum of> count of variable<?d> <where> ( p ) > 1 arrow<→> x"},
        {"sum of (count of ?d where (p)) where (q) > 1 → x", "aggregate<sum of> ( aggregate<count of> variable<?d> <where> ( p ) ) <where> ( q ) > 1 arrow<→> x"},
        {"min(a, b) > 1 AND unless min of ?d where (p) = 1", "function<min> ( a , b ) > 1 and<AND> <unless> aggregate<min of> variable<?d> <where> ( p ) = 1"},
    });
}

TEST(Lexer, StrengthsStandBehindAnArrow) {
    expect_tokens({
        {"a → b (0.7)", "a arrow<→> b strength<(0.7)>"},
        {"a → b (-1)", "a arrow<→> b strength<(-1)>"},
        {"a → b ( 60 % )", "a arrow<→> b strength<( 60 % )>"},
        {"a AND (3 < b) → c", "a and<AND> ( 3 < b ) arrow<→> c"},
        {"a → n = (3) * m", "a arrow<→> n = ( 3 ) * m"},
        {"a → b, together at most 0.5", "a arrow<→> b together<, together at most> 0.5"},
    });
}

TEST(Lexer, TailsStandBehindAConclusion) {
    expect_tokens({
        {"a → b because \"c\" source S group g overrides r", "a arrow<→> b <because> \"c\" <source> S <group> g <overrides> r"},
        {"a → b\n  otherwise argues against\n  unless c", "a arrow<→> b <otherwise> verb<argues against> <unless> c"},
        {"a → b otherwise → (-0.3)", "a arrow<→> b <otherwise> arrow<→> strength<(-0.3)>"},
        {"source of heat → group of people", "source of heat arrow<→> group of people"},
        {"blood group → source of infection", "blood group arrow<→> source of infection"},
        {"because it hurts → otherwise fine", "because it hurts arrow<→> otherwise fine"},
        {"a → b, source of heat", "a arrow<→> b , source of heat"},
        {"a → b\n  source Smith 2020", "a arrow<→> b <source> Smith 2020"},
    });
}

TEST(Lexer, WordsOfOneStatement) {
    expect_tokens({
        {"finding a, also: b", "finding a also<, also:> b"},
        {"number a in mg/dL, 0 to 3", "number a in-unit<in mg/dL> , 0 to 3"},
        {"number burning in feet in °C", "number burning in feet in-unit<in °C>"},
        {"number a in kg = b in kg", "number a in-unit<in kg> = b in kg"},
        {"burning in feet → x", "burning in feet arrow<→> x"},
        {"ask a first: \"?\"", "ask a <first> : \"?\""},
        {"ask first aid: \"?\"", "ask first aid : \"?\""},
        {"ask a only if b, else no: \"?\"", "ask a only-if<only if> b else<, else no> : \"?\""},
        {"advise a, urgent: \"!\"", "advise a urgent<, urgent> : \"!\""},
        {"advise a when b unless c: \"!\"", "advise a <when> b <unless> c : \"!\""},
        {"a when b → c", "a when b arrow<→> c"},
        {"case \"x\"\n  given a (0.5)", "case \"x\" given a strength<(0.5)>"},
    });
    EXPECT_EQ(classified("a (0.5), b is known", true), "a strength<(0.5)> , b is known");
}

// The longest name known over all files is one token.
TEST(Lexer, NamesThatHoldAnOperator) {
    expect_tokens({
        {"finding nausea and vomiting\nnausea and vomiting → x", "finding name<nausea and vomiting>\nname<nausea and vomiting> arrow<→> x"},
        {"Nausea  and-vomiting → x\nfinding nausea and vomiting", "name<Nausea  and-vomiting> arrow<→> x\nfinding name<nausea and vomiting>"},
        {"nausea AND vomiting → x\nfinding nausea and vomiting", "nausea and<AND> vomiting arrow<→> x\nfinding name<nausea and vomiting>"},
        {"nausea and vomiting and fever → x\nfinding nausea and vomiting", "name<nausea and vomiting> <and> fever arrow<→> x\nfinding name<nausea and vomiting>"},
        {"finding a and b, a and b and c\na and b and c and d → x", "finding name<a and b> , name<a and b and c>\nname<a and b and c> <and> d arrow<→> x"},
        {"cold hands/feet → x\nfinding cold hands/feet", "name<cold hands/feet> arrow<→> x\nfinding name<cold hands/feet>"},
        {"hands/feet cold → x\nfinding hands/feet cold", "name<hands/feet cold> arrow<→> x\nfinding name<hands/feet cold>"},
        {"\"salt, sugar\" → x\nsalt, sugar → y", "\"salt, sugar\" arrow<→> x\nname<salt, sugar> arrow<→> y"},
        {"blood loss - acute → x\nfinding blood loss - acute", "name<blood loss - acute> arrow<→> x\nfinding name<blood loss - acute>"},
        {"not growing → x\nNOT growing → y\nfinding \"not growing\"", "name<not growing> arrow<→> x\nnot<NOT> growing arrow<→> y\nfinding \"not growing\""},
        {"wear and\n    tear → x\nfinding wear and tear", "name<wear and\n    tear> arrow<→> x\nfinding name<wear and tear>"},
        {"wear and # this\n    tear → x\nfinding wear and tear", "wear <and> tear arrow<→> x\nfinding name<wear and tear>"},
        {"stress causes pain → x\nfinding \"stress causes pain\"", "name<stress causes pain> arrow<→> x\nfinding \"stress causes pain\""},
        // an alias, a number, a choice and its values, a cell, quoted text in a rule
        {"finding a, also: b or c\nb or c → x", "finding a also<, also:> name<b or c>\nname<b or c> arrow<→> x"},
        {"number in and out in mL\nin and out > 3 mL → x", "number name<in and out> in-unit<in mL>\nname<in and out> > 3 mL arrow<→> x"},
        {"number intake and output in mL\nintake and output > 3 mL → x", "number name<intake and output> in-unit<in mL>\nname<intake and output> > 3 mL arrow<→> x"},
        {"choice c: left or right, none\nc is left or right → x", "choice c : name<left or right> , none\nc is name<left or right> arrow<→> x"},
        {"table\n  [A] → [B]\n| A | B |\n|---|---|\n| cold hands/feet, NOT ice and snow | x/y |\ncold hands/feet AND ice and snow → x/y",
         "table column<[A]> arrow<→> column<[B]>\nrow<| A | B |>\nrow<|---|---|>\nrow<| cold hands/feet, NOT ice and snow | x/y |>\nname<cold hands/feet> and<AND> name<ice and snow> arrow<→> name<x/y>"},
        {"use of \"a or b\" → x\na or b → y", "use of \"a or b\" arrow<→> x\nname<a or b> arrow<→> y"},
        {"rule r: \"a or b\" → x\na or b → y", "rule r : \"a or b\" arrow<→> x\nname<a or b> arrow<→> y"},
        {"topic \"t\": \"a or b\"\na or b → y", "topic \"t\" : \"a or b\"\nname<a or b> arrow<→> y"},
        {"advise \"a or b\": \"c or d\"\na or b AND c or d → y", "advise \"a or b\" : \"c or d\"\nname<a or b> and<AND> c <or> d arrow<→> y"},
    });
}

TEST(Lexer, TextsAreNeverNames) {
    for (const char* statement : {"z → y because \"a or b\"", "ask q: \"a or b\"", "topic \"a or b\": q", "describe q: \"a or b\"", "advise q: \"a or b\"",
                                  "source q: \"a or b\"", "notice \"a or b\"", "use \"a or b\"", "case \"a or b\""})
        EXPECT_TRUE(classified(std::string(statement) + "\na or b → x").ends_with("\na <or> b arrow<→> x")) << statement;
}

TEST(Lexer, ANameWithAComparisonIsOneOnlyInQuotesOrCells) {
    expect_tokens({
        {"\"Age > 60\" → x\nAge > 60 → y", "\"Age > 60\" arrow<→> x\nAge > 60 arrow<→> y"},
        {"a >= 3 and b → x", "a >= 3 <and> b arrow<→> x"},
    });
}

TEST(Lexer, Cells) {
    const Source source = make_source("t", "  | a, b (c, d) |  | e \\| f |g|\n| x | y\n");
    const auto shown = [&](std::uint32_t begin, std::uint32_t end) {
        std::string out;
        for (const Span& cell : cells_of(source, SourceId{0}, {begin, end, Tok::row})) {
            out += "<";
            for (const Span& member : members_of(source, cell)) out += std::string(span_text(source, member)) + ";";
            out += ">";
        }
        return out;
    };
    EXPECT_EQ(shown(0, source.line_starts[1] - 1), "<a;b (c, d);><><e \\| f;><g;>");
    EXPECT_EQ(shown(source.line_starts[1], source.line_starts[2] - 1), "<x;><y;>");
}

TEST(Lexer, Unquotes) {
    const std::vector<std::pair<const char*, const char*>> rows = {
        {"\"a\"", "a"}, {"“a”", "a"}, {"„a“", "a"}, {"“a\"", "a"}, {"\"\"", ""}, {"\"a \\\"b\\\"\"", "a \"b\""}, {"\"a\\\\\"", "a\\"}, {"\"\\d\"", "\\d"}, {"“a \"b\"”", "a \"b\""}};
    for (const auto& [quoted, text] : rows) EXPECT_EQ(unquote(quoted), text) << quoted;
}

}  // namespace
}  // namespace hence
