// why not, of tuples for which no rule has an instance.
#include "engine/no_instance.hpp"

#include "tests/knowledge_of.hpp"

namespace hence {
namespace {

// «+ A is a parent of B», «- no ?x … (near: …)», a line a condition, rules apart by an empty one.
std::string told(const std::string& text, std::string_view facts, std::string_view tuple) {
  const Knowledge knowledge = compile(load({}, {{"test.hence", text}}, {std::string(facts)}));
  EXPECT_TRUE(knowledge.usable);
  Session session(knowledge);
  if (!facts.empty()) tell(session, facts);
  std::string out;
  for (const NoInstance& rule : no_instances(session, tuple)) {
    out += out.empty() ? "" : "\n";
    for (const NoInstance::Condition& c : rule.conditions)
      out += (c.met     ? "+ "
              : c.tuple ? "- "
                        : "? ") +
             std::string(c.some ? "no " : "") + c.words +
             (c.nearest.empty() ? "" : " (near: " + c.nearest + ")") + "\n";
  }
  return out;
}

constexpr const char* medicines =
    "relation ?drug depletes ?nutrient\nrelation patient takes ?drug\n"
    "ask patient takes ?drug: \"Which?\"\n"
    "fact furosemide depletes magnesium, furosemide depletes potassium, metformin depletes B12\n"
    "patient takes ?drug AND ?drug depletes ?nutrient → ?nutrient deficiency\n";

TEST(NoInstance, NamesWhatIsLackingAndWhatIsNearest) {
  EXPECT_EQ(told(medicines, "patient takes metformin", "zinc deficiency"),
            "+ patient takes metformin\n- no ?drug depletes zinc (near: metformin depletes B12)\n");
  EXPECT_EQ(told(medicines, "patient takes furosemide", "zinc deficiency"),
            "+ patient takes furosemide\n"
            "- no ?drug depletes zinc (near: furosemide depletes magnesium)\n");
  EXPECT_EQ(told(medicines, "", "zinc deficiency"),
            "- no patient takes ?drug\n- no ?drug depletes zinc\n");
}

TEST(NoInstance, OrdersRulesByWhatIsLacking) {
  const std::string family =
      "relation ?x is a parent of ?y\nrelation ?x is an ancestor of ?y\n"
      "fact Ann is a parent of Bob, Bob is a parent of Cid\n"
      "?x is a parent of ?y AND ?y is an ancestor of ?z → ?x is an ancestor of ?z\n"
      "?x is a parent of ?y → ?x is an ancestor of ?y\n";
  EXPECT_EQ(told(family, "", "Ann is an ancestor of Dan"),
            "+ Ann is a parent of Bob\n- no ?y is an ancestor of Dan (near: Bob is an ancestor of "
            "Cid)\n\n- Ann is a parent of Dan (near: Ann is a parent of Bob)\n");
}

TEST(NoInstance, SaysWhenOnlyAComparisonFails) {
  const std::string text =
      "relation ?x is a parent of ?y\nrelation ?x is a sibling of ?y\n"
      "relation ?x weighs ?w, number ?w in kg\nrelation ?x is heavy\n"
      "fact Ann is a parent of Bob, Bob weighs 70 kg\n"
      "?p is a parent of ?x AND ?p is a parent of ?y AND ?x != ?y → ?x is a sibling of ?y\n"
      "?x weighs ?w AND ?w > 100 kg → ?x is heavy\n";
  EXPECT_EQ(told(text, "", "Bob is a sibling of Bob"),
            "+ Ann is a parent of Bob\n+ Ann is a parent of Bob\n? Bob != Bob\n");
  EXPECT_EQ(told(text, "", "Bob is heavy"), "+ Bob weighs 70 kg\n? 70 kg > 100 kg\n");
}

TEST(NoInstance, OfNoTupleOrWithNoRuleThereIsNone) {
  EXPECT_EQ(told(medicines, "", "anything else"), "");
  EXPECT_EQ(told(medicines, "", "aspirin depletes zinc"), "");
}

}  // namespace
}  // namespace hence
