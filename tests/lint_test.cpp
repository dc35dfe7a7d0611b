#include "rules/lint.hpp"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "rules/loader.hpp"

namespace hence {
namespace {

// «H01 3:1 H57 4:1»: every diagnostic, by place.
std::string told(const Loaded& loaded) {
  std::string out;
  for (const Diagnostic& d : loaded.diagnostics) {
    const auto at =
        place(loaded.program.sources[static_cast<std::size_t>(d.span.source)], d.span.begin);
    out +=
        fmt::format("{}{} {}:{}", out.empty() ? "" : " ", entry(d.code).text, at.line, at.column);
  }
  return out;
}

Loaded read(const std::string& text) { return load({}, {{"t.hence", text}}); }

struct Example {
  std::string text;
  const char* told;
};

void check(const std::vector<Example>& examples) {
  for (const Example& e : examples) EXPECT_EQ(told(read(e.text)), e.told) << e.text;
}

TEST(Lint, ASlipOfAKnownNameIsAnError) {
  check({
      {"ask night cramps: \"?\"\nnight cramps → a\nnigth cramps AND b → c", "H01 3:1"},
      {"finding night cramps\nnight cramps → a\nnihgt cramps → c", "H01 3:1"},
      {"night cramps → a\nnight cramps → b\nnightt cramps → c", "H01 3:1"},  // used twice
      {"a → night cramps\nNOT nighd cramps → c", "H01 2:5"},                 // concluded
      {"ask heartbeat: \"?\"\nheart beat AND heartbeat → c", "H01 2:1"},     // run together
      {"ask heart beat: \"?\"\nheartbeat AND heart beat → c", "H01 2:1"},    // taken apart
      {"ask Übelkeit: \"?\"\nÜbelkeit → a\nÜbelkiet → b", "H01 3:1"},        // letters, not bytes
      {"number fluid intake in L/day\nfluid intake < 1 L/day → a\nfluit intake < 1 L/day → b",
       "H01 3:1"},
      {"finding magnesium deficiency, also: low magnesium\nlow magnesium → a\nlow magnezium → b",
       "H01 3:1"},
      {"ask vitamin B12 deficiency: \"?\"\nvitamin B12 deficency AND vitamin B12 deficiency → x",
       "H01 2:1"},
  });
}

TEST(Lint, WhatIsMeantStands) {
  check({
      {"ask pain: \"?\"\npain → a\npaim → b", ""},                              // four letters
      {"ask night cramps: \"?\"\nnight cramps → a\n\"nigth cramps\" → b", ""},  // quoted
      {"ask night cramps: \"?\"\nfinding nigth cramps\nnight cramps → a\nnigth cramps → b", ""},
      {"ask night cramps: \"?\"\nnight cramps → a\nnigth cramps → b\nnigth cramps → c",
       ""},                                                                  // twice
      {"ask hypokalaemia: \"?\"\nhypokalaemia → a\nhyperkalaemia → b", ""},  // two letters
      {"ask valve12: \"?\"\nvalve12 → a\nvalve13 → b", ""},                  // digits
      {"ask layer 1 sign: \"?\"\nlayer 1 sign → a\nlayer 2 sign → b", ""},
  });
}

TEST(Lint, TheMessageNamesTheKnownNameAndItsLine) {
  const Loaded loaded = read("ask night cramps: \"?\"\nnight cramps → a\nnigth cramps → c");
  ASSERT_EQ(loaded.diagnostics.size(), 1U);
  EXPECT_EQ(loaded.diagnostics[0].message, "nothing asks, concludes or declares this");
  EXPECT_EQ(loaded.diagnostics[0].advice, "a finding with a similar name: night cramps (line 1)");
}

TEST(Lint, AScoreWithTooMuchInCommonIsNoted) {
  const auto items = [](const char* last) {
    return std::string("score s:\n    at least 2 of (aa, bb, cc, dd, ee, ff) +1\n"
                       "    at least 2 of (gg, hh, ii, jj, kk, ") +
           last + ") +1\ns >= 1 → watch";
  };
  EXPECT_EQ(told(read(items("ff"))), "H61 1:7");
  EXPECT_EQ(told(read(items("ll"))), "") << "six each, none in common";
}

TEST(Lint, StrictWantsEveryNameDeclared) {
  check({
      {"option strict\na → b", "H01 2:1 H01 2:5"},
      {"option strict\nfinding a, b\na → b", ""},
      {"option strict\nfinding night cramps, b\nnigth cramps AND night cramps → b", "H01 3:1"},
      {"option strict\ntable\n    [Sign] → [Cause]\n| Sign | Cause |\n|---|---|\n| x | y |\n", ""},
  });
}

TEST(Lint, ANameThatHoldsAnothersWordsIsNoted) {
  check({
      {"strong leg pain suggests clot\nleg pain suggests sprain", "H57 2:1"},
      {"night cramps suggests a\ncramps at night suggests b", "H57 2:1"},
      {"ask leg pain: \"?\"\nleg pain → a\nstrong leg pain → b", "H57 3:1"},
      {"nigth cramps → a\nnight cramps → b", "H57 2:1"},  // two strangers: neither is known
      {"leg pain suggests a\narm pain suggests b", ""},   // neither holds the other
      {"vitamin D suggests a\nvitamin B12 suggests b", ""},
      {"sign 1 suggests a\nsign 2 suggests b", ""},
      {"leg pain is a kind of pain\nleg pain suggests a", ""},                    // told already
      {"pain → a\nbad pain → b\nold pain → c\nnew pain → d\nsore pain → e", ""},  // not rare
  });
}

TEST(Lint, RulesThatContradict) {
  const std::string number = "number n in L/day\n";
  const std::string choice = "choice side: left, right, both\n";
  const std::vector<std::pair<std::string, const char*>> examples = {
      {number + "n <= 2 L/day → x\nn >= 2 L/day rules out x", "H05 3:1"},
      {number + "n < 2 L/day → x\nn >= 2 L/day rules out x", ""},
      {number + "n between 1 L/day and 3 L/day → x\nn > 2 L/day AND b rules out x", "H05 3:1"},
      {"number n in L/day, 0 to 10\nn < 0 L/day → x\nn <= 1 L/day rules out x", ""},  // never
      {"a → x\na AND b rules out x", "H05 2:1"},
      {"a AND b → x\na AND c rules out x", "H05 2:1"},
      {"a → x\nb rules out x", ""},                  // two signs
      {"a AND b → x\na AND NOT b rules out x", ""},  // exclude each other
      {"a → x\na AND b rules out x\n    unless a", ""},
      {"a → x\n    unless b\na AND b rules out x", ""},
      {"a → x (0.9)\na rules out x", ""},  // one weighs
      {"rule one: a → x\nrule two: a AND b rules out x\n    overrides one", ""},
      {"at least 2 of (a, b, c) → x\nd AND b rules out x", "H05 2:1"},
      {"exactly 1 of (a, b) → x\na rules out x", ""},  // not reckoned with
      {"a is a kind of b\nb → x\na rules out x", "H05 3:1"},
      {"a is a kind of b\nNOT b → x\na rules out x", ""},
      {"low → c\na AND b → x\na AND c rules out x", ""},  // c is concluded: who knows
      {choice + "side is left → x\nside is not right rules out x", "H05 3:1"},
      {choice + "side is left → x\nside is right rules out x", ""},
  };
  for (const auto& [text, expected] : examples) EXPECT_EQ(told(read(text)), expected) << text;
}

// Every sign of `each of` is a rule of its own; the statement is told once for one message.
TEST(Lint, NothingIsToldTwice) {
  EXPECT_EQ(told(read("a AND b AND c rules out x\neach of (a, b) confirms x")), "H05 2:1");
}

TEST(Lint, TwoValuesOfOneThing) {
  check({
      {"number dose in mg\nnumber age in years\nage >= 65 years → dose = 10 mg\nage >= 80 years → "
       "dose = 20 mg",
       "H05 4:1"},
      {"number dose in mg\nnumber age in years\nage >= 65 years → dose = 10 mg\nage < 65 years → "
       "dose = 20 mg",
       ""},
      {"number dose in mg\nnumber age in years\nrule old: age >= 65 years → dose = 10 mg\nage >= "
       "80 years → dose = 20 mg\n    overrides old",
       ""},
      {"number dose in mg\na → dose = 10 mg\na AND b → dose = 10 mg", ""},
      {"choice risk: low, high\na → risk is low\na AND b → risk is high", "H05 3:1"},
      {"choice risk: low, high\na → risk is low\nb → risk is high", ""},
  });
}

TEST(Lint, ValuesThatCompareScopesAndCases) {
  const std::string choice =
      "choice s, ordered: mild, moderate, severe\nchoice p: low +1, high +3\n";
  const auto contradict = [&](const std::string& text, bool yes) {
    EXPECT_EQ(told(read(choice + text)).find("H05") != std::string::npos, yes) << text;
  };
  contradict("s >= moderate → low fluid\ns >= severe → low fluid (-1)", true);
  contradict("s >= moderate → low fluid\ns < moderate → low fluid (-1)", false);
  contradict("s >= moderate → low fluid\ns is mild → low fluid (-1)", false);
  contradict("s between mild and moderate → low fluid\nsevere <= s → low fluid (-1)", false);
  contradict("p > low → low fluid\np is high → low fluid (-1)", true);
  contradict("p > low → low fluid\np is low → low fluid (-1)", false);
  contradict("a → low fluid\nno evidence for a → low fluid (-1)", false);
  contradict("a → low fluid\na AND no evidence for b → low fluid (-1)", true);
  contradict("a → low fluid\na AND certainty of b > 0.5 → low fluid (-1)", false);
  contradict("p is first of: high when a, low when a", false);
  contradict("p is first of: high when a, low otherwise", false);
  contradict("p is first of: high when a\na AND b → p is low", true);
  contradict("only if c\na → low fluid\na → low fluid (-1)", true);
  contradict("only if c\na → low fluid\nb → low fluid (-1)", false);
  contradict("only if c\na AND NOT c → low fluid\na → low fluid (-1)", false);
  contradict("score n: a +1, b +1\nn >= 1 → low fluid\nn < 1 → low fluid (-1)", false);
  contradict("score n: a +1, b +1\nn > 1 → low fluid\nn < 2 → low fluid (-1)", false);
}

TEST(Lint, AScoreIsUsedByBeingRead) {
  check({
      {"score wells: active cancer +1\nfever → x", ""},
      {"finding \"long\" as short\nscore wells: short +1\nfever → x", ""},
      {"default NOT smoker\nsmoker AND fever → x", ""},
      {"text t\nfever → x", "H58 1:6"},
  });
}

TEST(Lint, TheContradictionShowsACase) {
  const Loaded loaded = read("number n in L/day\nn <= 2 L/day → low\nn >= 2 L/day rules out low");
  ASSERT_EQ(loaded.diagnostics.size(), 1U);
  EXPECT_EQ(loaded.diagnostics[0].message,
            "line 2 confirms low, line 3 rules it out,\nand both apply when n = 2 L/day.");
  EXPECT_EQ(loaded.diagnostics[0].advice, "Change line 2 to \"< 2\".");
}

TEST(Lint, SlipsAboutGoals) {
  check({
      {"goal flu\nask fever: \"?\"\nsneezing suggests flu\nflu → fever", "H50 4:1"},
      {"goal flu\ntopic \"T\": fever\nsneezing suggests flu\nflu AND winter suggests fever",
       "H50 4:1"},
      {"goal flu\nask fever: \"?\"\nfever suggests flu\nflu causes fever", ""},
      {"goal flu\nask fever: \"?\"\nfever suggests flu\nflu → rest", ""},
      {"goal flu\nask fever: \"?\"\nsneezing suggests flu\nNOT flu → fever", ""},
      {"goal flu\nfever → flu", "H51 2:1"},
      {"fever → flu", ""},  // no goal
      {"goal flu\nfever confirms flu", ""},
      {"goal flu\nfever → flu (1)", ""},
      {"goal flu\nfever → flu (0.9)", ""},
      {"goal flu\nfinding fever\nfever → flu", ""},
      {"goal flu\nfever AND cough → flu", ""},
      {"goal flu\nhot suggests fever\nfever → flu", ""},  // no sign, but what follows from one
  });
}

TEST(Lint, OneFindingLiftsMostGoals) {
  const std::string goals = "goal a, b, c, d\n";
  const std::string lift = "tired suggests a, b, c\n";
  EXPECT_EQ(told(read(goals + lift)), "H52 2:1");
  EXPECT_EQ(told(read(goals + "tired suggests a, b\n")), "");
  EXPECT_EQ(told(read("goal a, b, c\n" + lift)), "");
  EXPECT_EQ(told(read(goals + "tired → a, b, c (0.2)\n")), "");  // at the threshold
  EXPECT_EQ(told(read(goals + "tired AND old suggests a, b, c\n")), "");
  EXPECT_EQ(told(read(goals + "tired OR old suggests a, b, c\n")), "H52 2:1 H52 2:10");
  EXPECT_EQ(told(read(goals + "each of (tired, old) suggests a, b, c, together at most 0.1\n")),
            "");
  EXPECT_EQ(told(read(goals + lift + "tired strongly argues against a\n")), "");
  EXPECT_EQ(told(read(goals + "tired suggests a, b\nworn suggests c\nworn out is a kind of "
                              "tired\nworn out is a kind of worn\n")),
            "H52 4:1");
}

TEST(Lint, TwoArgumentsRestOnOneFact) {
  check({
      {"a suggests x\na AND b suggests x", "H53 2:1"},
      {"a suggests x\na weakly suggests x", ""},       // equal conditions: one piece
      {"a suggests x\na AND b argues against x", ""},  // an exception
      {"a suggests x\na AND b → x", ""},               // definite: nothing adds up
      {"a AND c suggests x\na AND b suggests x", ""},  // a context in common
      {"a suggests x\n    group g\na AND b suggests x\n    group g", ""},
      {"option combine strongest\na suggests x\na AND b suggests x", ""},
      {"rule r: a suggests x\na AND b suggests x\n    overrides r", ""},
      {"a suggests x\n    unless b\na AND b suggests x", ""},  // never together
      {"a OR b suggests x\nb OR c suggests x", "H53 2:1"},
      {"at least 2 of (a, b, c) suggests x\nb suggests x", "H53 1:1"},
      {"a is a kind of b\nb suggests x\na suggests x", "H53 3:1"},
      {"a suggests x\na suggests y\ny suggests x", "H53 3:1"},  // by way of y
      {"number n\nn > 3 suggests x\nn > 5 suggests x", "H53 3:1"},
      {"number n\nn < 3 suggests x\nn > 5 suggests x", ""},
      {"each of (a, b) suggests x, together at most 0.8\na AND c suggests x", "H53 2:1"},
  });
}

TEST(Lint, PositiveCycles) {
  check({
      {"pain suggests bad sleep\nbad sleep suggests pain", "H54 1:1"},
      {"a suggests b\nb suggests c\nc suggests a\nc suggests d", "H54 1:1"},
      {"a AND b suggests a", "H54 1:1"},
      {"a is a kind of b\nb suggests a", "H54 2:1"},
      {"a suggests b\nb argues against a", ""},
      {"a suggests b\nNOT b suggests a", ""},  // compile tells it (H04)
      {"goal flu\nask fever: \"?\"\nfever suggests flu\nflu → fever", "H50 4:1"},  // told once
  });
  const std::string ring =
      "relation ?a links to ?b\nrelation ?a reaches ?b\nfact A links to B, B links to A\n"
      "?a links to ?b → ?a reaches ?b\n";
  const std::string recursion = "?a links to ?b AND ?b reaches ?c ";
  check({
      {ring + recursion + "→ ?a reaches ?c", ""},  // a recursion is meant, whatever the data
      {ring + recursion + "suggests ?a reaches ?c", "H54 5:1"},
      {ring + "relation ?a is near ?b\n" + recursion + "→ ?a is near ?c\n" +
           "?a is near ?b → ?a reaches ?b",
       ""},
      {ring + "relation ?a is near ?b\n" + recursion + "→ ?a is near ?c\n" +
           "?a is near ?b suggests ?a reaches ?b",
       "H54 6:1"},
  });
  const Loaded loaded = read("pain suggests bad sleep\nbad sleep suggests pain");
  EXPECT_EQ(loaded.diagnostics.at(0).message,
            "pain supports bad sleep (line 1),\nwhich supports pain (line 2).");
}

TEST(Lint, NeverUsed) {
  check({
      {"finding wind\nfever suggests flu", "H58 1:9"},
      {"finding fever\nfever suggests flu", ""},
      {"source S1: \"a book\"\nfever suggests flu", "H58 1:8"},
      {"source S1: \"a book\"\nfever suggests flu\n    source S1", ""},
      {"finding wind", ""},                                  // a vocabulary
      {"finding wind\nfever AND suggests flu", "H02 2:11"},  // who knows what the bad line uses
  });
}

TEST(Lint, LookalikeLetters) {
  check({
      {"f\xd0\xb5ver suggests flu", "H59 1:1"},
      {"TNFα suggests flu", ""},
  });
}

// The order of statements changes no more than the order of what is told.
TEST(Lint, OrderOfStatementsDoesNotMatter) {
  const std::vector<std::string> lines = {"a suggests x", "a AND b suggests x",
                                          "x suggests y", "y suggests x",
                                          "c → z",        "c AND d rules out z"};
  std::vector<std::size_t> counts;
  for (std::size_t shift = 0; shift < lines.size(); ++shift) {
    std::string text;
    for (std::size_t i = 0; i < lines.size(); ++i) text += lines[(i + shift) % lines.size()] + "\n";
    counts.push_back(read(text).diagnostics.size());
  }
  for (const std::size_t n : counts) EXPECT_EQ(n, counts.front());
}

}  // namespace
}  // namespace hence
