// A stranger's program: what docs/embedding.md promises, against the installed package.
#include <hence/engine/conclude.hpp>
#include <hence/rules/loader.hpp>

int main() {
  const hence::Knowledge knowledge = hence::compile(
      hence::load({}, {{"card.hence", "night cramps AND low fluid → dehydration/magnesium\n"}}));
  if (!knowledge.usable) return 1;
  hence::Session session(knowledge);
  for (const hence::Fact& fact : hence::read_facts(knowledge.program, "night cramps, low fluid").facts)
    session.tell(fact);
  const auto found = hence::conclusions(session);
  return found.size() == 2 && found.front().value.certainty == 0.6 ? 0 : 1;
}
