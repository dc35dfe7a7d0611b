#include "rules/source.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace hence {
namespace {

struct At {
  std::uint32_t offset;
  Place place;
};

TEST(Source, Places) {
  // Offsets: "a→b\r\n" is 0–6, "\n" 7, "ü\tx" from 8.
  const Source source = make_source("x.hence", "a→b\r\n\nü\tx");
  EXPECT_EQ(source.line_starts, (std::vector<std::uint32_t>{0, 7, 8}));
  const std::vector<At> cases = {{0, {1, 1}}, {1, {1, 2}}, {4, {1, 3}}, {5, {1, 4}}, {7, {2, 1}},
                                 {8, {3, 1}}, {10, {3, 2}}, {11, {3, 3}}, {12, {3, 4}}, {99, {3, 4}}};
  for (const auto& [offset, expected] : cases) EXPECT_EQ(place(source, offset), expected) << offset;
}

TEST(Source, Lines) {
  const Source source = make_source("x", "one\r\ntwo\n\nfour\n");
  const std::vector<std::string_view> lines = {"", "one", "two", "", "four", "", ""};
  for (int line = 0; line < 7; ++line)
    EXPECT_EQ(line_text(source, line), lines[static_cast<std::size_t>(line)]) << line;
  EXPECT_EQ(line_text(source, -1), "");
  EXPECT_EQ(source.text.size(), 15U);
}

TEST(Source, ByteOrderMarkIsDropped) {
  const Source source = make_source("x", "\xEF\xBB\xBF" "a\n");
  EXPECT_EQ(source.text, "a\n");
  EXPECT_EQ(place(source, 0), (Place{1, 1}));
}

TEST(Source, EmptyAndBroken) {
  const Source empty = make_source("x", "");
  EXPECT_EQ(place(empty, 0), (Place{1, 1}));
  EXPECT_EQ(place(empty, 5), (Place{1, 1}));
  EXPECT_EQ(line_text(empty, 1), "");
  const Source broken = make_source("x", "\xff\xc3" "a");
  EXPECT_EQ(place(broken, 2), (Place{1, 3}));
}

TEST(Source, SpanText) {
  const Source source = make_source("x", "night cramps");
  EXPECT_EQ(span_text(source, {SourceId{0}, 6, 12}), "cramps");
  EXPECT_EQ(span_text(source, {SourceId{0}, 6, 13}), "");
  EXPECT_EQ(span_text(source, {SourceId{0}, 6, 5}), "");
}

}  // namespace
}  // namespace hence
