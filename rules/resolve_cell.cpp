// Cells: what each says under its heading.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "rules/calendar.hpp"
#include "rules/csv.hpp"
#include "rules/json_lines.hpp"
#include "rules/number.hpp"
#include "rules/resolver.hpp"
#include "rules/table_words.hpp"
#include "rules/text.hpp"

namespace hence {
namespace {

struct Sign {
    std::string_view text;
    Op op;
};
// An article may spell them as HTML does.
constexpr Sign signs[] = {{"&lt;=", Op::less_equal}, {"&gt;=", Op::greater_equal}, {"&lt;", Op::less}, {"&gt;", Op::greater}, {"≥", Op::greater_equal},
                          {"≤", Op::less_equal}, {"≠", Op::not_equal}, {"!=", Op::not_equal}, {">=", Op::greater_equal}, {"<=", Op::less_equal},
                          {"<", Op::less}, {">", Op::greater}, {"=", Op::equal}};

const Sign* sign_of(std::string_view cell) {
    const auto found = std::find_if(std::begin(signs), std::end(signs), [&](const Sign& s) { return cell.starts_with(s.text); });
    return found == std::end(signs) ? nullptr : found;
}

std::string_view trimmed(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

bool is_denied(std::string_view text) { return text.size() > 4 && same_word(text.substr(0, 4), "not "); }

}  // namespace

bool is_blank_cell(std::string_view cell) { return cell.empty() || cell == "-" || cell == "–" || cell == "—" || cell == "−"; }

bool compares_cell(std::string_view cell) { return sign_of(cell) != nullptr; }

bool begins_figure(std::string_view text) {
    if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
    else if (text.starts_with("−")) text.remove_prefix(3);
    if (text.starts_with('.')) text.remove_prefix(1);
    return !text.empty() && text[0] >= '0' && text[0] <= '9';
}

// The two ends are figures (the later may stand behind its unit); an unspaced hyphen of a figure's
// own (`1e-3`) ends none, for what is left then is no figure.
std::optional<std::pair<std::string_view, std::string_view>> range_ends(std::string_view text, const std::function<bool(std::string_view)>& is_end) {
    if (!begins_figure(text)) return std::nullopt;
    for (const std::string_view sign : {" to ", "–", "—", "-"})
        for (std::size_t at = text.find(sign, 1); at != std::string_view::npos; at = text.find(sign, at + 1)) {
            const std::string_view low = trimmed(text.substr(0, at)), high = trimmed(text.substr(at + sign.size()));
            if (begins_figure(high) && is_end(low) && is_end(high)) return std::pair(low, high);
        }
    return std::nullopt;
}

double half_of_last_decimal(std::string_view written) {
    if (written.starts_with('+') || written.starts_with('-')) written.remove_prefix(1);
    std::size_t at = written.find_first_not_of("0123456789");
    double place = 0;
    if (at < written.size() && written[at] == '.') {
        const std::size_t end = std::min(written.find_first_not_of("0123456789", at + 1), written.size());
        place = -static_cast<double>(end - at - 1);
        at = end;
    }
    if (at < written.size() && (written[at] == 'e' || written[at] == 'E')) {
        const std::size_t end = std::min(written.find_first_not_of("0123456789", at + 2), written.size());
        if (const auto exponent = read_number(written.substr(at + 1, end - at - 1))) place += *exponent;
    }
    return 0.5 * std::pow(10.0, place);
}

std::optional<Parenthesis> trailing_parenthesis(std::string_view cell) {
    if (!cell.ends_with(')')) return std::nullopt;
    const std::size_t open = cell.rfind('(');
    if (open == std::string_view::npos || open == 0) return std::nullopt;
    return Parenthesis{trimmed(cell.substr(0, open)), cell.substr(open + 1, cell.size() - open - 2)};
}

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

std::string_view Resolver::plain_cell(std::string_view cell) {
    const auto parenthesis = trailing_parenthesis(cell);
    return parenthesis ? parenthesis->before : cell;
}

std::string_view Resolver::cell_text(Span cell) const {
    const Source& source = program_.sources[static_cast<std::size_t>(cell.source)];
    const std::string_view text = span_text(source, cell);
    if (source.separator == json_lines) return text.find('\\') == std::string_view::npos ? text : std::string_view(unescaped_.emplace_back(json_text(text)));
    if (source.separator == '\0' || text.find_first_of("\"\n") == std::string_view::npos) return text;
    return unescaped_.emplace_back(csv_text(text));
}

std::vector<Span> Resolver::cell_members(Span cell) const {
    const Source& source = program_.sources[static_cast<std::size_t>(cell.source)];
    std::vector<Span> out;
    for (const Span& member : members_of(source, cell))
        if (!is_blank_cell(span_text(source, member))) out.push_back(member);
    return out;
}

// What one member of a cell says, under its heading.
ExprId Resolver::member_condition(Span member, const RowContext& row, std::size_t col) {
    const std::string_view text = cell_text(member);
    const Heading& heading = row.grid->headings[col];
    if (is_denied(text)) {
        Expr e;
        e.op = Op::negation;
        e.span = member;
        member.begin += 4;
        if (same_word(cell_text(member), "otherwise")) fail(Code::table, e.span, "`otherwise` cannot be denied", "Write otherwise alone.");
        const ExprId inner = member_condition(member, row, col);
        return add(e, {inner});
    }
    const FindingId head = lookup(heading.name);
    const FindingKind kind = head ? program_.findings[head.index()].kind : FindingKind::yes_no;
    const bool declared = head && program_.findings[head.index()].declared;
    if (same_word(text, "otherwise") && !lookup(text)) return otherwise_condition(member, row);
    if (const Sign* sign = sign_of(text)) return cell_comparison(sign->op, trimmed(text.substr(sign->text.size())), member, heading);
    if (declared && kind == FindingKind::choice) {
        mention(heading.name, member, Use::premise);
        return is_value(head, text, member);
    }
    if (const auto range = cell_range(text, member, heading)) return *range;
    if (declared && kind == FindingKind::date) return cell_comparison(Op::equal, text, member, heading);
    if (begins_figure(text) && literal(text, member)) return cell_comparison(Op::equal, text, member, heading);
    if (declared && kind != FindingKind::yes_no) fail(Code::table, member, fmt::format("{} is no figure, and {} is a {}", text, heading.text, kind == FindingKind::score ? "score" : "number"), "Write a comparison such as >= 65.");
    Expr e;
    e.span = member;
    if (same_word(text, "yes") || same_word(text, "no")) {
        e.finding = mention(heading.name, member, Use::premise);
        const ExprId yes = add(e, {});
        if (same_word(text, "yes")) return yes;
        e.op = Op::negation;
        return add(e, {yes});
    }
    e.finding = cell_name(text, member);
    return add(e, {});
}

// Every other row is known not to hold.
ExprId Resolver::otherwise_condition(Span member, const RowContext& row) {
    if (row.others == nullptr) fail(Code::table, member, "`otherwise` stands alone in its cell", "Write otherwise without other words.");
    if (row.others->empty()) fail(Code::table, member, "no other row is read, so `otherwise` says nothing", "Write the row's conditions.");
    Expr e;
    e.span = member;
    e.op = Op::any;
    const ExprId others = row.others->size() == 1 ? row.others->front() : add(e, *row.others);
    e.op = Op::negation;
    return add(e, {others});
}

// A figure as a cell has it: the heading may give its unit.
Term Resolver::cell_figure(std::string_view text, Span span, const Heading& heading) {
    auto figure = literal(text, span);
    if (!figure) fail(Code::table, span, "a comparison in a cell wants a figure", "Write one such as >= 65.");
    if (figure->unit.spelling.empty() && heading.unit) figure->unit = *heading.unit;
    return *figure;
}

// `>= 65`, `< 7 mmol/L` under a number's name; `>= moderate` under a choice that has an order.
ExprId Resolver::cell_comparison(Op op, std::string_view text, Span span, const Heading& heading) {
    FindingId id = lookup(heading.name);
    const FindingKind kind = id ? program_.findings[id.index()].kind : FindingKind::yes_no;
    if (kind == FindingKind::choice || kind == FindingKind::date) {
        mention(heading.name, span, Use::premise);
        return kind == FindingKind::date ? date_comparison(op, id, text, span) : choice_comparison(op, id, text, span);
    }
    Term right = cell_figure(text, span, heading);
    const bool fresh = !id;
    id = mention(heading.name, span, Use::premise);
    if (fresh) {
        program_.findings[id.index()].kind = FindingKind::number;
        if (!right.unit.spelling.empty()) program_.detail_of(id).unit = right.unit;
    }
    const Term left = quantity(id, span);
    if (right.unit.spelling.empty()) right.unit = left.unit;
    return compare(op, left, right, span);
}

ExprId Resolver::date_comparison(Op op, FindingId date, std::string_view text, Span span) {
    const ReadDate read = read_date(text);
    if (!read.days) fail(Code::date, span, read.message, read.advice);
    Expr e;
    e.op = Op::quantity;
    e.finding = date;
    e.span = span;
    const ExprId left = add(e, {}), right = figure(*read.days, span);
    e = {};
    e.op = op;
    e.span = span;
    return add(e, {left, right});
}

// `65–74`, `65-74`, `65 to 74`: both ends included.
std::optional<ExprId> Resolver::cell_range(std::string_view text, Span span, const Heading& heading) {
    const FindingId head = lookup(heading.name);
    const bool date = head && program_.findings[head.index()].kind == FindingKind::date;
    const auto ends = range_ends(text, [&](std::string_view end) { return date ? read_date(end).days.has_value() : literal(end, span).has_value(); });
    if (!ends) return std::nullopt;
    auto [low, high] = *ends;
    Heading with_unit = heading;
    if (!date) {
        const Term first = *literal(low, span), last = *literal(high, span);
        if (first.unit.spelling.empty() && !last.unit.spelling.empty()) with_unit.unit = last.unit;
        if (last.unit.spelling.empty() && !first.unit.spelling.empty()) with_unit.unit = first.unit;
        if (first.unit.spelling == last.unit.spelling && program_.exprs[first.expr.index()].number > program_.exprs[last.expr.index()].number)
            fail(Code::number, span, fmt::format("{} is more than {}", low, high), "Write the smaller figure first.");
    } else if (*read_date(low).days > *read_date(high).days) {
        fail(Code::number, span, fmt::format("{} is later than {}", low, high), "Write the earlier date first.");
    }
    Expr e;
    e.op = Op::all;
    e.span = span;
    const ExprId from = cell_comparison(Op::greater_equal, low, span, with_unit), to = cell_comparison(Op::less_equal, high, span, with_unit);
    return add(e, {from, to});
}

// `>= moderate`, `= left`; `>= 3` where the values have points and no other order.
ExprId Resolver::choice_comparison(Op op, FindingId choice, std::string_view text, Span span) {
    Expr e;
    e.span = span;
    if (op == Op::equal || op == Op::not_equal) {
        const ExprId test = is_value(choice, text, span);
        if (op == Op::equal) return test;
        e.op = Op::negation;
        return add(e, {test});
    }
    const Detail* detail = program_.detail(choice);
    const auto plain = detail && !detail->ordered && begins_figure(text) ? read_number(text) : std::nullopt;
    const ExprId left = scale_of(choice, span), right = plain ? figure(*plain, span) : scale_figure(choice, text, span);
    e.op = op;
    return add(e, {left, right});
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

// The name in a heading, and the unit behind it: `Urea (mmol/L)`, `Urea in mmol/L`.
std::pair<std::string_view, std::optional<Unit>> Resolver::split_heading(std::string_view heading) const {
    if (const auto parenthesis = trailing_parenthesis(heading))
        if (auto unit = find_unit(parenthesis->inside)) return {parenthesis->before, std::move(unit)};
    if (const std::size_t in = heading.rfind(" in "); in != std::string_view::npos)
        if (auto unit = find_unit(heading.substr(in + 4))) return {heading.substr(0, in), std::move(unit)};
    return {heading, std::nullopt};
}

}  // namespace hence
