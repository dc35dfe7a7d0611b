// Aggregates: their ranges against every completion, and what explanations say of them.
#include "engine/aggregate.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <random>

#include <fmt/format.h>

#include "engine/distance.hpp"
#include "engine/explain.hpp"
#include "engine/outlook.hpp"
#include "engine/picture.hpp"
#include "repl/picture_words.hpp"
#include "repl/render_why.hpp"
#include "tests/knowledge_of.hpp"

namespace hence {
namespace {

// ---- ranges

constexpr const char* figures =
    "relation ?x is in\nask ?x is in: \"Which?\"\nnumber load of ?x, -2 to 3\n"
    "relation ?x reads ?v on ?d, number ?v, date ?d\nask ?x reads ?v on ?d: \"Which?\"\n"
    "number how many = count of ?x where (?x is in)\n"
    "number total = sum of load of ?x where (?x is in)\n"
    "number least = min of load of ?x where (?x is in)\n"
    "number most = max of load of ?x where (?x is in)\n"
    "number mean = average of load of ?x where (?x is in)\n"
    "number last = latest ?v by ?d where (?x reads ?v on ?d)\n";
const std::vector<std::string> members = {"a is in",   "b is in",   "c is in",
                                          "load of a", "load of b", "load of c"};
const std::vector<std::string> readings = {"a reads 1 on 2026-01-01", "b reads 2 on 2026-01-02",
                                           "c reads 4 on 2026-01-02"};

Knowledge with_figures() {
  std::string facts = "a is in, b is in, c is in, load of a = 0, load of b = 0, load of c = 0";
  for (const std::string& reading : readings) facts += ", " + reading;
  return compile(load({}, {{"test.hence", figures}}, {facts}));
}

// Answers, the ends of the range among them.
std::vector<Fact> answers(const Program& program, FindingId finding) {
  if (program.findings[finding.row].kind == FindingKind::yes_no)
    return {{finding, 1, 0, {}}, {finding, -1, 0, {}}, {finding, 0, 0, {}}, {finding, 0.6, 0, {}}};
  return {{finding, 1, -2, {}}, {finding, 1, 0.5, {}}, {finding, 1, 3, {}}, {finding, 0, 0, {}}};
}

// What a range holds, and which of its ends some completion gave.
struct Seen {
  bool outside = false, low = false, high = false, known = false;

