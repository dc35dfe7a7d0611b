// hence test: the cases of a knowledge base, and which rules none of them exercises.
#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <unistd.h>

#include "engine/case_run.hpp"
#include "repl/screen.hpp"
#include "repl/verbs.hpp"
#include "repl/words.hpp"
#include "rules/calendar.hpp"
#include "rules/text.hpp"

namespace hence::repl {
namespace {

std::string failures(const Program& program, const CaseResult& result) {
  std::string out;
  for (const FailedExpectation& f : result.failed)
    out += fmt::format(
        "{}: case \"{}\": expected {}, but {}\n", printable(place_text(program, f.span)),
        printable(program.cases[result.row].name), printable(f.expected), printable(f.actual));
  return out;
}

// Rules that no case exercises, a line each, and a count.
std::string coverage_text(const Program& program, const std::vector<CaseResult>& results) {
  std::vector<bool> exercised(program.rules.size());
  for (const CaseResult& result : results)
    for (const RuleId rule : result.exercised) exercised[rule.index()] = true;
  // A rule with variables is exercised by any of its instances; facts are none.
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> written;  // the first instance
  for (std::size_t i = 0; i < exercised.size(); ++i) {
    const Rule& rule = program.rules[i];
    if (rule.instance == 0) continue;
    const auto place = std::pair(static_cast<std::uint32_t>(rule.span.source), rule.span.begin);
    const auto [at, fresh] = written.try_emplace(place, i);
    if (!fresh && exercised[i]) exercised[at->second] = true;
  }
  std::string out;
  std::size_t covered = 0, rules = 0;
  for (std::size_t i = 0; i < exercised.size(); ++i) {
    Rule rule = program.rules[i];
    const auto place = std::pair(static_cast<std::uint32_t>(rule.span.source), rule.span.begin);
    if (rule.fact || (rule.instance != 0 && written.at(place) != i)) continue;
    rule.instance = 0;  // as it is written
    ++rules;
    if (exercised[i]) ++covered;
    else
      out += fmt::format("{}: no case exercises {}\n", printable(rule_place(program, rule)),
                         printable(rule_title(program, rule)));
  }
  return out + fmt::format("{} of {} rules exercised.\n", covered, rules);
}

std::string summary(const Program& program, std::size_t failed) {
  std::size_t expectations = 0;
  for (const Case& c : program.cases) expectations += c.expect.size() + c.because.size();
  const std::string ran = fmt::format("{}, {}", counted(program.cases.size(), "case", "cases"),
                                      counted(expectations, "expectation", "expectations"));
  if (program.cases.empty()) return "There are no cases.\n";
  if (failed == 0) return ran + ": all passed.\n";
  return fmt::format("{}: {} failed.\n", ran, counted(failed, "case", "cases"));
}

}  // namespace

int test_verb(const std::vector<std::string>& paths, bool coverage) {
  const std::optional<Knowledge> knowledge = usable(open_knowledge(paths));
  if (!knowledge) return exit_unusable;
  const Program& program = knowledge->program;
  const std::vector<CaseResult> results = run_cases(*knowledge, current_date());
  std::size_t failed = 0;
  for (const CaseResult& result : results) {
    put(failures(program, result));
    if (!result.failed.empty()) ++failed;
  }
  if (coverage) put(coverage_text(program, results));
  put(summary(program, failed));
  return failed > 0 ? exit_found : exit_done;
}

}  // namespace hence::repl
