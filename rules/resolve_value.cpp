// Values: concluded by a rule or by cases, held by default; texts; the scope of a file.
#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "rules/limits.hpp"
#include "rules/resolver.hpp"
#include "rules/text.hpp"

namespace hence {

void Resolver::declare_text(const ast::TextDeclaration& d, Span span) {
    for (const ast::Phrase& name : d.names)
        guarded([&] {
            const FindingId id = declare_name(name, FindingKind::text, span);
            add_aliases(id, d.aliases);
        });
}

// Equal wordings share a row, so that two rules which say the same do not conflict.
std::int32_t Resolver::wording(std::vector<TextPart> parts) {
    std::string key;
    for (const TextPart& part : parts) key += fmt::format("{}:{}{},", part.before.size(), part.before, part.finding.row);
    const auto [at, fresh] = wordings_.try_emplace(std::move(key), static_cast<std::int32_t>(program_.wordings.size()));
    if (fresh) program_.wordings.push_back(std::move(parts));
    return at->second;
}

// A text may hold other texts, but not itself; and not so many, one inside another, that writing it
// out has no end in sight.
void Resolver::check_texts() {
    const auto is_text = [&](FindingId id) { return id && program_.findings[id.index()].kind == FindingKind::text; };
    std::vector<TextUse> uses;
    for (const Rule& r : program_.rules)
        for (const Conclusion& c : program_.conclusions_of(r))
            if (is_text(c.finding) && c.choice >= 0) uses.push_back({c.finding, static_cast<std::size_t>(c.choice), r.span});
    std::stable_sort(uses.begin(), uses.end(), [](const TextUse& a, const TextUse& b) { return a.text < b.text; });
    std::vector<std::pair<FindingId, FindingId>> holders;  // the text inside, the one that holds it
    std::vector<std::uint32_t> waiting(program_.findings.size());
    for (const TextUse& use : uses)
        for (const TextPart& part : program_.wordings[use.wording])
            if (is_text(part.finding)) holders.emplace_back(part.finding, use.text), ++waiting[use.text.index()];
    if (uses.empty()) return;
    std::sort(holders.begin(), holders.end());
    std::vector<std::uint64_t> parts(program_.findings.size());
    std::vector<FindingId> ready;
    for (std::size_t i = 0; i < program_.findings.size(); ++i)
        if (is_text(FindingId(i)) && waiting[i] == 0) ready.emplace_back(i);
    while (!ready.empty()) {
        const FindingId text = ready.back();
        ready.pop_back();
        auto use = std::lower_bound(uses.begin(), uses.end(), text, [](const TextUse& u, FindingId id) { return u.text < id; });
        for (; use != uses.end() && use->text == text; ++use) {
            std::uint64_t sum = 0;
            for (const TextPart& part : program_.wordings[use->wording])
                if (part.finding) sum += 1 + parts[part.finding.index()];
            if (sum > text_parts_limit && parts[text.index()] <= text_parts_limit)
                diagnostics_.push_back(make_diagnostic(Code::limit, use->span, fmt::format("{} has more than {} names to fill in, with those of the texts inside it", program_.findings[text.index()].name, text_parts_limit), "Put fewer texts inside one another."));
            parts[text.index()] = std::max(parts[text.index()], std::min<std::uint64_t>(sum, text_parts_limit + 1));
        }
        for (auto held = std::lower_bound(holders.begin(), holders.end(), std::pair(text, FindingId(std::size_t{0}))); held != holders.end() && held->first == text; ++held)
            if (--waiting[held->second.index()] == 0) ready.push_back(held->second);
    }
    fail_text_cycle(uses, waiting);
}

// By what they say, so that no row depends on the order of statements.
void Resolver::sort_wordings() {
    std::vector<std::uint32_t> order(program_.wordings.size()), rows(order.size());
    std::iota(order.begin(), order.end(), 0U);
    std::vector<std::string> says(order.size());
    for (std::size_t row = 0; row < says.size(); ++row)
        for (const TextPart& part : program_.wordings[row]) {
            says[row] += part.before + '\0';
            says[row] += (part.finding ? program_.findings[part.finding.index()].key : "") + '\0';
        }
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return says[a] < says[b]; });
    std::vector<std::vector<TextPart>> sorted;
    for (const std::uint32_t row : order) {
        rows[row] = static_cast<std::uint32_t>(sorted.size());
        sorted.push_back(std::move(program_.wordings[row]));
    }
    program_.wordings = std::move(sorted);
    for (Conclusion& c : program_.conclusions)
        if (c.choice >= 0 && program_.findings[c.finding.index()].kind == FindingKind::text)
            c.choice = static_cast<std::int32_t>(rows[static_cast<std::size_t>(c.choice)]);
}

