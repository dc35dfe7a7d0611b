// What is wrong with a rule text, as data: a code that never changes its meaning, the exact span,
// one sentence of cause, one way to mend it. Collected by value; rendering is at the end, in the
// drawn form (the line with carets) or on one line for editors. Both show other people's text, so
// both print control characters harmlessly.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rules/source.hpp"

namespace hence {

enum class Severity : std::uint8_t { error, warning, note };

enum class Code : std::uint8_t {
  unknown_finding, syntax, unit_mismatch, cycle, contradiction, unclosed, mixed_and_or,
  no_statement, comma, strength, two_kinds, declared_twice, arrow, not_unknown, conclusion,
  table, unsupported, file, encoding, limit, number, letter_case, unknown_name, no_such_choice,
  kind_mismatch, score, date, relation,
  symptom_from_goal, single_sign, lifts_most_goals, shared_fact, positive_cycle, plural,
  lower_case_and, near_name, unused, lookalike, trailing_parenthesis, score_in_common,
  growing_recursion
};

/// story: the diagnostic is about several places, so its text is told without a quoted line.
struct CodeEntry {
  Code code;
  std::string_view text;
  std::string_view title;
  Severity severity;
  bool story = false;
};

/// One row per code, in the order of the enum (checked below).
inline constexpr auto codes = std::to_array<CodeEntry>({
  {Code::unknown_finding, "H01", "unknown finding", Severity::error},
  {Code::syntax, "H02", "this cannot be read", Severity::error},
  {Code::unit_mismatch, "H03", "units do not fit", Severity::error},
  {Code::cycle, "H04", "cycle through NOT", Severity::error, true},
  {Code::contradiction, "H05", "these rules contradict each other", Severity::warning, true},
  {Code::unclosed, "H06", "left open", Severity::error},
  {Code::mixed_and_or, "H07", "AND mixed with OR", Severity::error},
  {Code::no_statement, "H08", "not a statement", Severity::error},
  {Code::comma, "H09", "comma outside a list", Severity::error},
  {Code::strength, "H10", "not a strength", Severity::error},
  {Code::two_kinds, "H11", "one name for two kinds of thing", Severity::error},
  {Code::declared_twice, "H12", "declared twice", Severity::error},
  {Code::arrow, "H13", "arrow where a comparison is meant", Severity::error},
  {Code::not_unknown, "H14", "NOT with is unknown", Severity::error},
  {Code::conclusion, "H15", "not a conclusion", Severity::error},
  {Code::table, "H16", "table", Severity::error},
  {Code::unsupported, "H17", "not supported yet", Severity::error},
  {Code::file, "H18", "file cannot be used", Severity::error},
  {Code::encoding, "H19", "not plain UTF-8 text", Severity::error},
  {Code::limit, "H20", "limit reached", Severity::error},
  {Code::number, "H21", "not a usable number", Severity::error},
  {Code::letter_case, "H22", "case", Severity::error},
  {Code::unknown_name, "H23", "unknown rule, source or option", Severity::error},
  {Code::no_such_choice, "H24", "not a value of this choice", Severity::error},
  {Code::kind_mismatch, "H25", "another kind of value is wanted", Severity::error},
  {Code::score, "H26", "score or points", Severity::error},
  {Code::date, "H27", "not a usable date", Severity::error},
  {Code::relation, "H28", "relation or variable", Severity::error},
  {Code::symptom_from_goal, "H50", "symptom concluded from a goal", Severity::warning},
  {Code::single_sign, "H51", "a single sign proves a goal", Severity::warning},
  {Code::lifts_most_goals, "H52", "one finding lifts most goals", Severity::warning},
  {Code::shared_fact, "H53", "two arguments rest on one fact", Severity::warning},
  {Code::positive_cycle, "H54", "positive cycle", Severity::warning, true},
  {Code::plural, "H55", "plural meets singular", Severity::note},
  {Code::lower_case_and, "H56", "and, or in lower case", Severity::note},
  {Code::near_name, "H57", "near name", Severity::note},
  {Code::unused, "H58", "never used", Severity::warning},
  {Code::lookalike, "H59", "look-alike letters", Severity::warning},
  {Code::trailing_parenthesis, "H60", "trailing parenthesis", Severity::note},
  {Code::score_in_common, "H61", "much in common", Severity::note},
  {Code::growing_recursion, "H62", "a recursion that reckons", Severity::warning},
});

constexpr bool codes_in_order() {
  for (std::size_t i = 0; i < codes.size(); ++i)
    if (static_cast<std::size_t>(codes[i].code) != i) return false;
  return codes.size() == static_cast<std::size_t>(Code::growing_recursion) + 1;
}
static_assert(codes_in_order());

constexpr const CodeEntry& entry(Code code) { return codes[static_cast<std::size_t>(code)]; }

std::string_view severity_text(Severity severity);

/// Another place that the diagnostic speaks of, and what is there.
struct Related {
  Span span;
  std::string text;
};

/// message: one sentence of cause; advice: one way to mend it. A \n in either breaks the line.
struct Diagnostic {
  Code code = Code::syntax;
  Severity severity = Severity::error;
  Span span;
  std::string message;
  std::string advice;
  std::vector<Related> related{};
};

/// With the severity of the code's row.
Diagnostic make_diagnostic(Code code, Span span, std::string message, std::string advice = {});

/// Drawn, each line ended by \n and within 80 columns (but for long words and paths).
std::string render(const Diagnostic& diagnostic, const std::vector<Source>& sources);

/// `file:line:column: severity CODE: message`, one line, without its end.
std::string render_line(const Diagnostic& diagnostic, const std::vector<Source>& sources);

/// Stable: by path, offset, code; what stands in no file comes first.
void sort_by_place(std::vector<Diagnostic>& diagnostics, const std::vector<Source>& sources);

/// Any of severity error.
bool has_errors(const std::vector<Diagnostic>& diagnostics);

}  // namespace hence
