// kb/wells.hence and kb/scores.hence against the same scores written down by hand, over every
// combination of answers, open items among them. Where every completion agrees, the engine decides;
// where it decides, every completion agrees.
#include <functional>

#include <gtest/gtest.h>

#include "tests/knowledge_of.hpp"
#include "tests/scores_reference.hpp"

namespace hence {
namespace {

using reference::Curb;
using reference::Open;
using reference::Scored;

// One thing that can be answered: what can be said of it; an empty text is no answer.
using Answers = std::vector<std::string>;

struct Score {
  std::string name, choice, choice_2;
  std::vector<Answers> items;
  std::function<Scored(const std::vector<std::size_t>&)> reference;  // of the answers' numbers
};

class Comparison {
 public:
  Comparison(const Knowledge& knowledge, const Score& score)
      : session_(knowledge), score_(score), facts_(score.items.size()), chosen_(score.items.size()) {
    for (std::size_t i = 0; i < score.items.size(); ++i)
      for (const std::string& text : score.items[i])
        facts_[i].push_back(text.empty() ? std::vector<Fact>{} : facts_of(knowledge, text));
  }

  // Tries every combination, the last item changing fastest. How many were tried.
  std::size_t run(std::size_t item = 0) {
    if (item == facts_.size()) return compare();
    std::size_t tried = 0;
    for (std::size_t n = 0; n < facts_[item].size(); ++n) {
      chosen_[item] = n;
      for (const auto& facts : facts_[item])
        for (const Fact& fact : facts) session_.forget(fact.finding);
      for (const Fact& fact : facts_[item][n]) session_.tell(fact);
      tried += run(item + 1);
      if (testing::Test::HasFailure()) return tried;
    }
    return tried;
  }

 private:
  std::size_t compare() {
    const Scored expected = score_.reference(chosen_);
    std::set<std::string> totals;
    for (const int total : expected.totals) totals.insert(std::to_string(total));
    EXPECT_EQ(held(score_.name), only(totals)) << score_.name << " of " << said();
    EXPECT_EQ(held(score_.choice), only(expected.classes)) << score_.choice << " of " << said();
    if (score_.choice_2.empty()) return 1;
    EXPECT_EQ(held(score_.choice_2), only(expected.classes_2)) << score_.choice_2 << " of " << said();
    return 1;
  }

  static std::string only(const std::set<std::string>& all) {
    return all.size() == 1 ? *all.begin() : "open";
  }

  std::string held(const std::string& name) const {
    const Program& program = session_.program();
    const FindingId finding = program.find(name);
    const std::optional<double> value = value_of(session_, name).value;
    if (!value) return "open";
    if (program.findings[finding.row].kind != FindingKind::choice)
      return std::to_string(static_cast<int>(*value));
    return program.detail(finding)->values[static_cast<std::size_t>(*value)];
  }

  std::string said() const {
    std::string text;
    for (std::size_t i = 0; i < chosen_.size(); ++i) text += score_.items[i][chosen_[i]] + "; ";
    return text;
  }

