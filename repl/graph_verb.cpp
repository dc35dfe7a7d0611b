// hence graph: a rule base as a picture.
#include <fmt/format.h>

#include "repl/graph_file.hpp"
#include "repl/screen.hpp"
#include "repl/verbs.hpp"

namespace hence::repl {

int graph_verb(const GraphCall& call) {
  if (!graph_form(call.to)) {
    put_error(fmt::format("error: {}\n", unknown_form(call.to)));
    return exit_unusable;
  }
  const std::optional<Knowledge> knowledge = usable(open_knowledge(call.knowledge));
  if (!knowledge) return exit_unusable;
  std::vector<FindingId> only;
  const std::string unknown = find_all(knowledge->program, call.findings, only);
  put_error(unknown);
  if (!unknown.empty()) return exit_unusable;
  const std::string failed = write_graph(call.to, *knowledge, nullptr, only);
  if (failed.empty()) return exit_done;
  put_error(fmt::format("error: {}\n", failed));
  return exit_unusable;
}

}  // namespace hence::repl