// Follows what still waits to where it comes round.
void Resolver::fail_text_cycle(const std::vector<TextUse>& uses, const std::vector<std::uint32_t>& waiting) {
    const auto stuck = std::find_if(uses.begin(), uses.end(), [&](const TextUse& u) { return waiting[u.text.index()] > 0; });
    if (stuck == uses.end()) return;
    std::vector<std::pair<FindingId, Span>> way;
    const auto seen = [&](FindingId id) { return std::find_if(way.begin(), way.end(), [&](const auto& step) { return step.first == id; }); };
    FindingId at = stuck->text;
    while (seen(at) == way.end()) {
        FindingId next;
        auto use = std::lower_bound(uses.begin(), uses.end(), at, [](const TextUse& u, FindingId id) { return u.text < id; });
        for (; !next && use != uses.end() && use->text == at; ++use)
            for (const TextPart& part : program_.wordings[use->wording])
                if (part.finding && !next && waiting[part.finding.index()] > 0) next = part.finding, way.emplace_back(at, use->span);
        at = next;
    }
    way.erase(way.begin(), seen(at));
    const std::string& name = program_.findings[at.index()].name;
    if (way.size() == 1) {
        diagnostics_.push_back(make_diagnostic(Code::cycle, way.front().second, fmt::format("{} holds itself: it can never be written out", name), "Take it out of its own text."));
        return;
    }
    Diagnostic d = make_diagnostic(Code::cycle, way.front().second, fmt::format("{} holds itself, by way of {}: it can never be written out", name, program_.findings[way[1].first.index()].name), "Take one out of the other's text.");
    for (std::size_t i = 1; i < way.size() && i < 4; ++i) d.related.push_back({way[i].second, fmt::format("{} holds {}", program_.findings[way[i].first.index()].name, program_.findings[(i + 1 < way.size() ? way[i + 1].first : at).index()].name)});
    diagnostics_.push_back(std::move(d));
}

bool Resolver::is_quoted(const ast::Node& node) const {
    return node.form == ast::Form::phrase && node.tokens.size() == 1 && tokens_->tokens[node.tokens.first].kind == Tok::text;
}

// `NAME = VALUE` of a number or a text.
Conclusion Resolver::concluded_value(ast::Phrase name, ast::NodeId value, const RowContext* row) {
    const Span span = words_span(name);
    const ast::Node& written = tree_->nodes[value.index()];
    const FindingId known = lookup_held(words_text(name, row));
    if (!known && is_quoted(written)) fail(Code::kind_mismatch, span, fmt::format("a text is concluded, and {} is not declared as one", words_text(name, row)), fmt::format("Declare it: text {}.", words_text(name, row)));
    const FindingKind kind = known ? program_.findings[known.index()].kind : FindingKind::yes_no;
    Conclusion out;
    if (kind == FindingKind::text) {
        out.finding = mention(name, Use::conclusion, row);
        if (!is_quoted(written)) fail(Code::conclusion, {id_, written.begin, written.end}, fmt::format("{} is a text, and this is none", program_.findings[known.index()].name), fmt::format("Write {} = \"…\"; names in {{ }} are filled in.", program_.findings[known.index()].name));
        out.choice = wording(filled(text_of(written.tokens.first), {id_, written.begin, written.end}, row));
        return out;
    }
    if (known && kind != FindingKind::number && kind != FindingKind::date) fail_kind(known, span, "a number");
    out.finding = mention(name, Use::conclusion, row);
    if (!known && program_.findings[out.finding.index()].kind != FindingKind::number) fail_kind(out.finding, span, "a number");
    out.value = in_unit(term(value, row), out.finding);
    return out;
}

// `likely`, `value of other side`.
Conclusion Resolver::choice_value(FindingId id, std::string_view value, Span span) {
    Conclusion out;
    out.finding = id;
    if (!value.starts_with("value of ")) {
        out.choice = value_index(id, value, span);
        return out;
    }
    const FindingId other = mention(value.substr(9), span, Use::premise);
    const Detail *mine = program_.detail(id), *its = program_.detail(other);
    if (program_.findings[other.index()].kind != FindingKind::choice || !mine || !its || mine->values != its->values)
        fail(Code::no_such_choice, span, fmt::format("{} has not the values of {}", program_.findings[other.index()].name, program_.findings[id.index()].name), "Both must be choices with the same values.");
    Expr e;
    e.op = Op::quantity;
    e.finding = other;
    e.span = span;
    out.value = add(e, {});
    return out;
}

