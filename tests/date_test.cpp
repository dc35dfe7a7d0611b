// Dates in rule text: where they are read, what may be reckoned with them, what is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rules/calendar.hpp"
#include "rules/format.hpp"
#include "rules/number.hpp"
#include "tests/describe.hpp"

namespace hence {
namespace {

using ::testing::HasSubstr;

const std::string dates = "date birth date, last visit\n";

std::string rule(const std::string& text) { return read_rules(dates + text); }
Diagnostic error(const std::string& text) {
  const Loaded loaded = load_text(text);
  const auto errors = only(loaded.diagnostics, Severity::error);
  return errors.size() == 1 ? errors.front() : Diagnostic{};
}
std::string day(std::string_view text) { return format_number(*read_date(text).days); }

TEST(Dates, BeforeAndAfterAreOperatorsBehindADeclaredDate) {
  const std::string d = day("2026-01-01");
  EXPECT_EQ(rule("last visit before 2026-01-01 → x"), "last visit < " + d + " → x\n");
  EXPECT_EQ(rule("last visit is after 2026-01-01 → x"), "last visit > " + d + " → x\n");
  EXPECT_EQ(rule("Last-Visit is not before 2026-01-01 → x"), "last visit >= " + d + " → x\n");
  EXPECT_EQ(rule("today after last visit → x"), "today > last visit → x\n");
  EXPECT_EQ(rule("2026-01-01 before last visit → x"), "last visit > " + d + " → x\n");
  EXPECT_EQ(rule("NOT last visit before today → x"), "NOT (last visit < today) → x\n");
  EXPECT_EQ(rule("cramps after exercise → x"), "cramps after exercise → x\n");
  EXPECT_EQ(rule("no last visit before lunch → x"), "no last visit before lunch → x\n");
  EXPECT_EQ(read_rules("cramps after meals AND days between meals → x"),
            "cramps after meals AND days between meals → x\n");
}

TEST(Dates, CompareLikeFigures) {
  const std::string a = day("2026-01-01"), b = day("2026-03-31");
  EXPECT_EQ(rule("last visit >= 2026-01-01 → x"), "last visit >= " + a + " → x\n");
  EXPECT_EQ(rule("last visit is 2026-01-01 → x"), "last visit = " + a + " → x\n");
  EXPECT_EQ(rule("last visit != 2026-01-01 → x"), "last visit != " + a + " → x\n");
  EXPECT_EQ(rule("last visit between 2026-01-01 and 2026-03-31 → x"),
            "(last visit >= " + a + ") AND (last visit <= " + b + ") → x\n");
  EXPECT_EQ(rule("last visit is known → x"), "last visit is known → x\n");
}

TEST(Dates, MoveByCalendarSteps) {
  EXPECT_EQ(rule("birth date <= today - 75 years → x"), "birth date <= plus_months(today, -900) → x\n");
  EXPECT_EQ(rule("last visit + 3 months < today → x"), "plus_months(last visit, 3) < today → x\n");
  EXPECT_EQ(rule("last visit < today - 2 weeks → x"), "last visit < (today - 14) → x\n");
  EXPECT_EQ(rule("last visit < 30 days + birth date → x"), "last visit < (birth date + 30) → x\n");
  EXPECT_EQ(rule("number course in days\nlast visit + course < today → x"),
            "(last visit + truncate(course)) < today → x\n");
  EXPECT_EQ(rule("number course in years\nlast visit - course < today → x"),
            "plus_months(last visit, -(course * 12)) < today → x\n");
  EXPECT_EQ(rule("date review\na → review = today + 6 weeks"), "a → review = today + 42\n");
}

TEST(Dates, TimeBetween) {
  EXPECT_EQ(rule("days between last visit and today > 6 → x"), "(today - last visit) > 6 → x\n");
  EXPECT_EQ(rule("weeks between last visit and today > 6 AND a → x"),
            "(truncate((today - last visit) / 7) > 6) AND a → x\n");
  EXPECT_EQ(rule("months between last visit and today > 6 months → x"),
            "months_between(last visit, today) > 6 → x\n");
  EXPECT_EQ(rule("years between birth date and (today + 3 months) >= 65 → x"),
            "truncate(months_between(birth date, plus_months(today, 3)) / 12) >= 65 → x\n");
  EXPECT_EQ(rule("exact years between birth date and 2026-01-01 < 0.5 → x"),
            "exact_years_between(birth date, " + day("2026-01-01") + ") < 0.5 → x\n");
  EXPECT_EQ(rule("year of birth date < 1950 AND month of today = 12 → x"),
            "(year_of(birth date) < 1950) AND (month_of(today) = 12) → x\n");
  EXPECT_EQ(rule("NOT years between birth date and today > 6 → x"),
            "NOT (truncate(months_between(birth date, today) / 12) > 6) → x\n");
  const Loaded age = load_text(dates + "number age in years = years between birth date and today\nage > 6 years → x");
  EXPECT_EQ(describe(only(age.diagnostics, Severity::error), age.program.sources), "");
  EXPECT_EQ(age.program.detail(age.program.find("age"))->unit->spelling, "years");
}

TEST(Dates, TodayIsThereAsSoonAsItIsReadOrADateIsDeclared) {
  EXPECT_FALSE(load_text("a → b").program.today);
  const Loaded declared = load_text("date visit\nvisit is known → b");
  ASSERT_TRUE(declared.program.today);
  EXPECT_EQ(declared.program.findings[declared.program.today.index()].name, "today");
  EXPECT_EQ(declared.program.findings[declared.program.today.index()].kind, FindingKind::date);
  EXPECT_TRUE(load_text("year of today > 2020 → b").program.today);
  EXPECT_EQ(read_errors("today → b\nyear of today > 2020 → c"), "H25 1:1");
}

TEST(Dates, FactsAreReadAndWrittenBack) {
  const Loaded loaded = load_text(dates + "birth date before last visit → x");
  for (const char* text : {"birth date 1950-03-01", "birth date = 1950-03-01", "birth date is 1950-03-01"}) {
    const ReadFacts read = read_facts(loaded.program, text);
    ASSERT_EQ(read.facts.size(), 1U) << text;
    EXPECT_EQ(write_fact(loaded.program, read.facts[0]), "birth date = 1950-03-01");
  }
  const ReadFacts today = read_facts(loaded.program, "today 2026-11-23, last visit is unknown");
  ASSERT_EQ(today.facts.size(), 2U);
  EXPECT_EQ(today.facts[0].value, *read_date("2026-11-23").days);
  const ReadFacts again = read_facts(loaded.program, write_fact(loaded.program, today.facts[0]));
  EXPECT_EQ(again.facts[0].value, today.facts[0].value);
  for (const char* text : {"birth date 75", "birth date 3.4.1950", "birth date 1950", "birth date", "birth date = 3 kg"}) {
    const ReadFacts bad = read_facts(loaded.program, text);
    EXPECT_EQ(bad.facts.size(), 0U) << text;
    EXPECT_TRUE(has_errors(bad.diagnostics)) << text;
  }
}

TEST(Dates, FormatKeepsTheWords) {
  const std::string text = dates +
      "last visit is Before 2026-01-01 and years  Between birth date and today>6 → x\n"
      "last visit between 2026-01-01 and today → y\n";
  const std::string canonical = dates +
      "last visit is before 2026-01-01 AND years between birth date and today > 6 → x\n"
      "last visit between 2026-01-01 and today → y\n";
  EXPECT_EQ(format_source(text, false), canonical);
  EXPECT_EQ(format_source(canonical, false), canonical);
}

TEST(Dates, NamesThatLookLikeDatesStayNames) {
  EXPECT_EQ(read_rules("finding visit 12/3\nvisit 12/3 → x"), "visit 12/3 → x\n");
  EXPECT_EQ(read_rules("finding year of birth\nyear of birth → x"), "year of birth → x\n");
  EXPECT_EQ(read_rules("finding day before surgery\nday before surgery → x"), "day before surgery → x\n");
  EXPECT_EQ(read_rules("COVID-19 AND form 10-20-30-40 → x"), "COVID-19 AND form 10-20-30-40 → x\n");
}

TEST(HostileDates, ThoseThatAreNoneSayWhatToWrite) {
  struct Row { const char *date, *advice; };
  const std::vector<Row> rows = {
      {"2025-02-29", "Its last day is 2025-02-28."},
      {"2026-13-01", "Write year-month-day"},
      {"2026-04-31", "Its last day is 2026-04-30."},
      {"03/04/2026", "Write 2026-04-03 or 2026-03-04."},
      {"3.4.2026", "Write 2026-04-03 or 2026-03-04."},
      {"31.12.99", "Write 1999-12-31 or 2099-12-31."},
      {"2026-1-5", "Write 2026-01-05"},
      {"2026-11-23 24:00", "Write 2026-11-23, or 2026-11-24 for the day that begins then."},
      {"2026-11-23T10:30", "Write 2026-11-23."},
      {"0000-01-01", ""},
  };
  for (const Row& row : rows) {
    const Diagnostic d = error("date visit\nvisit < " + std::string(row.date) + " → x");
    EXPECT_EQ(d.code, Code::date) << row.date;
    EXPECT_THAT(d.advice, HasSubstr(row.advice)) << row.date;
    EXPECT_EQ(d.span.begin, 19U) << row.date;
    EXPECT_EQ(d.span.end, 19 + std::string_view(row.date).size()) << row.date;
  }
}

TEST(HostileDates, ImpossibleSumsNameBothPlaces) {
  for (const char* text : {"birth date + last visit < today", "birth date > 3", "birth date > 75 years", "birth date + 3 kg < today",
                           "birth date + 3 < today", "birth date * 2 < today", "3 days - birth date < today", "birth date ^ 2 > 3",
                           "weight < birth date", "min(birth date, weight) < 3", "- birth date < today", "abs(birth date) > 3"}) {
    const Diagnostic d = error(dates + "number weight in kg\n" + text + " → x");
    EXPECT_EQ(d.code, Code::kind_mismatch) << text << " " << d.message;
  }
  const Diagnostic d = error(dates + "number weight in kg\nbirth date > weight → x");
  ASSERT_EQ(d.related.size(), 2U);
  EXPECT_EQ(d.related[0].span.begin, 5U);
  EXPECT_EQ(d.related[1].text, "weight is a figure in kg");
  EXPECT_THAT(error("visit > 2026-01-01 → x").advice, HasSubstr("date visit"));
  EXPECT_EQ(error(dates + "birth date in kg > 3 → x").code, Code::number);
  EXPECT_EQ(error(dates + "birth date + 0.5 days < today → x").code, Code::date);
  EXPECT_EQ(error(dates + "birth date + (1 year + 3 days) < today → x").code, Code::date);
  EXPECT_EQ(error(dates + "number n\na → n = today").code, Code::kind_mismatch);
  EXPECT_EQ(error(dates + "a → birth date = 3").code, Code::kind_mismatch);
  EXPECT_EQ(error(dates + "years between birth date and weight > 3 → x").code, Code::kind_mismatch);
  EXPECT_EQ(error(dates + "years between birth date > 3 → x").code, Code::syntax);
}

TEST(HostileDates, ManyStepsInARow) {
  std::string text = dates + "birth date";
  for (int i = 0; i < 100000; ++i) text += " + 1 day";
  EXPECT_EQ(error(text + " < today → x").code, Code::limit);
  std::string between = dates;
  for (int i = 0; i < 2000; ++i) between += "years between ";
  EXPECT_NE(read_errors(between + "today and today > 3 → x"), "");
}

}  // namespace
}  // namespace hence
