// Invariant 5 of docs/reliability on random rule bases: every receipt is accepted by the checker,
// which shares no code with the engine, and none that was corrupted.
#include <iostream>
#include <map>

#include "repl/render_receipt.hpp"
#include "tests/property.hpp"
#include "tests/receipts.hpp"
#include "tests/rule_base.hpp"

namespace hence {
namespace {

using generate::Model;
using generate::Recipe;

std::string shown(const Model& model) {
  std::string text;
  for (const std::string& file : generate::files(model)) text += file + "----\n";
  for (const generate::Given& g : model.facts)
    text += "  " + g.finding + " = " + std::to_string(g.value) + " (" + std::to_string(g.certainty) + ")\n";
  return text;
}

TEST(Receipts, AreAccepted) {
  expect_holds("receipts", [](const Recipe& recipe) {
    const Model model = generate::decode(recipe);
    const std::vector<std::string> files = generate::files(model);
    const Knowledge knowledge = know(files);
    RC_CLASSIFY(!knowledge.usable, "cycle");
    if (!knowledge.usable) return;
    const Session session = session_of(knowledge, facts_of(knowledge.program, model.facts));
    RC_CLASSIFY(concludes(session), "concludes");
    const std::string text = repl::render_receipt(session);
    const std::string why = rejection(verify::verify(text, input_of(files)));
    if (why.empty()) return;
    RC_LOG() << shown(model) << text;
    RC_FAIL(why);
  });
}

// Digest renewed: what rejects them is what they say.
TEST(Receipts, CorruptedOnesAreRejected) {
  std::map<std::string, int> made;
  expect_holds("corrupted receipts", [&](const Recipe& recipe) {
    const Model model = generate::decode(recipe);
    const std::vector<std::string> files = generate::files(model);
    const Knowledge knowledge = know(files);
    if (!knowledge.usable) return;
    const Session session = session_of(knowledge, facts_of(knowledge.program, model.facts));
    RC_CLASSIFY(concludes(session), "concludes");
    const boost::json::value whole = boost::json::parse(repl::render_receipt(session));
    const auto pick = *rc::gen::inRange<std::size_t>(0, 1000000);
    for (const std::size_t kind : {pick % corruptions, pick / corruptions % corruptions, std::size_t{19}}) {
      boost::json::object root = whole.as_object();
      const std::string name = corrupt(root, kind, pick);
      if (name.empty()) continue;
      ++made[name];
      const verify::Outcome outcome = verify::verify(with_digest(root), input_of(files));
      if (outcome.verdict != verify::Verdict::verified) continue;
      RC_LOG() << shown(model) << with_digest(root);
      RC_FAIL("accepted: " + name);
    }
  });
  int all = 0;
  for (const auto& [name, count] : made) {
    std::cout << count << " " << name << "\n";
    all += count;
  }
  EXPECT_GE(all, 1000);
}

}  // namespace
}  // namespace hence
