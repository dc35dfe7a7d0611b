// Reckons with dates for calendar_pairs.py: a line `DATE DATE MONTHS` in, a line of results out.
#include <iostream>
#include <sstream>
#include <string>

#include <fmt/format.h>

#include "rules/calendar.hpp"

int main() {
  for (std::string line, first, second; std::getline(std::cin, line);) {
    std::istringstream in(line);
    double months = 0;
    in >> first >> second >> months;
    const hence::ReadDate a = hence::read_date(first), b = hence::read_date(second);
    if (!a.days || !b.days) return 1;
    std::cout << fmt::format("{} {} {} {:.12f} {} {} {}\n", *b.days - *a.days, hence::months_between(*a.days, *b.days),
                             hence::write_date(hence::plus_months(*a.days, months)), hence::exact_years_between(*a.days, *b.days),
                             hence::year_of(*a.days), hence::month_of(*a.days), hence::write_date(*b.days));
  }
}
