#include "rules/unit_atoms.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <string>
#include <unordered_map>

namespace hence {

namespace {

constexpr Measure base(Dimension dimension) {
  Measure measure;
  measure.dimension[static_cast<std::size_t>(dimension)] = 1;
  return measure;
}

constexpr Measure product(const Measure& a, const Measure& b, int sign) {
  Measure result = a;
  for (std::size_t i = 0; i < dimension_count; ++i)
    result.dimension[i] = static_cast<std::int8_t>(a.dimension[i] + sign * b.dimension[i]);
  result.factor = sign > 0 ? a.factor * b.factor : a.factor / b.factor;
  return result;
}
constexpr Measure operator*(const Measure& a, const Measure& b) { return product(a, b, 1); }
constexpr Measure operator/(const Measure& a, const Measure& b) { return product(a, b, -1); }
constexpr Measure operator*(double factor, Measure unit) {
  unit.factor *= factor;
  return unit;
}
constexpr Measure shifted(Measure unit, double offset) {
  unit.offset = offset;
  return unit;
}

constexpr Measure one{};
constexpr Measure kg = base(Dimension::mass), m = base(Dimension::length);
constexpr Measure s = base(Dimension::time), K = base(Dimension::temperature);
constexpr Measure mol = base(Dimension::amount), A = base(Dimension::current);
constexpr Measure cd = base(Dimension::luminosity);
constexpr Measure L = 1e-3 * (m * m * m), N = kg * m / (s * s), Pa = N / (m * m);
constexpr Measure J = N * m, W = J / s, V = W / A, day = 86400 * s, year = 365.25 * day;

// spellings: divided by |; each also with each of these prefixes, as a letter or, before a
// spelling of four letters or more, as a word (milligram). u stands for u, µ and μ too.
struct Row {
  std::string_view spellings;
  std::string_view prefixes;
  Measure measure;
};

constexpr Row rows[] = {
    // mass; capitals as some laboratories' printers have them
    {"g|gram|grams", "fpnumcdk", 1e-3 * kg},
    {"gm", "", 1e-3 * kg}, {"kgs|Kg|KG", "", kg}, {"MG", "", 1e-6 * kg}, {"mcg|MCG|UG", "", 1e-9 * kg},
    {"NG", "", 1e-12 * kg}, {"PG", "", 1e-15 * kg}, {"t|tonne|tonnes", "", 1e3 * kg},
    {"lb|lbs|pound|pounds", "", 0.45359237 * kg}, {"oz|ounce|ounces", "", 0.028349523125 * kg},
    // length, volume
    {"m|meter|meters|metre|metres", "pnumcdk", m}, {"micron|microns", "", 1e-6 * m},
    {"in|inch|inches", "", 0.0254 * m}, {"ft|foot|feet", "", 0.3048 * m},
    {"yd|yard|yards", "", 0.9144 * m}, {"mi|mile|miles", "", 1609.344 * m},
    {"L|l|liter|liters|litre|litres", "fpnumcdhk", L}, {"cc|ccm|ML", "", 1e-3 * L},
    {"DL", "", 0.1 * L}, {"mcL|mcl|cumm", "", 1e-6 * L},
    // time
    {"s|sec|secs|second|seconds", "pnum", s}, {"min|mins|minute|minutes", "", 60 * s},
    {"h|hr|hrs|hour|hours", "", 3600 * s}, {"d|day|days", "", day},
    {"wk|wks|week|weeks", "", 7 * day}, {"mo|mos|month|months", "", year / (12 * one)},
    {"yr|yrs|year|years", "", year},
    // temperature
    {"K|kelvin|kelvins", "m", K},
    {"°C|ºC|° C|℃|degC|deg C|celsius|Celsius", "", shifted(K, 273.15)},
    {"°F|ºF|° F|℉|degF|deg F|fahrenheit|Fahrenheit", "", shifted(5.0 / 9 * K, 459.67 * 5 / 9)},
    // amount of substance, and what a laboratory counts apart from it
    {"mol|mole|moles", "fpnumk", mol}, {"MMOL", "", 1e-3 * mol}, {"UMOL", "", 1e-6 * mol},
    {"NMOL", "", 1e-9 * mol}, {"PMOL", "", 1e-12 * mol}, {"mM", "", 1e-3 * (mol / L)},
    {"µM|μM|uM", "", 1e-6 * (mol / L)}, {"nM", "", 1e-9 * (mol / L)},
    {"pM", "", 1e-12 * (mol / L)}, {"kat", "num", mol / s},
    {"IU|iu", "umk", base(Dimension::IU)}, {"U", "umk", base(Dimension::U)},
    {"Eq|eq", "um", base(Dimension::Eq)}, {"MEQ", "", 1e-3 * base(Dimension::Eq)},
    {"Osm|osm|Osmol|osmol", "m", base(Dimension::Osm)},
    {"mOsmol|mosmol", "", 1e-3 * base(Dimension::Osm)},
    {"1.73m2|1.73m^2|1.73m²|1.73 m2|1.73 m^2|1.73 m²", "", base(Dimension::surface)},
    {"K/µL|K/μL|K/uL|K/mcL", "", 1e9 * (one / L)}, {"M/µL|M/μL|M/uL|M/mcL", "", 1e12 * (one / L)},
    {"G/DL|g%", "", 1e-2 * (kg / L)}, {"mg%", "", 1e-5 * (kg / L)},
    // plain numbers
    {"%|percent", "", 0.01 * one}, {"‰", "", 1e-3 * one}, {"ppm", "", 1e-6 * one},
    {"ppb", "", 1e-9 * one}, {"cell|cells|copies|CFU|cfu|beats|breaths", "", one},
    {"rad|radian|radians", "m", one}, {"deg|°|º", "", 3.14159265358979323846 / 180 * one},
    // mechanics
    {"N|newton|newtons", "mkM", N}, {"Nm|N m", "mkM", J}, {"Pa|pascal|pascals", "mhkMG", Pa},
    {"bar", "m", 1e5 * Pa}, {"psi|PSI", "", 6894.757293168361 * Pa}, {"atm", "", 101325 * Pa},
    {"mmHg|mm Hg|mmhg", "", 133.322387415 * Pa}, {"torr|Torr", "", 101325.0 / 760 * Pa},
    {"inHg|in Hg", "", 3386.388640341 * Pa}, {"cmH2O|cm H2O", "", 98.0665 * Pa},
    {"mmH2O|mm H2O", "", 9.80665 * Pa}, {"St", "c", 1e-4 * (m * m / s)},
    {"mph", "", 1609.344 / 3600 * (m / s)}, {"kmh|kph", "", 1 / 3.6 * (m / s)},
    {"rpm|RPM|bpm", "", one / (60 * s)}, {"Hz|hertz", "kMG", one / s},
    // energy, electricity, light, dose
    {"J|joule|joules", "umkMG", J}, {"cal", "k", 4.184 * J}, {"Wh", "mkMG", 3600 * J},
    {"W|watt|watts", "numkMG", W}, {"hp", "", 745.69987158227022 * W},
    {"A|amp|amps|ampere|amperes", "pnumk", A}, {"Ah", "m", 3600 * (A * s)},
    {"V|volt|volts", "numkM", V}, {"VA", "kM", W}, {"Ω|\u2126|ohm|ohms|Ohm", "mkMG", V / A},
    {"S", "num", A / V}, {"cd", "m", cd}, {"lm", "", cd}, {"lx", "", cd / (m * m)},
    {"Gy", "mc", J / kg},
};

struct Prefix {
  char letter;
  std::string_view word;
  double factor;
};
constexpr Prefix prefixes[] = {{'f', "femto", 1e-15}, {'p', "pico", 1e-12}, {'n', "nano", 1e-9},
                               {'u', "micro", 1e-6},  {'m', "milli", 1e-3}, {'c', "centi", 1e-2},
                               {'d', "deci", 1e-1},   {'h', "hecto", 1e2},  {'k', "kilo", 1e3},
                               {'M', "mega", 1e6},    {'G', "giga", 1e9}};

struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
using Atoms = std::unordered_map<std::string, Measure, TextHash, std::equal_to<>>;

void add_prefixed(Atoms& atoms, std::string_view spelling, const Row& row) {
  for (const Prefix& prefix : prefixes) {
    if (row.prefixes.find(prefix.letter) == std::string_view::npos) continue;
    const Measure measure = prefix.factor * row.measure;
    const bool word = spelling.size() >= 4;
    std::string name(word ? prefix.word : std::string_view(&prefix.letter, 1));
    atoms.emplace(name.append(spelling), measure);
    if (word || prefix.letter != 'u') continue;
    for (const std::string_view micro : {"µ", "μ"})
      atoms.emplace(std::string(micro).append(spelling), measure);
  }
}

Atoms all_atoms() {
  Atoms atoms;
  for (const Row& row : rows) {
    std::string_view rest = row.spellings;
    while (!rest.empty()) {
      const std::string_view spelling = rest.substr(0, rest.find('|'));
      rest.remove_prefix(std::min(spelling.size() + 1, rest.size()));
      atoms.emplace(spelling, row.measure);
      add_prefixed(atoms, spelling, row);
    }
  }
  return atoms;
}

}  // namespace

const Measure* find_atom(std::string_view spelling) {
  static const Atoms atoms = all_atoms();
  const auto found = atoms.find(spelling);
  return found == atoms.end() ? nullptr : &found->second;
}

}  // namespace hence
