// Receipts of the shipped knowledge bases, of the documents' examples, of hostile names; receipts that
// were cut, changed or forged; a disk that is full.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "repl/render_receipt.hpp"
#include "rules/calendar.hpp"
#include "tests/knowledge_of.hpp"
#include "tests/receipts.hpp"

namespace hence {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr double a_day = 20780;  // 2026-11-23

// The receipts of all cases, and of no facts at all.
std::vector<std::string> receipts_of(const Knowledge& knowledge) {
  std::vector<std::vector<Fact>> all{{}};
  for (const Case& c : knowledge.program.cases) all.push_back(c.given);
  std::vector<std::string> out;
  for (const std::vector<Fact>& facts : all) {
    Session session(knowledge);
    if (knowledge.program.today) session.tell({knowledge.program.today, 1, a_day, {}});
    for (const Fact& fact : facts) session.tell(fact);
    out.push_back(repl::render_receipt(session));
  }
  return out;
}

bool has_errors(const Knowledge& knowledge) {
  for (const Diagnostic& d : knowledge.diagnostics)
    if (d.severity == Severity::error) return true;
  return false;
}

TEST(Receipt, EveryCaseOfTheKnowledgeBases) {
  std::size_t findings = 0, receipts = 0;
  for (const auto& entry : fs::directory_iterator("kb")) {
    const std::string path = entry.path().string();
    const Knowledge knowledge = compile(load({path}));
    ASSERT_FALSE(has_errors(knowledge)) << path;
    for (const std::string& text : receipts_of(knowledge)) {
      const verify::Outcome outcome = verify::verify(text, {{path}, {}});
      EXPECT_EQ(rejection(outcome), "") << path;
      findings += outcome.findings;
      ++receipts;
    }
  }
  std::cout << receipts << " receipts, " << findings << " findings\n";
  EXPECT_GT(receipts, 100U);
}

// Each example of the documents that stands by itself.
TEST(Receipt, EveryExampleOfTheDocuments) {
  std::size_t examples = 0;
  std::vector<fs::path> documents{"README.md"};
  for (const auto& entry : fs::directory_iterator("docs")) documents.push_back(entry.path());
  for (const fs::path& document : documents) {
    std::ifstream in(document);
    std::string line, block;
    bool inside = false;
    while (std::getline(in, line)) {
      if (!inside && line.starts_with("```hence") && line.find("error") == std::string::npos) {
        inside = true;
        block.clear();
      } else if (inside && line.starts_with("```")) {
        inside = false;
        const Knowledge knowledge = compile(load({}, {{"example.hence", block}}));
        if (has_errors(knowledge)) continue;  // it reads a file that stands elsewhere
        ++examples;
        for (const std::string& text : receipts_of(knowledge))
          EXPECT_EQ(rejection(verify::verify(text, {{}, {{"example.hence", block}}})), "") << block;
      } else if (inside) {
        block += line + "\n";
      }
    }
  }
  EXPECT_GT(examples, 40U);
}

std::string receipt_of(const std::string& rules, const std::string& facts) {
  const Knowledge knowledge = knowledge_of(rules);
  Session session(knowledge);
  if (!facts.empty()) tell(session, facts);
  return repl::render_receipt(session);
}

verify::Outcome verified(const std::string& receipt, const std::string& rules) {
  return verify::verify(receipt, {{}, {{"test.hence", rules}}});
}

const std::string some_rules =
    "goal dehydration\nnight cramps AND low fluid suggests dehydration\n"
    "number fluid intake in L/day\nfluid intake < 1.5 L/day → low fluid otherwise argues against\n";
const std::string some_facts = "night cramps, fluid intake 1100 mL/day";

TEST(Receipt, SaysTheSameTwice) {
  EXPECT_EQ(receipt_of(some_rules, some_facts), receipt_of(some_rules, some_facts));
}

TEST(Receipt, TablesFromFilesAndMarkdown) {
  const fs::path folder = fs::temp_directory_path() / "hence-receipt-test";
  fs::remove_all(folder);
  fs::create_directories(folder);
  std::ofstream(folder / "drugs.csv") << "Drug,Depletes\nfurosemide,magnesium\n\"metformin, long taken\",vitamin B12\n";
  std::ofstream(folder / "article.md")
      << "Prose.\n\n```hence\nuse \"more.hence\"\ntable\n    each of [Signs] suggests [Deficiency] deficiency\n```\n\nMore.\n\n"
         "| Deficiency | Signs |\n|---|---|\n| Magnesium | Night cramps, twitching |\n";
  std::ofstream(folder / "more.hence")
      << "table from \"drugs.csv\", first\n    [Drug] suggests loss of [Depletes]\nloss of magnesium suggests magnesium deficiency\n";
  const std::string path = (folder / "article.md").string();
  const Knowledge knowledge = compile(load({path}));
  ASSERT_FALSE(has_errors(knowledge));
  Session session(knowledge);
  tell(session, "twitching, furosemide");
  const verify::Outcome outcome = verify::verify(repl::render_receipt(session), {{path}, {}});
  EXPECT_EQ(rejection(outcome), "");
  EXPECT_EQ(outcome.files, 3U);
  EXPECT_EQ(outcome.arguments, 5U);
  fs::remove_all(folder);
}

TEST(Receipt, FactsFromJsonLinesAndTuplesThatCasesName) {
  const fs::path folder = fs::temp_directory_path() / "hence-receipt-lines";
  fs::remove_all(folder);
  fs::create_directories(folder);
  std::ofstream(folder / "depletes.jsonl")
      << "{\"drug\": \"furosemide\", \"nutrient\": \"magnesium\", \"certainty\": 0.7}\n\n"
         "  {\"nutrient\": \" potassium \", \"drug\": \"furosemide\", \"certainty\": null}\n{\"drug\": \"metformin \\u006cong\", \"nutrient\": \"vitamin B12\"}\n";
  std::ofstream(folder / "rules.hence")
      << "relation ?drug depletes ?nutrient\nrelation patient takes ?drug\nfact table depletes from \"depletes.jsonl\"\n"
         "patient takes ?drug AND ?drug depletes ?nutrient → ?nutrient deficiency\n"
         "cases\n| patient takes furosemide | expect furosemide depletes zinc |\n|---|---|\n| yes | nothing |\n";
  const std::string path = (folder / "rules.hence").string();
  for (const char* facts : {"patient takes furosemide", "patient takes metformin long"}) {
    const Knowledge knowledge = compile(load({path}, {}, {facts}));
    ASSERT_FALSE(has_errors(knowledge)) << facts;
    Session session(knowledge);
    tell(session, facts);
    const std::string text = repl::render_receipt(session);
    EXPECT_EQ(rejection(verify::verify(text, {{path}, {}})), "") << text;
    EXPECT_NE(text.find("deficiency"), std::string::npos) << facts;
  }
  std::ofstream(folder / "depletes.jsonl", std::ios::app) << "{\"drug\": \n";
  EXPECT_EQ(verify::verify(receipt_of(some_rules, some_facts), {{path}, {}}).verdict, verify::Verdict::unusable);
  fs::remove_all(folder);
}

TEST(Receipt, OfOtherRulesIsRejected) {
  const std::string text = receipt_of(some_rules, some_facts);
  EXPECT_EQ(rejection(verified(text, some_rules)), "");
  for (const char* more : {"\n", "fever suggests dehydration\n", "# a word\n"})
    EXPECT_EQ(verified(text, some_rules + more).verdict, verify::Verdict::rejected) << more;
}

// The rules went on after the receipt, and its hashes were made to fit.
TEST(Receipt, WithoutAnArgumentOfTheTextIsRejected) {
  const std::string more = some_rules + "low fluid argues against dehydration\n";
  json::object root = json::parse(receipt_of(some_rules, some_facts)).as_object();
  root["knowledge"] = json::parse(receipt_of(more, some_facts)).at("knowledge");
  const verify::Outcome outcome = verified(with_digest(root), more);
  EXPECT_NE(rejection(outcome).find("left out"), std::string::npos) << rejection(outcome);
}

TEST(Receipt, OneByteChangedIsRejected) {
  const std::string text = receipt_of(some_rules, some_facts);
  for (std::size_t i = 0; i < text.size(); ++i)
    for (const char byte : {' ', '0', '"', static_cast<char>(text[i] ^ 1)}) {
      if (byte == text[i]) continue;
      std::string changed = text;
      changed[i] = byte;
      ASSERT_NE(verified(changed, some_rules).verdict, verify::Verdict::verified) << i << ": " << changed;
    }
}

TEST(HostileReceipt, CutAnywhere) {
  const std::string text = receipt_of(some_rules, some_facts);
  for (std::size_t size = 0; size < text.size(); ++size)
    ASSERT_NE(verified(text.substr(0, size), some_rules).verdict, verify::Verdict::verified) << size;
  EXPECT_NE(verified(text + "\n", some_rules).verdict, verify::Verdict::verified);
}

TEST(HostileReceipt, IsNone) {
  const std::string text = receipt_of(some_rules, some_facts);
  const auto replaced = [&](const std::string& what, const std::string& by) {
    std::string changed = text;
    changed.replace(changed.find(what), what.size(), by);
    return verified(changed, some_rules).verdict;
  };
  using verify::Verdict;
  for (const std::string bad : {"", "{}", "[]", "null", "{\"receipt\": 2}", "nonsense", "{\"receipt\": 1"})
    EXPECT_EQ(verified(bad, some_rules).verdict, Verdict::unusable) << bad;
  EXPECT_EQ(verified(std::string(100000, '['), some_rules).verdict, Verdict::unusable);
  EXPECT_EQ(verified("{\"receipt\": 1, \"facts\": " + std::string(1000, '[') + std::string(1000, ']') + "}", some_rules).verdict, Verdict::unusable);
  EXPECT_EQ(replaced("\"receipt\": 1", "\"receipt\": 3"), Verdict::unusable);
  EXPECT_EQ(replaced("\"certainty\": 1", "\"certainty\": 1, \"certainty\": 1"), Verdict::unusable);
  EXPECT_EQ(replaced("\"certainty\": 1", "\"certainty\": 1e999"), Verdict::unusable);
  EXPECT_EQ(replaced("\"certainty\": 1", "\"certainty\": \"1\""), Verdict::rejected);
  EXPECT_EQ(replaced("\"certainty\": 1", "\"certainty\": 1, \"sure\": true"), Verdict::rejected);
  EXPECT_EQ(replaced("\"facts\": [", "\"facts\": [null, "), Verdict::rejected);
  EXPECT_EQ(replaced("\"proof\"", "\"prove\""), Verdict::rejected);
}

TEST(HostileReceipt, NamesWithQuotesAndSigns) {
  const std::string rules =
      "\"<b>pain</b> \\\"sharp\\\"\" AND \"a, b / c\" suggests \"{x} | \\\\ end\"\n"
      "\"{x} | \\\\ end\" → \"NOT this\"\nchoice \"side: one\": \"left, up\", right\n"
      "\"side: one\" = \"left, up\" → odd side\n";
  const std::string facts = "\"<b>pain</b> \\\"sharp\\\"\", \"a, b / c\"";
  const std::string text = receipt_of(rules, facts);
  EXPECT_EQ(rejection(verified(text, rules)), "");
}

// What a message shows of a receipt is harmless.
TEST(HostileReceipt, MessagesShowNoControlCharacter) {
  json::object root = json::parse(receipt_of(some_rules, some_facts)).as_object();
  root["proof"].as_array()[0].as_object()["finding"] = "\x1b[31m\nred\u202e";
  root["\x1b[2J"] = 1;
  const std::string why = rejection(verified(with_digest(root), some_rules));
  EXPECT_EQ(why.find('\x1b'), std::string::npos) << why;
  EXPECT_NE(why.find("\\x1b[31m\\x0ared\\u202e"), std::string::npos) << why;
}

TEST(HostileReceipt, RulesThatCannotBeReadAreNotVerified) {
  const std::string text = receipt_of(some_rules, some_facts);
  for (const char* bad : {"relation depletes\n", "?a depletes much → ?b deficiency\n", "a AND b OR c → d\n", "x < 3 furlongs\n", "(a → b\n",
                          "fever AND NOT bacterial cause → viral cause\nfever AND NOT viral cause → bacterial cause\n"}) {
    const verify::Outcome outcome = verified(text, some_rules + bad);
    EXPECT_EQ(outcome.verdict, verify::Verdict::unusable) << bad;
  }
  EXPECT_NE(rejection(verified(text, some_rules + "a OR b AND (c → d\n")).find("test.hence:5:"), std::string::npos);
  EXPECT_EQ(verify::verify(text, {{"no such file.hence"}, {}}).verdict, verify::Verdict::unusable);
}

// ---- the program -----------------------------------------------------------------------------

std::string content_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

int status_of(const std::string& command) {
  const int status = std::system(command.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(HostileReceipt, TheOldFileIsWholeWhereTheDiskIsFull) {
  const fs::path file = fs::temp_directory_path() / "hence-receipt.json";
  const std::string run = HENCE_PROGRAM " run kb/leg-pain.hence cramps --receipt " + file.string();
  const std::string verify = HENCE_PROGRAM " verify " + file.string() + " --kb kb/leg-pain.hence > /dev/null 2>&1";
  ASSERT_EQ(status_of(run + " > /dev/null"), 0);
  const std::string old = content_of(file);
  EXPECT_EQ(status_of(verify), 0);
  EXPECT_EQ(status_of("trap '' XFSZ; ulimit -f 4; " + run + " fatigue > /dev/null 2>&1"), 2);
  EXPECT_EQ(content_of(file), old);
  fs::copy_file("kb/card.hence", file, fs::copy_options::overwrite_existing);
  fs::rename(file, file.string() + ".hence");
  EXPECT_EQ(status_of(HENCE_PROGRAM " run " + file.string() + ".hence --receipt " + file.string() + ".hence > /dev/null 2>&1"), 2);
  EXPECT_EQ(content_of(file.string() + ".hence"), content_of("kb/card.hence"));
  fs::remove(file.string() + ".hence");
  ASSERT_EQ(status_of(run + " > /dev/null"), 0);
  EXPECT_EQ(status_of(HENCE_PROGRAM " run kb/card.hence --receipt /no/such/folder/x > /dev/null 2>&1"), 2);
  EXPECT_EQ(status_of(HENCE_PROGRAM " verify " + file.string() + " --kb kb/wells.hence > /dev/null"), 1);
  EXPECT_EQ(status_of(HENCE_PROGRAM " verify /no/such/file --kb kb/wells.hence > /dev/null 2>&1"), 2);
  EXPECT_EQ(status_of(HENCE_PROGRAM " verify " + file.string() + " > /dev/null 2>&1"), 2);
  fs::remove(file);
}

}  // namespace
}  // namespace hence
