// Values by cases and by default, texts, scope, and what a condition may ask besides findings.
#include <gtest/gtest.h>

#include "tests/describe.hpp"
#include "tests/hostile.hpp"

namespace hence {
namespace {

struct Row {
    std::string text;
    const char* program;
};

void expect_programs(const std::vector<Row>& rows) {
    for (const Row& row : rows) EXPECT_EQ(read_all(row.text), row.program) << row.text;
}
void expect_rules(const std::vector<Row>& rows) {
    for (const Row& row : rows) EXPECT_EQ(read_rules(row.text), row.program) << row.text;
}
void expect_errors(const std::vector<Row>& rows) {
    for (const Row& row : rows) EXPECT_EQ(read_errors(row.text), row.program) << row.text;
}

TEST(Default, OfADateIsReadBehindIs) {
    const Loaded loaded = load({}, {{"t.hence", "date due\ndefault due is 2026-01-01\ndue is known → x"}});
    EXPECT_FALSE(has_errors(loaded.diagnostics));
    const Detail* due = loaded.program.detail(loaded.program.find("due"));
    ASSERT_TRUE(due && due->default_value);
    EXPECT_EQ(loaded.program.exprs[due->default_value.index()].number, 20454);
    EXPECT_TRUE(has_errors(load({}, {{"t.hence", "date due\nnumber n\ndefault due is n\nn > 1 → x"}}).diagnostics));
}

TEST(Ask, AScoreUnderNoCondition) {
    const Loaded loaded = load({}, {{"t.hence", "score s: a +1\nask s only if c: \"Total?\"\ns >= 1 → g"}});
    ASSERT_FALSE(loaded.diagnostics.empty());
    EXPECT_EQ(loaded.diagnostics.front().code, Code::kind_mismatch);
}

TEST(FirstOf, OnLinesAndInTheLine) {
    const std::string risk = "choice risk: high, low, none\n", rules = "a → risk is high [first 0.0]\nb AND c → risk is low [first 0.1]\nNOT (a OR (b AND c)) → risk is none\n";
    expect_rules({
        {risk + "risk is first of:\n    high when a\n    low when b AND c\n    none otherwise", rules.c_str()},
        {risk + "risk is first of: high when a, low when b AND c, none otherwise", rules.c_str()},
        {risk + "risk = first of:\n    high when a,\n    low when b\n        AND c\n    none otherwise", rules.c_str()},
        {risk + "risk is first of:\n    high\n        when a\n    none\n        otherwise", "a → risk is high [first 0.0]\nNOT a → risk is none\n"},
        {risk + "choice old: high, low, none\nrisk is first of: value of old when a, none otherwise", "a → risk = old [first 0.0]\nNOT a → risk is none\n"},
        {risk + "source S1: \"x\"\nrisk is first of:\n    high when a because \"so\"\n        source S1\n    low otherwise because \"else\"\n    source S1", "a → risk is high [first 0.0] source S1 because \"so\"\nNOT a → risk is low source S1 because \"else\"\n"},
        {risk + "risk is first of: high when a\nrisk is first of: low when b", "a → risk is high [first 0.0]\nb → risk is low [first 1.0]\n"},
        {"choice c: \"when a\", otherwise so\nc is first of: when a when b, otherwise so otherwise", "b → c is when a [first 0.0]\nNOT b → c is otherwise so\n"},
    });
}

TEST(FirstOf, NumbersAndTexts) {
    expect_rules({
        {"dose = first of: 20 mg when a, 10 mg otherwise", "a → dose = 20 [first 0.0]\nNOT a → dose = 10\n"},
        {"number dose in g\nnumber weight in kg\ndose = first of:\n    2 g/kg * weight when weight > 3 kg\n    5 mg when a", "weight > 3 → dose = (0.002 * weight) / 0.001 [first 0.0]\na → dose = 0.005 [first 0.1]\n"},
        {"text t\nscore s: a +1\nt = first of: \"{s} points\" when s > 1, \"none, or {b}\" otherwise", "s > 1 → t = \"{s} points\" [first 0.0]\nNOT (s > 1) → t = \"none, or {b}\"\n"},
        {"number number of tablets\nnumber of tablets = first of: 1 when a", "a → number of tablets = 1 [first 0.0]\n"},
    });
}

TEST(FirstOf, Mistakes) {
    const std::string risk = "choice risk: high, low\n";
    expect_errors({
        {"risk is first of: high when a", "H25 1:1"},
        {"finding risk\nrisk is first of: high when a", "H25 2:1"},
        {"score risk: b +1\nrisk = first of: 1 when a", "H25 2:1"},
        {risk + "risk is first of: high when a, middle otherwise", "H24 2:32"},
        {risk + "risk is first of: high when a, low", "H02 2:32"},
        {risk + "risk is first of: high otherwise, low when a", "H02 2:24"},
        {risk + "risk is first of: high when a, low when b otherwise", "H02 2:43"},
        {risk + "risk is first of: high otherwise", "H02 2:19"},
        {risk + "risk is first of: high when a unless b", "H02 2:19"},
        {risk + "risk is first of:", "H02 2:18"},
        {risk + "risk is first of: when a", "H02 2:19"},
        {risk + "risk is first of: high when", "H02 2:28"},
        {"choice risk is first of: high when a", "H02 1:1"},
        {risk + "risk is first of: 2 + 3 when a", "H24 2:19"},
    });
}

TEST(Default, FourForms) {
    expect_programs({
        {"default smoker\ndefault NOT pregnant\nsmoker AND pregnant → x", "default smoker\ndefault NOT pregnant\nsmoker AND pregnant → x\n"},
        {"default blood loss = 0 mL\nblood loss > 1 L → x", "number blood loss in L\ndefault blood loss = 0\nblood loss > 1 → x\n"},
        {"number a in g\nnumber b in mg\ndefault a = b", "number a in g\ndefault a = (b * 1e-06) / 0.001\nnumber b in mg\n"},
        {"choice side: left, right\ndefault side is right\nside is left → x", "choice side: left, right\ndefault side = 1\nside is left → x\n"},
        {"choice side: left, right\nchoice other: left, right\ndefault side is value of other\ndefault other = left", "choice side: left, right\ndefault side = other\nchoice other: left, right\ndefault other = 0\n"},
    });
}

TEST(Default, Mistakes) {
    expect_errors({
        {"default a\ndefault NOT a\na → x", "H12 2:1"},
        {"default a = 3\ndefault a = 3", "H12 2:1"},
        {"default NOT a = 3", "H02 1:9"},
        {"choice side: left, right\ndefault NOT side is left", "H02 2:1"},
        {"choice side: left, right\ndefault side is up", "H24 2:9"},
        {"choice side: left, right\ndefault side", "H25 2:9"},
        {"number n, 1 to 3\ndefault n = 4", "H21 2:13"},
        {"number n in mg\ndefault n = 4 mL", "H03 2:13"},
        {"score s: a +1\ndefault s = 3", "H25 2:9"},
        {"text t\ndefault t = \"x\"", "H25 2:9"},
        {"default a = b", "H25 1:9"},
        {"default", "H02 1:1"},
    });
}

TEST(Text, IsConcludedWithQuotes) {
    expect_programs({
        {"text summary, also: short\na → summary = \"Score {n}: ok\"", "text summary, also: short\na → summary = \"Score {n}: ok\"\n"},
        {"text a, b\nc → a = \"x\", b = \"y\"", "text a\ntext b\nc → a = \"x\", b = \"y\"\n"},
        {"text t\na → t = \"x, y: AND z / b\"\nb suggests t = \"x\"", "text t\na → t = \"x, y: AND z / b\"\nb → t = \"x\" (0.6)\n"},
    });
    const Loaded loaded = load_text("text t\na → t = \"x {b}\"\nc → t = \"x {b}\"\nd → t = \"x\"");
    EXPECT_EQ(loaded.program.wordings.size(), 2U);
}

TEST(Text, IsNoPremise) {
    expect_errors({
        {"a → t = \"x\"", "H25 1:5"},
        {"text t\nt → x", "H25 2:1"},
        {"text t\na → t", "H25 2:5"},
        {"text t\na → t = 3", "H15 2:9"},
        {"text t\na → t = b", "H15 2:9"},
        {"text t\nt > 3 → x", "H25 2:1"},
        {"text t\nt is known → x", "H25 2:1"},
        {"number n\na → n = \"x\"", "H25 2:9"},
        {"text t\na → t = \"x\" (-0.5)", "H15 2:5"},
        {"text t\ntext t", "H12 2:6"},
    });
}

TEST(HostileText, HoldsNotItselfAndNotTooMuch) {
    expect_errors({
        {"text t\na → t = \"{t}\"", "H04 2:1"},
        {"text t, u, v\nc → v = \"{t}\"\na → t = \"x {u}\"\nb → u = \"{v} {a}\"", "H04 3:1"},
        {"text t, u\na → t = \"{u} {u}\"\nb → u = \"x\"", ""},
        {"text t\nscore s: a +1\nt = first of: \"{s}\" when a, \"{t}\" otherwise", "H04 3:29"},
    });
    std::string doubling = "text t0\na → t0 = \"{a}\"\n";
    for (int i = 1; i <= 60; ++i) doubling += "text t" + std::to_string(i) + "\na → t" + std::to_string(i) + " = \"{t" + std::to_string(i - 1) + "}{t" + std::to_string(i - 1) + "}\"\n";
    const auto errors = only(load_text(doubling).diagnostics, Severity::error);
    ASSERT_FALSE(errors.empty());
    EXPECT_EQ(errors.front().code, Code::limit);
    EXPECT_EQ(read_errors("text t\na → t = \"{a} {b} {a}\""), "");
    std::string chain = "text t0\na → t0 = \"x\"\n";
    for (int i = 1; i <= 999; ++i) chain += "text t" + std::to_string(i) + "\na → t" + std::to_string(i) + " = \"{t" + std::to_string(i - 1) + "}\"\n";
    EXPECT_EQ(read_errors(chain), "");
    EXPECT_EQ(read_errors(chain + "text t1000, t1001\na → t1000 = \"{t999}\"\na → t1001 = \"{t1000}\""), "H20 2003:1");
}

TEST(Scope, IsAPremiseOfTheFilesRules) {
    expect_rules({
        {"only if age >= 18 years\na → b\nc suggests d", "a → b only if age >= 18\nc → d (0.6) only if age >= 18\n"},
        {"a → b\nonly if x AND NOT y\nOnly If z", "a → b only if (x AND NOT y) AND z\n"},
        {"choice c: d, e\nonly if x\nc is first of: d when a, e otherwise", "a → c is d only if x [first 0.0]\nNOT a → c is e only if x\n"},
        {"only if x\ntable\n    [A] → [B]\n| A | B |\n|---|---|\n| a | b |", "a → b only if x\n"},
        {"only if x\nscore s: a +1", ""},
    });
    const Loaded two = load({}, {{"a.hence", "only if x\na → b"}, {"b.hence", "c → d"}});
    EXPECT_EQ(describe_rules(two.program), "a → b only if x\nc → d\n");
    expect_errors({{"only if", "H02 1:8"}, {"only if 3", "H25 1:9"}, {"only if a b c AND", "H06 1:15"}});
}

TEST(Condition, NoEvidenceFor) {
    expect_rules({
        {"no evidence for pregnancy → x", "no evidence for pregnancy → x\n"},
        {"a AND NOT no evidence for b → x", "a AND NOT no evidence for b → x\n"},
        {"no evidence for (a OR b) AND c → x", "no evidence for (a OR b) AND c → x\n"},
        {"no evidence for age > 3 OR a → x", "no evidence for (age > 3) OR a → x\n"},
        {"a → x unless No Evidence For b", "a → x unless no evidence for b\n"},
        {"score s: no evidence for a +1\ns > 0 → x", "s > 0 → x\n"},
        {"finding no evidence for cancer\nno evidence for cancer → x", "no evidence for cancer → x\n"},
        {"there is no evidence for it → x", "there is no evidence for it → x\n"},
    });
    const Loaded loaded = load_text("finding no evidence for cancer\nno evidence for cancer → x");
    EXPECT_EQ(loaded.program.exprs.front().op, Op::finding);
}

TEST(Condition, CertaintyAndRuleApplies) {
    expect_rules({
        {"certainty of iron deficiency >= 0.6 → x", "certainty of iron deficiency >= 0.6 → x\n"},
        {"certainty of a > certainty of b → x", "certainty of a > certainty of b → x\n"},
        {"number certainty of a\ncertainty of a > 1 → x", "certainty of a > 1 → x\n"},
        {"rule low iron: a → b\nrule low iron applies AND c → d", "rule low iron: a → b\nrule low iron applies AND c → d\n"},
        {"NOT Rule low applies → d\nrule Low: a → b", "NOT rule Low applies → d\nrule Low: a → b\n"},
    });
    expect_errors({
        {"rule low applies → x", "H23 1:1"},
        {"certainty of a → x", "H25 1:1"},
        {"text t\ncertainty of t > 0.5 → x", "H25 2:1"},
        {"certainty of a > 0.5 mg → x", "H03 1:18"},
    });
}

TEST(HostileStatements, DeepAndLong) {
    std::string deep = "a AND ";
    for (int i = 0; i < 100000; ++i) deep += i % 2 == 0 ? "NOT " : "no evidence for ";
    EXPECT_EQ(only(load_text(deep + "b → x").diagnostics, Severity::error).front().code, Code::limit);
    std::string cases = "choice c: d, e\nc is first of:\n";
    for (int i = 0; i < 5000; ++i) cases += "    d when a" + std::to_string(i) + "\n";
    const Loaded loaded = load_text(cases + "    e otherwise");
    EXPECT_FALSE(has_errors(loaded.diagnostics));
    EXPECT_EQ(loaded.program.rules.size(), 5001U);
}

}  // namespace
}  // namespace hence