// `clot risk is likely`, `side is value of other side`.
std::optional<Conclusion> Resolver::concluded_choice(std::string_view text, Span span) {
    for (std::size_t is = text.find(" is "); is != std::string_view::npos; is = text.find(" is ", is + 1)) {
        const FindingId id = lookup_held(text.substr(0, is));
        if (!id || program_.findings[id.index()].kind != FindingKind::choice) continue;
        mention(text.substr(0, is), span, Use::conclusion);
        return choice_value(id, text.substr(is + 4), span);
    }
    return std::nullopt;
}

// ---- value by cases --------------------------------------------------------------------------

Conclusion Resolver::branch_value(ast::Phrase subject, ast::NodeId value) {
    const FindingId id = lookup(words_text(subject, nullptr));
    const ast::Node& written = tree_->nodes[value.index()];
    const Span span{id_, written.begin, written.end};
    if (program_.findings[id.index()].kind != FindingKind::choice) return concluded_value(subject, value, nullptr);
    if (written.form != ast::Form::phrase) fail(Code::no_such_choice, span, fmt::format("this is no value of {}", program_.findings[id.index()].name), "Write one of the choice's values.");
    mention(subject, Use::conclusion);
    const std::string text(words_text(written.tokens, nullptr));
    return choice_value(id, text, span);
}

// Of the branches only the first that holds counts; `otherwise` denies all the others' conditions.
void Resolver::other(const ast::FirstOf& d, Span) {
    const Span where = words_span(d.subject);
    const FindingId id = lookup(words_text(d.subject, nullptr));
    if (!id) fail(Code::kind_mismatch, where, fmt::format("nothing declares {}", words_text(d.subject, nullptr)), fmt::format("Declare it: choice {}: VALUE, VALUE; or number, date or text.", words_text(d.subject, nullptr)));
    const FindingKind kind = program_.findings[id.index()].kind;
    if (kind == FindingKind::yes_no || kind == FindingKind::score) fail_kind(id, where, "a choice, number, date or text");
    const FirstId first(program_.firsts++);
    std::vector<ExprId> conditions;
    std::uint32_t place = 0;
    for (const ast::Branch& b : d.branches)
        guarded([&] {
            Rule rule;
            rule.span = {id_, b.begin, b.end};
            rule.scope = scope_;
            if (b.condition) {
                rule.first = first;
                rule.place = place++;
                rule.condition = condition(b.condition);
                conditions.push_back(rule.condition);
            } else {
                if (place == 0) fail(Code::syntax, rule.span, "`otherwise` stands alone here", "Write VALUE when CONDITION before it, or conclude the value by default.");
                if (conditions.size() < place) return;  // a branch has an error of its own
                rule.condition = denied(conditions, rule.span);
            }
            const Conclusion conclusion = branch_value(d.subject, b.value);
            ast::Rule described;
            described.because = b.because;
            described.source = b.source;
            tails(described, rule);
            add_rule(rule, {conclusion});
        });
}

ExprId Resolver::denied(const std::vector<ExprId>& conditions, Span span) {
    Expr e;
    e.span = span;
    e.op = Op::any;
    const ExprId any = conditions.size() == 1 ? conditions.front() : add(e, conditions);
    e.op = Op::negation;
    return add(e, {any});
}

void Resolver::add_rule(Rule rule, const std::vector<Conclusion>& conclusions) {
    rule.conclusions.first = static_cast<std::uint32_t>(program_.conclusions.size());
    program_.conclusions.insert(program_.conclusions.end(), conclusions.begin(), conclusions.end());
    rule.conclusions.last = static_cast<std::uint32_t>(program_.conclusions.size());
    program_.rules.push_back(rule);
}

// ---- defaults --------------------------------------------------------------------------------

void Resolver::other(const ast::Default& d, Span span) {
    const auto said_once = [&](FindingId id) {
        const Finding& finding = program_.findings[id.index()];
        once("default " + finding.key, span, fmt::format("{} has a default already", finding.name));
    };
    if (d.value) {
        const FindingId id = lookup_held(words_text(d.name, nullptr));
        if (!id) fail(Code::kind_mismatch, words_span(d.name), fmt::format("nothing declares {}", words_text(d.name, nullptr)), fmt::format("Declare it: number {}, with its unit if it has one; a choice or date likewise.", words_text(d.name, nullptr)));
        mention(d.name, Use::other);
        const ExprId value = default_value(id, d.value, words_span(d.name));
        said_once(id);
        program_.detail_of(id).default_value = value;
        return;
    }
    const std::string text(words_text(d.name, nullptr));
    for (std::size_t is = lookup(text) ? std::string::npos : text.find(" is "); is != std::string::npos; is = text.find(" is ", is + 1)) {
        const FindingId id = lookup_held(std::string_view(text).substr(0, is));
        const FindingKind kind = id ? program_.findings[id.index()].kind : FindingKind::yes_no;
        if (kind != FindingKind::choice && kind != FindingKind::date) continue;
        if (d.denied) fail(Code::syntax, span, "a default names the value that holds, not one that does not", "Write default NAME is VALUE.");
        mention(std::string_view(text).substr(0, is), words_span(d.name), Use::other);
        const std::string_view held = std::string_view(text).substr(is + 4);
        const Span where = words_span(d.name);
        const ExprId value = kind == FindingKind::date ? date_value(held, where).expr : as_expr(choice_value(id, held, where), where);
        said_once(id);
        program_.detail_of(id).default_value = value;
        return;
    }
    const FindingId id = yes_no(d.name, Use::other);
    said_once(id);
    program_.detail_of(id).by_default = d.denied ? -1 : 1;
}

