#include "rules/csv.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "rules/scan_tokens.hpp"
#include "rules/text.hpp"

namespace hence {
namespace {

class CsvReader {
public:
    CsvReader(const Source& source, SourceId id, std::vector<Diagnostic>* diagnostics)
        : text_(source.text), id_(id), separator_(source.separator), diagnostics_(diagnostics) {}

    std::vector<CsvRow> rows() && {
        check_invisible();
        while (at_ < text_.size()) {
            CsvRow row = this->row();
            const bool blank = std::all_of(row.cells.begin(), row.cells.end(), [](const Span& c) { return c.begin == c.end; });
            if (!blank) rows_.push_back(std::move(row));
        }
        check_separator();
        return std::move(rows_);
    }

private:
    bool line_end() const { return at_ >= text_.size() || text_[at_] == '\n' || (text_[at_] == '\r' && (at_ + 1 == text_.size() || text_[at_ + 1] == '\n')); }
    bool blank() const { return at_ < text_.size() && (text_[at_] == ' ' || (text_[at_] == '\t' && separator_ != '\t')); }

    CsvRow row() {
        CsvRow out;
        const std::size_t begin = at_;
        while (true) {
            out.cells.push_back(cell());
            if (line_end()) break;
            ++at_;
        }
        out.row = span(begin, at_);
        if (at_ < text_.size() && text_[at_] == '\r') ++at_;
        if (at_ < text_.size()) ++at_;
        return out;
    }

    Span cell() {
        while (blank()) ++at_;
        if (at_ < text_.size() && text_[at_] == '"') return quoted_cell();
        const std::size_t begin = at_;
        while (!line_end() && text_[at_] != separator_) ++at_;
        std::size_t end = at_;
        while (end > begin && (text_[end - 1] == ' ' || text_[end - 1] == '\t')) --end;
        return span(begin, end);
    }

    Span quoted_cell() {
        const std::size_t quote = at_++;
        const auto next_quote = [&](std::size_t from) { return std::min(text_.find('"', from), text_.size()); };
        std::size_t end = next_quote(at_);
        while (end + 1 < text_.size() && text_[end + 1] == '"') end = next_quote(end + 2);
        at_ = end;
        std::size_t begin = quote + 1;
        if (at_ == text_.size()) {
            report(span(quote, quote + 1), "this quote is never closed", "Close the cell with a quote; write a quote inside it twice.");
            return span(begin, end);
        }
        ++at_;
        while (blank()) ++at_;
        if (!line_end() && text_[at_] != separator_) {
            const std::size_t from = at_;
            while (!line_end() && text_[at_] != separator_) ++at_;
            report(span(from, at_), "text stands behind the quote that closes this cell", "Put all of the cell in quotes, and write a quote inside it twice.");
        }
        while (begin < end && (text_[begin] == ' ' || text_[begin] == '\n' || text_[begin] == '\r')) ++begin;
        while (end > begin && (text_[end - 1] == ' ' || text_[end - 1] == '\n' || text_[end - 1] == '\r')) --end;
        return span(begin, end);
    }

    // A heading that is one cell, in which another sign parts names.
    void check_separator() {
        if (rows_.empty() || rows_.front().cells.size() > 1) return;
        const Span head = rows_.front().cells.front();
        const std::string_view text = text_.substr(head.begin, head.end - head.begin);
        for (const auto& [sign, name, written] : {std::tuple(';', "semicolons", "\";\""), std::tuple('\t', "tabs", "tab"), std::tuple(',', "commas", "\",\"")}) {
            if (sign == separator_ || text.find(sign) == std::string_view::npos) continue;
            report(head, fmt::format("{} part the columns of this file", name), fmt::format("Write from \"FILE\" separated by {}.", written));
            rows_.clear();
            return;
        }
    }

    // Invisible characters in cells would make names that look alike.
    void check_invisible() {
        for (std::size_t i = 0; diagnostics_ && i < text_.size();) {
            const CodePoint point = code_point(text_, i);
            const bool space = point.code == '\t' || point.code == '\n' || point.code == '\r';
            if ((point.code < 0x20 && !space) || point.code == 0x7f || is_invisible(point.code)) {
                diagnostics_->push_back(make_diagnostic(Code::encoding, span(i, i + point.size), fmt::format("an invisible character (U+{:04X}) stands here", std::max(point.code, 0)), "Take it out of the cell."));
                return;
            }
            i += point.size;
        }
    }

    Span span(std::size_t begin, std::size_t end) const { return {id_, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}; }
    void report(Span where, std::string message, std::string advice) {
        if (diagnostics_) diagnostics_->push_back(make_diagnostic(Code::table, where, std::move(message), std::move(advice)));
    }

    std::string_view text_;
    SourceId id_;
    char separator_;
    std::vector<Diagnostic>* diagnostics_;
    std::vector<CsvRow> rows_;
    std::size_t at_ = 0;
};

}  // namespace

std::vector<CsvRow> csv_rows(const Source& source, SourceId id, std::vector<Diagnostic>* diagnostics) {
    return CsvReader(source, id, diagnostics).rows();
}

std::string csv_text(std::string_view cell) {
    std::string out;
    for (std::size_t i = 0; i < cell.size(); ++i) {
        if (cell[i] == '"' && i + 1 < cell.size() && cell[i + 1] == '"') ++i;
        if (cell[i] == '\r' && i + 1 < cell.size() && cell[i + 1] == '\n') continue;
        out += cell[i] == '\n' ? ' ' : cell[i];
    }
    return out;
}

char csv_separator(std::string_view written) {
    if (same_word(written, "tab")) return '\t';
    return written.size() == 1 && std::string_view(",;|:\t").find(written[0]) != std::string_view::npos ? written[0] : '\0';
}

}  // namespace hence
