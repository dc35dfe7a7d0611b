#include "repl/explained.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "engine/why_not.hpp"
#include "repl/case_file.hpp"
#include "repl/render_changes.hpp"
#include "repl/render_why.hpp"
#include "repl/render_why_not.hpp"
#include "repl/supposed.hpp"
#include "repl/why_asked.hpp"
#include "repl/words.hpp"
#include "rules/text.hpp"
#include "rules/written.hpp"

namespace hence::repl {
namespace {

// FILE and LINE of `kb/leg-pain.hence:26`.
std::optional<std::pair<std::string_view, std::uint32_t>> place_of(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  std::uint32_t line = 0;
  const std::string_view digits = text.substr(colon + 1);
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), line);
  if (failed != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return std::pair(text.substr(0, colon), line);
}

// «no rule stands at FILE:27; the nearest is at FILE:26», or that no such file was read.
std::string no_rule_at(const Program& program, std::string_view path, std::uint32_t line) {
  std::uint32_t nearest = 0;
  const auto distance = [&](std::uint32_t at) { return at > line ? at - line : line - at; };
  for (const Rule& rule : program.rules) {
    const Span span = rule.cell.source != no_source ? rule.cell : rule.span;
    const auto row = static_cast<std::size_t>(span.source);
    if (span.source == no_source || !program.sources[row].path.ends_with(path)) continue;
    const auto at = static_cast<std::uint32_t>(place(program.sources[row], span.begin).line);
    if (nearest == 0 || distance(at) < distance(nearest)) nearest = at;
  }
  if (nearest != 0)
    return fmt::format("no rule stands at {}:{}; the nearest is at {}:{}", path, line, path, nearest);
  std::vector<std::string> files;
  for (const Source& source : program.sources) files.push_back(source.path);
  return fmt::format("{} is no file that was read: {}", path, join(files, ", "));
}

std::string nearest_rule(const Program& program, std::string_view text) {
  const std::string key = key_of(text);
  for (const std::string& name : program.rule_names) {
    const std::string other = key_of(name);
    if (!key.empty() && (other.find(key) != std::string::npos || key.find(other) != std::string::npos))
      return fmt::format("Did you mean the rule {}?", name);
  }
  return {};
}

std::string error_line(std::string_view text) { return fmt::format("error: {}\n", printable(text)); }

}  // namespace

std::string unknown_name(const Program& program, std::string_view name) {
  const std::string near = did_you_mean(program, name);
  return error_line(fmt::format("unknown finding: {}", name)) +
         (near.empty() ? "" : "  " + printable(near) + "\n");
}

std::string find_all(const Program& program, const std::vector<std::string>& names,
                     std::vector<FindingId>& to) {
  std::string errors;
  for (const std::string& name : names) {
    if (const FindingId finding = program.find(name)) to.push_back(finding);
    else errors += unknown_name(program, name);
  }
  return errors;
}

std::optional<Target> target_of(const Program& program, std::string_view text, std::string& error) {
  if (const FindingId finding = program.find(text)) return Target{finding, {}};
  std::string_view name = trimmed(text);
  if (key_of(name).starts_with("rule ")) name.remove_prefix(5);
  if (auto rules = rules_named(program, name); !rules.empty()) return Target{{}, std::move(rules)};
  if (tuple_of(program, text)) return Target{{}, {}, std::string(text)};
  if (const auto at = place_of(text)) {
    auto rules = rules_at(program, at->first, at->second);
    if (!rules.empty()) return Target{{}, std::move(rules)};
    error += error_line(no_rule_at(program, at->first, at->second));
    return std::nullopt;
  }
  std::string near = did_you_mean(program, text);
  if (near.empty()) near = nearest_rule(program, text);
  error += error_line(fmt::format("unknown finding or rule: {}", text)) +
           (near.empty() ? "" : "  " + printable(near) + "\n");
  return std::nullopt;
}

std::optional<FindingId> conclusion_of(const Program& program, std::string_view text,
                                       std::string& error) {
  const FindingId finding = program.find(text);
  if (!finding) error += unknown_name(program, text);
  else if (program.findings[finding.index()].kind == FindingKind::yes_no) return finding;
  else
    error += error_line(fmt::format(
        "{} has a value; only what is yes or no can be weighed against another", text));
  return std::nullopt;
}

std::string resolve(const Program& program, const ExplainCall& call, Explained& to) {
  std::string errors;
  errors += find_all(program, call.why, to.why);
  errors += find_all(program, call.how, to.how);
  errors += find_all(program, call.change, to.change);
  errors += find_all(program, call.why_ask, to.why_ask);
  errors += find_all(program, call.hide, to.limits.hidden);
  to.limits.depth = call.depth;
  for (const std::string& text : call.why_not)
    if (auto target = target_of(program, text, errors)) to.why_not.push_back(std::move(*target));
  for (const std::string& text : call.what_if) {
    const CaseFacts facts = read_words(program, {text});
    errors += facts.errors;
    if (facts.errors.empty()) to.what_if.push_back(text);
  }
  if (call.rather.size() % 2 != 0)
    errors += error_line(fmt::format("--rather wants two conclusions, and {} stands alone: --rather A B",
                                     call.rather.back()));
  for (std::size_t i = 0; i + 1 < call.rather.size(); i += 2) {
    const auto one = conclusion_of(program, call.rather[i], errors);
    const auto other = conclusion_of(program, call.rather[i + 1], errors);
    if (one && other) to.rather.emplace_back(*one, *other);
  }
  return errors;
}

std::vector<Page> pages(const Session& session, const Explained& explained) {
  std::vector<Page> all;
  for (const FindingId f : explained.why) all.push_back(render_why(session, f, explained.limits));
  for (const FindingId f : explained.how) all.push_back(render_how(session, f, explained.limits));
  for (const Target& target : explained.why_not)
    all.push_back(render_why_not(session, target, explained.limits));
  for (const std::string& facts : explained.what_if)
    all.push_back(render_what_if(Supposed(session, facts)));
  for (const auto& [one, other] : explained.rather)
    all.push_back(render_rather(session, one, other));
  for (const FindingId f : explained.change) all.push_back(render_change(session, f));
  for (const FindingId f : explained.why_ask) {
    const Question question = question_about(session.program(), f);
    Page page;
    page.put("", "Why ask: " + question.text, Ink::strong);
    Page reasons = render_why_asked(session, question);
    for (Page::Line& line : reasons.lines()) line.lead.insert(0, "  ");
    page.put(reasons);
    all.push_back(std::move(page));
  }
  return all;
}

}  // namespace hence::repl
