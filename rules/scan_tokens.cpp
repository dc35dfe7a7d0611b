#include "rules/scan_tokens.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "rules/calendar.hpp"
#include "rules/limits.hpp"
#include "rules/text.hpp"
#include "rules/unit.hpp"

namespace hence {
namespace {

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

// Scans one line, from its first token on. Holds where it is; every method moves `at_` forward.
class TokenScanner {
public:
    TokenScanner(const Source& source, SourceId id, std::size_t at, std::vector<Token>& tokens, std::vector<Diagnostic>& diagnostics)
        : text_(source.text), id_(id), at_(at), tokens_(tokens), diagnostics_(diagnostics) {}

    std::size_t scan(std::size_t end) {
        while (at_ < end && text_[at_] != '#') token(end);
        return at_;
    }

private:
    std::string_view rest(std::size_t end) const { return text_.substr(at_, end - at_); }

    std::size_t skip(std::size_t end) {
        const Space space = skip_space(text_, at_, end);
        at_ = space.end;
        return space.columns;
    }

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
        tokens_.push_back(token);
        at_ = end;
    }

    void token(std::size_t end) {
        spaced_ = skip(end) > 0 || std::exchange(first_, false);
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
        if (c == '?' && variable(end)) return;
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

    // `?drug`, or `?` alone, which stands for anything.
    bool variable(std::size_t end) {
        const std::size_t begin = at_;
        std::size_t to = begin + 1;
        while (const std::size_t size = variable_size(to, end)) to += size;
        at_ = begin + 1;
        const bool word = at_ < end && word_size(end) > 0;
        at_ = begin;
        if (word && (to == begin + 1 || is_digit(text_[begin + 1]))) return false;
        add_word(Tok::variable, begin, to);
        return true;
    }
    std::size_t variable_size(std::size_t at, std::size_t end) const {
        if (at >= end) return 0;
        if (is_letter(text_[at]) || is_digit(text_[at])) return 1;
        if (static_cast<unsigned char>(text_[at]) < 0x80) return 0;
        const CodePoint point = code_point(text_, at);
        return at + point.size <= end && is_word_character(point.code) ? point.size : 0;
    }

    bool spaced_before_value() const {
        if (spaced_ || tokens_.empty()) return true;
        const Tok last = tokens_.back().kind;
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
        add_word(Tok::word, begin, at_);
    }
    void add_word(Tok kind, std::size_t begin, std::size_t end) {
        if (end - begin <= name_length_limit) return add(kind, begin, end);
        report(Code::limit, begin, begin + 20, "a word this long is no name", "Check the file.");
        add(Tok::bad, begin, end);
    }

    // Bytes of the word character at at_, 0 if there is none.
    std::size_t word_size(std::size_t end) const {
        const char c = text_[at_];
        if (is_letter(c) || is_digit(c) || c == '\'' || c == '%' || c == '&' || c == '.' || c == '~' ||
            c == '@' || c == '$' || c == '!')
            return 1;
        if (rest(end).starts_with("->")) return 0;
        if (c == '-' || c == '+' || c == '?') return 1;
        if (static_cast<unsigned char>(c) < 0x80) return 0;
        const CodePoint point = code_point(text_, at_);
        if (at_ + point.size > end || point.code < 0 || is_space(point.code)) return 0;
        for (const Sign& sign : signs)
            if (rest(end).starts_with(sign.bytes)) return 0;
        return is_quote(point.code) || is_invisible(point.code) ? 0 : point.size;
    }

    static bool is_space(std::int32_t c) { return c == 0xa0 || c == 0x202f || c == 0x2009; }
    static bool is_quote(std::int32_t c) { return c == 0x201c || c == 0x201d || c == 0x201e; }

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

    // Bytes of a date at at_, with a time of day behind it if there is one (an error, told later).
    std::size_t date_size(std::size_t end) const {
        std::size_t to = at_;
        while (to < end && to - at_ < 12 && (is_digit(text_[to]) || text_[to] == '-' || text_[to] == '/' || text_[to] == '.')) ++to;
        while (to > at_ && !is_digit(text_[to - 1])) --to;
        const std::string_view figures = text_.substr(at_, to - at_);
        const std::size_t sign = figures.find_first_not_of("0123456789");
        if (sign == std::string_view::npos || (sign > 2 && sign != 4) || !looks_like_date(figures)) return 0;
        if (figures.find_first_not_of(std::string("0123456789") + figures[sign]) != std::string_view::npos) return 0;
        std::size_t time = to;
        if (time + 1 < end && (text_[time] == 'T' || text_[time] == ' ') && is_digit(text_[time + 1])) {
            std::size_t colons = 0;
            for (++time; time < end && (is_digit(text_[time]) || text_[time] == ':'); ++time) colons += text_[time] == ':' ? 1 : 0;
            if (colons > 0 && is_digit(text_[time - 1])) to = time;
        }
        const bool word = to < end && (is_letter(text_[to]) || is_digit(text_[to]) || text_[to] == '\'' || text_[to] == '-' || text_[to] == '/' || static_cast<unsigned char>(text_[to]) >= 0xc3);
        const bool arrow = text_.substr(to).starts_with("->") || text_.substr(to).starts_with("→") || text_.substr(to).starts_with("⇒");
        return word && !arrow ? 0 : to - at_;
    }

    // A figure, with its unit; `digits`: where its first digit is (a sign may stand before).
    void number_token(std::size_t end, std::size_t digits) {
        const std::size_t begin = at_;
        if (digits == begin)
            if (const std::size_t size = date_size(end)) return add(Tok::date, begin, begin + size);
        std::size_t to = digits;
        const auto run = [&] { while (to < end && is_digit(text_[to])) ++to; };
        run();
        if (to + 1 < end && text_[to] == '.' && is_digit(text_[to + 1])) { ++to; run(); }
        if (to + 1 < end && (text_[to] == 'e' || text_[to] == 'E')) {
            const std::size_t exponent = to + (text_[to + 1] == '-' || text_[to + 1] == '+' ? 2U : 1U);
            if (exponent < end && is_digit(text_[exponent])) { to = exponent; run(); }
        }
        if (glued(to, end)) {
            if (unit_prefix(text_.substr(to, end - to)) == 0) {
                if (digits == begin) return word_token(end, begin);
                return add(text_[begin] == '+' ? Tok::plus : Tok::minus, begin, digits);  // -5th is no figure
            }
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
        const bool space = skip(end) > 0;
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
    std::size_t at_;
    std::vector<Token>& tokens_;
    std::vector<Diagnostic>& diagnostics_;
    bool spaced_ = false;
    bool first_ = true;  // of the line
};

}  // namespace

std::size_t scan_tokens(const Source& source, SourceId id, std::size_t at, std::size_t end, std::vector<Token>& tokens,
                        std::vector<Diagnostic>& diagnostics) {
    return TokenScanner(source, id, at, tokens, diagnostics).scan(end);
}

Space skip_space(std::string_view text, std::size_t at, std::size_t end) {
    Space space{at, 0};
    while (space.end < end) {
        const std::string_view rest = text.substr(space.end, end - space.end);
        const char c = rest.front();
        std::size_t size = 0;
        if (c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v') size = 1;
        else if (rest.starts_with("\u00a0")) size = 2;
        else if (rest.starts_with("\u202f") || rest.starts_with("\u2009")) size = 3;
        if (size == 0) break;
        space.columns += c == '\t' ? 4 - space.columns % 4 : 1;
        space.end += size;
    }
    return space;
}

bool is_invisible(std::int32_t c) {
    return (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x2069) || c == 0xfeff ||
           c == 0xad || (c >= 0x80 && c < 0xa0);
}

}  // namespace hence