  void take(const Ranges::Cell& range, Cell cell) {
    if (Ranges::settled(range)) {
      outside |= !Ranges::same(range.low.x, cell.x) || !Ranges::same(range.low.y, cell.y);
    } else if (is_figure(cell.x)) {
      outside |= !(range.low.x <= cell.x && cell.x <= range.high.x);
      outside |= !(range.low.y <= cell.y && cell.y <= range.high.y);
    }
    known |= is_figure(cell.x);
    low |= cell.x == range.low.x;
    high |= cell.x == range.high.x;
  }
};

// Tells each open finding of `names` each of its answers, in all combinations.
void complete(Session& session, const Outlook& outlook, std::span<const std::string> names,
              const std::function<void()>& visit) {
  if (names.empty()) return visit();
  const FindingId finding = session.program().find(names.front());
  if (!outlook.is_open(finding)) return complete(session, outlook, names.subspan(1), visit);
  for (const Fact& fact : answers(session.program(), finding)) {
    session.tell(fact);
    complete(session, outlook, names.subspan(1), visit);
  }
  session.forget(finding);
}

// By name of what is computed: in so many random states of the answers, with each range narrowed.
std::map<std::string, Seen> against_completions(double narrowed) {
  const Knowledge knowledge = with_figures();
  std::map<std::string, Seen> all;
  std::mt19937 random(1975);
  for (int round = 0; round < 60; ++round) {
    Session session(knowledge);
    for (const auto* names : {&members, &readings})
      for (const std::string& name : *names) {
        const auto choices = answers(knowledge.program, knowledge.program.find(name));
        if (random() % 2 == 0) session.tell(choices[random() % choices.size()]);
      }
    const Outlook outlook(session);
    for (const auto* names : {&members, &readings}) {
      std::map<std::string, Seen> seen;
      complete(session, outlook, *names, [&] {
        for (const char* name : {"how many", "total", "least", "most", "mean", "last"}) {
          if ((names == &readings) != (std::string_view(name) == "last")) continue;
          const NodeId number = knowledge.network.finding_nodes[knowledge.program.find(name).row];
          const NodeId node = knowledge.network.inputs_of(number).front();
          Ranges::Cell range = outlook[node];
          if (!Ranges::settled(range)) range.high.x -= narrowed;
          seen[name].take(range, session.state()[node]);
        }
      });
      for (const auto& [name, of] : seen) {
        Seen& sum = all.try_emplace(name, Seen{false, true, true, false}).first->second;
        sum.outside |= of.outside;
        sum.known |= of.known;
        if (!of.known) continue;  // no completion decides it: its ends are reached by none
        sum.low &= of.low;
        sum.high &= of.high;
      }
    }
  }
  return all;
}

TEST(Aggregate, ItsRangeHoldsEveryCompletionAndNoMore) {
  const auto all = against_completions(0);
  ASSERT_EQ(all.size(), 6);
  for (const auto& [name, seen] : all) {
    EXPECT_FALSE(seen.outside) << name;
    EXPECT_TRUE(seen.known) << name;
    if (name == "last") continue;  // what else is read on the last day is looked at by itself
    EXPECT_TRUE(seen.low && seen.high) << name;
  }
}

TEST(Aggregate, ANarrowerRangeIsCaught) {
  for (const auto& [name, seen] : against_completions(0.25)) EXPECT_TRUE(seen.outside) << name;
}

// ---- explanations

constexpr const char* medicines =
    "relation patient takes ?drug\nask patient takes ?drug: \"Which?\"\n"
    "number dose of ?drug in mg, 0 to 1000\n"
    "count of ?drug where (patient takes ?drug) >= 4 → polypharmacy\n"
    "sum of dose of ?drug where (patient takes ?drug) > 20 mg → high dose\n"
    "max of dose of ?drug where (patient takes ?drug) >= 10 mg → strong pill\n"
    "min of dose of ?drug where (patient takes ?drug) >= 3 mg → no weak pill\n"
    "count of ?drug where (patient takes ?drug) = 1 → single\n"
    "number strongest in mg = max of dose of ?drug where (patient takes ?drug)\n"
    "strongest >= 500 mg → very strong pill\n";

Knowledge of_medicines(const std::string& more = {}) {
  Knowledge knowledge = compile(load(
      {}, {{"test.hence", medicines + more}},
      {"patient takes A, patient takes B, patient takes C, patient takes D, patient takes E"}));
  EXPECT_TRUE(knowledge.usable);
  return knowledge;
}
constexpr const char* three_taken =
    "patient takes A, patient takes B, patient takes C, NOT patient takes D, NOT patient takes E, "
    "dose of A = 5 mg, dose of B = 0.006 g, dose of C = 1 mg";

std::string names(const Program& program, const std::vector<PremiseReport>& parts) {
  std::string text;
  for (const PremiseReport& p : parts)
    text += (text.empty() ? "" : ", ") + program.findings[p.finding.row].name;
  return text;
}

PremiseReport premise(const Session& session, std::string_view finding) {
  const Why w = why(session, session.program().find(finding));
  return (w.fired.empty() ? w.silent : w.fired).front().premises.front();
}

TEST(Aggregate, AComparisonTellsTheFigureAndWhatMakesIt) {
  const Knowledge knowledge = of_medicines();
  Session session(knowledge);
  tell(session, three_taken);
  const PremiseReport count = premise(session, "polypharmacy");
  EXPECT_FALSE(count.finding);
  EXPECT_EQ(count.figure, 3);
  EXPECT_EQ(count.certainty, -1);
  EXPECT_EQ(names(knowledge.program, count.parts),
            "patient takes A, patient takes B, patient takes C");
  const PremiseReport sum = premise(session, "high dose");
  EXPECT_EQ(sum.figure, 12);  // mg
  EXPECT_EQ(names(knowledge.program, sum.parts),
            "patient takes A, dose of A, patient takes B, dose of B, patient takes C, dose of C");
}

TEST(Aggregate, OfOneBindingItIsNotThatFinding) {
  const Knowledge knowledge = compile(load({}, {{"test.hence", medicines}}, {"patient takes A"}));
  Session session(knowledge);
  tell(session, "patient takes A");
  const PremiseReport count = premise(session, "single");
  EXPECT_FALSE(count.finding);
  EXPECT_EQ(count.figure, 1);
  EXPECT_EQ(names(knowledge.program, count.parts), "patient takes A");
}

TEST(Aggregate, WhileItIsOpenItTellsWhatKeepsItOpen) {
  const Knowledge knowledge = of_medicines();
  Session session(knowledge);
  tell(session, "patient takes A, NOT patient takes B, NOT patient takes C, NOT patient takes D");
  const PremiseReport count = premise(session, "polypharmacy");
  EXPECT_FALSE(count.figure);
  EXPECT_EQ(names(knowledge.program, count.parts), "patient takes A, patient takes E");
}

TEST(Aggregate, WhyPrintsTheFigureAgainstItsBound) {
  const Knowledge knowledge = of_medicines();
  Session session(knowledge);
  tell(session, three_taken);
  tell(session, "patient takes D, dose of D = 9 mg");
  const std::string text =
      repl::as_text(repl::render_why(session, knowledge.program.find("polypharmacy")), {});
  EXPECT_NE(text.find("holds: it is 4"), std::string::npos) << text;
  EXPECT_NE(text.find("patient takes D"), std::string::npos) << text;
}

TEST(Aggregate, HowLeavesOutWhatIsNotIncluded) {
  const Knowledge knowledge = of_medicines();
  Session session(knowledge);
  tell(session, three_taken);
  tell(session, "patient takes D");
  std::string below;
  for (const Why& w : how(session, knowledge.program.find("polypharmacy")))
    below += knowledge.program.findings[w.finding.row].name + "; ";
  EXPECT_EQ(below,
            "polypharmacy; patient takes A; patient takes B; patient takes C; patient takes D; ");
}

// «1 of them given»: answers to change, and those among them that were given.
std::string away(const Knowledge& knowledge, std::string_view facts, std::string_view finding) {
  Session session(knowledge);
  tell(session, facts);
  const Distances distances(session);
  const ArgumentOrigin argument =
      knowledge.network.arguments_of(knowledge.program.find(finding)).front();
  const Distance d = distances.to_hold(argument.node);
  return d.possible() ? fmt::format("{}, {} given", d.changes, d.given) : "never";
}

TEST(Aggregate, HowFarABoundIs) {
  const Knowledge knowledge = of_medicines();
  struct Row {
    const char *finding, *facts, *away;
  };
  const std::string one_left =
      std::string("patient takes A, patient takes B, patient takes C, NOT patient takes D, ") +
      "dose of A = 5 mg, dose of B = 6 mg, dose of C = 1 mg";
  for (const Row& row :
       {Row{"polypharmacy", three_taken, "1, 1 given"},
        Row{"polypharmacy", one_left.c_str(), "1, 0 given"},
        Row{"polypharmacy", "", "5, 0 given"},  // each decided, four of them yes
        Row{"single", three_taken, "2, 2 given"}, Row{"single", one_left.c_str(), "3, 2 given"},
        Row{"high dose", three_taken, "1, 1 given"},  // another dose
        Row{"high dose", one_left.c_str(), "2, 0 given"},
        Row{"strong pill", three_taken, "1, 1 given"},
        Row{"strong pill", one_left.c_str(), "2, 0 given"},
        Row{"no weak pill", three_taken, "1, 1 given"},  // without C
        Row{"very strong pill", three_taken, "1, 1 given"}})
    EXPECT_EQ(away(knowledge, row.facts, row.finding), row.away) << row.finding << row.facts;
}

// ---- pictures

std::string drawn(const std::string& text) {
  const Knowledge knowledge = knowledge_of(text);
  const Picture whole = picture(knowledge);
  std::string out;
  for (const PictureNode& n : whole.nodes)
    out += fmt::format("{} {}; ", static_cast<int>(n.op),
                       n.finding ? knowledge.program.findings[n.finding.row].name : "");
  for (const PictureEdge& e : whole.edges) out += fmt::format("{}-{} ", e.from, e.to);
  return out;
}

TEST(Aggregate, IsDrawnInAnOrderThatNoFactDecides) {
  std::vector<std::string> facts = {"A likes B (0.9)", "A likes C (0.8)", "B likes A",
                                    "B likes C (0.7)", "C likes A (0.6)", "C likes B"};
  std::string first;
  for (int shuffle = 0; shuffle < 20; ++shuffle) {
    std::string text =
        "relation ?x likes ?y\n?x likes ?z AND count of ?y where (?y likes ?x) >= 2 → ?x liked\n";
    for (const std::string& fact : facts) text += "fact " + fact + "\n";
    if (first.empty()) first = drawn(text);
    EXPECT_EQ(drawn(text), first) << text;
    std::next_permutation(facts.begin(), facts.end());
    std::rotate(facts.begin(), facts.begin() + shuffle % 5, facts.end());
  }
}

TEST(Aggregate, IsDrawnWithItsKindAndFigure) {
  const Knowledge knowledge = of_medicines();
  Session session(knowledge);
  tell(session, three_taken);
  const repl::PictureWords words(knowledge.program, &session);
  std::vector<std::string> told;
  for (const PictureNode& n : picture(session).nodes)
    if (n.op == NodeOp::aggregate) told.push_back(words.of(n).title + ": " + words.of(n).standing);
  std::sort(told.begin(), told.end());
  ASSERT_EQ(told.size(), 4);
  EXPECT_EQ(told[0], "count of ?drug where (patient takes ?drug): 3");
  EXPECT_EQ(told[1], "max of dose of ?drug where (patient takes ?drug): 6 mg");
}

}  // namespace
}  // namespace hence
