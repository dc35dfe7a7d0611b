// What a person sees of scores, dates, texts, defaults, scopes and values by cases.
#include <deque>

#include <gtest/gtest.h>

#include "repl/answer.hpp"
#include "repl/case_file.hpp"
#include "repl/dialogue.hpp"
#include "repl/pin.hpp"
#include "repl/render_json.hpp"
#include "repl/render_markdown.hpp"
#include "repl/render_text.hpp"
#include "repl/render_why.hpp"
#include "repl/words.hpp"
#include "rules/calendar.hpp"

namespace hence::repl {
namespace {

constexpr const char* scale =
    "only if age >= 18 years\n"
    "number age in years, 0 to 120\n"
    "number blood loss in mL\n"
    "choice eye opening: none +1, to pressure +2, to sound +3\n"
    "choice risk, ordered: low, moderate, high\n"
    "text summary\n"
    "score danger:\n    cancer +1\n    age >= 65 years +1\n    eye opening\n    other cause -2\n"
    "default blood loss = 0 mL\n"
    "default NOT smoker\n"
    "risk is first of:\n    high when danger >= 5\n    moderate when danger >= 3\n    low otherwise\n"
    "danger >= 3 AND NOT smoker → summary = \"Danger {danger}: {risk}\"\n"
    "danger >= 3 AND blood loss < 100 mL → clot\n"
    "goal clot, risk, summary\n";

Knowledge knowledge_of(const char* rules) { return compile(load({}, {{"s.hence", rules}})); }

Session session_of(const Knowledge& knowledge, std::string_view facts) {
  EXPECT_TRUE(knowledge.usable);
  Session session(knowledge);
  const ReadFacts read = read_facts(knowledge.program, facts);
  EXPECT_FALSE(read.facts.empty());
  for (const Fact& fact : read.facts) session.tell(fact);
  return session;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(Show, WhyOfAScoreGoesItemByItem) {
  const Knowledge knowledge = knowledge_of(scale);
  const Session session = session_of(knowledge, "cancer, age = 70 years");
  EXPECT_EQ(as_text(render_why(session, knowledge.program.find("danger")), Style{}),
            "Why danger: 2 so far (1 to 5, 2 open)\n"
            "  items\n"
            "          +1  cancer           yes, given\n"
            "          +1  age >= 65 years  holds (age: 70 years, given)\n"
            "    +1 to +3  eye opening      open: not asked\n"
            "        (-2)  other cause      not asked\n"
            "  sum: 1 + 1 = 2 so far; 2 items are open, so it may come to 1 to 5\n");
}

TEST(Show, AnOpenScoreIsShownWithWhatItMayComeTo) {
  const Knowledge knowledge = knowledge_of(scale);
  const std::string text =
      render_conclusions(session_of(knowledge, "cancer, age = 70 years"), Style{});
  EXPECT_TRUE(has(text, "Scores still open\n  danger  2 so far (1 to 5, 2 open)\n"
                        "      for      cancer +1; age >= 65 years +1\n"
                        "      open     eye opening; other cause\n"));
}

TEST(Show, AnEarlierRowHoldsALaterBack) {
  const Knowledge knowledge = knowledge_of(scale);
  const Session session =
      session_of(knowledge, "cancer, age = 70 years, eye opening is to sound, NOT other cause");
  const std::string text = as_text(render_why(session, knowledge.program.find("risk")), Style{});
  EXPECT_TRUE(has(text, "risk is high when danger >= 5\n"));
  EXPECT_TRUE(has(text, "danger >= 5  holds (danger: 5)\n"));
  EXPECT_TRUE(has(text, "only if age >= 18 years, of s.hence:1  holds (age: 70 years, given)\n"));
  EXPECT_TRUE(has(text, "risk is moderate when danger >= 3 (s.hence:16): an earlier row applies:"));
  EXPECT_TRUE(has(text, "risk is low otherwise (s.hence:17): another row holds\n"));
}

TEST(Show, TheScopeIsNamedWhereItFails) {
  const Knowledge knowledge = knowledge_of(scale);
  const Session session =
      session_of(knowledge, "cancer, age = 12 years, eye opening is to sound, NOT other cause");
  EXPECT_TRUE(has(one_line(as_text(render_why(session, knowledge.program.find("clot")), Style{})),
                  "danger >= 3 AND blood loss < 100 mL → clot (s.hence:19): only if age >= 18 years, "
                  "of s.hence:1: does not hold"));
  EXPECT_EQ(render_doubts(session, Style{}).substr(0, 71),
            "Outside the rules of s.hence: they hold only if age >= 18 years\nNot exp");
}

TEST(Show, WhatHoldsByDefaultSaysSo) {
  const Knowledge knowledge = knowledge_of(scale);
  const Session session =
      session_of(knowledge, "cancer, age = 70 years, eye opening is to sound, NOT other cause");
  EXPECT_EQ(standing(session, knowledge.program.find("blood loss")), "0 mL, by default");
  EXPECT_EQ(standing(session, knowledge.program.find("smoker")), "no, by default");
  const std::string text = render_conclusions(session, Style{});
  EXPECT_TRUE(has(text, "provided that: blood loss = 0 mL by default (not asked)\n"));
  EXPECT_TRUE(has(text, "  summary  Danger 5: high\n"));
  EXPECT_TRUE(has(text, "provided that: NOT smoker by default (not asked)\n"));
  const std::string markdown = render_markdown(session, {});
  EXPECT_TRUE(has(markdown, "## summary\n\nDanger 5: high\n"));
  EXPECT_TRUE(has(markdown, "- blood loss = 0 mL by default (not asked)\n"));
}

TEST(Show, JsonOfEachKind) {
  const Knowledge knowledge = knowledge_of(scale);
  Explained explained;
  explained.why.push_back(knowledge.program.find("danger"));
  const std::string text =
      render_json(session_of(knowledge, "cancer, age = 70 years, eye opening is to sound"), explained);
  EXPECT_TRUE(has(text, "\"value\": null,\n      \"lowest\": 3,\n      \"highest\": 5,\n      \"open\": 1"));
  EXPECT_TRUE(has(text, "{\"default\": \"NOT smoker\", \"because\": \"not asked\"}"));
  EXPECT_TRUE(has(text, "{\"not\": \"danger >= 5\", \"because\": \"not asked\"}"));
  EXPECT_TRUE(has(text, "\"value\": \"Danger 5 so far (3 to 5, 1 open): moderate\""));
  EXPECT_TRUE(has(text, "\"item\": \"eye opening\",\n          \"state\": \"yes\",\n          \"points\": 3"));
  EXPECT_TRUE(has(text, "\"only_if\": ["));
}

TEST(Show, AScaleTakesNumberNameOrPoints) {
  const Program program = load({}, {{"s.hence", "choice pain: none +0, some +2, much +5\nscore s: pain\n"}}).program;
  const Question question{{program.find("pain")}, "?", -1, -1};
  for (const char* typed : {"2", "some", "+2"}) {
    const Answer answer = read_answer(program, question, typed);
    ASSERT_EQ(answer.kind, AnswerKind::facts) << typed;
    EXPECT_EQ(answer.facts.front().value, 1) << typed;
    EXPECT_EQ(answer.text, "pain: some (+2)");
  }
  EXPECT_NE(read_answer(program, question, "+3").kind, AnswerKind::facts);
  EXPECT_EQ(read_answer(program, question, "4").kind, AnswerKind::refused);
}

TEST(Show, ACaseInJsonTakesAScore) {
  const Program program = load({}, {{"s.hence", "text t\nscore s: a +1, b +2\ns >= 2 → t = \"x\"\n"}}).program;
  EXPECT_EQ(fact_lines(program, read_case(program, R"({"s": 2})", "x.json").facts), "s = 2\n");
  for (const char* bad : {R"({"s": true})", R"({"s": "many"})", R"({"s": 1e999})", R"({"t": "x"})"})
    EXPECT_NE(read_case(program, bad, "x.json").errors, "") << bad;
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
  Consultation consultation({}, {{"s.hence", rules}}, knowledge_of(rules), 20000);
  Typed lines(std::move(typed));
  std::string said;
  Dialogue dialogue(
      consultation, lines, [] { return Style{}; }, [&](std::string_view text) { said += text; });
  EXPECT_EQ(dialogue.run(), 0);
  return said;
}

TEST(Show, AScoreIsAskedItemByItem) {
  const std::string said =
      consultation_of("score danger: cancer +1, fever +2\ndanger >= 3 → clot\n", {"y", "y"});
  EXPECT_TRUE(has(said, "Cancer?"));
  EXPECT_TRUE(has(said, "Fever?"));
  EXPECT_FALSE(has(said, "Danger?"));
  EXPECT_TRUE(has(said, "clot  certain"));
}

TEST(Show, WhatAndHelpKnowEachKind) {
  const std::string said =
      consultation_of(scale, {"enough", "what risk", "what danger", "help smoker", "help summary",
                              "what blood loss", "what eye opening", "change summary"});
  EXPECT_TRUE(has(said, "risk: one of, in this order, low, moderate, high\n"));
  EXPECT_TRUE(has(said, "danger: a score of 4 items\n"));
  EXPECT_TRUE(has(said, "smoker: no by default\n"));
  EXPECT_TRUE(has(said, "summary: a text, which rules write\n"));
  EXPECT_TRUE(has(said, "blood loss: a number, in mL; 0 mL by default\n"));
  EXPECT_TRUE(has(said, "one of none (+1), to pressure (+2), to sound (+3)\n"));
  EXPECT_TRUE(has(said, "It is a text, which the rules write"));
}

TEST(Show, APinnedConsultationExpectsTextsAndScores) {
  const Knowledge knowledge = knowledge_of("text t\nscore s: a +1, b +2\ns >= 2 → t = \"Sum {s}\"\ngoal s, t\n");
  EXPECT_EQ(case_text(session_of(knowledge, "a, b"), "c"),
            "case \"c\"\n    given a, b\n    expect t = \"Sum 3\", s = 3\n");
}

}  // namespace
}  // namespace hence::repl
