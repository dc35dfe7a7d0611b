#include "repl/arguments.hpp"

#include <algorithm>
#include <filesystem>

namespace hence::repl {

bool names_knowledge(const std::string& word) {
  if (word == "-" || word.ends_with(".hence") || word.ends_with(".md")) return true;
  std::error_code ignored;
  return std::filesystem::is_directory(word, ignored);
}

Arguments split_arguments(const std::vector<std::string>& words) {
  const auto first_fact = std::find_if_not(words.begin(), words.end(), names_knowledge);
  return {{words.begin(), first_fact}, {first_fact, words.end()}};
}

std::vector<std::string> with_verb(std::vector<std::string> words,
                                   const std::vector<std::string>& verbs) {
  if (words.empty()) return words;
  const bool option = words.front().starts_with('-') && words.front() != "-";
  const bool verb = std::find(verbs.begin(), verbs.end(), words.front()) != verbs.end();
  if (!option && !verb && names_knowledge(words.front())) words.insert(words.begin(), "consult");
  return words;
}

std::string shell_word(const std::string& word) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/+:=@%,";
  if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) {
    if (c == '\'') quoted += "'\\''";
    else quoted += c;
  }
  return quoted + "'";
}

}  // namespace hence::repl
