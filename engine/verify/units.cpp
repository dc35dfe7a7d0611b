#include "engine/verify/units.hpp"

#include <cmath>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>

#include <udunits2.h>

#include "engine/verify/basics.hpp"

namespace hence::verify {
namespace {

// Letters of `dimension`, for the table: a small letter divides.
constexpr std::string_view base_letters = "KMSTNACIEUOB";
constexpr std::string_view base_small = "kmstnacieuob";

struct Row {
  std::string_view spellings;  // parted by |
  std::string_view prefixes;   // letters; a spelling of four letters or more takes their names
  double factor;
  std::string_view dimension;
  double offset = 0;
};

constexpr double year = 365.25 * 86400;
constexpr double fahrenheit = 5.0 / 9;
const Row table[] = {
    {"g|gram|grams", "fpnumcdk", 1e-3, "K"},
    {"gm", "", 1e-3, "K"}, {"kgs|Kg|KG", "", 1, "K"}, {"MG", "", 1e-6, "K"}, {"mcg|MCG|UG", "", 1e-9, "K"},
    {"NG", "", 1e-12, "K"}, {"PG", "", 1e-15, "K"}, {"t|tonne|tonnes", "", 1e3, "K"},
    {"lb|lbs|pound|pounds", "", 0.45359237, "K"}, {"oz|ounce|ounces", "", 0.028349523125, "K"},
    {"m|meter|meters|metre|metres", "pnumcdk", 1, "M"}, {"micron|microns", "", 1e-6, "M"},
    {"in|inch|inches", "", 0.0254, "M"}, {"ft|foot|feet", "", 0.3048, "M"},
    {"yd|yard|yards", "", 0.9144, "M"}, {"mi|mile|miles", "", 1609.344, "M"},
    {"L|l|liter|liters|litre|litres", "fpnumcdhk", 1e-3, "MMM"}, {"cc|ccm|ML", "", 1e-3 * 1e-3, "MMM"},
    {"DL", "", 0.1 * 1e-3, "MMM"}, {"mcL|mcl|cumm", "", 1e-6 * 1e-3, "MMM"},
    {"s|sec|secs|second|seconds", "pnum", 1, "S"}, {"min|mins|minute|minutes", "", 60, "S"},
    {"h|hr|hrs|hour|hours", "", 3600, "S"}, {"d|day|days", "", 86400, "S"},
    {"wk|wks|week|weeks", "", 7.0 * 86400, "S"}, {"mo|mos|month|months", "", year / 12, "S"},
    {"yr|yrs|year|years", "", year, "S"},
    {"K|kelvin|kelvins", "m", 1, "T"},
    {"°C|ºC|° C|℃|degC|deg C|celsius|Celsius", "", 1, "T", 273.15},
    {"°F|ºF|° F|℉|degF|deg F|fahrenheit|Fahrenheit", "", fahrenheit, "T", 459.67 * 5 / 9},
    {"mol|mole|moles", "fpnumk", 1, "N"}, {"MMOL", "", 1e-3, "N"}, {"UMOL", "", 1e-6, "N"},
    {"NMOL", "", 1e-9, "N"}, {"PMOL", "", 1e-12, "N"}, {"mM", "", 1e-3 * (1 / 1e-3), "Nmmm"},
    {"µM|μM|uM", "", 1e-6 * (1 / 1e-3), "Nmmm"}, {"nM", "", 1e-9 * (1 / 1e-3), "Nmmm"},
    {"pM", "", 1e-12 * (1 / 1e-3), "Nmmm"}, {"kat", "num", 1, "Ns"},
    {"IU|iu", "umk", 1, "I"}, {"U", "umk", 1, "U"}, {"Eq|eq", "um", 1, "E"}, {"MEQ", "", 1e-3, "E"},
    {"Osm|osm|Osmol|osmol", "m", 1, "O"}, {"mOsmol|mosmol", "", 1e-3, "O"},
    {"K/µL|K/μL|K/uL|K/mcL", "", 1e9 * (1 / 1e-3), "mmm"}, {"M/µL|M/μL|M/uL|M/mcL", "", 1e12 * (1 / 1e-3), "mmm"},
    {"G/DL|g%", "", 1e-2 * (1 / 1e-3), "Kmmm"}, {"mg%", "", 1e-5 * (1 / 1e-3), "Kmmm"},
    {"%|percent", "", 0.01, ""}, {"‰", "", 1e-3, ""}, {"ppm", "", 1e-6, ""}, {"ppb", "", 1e-9, ""},
    {"cell|cells|copies|CFU|cfu|beats|breaths", "", 1, ""}, {"rad|radian|radians", "m", 1, ""},
    {"deg|°|º", "", 3.14159265358979323846 / 180, ""},
    {"N|newton|newtons", "mkM", 1, "KMss"}, {"Nm|N m", "mkM", 1, "KMMss"},
    {"Pa|pascal|pascals", "mhkMG", 1, "Kmss"}, {"bar", "m", 1e5, "Kmss"},
    {"psi|PSI", "", 6894.757293168361, "Kmss"}, {"atm", "", 101325, "Kmss"},
    {"mmHg|mm Hg|mmhg", "", 133.322387415, "Kmss"}, {"torr|Torr", "", 101325.0 / 760, "Kmss"},
    {"inHg|in Hg", "", 3386.388640341, "Kmss"}, {"cmH2O|cm H2O", "", 98.0665, "Kmss"},
    {"mmH2O|mm H2O", "", 9.80665, "Kmss"}, {"St", "c", 1e-4, "MMs"},
    {"mph", "", 1609.344 / 3600, "Ms"}, {"kmh|kph", "", 1 / 3.6, "Ms"},
    {"rpm|RPM|bpm", "", 1.0 / 60, "s"}, {"Hz|hertz", "kMG", 1, "s"},
    {"J|joule|joules", "umkMG", 1, "KMMss"}, {"cal", "k", 4.184, "KMMss"}, {"Wh", "mkMG", 3600, "KMMss"},
    {"W|watt|watts", "numkMG", 1, "KMMsss"}, {"hp", "", 745.69987158227022, "KMMsss"},
    {"A|amp|amps|ampere|amperes", "pnumk", 1, "A"}, {"Ah", "m", 3600, "AS"},
    {"V|volt|volts", "numkM", 1, "KMMsssa"}, {"VA", "kM", 1, "KMMsss"},
    {"Ω|\u2126|ohm|ohms|Ohm", "mkMG", 1, "KMMsssaa"}, {"S", "num", 1, "kmmSSSAA"},
    {"cd", "m", 1, "C"}, {"lm", "", 1, "C"}, {"lx", "", 1, "Cmm"}, {"Gy", "mc", 1, "MMss"},
};
constexpr std::string_view surfaces[] = {"1.73m2", "1.73m^2", "1.73m²", "1.73 m2", "1.73 m^2", "1.73 m²"};

struct Prefix {
  char letter;
  std::string_view name;
  double factor;
};
constexpr Prefix prefixes[] = {{'f', "femto", 1e-15}, {'p', "pico", 1e-12}, {'n', "nano", 1e-9}, {'u', "micro", 1e-6},
                               {'m', "milli", 1e-3},  {'c', "centi", 1e-2}, {'d', "deci", 1e-1}, {'h', "hecto", 1e2},
                               {'k', "kilo", 1e3},    {'M', "mega", 1e6},   {'G', "giga", 1e9}};

// The first spelling that is entered stays.
std::map<std::string, Unit, std::less<>> make_atoms() {
  std::map<std::string, Unit, std::less<>> atoms;
  for (const Row& row : table) {
    Unit unit{{}, row.factor, row.offset, ""};
    for (const char letter : row.dimension) {
      const std::size_t up = base_letters.find(letter), down = base_small.find(letter);
      if (up != std::string_view::npos) ++unit.dimension[up];
      else --unit.dimension[down];
    }
    std::string_view rest = row.spellings;
    while (!rest.empty()) {
      const std::string_view spelling = rest.substr(0, rest.find('|'));
      rest.remove_prefix(std::min(rest.size(), spelling.size() + 1));
      atoms.emplace(spelling, unit);
      for (const Prefix& prefix : prefixes) {
        if (row.prefixes.find(prefix.letter) == std::string_view::npos) continue;
        Unit scaled = unit;
        scaled.factor = prefix.factor * unit.factor;
        const bool name = spelling.size() >= 4;
        atoms.emplace((name ? std::string(prefix.name) : std::string(1, prefix.letter)).append(spelling), scaled);
        if (name || prefix.letter != 'u') continue;
        for (const std::string_view micro : {"µ", "μ"}) atoms.emplace(std::string(micro).append(spelling), scaled);
      }
    }
  }
  return atoms;
}

const Unit* atom(std::string_view spelling) {
  static const auto atoms = make_atoms();
  const auto found = atoms.find(spelling);
  return found == atoms.end() ? nullptr : &found->second;
}

bool digit(char c) { return c >= '0' && c <= '9'; }

void multiply(Unit& to, const Unit& by, int exponent) {
  for (std::size_t i = 0; i < to.dimension.size(); ++i) to.dimension[i] += by.dimension[i] * exponent;
  for (int n = std::abs(exponent); n > 0; --n)
    to.factor = exponent > 0 ? to.factor * by.factor : to.factor / by.factor;
}

// Reads «mL/min/1.73m2», «10^9/L», «kg/m^2» from the left.
class UnitReader {
 public:
  explicit UnitReader(std::string_view text) : text_(text) {}

