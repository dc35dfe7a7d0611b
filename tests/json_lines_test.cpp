// Fact tables from JSON Lines: an object a line, and what is told of each line that is no row.
#include "rules/json_lines.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/describe.hpp"

namespace hence {
namespace {

// `key=value|…` of each line, then the errors.
std::string lines(std::string text) {
  Source source = make_source("x.jsonl", std::move(text));
  source.separator = json_lines;
  std::vector<Diagnostic> diagnostics;
  std::string out;
  each_json_line(source, SourceId{0}, &diagnostics, [&](const JsonLine& line) {
    for (const JsonMember& member : line.members)
      out += json_text(span_text(source, member.key)) + "=" +
             (member.null ? "" : json_text(span_text(source, member.value))) + "|";
    out += '\n';
  });
  const std::string errors = describe(diagnostics, {source});
  return errors.empty() ? out : out + "! " + errors;
}

TEST(JsonLines, KeysAndValues) {
  EXPECT_EQ(lines(R"({"a": "b", "c":1.5e1,"d" : null})"), "a=b|c=1.5e1|d=|\n");
  EXPECT_EQ(lines("{\"a\":1}\r\n\n  {\"a\":-2}  \n{}\n"), "a=1|\na=-2|\n\n");
  EXPECT_EQ(lines(R"({"a": "x, {\"y\"} \\ \u00e9\n\ud83d\ude00", "b}": " c "})"),
            "a=x, {\"y\"} \\ é 😀|b}=c|\n");
  EXPECT_EQ(lines("\xEF\xBB\xBF{\"a\":\"\"}"), "a=|\n");
  EXPECT_EQ(lines(""), "");
}

TEST(HostileJsonLines, EachBadLineIsToldAndLeftOut) {
  EXPECT_EQ(lines("{\"a\":1}\n{\"a\":}\n{\"a\":2}\n"), "a=1|\na=2|\n! H16 2:6");
  EXPECT_EQ(lines("{\"a\":1\n"), "! H16 1:6") << "it ends too early";
  EXPECT_EQ(lines("{\"a\":1} {\"a\":2}\n"), "! H16 1:9") << "two in one line";
  EXPECT_EQ(lines("{\"a\":1,}\n"), "! H16 1:8");
  EXPECT_EQ(lines("[1]\n7\n\"a\"\n"), "! H16 1:1, H16 2:1, H16 3:1");
  EXPECT_EQ(lines("{\"a\": [1]}\n{\"a\": {}}\n{\"a\": true}\n{\"a\": 1}\n"),
            "a=1|\n! H16 1:7, H16 2:7, H16 3:7");
  EXPECT_EQ(lines("{\"a\":\"b\n\"}\n"), "! H16 1:7, H16 2:2") << "a line ends inside a text";
  EXPECT_EQ(lines("{\"a\":\"\\q\"}\n{\"a\":\"\\ud800\"}\n"), "! H16 1:8, H16 2:13");
  EXPECT_EQ(lines("{\"a\":\"x\xE2\x80\x8By\"}\n{\"a\":\"x\\u200by\"}\n{\"a\":\"\\u0000\"}\n"),
            "! H19 1:7, H19 2:7, H19 3:7");
  EXPECT_EQ(lines("{\"a\":" + std::string(100000, '[')), "! H16 1:37") << "no depth is too deep";
}

// A folder that is gone afterwards.
class JsonLinesFile : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("hence_jsonl_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string put(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return (folder_ / name).string();
  }
  // The facts, then errors as «H16 x.jsonl:2:1 advice».
  std::string read(const std::string& rules, const std::string& rows) {
    put("x.jsonl", rows);
    const Loaded loaded = load({put("main.hence", rules)});
    std::string out;
    for (const Rule& rule : loaded.program.rules) {
      if (!rule.fact) continue;
      out += loaded.program.findings[loaded.program.conclusions_of(rule)[0].finding.index()].name;
      if (rule.strength != 1) out += " " + std::to_string(rule.strength).substr(0, 4);
      out += '\n';
    }
    for (const Diagnostic& d : only(loaded.diagnostics, Severity::error)) {
      const Source& source = loaded.program.sources[static_cast<std::size_t>(d.span.source)];
      const Place at = place(source, d.span.begin);
      out += "! " + std::string(entry(d.code).text) + " " +
             std::filesystem::path(source.path).filename().string() + ":" +
             std::to_string(at.line) + ":" + std::to_string(at.column) + " " + d.message + "\n";
    }
    return out;
  }
  std::filesystem::path folder_;
};

constexpr const char* reads = "relation ?drug depletes ?nutrient\nfact table depletes from "
                              "\"x.jsonl\"\n?d depletes ? → ?d matters\nrelation ?d matters\n";

TEST_F(JsonLinesFile, AFactALine) {
  EXPECT_EQ(
      read(reads,
           "{\"drug\": \"furosemide\", \"nutrient\": \"magnesium\"}\n"
           "{\"nutrient\": \"salt and water\", \"Drug\": \"a \\\"b\\\"\", \"certainty\": 0.75}\n"
           "{\"drug\": 7, \"nutrient\": \"zinc\", \"certainty\": null}\n"),
      "furosemide depletes magnesium\na \"b\" depletes salt and water 0.75\n7 depletes zinc\n");
}

TEST_F(JsonLinesFile, ColumnsUnitsAndDates) {
  EXPECT_EQ(read("relation ?pump vibrates at ?level on ?day, number ?level in mm/s, date ?day\n"
                 "fact table [Pump] vibrates at [Level (mm/s)] on [Day] from \"x.jsonl\", source "
                 "S1\nsource S1: \"a book\"\n"
                 "?p vibrates at ?l on ?d AND ?l > 3 mm/s → ?p shakes\nrelation ?p shakes\n",
                 "{\"pump\": \"P-1\", \"level (mm/s)\": 3.5, \"day\": \"2026-11-01\"}\n"
                 "{\"pump\": \"P-2\", \"level (mm/s)\": \"0.004 m/s\", \"day\": \"2026-11-02\"}\n"),
            "P-1 vibrates at 3.5 mm/s on 2026-11-01\nP-2 vibrates at 4 mm/s on 2026-11-02\n");
}

TEST_F(JsonLinesFile, HostileLinesAreToldAndTheOthersKept) {
  EXPECT_EQ(read(reads, "{\"drug\": \"a\", \"nutrient\": \"b\"}\n"
                        "{\"drug\": \"a\"\n"
                        "{\"drug\": \"a\"}\n"
                        "{\"drug\": \"a\", \"nutrient\": null}\n"
                        "{\"drug\": \"a\", \"nutrient\": \"c\", \"certanty\": 1}\n"
                        "{\"drug\": \"a\", \"drug\": \"b\", \"nutrient\": \"c\"}\n"
                        "{\"drug\": \"a\", \"nutrient\": \"c\", \"certainty\": 2}\n"
                        "{\"drug\": \"?x\", \"nutrient\": \"c\"}\n"
                        "{\"drug\": \"\\n\", \"nutrient\": \"c\"}\n"
                        "{\"drug\": \"d\", \"nutrient\": \"e\"}\n"),
            "a depletes b\nd depletes e\n"
            "! H16 x.jsonl:2:12 this is not JSON: incomplete JSON\n"
            "! H16 x.jsonl:3:1 this line says nothing of nutrient\n"
            "! H16 x.jsonl:4:1 this line says nothing of nutrient\n"
            "! H16 x.jsonl:5:33 nothing here is called certanty\n"
            "! H16 x.jsonl:6:16 drug stands twice in this line\n"
            "! H10 x.jsonl:7:45 a certainty is a number from -1 to 1\n"
            "! H28 x.jsonl:8:11 a variable stands where a row has a thing\n"
            "! H16 x.jsonl:9:1 the cell under drug is blank\n");
}

TEST_F(JsonLinesFile, IsRefusedWhereverItCannotBeRead) {
  EXPECT_EQ(read(reads, ""), "! H16 x.jsonl:1:1 this file holds no rows\n");
  EXPECT_EQ(read(reads, "{\"drug\": \"Eis\xE4\", \"nutrient\": \"b\"}\n").substr(0, 60),
            "Eis? depletes b\n! H19 x.jsonl:1:14 this byte is not UTF-8\n");
  EXPECT_EQ(read("table from \"x.jsonl\"\n    [drug] → [nutrient]\n", "{}"),
            "! H16 main.hence:1:12 JSON Lines hold the rows of fact tables only\n");
  EXPECT_EQ(read("relation ?a eats ?b\nfact table drinks from \"x.jsonl\"\n", "{}").substr(0, 24),
            "! H28 main.hence:2:12 no");
}

}  // namespace
}  // namespace hence
