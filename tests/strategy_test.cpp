// How many questions a consultation takes, against the shortest possible and against asking all.
#include <algorithm>
#include <map>
#include <set>

#include "engine/answers.hpp"
#include "engine/matter.hpp"
#include "engine/question.hpp"
#include "repl/not_asked.hpp"
#include "tests/knowledge_of.hpp"
#include "tests/matter_table.hpp"
#include "tests/property.hpp"

namespace hence {
namespace {

// The average over equally likely answers of what is left after each.
template <class Rest>
double after(const Session& session, FindingId finding, const Rest& rest) {
  const Outlook outlook(session);
  const Answers answers = answers_of(session, outlook, finding);
  double sum = 0;
  for (const double answer : answers.values) {
    Session told = session;
    told.tell(fact_of(session.program(), finding, answer));
    sum += rest(told);
  }
  return sum / static_cast<double>(answers.values.size());
}

// How many questions the engine takes.
double taken(const Session& session) {
  const std::optional<Question> question = next_question(session, {}, std::nullopt);
  if (!question) return 0;
  return 1 + after(session, question->findings.front(), taken);
}

// The fewest questions possible, by dynamic programming over all states of the answers. It may ask
// whatever matters, urgent advice's questions before others, and stops when nothing does.
class Shortest {
 public:
  double of(const Session& session) {
    const std::string key = key_of(session);
    if (const auto known = known_.find(key); known != known_.end()) return known->second;
    double least = 0;
    for (const FindingId f : may_ask(session)) {
      const double count = 1 + after(session, f, [&](const Session& s) { return of(s); });
      if (least == 0 || count < least) least = count;
    }
    return known_[key] = least;
  }

 private:
  static std::string key_of(const Session& session) {
    std::vector<std::string> facts;
    for (const Fact& f : session.facts())
      facts.push_back(std::to_string(f.finding.index()) + " " + std::to_string(f.certainty) + " " +
                      std::to_string(f.value) + ";");
    std::sort(facts.begin(), facts.end());
    std::string key;
    for (const std::string& fact : facts) key += fact;
    return key;
  }

  static std::vector<FindingId> may_ask(const Session& session) {
    Matter matter(session);
    std::vector<FindingId> urgent, now, later;
    for (const Matter::Open& open : matter.open()) {
      if (!matter.matters(open.finding)) continue;
      (open.later ? later : now).push_back(open.finding);
      if (!open.later && open.urgent && matter.matters_urgently(open.finding))
        urgent.push_back(open.finding);
    }
    return !urgent.empty() ? urgent : !now.empty() ? now : later;
  }

