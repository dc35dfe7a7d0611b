#include "engine/explain.hpp"

#include <cmath>

#include <fmt/format.h>

#include "tests/knowledge_of.hpp"
#include "tests/property.hpp"
#include "tests/rule_base.hpp"

namespace hence {
namespace {

Why why_of(const Knowledge& knowledge, std::string_view facts, std::string_view finding) {
  Session session(knowledge);
  if (!facts.empty()) tell(session, facts);
  return why(session, knowledge.program.find(finding));
}

// «night cramps 1, low fluid -0.7 (a 0.3, b -1)»: the words of each premise and its certainty.
std::string premises(const Program& program, const std::vector<PremiseReport>& list) {
  std::string text;
  for (const PremiseReport& p : list) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", program.text_of(program.exprs[p.condition.index()].span), p.certainty);
    if (!p.parts.empty()) text += " (" + premises(program, p.parts) + ")";
  }
  return text;
}

std::string how_names(const Knowledge& knowledge, std::string_view facts,
                      std::string_view finding) {
  Session session(knowledge);
  tell(session, facts);
  std::string text;
  for (const Why& w : how(session, knowledge.program.find(finding)))
    text += (text.empty() ? "" : ", ") + knowledge.program.findings[w.finding.row].name;
  return text;
}

// The certainty that the ledger says, by the formula of explain.hpp.
double summed(const Why& w) {
  const double p = w.product_for;
  const double n = w.product_against;
  if (p == 0) return n == 0 ? 0 : 1;
  if (n == 0) return -1;
  return p <= n ? 1 - p / n : n / p - 1;
}
// P and N again, by multiplying what the entries show.
std::pair<double, double> multiplied(const Why& w) {
  double p = 1, n = 1;
  for (const LedgerEntry& e : w.ledger)
    if (e.counts) (e.contribution > 0 ? p : n) *= 1 - std::abs(e.contribution);
  return {p, n};
}

TEST(Explain, PremisesAreInTheRulesOwnWords) {
  const Knowledge knowledge = knowledge_of(R"(number fluid intake in L/day
choice side: left, right, both
night cramps AND (low fluid OR fluid intake < 1.5 L/day) AND NOT swelling AND side is not both → g
)");
  const Why w = why_of(
      knowledge, "night cramps (0.7), fluid intake 1.1 L/day, NOT swelling, side is left", "g");
  ASSERT_EQ(w.fired.size(), 1U);
  EXPECT_EQ(premises(knowledge.program, w.fired[0].premises),
            "night cramps 0.7, "
            "low fluid OR fluid intake < 1.5 L/day 1 (low fluid 0, fluid intake < 1.5 L/day 1), "
            "NOT swelling 1, side is not both 1");
  const auto& parts = w.fired[0].premises[1].parts;
  EXPECT_FALSE(parts[0].given);
  EXPECT_TRUE(parts[1].given);
  EXPECT_EQ(parts[1].value.value, 1.1);
  EXPECT_EQ(w.fired[0].premises[2].finding, knowledge.program.find("swelling"));
}

TEST(Explain, AComparisonOfSeveralNumbersHasThemAsParts) {
  const Knowledge knowledge =
      knowledge_of("number reading in bar\nnumber limit in bar\nreading > 2 * limit → burst");
  const Why w = why_of(knowledge, "reading 5 bar, limit 2 bar", "burst");
  ASSERT_EQ(w.fired.size(), 1U);
  EXPECT_EQ(premises(knowledge.program, w.fired[0].premises),
            "reading > 2 * limit 1 (reading 1, limit 1)");
}

TEST(Explain, SilentArgumentsSayWhatHoldsThemBack) {
  const Knowledge knowledge = knowledge_of(R"(a AND b → g
rule usual: c → g
    unless d OR e
rule exception: f → h
    overrides other
rule other: c → g (0.5)
)");
  const Why w = why_of(knowledge, "c, d, f, NOT b", "g");
  ASSERT_EQ(w.fired.size(), 0U);
  ASSERT_EQ(w.silent.size(), 3U);
  for (const WhyArgument& s : w.silent) {
    const std::uint32_t rule = s.argument.rule.row;
    EXPECT_EQ(s.argument.silence, rule == 0   ? Silence::premises
                                  : rule == 1 ? Silence::unless
                                              : Silence::overridden);
    if (rule == 0) {
      EXPECT_EQ(premises(knowledge.program, s.premises), "a 0, b -1");
    } else if (rule == 1) {
      EXPECT_EQ(premises(knowledge.program, s.blockers), "d 1, e 0");
    } else {
      EXPECT_EQ(s.argument.by, RuleId{2});
    }
  }
}

TEST(Explain, EqualEvidenceIsShownFromBothPlaces) {
  const Knowledge knowledge = knowledge_of("a AND b → g (0.6)\nb AND a → g (0.4)");
  const Why w = why_of(knowledge, "a, b", "g");
  ASSERT_EQ(w.fired.size(), 1U);
  ASSERT_EQ(w.silent.size(), 1U);
  EXPECT_EQ(w.silent[0].argument.silence, Silence::shadowed);
  EXPECT_EQ(w.silent[0].argument.by, w.fired[0].argument.rule);
  EXPECT_EQ(premises(knowledge.program, w.silent[0].premises), "b 1, a 1");
  EXPECT_EQ(why_of(knowledge, "a", "g").silent[0].argument.silence, Silence::premises)
      << "what does not hold is not called the same as something that counts";
}

TEST(Explain, TheLedgerJoinsGroupsAndCaps) {
  const Knowledge knowledge = knowledge_of(R"(each of (a, b, c) suggests g, together at most 0.8
d → g (0.5)
    group fluids
e → g (0.3)
    group fluids
f argues against g
)");
  const Why w = why_of(knowledge, "a, b, d, e, f", "g");
  ASSERT_EQ(w.fired.size(), 5U);
  ASSERT_EQ(w.ledger.size(), 3U);
  int seen = 0;
  for (const LedgerEntry& e : w.ledger) {
    EXPECT_TRUE(e.counts);
    if (e.of == LedgerEntry::Of::cap) {
      EXPECT_EQ(e.cap, 0.8);
      EXPECT_EQ(e.contribution, 0.8) << "0.84 without the cap";
      EXPECT_EQ(e.arguments.size(), 2U);
      ++seen;
    } else if (e.of == LedgerEntry::Of::group) {
      EXPECT_EQ(knowledge.program.groups[e.group.row], "fluids");
      EXPECT_EQ(e.contribution, 0.5);
      EXPECT_EQ(e.arguments.size(), 2U);
      ++seen;
    } else {
      EXPECT_EQ(e.of, LedgerEntry::Of::argument);
      EXPECT_EQ(e.contribution, -0.6);
    }
  }
  EXPECT_EQ(seen, 2);
  EXPECT_NEAR(w.product_for, 0.2 * 0.5, 1e-15);
  EXPECT_NEAR(w.product_against, 0.4, 1e-15);
  EXPECT_NEAR(summed(w), w.value.certainty, 1e-12);
}

TEST(Explain, WhatIsDefiniteWins) {
  const Knowledge knowledge = knowledge_of("a suggests g\nb argues against g");
  const Why w = why_of(knowledge, "a, b, NOT g", "g");
  EXPECT_EQ(w.product_against, 0);
  for (const LedgerEntry& e : w.ledger) EXPECT_EQ(e.counts, e.of == LedgerEntry::Of::fact);
  for (const WhyArgument& f : w.fired) EXPECT_EQ(f.argument.silence, Silence::weaker);
}

TEST(Explain, KindsAreNamed) {
  const Knowledge knowledge = knowledge_of(R"(night cramps is a kind of cramps
calf cramps is a kind of cramps
a → cramps (0.5)
)");
  const Program& program = knowledge.program;
  const Why up = why_of(knowledge, "night cramps (0.7), calf cramps (0.4), a", "cramps");
  EXPECT_EQ(up.from_kinds,
            (std::vector{program.find("night cramps"), program.find("calf cramps")}));
  EXPECT_NEAR(up.product_for, 0.3, 1e-15) << "the strongest of kinds, or the rest together";
  const Why down = why_of(knowledge, "NOT cramps", "night cramps");
  EXPECT_EQ(down.from_broader, std::vector{program.find("cramps")});
  EXPECT_EQ(down.product_against, 0);
}

TEST(Explain, OtherwiseAndOnlyIf) {
  const Knowledge knowledge = knowledge_of(R"(low fluid → dehydration
    otherwise argues against
ask pregnancy only if female, else no: "Are you pregnant?"
pregnancy → caution
)");
  const Why w = why_of(knowledge, "NOT low fluid", "dehydration");
  ASSERT_EQ(w.fired.size(), 1U);
  EXPECT_TRUE(w.fired[0].argument.otherwise);
  EXPECT_EQ(w.fired[0].argument.contribution, -0.6);
  const Why p = why_of(knowledge, "NOT female, pregnancy", "pregnancy");
  ASSERT_EQ(p.ledger.size(), 1U);
  EXPECT_EQ(p.ledger[0].of, LedgerEntry::Of::only_if);
  EXPECT_EQ(p.ledger[0].contribution, -1);
  EXPECT_TRUE(p.value.set_aside);
  EXPECT_EQ(premises(knowledge.program, p.only_if), "female -1");
  EXPECT_EQ(how_names(knowledge, "NOT female, pregnancy", "caution"), "caution");
  EXPECT_EQ(how_names(knowledge, "NOT female", "pregnancy"), "pregnancy, female");
}

TEST(Explain, ValuesAndFormulas) {
  const Knowledge knowledge = knowledge_of(R"(number weight in kg
number height in m
number body mass index in kg/m^2 = weight / height^2
choice risk: low, high
body mass index > 30 kg/m^2 → risk is high (0.7)
)");
  const Why w = why_of(knowledge, "weight 100 kg, height 1.6 m", "body mass index");
  EXPECT_EQ(premises(knowledge.program, w.computed), "weight 1, height 1");
  const Why r = why_of(knowledge, "weight 100 kg, height 1.6 m", "risk");
  ASSERT_EQ(r.fired.size(), 1U);
  EXPECT_EQ(r.fired[0].argument.value, 1);
  EXPECT_EQ(r.fired[0].argument.contribution, 0.7);
  EXPECT_TRUE(r.fired[0].argument.counts);
  EXPECT_EQ(how_names(knowledge, "weight 100 kg, height 1.6 m", "risk"),
            "risk, body mass index, weight, height");
  EXPECT_EQ(how_names(knowledge, "weight 100 kg, body mass index 35 kg/m^2", "risk"),
            "risk, body mass index");
}

TEST(Explain, HowGoesDownToFactsEachOnce) {
  const Knowledge knowledge = knowledge_of(R"(a AND b → g
c OR d → b
c → a
e → g (0.1)
night x is a kind of c
)");
  EXPECT_EQ(how_names(knowledge, "night x, e", "g"), "g, a, b, e, c, night x");
  EXPECT_EQ(how_names(knowledge, "d, c", "b"), "b, c, d");
  EXPECT_EQ(how_names(knowledge, "d", "b"), "b, d") << "only what made the OR true";
}

TEST(Explain, HowEndsInACircle) {
  const Knowledge knowledge = knowledge_of("a → b\nb → c (0.9)\nc → b\nc → d");
  EXPECT_EQ(how_names(knowledge, "a (0.5)", "d"), "d, c, b, a");
  const Why w = why_of(knowledge, "a (0.5)", "b");
  ASSERT_EQ(w.fired.size(), 2U);
  EXPECT_TRUE(w.fired[0].argument.counts);
  EXPECT_FALSE(w.fired[1].argument.counts) << "nothing supports itself";
}

// ---- On random rule bases ----

// all_count: the broken variant, which takes every entry to count.
void ledger_adds_up(const generate::Recipe& recipe, bool all_count) {
  const generate::Model model = generate::decode(recipe);
  const Knowledge knowledge = know(generate::files(model));
  for (const std::string& file : generate::files(model)) RC_LOG() << file << "----\n";
  if (!knowledge.usable) return;
  const Session session = session_of(knowledge, facts_of(knowledge.program, model.facts));
  RC_CLASSIFY(concludes(session), "concludes");
  for (std::size_t row = 0; row < knowledge.program.findings.size(); ++row) {
    if (knowledge.program.findings[row].kind != FindingKind::yes_no) continue;
    Why w = why(session, FindingId{row});
    for (LedgerEntry& e : w.ledger) e.counts |= all_count;
    RC_LOG() << knowledge.program.findings[row].name << " " << w.value.certainty << "\n";
    RC_ASSERT((w.value.state == Truth::conflict) == (w.product_for == 0 && w.product_against == 0));
    if (w.value.by_default)  // is no evidence, and holds while there is none that counts
      RC_ASSERT(std::abs(summed(w)) <= knowledge.program.options.threshold + 2e-12);
    else RC_ASSERT(std::abs(summed(w) - w.value.certainty) < 2e-12);
    const auto [p, n] = multiplied(w);
    RC_ASSERT(std::abs(p - w.product_for) < 1e-12);
    RC_ASSERT(std::abs(n - w.product_against) < 1e-12);
    for (const WhyArgument& f : w.fired) RC_ASSERT(f.argument.contribution != 0);
    for (const WhyArgument& s : w.silent) RC_ASSERT(s.argument.silence != Silence::none);
  }
}

TEST(ExplainProperty, TheLedgerAddsUp) {
  expect_holds("the ledger adds up",
               [](const generate::Recipe& recipe) { ledger_adds_up(recipe, false); });
  expect_caught("counting every entry",
                [](const generate::Recipe& recipe) { ledger_adds_up(recipe, true); });
}

// Each argument that counts at all is somewhere in the ledger, in one entry.
void every_argument_is_in_the_ledger(const generate::Recipe& recipe) {
  const generate::Model model = generate::decode(recipe);
  const Knowledge knowledge = know(generate::files(model));
  for (const std::string& file : generate::files(model)) RC_LOG() << file << "----\n";
  if (!knowledge.usable) return;
  const Session session = session_of(knowledge, facts_of(knowledge.program, model.facts));
  RC_CLASSIFY(concludes(session), "concludes");
  for (std::size_t row = 0; row < knowledge.program.findings.size(); ++row) {
    if (knowledge.program.findings[row].kind != FindingKind::yes_no) continue;
    const Why w = why(session, FindingId{row});
    std::vector<int> entries(w.fired.size());
    for (const LedgerEntry& e : w.ledger)
      for (const std::uint32_t a : e.arguments) ++entries[a];
    for (const int count : entries) RC_ASSERT(count == 1);
  }
}

TEST(ExplainProperty, EveryArgumentIsInTheLedger) {
  expect_holds("every argument is in the ledger", every_argument_is_in_the_ledger);
}

}  // namespace
}  // namespace hence
