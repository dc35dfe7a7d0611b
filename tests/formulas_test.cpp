// kb/formulas.hence against published worked examples, to their printed decimals, each with the
// facts in several units. Where a source rounds the molar mass otherwise, no digit printed here
// depends on it. «by hand» is worked from the formula as its paper prints it, with the steps.
#include <cmath>
#include <cstring>
#include <ostream>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/knowledge_of.hpp"

namespace hence {
namespace {

struct Example {
  const char* facts;
  const char* finding;
  const char* printed;  // in the finding's declared unit
};

void PrintTo(const Example& example, std::ostream* out) {
  *out << example.finding << " of " << example.facts;
}

const Knowledge& formulas() {
  static const Knowledge knowledge = load_knowledge({"kb/formulas.hence"});
  return knowledge;
}

class Formula : public testing::TestWithParam<Example> {};

TEST_P(Formula, HasThePrintedDecimals) {
  const Example& example = GetParam();
  Session session(formulas());
  tell(session, example.facts);
  const std::optional<double> value = value_of(session, example.finding).value;
  ASSERT_TRUE(value) << example.finding << " of " << example.facts;
  const char* point = std::strchr(example.printed, '.');
  const int decimals = point == nullptr ? 0 : static_cast<int>(std::strlen(point + 1));
  const double scale = std::pow(10.0, decimals);
  EXPECT_EQ(fmt::format("{:.{}f}", std::round(*value * scale) / scale, decimals), example.printed)
      << example.finding << " of " << example.facts << " is " << *value;
}

#define EXAMPLES(name, ...) INSTANTIATE_TEST_SUITE_P(name, Formula, testing::Values(__VA_ARGS__))

TEST(Formulas, TheirFileHasNoErrors) {
  for (const Diagnostic& d : formulas().diagnostics)
    EXPECT_NE(d.severity, Severity::error) << render(d, formulas().program.sources);
}

// The calculators of the National Kidney Foundation (kidney.org), as quoted by the tests of the R
// package admiral (pharmaverse), compute_egfr 01.03 and 01.04; then 5,250 / 100.8 and
// 5,700 / 64.8 × 0.85, worked at superglobalcalculator.com/formulas/pharmacology.
EXAMPLES(CockcroftGault1976,
         Example{"creatinine 1.09 mg/dL, age 55 years, sex is male, weight 90 kg", "creatinine clearance", "97"},
         Example{"creatinine 10.9 mg/L, birth date 1971-11-25, today 2026-11-25, sex is male, weight 90000 g", "creatinine clearance", "97"},
         Example{"creatinine 85 µmol/L, age 65 years, sex is female, weight 60 kg", "creatinine clearance", "55"},
         Example{"creatinine 0.085 mmol/L, age 65 years, sex is female, weight 132.277 lb", "creatinine clearance", "55"},
         Example{"creatinine 1.4 mg/dL, age 65 years, sex is male, weight 70 kg", "creatinine clearance", "52.1"},
         Example{"creatinine 0.9 mg/dL, age 45 years, sex is female, weight 60 kg", "creatinine clearance", "74.8"});

// The same tests, 01.01 and 01.02; at the bend of the spline, by hand: 142 × 0.9938^60 × 1.012 for
// κ = 0.7 (0.68857 × 142 × 1.012 = 98.95), 142 × 0.9938^40 for κ = 0.9 (0.77978 × 142 = 110.73).
EXAMPLES(CkdEpi2021,
         Example{"creatinine 1.09 mg/dL, age 55 years, sex is male", "eGFR", "80"},
         Example{"creatinine 0.0109 g/L, age 55 years, sex is male", "eGFR", "80"},
         Example{"creatinine 85 µmol/L, age 65 years, sex is female", "eGFR", "66"},
         Example{"creatinine 85 umol/L, birth date 1961-11-25, today 2026-11-25, sex is female", "eGFR", "66"},
         Example{"creatinine 0.7 mg/dL, age 60 years, sex is female", "eGFR", "98.95"},
         Example{"creatinine 0.9 mg/dL, age 40 years, sex is male", "eGFR", "110.73"});

// The tests of the R packages ameld (20.0391626; rounded 20; with a sodium of 125, 28) and
// transplantr (24.798 for 54 and 170 µmol/L); readycalculator.com (20.6); scoutmytool.com (13, 15).
EXAMPLES(MeldOfKamath2001,
         Example{"creatinine 1.9 mg/dL, bilirubin 4.2 mg/dL, INR 1.2", "MELD index", "20.0391626"},
         Example{"creatinine 19 mg/L, bilirubin 42 mg/L, INR 1.2", "MELD index", "20.0391626"},
         Example{"creatinine 1.9 mg/dL, bilirubin 4.2 mg/dL, INR 1.2", "MELD", "20"},
         Example{"creatinine 170 µmol/L, bilirubin 54 µmol/L, INR 2.0", "MELD index", "24.80"},
         Example{"creatinine 1.4 mg/dL, bilirubin 3.2 mg/dL, INR 1.8", "MELD index", "20.6"},
         Example{"creatinine 0.9 mg/dL, bilirubin 0.9 mg/dL, INR 0.9", "MELD index", "6.43"},
         Example{"creatinine 1 mg/dL, bilirubin 1 mg/dL, INR 1, dialysis", "MELD index", "19.70"},
         Example{"creatinine 4.1 mg/dL, bilirubin 1 mg/dL, INR 1", "MELD index", "19.70"},
         Example{"creatinine 4 mg/dL, bilirubin 40 mg/dL, INR 8", "MELD", "40"});
EXAMPLES(MeldNaOfOptn2016,
         Example{"creatinine 1.9 mg/dL, bilirubin 4.2 mg/dL, INR 1.2, sodium 125 mmol/L", "MELD-Na", "28"},
         Example{"creatinine 1.9 mg/dL, bilirubin 4.2 mg/dL, INR 1.2, sodium 124 mEq/L", "MELD-Na", "28"},
         Example{"creatinine 1.9 mg/dL, bilirubin 4.2 mg/dL, INR 1.2, sodium 140 mmol/L", "MELD-Na", "20"},
         Example{"creatinine 1.0 mg/dL, bilirubin 1.5 mg/dL, INR 1.5, sodium 135 mmol/L", "MELD-Na", "15"},
         Example{"creatinine 1 mg/dL, bilirubin 1 mg/dL, INR 1, sodium 125 mmol/L", "MELD-Na", "6"});

// By hand: 0.66 × log10(20.5) − 0.085 × 35 = 0.8658 − 2.975; 0.66 × 1 − 0.085 × 38 = −2.57;
// 0.66 × 2 − 0.085 × 28 = −1.06.
EXAMPLES(AlbiOfJohnson2015,
         Example{"bilirubin 20.5 µmol/L, albumin 35 g/L", "ALBI", "-2.11"},
         Example{"bilirubin 1.2 mg/dL, albumin 3.5 g/dL", "ALBI", "-2.11"},
         Example{"bilirubin 10 µmol/L, albumin 3.8 g/dL", "ALBI", "-2.57"},
         Example{"bilirubin 0.1 mmol/L, albumin 28 g/L", "ALBI", "-1.06"});

// By hand: 60 × 80 / (100 × 8); 55 × 45 / (150 × √49); 40 × 30 / (250 × 6).
EXAMPLES(Fib4OfSterling2006,
         Example{"age 60 years, AST 80 U/L, ALT 64 U/L, platelets 100 10^9/L", "FIB-4", "6.00"},
         Example{"age 55 years, AST 45 U/L, ALT 49 U/L, platelets 150 10*9/L", "FIB-4", "2.36"},
         Example{"age 40 years, AST 0.03 U/mL, ALT 36 U/L, platelets 250 K/µL", "FIB-4", "0.80"});

// The tests of geekmdcalc-js (12.3 and 104: 3.2); wiki.tcl-lang.org, HOMA-IR (4 and 100: 1.0).
// The other figures by hand: 10 × 4.5 / 22.5.
EXAMPLES(HomaOfMatthews1985,
         Example{"fasting insulin 12.3 µU/mL, fasting glucose 104 mg/dL", "HOMA-IR", "3.2"},
         Example{"fasting insulin 4 mIU/L, fasting glucose 1 g/L", "HOMA-IR", "1.0"},
         Example{"fasting insulin 10 mU/L, fasting glucose 4.5 mmol/L", "HOMA-IR", "2.00"},
         Example{"fasting insulin 60 pmol/L, fasting glucose 4.5 mmol/L", "HOMA-IR", "2.00"});

// bit1024.com (200, 50, 150: 120; 250, 60, 200: 150), abracalc.com (220, 45, 175: 140),
// atlas.org (400, 100, 300: 240).
EXAMPLES(LdlOfFriedewald1972,
         Example{"total cholesterol 200 mg/dL, HDL 50 mg/dL, triglycerides 150 mg/dL", "LDL cholesterol", "120"},
         Example{"total cholesterol 2.5 g/L, HDL 600 mg/L, triglycerides 2 g/L", "LDL cholesterol", "150"},
         Example{"total cholesterol 5.69 mmol/L, HDL 1.164 mmol/L, triglycerides 1.976 mmol/L", "LDL cholesterol", "140"},
         Example{"total cholesterol 400 mg/dL, HDL 100 mg/dL, triglycerides 300 mg/dL", "LDL cholesterol", "240"});

// By hand: 8.2 − 2.5 + 4.0; 2.10 mmol/L is 8.416 mg/dL, and 8.416 − 3.0 + 4.0.
EXAMPLES(CalciumOfPayne1973,
         Example{"calcium 8.2 mg/dL, albumin 2.5 g/dL", "corrected calcium", "9.7"},
         Example{"calcium 82 mg/L, albumin 25 g/L", "corrected calcium", "9.7"},
         Example{"calcium 2.10 mmol/L, albumin 30 g/L", "corrected calcium", "9.4"});

// examzify.com, Lab Values for Nurses (140, 106, 20: 14); vimatics.com (138, 103, 8: 27).
EXAMPLES(AnionGap,
         Example{"sodium 140 mEq/L, chloride 106 mEq/L, bicarbonate 20 mEq/L", "anion gap", "14"},
         Example{"sodium 138 mmol/L, chloride 103 mmol/L, bicarbonate 8 mmol/L", "anion gap", "27"});

// By hand: √(170 × 70 / 3600) = √3.3056; 0.007184 × 41.4076 × 6.0836; 70 / 2.89.
EXAMPLES(BodyMeasures,
         Example{"height 170 cm, weight 70 kg", "body surface area", "1.818"},
         Example{"height 1.7 m, weight 154.3236 lb", "body surface area", "1.818"},
         Example{"height 170 cm, weight 70 kg", "Du Bois surface area", "1.81"},
         Example{"height 66.9291 in, weight 70 kg", "Du Bois surface area", "1.81"},
         Example{"height 5.57743 ft, weight 70 kg", "body mass index", "24.22"});

// Nothing is reckoned from half of what a formula needs, nor where it does not hold.
TEST(Formulas, StayOpenWithoutAllTheirFigures) {
  Session session(formulas());
  tell(session, "creatinine 1.2 mg/dL, age 60 years, weight 70 kg, bilirubin 1 mg/dL, "
                "total cholesterol 220 mg/dL, HDL 45 mg/dL, triglycerides 400 mg/dL");
  for (const char* open : {"creatinine clearance", "eGFR", "GFR category", "MELD", "MELD-Na", "ALBI",
                           "ALBI grade", "LDL cholesterol", "anion gap", "body mass index"})
    EXPECT_FALSE(value_of(session, open).value) << open;
}

}  // namespace
}  // namespace hence