  std::map<std::string, double> known_;
};

struct Figures {
  int bases = 0;
  double taken = 0, shortest = 0, all = 0, worst = 1;
};

// Requires a base without lists, whose questions are several in one.
void measure(const generate::Recipe& recipe, const generate::Tape& tape, std::size_t completions,
             Figures& figures) {
  generate::Model model = generate::decode(recipe);
  add_urgent(model, tape);
  std::erase_if(model.declarations,
                [](const std::string& d) { return d.starts_with("ask which of"); });
  const Knowledge knowledge = know(generate::files(model));
  if (!knowledge.usable || tape.empty()) return;
  Session session = session_of(knowledge, facts_of(knowledge.program, model.facts));
  leave_few_open(session, tape, completions);
  const double shortest = Shortest().of(session);
  if (shortest == 0) return;
  const double count = taken(session);
  figures.worst = std::max(figures.worst, count / shortest);
  figures.taken += count;
  figures.shortest += shortest;
  for (const FindingId f : repl::askable_findings(knowledge.program))
    figures.all += session.fact(f) == nullptr ? 1 : 0;
  ++figures.bases;
}

TEST(Strategy, IsNearTheShortest) {
  Figures figures;
  const bool nightly = std::getenv("HENCE_NIGHTLY") != nullptr;
  rc::detail::TestParams params = property_params();
  params.maxSuccess = nightly ? 1000 : 300;
  const auto result = run_property("strategy", params,
                                   [&](const generate::Recipe& recipe, const generate::Tape& tape) {
                                     measure(recipe, tape, nightly ? 20000 : 2000, figures);
                                   });
  ASSERT_TRUE(result.is<rc::detail::SuccessResult>()) << message(result);
  std::cout << figures.bases << " rule bases: " << figures.taken / figures.bases
            << " questions, the shortest " << figures.shortest / figures.bases << ", ratio "
            << figures.taken / figures.shortest << ", worst " << figures.worst << ", all "
            << figures.all / figures.bases << "\n";
  EXPECT_GE(figures.bases, params.maxSuccess / 4);
  EXPECT_LE(figures.taken, 1.15 * figures.shortest);
  EXPECT_LT(figures.taken, 0.5 * figures.all);
}

// ---- kb/leg-pain.hence ----

// Questions that findings make: a list is one, whatever of it is shown.
std::size_t count_questions(const Program& program, const std::vector<FindingId>& findings) {
  std::set<std::size_t> lists;
  std::size_t count = 0;
  for (const FindingId f : findings) {
    const auto list = std::find_if(
        program.which_of.begin(), program.which_of.end(), [&](const WhichOf& w) {
          return std::find(w.findings.begin(), w.findings.end(), f) != w.findings.end();
        });
    if (list == program.which_of.end()) ++count;
    else lists.insert(static_cast<std::size_t>(list - program.which_of.begin()));
  }
  return count + lists.size();
}

// A person who says what the case says, no to any other sign, and does not know other figures.
Fact answer(const Program& program, const Case& c, FindingId finding) {
  for (const Fact& given : c.given)
    if (given.finding == finding) return given;
  Fact fact;
  fact.finding = finding;
  fact.certainty = program.findings[finding.index()].kind == FindingKind::yes_no ? -1 : 0;
  for (const Fact& given : c.given)
    for (const Kind& kind : program.kinds)
      if (kind.kind == given.finding && kind.broader == finding && given.certainty > 0)
        fact.certainty = 1;
  return fact;
}

bool finds_something(const Case& c) {
  return std::any_of(c.expect.begin(), c.expect.end(), [](const Expectation& e) {
    return e.expect == Expect::yes || e.expect == Expect::first || e.expect == Expect::above ||
           e.expect == Expect::urgent_advice ||
           ((e.expect == Expect::certainty || e.expect == Expect::band) && e.low > 0);
  });
}

// Against asking one after another what can be asked, as the file lists it. (The file's own lists
// would make 14 screens of it; those are printed too.)
TEST(Strategy, LegPainTakesFewerThanHalfOfAllQuestions) {
  const Knowledge knowledge = compile(load({"kb/leg-pain.hence"}, {}));
  ASSERT_TRUE(knowledge.usable);
  const Program& program = knowledge.program;
  const std::vector<FindingId> askable = repl::askable_findings(program);
  int cases = 0;
  for (const Case& c : program.cases) {
    if (!finds_something(c)) continue;
    Session session(knowledge);
    for (const Fact& given : c.given)  // what no question is about is told at once
      if (std::find(askable.begin(), askable.end(), given.finding) == askable.end())
        session.tell(given);
    std::size_t asked = 0, shown = 0;
    std::optional<int> topic;
    while (const auto question = next_question(session, {}, topic)) {
      topic = question->topic;
      for (const FindingId f : question->findings) session.tell(answer(program, c, f));
      ++asked;
      shown += question->findings.size();
    }
    std::cout << c.name << ": " << asked << " of " << count_questions(program, askable)
              << " questions, " << shown << " of " << askable.size() << " findings\n";
    EXPECT_LT(2 * asked, askable.size()) << c.name;
    EXPECT_LT(asked, count_questions(program, askable)) << c.name;
    ++cases;
  }
  EXPECT_GE(cases, 30);
}

}  // namespace
}  // namespace hence
