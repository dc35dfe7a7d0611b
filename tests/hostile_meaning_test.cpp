// Rule texts whose words are well formed and whose meaning would hurt: figures, units, cycles,
// doubles. docs/reliability, «Rule text».
#include <clocale>
#include <cmath>
#include <locale>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/session.hpp"
#include "tests/hostile.hpp"

namespace hence {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Lines = std::vector<std::string>;

// ---- certainties ----

TEST(HostileFigures, StrengthsThatAreNone) {
  for (const char* strength :
       {"NaN", "nan", "inf", "1.01", "-1.01", "1e999", "1e-999", "60%", "0.6%"}) {
    const Hostile h(std::string("a → b (") + strength + ")\nc → d");
    EXPECT_EQ(h.reports(), Lines{"H10 3:7"}) << strength;
    EXPECT_TRUE(h.concluded("d")) << strength;
  }
  for (const char* strength :
       {"-inf", "abc", "0x1p-1", "0.5 0.6", "1/2", "0,6", "0", "0.0", "-0.0", "-0"}) {
    const Hostile h(std::string("a → b (") + strength + ")\nc → d");
    ASSERT_EQ(h.reports().size(), 1U) << strength;
    EXPECT_THAT(h.reports().front(), HasSubstr(" 3:")) << strength;
    EXPECT_TRUE(h.concluded("d")) << strength;
  }
  EXPECT_THAT(Hostile("a → b (0.60000000000000000000000000000000000000000001)").reports(),
              IsEmpty());
}

TEST(HostileFigures, CertaintiesOfFactsThatAreNone) {
  const Hostile h("number n\n\na → b\nn > 3 → c");
  for (const char* fact :
       {"a (nan)", "a (inf)", "a (1.01)", "a (-1.5)", "a (1e999)", "a (60%)", "n = nan", "n = inf",
        "n = 1e999", "n = 1,5", "n = 1.2.3", "n = 0x10", "n = -"}) {
    const ReadFacts read = read_facts(h.knowledge.program, fact);
    EXPECT_TRUE(has_errors(read.diagnostics)) << fact;
    EXPECT_THAT(read.facts, IsEmpty()) << fact;
  }
  const ReadFacts zero = read_facts(h.knowledge.program, "a (-0.0)");
  ASSERT_EQ(zero.facts.size(), 1U);
  EXPECT_FALSE(std::signbit(zero.facts[0].certainty));
}

TEST(HostileFigures, BadOptions) {
  for (const char* option :
       {"threshold 2", "threshold -0.1", "threshold nan", "threshold 1", "combine weakest", "foo"})
    EXPECT_EQ(Hostile(std::string("option ") + option).reports().size(), 1U) << option;
}

// ---- numbers ----

TEST(HostileFigures, FiguresThatAreTooLargeOrNone) {
  for (const char* figure : {"1e999", "-1e999", "1e-999", "1.000.000", "1,5", "1.5,2", "12abc"}) {
    const Hostile h(std::string("number n\n\nn > ") + figure + " → b\nc → d");
    ASSERT_EQ(h.reports().size(), 1U) << figure;
    EXPECT_THAT(h.reports().front(), HasSubstr(" 5:")) << figure;
    EXPECT_TRUE(h.concluded("d")) << figure;
  }
}

Session told(const Knowledge& knowledge, const std::string& facts) {
  Session session(knowledge);
  const ReadFacts read = read_facts(knowledge.program, facts);
  EXPECT_FALSE(has_errors(read.diagnostics)) << facts;
  for (const Fact& fact : read.facts) session.tell(fact);
  return session;
}

TEST(HostileFigures, OverflowAndDivisionByZeroAreUnknownNeverFalse) {
  const std::string formulas[] = {"1 / (n - 3)",   "n / 0",      "log(n - 3)",    "log10(0 - n)",
                                  "sqrt(0 - n)",   "1e308 * n",  "exp(n * 1000)", "10 ^ (n * 1000)",
                                  "(0 - n) ^ 0.5", "0 ^ (0 - n)"};
  for (const std::string& formula : formulas) {
    const Hostile h("number n\nnumber m = " + formula +
                    "\n\nm > 5 → high\nm <= 5 → low\nNOT (m > 5) → other end\n" +
                    "m is unknown → missing\nm > 5 argues against x otherwise suggests");
    ASSERT_THAT(h.reports(), IsEmpty()) << formula;
    const Session s = told(h.knowledge, "n = 3");
    const Program& p = h.knowledge.program;
    for (const char* name : {"high", "low", "other end", "x"})
      EXPECT_EQ(s.value(p.find(name)).certainty, 0) << formula << ": " << name;
    EXPECT_EQ(s.value(p.find("missing")).certainty, 1) << formula;
    EXPECT_FALSE(s.value(p.find("m")).value.has_value()) << formula;
  }
}

TEST(HostileFigures, DecimalCommaAndLocale) {
  EXPECT_EQ(Hostile("number f in L/day\n\nf < 1,5 L/day → b\nc → d").reports(), Lines{"H21 5:5"});
  const std::string text = "number f in L/day\n\nf < 1.5 L/day → b (0.5)\n";
  const auto answer = [&] {
    const Hostile h(text);
    const Session s = told(h.knowledge, "f = 1.25 L/day");
    return std::pair(h.reports(), s.value(h.knowledge.program.find("b")).certainty);
  };
  const auto before = answer();
  struct Comma : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
  };
  const std::locale old = std::locale::global(std::locale(std::locale(), new Comma));
  const char* const c_locale = std::setlocale(LC_ALL, "de_DE.UTF-8");  // if the machine has it
  const auto after = answer();
  if (c_locale != nullptr) std::setlocale(LC_ALL, "C");
  std::locale::global(old);
  EXPECT_EQ(before, after);
  EXPECT_EQ(before.second, 0.5);
}

