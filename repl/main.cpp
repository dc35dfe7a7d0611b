// hence: a rule-based expert system that can always say why. Reads the call and runs its verb.
#include <cstdio>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "repl/arguments.hpp"
#include "repl/screen.hpp"
#include "repl/verbs.hpp"
#include "rules/text.hpp"

#ifndef HENCE_VERSION
#define HENCE_VERSION "0.1.0"
#endif

namespace hence::repl {
namespace {

// What all verbs read from the call.
struct Call {
  std::vector<std::string> words;
  RunCall run;
  bool check = false;
  bool coverage = false;
  std::string graph;                    // of graph: its -o
  ExportCall exported;
  std::string receipt;                  // of verify
  std::vector<std::string> checked_by;  // its --kb
};

// A knowledge base is wanted, and for most verbs nothing else.
bool take_words(Call& call, bool facts_allowed) {
  Arguments arguments = split_arguments(call.words);
  call.run.knowledge = std::move(arguments.knowledge);
  call.run.facts = std::move(arguments.facts);
  if (call.run.knowledge.empty()) {
    const std::string given =
        call.words.empty() ? "" : fmt::format(", not {}", printable(call.words.front()));
    put_error(fmt::format(
        "error: a knowledge base is wanted: a .hence or .md file, a folder or -{}\n", given));
    return false;
  }
  if (facts_allowed || call.run.facts.empty()) return true;
  put_error(fmt::format("error: {} is no knowledge base (.hence, .md, a folder or -)\n",
                        printable(call.run.facts.front())));
  return false;
}

int dispatch(const CLI::App& app, Call& call) {
  if (app.got_subcommand("limits")) return limits_verb();
  if (app.got_subcommand("verify")) return verify_verb(call.receipt, call.checked_by);
  const bool facts_allowed = app.got_subcommand("run") || app.got_subcommand("consult") ||
                             app.got_subcommand("graph");
  if (!take_words(call, facts_allowed)) return exit_unusable;
  const RunCall& run = call.run;
  if (app.got_subcommand("run")) return run_verb(run);
  if (app.got_subcommand("graph")) return graph_verb({run.knowledge, run.facts, call.graph});
  if (app.got_subcommand("export")) {
    call.exported.knowledge = run.knowledge;
    return export_verb(call.exported);
  }
  if (app.got_subcommand("check")) return check_verb(run.knowledge);
  if (app.got_subcommand("fmt")) return fmt_verb(run.knowledge, call.check);
  if (app.got_subcommand("test")) return test_verb(run.knowledge, call.coverage);
  return consult_verb({run.knowledge, run.facts, run.case_file});
}

CLI::App* verb(CLI::App& app, Call& call, const std::string& name, const std::string& meaning,
               const std::string& words) {
  CLI::App* sub = app.add_subcommand(name, meaning);
  if (!words.empty()) sub->add_option("words", call.words, words)->option_text(words);
  return sub;
}

// Each may be given several times.
void describe_explanations(CLI::App& run, ExplainCall& call) {
  const auto option = [&](const std::string& name, std::vector<std::string>& to,
                          const std::string& of, const std::string& meaning) {
    return run.add_option(name, to, meaning)->type_name(of)->expected(1)->take_all();
  };
  option("--why", call.why, "FINDING", "The arguments for and against FINDING");
  option("--how", call.how, "FINDING", "How FINDING comes about, down to the facts");
  option("--why-not", call.why_not, "FINDING|RULE|FILE:LINE",
         "What FINDING lacks, or a rule by its name or place: the nearest miss");
  option("--what-if", call.what_if, "FACT", "What would change if FACT were told too");
  option("--rather", call.rather, "A B", "Why A rather than B, and what would turn it")->expected(2);
  option("--change", call.change, "FINDING", "The smallest sets of answers that would change it");
  option("--why-ask", call.why_ask, "FINDING", "What each answer to FINDING would do");
  option("--hide", call.hide, "FINDING", "Leave FINDING and its derivation out of explanations");
  run.add_option("--depth", call.depth, "So many steps from a conclusion down")
      ->type_name("N")
      ->check(CLI::Range(0, 1000000));
}

void describe(CLI::App& app, Call& call) {
  app.set_version_flag("--version", "hence " HENCE_VERSION);
  app.require_subcommand(1);
  app.footer(
      "`hence KB…` alone is a consultation. KB: files ending in .hence or .md, folders, or - for\n"
      "standard input. FACT: \"night cramps\", \"NOT swelling\", \"fluid intake = 1.1 L/day\",\n"
      "\"pain side is left\", \"night cramps (0.7)\".\n"
      "Exit status: 0 done, 1 something was found or failed, 2 the call or an input could not\n"
      "be used, 130 interrupted.");
  CLI::App* consult = verb(app, call, "consult", "Ask, conclude, and say why", "KB… [FACT…]");
  consult->add_option("--case", call.run.case_file, "Start with the facts of a file")
      ->type_name("FILE");
  CLI::App* run = verb(app, call, "run", "Conclude once from given facts", "KB… [FACT…]");
  run->add_option("--case", call.run.case_file, "Facts from a file, or - (JSON, or lines of FACTs)")
      ->type_name("FILE");
  run->add_option("--format", call.run.format, "How the answer is written: text, json or markdown")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"text", "json", "markdown"}));
  describe_explanations(*run, call.run.explain);
  run->add_flag("--all", call.run.all, "Explain every conclusion");
  run->add_option("--graph", call.run.graph,
                  "Draw it: .svg, .html, .dot, .mmd, .json, .graphml, or - for DOT")
      ->type_name("FILE");
  run->add_option("--report", call.run.report, "Write the whole of it as a page to keep")
      ->type_name("FILE.html");
  CLI::App* graph = verb(app, call, "graph", "Draw the rules, or what bears on FINDINGs",
                         "KB… [FINDING…]");
  graph->add_option("-o", call.graph, "Where to: .svg, .html, .dot, .mmd, .json, .graphml, or - for DOT")
      ->type_name("FILE")
      ->required();
  run->add_option("--receipt", call.run.receipt, "Write the proof, for `hence verify`")
      ->type_name("FILE");
  CLI::App* verify = verb(app, call, "verify", "Check a receipt against its rules", "");
  verify->add_option("receipt", call.receipt, "The receipt, or -")->option_text("RECEIPT")->required();
  verify->add_option("--kb", call.checked_by, "The knowledge bases that it was made from")
      ->type_name("KB…")
      ->required()
      ->expected(1, -1);
  CLI::App* exported = verb(app, call, "export", "Write the rules for another engine", "KB…");
  exported->add_flag("--clingo", call.exported.clingo, "As a program for clingo");
  exported->add_flag("--clips", call.exported.clips, "As constructs of CLIPS");
  exported->add_option("-o", call.exported.to, "Where to, instead of standard output")->type_name("FILE");
  verb(app, call, "check", "List errors and warnings", "KB…");
  CLI::App* format = verb(app, call, "fmt", "Write rule files in their canonical form", "KB…");
  format->add_flag("--check", call.check, "Only list the files that would change; exit 1 if any");
  CLI::App* test = verb(app, call, "test", "Run the cases of a knowledge base", "KB…");
  test->add_flag("--coverage", call.coverage, "List the rules that no case exercises");
  verb(app, call, "limits", "List the limits and their figures", "");
}

int run_call(std::vector<std::string> words) {
  CLI::App app("The rule engine that can always say why.", "hence");
  Call call;
  describe(app, call);
  std::vector<std::string> verbs;
  for (const CLI::App* sub : app.get_subcommands({})) verbs.push_back(sub->get_name());
  words = with_verb(std::move(words), verbs);
  if (words.empty()) {
    put_error(app.help());
    return exit_unusable;
  }
  try {
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? exit_done : exit_unusable;
  }
  return dispatch(app, call);
}

}  // namespace
}  // namespace hence::repl

int main(int count, char** words) {
  const int status = hence::repl::run_call({words + 1, words + count});
  if (!hence::repl::output_failed()) return status;
  std::fputs("error: the output could not be written\n", stderr);
  return hence::repl::exit_unusable;
}
