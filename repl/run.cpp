// hence run: one inference, no questions.
#include <algorithm>
#include <filesystem>

#include <fmt/format.h>
#include <unistd.h>

#include "engine/question.hpp"
#include "repl/case_file.hpp"
#include "repl/files.hpp"
#include "repl/render_json.hpp"
#include "repl/render_markdown.hpp"
#include "repl/render_receipt.hpp"
#include "repl/render_text.hpp"
#include "repl/render_why.hpp"
#include "repl/screen.hpp"
#include "repl/verbs.hpp"
#include "repl/words.hpp"
#include "rules/calendar.hpp"
#include "rules/text.hpp"

namespace hence::repl {
namespace {

// The findings of `--why NAME`; an unknown one is said with names near it.
bool find_all(const Program& program, const std::vector<std::string>& names,
              std::vector<FindingId>& to) {
  bool good = true;
  for (const std::string& name : names) {
    if (const FindingId finding = program.find(name)) {
      to.push_back(finding);
      continue;
    }
    const std::string near = did_you_mean(program, name);
    put_error(fmt::format("error: unknown finding: {}\n{}", printable(name),
                          near.empty() ? "" : "  " + printable(near) + "\n"));
    good = false;
  }
  return good;
}

// Is this file one of the knowledge base's own?
bool reads(const Program& program, const std::string& path) {
  std::error_code none;
  return std::any_of(program.sources.begin(), program.sources.end(), [&](const Source& source) {
    return std::filesystem::equivalent(source.path, path, none);
  });
}

std::string render_open(const Session& session, const Style& style) {
  std::vector<std::string> names;
  for (const FindingId f : open_findings(session))
    names.push_back(session.program().findings[f.index()].name);
  if (names.empty()) return {};
  const std::size_t more = names.size() > 8 ? names.size() - 8 : 0;
  names.resize(names.size() - more);
  const std::string tail = more > 0 ? fmt::format(" and {} more", more) : "";
  return paragraph(style, "", "Could still change a goal: " + join(names, ", ") + tail, Ink::faint);
}

std::string as_text(const Session& session, const Explained& explained, const Style& style) {
  std::string out = render_conclusions(session, style);
  for (const FindingId f : explained.why) out += render_why(session, f, style) + "\n";
  for (const FindingId f : explained.how) out += render_how(session, f, style) + "\n";
  const std::string rest = render_doubts(session, style) + render_open(session, style);
  out += rest;
  const std::string notices = render_notices(session.program(), style);
  if (!rest.empty() && !notices.empty()) out += "\n";
  out += notices;
  while (out.ends_with("\n\n")) out.pop_back();
  return out;
}

CaseFacts facts_of(const Program& program, const RunCall& call) {
  CaseFacts facts = read_words(program, call.facts);
  CaseFacts from_file;
  if (!call.case_file.empty()) {
    const ReadFile file = read_file(call.case_file);
    const std::string name = call.case_file == "-" ? "(standard input)" : call.case_file;
    if (file.error.empty()) from_file = read_case(program, file.text, name);
    else from_file.errors = fmt::format("error: {}: {}\n", printable(name), file.error);
  }
  return merged(program, std::move(facts), from_file);
}

}  // namespace

Knowledge open_knowledge(const std::vector<std::string>& paths) {
  std::vector<std::string> files;
  std::vector<NamedText> texts;
  for (const std::string& path : paths) {
    if (path == "-") texts.push_back({"(standard input)", read_file("-").text});
    else files.push_back(path);
  }
  return compile(load(files, texts));
}

std::optional<Knowledge> usable(Knowledge knowledge) {
  if (knowledge.usable) return knowledge;
  std::vector<Diagnostic> errors;
  std::copy_if(knowledge.diagnostics.begin(), knowledge.diagnostics.end(),
               std::back_inserter(errors),
               [](const Diagnostic& d) { return d.severity == Severity::error; });
  put_error(diagnostics_text(errors, knowledge.program.sources, is_terminal(STDERR_FILENO)));
  put_error(fmt::format("{}: the knowledge base cannot be used.\n", diagnostics_count(errors)));
  return std::nullopt;
}

int run_verb(const RunCall& call) {
  const bool piped =
      std::find(call.knowledge.begin(), call.knowledge.end(), "-") != call.knowledge.end();
  if (piped && call.case_file == "-") {
    put_error("error: standard input cannot be the knowledge base and the case both\n");
    return exit_unusable;
  }
  const std::optional<Knowledge> knowledge = usable(open_knowledge(call.knowledge));
  if (!knowledge) return exit_unusable;
  const Program& program = knowledge->program;
  const CaseFacts facts = with_today(program, facts_of(program, call), current_date());
  Explained explained;
  const bool why_named =
      find_all(program, call.why, explained.why);  // both, so that all errors show
  const bool named = find_all(program, call.how, explained.how) && why_named;
  put_error(facts.errors);
  if (!facts.errors.empty() || !named) return exit_unusable;
  Session session(*knowledge);
  for (const Fact& fact : facts.facts) session.tell(fact);
  if (!call.receipt.empty()) {
    const std::string error = reads(program, call.receipt)
                                  ? "the rules are read from it"
                                  : write_file(call.receipt, render_receipt(session));
    if (!error.empty()) {
      put_error(fmt::format("error: the receipt {} could not be written: {}\n",
                            printable(call.receipt), error));
      return exit_unusable;
    }
  }
  if (call.all) {
    explained.why.clear();
    for (const ConclusionReport& report : conclusions(session))
      explained.why.push_back(report.finding);
  }
  if (call.format == "json") put(render_json(session, explained));
  else if (call.format == "markdown") put(render_markdown(session, explained));
  else put(as_text(session, explained, style_of(STDOUT_FILENO)));
  return exit_done;
}

}  // namespace hence::repl
