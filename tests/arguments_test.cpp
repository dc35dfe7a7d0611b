// Which words of a call are the knowledge base, and which verb is meant.
#include "repl/arguments.hpp"

#include <gtest/gtest.h>

namespace hence::repl {
namespace {

using Words = std::vector<std::string>;

TEST(Arguments, LeadingRuleFilesAreTheKnowledgeBase) {
  const Arguments a = split_arguments({"a.hence", "b.md", "-", "night cramps", "NOT swelling"});
  EXPECT_EQ(a.knowledge, (Words{"a.hence", "b.md", "-"}));
  EXPECT_EQ(a.facts, (Words{"night cramps", "NOT swelling"}));
}

TEST(Arguments, AFileNameBehindAFactIsAFact) {
  const Arguments a = split_arguments({"a.hence", "cramps", "b.hence"});
  EXPECT_EQ(a.knowledge, (Words{"a.hence"}));
  EXPECT_EQ(a.facts, (Words{"cramps", "b.hence"}));
}

TEST(Arguments, AFolderIsAKnowledgeBase) {
  EXPECT_TRUE(names_knowledge("."));
  EXPECT_FALSE(names_knowledge("no such folder"));
  EXPECT_FALSE(names_knowledge("hence"));
}

TEST(Arguments, ACallWithoutVerbConsults) {
  const Words verbs{"run", "check"};
  EXPECT_EQ(with_verb({"kb.hence", "x"}, verbs), (Words{"consult", "kb.hence", "x"}));
  EXPECT_EQ(with_verb({"-"}, verbs), (Words{"consult", "-"}));
  EXPECT_EQ(with_verb({"run", "kb.hence"}, verbs), (Words{"run", "kb.hence"}));
  EXPECT_EQ(with_verb({"--help"}, verbs), (Words{"--help"}));
  EXPECT_EQ(with_verb({"frobnicate"}, verbs), (Words{"frobnicate"}));
  EXPECT_EQ(with_verb({}, verbs), Words{});
}

TEST(Arguments, ShellWordsReadBack) {
  struct Row {
    const char* word;
    const char* quoted;
  };
  for (const Row& row :
       {Row{"kb/leg-pain.hence", "kb/leg-pain.hence"}, Row{"my rules.hence", "'my rules.hence'"},
        Row{"it's", "'it'\\''s'"}, Row{"", "''"}, Row{"$(x)", "'$(x)'"}})
    EXPECT_EQ(shell_word(row.word), row.quoted);
}

}  // namespace
}  // namespace hence::repl
