#include "rules/format_words.hpp"

#include <algorithm>

#include "rules/markdown.hpp"
#include "rules/parse.hpp"

namespace hence {
namespace {

bool is_operand(Tok kind) {
    switch (kind) {
        case Tok::word: case Tok::number: case Tok::unit: case Tok::text: case Tok::name: case Tok::column:
        case Tok::variable: case Tok::date: case Tok::plain_unit: return true;
        default: return false;
    }
}

std::string lower_case(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    return out;
}

// Straight quotes around, those inside escaped.
std::string quoted(std::string_view text) {
    const std::size_t open = text.starts_with('"') ? 1 : 3, close = text.ends_with('"') ? 1 : 3;
    text = text.substr(open, text.size() - open - close);
    std::string out = "\"";
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"') out += '\\';
        out += text[i];
        if (text[i] == '\\' && i + 1 < text.size()) out += text[++i];
    }
    return out += '"';
}

}  // namespace

std::vector<Region> regions_of(const Source& source, bool markdown) {
    if (markdown) return hence_blocks(source.text);
    return {{0, static_cast<std::uint32_t>(source.text.size()), false}};
}

SpelledTokens::SpelledTokens(const Source& source, const std::vector<Region>& regions, const std::vector<Source>& others)
    : source_(source) {
    std::vector<Diagnostic> diagnostics;
    scanned_ = scan(source, SourceId{}, regions, diagnostics);
    SpecialNames names;
    for (const Source& other : others) {
        std::vector<Diagnostic> unused;
        const bool rows = other.separator != '\0';
        collect_names(other, rows ? Tokens{} : scan(other, SourceId{}, regions_of(other, other.path.ends_with(".md")), unused), names);
    }
    collect_names(source, scanned_, names);
    const Tokens classified = classify(source, scanned_, names);
    parse(source, SourceId{}, classified, diagnostics);
    roles_.resize(scanned_.tokens.size());
    for (std::size_t i = 0; i < scanned_.lines.size(); ++i) {
        scanned_.lines[i].has_arrow &= classified.lines[i].has_arrow;  // a name may hold a verb
        assign(scanned_.lines[i], classified.lines[i], classified);
    }
    mark_bad(diagnostics);
}

std::string_view SpelledTokens::raw(std::uint32_t i) const {
    return std::string_view(source_.text).substr(scanned_.tokens[i].begin, scanned_.tokens[i].end - scanned_.tokens[i].begin);
}

bool SpelledTokens::tail(std::uint32_t i) const {
    const Tok kind = roles_[i].kind;
    return kind == Tok::because || kind == Tok::source || kind == Tok::overrides || kind == Tok::otherwise || kind == Tok::group || kind == Tok::unless;
}

bool SpelledTokens::opens_cases(std::uint32_t first, std::uint32_t last) const {
    return std::any_of(roles_.begin() + first, roles_.begin() + last, [](const Role& role) { return role.kind == Tok::first_of; });
}

std::string SpelledTokens::line(std::uint32_t first, std::uint32_t last) const {
    std::string out;
    for (std::uint32_t i = first; i < last; ++i) {
        if (i > first && space_before(i)) out += ' ';
        out += spelling(i);
    }
    return out;
}

void SpelledTokens::assign(const Line& line, const Line& classified_line, const Tokens& classified) {
    std::uint32_t at = classified_line.tokens.first;
    int between = 0;
    for (std::uint32_t i = line.tokens.first; i < line.tokens.last; ++i) {
        while (at + 1 < classified_line.tokens.last && classified.tokens[at].end <= scanned_.tokens[i].begin) ++at;
        roles_[i] = {classified.tokens[at].kind, at};
        const Token& token = classified.tokens[at];
        const bool opens = token.kind == Tok::between || (token.kind == Tok::calendar && of_two_dates(static_cast<Elapsed>(token.detail)));
        if (opens && scanned_.tokens[i].begin == token.begin) ++between;
        if (between > 0 && roles_[i].kind == Tok::and_) {
            roles_[i].keep_case = true;
            --between;
        }
    }
    if (!line.row && !line.tokens.empty()) first_words(line);
}

// The word that opens a statement, and those that open the lines of a case.
void SpelledTokens::first_words(const Line& line) {
    const std::uint32_t first = line.tokens.first;
    if (roles_[first].kind != Tok::word || line.tokens.size() < 2) return;
    for (std::uint32_t i = first; i < line.tokens.last; ++i)
        if (roles_[i].kind == Tok::first_of) return;  // its first word belongs to a name
    const bool rule = line.has_arrow && same_word(raw(first), "rule") && colon_before_arrow(line);
    if (rule || (!line.has_arrow && is_statement_word(raw(first)))) roles_[first].kind = Tok::group;
    if (line.has_arrow || !same_word(raw(first), "case")) return;
    for (std::uint32_t i = first + 1; i < line.tokens.last; ++i)
        if (scanned_.tokens[i].starts_line && roles_[i].kind == Tok::word)
            for (const std::string_view word : {"given", "expect", "because"})
                if (same_word(raw(i), word)) roles_[i].kind = Tok::group;
}

