#include "rules/scan.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "rules/limits.hpp"
#include "rules/scan_tokens.hpp"
#include "rules/text.hpp"

namespace hence {
namespace {

constexpr auto statement_words = std::to_array<std::string_view>(
    {"advise", "ask", "case", "cases", "choice", "convert", "date", "default", "describe", "fact",
     "finding", "goal", "notice", "number", "option", "relation", "rule", "score", "source", "table",
     "text", "topic", "use"});

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// Puts the tokens of one source together to logical lines. Every method moves `at_` forward.
class Scanner {
public:
    Scanner(const Source& source, SourceId id, std::vector<Diagnostic>& diagnostics)
        : source_(source), text_(source.text), id_(id), diagnostics_(diagnostics) {}

    void region(const Region& region) {
        if (region.table_only && !ends_with_table()) return;
        at_ = region.begin;
        saw_row_ = table_done_ = false;
        while (at_ < region.end) {
            const std::size_t line_end = std::min<std::size_t>(text_.find('\n', at_), region.end);
            physical_line(line_end, region.table_only);
            at_ = std::min<std::size_t>(line_end + 1, region.end);
            if (region.table_only && table_done_) break;
        }
        finish();
    }
    Tokens take() && { return std::move(out_); }

private:
    bool ends_with_table() const {
        if (out_.lines.empty() || out_.lines.back().row) return false;
        const Range tokens = out_.lines.back().tokens;
        const auto is = [&](std::uint32_t i, std::string_view lower_case) { return same_word(word(out_.tokens[i]), lower_case); };
        for (std::uint32_t i = tokens.first; i + 1 < tokens.last && !out_.tokens[i].starts_line; ++i)
            if (is(i, "from") && out_.tokens[i + 1].kind == Tok::text) return false;
        if (is(tokens.first, "table") || is(tokens.first, "cases")) return true;
        if (tokens.size() > 1 && is(tokens.first, "fact") && is(tokens.first + 1, "table")) return true;
        const bool columns = out_.tokens[tokens.last - 1].kind == Tok::column;
        return columns && (is(tokens.first, "score") || is(tokens.first, "choice"));
    }

    void physical_line(std::size_t end, bool table_only) {
        if (end > at_ && text_[end - 1] == '\r') --end;
        const std::size_t start = at_;
        const Space space = skip_space(text_, at_, end);
        const auto indent = static_cast<std::uint32_t>(space.columns);
        at_ = space.end;
        if (at_ == end) {
            if (table_only) table_done_ = saw_row_;
            return blank_line();
        }
        if (text_[at_] == '|') return row(start, end);
        if (table_only) {
            table_done_ = saw_row_;
            return;
        }
        if (text_[at_] == '#') return comment(end);
        const auto first = static_cast<std::uint32_t>(out_.tokens.size());
        at_ = scan_tokens(source_, id_, at_, end, out_.tokens, diagnostics_);
        comment(end);
        if (out_.tokens.size() > first) place_line(first, indent);
    }

    // A comment may say anything, but not turn the text around it.
    void comment(std::size_t end) {
        for (std::size_t i = at_; i + 2 < end; ++i) {
            if (text_[i] != '\xe2') continue;
            const std::int32_t code = code_point(text_, i).code;
            if (!(code >= 0x202a && code <= 0x202e) && !(code >= 0x2066 && code <= 0x2069)) continue;
            return report(Code::encoding, i, i + 3, fmt::format("an invisible character (U+{:04X}) stands here", code),
                          "Take it out: it can make a comment look like a rule.");
        }
    }

    void row(std::size_t start, std::size_t end) {
        finish();
        Line line;
        line.row = true;
        line.tokens.first = static_cast<std::uint32_t>(out_.tokens.size());
        out_.tokens.push_back({static_cast<std::uint32_t>(start), static_cast<std::uint32_t>(end), Tok::row, true});
        line.tokens.last = line.tokens.first + 1;
        line.bad = hides_something(start, end);
        out_.lines.push_back(line);
        saw_row_ = true;
    }

    // Invisible characters in cells would make names that look alike.
    bool hides_something(std::size_t start, std::size_t end) {
        for (std::size_t i = start; i < end;) {
            const CodePoint point = code_point(text_, i);
            if ((point.code < 0x20 && point.code != '\t') || point.code == 0x7f || is_invisible(point.code)) {
                report(Code::encoding, i, i + point.size, fmt::format("an invisible character (U+{:04X}) stands here", std::max(point.code, 0)),
                       "Take it out of the cell.");
                return true;
            }
            i += point.size;
        }
        return false;
    }

    void blank_line() {
        if (open_) finish();
    }

