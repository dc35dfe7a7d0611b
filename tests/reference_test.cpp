// The reference itself, on programs filled in by hand: figures reckoned on paper from semantics.md.
#include "tests/reference.hpp"

#include <gtest/gtest.h>

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

  Result result(int finding, const std::vector<std::pair<int, double>>& given,
                Mutation mutation = Mutation::none) const {
    std::vector<Fact> facts;
    for (const auto& [f, certainty] : given) {
      Fact fact;
      fact.finding = FindingId(static_cast<std::size_t>(f));
      fact.certainty = certainty;
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

enum : int { a, b, c, d };

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

}  // namespace
}  // namespace hence::reference
