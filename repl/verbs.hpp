// The verbs of the program: each takes what was written on the call and gives the exit status:
// 0 done, 1 something was found or failed, 2 the call or an input could not be used, 130
// interrupted.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/knowledge.hpp"
#include "repl/explained.hpp"

namespace hence::repl {

inline constexpr int exit_done = 0;
inline constexpr int exit_found = 1;
inline constexpr int exit_unusable = 2;
inline constexpr int exit_interrupted = 130;

struct RunCall {
  std::vector<std::string> knowledge;
  std::vector<std::string> facts;
  std::string case_file;  // empty: none; `-`: standard input
  std::string format = "text";
  ExplainCall explain;
  bool all = false;
  std::string graph, report;  // files to write; empty: none
  std::string receipt;        // where to write one; empty: nowhere
};
int run_verb(const RunCall& call);

struct ConsultCall {
  std::vector<std::string> knowledge;
  std::vector<std::string> facts;
  std::string case_file;
};
int consult_verb(const ConsultCall& call);

struct GraphCall {
  std::vector<std::string> knowledge;
  std::vector<std::string> findings;  // names: only what bears on them
  std::string to = "-";
};
int graph_verb(const GraphCall& call);

struct ExportCall {
  std::vector<std::string> knowledge;
  bool clingo = false, clips = false;  // one of them
  std::string to;                      // a file; empty: standard output
};
int export_verb(const ExportCall& call);

int check_verb(const std::vector<std::string>& knowledge);
int fmt_verb(const std::vector<std::string>& knowledge, bool only_check);
int test_verb(const std::vector<std::string>& knowledge, bool coverage);
int limits_verb();
int verify_verb(const std::string& receipt, const std::vector<std::string>& knowledge);

/// Loads and compiles the paths; `-` is standard input. facts: FACTs that will be told, whose
/// tuples then need no second reading. Prints nothing.
Knowledge open_knowledge(const std::vector<std::string>& paths,
                         const std::vector<std::string>& facts = {});

/// The same knowledge if it has no errors; else they go to standard error, and none.
std::optional<Knowledge> usable(Knowledge knowledge);

}  // namespace hence::repl
