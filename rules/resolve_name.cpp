// Words → names: findings by key, plurals that meet their singular, spellings, nearest names.
#include <algorithm>

#include <fmt/format.h>

#include "rules/resolver.hpp"
#include "rules/text.hpp"

namespace hence {
namespace {

// Capital letters in a name, what its key spells otherwise: the fewest decide how it is printed.
std::ptrdiff_t capitals(std::string_view name) {
    std::ptrdiff_t count = 0;
    for (std::size_t at = 0; at < name.size();) {
        const std::size_t size = code_point(name, at).size;
        const std::string_view letter = name.substr(at, size);
        count += size == 1 ? (letter[0] >= 'A' && letter[0] <= 'Z' ? 1 : 0) : key_of(letter) != letter ? 1 : 0;
        at += size;
    }
    return count;
}

// Has its last word a plural's final s (four letters or more, not behind s, u or i)?
bool is_plural(std::string_view key) {
    const std::size_t word = key.rfind(' ') == std::string_view::npos ? 0 : key.rfind(' ') + 1;
    if (key.size() - word < 4 || key.back() != 's') return false;
    const char before = key[key.size() - 2];
    return before != 's' && before != 'u' && before != 'i' && before >= 'a' && before <= 'z';
}

// The same, but for a plural's final s?
bool differ_by_plural(std::string_view a, std::string_view b) {
    if (a.size() < b.size()) std::swap(a, b);
    return a == b || (a.size() == b.size() + 1 && a.ends_with('s') && a.starts_with(b));
}

// Bytes of white space at the start, as the scanner sees it.
std::size_t space_size(std::string_view text) {
    if (text.empty()) return 0;
    if (text[0] == ' ' || (text[0] >= '\t' && text[0] <= '\r')) return 1;
    if (text.starts_with("\u00a0")) return 2;
    return text.starts_with("\u202f") || text.starts_with("\u2009") ? 3 : 0;
}

bool is_single_spaced(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == ' ' ? at + 1 < text.size() && text[at + 1] == ' ' : (c & '\x80') != 0 || c < ' ' ? space_size(text.substr(at)) > 0 : false) return false;
    }
    return true;
}

void append_single_spaced(std::string& out, std::string_view text) {
    while (!text.empty()) {
        std::size_t size = space_size(text);
        if (size == 0) {
            out += text.front();
            text.remove_prefix(1);
            continue;
        }
        out += ' ';
        for (; size > 0; size = space_size(text)) text.remove_prefix(size);
    }
}