// A choice's value as a figure: its index.
ExprId Resolver::as_expr(const Conclusion& value, Span span) {
    return value.value ? value.value : figure(value.choice, span);
}

ExprId Resolver::default_value(FindingId id, ast::NodeId value, Span name) {
    const FindingKind kind = program_.findings[id.index()].kind;
    const ast::Node& written = tree_->nodes[value.index()];
    const Span span{id_, written.begin, written.end};
    if (kind == FindingKind::choice && written.form == ast::Form::phrase) {
        const std::string text(words_text(written.tokens, nullptr));
        return as_expr(choice_value(id, text, span), span);
    }
    if (kind != FindingKind::number && kind != FindingKind::date) fail_kind(id, name, "a number, choice or date");
    const ExprId out = in_unit(term(value, nullptr), id);
    const Expr& e = program_.exprs[out.index()];
    const Detail* detail = program_.detail(id);
    if (e.op == Op::literal && detail && ((detail->lowest && e.number < *detail->lowest) || (detail->highest && e.number > *detail->highest)))
        fail(Code::number, span, fmt::format("{} goes from {} to {}{}{}", program_.findings[id.index()].name, format_number(*detail->lowest), format_number(*detail->highest), detail->unit ? " " : "", detail->unit ? detail->unit->spelling : ""), "Check the figure and its unit.");
    return out;
}

// ---- scope -----------------------------------------------------------------------------------

// `only if …` on a line of its own: a premise of every rule of the file; several must all hold.
void Resolver::read_scope(const ast::File& file) {
    scope_ = {};
    std::vector<ExprId> all;
    Span span;
    for (const ast::Statement& s : file.statements) {
        const auto* scope = std::get_if<ast::Scope>(&s.what);
        if (!scope) continue;
        if (all.empty()) span = s.span;
        guarded([&] { all.push_back(condition(scope->condition)); });
    }
    if (all.empty()) return;
    Expr e;
    e.op = Op::all;
    e.span = span;
    scope_ = all.size() == 1 ? all.front() : add(e, all);
}

// ---- what is read of a finding ---------------------------------------------------------------

// `points of eye opening`, `certainty of iron deficiency`; none: no such words.
std::optional<Term> Resolver::reading_of(std::string_view text, Span span) {
    const std::optional<Op> op = reading(text);
    if (!op) return std::nullopt;
    const std::string_view name = text.substr(text.find(" of ") + 4);
    const FindingId id = mention(name, span, Use::premise);
    Term out;
    out.span = span;
    if (*op == Op::points) {
        out.expr = points_of(id, span);
        return out;
    }
    const FindingKind kind = program_.findings[id.index()].kind;
    if (kind == FindingKind::text || kind == FindingKind::score) fail_kind(id, span, "a finding with a certainty");
    Expr e;
    e.op = Op::certainty;
    e.finding = id;
    e.span = span;
    out.expr = add(e, {});
    return out;
}

std::optional<Op> Resolver::reading(std::string_view text) {
    if (text.size() > 10 && same_word(text.substr(0, 10), "points of ")) return Op::points;
    if (text.size() > 13 && same_word(text.substr(0, 13), "certainty of ")) return Op::certainty;
    return std::nullopt;
}

// `rule NAME applies`.
std::optional<ExprId> Resolver::rule_test(std::string_view text, Span span) {
    constexpr std::string_view before = "rule ", behind = " applies";
    if (text.size() <= before.size() + behind.size() || !same_word(text.substr(0, before.size()), before) || !same_word(text.substr(text.size() - behind.size()), behind)) return std::nullopt;
    Expr e;
    e.op = Op::rule_applies;
    e.n = known_rule(text.substr(before.size(), text.size() - before.size() - behind.size()), span).row;
    e.span = span;
    return add(e, {});
}

}  // namespace hence
