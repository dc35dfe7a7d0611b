// `score CURB-65: [Criterion] [Points]`: a row an item; `choice …: [Response] [Points]`: a row a value.
#include <algorithm>

#include <fmt/format.h>

#include "rules/lexer.hpp"
#include "rules/limits.hpp"
#include "rules/resolver.hpp"
#include "rules/scan_tokens.hpp"
#include "rules/table_words.hpp"
#include "rules/text.hpp"

namespace hence {

void Resolver::choice_from_table(const ast::ChoiceDeclaration& d, FindingId id) {
    const std::optional<Grid> table = grid(d.table.rows, true);
    if (!table) return;
    const bool has_points = d.table.points != Id<void>::no_row;
    const std::size_t name = column(*table, tokens_->tokens[d.table.name]), points = has_points ? column(*table, tokens_->tokens[d.table.points]) : 0;
    std::vector<std::string> keys;
    for (const Grid::Row& row : table->rows)
        guarded([&] {
            const std::string_view value = cell_text(row.cells[name]);
            if (is_blank_cell(value)) fail(Code::table, row.cells[name], "this cell is blank, and a value is read from it", "Write a name in it, or leave the row out.");
            std::string key = key_of(value);
            if (std::find(keys.begin(), keys.end(), key) != keys.end()) fail(Code::declared_twice, row.cells[name], fmt::format("{} stands twice in this choice", value), "Keep one.");
            keys.push_back(std::move(key));
            program_.detail_of(id).values.emplace_back(value);
            if (!has_points) return;
            program_.detail_of(id).points.push_back(0);
            program_.detail_of(id).points.back() = table_points(row.cells[points], value);
        });
}

// `1`, `+1`, `−2`: in a column of points the sign may be left out.
double Resolver::table_points(Span cell, std::string_view of) {
    const std::string_view text = cell_text(cell);
    if (is_blank_cell(text)) fail(Code::score, cell, fmt::format("{} has no points", of), "Write them in this cell; what counts nothing has 0.");
    const auto value = read_number(text);
    if (!value) fail(Code::score, cell, fmt::format("{} is no figure, and points are wanted", text), "Write a figure such as 1 or -2.");
    return *value == 0 ? 0 : *value;
}

// Is the cell more than a name: does it compare, ask for a value, or join with an operator in capitals?
bool Resolver::holds_condition(std::string_view text) {
    if (lookup(text)) return false;
    for (const std::string_view sign : {"<", ">", "=", "≥", "≤", "≠", " is ", " AND ", " OR ", " between ", " before ", " after ", "&lt;", "&gt;"})
        if (text.find(sign) != std::string_view::npos) return true;
    for (const std::string_view start : {"NOT ", "at least ", "at most ", "exactly ", "any of", "all of", "no evidence for "})
        if (text.starts_with(start)) return true;
    return false;
}

// Reads the cell as a rule's condition and calls f(its node) in its tree.
template <class F>
void Resolver::with_condition(Span cell, std::vector<Diagnostic>& diagnostics, F f) {
    const Source& source = program_.sources[static_cast<std::size_t>(cell.source)];
    const std::string_view text = span_text(source, cell);
    if (text.find("&lt;") != std::string_view::npos || text.find("&gt;") != std::string_view::npos)
        fail(Code::table, cell, "a sign of comparison is spelled as HTML does", "Write < or >.");
    std::size_t nested = static_cast<std::size_t>(std::count(text.begin(), text.end(), '(') + std::count(text.begin(), text.end(), '-'));
    for (std::size_t at = text.find_first_of("nN"); at != std::string_view::npos; at = text.find_first_of("nN", at + 1)) nested += same_word(text.substr(at, 3), "not") ? 1 : 0;
    if (nested > nesting_limit) fail(Code::limit, cell, fmt::format("more than {} parentheses or NOTs inside one another", nesting_limit), "Name a part of the condition by a rule of its own.");
    Tokens scanned;
    scan_tokens(source, cell.source, cell.begin, cell.end, scanned.tokens, diagnostics);
    Line line;
    line.tokens = {0, static_cast<std::uint32_t>(scanned.tokens.size())};
    line.has_arrow = true;
    line.bad = std::any_of(scanned.tokens.begin(), scanned.tokens.end(), [](const Token& t) { return t.kind == Tok::bad; });
    scanned.lines.push_back(line);
    const Tokens tokens = classify(source, scanned, *names_);
    const ParsedConditions parsed = parse_conditions(source, cell.source, tokens, diagnostics);
    if (!parsed.conditions.front()) return;
    struct Reading {
        Resolver& r;
        SourceId id;
        std::string_view text;
        const Tokens* tokens;
        const ast::Tree* tree;
        ~Reading() {
            r.id_ = id;
            r.text_ = text;
            r.tokens_ = tokens;
            r.tree_ = tree;
        }
    } const back{*this, id_, text_, tokens_, tree_};
    id_ = cell.source;
    text_ = source.text;
    tokens_ = &tokens;
    tree_ = &parsed.tree;
    f(parsed.conditions.front());
}

// The names and numbers of the criteria, wherever the table stands.
void Resolver::declare_criteria(const ast::ScoreDeclaration& d) {
    const std::optional<Grid> table = grid(d.table.rows, false);
    if (!table) return;
    const std::size_t criterion = column(*table, tokens_->tokens[d.table.name]);
    for (const Grid::Row& row : table->rows)
        quietly([&] {
            const Span cell = row.cells[criterion];
            std::vector<Diagnostic> unused;  // told when the items are read
            if (!holds_condition(cell_text(cell))) return declare_cell(cell, Heading{}, true);
            with_condition(cell, unused, [&](ast::NodeId) {
                for (const ast::Node& node : tree_->nodes) quietly([&] { imply_numbers(node); });
            });
        });
}

void Resolver::score_from_table(const ast::ScoreDeclaration& d, FindingId id) {
    const std::optional<Grid> table = grid(d.table.rows, true);
    if (!table) return;
    const std::size_t criterion = column(*table, tokens_->tokens[d.table.name]), points = column(*table, tokens_->tokens[d.table.points]);
    std::vector<Item> items;
    for (const Grid::Row& row : table->rows)
        guarded([&] {
            const Item item = table_item(row, criterion, points);
            if (item.condition || item.choice) add_item(items, item);
        });
    add_items(id, items);
}

Item Resolver::table_item(const Grid::Row& row, std::size_t criterion, std::size_t points) {
    const Span cell = row.cells[criterion];
    const std::string_view text = cell_text(cell);
    if (is_blank_cell(text)) fail(Code::table, cell, "this cell is blank, and an item of the score is read from it", "Write a finding or a condition in it, or leave the row out.");
    Item out;
    out.span = cell;
    if (const FindingId known = lookup(text); known && program_.findings[known.index()].kind == FindingKind::choice) {
        if (!is_blank_cell(cell_text(row.cells[points]))) fail(Code::score, row.cells[points], "the points of a choice stand behind its values", "Leave this cell blank, or write the criterion as a condition with is.");
        mention(text, cell, Use::premise);
        out.choice = points_of(known, cell);
        return out;
    }
    out.points = table_points(row.cells[points], text);
    if (holds_condition(text)) {
        with_condition(cell, diagnostics_, [&](ast::NodeId node) { out.condition = condition(node); });
        return out;
    }
    Expr e;
    e.span = cell;
    e.finding = cell_name(text, cell);
    if (program_.findings[e.finding.index()].kind != FindingKind::yes_no) fail_kind(e.finding, cell, "a yes/no finding");
    out.condition = add(e, {});
    return out;
}

}  // namespace hence
