// Rows of a file of comma-separated values, as RFC 4180 has them: cells in quotes may hold commas,
// line ends and doubled quotes. Cells are spans of the file, so that whatever is said of one shows
// its place. Invariant: a cell's span leaves out its quotes and the blanks around it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rules/diagnostic.hpp"

namespace hence {

struct CsvRow {
    Span row;
    std::vector<Span> cells;
};

/// Every row that holds something, the heading first. Errors (to `diagnostics`, if given): H16 for
/// a quote that is never closed, text behind a closing quote, and columns that another sign parts.
/// Linear.
std::vector<CsvRow> csv_rows(const Source& source, SourceId id, std::vector<Diagnostic>* diagnostics);

/// A cell's text: doubled quotes are one, a line end is a space.
std::string csv_text(std::string_view cell);

/// `;` for `;`, a tab for `tab`; 0: nothing that parts columns.
char csv_separator(std::string_view written);

}  // namespace hence
