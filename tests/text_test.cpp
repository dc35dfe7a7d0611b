#include "rules/text.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

namespace hence {
namespace {

using Texts = std::vector<std::pair<std::string_view, std::string_view>>;

TEST(Text, Keys) {
  const Texts cases = {
      {"", ""}, {" ", ""}, {"-", ""}, {"Night Cramps", "night cramps"}, {"  low-fluid\t ", "low fluid"},
      {"low - fluid", "low fluid"}, {"low\r\n  fluid", "low fluid"}, {"low\u00A0\u202Ffluid", "low fluid"},
      {"low\u2010\u2011fluid", "low fluid"}, {"Crohn’s", "crohn's"}, {"Crohn\u02BCs", "crohn's"},
      {"Crohn's", "crohn's"}, {"\u00A0x\u00A0", "x"}, {"Übelkeit", "übelkeit"},
      {"U\u0308belkeit", "übelkeit"}, {"STRASSE", "strasse"}, {"Straße", "strasse"},
      {"ΣΊΣΥΦΟΣ", "σίσυφοσ"}, {"Σίσυφος", "σίσυφοσ"}, {"Å", "å"}, {"\u212B", "å"}, {"ŉ", "'n"},
      {"µmol", "μmol"}, {"a\u2003b", "a b"}, {"co₂", "co₂"}, {"x\xff Y", "x\xff Y"}, {"cold hands/feet", "cold hands/feet"}};
  for (const auto& [name, key] : cases) {
    EXPECT_EQ(key_of(name), key) << name;
    EXPECT_EQ(key_of(key_of(name)), key_of(name)) << name;
    std::string out = "kept ";
    append_key(out, name);
    EXPECT_EQ(out, "kept " + std::string(key));
  }
}

std::string encoded(char32_t c) {
  if (c < 0x80) return {static_cast<char>(c)};
  std::string text;
  if (c >= 0x10000) text = {static_cast<char>(0xF0 | c >> 18), static_cast<char>(0x80 | (c >> 12 & 63))};
  else if (c >= 0x800) text = {static_cast<char>(0xE0 | c >> 12)};
  else return {static_cast<char>(0xC0 | c >> 6), static_cast<char>(0x80 | (c & 63))};
  return text + static_cast<char>(0x80 | (c >> 6 & 63)) + static_cast<char>(0x80 | (c & 63));
}

TEST(Text, KeyIsIdempotentForEveryCodePoint) {
  for (char32_t c = 0; c < 0x30000; ++c) {
    if (c >= 0xD800 && c < 0xE000) continue;
    const std::string name = "a" + encoded(c) + "\u0301 b";
    ASSERT_FALSE(invalid_utf8(name)) << static_cast<unsigned>(c);
    const std::string key = key_of(name);
    ASSERT_EQ(key_of(key), key) << static_cast<unsigned>(c);
    ASSERT_EQ(nfc(key), key) << static_cast<unsigned>(c);
  }
}

TEST(Text, Widths) {
  const std::vector<std::pair<std::string_view, int>> cases = {
      {"", 0}, {"abc", 3}, {"a→ü", 3}, {"u\u0308", 1}, {"日本", 4}, {"\t", 1}, {"\x1b", 0}, {"\xff", 1}};
  for (const auto& [text, width] : cases) EXPECT_EQ(display_width(text), width) << text;
}

TEST(Text, Printable) {
  const Texts cases = {{"plain → ü", "plain → ü"}, {"\x1b[31m", "\\x1b[31m"}, {"\x7f", "\\x7f"},
                       {"a\tb\n", "a\\x09b\\x0a"}, {"\u0085", "\\u0085"}, {"x\u202Ey", "x\\u202ey"},
                       {"\u2066\u2069", "\\u2066\\u2069"}, {"\xff", "\\xff"}, {"\xc3", "\\xc3"}, {"\\", "\\"}};
  for (const auto& [text, shown] : cases) EXPECT_EQ(printable(text), shown);
  EXPECT_EQ(printable(std::string_view("\0", 1)), "\\x00");
}

TEST(Text, InvalidUtf8) {
  const std::vector<std::pair<std::string_view, int>> cases = {
      {"", -1}, {"ü→😀", -1}, {"\xff", 0}, {"ab\xc3", 2}, {"ü\x80", 2}, {"\xc0\x80", 0},
      {"\xed\xa0\x80", 0}, {"\xf4\x90\x80\x80", 0}, {"\xe2\x86", 0}};
  for (const auto& [text, at] : cases) {
    const auto found = invalid_utf8(text);
    EXPECT_EQ(found ? static_cast<int>(*found) : -1, at) << text;
  }
}

TEST(Text, Lookalikes) {
  const std::vector<std::pair<std::string_view, std::vector<std::string>>> cases = {
      {"magnesium", {}}, {"m\u0430gnesium", {"U+0430"}}, {"m\u0430gn\u0435sium \u0430x", {"U+0430", "U+0435"}},
      {"\u039Dausea", {"U+039D"}}, {"TNFα", {}}, {"NFκB", {}}, {"β-blocker", {}}, {"µmol", {}}, {"μmol", {}},
      {"kΩ", {}}, {"ΔΨm", {}}, {"магний", {}}, {"м\u0061гний", {"U+0061"}}, {"Übelkeit", {}},
      {"vitamin \u0421", {}}, {"\xff\u0430b", {"U+0430"}}};
  for (const auto& [name, found] : cases) EXPECT_EQ(lookalikes(name), found) << name;
}

TEST(Text, Wraps) {
  using Lines = std::vector<std::string>;
  EXPECT_EQ(wrap("", 10), Lines{});
  EXPECT_EQ(wrap("one two three", 7), (Lines{"one two", "three"}));
  EXPECT_EQ(wrap("one  two", 80), (Lines{"one two"}));
  EXPECT_EQ(wrap("a\n\nb", 80), (Lines{"a", "", "b"}));
  EXPECT_EQ(wrap("a extraordinarily b", 5), (Lines{"a", "extraordinarily", "b"}));
  EXPECT_EQ(wrap("üüü üüü", 7), (Lines{"üüü üüü"}));
  EXPECT_EQ(wrap("日本 日本", 8), (Lines{"日本", "日本"}));
  EXPECT_EQ(wrap("1.5\u00A0L", 2), (Lines{"1.5\u00A0L"}));
  EXPECT_EQ(wrap("a b", -5), (Lines{"a", "b"}));
}

// The whole table, without the early exit.
int slow_distance(const std::string& a, const std::string& b) {
  std::vector<std::vector<int>> d(a.size() + 1, std::vector<int>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i)
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = static_cast<int>(i + j);
        continue;
      }
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] != b[j - 1])});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  return d[a.size()][b.size()];
}

