#include "rules/calendar.hpp"

#include <array>
#include <chrono>
#include <cmath>
#include <ctime>
#include <limits>
#include <vector>

#include <fmt/format.h>

namespace hence {
namespace {

using std::chrono::year_month_day;

constexpr double no_date = std::numeric_limits<double>::quiet_NaN();
constexpr int first_year = 1, last_year = 9999;
constexpr std::array<std::string_view, 12> month_names{
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

struct Day {
  int year = 0;
  int month = 0, day = 0;
};

double days_of(Day d) {
  const year_month_day date{std::chrono::year(d.year), std::chrono::month(static_cast<unsigned>(d.month)),
                            std::chrono::day(static_cast<unsigned>(d.day))};
  return static_cast<double>(std::chrono::sys_days(date).time_since_epoch().count());
}

int last_day(int year, int month) {
  const std::chrono::year_month_day_last last{
      std::chrono::year(year),
      std::chrono::month_day_last(std::chrono::month(static_cast<unsigned>(month)))};
  return static_cast<int>(static_cast<unsigned>(last.day()));
}

Day day_of(double days) {
  const year_month_day date{std::chrono::sys_days(std::chrono::days(static_cast<int>(days)))};
  return {static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day()))};
}

const double earliest = days_of({first_year, 1, 1});
const double latest = days_of({last_year, 12, 31});

bool is_date(double days) { return days >= earliest && days <= latest; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Figures parted by one sign each, none of more than four digits: 03/04/2026.
struct Figures {
  std::vector<int> values;
  std::vector<std::size_t> digits;
};
std::optional<Figures> figures_of(std::string_view text) {
  Figures out;
  while (!text.empty()) {
    std::size_t n = 0;
    int value = 0;
    for (; n < text.size() && is_digit(text[n]); ++n) {
      if (n == 4) return std::nullopt;
      value = value * 10 + (text[n] - '0');
    }
    if (n == 0) return std::nullopt;
    out.values.push_back(value);
    out.digits.push_back(n);
    text.remove_prefix(n);
    while (text.starts_with(' ')) text.remove_prefix(1);
    if (text.empty()) break;
    if (text[0] != '-' && text[0] != '/' && text[0] != '.') return std::nullopt;
    text.remove_prefix(1);
    while (text.starts_with(' ')) text.remove_prefix(1);
    if (text.empty()) return std::nullopt;
  }
  return out;
}

bool exists(Day d) {
  return d.year >= first_year && d.year <= last_year && d.month >= 1 && d.month <= 12 &&
         d.day >= 1 && d.day <= last_day(d.year, d.month);
}

std::string iso(Day d) { return fmt::format("{:04}-{:02}-{:02}", d.year, d.month, d.day); }

ReadDate refused(std::string message, std::string advice) {
  return {std::nullopt, std::move(message), std::move(advice)};
}

ReadDate no_such_day(Day d) {
  if (d.month < 1 || d.month > 12)
    return refused(fmt::format("there is no month {}", d.month), "Write year-month-day, such as 2026-11-23.");
  const int last = exists({d.year, d.month, 1}) ? last_day(d.year, d.month) : 31;
  return refused(fmt::format("{} {} has no day {}", month_names[static_cast<std::size_t>(d.month - 1)],
                             d.year, d.day),
                 fmt::format("Its last day is {}.", iso({d.year, d.month, last})));
}

// Day and month first, or month and day, or a year of two digits: the readings that exist.
ReadDate ambiguous(const Figures& f) {
  std::vector<std::string> readings;
  const auto add = [&](int year, std::size_t year_digits, int month, int day) {
    for (const int century : year_digits <= 2 ? std::vector{1900, 2000} : std::vector{0}) {
      const Day d{year + century, month, day};
      if (!exists(d)) continue;
      const std::string text = iso(d);
      bool known = false;
      for (const std::string& r : readings) known |= r == text;
      if (!known) readings.push_back(text);
    }
  };
  const auto& v = f.values;
  if (f.digits[0] == 4) {
    add(v[0], 4, v[1], v[2]);
    add(v[0], 4, v[2], v[1]);
  } else {
    add(v[2], f.digits[2], v[1], v[0]);
    add(v[2], f.digits[2], v[0], v[1]);
  }
  if (readings.empty()) return refused("there is no such day", "Write year-month-day, such as 2026-11-23.");
  std::string list;
  for (std::size_t i = 0; i < readings.size(); ++i)
    list += (i == 0 ? "" : i + 1 == readings.size() ? " or " : ", ") + readings[i];
  return refused(readings.size() > 1 ? fmt::format("this date may be read as {}", list)
                                     : "a date is written year-month-day",
                 fmt::format("Write {}.", list));
}

}  // namespace

bool looks_like_date(std::string_view text) {
  const auto figures = figures_of(text);
  if (!figures || figures->values.size() != 3) return false;
  return figures->digits[0] == 4 || figures->digits[2] == 4 || figures->digits[2] == 2;
}

ReadDate read_date(std::string_view text) {
  if (const std::size_t time = text.find_first_of("T "); time != std::string_view::npos && text.find(':') != std::string_view::npos) {
    const ReadDate day = read_date(text.substr(0, time));
    if (!day.days) return day;
    const std::string_view hour = text.substr(time + 1);
    if (hour.starts_with("24:"))
      return refused("a date has no time of day, and 24:00 is where one day ends and the next begins",
                     fmt::format("Write {}, or {} for the day that begins then.", write_date(*day.days), write_date(*day.days + 1)));
    return refused("a date has no time of day", fmt::format("Write {}.", write_date(*day.days)));
  }
  const auto f = figures_of(text);
  if (!f || f->values.size() != 3)
    return refused("this is no date", "Write year-month-day, such as 2026-11-23.");
  const Day d{f->values[0], f->values[1], f->values[2]};
  const bool is_iso = f->digits[0] == 4 && f->digits[1] == 2 && f->digits[2] == 2 && text.size() == 10 &&
                      text[4] == '-' && text[7] == '-';
  if (!is_iso) return ambiguous(*f);
  if (!exists(d)) return no_such_day(d);
  return {days_of(d), {}, {}};
}

std::string write_date(double days) { return is_date(days) ? iso(day_of(days)) : "no date"; }

double plus_months(double days, double months) {
  if (!is_date(days) || !(std::abs(months) < 12.0 * (last_year + 1))) return no_date;
  Day d = day_of(days);
  const int month = d.year * 12 + d.month - 1 + static_cast<int>(months);
  d.year = month / 12;
  d.month = month % 12 + 1;
  if (month < first_year * 12 || d.year > last_year) return no_date;
  d.day = std::min(d.day, last_day(d.year, d.month));
  return days_of(d);
}

double months_between(double from, double to) {
  if (!is_date(from) || !is_date(to)) return no_date;
  if (to < from) return 0.0 - months_between(to, from);
  const Day a = day_of(from), b = day_of(to);
  return 12 * (b.year - a.year) + b.month - a.month - (b.day < a.day ? 1 : 0);
}

double exact_years_between(double from, double to) {
  if (!is_date(from) || !is_date(to)) return no_date;
  if (to < from) return 0.0 - exact_years_between(to, from);
  const double years = std::floor(months_between(from, to) / 12);
  // The day on which the n-th year is full: 1 March where there is no 29 February.
  const auto birthday = [&](double n) {
    const double day = plus_months(from, 12 * n);
    return months_between(from, day) < 12 * n ? day + 1 : day;
  };
  const double begun = birthday(years);
  const double next = birthday(years + 1);
  return next == next ? years + (to - begun) / (next - begun) : years + (to - begun) / 365;
}

double year_of(double days) { return is_date(days) ? day_of(days).year : no_date; }
double month_of(double days) { return is_date(days) ? day_of(days).month : no_date; }

double current_date() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  return days_of({local.tm_year + 1900, local.tm_mon + 1, local.tm_mday});
}

}  // namespace hence
