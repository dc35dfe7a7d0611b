// Rule texts that would hurt: docs/reliability, «Rule text». Each is named after what it does.
#include <clocale>
#include <cmath>
#include <locale>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/session.hpp"
#include "rules/format.hpp"
#include "rules/limits.hpp"
#include "tests/hostile.hpp"

namespace hence {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// Generous: a sanitizer build is some ten times slower.
constexpr double in_time = 30;

using Lines = std::vector<std::string>;

// ---- depth ----

struct Deep {
  const char* name;
  std::string text;
  Lines reports;
};

class HostileDepth : public ::testing::TestWithParam<Deep> {};

TEST_P(HostileDepth, IsCountedBeforeRecursing) {
  const Hostile h(GetParam().text);
  EXPECT_EQ(h.reports(), GetParam().reports);
  EXPECT_TRUE(h.good_lines_used());
  EXPECT_LT(h.seconds, in_time);
  EXPECT_LT(h.drawn().size(), 2000U);
  EXPECT_FALSE(format_source(GetParam().text, false).empty());
}

constexpr std::size_t million = 1000000;
const std::string number_n = "number n\n\n";

INSTANTIATE_TEST_SUITE_P(
    Rules, HostileDepth,
    ::testing::Values(
        Deep{"MillionParentheses",
             times(million, "(") + "a" + times(million, ")") + " → b",
             {"H20 3:257"}},
        Deep{"MillionOpen", times(million, "(") + "a → b", {"H20 3:257"}},
        Deep{"MillionClosed", "a" + times(million, ")") + " → b", {"H06 3:2"}},
        Deep{"MillionNots", times(million, "NOT ") + "a → b", {"H20 3:1025"}},
        Deep{"MillionSigns", number_n + "n > " + times(million, "- ") + "1 → b", {"H20 5:517"}},
        Deep{"MillionFunctions",
             number_n + "n > " + times(million, "abs(") + "n" + times(million, ")") + " → b",
             {"H20 5:1032"}},
        Deep{"MillionLists",
             times(million, "any of (") + "a" + times(million, ")") + " → b",
             {"H20 3:2056"}},
        Deep{"LongPower", number_n + "n > 1" + times(100000, " ^ 1") + " → b", {"H20 5:2051"}},
        Deep{"LongSum", number_n + "n > 1" + times(100000, " + 1") + " → b", {"H20 5:5"}},
        Deep{"DeepestSumAllowed", number_n + "n > 1" + times(510, " + n") + " → b", {}},
        Deep{"DeepestPowerAllowed", number_n + "n > 1" + times(500, " ^ n") + " → b", {}},
        Deep{"DeepestAllowed", times(256, "(") + "a" + times(256, ")") + " → b", {}},
        Deep{"DeepAlternating", times(128, "a AND (c OR (") + "d" + times(128, "))") + " → b", {}},
        Deep{"DeepNots", times(128, "NOT (") + "a" + times(128, ")") + " → b", {}}),
    [](const auto& tested) { return tested.param.name; });

TEST(HostileText, DeepTreesAreEvaluatedMovedAndDestroyed) {
  Hostile h(times(128, "a AND (c OR (") + "d" + times(128, "))") + " → b");
  const Knowledge moved = std::move(h.knowledge);
  Session session(moved);
  session.tell({moved.program.find("a"), 1, 0, {}});
  session.tell({moved.program.find("d"), 1, 0, {}});
  EXPECT_EQ(session.value(moved.program.find("b")).state, Truth::yes);
}

// ---- length ----

TEST(HostileText, TenMegabytesOfAlternatives) {
  const Hostile h("a" + times(million, " OR xyz abc") + " → b");
  EXPECT_THAT(h.reports(), IsEmpty());
  EXPECT_LT(h.seconds, in_time);
  Session session(h.knowledge);
  session.tell({h.knowledge.program.find("xyz abc"), 1, 0, {}});
  EXPECT_EQ(session.value(h.knowledge.program.find("b")).state, Truth::yes);
}

TEST(HostileText, TenMegabytesInOneWord) {
  const Hostile h(times(10 * million, "a") + " → b");
  EXPECT_EQ(h.reports(), Lines{"H20 3:1"});
  EXPECT_TRUE(h.good_lines_used());
  EXPECT_LT(h.drawn().size(), 1000U);
}

TEST(HostileText, TenMegabytesOfWordsAreNoName) {
  const Hostile h(times(2 * million, "word ") + "→ b");
  EXPECT_EQ(h.reports(), Lines{"H20 3:1"});
  EXPECT_TRUE(h.good_lines_used());
  EXPECT_LT(h.drawn().size(), 1000U);
}

TEST(HostileText, TenMegabytesOfBlanksQuotesAndComments) {
  EXPECT_THAT(Hostile("a" + times(10 * million, " ") + "→ b").reports(), IsEmpty());
  EXPECT_THAT(Hostile("a → b # " + times(10 * million, "x")).reports(), IsEmpty());
  EXPECT_THAT(Hostile("a → b because \"" + times(10 * million, "x") + "\"").reports(), IsEmpty());
  EXPECT_EQ(Hostile("a → b because \"" + times(10 * million, "x")).reports(), Lines{"H06 3:15"});
  EXPECT_THAT(Hostile(times(million, "\n")).reports(), IsEmpty());
}

TEST(HostileText, LongListsAreLinear) {
  const Hostile conclusions("a → b" + times(100000, ", b"));
  EXPECT_LT(conclusions.seconds, in_time);
  const Hostile arrows("a" + times(100000, " → b"));
  EXPECT_EQ(arrows.reports(), Lines{"H02 3:7"});
  const Hostile commas("a → " + times(100000, ","));
  EXPECT_EQ(commas.reports().size(), 1U);
  EXPECT_LT(arrows.seconds + commas.seconds, in_time);
}

// ---- bytes ----

TEST(HostileText, InvalidUtf8) {
  EXPECT_EQ(Hostile("n\xffight cramps → b\nc → d").reports(), Lines{"H19 3:2"});
  EXPECT_TRUE(Hostile("n\xffight cramps → b").good_lines_used());
  EXPECT_EQ(Hostile("a → b # \xc3\x28\nc → d").reports(), Lines{"H19 3:9"});
  EXPECT_FALSE(Hostile("a → b because \"\xf0\x28\x8c\x28\"").reports().empty());
  EXPECT_FALSE(Hostile("a\xed\xa0\x80 → b").reports().empty());  // a surrogate
  EXPECT_FALSE(Hostile("a\xc0\xaf → b").reports().empty());      // an overlong slash
  EXPECT_THAT(Hostile("n\xffight → b").drawn(), Not(HasSubstr("\xff")));
}

TEST(HostileText, NulAndControls) {
  using namespace std::string_literals;
  const Hostile nul("a\0b → c\nd → e"s);
  EXPECT_EQ(nul.reports(), Lines{"H19 3:2"});
  EXPECT_TRUE(nul.good_lines_used());
  EXPECT_TRUE(nul.concluded("e"));
  EXPECT_THAT(nul.drawn(), Not(HasSubstr("\0"s)));
  const Hostile escape("a\x1b[31m → b\nd → e");
  EXPECT_EQ(escape.reports().at(0), "H19 3:2");
  EXPECT_THAT(escape.drawn(), Not(HasSubstr("\x1b")));
  EXPECT_TRUE(escape.concluded("e"));
}

TEST(HostileText, LineEnds) {
  EXPECT_THAT(Hostile("a → b\r\nc → d\r\n").reports(), IsEmpty());
  const Hostile lone("a → b\rc → d\r");
  EXPECT_EQ(lone.reports().size(),
            lone.concluded("d") ? 0U : 1U);  // two lines, or an error: never one name
  EXPECT_FALSE(lone.knowledge.program.find("b c"));
  EXPECT_TRUE(lone.good_lines_used());
}

TEST(HostileText, ByteOrderMarks) {
  const Knowledge marked = compile(load({}, {{"bom.hence", "\xef\xbb\xbf" + good_line + "\n"}}));
  EXPECT_TRUE(marked.usable);
  EXPECT_TRUE(marked.program.find("good sign"));
  EXPECT_EQ(Hostile("\xef\xbb\xbf"
                    "a → b")
                .reports(),
            Lines{"H19 3:1"});  // inside a file it is invisible text
}

TEST(HostileText, Utf16IsOneReadableError) {
  for (const bool marked : {true, false}) {
    std::string wide = marked ? "\xff\xfe" : "";
    for (const char c : std::string("night cramps -> b\n"))
      wide += std::string(1, c) + std::string(1, '\0');
    const Loaded loaded = load({}, {{"wide.hence", times(1000, wide)}});
    ASSERT_FALSE(loaded.diagnostics.empty());
    EXPECT_EQ(loaded.diagnostics[0].code, Code::encoding);
    EXPECT_TRUE(loaded.program.rules.empty());
  }
}

TEST(HostileText, InvisibleAndRightToLeft) {
  const Hostile bidi("a \xe2\x80\xae"
                     "b → c\nd → e");
  EXPECT_EQ(bidi.reports(), Lines{"H19 3:3"});
  EXPECT_THAT(bidi.drawn(), HasSubstr("U+202E"));
  EXPECT_THAT(bidi.drawn(), Not(HasSubstr("\xe2\x80\xae")));
  EXPECT_TRUE(bidi.concluded("e"));
  EXPECT_EQ(Hostile("a → c # x \xe2\x80\xae y").reports(),
            Lines{"H19 3:11"});  // a comment can hide a line
  EXPECT_EQ(Hostile("ni\xe2\x80\x8bght → c").reports(), Lines{"H19 3:3"});  // zero-width space
  EXPECT_EQ(Hostile("ni\xc2\xadght → c").reports(), Lines{"H19 3:3"});      // soft hyphen
  EXPECT_THAT(Hostile("a → c because \"x \xe2\x80\xae y\"").reports(),
              IsEmpty());  // text may need it
}

TEST(HostileText, InvisibleInACell) {
  const Hostile h("table\n    each of [S] suggests [L]\n| L | S |\n|---|---|\n| x lack | "
                  "co\xe2\x80\x8bld feet |\n| z lack | low mood |");
  EXPECT_EQ(h.reports().at(0), "H19 7:14");
  EXPECT_TRUE(h.concluded("z lack"));
  EXPECT_FALSE(h.knowledge.program.find("x lack"));
}

TEST(HostileText, LookAlikeLetters) {
  const Hostile h("m\xd0\xb0gnesium → b");
  EXPECT_EQ(h.reports(), Lines{"H59 3:1"});
  EXPECT_THAT(h.drawn(), HasSubstr("U+0430"));
  EXPECT_TRUE(h.knowledge.usable);
}

TEST(HostileText, ComposedAndDecomposedAreOneName) {
  const Hostile h("caf\xc3\xa9 → b\nx → cafe\xcc\x81");
  EXPECT_TRUE(h.knowledge.usable);
  EXPECT_TRUE(h.knowledge.program.find("cafe\xcc\x81"));
  EXPECT_EQ(h.knowledge.program.find("caf\xc3\xa9"), h.knowledge.program.find("cafe\xcc\x81"));
}

TEST(HostileText, EmptyAndNearlyEmpty) {
  for (const char* text : {"", "\n", "   \t  ", "# only a comment", "\xef\xbb\xbf", "\r\n\r\n"}) {
    const Knowledge k = compile(load({}, {{"empty.hence", text}}));
    EXPECT_THAT(reports_of(k.program, k.diagnostics), IsEmpty()) << text;
    EXPECT_TRUE(k.program.rules.empty());
    Session session(k);
    EXPECT_THAT(session.facts(), IsEmpty());
  }
}

// ---- left open ----

TEST(HostileText, NothingSwallowsTheFile) {
  const std::pair<const char*, const char*> open[] = {
      {"a → b because \"x\nc → d", "H06 3:15"}, {"\"a → b\nc → d", "H06 3:1"},
      {"(a AND b → e\nc → d", "H06 3:1"},       {"a AND\n\nc → d", "H06 3:3"},
      {"a AND b →\n\nc → d", "H06 3:9"},        {"each of (a, b → e\nc → d", "H06 3:9"}};
  for (const auto& [text, report] : open) {
    const Hostile h(text);
    ASSERT_FALSE(h.reports().empty()) << text;
    EXPECT_EQ(h.reports().size(), 1U) << text;
    EXPECT_EQ(h.reports().front(), report) << text;
    EXPECT_TRUE(h.good_lines_used()) << text;
    EXPECT_TRUE(h.concluded("d")) << text;
  }
}

// ---- growth ----

TEST(HostileText, FortyAlternativesAreNotExpanded) {
  std::string text = "(a0 OR b0)";
  for (int i = 1; i < 40; ++i)
    text += " AND (a" + std::to_string(i) + " OR b" + std::to_string(i) + ")";
  const Hostile h(text + " → c");
  EXPECT_THAT(h.reports(), IsEmpty());
  EXPECT_LT(h.knowledge.program.exprs.size(), 200U);
  Session session(h.knowledge);
  for (int i = 0; i < 40; ++i)
    session.tell(
        {h.knowledge.program.find((i % 2 == 0 ? "a" : "b") + std::to_string(i)), 1, 0, {}});
  EXPECT_EQ(session.value(h.knowledge.program.find("c")).certainty, 1);
  EXPECT_LT(h.seconds, in_time);
}

TEST(HostileText, SharedPrefixesDoNotBacktrack) {
  const std::string texts[] = {times(120, "((a AND b) OR ") + "c" + times(120, ")") + " → d",
                               number_n + times(120, "(n + 1) * (") + "n" + times(120, ")") +
                                   " > 3 → d",
                               number_n + times(200, "(") + "n" + times(200, " + 1)") + " > 3 → d",
                               "a → " + times(10000, "b / ") + "c"};
  for (const std::string& text : texts) {
    const Hostile h(text);
    EXPECT_THAT(h.reports(), IsEmpty());
    EXPECT_LT(h.seconds, in_time);
  }
  const Hostile broken(times(200, "(a AND ") + "→ d");
  EXPECT_EQ(broken.reports().size(), 1U);
}

TEST(HostileText, TenThousandErrors) {
  std::string text;
  for (int i = 0; i < 10000; ++i) text += "a AND OR b → c" + std::to_string(i) + "\n";
  const Hostile h(text);
  EXPECT_EQ(h.reports().size(), 10000U);
  EXPECT_EQ(h.reports().front(), "H02 3:7");
  EXPECT_EQ(h.reports().back(), "H02 10002:7");
  EXPECT_TRUE(h.good_lines_used());
  EXPECT_LT(h.seconds, in_time);
}

TEST(HostileText, TenThousandUnknownNamesAreLinear) {
  std::string overrides, units, near;
  for (int i = 0; i < 10000; ++i) {
    const std::string n = std::to_string(i);
    overrides += "rule r" + n + ": a → c overrides r" + n + "x\n";
    units += "number w" + n + " in flurb" + n + "\n";
    near += "finding sign word" + n + "\nsign wordd" + n + " AND x → y\n";
  }
  for (const std::string& text : {overrides, units, near}) {
    const Hostile h(text);
    EXPECT_LT(h.seconds, in_time);
    EXPECT_TRUE(h.good_lines_used());
  }
}

TEST(HostileText, TenThousandRules) {
  std::string text;
  for (int i = 0; i < 10000; ++i)
    text += "f" + std::to_string(i) + " AND g" + std::to_string(i) + " → c" +
            std::to_string(i % 100) + " (0.5)\n";
  const Hostile h(text);
  EXPECT_TRUE(h.knowledge.usable);
  EXPECT_EQ(h.knowledge.program.rules.size(), 10002U);
  EXPECT_LT(h.seconds, in_time);
}

}  // namespace
}  // namespace hence