TEST(Text, EditDistance) {
  EXPECT_EQ(edit_distance("night", "nigth", 2), 1);
  EXPECT_EQ(edit_distance("hypokalaemia", "hyperkalaemia", 3), 2);
  EXPECT_EQ(edit_distance("ü", "u", 1), 1);
  EXPECT_EQ(edit_distance("", "abc", 5), 3);
  EXPECT_EQ(edit_distance("abc", "xyz", 1), 2);
  EXPECT_EQ(edit_distance("same", "same", 0), 0);
  std::mt19937 random(20261123);
  for (int n = 0; n < 20000; ++n) {
    std::string a, b;
    for (auto size = random() % 8; size > 0; --size) a += static_cast<char>('a' + random() % 3);
    for (auto size = random() % 8; size > 0; --size) b += static_cast<char>('a' + random() % 3);
    const int limit = static_cast<int>(random() % 5);
    ASSERT_EQ(edit_distance(a, b, limit), std::min(slow_distance(a, b), limit + 1)) << a << ' ' << b;
  }
}

TEST(Number, Formats) {
  const std::vector<std::pair<double, std::string_view>> cases = {
      {0, "0"}, {-0.0, "0"}, {1.5, "1.5"}, {-2, "-2"}, {0.1, "0.1"}, {1e-5, "0.00001"}, {9e-6, "9e-06"},
      {100000, "100000"}, {123456789012345, "123456789012345"}, {999999999999999, "999999999999999"},
      {1e15, "1e+15"}, {0.1 + 0.2, "0.30000000000000004"}, {1e300, "1e+300"}};
  for (const auto& [x, text] : cases) EXPECT_EQ(format_number(x), text);
}

