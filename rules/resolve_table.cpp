// Tables, pasted or from a file: each line under `table` is applied to each row.
#include <algorithm>

#include <fmt/format.h>

#include "rules/csv.hpp"
#include "rules/json_lines.hpp"
#include "rules/resolver.hpp"
#include "rules/table_words.hpp"
#include "rules/text.hpp"

namespace hence {
namespace {

bool is_rule_line(const Source& source, SourceId id, const Token& row) {
    for (const Span& cell : cells_of(source, id, row)) {
        const std::string_view text = span_text(source, cell);
        if (text.empty() || text.find_first_not_of("-: ") != std::string_view::npos) return false;
    }
    return true;
}

}  // namespace

bool Resolver::has_encoding_error(SourceId source) const {
    return std::any_of(diagnostics_.begin(), diagnostics_.end(), [&](const Diagnostic& d) { return d.code == Code::encoding && d.span.source == source; });
}

// None: the file could not be read, which has its own error. `tell`: the rows' errors, once. `keys`:
// the headings that a file of JSON Lines has.
std::optional<Grid> Resolver::grid(const ast::Rows& rows, bool tell, const std::vector<std::string>* keys) {
    Grid out;
    if (rows.from == Id<void>::no_row) {
        out = pasted(rows);
    } else {
        const auto used = std::find_if(csvs_->begin(), csvs_->end(), [&](const UsedCsv& u) { return u.name == tokens_->tokens[rows.from].begin; });
        if (used == csvs_->end()) return std::nullopt;
        if (program_.sources[static_cast<std::size_t>(used->source)].separator == json_lines) return from_json_lines(used->source, *keys);
        out = from_csv(used->source, tell);
        if (out.headings.empty()) return std::nullopt;
    }
    drop_ragged(out, tell);
    return out;
}

Grid Resolver::pasted(const ast::Rows& rows) {
    const Source& source = program_.sources[static_cast<std::size_t>(id_)];
    Grid out;
    head(out, cells_of(source, id_, tokens_->tokens[rows.rows.front()]));
    if (rows.rows.size() < 2 || !is_rule_line(source, id_, tokens_->tokens[rows.rows[1]]))
        fail(Code::table, token_span(rows.rows.front()), "under the headings a line of |---|---| must stand", "Paste the table with its second line.");
    for (std::size_t r = 2; r < rows.rows.size(); ++r) {
        const Token& token = tokens_->tokens[rows.rows[r]];
        out.rows.push_back({cells_of(source, id_, token), {id_, token.begin, token.end}});
    }
    return out;
}

Grid Resolver::from_csv(SourceId csv, bool tell) {
    std::vector<CsvRow> rows = csv_rows(program_.sources[static_cast<std::size_t>(csv)], csv, tell ? &diagnostics_ : nullptr);
    Grid out;
    if (rows.empty()) {
        if (tell) tell_empty(csv, "Put a line of headings and rows into it.");
        return out;
    }
    head(out, rows.front().cells);
    for (std::size_t r = 1; r < rows.size(); ++r) out.rows.push_back({std::move(rows[r].cells), rows[r].row});
    return out;
}

void Resolver::tell_empty(SourceId file, std::string advice) {
    if (program_.sources[static_cast<std::size_t>(file)].text.empty() && !has_encoding_error(file))
        diagnostics_.push_back(make_diagnostic(Code::table, {file, 0, 0}, "this file holds no rows", std::move(advice)));
}

// A line a row, whose keys are these headings; the last may be left out.
Grid Resolver::from_json_lines(SourceId file, const std::vector<std::string>& keys) {
    Grid out;
    for (const std::string& key : keys) out.headings.push_back(heading_of(key, {file, 0, 0}));
    std::string known;
    for (const std::string& key : keys) known += (known.empty() ? "" : ", ") + key;
    const auto row = [&](const JsonLine& line) {
        std::vector<Span> cells(keys.size(), {file, line.line.end, line.line.end});
        std::vector<bool> there(keys.size());
        for (const JsonMember& member : line.members) {
            const std::string key = key_of(cell_text(member.key));
            const auto at = static_cast<std::size_t>(std::find_if(out.headings.begin(), out.headings.end(), [&](const Heading& h) { return h.key == key; }) - out.headings.begin());
            if (at == keys.size()) fail(Code::table, member.key, fmt::format("nothing here is called {}", cell_text(member.key)), fmt::format("The keys are {}.", known));
            if (there[at]) fail(Code::table, member.key, fmt::format("{} stands twice in this line", keys[at]), "Keep one of the two.");
            there[at] = true;
            if (!member.null) cells[at] = member.value;
        }
        for (std::size_t i = 0; i + 1 < keys.size(); ++i)
            if (cells[i].begin == cells[i].end) fail(Code::table, line.line, fmt::format("this line says nothing of {}", keys[i]), fmt::format("The keys are {}.", known));
        out.rows.push_back({std::move(cells), line.line});
    };
    each_json_line(program_.sources[static_cast<std::size_t>(file)], file, &diagnostics_, [&](const JsonLine& line) { guarded([&] { row(line); }); });
    tell_empty(file, "Put an object a line into it.");
    return out;
}

Heading Resolver::heading_of(std::string_view text, Span span) const {
    Heading h;
    h.text = text;
    h.key = key_of(text);
    h.span = span;
    auto [name, unit] = split_heading(h.text);
    h.name = name;
    h.name_key = key_of(name);
    h.unit = std::move(unit);
    return h;
}

void Resolver::head(Grid& grid, const std::vector<Span>& cells) {
    for (const Span& cell : cells) {
        Heading h = heading_of(cell_text(cell), cell);
        if (h.text.empty()) fail(Code::table, {cell.source, cell.begin > 0 ? cell.begin - 1 : 0, cell.end}, "a heading is empty", "Give every column a heading; repeat one that was merged over several columns.");
        for (const Heading& other : grid.headings)
            if (other.key == h.key) {
                Diagnostic d = make_diagnostic(Code::table, cell, fmt::format("two columns have the heading {}", h.text), "Give each its own.");
                d.related.push_back({other.span, "the other"});
                throw Bad{std::move(d)};
            }
        grid.headings.push_back(std::move(h));
    }
}

void Resolver::drop_ragged(Grid& grid, bool tell) {
    const std::size_t columns = grid.headings.size();
    const auto counted = [](std::size_t n, std::string_view what) { return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s"); };
    for (const Grid::Row& row : grid.rows) {
        if (!tell || row.cells.size() == columns) continue;
        const bool csv = program_.sources[static_cast<std::size_t>(row.row.source)].separator != '\0';
        const std::string_view more = csv ? "Put a cell that holds commas in quotes." : "Write a | that belongs to a cell as \\|.";
        diagnostics_.push_back(make_diagnostic(Code::table, row.row, fmt::format("this row has {} under {}", counted(row.cells.size(), "cell"), counted(columns, "heading")),
                                               fmt::format("Give each column a cell; one that says nothing is left blank or holds -.{}{}", row.cells.size() > columns ? " " : "", row.cells.size() > columns ? more : "")));
    }
    std::erase_if(grid.rows, [&](const Grid::Row& row) { return row.cells.size() != columns; });
}

// By the whole heading, else by its name without the unit.
std::optional<std::size_t> Resolver::column(const Grid& grid, std::string_view heading) const {
    const std::string key = key_of(heading);
    std::optional<std::size_t> by_name;
    for (std::size_t i = 0; i < grid.headings.size(); ++i) {
        if (grid.headings[i].key == key) return i;
        if (grid.headings[i].name_key == key) by_name = by_name ? grid.headings.size() : i;
    }
    return by_name && *by_name < grid.headings.size() ? by_name : std::nullopt;
}

std::size_t Resolver::column(const Grid& grid, const Token& token) const {
    const std::string_view heading = text_.substr(token.begin + 1, token.end - token.begin - 2);
    if (const auto found = column(grid, heading)) return *found;
    std::string known;
    for (const Heading& h : grid.headings) known += fmt::format("{}[{}]", known.empty() ? "" : ", ", h.text);
    fail(Code::table, {id_, token.begin, token.end}, fmt::format("the table has no column {}", heading), fmt::format("Its columns are {}.", known));
}

// A cell merged with those under it leaves them blank when it is pasted.
std::string Resolver::blank_advice(const RowContext& row, std::size_t column) const {
    for (std::size_t r = row.index; r-- > 0;) {
        const std::string_view above = cell_text(row.grid->rows[r].cells[column]);
        if (!is_blank_cell(above)) return fmt::format("If it was merged with the cell above, write {} in it too; else leave the row out.", above);
    }
    return "Write a name in it, or leave the row out.";
}

void Resolver::other(const ast::Table& t, Span) {
    const std::optional<Grid> table = grid(t.rows, true);
    if (!table) return;
    const CitationId cited = t.source.empty() ? CitationId{} : citation(t.source);
    const std::size_t first_rule = program_.rules.size();
    TableReading reading{*table, std::vector<bool>(t.reader_tokens.size()), std::vector<std::vector<ExprId>>(t.rules.size()), std::vector<std::optional<std::size_t>>(t.rules.size()), std::vector<FirstId>(t.rules.size())};
    if (t.first)
        for (FirstId& first : reading.firsts) first = FirstId(program_.firsts++);
    std::optional<std::size_t> otherwise;
    for (std::size_t r = 0; r < table->rows.size(); ++r) {
        if (!says_otherwise(table->rows[r])) read_row(t, reading, r, false);
        else if (!otherwise) otherwise = r;
        else diagnostics_.push_back(make_diagnostic(Code::table, table->rows[r].row, "a second row says `otherwise`", "Keep one: it stands for all that the other rows leave."));
    }
    if (otherwise) read_row(t, reading, *otherwise, true);
    for (std::size_t i = first_rule; i < program_.rules.size(); ++i)
        if (!program_.rules[i].source) program_.rules[i].source = cited;
    if (t.shared_counts_less) shared_tables_.push_back({static_cast<std::uint32_t>(first_rule), static_cast<std::uint32_t>(program_.rules.size())});
}

bool Resolver::says_otherwise(const Grid::Row& row) {
    return std::any_of(row.cells.begin(), row.cells.end(), [&](const Span& cell) { return same_word(cell_text(cell), "otherwise") && !lookup("otherwise"); });
}

// Every reader, applied to one row. One that is wrong in itself says so once.
void Resolver::read_row(const ast::Table& t, TableReading& reading, std::size_t row, bool otherwise) {
    RowContext context{&reading.grid, row, nullptr};
    const auto apply = [&](std::size_t reader, auto f) {
        if (reading.failed[reader]) return;
        const Span span = words_span(t.reader_tokens[reader]);
        const std::size_t before = diagnostics_.size(), first = program_.exprs.size();
        guarded([&] { f(span); });
        for (std::size_t e = first; e < program_.exprs.size(); ++e) program_.exprs[e].in_row = true;
        for (std::size_t d = before; d < diagnostics_.size(); ++d)
            if (const Diagnostic& said = diagnostics_[d]; said.severity == Severity::error && said.span.source == id_ && said.span.begin >= span.begin && said.span.end <= span.end) reading.failed[reader] = true;
    };
    for (std::size_t i = 0; i < t.rules.size(); ++i)
        apply(i, [&](Span span) {
            context.others = otherwise ? &reading.conditions[i] : nullptr;
            const std::size_t from = program_.rules.size();
            rule(t.rules[i], span, &context, true);
            place_rules(reading, i, row, from, otherwise);
        });
    for (std::size_t i = 0; i < t.advice.size(); ++i) apply(t.rules.size() + i, [&](Span span) { advise(t.advice[i], span, &context); });
}

// The rules from `from` on are those of one reader and one row.
void Resolver::place_rules(TableReading& reading, std::size_t reader, std::size_t row, std::size_t from, bool otherwise) {
    for (std::size_t i = from; i < program_.rules.size(); ++i) {
        Rule& r = program_.rules[i];
        if (otherwise && reading.always[reader]) {
            Diagnostic d = make_diagnostic(Code::table, reading.grid.rows[row].row, "another row always holds, so `otherwise` never does", "Give that row a condition, or take this one out.");
            d.related.push_back({reading.grid.rows[*reading.always[reader]].row, "the row without conditions"});
            throw Bad{std::move(d)};
        }
        if (r.condition) reading.conditions[reader].push_back(r.condition);
        else if (!reading.always[reader]) reading.always[reader] = row;
        if (otherwise || !reading.firsts[reader]) continue;
        r.first = reading.firsts[reader];
        r.place = static_cast<std::uint32_t>(row);
    }
}

// Cells name things wherever their table stands, before anything is resolved: other names
// (`Restless Legs Syndrome (RLS)`), and the numbers that cells compare.
void Resolver::declare_cells(const ast::Table& t) {
    const std::optional<Grid> table = grid(t.rows, false);
    if (!table) return;
    const auto word = [&](std::uint32_t token, Range reader) {
        if (token < reader.first || token >= reader.last) return false;
        const Tok kind = tokens_->tokens[token].kind;
        return kind == Tok::word || kind == Tok::number || kind == Tok::unit || kind == Tok::text || kind == Tok::name || kind == Tok::column;
    };
    for (const Range reader : t.reader_tokens)
        for (std::uint32_t i = reader.first; i < reader.last; ++i) {
            const Token& token = tokens_->tokens[i];
            if (token.kind != Tok::column) continue;
            const auto col = column(*table, text_.substr(token.begin + 1, token.end - token.begin - 2));
            if (!col) continue;
            const bool alone = !word(i - 1, reader) && !word(i + 1, reader);
            for (const Grid::Row& row : table->rows)
                for (const Span& member : cell_members(row.cells[*col])) quietly([&] { declare_cell(member, table->headings[*col], alone); });
        }
}

void Resolver::declare_cell(Span member, const Heading& heading, bool alone) {
    std::string_view text = cell_text(member);
    if (text.size() > 4 && same_word(text.substr(0, 4), "not ")) text.remove_prefix(4);
    const FindingId head = lookup(heading.name);
    if (head && program_.findings[head.index()].declared && program_.findings[head.index()].kind != FindingKind::yes_no) return;
    const bool compared = compares_cell(text);
    if (compared) text.remove_prefix(std::min(text.find_first_of("0123456789.+-"), text.size()));
    if (begins_figure(text)) {
        const auto ends = range_ends(text, [&](std::string_view end) { return literal(end, member).has_value(); });
        auto figure = literal(ends ? ends->second : text, member);
        if (ends && figure->unit.spelling.empty()) figure = literal(ends->first, member);
        if (figure || compared) return imply_number(heading.name, member, heading.unit ? *heading.unit : figure ? figure->unit : Unit{});
    }
    if (compared) return imply_number(heading.name, member, heading.unit ? *heading.unit : Unit{});
    const auto parenthesis = trailing_parenthesis(text);
    if (!alone || !parenthesis || !abbreviates(parenthesis->before, parenthesis->inside)) return;
    FindingId id = lookup(parenthesis->before);
    if (!id) id = add_finding(parenthesis->before, key_, member);
    add_abbreviation(id, parenthesis->inside);
}

void Resolver::add_abbreviation(FindingId id, std::string_view name) {
    if (program_.by_key.try_emplace(key_of(name), id).second) program_.detail_of(id).aliases.emplace_back(name);
}

// [Column] in a text → the cell as it stands.
std::string Resolver::substituted(std::string_view text, Span span, const RowContext& row) const {
    std::string out;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t open = text.find('[', at);
        const std::size_t close = open == std::string_view::npos ? open : text.find(']', open);
        if (close == std::string_view::npos) break;
        const std::string_view heading = text.substr(open + 1, close - open - 1);
        const auto col = column(*row.grid, heading);
        if (!col) fail(Code::table, span, fmt::format("the table has no column {}", heading), "Write one of its headings in the brackets.");
        out += text.substr(at, open - at);
        out += cell_text(row.cells()[*col]);
        at = close + 1;
    }
    return out += text.substr(at);
}

}  // namespace hence
