// Requests for explanations by name, and every form of them with names that would do harm.
#include "repl/explained.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>

#include "repl/render_json.hpp"
#include "repl/render_markdown.hpp"
#include "tests/knowledge_of.hpp"

namespace hence::repl {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Explained, UnknownNamesAreAnsweredWithTheNearest) {
  const Knowledge knowledge = knowledge_of("rule low fluid rule: low fluid → dehydration\nnumber age");
  const auto error = [&](const ExplainCall& call) {
    Explained explained;
    return resolve(knowledge.program, call, explained);
  };
  ExplainCall call;
  call.why = {"dehydratation"};
  EXPECT_EQ(error(call), "error: unknown finding: dehydratation\n  Did you mean dehydration?\n");
  call = {};
  call.why_not = {"fluid rule"};
  EXPECT_THAT(error(call), HasSubstr("unknown finding or rule: fluid rule"));
  EXPECT_THAT(error(call), HasSubstr("low fluid"));
  call.why_not = {"test.hence:7"};
  EXPECT_EQ(error(call),
            "error: no rule stands at test.hence:7; the nearest is at test.hence:1\n");
  call.why_not = {"other.hence:1"};
  EXPECT_EQ(error(call), "error: other.hence is no file that was read: test.hence\n");
  call = {};
  call.rather = {"age", "dehydration"};
  EXPECT_EQ(error(call),
            "error: age has a value; only what is yes or no can be weighed against another\n");
  call.rather = {"dehydration"};
  EXPECT_THAT(error(call), HasSubstr("--rather wants two conclusions, and dehydration stands alone"));
  call = {};
  call.what_if = {"lo fluid", "low fluid", "age 12, low fluid"};
  EXPECT_THAT(error(call), HasSubstr("lo fluid"));
}

TEST(Explained, ARuleIsFoundByNameAndByPlace) {
  const Knowledge knowledge = knowledge_of("rule one: a → g\nb → g");
  std::string errors;
  EXPECT_EQ(target_of(knowledge.program, "one", errors)->rules, std::vector{RuleId{0}});
  EXPECT_EQ(target_of(knowledge.program, "rule One", errors)->rules, std::vector{RuleId{0}});
  EXPECT_EQ(target_of(knowledge.program, "test.hence:2", errors)->rules, std::vector{RuleId{1}});
  EXPECT_EQ(target_of(knowledge.program, "g", errors)->finding, knowledge.program.find("g"));
  EXPECT_EQ(errors, "");
}

// A rule base whose every text holds what could break out of a form.
class HostileExplanations : public testing::Test {
 protected:
  HostileExplanations()
      : knowledge_(knowledge_of("finding \"<script>alert(1)</script>\"\n"
                                "finding \"a & b | `c` *d* [e](f)\"\n"
                                "rule bell: \"<script>alert(1)</script>\" AND "
                                "\"a & b | `c` *d* [e](f)\" → \"$(rm) '; --\"\n"
                                "    because \"\x1b[31mred\x07\"\n"
                                "\"x\" → \"$(rm) '; --\"\n"
                                "\"y\" rules out \"$(rm) '; --\"\n")),
        session_(knowledge_) {
    const FindingId goal = knowledge_.program.find("$(rm) '; --");
    const FindingId x = knowledge_.program.find("x"), y = knowledge_.program.find("y");
    if (!goal || !x || !y) return;
    session_.tell({x, 1, 0, {}});
    session_.tell({y, 1, 0, {}});
    explained_.why = explained_.how = explained_.change = {goal};
    explained_.why_not = {{goal, {}}, {{}, {RuleId{0}}}};
    explained_.what_if = {"\"<script>alert(1)</script>\""};
    explained_.rather = {{goal, x}};
  }

  Knowledge knowledge_;
  Session session_;
  Explained explained_;
};

TEST_F(HostileExplanations, AreHarmlessOnATerminal) {
  ASSERT_FALSE(explained_.why.empty());
  std::string text;
  for (const Page& page : pages(session_, explained_)) text += as_text(page, Style{});
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("\x07")));
  EXPECT_THAT(text, HasSubstr("conflict: x, y"));
}

TEST_F(HostileExplanations, AreHarmlessInMarkdown) {
  ASSERT_FALSE(explained_.why.empty());
  const std::string text = render_markdown(session_, explained_);
  EXPECT_THAT(text, Not(HasSubstr("<script>")));
  EXPECT_THAT(text, Not(HasSubstr("[e](f)")));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST_F(HostileExplanations, AreWholeInJson) {
  ASSERT_FALSE(explained_.why.empty());
  const std::string text = render_json(session_, explained_);
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  boost::system::error_code failed;
  const auto value = boost::json::parse(text, failed);
  ASSERT_FALSE(failed) << text;
  for (const char* key : {"why", "how", "why_not", "what_if", "rather", "change"})
    EXPECT_TRUE(value.as_object().contains(key)) << key;
}

TEST_F(HostileExplanations, SayTheSameHoweverOftenAsked) {
  EXPECT_EQ(render_json(session_, explained_), render_json(session_, explained_));
}

}  // namespace
}  // namespace hence::repl
