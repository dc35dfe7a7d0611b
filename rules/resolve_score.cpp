// Scales and scores: choices whose values have an order or points, and sums of points.
#include <algorithm>

#include <fmt/format.h>

#include "rules/resolver.hpp"
#include "rules/text.hpp"

namespace hence {

// A value's points as written, `+1` or `−2`.
double Resolver::points(std::uint32_t token) {
    const Span span = token_span(token);
    const auto value = read_number(text_.substr(span.begin, span.end - span.begin));
    if (!value) fail(Code::number, span, "these points are larger or smaller than can be reckoned with", "Write points such as +1 or -2.");
    return *value == 0 ? 0 : *value;
}

void Resolver::declare_choice(const ast::ChoiceDeclaration& d, Span span) {
    if (declared_in_schema(d.name)) return;
    const FindingId id = declare_name(d.name, FindingKind::choice, span);
    if (d.table) {
        program_.detail_of(id).ordered = d.ordered;
        add_aliases(id, d.aliases);
        return choice_from_table(d, id);
    }
    std::vector<std::string> keys;
    std::vector<double> all_points;
    for (const ast::ChoiceValue& value : d.values)
        guarded([&] {
            std::string name(words_text(value.name, nullptr));
            std::string key = key_of(name);
            if (std::find(keys.begin(), keys.end(), key) != keys.end())
                fail(Code::declared_twice, words_span(value.name), fmt::format("{} stands twice in this choice", name), "Keep one.");
            keys.push_back(std::move(key));
            program_.detail_of(id).values.push_back(std::move(name));
            all_points.push_back(0);
            if (value.points != Id<void>::no_row) all_points.back() = points(value.points);
        });
    const auto has_points = [](const ast::ChoiceValue& v) { return v.points != Id<void>::no_row; };
    if (std::any_of(d.values.begin(), d.values.end(), has_points)) program_.detail_of(id).points = all_points;
    program_.detail_of(id).ordered = d.ordered;
    add_aliases(id, d.aliases);
    if (program_.detail_of(id).points.empty()) return;
    for (const ast::ChoiceValue& value : d.values)
        if (!has_points(value)) fail_without_points(value.name, "and other values of this choice have");
}

// `mild 1`: points want their sign.
void Resolver::fail_without_points(ast::Phrase phrase, std::string_view why) {
    const Token& last = tokens_->tokens[phrase.last - 1];
    const std::string name(words_text(phrase, nullptr));
    if (phrase.size() > 1 && last.kind == Tok::number) {
        const std::string_view figure = text_.substr(last.begin, last.end - last.begin);
        fail(Code::score, token_span(phrase.last - 1), "points have a sign", fmt::format("Write {} +{}.", words_text({phrase.first, phrase.last - 1}, nullptr), figure));
    }
    fail(Code::score, words_span(phrase), fmt::format("{} has no points, {}", name, why), fmt::format("Write {} +1; what counts nothing has +0.", name));
}

void Resolver::declare_score(const ast::ScoreDeclaration& d, Span span) {
    const FindingId id = declare_name(d.name, FindingKind::score, span);
    add_aliases(id, d.aliases);
}

// `"a long text" as name`: the text is its question, if no other is written. In a score's item it
// declares the name, where nothing else does.
void Resolver::long_text(const ast::LongText& t) {
    const std::string key = key_of(words_text(t.name, nullptr));
    const auto found = program_.by_key.find(std::string_view(key));
    const FindingId id = found != program_.by_key.end() ? found->second : declare_name(t.name, FindingKind::yes_no, {});
    once("long text " + program_.findings[id.index()].key, token_span(t.text), fmt::format("{} has a long text already", program_.findings[id.index()].name));
    long_texts_.emplace_back(id, text_of(t.text));
}

void Resolver::other(const ast::ScoreDeclaration& d, Span) {
    const FindingId id = lookup(words_text(d.name, nullptr));
    if (!id || program_.findings[id.index()].span != words_span(d.name)) return;  // declared twice
    if (d.table) return score_from_table(d, id);
    std::vector<Item> items;
    for (const ast::ScoreItem& item : d.items)
        guarded([&] { add_item(items, score_item(item)); });
    add_items(id, items);
}

void Resolver::add_item(std::vector<Item>& items, const Item& item) const {
    const auto finding = [&](const Item& i) {
        const Expr& e = program_.exprs[(i.condition ? i.condition : i.choice).index()];
        return e.op == Op::finding || e.op == Op::points ? e.finding : FindingId{};
    };
    for (const Item& other : items) {
        if (!finding(item) || finding(item) != finding(other)) continue;
        Diagnostic d = make_diagnostic(Code::declared_twice, item.span, fmt::format("{} stands twice in this score", program_.findings[finding(item).index()].name), "Keep one of the two.");
        d.related.push_back({other.span, "the other"});
        throw Bad{std::move(d)};
    }
    items.push_back(item);
}

void Resolver::add_items(FindingId score, const std::vector<Item>& items) {
    Range& range = program_.detail_of(score).items;
    range.first = static_cast<std::uint32_t>(program_.items.size());
    program_.items.insert(program_.items.end(), items.begin(), items.end());
    range.last = static_cast<std::uint32_t>(program_.items.size());
}

Item Resolver::score_item(const ast::ScoreItem& s) {
    const ast::Node& node = tree_->nodes[s.condition.index()];
    const bool has_points = s.points != Id<void>::no_row;
    Item out;
    out.span = {id_, node.begin, has_points ? tokens_->tokens[s.points].end : node.end};
    if (node.form == ast::Form::phrase) {
        const FindingId id = lookup(words_text(node.tokens, nullptr));
        if (id && program_.findings[id.index()].kind == FindingKind::choice) {
            if (has_points) fail(Code::score, token_span(s.points), "the points of a choice stand behind its values", fmt::format("Take them out here, or write {} is, one of its values, and the points.", program_.findings[id.index()].name));
            mention(node.tokens, Use::premise);
            out.choice = points_of(id, out.span);
            return out;
        }
        if (!has_points) fail_without_points(node.tokens, "and each item of a score has");
    }
    if (!has_points) fail_item(node);
    out.points = points(s.points);
    out.condition = condition(s.condition);
    return out;
}

// An item that is no single name, and has no points.
void Resolver::fail_item(const ast::Node& node) {
    const ast::Node* last = &node;
    while (!last->children.empty()) last = &tree_->nodes[tree_->children[last->children.last - 1].index()];
    if (last->form == ast::Form::phrase && last->tokens.size() > 1 && tokens_->tokens[last->tokens.last - 1].kind == Tok::number) fail_without_points(last->tokens, "");
    fail(Code::score, {id_, node.begin, node.end}, "this item has no points", "Write them behind it, with their sign: +1 or -2.");
}

ExprId Resolver::points_of(FindingId choice, Span span) {
    const Finding& finding = program_.findings[choice.index()];
    if (finding.kind != FindingKind::choice) fail_kind(choice, span, "a choice with points");
    const Detail* detail = program_.detail(choice);
    if (!detail || detail->points.empty()) fail(Code::score, span, fmt::format("the values of {} have no points", finding.name), fmt::format("Declare them: choice {}: VALUE +1, VALUE +2.", finding.name));
    Expr e;
    e.op = Op::points;
    e.finding = choice;
    e.span = span;
    return add(e, {});
}

// ---- values that compare: `severity >= moderate` ---------------------------------------------

// What is compared of a choice: its value's place in the order, else its value's points.
ExprId Resolver::scale_of(FindingId choice, Span span) {
    const Finding& finding = program_.findings[choice.index()];
    const Detail* detail = program_.detail(choice);
    if (!detail || (!detail->ordered && detail->points.empty()))
        fail(Code::kind_mismatch, span, fmt::format("the values of {} have no order", finding.name), fmt::format("Declare it: choice {}, ordered: VALUE, VALUE; or ask for one value with is.", finding.name));
    if (!detail->ordered) return points_of(choice, span);
    Expr e;
    e.op = Op::quantity;
    e.finding = choice;
    e.span = span;
    return add(e, {});
}

ExprId Resolver::scale_figure(FindingId choice, std::string_view value, Span span) {
    const Detail* detail = program_.detail(choice);
    const auto index = static_cast<std::size_t>(value_index(choice, value, span));
    return figure(detail->ordered ? static_cast<double>(index) : detail->points[index], span);
}

// The choice that a phrase names; none if it names none.
FindingId Resolver::choice_in(ast::NodeId id, const RowContext* row) {
    const ast::Node& node = tree_->nodes[id.index()];
    if (node.form != ast::Form::phrase) return {};
    const FindingId found = lookup_held(words_text(node.tokens, row));
    return found && program_.findings[found.index()].kind == FindingKind::choice ? found : FindingId{};
}

bool Resolver::names_value(ast::NodeId id, FindingId choice, const RowContext* row) {
    const ast::Node& node = tree_->nodes[id.index()];
    if (node.form != ast::Form::phrase) return false;
    const std::string key = key_of(words_text(node.tokens, row));
    const Detail* detail = program_.detail(choice);
    return detail && std::any_of(detail->values.begin(), detail->values.end(), [&](const std::string& v) { return key_of(v) == key; });
}

// A comparison in which a choice stands: with one of its values, or with a choice of the same.
std::optional<ExprId> Resolver::compare_values(const ast::Node& node, Op op, const RowContext* row) {
    ast::NodeId left = tree_->children[node.children.first], right = tree_->children[node.children.first + 1];
    FindingId choice = choice_in(left, row), other = choice_in(right, row);
    if (!choice && !other) return std::nullopt;
    if (!choice || (other && !names_value(right, choice, row) && names_value(left, other, row))) {
        if (node.form == ast::Form::between) return std::nullopt;
        std::swap(left, right);
        std::swap(choice, other);
        op = mirrored(op);
    }
    const Span span{id_, node.begin, node.end};
    const ast::Node &name = tree_->nodes[left.index()], &value = tree_->nodes[right.index()];
    const Span value_span{id_, value.begin, value.end};
    mention(name.tokens, Use::premise, row);
    if (node.form == ast::Form::between) return between_values(choice, node, row);
    const bool equality = op == Op::equal || op == Op::not_equal;
    if (other && !names_value(right, choice, row)) return compare_choices(op, choice, other, name, value, span, row);
    const ExprId scale = equality ? ExprId{} : scale_of(choice, {id_, name.begin, name.end});
    if (value.form != ast::Form::phrase || (!equality && !names_value(right, choice, row) && literal(value.tokens)))
        fail(Code::no_such_choice, value_span, fmt::format("{} compares with its values only", program_.findings[choice.index()].name), fmt::format("Write {} and one of its values; its points are `points of {}`.", program_.findings[choice.index()].name, program_.findings[choice.index()].name));
    const std::string text(words_text(value.tokens, row));
    if (!equality) {
        const ExprId bound = scale_figure(choice, text, value_span);
        Expr e;
        e.op = op;
        e.span = span;
        return add(e, {scale, bound});
    }
    const ExprId test = is_value(choice, text, span);
    if (op == Op::equal) return test;
    Expr e;
    e.op = Op::negation;
    e.span = span;
    return add(e, {test});
}

ExprId Resolver::between_values(FindingId choice, const ast::Node& node, const RowContext* row) {
    const Span span{id_, node.begin, node.end};
    std::vector<ExprId> tests;
    for (const std::uint32_t end : {1U, 2U}) {
        const ast::Node& value = tree_->nodes[tree_->children[node.children.first + end].index()];
        const Span value_span{id_, value.begin, value.end};
        if (value.form != ast::Form::phrase) fail(Code::no_such_choice, value_span, fmt::format("{} compares with its values only", program_.findings[choice.index()].name), "Write between, and two of its values joined by and.");
        const ast::Node& name = tree_->nodes[tree_->children[node.children.first].index()];
        const ExprId scale = scale_of(choice, {id_, name.begin, name.end});
        const ExprId bound = scale_figure(choice, words_text(value.tokens, row), value_span);
        Expr e;
        e.op = end == 1 ? Op::greater_equal : Op::less_equal;
        e.span = span;
        tests.push_back(add(e, {scale, bound}));
    }
    Expr e;
    e.op = Op::all;
    e.span = span;
    return add(e, tests);
}

ExprId Resolver::compare_choices(Op op, FindingId a, FindingId b, const ast::Node& name, const ast::Node& value, Span span, const RowContext* row) {
    const Detail *mine = program_.detail(a), *its = program_.detail(b);
    if (!mine || !its || mine->values != its->values)
        fail(Code::no_such_choice, span, fmt::format("{} has not the values of {}", program_.findings[b.index()].name, program_.findings[a.index()].name), "Both must be choices with the same values.");
    mention(value.tokens, Use::premise, row);
    const auto place = [&](FindingId id, const ast::Node& n) {
        const Span where{id_, n.begin, n.end};
        if (op != Op::equal && op != Op::not_equal) return scale_of(id, where);
        Expr e;
        e.op = Op::quantity;
        e.finding = id;
        e.span = where;
        return add(e, {});
    };
    const ExprId left = place(a, name), right = place(b, value);
    Expr e;
    e.op = op;
    e.span = span;
    return add(e, {left, right});
}

}  // namespace hence
