// Where text goes and what the place can show: colour and drawn diagnostics only on a terminal.
// Two calls print; everything else in this folder makes strings.
#pragma once

#include <string_view>
#include <vector>

#include "repl/style.hpp"
#include "rules/diagnostic.hpp"

namespace hence::repl {

/// The style for a file descriptor: the terminal's width (at most 100), colour unless NO_COLOR is
/// set or TERM is dumb; 80 columns without colour for anything else.
Style style_of(int fd);

bool is_terminal(int fd);

/// Prints and flushes; a closed or full standard output is found out by `output_failed`.
void put(std::string_view text);
void put_error(std::string_view text);
bool output_failed();

/// Diagnostics, drawn or one line each, the first hundred, then a count.
std::string diagnostics_text(const std::vector<Diagnostic>& diagnostics,
                             const std::vector<Source>& sources, bool drawn);

/// «2 errors, 1 warning, 3 notes»; empty for none.
std::string diagnostics_count(const std::vector<Diagnostic>& diagnostics);

}  // namespace hence::repl
