// Conditions: who is compared, counted, denied; every name becomes a finding.
#include <utility>

#include <fmt/format.h>

#include "rules/resolver.hpp"
#include "rules/static_value.hpp"
#include "rules/text.hpp"

namespace hence {
namespace {

Op compare_op(ast::Form form) {
    switch (form) {
        case ast::Form::less: return Op::less;
        case ast::Form::less_equal: return Op::less_equal;
        case ast::Form::greater: return Op::greater;
        case ast::Form::greater_equal: return Op::greater_equal;
        case ast::Form::equal: return Op::equal;
        default: return Op::not_equal;
    }
}

}  // namespace

// The comparison with its sides changed.
Op Resolver::mirrored(Op op) {
    switch (op) {
        case Op::less: return Op::greater;
        case Op::less_equal: return Op::greater_equal;
        case Op::greater: return Op::less;
        case Op::greater_equal: return Op::less_equal;
        default: return op;
    }
}

ExprId Resolver::add(Expr expr, const std::vector<ExprId>& inputs) {
    expr.inputs.first = static_cast<std::uint32_t>(program_.expr_inputs.size());
    program_.expr_inputs.insert(program_.expr_inputs.end(), inputs.begin(), inputs.end());
    expr.inputs.last = static_cast<std::uint32_t>(program_.expr_inputs.size());
    expr.instance = instance_row();
    program_.exprs.push_back(expr);
    return ExprId(program_.exprs.size() - 1);
}

ExprId Resolver::add(Expr expr, std::initializer_list<ExprId> inputs) {
    expr.inputs.first = static_cast<std::uint32_t>(program_.expr_inputs.size());
    program_.expr_inputs.insert(program_.expr_inputs.end(), inputs);
    expr.inputs.last = static_cast<std::uint32_t>(program_.expr_inputs.size());
    expr.instance = instance_row();
    program_.exprs.push_back(expr);
    return ExprId(program_.exprs.size() - 1);
}

ExprId Resolver::figure(double value, Span span) {
    Expr e;
    e.op = Op::literal;
    e.number = value;
    e.span = span;
    return add(e, {});
}

ExprId Resolver::condition(ast::NodeId id, const RowContext* row) {
    const ast::Node& node = tree_->nodes[id.index()];
    const Span span{id_, node.begin, node.end};
    switch (node.form) {
        case ast::Form::phrase: return condition_phrase(node, row);
        case ast::Form::negation: case ast::Form::no_evidence: {
            Expr e;
            e.op = node.form == ast::Form::negation ? Op::negation : Op::no_evidence_for;
            e.span = span;
            if (e.op == Op::no_evidence_for) {
                const int crisp = std::exchange(crisp_, 0);
                const ExprId inner = condition(tree_->children[node.children.first], row);
                crisp_ = crisp;
                return add(e, {inner});
            }
            ++crisp_;
            const ExprId inner = condition(tree_->children[node.children.first], row);
            --crisp_;
            if (const Expr& closed = program_.exprs[inner.index()]; closed.op == Op::negation && closed.span == program_.exprs[program_.inputs(closed)[0].index()].span && program_.exprs[program_.inputs(closed)[0].index()].op == Op::no_evidence_for) {
                const ExprId denied = program_.inputs(closed)[0];  // NOT of a tuple is `no evidence for` it
                program_.exprs[denied.index()].span = span;
                return denied;
            }
            return add(e, {inner});
        }
        case ast::Form::all: case ast::Form::any: case ast::Form::at_least: case ast::Form::at_most: case ast::Form::exactly:
        case ast::Form::are_known: case ast::Form::are_unknown: return counted(node, row);
        case ast::Form::each: fail(Code::syntax, span, "`each of` stands alone before the arrow", "Write any of, all of or at least 1 of inside a condition.");
        case ast::Form::which: fail(Code::syntax, span, "`which of` belongs to a question", "Write any of (…).");
        case ast::Form::divide: fail(Code::syntax, span, "a / divides figures, and a condition is wanted", "Write OR.");
        case ast::Form::add: case ast::Form::subtract: case ast::Form::multiply: case ast::Form::power: case ast::Form::minus: case ast::Form::call:
            fail(Code::kind_mismatch, span, "a figure stands where a condition is wanted", "Compare it, for example with > 3.");
        default: return compare(node, row);
    }
}

// AND, OR and the lists; a bare [Column] stands for its members.
ExprId Resolver::counted(const ast::Node& node, const RowContext* row) {
    std::vector<ExprId> inputs;
    const Span span{id_, node.begin, node.end};
    const bool crisp = node.form == ast::Form::at_most || node.form == ast::Form::exactly;
    crisp_ += crisp ? 1 : 0;
    members(node, row, inputs);
    crisp_ -= crisp ? 1 : 0;
    Expr e;
    e.span = span;
    e.n = node.n;
    const bool known = node.form == ast::Form::are_known, unknown = node.form == ast::Form::are_unknown;
    e.op = node.form == ast::Form::any        ? Op::any
           : node.form == ast::Form::at_least ? Op::at_least
           : node.form == ast::Form::at_most  ? Op::at_most
           : node.form == ast::Form::exactly  ? Op::exactly
                                              : Op::all;
    if (known || unknown)
        for (ExprId& input : inputs) {
            Expr test;
            test.op = known ? Op::is_known : Op::is_unknown;
            test.span = program_.exprs[input.index()].span;
            input = add(test, {input});
        }
    if (inputs.empty()) return {};  // a row whose cells are blank
    if (inputs.size() == 1 && (e.op == Op::all || e.op == Op::any)) return inputs.front();
    return add(e, inputs);
}

void Resolver::members(const ast::Node& node, const RowContext* row, std::vector<ExprId>& inputs) {
    for (std::uint32_t c = node.children.first; c < node.children.last; ++c) {
        const ast::NodeId child = tree_->children[c];
        const ast::Node& n = tree_->nodes[child.index()];
        const bool is_column = row && n.form == ast::Form::phrase && n.tokens.size() == 1 && tokens_->tokens[n.tokens.first].kind == Tok::column;
        if (!is_column) {
            if (node.form == ast::Form::all && is_true(child)) continue;
            if (const ExprId e = condition(child, row)) inputs.push_back(e);
            continue;
        }
        const std::size_t col = column(*row->grid, tokens_->tokens[n.tokens.first]);
        for (const Span& member : cell_members(row->cells()[col]))
            if (const ExprId e = member_condition(member, *row, col)) inputs.push_back(e);
    }
}

// Is it a condition of bound variables alone, which the matcher has seen to?
bool Resolver::is_true(ast::NodeId id) {
    if (bound_ == nullptr || schema_ || tree_->nodes[id.index()].form == ast::Form::phrase || !is_static(id, *variables_)) return false;
    std::vector<std::uint32_t> slots;
    variables_under(id, *variables_, true, slots);
    for (const std::uint32_t slot : slots)
        if (!bound((*variables_)[slot].name)) return false;
    const std::size_t exprs = program_.exprs.size(), inputs = program_.expr_inputs.size();
    const bool holds = static_truth(program_, condition(id), {}).value_or(false);
    program_.exprs.resize(exprs);
    program_.expr_inputs.resize(inputs);
    return holds;
}

ExprId Resolver::condition_phrase(const ast::Node& node, const RowContext* row) {
    const Span span{id_, node.begin, node.end};
    const Token& first = tokens_->tokens[node.tokens.first];
    if (node.tokens.size() == 1 && first.kind == Tok::column) {
        if (!row) fail(Code::table, span, "a [Column] belongs to a table", "Write it on an indented line under table.");
        std::vector<ExprId> inputs;
        const std::size_t col = column(*row->grid, first);
        for (const Span& member : cell_members(row->cells()[col]))
            if (const ExprId e = member_condition(member, *row, col)) inputs.push_back(e);
        if (inputs.empty()) return {};
        if (inputs.size() == 1) return inputs.front();
        Expr e;
        e.op = Op::all;
        e.span = row->cells()[col];
        return add(e, inputs);
    }
    const bool quoted = node.tokens.size() == 1 && first.kind == Tok::text;
    const std::string_view text = words_text(node.tokens, row);
    if (!quoted && (first.kind == Tok::number || first.kind == Tok::date) && node.tokens.size() > 0 && literal(node.tokens)) fail(Code::kind_mismatch, span, "a figure stands where a condition is wanted", "Compare a number with it.");
    FindingId id = quoted ? FindingId{} : lookup(text);
    if (!id && !quoted && text.find(" is ") != std::string_view::npos) {
        const std::string copy(text);  // the tests below look names up themselves
        if (const auto test = rule_test(copy, span)) return *test;
        if (const auto test = known_test(copy, span)) return *test;
        if (const auto test = choice_test(copy, span, has_variable_token(node.tokens))) return *test;
        if (const auto test = date_test(copy, span)) return *test;
        id = mention(copy, span, Use::premise);
    } else {
        if (!id && !quoted && ends_in_unit(node.tokens)) fail(Code::kind_mismatch, span, "a figure stands where a condition is wanted", "Compare it, for example with > 3.");
        if (!id && !quoted)
            if (const auto test = rule_test(text, span)) return *test;
        if (!id && !quoted && reading(text)) fail(Code::kind_mismatch, span, "a figure stands where a condition is wanted", "Compare it, for example with >= 0.5.");
        id = mention(text, span, Use::premise, quoted);
    }
    if (program_.findings[id.index()].kind != FindingKind::yes_no) fail_kind(id, span, "a yes/no finding");
    Expr e;
    e.op = Op::finding;
    e.finding = id;
    e.span = span;
    const ExprId read = add(e, {});
    return crisp_ > 0 && program_.findings[id.index()].closed ? told_or_not(read, span) : read;
}

// A closed relation's tuple where unknown is no: what is not told is not so.
ExprId Resolver::told_or_not(ExprId tuple, Span span) {
    Expr e;
    e.op = Op::no_evidence_for;
    e.span = span;
    const ExprId untold = add(e, {tuple});
    e.op = Op::negation;
    return add(e, {untold});
}

// `X is known`, `X is unknown`.
std::optional<ExprId> Resolver::known_test(std::string_view text, Span span) {
    const bool known = text.ends_with(" is known");
    if (!known && !text.ends_with(" is unknown")) return std::nullopt;
    const std::string_view name = text.substr(0, text.size() - (known ? 9 : 11));
    Expr inner;
    inner.finding = mention(name, span, Use::premise);
    if (program_.findings[inner.finding.index()].kind == FindingKind::text) fail_kind(inner.finding, span, "a finding");
    inner.op = program_.findings[inner.finding.index()].kind == FindingKind::yes_no ? Op::finding : Op::quantity;
    inner.span = span;
    Expr e;
    e.op = known ? Op::is_known : Op::is_unknown;
    e.span = span;
    const ExprId input = add(inner, {});
    return add(e, {input});
}

// `X is V`, `X is not V` behind a declared choice; `of_variable`: V is what a variable stands for.
std::optional<ExprId> Resolver::choice_test(std::string_view text, Span span, bool of_variable) {
    for (std::size_t is = text.find(" is "); is != std::string_view::npos; is = text.find(" is ", is + 1)) {
        const FindingId id = lookup_held(text.substr(0, is));
        if (!id || program_.findings[id.index()].kind != FindingKind::choice) continue;
        mention(text.substr(0, is), span, Use::premise);
        std::string_view value = text.substr(is + 4);
        const bool denied = value.starts_with("not ");
        const ExprId test = is_value(id, denied ? value.substr(4) : value, span, of_variable);
        if (!denied) return test;
        Expr e;
        e.op = Op::negation;
        e.span = span;
        return add(e, {test});
    }
    return std::nullopt;
}

std::int32_t Resolver::value_index(FindingId choice, std::string_view value, Span span) const {
    if (value.size() > 1 && value.starts_with('"') && value.ends_with('"')) value = value.substr(1, value.size() - 2);
    const std::string key = key_of(value);
    const Detail* detail = program_.detail(choice);
    std::string known;
    for (std::size_t i = 0; detail && i < detail->values.size(); ++i) {
        if (key_of(detail->values[i]) == key) return static_cast<std::int32_t>(i);
        known += fmt::format("{}{}", i > 0 ? ", " : "", detail->values[i]);
    }
    fail(Code::no_such_choice, span, fmt::format("{} has no value {}", program_.findings[choice.index()].name, value), fmt::format("Its values are {}.", known));
}

// What a variable stands for may be no value of the choice, which then is never it.
ExprId Resolver::is_value(FindingId choice, std::string_view value, Span span, bool of_variable) {
    Expr e;
    e.op = Op::is_value;
    e.finding = choice;
    const Detail* detail = program_.detail(choice);
    e.n = detail ? static_cast<std::uint32_t>(detail->values.size()) : 0;
    const auto find_value = [&] { e.n = static_cast<std::uint32_t>(value_index(choice, value, span)); };
    if (!of_variable) find_value();
    else if (!schema_) quietly(find_value);
    e.span = span;
    return add(e, {});
}

ExprId Resolver::compare(const ast::Node& node, const RowContext* row) {
    const Span span{id_, node.begin, node.end};
    const ast::NodeId left_id = tree_->children[node.children.first], right_id = tree_->children[node.children.first + 1];
    if (const auto test = compare_things(node)) return *test;
    if (const auto test = compare_values(node, compare_op(node.form), row)) return *test;
    const Term left = term(left_id, row);
    Term right = term(right_id, row);
    if (node.form != ast::Form::between) return compare(compare_op(node.form), left, right, span);
    Term upper = term(tree_->children[node.children.first + 2], row);
    if (right.literal && upper.literal) {  // between 40 and 60 years
        if (right.unit.spelling.empty() && !upper.date) right.unit = upper.unit;
        else if (upper.unit.spelling.empty()) upper.unit = right.unit;
    }
    const ExprId low = compare(Op::greater_equal, left, right, span);
    const Term again = term(left_id, row);
    const ExprId high = compare(Op::less_equal, again, upper, span);
    Expr e;
    e.op = Op::all;
    e.span = span;
    return add(e, {low, high});
}

ExprId Resolver::compare(Op op, Term left, Term right, Span span) {
    if (left.literal && right.quantity) {
        std::swap(left, right);
        op = mirrored(op);
    }
    if (left.date || right.date) return compare_dates(op, left, right, span);
    if (left.elapsed && right.literal && right.unit.spelling.empty()) right.unit = left.unit;
    if (right.elapsed && left.literal && left.unit.spelling.empty()) left.unit = right.unit;
    const bool left_plain = is_plain(left.unit), right_plain = is_plain(right.unit);
    if (!fit(left, right)) fail_units(left, right, span);
    Expr e;
    e.op = op;
    e.span = span;
    if ((left.quantity || (left.elapsed && !left.based)) && right.literal) {
        const double value = program_.exprs[right.expr.index()].number;
        const bool bare = left_plain && right_plain && (left.unit.spelling.empty() || right.unit.spelling.empty());
        const ExprId converted = bare ? right.expr : figure(convert(value, right.unit, left.unit), right.span);
        return add(e, {left.expr, converted});
    }
    const bool same = left.quantity && right.quantity && left.unit.spelling == right.unit.spelling;
    if (same) return add(e, {left.expr, right.expr});
    const bool difference = left.difference || right.difference;
    const ExprId a = in_base(left, difference), b = in_base(right, difference);
    return add(e, {a, b});
}

void Resolver::fail_units(const Term& a, const Term& b, Span span) const {
    const auto words = [](const Unit& u) { return u.spelling.empty() ? std::string("no unit") : u.spelling; };
    Diagnostic d = make_diagnostic(Code::unit_mismatch, b.literal ? b.span : span, fmt::format("{} and {} do not convert into one another", words(a.unit), words(b.unit)),
                                   b.unit.spelling.empty() && b.literal ? fmt::format("Write it with its unit: {} {}.", format_number(program_.exprs[b.expr.index()].number), words(a.unit)) : conversion_advice(a, b));
    for (const Term* t : {&a, &b})
        if (t->quantity) d.related.push_back({program_.findings[t->quantity.index()].span, fmt::format("{} is in {}", program_.findings[t->quantity.index()].name, words(t->unit))});
    throw Bad{std::move(d)};
}

}  // namespace hence
