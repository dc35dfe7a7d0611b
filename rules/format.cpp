#include "rules/format.hpp"

#include <algorithm>

#include "rules/format_words.hpp"
#include "rules/text.hpp"

namespace hence {
namespace {

constexpr int indent_step = 4;
constexpr int widest_padded = 160;  // beyond it a column is not padded: output stays linear
constexpr std::size_t none = static_cast<std::size_t>(-1);

// A line as it stands in the file. Its tokens are those of one logical line.
struct Physical {
    std::uint32_t begin = 0, end = 0;  // without the line's end
    std::uint32_t first = 0, last = 0;  // scanned tokens
    std::size_t logical = none;
    std::uint32_t indent = 0;           // columns
    bool blank = false, row = false;
    bool comment() const { return !blank && !row && logical == none; }
};

// Writes the lines of one region.
class Formatter {
public:
    Formatter(const Source& source, const SpelledTokens& words, const Region& region, std::string prefix)
        : source_(source), words_(words), prefix_(std::move(prefix)) {
        find_lines(region);
    }

    std::string text(std::string_view line_end) {
        for (std::size_t i = 0; i < lines_.size();) i = paragraph(i);
        while (!out_.empty() && out_.back().empty()) out_.pop_back();
        std::string text;
        for (const std::string& line : out_) (text += line) += line_end;
        return text;
    }

private:
    void find_lines(const Region& region) {
        const Tokens& scanned = words_.scanned();
        const auto starts_before = [](const Token& t, std::uint32_t at) { return t.begin < at; };
        auto token = static_cast<std::uint32_t>(std::lower_bound(scanned.tokens.begin(), scanned.tokens.end(), region.begin, starts_before) - scanned.tokens.begin());
        std::size_t logical = 0;
        for (std::uint32_t at = region.begin; at < region.end;) {
            const auto stop = static_cast<std::uint32_t>(std::min<std::size_t>(source_.text.find('\n', at), region.end));
            Physical line;
            line.begin = at;
            line.end = stop > at && source_.text[stop - 1] == '\r' ? stop - 1 : stop;
            line.first = token;
            while (token < scanned.tokens.size() && scanned.tokens[token].begin < stop) ++token;
            line.last = token;
            if (line.last > line.first) {
                while (scanned.lines[logical].tokens.last <= line.first) ++logical;
                line.logical = logical;
                line.row = scanned.lines[logical].row;
            }
            measure(line);
            lines_.push_back(line);
            at = stop + 1;
        }
    }

    std::string_view raw(const Physical& line) const { return std::string_view(source_.text).substr(line.begin, line.end - line.begin); }

    void measure(Physical& line) const {
        std::string_view rest = raw(line);
        for (std::size_t size = blank_size(rest); size > 0; size = blank_size(rest)) {
            line.indent += rest[0] == '\t' ? 4 - line.indent % 4 : 1;
            rest.remove_prefix(size);
        }
        line.blank = rest.empty() && line.logical == none;
    }

    static std::size_t blank_size(std::string_view text) {
        if (text.empty()) return 0;
        if (text[0] == ' ' || text[0] == '\t' || text[0] == '\r' || text[0] == '\f' || text[0] == '\v') return 1;
        if (text.starts_with("\u00a0")) return 2;
        return text.starts_with("\u202f") || text.starts_with("\u2009") ? 3 : 0;
    }

    static std::string_view trimmed(std::string_view text) {
        while (blank_size(text) > 0) text.remove_prefix(blank_size(text));
        while (!text.empty()) {
            const std::size_t last = text.ends_with("\u00a0") ? 2 : text.ends_with("\u202f") || text.ends_with("\u2009") ? 3 : 1;
            if (blank_size(text.substr(text.size() - last)) == 0) break;
            text.remove_suffix(last);
        }
        return text;
    }

