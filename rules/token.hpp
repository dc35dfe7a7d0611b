// Tokens of the rule language, and the logical lines that they stand in.
// Invariant: tokens of a line are in text order; a line is one statement, or one row of a table.
#pragma once

#include <string_view>
#include <vector>

#include "rules/id.hpp"
#include "rules/source.hpp"

namespace hence {

enum class Tok : std::uint8_t {
    end,
    word, number, unit, text, name, column, variable,  // what a phrase is made of; variable: `?x`, or `?` alone
    date,        // 2026-11-23, or what looks like one
    plain_unit,  // `in UNIT` behind a declared number
    and_, or_, not_, unless,
    arrow, verb, causes, kind_of,
    open, close, comma, colon,
    slash, plus, minus, star, caret,
    less, less_equal, greater, greater_equal, equal, not_equal, between,
    counted,   // `at least 2 of` and its like before a list; detail: a Count
    counted_column,  // the same before a [Column]
    function,  // detail: an Op
    calendar,  // `years between` and its like; detail: an Elapsed
    together,  // `, together at most`
    strength,  // `(0.7)`
    because, source, overrides, otherwise, group,  // tails of a rule
    also, in_unit, first, only_if, otherwise_no, urgent, when,  // of one statement each
    points,    // `+1` behind a score's item or a choice's value
    ordered,   // `, ordered`
    long_text, as,  // `"…" as` before a short name
    first_of,  // `is first of:`, `= first of:`
    no_evidence,  // `no evidence for`
    aggregate,    // `count of`, `latest`, … with a `where` behind; detail: an Aggregate
    by, where,    // of an aggregate
    row,  // a whole line of a pasted table
    bad,  // reported already
};

enum class Count : std::uint8_t { at_least, at_most, exactly, any, all, each, which };

// What is asked of dates: up to exact_years of two joined by `and`, then of one.
enum class Elapsed : std::uint8_t { days, weeks, months, years, exact_years, year, month };
constexpr bool of_two_dates(Elapsed e) { return e <= Elapsed::exact_years; }

struct Token {
    std::uint32_t begin = 0, end = 0;  // bytes in the source
    Tok kind = Tok::end;
    bool spaced = false;       // white space before it
    bool starts_line = false;  // first of a physical line, but not of its statement
    std::uint8_t detail = 0;   // verb: index in `verbs`; counted: Count; and_, or_: 1 in lower case
};

// A logical line: a statement, or a row.
struct Line {
    Range tokens;
    std::uint32_t indent = 0;
    bool row = false;
    bool has_arrow = false;  // an arrow or a verb outside quotes: a rule
    bool bad = false;        // left out, its error reported
};

struct Tokens {
    std::vector<Token> tokens;
    std::vector<Line> lines;
};

struct VerbEntry {
    std::string_view text;
    double strength;
};
// Source: language.md, rule; the scale is Hence's own.
inline constexpr VerbEntry verbs[] = {
    {"confirms", 1},
    {"strongly suggests", 0.8},
    {"suggests", 0.6},
    {"weakly suggests", 0.3},
    {"weakly argues against", -0.3},
    {"argues against", -0.6},
    {"strongly argues against", -0.8},
    {"rules out", -1},
};

}  // namespace hence
