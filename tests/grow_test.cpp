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

// What else takes tuples in.
std::string asides_of(const Program& program) {
  std::vector<std::string> found;
  const auto add = [&](const std::string& what, const std::vector<FindingId>& findings) {
    for (const FindingId f : findings) found.push_back(what + program.findings[f.row].name);
  };
  for (const Topic& topic : program.topics) add("topic ", topic.findings);
  for (const WhichOf& which : program.which_of) add("which ", which.findings);
  for (const Advice& advice : program.advice) add("advice ", {advice.finding});
  std::sort(found.begin(), found.end());
  std::string text;
  for (const std::string& line : found) text += line + "\n";
  return text;
}

std::string differences(const Knowledge& grown, const Knowledge& anew) {
  std::string text;
  if (asides_of(grown.program) != asides_of(anew.program))
    text = "grown:\n" + asides_of(grown.program) + "anew:\n" + asides_of(anew.program);
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

// A session that takes in what nothing named, in place where that can be.
class Grown {
 public:
  Grown(std::string text, Taken& taken) : text_(std::move(text)), taken_(&taken) {
    take(read(text_));
  }
  bool is_usable() const { return knowledge_->usable; }

  void tell(const std::string& line) {
    ever_.push_back(line);
    if (read_facts(knowledge_->program, line).unknown_tuples) know(line);
    hence::tell(*session_, line);
    for (const Fact& fact : read_facts(knowledge_->program, line).facts)
      told_[knowledge_->program.findings[fact.finding.row].name] = line;
  }
  void forget(std::size_t which) {
    if (told_.empty()) return;
    const auto of = std::next(told_.begin(), static_cast<std::ptrdiff_t>(which % told_.size()));
    session_->forget(knowledge_->program.find(of->first));
    told_.erase(of);
  }
  // Beside one that was read for all that was ever told, and is told what stands.
  void equals_anew() const {
    const Knowledge anew = read(text_, ever_);
    Session other(anew);
    for (const auto& [name, line] : told_) hence::tell(other, line);
    EXPECT_EQ(differences(*knowledge_, anew), "");
    EXPECT_EQ(other_values(*session_, other), "");
    EXPECT_EQ(other_values(Session(*knowledge_), Session(anew)), "");  // swept, not followed
  }

 private:
  void take(Knowledge knowledge) {
    knowledge_ = std::make_unique<Knowledge>(std::move(knowledge));
    session_ = std::make_unique<Session>(*knowledge_);
  }
  void know(const std::string& line) {
    if (const auto growth = grow(*knowledge_, {line})) {
      session_->follow(*growth);
      ++taken_->in_place;
      return;
    }
    ++taken_->anew;
    take(read(text_, ever_));
    for (const auto& [name, told] : told_) hence::tell(*session_, told);
  }

  std::string text_;
  Taken* taken_;
  std::unique_ptr<Knowledge> knowledge_;
  std::unique_ptr<Session> session_;
  std::vector<std::string> ever_;
  std::map<std::string, std::string> told_;  // by finding: the line that stands
};

TEST(Grow, AnEdgeMoreIsTakenInInPlace) {
  Taken taken;
  Grown grown(std::string(closure) + "fact a links to b\nfact b links to c\nfact c links to a\n",
              taken);
  for (const char* line :
       {"c links to d", "d links to e", "e links to f", "x links to a", "y links to x"}) {
    grown.tell(line);
    grown.equals_anew();
  }
  EXPECT_EQ(taken.in_place, 5U);
}

// A cap weighs the new instance against others: the program is cut to what it was.
TEST(Grow, WhatDoesNotFitLeavesAllAsItWas) {
  const std::string text =
      "relation ?x to ?y\nrelation ?x is marked\nrelation ?x is watched\ngoal ?x is watched\n"
      "?x is watched AND ?x to ?y weakly suggests ?y trouble, together at most 0.5\n"
      "?x is marked AND NOT ?x is watched → ?x calm\n"
      "fact a to b\nfact a is marked\nfact b is watched\nfact b to a\n";
  const Knowledge before = read(text);
  Knowledge knowledge = read(text);
  ASSERT_TRUE(knowledge.usable);
  const std::string line = "a is watched";
  EXPECT_TRUE(read_facts(knowledge.program, line).unknown_tuples);
  EXPECT_FALSE(grow(knowledge, {line}));
  EXPECT_EQ(differences(knowledge, before), "");
  EXPECT_TRUE(read_facts(knowledge.program, line).unknown_tuples);
  EXPECT_EQ(knowledge.program.by_key.size(), before.program.by_key.size());
  EXPECT_EQ(other_values(Session(knowledge), Session(before)), "");
  EXPECT_FALSE(grow(knowledge, {"a is marked"}));  // no more
}

// What argues against one of a circle lowers all of it, though the others hold each other up; also
// where it was told before there was a rule for it.
TEST(Grow, WhatIsDeniedHoldsNothingUp) {
  const std::string text =
      "relation ?x to ?y\nrelation ?x is marked\nrelation ?x is watched\n"
      "?x is marked → ?x trouble (0.9)\n?x to ?y AND ?y trouble → ?x trouble\n"
      "?x is watched argues against ?x trouble\n?x is marked AND NOT ?x is watched → ?x calm\n"
      "fact b to a\nfact b to c\nfact c to b\nfact a to c\nfact a is marked\nfact d is watched\n";
  Knowledge grown = read(text);
  ASSERT_TRUE(grown.usable);
  Session session(grown);
  const FindingId watched = grown.program.find("a is watched");
  ASSERT_TRUE(grown.program.findings[watched.row].unmatched);
  session.tell({watched, 1, 0, {}});
  const auto growth = grow(grown, {"a is watched"});
  ASSERT_TRUE(growth);
  session.follow(*growth);
  const Knowledge anew = read(text, {"a is watched"});
  Session other(anew);
  tell(other, "a is watched");
  EXPECT_EQ(differences(grown, anew), "");
  EXPECT_EQ(other_values(session, other), "");
  EXPECT_LT(session.value(grown.program.find("c trouble")).certainty, 0.8);
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
    "?x to ?y → ?x busy (0.4)\n?x to ?y → ?x busy (0.6)\n?x to ?y → ?x busy (0.5)",
    "?x to ?y AND ?y trouble → ?x trouble",
    "?x is marked AND NOT ?x meets ? → ?x is safe (0.5)",
    "goal ?x reaches ?y",
    "goal t0 alarm, ?x trouble",
    "option combine strongest",
    "?x to ?y AND ?x is marked weakly suggests ?y trouble, together at most 0.5",
    "?x to ?y AND ?y is marked weakly suggests ?y trouble\n    group marks",
    "rule low: ?x to ?y → ?x busy (0.3)\nrule high: ?x is marked → ?x busy\n    overrides low",
    "?x is marked AND count of ?y where (?x reaches ?y) >= 2 → ?x crowded",
    "ask ?x is marked: \"Which are marked?\"",
    "topic \"marks\": ?x is marked",
    "advise ?x trouble when ?x is marked: \"Look at {?x}.\"",
};

// Circles come to be, join and grow, and lose what held them up; what is concluded is denied;
// counts, questions, caps and names have all read again.
TEST(Grow, IsReadingAnew) {
  Taken taken;
  for (unsigned round = 0; round < 100 && !HasFailure(); ++round) {
    Line line(round);
    line.things = 3 + line.draw(6);
    std::string text = declarations;
    const unsigned some = 2 + line.draw(6);  // how many of the rules are there
    for (std::size_t i = 0; i < std::size(rules); ++i)
      if (line.draw(i < 19 ? 7 : 40) < some) text += std::string(rules[i]) + "\n";
    for (unsigned i = 0; i < 2 + line.draw(12); ++i) text += "fact " + line.fact() + "\n";
    SCOPED_TRACE(text);
    Grown grown(text, taken);
    ASSERT_TRUE(grown.is_usable());
    for (int i = 0; i < 8 && !HasFailure(); ++i) {
      const std::string fact = (line.draw(8) == 0 ? "NOT " : "") + line.fact();
      SCOPED_TRACE(fact);
      if (line.draw(4) == 0) grown.forget(line.draw(8));
      else grown.tell(fact);
      grown.equals_anew();
    }
  }
  EXPECT_GT(taken.in_place, 50U);
  EXPECT_GT(taken.anew, 50U);
}

}  // namespace
}  // namespace hence
