#include "engine/domain.hpp"

#include <cmath>
#include <random>

#include "tests/knowledge_of.hpp"

namespace hence {
namespace {

// Every operator, a recursive component, kinds, a gate, a group, a cap and values.
constexpr const char* everything = R"(
number weight in kg
number dose in mg
number double dose = 2 * dose
choice side: left, right
cough is a kind of breathing trouble
wheeze is a kind of breathing trouble
ask pregnant only if female, else no: "Are you pregnant?"
fever AND NOT cough suggests flu
each of (chills, aches, fatigue) suggests flu, together at most 0.7
breathing trouble strongly suggests asthma
    unless flu
asthma suggests wheeze
wheeze → short breath (0.9)
short breath → wheeze (0.8)
at least 2 of (fever, chills, aches) → infection
exactly 1 of (fever, chills, aches) argues against infection
rule large: weight > 80 kg → dose = 20 mg
    overrides small
rule small: weight > 40 kg → dose = weight / 4 kg * 1 mg
double dose >= 30 mg → much
side is left suggests limp
    otherwise weakly argues against
side is known weakly suggests pain
pregnant rules out dizzy
fever suggests dizzy group G
chills strongly suggests dizzy group G
)";

// The fact of lane `lane`, whatever the finding: yes, no, a figure, not known, or none.
Cell random_fact(FindingKind kind, std::mt19937& random) {
  constexpr std::array certainties = {1.0, -1.0, 0.6, -0.4, 0.0, 0.1};
  const double certainty = certainties[random() % certainties.size()];
  if (kind == FindingKind::yes_no) return random() % 3 == 0 ? no_evidence : piece_of(certainty);
  const auto pick = static_cast<double>(random() % 6);
  const double value = kind == FindingKind::choice ? std::floor(pick / 3) : 20 * pick;
  return random() % 3 == 0 ? unknown_value : hence::value_of(value, std::abs(certainty));
}

bool same(Cell a, Cell b) { return std::memcmp(&a, &b, sizeof a) == 0; }

// The issue's words: «evaluates one network through the same code once case by case and once as a
// block of 64 cases, and gets the same».
TEST(Domain, ABlockOf64CasesIs64Cases) {
  const Knowledge knowledge = knowledge_of(everything);
  const Network& network = knowledge.network;
  State<Block<64>> block(network);
  std::vector<State<Point>> cases(64, State<Point>(network));
  std::mt19937 random(1975);
  for (int round = 0; round < 20; ++round) {
    for (std::uint32_t f = 0; f < knowledge.program.findings.size(); ++f) {
      Block<64>::Cell facts{};
      for (std::size_t lane = 0; lane < 64; ++lane) {
        const Cell fact = random_fact(knowledge.program.findings[f].kind, random);
        facts.set(lane, fact);
        cases[lane].tell(FindingId{f}, fact);
      }
      block.tell(FindingId{f}, facts);
    }
    block.settle();
    for (std::size_t lane = 0; lane < 64; ++lane) {
      cases[lane].settle();
      for (std::uint32_t n = 0; n < network.size(); ++n)
        ASSERT_TRUE(same(block[NodeId{n}].lane(lane), cases[lane][NodeId{n}]))
            << "round " << round << " case " << lane << " node " << n;
    }
  }
}

TEST(Domain, AnUpdateEqualsEvaluationFromScratch) {
  const Knowledge knowledge = knowledge_of(everything);
  const Network& network = knowledge.network;
  ASSERT_EQ(network.components.size(), 1U);
  State<Point> updated(network);
  std::mt19937 random(1980);
  for (int step = 0; step < 2000; ++step) {
    const FindingId f{random() % knowledge.program.findings.size()};
    updated.tell(f, random_fact(knowledge.program.findings[f.row].kind, random));
    updated.settle();
    State<Point> fresh = updated;
    fresh.evaluate_all();
    for (std::uint32_t n = 0; n < network.size(); ++n)
      ASSERT_TRUE(same(fresh[NodeId{n}], updated[NodeId{n}])) << "step " << step << " node " << n;
  }
}

TEST(RowSet, TakesTheFirstFirst) {
  for (const std::size_t size :
       {std::size_t{1}, std::size_t{64}, std::size_t{65}, std::size_t{300000}}) {
    RowSet rows(size);
    EXPECT_TRUE(rows.empty());
    std::mt19937 random(7);
    std::vector<std::size_t> put;
    for (int i = 0; i < 100; ++i) {
      put.push_back(random() % size);
      rows.insert(put.back());
    }
    std::sort(put.begin(), put.end());
    put.erase(std::unique(put.begin(), put.end()), put.end());
    for (const std::size_t row : put) EXPECT_EQ(rows.take_first(), row);
    EXPECT_TRUE(rows.empty());
  }
}

}  // namespace
}  // namespace hence
