// Pictures and their forms on small cases; names that would be syntax.
#include "engine/picture.hpp"

#include <algorithm>
#include <sstream>

#include <boost/json.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "repl/graph_file.hpp"
#include "repl/render_picture.hpp"
#include "repl/render_report.hpp"
#include "tests/knowledge_of.hpp"

namespace hence::repl {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string text_of(GraphForm form, const Session& session, const std::vector<FindingId>& only = {}) {
  const GraphText graph = graph_text(form, session.knowledge(), &session, only);
  EXPECT_EQ(graph.error, "");
  return graph.text;
}
std::string rules_of(GraphForm form, const Knowledge& knowledge) {
  return graph_text(form, knowledge, nullptr, {}).text;
}
// The lines of a DOT or Mermaid text between its first and the ones that only style.
std::string lines_with(const std::string& text, std::string_view part) {
  std::istringstream in(text);
  std::string out, line;
  while (std::getline(in, line))
    if (line.find(part) != std::string::npos) out += line + "\n";
  return out;
}
Session told(const Knowledge& knowledge, std::string_view facts) {
  Session session(knowledge);
  tell(session, facts);
  return session;
}
const PictureNode* find(const Picture& picture, const Program& program, std::string_view name) {
  for (const PictureNode& n : picture.nodes)
    if (n.own && program.findings[n.finding.row].name == name) return &n;
  return nullptr;
}

TEST(Picture, DotOfACase) {
  const Knowledge knowledge = knowledge_of("rule thirst: night cramps AND low fluid → dehydration (0.6)");
  const std::string dot = text_of(GraphForm::dot, told(knowledge, "night cramps, low fluid"));
  EXPECT_EQ(lines_with(dot, "->"), "  n3 -> n0;\n  n1 -> n3;\n  n2 -> n3;\n");
  EXPECT_THAT(dot, HasSubstr("n0 [label=\"goal\\ndehydration\\nlikely 0.60\""));
  EXPECT_THAT(dot, HasSubstr("n1 [label=\"low fluid\\nyes, given\""));
  EXPECT_THAT(dot, HasSubstr("n3 [label=\"thirst\\n+0.60\""));
}

TEST(Picture, TextsStandTheSameInAnyOrder) {
  std::string one = "text summary\n", other = one;
  for (int i = 0; i < 6; ++i) one += fmt::format("sign {0} → summary = \"text {0}\" (0.25)\n", i);
  for (int i = 6; i-- > 0;) other += fmt::format("sign {0} → summary = \"text {0}\" (0.25)\n", i);
  const std::string first = rules_of(GraphForm::dot, knowledge_of(one));
  EXPECT_EQ(first, rules_of(GraphForm::dot, knowledge_of(other)));
  EXPECT_THAT(first, HasSubstr("text 5"));
}

TEST(Picture, MermaidOfARuleBase) {
  const Knowledge knowledge = knowledge_of("goal b\na AND NOT c → b (0.6)");
  EXPECT_EQ(lines_with(rules_of(GraphForm::mermaid, knowledge), "  n"),
            "  n0[\"a\"]:::plain\n"
            "  n1[\"goal<br/>b\"]:::plain\n"
            "  n2[\"c\"]:::plain\n"
            "  n3([\"+0.60\"]):::plain\n"
            "  n3 --> n1\n"
            "  n0 --> n3\n"
            "  n2 -->|\"not\"| n3\n");
}

TEST(Picture, ARuleOfSeveralConclusionsIsOneNodeOfARuleBase) {
  const Knowledge knowledge = knowledge_of("a → b, c");
  EXPECT_EQ(compact(picture(knowledge)).nodes.size(), 4U);
  EXPECT_EQ(compact(picture(told(knowledge, "a"))).nodes.size(), 5U);
}

TEST(Picture, OnlyWhatHappenedIsInForce) {
  const Knowledge knowledge = knowledge_of("a → b\nc → d\na AND e → f");
  const std::string dot = text_of(GraphForm::dot, told(knowledge, "a, NOT e"));
  EXPECT_THAT(dot, HasSubstr("\\nb\\n"));
  for (const char* not_drawn : {"\"c", "nd\\n", "\"e", "nf\\n"}) EXPECT_THAT(dot, Not(HasSubstr(not_drawn)));
}

TEST(Picture, WhatHoldsBackIsDrawn) {
  const Knowledge knowledge =
      knowledge_of("rule one: a → b unless c\nrule two: d → e because \"x\"\n    overrides three\nrule three: d → e (0.5)");
  const Session session = told(knowledge, "a, c, d");
  const std::string dot = text_of(GraphForm::dot, session);
  EXPECT_THAT(dot, HasSubstr("one\\nheld back"));
  EXPECT_THAT(dot, HasSubstr("label=\"unless\", arrowhead=tee"));
  EXPECT_THAT(dot, HasSubstr("three\\noverridden"));
  EXPECT_THAT(dot, HasSubstr("label=\"overrides\", arrowhead=tee"));
  // Not answered, it would hold the rule back: what the conclusion assumes.
  EXPECT_THAT(text_of(GraphForm::dot, told(knowledge, "a")), HasSubstr("\"c\\nnot asked\""));
}

TEST(Picture, CapsGroupsAndTestsAreNodesWhereTheyMatter) {
  const Knowledge knowledge = knowledge_of(
      "each of (a, b) suggests c, together at most 0.7\nnumber n\nn > 3 OR a → d\n"
      "e suggests f group g\nh suggests f group g");
  const std::string two = text_of(GraphForm::dot, told(knowledge, "a, b, e, h, n = 5"));
  EXPECT_THAT(two, HasSubstr("together at most 0.7\\n+0.70"));
  EXPECT_THAT(two, HasSubstr("strongest of g\\n+0.60"));
  EXPECT_THAT(two, HasSubstr("n > 3\\nholds"));
  EXPECT_THAT(two, HasSubstr("\"OR\\nholds\""));
  const std::string one = text_of(GraphForm::dot, told(knowledge, "a, e"));
  EXPECT_THAT(one, Not(HasSubstr("together")));
  EXPECT_THAT(one, Not(HasSubstr("strongest")));
  // A cap that takes something away stands, though one sign alone speaks.
  const Knowledge capped = knowledge_of("each of (a, b) suggests c, together at most 0.5");
  EXPECT_THAT(text_of(GraphForm::dot, told(capped, "a")), HasSubstr("together at most 0.5\\n+0.50"));
}

TEST(Picture, ScoresDefaultsGatesAndValues) {
  const Knowledge knowledge = knowledge_of(
      "score s:\n    a +1\n    b +2\nchoice risk: low, high\nrisk is first of:\n    high when s >= 2\n"
      "    low otherwise\nnumber loss in mL\ndefault loss = 5 mL\nloss < 10 mL → fine\n"
      "ask p only if a, else no: \"P?\"\np → q\nkind one is a kind of broad\nx → kind one");
  const std::string dot = text_of(GraphForm::dot, told(knowledge, "a, b, x"));
  EXPECT_THAT(dot, HasSubstr("[label=\"+2\"]"));
  EXPECT_THAT(dot, HasSubstr("s\\n3\""));
  EXPECT_THAT(dot, HasSubstr("is high\\nholds"));
  EXPECT_THAT(dot, HasSubstr("5 mL, by default"));
  EXPECT_THAT(dot, HasSubstr("label=\"is a kind of\""));
  EXPECT_THAT(rules_of(GraphForm::dot, knowledge), HasSubstr("label=\"asked only if\""));
}

TEST(Picture, WhatBearsOnAFinding) {
  const Knowledge knowledge = knowledge_of("a → b\nb → c\nd → e");
  const Picture part = bearing_on(picture(knowledge), {knowledge.program.find("c")});
  EXPECT_NE(find(part, knowledge.program, "a"), nullptr);
  EXPECT_EQ(find(part, knowledge.program, "d"), nullptr);
  EXPECT_EQ(part.nodes.size(), 5U);
}

TEST(Picture, RecursionIsDrawn) {
  const Knowledge knowledge = knowledge_of("a → b\nb → c\nc → b");
  const std::string dot = text_of(GraphForm::dot, told(knowledge, "a"));
  EXPECT_EQ(std::count(dot.begin(), dot.end(), '>'), 6);
}

TEST(Picture, EndingsChooseTheForm) {
  EXPECT_EQ(graph_form("x.svg"), GraphForm::svg);
  EXPECT_EQ(graph_form("-"), GraphForm::dot);
  EXPECT_FALSE(graph_form("x.png"));
  EXPECT_FALSE(graph_form(".svg"));
  EXPECT_EQ(unknown_form("x.png"),
            "x.png: the name of a graph's file ends in one of .svg, .html, .dot, .mmd, .json, .graphml");
}

TEST(Picture, JsonIsVersionedAndNamesNoRow) {
  const Knowledge knowledge = knowledge_of("rule r: a → b (0.6)");
  const boost::json::value root =
      boost::json::parse(text_of(GraphForm::json, told(knowledge, "a")));
  EXPECT_EQ(root.at("version").as_int64(), 1);
  EXPECT_EQ(root.at("graph").as_string(), "case");
  const auto& argument = root.at("nodes").as_array().at(2);
  EXPECT_EQ(argument.at("op").as_string(), "argument");
  EXPECT_EQ(argument.at("name").as_string(), "r");
  EXPECT_EQ(argument.at("line").as_int64(), 1);
  EXPECT_EQ(argument.at("certainty").as_double(), 0.6);
  EXPECT_TRUE(argument.at("fired").as_bool());
}

// ---- names that would be syntax ----


std::string raw_names() {
  // What the reader of rules makes of them is not at stake here: bytes that a file may hold.
  return "a \"quoted\" \\N & <script>alert(1)</script> ]]> \x1b[31m \xe2\x80\xae `x` {y} #38; %% --> end";
}

Knowledge hostile() {
  Knowledge knowledge = knowledge_of("sign → fate\nrule r: sign → end because \"why\"\n");
  Program& program = knowledge.program;
  program.findings[program.find("sign").row].name = raw_names() + "\nsecond line";
  program.rule_names[0] = raw_names();
  program.texts.back() = "</script><script>alert(3)</script>" + raw_names();
  return knowledge;
}

Session hostile_session(const Knowledge& knowledge) {
  Session session(knowledge);
  session.tell({knowledge.program.find("sign"), 1, 0, {}});
  return session;
}

TEST(HostilePicture, DotQuotesAll) {
  const Knowledge knowledge = hostile();
  const std::string dot = text_of(GraphForm::dot, hostile_session(knowledge));
  EXPECT_THAT(dot, HasSubstr("a \\\"quoted\\\" \\\\N &amp;"));
  EXPECT_THAT(dot, Not(HasSubstr("\x1b")));
  EXPECT_THAT(dot, Not(HasSubstr("\xe2\x80\xae")));
  // Outside quotes no name has left a trace: each line is as the others are.
  std::istringstream in(dot);
  for (std::string line; std::getline(in, line);)
    EXPECT_TRUE(line.find("label=") == std::string::npos || line.ends_with("];")) << line;
}

TEST(HostilePicture, MermaidWritesSignsAsNumbers) {
  const Knowledge knowledge = hostile();
  const std::string text = text_of(GraphForm::mermaid, hostile_session(knowledge));
  EXPECT_THAT(text, HasSubstr("a #34;quoted#34; #92;N #38;<br/>#60;script#62;"));
  for (const char* bad : {"<script", "\\N", "`", "\x1b", "%%"}) EXPECT_THAT(text, Not(HasSubstr(bad)));
}

TEST(HostilePicture, GraphmlIsXml) {
  const Knowledge knowledge = hostile();
  std::istringstream in(text_of(GraphForm::graphml, hostile_session(knowledge)));
  boost::property_tree::ptree tree;
  ASSERT_NO_THROW(boost::property_tree::read_xml(in, tree));
  bool found = false;
  for (const auto& [name, node] : tree.get_child("graphml.graph"))
    for (const auto& [key, data] : node)
      found |= data.data().starts_with("a \"quoted\" \\N & <script>alert(1)</script> ]]> \\x1b[31m");
  EXPECT_TRUE(found);
}

TEST(HostilePicture, JsonKeepsTheName) {
  const Knowledge knowledge = hostile();
  const boost::json::value root =
      boost::json::parse(text_of(GraphForm::json, hostile_session(knowledge)));
  const auto& nodes = root.at("nodes").as_array();
  EXPECT_TRUE(std::any_of(nodes.begin(), nodes.end(), [](const boost::json::value& n) {
    return n.at("op").as_string() == "finding" &&
           n.at("finding").as_string() == raw_names() + "\nsecond line";
  }));
}

TEST(HostilePicture, PagesHoldNoTagOfAName) {
  const Knowledge knowledge = hostile();
  const Session session = hostile_session(knowledge);
  for (const std::string& page : {text_of(GraphForm::html, session), render_report(session, "<i>today")}) {
    for (const char* bad : {"<script>alert", "</script><script>alert", "<i>today", "\x1b", "\xe2\x80\xae"})
      EXPECT_THAT(page, Not(HasSubstr(bad)));
    for (const char* part : {"http://", "https://", "@import", "url("}) {
      const std::size_t at = page.find(part);  // but the names of XML's own vocabulary
      EXPECT_TRUE(at == std::string::npos || page.substr(at).starts_with("http://www.w3.org/2000/svg"))
          << page.substr(at, 60);
    }
  }
}

TEST(HostilePicture, SvgHoldsNoScript) {
  if (!has_graphviz()) GTEST_SKIP() << "this build has no Graphviz";
  const Knowledge knowledge = hostile();
  const std::string svg = text_of(GraphForm::svg, hostile_session(knowledge));
  EXPECT_THAT(svg, HasSubstr("</svg>"));
  EXPECT_EQ(text_of(GraphForm::svg, hostile_session(knowledge)), svg);  // a second time, too
  EXPECT_THAT(svg, Not(HasSubstr("<script")));
}

TEST(HostilePicture, TooLargeToDrawIsSaid) {
  std::string rules;
  for (int i = 0; i < 800; ++i) rules += "a" + std::to_string(i) + " → b" + std::to_string(i) + "\n";
  const Knowledge knowledge = knowledge_of(rules);
  const GraphText graph = graph_text(GraphForm::svg, knowledge, nullptr, {});
  EXPECT_THAT(graph.error, HasSubstr(has_graphviz() ? "drawn nodes" : "no Graphviz"));
  EXPECT_EQ(graph.text, "");
}

TEST(Report, HoldsTheWholeConsultation) {
  const Knowledge knowledge = knowledge_of(
      "goal b, clot\nsource S1: \"A book\"\nrule r: a → b (0.6)\n    because \"so it is\"\n    source S1\n"
      "swelling → clot\nadvise clot, urgent: \"Go now.\"\nadvise b: \"Rest.\"\nnotice \"No diagnosis.\"\n"
      "b AND NOT c → d unless e");
  const std::string text = render_report(told(knowledge, "a, swelling, NOT c"), "2026-11-25");
  for (const char* part :
       {"2026-11-25", "Urgent: clot, certain", "Go now.", "<h3>b: <span class=\"standing\">likely 0.60",
        "Rest.", "because so it is", "A book", "test.hence:3", "Provided that:", "no e (not asked)",
        "<td>swelling</td><td>yes</td>", "<td>c</td><td>no</td>", "S1: A book", "No diagnosis.",
        "<td>test.hence</td><td><code>", "<figure data-node="})
    EXPECT_THAT(text, HasSubstr(part));
  EXPECT_LT(text.find("Urgent"), text.find("Rest."));
}

}  // namespace
}  // namespace hence::repl
