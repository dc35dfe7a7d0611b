#include "rules/scan.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "rules/limits.hpp"
#include "rules/text.hpp"
#include "rules/unit.hpp"

namespace hence {
namespace {

constexpr auto statement_words = std::to_array<std::string_view>(
    {"advise", "ask", "case", "cases", "choice", "convert", "date", "default", "describe", "fact",
     "finding", "goal", "notice", "number", "option", "relation", "rule", "score", "source", "table",
     "text", "topic", "use"});

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

// A sign of more than one byte, read as an ASCII one; 0-length: none.
struct Sign {
    std::string_view bytes;
    Tok kind;
};
constexpr auto signs = std::to_array<Sign>({
    {"→", Tok::arrow}, {"⇒", Tok::arrow}, {"≥", Tok::greater_equal}, {"≤", Tok::less_equal},
    {"≠", Tok::not_equal}, {"×", Tok::star}, {"−", Tok::minus},
    {"->", Tok::arrow}, {"=>", Tok::arrow}, {">=", Tok::greater_equal}, {"<=", Tok::less_equal},
    {"!=", Tok::not_equal}, {"<>", Tok::not_equal},
    {"(", Tok::open}, {")", Tok::close}, {",", Tok::comma}, {":", Tok::colon}, {"/", Tok::slash},
    {"*", Tok::star}, {"^", Tok::caret}, {"<", Tok::less}, {">", Tok::greater}, {"=", Tok::equal},
});

// Scans one source. Holds where it is; every method moves `at_` forward.
class Scanner {
public:
    Scanner(const Source& source, SourceId id, std::vector<Diagnostic>& diagnostics)
        : text_(source.text), id_(id), diagnostics_(diagnostics) {}

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
    std::string_view rest(std::size_t end) const { return text_.substr(at_, end - at_); }

    bool ends_with_table() const {
        if (out_.lines.empty() || out_.lines.back().row) return false;
        const Token& first = out_.tokens[out_.lines.back().tokens.first];
        return same_word(text_.substr(first.begin, first.end - first.begin), "table");
    }

    // ---- logical lines -----------------------------------------------------------------------

