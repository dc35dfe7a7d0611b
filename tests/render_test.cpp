// What a person reads: conclusions, explanations, whole short consultations, all as strings.
#include "repl/render_text.hpp"

#include <deque>

#include <gtest/gtest.h>

#include "repl/case_file.hpp"
#include "repl/dialogue.hpp"
#include "repl/json_text.hpp"
#include "repl/render_json.hpp"
#include "repl/render_why.hpp"
#include "repl/render_why_not.hpp"
#include "repl/words.hpp"

#include <boost/json.hpp>

namespace hence::repl {
namespace {

constexpr const char* card = "night cramps AND low fluid → dehydration/magnesium\n";

Knowledge knowledge_of(const char* rules) { return compile(load({}, {{"card.hence", rules}})); }

Session session_of(const Knowledge& knowledge, std::string_view facts) {
  Session session(knowledge);
  for (const Fact& fact : read_facts(knowledge.program, facts).facts) session.tell(fact);
  return session;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(Render, WhyNamesRulePlaceFactsAndStrength) {
  const Knowledge knowledge = knowledge_of(card);
  const Session session = session_of(knowledge, "night cramps, low fluid");
  EXPECT_EQ(as_text(render_why(session, knowledge.program.find("dehydration")), Style{}),
            "Why dehydration: likely 0.60\n"
            "  for\n"
            "    +0.60  night cramps AND low fluid → dehydration/magnesium\n"
            "           card.hence:1, strength 0.6\n"
            "             night cramps  yes, given\n"
            "             low fluid     yes, given\n");
}

TEST(Render, ConclusionsSayBandBeforeFigure) {
  const Knowledge knowledge = knowledge_of(card);
  const Session session = session_of(knowledge, "night cramps, low fluid");
  EXPECT_EQ(render_conclusions(session, Style{}),
            "Conclusions\n"
            "  dehydration  likely  0.60\n"
            "      for      night cramps AND low fluid (+0.60)\n"
            "  magnesium    likely  0.60\n"
            "      for      night cramps AND low fluid (+0.60)\n\n");
}

TEST(Render, NoConclusionIsSaid) {
  const Knowledge knowledge = knowledge_of(card);
  EXPECT_TRUE(has(render_conclusions(session_of(knowledge, "night cramps"), Style{}),
                  "None of those looked for"));
}

TEST(Render, UrgentAdviceComesFirst) {
  const Knowledge knowledge =
      knowledge_of("goal ache, clot\nswelling -> clot\npain -> ache\nadvise clot, urgent: \"Go "
                   "today.\"\nadvise ache: \"Rest.\"\n");
  const std::string text = render_conclusions(session_of(knowledge, "swelling, pain"), Style{});
  EXPECT_TRUE(text.starts_with("!! URGENT: clot, certain\n   Go today.\n"));
  EXPECT_TRUE(has(text, "→ Rest.\n"));
}

TEST(Render, FiguresNeverClaimCertaintyThatIsNotThere) {
  EXPECT_EQ(figure(1), "1");
  EXPECT_EQ(figure(.999), "0.99");
  EXPECT_EQ(figure(-.999), "-0.99");
  EXPECT_EQ(figure(.724), "0.72");
  EXPECT_EQ(signed_figure(1), "+1.00");
  EXPECT_EQ(short_figure(.6), "0.6");
}

TEST(Render, ControlCharactersOfAFileAreHarmless) {
  const Knowledge knowledge = knowledge_of("a -> b\nadvise b: \"x\x1b[31my\"\n");
  const std::string text = render_conclusions(session_of(knowledge, "a"), Style{});
  EXPECT_FALSE(has(text, "\x1b"));
}

TEST(Render, NearestNamesShareWords) {
  const Knowledge knowledge =
      knowledge_of("night cramps -> magnesium deficiency\ncramps after exercise -> salt loss\n");
  EXPECT_EQ(nearest_names(knowledge.program, "nigth cramps").front(), "night cramps");
  EXPECT_EQ(nearest_names(knowledge.program, "exercise").front(), "cramps after exercise");
  EXPECT_TRUE(nearest_names(knowledge.program, "zebra").empty());
}

TEST(Render, JsonKeepsItsKeysAndShortNumbers) {
  const Knowledge knowledge = knowledge_of(card);
  const std::string text = render_json(session_of(knowledge, "night cramps, low fluid"), {});
  EXPECT_TRUE(has(text, "{\"finding\": \"night cramps\", \"value\": 1}"));
  EXPECT_TRUE(
      has(text, "\"certainty\": 0.6,\n      \"state\": \"yes\",\n      \"band\": \"likely\""));
  EXPECT_TRUE(has(text, "{\"finding\": \"low fluid\", \"certainty\": 1, \"given\": true}"));
  const boost::json::object root = boost::json::parse(text).as_object();
  std::vector<std::string> keys;
  for (const auto& member : root) keys.emplace_back(member.key());
  EXPECT_EQ(keys, (std::vector<std::string>{"version", "knowledge", "facts", "conclusions", "open",
                                            "not_excluded", "unexplained"}));
}

TEST(Render, Sha256) {
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Case, JsonFacts) {
  const Program program =
      load({}, {{"t.hence", "number fluid intake in L/day, 0 to 10\nchoice side: left, right\n"
                            "a AND b AND c AND fluid intake < 1 L/day AND side is left -> d\n"}})
          .program;
  const CaseFacts read = read_case(
      program, R"({"a": true, "b": false, "c": null, "fluid intake": 1.1, "side": "right"})",
      "x.json");
  EXPECT_EQ(read.errors, "");
  EXPECT_EQ(fact_lines(program, read.facts),
            "a\nNOT b\nc is unknown\nfluid intake = 1.1 L/day\nside is right\n");
  for (const char* bad :
       {R"({"x": true})", R"({"a": 2})", R"({"a": "yes"})", R"({"fluid intake": 11})",
        R"({"side": "up"})", R"({"a": true, "A": false})", R"({"a": true)", "{} 1",
        R"({"fluid intake": 1e999})"})
    EXPECT_NE(read_case(program, bad, "x.json").errors, "") << bad;
  const auto errors = [&](const char* bad) { return read_case(program, bad, "x.json").errors; };
  EXPECT_EQ(errors("{\n  \"a\": true,\n  \"side\": \"up\", \"b\": 2\n}"),
            "x.json:3:3: error: \"side\": side is one of: left, right.\n"
            "x.json:3:17: error: \"b\": a certainty is between -1 and 1\n");
  EXPECT_EQ(errors("{\"a\": true,\n\"A\": false}"),
            "x.json:2:1: error: \"A\" stands there twice\n");
  EXPECT_EQ(errors("{\"a\": true,\n\"b\": }"),
            "x.json:2:6: error: this is not JSON: syntax error\n");
}

TEST(Case, OneFindingTwoValuesIsAnError) {
  const Program program = load({}, {{"t.hence", "a AND b -> c\n"}}).program;
  EXPECT_EQ(
      merged(program, read_words(program, {"a"}), read_words(program, {"a", "b"})).facts.size(),
      2U);
  EXPECT_TRUE(
      has(merged(program, read_words(program, {"a"}), read_words(program, {"NOT a"})).errors,
          "a and NOT a"));
}

// Lines that a test types.
class Typed : public Lines {
 public:
  explicit Typed(std::deque<std::string> lines) : lines_(std::move(lines)) {}
  Line read(const std::string&) override {
    if (lines_.empty()) return {LineEnd::end_of_input, {}};
    Line line{LineEnd::line, lines_.front()};
    lines_.pop_front();
    return line;
  }

 private:
  std::deque<std::string> lines_;
};

std::string consultation_of(const char* rules, std::deque<std::string> typed) {
  ::setenv("XDG_STATE_HOME", testing::TempDir().c_str(), 1);
  Consultation consultation({}, {{"card.hence", rules}}, knowledge_of(rules));
  Typed lines(std::move(typed));
  std::string said;
  Dialogue dialogue(
      consultation, lines, [] { return Style{}; }, [&](std::string_view text) { said += text; });
  EXPECT_EQ(dialogue.run(), 0);
  return said;
}

TEST(Dialogue, AsksAndConcludes) {
  const std::string said = consultation_of(card, {"yes", "yes"});
  EXPECT_TRUE(has(said, "Low fluid?\n(yes, no, unknown)\n"));
  EXPECT_TRUE(has(said, "dehydration  likely  0.60"));
  EXPECT_TRUE(has(said, "hence run --case "));
}

TEST(Dialogue, TakesRulesFactsAndUndo) {
  const std::string said = consultation_of(
      card, {"enough", "nausea -> migraine (0.7)", "nausea", "undo", "undo", "nausea"});
  EXPECT_TRUE(has(said, "migraine: likely 0.70"));
  EXPECT_TRUE(has(said, "migraine: open (was likely 0.70)"));
  EXPECT_TRUE(has(said, "I know nothing called \"nausea\"."));
}

TEST(Dialogue, ABadRuleLeavesAllInForce) {
  const std::string said =
      consultation_of(card, {"y", "y", "low fluid AND OR x -> y", "why dehydration"});
  EXPECT_TRUE(has(said, "all else stays in force"));
  EXPECT_TRUE(has(said, "Why dehydration: likely 0.60"));
}

TEST(Dialogue, BackAsksAgain) {
  const std::string said = consultation_of(card, {"y", "back", "n"});
  EXPECT_TRUE(has(said, "Back to the question before."));
  EXPECT_TRUE(has(said, "None of those looked for"));
}

TEST(Dialogue, CompletesNamesAndCommands) {
  Consultation consultation({}, {{"card.hence", card}}, knowledge_of(card));
  Typed lines({});
  const Dialogue dialogue(
      consultation, lines, [] { return Style{}; }, [](std::string_view) {});
  EXPECT_EQ(dialogue.complete("NOT nig").texts, std::vector<std::string>{"night cramps"});
  EXPECT_EQ(dialogue.complete("low fluid, night c").from, 11U);
  EXPECT_EQ(dialogue.complete("why dehy").texts, std::vector<std::string>{"dehydration"});
  EXPECT_EQ(dialogue.complete("concl").texts, std::vector<std::string>{"conclusions"});
}

TEST(Render, RulesAreCountedAsWritten) {
  const std::string rules =
      "relation ?x to ?y\nrelation ?x from ?y\n?x to ?y → ?y from ?x\na → b\nc → d\n";
  EXPECT_EQ(repl::rules_written(knowledge_of(rules.c_str())), 3U);  // one has no instance yet
  EXPECT_EQ(repl::rules_written(knowledge_of((rules + "fact k to l\nfact l to m\n").c_str())), 3U);
}

// What no answer changes is not said to hold, nor to be asked.
TEST(RenderWhyNot, AFigureThatCannotBeComputedIsSaidSo) {
  const Knowledge knowledge =
      knowledge_of("number a\nnumber b\nnumber x = a / b\nx > 4 → bad\ngoal bad\n");
  const Session session = session_of(knowledge, "a = 1, b = 0");
  const std::string why =
      as_text(render_why_not(session, {knowledge.program.find("bad"), {}}), Style{});
  EXPECT_NE(why.find("a figure that it reads is not known"), std::string::npos) << why;
  EXPECT_NE(why.find("(x: cannot be computed"), std::string::npos) << why;
}

TEST(RenderWhy, TwoValuesOfTheLatestDayAreTold) {
  const Knowledge knowledge =
      knowledge_of("relation ?m shakes ?l on ?d, number ?l in mm/s, date ?d\n"
                   "number vib of ?m in mm/s = latest ?l by ?d where (?m shakes ?l on ?d)\n"
                   "fact P1 shakes 5 mm/s on 2026-01-01, P1 shakes 6 mm/s on 2026-01-01\n"
                   "fact P2 shakes 5 mm/s on 2026-01-01, P2 shakes 6 mm/s on 2026-01-02\n"
                   "vib of ?m > 4 mm/s → ?m is bad\n");
  const Session session(knowledge);
  const auto told = [&](const char* name) {
    return as_text(render_why(session, knowledge.program.find(name)), Style{});
  };
  EXPECT_NE(told("vib of P1").find("two values of"), std::string::npos) << told("vib of P1");
  EXPECT_EQ(told("vib of P2").find("two values of"), std::string::npos);
}

TEST(ConditionText, OfATableIsThatOfItsRow) {
  const Knowledge knowledge =
      knowledge_of("number age in years\nchoice stage: early, late\n"
                   "table first\n    [age] AND [stage] AND ([Sign] OR bleeding) → [Action]\n"
                   "| age | stage | Sign | Action |\n|---|---|---|---|\n"
                   "| < 65 | early | NOT fever | wait |\n| 18 to 90 | late | rash | admit |\n");
  std::vector<std::string> texts;
  for (const Rule& rule : knowledge.program.rules)
    texts.push_back(rule_text(knowledge.program, rule));
  EXPECT_EQ(texts, (std::vector<std::string>{
                       "wait when age < 65 years AND stage is early AND (NOT fever OR bleeding)",
                       "admit when age >= 18 years AND age <= 90 years AND stage is late AND (rash "
                       "OR bleeding)"}));
}

}  // namespace
}  // namespace hence::repl