  Session session_;
  const Score& score_;
  std::vector<std::vector<std::vector<Fact>>> facts_;  // by item and answer
  std::vector<std::size_t> chosen_;
};

void expect_agreement(const std::string& path, const Score& score, std::size_t combinations) {
  const Knowledge knowledge = load_knowledge({path});
  for (const Diagnostic& d : knowledge.diagnostics)
    ASSERT_NE(d.severity, Severity::error) << render(d, knowledge.program.sources);
  EXPECT_EQ(Comparison(knowledge, score).run(), combinations);
}

Answers yes_no(const std::string& finding) { return {"", finding, "NOT " + finding}; }

Open open_of(std::size_t answer) {
  if (answer == 0) return {};
  return answer == 1;
}

TEST(Scores, WellsInEveryCombination) {
  Score score{"Wells score", "clot likelihood", "clot risk", {}, {}};
  for (const char* item : {"active cancer", "immobilised leg", "recent bed rest",
                           "deep vein tenderness", "entire leg swollen"})
    score.items.push_back(yes_no(item));
  score.items.push_back({"", "calf difference 30 mm", "calf difference 2.9 cm"});
  for (const char* item : {"pitting oedema", "collateral veins", "previous clot", "other diagnosis"})
    score.items.push_back(yes_no(item));
  score.reference = [](const std::vector<std::size_t>& chosen) {
    std::vector<Open> items;
    for (const std::size_t n : chosen) items.push_back(open_of(n));
    return reference::wells(items);
  };
  expect_agreement("kb/wells.hence", score, 59049);
}

TEST(Scores, Curb65InEveryCombination) {
  Score score{"CURB-65", "pneumonia severity", "", {}, {}};
  score.items = {yes_no("confusion"),
                 {"", "urea 7 mmol/L", "urea 7.1 mmol/L", "BUN 19 mg/dL", "BUN 20 mg/dL",
                  "urea 7 mmol/L, BUN 20 mg/dL", "urea 7.1 mmol/L, BUN 19 mg/dL"},
                 {"", "respiratory rate 29 /min", "respiratory rate 30 /min"},
                 {"", "systolic pressure 89 mmHg", "systolic pressure 90 mmHg"},
                 {"", "diastolic pressure 60 mmHg", "diastolic pressure 61 mmHg"},
                 {"", "age 64 years", "age 65 years", "birth date 1961-11-25, today 2026-11-24",
                  "birth date 1961-11-25, today 2026-11-25"}};
  score.reference = [](const std::vector<std::size_t>& n) {
    using Figure = std::optional<double>;
    const Figure urea[] = {{}, 7, 7.1, {}, {}, 7, 7.1}, nitrogen[] = {{}, {}, {}, 19, 20, 20, 19};
    const Figure breaths[] = {{}, 29, 30}, systolic[] = {{}, 89, 90}, diastolic[] = {{}, 60, 61};
    const Figure age[] = {{}, 64, 65, 64, 65};
    return reference::curb_65({open_of(n[0]), urea[n[1]], nitrogen[n[1]], breaths[n[2]],
                               systolic[n[3]], diastolic[n[4]], age[n[5]]});
  };
  expect_agreement("kb/scores.hence", score, 3 * 7 * 3 * 3 * 3 * 5);
}

TEST(Scores, Cha2ds2VascInEveryCombination) {
  Score score{"CHA2DS2-VASc", "stroke risk", "", {}, {}};
  for (const char* item :
       {"heart failure", "hypertension", "diabetes", "earlier stroke", "vascular disease"})
    score.items.push_back(yes_no(item));
  score.items.push_back({"", "sex is female", "sex is male"});
  score.items.push_back({"", "birth date 1961-11-26, today 2026-11-25",  // 64 years old
                         "birth date 1961-11-25, today 2026-11-25", "age 74 years",
                         "birth date 1952-02-29, today 2027-02-28", "birth date 1952-02-29, today 2027-03-01"});
  score.reference = [](const std::vector<std::size_t>& n) {
    std::vector<Open> items;
    for (std::size_t i = 0; i < 6; ++i) items.push_back(open_of(n[i]));
    const std::optional<int> age[] = {{}, 64, 65, 74, 74, 75};
    return reference::cha2ds2_vasc(items, age[n[6]]);
  };
  expect_agreement("kb/scores.hence", score, 729 * 6);
}

TEST(Scores, GlasgowInEveryCombination) {
  Score score{"Glasgow Coma Scale", "head injury severity", "", {}, {}};
  const std::pair<const char*, Answers> responses[] = {
      {"eye opening", {"none", "to pressure", "to sound", "spontaneous"}},
      {"verbal response", {"none", "sounds", "words", "confused", "orientated"}},
      {"motor response",
       {"none", "extension", "abnormal flexion", "normal flexion", "localising", "obeys commands"}}};
  for (const auto& [response, values] : responses) {
    Answers answers{""};
    for (const std::string& value : values) answers.push_back(std::string(response) + " is " + value);
    score.items.push_back(answers);
  }
  score.reference = [](const std::vector<std::size_t>& n) {
    const auto points = [](std::size_t answer) {
      return answer == 0 ? std::nullopt : std::optional(static_cast<int>(answer));
    };
    return reference::glasgow(points(n[0]), points(n[1]), points(n[2]));
  };
  expect_agreement("kb/scores.hence", score, 5 * 6 * 7);
}

// A comparison that cannot fail compares nothing: a reference with one wrong point is told apart.
TEST(Scores, AWrongReferenceIsToldApart) {
  const Knowledge knowledge = load_knowledge({"kb/wells.hence"});
  Session session(knowledge);
  tell(session, "active cancer, pitting oedema, previous clot, other diagnosis, NOT immobilised leg,"
                "NOT recent bed rest, NOT deep vein tenderness, NOT entire leg swollen,"
                "calf difference 3 cm, NOT collateral veins");
  EXPECT_EQ(value_of(session, "Wells score").value, 2);
  EXPECT_EQ(reference::wells({true, false, false, false, false, true, true, false, true, true}).totals,
            (std::set<int>{2}));
  EXPECT_NE(reference::wells({true, false, false, false, false, true, true, false, true, false}).totals,
            (std::set<int>{2}));
}

}  // namespace
}  // namespace hence
