// The matcher against nested loops over all bindings.
#include "rules/matcher.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>

namespace hence {
namespace {

using Things = std::vector<std::uint32_t>;
using Facts = std::set<std::pair<std::uint32_t, Things>>;  // relation and things
struct NaiveInstance {
  std::uint32_t rule;
  std::vector<Things> premises;
  Things head;
  friend auto operator<=>(const NaiveInstance&, const NaiveInstance&) = default;
};

constexpr PatternPlace x{true, 0}, y{true, 1}, z{true, 2};

std::vector<ThingId> ids(const Things& things) {
  std::vector<ThingId> out;
  for (const std::uint32_t t : things) out.emplace_back(t);
  return out;
}

Things ground(const Pattern& pattern, const Things& binding) {
  Things out;
  for (const PatternPlace& place : pattern.places)
    out.push_back(place.variable ? binding[place.row] : place.row);
  return out;
}

// All bindings of all rules over `count` things, again and again until nothing new is there.
std::set<NaiveInstance> naive(const std::vector<MatchRule>& rules, Facts& facts,
                              std::uint32_t count) {
  std::set<NaiveInstance> all;
  for (bool more = true; more;) {
    more = false;
    for (std::uint32_t r = 0; r < rules.size(); ++r) {
      std::uint64_t bindings = 1;
      for (std::uint32_t v = 0; v < rules[r].variables; ++v) bindings *= count;
      for (std::uint64_t b = 0; b < bindings; ++b) {
        Things binding;
        for (std::uint64_t v = 0, rest = b; v < rules[r].variables; ++v, rest /= count)
          binding.push_back(static_cast<std::uint32_t>(rest % count));
        NaiveInstance instance{r, {}, ground(rules[r].heads.front(), binding)};
        bool holds = true;
        for (const Pattern& p : rules[r].body) {
          instance.premises.push_back(ground(p, binding));
          holds = holds && facts.contains({p.relation.row, instance.premises.back()});
        }
        if (!holds) continue;
        more |= facts.emplace(rules[r].heads.front().relation.row, instance.head).second;
        more |= all.insert(instance).second;
      }
    }
  }
  return all;
}

Things raw(std::span<const ThingId> things) {
  Things out;
  for (const ThingId t : things) out.push_back(t.row);
  return out;
}

// What the matcher holds; fails if an instance stands there twice.
std::set<NaiveInstance> found(const Matcher& matcher, const std::vector<MatchRule>& rules) {
  std::set<NaiveInstance> all;
  for (std::size_t row = 0; row < matcher.instances(); ++row) {
    const Instance i = matcher.instance(row);
    const MatchRule& rule = rules[i.rule.index()];
    NaiveInstance instance{
        i.rule.row, {}, raw(matcher.things(rule.heads.front().relation, i.head))};
    for (std::size_t p = 0; p < i.premises.size(); ++p)
      instance.premises.push_back(raw(matcher.things(rule.body[p].relation, i.premises[p])));
    EXPECT_TRUE(all.insert(instance).second) << "an instance was found twice";
  }
  return all;
}

Matcher matcher_of(const std::vector<std::uint32_t>& places, const std::vector<MatchRule>& rules) {
  Matcher matcher;
  for (const std::uint32_t n : places) matcher.add_relation(n);
  for (const MatchRule& rule : rules) matcher.add_rule(rule);
  return matcher;
}

const RelationId edge{0}, reaches{1};
const std::vector<MatchRule> closure{{{{edge, {x, y}}}, {{reaches, {x, y}}}, 2},
                                     {{{edge, {x, y}}, {reaches, {y, z}}}, {{reaches, {x, z}}}, 3}};

TEST(Matcher, FindsTheClosureOfAChain) {
  Matcher matcher = matcher_of({2, 2}, closure);
  for (std::uint32_t i = 0; i + 1 < 20; ++i) matcher.add(edge, ids({i, i + 1}));
  EXPECT_FALSE(matcher.run({1000000}));
  EXPECT_EQ(matcher.tuples(reaches), 19U * 20 / 2);
  EXPECT_EQ(matcher.instances(), 19U * 20 / 2) << "one way to each";
  EXPECT_TRUE(matcher.find(reaches, ids({0, 19})));
  EXPECT_FALSE(matcher.find(reaches, ids({19, 0})));
}

TEST(Matcher, ThingsAndVariablesThatRecur) {
  const std::vector<MatchRule> rules{
      {{{edge, {x, x}}}, {{reaches, {x, PatternPlace{false, 7}}}}, 1},
      {{{edge, {PatternPlace{false, 3}, x}}}, {{reaches, {x, x}}}, 1}};
  Matcher matcher = matcher_of({2, 2}, rules);
  matcher.add(edge, ids({5, 5}));
  matcher.add(edge, ids({3, 4}));
  matcher.add(edge, ids({4, 3}));
  EXPECT_FALSE(matcher.run({1000}));
  EXPECT_TRUE(matcher.find(reaches, ids({5, 7})));
  EXPECT_TRUE(matcher.find(reaches, ids({4, 4})));
  EXPECT_EQ(matcher.tuples(reaches), 2U);
}

TEST(Matcher, ACrossProductIsStoppedAndNamed) {
  const std::vector<MatchRule> rules{
      closure[0], {{{edge, {x, y}}, {edge, {z, PatternPlace{true, 3}}}}, {{reaches, {x, z}}}, 4}};
  Matcher matcher = matcher_of({2, 2}, rules);
  for (std::uint32_t i = 0; i < 1000; ++i) matcher.add(edge, ids({i, i + 1}));
  const auto stopped = matcher.run({100000});
  ASSERT_TRUE(stopped);
  EXPECT_EQ(stopped->rule.row, 1U);
  EXPECT_EQ(stopped->limit, MatchLimit::tries);
  EXPECT_TRUE(matcher.find(edge, ids({999, 1000}))) << "the facts are kept";
}

TEST(Matcher, EachLimitIsToldAndNotBefore) {
  for (const auto& [limits, limit] :
       {std::pair{MatchLimits{1000, 9, 100}, MatchLimit::tuples},
        std::pair{MatchLimits{1000, 100, 9}, MatchLimit::instances}}) {
    for (const std::uint32_t edges : {4U, 5U}) {  // 10 and 15 pairs, as many instances
      MatchLimits most = limits;
      if (edges == 4) most.tuples += 1, most.instances += 1;
      Matcher matcher = matcher_of({2, 2}, closure);
      for (std::uint32_t i = 0; i < edges; ++i) matcher.add(edge, ids({i, i + 1}));
      const auto stopped = matcher.run(most);
      EXPECT_EQ(stopped.has_value(), edges == 5);
      if (stopped) {
        EXPECT_EQ(stopped->limit, limit);
      }
    }
  }
}

TEST(Matcher, EqualsNestedLoopsInAnyOrderAndByParts) {
  std::mt19937 random(1975);
  const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
  int concluding = 0;
  for (int trial = 0; trial < 400; ++trial) {
    const std::vector<std::uint32_t> places{2, 1, 2, 3, 0};
    constexpr std::uint32_t things = 4;
    const auto pattern = [&](std::uint32_t variables) {
      Pattern p{RelationId{below(5)}, {}};
      for (std::uint32_t i = 0; i < places[p.relation.index()]; ++i)
        p.places.push_back(below(6) == 0 ? PatternPlace{false, below(things)}
                                         : PatternPlace{true, below(variables)});
      return p;
    };
    std::vector<MatchRule> rules;
    for (std::uint32_t r = 1 + below(4); r > 0; --r) {
      MatchRule rule{{}, {}, 1 + below(4)};
      for (std::uint32_t b = 1 + below(3); b > 0; --b) rule.body.push_back(pattern(rule.variables));
      rule.heads = {pattern(rule.variables)};
      std::vector<std::uint32_t> bound;
      for (const Pattern& p : rule.body)
        for (const PatternPlace& place : p.places)
          if (place.variable) bound.push_back(place.row);
      for (PatternPlace& place : rule.heads.front().places)  // the body binds what the head names
        if (place.variable && !bound.empty())
          place.row = bound[below(static_cast<std::uint32_t>(bound.size()))];
        else place = {false, below(things)};
      rules.push_back(rule);
    }
    Facts facts;
    for (std::uint32_t f = 6 + below(20); f > 0; --f) {
      const std::uint32_t relation = below(5);
      Things tuple;
      for (std::uint32_t i = 0; i < places[relation]; ++i) tuple.push_back(below(things));
      facts.emplace(relation, tuple);
    }
    std::vector<std::pair<std::uint32_t, Things>> order(facts.begin(), facts.end());
    const std::set<NaiveInstance> expected = naive(rules, facts, things);
    concluding += expected.empty() ? 0 : 1;
    for (const bool by_parts : {false, true}) {
      std::shuffle(order.begin(), order.end(), random);
      Matcher matcher = matcher_of(places, rules);
      for (const auto& [relation, tuple] : order) {
        matcher.add(RelationId{relation}, ids(tuple));
        if (!by_parts) continue;
        EXPECT_FALSE(matcher.run({10000000}));
      }
      EXPECT_FALSE(matcher.run({10000000}));
      EXPECT_EQ(found(matcher, rules), expected) << "trial " << trial << ", by parts " << by_parts;
      std::size_t tuples = 0;
      for (std::uint32_t r = 0; r < 5; ++r) tuples += matcher.tuples(RelationId{r});
      EXPECT_EQ(tuples, facts.size());
    }
  }
  EXPECT_GT(concluding, 240) << "too few of the random programs conclude anything";
}

// Where a good part of all pairs stand they are kept otherwise: the rows must be the same, while
// things come that were not there before, and once the pairs are few among them.
TEST(Matcher, FindsPairsManyOrFew) {
  std::mt19937 random(1975);
  const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
  Matcher matcher;
  const RelationId relation = matcher.add_relation(2);
  std::map<Things, TupleId> expected;
  std::uint32_t sought = 0;
  for (const std::uint32_t things : {60U, 90U, 3000U, 100000U})
    for (int i = 0; i < 5000; ++i) {
      const Things pair{1000 + below(things), below(things)};
      const auto known = expected.find(pair);
      const TupleId wanted = known == expected.end() ? TupleId{expected.size()} : known->second;
      sought += known == expected.end() ? 0 : 1;
      EXPECT_EQ(matcher.find(relation, ids(pair)), known == expected.end() ? TupleId{} : wanted);
      EXPECT_EQ(matcher.add(relation, ids(pair)), wanted);
      expected.emplace(pair, wanted);
    }
  EXPECT_EQ(matcher.tuples(relation), expected.size());
  for (const auto& [pair, tuple] : expected) EXPECT_EQ(matcher.find(relation, ids(pair)), tuple);
  EXPECT_GT(sought, 3000U) << "too few pairs came twice";
}

}  // namespace
}  // namespace hence
