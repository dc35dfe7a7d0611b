// Knowledge that grows in place is the one that is read anew: the same values, bit for bit, and the
// same reasoning graph.
#include "engine/grow.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

#include "engine/conclude.hpp"
#include "engine/explain.hpp"

namespace hence {
namespace {

constexpr const char* closure =
    "relation ?a links to ?b\nrelation ?a reaches ?b\n"
    "?a links to ?b → ?a reaches ?b (0.9)\n?a links to ?b AND ?b reaches ?c → ?a reaches ?c\n";

Knowledge read(const std::string& text, const std::vector<std::string>& facts = {}) {
  return compile(load({}, {{"grow.hence", text}}, facts));
}

void tell(Session& session, const std::string& line) {
  const ReadFacts read = read_facts(session.program(), line);
  ASSERT_TRUE(read.diagnostics.empty()) << line;
  ASSERT_FALSE(read.unknown_tuples) << line;
  for (const Fact& fact : read.facts) session.tell(fact);
}

// A node as what it is, down to the findings that it reads.
std::string described(const Knowledge& k, NodeId node, bool top = true) {
  const Node& n = k.network.nodes[node.row];
  std::string text = std::to_string(static_cast<int>(n.op)) + "/" + std::to_string(n.param) + "/" +
                     std::to_string(n.tail) + (n.gated ? "g" : "") + (n.reads_fact ? "f" : "") +
                     (n.is_recursive() ? "r" : "");
  if (is_argument(n.op)) {
    const ArgumentOrigin& a = k.network.arguments[n.origin];
    const Rule& rule = k.program.rules[a.rule.row];
    text += " " + k.program.text_of(rule.span, rule.instance);
    EXPECT_EQ(a.node, node);
  }
  if (is_finding(n.op)) {
    text += " " + k.program.findings[n.origin].name;
    if (!top) return text;
  }
  std::vector<std::string> inputs;
  for (const NodeId input : k.network.inputs_of(node)) inputs.push_back(described(k, input, false));
  if (n.op == NodeOp::aggregate) std::sort(inputs.begin(), inputs.end());  // in no order
  text += " (";
  for (const std::string& input : inputs) text += input + ", ";
  return text + ")";
}

// By its name: what a finding's node reads, what is shadowed, and who reads it.
std::map<std::string, std::string> graph_of(const Knowledge& k) {
  std::map<std::string, std::string> graph;
  for (std::size_t f = 0; f < k.program.findings.size(); ++f) {
    std::string& text = graph[k.program.findings[f].name];
    text = described(k, k.network.finding_nodes[f]);
    std::vector<std::string> more;
    for (const ArgumentOrigin& a : k.network.arguments_of(FindingId{f})) {
      const Rule& rule = k.program.rules[a.rule.row];
      if (!a.node) more.push_back("\nshadowed: " + k.program.text_of(rule.span, rule.instance));
      EXPECT_EQ(a.finding, FindingId{f});
    }
    for (const NodeId reader : k.network.outputs_of(k.network.finding_nodes[f]))
      more.push_back("\nread by: " + described(k, reader, false));
    std::sort(more.begin(), more.end());
    more.erase(std::unique(more.begin(), more.end()),
               more.end());  // equal conditions may be shared
    for (const std::string& line : more) text += line;
    const Finding& finding = k.program.findings[f];
    text += std::string("\n") + (finding.goal ? "goal " : "") + (finding.closed ? "closed " : "") +
            (finding.unmatched ? "unmatched" : "");
  }
  return graph;
}

std::string differences(const Knowledge& grown, const Knowledge& anew) {
  std::string text;
  const auto a = graph_of(grown), b = graph_of(anew);
  for (const auto& [name, is] : a) {
    const auto found = b.find(name);
    if (found == b.end()) text += name + " is in the grown only\n";
    else if (found->second != is) text += "grown: " + is + "\nanew:  " + found->second + "\n";
  }
  for (const auto& [name, is] : b)
    if (!a.contains(name)) text += name + " is missing\n";
  return text;
}

std::string other_values(const Session& a, const Session& b) {
  std::string text;
  for (std::size_t f = 0; f < a.program().findings.size(); ++f) {
    const std::string& name = a.program().findings[f].name;
    const FindingId same = b.program().find(name);
    const Value x = a.value(FindingId{f}), y = same ? b.value(same) : Value{};
    if (x.state != y.state || x.certainty != y.certainty)
      text +=
          name + " " + std::to_string(x.certainty) + ", anew " + std::to_string(y.certainty) + "\n";
  }
  return text;
}

struct Taken {
  std::size_t in_place = 0, anew = 0;
};

// Tells lines one by one, each taken in in place where that can be; the grown one is compared with
// one read anew after each. Counts those that nothing named before.
void tell_all(const std::string& text, const std::vector<std::string>& lines, Taken& taken) {
  auto knowledge = std::make_unique<Knowledge>(read(text));
  ASSERT_TRUE(knowledge->usable);
  auto session = std::make_unique<Session>(*knowledge);
  std::vector<std::string> told;
  for (const std::string& line : lines) {
    told.push_back(line);
    if (read_facts(knowledge->program, line).unknown_tuples) {
      if (const auto growth = grow(*knowledge, {line})) {
        session->follow(*growth);
        ++taken.in_place;
      } else {
        ++taken.anew;
        knowledge = std::make_unique<Knowledge>(read(text, told));
        session = std::make_unique<Session>(*knowledge);
        for (std::size_t i = 0; i + 1 < told.size(); ++i) tell(*session, told[i]);
      }
    }
    tell(*session, line);
    const Knowledge anew = read(text, told);
    Session other(anew);
    for (const std::string& fact : told) tell(other, fact);
    EXPECT_EQ(differences(*knowledge, anew), "") << "behind " << line;
    EXPECT_EQ(other_values(*session, other), "") << "behind " << line;
    const Session again(*knowledge);  // sweeps, and does not follow
    const Session again_anew(anew);
    EXPECT_EQ(other_values(again, again_anew), "") << "behind " << line;
    if (testing::Test::HasFailure()) break;
  }
}

TEST(Grow, AnEdgeMoreIsTakenInInPlace) {
  Taken taken;
  tell_all(std::string(closure) + "fact a links to b\nfact b links to c\nfact c links to a\n",
           {"c links to d", "d links to e", "e links to f", "x links to a", "y links to x"}, taken);
  EXPECT_EQ(taken.in_place, 5U);
}

class Line {
 public:
  explicit Line(unsigned seed) : random_(seed) {}
  unsigned draw(unsigned of) { return static_cast<unsigned>(random_()) % of; }
  std::string thing() { return "t" + std::to_string(draw(things)); }
  std::string fact() {
    const std::string about = draw(4) == 0 ? thing() + " is marked" : thing() + " to " + thing();
    return about + (draw(3) == 0 ? " (0.7)" : "");
  }
  unsigned things = 3;

