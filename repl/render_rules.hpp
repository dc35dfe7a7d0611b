// Rules in a list: name, text, place and strength, with reason and source.
#pragma once

#include <string>

#include "repl/page.hpp"
#include "rules/program.hpp"

namespace hence::repl {

/// «low-fluid rule: fluid intake < 1.5 L/day → low fluid» and, below it, place and strength.
std::string rule_head(const Program& program, const Rule& rule);

/// What a table's sharing took from it, its reason and its source, behind `columns` spaces.
Page rule_notes(const Program& program, const Rule& rule, int columns, bool without_source);

/// The rules that conclude or read a finding; all of them for no finding.
std::string render_rules(const Program& program, FindingId finding, const Style& style);

/// Does a condition or a formula read the finding?
bool reads(const Program& program, ExprId root, FindingId finding);

}  // namespace hence::repl
