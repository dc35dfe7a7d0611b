// Collects the names that the plain grammar would take apart.
#include <algorithm>

#include "rules/csv.hpp"
#include "rules/json_lines.hpp"
#include "rules/lexer.hpp"
#include "rules/number.hpp"
#include "rules/text.hpp"
#include "rules/unit.hpp"

namespace hence {
namespace {

constexpr std::string_view operators[] = {"and", "or", "not", "unless", "confirms", "suggests",
                                          "causes", "argues", "rules", "between", "because", "source",
                                          "overrides", "otherwise", "group", "together", "first", "when",
                                          "urgent", "of", "before", "after"};

bool holds_operator(std::string_view key) {
    if (key.find_first_of("/+*^=(),:") != std::string_view::npos || key.starts_with("no evidence for ")) return true;
    for (std::size_t at = 0; at < key.size();) {
        const std::size_t space = std::min(key.find(' ', at), key.size());
        if (std::find(std::begin(operators), std::end(operators), key.substr(at, space - at)) != std::end(operators)) return true;
        at = space + 1;
    }
    return false;
}

constexpr std::size_t longest_instance = 64;  // bytes that stand for the variables of a pattern
constexpr std::size_t most_words = 24;        // of an instance

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool holds_comparison(std::string_view name) {
    return name.find_first_of("<>=") != std::string_view::npos ||
           name.find("≥") != std::string_view::npos || name.find("≤") != std::string_view::npos;
}

// Without NOT, and without a parenthesis behind it.
std::string_view name_in_cell(std::string_view name) {
    if (name.size() > 4 && same_word(name.substr(0, 4), "not ")) name.remove_prefix(4);
    if (name.ends_with(')'))
        if (const std::size_t open = name.rfind('('); open != std::string_view::npos && open > 0) name = name.substr(0, open);
    return name;
}

// `+1` and `20 µg/day` are figures.
bool is_figure(std::string_view text) {
    const std::size_t end = std::min(text.find_first_not_of("0123456789.+-"), text.size());
    return end > 0 && read_number(text.substr(0, end)) && (end == text.size() || find_unit(text.substr(end)));
}

void add_cell(SpecialNames& names, std::string_view text) {
    text = name_in_cell(text);
    if (!is_figure(text) && !same_word(text, "otherwise")) names.add(text);  // that word is no name
}

// Reads the declarations of one line.
class Collector {
public:
    Collector(const Source& source, const Tokens& scanned, SpecialNames& names)
        : text_(source.text), source_(source), scanned_(scanned), names_(names) {}

    void line(std::size_t index) {
        const Line& line = scanned_.lines[index];
        const Token& first = token(line.tokens.first);
        const std::string_view word = text(first);
        if (!line.has_arrow && holds_first_of(line)) return quoted(line, false);
        if (!line.has_arrow && (same_word(word, "choice") || same_word(word, "score")) && token(line.tokens.last - 1).kind == Tok::column) return declared_from_table(index);
        if (!line.has_arrow && declares(word)) return declaration(line);
        if (!line.has_arrow && same_word(word, "score")) return score(line);
        if (!line.has_arrow && same_word(word, "table")) return table(index);
        const bool titled = same_word(word, "ask") || same_word(word, "advise") || same_word(word, "describe");
        if (!line.has_arrow && reads_facts(line)) return table(index);
        const bool names = titled || same_word(word, "case") || same_word(word, "fact") || same_word(word, "goal") || same_word(word, "topic") || same_word(word, "default");
        if (line.has_arrow || names || !is_statement_word(word)) quoted(line, !line.has_arrow && titled);
    }

private:
    static bool declares(std::string_view word) {
        for (const std::string_view w : {"finding", "number", "choice", "date", "text"})
            if (same_word(word, w)) return true;
        return false;
    }
    bool reads_facts(const Line& line) const { return line.tokens.size() > 1 && is_word(line.tokens.first, "fact") && is_word(line.tokens.first + 1, "table"); }
    const Token& token(std::size_t i) const { return scanned_.tokens[i]; }
    std::string_view text(const Token& t) const { return text_.substr(t.begin, t.end - t.begin); }
    bool is_word(std::size_t i, std::string_view lower_case) const { return token(i).kind == Tok::word && same_word(text(token(i)), lower_case); }

    // Quoted text is a name, but behind `because`, `case`, `topic` or, `behind_colon`, a colon.
    void quoted(const Line& line, bool behind_colon) {
        for (std::uint32_t i = line.tokens.first; i < line.tokens.last; ++i) {
            if (token(i).kind != Tok::text || is_wording(line, i)) continue;
            const bool behind = i > line.tokens.first;
            if (behind && behind_colon && token(i - 1).kind == Tok::colon) continue;
            if (behind && token(i - 1).kind == Tok::word)
                if (same_word(text(token(i - 1)), "because") || same_word(text(token(i - 1)), "case") ||
                    same_word(text(token(i - 1)), "topic") || same_word(text(token(i - 1)), "from") || same_word(text(token(i - 1)), "by"))
                    continue;
            names_.add(unquote(text(token(i))));
        }
    }

