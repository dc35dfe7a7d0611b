// hence export: the crisp part of a knowledge base as a program for another engine.
#include <fmt/format.h>

#include "repl/crisp.hpp"
#include "repl/crisp_symbols.hpp"
#include "repl/files.hpp"
#include "repl/render_crisp.hpp"
#include "repl/screen.hpp"
#include "repl/verbs.hpp"
#include "rules/text.hpp"

namespace hence::repl {
namespace {

// clingo reckons in 32 bits; CLIPS has no aggregates in its conditions.
constexpr CrispLimits clingo_limits{true, false, 1 << 30};
constexpr CrispLimits clips_limits{false, true, 1e15};

}  // namespace

int export_verb(const ExportCall& call) {
  if (call.clingo == call.clips) {
    put_error("error: name one engine: --clingo or --clips\n");
    return exit_unusable;
  }
  const std::optional<Knowledge> knowledge = usable(open_knowledge(call.knowledge));
  if (!knowledge) return exit_unusable;
  const Program& program = knowledge->program;
  const Written rules = written(program);
  const Crisp crisp = crisp_part(program, rules, call.clingo ? clingo_limits : clips_limits);
  const std::string text = call.clingo ? clingo_text(program, crisp) : clips_text(program, crisp);
  if (call.to.empty() || call.to == "-") {
    put(text);
  } else if (const std::string failed = write_file(call.to, text); !failed.empty()) {
    put_error(fmt::format("error: {}: {}\n", printable(call.to), failed));
    return exit_unusable;
  }
  for (const LeftOut& left : crisp.left_out)
    put_error(fmt::format("{}: warning: left out: {}\n", crisp_column(program, left.span), printable(left.why)));
  return crisp.left_out.empty() ? exit_done : exit_found;
}

}  // namespace hence::repl
