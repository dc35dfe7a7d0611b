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
     "dose = 40 mg/day / (caseload - 3)"});

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
                                     "pain side is both"});
inline constexpr auto late_comparisons = std::to_array<std::string_view>(
    {"dose >= 0.02 g/day", "dose > 20 mg/day", "risk level is high", "risk level is not high",
     "resting >= 480 min", "target < 60 kg", "twice dose = 40 mg/day", "dose is known",
     "risk level is unknown"});

struct GivenNumber {
  std::string_view finding;
  std::array<double, 4> values;
};
// The last three are concluded or computed: a given value beats them.
inline constexpr auto given_numbers =
    std::to_array<GivenNumber>({{"fluid intake", {1.5, 1, 2, 0.1}},
                                {"body weight", {80, 70, 60, 95.5}},
                                {"body height", {1.8, 1.6, 2, 1.75}},
                                {"fever", {38, 37.2, 40, 38.000001}},
                                {"caseload", {3, 4, 7, 0}},
                                {"pain side", {0, 1, 2, 0}},
                                {"dose", {20, 40, 10, 0}},
                                {"mass index", {25, 20, 30, 22}},
                                {"risk level", {0, 2, 1, 2}}});

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
});

}  // namespace hence::generate