  std::size_t read(Unit& whole) {
    std::size_t end = 0;
    Unit so_far;
    int terms = 0;
    if (rest().starts_with("1/")) at_ = 1;
    int sign = take("/") || take("per ") ? -1 : 1;
    while (term(so_far, sign)) {
      ++terms;
      if (whole_term_ && ends_word()) {
        end = at_;
        whole = so_far;
        whole.offset = terms == 1 && last_exponent_ == 1 ? last_offset_ : 0;
      }
      if (take("/") || take(" per ")) sign = -1;
      else if (sign < 0 || !(take("·") || take("⋅"))) break;
    }
    whole.spelling = std::string(text_.substr(0, end));
    return end;
  }

 private:
  std::string_view rest() const { return text_.substr(at_); }
  bool take(std::string_view sign) {
    const bool found = rest().starts_with(sign);
    if (found) at_ += sign.size();
    return found;
  }

  bool term(Unit& to, int sign) {
    whole_term_ = true;
    last_offset_ = 0;
    last_exponent_ = sign;
    if (rest().starts_with("1.73")) {
      for (const std::string_view surface : surfaces)
        if (take(surface)) {
          to.dimension[11] += sign;
          return true;
        }
      return false;
    }
    if (power_of_ten(to, sign)) {
      const std::size_t mark = at_;
      take(" ");
      if (factor(to, sign)) return last_exponent_ = 0, true;
      at_ = mark;
      whole_term_ = sign < 0;
      return true;
    }
    if (sign < 0) {
      const std::size_t begin = at_;
      int multiple = digits(4);
      if (multiple == 0) at_ = begin;
      else {
        to.factor /= multiple;
        take(" ");
      }
    }
    return factor(to, sign);
  }

