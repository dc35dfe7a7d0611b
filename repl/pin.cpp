#include "repl/pin.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "repl/style.hpp"
#include "repl/words.hpp"
#include "rules/text.hpp"

namespace hence::repl {
namespace {

constexpr int line_width = 78;

// The name as a rule file takes it, in quotes if it needs them.
std::string written_name(const Program& program, FindingId finding) {
  const std::string text = write_fact(program, {finding, 0, 0, {}});
  constexpr std::string_view tail = " is unknown";
  return text.ends_with(tail) ? text.substr(0, text.size() - tail.size()) : text;
}

std::string expectation(const Session& session, FindingId finding) {
  const Program& program = session.program();
  const std::string name = written_name(program, finding);
  const Value value = session.value(finding);
  if (value.state == Truth::conflict) return name + " in conflict";
  if (program.findings[finding.index()].kind != FindingKind::yes_no) {
    if (!value.value) return "nothing about " + name;
    if (program.findings[finding.index()].kind == FindingKind::text)
      return fmt::format("{} = \"{}\"", name, held_text(session, finding, *value.value));
    return write_fact(program, {finding, 1, *value.value, {}});
  }
  if (value.certainty == 0) return "nothing about " + name;
  return fmt::format("{} ({:.2f})", name, value.certainty);
}

// A text that holds a quote or a line's end can be written in no case.
bool can_be_expected(const Session& session, FindingId finding) {
  const Value value = session.value(finding);
  if (session.program().findings[finding.index()].kind != FindingKind::text || !value.value)
    return true;
  return held_text(session, finding, *value.value).find_first_of("\"\\\n{}") == std::string::npos;
}

std::vector<FindingId> expected(const Session& session) {
  const std::vector<bool> goals = goal_findings(session.program());
  std::vector<FindingId> findings;
  for (std::size_t i = 0; i < goals.size(); ++i)
    if (goals[i] && can_be_expected(session, FindingId(i))) findings.emplace_back(i);
  return findings;
}

// `given a, b,` and the rest under it.
std::string listing(std::string_view word, const std::vector<std::string>& parts) {
  if (parts.empty()) return {};
  std::string out, line = fmt::format("    {} ", word);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string part = parts[i] + (i + 1 < parts.size() ? "," : "");
    if (display_width(line) + display_width(part) > line_width && !trimmed(line).empty()) {
      out += line + "\n";
      line = spaces(8);
    }
    line += (line.ends_with(' ') ? "" : " ") + part;
  }
  return out + line + "\n";
}

}  // namespace

std::string case_text(const Session& session, std::string_view name) {
  std::string title;
  for (const char c : one_line(name)) title += c == '"' || c == '\\' ? '\'' : c;
  std::vector<std::string> given, expect;
  for (const Fact& fact : session.facts()) given.push_back(write_fact(session.program(), fact));
  for (const FindingId finding : expected(session)) expect.push_back(expectation(session, finding));
  return fmt::format("case \"{}\"\n", title) + listing("given", given) + listing("expect", expect);
}

}  // namespace hence::repl
