// Invariants 1, 2, 3 and 9 of docs/reliability on random rule bases; each with broken variants that
// it must catch. (6 is in format_property_test.cpp.) Every shrunk failure is kept in
// properties_regression_test.cpp.
#include <algorithm>
#include <functional>
#include <map>

#include "tests/history.hpp"
#include "tests/property.hpp"
#include "tests/rule_base.hpp"

namespace hence {
namespace {

using generate::Model;
using generate::Recipe;
using generate::Style;
using generate::Tape;
using reference::Mutation;

// What answers: the engine, or a reference broken on purpose.
using Evaluate = std::function<Answer(const Knowledge&, const std::vector<Fact>&)>;

Answer engine(const Knowledge& knowledge, const std::vector<Fact>& facts) {
  return answer_of(session_of(knowledge, facts));
}

Evaluate broken(Mutation mutation) {
  return [mutation](const Knowledge& knowledge, const std::vector<Fact>& facts) {
    return reference_answer(knowledge.program, facts, mutation);
  };
}

// Shown with a failure.
std::string shown(const Model& model) {
  std::string text;
  for (const std::string& file : generate::files(model)) text += file + "----\n";
  text += "facts:\n";
  for (const generate::Given& g : model.facts)
    text += "  " + g.finding + " = " + std::to_string(g.value) + " (" +
            std::to_string(g.certainty) + ")\n";
  return text;
}

// Loads, and fails on anything but a cycle; false: a cycle, nothing to check.
bool usable(const Knowledge& knowledge) {
  const std::string errors = unexpected_errors(knowledge);
  if (!errors.empty()) RC_FAIL("a generated text has errors: " + errors);
  RC_CLASSIFY(!knowledge.usable, "cycle");
  return knowledge.usable;
}

void classify(const Knowledge& knowledge, const std::vector<Fact>& facts) {
  if (!knowledge.usable) return;
  const bool something = concludes(session_of(knowledge, facts));
  RC_CLASSIFY(something, "concludes");
}

void equal(const Answer& a, const Answer& b) {
  const std::string difference = differences(a, b);
  if (!difference.empty()) RC_FAIL("the answers differ: " + difference);
}

// ---- 1: the order of rules, files, facts and answers changes nothing ----

std::vector<std::string> files_of(const std::vector<std::string>& statements, const Tape& tape) {
  std::vector<std::vector<std::string>> files(1 + (tape.empty() ? 0 : tape[0] % 3U));
  for (std::size_t i = 0; i < statements.size(); ++i)
    files[tape.empty() ? 0 : tape[i % tape.size()] / 4 % files.size()].push_back(statements[i]);
  std::vector<std::string> texts;
  for (const auto& file : files) texts.push_back(generate::join(file));
  return texts;
}

// The scope stands in each file of its rules, anywhere.
std::vector<std::string> other_files(const Model& model, const Tape& tape) {
  std::vector<std::string> statements = generate::statements(model);
  std::vector<std::string> scoped = generate::scoped_statements(model);
  generate::shuffle(statements, tape);
  generate::shuffle(scoped, tape);
  std::vector<std::string> files = files_of(statements, tape);
  if (scoped.empty()) return files;
  const bool before = !tape.empty() && tape[0] % 2 == 0;
  for (const std::string& file : files_of(scoped, tape))
    files.push_back(before ? "only if " + model.scope + "\n\n" + file
                           : file + "only if " + model.scope + "\n");
  return files;
}

void order_changes_nothing(const Recipe& recipe, const Tape& tape, const Evaluate& evaluate) {
  Model model = generate::decode(recipe);
  RC_LOG() << shown(model);
  const Knowledge one = know(generate::files(model));
  if (!usable(one)) return;
  const std::vector<Fact> facts = facts_of(one.program, model.facts);
  generate::shuffle(model.facts, tape);
  const Knowledge other = know(other_files(model, tape));
  RC_ASSERT(other.usable);
  classify(one, facts);
  equal(evaluate(one, facts), evaluate(other, facts_of(other.program, model.facts)));
}

TEST(Properties, OrderChangesNothing) {
  expect_holds("order", [](const Recipe& recipe) {
    order_changes_nothing(recipe, *generate::tapes(60), engine);
  });
}

TEST(Properties, OrderCatchesFactorsInRowOrder) {
  for (const Mutation mutation : {Mutation::rows_in_order, Mutation::values_last_wins})
    expect_caught("order with mutation " + std::to_string(static_cast<int>(mutation)),
                  [mutation](const Recipe& recipe) {
                    order_changes_nothing(recipe, *generate::tapes(60), broken(mutation));
                  });
}

// ---- 2: after any history the state is that of a new session ----

void history_leaves_no_trace(const Recipe& recipe, const std::vector<Tape>& steps, Lapse lapse) {
  const Model model = generate::decode(recipe);
  RC_LOG() << shown(model);
  const Knowledge knowledge = know(generate::files(model));
  if (!usable(knowledge)) return;
  History history(knowledge, lapse);
  for (const Tape& tape : steps) {
    const Tape rest(tape.empty() ? tape.begin() : tape.begin() + 1, tape.end());
    const Fact fact = fact_of(knowledge.program, generate::decode_fact(rest));
    if (!fact.finding) continue;
    history.step(tape.empty() ? 0 : tape[0] % 5U, fact);
    equal(answer_of(history.session()), answer_of(session_of(knowledge, history.facts())));
  }
  classify(knowledge, facts_of(knowledge.program, model.facts));
}

rc::Gen<std::vector<Tape>> histories() {
  return rc::gen::resize(14, rc::gen::container<std::vector<Tape>>(generate::tapes(8)));
}

TEST(Properties, HistoryLeavesNoTrace) {
  expect_holds("history", [](const Recipe& recipe) {
    history_leaves_no_trace(recipe, *histories(), Lapse::none);
  });
}

TEST(Properties, HistoryCatchesLapses) {
  for (const Lapse lapse :
       {Lapse::forgets_nothing, Lapse::keeps_the_first_answer, Lapse::undo_loses_a_change})
    expect_caught("history", [lapse](const Recipe& recipe) {
      history_leaves_no_trace(recipe, *histories(), lapse);
    });
}

// ---- 3: the engine equals the naive reference ----

void equals_reference(const Recipe& recipe, Mutation mutation) {
  const Model model = generate::decode(recipe, Style::untied);
  RC_LOG() << shown(model);
  const Knowledge knowledge = know(generate::files(model));
  const bool sound = usable(knowledge);
  const std::vector<Fact> facts = facts_of(knowledge.program, model.facts);
  const auto results = reference::conclude(knowledge.program, facts, mutation);
  if (results.has_value() != sound) RC_FAIL(sound ? "H04 is missing" : "H04 without a cycle");
  if (!sound) return;
  classify(knowledge, facts);
  const std::string difference = disagreement(session_of(knowledge, facts), *results);
  if (!difference.empty()) RC_FAIL("engine and reference disagree: " + difference);
}

TEST(Properties, EngineEqualsReference) {
  expect_holds("reference", [](const Recipe& recipe) { equals_reference(recipe, Mutation::none); });
}

TEST(Properties, EngineIsNoBrokenReference) {
  for (int m = 1; m < static_cast<int>(Mutation::rows_in_order); ++m)
    expect_caught(
        "reference with mutation " + std::to_string(m),
        [m](const Recipe& recipe) { equals_reference(recipe, static_cast<Mutation>(m)); }, 10000);
}

// ---- 9: metamorphic ----

enum class Change : std::uint8_t { duplicate, rename, split };

// `careless`: a change that does change the meaning.
Model changed(const Model& model, Change change, std::size_t index, bool careless) {
  const bool named = !model.rules[index].name.empty();
  Model out = change == Change::duplicate ? generate::duplicated(model, index, "rule of copies")
              : change == Change::split   ? generate::split(model, index, "rule of parts")
              : named                     ? generate::renamed(model, index, "rule of another name")
                                          : model;
  if (!careless) return out;
  generate::Rule& last = change == Change::rename ? out.rules[index] : out.rules.back();
  if (change == Change::rename) last.overrides.clear();
  if (change == Change::duplicate)
    last.when = {generate::Condition::Form::any_of, "", 0, {last.when, last.when}};
  if (change == Change::split && out.rules.size() > model.rules.size()) out.rules.pop_back();
  return out;
}

void change_keeps_the_answer(const Recipe& recipe, Change change, bool careless,
                             const Evaluate& evaluate) {
  const Model model = generate::decode(recipe);
  if (model.rules.empty()) return;
  const std::size_t index = *rc::gen::inRange<std::size_t>(0, model.rules.size());
  const Model other = changed(model, change, index, careless);
  RC_LOG() << shown(model) << "\nchanged to:\n" << shown(other);
  const Knowledge before = know(generate::files(model));
  const Knowledge after = know(generate::files(other));
  if (!usable(before) || !usable(after)) return RC_ASSERT(before.usable == after.usable);
  const std::vector<Fact> facts = facts_of(before.program, model.facts);
  classify(before, facts);
  equal(evaluate(before, facts), evaluate(after, facts_of(after.program, model.facts)));
}

// Duplicates show as shadowed arguments, and are assumed not to apply: only the values count here.
Answer engine_values(const Knowledge& knowledge, const std::vector<Fact>& facts) {
  Answer answer = engine(knowledge, facts);
  for (auto& [key, text] : answer) text = text.substr(0, text.find(" assumes"));
  return answer;
}

TEST(Properties, DuplicatingRenamingSplittingChangesNothing) {
  for (const Change change : {Change::duplicate, Change::rename, Change::split})
    expect_holds("change " + std::to_string(static_cast<int>(change)),
                 [change](const Recipe& recipe) {
                   change_keeps_the_answer(recipe, change, false, engine_values);
                 });
}

TEST(Properties, ChangesCatchBrokenVariants) {
  for (const Change change : {Change::duplicate, Change::rename, Change::split})
    expect_caught("careless change " + std::to_string(static_cast<int>(change)),
                  [change](const Recipe& recipe) {
                    change_keeps_the_answer(recipe, change, true, engine_values);
                  });
  expect_caught("equal conditions counted twice", [](const Recipe& recipe) {
    change_keeps_the_answer(recipe, Change::duplicate, false,
                            broken(Mutation::equal_conditions_count_twice));
  });
}

// Without NOT and its like, more can only conclude more. `less`: takes away instead.
void more_never_loses(const Recipe& recipe, bool less) {
  Model model = generate::decode(recipe, Style::crisp_positive);
  if (model.rules.empty()) return;
  const Tape tape = *generate::tapes(6);
  Model more = model;
  generate::weaken(more.rules[*rc::gen::inRange<std::size_t>(0, model.rules.size())], tape);
  const generate::Given added = generate::decode_fact(*generate::tapes(5), Style::crisp_positive);
  const auto known = std::any_of(more.facts.begin(), more.facts.end(),
                                 [&](const auto& f) { return f.finding == added.finding; });
  if (!known) more.facts.push_back(added);
  if (less) std::swap(model, more);
  RC_LOG() << shown(model) << "\nmore:\n" << shown(more);
  const Knowledge before = know(generate::files(model));
  const Knowledge after = know(generate::files(more));
  RC_ASSERT(usable(before) && usable(after));
  const Session poor = session_of(before, facts_of(before.program, model.facts));
  const Session rich = session_of(after, facts_of(after.program, more.facts));
  RC_CLASSIFY(concludes(poor), "concludes");
  for (std::size_t f = 0; f < before.program.findings.size(); ++f) {
    const FindingId same = after.program.find(before.program.findings[f].name);
    if (poor.value(FindingId(f)).certainty != 1 || !same) continue;
    if (rich.value(same).certainty != 1) RC_FAIL("lost: " + before.program.findings[f].name);
  }
}

TEST(Properties, MoreNeverLosesACrispConclusion) {
  expect_holds("monotone", [](const Recipe& recipe) { more_never_loses(recipe, false); });
}

TEST(Properties, LessDoesLose) {
  expect_caught("monotone", [](const Recipe& recipe) { more_never_loses(recipe, true); });
}

}  // namespace
}  // namespace hence