    // Puts the tokens from `first` on into the open line, or begins a new one with them.
    void place_line(std::uint32_t first, std::uint32_t indent) {
        const bool arrow = holds_arrow(first);
        if (open_ && !continues(first, indent, arrow)) finish(first);
        if (open_) {
            out_.tokens[first].starts_line = true;
        } else {
            open_ = true;
            bad_ = false;
            line_ = Line{};
            line_.tokens.first = first;
            line_.indent = indent;
            openers_.clear();
        }
        if (out_.tokens[first].starts_line) line_.has_arrow |= arrow && !reads_table();
        else line_.has_arrow = arrow;
        count_parentheses(first);
    }

    bool continues(std::uint32_t first, std::uint32_t indent, bool arrow) const {
        if (indent > line_.indent) return true;
        if (openers_.empty() && !ends_open(first)) return false;
        const Token& token = out_.tokens[first];
        const bool keyword = token.kind == Tok::word && is_statement_word(word(token));
        if (keyword && (arrow || follows_name(first))) return false;
        return !(arrow && (line_.has_arrow || !closes_opener(first)) &&
                 (line_.has_arrow || !openers_.empty()));
    }

    bool follows_name(std::uint32_t first) const {
        if (first + 1 >= out_.tokens.size()) return false;
        const Tok next = out_.tokens[first + 1].kind;
        return next == Tok::word || next == Tok::text || next == Tok::number || next == Tok::variable;
    }

    bool reads_table() const { return same_word(word(out_.tokens[line_.tokens.first]), "table"); }

    bool closes_opener(std::uint32_t first) const {
        int depth = 0;
        for (std::size_t i = first; i < out_.tokens.size(); ++i) {
            depth += out_.tokens[i].kind == Tok::open ? 1 : 0;
            depth -= out_.tokens[i].kind == Tok::close ? 1 : 0;
            if (depth < 0) return true;
        }
        return false;
    }

    // The line so far ends in an operator, an arrow or a comma. `end`: one past its last token.
    bool ends_open(std::uint32_t end) const {
        if (end <= line_.tokens.first) return false;
        const Token& last = out_.tokens[end - 1];
        switch (last.kind) {
            case Tok::arrow: case Tok::comma: case Tok::plus: case Tok::minus: case Tok::star:
            case Tok::caret: case Tok::slash: case Tok::less: case Tok::less_equal:
            case Tok::greater: case Tok::greater_equal: case Tok::equal: case Tok::not_equal:
                return true;
            case Tok::word:
                for (const std::string_view op : {"and", "or", "not", "unless"})
                    if (same_word(word(last), op)) return end - line_.tokens.first > 1;
                return ends_in_verb(end);
            default: return false;
        }
    }

    // The verb of an `otherwise` ends its tail; any other wants a conclusion.
    bool ends_in_verb(std::uint32_t end) const {
        const Token* const base = out_.tokens.data();
        std::uint32_t longest = 0;
        for (std::uint32_t length = 1; length <= 3 && length < end - line_.tokens.first; ++length) {
            const VerbMatch verb = match_verb(text_, base + end - length, base + end);
            if (verb.verb >= 0 && verb.count == length) longest = length;
        }
        return longest > 0 && !same_word(word(base[end - longest - 1]), "otherwise");
    }

    bool holds_arrow(std::uint32_t first) const {
        const Token* const end = out_.tokens.data() + out_.tokens.size();
        for (const Token* t = out_.tokens.data() + first; t != end; ++t) {
            if (t->kind == Tok::arrow) return true;
            if (t->kind == Tok::word && match_verb(text_, t, end).verb >= 0) return true;
        }
        return false;
    }

    void count_parentheses(std::uint32_t first) {
        std::uint32_t run = 0;  // NOTs in a row nest as parentheses do
        for (std::size_t i = first; i < out_.tokens.size(); ++i) {
            const Token& token = out_.tokens[i];
            if (token.kind == Tok::open) openers_.push_back(static_cast<std::uint32_t>(i));
            if (token.kind == Tok::close && !openers_.empty()) openers_.pop_back();
            run = token.kind == Tok::word && same_word(word(token), "not") ? run + 1
                  : is_no_evidence(first, i)                             ? run + 1
                  : begins_no_evidence(token)                            ? run
                  : token.kind == Tok::minus                             ? run + 1
                  : token.kind == Tok::open                              ? run
                                                                         : 0;
            if (openers_.size() + run > nesting_limit && !bad_) {
                report(Code::limit, token.begin, token.end,
                       fmt::format("more than {} parentheses or NOTs inside one another", nesting_limit),
                       "Name a part of the condition by a rule of its own.");
                bad_ = true;
            }
        }
    }

