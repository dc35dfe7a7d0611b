// Second step of reading: scanned words → tokens with a meaning. Names that hold a keyword or an
// operator (`nausea and vomiting`, `cold hands/feet`) are collected over all files first; where one
// stands, the longest is one token. Everything else about names is left to the resolver.
#pragma once

#include <string>
#include <string_view>

#include <boost/unordered/unordered_flat_set.hpp>

#include "rules/scan.hpp"

namespace hence {

// The names that the plain grammar would take apart, by key.
class SpecialNames {
public:
    void add(std::string_view name);  // kept only if it holds a keyword or an operator
    void add_scale(std::string_view name);  // a choice whose values compare: `severity between mild and severe`
    bool is_scale(std::string_view key) const { return scales_.contains(key); }
    bool empty() const { return keys_.empty(); }
    bool may_start(std::string_view first_word_key) const { return starts_.contains(first_word_key); }
    bool contains(std::string_view key) const { return keys_.contains(key); }
    std::size_t longest() const { return longest_; }  // bytes of the longest key

    // Behind the names of dates `before` and `between` are operators, behind those of numbers `in`.
    void add_date(std::string_view name) { add_key(dates_, name); }
    void add_number(std::string_view name) { add_key(numbers_, name); }
    bool is_date(std::string_view key) const { return key == "today" || dates_.contains(key) || spells(date_patterns_, key); }
    bool is_number(std::string_view key) const { return numbers_.contains(key) || spells(number_patterns_, key); }
    std::size_t longest_value() const { return longest_value_; }  // of these

    // `last service of ?pump`: what stands before its first variable, and behind its last.
    void add_date_pattern(std::string_view before, std::string_view behind) { add_pattern(date_patterns_, before, behind); }
    void add_number_pattern(std::string_view before, std::string_view behind) { add_pattern(number_patterns_, before, behind); }

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>{}(s); }
    };
    using Set = boost::unordered_flat_set<std::string, Hash, std::equal_to<>>;
    void add_key(Set& set, std::string_view name);
    void add_pattern(Set& set, std::string_view before, std::string_view behind);
    static bool spells(const Set& patterns, std::string_view key);
    Set keys_, starts_, scales_, dates_, numbers_, date_patterns_, number_patterns_;
    std::size_t longest_ = 0, longest_value_ = 5;  // today
};

// Adds the special names of one scanned source: declared, in cells of columns that are read as
// findings, or quoted where a finding may stand. Of a CSV: in any cell.
void collect_names(const Source& source, const Tokens& scanned, SpecialNames& names);

// Gives words their meaning; spans stay. `facts`: each line is a list of FACTs, not a statement.
// Cost: linear, but for the names' lengths.
Tokens classify(const Source& source, const Tokens& scanned, const SpecialNames& names, bool facts = false);

// Cells of a row of a Markdown table, trimmed, as spans; `\|` is no border.
std::vector<Span> cells_of(const Source& source, SourceId id, const Token& row);

// The members of a cell: split at commas outside parentheses, trimmed; offsets within `cell`.
std::vector<Span> members_of(const Source& source, Span cell);

// The text of a quoted token, without quotes, \" and \\ read.
std::string unquote(std::string_view quoted);

}  // namespace hence
