// hence consult: loads the knowledge base and starts the dialogue.
#include <algorithm>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "repl/case_file.hpp"
#include "repl/dialogue.hpp"
#include "repl/files.hpp"
#include "repl/interrupt.hpp"
#include "repl/progress_line.hpp"
#include "repl/screen.hpp"
#include "repl/verbs.hpp"
#include "rules/calendar.hpp"
#include "rules/text.hpp"

namespace hence::repl {
namespace {

// The knowledge base came on standard input; the person is at the terminal.
void answers_from_terminal() {
  const int fd = ::open("/dev/tty", O_RDWR | O_CLOEXEC);
  if (fd < 0) return;
  ::dup2(fd, STDIN_FILENO);
  ::close(fd);
}

CaseFacts first_facts(Knowledge& knowledge, const ConsultCall& call) {
  const ReadFile file = call.case_file.empty() ? ReadFile{} : read_file(call.case_file);
  return read_for(knowledge, [&](const Program& program) {
    CaseFacts facts = read_words(program, call.facts);
    if (call.case_file.empty()) return facts;
    if (file.error.empty())
      return merged(program, std::move(facts), read_case(program, file.text, call.case_file));
    facts.errors += fmt::format("error: {}: {}\n", printable(call.case_file), file.error);
    return facts;
  });
}

}  // namespace

int consult_verb(const ConsultCall& call) {
  const bool piped =
      std::find(call.knowledge.begin(), call.knowledge.end(), "-") != call.knowledge.end();
  std::vector<NamedText> texts;
  std::vector<std::string> paths;
  for (const std::string& path : call.knowledge) {
    if (path != "-") paths.push_back(path);
    else texts.push_back({"(standard input)", read_file("-").text});
  }
  std::optional<Knowledge> knowledge = usable(compiled_with_progress(
      [&](Progress* progress) { return load(paths, texts, call.facts, progress); }));
  if (!knowledge) return exit_unusable;
  if (piped) answers_from_terminal();
  const CaseFacts facts = first_facts(*knowledge, call);
  put_error(facts.errors);
  if (!facts.errors.empty()) return exit_unusable;
  Consultation consultation(paths, texts, std::move(*knowledge), current_date());
  if (!facts.facts.empty()) consultation.tell(facts.facts);

  const CatchInterrupt catching;
  const bool edited = is_terminal(STDIN_FILENO) && is_terminal(STDOUT_FILENO);
  Dialogue* dialogue = nullptr;  // Tab is pressed only while it runs
  const Completer complete = [&](std::string_view typed) {
    return dialogue ? dialogue->complete(typed) : Completions{};
  };
  const std::string folder = edited ? state_folder() : "";
  const std::unique_ptr<Lines> lines =
      edited ? lines_from_terminal(complete, folder.empty() ? "" : folder + "/history")
             : lines_from_input();
  Dialogue running(
      consultation, *lines, [] { return style_of(STDOUT_FILENO); }, put);
  dialogue = &running;
  return running.run();
}

}  // namespace hence::repl
