// Dates as days since 1970-01-01, in the Gregorian calendar carried back (std::chrono counts them);
// written as ISO 8601. Calendar steps compare month and day: who is born on 29 February is a year
// older on 1 March. Invariant: every date is whole and lies in the years 1 to 9999; what would leave
// them is NaN.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hence {

/// The date written so, or why it is none. message, advice: as a diagnostic's.
struct ReadDate {
  std::optional<double> days;
  std::string message, advice;
};

/// Reads `2026-11-23`. Anything else that may be meant as a date (03/04/2026, 3.4.26, 2026-02-30)
/// is refused with its readings.
ReadDate read_date(std::string_view text);

/// Is it figures and signs of a date, though perhaps one that read_date refuses?
bool looks_like_date(std::string_view text);

std::string write_date(double days);

/// That many months later (earlier, if negative), falling back to the month's last day. Months are
/// taken whole, towards zero.
double plus_months(double days, double months);

/// Whole months from the one to the other, negative the other way round. Twelve are a year.
double months_between(double from, double to);

/// Whole years, and the part of the year that has begun since, of its days.
double exact_years_between(double from, double to);

double year_of(double days);
double month_of(double days);  // 1 to 12

/// The day it is here and now.
double current_date();

}  // namespace hence