    // `… is first of:`, `… = first of:`.
    bool holds_first_of(const Line& line) const {
        for (std::uint32_t i = line.tokens.first; i + 3 < line.tokens.last; ++i)
            if ((is_word(i, "is") || token(i).kind == Tok::equal) && is_word(i + 1, "first") && is_word(i + 2, "of") && token(i + 3).kind == Tok::colon) return true;
        return false;
    }

    // Is this quoted text one to print: `summary = "…"`, a branch's `"…" when`, or long for a short name?
    bool is_wording(const Line& line, std::uint32_t i) const {
        const bool last = i + 1 == line.tokens.last || token(i + 1).starts_line || token(i + 1).kind == Tok::comma;
        if (i > line.tokens.first && token(i - 1).kind == Tok::equal && last) return true;
        if (last || line.has_arrow) return false;
        return is_word(i + 1, "as") || ((is_word(i + 1, "when") || is_word(i + 1, "otherwise")) && holds_first_of(line));
    }

    // `score NAME: [Criterion] [Points]`, `choice NAME from "x.csv": [Response] [Points]`.
    void declared_from_table(std::size_t index) {
        const Line& line = scanned_.lines[index];
        std::uint32_t from = line.tokens.first + 1;
        for (std::uint32_t i = from; i < line.tokens.last; ++i) {
            const bool file = is_word(i, "from") && i + 1 < line.tokens.last && token(i + 1).kind == Tok::text;
            if (!file && token(i).kind != Tok::comma && token(i).kind != Tok::colon) continue;
            if (i > from) name(from, i);
            if (i > from && from == line.tokens.first + 1 && is_word(line.tokens.first, "choice")) scale(line, from, i);
            if (file) break;
            from = i + 1;
        }
        table(index);
    }

    // `score NAME: ITEM, ITEM`: its name, the short names behind `as`, and what is quoted.
    void score(const Line& line) {
        std::uint32_t i = line.tokens.first + 1;
        for (std::uint32_t from = i; i < line.tokens.last; ++i) {
            if (token(i).kind != Tok::comma && token(i).kind != Tok::colon) continue;
            const bool also = token(i).kind == Tok::colon && i == from + 1 && is_word(from, "also");
            if (i > from && !also) name(from, i);
            from = i + 1;
            if (token(i).kind == Tok::colon && !also) break;
        }
        for (; i + 2 < line.tokens.last; ++i) {
            if (token(i).kind != Tok::text || !is_word(i + 1, "as")) continue;
            std::uint32_t to = i + 2;
            while (to < line.tokens.last && token(to).kind != Tok::comma && !token(to).starts_line) ++to;
            name(i + 2, to);
        }
        quoted(line, false);
    }

    // `finding NAME, also: NAME, NAME`, `number NAME in UNIT, …`, `choice NAME: VALUE, VALUE`.
    void declaration(const Line& line) {
        const bool number = same_word(text(token(line.tokens.first)), "number"), date = same_word(text(token(line.tokens.first)), "date");
        bool named = true, aliases = false;  // named: no option of a number
        const std::uint32_t unit = number ? unit_word(line) : 0;
        std::uint32_t from = line.tokens.first + 1;
        for (std::uint32_t i = from; i <= line.tokens.last; ++i) {
            const bool end = i == line.tokens.last;
            const bool in = !end && number && i > from && i == unit;
            if (!end && !in && token(i).kind != Tok::comma && token(i).kind != Tok::colon && token(i).kind != Tok::equal)
                continue;
            const bool substance = number && !aliases && from > line.tokens.first + 1 && is_word(from, "of");
            if (i > from) name(substance && from + 1 < i ? from + 1 : from, i);
            if (!end && token(i).kind == Tok::comma && from == line.tokens.first + 1) scale(line, from, i);
            if (!end && token(i).kind == Tok::colon && from == line.tokens.first + 1) scale(line, from, i);
            if (i > from && named && (number || date)) value(from, i, date);
            aliases |= !end && token(i).kind == Tok::colon;
            named = date || aliases;
            if (!end && number && token(i).kind == Tok::equal) return quoted(line, false);
            from = i + 1;
        }
    }

