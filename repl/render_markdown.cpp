#include "repl/render_markdown.hpp"

#include <fmt/format.h>

#include "engine/explain.hpp"
#include "repl/render_score.hpp"
#include "repl/words.hpp"
#include "rules/text.hpp"

namespace hence::repl {
namespace {

const std::string& name_of(const Program& program, FindingId finding) {
  return program.findings[finding.index()].name;
}

std::string item(std::string_view text) { return fmt::format("- {}\n", markdown_text(text)); }

std::string advice_items(const Session& session, const std::vector<std::uint32_t>& rows) {
  std::string out;
  for (const std::uint32_t row : rows) {
    const Advice& advice = session.program().advice[row];
    out += fmt::format("- {}{}\n", advice.urgent ? "**Urgent:** " : "",
                       markdown_text(fill(session, advice.text)));
  }
  return out;
}

std::string argument_items(const Session& session, FindingId finding) {
  const Program& program = session.program();
  std::string out;
  for (const WhyArgument& w : why(session, finding).fired) {
    if (!w.argument.counts) continue;
    const Rule& rule = program.rules[w.argument.rule.index()];
    out += fmt::format("- {} {} ({})\n", signed_figure(w.argument.contribution),
                       markdown_text(rule_text(program, rule)),
                       markdown_text(rule_place(program, rule)));
  }
  if (program.findings[finding.index()].kind != FindingKind::score) return out;
  for (const std::string& words : item_words(session, finding).counting) out += item(words);
  return out;
}

std::string conclusion_part(const Session& session, const ConclusionReport& report) {
  const std::string name = markdown_text(name_of(session.program(), report.finding));
  const std::string standing_now = markdown_text(standing(session, report.finding, report.value));
  const bool text = session.program().findings[report.finding.index()].kind == FindingKind::text;
  std::string out = text ? fmt::format("## {}\n\n{}\n\n", name, standing_now)
                         : fmt::format("## {}: {}\n\n", name, standing_now);
  if (const std::string advice = advice_items(session, report.advice); !advice.empty())
    out += advice + "\n";
  if (const std::string from = argument_items(session, report.finding); !from.empty())
    out += "From:\n\n" + from + "\n";
  if (report.assumes.empty()) return out;
  out += "Provided that:\n\n";
  for (const Assumption& a : report.assumes) out += item(assumption_text(session, a));
  return out + "\n";
}

std::string list_part(const Program& program, std::string_view title,
                      const std::vector<FindingId>& findings) {
  if (findings.empty()) return {};
  std::string out = fmt::format("# {}\n\n", title);
  for (const FindingId f : findings) out += item(name_of(program, f));
  return out + "\n";
}

}  // namespace

std::string markdown_text(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    if (std::string_view("\\`*_[]<>|#").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string render_markdown(const Session& session, const Explained& explained) {
  const Program& program = session.program();
  std::string out = "# Conclusions\n\n";
  const auto found = conclusions(session);
  for (const ConclusionReport& report : found) out += conclusion_part(session, report);
  if (const std::string rest = advice_items(session, advice_on_answers(session, found)); !rest.empty())
    out += "# Advice on what you said\n\n" + rest + "\n";
  if (found.empty()) out += "None: what was said is not enough for one.\n\n";
  out += list_part(program, "Not excluded", not_excluded(session));
  out += list_part(program, "Not explained by any conclusion", unexplained(session));
  if (!session.facts().empty()) out += "# Facts\n\n";
  for (const Fact& fact : session.facts()) out += item(write_fact(program, fact));
  if (!session.facts().empty()) out += "\n";
  const std::vector<Page> explanations = pages(session, explained);
  if (!explanations.empty()) out += "# Explanations\n\n";
  for (const Page& page : explanations) out += as_markdown(page) + "\n";
  for (const std::string& notice : program.notices)
    out += fmt::format("> {}\n\n", markdown_text(notice));
  while (out.ends_with("\n\n")) out.pop_back();
  return out;
}

}  // namespace hence::repl
