// hence fmt: the canonical text of rule files, in place.
#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "repl/files.hpp"
#include "repl/screen.hpp"
#include "repl/verbs.hpp"
#include "rules/format.hpp"
#include "rules/loader.hpp"
#include "rules/text.hpp"

namespace hence::repl {
namespace {

namespace fs = std::filesystem;

// The rule files that a path names: itself, or those of a folder, in order of name.
std::vector<std::string> files_of(const std::string& path) {
  std::error_code failed;
  if (!fs::is_directory(path, failed)) return {path};
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(path, failed))
    if (entry.path().extension() == ".hence") files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  return files;
}

// All files of the knowledge base: a name that one declares (nausea and vomiting) holds in each.
std::vector<Source> sources_of(std::vector<std::string> knowledge) {
  std::erase(knowledge, "-");
  return std::move(load(knowledge).program.sources);
}

// Formats one file. 1: it was (or, when only checking, would be) changed; 2: it cannot be used.
int format_file(const std::string& path, bool only_check, const std::vector<Source>& sources) {
  const ReadFile file = read_file(path);
  if (!file.error.empty() || invalid_utf8(file.text)) {
    put_error(fmt::format("error: {}: {}\n", printable(path),
                          file.error.empty() ? "not UTF-8 text" : file.error));
    return exit_unusable;
  }
  const std::string formatted = format_source(file.text, path.ends_with(".md"), sources);
  if (path == "-" && !only_check) return put(formatted), exit_done;
  if (formatted == file.text) return exit_done;
  put(fmt::format("{}{}\n", printable(path), only_check ? " would change" : ""));
  if (only_check) return exit_found;
  const std::string failed = write_file(path, formatted);
  if (failed.empty()) return exit_done;
  put_error(fmt::format("error: {}: {}\n", printable(path), failed));
  return exit_unusable;
}

}  // namespace

int fmt_verb(const std::vector<std::string>& knowledge, bool only_check) {
  int status = exit_done;
  const std::vector<Source> sources = sources_of(knowledge);
  for (const std::string& path : knowledge)
    for (const std::string& file : files_of(path))
      status = std::max(status, format_file(file, only_check, sources));
  return status;
}

}  // namespace hence::repl
