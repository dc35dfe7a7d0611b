// Instances that are copied from a first one: each names its own tuples, as the text with its
// binding filled in does.
#include <set>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "rules/text.hpp"
#include "tests/knowledge_of.hpp"

namespace hence {
namespace {

constexpr std::string_view relations =
    "relation ?x links to ?y\nrelation ?x reaches ?y\nrelation ?x is closed\nrelation ?x is far\n"
    "relation ?x weighs ?w, number ?w in kg\nrelation ?x lies ?y beyond ?z\n"
    "number height of ?x in m\nheight of ?x > 3 m → ?x is far\n"
    "fact a links to b, b links to c, c links to a, c links to d, d links to d\n"
    "fact the old mill links to a as to b, a as to b links to the old mill\n"
    "fact b is closed, d is closed\nfact height of a = 4 m\nfact height of d = 2 m\n"
    "finding rain\n";

// The expressions under `expr` that name findings.
void named(const Program& program, ExprId expr, std::vector<ExprId>& out) {
  if (!expr) return;
  const Expr& e = program.exprs[expr.row];
  if (e.finding) out.push_back(expr);
  for (const ExprId input : program.inputs(e)) named(program, input, out);
}

void literals(const Program& program, ExprId expr, std::vector<double>& out) {
  const Expr& e = program.exprs[expr.row];
  if (e.op == Op::literal) out.push_back(e.number);
  for (const ExprId input : program.inputs(e)) literals(program, input, out);
}

// How many names of tuples stand in instances; each is compared with the text.
std::size_t compared(const std::string& rules) {
  const Knowledge knowledge = knowledge_of(std::string(relations) + rules);
  const Program& program = knowledge.program;
  EXPECT_TRUE(knowledge.usable) << rules;
  std::size_t count = 0;
  for (const Rule& rule : program.rules) {
    if (rule.fact || rule.instance == 0) continue;
    std::vector<ExprId> names;
    named(program, rule.condition, names);
    named(program, rule.unless, names);
    for (const ExprId id : names) {
      const Expr& e = program.exprs[id.row];
      std::string text = program.text_of(e.span, e.instance);
      if (text.starts_with("NOT ")) text.erase(0, 4);
      EXPECT_EQ(key_of(text), program.findings[e.finding.row].key) << rules;
      count += program.findings[e.finding.row].relation ? 1 : 0;
    }
    const std::string whole = key_of(program.text_of(rule.span, rule.instance));
    for (const Conclusion& c : program.conclusions_of(rule)) {
      EXPECT_NE(whole.find(program.findings[c.finding.row].key), std::string::npos)
          << whole << " concludes " << program.findings[c.finding.row].name;
      ++count;
    }
  }
  return count;
}

TEST(Template, InstancesNameTheirOwnTuples) {
  const std::size_t declared = compared("");
  for (const char* rules :
       {"?x links to ?y → ?x reaches ?y\n", "?x links to ?y AND ?y links to ?z → ?x reaches ?z\n",
        "?x links to ?y → ?x reaches ?y\n?x links to ?y AND ?y reaches ?z → ?x reaches ?z\n",
        "?x links to ?y AND NOT ?y is closed → ?x reaches ?y\n",
        "?x links to ?y → ?x reaches ?y unless ?y is closed\n",
        "?x links to ?y AND rain → ?x reaches ?y (0.5)\n",
        "?x links to ?y AND (?x is closed OR ?y is closed OR rain) → ?x reaches ?y\n",
        "?x links to ?y AND at least 2 of (?x is closed, ?y is closed, rain) → ?y reaches ?x\n",
        "?x links to ?y AND ?x != ?y → ?x reaches ?y\n",
        "?x links to ?y AND height of ?x > 1 m → ?x reaches ?y, ?y reaches ?x\n",
        "?x links to ?x → ?x reaches ?x\n", "?x links to d → ?x reaches d\n",
        "?x links to ?y → ?x lies rain beyond ?y\n", "?x links to ?y → ?y reaches ?x (-1)\n",
        "?x LINKS to ?y → ?x Reaches ?y\n", "?x links to ? → ?x is far\n",
        "?x links to ?y → ?x reaches ?y / ?y reaches ?x\n"})
    EXPECT_GT(compared(rules), declared) << rules;
}

TEST(Template, FiguresOfVariablesAreTheirOwn) {
  const Knowledge knowledge = knowledge_of(
      "relation ?x weighs ?w, number ?w in kg\nrelation ?x is heavy\nnumber limit in kg\n"
      "fact a weighs 3 kg, b weighs 5 kg, c weighs 9 kg\n"
      "?x weighs ?w AND ?w > limit → ?x is heavy\n");
  const Program& program = knowledge.program;
  std::set<double> figures;
  for (const Rule& rule : program.rules) {
    if (rule.instance == 0) continue;
    std::vector<double> own;
    literals(program, rule.condition, own);
    ASSERT_EQ(own.size(), 1U);
    const std::string text = program.text_of(rule.span, rule.instance);
    EXPECT_NE(text.find(fmt::format("{} kg > limit", own.front())), std::string::npos) << text;
    figures.insert(own.front());
  }
  EXPECT_EQ(figures, (std::set<double>{3, 5, 9}));
}

}  // namespace
}  // namespace hence