    void physical_line(std::size_t end, bool table_only) {
        if (end > at_ && text_[end - 1] == '\r') --end;
        const std::size_t start = at_;
        const auto indent = static_cast<std::uint32_t>(skip_space(end));
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
        while (at_ < end && text_[at_] != '#') token(end);
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

    std::size_t skip_space(std::size_t end) {
        std::size_t columns = 0;
        while (at_ < end) {
            const char c = text_[at_];
            std::size_t size = 0;
            if (c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v') size = 1;
            else if (rest(end).starts_with("\u00a0")) size = 2;
            else if (rest(end).starts_with("\u202f") || rest(end).starts_with("\u2009")) size = 3;
            if (size == 0) break;
            columns += c == '\t' ? 4 - columns % 4 : 1;
            at_ += size;
        }
        return columns;
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
        return next == Tok::word || next == Tok::text || next == Tok::number;
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

    // ---- tokens ------------------------------------------------------------------------------

    std::string_view word(const Token& t) const { return text_.substr(t.begin, t.end - t.begin); }

    void report(Code code, std::size_t begin, std::size_t end, std::string message, std::string advice) {
        const Span span{id_, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
        diagnostics_.push_back(make_diagnostic(code, span, std::move(message), std::move(advice)));
    }

    void add(Tok kind, std::size_t begin, std::size_t end) {
        Token token;
        token.begin = static_cast<std::uint32_t>(begin);
        token.end = static_cast<std::uint32_t>(end);
        token.kind = kind;
        token.spaced = spaced_;
        out_.tokens.push_back(token);
        at_ = end;
    }

    void token(std::size_t end) {
        spaced_ = skip_space(end) > 0 || at_ == 0 || text_[at_ - 1] == '\n';
        if (at_ == end || text_[at_] == '#') return;
        const char c = text_[at_];
        if (is_letter(c)) return word_token(end, at_);
        if (is_digit(c) || point_and_digit(end)) return number_token(end, at_);
        if (quote(end) || invisible(end)) return;
        if ((c == '+' || c == '-') && signed_number(end)) return;
        if (rest(end).starts_with("−") && spaced_before_value() && at_ + 3 < end && is_digit(text_[at_ + 3]))
            return number_token(end, at_ + 3);
        if (lone_en_dash(end)) return add(Tok::minus, at_, at_ + 3);
        for (const Sign& sign : signs)
            if (rest(end).starts_with(sign.bytes)) return add(sign.kind, at_, at_ + sign.bytes.size());
        if (c == '+') return add(Tok::plus, at_, at_ + 1);
        if (c == '-') return add(Tok::minus, at_, at_ + 1);
        if (c == '[') return bracket(end);
        if (c == '?' && at_ + 1 < end && is_letter(text_[at_ + 1])) return variable(end);
        if (c == ';' || c == '|' || c == ']' || c == '{' || c == '}' || c == '\\' || c == '`')
            return stray(c);
        word_token(end, at_);
    }

    void stray(char c) {
        report(Code::syntax, at_, at_ + 1, fmt::format("`{}` has no meaning here", c),
               c == ';' ? "Write a comma between the members of a list, or put a name that holds it in quotes."
                        : "Put a name that holds it in quotes.");
        add(Tok::bad, at_, at_ + 1);
    }

    void variable(std::size_t end) {
        std::size_t to = at_ + 1;
        while (to < end && (is_letter(text_[to]) || is_digit(text_[to]))) ++to;
        add(Tok::variable, at_, to);
    }

    bool spaced_before_value() const {
        if (spaced_ || out_.tokens.empty()) return true;
        const Tok last = out_.tokens.back().kind;
        return last == Tok::open || last == Tok::comma || (last >= Tok::slash && last <= Tok::between);
    }

    bool point_and_digit(std::size_t end) const {  // `.5`
        return text_[at_] == '.' && spaced_before_value() && at_ + 1 < end && is_digit(text_[at_ + 1]);
    }

    // `-5` and `+1` with a space before and none after are signed figures.
    bool signed_number(std::size_t end) {
        if (!spaced_before_value() || at_ + 1 >= end || !is_digit(text_[at_ + 1])) return false;
        number_token(end, at_ + 1);
        return true;
    }

    // An en dash that is glued to no word.
    bool lone_en_dash(std::size_t end) const {
        if (!rest(end).starts_with("–")) return false;
        return at_ + 3 >= end || !is_word_character(code_point(text_, at_ + 3).code);
    }

    // A run of word characters; a hyphen or point counts when glued to more of them.
    void word_token(std::size_t end, std::size_t begin) {
        at_ = begin;
        while (at_ < end) {
            const std::size_t size = word_size(end);
            if (size == 0) break;
            at_ += size;
        }
        if (at_ == begin) ++at_;
        if (at_ - begin > name_length_limit) {
            report(Code::limit, begin, begin + 20, "a word this long is no name", "Check the file.");
            return add(Tok::bad, begin, at_);
        }
        add(Tok::word, begin, at_);
    }

    // Bytes of the word character at at_, 0 if there is none.
    std::size_t word_size(std::size_t end) const {
        const char c = text_[at_];
        if (is_letter(c) || is_digit(c) || c == '\'' || c == '%' || c == '&' || c == '.' || c == '~' ||
            c == '@' || c == '$' || c == '!')
            return 1;
        if (rest(end).starts_with("->")) return 0;
        if (c == '-') return text_[at_ - 1] == ' ' || rest(end).starts_with("->") ? 0 : 1;
        if (c == '+' || c == '?') return 1;
        if (static_cast<unsigned char>(c) < 0x80) return 0;
        const CodePoint point = code_point(text_, at_);
        if (at_ + point.size > end || point.code < 0 || is_space(point.code)) return 0;
        for (const Sign& sign : signs)
            if (rest(end).starts_with(sign.bytes)) return 0;
        return is_quote(point.code) || is_invisible(point.code) ? 0 : point.size;
    }

    static bool is_space(std::int32_t c) { return c == 0xa0 || c == 0x202f || c == 0x2009; }
    static bool is_quote(std::int32_t c) { return c == 0x201c || c == 0x201d || c == 0x201e; }
    static bool is_invisible(std::int32_t c) {
        return (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
               (c >= 0x2060 && c <= 0x2069) || c == 0xfeff || c == 0xad || (c >= 0x80 && c < 0xa0);
    }

    bool invisible(std::size_t end) {
        const auto byte = static_cast<unsigned char>(text_[at_]);
        const CodePoint point = code_point(text_, at_);
        const bool control = byte < 0x20 || byte == 0x7f;
        if (!control && !(byte >= 0x80 && (point.code < 0 || is_invisible(point.code)))) return false;
        report(Code::encoding, at_, std::min(at_ + point.size, end),
               fmt::format("an invisible character (U+{:04X}) stands here", std::max(point.code, 0)),
               "Take it out, or put the text that needs it in quotes.");
        add(Tok::bad, at_, at_ + point.size);
        return true;
    }

    // A figure, with its unit; `digits`: where its first digit is (a sign may stand before).
    void number_token(std::size_t end, std::size_t digits) {
        const std::size_t begin = at_;
        std::size_t to = digits;
        const auto run = [&] { while (to < end && is_digit(text_[to])) ++to; };
        run();
        if (to + 1 < end && text_[to] == '.' && is_digit(text_[to + 1])) { ++to; run(); }
        if (to + 1 < end && (text_[to] == 'e' || text_[to] == 'E')) {
            const std::size_t exponent = to + (text_[to + 1] == '-' || text_[to + 1] == '+' ? 2U : 1U);
            if (exponent < end && is_digit(text_[exponent])) { to = exponent; run(); }
        }
        if (glued(to, end)) {
            if (unit_prefix(text_.substr(to, end - to)) == 0) return word_token(end, begin);
        } else if (to + 1 < end && text_[to] == ',' && is_digit(text_[to + 1])) {
            return decimal_comma(begin, to, end);
        }
        add(Tok::number, begin, to);
        unit_token(end);
    }

    // Does a word go on right behind a figure?
    bool glued(std::size_t to, std::size_t end) const {
        if (to >= end || text_.substr(to).starts_with("->")) return false;
        const char c = text_[to];
        if (is_letter(c) || c == '\'' || c == '-' || c == '.' || c == '%') return true;
        if (static_cast<unsigned char>(c) < 0x80) return false;
        const CodePoint point = code_point(text_, to);
        return point.code > 0 && !is_space(point.code) && (is_word_character(point.code) || point.code == 0x2013 || point.code == 0xb0);
    }

    void decimal_comma(std::size_t begin, std::size_t comma, std::size_t end) {
        std::size_t to = comma + 1;
        while (to < end && is_digit(text_[to])) ++to;
        const std::string_view whole = text_.substr(begin, comma - begin);
        const std::string_view part = text_.substr(comma + 1, to - comma - 1);
        report(Code::number, begin, to, "a comma inside a number can be read in two ways",
               fmt::format("Write {}.{}, or {}{} without the comma.", whole, part, whole, part));
        add(Tok::bad, begin, to);
    }

    void unit_token(std::size_t end) {
        const std::size_t before = at_;
        const bool space = skip_space(end) > 0;
        const std::size_t size = at_ < end ? unit_prefix(text_.substr(at_, end - at_)) : 0;
        if (size == 0) {
            at_ = before;
            return;
        }
        spaced_ = space;
        add(Tok::unit, at_, at_ + size);
    }

    bool quote(std::size_t end) {
        const std::string_view text = rest(end);
        const bool straight = text_[at_] == '"';
        if (!straight && !text.starts_with("“") && !text.starts_with("”") && !text.starts_with("„")) return false;
        std::size_t to = closing_quote(end, straight);
        if (to >= end && !straight) to = closing_quote(end, true);
        if (to >= end) {
            report(Code::unclosed, at_, at_ + 1, "this quote is never closed",
                   "Close it on the same line.");
            add(Tok::bad, at_, end);
            return true;
        }
        add(Tok::text, at_, to + (text_[to] == '"' ? 1U : 3U));
        return true;
    }
    // Where the text opened at at_ ends: at a straight quote, or at one of Word's.
    std::size_t closing_quote(std::size_t end, bool straight) const {
        std::size_t to = at_ + (text_[at_] == '"' ? 1 : 3);
        while (to < end) {
            const std::string_view text = text_.substr(to, end - to);
            if (straight ? text[0] == '"' : text.starts_with("”") || text.starts_with("“")) break;
            to += text[0] == '\\' ? 2 : 1;
        }
        return to;
    }

    void bracket(std::size_t end) {
        const std::size_t close = text_.find(']', at_);
        if (close == std::string_view::npos || close >= end) {
            report(Code::unclosed, at_, at_ + 1, "this bracket is never closed", "Write the column's heading between [ and ].");
            return add(Tok::bad, at_, end);
        }
        add(Tok::column, at_, close + 1);
    }

    std::string_view text_;
    SourceId id_;
    std::vector<Diagnostic>& diagnostics_;
    Tokens out_;
    std::size_t at_ = 0;
    bool spaced_ = false;
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
