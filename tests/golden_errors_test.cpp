// The wording of every error, drawn: tests/errors/NAME.hence (or .md) against NAME.expected.
// HENCE_UPDATE=1 rewrites what is expected; read each message aloud before you commit it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/describe.hpp"

namespace hence {
namespace {

namespace fs = std::filesystem;

std::string content(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// All diagnostics, then how many rules were used all the same.
std::string drawn(const fs::path& path) {
    const Loaded loaded = load({path.generic_string()});
    std::string out;
    for (const Diagnostic& d : loaded.diagnostics) out += render(d, loaded.program.sources) + "\n";
    return out + "rules used:\n" + describe_rules(loaded.program);
}

std::vector<fs::path> files() {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator("tests/errors"))
        if (entry.path().extension() == ".hence" || entry.path().extension() == ".md") found.push_back(entry.path());
    std::sort(found.begin(), found.end());
    return found;
}

TEST(GoldenErrors, AreDrawnAsExpected) {
    ASSERT_TRUE(fs::is_directory("tests/errors")) << "tests run in the top folder";
    const char* update = std::getenv("HENCE_UPDATE");
    for (const fs::path& file : files()) {
        const fs::path golden = fs::path(file).replace_extension(".expected");
        const std::string text = drawn(file);
        if (update != nullptr && *update == '1') std::ofstream(golden, std::ios::binary) << text;
        EXPECT_EQ(text, content(golden)) << file << ": HENCE_UPDATE=1 rewrites what is expected";
    }
}

TEST(GoldenErrors, EachSaysWhyAndHowToMendIt) {
    for (const fs::path& file : files())
        for (const Diagnostic& d : load({file.generic_string()}).diagnostics) {
            EXPECT_FALSE(d.message.empty()) << file;
            EXPECT_FALSE(d.advice.empty()) << file << ": " << d.message;
            EXPECT_FALSE(d.message.ends_with('.')) << d.message;
            EXPECT_TRUE(d.advice.ends_with('.') || d.advice.find('\n') != std::string::npos || d.advice.find(": ") != std::string::npos) << d.advice;
        }
}

TEST(GoldenErrors, FiveMistakesGiveFiveErrorsAndEveryGoodLineIsUsed) {
    const Loaded loaded = load({"tests/errors/five-mistakes.hence"});
    EXPECT_EQ(describe(only(loaded.diagnostics, Severity::error), loaded.program.sources), "H13 6:5, H09 7:13, H07 8:27, H03 9:16, H10 10:17");
    EXPECT_EQ(describe_rules(loaded.program), "night cramps AND (fluid intake < 1.5) → dehydration (0.7)\nswelling → clot (0.6)\n");
}

}  // namespace
}  // namespace hence