// A double of any bits, or one as people write them.
double any_double(std::mt19937_64& random) {
  switch (random() % 4) {
    case 0: return std::bit_cast<double>(random());
    case 1: return std::bit_cast<double>(random() % (1ULL << 59) + (480ULL << 53));  // about 1e-10 to 1e28
    case 2: return static_cast<double>(random() % 2000000) / 1000 - 1000;
    default:
      return std::ldexp(static_cast<double>(random() % (1ULL << 43)), -static_cast<int>(random() % 30));
  }
}

TEST(Number, ReadsBackWhatItPrints) {
  std::mt19937_64 random(20261123);
  for (int n = 0; n < 300000; ++n) {
    const double x = any_double(random);
    if (!std::isfinite(x)) continue;
    const std::string text = format_number(x);
    ASSERT_EQ(read_number(text), x) << text;
    const bool plain = x == 0 || (std::abs(x) >= 1e-5 && std::abs(x) < 1e15);
    ASSERT_EQ(text.find('e') == std::string::npos, plain) << text;
  }
}

TEST(Number, Reads) {
  const std::vector<std::pair<std::string_view, double>> good = {
      {"0", 0}, {"+1.5", 1.5}, {"-1.5", -1.5}, {"−2", -2}, {".5", 0.5}, {"1e3", 1000}, {"1E-3", 0.001}, {"007", 7}};
  for (const auto& [text, value] : good) EXPECT_EQ(read_number(text), value) << text;
  for (const std::string_view text : {"", "+", "-", ".", "5.", "1,5", "nan", "inf", "-inf", "infinity", "0x10",
                                      "1e999", "1e-999", "1e", "1 ", " 1", "--1", "+-1", "1.2.3", "1_000", "١"})
    EXPECT_FALSE(read_number(text)) << text;
}

TEST(Number, RoundsToTwelveDigits) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(round12(0.1 + 0.2), 0.3);
  EXPECT_EQ(round12(1.0 / 3), 0.333333333333);
  EXPECT_EQ(round12(2.0 / 3 * 1e12), 666666666667.0);
  EXPECT_EQ(round12(1234567890123456), 1234567890120000.0);
  EXPECT_EQ(round12(999999999999.7), 1e12);
  EXPECT_EQ(round12(infinity), infinity);
  EXPECT_TRUE(std::isnan(round12(std::numeric_limits<double>::quiet_NaN())));
  EXPECT_FALSE(std::signbit(round12(-0.0)));
  EXPECT_EQ(round12(std::numeric_limits<double>::max()), round12_by_text(std::numeric_limits<double>::max()));
}

void expect_same_rounding(double x) {
  if (std::isnan(x)) return;
  const double fast = round12(x), slow = round12_by_text(x);
  ASSERT_EQ(std::bit_cast<std::uint64_t>(fast), std::bit_cast<std::uint64_t>(slow)) << x;
  ASSERT_EQ(round12(fast), fast) << x;
}

TEST(Number, FastRoundingIsTheSlowOne) {
  std::mt19937_64 random(20261123);
  for (int n = 0; n < 1000000; ++n) expect_same_rounding(any_double(random));
  // At and beside every power of ten, and at the ties of thirteen digits.
  for (int exponent = -40; exponent <= 40; ++exponent) {
    double x = std::stod("1e" + std::to_string(exponent));
    for (int step = 0; step < 40; ++step) x = std::nextafter(x, 0);
    for (int step = 0; step < 80; ++step) {
      expect_same_rounding(x);
      expect_same_rounding(-x);
      x = std::nextafter(x, 1e300);
    }
    for (int n = 0; n < 2000; ++n) {
      const double tie = static_cast<double>(random() % 900000000000 + 100000000000) + 0.5;
      const double scaled = std::stod(format_number(tie) + "e" + std::to_string(exponent));
      for (const double near : {std::nextafter(scaled, 0), scaled, std::nextafter(scaled, 1e300)})
        expect_same_rounding(near);
    }
  }
}

}  // namespace
}  // namespace hence
