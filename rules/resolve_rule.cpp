// Rules, causes and advice.
#include <fmt/format.h>

#include "rules/resolver.hpp"
#include "rules/text.hpp"

namespace hence {

RuleNameId Resolver::rule_name(ast::Phrase phrase, bool declare) {
    if (!declare) return known_rule(words_text(phrase, nullptr), words_span(phrase));
    std::string key = key_of(words_text(phrase, nullptr));
    const auto found = rule_names_.find(std::string_view(key));
    if (found != rule_names_.end()) return found->second;
    const RuleNameId id(program_.rule_names.size());
    program_.rule_names.emplace_back(words_text(phrase, nullptr));
    rule_names_.emplace(std::move(key), id);
    return id;
}

RuleNameId Resolver::known_rule(std::string_view wanted, Span span) {
    const std::string key = key_of(wanted);
    const auto found = rule_names_.find(std::string_view(key));
    if (found != rule_names_.end()) return found->second;
    std::string known;
    int least = 4;
    for (const std::string& name : suggests() ? program_.rule_names : std::vector<std::string>())
        if (const int distance = edit_distance(key, key_of(name), 3); distance < least || (distance == least && distance < 4 && name < known)) {
            least = distance;
            known = name;
        }
    fail(Code::unknown_name, span, fmt::format("no rule is named {}", wanted),
         known.empty() ? "Name the rule: rule NAME: condition → conclusion." : fmt::format("A similar name: {}.", known));
}

CitationId Resolver::citation(ast::Phrase phrase) {
    const auto found = citations_.find(key_of(words_text(phrase, nullptr)));
    if (found != citations_.end()) return found->second;
    fail(Code::unknown_name, words_span(phrase), fmt::format("no source is named {}", words_text(phrase, nullptr)),
         fmt::format("Declare it: source {}: \"…\".", words_text(phrase, nullptr)));
}

// The conditions of the rule's arguments: one, but for `each of` and its members.
Resolver::Pieces Resolver::pieces(ast::NodeId id, const RowContext* row) {
    const ast::Node& node = tree_->nodes[id.index()];
    Pieces out;
    if (node.form != ast::Form::each) {
        out.conditions.push_back(condition(id, row));
        out.cells.push_back(row ? row->row() : Span{});
        return out;
    }
    members(node, row, out.conditions);
    for (const ExprId e : out.conditions) out.cells.push_back(row ? program_.exprs[e.index()].span : Span{});
    return out;
}

void Resolver::rule(const ast::Rule& r, Span span, const RowContext* row, bool) {
    const Token& arrow = tokens_->tokens[r.arrow];
    if (arrow.kind == Tok::causes) return causes(r, span, row);
    Rule out;
    out.span = span;
    out.scope = scope_;
    for (const ast::Conclusion& c : r.conclusions) out.alternatives |= !c.alternatives.empty();
    out.stated = arrow.kind == Tok::verb ? verbs[arrow.detail].strength : r.strength ? *r.strength : out.alternatives ? 0.6 : 1;
    if (out.stated == 0) fail(Code::strength, words_span({r.arrow, r.arrow + 1}), "a strength of 0 says nothing", "Write one such as (0.6), or leave the rule out.");
    out.strength = out.stated;
    out.otherwise = r.otherwise;
    if (!r.name.empty()) out.name = rule_name(r.name, true);
    const Pieces premises = pieces(r.condition, row);
    std::vector<Conclusion> conclusions;
    for (const ast::Conclusion& c : r.conclusions) conclude(c, row, out.stated > 0 && !out.alternatives, conclusions);
    tails(r, out);
    if (r.unless) {
        ++crisp_;
        out.unless = condition(r.unless, row);
        --crisp_;
    }
    if (r.together) {
        if (!r.group.empty()) fail(Code::syntax, words_span(r.group), "a rule has a group or `together at most`, not both", "Leave one of them.");
        out.cap = CapId(program_.caps.size());
        program_.caps.push_back(*r.together);
    }
    for (std::size_t i = 0; i < premises.conditions.size(); ++i) {
        out.condition = premises.conditions[i];
        out.cell = premises.cells[i];
        add_rule(out, conclusions);
    }
}

void Resolver::tails(const ast::Rule& r, Rule& out) {
    if (r.because != Id<void>::no_row) {
        out.because = static_cast<std::uint32_t>(program_.texts.size());
        program_.texts.push_back(with_things(text_of(r.because), token_span(r.because)));
    }
    if (!r.source.empty()) out.source = citation(r.source);
    if (!r.group.empty()) {
        const std::string key = key_of(words_text(r.group, nullptr));
        const auto [at, fresh] = groups_.try_emplace(key, GroupId(program_.groups.size()));
        if (fresh) program_.groups.push_back(key);
        out.group = at->second;
    }
    if (r.overrides.empty()) return;
    out.overrides.first = static_cast<std::uint32_t>(program_.overrides.size());
    for (const ast::Phrase& name : r.overrides) program_.overrides.push_back(rule_name(name, false));
    out.overrides.last = static_cast<std::uint32_t>(program_.overrides.size());
}

void Resolver::conclude(const ast::Conclusion& c, const RowContext* row, bool value_allowed, std::vector<Conclusion>& out) {
    const Span span = words_span(c.name);
    const auto no_value = [&] {
        if (!value_allowed) fail(Code::conclusion, span, "a value can neither be argued against nor be one of alternatives", "Conclude one value, with → and a positive strength.");
    };
    if (c.value) {
        no_value();
        out.push_back(concluded_value(c.name, c.value, row));
        return;
    }
    const std::string text = names_of(c.name, row).front().first;
    if (text.find(" is ") != std::string::npos && !lookup(text))
        if (const auto choice = concluded_choice(text, span)) {
            no_value();
            out.push_back(*choice);
            return;
        }
    const auto yes = [&](const ast::Phrase& phrase) {
        const bool cell = row && phrase.size() == 1 && tokens_->tokens[phrase.first].kind == Tok::column;
        for (const auto& [name, where] : names_of(phrase, row)) {
            Conclusion conclusion;
            conclusion.finding = cell ? cell_name(name, where, Use::conclusion) : mention(phrase, Use::conclusion, row);
            if (program_.findings[conclusion.finding.index()].kind != FindingKind::yes_no) fail_kind(conclusion.finding, where, "a yes/no finding");
            out.push_back(conclusion);
        }
    };
    yes(c.name);
    for (const ast::Phrase& alternative : c.alternatives) yes(alternative);
}

// `iron deficiency causes anemia, cold hands/feet`.
void Resolver::causes(const ast::Rule& r, Span span, const RowContext* row) {
    const ast::Node& node = tree_->nodes[r.condition.index()];
    const bool list = node.form == ast::Form::any || node.form == ast::Form::each;
    if (node.form != ast::Form::phrase && !list)
        fail(Code::conclusion, {id_, node.begin, node.end}, "a cause is a finding", "Write one finding before causes, or any of (a, b).");
    if (r.unless || r.strength || r.together || r.otherwise != 0 || !r.overrides.empty() || !r.group.empty())
        fail(Code::conclusion, span, "causes takes no strength and no unless", "Only because and source go with it.");
    std::vector<FindingId> from;
    const auto each_name = [&](const ast::Phrase& phrase, auto f) {
        for (const auto& [name, where] : names_of(phrase, row)) {
            const bool cell = row && phrase.size() == 1 && tokens_->tokens[phrase.first].kind == Tok::column;
            const FindingId id = cell ? cell_name(name, where, Use::other) : mention(phrase, Use::other, row);
            if (program_.findings[id.index()].kind != FindingKind::yes_no) fail_kind(id, where, "a yes/no finding");
            f(id);
        }
    };
    const auto add_cause = [&](FindingId id) { from.push_back(id); };
    if (!list) each_name(node.tokens, add_cause);
    for (std::uint32_t c = node.children.first; list && c < node.children.last; ++c) {
        const ast::Node& child = tree_->nodes[tree_->children[c].index()];
        if (child.form != ast::Form::phrase) fail(Code::conclusion, {id_, child.begin, child.end}, "a cause is a finding", "List findings only.");
        each_name(child.tokens, add_cause);
    }
    Rule described;
    tails(r, described);
    const auto effect = [&](const ast::Phrase& phrase) {
        each_name(phrase, [&](FindingId to) {
            for (const FindingId cause : from) program_.causes.push_back({cause, to, described.source, described.because, span});
        });
    };
    for (const ast::Conclusion& c : r.conclusions) {
        if (c.value) fail(Code::conclusion, words_span(c.name), "an effect is a finding", "Name it without a value.");
        effect(c.name);
        for (const ast::Phrase& alternative : c.alternatives) effect(alternative);
    }
}

void Resolver::advise(const ast::Advise& a, Span span, const RowContext* row) {
    Advice out;
    out.finding = yes_no(a.name, Use::other, row);
    out.urgent = a.urgent;
    if (a.when) out.when = condition(a.when, row);
    if (a.unless) out.unless = condition(a.unless, row);
    out.text = filled(text_of(a.text), token_span(a.text), row);
    out.span = span;
    program_.advice.push_back(std::move(out));
}

}  // namespace hence
