#include "repl/render_rules.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "repl/render_score.hpp"
#include "repl/words.hpp"

namespace hence::repl {
namespace {

constexpr std::size_t rules_shown = 60;

std::string shared_note(const Rule& rule) {
  if (rule.shared_among == 0 || rule.strength == rule.stated) return {};
  return fmt::format("shared by {} of {}, so it counts {} instead of {}", rule.shared,
                     rule.shared_among, short_figure(rule.strength), format_number(rule.stated));
}

bool concerns(const Program& program, const Rule& rule, FindingId finding) {
  const auto conclusions = program.conclusions_of(rule);
  return reads(program, rule.condition, finding) || reads(program, rule.scope, finding) ||
         reads(program, rule.unless, finding) ||
         std::any_of(conclusions.begin(), conclusions.end(),
                     [&](const Conclusion& c) { return c.finding == finding; });
}

}  // namespace

bool reads(const Program& program, ExprId root, FindingId finding) {
  if (!root) return false;
  const Expr& e = program.exprs[root.index()];
  if (e.finding == finding) return true;
  const auto inputs = program.inputs(e);
  return std::any_of(inputs.begin(), inputs.end(),
                     [&](ExprId input) { return reads(program, input, finding); });
}

Page rule_notes(const Program& program, const Rule& rule, int columns, bool without_source) {
  const std::string indent = spaces(columns);
  Page out;
  if (const std::string note = shared_note(rule); !note.empty()) out.put(indent, note, Ink::faint);
  if (rule.because != 0) out.put(indent + "because ", program.texts[rule.because]);
  if (rule.source && !without_source)
    out.put(indent + "source  ", program.citations[rule.source.index()].text, Ink::faint);
  return out;
}

std::string rule_head(const Program& program, const Rule& rule) {
  const std::string name = rule.name ? program.rule_names[rule.name.index()] + ": " : "";
  return fmt::format("{}{}\n{}, strength {}", name, rule_text(program, rule),
                     rule_place(program, rule), short_figure(rule.strength));
}

static std::string render_rule(const Program& program, const Rule& rule, const Style& style) {
  return paragraph(style, "  ", rule_head(program, rule)) +
         as_text(rule_notes(program, rule, 4, false), style);
}

std::string render_rules(const Program& program, FindingId finding, const Style& style) {
  std::string out = finding ? as_text(items_about(program, {finding}), style) : "";
  std::size_t count = 0;
  for (const Rule& rule : program.rules) {
    if (finding && !concerns(program, rule, finding)) continue;
    if (++count > rules_shown) continue;
    out += finding ? render_rule(program, rule, style)
                   : paragraph(style, "  ",
                               fmt::format("{}  ({})", rule_title(program, rule),
                                           rule_place(program, rule)));
  }
  if (count > rules_shown) out += fmt::format("  … {} more\n", count - rules_shown);
  return out + counted(count, "rule", "rules") + ".\n";
}

}  // namespace hence::repl
