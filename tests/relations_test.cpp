// Rules with variables, from text to what a session says of a tuple.
#include <algorithm>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/conclude.hpp"
#include "repl/case_file.hpp"
#include "tests/knowledge_of.hpp"

namespace hence {
namespace {

// A knowledge base and a case, as `hence run` puts them together.
class Told {
 public:
  explicit Told(const std::string& text, const std::vector<std::string>& words = {})
      : knowledge_(knowledge_of(text)) {
    const repl::CaseFacts facts = repl::read_for(
        knowledge_, [&](const Program& program) { return repl::read_words(program, words); });
    EXPECT_EQ(facts.errors, "");
    session_.emplace(knowledge_);
    for (const Fact& fact : facts.facts) session_->tell(fact);
  }
  double certainty(std::string_view name) const {
    const FindingId finding = knowledge_.program.find(name);
    return finding ? session_->value(finding).certainty : 0;
  }
  std::optional<double> value(std::string_view name) const {
    const FindingId finding = knowledge_.program.find(name);
    return finding ? session_->value(finding).value : std::nullopt;
  }
  const Program& program() const { return knowledge_.program; }
  const Session& session() const { return *session_; }

 private:
  Knowledge knowledge_;
  std::optional<Session> session_;
};

TEST(Relations, AFactOfATupleThatOnlyConditionsNameHasInstances) {
  const std::string text =
      "relation ?x is red\nrelation ?x likes ?y\nrelation ?x is calm\nrelation ?x is hot\n"
      "fact a likes b\n"
      "?x likes ?y AND NOT ?y is red → ?x is calm\n"
      "?x is red → ?x is hot\n";
  EXPECT_EQ(Told(text).certainty("a is calm"), 1);
  const Told told(text, {"b is red"});
  EXPECT_EQ(told.certainty("b is hot"), 1);
  EXPECT_EQ(told.certainty("a is calm"), 0);
  EXPECT_FALSE(read_facts(told.program(), "b is red").unknown_tuples);
}

std::vector<std::string> mistakes(const std::string& text) {
  std::vector<std::string> out;
  for (const Diagnostic& d : load({}, {{"test.hence", text}}).diagnostics)
    if (d.severity == Severity::error)
      out.push_back(
          fmt::format("{} {}", d.message, d.related.empty() ? -1 : int(d.related[0].span.begin)));
  return out;
}

TEST(Relations, APatternWithoutAPlaceOfItsRelationIsTold) {
  const std::string relation = "relation ?x fails ?test\n";
  const std::string message = "?x fails does not have the 2 places of ?x fails ?test 9";
  EXPECT_THAT(mistakes(relation + "?x fails → ?x idle\n"), testing::ElementsAre(message));
  EXPECT_THAT(mistakes("?x fails → ?x idle\n" + relation), testing::SizeIs(1));
  EXPECT_THAT(mistakes(relation + "goal idle\nA is on AND ?x fails → idle\n"), testing::SizeIs(1));
}

TEST(Relations, APatternThatEndsBeforeItsRelationDoesIsTold) {
  const std::string relation = "relation K of ?v on ?day, number ?v in mmol/L, date ?day\n";
  EXPECT_THAT(mistakes(relation + "K of ?v → high\n"),
              testing::ElementsAre("K of ?v does not have the 2 places of K of ?v on ?day 9"));
  EXPECT_THAT(mistakes(relation + "K of ?v suggests high\nK of Ann suggests high\n"
                                  "finding K of ?v\n"),
              testing::IsEmpty());
}

TEST(Relations, APatternThatSomethingElseMakesHasPlacesOfItsOwn) {
  const std::string text = "relation ?x fails ?test\n?x fails → ?x idle\n";
  for (const char* made : {"?x fails ?test → ?x fails\n", "finding ?x fails\n",
                           "hot confirms A fails\n", "ask A fails: \"Does A fail?\"\n"})
    EXPECT_THAT(mistakes(text + made), testing::IsEmpty()) << made;
}

TEST(Relations, ASignTellsFiguresApart) {
  const Told told("relation ?x is at ?n, number ?n\nrelation ?x was at ?n, number ?n\n"
                  "fact ada is at 3, ada is at -3\n?x is at ?n → ?x was at ?n\n"
                  "ada is at ?n AND ?n < 0 → cold\n");
  EXPECT_EQ(told.certainty("ada was at 3"), 1);
  EXPECT_EQ(told.certainty("ada was at -3"), 1);
  EXPECT_EQ(told.certainty("cold"), 1);
}

TEST(Relations, ARuleOfAnAggregateAloneConcludesATupleThatOthersRead) {
  const Told told("relation ?a zorb\nrelation ?a fain\nrelation ?a glad\nfact cud zorb\n"
                  "count of ?a where (?a zorb) > 0 → bix fain\n?a fain → ?a glad\n");
  EXPECT_EQ(told.certainty("bix glad"), 1);
}

TEST(Relations, TwoConclusionsOfOneRelationAreBothOfItsRecursion) {
  const Told told("relation ?a mald ?b\nfact bix mald dov (0.7)\n"
                  "?a mald ?b → ?b mald ?a, ?a mald ?b\n");
  EXPECT_EQ(told.certainty("bix mald dov"), 0.7);
  EXPECT_EQ(told.certainty("dov mald bix"), 0.7);
}

TEST(Relations, AChoiceIsComparedWithWhatAVariableStandsFor) {
  const std::string text =
      "choice severity: low, high\nrelation ?drug treats ?level\nrelation ?drug wanted\n"
      "fact amoxicillin treats low, ceftriaxone treats high, zinc treats cold\n"
      "?drug treats ?level AND severity is ?level → ?drug wanted\nseverity is low → mild\n";
  const Told low(text, {"severity is low"});
  EXPECT_EQ(low.certainty("amoxicillin wanted"), 1);
  EXPECT_EQ(low.certainty("mild"), 1);
  EXPECT_EQ(low.certainty("ceftriaxone wanted"), 0);
  EXPECT_EQ(low.certainty("zinc wanted"), 0);
  EXPECT_THAT(mistakes(text + "?d treats ?level AND severity = ?level → x\n"),
              testing::ElementsAre(testing::StartsWith("severity is a choice")));
  const std::string places =
      "relation ?d is ?c class, choice ?c: weak, strong\nfact codeine is weak class\n";
  EXPECT_THAT(mistakes(places + "?d is ?c class AND ?c is strong → x\n"),
              testing::ElementsAre(testing::StartsWith("?c stands for a value of a choice")));
  EXPECT_THAT(mistakes(places + "?d is ?c class AND ?c = strongg → x\n"),
              testing::ElementsAre(testing::StartsWith("?c is never strongg")));
  EXPECT_THAT(mistakes(places + "?d is ?c class AND ?c != strong → x\n"), testing::IsEmpty());
}

TEST(Relations, WhatARuleWithVariablesReadsMayBeStated) {
  const Told told("relation ?x zorb\nrelation ?x hot\nfact cud zorb, rainy\n"
                  "rainy AND ?x zorb → ?x hot\n");
  EXPECT_EQ(told.certainty("cud hot"), 1);
}

TEST(Relations, AnOrBindsBesideWhatIsSetEqual) {
  const Told told("relation ?x mald ?y\nrelation ?x zorb ?y\nfact dov mald bix\n"
                  "?a = dov AND (?a mald bix OR ?a zorb bix) → ok\n");
  EXPECT_EQ(told.certainty("ok"), 1);
}

TEST(Relations, FactsSayNothingOfSomeThing) {
  const std::string text = "relation ?x takes ?y\n?x takes ?y → ?x treated\n";
  EXPECT_THAT(mistakes(text + "fact ann takes ?\n"),
              testing::ElementsAre(testing::StartsWith("? stands for some thing")));
  const Told told(text + "ask ?x takes ?y: \"Who?\"\nann takes zinc → fine\n",
                  {"ann takes zinc is unknown"});
  EXPECT_EQ(told.program().find("ann takes zinc is unknown"), FindingId{});
}

TEST(Relations, AnUnboundVariableIsToldInAnyComparison) {
  const std::string text = "relation ?d has burden ?n, number ?n\nfact a has burden 3\n";
  EXPECT_THAT(mistakes(text + "?d has burden ?n AND ?m > 5 → heavy\n"),
              testing::ElementsAre(testing::StartsWith("?m is bound by no positive condition")));
}

TEST(Relations, TablesAndNamesThatMissWhatIsMeantAreTold) {
  const std::string weighs = "relation ?p weighs ?w, number ?w in kg\nfact table weighs\n";
  EXPECT_THAT(mistakes(weighs + "| p | w | certanty |\n|---|---|---|\n| a | 2 | 0.1 |\n"),
              testing::ElementsAre(testing::StartsWith("the table has a column certanty")));
  EXPECT_THAT(mistakes(weighs + "| p | w | remark |\n|---|---|---|\n| a | 2 | new |\n"),
              testing::IsEmpty());
  EXPECT_THAT(mistakes(weighs + "| p | w |\n|---|---|\n| - | 2 |\n"),
              testing::ElementsAre("the cell under p is blank -1"));
  const Loaded comma = load({}, {{"test.hence", weighs + "| p | w |\n|---|---|\n| a | 2,5 |\n"}});
  EXPECT_EQ(comma.diagnostics.at(0).advice,
            "A comma inside a number can be read in two ways: write 2.5 or 25.");
  const Loaded dates = load({}, {{"test.hence", "relation ?x was born on ?d, date ?d\n"
                                                "?x was born on ?d AND ?y was born on ?e AND "
                                                "?d before ?e → x\n"}});
  EXPECT_EQ(dates.diagnostics.at(0).advice,
            "Declare it: relation ?d before ?e. Of two dates write ?d < ?e.");
}

TEST(Relations, APlaceMayCount) {
  const Told told("relation ?part costs ?price, number ?price in \"EUR\"\nrelation ?part dear\n"
                  "fact bolt costs 2 EUR, nut costs 5\n?part costs ?p AND ?p > 3 EUR → ?part dear\n"
                  "number all in \"EUR\" = sum of ?p where (?part costs ?p)\n",
                  {"screw costs 4 EUR"});
  EXPECT_EQ(told.certainty("bolt dear"), 0);
  EXPECT_EQ(told.certainty("nut dear"), 1);
  EXPECT_EQ(told.certainty("screw dear"), 1);
  EXPECT_EQ(told.value("all"), 11);
}

TEST(Relations, FiguresThatOutgrowAllBoundsAreStopped) {
  const std::string text = "relation ?n is counted, number ?n\nfact 1 is counted\n";
  const auto told = [](const std::string& rules) {
    for (const Diagnostic& d : load({}, {{"test.hence", rules}}).diagnostics)
      if (d.code == Code::limit) return d.message;
    return std::string();
  };
  const std::string endless = "this rule makes figures without end: reckoned beyond 1e300";
  EXPECT_EQ(told(text + "?m is counted AND ?n = ?m * 2 → ?n is counted\n"), endless);
  EXPECT_EQ(told(text + "?m is counted AND ?n = ?m / 3 → ?n is counted\n"), endless);
  EXPECT_EQ(told(text + "?m is counted AND ?n = ?m * 2 AND ?n < 9 → ?n is counted\n"), "");
  const std::string apart = text + "relation ?n is big, number ?n\n";  // not reckoned from itself
  EXPECT_EQ(told(apart + "?m is counted AND ?n = ?m * 1e-301 → ?n is big\n"), "");
  EXPECT_EQ(told(apart + "?m is counted AND ?n = exp(?m * 800) → ?n is big\n"), "");
  EXPECT_EQ(told(text + "?m is counted AND ?n = log(?m - 1) → ?n is counted\n"), "");
}

TEST(Relations, AFactDeclaresNoNumberOfAThing) {
  const Told dates("relation ?p is due\ndate last service of ?p\n"
                   "fact last service of A = 2020-01-01\n"
                   "last service of ?p before 2021-01-01 → ?p is due\n");
  EXPECT_EQ(dates.certainty("A is due"), 1);
  const Told units("number limit of ?p in mm/s\nfact limit of A = 0.0045 m/s\n"
                   "limit of ?p > 4 mm/s → ?p is loose\nrelation ?p is loose\n");
  EXPECT_EQ(units.value("limit of A"), 4.5);
  EXPECT_EQ(units.program().detail(units.program().find("limit of A"))->unit->spelling, "mm/s");
  EXPECT_EQ(units.certainty("A is loose"), 1);
}

TEST(Relations, TheValueOfAThingStandsBehindIs) {
  const std::string text =
      "choice class of ?p: I, II\ndate last service of ?p\nnumber limit of ?p in mm/s\n"
      "relation ?p is a pump\nrelation ?p is small\nrelation ?p is worn\nrelation ?p is due\n"
      "fact class of A is I, A is a pump, B is a pump, C is worn\n"
      "fact last service of A is 2020-01-01, limit of A is 0.0045 m/s\n"
      "?p is a pump AND class of ?p is I → ?p is small\n"
      "?p is worn → class of ?p is II\n"
      "?p is worn → last service of ?p = 2019-05-01\n"
      "last service of ?p is 2020-01-01 → ?p is due\n"
      "class of ?p is II → ?p trouble\n"
      "?p is a pump AND class of ?p is known → ?p classified\n"
      "case \"given\"\n    given class of D is II\n    expect class of D is II, D trouble, class "
      "of C is II\n";
  const Told run(text, {"class of B is I"});
  EXPECT_EQ(run.certainty("A is small"), 1);
  EXPECT_EQ(run.certainty("B is small"), 1);
  EXPECT_EQ(run.value("class of C"), 1);
  EXPECT_EQ(run.certainty("C trouble"), 1);
  EXPECT_EQ(run.certainty("A is due"), 1);
  EXPECT_EQ(run.value("limit of A"), 4.5);
  EXPECT_FALSE(run.program().find("class of A is I"));
  const Knowledge wrong = compiled("choice class of ?p: I, II\nfact class of A is III\n");
  EXPECT_EQ(wrong.diagnostics.front().code, Code::no_such_choice);
}

TEST(Relations, AFigureOfAggregatesAloneIsDeclaredLikeAnyOther) {
  const std::string text =
      "relation ?x is in\nnumber load of ?x in kg\nfact a is in, b is in, load of a = 2 kg, load "
      "of b = 500 g\n"
      "number how many = count of ?x where (?x is in)\n"
      "number total in g = sum of load of ?x where (?x is in)\n"
      "how many + 1 = 3 → three\n";
  const Told told(text);
  EXPECT_EQ(told.value("how many"), 2);
  EXPECT_EQ(told.value("total"), 2500);
  EXPECT_EQ(told.certainty("three"), 1);
  const Knowledge twice = compiled(text + "number how many\n");
  EXPECT_EQ(twice.diagnostics.size(), 1);
}

// A pattern that a later assignment speaks of, too, must agree with it.
TEST(Relations, AnAssignedVariableMustAgreeWithAPattern) {
  const std::string text =
      "relation ?x is red\nrelation ?x trusts ?y\nrelation ?x knows ?y\nask ?x trusts ?y\n"
      "fact a is red\n"
      "?y is red AND ?x trusts ?z AND ?x = ?y → ?x knows ?z\n";
  const Told run(text, {"a trusts c", "b trusts d"});
  EXPECT_EQ(run.certainty("a knows c"), 1);
  EXPECT_EQ(run.certainty("a knows d"), 0);
  EXPECT_FALSE(run.program().find("a knows d"));
  EXPECT_FALSE(run.program().find("a trusts d"));
}

TEST(Relations, AReckonedFigureMustAgreeWithAPattern) {
  const std::string text =
      "relation ?x has ?n, number ?n\nrelation ?x wants ?n, number ?n\nask ?x wants ?n\n"
      "relation ?x meets ?z\nfact a has 1, a has 4\n"
      "?x has ?n AND ?m = ?n + 1 AND ?z wants ?m → ?x meets ?z\n";
  const Told run(text, {"b wants 2", "c wants 3"});
  EXPECT_EQ(run.certainty("a meets b"), 1);
  EXPECT_FALSE(run.program().find("a meets c"));
}

TEST(Relations, WhatStandsForAllThatFitIsNoConclusion) {
  const std::string text =
      "relation ?who takes ?drug\nask ?who takes ?drug\nann takes ? → ann on drugs\n";
  const Told told(text, {"ann takes aspirin"});
  EXPECT_EQ(told.certainty("ann takes ?"), 1);
  std::string names;
  for (const ConclusionReport& c : conclusions(told.session()))
    names += told.program().findings[c.finding.index()].name + ";";
  EXPECT_EQ(names, "ann on drugs;");
}

// The first words of what ends so and is true.
std::string yes_of(const Told& told, std::string_view suffix) {
  std::string names;
  for (std::size_t f = 0; f < told.program().findings.size(); ++f) {
    const std::string& name = told.program().findings[f].name;
    if (name.ends_with(suffix) && told.certainty(name) > 0)
      names += (names.empty() ? "" : ", ") + name.substr(0, name.find(' '));
  }
  return names;
}

constexpr const char* doors =
    "relation ?who wants ?door\nrelation ?who is barred\nrelation ?door is shut\n"
    "relation ?who enters ?door\nrelation ?who waits\nrelation ?who may go\n"
    "fact ann wants lobby, bob wants lobby, bob wants plant, bob is barred, plant is shut\n";

TEST(Relations, ARuleOverridesTheInstancesThatAgreeWithIt) {
  const std::string text = std::string(doors) +
                           "rule in: ?who wants ?door → ?who enters ?door\n"
                           "rule bar: ?who is barred → ?who waits\n    overrides in\n";
  const Told told(text);
  EXPECT_EQ(told.certainty("ann enters lobby"), 1);
  EXPECT_EQ(told.certainty("bob enters lobby"), 0);
  EXPECT_EQ(told.certainty("bob enters plant"), 0);
}

TEST(Relations, WithNoVariableInCommonItOverridesAllInstances) {
  const std::string text = std::string(doors) +
                           "rule in: ?who wants ?door → ?who enters ?door\n"
                           "rule bar: ?x is barred → ?x waits\n    overrides in\n";
  EXPECT_EQ(yes_of(Told(text), " enters lobby"), "");
  const std::string plain = std::string(doors) +
                            "rule in: ?who wants ?door → ?who enters ?door\n"
                            "rule night: closing time → quiet\n    overrides in\n";
  EXPECT_EQ(yes_of(Told(plain), " enters lobby"), "ann, bob");
  EXPECT_EQ(yes_of(Told(plain, {"closing time"}), " enters lobby"), "");
}

TEST(Relations, TwoRulesThatOverrideOneAgreeEachByItsOwnVariables) {
  const std::string text = std::string(doors) +
                           "rule in: ?who wants ?door → ?who enters ?door\n"
                           "rule bar: ?who is barred → ?who waits\n    overrides in\n"
                           "rule shut: ?door is shut → shutter down\n    overrides in\n"
                           "fact ann wants plant, cy wants lobby\n";
  const Told told(text);
  EXPECT_EQ(yes_of(told, " enters lobby"), "ann, cy");
  EXPECT_EQ(yes_of(told, " enters plant"), "");
}

TEST(Relations, ThatARuleAppliesIsAskedOfTheInstancesThatAgree) {
  const std::string text = std::string(doors) +
                           "rule bar: ?who is barred → ?who waits\n"
                           "?who wants ?door AND rule bar applies → ?who is kept out\n"
                           "?x wants ?door AND rule bar applies → ?x is told\n"
                           "?who wants ?door AND NOT rule bar applies → ?who may go\n";
  const Told told(text);
  EXPECT_EQ(yes_of(told, " is kept out"), "bob");
  EXPECT_EQ(yes_of(told, " is told"), "ann, bob");
  EXPECT_EQ(yes_of(told, " may go"), "ann");
}

// Two conditions that differ only in whose rule applies are two pieces of evidence.
TEST(Relations, ConditionsOnTheInstancesOfARuleAreToldApart) {
  const std::string text = std::string(doors) +
                           "rule bar: ?who is barred → ?who waits\nfact ann is barred\n"
                           "relation ?who counts\nfact ann counts, bob counts\n"
                           "?who counts AND rule bar applies → alarm (0.5)\n";
  EXPECT_EQ(Told(text).certainty("alarm"), 0.75);
}

std::string blocker_of(const Told& told, std::string_view finding) {
  for (const ArgumentReport& a : arguments_of(told.session(), told.program().find(finding)))
    if (a.silence == Silence::overridden) {
      const Rule& by = told.program().rules[a.by.index()];
      return told.program().text_of(by.span, by.instance);
    }
  return {};
}

TEST(Relations, TheInstanceThatOverridesIsNamed) {
  const std::string text = std::string(doors) +
                           "fact ann is barred\nrule in: ?who wants ?door → ?who enters ?door\n"
                           "rule bar: ?who is barred → ?who waits\n    overrides in\n";
  EXPECT_EQ(blocker_of(Told(text), "bob enters plant").substr(0, 23), "rule bar: bob is barred");
}

// The error of a knowledge base of a chain of links with this rule as its last line.
std::string stopped(const std::string& rule, std::size_t links) {
  std::string text =
      "relation ?x links to ?y\nrelation ?x is far\nrelation ?x counts ?n, number ?n\n"
      "fact a counts 1\n";
  for (std::size_t i = 0; i < links; ++i) text += fmt::format("fact n{} links to n{}\n", i, i + 1);
  for (const Diagnostic& d : load({}, {{"limits.hence", text + rule}}).diagnostics) {
    if (d.severity != Severity::error) continue;
    EXPECT_EQ(d.code, Code::limit);
    EXPECT_EQ(d.span.begin, text.size());
    return d.message;
  }
  return "";
}

TEST(Relations, ALimitStopsWhatWouldNotEnd) {
  EXPECT_EQ(stopped("?a links to ?b AND ?c links to ?d → ?a is far\n", 1500),
            "this rule binds its variables in too many ways: more than 2000000 instances");
  EXPECT_EQ(stopped("?a links to ?b AND ?c links to ?c → ?a is far\n", 8000),
            "this rule binds its variables in too many ways: more than 50000000 tries");
  EXPECT_EQ(stopped("?x counts ?n AND ?m = ?n + 1 → ?x counts ?m\n", 0),
            "this rule makes figures without end: more than 2000000 instances");
  EXPECT_EQ(stopped("?a links to ?b AND ?b links to ?c → ?a is far\n", 8000), "");
}

}  // namespace
}  // namespace hence
