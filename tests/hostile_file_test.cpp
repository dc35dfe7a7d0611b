// Files that would hurt: cycles and fan-out of `use`, ways out of the knowledge base's folder,
// things that are no files. docs/reliability, «Rule text».
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rules/limits.hpp"
#include "tests/hostile.hpp"

namespace hence {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

namespace fs = std::filesystem;

// A folder of its own, gone at the end; a file beside it that nothing inside may reach.
class HostileFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "hence-hostile-XXXXXX").string();
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    outer_ = pattern;
    fs::create_directory(outer_ / "kb");
    write("../secret.hence", "secret sign → secret end\n");
  }
  void TearDown() override { fs::remove_all(outer_); }

  fs::path at(const std::string& name) const { return outer_ / "kb" / name; }
  void write(const std::string& name, const std::string& text) const {
    fs::create_directories(at(name).parent_path());
    std::ofstream(at(name), std::ios::binary) << text;
  }
  Loaded read(const std::string& name) const {
    const auto start = std::chrono::steady_clock::now();
    Loaded loaded = load({at(name).string()});
    EXPECT_LT(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(), 30);
    return loaded;
  }
  // The main file uses `used`, which must be refused at that line, and goes on.
  void refuses(const std::string& used) const {
    write("main.hence", good_line + "\nuse \"" + used + "\"\nlast sign → last end\n");
    const Loaded loaded = read("main.hence");
    EXPECT_THAT(reports_of(loaded.program, loaded.diagnostics), ::testing::ElementsAre("H18 2:5"))
        << used;
    EXPECT_TRUE(loaded.program.find("good end")) << used;
    EXPECT_TRUE(loaded.program.find("last end")) << used;
    EXPECT_FALSE(loaded.program.find("secret end")) << used;
  }

  fs::path outer_;
};

TEST_F(HostileFiles, CyclesOfUseReadEachFileOnce) {
  write("a.hence", "use \"b.hence\"\nuse \"a.hence\"\nsign a → end a\n");
  write("b.hence", "use \"c.hence\"\nsign b → end b\n");
  write("c.hence", "use \"a.hence\"\nuse \"./b.hence\"\nsign c → end c\n");
  const Loaded loaded = read("a.hence");
  EXPECT_THAT(reports_of(loaded.program, loaded.diagnostics), IsEmpty());
  EXPECT_EQ(loaded.program.rules.size(), 3U);
  EXPECT_EQ(loaded.program.sources.size(), 3U);
}

TEST_F(HostileFiles, TheSameFileTwiceIsReadOnce) {
  write("a.hence", "sign a → end a\n");
  fs::create_symlink(at("a.hence"), at("link.hence"));
  write("main.hence", "use \"a.hence\"\nuse \"./a.hence\"\nuse \"link.hence\"\n");
  EXPECT_EQ(read("main.hence").program.rules.size(), 1U);
}

TEST_F(HostileFiles, FanOutStopsAtTheLimit) {
  std::string uses;
  for (std::uint32_t i = 0; i < file_count_limit + 5; ++i) {
    write("f" + std::to_string(i) + ".hence", "sign" + std::to_string(i) + " → end\n");
    uses += "use \"f" + std::to_string(i) + ".hence\"\n";
  }
  write("main.hence", uses);
  const Loaded loaded = read("main.hence");
  ASSERT_FALSE(loaded.diagnostics.empty());
  EXPECT_EQ(loaded.diagnostics[0].code, Code::limit);
  EXPECT_LE(loaded.program.sources.size(), file_count_limit);
}

TEST_F(HostileFiles, LongChainsDoNotOverflowTheStack) {
  for (int i = 0; i < 900; ++i)
    write("f" + std::to_string(i) + ".hence",
          "use \"f" + std::to_string(i + 1) + ".hence\"\nsign " + std::to_string(i) + " → end\n");
  write("f900.hence", good_line + "\n");
  const Loaded loaded = read("f0.hence");
  EXPECT_THAT(reports_of(loaded.program, loaded.diagnostics), IsEmpty());
  EXPECT_TRUE(loaded.program.find("good end"));
}

