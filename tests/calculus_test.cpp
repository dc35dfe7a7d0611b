#include "engine/calculus.hpp"

#include <bit>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace hence {
namespace {

double concluded(const std::vector<double>& certainties) {
  Cell balance = even_balance;
  for (const double c : certainties) balance = Weigh{}(balance, piece_of(c));
  return Conclude{}(balance).x;
}

bool same_bits(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

constexpr Cell conflict{no_figure, 0};

TEST(Calculus, CombinesEvidenceByVanMellesFormula) {
  EXPECT_EQ(concluded({}), 0);
  EXPECT_EQ(concluded({0.6}), 0.6);
  EXPECT_EQ(concluded({-0.6}), -0.6);
  EXPECT_EQ(concluded({0.6, 0.5}), 0.8);   // x + y − xy
  EXPECT_EQ(concluded({0.8, -0.5}), 0.6);  // (x + y) / (1 − min)
  EXPECT_EQ(concluded({-0.8, 0.5}), -0.6);
  EXPECT_EQ(concluded({0.6, -0.6}), 0);
  EXPECT_FALSE(std::signbit(concluded({0.6, -0.6})));
}

TEST(Calculus, CertainOnlyByWhatIsDefinite) {
  EXPECT_EQ(concluded({1}), 1);
  EXPECT_EQ(concluded({-1, 0.9}), -1);
  EXPECT_EQ(concluded(std::vector<double>(23, 0.8)), not_quite_one);
  EXPECT_EQ(concluded(std::vector<double>(5000, -0.8)), -not_quite_one);
  EXPECT_TRUE(std::isnan(concluded({1, -1, 0.5})));
}

TEST(Calculus, ProductsStayOffZero) {
  std::vector<double> much(2000, 0.999);
  EXPECT_EQ(concluded(much), not_quite_one);
  much.insert(much.end(), 2000, -0.999);
  EXPECT_EQ(concluded(much), 0);
}

TEST(Calculus, AConflictCountsAsNothingInAConditionAndBlocks) {
  EXPECT_EQ(And{}(always, conflict).x, 0);
  EXPECT_EQ(Or{}(conflict, {0.4, 0}).x, 0.4);
  EXPECT_TRUE(same_bits(Not{}(conflict).x, 0));
  EXPECT_EQ(IsKnown{0.2}(conflict).x, -1);
  EXPECT_EQ(IsUnknown{0.2}(conflict).x, -1);
  EXPECT_EQ(Blocker{}(conflict).x, 1);
  EXPECT_EQ(Blocker{}({-0.3, 0}).x, -0.3);
}

TEST(Calculus, AnArgumentFiresAboveTheThreshold) {
  const Contribute contribute{0.5, 0.2};
  EXPECT_EQ(contribute({0.2, 0}, never).x, 0);
  EXPECT_EQ(contribute({0.6, 0}, never).x, 0.3);
  EXPECT_EQ(contribute({0.6, 0}, never).y, 0.7);
  EXPECT_EQ(contribute({0.6, 0}, {0.2, 0}).x, 0.3);
  EXPECT_EQ(contribute({0.6, 0}, {0.3, 0}).x, 0);
  EXPECT_EQ((Contribute{-1, 0.2}(always, never).y), 0);
}

TEST(Calculus, ValuesAgreeOrConflict) {
  const Cell two{2, 0.5};
  EXPECT_EQ(Agree{}(unknown_value, two).x, 2);
  EXPECT_EQ(Agree{}(two, {2, 0.9}).y, 0.9);
  EXPECT_TRUE(std::isnan(Agree{}(two, {3, 0.9}).y));
  EXPECT_TRUE(std::isnan(Agree{}(conflicting_value, unknown_value).y));
  EXPECT_EQ((Prefer{0.2}({7, 1}, conflicting_value).x), 7);
  EXPECT_EQ((Prefer{0.2}({7, 0.1}, two).x), 2);
  EXPECT_EQ((Prefer{0.2}(unknown_value, two).x), 2);
}

TEST(Calculus, ComparisonsRoundBothSidesAndCarryTheLeastCertainty) {
  EXPECT_EQ(Equal{}({0.1 + 0.2, 0.7}, {0.3, 1}).x, 0.7);
  EXPECT_EQ(Less{}({0.1 + 0.2, 0.7}, {0.3, 1}).x, -0.7);
  EXPECT_EQ(GreaterEqual{}({5, 0.7}, {3, 0.4}).x, 0.4);
  EXPECT_TRUE(same_bits(NotEqual{}(unknown_value, {3, 1}).x, 0));
  EXPECT_EQ(IsValue{1}({1, 0.6}).x, 0.6);
  EXPECT_EQ(IsValue{1}({2, 0.6}).x, -0.6);
  EXPECT_TRUE(same_bits(IsValue{1}(conflicting_value).x, 0));
}

TEST(Calculus, WhatHasNoFigureIsUnknown) {
  const std::vector<Cell> unknown = {Divide{}({1, 1}, {0, 1}),
                                     Logarithm{}({0, 1}),
                                     Logarithm{}({-1, 1}),
                                     SquareRoot{}({-1, 1}),
                                     Exponential{}({1000, 1}),
                                     Multiply{}({1e300, 1}, {1e300, 1}),
                                     Add{}(unknown_value, {1, 1}),
                                     Power{}(unknown_value, {0, 1}),
                                     Minimum{}({1, 1}, unknown_value),
                                     Divide{}(conflicting_value, {2, 1}),
                                     Power{}({-8, 1}, {0.5, 1})};
  for (std::size_t i = 0; i < unknown.size(); ++i) {
    EXPECT_TRUE(same_bits(unknown[i].x, no_figure)) << i;
    EXPECT_TRUE(same_bits(unknown[i].y, 0)) << i;
  }
}

TEST(Calculus, RoundsAsWrittenFiguresDo) {
  const auto rounded = [](double x, double places) { return RoundTo{}({x, 1}, {places, 1}).x; };
  EXPECT_EQ(rounded(2.675, 2), 2.68);
  EXPECT_EQ(rounded(-2.5, 0), -3);
  EXPECT_EQ(rounded(1250, -2), 1300);
  EXPECT_EQ(Floor{}({(0.1 + 0.7) * 10, 1}).x, 8);
  EXPECT_EQ(Ceiling{}({0.1 * 3 * 10, 1}).x, 3);
  EXPECT_TRUE(same_bits(Minus{}({0, 1}).x, 0));
  EXPECT_TRUE(same_bits(rounded(-0.2, 0), 0));
}

}  // namespace
}  // namespace hence
