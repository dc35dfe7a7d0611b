// How far long work tells that it is.
#include "rules/progress.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "engine/knowledge.hpp"
#include "repl/progress_line.hpp"

namespace hence {
namespace {

TEST(Progress, CountsEachInstance) {
  std::string text = "relation ?x links to ?y\nrelation ?x is near\n?x links to ?y → ?x is near\n";
  for (int i = 0; i < 40; ++i) text += fmt::format("fact a{} links to b\n", i);
  Progress progress;
  Loaded loaded = load({}, {{"links.hence", text}}, {}, &progress);
  EXPECT_EQ(progress.stage, Stage::instances);
  EXPECT_EQ(progress.total, 40U);
  EXPECT_EQ(progress.done, 40U);
  const Knowledge knowledge = compile(std::move(loaded), &progress);
  EXPECT_EQ(progress.stage, Stage::compiling);
  EXPECT_TRUE(knowledge.usable);
}

TEST(Progress, IsALineWithABarWhereTheStepsAreKnown) {
  EXPECT_EQ(repl::progress_text(Stage::matching, 7, 0), "Matching rules…");
  EXPECT_EQ(repl::progress_text(Stage::instances, 0, 8),
            "Making instances  ░░░░░░░░░░░░░░░░░░░░░░░░    0 %");
  EXPECT_EQ(repl::progress_text(Stage::facts, 1, 2),
            "Reading facts     ████████████░░░░░░░░░░░░   50 %");
  EXPECT_EQ(repl::progress_text(Stage::facts, 9, 8),
            "Reading facts     ████████████████████████  100 %");
}

}  // namespace
}  // namespace hence
