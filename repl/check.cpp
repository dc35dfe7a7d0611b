// hence check and hence limits: what is wrong with a knowledge base, and what bounds it.
#include <algorithm>

#include <fmt/format.h>
#include <unistd.h>

#include "repl/screen.hpp"
#include "repl/verbs.hpp"
#include "repl/words.hpp"
#include "rules/limits.hpp"

namespace hence::repl {

int check_verb(const std::vector<std::string>& knowledge_paths) {
  const Knowledge knowledge = open_knowledge(knowledge_paths);
  const Program& program = knowledge.program;
  put(diagnostics_text(knowledge.diagnostics, program.sources, is_terminal(STDOUT_FILENO)));
  const std::string found = diagnostics_count(knowledge.diagnostics);
  const std::string in = counted(program.sources.size(), "file", "files");
  put(fmt::format("{} in {}: {}, {}, {}.\n", found.empty() ? "Nothing wrong" : found, in,
                  counted(rules_written(knowledge), "rule", "rules"),
                  counted(program.findings.size(), "finding", "findings"),
                  counted(program.cases.size(), "case", "cases")));
  return has_errors(knowledge.diagnostics) ? exit_found : exit_done;
}

int limits_verb() {
  std::size_t name = 0, figures = 0;
  for (const Limit& limit : limits) {
    name = std::max(name, limit.name.size());
    figures = std::max(figures, fmt::formatted_size("{}", limit.figure));
  }
  for (const Limit& limit : limits)
    put(fmt::format("{:<{}}  {:>{}}  {}\n", limit.name, name, limit.figure, figures,
                    limit.meaning));
  return exit_done;
}

}  // namespace hence::repl
