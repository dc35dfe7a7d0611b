// The calendar's edges; calendar_pairs.py holds it against another one.
#include "rules/calendar.hpp"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hence {
namespace {

double day(std::string_view text) {
  const ReadDate read = read_date(text);
  EXPECT_TRUE(read.days) << text << " " << read.message;
  return read.days.value_or(0);
}

TEST(Calendar, CountsFrom1970) {
  EXPECT_EQ(day("1970-01-01"), 0);
  EXPECT_EQ(day("1970-01-02"), 1);
  EXPECT_EQ(day("1969-12-31"), -1);
  EXPECT_EQ(day("2000-03-01"), 11017);
  EXPECT_EQ(day("0001-01-01"), -719162);
  EXPECT_EQ(day("9999-12-31"), 2932896);
  for (const char* text : {"0001-01-01", "1600-02-29", "1969-12-31", "2026-11-25", "9999-12-31"}) EXPECT_EQ(write_date(day(text)), text);
}

TEST(Calendar, LeapYears) {
  for (const char* text : {"2000-02-29", "2024-02-29", "1600-02-29"}) EXPECT_TRUE(read_date(text).days) << text;
  for (const char* text : {"1900-02-29", "2025-02-29", "2100-02-29", "2024-02-30"}) EXPECT_FALSE(read_date(text).days) << text;
}

TEST(Calendar, MonthsFallBackToTheLastDay) {
  const auto moved = [](const char* from, double months) { return write_date(plus_months(day(from), months)); };
  EXPECT_EQ(moved("2026-01-31", 1), "2026-02-28");
  EXPECT_EQ(moved("2024-01-31", 1), "2024-02-29");
  EXPECT_EQ(moved("2026-03-31", -1), "2026-02-28");
  EXPECT_EQ(moved("2024-02-29", 12), "2025-02-28");
  EXPECT_EQ(moved("2024-02-29", 48), "2028-02-29");
  EXPECT_EQ(moved("2026-12-15", 1), "2027-01-15");
  EXPECT_EQ(moved("2026-01-15", -1), "2025-12-15");
  EXPECT_EQ(moved("2026-01-15", 1.9), "2026-02-15");
  EXPECT_EQ(moved("2026-01-15", -0.9), "2026-01-15");
  EXPECT_EQ(moved("9999-12-01", 1), "no date");
  EXPECT_EQ(moved("0001-01-01", -1), "no date");
  EXPECT_TRUE(std::isnan(plus_months(day("2026-01-01"), 1e300)));
  EXPECT_TRUE(std::isnan(plus_months(NAN, 1)));
  EXPECT_TRUE(std::isnan(plus_months(day("2026-01-01"), NAN)));
}

TEST(Calendar, AgesOnTheBirthdayAndTheDayBefore) {
  const auto months = [](const char* a, const char* b) { return months_between(day(a), day(b)); };
  EXPECT_EQ(months("1950-03-15", "2026-03-14"), 75 * 12 + 11);
  EXPECT_EQ(months("1950-03-15", "2026-03-15"), 76 * 12);
  EXPECT_EQ(months("2004-02-29", "2026-02-28"), 21 * 12 + 11);
  EXPECT_EQ(months("2004-02-29", "2026-03-01"), 22 * 12);
  EXPECT_EQ(months("2004-02-29", "2028-02-29"), 24 * 12);
  EXPECT_EQ(months("2026-01-31", "2026-02-28"), 0);
  EXPECT_EQ(months("2026-01-31", "2026-03-01"), 1);
  EXPECT_EQ(months("2026-03-14", "2025-03-15"), -11);
  EXPECT_EQ(months("2026-03-14", "2026-03-14"), 0);
  EXPECT_FALSE(std::signbit(months("2026-03-14", "2026-03-13")));
}

TEST(Calendar, ExactYears) {
  const auto years = [](const char* a, const char* b) { return exact_years_between(day(a), day(b)); };
  EXPECT_EQ(years("2024-01-01", "2025-01-01"), 1);
  EXPECT_DOUBLE_EQ(years("2024-01-01", "2024-07-01"), 182.0 / 366);
  EXPECT_DOUBLE_EQ(years("2025-01-01", "2025-07-02"), 182.0 / 365);
  EXPECT_EQ(years("2004-02-29", "2025-03-01"), 21);
  EXPECT_LT(years("2004-02-29", "2025-02-28"), 21);
  EXPECT_DOUBLE_EQ(years("2025-07-02", "2025-01-01"), -182.0 / 365);
  EXPECT_EQ(years("9998-12-31", "9999-12-31"), 1);
}

TEST(Calendar, LooksLikeADate) {
  for (const char* text : {"2026-11-23", "2026-02-30", "03/04/2026", "3.4.2026", "3/4/26", "2026-1-5"}) EXPECT_TRUE(looks_like_date(text)) << text;
  for (const char* text : {"12/3", "65-74", "1.5", "2026", "2026-11", "1-2-3-4", "12/3/x", "", "-", "5 mg"}) EXPECT_FALSE(looks_like_date(text)) << text;
}

TEST(HostileCalendar, WhatIsNoDate) {
  for (const char* text : {"", "x", "2026", "99999-01-01", "2026-00-10", "2026-01-00", "0000-01-01", "2026-01-32", "-2026-01-01",
                           "2026-01-01x", "20260101", "2026--01-01", "24:00", "2026-11-23 24:00"}) {
    const ReadDate read = read_date(text);
    EXPECT_FALSE(read.days) << text;
    EXPECT_FALSE(read.message.empty()) << text;
    EXPECT_THAT(read.advice, ::testing::EndsWith(".")) << text;
  }
  EXPECT_EQ(write_date(NAN), "no date");
  EXPECT_EQ(write_date(1e300), "no date");
}

}  // namespace
}  // namespace hence
