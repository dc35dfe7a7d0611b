#include "repl/quantity.hpp"

#include <cmath>

#include <fmt/format.h>

#include "repl/style.hpp"
#include "repl/words.hpp"
#include "rules/calendar.hpp"
#include "rules/text.hpp"

namespace hence::repl {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Bytes of the figure that the text starts with. 0: none.
std::size_t figure_size(std::string_view text) {
  std::size_t best = 0;
  for (std::size_t size = 1; size <= text.size() && size <= 64; ++size)
    if (read_number(text.substr(0, size))) best = size;
  return best;
}

std::string unit_of(const Program& program, FindingId number) {
  const Detail* detail = program.detail(number);
  return detail && detail->unit ? detail->unit->spelling : std::string();
}

// «1.1 L»: a unit that only lacks «/day».
std::string unit_advice(const std::string& unit, std::string_view figure,
                        std::string_view written) {
  if (unit.starts_with(std::string(written) + "/"))
    return fmt::format("In {}? Then write {} {}, or just {}.", unit, figure, unit, figure);
  return fmt::format("Write the number in {}, or alone.", unit);
}

// «1 to 4 L/day», «at least 18 years»; empty without ends.
std::string ends_text(std::optional<double> lowest, std::optional<double> highest,
                      const std::string& unit) {
  const std::string tail = unit.empty() ? "" : " " + unit;
  if (lowest && highest)
    return fmt::format("{} to {}{}", format_number(*lowest), format_number(*highest), tail);
  if (lowest) return fmt::format("at least {}{}", format_number(*lowest), tail);
  return highest ? fmt::format("at most {}{}", format_number(*highest), tail) : std::string();
}

// `in "patients"`: its word is no unit that can be converted.
bool counts_things(const Program& program, FindingId number) {
  const std::string word = unit_of(program, number);
  return !word.empty() && !find_unit(word);
}

// The unit as it is spelled, in any case and number: `1 patient`.
bool spells_unit(std::string_view written, const std::string& unit) {
  const std::string mine = key_of(written), own = key_of(unit);
  return !own.empty() && (mine == own || mine + "s" == own);
}

}  // namespace

std::string without_decimal_comma(std::string_view text) {
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    if (text[i] != ',' || !is_digit(text[i - 1]) || !is_digit(text[i + 1])) continue;
    std::string mended(text);
    mended[i] = '.';
    return mended;
  }
  return {};
}

std::string usual_range_left(const Program& program, FindingId number, double value) {
  const Detail* detail = program.detail(number);
  const bool left = detail && ((detail->usual_lowest && value < *detail->usual_lowest) ||
                               (detail->usual_highest && value > *detail->usual_highest));
  return left ? ends_text(detail->usual_lowest, detail->usual_highest, unit_of(program, number))
              : std::string();
}

std::string range_text(const Program& program, FindingId number) {
  const Detail* detail = program.detail(number);
  if (!detail) return {};
  const std::string unit = unit_of(program, number);
  std::string text = ends_text(detail->lowest, detail->highest, unit);
  if (text.empty() && !unit.empty()) text = "in " + unit;
  const std::string usual = ends_text(detail->usual_lowest, detail->usual_highest, unit);
  if (usual.empty()) return text;
  return text + (text.empty() ? "" : ", ") + "usually " + usual;
}

std::variant<double, NotAValue> checked_quantity(const Program& program, FindingId number,
                                                 double value) {
  const Detail* detail = program.detail(number);
  if (!std::isfinite(value)) return NotAValue{"That is not a number that can be reckoned with."};
  if (detail && ((detail->lowest && value < *detail->lowest) ||
                 (detail->highest && value > *detail->highest)))
    return NotAValue{fmt::format("{} cannot be {}: it is {}.",
                                 program.findings[number.index()].name,
                                 value_text(program, number, value), range_text(program, number))};
  return value;
}

std::variant<double, NotAValue> read_quantity(const Program& program, FindingId number,
                                              std::string_view text) {
  text = trimmed(text);
  if (const std::string mended = without_decimal_comma(text); !mended.empty())
    return NotAValue{fmt::format("A decimal point is wanted: {}?", mended)};
  const std::size_t size = figure_size(text);
  if (size == 0) return NotAValue{"That is not a number."};
  const std::string_view figure_part = text.substr(0, size);
  const double value = *read_number(figure_part);
  const std::string_view unit_part = trimmed(text.substr(size));
  if (unit_part.empty()) return checked_quantity(program, number, value);
  const std::string wanted = unit_of(program, number);
  if (unit_part == wanted || (counts_things(program, number) && spells_unit(unit_part, wanted)))
    return checked_quantity(program, number, value);
  const auto unit = find_unit(unit_part);
  if (!unit)
    return NotAValue{fmt::format("{} is no unit that I know.{}", unit_part,
                                 wanted.empty() ? "" : " The number is wanted in " + wanted + ".")};
  if (wanted.empty())
    return NotAValue{fmt::format("A plain number is wanted, without {}.", unit_part)};
  const Unit& own = *program.detail(number)->unit;
  if (!convertible(*unit, own))
    return NotAValue{fmt::format("{} is not {}. {}", unit_part, wanted,
                                 unit_advice(wanted, figure_part, unit_part))};
  return checked_quantity(program, number, convert(value, *unit, own));
}

std::variant<double, NotAValue> read_day(std::string_view text) {
  const ReadDate date = read_date(trimmed(text));
  if (date.days) return *date.days;
  std::string reason = date.message + ". " + date.advice;
  if (!reason.empty() && reason[0] >= 'a' && reason[0] <= 'z')
    reason[0] = static_cast<char>(reason[0] - 'a' + 'A');
  return NotAValue{reason};
}

std::variant<double, NotAValue> read_total(std::string_view text) {
  const auto total = read_number(trimmed(text));
  if (!total || !std::isfinite(*total)) return NotAValue{"A plain number is wanted, the total."};
  return *total;
}

std::variant<double, NotAValue> read_choice(const Program& program, FindingId choice,
                                            std::string_view text) {
  const Detail* detail = program.detail(choice);
  const std::string key = key_of(text);
  if (detail)
    for (std::size_t i = 0; i < detail->values.size(); ++i)
      if (key_of(detail->values[i]) == key) return static_cast<double>(i);
  std::string values = detail ? join(detail->values, ", ") : "";
  return NotAValue{fmt::format("{} is one of: {}.", program.findings[choice.index()].name, values)};
}

}  // namespace hence::repl