// ---- units ----

TEST(HostileUnits, MismatchNamesBothPlaces) {
  const Hostile compared("number fluid intake in L/day\n\nfluid intake < 3 kg → b\nc → d");
  EXPECT_EQ(compared.reports(), Lines{"H03 5:16"});
  EXPECT_THAT(compared.lines(), ElementsAre(5, 3));
  EXPECT_TRUE(compared.concluded("d"));
  const Hostile added("number w in kg\nnumber h in m\n\nw + h > 3 kg → b\nc → d");
  EXPECT_EQ(added.reports(), Lines{"H03 6:1"});
  EXPECT_THAT(added.lines(), ElementsAre(6, 3, 4));
  const Hostile concluded("number w in kg\n\na → w = 3 m\nc → d");
  EXPECT_EQ(concluded.reports().size(), 1U);
  EXPECT_THAT(concluded.lines(), ElementsAre(5, 3));
}

TEST(HostileUnits, MassAndAmountAndInternationalUnitsDoNotMix) {
  for (const char* bound : {"3 mmol/L", "3 IU/L", "3 U/L", "3 mg", "3 %"}) {
    const Hostile h(std::string("number urea in mg/dL\n\nurea > ") + bound + " → b\nc → d");
    EXPECT_EQ(h.reports(), Lines{"H03 5:8"}) << bound;
  }
  EXPECT_EQ(Hostile("number w in flurbs\nc → d").reports(), Lines{"H03 3:10"});
}

// ---- cycles ----

TEST(HostileCycles, ThroughWhatMustBeFinal) {
  struct Case {
    const char* text;
    std::vector<int> lines;
  };
  const Case cases[] = {
      {"NOT b → a\nNOT a → b\nc → d", {3, 4}},
      {"c → a unless b\nc → b unless a\nc → d", {3, 4}},
      {"NOT a → a\nc → d", {3}},
      {"a argues against a\nc → d", {3}},
      {"a is known → a\nc → d", {3}},
      {"at most 1 of (a, b) → a\nc → d", {3}},
      {"a → b otherwise argues against\nb → a\nc → d", {3, 4}},
      {"rule one: c → a overrides two\nrule two: c → a (0.3) overrides one\nc → d", {3, 4}},
      {"rule one: c → a overrides one\nc → d", {3}},
      {"ask a only if b: \"?\"\na → b\nc → d", {3, 4}},
      {"number n\nnumber m = n + 1\n\na AND m > 3 → n = 4\nc → d", {4, 6}},
      {"number n = n + 1\n\nn > 3 → b\nc → d", {3}}};
  for (const Case& c : cases) {
    const Hostile h(c.text);
    ASSERT_FALSE(h.reports().empty()) << c.text;  // a positive cycle may have its warning too
    EXPECT_EQ(h.first().code, Code::cycle) << c.text;
    ASSERT_NE(h.first().span.source, no_source) << c.text;
    EXPECT_EQ(h.lines(), c.lines) << c.text;
    EXPECT_FALSE(h.knowledge.usable) << c.text;
    EXPECT_TRUE(h.concluded("d")) << c.text;
  }
}

TEST(HostileCycles, LongOnesAreToldAndLinear) {
  std::string text;
  for (int i = 0; i < 5000; ++i)
    text += "NOT f" + std::to_string(i) + " → f" + std::to_string((i + 1) % 5000) + "\n";
  const Hostile h(text);
  ASSERT_FALSE(h.reports().empty());
  EXPECT_EQ(h.first().code, Code::cycle);
  EXPECT_LT(h.seconds, 30);
}

TEST(HostileCycles, PositiveOnesEnd) {
  std::string text = "start → f0\n";
  for (int i = 0; i < 5000; ++i)
    text += "f" + std::to_string(i) + " → f" + std::to_string((i + 1) % 5000) + " (0.9999)\n";
  const Hostile h(text);
  const Session s = told(h.knowledge, "start");
  EXPECT_NEAR(s.value(h.knowledge.program.find("f100")).certainty, std::pow(0.9999, 100), 1e-9);
  EXPECT_LT(h.seconds, 30);
}

// ---- doubles ----

TEST(HostileNames, DeclaredTwiceNamesBothPlaces) {
  const std::pair<const char*, std::vector<int>> cases[] = {
      {"finding a b\nfinding a  B\nc → d", {4, 3}},
      {"finding a, also: x\nfinding b, also: x\nc → d", {4, 3}},
      {"number n\nnumber n\nc → d", {4, 3}},
      {"number n\nfinding n\nc → d", {4, 3}},
      {"choice s: left, right, left\nc → d", {3}},
      {"rule one: a → b\nrule one: x → y\nc → d", {4, 3}},
      {"source S1: \"a\"\nsource S1: \"b\"\nc → d", {4, 3}},
      {"option threshold 0.2\noption threshold 0.3\nc → d", {4, 3}},
      {"ask a: \"one?\"\nask a: \"two?\"\nc → d", {4, 3}},
      {"a → b\nfinding a\nfinding a\nc → d", {5, 4}}};
  for (const auto& [text, lines] : cases) {
    const Hostile h(text);
    ASSERT_EQ(h.reports().size(), 1U) << text;
    EXPECT_EQ(h.lines(), lines) << text << h.drawn();
    EXPECT_TRUE(h.concluded("d")) << text;
  }
}

}  // namespace
}  // namespace hence
