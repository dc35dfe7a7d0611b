#include <algorithm>

#include <fmt/format.h>

#include "rules/resolver.hpp"
#include "rules/text.hpp"

namespace hence {

void Resolver::enter(std::size_t index, const std::vector<ReadSource>& sources) {
    id_ = static_cast<SourceId>(index);
    text_ = program_.sources[index].text;
    tokens_ = &sources[index].tokens;
    tree_ = &sources[index].file.tree;
    csvs_ = &program_.sources[index].csvs;
}

void Resolver::resolve(const std::vector<ReadSource>& sources, const std::vector<ToldFacts>& told) {
    told_ = told;
    std::size_t statements = 0;
    for (const ReadSource& s : sources) statements += s.file.statements.size();
    program_.rules.reserve(statements);
    program_.conclusions.reserve(statements);
    program_.findings.reserve(statements);
    program_.exprs.reserve(4 * statements);
    program_.expr_inputs.reserve(3 * statements);
    program_.by_key.reserve(2 * statements);
    for (std::size_t i = 0; i < sources.size(); ++i) {  // first, for the ranges of numbers
        enter(i, sources);
        for (const ast::Statement& s : sources[i].file.statements)
            if (const auto* d = std::get_if<ast::Convert>(&s.what)) guarded([&] { declare_conversion(*d, s.span); });
    }
    begin_relations(sources);
    for (std::size_t i = 0; i < sources.size(); ++i) {
        enter(i, sources);
        for (const ast::Statement& s : sources[i].file.statements) told_once(s, [&] { declare(s); });
    }
    for (const Finding& f : program_.findings)
        if (f.kind == FindingKind::date) {
            today(Span(f.span));
            break;
        }
    for (std::size_t i = 0; i < sources.size(); ++i) {
        enter(i, sources);
        for (const ast::Statement& s : sources[i].file.statements)
            for (const ast::LongText& text : s.long_texts) guarded([&] { long_text(text); });
    }
    for (std::size_t i = 0; i < sources.size(); ++i) {
        enter(i, sources);
        for (const ast::Statement& s : sources[i].file.statements)
            if (const auto* table = std::get_if<ast::Table>(&s.what)) quietly([&] { declare_cells(*table); });
            else if (const auto* score = std::get_if<ast::ScoreDeclaration>(&s.what); score && score->table) quietly([&] { declare_criteria(*score); });
        declare_implied_numbers(sources[i].file);
    }
    // Facts are about what other statements name, wherever they stand; cases come last of all.
    enum class Pass : std::uint8_t { rules, facts, cases };
    const auto pass_of = [](const ast::Statement& s) {
        if (std::holds_alternative<ast::Case>(s.what) || std::holds_alternative<ast::CaseTable>(s.what)) return Pass::cases;
        return std::holds_alternative<ast::FactStatement>(s.what) ? Pass::facts : Pass::rules;
    };
    const auto pass = [&](Pass now) {
        for (std::size_t i = 0; i < sources.size(); ++i) {
            enter(i, sources);
            if (now == Pass::rules) read_scope(sources[i].file);
            for (const ast::Statement& s : sources[i].file.statements)
                if (pass_of(s) == now) told_once(s, [&] { s.variables ? with_variables(s, i) : statement(s); });
        }
    };
    pass(Pass::rules);
    pass(Pass::facts);
    for (const Range rules : shared_tables_) count_shared(rules);
    if (schema_) return;
    if (has_relations()) ground(sources);
    pass(Pass::cases);
    if (has_relations()) {
        for (const NamedTuple& tuple : told_tuples_)
            if (const FindingId id = finding_of(tuple.relation, tuple.tuple, {})) ++mentions_[id.index()].count;
        join_others();
        put_somes();
        put_given();
        for (std::size_t r = 0; r < grounding_->relations.size(); ++r) program_.relations.push_back(grounding_->relations[RelationId{r}]);
    }
    finish();
}

// Relations are there before any name is; what has variables is first resolved in the schema.
void Resolver::begin_relations(const std::vector<ReadSource>& sources) {
    if (schema_) return declare_relations(sources);
    const auto is_of_relations = [](const ast::Statement& s) { return s.variables || std::holds_alternative<ast::RelationDeclaration>(s.what) || std::holds_alternative<ast::FactTable>(s.what); };
    for (const ReadSource& source : sources)
        if (std::any_of(source.file.statements.begin(), source.file.statements.end(), is_of_relations)) {
            grounding_ = &own_grounding_.emplace();
            return read_schema(sources);
        }
}

// The schema tells what is wrong with relations and with statements that have variables, the
// program itself all else.
template <class F>
void Resolver::told_once(const ast::Statement& s, F f) {
    const std::size_t before = diagnostics_.size();
    guarded(f);
    if (schema_ != s.variables) diagnostics_.resize(before);
}

void Resolver::with_variables(const ast::Statement& s, std::size_t source) {
    if (schema_) plan(s, source);
}

void Resolver::declare(const ast::Statement& s) {
    if (const auto* d = std::get_if<ast::FindingDeclaration>(&s.what)) return declare_finding(*d, s.span);
    if (const auto* d = std::get_if<ast::NumberDeclaration>(&s.what)) return declare_number(*d, s.span);
    if (const auto* d = std::get_if<ast::DateDeclaration>(&s.what)) return declare_date(*d, s.span);
    if (const auto* d = std::get_if<ast::ChoiceDeclaration>(&s.what)) return declare_choice(*d, s.span);
    if (const auto* d = std::get_if<ast::ScoreDeclaration>(&s.what)) return declare_score(*d, s.span);
    if (const auto* d = std::get_if<ast::TextDeclaration>(&s.what)) return declare_text(*d, s.span);
    if (const auto* d = std::get_if<ast::Cite>(&s.what)) return declare_source(*d);
    if (const auto* d = std::get_if<ast::Option>(&s.what)) return option(*d);
    const auto name_rule = [&](const ast::Rule& rule) {
        if (rule.name.empty()) return;
        const std::string& name = program_.rule_names[rule_name(rule.name, true).index()];
        once("rule " + key_of(name), words_span(rule.name), fmt::format("rule {} is declared already", name));
    };
    if (const auto* d = std::get_if<ast::Rule>(&s.what)) name_rule(*d);
    if (const auto* d = std::get_if<ast::Table>(&s.what))
        for (const ast::Rule& rule : d->rules) guarded([&] { name_rule(rule); });
}

// What is said here may be said once in a knowledge base; else order would decide.
void Resolver::once(const std::string& what, Span span, std::string message) {
    const auto [at, fresh] = said_.try_emplace(what, span);
    if (fresh) return;
    Diagnostic d = make_diagnostic(Code::declared_twice, span, std::move(message), "Keep one of the two.");
    d.related.push_back({at->second, "the other"});
    throw Bad{std::move(d)};
}

// A number, choice, date or finding of things is declared in the schema; its tuples take after that.
bool Resolver::declared_in_schema(ast::Phrase name) {
    return !schema_ && holds_variable(words_text(name, nullptr));
}

FindingId Resolver::declare_name(ast::Phrase phrase, FindingKind kind, Span) {
    check_no_figure(phrase);
    const std::string_view name = words_text(phrase, nullptr);
    const Span span = words_span(phrase);
    key_.clear();
    append_key(key_, name);
    if (key_.empty()) fail(Code::syntax, span, "a name is empty", "Write the finding's name.");
    const auto found = program_.by_key.find(std::string_view(key_));
    if (found != program_.by_key.end()) {
        const Finding& other = program_.findings[found->second.index()];
        Diagnostic d = make_diagnostic(other.kind == kind ? Code::declared_twice : Code::two_kinds, span,
                                       other.kind != kind ? fmt::format("{} is declared already, as another kind of thing", name) : other.key == key_ ? fmt::format("{} is declared already", other.name) : fmt::format("{} is declared already, as another name of {}", name, other.name),
                                       "Keep one of the two declarations.");
        d.related.push_back({other.span, "the other declaration"});
        throw Bad{std::move(d)};
    }
    const FindingId id = add_finding(name, key_, span);
    program_.findings[id.index()].kind = kind;
    program_.findings[id.index()].declared = true;
    return id;
}

void Resolver::add_aliases(FindingId id, const std::vector<ast::Phrase>& aliases) {
    for (const ast::Phrase& alias : aliases)
        guarded([&] {
            const std::string name(words_text(alias, nullptr));
            const std::string key = key_of(name);
            const auto found = program_.by_key.find(std::string_view(key));
            if (found != program_.by_key.end() && found->second == id) return;
            if (found != program_.by_key.end()) {
                Diagnostic d = make_diagnostic(Code::declared_twice, words_span(alias), fmt::format("{} is declared already", name), "Keep one of the two.");
                d.related.push_back({program_.findings[found->second.index()].span, "the other declaration"});
                throw Bad{std::move(d)};
            }
            program_.by_key.emplace(key, id);
            program_.detail_of(id).aliases.push_back(name);
        });
}

void Resolver::declare_finding(const ast::FindingDeclaration& d, Span span) {
    for (const ast::Phrase& name : d.names)
        guarded([&] {
            if (declared_in_schema(name)) return;
            const FindingId id = declare_name(name, FindingKind::yes_no, span);
            add_aliases(id, d.aliases);
        });
}

void Resolver::declare_number(const ast::NumberDeclaration& d, Span span) {
    if (declared_in_schema(d.name)) return;
    const FindingId id = declare_name(d.name, FindingKind::number, span);
    Detail& detail = program_.detail_of(id);
    if (d.unit != Id<void>::no_row) detail.unit = declared_unit(d.unit);
    for (const bool of : {true, false})  // the substance first: ranges may want its conversions
        for (const ast::Phrase& option : d.options)
            if (words_text(option, nullptr).starts_with("of ") == of) guarded([&] { number_option(program_.detail_of(id), option); });
    check_usual(program_.details[program_.findings[id.index()].detail.index()], d, span);
    add_aliases(id, d.aliases);
}

// `in mg/dL`, or in quotes what is counted: `in "patients"`.
Unit Resolver::declared_unit(std::uint32_t token) {
    std::string_view words = words_text({token, token + 1}, nullptr).substr(2);  // behind `in`
    words.remove_prefix(std::min(words.find_first_not_of(" \""), words.size()));
    if (!words.ends_with('"')) {
        const auto unit = find_unit(words);
        if (!unit) fail(Code::unit_mismatch, token_span(token), fmt::format("{} is no known unit", words), "Write one such as L/day, kg or mmol/L; or what is counted, in quotes: \"patients\".");
        return *unit;
    }
    words.remove_suffix(1);
    Unit things;
    things.spelling = words;
    counted_.insert_or_assign(key_of(words), things);
    return things;
}

// What is usual is possible.
void Resolver::check_usual(const Detail& detail, const ast::NumberDeclaration& d, Span) {
    if (!detail.usual_lowest || !detail.lowest || (*detail.usual_lowest >= *detail.lowest && *detail.usual_highest <= *detail.highest)) return;
    Span usual{}, possible{};
    for (const ast::Phrase& option : d.options) {
        const std::string text(words_text(option, nullptr));
        if (text.starts_with("usual ")) usual = words_span(option);
        else if (text.find(" to ") != std::string::npos && !text.starts_with("of ")) possible = words_span(option);
    }
    Diagnostic diagnostic = make_diagnostic(Code::number, usual, fmt::format("the usual range goes beyond the possible one, {} to {}", format_number(*detail.lowest), format_number(*detail.highest)), "Make one of the two fit the other.");
    diagnostic.related.push_back({possible, "the possible range"});
    throw Bad{std::move(diagnostic)};
}

// `0 to 10`, `usual 1 to 4`, `fixed`, `2 decimals`, `of urea`.
void Resolver::number_option(Detail& detail, ast::Phrase phrase) {
    std::string text(words_text(phrase, nullptr));
    const Span span = words_span(phrase);
    if (same_word(text, "fixed")) {
        detail.fixed = true;
        return;
    }
    if (text.starts_with("of ")) {
        detail.substance = text.substr(3);
        return;
    }
    if (text.ends_with(" decimals") || text.ends_with(" decimal")) {
        const auto n = read_number(std::string_view(text).substr(0, text.find(' ')));
        if (!n || *n < 0 || *n > 12 || *n != static_cast<int>(*n)) fail(Code::number, span, "decimals are counted from 0 to 12", "Write 2 decimals.");
        detail.decimals = static_cast<int>(*n);
        return;
    }
    const bool usual = text.starts_with("usual ");
    if (usual) text.erase(0, 6);
    const std::size_t to = text.find(" to ");
    const auto low = to == std::string::npos ? std::nullopt : literal(std::string_view(text).substr(0, to), span);
    const auto high = to == std::string::npos ? std::nullopt : literal(std::string_view(text).substr(to + 4), span);
    if (!low || !high) fail(Code::syntax, span, fmt::format("`{}` says nothing about a number", text), "Write a range (0 to 10, usual 1 to 4), fixed, 2 decimals or of SUBSTANCE.");
    const auto in_declared = [&](const Term& t) {
        const double figure = program_.exprs[t.expr.index()].number;
        if (t.unit.spelling.empty()) return figure;
        const auto value = detail.unit ? converted(figure, t.unit, *detail.unit, key_of(detail.substance)) : std::nullopt;
        if (!value) fail(Code::unit_mismatch, span, fmt::format("{} does not fit the number's unit", t.unit.spelling), "Write the range in the declared unit.");
        return *value;
    };
    Term from = *low;
    if (from.unit.spelling.empty()) from.unit = high->unit;  // 0 to 10 mL
    const double lowest = in_declared(from), highest = in_declared(*high);
    if (lowest > highest) fail(Code::number, span, "the range runs backwards", "Write the lower figure first.");
    (usual ? detail.usual_lowest : detail.lowest) = lowest;
    (usual ? detail.usual_highest : detail.highest) = highest;
}

void Resolver::declare_source(const ast::Cite& cite) {
    std::string name(words_text(cite.name, nullptr));
    std::string key = key_of(name);
    const auto [at, fresh] = citations_.try_emplace(key, CitationId(program_.citations.size()));
    if (!fresh) {
        Diagnostic d = make_diagnostic(Code::declared_twice, words_span(cite.name), fmt::format("source {} is declared already", name), "Keep one of the two.");
        d.related.push_back({program_.citations[at->second.index()].span, "the other declaration"});
        throw Bad{std::move(d)};
    }
    program_.citations.push_back({std::move(name), std::move(key), text_of(cite.text), words_span(cite.name)});
}

void Resolver::option(const ast::Option& o) {
    const std::string words = key_of(words_text(o.words, nullptr));
    const Span span = words_span(o.words);
    once("option " + words.substr(0, words.find(' ')), span, fmt::format("option {} is set already", words.substr(0, words.find(' '))));
    if (words == "strict") program_.options.strict = true;
    else if (words == "combine strongest") program_.options.combine_strongest = true;
    else if (words.starts_with("threshold ")) {
        const std::string_view figure = words_text(o.words, nullptr);  // of the text: a key has no minus
        const auto value = read_number(figure.substr(figure.rfind(' ') + 1));
        if (!value || *value < 0 || *value >= 1) fail(Code::strength, span, "a threshold is a number from 0 to below 1", "Write option threshold 0.2.");
        program_.options.threshold = *value;
    } else fail(Code::unknown_name, span, fmt::format("there is no option {}", words), "The options are threshold FIGURE, combine strongest and strict.");
}

// Names that are compared or reckoned with, and declared by nothing, are numbers; so are those that
// a rule concludes a figure of. Facts and expectations of cases declare nothing.
void Resolver::declare_implied_numbers(const ast::File& file) {
    for (const ast::Statement& s : file.statements) {
        if (std::holds_alternative<ast::Case>(s.what)) continue;
        for (std::uint32_t n = s.nodes.first; n < s.nodes.last; ++n) quietly([&] { imply_numbers(tree_->nodes[n]); });
        const auto implied = [&](ast::Phrase name, ast::NodeId node) {
            if (!node) return;
            const ast::Node& value = tree_->nodes[node.index()];
            if (value.form == ast::Form::phrase && is_today(value.tokens)) today(words_span(value.tokens));
            quietly([&] {
                if (value.form > ast::Form::between || (value.form == ast::Form::phrase && literal(value.tokens))) imply_number(name, &value);
            });
        };
        if (const auto* rule = std::get_if<ast::Rule>(&s.what))
            for (const ast::Conclusion& c : rule->conclusions) implied(c.name, c.value);
        if (const auto* held = std::get_if<ast::Default>(&s.what)) implied(held->name, held->value);
        if (const auto* first_of = std::get_if<ast::FirstOf>(&s.what))
            for (const ast::Branch& b : first_of->branches) implied(first_of->subject, b.value);
    }
}

void Resolver::imply_numbers(const ast::Node& node) {
    const bool comparison = node.form >= ast::Form::less && node.form <= ast::Form::between;
    const bool arithmetic = node.form > ast::Form::between;
    if (!comparison && !arithmetic) return;
    for (std::uint32_t c = node.children.first; c < node.children.last; ++c) {
        const ast::Node& child = tree_->nodes[tree_->children[c].index()];
        if (child.form == ast::Form::phrase && is_today(child.tokens)) today(words_span(child.tokens));
    }
    if (node.form == ast::Form::elapsed) return;  // of dates, which are declared
    const bool equality = node.form == ast::Form::equal || node.form == ast::Form::not_equal;
    const ast::Node* figure = nullptr;
    for (std::uint32_t c = node.children.first; c < node.children.last; ++c) {
        const ast::Node& child = tree_->nodes[tree_->children[c].index()];
        if (child.form == ast::Form::phrase) {
            bool is_figure = true;
            quietly([&] { is_figure = literal(child.tokens).has_value(); });  // too large: still a figure
            if (is_figure) figure = &child;
            FindingId id;
            quietly([&] { id = comparison ? lookup(words_text(child.tokens, nullptr)) : FindingId{}; });  // a [Column] names nothing yet
            if (id && program_.findings[id.index()].kind == FindingKind::choice) return;  // side = left
        } else {
            figure = figure ? figure : &node;
        }
    }
    if (!figure && equality) return;
    for (std::uint32_t c = node.children.first; c < node.children.last; ++c) {
        const ast::Node& child = tree_->nodes[tree_->children[c].index()];
        if (child.form == ast::Form::phrase && &child != figure) imply_number(child.tokens, comparison ? figure : nullptr);
    }
}

void Resolver::imply_number(ast::Phrase phrase, const ast::Node* figure) {
    for (std::uint32_t t = phrase.first; t < phrase.last; ++t)
        if (tokens_->tokens[t].kind == Tok::column || (tokens_->tokens[t].kind == Tok::variable && (!schema_ || phrase.size() == 1))) return;
    if (tokens_->tokens[phrase.first].kind == Tok::number && literal(phrase)) return;
    if (tokens_->tokens[phrase.first].kind == Tok::date || ends_in_unit(phrase) || is_today(phrase)) return;
    const std::string name(words_text(phrase, nullptr));
    if (name.find(" is ") != std::string::npos) return;
    std::optional<Term> other;
    if (figure && figure->form == ast::Form::phrase) quietly([&] { other = literal(figure->tokens); });
    imply_number(name, words_span(phrase), other ? other->unit : Unit{});
}

void Resolver::imply_number(std::string_view name, Span span, const Unit& unit) {
    if (has_relations() && grounding_->relations.read(name)) return;  // it takes after its relation
    FindingId id = lookup(name);
    if (id && program_.findings[id.index()].declared) return;
    if (!id && (reading(name) || !reserved_number(name).empty())) return;  // an error is told where it is resolved
    if (!id) {
        id = add_finding(name, key_, span);
        program_.findings[id.index()].kind = FindingKind::number;
    } else {
        note_spelling(id, name);
    }
    if (unit.spelling.empty() || program_.findings[id.index()].kind != FindingKind::number) return;
    Detail& detail = program_.detail_of(id);
    if (!detail.unit || (unit.spelling < detail.unit->spelling && convertible(*detail.unit, unit))) detail.unit = unit;
}

void Resolver::statement(const ast::Statement& s) {
    std::visit([&](const auto& what) { other(what, s.span); }, s.what);
}

void Resolver::other(const ast::KindDeclaration& d, Span span) {
    const FindingId broader = yes_no(d.broader, Use::other);
    for (const ast::Phrase& kind : d.kinds)
        guarded([&] {
            const FindingId id = yes_no(kind, Use::other);
            if (id == broader) fail(Code::syntax, words_span(kind), "a finding is no kind of itself", "Name the broader finding behind `is a kind of`.");
            program_.kinds.push_back({id, broader, span});
        });
}

void Resolver::other(const ast::NumberDeclaration& d, Span) {
    if (!d.computed) return;
    const FindingId id = bound_ != nullptr ? mention(d.name, Use::other) : lookup(words_text(d.name, nullptr));
    if (!id) return;
    Term value = term(d.computed, nullptr);
    Detail& detail = program_.detail_of(id);
    if (!detail.unit && !value.unit.spelling.empty() && !is_plain(value.unit)) detail.unit = value.unit;
    const ExprId expr = in_unit(value, id);
    program_.detail_of(id).computed = expr;
}

void Resolver::other(const ast::Ask& d, Span span) {
    if (d.which) {
        WhichOf which{text_of(d.text), {}, span, {}};
        for (const ast::Phrase& name : d.names) guarded([&] { which.findings.push_back(yes_no(name, Use::other)); });
        for (const FindingId id : which.findings) program_.detail_of(id).has_question = true;
        program_.which_of.push_back(std::move(which));
        return;
    }
    const FindingId id = mention(d.names.front(), Use::other);
    ExprId only_if;
    if (d.only_if) only_if = condition(d.only_if);
    const Finding& asked = program_.findings[id.index()];
    if (d.only_if && (asked.kind == FindingKind::score || asked.kind == FindingKind::text))
        fail(Code::kind_mismatch, span, fmt::format("{} is made of other findings, and is asked under no condition", asked.name), "Put the only if on the questions that it is made of.");
    if (d.text != Id<void>::no_row) once("question " + asked.key, span, fmt::format("the question for {} is written already", asked.name));
    if (d.only_if) once("only if " + asked.key, span, fmt::format("when {} is asked is written already", asked.name));
    Detail& detail = program_.detail_of(id);
    if (d.if_not && program_.findings[id.index()].kind != FindingKind::yes_no) fail_kind(id, words_span(d.names.front()), "a yes/no finding");
    detail.has_question = true;
    detail.ask_first |= d.first;
    if (d.text != Id<void>::no_row) detail.question = with_things(text_of(d.text), token_span(d.text));
    if (only_if) detail.only_if = only_if;
    if (d.if_not) detail.if_not = d.if_not;
}

void Resolver::other(const ast::Topic& d, Span span) {
    Topic topic;
    topic.title = tokens_->tokens[d.title].kind == Tok::text ? text_of(d.title) : std::string(text_.substr(tokens_->tokens[d.title].begin, tokens_->tokens[d.title].end - tokens_->tokens[d.title].begin));
    topic.span = span;
    for (const ast::Phrase& name : d.names)
        guarded([&] {
            for (const FindingId id : tuples_named(name)) topic.findings.push_back(id);
            if (has_relations() && !schema_) topics_of_others_.emplace(program_.topics.size(), others_name(name));
        });
    program_.topics.push_back(std::move(topic));
}

void Resolver::other(const ast::Describe& d, Span span) {
    const FindingId id = mention(d.name, Use::other);
    once("description " + program_.findings[id.index()].key, span, fmt::format("{} is described already", program_.findings[id.index()].name));
    program_.detail_of(id).description = with_things(text_of(d.text), token_span(d.text));
}

void Resolver::other(const ast::Goal& d, Span) {
    for (const ast::Phrase& name : d.names)
        guarded([&] {
            for (const FindingId id : tuples_named(name)) program_.findings[id.index()].goal = true;
        });
}

void Resolver::other(const ast::Notice& d, Span) { program_.notices.push_back(text_of(d.text)); }

// Names are final: keys follow the printed spelling where nothing declares one.
void Resolver::finish() {
    check_texts();
    sort_wordings();
    for (auto& [id, text] : long_texts_) {
        Detail& detail = program_.detail_of(id);
        detail.has_question = true;
        if (detail.question.empty()) detail.question = std::move(text);
    }
    for (Finding& f : program_.findings) settle_key(f);
}

void Resolver::settle_key(Finding& finding) {
    if (finding.declared) return;
    key_.clear();
    append_key(key_, finding.name);
    if (finding.key != key_) finding.key = key_;
}

}  // namespace hence
