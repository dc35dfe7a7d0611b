#include "engine/network.hpp"

#include <algorithm>

#include <boost/graph/reverse_graph.hpp>
#include <boost/graph/strong_components.hpp>
#include <boost/graph/topological_sort.hpp>
#include <fmt/format.h>

#include "engine/graph.hpp"
#include "tests/knowledge_of.hpp"

namespace hence {
namespace {

std::vector<Diagnostic> cycles(const Knowledge& knowledge) {
  std::vector<Diagnostic> found;
  for (const Diagnostic& d : knowledge.diagnostics)
    if (d.code == Code::cycle) found.push_back(d);
  return found;
}

std::size_t count(const Network& network, NodeOp op) {
  return static_cast<std::size_t>(std::count_if(network.nodes.begin(), network.nodes.end(),
                                                [&](const Node& n) { return n.op == op; }));
}

// The invariants that engine/network.hpp states.
void expect_well_formed(const Knowledge& knowledge) {
  const Network& network = knowledge.network;
  const auto component = [&](std::uint32_t row) {
    for (const Component& c : network.components)
      if (row >= c.rows.first && row < c.rows.last) return c.rows;
    return Range{row, row};
  };
  std::size_t edges = 0;
  for (std::uint32_t row = 0; row < network.size(); ++row) {
    const Range own = component(row);
    EXPECT_EQ(network.nodes[row].is_recursive(), !own.empty());
    for (const NodeId input : network.inputs_of(NodeId{row})) {
      EXPECT_TRUE(input.row < row || (input.row >= own.first && input.row < own.last));
      const auto outputs = network.outputs_of(input);
      EXPECT_NE(std::find(outputs.begin(), outputs.end(), NodeId{row}), outputs.end());
      ++edges;
    }
  }
  EXPECT_EQ(edges, network.outputs.size());
  for (std::uint32_t f = 0; f < knowledge.program.findings.size(); ++f) {
    EXPECT_EQ(network.nodes[network.finding_nodes[f].row].origin, f);
    for (const ArgumentOrigin& a : network.arguments_of(FindingId{f})) EXPECT_EQ(a.finding.row, f);
  }
}

TEST(Network, ASimpleRuleIsOneNode) {
  const Knowledge knowledge = knowledge_of("a AND b → c");
  EXPECT_EQ(knowledge.network.size(), 4U);
  EXPECT_EQ(knowledge.network.inputs.size(), 3U);
  expect_well_formed(knowledge);
}

TEST(Network, EqualConditionsShareANode) {
  const Knowledge knowledge = knowledge_of(R"(number age
a AND (b OR c) → x
d AND (c OR b) → y
age > 5 AND NOT a → x
age > 5 AND NOT a AND b → y
)");
  EXPECT_EQ(count(knowledge.network, NodeOp::any), 1U);
  EXPECT_EQ(count(knowledge.network, NodeOp::greater), 1U);
  EXPECT_EQ(count(knowledge.network, NodeOp::negation), 1U);
  EXPECT_EQ(count(knowledge.network, NodeOp::literal), 1U);
  expect_well_formed(knowledge);
}

TEST(Network, WhatIsShadowedForGoodHasNoNode) {
  const Knowledge knowledge = knowledge_of("a suggests x\na weakly suggests x\na → x (-0.5)");
  const Network& network = knowledge.network;
  const auto arguments = network.arguments_of(knowledge.program.find("x"));
  ASSERT_EQ(arguments.size(), 3U);
  EXPECT_FALSE(arguments[0].shadowed_by);
  EXPECT_EQ(arguments[1].shadowed_by, arguments[0].node);
  EXPECT_FALSE(arguments[1].node);
  EXPECT_FALSE(arguments[2].shadowed_by);
}

TEST(Network, OrderOfStatementsChangesNoBit) {
  const std::vector<std::string> rules = {"a → x (0.31)",
                                          "b → x (0.37)",
                                          "c → x (0.41)",
                                          "d → x (0.43)",
                                          "e → x (-0.47)",
                                          "f → x (0.53)",
                                          "each of (g, h) → x (0.29), together at most 0.45"};
  std::vector<double> found;
  for (std::size_t turn = 0; turn < rules.size(); ++turn) {
    std::string text;
    for (std::size_t i = 0; i < rules.size(); ++i)
      text += rules[(i * 3 + turn) % rules.size()] + "\n";
    const Knowledge knowledge = knowledge_of(text);
    Session session(knowledge);
    tell(session, "a (0.77), b (0.73), c, d, e (0.91), f (0.97), g, h");
    const FindingId x = knowledge.program.find("x");
    Cell balance = even_balance;  // before rounding, where an order would show
    for (const NodeId piece : knowledge.network.inputs_of(knowledge.network.finding_nodes[x.row]))
      balance = Weigh{}(balance, session.state()[piece]);
    found.push_back(balance.x);
  }
  for (const double x : found) EXPECT_EQ(x, found.front());
}

TEST(Network, ACycleThroughNotIsToldInTheDomainsWords) {
  const Knowledge knowledge = compiled(R"(high fever AND NOT bacterial cause → viral cause
white cells AND NOT viral cause → bacterial cause
)");
  const auto found = cycles(knowledge);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_FALSE(knowledge.usable);
  EXPECT_EQ(found[0].message,
            "viral cause needs NOT bacterial cause (line 1),\n"
            "which needs NOT viral cause (line 2): neither can be decided first.");
  EXPECT_EQ(found[0].advice, "Drop one condition, or ask for one of the two.");
  ASSERT_EQ(found[0].related.size(), 1U);
  EXPECT_EQ(knowledge.program.text_of(found[0].related[0].span).substr(0, 11), "white cells");
  expect_well_formed(knowledge);
  EXPECT_EQ(certainty_of(knowledge, "high fever", "viral cause"), 0);
}

TEST(Network, EveryReadingThatNeedsAFinalAnswerIsFoundInACycle) {
  const std::vector<std::string> bad = {
      "a AND NOT a → a",
      "b → a\na → b\n    unless b",
      "at most 1 of (a, b) → a",
      "exactly 1 of (a, b) → a",
      "a is known → a",
      "a is unknown → b\nb → a",
      "a weakly argues against b\nb → a",
      "b → a otherwise argues against\na → b",
      "rule one: a → x\n    overrides two\nrule two: b → a",
      "rule one: a → x\n    overrides two\nrule two: b → y\n    overrides one",
      "number dose\ndose > 5 → dose = 3",
      "number dose\na → dose = 3\ndose is known → a",
      "choice side: left, right\nside is left → a\na → side is right",
      "number dose\nnumber other = dose + 1\na → dose = other",
      "ask a only if b: \"A?\"\na → b",
      "a is a kind of b\nNOT b → a",
      "a is a kind of b\nb argues against a\na → b",
  };
  for (const std::string& text : bad) {
    const Knowledge knowledge = compiled(text + "\n");
    EXPECT_EQ(cycles(knowledge).size(), 1U) << text;
    expect_well_formed(knowledge);
    Session session(knowledge);  // a network there is, and it comes to rest
  }
}

TEST(Network, PositiveRecursionAndKindsAreNoError) {
  const std::vector<std::string> good = {
      "a → b\nb → a",
      "a is a kind of b\nb → a",
      "a is a kind of b\nb is a kind of c\nc AND x → a\nNOT x → y",
      "a is a kind of b\nb is a kind of a",
      "any of (a, b) AND at least 1 of (a, c) → a",
      "each of (a, x, y) suggests b, together at most 0.8\nb → a",
      "NOT a → b\nrule one: b → c\n    overrides two\nrule two: a → d",
  };
  for (const std::string& text : good) {
    const Knowledge knowledge = knowledge_of(text + "\n");
    EXPECT_TRUE(cycles(knowledge).empty()) << text;
    expect_well_formed(knowledge);
  }
}

TEST(Network, ALongChainOfOverridesIsNoRecursionOfOurs) {
  std::string text;
  for (int i = 0; i < 20000; ++i)
    text += fmt::format("rule r{}: a{} → x\n    overrides r{}\n", i, i, i + 1);
  text += "rule r20000: b → y\n";
  const Knowledge knowledge = knowledge_of(text);
  EXPECT_EQ(certainty_of(knowledge, "b, a19999", "y"), 0);
  EXPECT_EQ(certainty_of(knowledge, "b, a19999, a19998", "y"), 1);
}

TEST(Graph, BoostWalksANetworkAsItStands) {
  const Knowledge knowledge = knowledge_of("a AND b → c\nc → d\nNOT d → e\nf → g\ng → f\n");
  const Network& network = knowledge.network;
  std::vector<std::uint32_t> component(network.size());
  const auto count = boost::strong_components(
      network, boost::make_iterator_property_map(
                   component.begin(), boost::typed_identity_property_map<std::uint32_t>()));
  EXPECT_EQ(network.components.size(), 1U);
  EXPECT_EQ(count, network.size() - network.components[0].size() + 1);

  const Knowledge acyclic = knowledge_of("a AND b → c\nc → d\n");
  std::vector<std::uint32_t> inputs_first, outputs_first;
  boost::topological_sort(acyclic.network, std::back_inserter(inputs_first));
  const auto reversed = boost::make_reverse_graph(acyclic.network);
  boost::topological_sort(reversed, std::back_inserter(outputs_first));
  EXPECT_EQ(inputs_first.size(), acyclic.network.size());
  const std::uint32_t d = acyclic.network.finding_nodes[acyclic.program.find("d").row].row;
  EXPECT_EQ(inputs_first.back(), d);
  EXPECT_EQ(outputs_first.front(), d);
}

}  // namespace
}  // namespace hence