    void value(std::uint32_t from, std::uint32_t to, bool date) {
        if (token(from).kind == Tok::text && from + 2 < to && is_word(from + 1, "as")) from += 2;
        std::uint32_t variable = from, last = to;
        while (variable < to && token(variable).kind != Tok::variable) ++variable;
        while (last > variable && token(last - 1).kind != Tok::variable) --last;
        if (variable < to) {
            const std::string_view before = text_.substr(token(from).begin, token(variable).begin - token(from).begin);
            const std::string_view behind = text_.substr(token(last - 1).end, token(to - 1).end - token(last - 1).end);
            return date ? names_.add_date_pattern(before, behind) : names_.add_number_pattern(before, behind);
        }
        const bool quoted = to == from + 1 && token(from).kind == Tok::text;
        const std::string name = quoted ? unquote(text(token(from))) : std::string(text_.substr(token(from).begin, token(to - 1).end - token(from).begin));
        if (same_word(name, "also")) return;
        if (date) names_.add_date(name);
        else names_.add_number(name);
    }

    // The `in` that announces the unit: the first before a known one, else the first.
    std::uint32_t unit_word(const Line& line) const {
        std::uint32_t first = 0;
        for (std::uint32_t i = line.tokens.first + 2; i + 1 < line.tokens.last; ++i) {
            if (token(i).kind == Tok::comma || token(i).kind == Tok::equal) break;
            if (token(i).kind != Tok::word || !same_word(text(token(i)), "in")) continue;
            std::uint32_t to = i + 1;
            bool variable = false;  // `level in ?tank in m`
            for (; to < line.tokens.last && token(to).kind != Tok::comma && token(to).kind != Tok::equal; ++to) variable |= token(to).kind == Tok::variable;
            if (variable) continue;
            if (first == 0) first = i;
            if (to > i + 1 && find_unit(text_.substr(token(i + 1).begin, token(to - 1).end - token(i + 1).begin))) return i;
        }
        return first;
    }

    // A choice with points, or `ordered`.
    void scale(const Line& line, std::uint32_t from, std::uint32_t to) {
        if (!is_word(line.tokens.first, "choice")) return;
        bool compares = is_word(to + 1 < line.tokens.last ? to + 1 : to, "ordered");
        compares |= token(line.tokens.last - 1).kind == Tok::column && token(line.tokens.last - 2).kind == Tok::column;
        for (std::uint32_t i = to; i < line.tokens.last; ++i) {
            const bool ends = i + 1 == line.tokens.last || token(i + 1).kind == Tok::comma || token(i + 1).starts_line;
            compares |= ends && token(i).kind == Tok::number && !is_digit(text(token(i))[0]);
        }
        if (to > from + 2 && is_word(from + 1, "as")) from += 2;
        if (!compares) return;
        if (to == from + 1 && token(from).kind == Tok::text) return names_.add_scale(unquote(text(token(from))));
        names_.add_scale(text_.substr(token(from).begin, token(to - 1).end - token(from).begin));
    }

    void name(std::uint32_t from, std::uint32_t to) {
        for (std::uint32_t i = from; i < to; ++i)
            if (token(i).kind == Tok::variable) return;
        if (to > from + 2 && token(from).kind == Tok::text && is_word(from + 1, "as")) from += 2;
        if (to > from + 1 && token(to - 1).kind == Tok::number && !is_digit(text(token(to - 1))[0])) --to;  // points of a choice's value
        if (to == from + 1 && token(from).kind == Tok::text) return names_.add(unquote(text(token(from))));
        names_.add(text_.substr(token(from).begin, token(to - 1).end - token(from).begin));
    }

    // The cells of the columns that the statement reads as findings.
    void table(std::size_t index) {
        const Line& line = scanned_.lines[index];
        quoted(line, true);
        std::vector<std::string> read;
        const bool all = reads_facts(line) && std::none_of(scanned_.tokens.begin() + line.tokens.first, scanned_.tokens.begin() + line.tokens.last, [](const Token& t) { return t.kind == Tok::column; });
        for (std::uint32_t i = line.tokens.first; i < line.tokens.last; ++i)
            if (token(i).kind == Tok::column) read.push_back(key_of(text(token(i)).substr(1, token(i).end - token(i).begin - 2)));
        std::vector<bool> wanted;
        for (std::size_t row = index + 1; row < scanned_.lines.size() && scanned_.lines[row].row; ++row) {
            const auto cells = cells_of(source_, SourceId{}, token(scanned_.lines[row].tokens.first));
            if (row == index + 1)
                for (const Span& cell : cells)
                    wanted.push_back(all || std::find(read.begin(), read.end(), key_of(text_.substr(cell.begin, cell.end - cell.begin))) != read.end());
            else
                for (std::size_t c = 0; c < cells.size() && c < wanted.size(); ++c)
                    if (wanted[c]) this->cell(cells[c]);
        }
    }

    void cell(Span span) {
        for (const Span& member : members_of(source_, span)) add_cell(names_, text_.substr(member.begin, member.end - member.begin));
    }

