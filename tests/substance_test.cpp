// What a substance's conversions add to units; plain figures, usual ranges, counted things.
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rules/number.hpp"
#include "rules/substance.hpp"
#include "tests/describe.hpp"

namespace hence {
namespace {

using ::testing::HasSubstr;

Diagnostic error(const std::string& text) {
  const Loaded loaded = load_text(text);
  const auto errors = only(loaded.diagnostics, Severity::error);
  return errors.size() == 1 ? errors.front() : Diagnostic{};
}
Conversion conversion(const char* substance, double a, const char* from, double b, const char* to) {
  Conversion out;
  out.substance = substance;
  out.from = *find_unit(from);
  out.to = *find_unit(to);
  out.from_figure = a;
  out.to_figure = b;
  return out;
}
const std::string vitamin_d =
    "convert vitamin D: 40 IU = 1 µg\nconvert vitamin D: 1 µmol = 384.6 µg\nnumber intake in µg/day, of vitamin D\n";

TEST(Substance, ChainsOfConversions) {
  Substances s;
  EXPECT_EQ(s.add(conversion("d", 40, "IU", 1, "µg")), nullptr);
  EXPECT_EQ(s.add(conversion("d", 1, "µmol", 384.6, "µg")), nullptr);
  const auto factor = [&](const char* from, const char* to) { return round12(s.factor("d", *find_unit(from), *find_unit(to)).value_or(0)); };
  EXPECT_EQ(factor("IU", "µg"), 0.025);
  EXPECT_EQ(factor("mg", "IU"), 40000);
  EXPECT_EQ(factor("IU/day", "µg/day"), 0.025);
  EXPECT_EQ(factor("µmol", "IU"), 15384);  // 384.6 × 40
  EXPECT_EQ(factor("IU", "nmol"), round12(1000.0 / 15384));
  EXPECT_EQ(factor("ng/mL", "nmol/L"), round12(1000 / 384.6));
  EXPECT_EQ(factor("µg/L", "mg/L"), 0.001);
  EXPECT_EQ(factor("mL", "IU"), 0);
  EXPECT_FALSE(s.factor("e", *find_unit("IU"), *find_unit("µg")));
  EXPECT_NE(s.add(conversion("d", 1, "nmol", 15, "IU")), nullptr);  // follows already
}

TEST(Substance, ComparisonsFactsRangesAndSums) {
  EXPECT_EQ(read_rules(vitamin_d + "intake < 400 IU/day → x"), "intake < 10 → x\n");
  EXPECT_EQ(read_rules(vitamin_d + "intake between 400 and 800 IU/day → x"), "(intake >= 10) AND (intake <= 20) → x\n");
  EXPECT_EQ(read_rules(vitamin_d + "a → intake = 800 IU/day"), "a → intake = 20\n");
  const Loaded loaded = load_text(vitamin_d + "number dose in IU/day, of vitamin D, 0 to 100 µg/day\nintake + dose > 20 µg/day → x");
  EXPECT_EQ(describe(only(loaded.diagnostics, Severity::error), loaded.program.sources), "");
  EXPECT_EQ(*loaded.program.detail(loaded.program.find("dose"))->highest, 4000);
  const ReadFacts facts = read_facts(loaded.program, "intake 600 IU/day, dose = 10 µg/day");
  ASSERT_EQ(facts.facts.size(), 2U);
  EXPECT_EQ(facts.facts[0].value, 15);
  EXPECT_EQ(facts.facts[1].value, 400);
  EXPECT_EQ(read_rules("convert glucose: 1 mmol = 180.156 mg\nnumber glucose in mg/dL, of glucose\nglucose > 7 mmol/L → x"),
            "glucose > 126.1092 → x\n");
}

TEST(Substance, TheOptionThatNamesItIsNoName) {
  const Loaded loaded = load_text("convert calcium: 1 mmol = 40.08 mg\nnumber calcium in mg/dL, of calcium, also: total calcium\n"
                                  "rule calcium uptake: a → b\ncase \"x\"\n  given a\n  expect b\n  because of calcium uptake\n");
  EXPECT_EQ(describe(only(loaded.diagnostics, Severity::error), loaded.program.sources), "");
}

TEST(Substance, HoldsInCellsAndExpectations) {
  const Loaded loaded = load_text(vitamin_d + "a → intake = 20 µg/day\ncase \"c\"\n    given a\n    expect intake = 800 IU/day\n");
  EXPECT_EQ(describe(only(loaded.diagnostics, Severity::error), loaded.program.sources), "");
  EXPECT_NEAR(loaded.program.cases.at(0).expect.at(0).low, 19.9875, 1e-9);
  EXPECT_NEAR(loaded.program.cases.at(0).expect.at(0).high, 20.0125, 1e-9);
  EXPECT_EQ(read_rules(vitamin_d + "table\n    [intake] → [B]\n| intake | B |\n|---|---|\n| < 400 IU/day | low |\n"), "intake < 10 → low\n");
}

TEST(Substance, WithoutAConversionTheAdviceNamesTheLine) {
  const Diagnostic of = error("number vitamin D level in ng/mL, of vitamin D\nvitamin D level < 50 nmol/L → x");
  EXPECT_EQ(of.code, Code::unit_mismatch);
  EXPECT_EQ(of.advice, "Write convert vitamin D: 1 nmol/L = … ng/mL, with the figure that a source gives.");
  EXPECT_EQ(of.related.size(), 1U);
  EXPECT_THAT(error("number urea in mg/dL\nurea > 7 mmol/L → x").advice, HasSubstr("of SUBSTANCE"));
  EXPECT_EQ(read_errors(vitamin_d + "intake > 3 mL/day → x"), "H03 4:10");
}

TEST(HostileSubstance, ConversionsThatAreNone) {
  EXPECT_EQ(read_errors("convert a: 1 g = 1000 mg"), "H03 1:1");
  EXPECT_EQ(read_errors("convert a: 0 IU = 1 µg"), "H21 1:12");
  EXPECT_EQ(read_errors("convert a: -1 IU = 1 µg"), "H21 1:12");
  EXPECT_EQ(read_errors("convert a: 40 = 1 µg"), "H03 1:12");
  EXPECT_EQ(read_errors("convert a: 40 IU = 1 °C"), "H03 1:20");
  EXPECT_EQ(read_errors("convert a: 40 IU"), "H02 1:17");
  EXPECT_EQ(read_errors("convert a"), "H02 1:10");
  EXPECT_EQ(read_errors("convert a: 40 IU = 1 µg\nconvert a: 30 IU = 1 µg"), "H12 2:1");
  EXPECT_EQ(read_errors("convert a: 40 IU = 1 µg source s"), "H23 1:32");
  EXPECT_EQ(read_errors("convert a: 40 IU = 1 µg\n    source s\nsource s: \"t\""), "");
}

// What no conversion can mend is refused when it is read, and both places are named.
TEST(HostileUnits, ImpossibleMixes) {
  const std::vector<std::pair<const char*, const char*>> mixes = {
      {"L/day", "3 kg"},     {"mg/dL", "3 U/L"},  {"IU", "3 U"},         {"IU", "3 µg"},       {"mEq/L", "3 mmol/L"},
      {"mmol/L", "3 mg/dL"}, {"mmHg", "3 mm"},    {"°C", "3 %"},         {"kWh", "3 kW"},      {"N·m", "3 N"},
      {"mL/min", "3 mL/min/1.73m2"}, {"years", "3 kg"}, {"mOsm/kg", "3 mmol/kg"}, {"V", "3 A"}, {"kg/m^2", "3 kg"},
      {"rpm", "3 km/h"},     {"10^9/L", "3 g/L"}, {"m", "3 m2"},         {"Gy", "3 kg"},       {"mg", "3"}};
  for (const auto& [declared, figure] : mixes) {
    const std::string head = std::string("number n in ") + declared + "\n";
    const Diagnostic compared = error(head + "n > " + figure + " → x");
    EXPECT_EQ(compared.code, Code::unit_mismatch) << declared << " " << figure;
    EXPECT_EQ(compared.span.begin, head.size() + 4) << declared << " " << figure;
    ASSERT_EQ(compared.related.size(), 1U) << declared << " " << figure;
    EXPECT_EQ(compared.related[0].span.begin, 7U) << declared << " " << figure;
    EXPECT_FALSE(compared.advice.empty());
    EXPECT_EQ(error(head + "n + " + figure + " > n → x").code, Code::unit_mismatch) << declared << " " << figure;
    if (std::string_view(figure) != "3") {
      EXPECT_EQ(error(head + "a → n = " + figure).code, Code::unit_mismatch) << declared << " " << figure;
      EXPECT_EQ(error(head + "case \"c\"\n    given n = " + figure + "\n").code, Code::unit_mismatch) << declared << " " << figure;
    }
  }
}

TEST(PlainFigure, IsTheFigureInThatUnit) {
  const std::string head = "number bilirubin in mg/dL, of bilirubin\nconvert bilirubin: 1 mmol = 584.673 mg\nnumber albumin in g/L\nnumber weight in kg\n";
  EXPECT_EQ(read_rules(head + "albumin in g/L > 35 → x"), "albumin > 35 → x\n");
  EXPECT_EQ(read_rules(head + "albumin in g/dL - 1 > 3 → x"), "((albumin * 0.1) - 1) > 3 → x\n");
  EXPECT_EQ(read_rules(head + "(weight in kg) ^ 0.425 > 3 → x"), "(weight ^ 0.425) > 3 → x\n");
  const Loaded albi = load_text(head + "number ALBI = 0.66 * log10(bilirubin in µmol/L) - 0.085 * albumin in g/L\nALBI > -2.6 AND weight > 3 kg → x");
  EXPECT_EQ(describe(albi.diagnostics, albi.program.sources), "");
  EXPECT_FALSE(albi.program.detail(albi.program.find("ALBI"))->unit);
  const Loaded surface = load_text("number weight in kg\nnumber height in m\nnumber surface in m^2 = 0.007184 * (weight in kg) ^ 0.425 * (height in cm) ^ 0.725\nsurface > 2 m^2 → x");
  EXPECT_EQ(describe(surface.diagnostics, surface.program.sources), "");
}

TEST(PlainFigure, OnlyBehindADeclaredNumber) {
  EXPECT_EQ(read_rules("burning in feet → x"), "burning in feet → x\n");
  EXPECT_EQ(read_errors("number weight in kg\nweight in kg → x"), "H25 2:1");
  EXPECT_EQ(read_errors("number weight in kg\nweight in mL > 3 → x"), "H03 2:1");
  EXPECT_EQ(read_errors("number weight in kg\nweight in kg > 3 kg → x"), "H03 2:16");
}

TEST(UsualRange, IsKeptAndLiesInThePossibleOne) {
  const Loaded loaded = load_text("number fluid intake in L/day, usual 1000 to 4000 mL/day, 0 to 10\nfluid intake < 1.5 L/day → x");
  const Detail* detail = loaded.program.detail(loaded.program.find("fluid intake"));
  EXPECT_EQ(detail->usual_lowest, 1);
  EXPECT_EQ(detail->usual_highest, 4);
  EXPECT_EQ(detail->highest, 10);
  EXPECT_EQ(read_errors("number a in L, 0 to 3, usual 1 to 4"), "H21 1:24");
  EXPECT_EQ(error("number a in L, usual 1 to 4, 0 to 3").related.size(), 1U);
  EXPECT_EQ(read_errors("number a in L, usual 4 to 1"), "H21 1:16");
}

TEST(CountedThings, AreAUnitOfTheirOwn) {
  const Loaded loaded = load_text("number caseload in \"patients\", 0 to 40\nnumber fleet in \"bicycles\"\ncaseload > 3 patients AND fleet > 2 → x");
  EXPECT_EQ(describe(loaded.diagnostics, loaded.program.sources), "");
  for (const char* text : {"caseload 3 patients", "caseload 3", "caseload = 3 patients"}) {
    const ReadFacts read = read_facts(loaded.program, text);
    ASSERT_EQ(read.facts.size(), 1U) << text;
    EXPECT_EQ(write_fact(loaded.program, read.facts[0]), "caseload = 3 patients");
  }
  EXPECT_EQ(read_facts(loaded.program, "caseload 1 patient").facts.size(), 1U);
  EXPECT_TRUE(has_errors(read_facts(loaded.program, "caseload 3 bicycles").diagnostics));
  EXPECT_EQ(read_errors("number caseload in \"patients\"\nnumber fleet in \"bicycles\"\ncaseload > 3 bicycles → x"), "H03 3:12");
}

// kb/substances.hence against the factors that laboratories print.
TEST(Substances, OfTheLibrary) {
  const Loaded loaded = load({"kb/substances.hence"});
  EXPECT_EQ(describe(loaded.diagnostics, loaded.program.sources), "");
  Substances s;
  for (const Conversion& c : loaded.program.conversions) {
    EXPECT_EQ(s.add(c), nullptr) << c.substance;
    EXPECT_TRUE(c.source) << c.substance;
  }
  struct Row { const char *substance, *from, *to; double factor, tolerance; };
  const Row rows[] = {
      {"creatinine", "mg/dL", "µmol/L", 88.4, 0.01},     {"glucose", "mg/dL", "mmol/L", 0.05551, 1e-5},
      {"glucose", "mmol/L", "mg/dL", 18.0156, 1e-9},     {"bilirubin", "mg/dL", "µmol/L", 17.1, 0.01},
      {"urea", "mg/dL", "mmol/L", 0.1665, 1e-4},         {"urea nitrogen", "mg/dL", "mmol/L", 0.357, 1e-4},
      {"uric acid", "mg/dL", "µmol/L", 59.48, 0.01},     {"cholesterol", "mg/dL", "mmol/L", 0.02586, 1e-5},
      {"triglycerides", "mg/dL", "mmol/L", 0.01129, 1e-5}, {"sodium", "mEq/L", "mmol/L", 1, 0},
      {"sodium", "mg", "mEq", 1 / 22.990, 1e-12},        {"potassium", "mEq", "mg", 39.098, 1e-12},
      {"calcium", "mg/dL", "mmol/L", 0.2495, 1e-4},      {"calcium", "mEq/L", "mg/dL", 2.0039, 1e-9},
      {"magnesium", "mg/dL", "mmol/L", 0.4114, 1e-4},    {"magnesium", "mg/dL", "mEq/L", 0.8229, 1e-4},
      {"phosphate", "mg/dL", "mmol/L", 0.3229, 1e-4},    {"iron", "µg/dL", "µmol/L", 0.1791, 1e-4},
      {"zinc", "µg/dL", "µmol/L", 0.153, 1e-4},          {"vitamin d", "IU/day", "µg/day", 0.025, 1e-15},
      {"vitamin d", "µg", "nmol", 2.6, 0.001},           {"25 oh vitamin d", "ng/mL", "nmol/L", 2.496, 1e-3},
      {"vitamin b12", "pg/mL", "pmol/L", 0.738, 1e-3},   {"folate", "ng/mL", "nmol/L", 2.266, 1e-3},
      {"vitamin a", "IU", "µg", 0.3, 1e-15},             {"vitamin a", "µg/dL", "µmol/L", 0.0349, 1e-4},
      {"vitamin c", "mg/dL", "µmol/L", 56.78, 0.01},     {"hemoglobin", "g/dL", "mmol/L", 0.6206, 1e-4},
  };
  for (const Row& row : rows) {
    const auto factor = s.factor(row.substance, *find_unit(row.from), *find_unit(row.to));
    ASSERT_TRUE(factor) << row.substance << " " << row.from;
    EXPECT_NEAR(*factor, row.factor, row.tolerance) << row.substance << " " << row.from << " " << row.to;
  }
}

}  // namespace
}  // namespace hence
