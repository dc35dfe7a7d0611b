#include "rules/unit.hpp"

#include <array>
#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "rules/number.hpp"
#include "rules/unit_atoms.hpp"

namespace hence {
namespace {

Unit unit(std::string_view spelling) {
  const std::optional<Unit> found = find_unit(spelling);
  EXPECT_TRUE(found) << spelling;
  return found.value_or(Unit{});
}

struct Pair {
  std::string_view spelling;
  std::string_view same_as;  // the unit of which one is `times` of this
  double times;
};

// Every spelling of language.md's list and its neighbours, against another way to say it.
const std::vector<Pair> equal_units = {
    {"mg/dL", "g/L", 0.01}, {"mg/dl", "mg/dL", 1}, {"MG/DL", "mg/dL", 1}, {"g/dL", "g/L", 10},
    {"g/dl", "g/dL", 1}, {"G/DL", "g/dL", 1}, {"gm/dL", "g/dL", 1}, {"g/L", "kg/m3", 1},
    {"mg%", "mg/dL", 1}, {"mmol/L", "mol/m^3", 1}, {"mmol/l", "mmol/L", 1}, {"mM", "mmol/L", 1},
    {"µmol/L", "mmol/L", 1e-3}, {"μmol/L", "µmol/L", 1}, {"umol/L", "µmol/L", 1},
    {"µM", "µmol/L", 1}, {"nmol/L", "µmol/L", 1e-3}, {"pmol/L", "nmol/L", 1e-3},
    {"ng/mL", "µg/L", 1}, {"ng/dL", "µg/L", 0.01}, {"pg/mL", "ng/L", 1}, {"pg", "ng", 1e-3},
    {"mcg", "µg", 1}, {"μg", "µg", 1}, {"ug", "µg", 1}, {"mcg/day", "µg/day", 1},
    {"µg/day", "mg/day", 1e-3}, {"µg/L", "mg/m3", 1}, {"mcg/dL", "µg/dL", 1},
    {"IU/day", "IU/week", 7}, {"mIU/L", "µIU/mL", 1}, {"uIU/mL", "µIU/mL", 1}, {"IU/L", "mIU/mL", 1},
    {"mIU/mL", "IU/L", 1}, {"U/L", "mU/mL", 1}, {"kU/L", "U/mL", 1}, {"mEq/L", "meq/L", 1},
    {"mEq", "Eq", 1e-3}, {"MEQ/L", "mEq/L", 1}, {"10^9/L", "10^6/mL", 1}, {"10*9/L", "10^9/L", 1},
    {"x10^9/L", "10^9/L", 1}, {"x 10^9/L", "10^9/L", 1}, {"×10⁹/L", "10^9/L", 1},
    {"10⁹/L", "10^9/L", 1}, {"10e9/L", "10^9/L", 1}, {"10^12/L", "10^9/L", 1000},
    {"10*12/L", "10^12/L", 1}, {"10^6/mL", "10^6/cc", 1}, {"10^3/µL", "10^9/L", 1},
    {"10*3/uL", "10^9/L", 1}, {"K/µL", "10^9/L", 1}, {"K/uL", "10^9/L", 1}, {"M/uL", "10^12/L", 1},
    {"cells/µL", "10^6/L", 1}, {"cells/uL", "cells/µL", 1}, {"cells/mcL", "cells/µL", 1},
    {"/µL", "cells/µL", 1}, {"/cumm", "/mm^3", 1}, {"copies/mL", "/mL", 1}, {"fL", "µm^3", 1},
    {"fl", "fL", 1}, {"/min", "1/min", 1}, {"1/min", "rpm", 1}, {"per minute", "/min", 1},
    {"beats/min", "bpm", 1}, {"breaths per minute", "/min", 1}, {"Hz", "rpm", 60},
    {"kHz", "Hz", 1000}, {"per week", "/day", 1.0 / 7}, {"mL/min", "L/h", 0.06},
    {"ml/min", "mL/min", 1}, {"mL/min/1.73m2", "L/h/1.73m2", 0.06},
    {"mL/min/1.73m^2", "mL/min/1.73m2", 1}, {"mL/min/1.73m²", "mL/min/1.73m2", 1},
    {"mL/min/1.73 m2", "mL/min/1.73m2", 1}, {"mL/min/1.73 m^2", "mL/min/1.73m2", 1},
    {"mL/min/1.73 m²", "mL/min/1.73m2", 1}, {"mL/min per 1.73 m²", "mL/min/1.73m2", 1},
    {"mOsm/kg", "mosm/kg", 1}, {"mosmol/kg", "mOsm/kg", 1}, {"mOsmol/kg", "mOsm/kg", 1},
    {"cc", "mL", 1}, {"Gy", "J/kg", 1}, {"cGy", "Gy", 0.01}, {"mL", "cm^3", 1}, {"ml", "mL", 1},
    {"L", "dm3", 1}, {"dL", "L", 0.1}, {"cl", "mL", 10}, {"µL", "mm^3", 1}, {"liters", "L", 1},
    {"litre", "L", 1}, {"L/day", "mL/day", 1000}, {"L per day", "L/day", 1}, {"l/d", "L/day", 1},
    {"mL/kg", "L/t", 1}, {"mg/kg", "ppm", 1}, {"mg/kg/day", "g/kg/day", 1e-3},
    {"µg/kg/min", "mg/kg/h", 0.06}, {"kg/m^2", "kg/m2", 1}, {"kg/m²", "kg/m2", 1},
    {"mg/24 h", "mg/day", 1}, {"mg/24h", "mg/day", 1}, {"mmol/24 h", "mmol/day", 1},
    {"kcal/100 g", "kcal/kg", 10}, {"mg/100g", "mg/kg", 10}, {"mg/100 mL", "mg/dL", 1},
    {"mmHg", "Pa", 133.322387415}, {"mm Hg", "mmHg", 1}, {"kPa", "Pa", 1000}, {"hPa", "mbar", 1},
    {"MPa", "bar", 10}, {"bar", "kPa", 100}, {"psi", "Pa", 6894.757293168361}, {"atm", "Pa", 101325},
    {"cmH2O", "Pa", 98.0665}, {"mm", "cm", 0.1}, {"cm", "in", 1 / 2.54}, {"m", "cm", 100},
    {"µm", "mm", 1e-3}, {"km", "m", 1000}, {"in", "cm", 2.54}, {"inches", "in", 1},
    {"ft", "in", 12}, {"feet", "ft", 1}, {"mi", "km", 1.609344}, {"miles", "mi", 1}, {"g", "kg", 1e-3},
    {"grams", "g", 1}, {"milligrams", "mg", 1}, {"micrograms", "µg", 1}, {"kg", "g", 1000},
    {"Kg", "kg", 1}, {"mg", "µg", 1000}, {"lb", "kg", 0.45359237}, {"lbs", "lb", 1},
    {"pounds", "lb", 1}, {"oz", "lb", 1.0 / 16}, {"K", "mK", 1000}, {"%", "ppm", 1e4},
    {"percent", "%", 1}, {"years", "months", 12}, {"year", "days", 365.25}, {"months", "day", 30.4375},
    {"month", "months", 1}, {"weeks", "days", 7}, {"week", "weeks", 1}, {"days", "h", 24},
    {"day", "days", 1}, {"d", "days", 1}, {"h", "min", 60}, {"hour", "h", 1}, {"hours", "h", 1},
    {"min", "s", 60}, {"minute", "min", 1}, {"minutes", "min", 1}, {"s", "ms", 1000},
    {"seconds", "s", 1}, {"km/h", "m/s", 1 / 3.6}, {"mph", "km/h", 1.609344},
    {"m/s", "mm/s", 1000}, {"mm/s", "m/s", 1e-3}, {"m/s²", "m/s^2", 1}, {"m/s2", "m/s^2", 1},
    {"N·m", "J", 1}, {"N⋅m", "Nm", 1}, {"N m", "Nm", 1}, {"Nm", "N·m", 1}, {"kNm", "Nm", 1000},
    {"N", "kg·m/s^2", 1}, {"kN", "N", 1000}, {"rpm", "1/min", 1}, {"RPM", "rpm", 1},
    {"V", "W/A", 1}, {"mV", "V", 1e-3}, {"kV", "V", 1000}, {"A", "mA", 1000}, {"W", "V·A", 1},
    {"kW", "W", 1000}, {"MW", "kW", 1000}, {"kWh", "MJ", 3.6}, {"Wh", "J", 3600}, {"J", "W·s", 1},
    {"kJ", "J", 1000}, {"kcal", "kJ", 4.184}, {"kcal/day", "kJ/day", 4.184}, {"Ω", "V/A", 1},
    {"\u2126", "Ω", 1}, {"ohm", "Ω", 1}, {"kΩ", "ohm", 1000}, {"MΩ", "kΩ", 1000}, {"mAh", "A·s", 3.6},
    {"µS/cm", "S/m", 1e-4}, {"m^2", "m2", 1}, {"m²", "m^2", 1}, {"m^3", "m3", 1}, {"m³", "m^3", 1},
    {"m³/h", "L/min", 1000.0 / 60}, {"mm²/s", "cSt", 1}, {"s⁻¹", "Hz", 1}, {"m^-1", "1/m", 1},
    {"°", "rad", 3.14159265358979323846 / 180}, {"nkat/L", "nmol/s/L", 1},
    // by UDUNITS
    {"acre", "m^2", 4046.87260987425}, {"J/(kg K)", "J/kg/K", 1}, {"mL min-1", "mL/min", 1},
    {"N.m", "N·m", 1}, {"furlong", "m", 201.168402336805}, {"mg.dl-1", "mg/dL", 1},
};

TEST(Unit, SpellingsMeanTheSame) {
  for (const auto& [spelling, other, times] : equal_units) {
    const Unit a = unit(spelling), b = unit(other);
    ASSERT_TRUE(convertible(a, b)) << spelling << " and " << other;
    const double one = convert(1, a, b);
    EXPECT_NEAR(one / times, 1, 1e-11) << spelling << " in " << other << " is " << one;
    EXPECT_NEAR(convert(one, b, a), 1, 1e-11) << spelling;
    EXPECT_EQ(a.spelling, spelling);
  }
}

TEST(Unit, OwnSpellingsAreWholePrefixes) {
  for (const Pair& pair : equal_units) {
    if (pair.spelling == "acre") break;
    EXPECT_EQ(unit_prefix(pair.spelling), pair.spelling.size()) << pair.spelling;
    EXPECT_EQ(unit_prefix(std::string(pair.spelling) + " AND x"), pair.spelling.size());
  }
}

TEST(Unit, ImpossibleMixes) {
  const std::vector<std::pair<std::string_view, std::string_view>> mixes = {
      {"mg/dL", "mmol/L"}, {"IU", "µg"}, {"IU", "U"}, {"IU", "Eq"}, {"U/L", "µmol/min/L"},
      {"U/L", "nkat/L"}, {"U/L", "IU/L"}, {"mEq/L", "mmol/L"}, {"mOsm/kg", "mmol/kg"},
      {"mL/min", "mL/min/1.73m2"}, {"mL/min/1.73m2", "mL/min/m2"}, {"kg", "lb/in"}, {"%", "mg/dL"},
      {"°C", "kg"}, {"L", "L/day"}, {"10^9/L", "%"}, {"years", "/year"}, {"mmHg", "mm"}, {"nm", "Nm"},
      {"m", "min"}, {"s", "S"}, {"A", "W"}, {"kWh", "kW"}, {"cells/µL", "cells"}};
  for (const auto& [a, b] : mixes)
    EXPECT_FALSE(convertible(unit(a), unit(b))) << a << " and " << b;
}

TEST(Unit, Unknown) {
  EXPECT_FALSE(find_unit(std::string_view("mg\0x", 4)));
  for (const std::string_view spelling :
       {"", " ", "/", "·", "mg/", "mg//dL", "mg dL/", "Mg/dL", "Mg", "Pmol/L", "Mmol/L", "MU/L", "10^9",
        "10*9", "10*9 /L", "10^/L", "5 m", "kg^x", "J/kg·K", "J/kg*K", "J/kg.K", "xyzzy",
        "night cramps", "mg/xyzzy", "dB(1 mW)", "lg(re 1 mW)", "seconds since 2000-01-01", "m @ 5",
        "kg 5", "1/", "%%", "mg%%", "K/L/", "((", "\xff", "mg\xff", "m\x01", "1.73", "1.73kg",
        "m·m·m·m·m·m·m·m·m·m·m·m·m·IU", "U m2 5"})
    EXPECT_FALSE(find_unit(spelling)) << spelling;
}

TEST(Unit, Prefix) {
  const std::vector<std::pair<std::string_view, std::size_t>> cases = {
      {"", 0}, {"L/day", 5}, {"L/day, fatigue", 5}, {"L-shaped", 0}, {"L-1", 1}, {"L's", 0}, {"L’s", 0},
      {"L_x", 0}, {"Lx", 0}, {"mg AND x", 2}, {"mg→ x", 2}, {"mg)", 2}, {"mg/dL)", 5}, {"mg/ x", 2},
      {"mg / dL", 2}, {"mg/dlx", 0}, {"mg/dL/xyz", 0}, {"mg.", 2}, {"mg.x", 0}, {"mg. 5", 2},
      {"in women", 2}, {"in the leg", 2}, {"inside", 0}, {"years", 5}, {"years old", 5},
      {"mL/min/1.73m2 → x", 13}, {"mL/min/1.73", 0}, {"10^9/L", 6}, {"10^9", 0}, {"10*9", 0},
      {"10 mg", 0}, {"10^9 x", 0}, {"× 10^9/L", 9}, {"x 10^9/L", 8}, {"x y", 0},
      {"1/min", 5}, {"1 / min", 0}, {"/min", 4}, {"/ min", 0}, {"100 g", 0}, {"%", 1}, {"%)", 1},
      {"% of all", 1}, {"°C", 3}, {"º", 2}, {"mm Hg", 5}, {"mm Hgx", 2}, {"N m", 3}, {"N mx", 1},
      {"per week", 8}, {"per cent", 0}, {"mg per day", 10}, {"mg per x", 2}, {"AND", 0}, {"and", 0},
      {"m^2", 3}, {"m^x", 0}, {"m²", 3}, {"m2x", 0}, {"m22", 0}, {"kcal/100 g)", 10},
      {"mg/24 h urine", 7}, {"mg/24", 0}, {"→", 0}, {"é", 0}, {"mé", 0}, {"m·x", 0}, {"hands", 0},
      {"feet", 4}, {"g/kg·m", 0}, {"\xff", 0}, {"m\xff", 1}, {"acre", 0}};
  for (const auto& [text, size] : cases) EXPECT_EQ(unit_prefix(text), size) << text;
}

TEST(Unit, Temperatures) {
  const Unit celsius = unit("°C"), fahrenheit = unit("°F"), kelvin = unit("K");
  EXPECT_EQ(convert(38, celsius, fahrenheit), 100.4);
  EXPECT_EQ(convert(100.4, fahrenheit, celsius), 38);
  EXPECT_EQ(convert(0, celsius, fahrenheit), 32);
  EXPECT_EQ(convert(32, fahrenheit, celsius), 0);
  EXPECT_EQ(convert(-40, celsius, fahrenheit), -40);
  EXPECT_EQ(convert(37, celsius, kelvin), 310.15);
  EXPECT_EQ(convert(0, kelvin, celsius), -273.15);
  EXPECT_EQ(convert_difference(1, celsius, fahrenheit), 1.8);
  EXPECT_EQ(convert_difference(9, fahrenheit, kelvin), 5);
  for (const std::string_view same : {"ºC", "℃", "degC", "celsius", "° C", "degree_Celsius"})
    EXPECT_EQ(convert(38, unit(same), fahrenheit), 100.4) << same;
  EXPECT_EQ(convert(38, celsius, unit("degree_Fahrenheit")), 100.4);
  EXPECT_EQ((celsius / unit("m")).offset, 0);
  EXPECT_EQ(unit("W/°C").offset, 0);
  for (double x = -200; x <= 200; x += 0.1) {
    const double written = std::round(x * 10) / 10;
    EXPECT_EQ(convert(convert(written, celsius, fahrenheit), fahrenheit, celsius), written);
  }
}

TEST(Unit, ConvertsToTwelveDigits) {
  EXPECT_EQ(convert(1.1, unit("L/day"), unit("mL/day")), 1100);
  EXPECT_EQ(convert(5, unit("ng/mL"), unit("µg/L")), 5);
  EXPECT_EQ(convert(70, unit("kg"), unit("lb")), 154.323583529);
  EXPECT_EQ(convert(120, unit("mmHg"), unit("kPa")), 15.9986864898);
  EXPECT_EQ(convert(1, unit("kWh"), unit("MJ")), 3.6);
}

// Every spelling of language.md's list, both ways. The factors follow from the definitions of the
// units: 1 in = 2.54 cm, 1 lb = 0.45359237 kg, 1 mmHg = 133.322387415 Pa, 1 psi = 6894.757293168 Pa,
// 1 Gy = 1 J/kg, a year = 365.25 days, a month its twelfth.
TEST(Unit, EachPrintedSpellingBothWays) {
  struct Row {
    std::string_view from, to;
    double factor;
  };
  constexpr auto rows = std::to_array<Row>({
      {"mg/dL", "g/L", 0.01}, {"g/dL", "g/L", 10}, {"mmol/L", "µmol/L", 1000}, {"µmol/L", "umol/L", 1},
      {"umol/L", "mmol/L", 0.001}, {"ng/mL", "µg/L", 1}, {"pg/mL", "ng/L", 1}, {"mcg", "µg", 1},
      {"U/L", "U/mL", 0.001}, {"IU", "kIU", 0.001}, {"IU/day", "IU/h", 1.0 / 24}, {"mEq/L", "Eq/L", 0.001},
      {"10^9/L", "cells/µL", 1000}, {"10*9/L", "10^9/L", 1}, {"/min", "/h", 60}, {"mL/min", "L/h", 0.06},
      {"mL/min/1.73m2", "L/h/1.73m2", 0.06}, {"cells/µL", "10^6/L", 1}, {"mOsm/kg", "Osm/kg", 0.001},
      {"cc", "mL", 1}, {"Gy", "m^2/s^2", 1}, {"L/day", "mL/h", 1000.0 / 24}, {"kg/m^2", "g/cm^2", 0.1},
      {"kg/m2", "kg/m^2", 1}, {"mmHg", "kPa", 0.133322387415}, {"bar", "kPa", 100},
      {"psi", "kPa", 6.894757293168}, {"cm", "m", 0.01}, {"m", "in", 100 / 2.54}, {"in", "cm", 2.54},
      {"ft", "in", 12}, {"kg", "lb", 1 / 0.45359237}, {"lb", "kg", 0.45359237}, {"%", "‰", 10},
      {"years", "months", 12}, {"months", "days", 365.25 / 12}, {"weeks", "days", 7}, {"days", "h", 24},
      {"h", "min", 60}, {"min", "s", 60}, {"km/h", "m/s", 1 / 3.6}, {"N·m", "kg·m^2/s^2", 1},
      {"rpm", "/min", 1}, {"V", "mV", 1000}, {"A", "mA", 1000}, {"W", "kW", 0.001}, {"kWh", "MJ", 3.6},
  });
  for (const Row& row : rows) {
    const auto from = find_unit(row.from), to = find_unit(row.to);
    ASSERT_TRUE(from && to) << row.from << " " << row.to;
    ASSERT_TRUE(convertible(*from, *to)) << row.from << " " << row.to;
    EXPECT_NEAR(convert(2.5, *from, *to) / (2.5 * row.factor), 1, 1e-11) << row.from;
    EXPECT_NEAR(convert(2.5, *to, *from) / (2.5 / row.factor), 1, 1e-11) << row.to;
  }
  EXPECT_EQ(convert(38, unit("°C"), unit("°F")), 100.4);
  EXPECT_EQ(convert(100.4, unit("°F"), unit("°C")), 38);
}

// There and back, each way rounded to 12 digits: the last of them may differ by one.
TEST(Unit, RandomRoundTrips) {
  constexpr unsigned seed = 20261125;
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> figure(1, 1000);
  for (int i = 0; i < 10000; ++i) {
    const Pair& pair = equal_units[random() % equal_units.size()];
    const Unit from = unit(pair.spelling), to = unit(pair.same_as);
    const double value = round12(figure(random));
    const double there = convert(value, from, to), back = convert(there, to, from);
    ASSERT_NEAR(back, value, value * 1.1e-11) << pair.spelling << " " << pair.same_as << ", seed " << seed;
    ASSERT_NEAR(there, value * pair.times, there * 1.1e-11) << pair.spelling << " " << pair.same_as << ", seed " << seed;
  }
}

TEST(Unit, Arithmetic) {
  const Unit kg = unit("kg"), m = unit("m"), day = unit("day"), perday = unit("L/day");
  const std::vector<std::pair<Unit, std::string_view>> cases = {
      {kg / power(m, 2), "kg/m^2"}, {m * m, "m^2"}, {perday * day, "L"}, {power(day, -1), "1/day"},
      {kg * m, "kg·m"}, {kg * Unit{}, "kg"}, {Unit{} / kg, "1/kg"}, {kg / kg, ""}, {power(kg, 0), ""},
      {kg / (m * day), "kg/m/day"}, {unit("mg/24 h") * kg, "mg·kg/24 h"},
      {unit("kg/m2") * power(m, 2), "kg"}, {unit("mL/min/1.73m2") * unit("min"), "mL/1.73m2"},
      {unit("10^9/L") / kg, "10^9/L/kg"}, {power(unit("mm Hg"), 2), "(mm Hg)^2"}};
  for (const auto& [value, spelling] : cases) {
    EXPECT_EQ(value.spelling, spelling);
    if (spelling.empty() || spelling[0] == '(') continue;
    const Unit again = unit(spelling);
    EXPECT_TRUE(convertible(value, again)) << spelling;
    EXPECT_NEAR(value.factor / again.factor, 1, 1e-12) << spelling;
  }
  EXPECT_EQ((kg / unit("mL min-1")).spelling, "kg/(mL min-1)");
  EXPECT_TRUE(is_plain(kg / kg) && is_plain(unit("%")) && is_plain(unit("mg/kg")) && is_plain(Unit{}));
  EXPECT_FALSE(is_plain(kg) || is_plain(unit("IU")) || is_plain(unit("10^9/L")));
  EXPECT_EQ(square_root(m * m)->spelling, "m");
  EXPECT_EQ(square_root(unit("cm") * m)->factor, std::sqrt(0.01));
  EXPECT_FALSE(square_root(kg));
  EXPECT_EQ(power(kg, 100000).dimension[0], 127);
}

TEST(Unit, LaboratoryCase) {
  EXPECT_NE(find_atom("mg"), nullptr);
  EXPECT_EQ(find_atom("Mg"), nullptr);
  EXPECT_EQ(unit("mg/dl").factor, unit("mg/dL").factor);
  EXPECT_FALSE(convertible(unit("mm"), unit("mM")));
  EXPECT_EQ(convert(1, unit("MW"), unit("mW")), 1e9);
}

TEST(Unit, RandomSpellings) {
  const std::vector<std::string> parts = {"m", "mg", "dL", "N", " ", "/", "·", "^", "2", "²", "⁻", "10", "*", "9",
                                          "1.73m2", "per ", "24 h", "-", "1", "x", "µ", "\xff", "%", "mm Hg", "(", "L"};
  std::mt19937 random(20261123);
  for (int n = 0; n < 100000; ++n) {
    std::string text;
    for (auto count = 1 + random() % 8; count > 0; --count) text += parts[random() % parts.size()];
    const std::size_t size = unit_prefix(text);
    ASSERT_LE(size, text.size()) << text;
    const std::optional<Unit> whole = find_unit(text);
    if (size == 0) continue;
    const Unit first = unit(text.substr(0, size));
    // What composes prints so that it reads back as itself, if it reads at all.
    const Unit product = first * unit("kg") / unit("min");
    const std::optional<Unit> again = find_unit(product.spelling);
    if (!again) continue;
    ASSERT_TRUE(convertible(*again, product)) << text << ": " << product.spelling;
    ASSERT_NEAR(again->factor / product.factor, 1, 1e-11) << text << ": " << product.spelling;
  }
}

TEST(Unit, FromTwoThreads) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i)
    threads.emplace_back([] {
      for (int n = 0; n < 200; ++n) {
        EXPECT_TRUE(find_unit("mg/dL"));
        EXPECT_TRUE(find_unit("acre"));
        EXPECT_FALSE(find_unit("xyzzy"));
      }
    });
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace hence
