// Files, `use`, Markdown and facts: what is read, and what is refused.
#include "rules/loader.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "rules/limits.hpp"
#include "tests/describe.hpp"

namespace hence {
namespace {

namespace fs = std::filesystem;

// A folder that is gone afterwards.
class Loader : public testing::Test {
protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() / ("hence_loader_" + std::to_string(getpid()));
        fs::create_directories(folder_);
    }
    void TearDown() override { fs::remove_all(folder_); }

    std::string put(const std::string& name, const std::string& text) {
        fs::create_directories((folder_ / name).parent_path());
        std::ofstream(folder_ / name, std::ios::binary) << text;
        return (folder_ / name).string();
    }
    std::string path(const std::string& name) const { return (folder_ / name).string(); }

    // `CODE:line` of each error, and its sentence without the folder.
    std::string errors(const Loaded& loaded) const {
        std::string out;
        for (const Diagnostic& d : only(loaded.diagnostics, Severity::error)) {
            std::string line = render_line(d, loaded.program.sources);
            for (std::size_t at = line.find(folder_.string()); at != std::string::npos; at = line.find(folder_.string())) line.erase(at, folder_.string().size() + 1);
            out += line + "\n";
        }
        return out;
    }

    fs::path folder_;
};

TEST_F(Loader, ReadsAFileAndWhatItUses) {
    const std::string main = put("main.hence", "use \"drugs.hence\"\nuse \"sub/more.hence\"\na → b\n");
    put("drugs.hence", "use \"main.hence\"\nc → d\n");  // round in a circle
    put("sub/more.hence", "use \"../drugs.hence\"\nuse \"other.hence\"\ne → f\n");
    put("sub/other.hence", "g → h\n");
    const Loaded loaded = load({main});
    EXPECT_EQ(errors(loaded), "");
    EXPECT_EQ(loaded.program.sources.size(), 4U) << "each file once";
    EXPECT_EQ(describe_rules(loaded.program), "a → b\nc → d\ne → f\ng → h\n");
}

TEST_F(Loader, OneVocabularyOverAllFiles) {
    const std::string a = put("a.hence", "Nausea and Vomiting → x\nuse \"b.hence\"");
    put("b.hence", "finding nausea and vomiting\nnumber n in mL\n");
    EXPECT_EQ(describe_rules(load({a}).program), "nausea and vomiting → x\n");
    const std::string c = put("c.hence", "n > 1 L → y");
    EXPECT_EQ(describe_rules(load({c, a}).program), "n > 1000 → y\nnausea and vomiting → x\n");
}

TEST_F(Loader, ReadsTheRuleFilesOfAFolder) {
    put("kb/b.hence", "c → d");
    put("kb/a.hence", "a → b\nuse \"b.hence\"");
    put("kb/notes.txt", "nonsense");
    const Loaded loaded = load({path("kb")});
    EXPECT_EQ(errors(loaded), "");
    EXPECT_EQ(describe_rules(loaded.program), "a → b\nc → d\n");
    fs::create_directories(folder_ / "empty");
    EXPECT_EQ(errors(load({path("empty")})), "error H18: empty holds no .hence file\n");
}

TEST_F(Loader, ReadsFencedBlocksOfMarkdown) {
    const std::string article = put("article.md", "# Title\n\na → nonsense\n\n```hence\na → b\n```\n\n```\nc → d\n```\n");
    EXPECT_EQ(describe_rules(load({article}).program), "a → b\n");
    const Loaded loaded = load_text("```hence\nwords\n```\n", "x.md");
    EXPECT_EQ(describe(loaded.diagnostics, loaded.program.sources), "H08 2:1") << "lines are those of the article";
}

TEST_F(Loader, RefusesWhatIsNoRuleFile) {
    put("inside/a.hence", "use \"../outside.hence\"\nuse \"/etc/passwd\"\nuse \"missing.hence\"\nuse \"folder\"\na → b");
    put("outside.hence", "c → d");
    fs::create_directories(folder_ / "inside/folder");
    const Loaded loaded = load({path("inside/a.hence")});
    EXPECT_EQ(errors(loaded),
              "inside/a.hence:1:5: error H18: ../outside.hence lies outside the knowledge base's folder\n"
              "inside/a.hence:2:5: error H18: a file is used by its path from this one\n"
              "inside/a.hence:3:5: error H18: inside/missing.hence cannot be read: No such file or directory\n"
              "inside/a.hence:4:5: error H18: inside/folder is not a regular file\n");
    EXPECT_EQ(describe_rules(loaded.program), "a → b\n") << "the rest is used";
    EXPECT_EQ(errors(load({path("gone.hence")})), "error H18: gone.hence cannot be read: No such file or directory\n");
}

TEST_F(Loader, RefusesASymlinkThatLeadsOutside) {
    put("outside.hence", "c → d");
    put("inside/a.hence", "use \"link.hence\"");
    fs::create_symlink(folder_ / "outside.hence", folder_ / "inside/link.hence");
    EXPECT_EQ(errors(load({path("inside/a.hence")})), "inside/a.hence:1:5: error H18: link.hence lies outside the knowledge base's folder\n");
}

TEST_F(Loader, DoesNotHangOnAFifoOrADevice) {
    ASSERT_EQ(mkfifo(path("pipe.hence").c_str(), 0600), 0);
    EXPECT_EQ(errors(load({path("pipe.hence")})), "error H18: pipe.hence is not a regular file\n");
    EXPECT_EQ(errors(load({"/dev/zero"})), "error H18: /dev/zero is not a regular file\n");
}

TEST_F(Loader, FilesHaveALimit) {
    for (std::uint32_t i = 0; i <= file_count_limit; ++i) put("many/f" + std::to_string(i) + ".hence", "a" + std::to_string(i) + " → b");
    const Loaded loaded = load({path("many")});
    EXPECT_EQ(loaded.program.sources.size(), file_count_limit);
    EXPECT_EQ(errors(loaded), "error H20: more than 1000 files\n");
}

TEST(LoaderText, ATextThatUsesAMissingFile) {
    const Loaded loaded = load_text("use \"nowhere.hence\"\na → b");
    EXPECT_EQ(loaded.diagnostics.front().message, "nowhere.hence cannot be read: No such file or directory");
    EXPECT_EQ(describe_rules(loaded.program), "a → b\n");
}

TEST(LoaderText, Encodings) {
    EXPECT_EQ(read_rules("\xef\xbb\xbf" "a → b\r\nc → d\r\n"), "a → b\nc → d\n");
    EXPECT_EQ(read_errors("a\xff → b\nc \xc3 → d\n"), "H19 1:2, H19 2:3");
    EXPECT_EQ(read_errors("\xff\xfe" "a"), "H19 1:1");
    EXPECT_EQ(read_errors(std::string("a\0b → c\nd → e", 17)), "H19 1:2");
    EXPECT_EQ(read_all(""), "");
    EXPECT_EQ(read_all("\n\n# nothing\n"), "");
    EXPECT_EQ(read_rules("a → b\rc"), "a → b c\n") << "a lone CR is a space";
}

TEST(LoaderText, DiagnosticsAreSortedByPlace) {
    const Loaded loaded = load({}, {{"b.hence", "words\na → b (2)"}, {"a.hence", "a, b → c"}});
    EXPECT_EQ(describe(loaded.diagnostics, loaded.program.sources), "H09 a.hence:1:2, H08 1:1, H10 2:7");
}

// ---- facts ----------------------------------------------------------------------------------

const char* knowledge() {
    return "number fluid intake in L/day, 0 to 10\nnumber outside temperature in °C\nnumber count\nchoice pain side: left, both legs, \"left, then right\"\n"
           "finding night cramps, also: cramps at night\nfinding nausea and vomiting, cold hands/feet, \"not growing\", \"a, b\", \"x is unknown\", \"say \\\"ah\\\"\"\n"
           "finding \"salt AND water\", \"blood loss - acute\", \"more than 3 falls\"\n";
}

std::string facts(const std::string& text) {
    const Loaded loaded = load_text(knowledge());
    const ReadFacts read = read_facts(loaded.program, text);
    std::string out;
    for (const Fact& fact : read.facts) out += (out.empty() ? "" : "; ") + describe(loaded.program, fact);
    std::vector<Source> sources = loaded.program.sources;
    for (const Diagnostic& d : read.diagnostics) {
        sources = {loaded.program.sources[0], read.source};
        out += (out.empty() ? "! " : " ! ") + render_line(d, sources).substr(0, render_line(d, sources).find(": error")) + " " + std::string(entry(d.code).text);
    }
    return out;
}

TEST(Facts, AsInACasesGiven) {
    const std::vector<std::pair<const char*, const char*>> rows = {
        {"night cramps", "night cramps"},
        {"Cramps-at-Night", "night cramps"},
        {"NOT night cramps", "night cramps (-1)"},
        {"night cramps (0.7), nausea and vomiting (-0.5)", "night cramps (0.7); nausea and vomiting (-0.5)"},
        {"NOT night cramps (0.7)", "night cramps (-0.7)"},
        {"night cramps (0)", "night cramps (0)"},
        {"night cramps is unknown", "night cramps (0)"},
        {"fluid intake = 1.1 L/day", "fluid intake = 1.1"},
        {"fluid intake 1100 mL/day", "fluid intake = 1.1"},
        {"fluid intake = 1.1", "fluid intake = 1.1"},
        {"outside temperature -5 °C", "outside temperature = -5"},
        {"outside temperature = 23 °F", "outside temperature = -5"},
        {"count = 1e3", "count = 1000"},
        {"pain side is left", "pain side is left"},
        {"pain side = Both Legs", "pain side is both legs"},
        {"pain side is \"left, then right\"", "pain side is left, then right"},
        {"cold hands/feet\nnot growing\n\"a, b\"", "cold hands/feet; not growing; a, b"},
        {"more than 3 falls", "more than 3 falls"},
        {"# a comment\nnight cramps # and another\n\n", "night cramps"},
        {"night cramps,\nnausea and vomiting", "night cramps; nausea and vomiting"},
        {"night cramps, night cramps", "night cramps"},
        {"", ""},
        {"hot leg", "! (fact):1:1 H01"},
        {"hot leg, night cramps", "night cramps ! (fact):1:1 H01"},
        {"night cramps, NOT night cramps", "night cramps ! (fact):1:15 H12"},
        {"fluid intake = 11 L/day", "! (fact):1:1 H21"},
        {"fluid intake = 1 kg", "! (fact):1:16 H03"},
        {"fluid intake = 1,5 L/day", "! (fact):1:16 H21"},
        {"fluid intake", "! (fact):1:1 H25"},
        {"NOT fluid intake", "! (fact):1:5 H25"},
        {"pain side is up", "! (fact):1:1 H24"},
        {"night cramps > 3", "! (fact):1:1 H02"},
        {"night cramps → nausea and vomiting", "! (fact):1:14 H02"},
        {"night cramps (1.5)", "! (fact):1:14 H10"},
        {"night cramps (60%)", "! (fact):1:14 H10"},
    };
    for (const auto& [text, read] : rows) EXPECT_EQ(facts(text), read) << text;
}

TEST(Facts, WrittenFactsReadBackTheSame) {
    const Loaded loaded = load_text(knowledge());
    EXPECT_EQ(describe(only(loaded.diagnostics, Severity::error), loaded.program.sources), "");
    std::vector<Fact> all;
    for (std::size_t i = 0; i < loaded.program.findings.size(); ++i)
        for (const double certainty : {1.0, -1.0, 0.7, -0.25, 0.0}) {
            Fact fact{FindingId(i), certainty, 0, {}};
            const FindingKind kind = loaded.program.findings[i].kind;
            if (kind != FindingKind::yes_no && certainty < 0) continue;
            for (const double value : {0.0, 1.0, 2.0}) {
                fact.value = certainty == 0 ? 0 : kind == FindingKind::number ? value * 1.1 : kind == FindingKind::choice ? value : 0;
                all.push_back(fact);
            }
        }
    for (const Fact& fact : all) {
        const std::string text = write_fact(loaded.program, fact);
        const ReadFacts read = read_facts(loaded.program, text);
        ASSERT_EQ(read.facts.size(), 1U) << text << (read.diagnostics.empty() ? "" : read.diagnostics.front().message);
        EXPECT_EQ(read.facts[0].finding, fact.finding) << text;
        EXPECT_EQ(read.facts[0].certainty, fact.certainty) << text;
        EXPECT_EQ(read.facts[0].value, fact.value) << text;
    }
}

}  // namespace
}  // namespace hence