  bool power_of_ten(Unit& to, int sign) {
    const std::size_t begin = at_;
    if (take("x") || take("×")) take(" ");
    int exponent = 0;
    if (take("10")) exponent = take("^") || take("*") || take("e") || take("E") ? digits(2) : raised_digits();
    if (exponent < 1 || exponent > 22) return at_ = begin, false;
    double power = 1;
    for (; exponent > 0; --exponent) power *= 10;
    to.factor = sign > 0 ? to.factor * power : to.factor / power;
    return true;
  }

  std::size_t run(std::size_t at) const {
    bool first = true;
    while (at < text_.size()) {
      const Character c = character_at(text_, at);
      constexpr std::u32string_view symbols = U"µμ°ºΩ\u2126℃℉‰";
      const bool letter = c.code < 0x80 ? c.code == '%' || (is_letter_or_digit(c.code) && !digit(text_[at]))
                                        : symbols.find(static_cast<char32_t>(c.code)) != std::u32string_view::npos;
      if (!letter && (first || !digit(text_[at]))) break;
      first = false;
      at += c.size;
    }
    return at;
  }

  bool factor(Unit& to, int sign) {
    const std::size_t begin = at_, end = run(begin);
    if (end == begin) return false;
    const auto known = [&](std::size_t last) {
      at_ = last;
      return atom(text_.substr(begin, last - begin));
    };
    const bool joined = end < text_.size() && (text_[end] == ' ' || text_[end] == '/');
    const Unit* found = joined ? known(run(end + 1)) : nullptr;
    if (!found) found = known(end);
    if (!found && digit(text_[end - 1])) found = known(end - 1);
    if (!found) return false;
    const int exponent = written_exponent();
    if (exponent == 0) return false;
    multiply(to, *found, sign * exponent);
    last_offset_ = found->offset;
    last_exponent_ = sign * exponent;
    return true;
  }

