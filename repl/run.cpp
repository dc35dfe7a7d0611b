// hence run: one inference, no questions.
#include <algorithm>
#include <filesystem>

#include <fmt/format.h>
#include <unistd.h>

#include "engine/question.hpp"
#include "repl/case_file.hpp"
#include "repl/files.hpp"
#include "repl/graph_file.hpp"
#include "repl/progress_line.hpp"
#include "repl/render_json.hpp"
#include "repl/render_markdown.hpp"
#include "repl/render_receipt.hpp"
#include "repl/render_report.hpp"
#include "repl/render_text.hpp"
#include "repl/screen.hpp"
#include "repl/verbs.hpp"
#include "repl/words.hpp"
#include "rules/calendar.hpp"
#include "rules/text.hpp"

namespace hence::repl {
namespace {

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
  for (const Page& page : pages(session, explained)) out += as_text(page, style) + "\n";
  const std::string rest = render_doubts(session, style) + render_open(session, style);
  out += rest;
  const std::string notices = render_notices(session.program(), style);
  if (!rest.empty() && !notices.empty()) out += "\n";
  out += notices;
  while (out.ends_with("\n\n")) out.pop_back();
  return out;
}

CaseFacts facts_of(Knowledge& knowledge, const RunCall& call) {
  const ReadFile file = call.case_file.empty() ? ReadFile{} : read_file(call.case_file);
  const std::string name = call.case_file == "-" ? "(standard input)" : call.case_file;
  return read_for(knowledge, [&](const Program& program) {
    CaseFacts from_file;
    if (!file.error.empty())
      from_file.errors = fmt::format("error: {}: {}\n", printable(name), file.error);
    else if (!call.case_file.empty()) from_file = read_case(program, file.text, name);
    return with_today(program, merged(program, read_words(program, call.facts), from_file),
                      current_date());
  });
}

// Writes the picture (of what bears on the findings to be explained, if there are any), the report
// and the receipt.
bool write_files(const RunCall& call, const Session& session, const Explained& explained) {
  std::vector<FindingId> only = explained.why;
  only.insert(only.end(), explained.how.begin(), explained.how.end());
  std::string failed;
  for (const std::string& path : {call.graph, call.report, call.receipt})
    if (!path.empty() && reads(session.program(), path))
      failed =
          fmt::format("{} is a file of the knowledge base: choose another name", printable(path));
  if (failed.empty() && !call.graph.empty())
    failed = write_graph(call.graph, session.knowledge(), &session, only);
  if (failed.empty() && !call.report.empty()) failed = write_report(session, call.report);
  if (failed.empty() && !call.receipt.empty()) {
    failed = write_file(call.receipt, render_receipt(session));
    if (!failed.empty()) failed = fmt::format("{}: {}", printable(call.receipt), failed);
  }
  if (!failed.empty()) put_error(fmt::format("error: {}\n", failed));
  return failed.empty();
}

// Before any work: can the files that are wanted be written at all?
bool forms_known(const RunCall& call) {
  std::string wrong;
  if (!call.graph.empty() && !graph_form(call.graph)) wrong = unknown_form(call.graph);
  if (!call.report.empty() && !call.report.ends_with(".html")) wrong = not_a_report(call.report);
  if (!wrong.empty()) put_error(fmt::format("error: {}\n", wrong));
  return wrong.empty();
}

}  // namespace

Knowledge open_knowledge(const std::vector<std::string>& paths,
                         const std::vector<std::string>& facts) {
  std::vector<std::string> files;
  std::vector<NamedText> texts;
  for (const std::string& path : paths) {
    if (path == "-") texts.push_back({"(standard input)", read_file("-").text});
    else files.push_back(path);
  }
  return compiled_with_progress(
      [&](Progress* progress) { return load(files, texts, facts, progress); });
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
  if (!forms_known(call)) return exit_unusable;
  std::optional<Knowledge> knowledge = usable(open_knowledge(call.knowledge, call.facts));
  if (!knowledge) return exit_unusable;
  const CaseFacts facts = facts_of(*knowledge, call);
  const Program& program = knowledge->program;
  Explained explained;
  const std::string unknown = resolve(program, call.explain, explained);  // so that all errors show
  put_error(unknown + facts.errors);
  if (!facts.errors.empty() || !unknown.empty()) return exit_unusable;
  Session session(*knowledge);
  for (const Fact& fact : facts.facts) session.tell(fact);
  if (!write_files(call, session, explained)) return exit_unusable;
  if (call.graph == "-") return exit_done;  // the picture takes the answer's place
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
