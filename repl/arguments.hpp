// What the words of a call are: leading ones that end in .hence or .md, folders and `-` are the
// knowledge base; the rest are facts.
#pragma once

#include <string>
#include <vector>

namespace hence::repl {

struct Arguments {
  std::vector<std::string> knowledge;
  std::vector<std::string> facts;
};
Arguments split_arguments(const std::vector<std::string>& words);

/// A rule file by its ending, a folder that is there, or `-`.
bool names_knowledge(const std::string& word);

/// Puts `consult` before a call that names no verb: `hence kb/leg-pain.hence`.
std::vector<std::string> with_verb(std::vector<std::string> words,
                                   const std::vector<std::string>& verbs);

/// A word as a POSIX shell reads it back.
std::string shell_word(const std::string& word);

}  // namespace hence::repl
