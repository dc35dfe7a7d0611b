// Pasted Markdown tables: each reader line is applied to each row.
#include <algorithm>

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <fmt/format.h>

#include "rules/resolver.hpp"
#include "rules/text.hpp"

namespace hence {
namespace {

bool is_blank(std::string_view cell) { return cell.empty() || cell == "-" || cell == "–" || cell == "—"; }

bool is_rule_line(const Source& source, SourceId id, const Token& row) {
    for (const Span& cell : cells_of(source, id, row)) {
        const std::string_view text = span_text(source, cell);
        if (text.empty() || text.find_first_not_of("-: ") != std::string_view::npos) return false;
    }
    return true;
}

// Does `short_form` abbreviate the words: their first letters, or a few capitals?
bool abbreviates(std::string_view words, std::string_view short_form) {
    std::string initials;
    bool start = true;
    for (const char c : words) {
        if (start && c != ' ' && c != '-') initials += static_cast<char>(c | 32);
        start = c == ' ' || c == '-';
    }
    std::string lower;
    for (const char c : short_form) lower += static_cast<char>(c | 32);
    if (lower == initials) return true;
    return short_form.size() <= 6 && std::all_of(short_form.begin(), short_form.end(), [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

// Does the cell begin with a sign of comparison (an article may spell it as HTML does)?
bool compares(std::string_view cell) {
    for (const std::string_view sign : {"<", ">", "=", "≥", "≤", "≠", "&lt;", "&gt;"})
        if (cell.starts_with(sign)) return true;
    return false;
}

// `65–74`, `65-74`; under a number's name also `65 to 74`.
bool is_range(std::string_view cell, bool number) {
    const std::size_t from = cell.find_first_not_of("0123456789. ");
    if (from == std::string_view::npos || cell.empty() || cell[0] < '0' || cell[0] > '9') return false;
    std::string_view rest = cell.substr(from);
    const std::string_view sign = rest.starts_with("–") ? "–" : rest.starts_with("-") ? "-" : number && rest.starts_with("to ") ? "to " : "";
    if (sign.empty()) return false;
    rest.remove_prefix(sign.size());
    return rest.find_first_of("0123456789") == rest.find_first_not_of(' ') && rest.find_first_not_of(' ') != std::string_view::npos && (number || rest.find_first_not_of("0123456789. ") == std::string_view::npos);
}

struct Parenthesis {
    std::string_view before, inside;
};
std::optional<Parenthesis> trailing_parenthesis(std::string_view cell) {
    if (!cell.ends_with(')')) return std::nullopt;
    const std::size_t open = cell.rfind('(');
    if (open == std::string_view::npos || open == 0) return std::nullopt;
    std::string_view before = cell.substr(0, open);
    while (before.ends_with(' ')) before.remove_suffix(1);
    return Parenthesis{before, cell.substr(open + 1, cell.size() - open - 2)};
}

}  // namespace

std::string_view Resolver::plain_cell(std::string_view cell) const {
    const auto parenthesis = trailing_parenthesis(cell);
    return parenthesis ? parenthesis->before : cell;
}

std::vector<std::string> Resolver::headings(const ast::Table& t) {
    const Source& source = program_.sources[static_cast<std::size_t>(id_)];
    std::vector<std::string> out;
    for (const Span& cell : cells_of(source, id_, tokens_->tokens[t.rows.front()])) {
        std::string heading(span_text(source, cell));
        if (heading.empty()) fail(Code::table, {id_, cell.begin > 0 ? cell.begin - 1 : 0, cell.end}, "a heading is empty", "Give every column a heading.");
        out.push_back(std::move(heading));
    }
    if (t.rows.size() < 2 || !is_rule_line(source, id_, tokens_->tokens[t.rows[1]]))
        fail(Code::table, token_span(t.rows.front()), "under the headings a line of |---|---| must stand", "Paste the table with its second line.");
    return out;
}

std::optional<std::size_t> Resolver::column(const RowContext& row, std::string_view heading) const {
    const std::string key = key_of(heading);
    for (std::size_t i = 0; i < row.heading_keys->size(); ++i)
        if ((*row.heading_keys)[i] == key) return i;
    return std::nullopt;
}

std::size_t Resolver::column(const RowContext& row, const Token& token) const {
    const std::string_view heading = text_.substr(token.begin + 1, token.end - token.begin - 2);
    if (const auto found = column(row, heading)) return *found;
    std::string known;
    for (const std::string& h : *row.headings) known += fmt::format("{}[{}]", known.empty() ? "" : ", ", h);
    fail(Code::table, {id_, token.begin, token.end}, fmt::format("the table has no column {}", heading), fmt::format("Its columns are {}.", known));
}

void Resolver::other(const ast::Table& t, Span) {
    const Source& source = program_.sources[static_cast<std::size_t>(id_)];
    const std::vector<std::string> heads = headings(t);
    std::vector<std::string> keys;
    for (const std::string& h : heads) keys.push_back(key_of(h));
    const CitationId cited = t.source.empty() ? CitationId{} : citation(t.source);
    const std::size_t first_rule = program_.rules.size();
    std::vector<bool> failed(t.reader_tokens.size());  // a reader that is wrong says so once
    for (std::size_t r = 2; r < t.rows.size(); ++r) {
        const Token& token = tokens_->tokens[t.rows[r]];
        RowContext row{&heads, &keys, cells_of(source, id_, token), {id_, token.begin, token.end}};
        if (row.cells.size() != heads.size()) {
            diagnostics_.push_back(make_diagnostic(Code::table, row.row, fmt::format("this row has {} cell{} under {} heading{}", row.cells.size(), row.cells.size() == 1 ? "" : "s", heads.size(), heads.size() == 1 ? "" : "s"), "Give each column a cell; one that says nothing is left blank or holds -."));
            continue;
        }
        const auto apply = [&](std::size_t reader, auto f) {
            const Span span = words_span(t.reader_tokens[reader]);
            const std::size_t before = diagnostics_.size();
            if (!failed[reader]) guarded([&] { f(span); });
            for (std::size_t d = before; d < diagnostics_.size(); ++d)  // an error of the reader, not of the row
                if (diagnostics_[d].severity == Severity::error && diagnostics_[d].span.begin >= span.begin && diagnostics_[d].span.end <= span.end) failed[reader] = true;
        };
        for (std::size_t i = 0; i < t.rules.size(); ++i) apply(i, [&](Span span) { rule(t.rules[i], span, &row, true); });
        for (std::size_t i = 0; i < t.advice.size(); ++i) apply(t.rules.size() + i, [&](Span span) { advise(t.advice[i], span, &row); });
    }
    for (std::size_t i = first_rule; i < program_.rules.size(); ++i)
        if (!program_.rules[i].source) program_.rules[i].source = cited;
    if (t.shared_counts_less) shared_tables_.push_back({static_cast<std::uint32_t>(first_rule), static_cast<std::uint32_t>(program_.rules.size())});
}

std::vector<Span> Resolver::cell_members(Span cell) const {
    const Source& source = program_.sources[static_cast<std::size_t>(id_)];
    std::vector<Span> out;
    for (const Span& member : members_of(source, cell))
        if (!is_blank(span_text(source, member))) out.push_back(member);
    return out;
}

// What one member of a cell says, under its heading.
ExprId Resolver::member_condition(Span member, const RowContext& row, std::size_t col) {
    std::string_view text = text_.substr(member.begin, member.end - member.begin);
    const std::string& heading = (*row.headings)[col];
    if (text.size() > 4 && same_word(text.substr(0, 4), "not ")) {
        Expr e;
        e.op = Op::negation;
        e.span = member;
        member.begin += 4;
        const ExprId inner = member_condition(member, row, col);
        return add(e, {inner});
    }
    if (compares(text)) return cell_comparison(text, member, heading);
    const FindingId head = lookup(split_heading(heading).first);
    const bool declared = head && program_.findings[head.index()].declared;
    if (declared && program_.findings[head.index()].kind == FindingKind::choice) {
        mention(heading, member, Use::premise);
        return is_value(head, text, member);
    }
    const bool number = declared && program_.findings[head.index()].kind == FindingKind::number;
    if (is_range(text, number)) fail(Code::unsupported, member, "range cells are not supported yet", "Write a comparison such as >= 65.");
    if (literal(text, member)) return cell_comparison("= " + std::string(text), member, heading);
    if (number) fail(Code::table, member, fmt::format("{} is no figure, and {} is a number", text, heading), "Write a comparison such as >= 65.");
    if (same_word(text, "otherwise")) fail(Code::unsupported, member, "`otherwise` rows are not supported yet", "Write the condition out.");
    Expr e;
    e.span = member;
    if (same_word(text, "yes") || same_word(text, "no")) {
        e.finding = mention(heading, member, Use::premise);
        const ExprId yes = add(e, {});
        if (same_word(text, "yes")) return yes;
        e.op = Op::negation;
        return add(e, {yes});
    }
    e.finding = cell_name(text, member);
    return add(e, {});
}

// The name in a heading, and the unit behind it: `Urea (mmol/L)`, `Urea in mmol/L`.
std::pair<std::string_view, std::optional<Unit>> Resolver::split_heading(std::string_view heading) const {
    if (const auto parenthesis = trailing_parenthesis(heading))
        if (auto unit = find_unit(parenthesis->inside)) return {parenthesis->before, std::move(unit)};
    if (const std::size_t in = heading.rfind(" in "); in != std::string_view::npos)
        if (auto unit = find_unit(heading.substr(in + 4))) return {heading.substr(0, in), std::move(unit)};
    return {heading, std::nullopt};
}

// Cells name things wherever their table stands, before anything is resolved: other names
// (`Restless Legs Syndrome (RLS)`), and the numbers that cells compare.
void Resolver::declare_cells(const ast::Table& t) {
    const std::vector<std::string> heads = headings(t);
    const Source& source = program_.sources[static_cast<std::size_t>(id_)];
    std::vector<std::string> keys;
    for (const std::string& h : heads) keys.push_back(key_of(h));
    const auto word = [&](std::uint32_t token, Range reader) {
        if (token < reader.first || token >= reader.last) return false;
        const Tok kind = tokens_->tokens[token].kind;
        return kind == Tok::word || kind == Tok::number || kind == Tok::unit || kind == Tok::text || kind == Tok::name || kind == Tok::column;
    };
    for (const Range reader : t.reader_tokens)
        for (std::uint32_t i = reader.first; i < reader.last; ++i) {
            const Token& token = tokens_->tokens[i];
            if (token.kind != Tok::column) continue;
            const auto col = std::find(keys.begin(), keys.end(), key_of(text_.substr(token.begin + 1, token.end - token.begin - 2))) - keys.begin();
            const bool alone = !word(i - 1, reader) && !word(i + 1, reader);
            for (std::size_t r = 2; r < t.rows.size(); ++r) {
                const std::vector<Span> cells = cells_of(source, id_, tokens_->tokens[t.rows[r]]);
                if (cells.size() != heads.size() || static_cast<std::size_t>(col) >= cells.size()) continue;
                for (const Span& member : cell_members(cells[static_cast<std::size_t>(col)])) quietly([&] { declare_cell(member, heads[static_cast<std::size_t>(col)], alone); });
            }
        }
}

void Resolver::declare_cell(Span member, std::string_view heading, bool alone) {
    std::string_view text = text_.substr(member.begin, member.end - member.begin);
    if (text.size() > 4 && same_word(text.substr(0, 4), "not ")) text.remove_prefix(4);
    const auto [name, unit] = split_heading(heading);
    if (compares(text) || literal(text, member)) {
        text.remove_prefix(std::min(text.find_first_of("0123456789.+-"), text.size()));
        const auto figure = literal(text, member);
        return imply_number(name, member, unit ? *unit : figure ? figure->unit : Unit{});
    }
    const FindingId head = lookup(name);
    if (head && program_.findings[head.index()].declared && program_.findings[head.index()].kind != FindingKind::yes_no) return;
    const auto parenthesis = trailing_parenthesis(text);
    if (!alone || !parenthesis || !abbreviates(parenthesis->before, parenthesis->inside)) return;
    FindingId id = lookup(parenthesis->before);
    if (!id) id = add_finding(parenthesis->before, key_, member);
    add_abbreviation(id, parenthesis->inside);
}

void Resolver::add_abbreviation(FindingId id, std::string_view name) {
    if (program_.by_key.try_emplace(key_of(name), id).second) program_.detail_of(id).aliases.emplace_back(name);
}

// `>= 65`, `< 7 mmol/L` under a number's name; the heading may give the unit: `Urea (mmol/L)`.
ExprId Resolver::cell_comparison(std::string_view text, Span span, std::string_view heading) {
    struct Row { std::string_view sign; Op op; };
    static constexpr Row signs[] = {{"&lt;=", Op::less_equal}, {"&gt;=", Op::greater_equal}, {"&lt;", Op::less}, {"&gt;", Op::greater}, {"≥", Op::greater_equal}, {"≤", Op::less_equal},
                                    {"≠", Op::not_equal}, {">=", Op::greater_equal}, {"<=", Op::less_equal}, {"<", Op::less}, {">", Op::greater}, {"=", Op::equal}};
    const auto sign = std::find_if(std::begin(signs), std::end(signs), [&](const Row& r) { return text.starts_with(r.sign); });
    text.remove_prefix(sign->sign.size());
    while (text.starts_with(' ')) text.remove_prefix(1);
    auto right = literal(text, span);
    if (!right) fail(Code::table, span, "a comparison in a cell wants a figure", "Write one such as >= 65.");
    const auto [name, heading_unit] = split_heading(heading);
    FindingId id = lookup(name);
    if (!id) {
        id = mention(name, span, Use::premise);
        program_.findings[id.index()].kind = FindingKind::number;
        if (heading_unit) program_.detail_of(id).unit = heading_unit;
        else if (!right->unit.spelling.empty()) program_.detail_of(id).unit = right->unit;
    } else {
        mention(name, span, Use::premise);
    }
    const Term left = quantity(id, span);
    if (right->unit.spelling.empty()) right->unit = heading_unit ? *heading_unit : left.unit;
    return compare(sign->op, left, *right, span);
}

// A finding named in a cell: `Restless Legs Syndrome (RLS)` has two names.
FindingId Resolver::cell_name(std::string_view text, Span span, Use use) {
    const auto parenthesis = trailing_parenthesis(text);
    const std::string_view name = parenthesis ? parenthesis->before : text;
    const FindingId id = mention(name, span, use);
    mentions_[id.index()].by_cell = true;
    if (!parenthesis || frozen_) return id;
    if (!abbreviates(parenthesis->before, parenthesis->inside)) {
        diagnostics_.push_back(make_diagnostic(Code::trailing_parenthesis, span, fmt::format("read as {}, without ({})", parenthesis->before, parenthesis->inside), "Name it in a rule of its own if the difference matters."));
        return id;
    }
    add_abbreviation(id, parenthesis->inside);
    return id;
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
        const auto col = column(row, heading);
        if (!col) fail(Code::table, span, fmt::format("the table has no column {}", heading), "Write one of its headings in the brackets.");
        out += text.substr(at, open - at);
        out += text_.substr(row.cells[*col].begin, row.cells[*col].end - row.cells[*col].begin);
        at = close + 1;
    }
    return out += text.substr(at);
}

// With N conclusions in the table, n of which have rows that name the finding or a kind of it, it
// counts (N − n)/(N − 1) of the strength. Source: language.md, Tables.
void Resolver::count_shared(Range rules) {
    using Findings = boost::unordered_flat_set<std::uint32_t>;
    boost::unordered_flat_map<std::uint32_t, Findings> conclusions_of;  // by finding named in a condition
    boost::unordered_flat_map<std::uint32_t, std::vector<std::uint32_t>> broader;
    for (const Kind& k : program_.kinds) broader[k.kind.row].push_back(k.broader.row);
    Findings all;
    const auto single = [&](const Rule& r) {
        return r.condition && program_.exprs[r.condition.index()].op == Op::finding ? program_.exprs[r.condition.index()].finding : FindingId{};
    };
    const auto name = [&](FindingId finding, std::uint32_t conclusion) {
        std::vector<std::uint32_t> open{finding.row};
        Findings seen{finding.row};
        while (!open.empty()) {
            const std::uint32_t at = open.back();
            open.pop_back();
            conclusions_of[at].insert(conclusion);
            for (const std::uint32_t up : broader[at])
                if (seen.insert(up).second) open.push_back(up);
        }
    };
    const auto every = [&](ExprId e, std::uint32_t conclusion, auto& self) -> void {
        const Expr& expr = program_.exprs[e.index()];
        if (expr.op == Op::finding) name(expr.finding, conclusion);
        for (const ExprId input : program_.inputs(expr)) self(input, conclusion, self);
    };
    for (std::size_t i = rules.first; i < rules.last; ++i)
        for (const Conclusion& c : program_.conclusions_of(program_.rules[i])) {
            all.insert(c.finding.row);
            if (program_.rules[i].condition) every(program_.rules[i].condition, c.finding.row, every);
        }
    if (all.size() < 2) return;
    for (std::size_t i = rules.first; i < rules.last; ++i) {
        Rule& rule = program_.rules[i];
        const FindingId finding = single(rule);
        if (!finding) continue;
        const auto n = static_cast<double>(conclusions_of[finding.row].size());
        const auto total = static_cast<double>(all.size());
        rule.shared = static_cast<std::uint32_t>(n);
        rule.shared_among = static_cast<std::uint32_t>(total);
        rule.strength = rule.stated * ((total - n) / (total - 1));
    }
}

}  // namespace hence