    std::string_view text_;
    const Source& source_;
    const Tokens& scanned_;
    SpecialNames& names_;
};

}  // namespace

void SpecialNames::add(std::string_view name) {
    if (holds_comparison(name)) return;
    std::string key = key_of(name);
    if (key.empty() || !(holds_operator(key) || name.find(" - ") != std::string_view::npos)) return;
    longest_ = std::max(longest_, key.size());
    for (const std::string_view ends : {" ", " /+*^=(),:"})  // its first word as scanned: up to a space, or to a sign
        starts_.insert(key.substr(0, std::min(key.find_first_of(ends), key.size())));
    keys_.insert(std::move(key));
}

void SpecialNames::add_scale(std::string_view name) {
    scales_.insert(key_of(name));
}

void SpecialNames::add_key(Set& set, std::string_view name) {
    std::string key = key_of(name);
    longest_value_ = std::max(longest_value_, key.size());
    set.insert(std::move(key));
}

void SpecialNames::add_pattern(Set& set, std::string_view before, std::string_view behind) {
    std::string key = key_of(before) + '\n' + key_of(behind);
    longest_value_ = std::max(longest_value_, key.size() + longest_instance);
    set.insert(std::move(key));
}

// Is the key a pattern with words in the place of its variables?
bool SpecialNames::spells(const Set& patterns, std::string_view key) {
    if (patterns.empty()) return false;
    std::vector<std::size_t> starts{0};  // of words
    for (std::size_t at = key.find(' '); at != std::string_view::npos && starts.size() <= most_words; at = key.find(' ', at + 1)) starts.push_back(at + 1);
    if (starts.size() > most_words) return false;
    std::string pattern;
    for (std::size_t from = 0; from < starts.size(); ++from)
        for (std::size_t to = from + 1; to <= starts.size(); ++to) {
            pattern.assign(key.substr(0, from > 0 ? starts[from] - 1 : 0)) += '\n';
            if (to < starts.size()) pattern += key.substr(starts[to]);
            if (patterns.contains(pattern)) return true;
        }
    return false;
}

void collect_names(const Source& source, const Tokens& scanned, SpecialNames& names) {
    if (source.separator == json_lines)
        each_json_line(source, SourceId{}, nullptr, [&](const JsonLine& line) {
            for (const JsonMember& member : line.members) add_cell(names, json_text(span_text(source, member.value)));
        });
    else if (source.separator != '\0')
        for (const CsvRow& row : csv_rows(source, SourceId{}, nullptr))
            for (const Span& cell : row.cells)
                for (const Span& member : members_of(source, cell)) add_cell(names, csv_text(span_text(source, member)));
    Collector collector(source, scanned, names);
    for (std::size_t i = 0; i < scanned.lines.size(); ++i)
        if (!scanned.lines[i].row && !scanned.lines[i].tokens.empty()) collector.line(i);
}

std::vector<Span> cells_of(const Source& source, SourceId id, const Token& row) {
    const std::string_view text = source.text;
    std::vector<Span> cells;
    std::uint32_t from = row.begin;
    while (from < row.end && text[from] != '|') ++from;
    for (std::uint32_t i = ++from; i <= row.end; ++i) {
        if (i < row.end && (text[i] != '|' || text[i - 1] == '\\')) continue;
        std::uint32_t begin = from, end = i;
        while (begin < end && (text[begin] == ' ' || text[begin] == '\t')) ++begin;
        while (end > begin && (text[end - 1] == ' ' || text[end - 1] == '\t' || text[end - 1] == '\r')) --end;
        if (i < row.end || end > begin) cells.push_back({id, begin, end});
        from = i + 1;
    }
    return cells;
}

std::vector<Span> members_of(const Source& source, Span cell) {
    const std::string_view text = source.text;
    std::vector<Span> members;
    int depth = 0;
    std::uint32_t from = cell.begin;
    for (std::uint32_t i = cell.begin; i <= cell.end; ++i) {
        if (i < cell.end) {
            if (text[i] == '(') ++depth;
            if (text[i] == ')') --depth;
            if (text[i] != ',' || depth > 0) continue;
        }
        std::uint32_t begin = from, end = i;
        while (begin < end && text[begin] == ' ') ++begin;
        while (end > begin && text[end - 1] == ' ') --end;
        if (end > begin) members.push_back({cell.source, begin, end});
        from = i + 1;
    }
    return members;
}

std::string unquote(std::string_view quoted) {
    const std::size_t open = quoted.starts_with('"') ? 1 : 3;
    const std::size_t close = quoted.ends_with('"') ? 1 : 3;
    if (quoted.size() < open + close) return {};
    quoted = quoted.substr(open, quoted.size() - open - close);
    std::string text;
    for (std::size_t i = 0; i < quoted.size(); ++i) {
        if (quoted[i] == '\\' && i + 1 < quoted.size() && (quoted[i + 1] == '"' || quoted[i + 1] == '\\')) ++i;
        text += quoted[i];
    }
    return text;
}

}  // namespace hence
