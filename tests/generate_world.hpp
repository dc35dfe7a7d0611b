// What random rule bases are about: a fixed vocabulary, so that rules meet. No two names are near
// each other, none is a plural, and each number has figures on both sides of each bound.
#pragma once

#include <array>
#include <string_view>

namespace hence::generate {

inline constexpr auto inputs = std::to_array<std::string_view>(
    {"dry mouth", "pale skin", "cold feet", "night cramp", "low mood", "hard cough", "red eye"});
inline constexpr auto derived = std::to_array<std::string_view>(
    {"thin blood", "weak heart", "slow gut", "salt loss", "iron lack", "bad sleep"});
inline constexpr auto numbers = std::to_array<std::string_view>(
    {"fluid intake", "body weight", "fever", "caseload", "pain side", "mass index", "load ratio"});
inline constexpr auto ordinals = std::to_array<std::string_view>(
    {"gold", "silver", "copper", "tin", "lead", "zinc", "nickel", "chrome", "radon", "xenon",
     "argon", "neon", "boron", "carbon"});

// Rules of this level conclude values; rules above may read them.
inline constexpr std::size_t value_level = 3;
inline constexpr auto value_conclusions = std::to_array<std::string_view>(
    {"dose = 20 mg/day", "dose = 0.02 g/day", "dose = 40 mg/day", "risk level is high",
     "risk level is low", "resting = 8 h", "resting = caseload * 2 h",
     "resting = (4 h + 30 min) * 2", "target = body weight - 5 kg",
     "dose = 40 mg/day / (caseload - 3)", "target = clot score * 10 kg", "stage is severe",
     "stage is mild", "stage is value of severity", "next test = last test + 3 months",
     "next test = today + 10 days", "summary = \"A dose of {dose} for {caseload}\"",
     "summary = \"Nothing to do\""});

inline constexpr auto given_comparisons =
    std::to_array<std::string_view>({"fluid intake < 1.5 L/day",
                                     "fluid intake >= 1500 mL/day",
                                     "body weight > 80 kg",
                                     "caseload = 3",
                                     "body weight between 60 kg and 80 kg",
                                     "fever > 38 °C",
                                     "fever >= 100.4 °F",
                                     "caseload / (caseload - 3) > 2",
                                     "pain side is left",
                                     "pain side is not both",
                                     "mass index >= 25 kg/m^2",
                                     "load ratio > 1.5",
                                     "sqrt(caseload - 2) < 2",
                                     "body weight / body height^2 > 25 kg/m^2",
                                     "max(caseload, 4) != 4",
                                     "log10(caseload) < 0.5",
                                     "abs(caseload - 4) <= 1",
                                     "round(caseload / 7, 2) = 0.43",
                                     "min(body weight, 70 kg) >= 70 kg",
                                     "caseload ^ 2 - 4 * caseload + 3 <= 0",
                                     "pain side is both",
                                     "clot score >= 2",
                                     "clot score < 1",
                                     "clot score = 3",
                                     "clot score != 2",
                                     "1.5 <= clot score",
                                     "clot score > caseload",
                                     "clot score + 1 > 3",
                                     "severity >= solid",
                                     "severity > mild",
                                     "eye sign < voice",
                                     "points of eye sign >= 2",
                                     "points of eye sign * 2 = caseload + 1",
                                     "last test before 2026-01-01",
                                     "last test after 2025-11-30",
                                     "birth date <= today - 75 years",
                                     "last test + 1 months > today",
                                     "days between last test and today > 6",
                                     "weeks between last test and today >= 4",
                                     "months between last test and today < 11",
                                     "exact years between birth date and today >= 26.5",
                                     "year of birth date < 1960",
                                     "month of last test = 2",
                                     "age >= 65 years",
                                     "0.5 * body weight in lb > 80"});
inline constexpr auto late_comparisons =
    std::to_array<std::string_view>({"dose >= 0.02 g/day",
                                     "dose > 20 mg/day",
                                     "risk level is high",
                                     "risk level is not high",
                                     "resting >= 480 min",
                                     "target < 60 kg",
                                     "twice dose = 40 mg/day",
                                     "dose is known",
                                     "risk level is unknown",
                                     "strain score >= 2",
                                     "strain score < 1",
                                     "strain score != 3",
                                     "strain score > clot score",
                                     "strain score * 2 >= 3",
                                     "strain score is known",
                                     "stage >= solid",
                                     "stage > severity",
                                     "stage is known",
                                     "grade is grave",
                                     "grade < grave",
                                     "grade is known",
                                     "allowance > 5 mg",
                                     "next test < today",
                                     "certainty of dose >= 0.6",
                                     "certainty of thin blood >= 0.5",
                                     "no evidence for thin blood",
                                     "raw index > 30",
                                     "no evidence for (weak heart AND dose > 20 mg/day)"});

struct GivenNumber {
  std::string_view finding;
  std::array<double, 4> values;
};
// The last ones are concluded or computed: a given value beats them.
inline constexpr std::size_t concluded_numbers = 7;
inline constexpr auto given_numbers =
    std::to_array<GivenNumber>({{"fluid intake", {1.5, 1, 2, 0.1}},
                                {"body weight", {80, 70, 60, 95.5}},
                                {"body height", {1.8, 1.6, 2, 1.75}},
                                {"fever", {38, 37.2, 40, 38.000001}},
                                {"caseload", {3, 4, 7, 0}},
                                {"pain side", {0, 1, 2, 0}},
                                {"severity", {0, 1, 2, 1}},
                                {"eye sign", {0, 1, 2, 3}},
                                {"last test", {20766, 20820, 20424, 20512}},
                                {"birth date", {-7000, -365, 11016, 20000}},
                                {"dose", {20, 40, 10, 0}},
                                {"mass index", {25, 20, 30, 22}},
                                {"risk level", {0, 2, 1, 2}},
                                {"clot score", {2, 0, 1, 3}},
                                {"age", {65, 64, 30, 80}},
                                {"grade", {0, 1, 2, 2}},
                                {"strain score", {1, 2, 3, 0.5}}});

// Items of scores: what is given, and what is concluded below. Each may be left out but the first.
inline constexpr auto clot_items = std::to_array<std::string_view>(
    {"dry mouth +1", "dry mouth AND fluid intake < 1.5 L/day +2", "body weight >= 80 kg +1",
     "body weight > 60 kg +1", "pain side is left +1", "pain side is not both -2", "eye sign",
     "points of eye sign > 2 +1", "NOT dry mouth +1", "caseload between 3 and 4 +1",
     "caseload > 3 OR pale skin +1.5", "birth date <= today - 65 years +1",
     "birth date after 1999-12-31 -1", "severity >= solid +1", "cold feet +0",
     "caseload * 2 > 7 +1", "body weight < 1 kg -3"});
inline constexpr auto strain_items = std::to_array<std::string_view>(
    {"thin blood +1", "weak heart AND cold feet +2", "NOT weak heart -1", "dose >= 0.02 g/day +1",
     "dose > 20 mg/day +1", "clot score >= 2 +1", "risk level is high +0.5",
     "risk level is not low +1", "stage >= solid +1",
     "at least 2 of (thin blood, red eye, salt loss) +1", "dose is known +1",
     "no evidence for weak heart +1", "eye sign"});
inline constexpr auto scopes = std::to_array<std::string_view>(
    {"caseload >= 3", "dry mouth OR fluid intake < 1.5 L/day", "cold feet", "clot score < 3"});

// A whole statement; percent: how often it is there; positive: fit for rule bases without negation.
struct Declaration {
  std::string_view text;
  int percent;
  bool positive;
};
inline constexpr auto declarations = std::to_array<Declaration>({
    {"number fluid intake in L/day, 0 to 10", 100, true},
    {"number body weight in kg, 1 to 500, fixed", 100, true},
    {"number body height in m", 100, true},
    {"number fever in °C, 1 decimals", 100, true},
    {"number caseload", 100, true},
    {"number dose in mg/day", 100, true},
    {"number resting in h", 100, true},
    {"number target in kg", 100, true},
    {"number mass index in kg/m^2 = body weight / body height^2", 100, true},
    {"number load ratio = caseload / (caseload - 3)", 100, true},
    {"number twice dose in mg/day = 2 * dose", 100, true},
    {"number age in years = years between birth date and today", 100, true},
    {"number raw index = 0.5 * body weight in kg - 3", 100, true},
    {"number allowance in mg", 100, true},
    {"date last test", 100, true},
    {"date birth date", 100, true},
    {"date next test", 100, true},
    {"text summary", 100, true},
    {"choice severity, ordered: mild, solid, severe", 100, true},
    {"choice eye sign: none +1, touch +2, voice +3, free +4", 100, true},
    {"choice stage, ordered: mild, solid, severe", 100, true},
    {"choice grade, ordered: slight, fair, grave", 100, true},
    {"choice pain side: left, right, both", 100, true},
    {"choice risk level: low, middle, high", 100, true},
    {"finding dry mouth, also: parched tongue", 30, true},
    {"finding Thin Blood", 20, true},
    {"goal weak heart, salt loss, bad sleep", 40, true},
    {"night cramp is a kind of cold feet", 25, true},
    {"red eye is a kind of weak heart", 20, true},
    {"thin blood is a kind of slow gut", 20, true},
    {"iron lack is a kind of thin blood", 10, true},
    {"salt loss is a kind of weak heart", 15, true},
    {"pale skin is a kind of low mood\nhard cough is a kind of low mood", 15, true},
    {"default NOT hard cough", 12, false},
    {"default low mood", 8, false},
    {"default NOT cold feet", 15, false},
    {"default caseload = 4", 12, false},
    {"default fluid intake = 1200 mL/day", 8, false},
    {"default pain side is both", 10, false},
    {"default severity is mild", 8, false},
    {"default dose = 10 mg/day", 10, false},
    {"default stage is value of severity", 10, false},
    {"default NOT bad sleep", 8, false},
    {"default birth date = 1950-06-30", 8, false},
    {"default age = 50 years", 8, false},
    {"option threshold 0.35", 15, true},
    {"option combine strongest", 15, true},
    {"ask dry mouth: \"Is your mouth dry?\"", 20, true},
    {"ask pale skin only if dry mouth, else no: \"Is your skin pale?\"", 20, false},
    {"ask cold feet only if fluid intake < 1.5 L/day, else yes: \"Are your feet cold?\"", 12,
     false},
    {"ask caseload only if low mood OR hard cough: \"How many?\"", 15, false},
    {"ask red eye first only if NOT hard cough: \"Is an eye red?\"", 15, false},
    {"ask which of (night cramp, low mood, red eye): \"Which of these?\"", 15, true},
    {"topic \"Signs\": dry mouth, pale skin", 15, true},
    {"describe low mood: \"sad, \\\"blue\\\", or tired\"", 15, true},
    {"thin blood causes dry mouth, pale skin", 20, true},
    {"bad sleep causes low mood because \"tired people say so\"", 10, true},
    {"advise thin blood: \"Drink more than {fluid intake}.\"", 15, true},
    {"advise weak heart, urgent: \"Call for help.\"", 15, true},
    {"advise salt loss when certainty of salt loss >= 0.5 unless dry mouth: \"Eat.\"", 0, true},
    {"source S1: \"A book, page 3\"", 15, true},
    {"notice \"Not advice.\"", 15, true},
    {"# a comment of its own", 40, true},
    {"finding cold feet, red eye\n\ncase \"Anna\"\n    given cold feet, fluid intake 1.1 L/day, "
     "NOT red eye\n    expect red eye",
     15, true},
    {"table\n    each of [Signs] suggests [Lack], together at most 0.8\n    [Load] weakly suggests "
     "[Lack]\n"
     "| Lack | Signs | Load |\n|---|---|---|\n| thin blood | dry mouth, red eye | - |\n"
     "| iron lack | Pale skin, cold feet, red eye | hard cough |\n| bad sleep | low mood | |",
     15, true},
    {"table shared counts less\n    each of [Signs] weakly suggests [Lack], together at most 0.5\n"
     "| Lack | Signs |\n|---|---|\n| thin blood | dry mouth, red eye, night cramp |\n"
     "| iron lack | pale skin, cold feet |\n| bad sleep | red eye, hard cough |",
     15, true},
    {"table first\n    [Caseload] AND [Pain side] → grade is [Grade]\n"
                "| Caseload | Pain side | Grade |\n|---|---|---|\n| >= 7 | - | grave |\n"
                "| 3–4 | left | fair |\n| otherwise | - | slight |",
                15, false},
    {"table first\n    [Dry mouth] AND [Severity] → allowance = [Allowance (mg)]\n"
     "| Dry mouth | Severity | Allowance (mg) |\n|---|---|---|\n| yes | >= solid | 20 |\n"
     "| no | - | 5 |\n| - | severe | 10 |",
     15, false},
});

}  // namespace hence::generate