TEST_F(HostileFiles, WaysOutOfTheFolder) {
  refuses("../secret.hence");
  refuses("sub/../../secret.hence");
  refuses((outer_ / "secret.hence").string());
  refuses("/etc/passwd");
  refuses("~/secret.hence");
  refuses("file:///etc/passwd");
}

TEST_F(HostileFiles, SymbolicLinksOutOfTheFolder) {
  fs::create_symlink(outer_ / "secret.hence", at("link.hence"));
  refuses("link.hence");
  fs::create_directory_symlink(outer_, at("up"));
  refuses("up/secret.hence");
  fs::create_symlink(at("round.hence"), at("round.hence"));
  refuses("round.hence");
}

TEST_F(HostileFiles, ThingsThatAreNoFiles) {
  ASSERT_EQ(::mkfifo(at("pipe.hence").c_str(), 0600), 0);
  refuses("pipe.hence");  // without waiting for a writer
  fs::create_symlink("/dev/zero", at("zero.hence"));
  refuses("zero.hence");
  fs::create_directory(at("folder.hence"));
  refuses("folder.hence");
  refuses("missing.hence");
  refuses("");
  refuses("bad\\x00name.hence");
}

TEST_F(HostileFiles, NamedOnTheCommandLine) {
  ASSERT_EQ(::mkfifo(at("pipe.hence").c_str(), 0600), 0);
  for (const std::string& path : {std::string("/dev/zero"), at("pipe.hence").string(),
                                  at("missing.hence").string(), std::string()}) {
    const Loaded loaded = load({path}, {{"good.hence", good_line}});
    ASSERT_EQ(loaded.diagnostics.size(), 1U) << path;
    EXPECT_TRUE(loaded.diagnostics[0].code == Code::file ||
                loaded.diagnostics[0].code == Code::limit)
        << path;
    EXPECT_TRUE(loaded.program.find("good end")) << path;
  }
}

TEST_F(HostileFiles, FoldersReadTheirFilesOnly) {
  write("one.hence", "sign a → end a\n");
  write("notes.txt", "not a rule\n");
  write(".hidden.hence", "not a rule\n");
  ASSERT_EQ(::mkfifo(at("pipe.hence").c_str(), 0600), 0);
  fs::create_symlink(outer_ / "secret.hence", at("link.hence"));
  const Loaded loaded = load({(outer_ / "kb").string()});
  EXPECT_TRUE(loaded.program.find("end a"));
  EXPECT_FALSE(loaded.program.find("secret end"));
}

TEST_F(HostileFiles, LargerThanTheLimit) {
  write("large.hence", good_line + "\n");
  fs::resize_file(at("large.hence"), std::uintmax_t{file_size_limit} + 1);
  write("main.hence", good_line + "\nuse \"large.hence\"\nlast sign → last end\n");
  const Loaded loaded = read("main.hence");
  ASSERT_EQ(loaded.diagnostics.size(), 1U);
  EXPECT_EQ(loaded.diagnostics[0].code, Code::limit);
  EXPECT_TRUE(loaded.program.find("last end"));
}

TEST_F(HostileFiles, Unreadable) {
  write("closed.hence", good_line);
  for (const fs::path& p : {outer_, outer_ / "kb"}) fs::permissions(p, fs::perms::all);
  fs::permissions(at("closed.hence"), fs::perms::none);
  const bool root = ::geteuid() == 0;  // who reads everything
  if (root) {
    ASSERT_EQ(::seteuid(65534), 0);
  }
  refuses("closed.hence");
  if (root) {
    ASSERT_EQ(::seteuid(0), 0);
  }
}

TEST_F(HostileFiles, MarkdownFencesLeftOpen) {
  write("open.md", "# Title\n\n```hence\ngood sign → good end\n\nlast sign → last end\n");
  const Loaded loaded = read("open.md");
  EXPECT_TRUE(loaded.program.find("good end"));
  write("none.md", "prose → not a rule\n\n```\nnot hence → either\n```\n");
  EXPECT_TRUE(read("none.md").program.rules.empty());
}

}  // namespace
}  // namespace hence