// A name as printed: NFC, each run of spaces one space.
std::string printed(std::string_view name) {
    std::string out;
    for (const char c : nfc(name)) {
        const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (space && (out.empty() || out.back() == ' ')) continue;
        out += space ? ' ' : c;
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

std::string_view kind_words(FindingKind kind) {
    switch (kind) {
        case FindingKind::number: return "a number";
        case FindingKind::choice: return "a choice";
        case FindingKind::date: return "a date";
        case FindingKind::score: return "a score";
        case FindingKind::text: return "a text";
        default: return "a yes/no finding";
    }
}

}  // namespace

void Resolver::fail(Code code, Span span, std::string message, std::string advice) const {
    throw Bad{make_diagnostic(code, span, std::move(message), std::move(advice))};
}

void Resolver::fail_kind(FindingId id, Span span, std::string_view wanted) const {
    const Finding& f = program_.findings[id.index()];
    std::string advice = f.kind == FindingKind::number || f.kind == FindingKind::score ? fmt::format("Compare it, for example {} > 3.", f.name)
                         : f.kind == FindingKind::text ? "A text is read in advice, in other texts and by expect; no rule reasons from it."
                         : f.kind == FindingKind::choice && wanted == "a number" ? fmt::format("Its value is tested with is, or concluded so; what it adds up to is `points of {}`.", f.name)
                         : f.kind == FindingKind::date   ? fmt::format("Compare it, for example {} before 2026-11-23.", f.name)
                         : f.kind == FindingKind::choice ? fmt::format("Write {} is, and one of its values.", f.name)
                                                         : fmt::format("Use {} without a figure, or declare it: number {}.", f.name, f.name);
    fail(Code::kind_mismatch, span, fmt::format("{} is {}, and {} is wanted here", f.name, kind_words(f.kind), wanted), std::move(advice));
}

std::string_view Resolver::words_text(ast::Phrase phrase, const RowContext* row) {
    const Token* const first = &tokens_->tokens[phrase.first];
    const Token* const last = &tokens_->tokens[phrase.last - 1];
    if (phrase.size() == 1 && first->kind == Tok::text) return words_ = unquote(text_.substr(first->begin, first->end - first->begin));
    bool plain = is_single_spaced(text_.substr(first->begin, last->end - first->begin));
    for (const Token* t = first; t <= last; ++t) plain &= t->kind != Tok::column && t->kind != Tok::text && t->kind != Tok::variable;
    if (plain) return text_.substr(first->begin, last->end - first->begin);
    words_.clear();
    for (const Token* t = first; t <= last; ++t) {
        if (t != first && (t->spaced || t->starts_line)) words_ += ' ';
        const std::string_view word = text_.substr(t->begin, t->end - t->begin);
        if (t->kind == Tok::text) words_ += unquote(word);
        else if (const BoundVariable* variable = t->kind == Tok::variable ? bound(word) : nullptr) words_ += variable->text;
        else if (t->kind == Tok::column) {
            if (!row) fail(Code::table, {id_, t->begin, t->end}, "a [Column] belongs to a table", "Write it on an indented line under table.");
            const std::size_t col = column(*row->grid, *t);
            const Span cell = row->cells()[col];
            const std::size_t members = cell_members(cell).size();
            if (members != 1)
                fail(Code::table, cell, fmt::format("this cell {}, and {} wants one", members == 0 ? "is blank" : "holds several names", word), members == 0 ? blank_advice(*row, col) : "Give each name a row of its own.");
            words_ += plain_cell(cell_text(cell));
        } else append_single_spaced(words_, word);
    }
    return words_;
}

// The names that a phrase stands for: one, but for a [Column] alone, which stands for its members.
std::vector<std::pair<std::string, Span>> Resolver::names_of(ast::Phrase phrase, const RowContext* row) {
    const Token& first = tokens_->tokens[phrase.first];
    if (!row || phrase.size() > 1 || first.kind != Tok::column) return {{std::string(words_text(phrase, row)), words_span(phrase)}};
    std::vector<std::pair<std::string, Span>> names;
    const std::size_t col = column(*row->grid, first);
    const Span cell = row->cells()[col];
    for (const Span& member : cell_members(cell)) names.emplace_back(cell_text(member), member);
    if (names.empty()) fail(Code::table, cell, "this cell is blank, and the rule concludes from it", blank_advice(*row, col));
    return names;
}

Span Resolver::words_span(ast::Phrase phrase) const {
    return {id_, tokens_->tokens[phrase.first].begin, tokens_->tokens[phrase.last - 1].end};
}

Span Resolver::token_span(std::uint32_t token) const {
    return {id_, tokens_->tokens[token].begin, tokens_->tokens[token].end};
}

std::string Resolver::text_of(std::uint32_t token) const {
    const Span span = token_span(token);
    return unquote(text_.substr(span.begin, span.end - span.begin));
}

FindingId Resolver::lookup(std::string_view name) {
    key_.clear();
    append_key(key_, name);
    const auto found = program_.by_key.find(std::string_view(key_));
    if (found != program_.by_key.end()) return found->second;
    if (key_.size() < 4) return {};
    FindingId id;
    if (has_relations())
        if (grounding_->relations.read(name)) return known_tuple(name);
    const bool plural = is_plural(key_);
    if (plural) key_.pop_back();
    else key_ += 's';
    const auto other = program_.by_key.find(std::string_view(key_));
    if (other != program_.by_key.end() && is_plural(plural ? key_ + "s" : key_)) id = other->second;
    if (plural) key_ += 's';
    else key_.pop_back();
    return id;
}

FindingId Resolver::add_finding(std::string_view name, std::string key, Span span) {
    if (name.size() > name_length_limit)
        fail(Code::limit, span, fmt::format("a name of {} bytes is longer than {}", name.size(), name_length_limit), "Name it in a few words.");
    const FindingId id(program_.findings.size());
    Finding finding;
    finding.name = printed(name);
    finding.key = key;
    finding.span = span;
    program_.findings.push_back(std::move(finding));
    mentions_.emplace_back();
    program_.by_key.emplace(std::move(key), id);
    return id;
}

void Resolver::note_spelling(FindingId id, std::string_view name) {
    Finding& finding = program_.findings[id.index()];
    if (finding.declared || finding.name == name || !differ_by_plural(finding.key, key_of(name))) return;
    std::string other = printed(name);
    const auto rank = [](const std::string& s) { return std::pair(capitals(s), std::string_view(s)); };
    if (rank(other) < rank(finding.name)) finding.name = std::move(other);
}

FindingId Resolver::mention(std::string_view name, Span span, Use use, bool quoted) {
    FindingId id = lookup(name);
    if (!id && has_relations() && (grounding_->relations.read(name) || holds_variable(name))) id = tuple(std::string(name), span);
    if (!id) {
        if (key_.empty()) fail(Code::syntax, span, "a name is empty", "Write the finding's name.");
        if (frozen_) fail_unknown(name, span);
        id = add_finding(name, key_, span);
    } else if (!schema_ && !program_.findings[id.index()].relation && program_.findings[id.index()].key != key_ && !program_.by_key.contains(std::string_view(key_))) {
        if (!frozen_) {
            program_.by_key.emplace(key_, id);
            diagnostics_.push_back(make_diagnostic(Code::plural, span, fmt::format("read as {}, which differs by a final s", program_.findings[id.index()].name),
                                                   "Declare both with finding if they are different things."));
            note_spelling(id, name);
        }
    } else if (!quoted) {
        note_spelling(id, name);
    }
    Mention& m = mentions_[id.index()];
    ++m.count;
    m.premise |= use == Use::premise;
    m.conclusion |= use == Use::conclusion;
    m.quoted |= quoted;
    return id;
}

// `3` and `5 mg` name nothing, unless in quotes.
void Resolver::check_no_figure(ast::Phrase phrase) {
    if ((tokens_->tokens[phrase.first].kind == Tok::number || tokens_->tokens[phrase.first].kind == Tok::date) && literal(phrase))
        fail(Code::kind_mismatch, words_span(phrase), "a figure stands where a name is wanted", "Write a name; put one that looks like a figure in quotes.");
}

FindingId Resolver::mention(ast::Phrase phrase, Use use, const RowContext* row) {
    check_no_figure(phrase);
    const bool quoted = phrase.size() == 1 && tokens_->tokens[phrase.first].kind == Tok::text;
    return mention(words_text(phrase, row), words_span(phrase), use, quoted);
}

FindingId Resolver::yes_no(ast::Phrase phrase, Use use, const RowContext* row) {
    const FindingId id = mention(phrase, use, row);
    if (program_.findings[id.index()].kind != FindingKind::yes_no) fail_kind(id, words_span(phrase), "a yes/no finding");
    return id;
}

void Resolver::fail_unknown(std::string_view name, Span span) {
    Diagnostic d = make_diagnostic(Code::unknown_finding, span, fmt::format("nothing asks, concludes or declares {}", name));
    const RelationId meant = has_relations() ? grounding_->relations.resembling(name) : RelationId{};
    if (meant) {
        const Relation& relation = grounding_->relations[meant];
        d.advice = fmt::format("Is it meant for {}? Write what stands in each of its places.", relation.name);
        d.related.push_back({relation.span, "the relation is declared here"});
    } else {
        d.advice = nearest(name);
    }
    throw Bad{std::move(d)};
}

// Up to three known names that share words with this one, or are a few letters away.
std::string Resolver::nearest(std::string_view name) {
    const std::string key = key_of(name);
    if (!suggests()) return "Check its spelling.";
    std::vector<std::pair<int, std::string_view>> found;
    for (const Finding& f : program_.findings) {
        int distance = edit_distance(key, f.key, 3);
        if (distance > 3) {
            const std::size_t space = key.rfind(' ');
            const std::string_view last = std::string_view(key).substr(space == std::string::npos ? 0 : space + 1);
            if (last.size() < 4 || f.key.find(last) == std::string::npos) continue;
            distance = 4;
        }
        found.emplace_back(distance, f.name);
    }
    if (found.empty()) return "Check its spelling; the knowledge base has no similar name.";
    std::sort(found.begin(), found.end());
    std::string out = "a finding with a similar name: ";
    for (std::size_t i = 0; i < found.size() && i < 3; ++i) out += fmt::format("{}{}", i > 0 ? ", " : "", found[i].second);
    return out;
}

// «… {fluid intake} …» → parts; in a table, [Column] is filled in first.
std::vector<TextPart> Resolver::filled(std::string_view text, Span span, const RowContext* row) {
    const std::string whole = row ? substituted(text, span, *row) : with_things(text, span);
    std::vector<TextPart> parts;
    std::size_t at = 0;
    while (at <= whole.size()) {
        const std::size_t open = whole.find('{', at);
        const std::size_t close = open == std::string::npos ? open : whole.find('}', open);
        if (close == std::string::npos) {
            parts.push_back({whole.substr(at), {}});
            break;
        }
        TextPart part{whole.substr(at, open - at), {}};
        part.finding = mention(std::string_view(whole).substr(open + 1, close - open - 1), span, Use::other);
        parts.push_back(std::move(part));
        at = close + 1;
    }
    return parts;
}

}  // namespace hence