  int written_exponent() {
    const std::size_t begin = at_;
    if (take("^")) return take("-") ? -digits(1) : digits(1);
    if (at_ < text_.size() && digit(text_[at_])) return digits(1);
    const int exponent = raised_digits();
    return at_ == begin ? 1 : exponent;
  }
  int digits(int most) {
    int value = 0;
    for (; most > 0 && at_ < text_.size() && digit(text_[at_]); --most) value = 10 * value + (text_[at_++] - '0');
    return value;
  }
  int raised_digits() {
    int value = 0, sign = 1;
    for (int i = 0; i < 3 && at_ < text_.size(); ++i) {
      const Character c = character_at(text_, at_);
      const int d = c.code == 0xB9 ? 1 : c.code == 0xB2 || c.code == 0xB3 ? c.code - 0xB0
                    : c.code == 0x2070 || (c.code >= 0x2074 && c.code <= 0x2079) ? c.code - 0x2070
                    : c.code == 0x207B ? -1 : -2;
      if (d == -2 || (d < 0 && i > 0)) break;
      if (d < 0) sign = -1;
      else value = 10 * value + d;
      at_ += c.size;
    }
    return sign * value;
  }

  bool ends_word() const {
    if (at_ == text_.size()) return true;
    const Character c = character_at(text_, at_);
    if (is_letter_or_digit(c.code) || c.code == '_' || c.code == '\'' || c.code == 0x2019 || c.code == '^') return false;
    constexpr std::u32string_view joints = U"-‐‑./·⋅";
    if (joints.find(static_cast<char32_t>(c.code)) == std::u32string_view::npos || at_ + c.size == text_.size()) return true;
    const std::int32_t next = character_at(text_, at_ + c.size).code;
    const bool word = is_letter_or_digit(next), number = next >= '0' && next <= '9';
    if (word && !number) return false;
    return !(word && (c.code == '/' || c.code == 0xB7 || c.code == 0x22C5));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool whole_term_ = true;
  double last_offset_ = 0;
  int last_exponent_ = 1;
};

struct Visit {
  Unit* unit;
  bool failed;
};

void put_base(void* visit, const ut_unit* base, int power) {
  constexpr std::string_view names[] = {"kilogram", "meter", "second", "kelvin", "mole", "ampere", "candela"};
  Visit& v = *static_cast<Visit*>(visit);
  const char* name = ut_get_name(base, UT_ASCII);
  for (std::size_t i = 0; name && i < std::size(names); ++i)
    if (names[i] == name) {
      v.unit->dimension[i] += power;
      return;
    }
  if (!name || std::string_view(name) != "radian") v.failed = true;
}

ut_status visit_scaled(const ut_unit*, double scale, const ut_unit* under, double origin, void* visit);

const ut_visitor visitor = {
    [](const ut_unit* base, void* v) {
      put_base(v, base, 1);
      return UT_SUCCESS;
    },
    [](const ut_unit*, int n, const ut_unit* const* bases, const int* powers, void* v) {
      for (int i = 0; i < n; ++i) put_base(v, bases[i], powers[i]);
      return UT_SUCCESS;
    },
    visit_scaled,
    [](const ut_unit*, const ut_unit*, double, void* v) {
      static_cast<Visit*>(v)->failed = true;
      return UT_SUCCESS;
    },
    [](const ut_unit*, double, const ut_unit*, void* v) {
      static_cast<Visit*>(v)->failed = true;
      return UT_SUCCESS;
    }};

// A value v of the unit is scale × (v + origin) of the one under it.
ut_status visit_scaled(const ut_unit*, double scale, const ut_unit* under, double origin, void* visit) {
  const ut_status status = ut_accept_visitor(under, &visitor, visit);
  Unit& unit = *static_cast<Visit*>(visit)->unit;
  unit.offset += unit.factor * scale * origin;
  unit.factor *= scale;
  return status;
}

// A spelling that the table lacks.
std::optional<Unit> from_udunits(std::string_view spelling) {
  static std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  static ut_system* const system = [] {
    ut_set_error_message_handler(ut_ignore);
    return ut_read_xml(nullptr);
  }();
  if (!system || spelling.size() > 60) return {};
  const std::string text(spelling);
  const std::unique_ptr<ut_unit, decltype(&ut_free)> unit(ut_parse(system, text.c_str(), UT_UTF8), &ut_free);
  if (!unit) return {};
  Unit out;
  out.spelling = text;
  Visit visit{&out, false};
  if (ut_accept_visitor(unit.get(), &visitor, &visit) != UT_SUCCESS || visit.failed) return {};
  return std::isfinite(out.factor) && out.factor > 0 ? std::optional(out) : std::nullopt;
}

// What UDUNITS would read otherwise than its writer: digits that are no exponents, a product behind
// a division, a capital prefix before an atom of the table.
bool misleading(std::string_view text) {
  bool divided = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char before = i > 0 ? text[i - 1] : ' ';
    const bool letter = (before | 32) >= 'a' && (before | 32) <= 'z';
    if (digit(text[i]) && !letter && !digit(before) && std::string_view(")^-+").find(before) == std::string_view::npos) return true;
    const bool times = text[i] == '*' || text[i] == '.' || text[i] == ' ' || text[i] == '-' || text.substr(i).starts_with("·");
    if (divided && times) return true;
    divided = divided || text[i] == '/';
    if (static_cast<unsigned char>(text[i]) < 0x20) return true;
    if (text[i] >= 'A' && text[i] <= 'Z' && !letter) {
      std::size_t end = i;
      while (end < text.size() && (text[end] | 32) >= 'a' && (text[end] | 32) <= 'z') ++end;
      if (end - i > 1 && atom(text.substr(i + 1, end - i - 1))) return true;
    }
  }
  return false;
}

}  // namespace

std::optional<Unit> unit_of(std::string_view spelling) {
  const std::string text = trimmed(spelling);
  if (text.empty()) return {};
  Unit unit;
  if (UnitReader(text).read(unit) == text.size()) return unit;
  return misleading(text) ? std::nullopt : from_udunits(text);
}

std::size_t unit_size(std::string_view text) {
  if (text.empty()) return 0;
  const auto first = static_cast<unsigned char>(text.front());
  const bool letter = (first | 32) >= 'a' && (first | 32) <= 'z';
  if (!letter && first < 0x80 && first != '%' && first != '/' && first != '1') return 0;
  Unit unit;
  return UnitReader(text).read(unit);
}

bool same_dimension(const Unit& a, const Unit& b) { return a.dimension == b.dimension; }

double converted(double value, const Unit& from, const Unit& to) {
  if (from.factor == to.factor && from.offset == to.offset) return to_12_digits(value);
  double result = (value * from.factor + (from.offset - to.offset)) / to.factor;
  if ((from.offset != 0 || to.offset != 0) && std::abs(result) < 1e3) result = std::round(result * 1e9) / 1e9;
  return to_12_digits(result);
}

Unit product(const Unit& a, const Unit& b, int sign) {
  Unit out{a.dimension, a.factor, 0, ""};
  multiply(out, b, sign);
  if (b.spelling.empty()) out.spelling = a.spelling;
  else if (a.spelling.empty() && sign > 0) out.spelling = b.spelling;
  else if (a.spelling != b.spelling || sign > 0) out.spelling = a.spelling + (sign > 0 ? "·" : "/") + b.spelling;
  return out;
}

Unit raised(const Unit& unit, int exponent) {
  Unit out;
  multiply(out, unit, exponent);
  out.spelling = unit.spelling + "^" + std::to_string(exponent);
  return out;
}

std::optional<Unit> root_of(const Unit& unit) {
  Unit out{{}, std::sqrt(unit.factor), 0, unit.spelling.empty() ? "" : "√" + unit.spelling};
  for (std::size_t i = 0; i < out.dimension.size(); ++i) {
    if (unit.dimension[i] % 2 != 0) return {};
    out.dimension[i] = unit.dimension[i] / 2;
  }
  return out;
}

}  // namespace hence::verify
