// Rows from a file: RFC 4180, and what people save instead of it.
#include "rules/csv.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/describe.hpp"

namespace hence {
namespace {

namespace fs = std::filesystem;

// `a|b` of each row's cells, then the errors.
std::string cells(std::string text, char separator = ',') {
    Source source = make_source("x.csv", std::move(text));
    source.separator = separator;
    std::vector<Diagnostic> diagnostics;
    std::string out;
    for (const CsvRow& row : csv_rows(source, SourceId{0}, &diagnostics)) {
        for (std::size_t i = 0; i < row.cells.size(); ++i) out += (i > 0 ? "|" : "") + csv_text(span_text(source, row.cells[i]));
        out += '\n';
    }
    const std::string errors = describe(diagnostics, {source});
    return errors.empty() ? out : out + "! " + errors;
}

TEST(Csv, CellsOfRows) {
    EXPECT_EQ(cells("a,b\nc,d"), "a|b\nc|d\n");
    EXPECT_EQ(cells("a,b\r\nc,d\r\n"), "a|b\nc|d\n");
    EXPECT_EQ(cells("\xEF\xBB\xBF" "a, b \n"), "a|b\n") << "a byte-order mark, blanks";
    EXPECT_EQ(cells("a,b\n\n,\n,d\n"), "a|b\n|d\n") << "lines that hold nothing";
    EXPECT_EQ(cells("\"a, b\",\"c \"\"d\"\"\"\n"), "a, b|c \"d\"\n");
    EXPECT_EQ(cells("\"a\nb\",c\n"), "a b|c\n");
    EXPECT_EQ(cells("\"a\r\nb\",\"\"\n"), "a b|\n");
    EXPECT_EQ(cells("a;b,c\n", ';'), "a|b,c\n");
    EXPECT_EQ(cells("a\tb c\n\td\n", '\t'), "a|b c\n|d\n");
    EXPECT_EQ(cells("x\n\"\"\"\"\n"), "x\n\"\n");
    EXPECT_EQ(cells(""), "");
}

TEST(HostileCsv, IsToldWithItsPlace) {
    EXPECT_EQ(cells("a,b\n\"c,d\n"), "a|b\nc,d \n! H16 2:1") << "a quote that is never closed";
    EXPECT_EQ(cells("a,b\n\"c\"d,e\n"), "a|b\nc|e\n! H16 2:4");
    EXPECT_EQ(cells("a;b;c\n1;2;3\n"), "! H16 1:1");
    EXPECT_EQ(cells("a,b\n1,2\n", ';'), "! H16 1:1");
    EXPECT_EQ(cells("a\tb\n1\t2\n"), "! H16 1:1");
    EXPECT_EQ(cells(std::string("a\0b\n", 4)), std::string("a\0b\n! H19 1:2", 13));
    EXPECT_EQ(cells("\""), "! H16 1:1");
    EXPECT_EQ(cells("a\rb\n"), "a\rb\n") << "a lone return ends no line";
}

// A folder that is gone afterwards.
class CsvFile : public testing::Test {
protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() / ("hence_csv_" + std::to_string(getpid()));
        fs::create_directories(folder_);
    }
    void TearDown() override { fs::remove_all(folder_); }
    std::string put(const std::string& name, const std::string& text) {
        fs::create_directories((folder_ / name).parent_path());
        std::ofstream(folder_ / name, std::ios::binary) << text;
        return (folder_ / name).string();
    }
    // Rules, then errors as «H16 x.csv:2:1 advice».
    std::string read(const std::string& rules) {
        const Loaded loaded = load({put("kb/main.hence", rules)});
        std::string out = describe_rules(loaded.program);
        for (const Diagnostic& d : only(loaded.diagnostics, Severity::error)) {
            const Source& source = loaded.program.sources[static_cast<std::size_t>(d.span.source)];
            const Place at = place(source, d.span.begin);
            out += "! " + std::string(entry(d.code).text) + " " + fs::path(source.path).filename().string() + ":" + std::to_string(at.line) + ":" + std::to_string(at.column) + " " + d.advice + "\n";
        }
        return out;
    }
    fs::path folder_;
};

constexpr const char* reads = "table from \"drugs.csv\"\n    each of [Signs] suggests [Lack] deficiency\n";

TEST_F(CsvFile, IsReadAsATableIs) {
    put("kb/drugs.csv", "Lack,Signs\r\nIron,\"pallor, cold hands/feet\"\r\nMagnesium,cramps\r\n");
    EXPECT_EQ(read(reads), "pallor → Iron deficiency (0.6)\ncold hands/feet → Iron deficiency (0.6)\ncramps → Magnesium deficiency (0.6)\n");
    EXPECT_EQ(read(std::string(reads) + "cold hands/feet → chill\n"), "pallor → Iron deficiency (0.6)\ncold hands/feet → Iron deficiency (0.6)\ncramps → Magnesium deficiency (0.6)\ncold hands/feet → chill\n") << "its cells declare their names";
    const Loaded loaded = load({(folder_ / "kb/main.hence").string()});
    const Rule& cramps = loaded.program.rules[2];
    EXPECT_EQ(loaded.program.text_of(cramps.cell), "cramps");
    EXPECT_EQ(place(loaded.program.sources[static_cast<std::size_t>(cramps.cell.source)], cramps.cell.begin), (Place{3, 11}));
    EXPECT_EQ(loaded.program.sources.size(), 2U);
}

TEST_F(CsvFile, MayBeReadTwiceAndBesideOtherThings) {
    put("kb/drugs.csv", "Lack;Signs\nIron;pallor\n");
    const std::string by = "table first, from \"drugs.csv\" separated by \";\", source S1\n    [Signs] → [Lack]\nsource S1: \"a book\"\n";
    EXPECT_EQ(read(by + by.substr(0, by.find("source S1: "))), "pallor → Iron [first 0.0] source S1\npallor → Iron [first 1.0] source S1\n");
    EXPECT_EQ(read(std::string(reads) + by), "! H16 drugs.csv:1:1 Write from \"FILE\" separated by \";\".\n! H18 main.hence:3:19 Write the same `separated by` in both places.\n");
}

TEST_F(CsvFile, IsRefusedWhereverItCannotBeRead) {
    EXPECT_EQ(read(reads), "! H18 main.hence:1:12 Check the path.\n");
    put("secret.csv", "Lack,Signs\nIron,pallor\n");
    EXPECT_EQ(read("table from \"../secret.csv\"\n    [Signs] → [Lack]\n"), "! H18 main.hence:1:12 Move the file under it.\n");
    EXPECT_EQ(read("table from \"/etc/passwd\"\n    [Signs] → [Lack]\n"), "! H18 main.hence:1:12 Write it without a leading /.\n");
    fs::create_symlink(folder_ / "secret.csv", folder_ / "kb/link.csv");
    EXPECT_EQ(read("table from \"link.csv\"\n    [Signs] → [Lack]\n"), "! H18 main.hence:1:12 Move the file under it.\n");
    fs::create_directories(folder_ / "kb/folder.csv");
    EXPECT_EQ(read("table from \"folder.csv\"\n    [Signs] → [Lack]\n"), "! H18 main.hence:1:12 Name a file of rules.\n");
}

TEST_F(CsvFile, HostileRowsAreToldInTheFile) {
    put("kb/drugs.csv", "Lack,Signs\nIron\nZinc,hair loss,nails\nMagnesium,cramps\n");
    EXPECT_EQ(read(reads), "cramps → Magnesium deficiency (0.6)\n! H16 drugs.csv:2:1 Give each column a cell; one that says nothing is left blank or holds -.\n"
                           "! H16 drugs.csv:3:1 Give each column a cell; one that says nothing is left blank or holds -. Put a cell that holds commas in quotes.\n");
    put("kb/drugs.csv", "Lack,\nIron,pallor\n");
    EXPECT_EQ(read(reads), "! H16 drugs.csv:1:5 Give every column a heading; repeat one that was merged over several columns.\n");
    put("kb/drugs.csv", "Lack,Sign\nIron,pallor\n");
    EXPECT_EQ(read(reads), "! H16 main.hence:2:13 Its columns are [Lack], [Sign].\n");
    put("kb/drugs.csv", "Lack,Signs\nEisen,Bl\xE4sse\n");
    EXPECT_EQ(read(reads).substr(read(reads).find('!')), "! H19 drugs.csv:2:9 Save it from the spreadsheet as CSV UTF-8.\n");
    put("kb/drugs.csv", std::string("\xff\xfe" "L\0a\0", 6));
    EXPECT_EQ(read(reads), "! H19 drugs.csv:1:1 Save it from the spreadsheet as CSV UTF-8.\n");
    put("kb/drugs.csv", "");
    EXPECT_EQ(read(reads), "! H16 drugs.csv:1:1 Put a line of headings and rows into it.\n");
}

TEST_F(CsvFile, CasesFromAFile) {
    put("kb/cases.csv", "Name,pallor,expect Iron deficiency\nAnna,yes,(0.60)\n");
    const Loaded loaded = load({put("kb/main.hence", "pallor suggests Iron deficiency\ncases from \"cases.csv\"\n")});
    EXPECT_EQ(describe(loaded.program), "pallor → Iron deficiency (0.6)\ncase \"Anna\" given pallor; expect Iron deficiency from 0.595 to 0.605\n");
}

}  // namespace
}  // namespace hence
