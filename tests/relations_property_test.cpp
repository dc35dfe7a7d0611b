// Invariants 2 and 3 on rule bases with variables: recursion (simple, mutual, weighed), NOT and
// counts above it. After any edits of the facts a session is that of starting again, also of a
// knowledge base that never heard of what was taken back; and the engine equals the naive
// reference.
#include <algorithm>
#include <array>

#include "repl/case_file.hpp"
#include "tests/history.hpp"
#include "tests/property.hpp"
#include "tests/rule_base.hpp"

namespace hence {
namespace {

using generate::Tape;

constexpr std::array walkers = {"ada", "bo", "cy", "dan", "eve"};
constexpr std::array things = {"ada", "bo", "cy", "dan"};

constexpr std::string_view declarations =
    "relation ?x to ?y\nrelation ?x is marked\nrelation ?x reaches ?y\nrelation ?x stands below "
    "?y\n"
    "relation ?x meets ?y\nrelation ?x is cut off from ?y\nrelation ?x is safe\n"
    "relation ?x is watched\nnumber load of ?x\n"
    "rule low: ?x to ?y → ?x is busy (0.3)\nrelation ?x is busy\n"
    "rule high: load of ?x > 2 AND ?x to ?y → ?y is busy (0.8)\n    overrides low\n"
    "?x is marked AND load of ?x > 3 → ?x trouble (0.6)\n";

// Each may be there or not. No choice of them has NOT inside a recursion.
constexpr std::array rules = {
    "?x to ?y → ?x reaches ?y",
    "?x reaches ?y AND ?y to ?z → ?x reaches ?z",
    "?x to ?y AND ?y reaches ?z → ?x reaches ?z",
    "?x reaches ?y AND ?y reaches ?z → ?x reaches ?z",
    "?x reaches ?y → ?y reaches ?x (0.9)",
    "?x stands below ?y AND ?y to ?z → ?x reaches ?z",
    "?x reaches ?y AND ?y is marked → ?x stands below ?y",
    "?p to ?x AND ?p to ?y AND ?x != ?y → ?x meets ?y",
    "?p to ?x AND ?q to ?y AND ?p meets ?q → ?x meets ?y (0.8)",
    "?x is marked AND ?y is marked AND NOT ?x reaches ?y → ?x is cut off from ?y",
    "?x is cut off from ?y weakly argues against ?x trouble",
    "?x to ?y AND ?x is marked AND NOT ?y is marked → ?y trouble (0.6)",
    "?x trouble AND ?x to ?y → ?y trouble (0.7)",
    "?x reaches ?y AND ?y trouble AND NOT ?x meets ?y → ?x trouble (0.5)",
    "?x is marked AND count of ?y where (?x reaches ?y) >= 3 → ?x trouble (0.9)",
    "?x is marked AND sum of load of ?y where (?x to ?y) > 6 → ?x trouble (0.3)",
    "?x is marked → ?x is safe\n    unless ?x trouble",
    "?y to ?x AND NOT ?y is marked → ?x alarm (0.4)\n    overrides low",
    "?x is marked AND rule high applies → ?x is watched",
    "?y to ?x AND NOT rule low applies → ?x is watched (0.7)",
    "?x stands below ? AND NOT ?x meets ? → ?x is safe",
};

std::size_t draw(const Tape& tape, std::size_t at, std::size_t of) {
  return at < tape.size() ? tape[at] % of : 0;
}

// A FACT, and what becomes of it: a kind of History's steps.
struct Edit {
  std::string line;
  unsigned kind = 0;
};

Edit edit(const Tape& tape) {
  const std::string x = things[draw(tape, 1, things.size())],
                    y = things[draw(tape, 2, things.size())];
  constexpr std::array certainties = {"", "", "", " (0.7)", " (0.4)"};
  const unsigned kind = static_cast<unsigned>(draw(tape, 0, 5));
  const std::size_t form = draw(tape, 3, 8);
  if (form == 7) {
    return {"load of " + x + " = " + std::to_string(draw(tape, 4, 6)), kind};
  }
  const std::string about = form < 5 ? x + " to " + y : x + " is marked";
  const bool denied = draw(tape, 5, 6) == 5;
  return {(denied ? "NOT " : "") + about + certainties[draw(tape, 4, certainties.size())], kind};
}

std::string text_of(const std::vector<std::uint16_t>& chosen, const std::vector<Tape>& stated) {
  std::string text(declarations);
  for (std::size_t i = 0; i < rules.size(); ++i)
    if (draw(chosen, i, 3) != 1) text += std::string(rules[i]) + "\n";
  for (const Tape& tape : stated) {
    const Edit fact = edit(tape);
    if (fact.line.find("NOT") == std::string::npos) text += "fact " + fact.line + "\n";
  }
  return text;
}

// All that may be told, so that a session can be told any of it.
std::vector<std::string> everything() {
  std::vector<std::string> lines;
  for (const std::string x : things) {
    lines.push_back(x + " is marked, load of " + x + " = 1");
    for (const std::string y : things) lines.push_back(x + " to " + y);
  }
  return lines;
}

// Of the tuples that the knowledge base gives only those are findings that something reads.
bool is_given(const Program& program, FindingId finding) {
  return std::any_of(program.rules.begin(), program.rules.end(), [&](const Rule& rule) {
    return rule.fact && program.conclusions_of(rule).front().finding == finding;
  });
}

// Bit for bit.
std::string other_values(const Session& a, const Session& b) {
  std::string text;
  for (std::size_t f = 0; f < a.program().findings.size(); ++f) {
    const Value x = a.value(FindingId(f)), y = b.value(FindingId(f));
    if (x.state != y.state || x.certainty != y.certainty || x.value != y.value)
      text += "\n" + a.program().findings[f].name + " " + std::to_string(x.certainty) + ", but " +
              std::to_string(y.certainty);
  }
  return text;
}

// Its answers where the other has a finding of the name; where it has none, nothing may follow.
std::string more_than(const Session& wide, const Session& narrow) {
  std::string text;
  for (std::size_t f = 0; f < wide.program().findings.size(); ++f) {
    const Value value = wide.value(FindingId(f));
    const std::string& name = wide.program().findings[f].name;
    const FindingId same = narrow.program().find(name);
    const bool unread = name.ends_with('?') || is_given(wide.program(), FindingId(f));
    if (!same && unread) continue;
    const Value other = same ? narrow.value(same) : Value{};
    const bool equal = same ? value.state == other.state && value.certainty == other.certainty &&
                                  value.value == other.value
                            : value.certainty <= 0 && (!value.value || *value.value == 0);
    if (!equal)
      text += "\n" + name + " " + std::to_string(value.certainty) + ", but " +
              (same ? std::to_string(other.certainty) : "nothing");
  }
  return text;
}

struct Read {
  Knowledge knowledge;
  std::optional<Program> schema;
};

Read read(const std::string& text, const std::vector<std::string>& facts) {
  Loaded loaded = load({}, {{"relations.hence", text}}, facts);
  std::optional<Program> schema;
  if (loaded.growable) schema = loaded.growable.schema();
  return {compile(std::move(loaded)), std::move(schema)};
}

void equals_reference(const Read& read, const Session& session, const std::vector<Fact>& facts,
                      reference::Mutation mutation) {
  const auto results = reference::conclude(read.knowledge.program, facts, mutation, &*read.schema);
  RC_ASSERT(results.has_value());
  const std::string disagrees = disagreement(session, *results);
  if (!disagrees.empty()) RC_FAIL("engine and reference disagree: " + disagrees);
}

// report: all that one says is compared, too.
void equals_new(const Knowledge& knowledge, const History& edited, bool report) {
  const Session fresh = session_of(knowledge, edited.facts());
  std::string difference = other_values(edited.session(), fresh);
  if (report) difference += differences(answer_of(edited.session()), answer_of(fresh));
  if (!difference.empty()) RC_FAIL("the edited session differs from a new one: " + difference);
}

// With a knowledge base that knows of nothing but what was told in the end.
void equals_narrow(const std::string& text, const History& edited, reference::Mutation mutation) {
  const std::string lines = repl::fact_lines(edited.session().program(), edited.facts());
  const Read narrow = read(text, {lines});
  const std::vector<Fact> facts = read_facts(narrow.knowledge.program, lines).facts;
  const Session session = session_of(narrow.knowledge, facts);
  const std::string more = more_than(edited.session(), session);
  if (!more.empty()) RC_FAIL("what was never told leaves a trace: " + more);
  equals_reference(narrow, session, facts, mutation);
}

void no_edit_leaves_a_trace(Lapse lapse, reference::Mutation mutation = reference::Mutation::none) {
  const auto chosen = *generate::tapes(static_cast<int>(rules.size()));
  const auto stated =
      *rc::gen::resize(8, rc::gen::container<std::vector<Tape>>(generate::tapes(6)));
  const std::string text = text_of(chosen, stated);
  RC_LOG() << text;
  const Read wide = read(text, everything());
  RC_ASSERT(wide.knowledge.usable);
  bool follows = false;
  for (int sequence = 0; sequence < 10; ++sequence) {
    const auto steps =
        *rc::gen::resize(9, rc::gen::container<std::vector<Tape>>(generate::tapes(6)));
    History edited(wide.knowledge, lapse);
    for (const Tape& step : steps) {
      const Edit e = edit(step);
      RC_LOG() << "\n" << (e.kind == 3 ? "forget " : e.kind == 4 ? "undo, or " : "tell ") << e.line;
      edited.step(e.kind, read_facts(wide.knowledge.program, e.line).facts.front());
      equals_new(wide.knowledge, edited, sequence == 0 && &step == &steps.back());
    }
    RC_LOG() << "\n-- again\n";
    follows = follows || concludes(edited.session());
    if (sequence % 5 == 0) equals_narrow(text, edited, mutation);  // these two take longest
    if (sequence % 5 == 1) equals_reference(wide, edited.session(), edited.facts(), mutation);
  }
  RC_CLASSIFY(follows, "concludes");
}

TEST(RelationProperty, NoEditLeavesATrace) {
  expect_holds("edits over relations, ten sequences each",
               [] { no_edit_leaves_a_trace(Lapse::none); });
}

TEST(RelationProperty, EditsCatchLapses) {
  for (const Lapse lapse :
       {Lapse::forgets_nothing, Lapse::keeps_the_first_answer, Lapse::undo_loses_a_change})
    expect_caught(
        "edits over relations", [lapse] { no_edit_leaves_a_trace(lapse); }, 200);
}

TEST(RelationProperty, EditsCatchBrokenReferences) {
  for (const auto mutation :
       {reference::Mutation::agreement_ignored, reference::Mutation::recursion_combines,
        reference::Mutation::overrides_ignored, reference::Mutation::not_keeps_sign})
    expect_caught(
        "edits over relations", [mutation] { no_edit_leaves_a_trace(Lapse::none, mutation); }, 200);
}

// ---- reachability against a closure by hand ----

void reaches_what_a_walk_reaches() {
  const auto tape = *generate::tapes(40);
  std::array<std::array<bool, 5>, 5> way{};
  std::string line;
  for (std::size_t i = 0; i + 1 < tape.size(); i += 2) {
    const std::size_t x = tape[i] % 5U, y = tape[i + 1] % 5U;
    way[x][y] = true;
    line += (line.empty() ? "" : ", ") + std::string(walkers[x]) + " to " + walkers[y];
  }
  const std::string text =
      "relation ?x to ?y\nrelation ?x reaches ?y\nrelation ?x is cut off from ?y\n" +
      std::string(rules[0]) + "\n" + rules[*rc::gen::inRange<std::size_t>(1, 4)] +
      "\n?x to ? AND ?y to ? AND NOT ?x reaches ?y → ?x is cut off from ?y\n";
  RC_LOG() << text << line;
  const Knowledge knowledge = compile(load({}, {{"relations.hence", text}}, {line}));
  RC_ASSERT(knowledge.usable);
  Session session(knowledge);
  if (!line.empty())
    for (const Fact& fact : read_facts(knowledge.program, line).facts) session.tell(fact);
  auto reaches = way;
  for (std::size_t k = 0; k < 5; ++k)
    for (std::size_t i = 0; i < 5; ++i)
      for (std::size_t j = 0; j < 5; ++j)
        reaches[i][j] = reaches[i][j] || (reaches[i][k] && reaches[k][j]);
  const auto leaves = [&](std::size_t x) {
    return std::count(way[x].begin(), way[x].end(), true) > 0;
  };
  const auto said = [&](std::size_t x, const char* how, std::size_t y) {
    const FindingId id = knowledge.program.find(std::string(walkers[x]) + how + walkers[y]);
    return id && session.value(id).certainty == 1;
  };
  for (std::size_t x = 0; x < 5; ++x)
    for (std::size_t y = 0; y < 5; ++y) {
      RC_ASSERT(said(x, " reaches ", y) == reaches[x][y]);
      RC_ASSERT(said(x, " is cut off from ", y) == (leaves(x) && leaves(y) && !reaches[x][y]));
    }
  RC_CLASSIFY(!line.empty(), "concludes");
}

TEST(RelationProperty, ReachesWhatAWalkReaches) {
  expect_holds("reachability", [] { reaches_what_a_walk_reaches(); });
}

}  // namespace
}  // namespace hence