 private:
  std::mt19937 random_;
};

constexpr const char* declarations =
    "relation ?x to ?y\nrelation ?x reaches ?y\nrelation ?x is marked\nrelation ?x meets ?y\n"
    "relation ?x is cut off from ?y\nrelation ?x is safe\nrelation ?x stands below ?y\n";

constexpr const char* rules[] = {
    "?x to ?y → ?x reaches ?y",
    "?x reaches ?y AND ?y to ?z → ?x reaches ?z",
    "?x to ?y AND ?y reaches ?z → ?x reaches ?z (0.9)",
    "?x reaches ?y AND ?y reaches ?z → ?x reaches ?z",
    "?x reaches ?y → ?y reaches ?x (0.9)",
    "?x stands below ?y AND ?y to ?z → ?x reaches ?z",
    "?x reaches ?y AND ?y is marked → ?x stands below ?y",
    "?p to ?x AND ?p to ?y AND ?x != ?y → ?x meets ?y (0.6)",
    "?p to ?x AND ?q to ?y AND ?p meets ?q → ?x meets ?y (0.8)",
    "?x is marked AND ?y is marked AND NOT ?x reaches ?y → ?x is cut off from ?y",
    "?x is cut off from ?y weakly argues against ?x trouble",
    "?x to ?y AND ?x is marked AND NOT ?y is marked → ?y trouble (0.6)",
    "?x reaches ?y AND ?y trouble AND NOT ?x meets ?y → ?x trouble (0.5)",
    "?x is marked → ?x is safe\n    unless ?x trouble",
    "?x to ?y AND certainty of ?x reaches ?y >= 0.5 → ?x calm (0.3)",
    "?x is marked AND (?x to ?y OR ?x reaches ?y) → ?y alarm (0.7)",
    "goal ?x reaches ?y",
    "goal t0 alarm, ?x trouble",
    "option combine strongest",
    "?x to ?y AND ?x is marked weakly suggests ?y trouble, together at most 0.5",
    "?x to ?y AND ?y is marked weakly suggests ?y trouble\n    group marks",
    "rule low: ?x to ?y → ?x busy (0.3)\nrule high: ?x is marked → ?x busy\n    overrides low",
    "?x is marked AND count of ?y where (?x reaches ?y) >= 2 → ?x crowded",
    "ask ?x is marked: \"Is {?x} marked?\"",
};

// Circles come to be, join and grow; what is concluded is denied; counts, questions, caps and names
// have all read again.
TEST(Grow, IsReadingAnew) {
  Taken taken;
  for (unsigned round = 0; round < 100; ++round) {
    Line line(round);
    line.things = 3 + line.draw(6);
    std::string text = declarations;
    const unsigned some = 2 + line.draw(6);  // how many of the rules are there
    for (std::size_t i = 0; i < std::size(rules); ++i)
      if (line.draw(i < 16 ? 7 : 24) < some) text += std::string(rules[i]) + "\n";
    for (unsigned i = 0; i < 2 + line.draw(12); ++i) text += "fact " + line.fact() + "\n";
    std::vector<std::string> told;
    for (int i = 0; i < 6; ++i) told.push_back((line.draw(8) == 0 ? "NOT " : "") + line.fact());
    SCOPED_TRACE(text);
    tell_all(text, told, taken);
    if (HasFailure()) break;
  }
  EXPECT_GT(taken.in_place, taken.anew / 2);
}

}  // namespace
}  // namespace hence
