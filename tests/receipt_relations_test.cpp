// Invariant 5 of docs/reliability on rule bases with variables: the checker binds and counts by
// itself, and comes to the same instances; none that was corrupted is accepted.
#include <array>

#include "repl/render_receipt.hpp"
#include "tests/property.hpp"
#include "tests/receipts.hpp"
#include "tests/rule_base.hpp"

namespace hence {
namespace {

namespace json = boost::json;

constexpr std::string_view declarations =
    "relation ?p feeds ?q\nrelation ?p is ?class work, choice ?class: light, heavy\n"
    "relation ?p showed ?level on ?day, number ?level in mm/s, date ?day\n"
    "relation ?who uses ?p\nask ?who uses ?p: \"Who uses what?\"\n"
    "relation ?p reaches ?q\nrelation ?p is far off\nrelation ?p to ?q is ?d away, number ?d in "
    "km\n"
    "relation ?p may reach ?q in ?d, number ?d in km\n"
    "relation ?p with ?q strain\nrelation ?who is idle at ?q\nrelation ?p is loud ?class\nrelation "
    "?p line suspect\n"
    "number limit of ?p in mm/s\nnumber reserve of ?p in m/s\nchoice make of ?p: Ajax, Bolt\ndate "
    "check of ?p\n"
    "number last of ?p in mm/s = latest ?level by ?day where (?p showed ?level on ?day)\n"
    "number users of ?p = count of ?who where (?who uses ?p)\n";

// Each may be there or not.
constexpr std::array rules = {
    "?p feeds ?q → ?p reaches ?q",
    "?p reaches ?q AND ?q feeds ?r → ?p reaches ?r (0.9)",
    "?p feeds ? AND NOT ?p reaches P-3 → ?p is far off",
    "last of ?p > limit of ?p → ?p shakes (0.8)\n    unless ?p is light work",
    "?p is heavy work AND last of ?p > 3 mm/s suggests ?p shakes",
    "?p feeds ?q AND ?p shakes weakly suggests ?q shakes",
    "?who uses ?p AND ?p shakes → ?who at risk (0.7)\n    because \"{?who} stands by {?p}\"",
    "?p feeds ?q AND NOT ?who uses ?q AND ?who uses ?p → ?who is idle at ?q",
    "users of ?p >= 2 AND ?p feeds ? → ?p is busy (0.5)",
    "sum of last of ?q where (?p feeds ?q) > 4 mm/s AND ?p feeds ? → ?p carries much",
    "count of ?q where (?p reaches ?q AND NOT ?q is far off) >= 2 AND ?p feeds ? → ?p is central",
    "average of ?level where (?p showed ?level on ?day) >= 2.5 mm/s AND ?p is ?class work → ?p is "
    "loud ?class",
    "?p feeds ?q AND ?p feeds ?r AND ?q != ?r → ?p branches",
    "?p feeds ?q AND (?p is heavy work OR ?q is heavy work) → ?p with ?q strain (0.4)",
    "make of ?p is Bolt AND ?p feeds ? → ?p wants care",
    "rule stop: ?p is busy → ?p is halted\n    overrides spread\n"
    "rule spread: ?p feeds ?q → ?q is fed by some\n"
    "?p feeds ? AND rule stop applies → ?p is told",
    "make of ?p is Bolt → ?p is dear",
    "check of ?p is 2025-05-05 → ?p was seen then",
    "check of ?p before 2026-01-01 AND ?p feeds ? → ?p is overdue",
    "?p to ?q is ?d away → ?p may reach ?q in ?d",
    "?p to ?q is ?d away AND ?q may reach ?r in ?w AND ?e = ?d + ?w AND ?e < 20 km → ?p may reach "
    "?r in ?e",
    "min of ?d where (?p may reach P-3 in ?d) <= 9 km AND ?p feeds ? → ?p is near",
    "max of ?level where (?p showed ?level on ?day) > 5 mm/s AND ?p feeds ? → ?p jumped",
    "?p feeds ?q AND at least 2 of (?p shakes, ?q shakes, ?q is heavy work) → ?p line suspect",
    "?p showed ?level on ?day AND ?level * 2 > 6 mm/s AND ?day after 2026-02-01 → ?p rose (0.3)",
    "?p shakes rules out ?p is well",
    "?p feeds ? → ?p is well (0.9)",
    "default limit of ?p = 2.5 mm/s",
    "?p is busy is a kind of ?p is known well",
    "advise ?p shakes when last of ?p > 1 mm/s: \"See to {?p}: {last of ?p}.\"",
    "?p feeds ?q AND ?p wants care → reserve of ?q = 2 * limit of ?p",
    "goal ?p shakes, ?p reaches ?q, ?who at risk",
    "patient AND anybody uses ? → someone is there",
    "count of ?p where (?p shakes) >= 2 → alarm",
};

constexpr std::array facts = {
    "P-1 feeds P-2",
    "P-2 feeds P-3",
    "P-3 feeds P-1",
    "P-1 feeds P-4",
    "P-1 is heavy work",
    "P-2 is light work (0.7)",
    "P-1 showed 3.1 mm/s on 2026-01-05",
    "P-1 showed 0.0061 m/s on 2026-03-05",
    "P-2 showed 4.0 mm/s on 2026-02-05",
    "P-2 showed 1.5 mm/s on 2026-02-15 (0.6)",
    "Ann uses P-1",
    "Ann uses P-2",
    "Bob uses P-1",
    "limit of P-1 = 3 mm/s",
    "limit of P-2 = 7.1 mm/s",
    "make of P-1 is Bolt",
    "make of P-2 = Ajax",
    "check of P-1 = 2025-05-05",
    "P-1 to P-2 is 3 km away",
    "P-2 to P-3 is 4500 m away",
    "P-1 to P-3 is 9 km away",
    "P-2 shakes (0.8)",
    "P-4 is well",
};

struct Sample {
  std::string rules;
  std::vector<std::string> told;
};

Sample sample() {
  Sample out;
  out.rules = declarations;
  for (const char* rule : rules)
    if (*rc::gen::inRange(0, 3) > 0) out.rules += std::string(rule) + "\n";
  for (const char* fact : facts) {
    const int how = *rc::gen::inRange(0, 5);
    const bool pattern = std::string_view(fact).ends_with("shakes (0.8)") ||
                         std::string_view(fact).ends_with("well");
    if (how < 2) out.told.emplace_back(fact);
    else if (how < 4 && !pattern) out.rules += "fact " + std::string(fact) + "\n";
  }
  return out;
}

// The receipt; empty: it cannot be told so.
std::string receipt_text(const Sample& s, bool& some) {
  const Knowledge knowledge = compile(load({}, {{"test.hence", s.rules}}, s.told));
  if (!knowledge.usable) {
    for (const Diagnostic& d : knowledge.diagnostics) RC_LOG() << d.message << "\n";
    return {};
  }
  Session session(knowledge);
  for (const std::string& line : s.told)
    for (const Fact& fact : read_facts(knowledge.program, line).facts) session.tell(fact);
  some = concludes(session);
  return repl::render_receipt(session);
}

TEST(RelationReceipts, AreAccepted) {
  expect_holds("receipts of relations", [] {
    const Sample s = sample();
    bool some = false;
    const std::string text = receipt_text(s, some);
    RC_CLASSIFY(some, "concludes");
    for (const std::string& line : s.told) RC_LOG() << "  " << line << "\n";
    RC_LOG() << s.rules << text;
    RC_ASSERT(!text.empty());
    const std::string why = rejection(verify::verify(text, {{}, {{"test.hence", s.rules}}}));
    if (!why.empty()) RC_FAIL(why);
  });
}

TEST(RelationReceipts, CorruptedOnesAreRejected) {
  int made = 0;
  expect_holds(
      "corrupted receipts of relations",
      [&] {
        const Sample s = sample();
        bool some = false;
        const std::string text = receipt_text(s, some);
        RC_CLASSIFY(some, "concludes");
        RC_ASSERT(!text.empty());
        const auto pick = *rc::gen::inRange<std::size_t>(0, 1000000);
        json::object root = json::parse(text).as_object();
        const std::string name = corrupt(root, pick % corruptions, pick);
        if (name.empty()) return;
        ++made;
        if (verify::verify(with_digest(root), {{}, {{"test.hence", s.rules}}}).verdict !=
            verify::Verdict::verified)
          return;
        for (const std::string& line : s.told) RC_LOG() << "  " << line << "\n";
        RC_LOG() << s.rules << with_digest(root);
        RC_FAIL("accepted: " + name);
      },
      0.6, 400);
  EXPECT_GE(made, 100);
}

TEST(RelationReceipts, OfWhatIsBoundInRarerWaysAreAccepted) {
  const std::string weighs = "relation ?x holds ?n, number ?n in kg\nrelation ?x zorb\n"
                             "fact bix holds 1 kg, cud holds -1 kg\n";
  for (const std::string& text :
       {weighs + "?x holds ?b AND ?o = ?b * 2 AND ?o > 1 kg → ?x zorb\n",
        weighs + "count of ?x where (?x holds ?) > 0 → dov zorb\n?x zorb → ?x glad\n",
        weighs + "?x = bix AND (?x holds 1 kg OR ?x zorb) → ?x glad\n",
        std::string("choice level: low, high\ndefault level = low\nrelation ?d treats ?l\n"
                    "relation ?d wanted\nfact a treats low, b treats cold\n"
                    "?d treats ?l AND level is ?l → ?d wanted\n"),
        std::string("relation ?a mald ?b\nfact bix mald dov (0.7)\n"
                    "?a mald ?b → ?b mald ?a, ?a mald ?b\n")}) {
    bool some = false;
    const std::string receipt = receipt_text({text, {}}, some);
    EXPECT_TRUE(some) << text;
    EXPECT_EQ(rejection(verify::verify(receipt, {{}, {{"test.hence", text}}})), "") << text;
  }
}

// An instance under another binding is another argument.
TEST(RelationReceipts, ThingsChangedAreRejected) {
  const Sample s{std::string(declarations) + rules[0] + "\n" + rules[1] + "\n",
                 {"P-1 feeds P-2", "P-2 feeds P-3"}};
  bool some = false;
  const std::string text = receipt_text(s, some);
  const auto verdict = [&](const std::string& receipt) {
    return verify::verify(receipt, {{}, {{"test.hence", s.rules}}}).verdict;
  };
  EXPECT_EQ(verdict(text), verify::Verdict::verified);
  json::object root = json::parse(text).as_object();
  int changed = 0;
  for (json::value& finding : root["proof"].as_array()) {
    if (!finding.as_object().contains("arguments")) continue;
    for (json::value& argument : finding.at("arguments").as_array())
      if (argument.as_object().contains("binding")) {
        json::object& binding = argument.at("binding").as_object();
        const json::value before = binding["?q"];
        binding["?q"] = "P-9";
        EXPECT_EQ(verdict(with_digest(root)), verify::Verdict::rejected);
        binding["?q"] = before;
        ++changed;
      }
  }
  EXPECT_EQ(changed, 3);
}

}  // namespace
}  // namespace hence