bool SpelledTokens::colon_before_arrow(const Line& line) const {
    for (std::uint32_t i = line.tokens.first; i < line.tokens.last; ++i) {
        if (roles_[i].kind == Tok::colon) return true;
        if (roles_[i].kind == Tok::arrow || roles_[i].kind == Tok::verb || roles_[i].kind == Tok::causes) return false;
    }
    return false;
}

// Every logical line in which an error stands.
void SpelledTokens::mark_bad(const std::vector<Diagnostic>& diagnostics) {
    for (const Diagnostic& d : diagnostics) {
        if (d.severity != Severity::error) continue;
        const auto behind = std::partition_point(scanned_.lines.begin(), scanned_.lines.end(), [&](const Line& line) {
            return scanned_.tokens[line.tokens.first].begin <= d.span.begin;
        });
        if (behind != scanned_.lines.begin() && !std::prev(behind)->row) std::prev(behind)->bad = true;
    }
}

std::string SpelledTokens::spelling(std::uint32_t i) const {
    const std::string_view text = raw(i);
    if ((roles_[i].kind == Tok::in_unit || roles_[i].kind == Tok::plain_unit) && (i == 0 || roles_[i - 1].token != roles_[i].token)) return lower_case(text);  // `in`
    switch (roles_[i].kind) {
        case Tok::word: case Tok::name: case Tok::unit: case Tok::in_unit: case Tok::plain_unit: case Tok::column: case Tok::variable: return std::string(text);
        case Tok::and_: return roles_[i].keep_case ? "and" : "AND";
        case Tok::or_: return "OR";
        case Tok::not_: return "NOT";
        case Tok::points: return text.starts_with("−") ? "-" + std::string(text.substr(3)) : std::string(text);
        default: return scanned_spelling(i, text);
    }
}

std::string SpelledTokens::scanned_spelling(std::uint32_t i, std::string_view text) const {
    switch (scanned_.tokens[i].kind) {
        case Tok::arrow: return "→";
        case Tok::greater_equal: return ">=";
        case Tok::less_equal: return "<=";
        case Tok::not_equal: return "!=";
        case Tok::star: return "*";
        case Tok::minus: return "-";
        case Tok::number: return text.starts_with("−") && !in_phrase(i) ? "-" + std::string(text.substr(3)) : std::string(text);
        case Tok::text: return quoted(text);
        case Tok::word: return lower_case(text);
        default: return std::string(text);
    }
}

// Do other words stand beside this figure, so that all may be one name?
bool SpelledTokens::in_phrase(std::uint32_t i) const {
    std::size_t next = i + 1;
    if (next < roles_.size() && roles_[next].kind == Tok::unit) ++next;
    return (i > 0 && is_operand(roles_[i - 1].kind)) || (next < roles_.size() && is_operand(roles_[next].kind));
}

bool SpelledTokens::binary(std::uint32_t i) const {
    if (roles_[i].kind != Tok::minus && roles_[i].kind != Tok::plus) return false;
    return i > 0 && (is_operand(roles_[i - 1].kind) || roles_[i - 1].kind == Tok::close);
}

// Both are tokens of one logical line. As written where a space could change what is read.
bool SpelledTokens::space_before(std::uint32_t i) const {
    const Tok before = roles_[i - 1].kind, kind = roles_[i].kind;
    const Tok mark_before = scanned_.tokens[i - 1].kind, mark = scanned_.tokens[i].kind;
    const bool spaced = scanned_.tokens[i].spaced;
    if (roles_[i - 1].token == roles_[i].token) {
        if (kind == Tok::name || kind == Tok::in_unit || kind == Tok::plain_unit) return spaced;
        return kind != Tok::strength && mark != Tok::comma && mark != Tok::colon;
    }
    if (kind != Tok::name && (mark == Tok::comma || mark == Tok::colon || kind == Tok::close)) return false;
    if (before == Tok::open) return false;
    if (before != Tok::name && (mark_before == Tok::comma || mark_before == Tok::colon)) return true;
    for (const Tok sign : {Tok::slash, Tok::caret})
        if (kind == sign || before == sign) return spaced;
    if (binary(i - 1) || binary(i)) return true;
    if (before == Tok::minus || before == Tok::plus) return spaced;
    if (kind == Tok::open) return before != Tok::function;
    return is_operand(before) && is_operand(kind) ? spaced : true;
}

}  // namespace hence
