#include "rules/lint.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "rules/lint_checks.hpp"
#include "rules/text.hpp"

namespace hence {
namespace {

// The files with a rule of their own; the others are vocabulary, for the files that use them.
std::vector<bool> files_with_rules(const Program& program) {
  std::vector<bool> out(program.sources.size());
  for (const Rule& r : program.rules)
    if (static_cast<std::size_t>(r.span.source) < out.size())
      out[static_cast<std::size_t>(r.span.source)] = true;
  return out;
}

// H58. Where a statement could not be read, what it uses is not known: then nothing is said.
void check_unused(const Lint& lint) {
  if (has_errors(lint.diagnostics)) return;
  std::vector<bool> files;
  const auto told = [&](Span span) {
    if (files.empty()) files = files_with_rules(lint.program);
    const auto index = static_cast<std::size_t>(span.source);
    return index < files.size() && files[index];
  };
  for (std::size_t i = 0; i < lint.program.findings.size(); ++i) {
    const Finding& f = lint.program.findings[i];
    if (!f.declared || lint.mentions[i].count > 0 || lint.mentions[i].by_cell) continue;
    const Detail* detail = lint.program.detail(FindingId(i));
    if ((detail && (detail->computed || !detail->items.empty())) || !told(f.span)) continue;
    lint.report(Code::unused, f.span, "nothing uses, asks or concludes this",
                "Use it in a rule, or take the declaration out.");
  }
  if (lint.program.citations.empty()) return;
  std::vector<bool> cited(lint.program.citations.size());
  const auto cite = [&](CitationId id) {
    if (id) cited[id.index()] = true;
  };
  for (const Rule& r : lint.program.rules) cite(r.source);
  for (const Cause& c : lint.program.causes) cite(c.source);
  for (const Conversion& c : lint.program.conversions) cite(c.source);
  for (std::size_t i = 0; i < cited.size(); ++i)
    if (!cited[i] && told(lint.program.citations[i].span))
      lint.report(
          Code::unused, lint.program.citations[i].span, "nothing cites this source",
          fmt::format("Write `source {}` under what it supports.", lint.program.citations[i].name));
}

// H59.
void check_lookalikes(const Lint& lint) {
  const auto check = [&](const std::string& name, Span span) {
    const std::vector<std::string> letters = lookalikes(name);
    if (letters.empty()) return;
    lint.report(Code::lookalike, span,
                fmt::format("{} holds {}, which looks like a letter of another alphabet", name,
                            fmt::join(letters, ", ")),
                "Type the word again, in one alphabet.");
  };
  for (const Finding& f : lint.program.findings) {
    check(f.name, f.span);
    if (!f.detail) continue;
    const Detail& detail = lint.program.details[f.detail.index()];
    for (const std::string& alias : detail.aliases) check(alias, f.span);
    for (const std::string& value : detail.values) check(value, f.span);
  }
}

}  // namespace

void Lint::report(Code code, Span span, std::string message, std::string advice) const {
  if (!diagnostics.empty()) {  // each sign of `each of` is a rule, and the statement is told once
    const Diagnostic& last = diagnostics.back();
    if (last.code == code && last.span == span && last.message == message) return;
  }
  diagnostics.push_back(make_diagnostic(code, span, std::move(message), std::move(advice)));
}

Span place_of(const Rule& rule) { return rule.cell.source == no_source ? rule.span : rule.cell; }

std::string line_of(const Program& program, Span span, Span seen_from) {
  const auto index = static_cast<std::size_t>(span.source);
  if (index >= program.sources.size()) return "elsewhere";
  const int line = place(program.sources[index], span.begin).line;
  return span.source == seen_from.source ? fmt::format("line {}", line)
                                         : fmt::format("{}:{}", program.sources[index].path, line);
}

bool one_overrides(const Program& program, const Rule& a, const Rule& b) {
  const auto names = [&](const Rule& r, RuleNameId name) {
    const auto first = program.overrides.begin() + r.overrides.first,
               last = program.overrides.begin() + r.overrides.last;
    return name && std::find(first, last, name) != last;
  };
  return names(a, b.name) || names(b, a.name);
}

void lint(const Program& program, const std::vector<Mention>& mentions,
          std::vector<Diagnostic>& diagnostics) {
  const Lint lint{program, mentions, diagnostics};
  check_unused(lint);
  check_near_names(lint);
  check_contradictions(lint);
  check_goals(lint);
  check_shared_facts(lint);
  check_positive_cycles(lint);
  check_scores(lint);
  check_lookalikes(lint);
}

}  // namespace hence
