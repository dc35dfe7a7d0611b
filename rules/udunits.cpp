#include "rules/udunits.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <udunits2.h>

#include "rules/text.hpp"

namespace hence {

namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Bytes that UDUNITS would skip, or stop at.
bool is_garbled(std::string_view text) { return invalid_utf8(text) || printable(text) != text; }

// Digits only as exponents.
bool has_loose_digits(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_digit(text[i])) continue;
    const char before = i > 0 ? text[i - 1] : ' ';
    const bool exponent = is_letter(before) || is_digit(before) || before == ')' ||
                          before == '^' || before == '-' || before == '+';
    if (!exponent) return true;
  }
  return false;
}

// a/b·c: (a/b)·c to UDUNITS, a/(b·c) to many who write it.
bool has_product_behind_division(std::string_view text) {
  bool divided = false;
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    depth += (text[i] == '(') - (text[i] == ')');
    if (depth > 0) continue;
    const bool product = text[i] == '*' || text[i] == '.' || text[i] == ' ' || text[i] == '-' ||
                         text.substr(i).starts_with("·") || text.substr(i).starts_with("⋅");
    if (divided && product) return true;
    divided = divided || text[i] == '/';
  }
  return false;
}

// Mg, Pmol: a capital prefix that our own table does not give to this atom.
bool has_foreign_prefix(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t begin = i;
    while (i < text.size() && is_letter(text[i])) ++i;
    if (i - begin > 1 && is_capital(text[begin]) && find_atom(text.substr(begin + 1, i - begin - 1)))
      return true;
    i = std::max(i, begin + 1);
  }
  return false;
}

struct Visit {
  Measure measure;
  bool failed = false;
};

void add_base(Visit& visit, const ut_unit* unit, int exponent) {
  const char* name = ut_get_name(unit, UT_ASCII);
  const std::string_view text = name == nullptr ? "" : name;
  constexpr std::string_view names[] = {"kilogram", "meter",  "second", "kelvin",
                                        "mole",     "ampere", "candela"};
  const auto found = std::find(std::begin(names), std::end(names), text);
  if (found == std::end(names)) {
    visit.failed = visit.failed || text != "radian";
    return;
  }
  auto& slot = visit.measure.dimension[static_cast<std::size_t>(found - std::begin(names))];
  slot = static_cast<std::int8_t>(std::clamp(slot + exponent, -127, 127));
}

Visit& visit_of(void* pointer) { return *static_cast<Visit*>(pointer); }

ut_status visit_basic(const ut_unit* unit, void* pointer) {
  add_base(visit_of(pointer), unit, 1);
  return UT_SUCCESS;
}

ut_status visit_product(const ut_unit*, int count, const ut_unit* const* units, const int* powers,
                        void* pointer) {
  for (int i = 0; i < count; ++i) add_base(visit_of(pointer), units[i], powers[i]);
  return UT_SUCCESS;
}

ut_status visit_logarithmic(const ut_unit*, double, const ut_unit*, void* pointer) {
  visit_of(pointer).failed = true;
  return UT_SUCCESS;
}

ut_status visit_timestamp(const ut_unit*, const ut_unit*, double, void* pointer) {
  visit_of(pointer).failed = true;
  return UT_SUCCESS;
}

ut_status visit_scaled(const ut_unit*, double scale, const ut_unit* under, double origin,
                       void* pointer);

constexpr ut_visitor visitor = {visit_basic, visit_product, visit_scaled, visit_timestamp,
                                visit_logarithmic};

// A value v of the unit is scale * (v + origin) of the one under it.
ut_status visit_scaled(const ut_unit*, double scale, const ut_unit* under, double origin,
                       void* pointer) {
  const ut_status status = ut_accept_visitor(under, &visitor, pointer);
  Measure& measure = visit_of(pointer).measure;
  measure.offset += measure.factor * scale * origin;
  measure.factor *= scale;
  return status;
}

struct Database {
  std::mutex one_at_a_time;
  ut_system* system = nullptr;
  Database() {
    ut_set_error_message_handler(ut_ignore);
    system = ut_read_xml(nullptr);
  }
};

}  // namespace

std::optional<Measure> ask_udunits(std::string_view spelling) {
  if (spelling.empty() || spelling.size() > 60 || is_garbled(spelling) ||
      has_loose_digits(spelling) || has_product_behind_division(spelling) ||
      has_foreign_prefix(spelling))
    return std::nullopt;
  static Database database;
  const std::lock_guard lock(database.one_at_a_time);
  if (database.system == nullptr) return std::nullopt;
  const std::string text(spelling);
  const std::unique_ptr<ut_unit, decltype(&ut_free)> unit(
      ut_parse(database.system, text.c_str(), UT_UTF8), &ut_free);
  Visit visit;
  if (!unit || ut_accept_visitor(unit.get(), &visitor, &visit) != UT_SUCCESS || visit.failed)
    return std::nullopt;
  if (!std::isfinite(visit.measure.factor) || visit.measure.factor <= 0) return std::nullopt;
  return visit.measure;
}

}  // namespace hence
