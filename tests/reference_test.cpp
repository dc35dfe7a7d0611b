// The reference itself, on programs filled in by hand: figures reckoned on paper from semantics.md.
#include "tests/reference.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/reference_arithmetic.hpp"

namespace hence::reference {
namespace {

// A program of findings a, b, c, … and rules over them.
class Filled {
 public:
  explicit Filled(int findings) {
    for (int i = 0; i < findings; ++i) {
      Finding finding;
      finding.name = finding.key = std::string(1, static_cast<char>('a' + i));
      program.findings.push_back(finding);
    }
  }

  ExprId of(int finding) {
    Expr e;
    e.finding = FindingId(static_cast<std::size_t>(finding));
    return add(e);
  }

  ExprId op(Op op, const std::vector<ExprId>& inputs, std::uint32_t n = 0) {
    Expr e;
    e.op = op;
    e.n = n;
    e.inputs.first = static_cast<std::uint32_t>(program.expr_inputs.size());
    program.expr_inputs.insert(program.expr_inputs.end(), inputs.begin(), inputs.end());
    e.inputs.last = static_cast<std::uint32_t>(program.expr_inputs.size());
    return add(e);
  }

  Rule& rule(ExprId condition, int finding, double strength) {
    Rule r;
    r.condition = condition;
    r.strength = r.stated = strength;
    r.conclusions.first = static_cast<std::uint32_t>(program.conclusions.size());
    program.conclusions.push_back({FindingId(static_cast<std::size_t>(finding)), {}, -1});
    r.conclusions.last = r.conclusions.first + 1;
    program.rules.push_back(r);
    return program.rules.back();
  }

  ExprId value(Op op, int finding) {
    Expr e;
    e.op = op;
    e.finding = FindingId(static_cast<std::size_t>(finding));
    return add(e);
  }
  ExprId literal(double figure) {
    Expr e;
    e.op = Op::literal;
    e.number = figure;
    return add(e);
  }
  ExprId at_least(int finding, double bound) {
    return op(Op::greater_equal, {value(Op::quantity, finding), literal(bound)});
  }

  Detail& kind(int finding, FindingKind kind) {
    program.findings.at(static_cast<std::size_t>(finding)).kind = kind;
    return program.detail_of(FindingId(static_cast<std::size_t>(finding)));
  }

  void score(int finding, const std::vector<std::pair<ExprId, double>>& items) {
    Detail& detail = kind(finding, FindingKind::score);
    detail.items.first = static_cast<std::uint32_t>(program.items.size());
    for (const auto& [condition, points] : items)
      program.items.push_back({condition, {}, points, {}});
    detail.items.last = static_cast<std::uint32_t>(program.items.size());
  }

  Result result(int finding, const std::vector<std::pair<int, double>>& given,
                Mutation mutation = Mutation::none) const {
    std::vector<Fact> facts;
    for (const auto& [f, certainty] : given) {
      Fact fact;
      fact.finding = FindingId(static_cast<std::size_t>(f));
      const bool value =
          program.findings.at(static_cast<std::size_t>(f)).kind != FindingKind::yes_no;
      (value ? fact.value : fact.certainty) = certainty;
      facts.push_back(fact);
    }
    return conclude(program, facts, mutation).value().at(static_cast<std::size_t>(finding));
  }

  double certainty(int finding, const std::vector<std::pair<int, double>>& given) const {
    return result(finding, given).certainty;
  }

  Program program;