    // The lines from `from` up to a blank one. Where an indented statement keeps its bytes, the
    // others keep their indent too: else it could become a part of the one before it.
    std::size_t paragraph(std::size_t from) {
        std::size_t to = from;
        bool keep = false;
        for (; to < lines_.size() && !lines_[to].blank; ++to)
            keep |= lines_[to].logical != none && !lines_[to].row && words_.bad(lines_[to].logical) && starts_statement(to) && lines_[to].indent > 0;
        for (std::size_t i = from; i < to;) {
            if (lines_[i].row) i = rows(i, to);
            else if (lines_[i].logical == none) comment(i++, keep);
            else i = statement(i, to, keep);
        }
        if (to > from) out_.emplace_back();
        while (to < lines_.size() && lines_[to].blank) ++to;
        return to;
    }

    bool starts_statement(std::size_t i) const {
        return words_.scanned().lines[lines_[i].logical].tokens.first == lines_[i].first;
    }

    std::size_t statement(std::size_t from, std::size_t to, bool keep) {
        const std::size_t logical = lines_[from].logical;
        std::size_t last = from;
        for (std::size_t i = from; i < to && (lines_[i].logical == logical || lines_[i].comment()); ++i)
            if (lines_[i].logical == logical) last = i;
        const std::uint32_t base = keep ? lines_[from].indent : 0;
        const std::vector<int> levels = nesting(from, last + 1);
        for (std::size_t i = from; i <= last; ++i) {
            if (words_.bad(logical)) out_.emplace_back(raw(lines_[i]));
            else if (lines_[i].comment()) comment(i, keep);
            else code(lines_[i], (keep ? "" : prefix_) + std::string(base + static_cast<std::uint32_t>(levels[i - from] * indent_step), ' '));
        }
        return last + 1;
    }

    // 0 for the statement's first line, 1 and 2 for those indented under it.
    std::vector<int> nesting(std::size_t from, std::size_t to) const {
        const std::string_view word = words_.raw(lines_[from].first);
        const bool readers = !words_.scanned().lines[lines_[from].logical].has_arrow && (same_word(word, "table") || same_word(word, "case"));
        const bool cases = words_.opens_cases(lines_[from].first, lines_[from].last);  // tails belong to branches
        std::uint32_t least = 0xffffffffU;
        for (std::size_t i = from + 1; i < to; ++i)
            if (lines_[i].logical != none && !(cases && words_.tail(lines_[i].first)) && lines_[i].indent > lines_[from].indent) least = std::min(least, lines_[i].indent);
        std::vector<int> levels{0};
        std::uint32_t reader = 0xffffffffU;  // the byte column of the line that the next may go on with, as the grammar has it
        for (std::size_t i = from + 1; i < to; ++i) {
            const std::uint32_t column = lines_[i].logical == none ? 0 : words_.scanned().tokens[lines_[i].first].begin - lines_[i].begin;
            const bool deeper = readers ? column > reader : lines_[i].indent > least && !(lines_[i].logical != none && words_.tail(lines_[i].first));
            if (readers && !deeper && lines_[i].logical != none) reader = column;
            if (cases && lines_[i].logical != none && words_.tail(lines_[i].first)) {
                levels.push_back(2);
                continue;
            }
            levels.push_back(lines_[i].logical != none && deeper ? 2 : 1);
        }
        return levels;
    }

    // The tokens of a line, and the comment behind them: it stays in its column if its author
    // aligned it and the text before it leaves room.
    void code(const Physical& line, std::string out) {
        out += words_.line(line.first, line.last);
        const std::uint32_t end = words_.scanned().tokens[line.last - 1].end;
        const std::string_view rest = std::string_view(source_.text).substr(end, line.end - end);
        if (const std::size_t mark = rest.find('#'); mark != std::string_view::npos) {
            const int space = display_width(rest.substr(0, mark));
            const int column = display_width(raw(line).substr(0, end - line.begin)) + space;
            const int gap = space < 2 ? 2 : std::max(2, column - display_width(out));
            out.append(static_cast<std::size_t>(gap), ' ') += trimmed(rest.substr(mark));
        }
        out_.push_back(std::move(out));
    }

