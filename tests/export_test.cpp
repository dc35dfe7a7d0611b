// The crisp part of small knowledge bases as text for clingo and CLIPS, and what is left out of it.
#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "repl/crisp.hpp"
#include "repl/render_crisp.hpp"
#include "repl/verbs.hpp"
#include "rules/written.hpp"
#include "tests/knowledge_of.hpp"

namespace hence::repl {
namespace {

// A program without the comments above its first rule.
std::string behind_comments(const std::string& text, char mark) {
  std::size_t at = 0;
  while (at < text.size() && text[at] == mark &&
         text.compare(at, 13, std::string(1, mark) + " test.hence:") != 0)
    at = text.find('\n', at) + 1;
  return text.substr(at);
}

std::string clingo(const std::string& rules) {
  const Knowledge knowledge = knowledge_of(rules);
  const Written as_written = written(knowledge.program);
  return behind_comments(clingo_text(knowledge.program, crisp_part(knowledge.program, as_written,
                                                                   {true, false, 1 << 30})),
                         '%');
}

std::string clips(const std::string& rules) {
  const Knowledge knowledge = knowledge_of(rules);
  const Written as_written = written(knowledge.program);
  return behind_comments(
      clips_text(knowledge.program, crisp_part(knowledge.program, as_written, {false, true, 1e15})),
      ';');
}

constexpr const char* ways = "relation ?a links to ?b\nrelation ?a reaches ?b\n"
                             "fact A links to B, B links to C\n"
                             "?a links to ?b → ?a reaches ?b\n"
                             "?a links to ?b AND ?b reaches ?c → ?a reaches ?c\n";

TEST(Export, RecursionAndFacts) {
  EXPECT_EQ(clingo(ways), "% test.hence:4\nreaches(A,B) :- links_to(A,B).\n"
                          "% test.hence:5\nreaches(A,C) :- links_to(A,B), reaches(B,C).\n"
                          "links_to(\"A\",\"B\").\nlinks_to(\"B\",\"C\").\n");
  EXPECT_EQ(
      clips(ways),
      "; test.hence:4\n(defrule rule-1\n  (links_to ?a ?b)\n  =>\n  (assert (reaches ?a ?b)))\n"
      "; test.hence:5\n(defrule rule-2\n  (links_to ?a ?b)\n  (reaches ?b ?c)\n  =>\n  (assert "
      "(reaches ?a ?c)))\n"
      "(deffacts given\n  (links_to \"A\" \"B\")\n  (links_to \"B\" \"C\")\n)\n");
}

TEST(Export, DenialsReadWhatIsFinal) {
  const char* rules =
      "relation ?a knows ?b\nfact Al knows Bo\n?a knows ? AND NOT ?a knows Cy → ?a is shy\n"
      "relation ?a is shy\n? is shy → quiet\n    unless Al is shy\n";
  EXPECT_EQ(clingo(rules),
            "% test.hence:3\nis_shy(A) :- knows(A,_), not knows(A,\"Cy\").\n"
            "% test.hence:5\nquiet :- is_shy(_), not is_shy(\"Al\").\nknows(\"Al\",\"Bo\").\n");
  EXPECT_EQ(clips(rules), "; test.hence:3\n(defrule rule-1\n  (declare (salience -1))\n  (knows ?a "
                          "?)\n  (not (knows ?a \"Cy\"))\n  =>\n  (assert (is_shy ?a)))\n"
                          "; test.hence:5\n(defrule rule-2\n  (declare (salience -2))\n  (is_shy "
                          "?)\n  (not (is_shy \"Al\"))\n  =>\n  (assert (quiet)))\n"
                          "(deffacts given\n  (knows \"Al\" \"Bo\")\n)\n");
}

TEST(Export, AFindingHoldsIsDeniedOrNeither) {
  EXPECT_EQ(clingo("rain rules out picnic\nsun → picnic\npicnic → joy\nNOT picnic → cards\n"),
            "#defined rain/0.\n#defined sun/0.\n"
            "% test.hence:1\ndenied_picnic :- rain.\n% test.hence:2\npicnic :- sun.\n"
            "% test.hence:3\njoy :- picnic, not denied_picnic.\n"
            "% test.hence:4\ncards :- denied_picnic, not picnic.\n");
}

TEST(Export, FiguresAndAggregates) {
  const std::string rules =
      "relation ?p weighs ?w, number ?w in kg\nrelation ?p with ?q weigh ?w, number ?w in kg\n"
      "fact Al weighs 70 kg, Bo weighs 80 kg\n"
      "?p weighs ?w AND ?w >= 75000 g → ?p is heavy\n"
      "?p weighs ?w AND ?q weighs ?v AND ?s = ?w + ?v → ?p with ?q weigh ?s\n";
  EXPECT_EQ(clingo(rules + "sum of ?w where (?p weighs ?w) > 100 kg → full\n"),
            "% test.hence:4\nis_heavy(P) :- weighs(P,W), W >= 75.\n"
            "% test.hence:5\nwith_weigh(P,Q,S) :- weighs(P,W), weighs(Q,V), S = (W+V).\n"
            "% test.hence:6\nfull :- Figure = #sum{W,P : weighs(P,W)}, Figure > 100.\n"
            "weighs(\"Al\",70).\nweighs(\"Bo\",80).\n");
  EXPECT_EQ(clips(rules), "; test.hence:4\n(defrule rule-1\n  (weighs ?p ?w)\n  (test (>= ?w "
                          "75))\n  =>\n  (assert (is_heavy ?p)))\n"
                          "; test.hence:5\n(defrule rule-2\n  (weighs ?p ?w)\n  (weighs ?q ?v)\n  "
                          "=>\n  (assert (with_weigh ?p ?q (+ ?w ?v))))\n"
                          "(deffacts given\n  (weighs \"Al\" 70)\n  (weighs \"Bo\" 80)\n)\n");
}

TEST(Export, NamesStayInsideTheirQuotes) {
  const std::string rules = "relation ?a likes ?b\nfact table likes\n| a | b |\n|---|---|\n| x\"), "
                            "p(\"y | back\\slash |\n?a likes ?b → ?b is liked\n";
  EXPECT_EQ(clingo(rules).substr(clingo(rules).rfind("likes(")),
            "likes(\"x\\\"), p(\\\"y\",\"back\\\\slash\").\n");
}

// ---- the verb, on a file in a folder that is gone afterwards

class ExportVerb : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("hence_export_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  // The exit status, then what goes to standard error, without the folder.
  std::string run(const std::string& rules, bool to_clingo, bool to_clips) {
    const std::string file = (folder_ / "x.hence").string();
    std::ofstream(file) << rules;
    testing::internal::CaptureStderr();
    const int status = export_verb({{file}, to_clingo, to_clips, (folder_ / "out").string()});
    std::string errors = testing::internal::GetCapturedStderr();
    for (std::size_t at; (at = errors.find(folder_.string() + "/")) != std::string::npos;)
      errors.erase(at, folder_.string().size() + 1);
    return std::to_string(status) + "\n" + errors;
  }
  std::filesystem::path folder_;
};

TEST_F(ExportVerb, ExitsWithZeroIfAllIsSaid) {
  EXPECT_EQ(run(ways, true, false), "0\n");
  EXPECT_TRUE(std::filesystem::exists(folder_ / "out"));
  EXPECT_EQ(run(ways, false, true), "0\n");
}

TEST_F(ExportVerb, NamesWhatIsLeftOut) {
  const char* rules = "relation ?p weighs ?w, number ?w in kg\nrelation ?a likes ?b\n"
                      "fact Al weighs 70.5 kg, Al likes Bo, Bo likes Al (0.5)\n"
                      "number age in years\n"
                      "?a likes ?b suggests ?b is liked\n"
                      "count of ?b where (Al likes ?b) > 1 → warm\n"
                      "age > 3 years → old\n"
                      "default NOT cold\n";
  EXPECT_EQ(run(rules, true, false),
            "1\nx.hence:3:6: warning: left out: 70.5 is not whole\n"
            "x.hence:3:38: warning: left out: its certainty is not definite\n"
            "x.hence:5:1: warning: left out: its strength is not definite\n"
            "x.hence:7:1: warning: left out: it reads a value\n"
            "x.hence:8:13: warning: left out: a default has no counterpart\n");
  EXPECT_EQ(run(rules, false, true),
            "1\nx.hence:3:38: warning: left out: its certainty is not definite\n"
            "x.hence:5:1: warning: left out: its strength is not definite\n"
            "x.hence:6:1: warning: left out: it has an aggregate\n"
            "x.hence:7:1: warning: left out: it reads a value\n"
            "x.hence:8:13: warning: left out: a default has no counterpart\n");
}

TEST_F(ExportVerb, RefusesWhatItCannotUse) {
  EXPECT_EQ(run(ways, true, true), "2\nerror: name one engine: --clingo or --clips\n");
  EXPECT_EQ(run(ways, false, false), "2\nerror: name one engine: --clingo or --clips\n");
  EXPECT_EQ(run("a AND → b\n", true, false).substr(0, 2), "2\n");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "out"));
}

}  // namespace
}  // namespace hence::repl
