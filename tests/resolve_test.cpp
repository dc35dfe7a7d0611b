// Names become findings, figures get one unit: over all files together, whatever the order.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "rules/number.hpp"
#include "tests/describe.hpp"
#include "tests/program_text.hpp"

namespace hence {
namespace {

struct Row {
    const char* text;
    const char* read;
};
void expect_rules(const std::vector<Row>& rows) {
    for (const Row& row : rows) EXPECT_EQ(read_rules(row.text), row.read) << row.text;
}
void expect_all(const std::vector<Row>& rows) {
    for (const Row& row : rows) EXPECT_EQ(read_all(row.text), row.read) << row.text;
}
void expect_errors(const std::vector<Row>& rows) {
    for (const Row& row : rows) EXPECT_EQ(read_errors(row.text), row.read) << row.text;
}
Diagnostic first_error(const std::string& text) {
    const Loaded loaded = load_text(text);
    const std::vector<Diagnostic> errors = only(loaded.diagnostics, Severity::error);
    return errors.empty() ? Diagnostic{} : errors.front();
}
std::string notes(const std::string& text) {
    const Loaded loaded = load_text(text);
    return describe(only(loaded.diagnostics, Severity::note), loaded.program.sources);
}

// ---- names ----------------------------------------------------------------------------------

TEST(Resolve, OneKeyOneFinding) {
    expect_rules({
        {"Night Cramps → a\nnight-cramps → b\nNIGHT  CRAMPS → c\nnight\n    cramps → d", "night cramps → a\nnight cramps → b\nnight cramps → c\nnight cramps → d\n"},
        {"Crohn’s disease → a\nCrohn's disease → b", "Crohn's disease → a\nCrohn's disease → b\n"},
        {"U\u0308belkeit → a\nübelkeit → b", "übelkeit → a\nübelkeit → b\n"},
        {"a\u00a0b → c\na b → d", "a b → c\na b → d\n"},
        {"\"night cramps\" → a\nnight cramps → b", "night cramps → a\nnight cramps → b\n"},
    });
}

TEST(Resolve, PrintedAsDeclaredElseWithFewestCapitalsThenLeast) {
    expect_rules({
        {"finding Night Cramps\nnight cramps → x", "Night Cramps → x\n"},
        {"night cramps → x\nfinding Night Cramps", "Night Cramps → x\n"},
        {"TNF → x\ntnf → y\nTnf → z", "tnf → x\ntnf → y\ntnf → z\n"},
        {"low-fluid → x\nlow fluid → y", "low fluid → x\nlow fluid → y\n"},
        {"finding a, also: B C\nb c → x", "a → x\n"},
        {"goal Iron Deficiency\niron deficiency → x\nIron deficiency → y", "iron deficiency → x\niron deficiency → y\n"},
    });
}

TEST(Resolve, APluralMeetsItsSingularWithANote) {
    expect_rules({
        {"muscle cramps → x\nmuscle cramp → y", "muscle cramp → x\nmuscle cramp → y\n"},
        {"muscle cramp → x\nmuscle cramps → y", "muscle cramp → x\nmuscle cramp → y\n"},
        {"finding muscle cramps\nmuscle cramp → y", "muscle cramps → y\n"},
        {"finding cramp, cramps\ncramp → x\ncramps → y", "cramp → x\ncramps → y\n"},
        {"virus → x\nviru → y", "virus → x\nviru → y\n"},          // behind u
        {"illness → x\nillnes → y", "illness → x\nillnes → y\n"},  // behind s
        {"arthritis → x\narthriti → y", "arthritis → x\narthriti → y\n"},
        {"gas → x\nga → y", "gas → x\nga → y\n"},                  // three letters
        {"rib pains in bed → x\nrib pain in bed → y", "rib pains in bed → x\nrib pain in bed → y\n"},  // the last word only
    });
    EXPECT_EQ(notes("muscle cramps → x\nmuscle cramp → y"), "H55 2:1");
    EXPECT_EQ(notes("finding cramp, cramps\ncramp → x\ncramps → y"), "");
    // looser likeness is never merged
    EXPECT_EQ(read_rules("finding hypokalaemia, hyperkalaemia\nhypokalaemia → x\nhyperkalaemia → y"), "hypokalaemia → x\nhyperkalaemia → y\n");
}

TEST(Resolve, Aliases) {
    expect_all({
        {"finding nighttime cramps, also: night cramps, cramps at night\ncramps at night → x\nNight Cramp → y",
         "finding nighttime cramps, also: night cramps, cramps at night\nnighttime cramps → x\nnighttime cramps → y\n"},
        {"number fluid intake in L/day, also: drinking\ndrinking < 1500 mL/day → x", "number fluid intake in L/day, also: drinking\nfluid intake < 1.5 → x\n"},
    });
}

TEST(Resolve, IsBelongsToNamesUnlessAChoiceStandsBefore) {
    expect_rules({
        {"skin is pale → x", "skin is pale → x\n"},
        {"skin is not pale → x", "skin is not pale → x\n"},
        {"choice skin: pale, red\nskin is pale → x", "skin is pale → x\n"},
        {"cramps after exercise → x\nfever before rash → y", "cramps after exercise → x\nfever before rash → y\n"},
        {"choice side: left, both\npain side is left → x", "pain side is left → x\n"},
        {"choice pain side: left, both\npain side is left AND pain side is not both → x", "pain side is left AND NOT pain side is both → x\n"},
        {"a is known AND b is unknown → x", "(a is known) AND (b is unknown) → x\n"},
        {"number n in mg, 0 to 1\nchoice c: l, r\nn is known AND c is unknown → x", "(n is known) AND (c is unknown) → x\n"},
        {"finding a is known\na is known → x", "a is known → x\n"},
        {"choice skin: pale\nfinding skin is pale\nskin is pale → x", "skin is pale → x\n"},
    });
    EXPECT_EQ(load_text("skin is pale → x").program.findings.front().kind, FindingKind::yes_no);
}

TEST(Resolve, ConcludedValues) {
    expect_rules({
        {"number dose in µg/day\na → dose = 20 µg/day", "a → dose = 20\n"},
        {"number dose in µg/day\na → dose = 20", "a → dose = 20\n"},
        {"number dose in mg\na → dose = 0.02 g", "a → dose = 20\n"},
        {"a → dose = 20 mg\nb → dose = 1 g", "a → dose = 0.02\nb → dose = 1\n"},  // undeclared: a number all the same
        {"number dose\nnumber weight\na → dose = 2 * weight", "a → dose = 2 * weight\n"},
        {"choice risk: low, high\na → risk is high", "a → risk is high\n"},
        {"choice risk: low, high\na → risk is high, b (0.7)", "a → risk is high, b (0.7)\n"},
        {"choice a: l, r\nchoice b: l, r\nc → a is value of b", "c → a = b\n"},
    });
    expect_errors({
        {"choice risk: low, high\na → risk is up", "H24 2:5"},
        {"choice risk: low, high\na → risk = 3", "H25 2:5"},
        {"choice a: l, r\nchoice b: l, s\nc → a is value of b", "H24 3:5"},
        {"finding dose\na → dose = 3", "H25 2:5"},
        {"number dose in mg\na → dose = 3 mL", "H03 2:12"},
        {"number dose\na → dose = 3 mL", "H03 2:12"},
    });
}

TEST(Resolve, UndeclaredNamesThatAreComparedAreNumbers) {
    expect_all({
        {"fluid < 1.5 L/day → x", "number fluid in L/day\nfluid < 1.5 → x\n"},
        {"n + m > 3 → x", "number n\nnumber m\n(n + m) > 3 → x\n"},
        {"n > 1 g → x\nn < 200 mg → y", "number n in g\nn > 1 → x\nn < 0.2 → y\n"},
        {"n < 200 mg → y\nn > 1 g → x", "number n in g\nn < 0.2 → y\nn > 1 → x\n"},
        {"choice side: left, right\nside = left → x", "choice side: left, right\nside is left → x\n"},
    });
}

TEST(Resolve, MentionsAreResolvedOverAllFiles) {
    const Loaded loaded = load({}, {{"a.hence", "side is left AND fluid intake < 1500 mL/day AND snake bite → x"},
                                    {"b.hence", "choice side: left, right\nnumber fluid intake in L/day\nfinding bite, also: snake bite"}});
    EXPECT_TRUE(only(loaded.diagnostics, Severity::error).empty());
    EXPECT_EQ(describe_rules(loaded.program), "side is left AND (fluid intake < 1.5) AND bite → x\n");
}

TEST(Resolve, RulesOfOneNameAreAnErrorThatNamesBoth) {
    const Diagnostic d = first_error("rule low: a → x\nrule Low: b → y");
    EXPECT_EQ(d.code, Code::declared_twice);
    ASSERT_EQ(d.related.size(), 1U);
    EXPECT_EQ(d.related.front().span, (Span{SourceId{0}, 5, 8}));
}

// ---- units ----------------------------------------------------------------------------------

TEST(Resolve, UnitsConvertWithinOneDimension) {
    expect_rules({
        {"number t in °C\nt > 100.4 °F → x", "t > 38 → x\n"},
        {"number t in °F\nt > 38 °C → x", "t > 100.4 → x\n"},
        {"number t in °C\nt < 300 K → x", "t < 26.85 → x\n"},
        {"number g in mg/dL\ng > 1 g/L → x", "g > 100 → x\n"},
        {"number w in kg\nw > 11 lb → x", "w > 4.98951607 → x\n"},
        {"number c in 10^9/L\nc > 4000 /µL → x", "c > 4 → x\n"},
        {"number c in 10^9/L\nc > 4 10*9/L → x", "c > 4 → x\n"},
        {"number c in %\nc > 5% → x", "c > 5 → x\n"},
        {"number age in years\nage > 18 months → x", "age > 1.5 → x\n"},
        {"number age in years\nage between 40 and 60 years → x", "(age >= 40) AND (age <= 60) → x\n"},
        {"number age in years\nage between 6 months and 2 years → x", "(age >= 0.5) AND (age <= 2) → x\n"},
        {"number p in bar\np > 30 psi → x", "p > 2.06842718795 → x\n"},
        {"number r in rpm\nr > 2 /s → x", "r > 120 → x\n"},
        {"number a in mg\nnumber b in mg\na > b → x", "a > b → x\n"},
    });
    expect_errors({
        {"number g in mg/dL\ng > 5 mmol/L → x", "H03 2:5"},   // mass and amount
        {"number d in µg\nd > 400 IU → x", "H03 2:5"},        // mass and IU
        {"number w in kg\nw > 3 → x", "H03 2:5"},
        {"number w\nw > 3 kg → x", "H03 2:5"},
        {"number w in kg\nnumber h in m\nw + h > 3 kg → x", "H03 3:1"},
        {"number w in kg\nnumber h in m\nw > h → x", "H03 3:1"},
        {"number w in kg\nlog(w) > 3 → x", "H03 2:5"},
        {"number w in kg\nsqrt(w) > 3 → x", "H03 2:1"},
        {"number w in kg\nw ^ 0.5 > 3 → x", "H03 2:5"},
        {"number w in kg\n2 ^ w > 3 → x", "H03 2:5"},
        {"number w in m2\nnumber age in years, of kg/x\nw > 3 m → x", "H03 3:5"},
        {"number w in kg = h\nnumber h in m", "H03 1:18"},
    });
}

TEST(Resolve, AUnitErrorNamesBothPlaces) {
    const Diagnostic d = first_error("number w in kg\nnumber h in m\nw + h > 3 kg → x");
    EXPECT_EQ(d.message, "kg and m do not convert into one another");
    ASSERT_EQ(d.related.size(), 2U);
    EXPECT_EQ(d.related[0].text, "w is in kg");
    EXPECT_EQ(d.related[1].text, "h is in m");
    EXPECT_EQ(first_error("number w in kg\nw > 3 → x").advice, "Write it with its unit: 3 kg.");
}

TEST(Resolve, ArithmeticReckonsInBaseUnits) {
    expect_rules({
        {"number w in kg\nnumber h in cm\nw / h^2 > 30 kg/m2 → x", "(w / ((h * 0.01) ^ 2)) > 30 → x\n"},
        {"number a in mL\nnumber b in L\na + b > 1 L → x", "((a * 1e-06) + (b * 0.001)) > 0.001 → x\n"},
        {"number t in °C\nnumber u in °C\nt - u > 1 °C → x", "(((t * 1) + 273.15) - ((u * 1) + 273.15)) > 1 → x\n"},
        {"number a in mg\nround(a, 1) > 3 mg → x", "(round(a, 1) * 1e-06) > 3e-06 → x\n"},
    });
    expect_all({
        {"number bmi in kg/m^2 = w / h^2\nnumber w in kg\nnumber h in m", "number bmi in kg/m^2 = w / (h ^ 2)\nnumber w in kg\nnumber h in m\n"},
        {"number p in mmHg = 2 * q\nnumber q", "number p in mmHg = 2 * q\nnumber q\n"},  // a plain result takes the declared unit
        {"number a in mL = 2 L", "number a in mL = 2000\n"},
    });
}

// ---- order ----------------------------------------------------------------------------------

TEST(Resolve, StatementOrderNeverMatters) {
    std::vector<std::string> statements = {
        "finding Night Cramps, also: cramps at night",
        "number fluid intake in L/day, 0 to 10",
        "choice pain side: left, right",
        "source S1: \"words\"",
        "rule a: cramps at night AND fluid intake < 1500 mL/day → magnesium deficiency (0.7) source S1",
        "rule b: pain side is left AND spasms → potassium deficiency overrides a",
        "spasm suggests Calcium Deficiency",
        "calcium deficiency AND nausea and vomiting → x",
        "\"nausea and vomiting\" is a kind of misery",
        "urea > 7 mmol/L → kidney trouble",
        "ask spasms only if pain side is right: \"Do you have spasms?\"",
        "magnesium deficiency causes spasms",
        "table\n    each of [Sign] suggests [What]\n| Sign | What |\n|---|---|\n| Restless Legs Syndrome (RLS), cold hands/feet | iron deficiency |",
        "RLS AND cold hands/feet → y",
        "case \"one\"\n    given RLS, fluid intake 1 L/day\n    expect x, iron deficiency likely\n    because of a"};
    const auto lines = [](const std::vector<std::string>& all) {
        std::string text;
        for (const std::string& s : all) text += s + "\n\n";
        const Loaded loaded = load_text(text);
        EXPECT_TRUE(only(loaded.diagnostics, Severity::error).empty()) << text << describe(loaded.diagnostics, loaded.program.sources);
        const std::string described = describe(loaded.program);
        std::vector<std::string> out;
        for (std::size_t at = 0; at < described.size();) {
            const std::size_t end = described.find('\n', at);
            out.push_back(described.substr(at, end - at));
            at = end + 1;
        }
        std::sort(out.begin(), out.end());
        return out;
    };
    const std::vector<std::string> expected = lines(statements);
    std::mt19937 random(20261124);
    for (int i = 0; i < 50; ++i) {
        std::shuffle(statements.begin(), statements.end(), random);
        ASSERT_EQ(lines(statements), expected) << "seed 20261124, round " << i;
    }
}

TEST(Resolve, AFactIsAboutWhatAnyOtherLineNames) {
    for (const char* text : {"fact smoker\nsmoker → risk\n", "smoker → risk\nfact smoker\n"}) EXPECT_EQ(read_errors(text), "") << text;
    EXPECT_EQ(first_error("fact smoker\nsmokers are ill → risk\n").code, Code::unknown_finding);
}

TEST(Resolve, TextSpansPointAtTheWordsThemselves) {
    const Loaded loaded = load_text("a b → c\nunless x → y\nd AND\n    e f → g");
    const Program& p = loaded.program;
    ASSERT_EQ(p.rules.size(), 2U);
    EXPECT_EQ(p.text_of(p.rules[1].span), "d AND\n    e f → g");
    const Expr& both = p.exprs[p.rules[1].condition.index()];
    EXPECT_EQ(p.text_of(p.exprs[p.inputs(both)[1].index()].span), "e f");
}

}  // namespace
}  // namespace hence