 private:
  ExprId add(const Expr& e) {
    program.exprs.push_back(e);
    return ExprId(program.exprs.size() - 1);
  }
};

enum : int { a, b, c, d, e };

TEST(Reference, CombinesAsVanMelle) {
  Filled k(4);
  k.rule(k.of(a), d, 0.6);
  k.rule(k.of(b), d, 0.3);
  k.rule(k.of(c), d, -0.4);
  EXPECT_DOUBLE_EQ(k.certainty(d, {{a, 1}}), 0.6);
  EXPECT_DOUBLE_EQ(k.certainty(d, {{a, 1}, {b, 1}}), 0.72);
  EXPECT_DOUBLE_EQ(k.certainty(d, {{a, 1}, {c, 1}}), 0.333333333333);  // (0.6 − 0.4) / (1 − 0.4)
  EXPECT_DOUBLE_EQ(k.certainty(d, {{b, 1}, {c, 1}}), -0.142857142857);  // (0.3 − 0.4) / (1 − 0.3)
  EXPECT_DOUBLE_EQ(k.certainty(d, {{a, 0.5}}), 0.3);
  EXPECT_DOUBLE_EQ(k.certainty(d, {{a, 0.2}}), 0);  // at the threshold nothing fires
  k.program.options.combine_strongest = true;
  EXPECT_DOUBLE_EQ(k.certainty(d, {{a, 1}, {b, 1}}), 0.6);
}

TEST(Reference, DefiniteWinsAndConflictCountsAsNothing) {
  Filled k(4);
  k.rule(k.of(a), c, 1);
  k.rule(k.of(b), c, -1);
  k.rule(k.of(b), c, 0.9);
  k.rule(k.op(Op::negation, {k.of(c)}), d, 1);
  EXPECT_DOUBLE_EQ(k.certainty(c, {{b, 1}}), -1);
  EXPECT_DOUBLE_EQ(k.certainty(d, {{b, 1}}), 1);
  EXPECT_EQ(k.result(c, {{a, 1}, {b, 1}}).state, State::conflict);
  EXPECT_DOUBLE_EQ(k.certainty(d, {{a, 1}, {b, 1}}), 0);
  EXPECT_LT(k.certainty(c, {{a, 0.9999999999999}}), 1);
}

TEST(Reference, ListsTakeTheNthLargest) {
  Filled k(4);
  k.rule(k.op(Op::at_least, {k.of(a), k.of(b), k.of(c)}, 2), d, 1);
  k.rule(k.op(Op::at_most, {k.of(a), k.of(b), k.of(c)}, 0), d, -1);
  EXPECT_DOUBLE_EQ(k.certainty(d, {{a, 0.9}, {b, 0.7}, {c, -1}}), 0.7);
  EXPECT_DOUBLE_EQ(k.certainty(d, {{a, -1}, {b, -0.7}, {c, -1}}), -0.7);
  EXPECT_DOUBLE_EQ(k.certainty(d, {{a, 0.9}}), 0);
}

TEST(Reference, RecursionTakesTheMaximum) {
  Filled k(4);
  k.rule(k.of(a), b, 0.6);
  k.rule(k.of(b), c, 0.9);
  k.rule(k.of(c), b, 0.9);
  k.rule(k.of(d), b, 0.5);
  EXPECT_DOUBLE_EQ(k.certainty(b, {{a, 1}}), 0.6);
  EXPECT_DOUBLE_EQ(k.certainty(c, {{a, 1}}), 0.54);
  EXPECT_DOUBLE_EQ(k.certainty(b, {{a, 1}, {d, 1}}),
                   0.8);                    // the outside, combined, is one candidate
  EXPECT_DOUBLE_EQ(k.certainty(b, {}), 0);  // the least fixpoint: nothing from itself
}

TEST(Reference, CyclesThroughWhatMustBeFinalHaveNoMeaning) {
  Filled k(2);
  k.rule(k.op(Op::negation, {k.of(b)}), a, 1);
  EXPECT_TRUE(stratified(k.program));
  k.rule(k.of(a), b, 1);
  EXPECT_FALSE(stratified(k.program));
  Filled n(2);
  n.rule(n.of(a), b, 1);
  n.rule(n.of(b), a, -0.5);
  EXPECT_FALSE(stratified(n.program));
}

TEST(Reference, KindsCarryYesUpAndNoDown) {
  Filled k(3);
  k.program.kinds.push_back({FindingId(std::size_t{a}), FindingId(std::size_t{b}), {}});
  k.rule(k.of(c), b, 0.5);
  EXPECT_DOUBLE_EQ(k.certainty(b, {{a, 0.7}}), 0.7);
  EXPECT_DOUBLE_EQ(k.certainty(b, {{a, 0.7}, {c, 1}}), 0.7);  // by maximum
  EXPECT_DOUBLE_EQ(k.certainty(b, {{a, -1}}), 0);
  EXPECT_DOUBLE_EQ(k.certainty(a, {{b, -1}}), -1);
  EXPECT_DOUBLE_EQ(k.certainty(a, {{b, 1}}), 0);
}

TEST(Reference, EqualConditionsAreOnePiece) {
  Filled k(3);
  k.rule(k.op(Op::all, {k.of(a), k.of(b)}), c, 0.6);
  k.rule(k.op(Op::all, {k.of(b), k.of(a)}), c, 0.3);
  EXPECT_DOUBLE_EQ(k.certainty(c, {{a, 1}, {b, 1}}), 0.6);
  EXPECT_DOUBLE_EQ(k.result(c, {{a, 1}, {b, 1}}, Mutation::equal_conditions_count_twice).certainty,
                   0.72);
}

TEST(Reference, CapsAndOverrides) {
  Filled k(4);
  k.program.caps.push_back(0.5);
  k.program.rule_names = {"first", "second"};
  k.program.overrides.push_back(RuleNameId(std::size_t{0}));
  k.rule(k.of(a), d, 0.4).cap = CapId(std::size_t{0});
  k.rule(k.of(b), d, 0.4).cap = CapId(std::size_t{0});
  EXPECT_DOUBLE_EQ(k.certainty(d, {{a, 1}, {b, 1}}), 0.5);
  EXPECT_DOUBLE_EQ(k.certainty(d, {{a, 1}}), 0.4);
  k.rule(k.of(c), d, 0.8).name = RuleNameId(std::size_t{0});
  Rule& over = k.rule(k.of(b), d, 0.1);
  over.overrides = {0, 1};
  EXPECT_DOUBLE_EQ(k.certainty(d, {{c, 1}}), 0.8);
  EXPECT_DOUBLE_EQ(k.certainty(d, {{c, 1}, {b, 1}}),
                   0.4);  // 0.1 of the same condition is one piece with 0.4
}

TEST(Reference, AScoreDecidesWhenAllItsTotalsAgree) {
  Filled k(5);
  k.score(d, {{k.of(a), 1}, {k.of(b), 1}, {k.of(c), -2}});
  k.rule(k.at_least(d, 1), e, 1);
  EXPECT_EQ(k.result(d, {{a, 1}, {b, 1}}).value, std::nullopt);  // 0 or 2
  EXPECT_EQ(k.result(e, {{a, 1}, {b, 1}}).state, State::unknown);
  EXPECT_EQ(k.result(e, {{a, 1}, {c, -1}}).state, State::yes);  // 1 or 2
  EXPECT_EQ(k.result(d, {{a, 1}, {b, -1}, {c, -1}}).value, 1);
  EXPECT_DOUBLE_EQ(k.certainty(e, {{a, 0.7}, {b, 1}, {c, -0.9}}), 0.9);  // b and not c suffice
  EXPECT_DOUBLE_EQ(k.certainty(d, {{a, 0.7}, {b, 1}, {c, -0.9}}), 0.7);
  EXPECT_EQ(k.result(e, {{a, 0.2}, {c, -1}}).state, State::unknown);  // at the threshold: open
}

TEST(Reference, ItemsThatReadOneFindingAreCompletedTogether) {
  Filled k(4);
  k.kind(a, FindingKind::number).lowest = 0;
  k.score(b, {{k.at_least(a, 65), 1}, {k.at_least(a, 75), 1}, {k.of(c), 1}});
  k.rule(k.op(Op::not_equal, {k.value(Op::quantity, b), k.literal(3)}), d, 1);
  EXPECT_EQ(k.result(d, {{a, 70}}).state, State::yes);
  EXPECT_EQ(k.result(d, {{a, 80}}).state, State::unknown);
  EXPECT_EQ(k.result(d, {{c, -1}}).state, State::yes);
  Filled same(4);
  same.score(b, {{same.of(a), 1}, {same.op(Op::negation, {same.of(a)}), 1}, {same.of(c), 1}});
  same.rule(same.at_least(b, 1), d, 1);
  EXPECT_EQ(same.result(d, {}).state, State::yes);  // a or not a
  EXPECT_EQ(same.result(d, {}, Mutation::shared_items_independent).state, State::unknown);
  EXPECT_EQ(same.result(b, {{c, 1}}).value, 2);
}

TEST(Reference, ADefaultHoldsWhileNothingElseDoes) {
  Filled k(4);
  k.kind(c, FindingKind::yes_no).by_default = -1;
  k.program.kinds.push_back({FindingId(std::size_t{a}), FindingId(std::size_t{c}), {}});
  k.rule(k.of(b), c, 0.6);
  k.rule(k.op(Op::negation, {k.of(c)}), d, 1);
  EXPECT_DOUBLE_EQ(k.certainty(c, {}), -1);
  EXPECT_DOUBLE_EQ(k.certainty(a, {}), 0);  // goes to no kind
  EXPECT_DOUBLE_EQ(k.certainty(d, {}), 1);
  EXPECT_DOUBLE_EQ(k.certainty(c, {{c, 0}}), -1);
  EXPECT_DOUBLE_EQ(k.certainty(c, {{b, 1}}), 0.6);
  EXPECT_DOUBLE_EQ(k.certainty(c, {{b, 0.3}}), -1);  // 0.18 is within the threshold
}

TEST(Reference, TheFirstThatHoldsCounts) {
  Filled k(5);
  for (const int branch : {a, b, c}) {
    Rule& rule = k.rule(k.of(branch), branch == b ? e : d, 0.5);
    rule.first = FirstId(std::size_t{0});
    rule.place = static_cast<std::uint32_t>(branch);
    if (branch == c) rule.scope = k.of(e);
  }
  EXPECT_DOUBLE_EQ(k.certainty(d, {{a, 1}, {b, 1}}), 0.5);
  EXPECT_DOUBLE_EQ(k.certainty(e, {{a, 1}, {b, 1}}), 0);
  EXPECT_DOUBLE_EQ(k.certainty(e, {{a, -1}, {b, 1}}), 0.5);
  EXPECT_DOUBLE_EQ(k.certainty(d, {{c, 1}, {e, 0.4}}), 0.2);
  EXPECT_DOUBLE_EQ(k.certainty(d, {{c, 1}}), 0);  // outside its scope
}

double days(int year, int month, int day) {
  const double first = 12 * (year - 1970) + month - 1;
  return calculate(Op::plus_months, {0, first}) + day - 1;
}

TEST(Reference, CountsDays) {
  EXPECT_EQ(days(2026, 11, 23), 20780);
  EXPECT_EQ(days(1969, 12, 31), -1);
  EXPECT_EQ(days(2000, 3, 1) - days(2000, 2, 28), 2);
  EXPECT_EQ(days(1900, 3, 1) - days(1900, 2, 28), 1);
  EXPECT_EQ(calculate(Op::plus_months, {days(2024, 1, 31), 1}), days(2024, 2, 29));
  EXPECT_EQ(calculate(Op::plus_months, {days(2024, 3, 31), -13}), days(2023, 2, 28));
  EXPECT_EQ(calculate(Op::months_between, {days(2000, 2, 29), days(2001, 2, 28)}), 11);
  EXPECT_EQ(calculate(Op::months_between, {days(2000, 2, 29), days(2001, 3, 1)}), 12);
  EXPECT_EQ(calculate(Op::months_between, {days(2001, 3, 1), days(2000, 2, 29)}), -12);
  EXPECT_EQ(calculate(Op::exact_years_between, {days(2000, 1, 1), days(2001, 7, 3)}),
            1 + 183.0 / 365);
  EXPECT_EQ(calculate(Op::year_of, {days(1, 1, 1)}), 1);
  EXPECT_EQ(calculate(Op::month_of, {days(9999, 12, 31)}), 12);
  EXPECT_TRUE(std::isnan(calculate(Op::year_of, {days(1, 1, 1) - 1})));
}

}  // namespace
}  // namespace hence::reference