    // `no evidence for` nests as NOT does.
    bool begins_no_evidence(const Token& token) const {
        return token.kind == Tok::word && (same_word(word(token), "no") || same_word(word(token), "evidence"));
    }
    bool is_no_evidence(std::size_t first, std::size_t i) const {
        return i >= first + 2 && out_.tokens[i].kind == Tok::word && same_word(word(out_.tokens[i]), "for") &&
               out_.tokens[i - 1].kind == Tok::word && same_word(word(out_.tokens[i - 1]), "evidence");
    }

    // Ends the open line before token `end`; tokens behind belong to the next.
    void finish() { finish(static_cast<std::uint32_t>(out_.tokens.size())); }
    void finish(std::uint32_t end) {
        if (!open_) return;
        open_ = false;
        line_.tokens.last = end;
        if (!bad_ && !openers_.empty()) {
            const Token& opener = out_.tokens[openers_.back()];
            report(Code::unclosed, opener.begin, opener.end, "this parenthesis is never closed",
                   "Close it before the statement ends (a blank line ends one too).");
            bad_ = true;
        } else if (!bad_ && ends_open(end)) {
            const Token& last = out_.tokens[end - 1];
            report(Code::unclosed, last.begin, last.end,
                   fmt::format("the statement ends after {}, where more must follow",
                               text_.substr(last.begin, last.end - last.begin)),
                   "Finish it, or take this out.");
            bad_ = true;
        }
        const bool lines = reads_table() || same_word(word(out_.tokens[line_.tokens.first]), "case");
        for (std::uint32_t i = line_.tokens.first; i < end; ++i) {
            if (lines && out_.tokens[i].starts_line) break;  // the grammar leaves out the one line of it
            bad_ |= out_.tokens[i].kind == Tok::bad;
        }
        line_.bad = bad_;
        out_.lines.push_back(line_);
    }

    std::string_view word(const Token& t) const { return text_.substr(t.begin, t.end - t.begin); }

    void report(Code code, std::size_t begin, std::size_t end, std::string message, std::string advice) {
        const Span span{id_, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
        diagnostics_.push_back(make_diagnostic(code, span, std::move(message), std::move(advice)));
    }

    const Source& source_;
    std::string_view text_;
    SourceId id_;
    std::vector<Diagnostic>& diagnostics_;
    Tokens out_;
    std::size_t at_ = 0;
    bool saw_row_ = false, table_done_ = false;
    bool open_ = false, bad_ = false;
    Line line_;
    std::vector<std::uint32_t> openers_;  // tokens
};

}  // namespace

bool same_word(std::string_view text, std::string_view lower_case) {
    return text.size() == lower_case.size() &&
           std::equal(text.begin(), text.end(), lower_case.begin(),
                      [](char a, char b) { return lower(a) == b; });
}

bool is_statement_word(std::string_view word) {
    if (word.size() < 3 || word.size() > 8) return false;
    return std::any_of(statement_words.begin(), statement_words.end(),
                       [&](std::string_view s) { return same_word(word, s); });
}

VerbMatch match_verb(std::string_view text, const Token* at, const Token* end) {
    const auto is = [&](std::ptrdiff_t i, std::string_view lower_case) {
        return end - at > i && at[i].kind == Tok::word &&
               same_word(text.substr(at[i].begin, at[i].end - at[i].begin), lower_case);
    };
    switch (lower(text[at->begin])) {
        case 'c':
            if (is(0, "causes")) return {causes_verb, 1};
            return is(0, "confirms") ? VerbMatch{0, 1} : VerbMatch{};
        case 's':
            if (is(0, "suggests")) return {2, 1};
            if (!is(0, "strongly")) return {};
            if (is(1, "suggests")) return {1, 2};
            return is(1, "argues") && is(2, "against") ? VerbMatch{6, 3} : VerbMatch{};
        case 'w':
            if (!is(0, "weakly")) return {};
            if (is(1, "suggests")) return {3, 2};
            return is(1, "argues") && is(2, "against") ? VerbMatch{4, 3} : VerbMatch{};
        case 'a': return is(0, "argues") && is(1, "against") ? VerbMatch{5, 2} : VerbMatch{};
        case 'r': return is(0, "rules") && is(1, "out") ? VerbMatch{7, 2} : VerbMatch{};
        default: return {};
    }
}

Tokens scan(const Source& source, SourceId id, const std::vector<Region>& regions,
            std::vector<Diagnostic>& diagnostics) {
    Scanner scanner(source, id, diagnostics);
    for (const Region& region : regions) scanner.region(region);
    return std::move(scanner).take();
}

}  // namespace hence