    // A line that is all comment: as deep as the lines around it, if it was indented at all.
    void comment(std::size_t i, bool keep) {
        const std::string_view text = trimmed(raw(lines_[i]));
        std::uint32_t indent = 0;
        const auto outer = static_cast<std::uint32_t>(prefix_.size());
        if (keep) indent = lines_[i].indent;
        else if (lines_[i].indent > outer && i > 0 && !lines_[i - 1].blank) indent = lines_[i].indent >= outer + 2 * indent_step ? 2 * indent_step : indent_step;
        out_.push_back((keep ? "" : prefix_) + std::string(indent, ' ') + std::string(text));
    }

    // ---- pasted tables -----------------------------------------------------------------------

    struct Row {
        std::vector<std::string_view> cells;
        bool is_line = false;  // |---|---|
    };

    std::size_t rows(std::size_t from, std::size_t end) {
        std::size_t to = from;
        std::vector<Row> table;
        while (to < end && lines_[to].row) table.push_back(row_of(lines_[to++]));
        const std::size_t columns = table.front().cells.size();
        std::vector<int> widths(columns, 1);
        for (const Row& row : table)
            for (std::size_t c = 0; row.cells.size() == columns && !row.is_line && c < columns; ++c) {
                const int width = row.cells[c].size() > 4 * widest_padded ? widest_padded + 1 : display_width(row.cells[c]);
                widths[c] = std::max(widths[c], width);
            }
        for (int& width : widths)
            if (width > widest_padded) width = 0;
        for (std::size_t i = from; i < to; ++i) {
            const Row& row = table[i - from];
            if (row.cells.size() == columns && columns > 0) out_.push_back(prefix_ + drawn(row, widths));
            else out_.emplace_back(raw(lines_[i]));
        }
        return to;
    }

    Row row_of(const Physical& line) const {
        Row row;
        row.is_line = true;
        for (const Span& cell : cells_of(source_, SourceId{}, words_.scanned().tokens[line.first])) {
            row.cells.push_back(span_text(source_, cell));
            row.is_line &= row.cells.back().find('-') != std::string_view::npos && row.cells.back().find_first_not_of("-:") == std::string_view::npos;
        }
        row.is_line &= !row.cells.empty();
        return row;
    }

    static std::string drawn(const Row& row, const std::vector<int>& widths) {
        std::string out = "|";
        for (std::size_t c = 0; c < row.cells.size(); ++c) {
            const std::string_view cell = row.cells[c];
            if (row.is_line) {
                const std::size_t dashes = static_cast<std::size_t>(std::max(widths[c], 1)) + 2 - cell.starts_with(':') - cell.ends_with(':');
                out += (cell.starts_with(':') ? ":" : "") + std::string(dashes, '-') + (cell.ends_with(':') ? ":|" : "|");
                continue;
            }
            const int pad = widths[c] > 0 ? widths[c] - display_width(cell) : 0;
            out += ' ' + std::string(cell) + std::string(static_cast<std::size_t>(std::max(pad, 0)) + 1, ' ') + '|';
        }
        return out;
    }

    const Source& source_;
    const SpelledTokens& words_;
    std::string prefix_;  // of a fence that is indented
    std::vector<Physical> lines_;
    std::vector<std::string> out_;
};

}  // namespace

std::string format_source(std::string_view text, bool markdown, const std::vector<Source>& others) {
    if (invalid_utf8(text)) return std::string(text);
    const Source source = make_source("", std::string(text));
    const std::vector<Region> regions = regions_of(source, markdown);
    const SpelledTokens words(source, regions, others);
    if (!markdown) return Formatter(source, words, regions.front(), "").text("\n");
    std::string out(text.substr(0, text.size() - source.text.size()));
    std::size_t at = 0;
    for (const Region& region : regions) {
        if (region.table_only) continue;
        out += source.text.substr(at, region.begin - at);
        const std::size_t fence_end = region.begin - 1, fence = source.text.rfind('\n', fence_end - 1) + 1;
        const bool crlf = fence_end > 0 && source.text[fence_end - 1] == '\r';
        const std::string prefix = source.text.substr(fence, source.text.find_first_not_of(" \t", fence) - fence);
        out += Formatter(source, words, region, prefix).text(crlf ? "\r\n" : "\n");
        at = region.end;
    }
    return out += source.text.substr(at);
}

}  // namespace hence
