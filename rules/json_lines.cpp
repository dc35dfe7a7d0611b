#include "rules/json_lines.hpp"

#include <algorithm>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "rules/scan_tokens.hpp"
#include "rules/text.hpp"

namespace hence {
namespace {

constexpr std::string_view blanks = " \t\r";

// Boost.JSON says whether a line is JSON, and where it stops being so; the places are then read off.
class LineReader {
public:
    LineReader(const Source& source, SourceId id, std::vector<Diagnostic>* diagnostics) : text_(source.text), id_(id), diagnostics_(diagnostics) {}

    // False: it is no row, and told so.
    bool read(std::size_t begin, std::size_t end) {
        end_ = end;
        line_.line = span(begin, end);
        line_.members.clear();
        boost::json::error_code failed;
        parser_.reset();
        const std::size_t read = parser_.write(text_.data() + begin, end - begin, failed);
        if (failed) return refuse(span(std::min(begin + read, end - 1), end), fmt::format("this is not JSON: {}", failed.message()));
        if (text_[begin] != '{') return refuse(line_.line, "this is no JSON object");
        at_ = begin + 1;
        return members();
    }
    const JsonLine& line() const { return line_; }

private:
    bool members() {
        while (text_[at_ = text_.find_first_of("\"}", at_)] == '"') {
            JsonMember member;
            member.key = quoted();
            at_ = text_.find_first_not_of(" \t:", at_);
            if (text_[at_] == '"') member.value = quoted();
            else if (!plain(member)) return false;
            if (!visible(member.key) || !visible(member.value)) return false;
            line_.members.push_back(member);
        }
        return true;
    }

    Span quoted() {
        std::size_t begin = ++at_;
        while (text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
        std::size_t end = at_++;
        while (begin < end && text_[begin] == ' ') ++begin;
        while (end > begin && text_[end - 1] == ' ') --end;
        return span(begin, end);
    }

    bool plain(JsonMember& member) {
        const std::size_t begin = at_;
        at_ = text_.find_first_of(",} \t\r", at_);
        member.value = span(begin, at_);
        member.null = text_[begin] == 'n';
        if (member.null || std::string_view("{[tf").find(text_[begin]) == std::string_view::npos) return true;
        return refuse(span(begin, end_), "a value is a text or a figure here");
    }

    // Names that look alike are the same.
    bool visible(Span part) {
        const std::string_view written = text_.substr(part.begin, part.end - part.begin);
        const std::string text = json_text(written);
        for (std::size_t i = 0; i < text.size();) {
            const CodePoint point = code_point(text, i);
            if (point.code < 0x20 || point.code == 0x7f || is_invisible(point.code)) {
                if (diagnostics_) diagnostics_->push_back(make_diagnostic(Code::encoding, part, fmt::format("an invisible character (U+{:04X}) stands here", std::max(point.code, 0)), "Take it out of the text."));
                return false;
            }
            i += point.size;
        }
        return true;
    }

    bool refuse(Span where, std::string message) {
        if (diagnostics_) diagnostics_->push_back(make_diagnostic(Code::table, where, std::move(message), "Write an object a line, such as {\"drug\": \"furosemide\", \"nutrient\": \"magnesium\"}."));
        return false;
    }
    Span span(std::size_t begin, std::size_t end) const { return {id_, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)}; }

    std::string_view text_;
    SourceId id_;
    std::vector<Diagnostic>* diagnostics_;
    boost::json::parser parser_;
    JsonLine line_;
    std::size_t at_ = 0, end_ = 0;
};

}  // namespace

void each_json_line(const Source& source, SourceId id, std::vector<Diagnostic>* diagnostics, const std::function<void(const JsonLine&)>& each) {
    const std::string_view text = source.text;
    LineReader reader(source, id, diagnostics);
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t next = std::min(text.find('\n', from), text.size());
        const std::string_view line = text.substr(from, next - from);
        if (const std::size_t begin = line.find_first_not_of(blanks); begin != std::string_view::npos)
            if (reader.read(from + begin, from + line.find_last_not_of(blanks) + 1)) each(reader.line());
        from = next + 1;
    }
}

std::string json_text(std::string_view text) {
    if (text.find('\\') == std::string_view::npos) return std::string(text);
    boost::json::error_code failed;
    const boost::json::value value = boost::json::parse('"' + std::string(text) + '"', failed);
    std::string out(failed ? text : std::string_view(value.get_string()));
    std::replace_if(out.begin(), out.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    out.erase(out.find_last_not_of(' ') + 1);
    return out.erase(0, out.find_first_not_of(' '));
}

}  // namespace hence
