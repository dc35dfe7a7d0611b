#include "rules/diagnostic.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "rules/text.hpp"

namespace hence {
namespace {

constexpr SourceId first{0};

// A file whose line `line` is `text`; the span of `marked` in it.
struct Example {
  std::vector<Source> sources;
  Span span;

  Example(int line, const std::string& text, std::string_view marked, std::string path = "legs.hence") {
    const std::string before(static_cast<std::size_t>(line - 1), '\n');
    sources.push_back(make_source(std::move(path), before + text + "\n"));
    const auto begin = static_cast<std::uint32_t>(before.size() + text.find(marked));
    span = {first, begin, begin + static_cast<std::uint32_t>(marked.size())};
  }
};

// The three examples of language.md.
TEST(Diagnostic, DrawsTheUnknownFinding) {
  const Example at(26, "nigth cramps AND low fluid → dehydration", "nigth cramps");
  EXPECT_EQ(render(make_diagnostic(Code::unknown_finding, at.span, "nothing asks, concludes or declares this",
                                   "a finding with a similar name: night cramps (line 7)"),
                   at.sources),
            "error H01 unknown finding                             legs.hence:26:1\n"
            "26 │ nigth cramps AND low fluid → dehydration\n"
            "   │ ^^^^^^^^^^^^ nothing asks, concludes or declares this\n"
            "   a finding with a similar name: night cramps (line 7)\n");
}

TEST(Diagnostic, TellsTheCycle) {
  const Example at(12, "NOT bacterial cause → viral cause", "NOT");
  EXPECT_EQ(render(make_diagnostic(Code::cycle, at.span,
                                   "viral cause needs NOT bacterial cause (line 12),\n"
                                   "which needs NOT viral cause (line 15): neither can be decided first.",
                                   "Drop one condition, or ask for one of the two."),
                   at.sources),
            "error H04 cycle through NOT                           legs.hence:12:1\n"
            "   viral cause needs NOT bacterial cause (line 12),\n"
            "   which needs NOT viral cause (line 15): neither can be decided first.\n"
            "   Drop one condition, or ask for one of the two.\n");
}

TEST(Diagnostic, TellsTheContradiction) {
  const Example at(28, "fluid intake >= 2 L/day rules out low fluid", "fluid");
  EXPECT_EQ(render(make_diagnostic(Code::contradiction, at.span,
                                   "line 14 confirms low fluid, line 28 rules it out,\n"
                                   "and both apply when fluid intake = 2 L/day.",
                                   "Change line 14 to \"< 2\"."),
                   at.sources),
            "warning H05 these rules contradict each other         legs.hence:28:1\n"
            "   line 14 confirms low fluid, line 28 rules it out,\n"
            "   and both apply when fluid intake = 2 L/day. Change line 14 to \"< 2\".\n");
}

TEST(Diagnostic, CaretsStandUnderWideAndNarrowLetters) {
  const Example at(1, "ü → u\u0308\t日本 → bad", "bad");
  EXPECT_EQ(render(make_diagnostic(Code::syntax, at.span, "why"), at.sources),
            "error H02 this cannot be read                         legs.hence:1:13\n"
            "1 │ ü → u\u0308 日本 → bad\n"
            "  │              ^^^ why\n");
}

TEST(Diagnostic, EmptySpanAndSpanOverLines) {
  std::vector<Source> sources = {make_source("x.hence", "a AND\r\nb")};
  EXPECT_EQ(render(make_diagnostic(Code::syntax, {first, 5, 5}, "why"), sources),
            "error H02 this cannot be read                         x.hence:1:6\n"
            "1 │ a AND\n"
            "  │      ^ why\n");
  EXPECT_EQ(render(make_diagnostic(Code::unclosed, {first, 2, 8}, "why"), sources),
            "error H06 left open                                   x.hence:1:3\n"
            "1 │ a AND\n"
            "  │   ^^^ why\n");
  // Nonsense spans are shown somewhere, and never read out of bounds.
  for (const Span span : {Span{first, 99, 120}, Span{first, 3, 1}, Span{first, 6, 6}, Span{SourceId{7}, 0, 1}})
    EXPECT_FALSE(render(make_diagnostic(Code::syntax, span, "why"), sources).empty());
}

TEST(Diagnostic, WithoutAFile) {
  EXPECT_EQ(render(make_diagnostic(Code::file, {}, "legs.hence is a folder.", "Name a file."), {}),
            "error H18 file cannot be used\n   legs.hence is a folder. Name a file.\n");
  EXPECT_EQ(render_line(make_diagnostic(Code::file, {}, "no such file"), {}), "error H18: no such file");
}

TEST(Diagnostic, LongMessageGoesBelow) {
  const Example at(7, "a AND b OR c → d", "OR");
  const std::string message = "this can be read in two ways, and the two give different answers to the user";
  EXPECT_EQ(render(make_diagnostic(Code::mixed_and_or, at.span, message, "(a AND b) OR c\na AND (b OR c)"), at.sources),
            "error H07 AND mixed with OR                           legs.hence:7:9\n"
            "7 │ a AND b OR c → d\n"
            "  │         ^^\n"
            "  " + message + "\n"
            "  (a AND b) OR c\n"
            "  a AND (b OR c)\n");
}

TEST(Diagnostic, Related) {
  const Example at(3, "goal x", "x");
  Diagnostic twice = make_diagnostic(Code::declared_twice, at.span, "declared before");
  twice.related.push_back({{first, 0, 1}, "first here"});
  EXPECT_EQ(render(twice, at.sources),
            "error H12 declared twice                              legs.hence:3:6\n"
            "3 │ goal x\n"
            "  │      ^ declared before\n"
            "  legs.hence:1:1: first here\n");
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t at = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', at)) {
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

TEST(Diagnostic, LongLinesAreCutAroundTheSpan) {
  std::string words;
  for (int i = 0; i < 60; ++i) words += "wörd" + std::to_string(100 + i) + (i % 2 == 0 ? " → " : " 日本 ");
  for (int i = 0; i < 60; ++i) {
    const std::string marked = "wörd" + std::to_string(100 + i);
    const Example at(100, words, marked);
    const auto lines = lines_of(render(make_diagnostic(Code::syntax, at.span, "why"), at.sources));
    ASSERT_GE(lines.size(), 3U);
    EXPECT_LE(display_width(lines[1]), 80) << lines[1];
    const std::size_t word = lines[1].find(marked);
    ASSERT_NE(word, std::string::npos) << lines[1];
    EXPECT_EQ(display_width(lines[1].substr(0, word)), display_width(lines[2].substr(0, lines[2].find('^'))));
    EXPECT_NE(lines[2].find("^^^^^^^"), std::string::npos);
    EXPECT_EQ(lines[1].find("…") == std::string::npos, false);
  }
  const Example whole(1, words, words);
  const auto lines = lines_of(render(make_diagnostic(Code::syntax, whole.span, "why"), whole.sources));
  EXPECT_LE(display_width(lines[1]), 80);
  EXPECT_LE(display_width(lines[2]), 80);
}

TEST(Diagnostic, EveryLineKeepsToThePage) {
  for (std::size_t size = 1; size < 200; ++size)
    for (const std::size_t begin : {std::size_t{0}, size / 2, size - 1, size}) {
      const std::vector<Source> sources = {make_source("x", std::string(size, 'a'))};
      const auto at = static_cast<std::uint32_t>(begin);
      const Span span{first, at, std::min(at + 5, static_cast<std::uint32_t>(size))};
      for (const std::string& line : lines_of(render(make_diagnostic(Code::syntax, span, "why"), sources)))
        ASSERT_LE(display_width(line), 80) << size << ' ' << begin << '\n' << line;
    }
}

TEST(Diagnostic, MegabyteLinesAreQuick) {
  const std::vector<Source> sources = {make_source("x", std::string(4000000, '\x1b'))};
  for (int i = 0; i < 20; ++i) {
    const auto lines = lines_of(render(make_diagnostic(Code::syntax, {first, 2000000, 3000000}, "why"), sources));
    ASSERT_LE(display_width(lines[1]), 80);
    ASSERT_LE(display_width(lines[2]), 80);
  }
}

TEST(Diagnostic, ControlsAreShown) {
  const Example at(1, "a\x1b[31m b\u202E", "b", "x\x1b.hence");
  const Diagnostic bad = make_diagnostic(Code::encoding, at.span, "a \x1b here,\nand\u202E", "drop \x07");
  EXPECT_EQ(render(bad, at.sources),
            "error H19 not plain UTF-8 text                        x\\x1b.hence:1:8\n"
            "1 │ a\\x1b[31m b\\u202e\n"
            "  │           ^\n"
            "  a \\x1b here,\n"
            "  and\\u202e\n"
            "  drop \\x07\n");
  EXPECT_EQ(render_line(bad, at.sources), "x\\x1b.hence:1:8: error H19: a \\x1b here, and\\u202e");
}

TEST(Diagnostic, SortsByPathOffsetCodeAndIsStable) {
  const std::vector<Source> sources = {make_source("b", "12345"), make_source("a", "12345")};
  const SourceId b{0}, a{1};
  std::vector<Diagnostic> list = {
      make_diagnostic(Code::table, {b, 0, 1}, "4"),  make_diagnostic(Code::table, {a, 3, 4}, "3"),
      make_diagnostic(Code::syntax, {a, 1, 2}, "1"), make_diagnostic(Code::table, {a, 1, 2}, "2"),
      make_diagnostic(Code::file, {}, "0"),          make_diagnostic(Code::table, {b, 0, 4}, "5")};
  sort_by_place(list, sources);
  std::string order;
  for (const Diagnostic& diagnostic : list) order += diagnostic.message;
  EXPECT_EQ(order, "012345");
}

TEST(Diagnostic, CodesAreDistinct) {
  for (std::size_t i = 0; i + 1 < codes.size(); ++i) EXPECT_LT(codes[i].text, codes[i + 1].text);
  EXPECT_EQ(entry(Code::symptom_from_goal).text, "H50");
  EXPECT_EQ(entry(Code::kind_mismatch).text, "H25");
  EXPECT_EQ(entry(Code::trailing_parenthesis).text, "H60");
  EXPECT_TRUE(has_errors({make_diagnostic(Code::syntax, {}, "")}));
  EXPECT_FALSE(has_errors({make_diagnostic(Code::unused, {}, "")}));
}

}  // namespace
}  // namespace hence
