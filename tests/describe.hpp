// A Program in words, for tests: one line for each thing it holds, in the order of rows. Two texts
// that mean the same are described alike; spans are left out.
#pragma once

#include <string>
#include <vector>

#include "rules/loader.hpp"

namespace hence {

/// What is declared or asked (`number fluid intake in L/day, 0 to 10`), then rules, causes, kinds,
/// advice, cases. A plain finding that only rules mention has no line.
std::string describe(const Program& program);

/// The rules alone: `rule low: night cramps AND fluid intake < 1.5 → dehydration (0.6)`.
std::string describe_rules(const Program& program);

/// A condition or arithmetic, parentheses around every part that is compound.
std::string describe(const Program& program, ExprId expr);

/// `night cramps (0.7)`, `fluid intake = 1.1`.
std::string describe(const Program& program, const Fact& fact);

/// `H02 1:5` and so on, in order of place, with commas between; a file's name where it is not the
/// first: `H02 b.hence:1:5`.
std::string describe(const std::vector<Diagnostic>& diagnostics, const std::vector<Source>& sources);

/// Loads one text. `path`: its name; `.md` is read as Markdown.
Loaded load_text(std::string text, std::string path = "t.hence");

/// Those of one severity.
std::vector<Diagnostic> only(std::vector<Diagnostic> diagnostics, Severity severity);

/// describe_rules of a text, then its errors (no warnings or notes) as `! H02 1:5`.
std::string read_rules(std::string text);

/// describe of a text, then its errors as above.
std::string read_all(std::string text);

/// The errors of a text alone.
std::string read_errors(std::string text);

}  // namespace hence
