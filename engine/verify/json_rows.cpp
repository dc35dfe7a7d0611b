// Rows of a file of JSON Lines: an object a line, its keys the headings.
#include <algorithm>

#include <boost/json.hpp>

#include "engine/verify/scan.hpp"

namespace hence::verify {
namespace {

// The strings and figures of one line, which is known to be JSON; keys and values by turns.
class Members {
 public:
  Members(const RuleBase& base, Span line) : base_(base), text_(base.files[static_cast<std::size_t>(line.file)].text), line_(line), at_(line.begin) {}

  // Blank where the value says nothing.
  std::vector<std::pair<Span, Span>> read() {
    std::vector<std::pair<Span, Span>> out;
    while (at_ < line_.end && text_[at_] != '}') {
      if (text_[at_] != '"') {
        ++at_;
        continue;
      }
      const Span key = string();
      at_ = text_.find_first_not_of(" \t:", at_);
      out.emplace_back(key, text_[at_] == '"' ? string() : plain());
    }
    return out;
  }

 private:
  Span string() {
    Span out{line_.file, ++at_, 0};
    while (text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    out.end = at_++;
    while (out.begin < out.end && text_[out.begin] == ' ') ++out.begin;
    while (out.end > out.begin && text_[out.end - 1] == ' ') --out.end;
    return out;
  }
  Span plain() {
    Span out{line_.file, at_, at_ = text_.find_first_of(",} \t\r", at_)};
    const char first = text_[out.begin];
    if (first == 'n') out.begin = out.end;
    else if (first != '-' && (first < '0' || first > '9')) throw Unable{base_.place(out.file, out.begin), "a text or a figure is wanted here"};
    return out;
  }

  const RuleBase& base_;
  std::string_view text_;
  Span line_;
  std::size_t at_;
};

}  // namespace

Table json_table(const RuleBase& base, int id) {
  const std::string_view text = base.files[static_cast<std::size_t>(id)].text;
  constexpr std::string_view blanks = " \t\r";
  Table out;
  std::vector<std::string> keys;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t next = std::min(text.find('\n', from), text.size());
    const std::string_view line = text.substr(from, next - from);
    const std::size_t begin = line.find_first_not_of(blanks);
    const Span whole{id, from + std::min(begin, line.size()), from + line.find_last_not_of(blanks) + 1};
    from = next + 1;
    if (begin == std::string_view::npos) continue;
    boost::json::error_code failed;
    const boost::json::value value = boost::json::parse(text.substr(whole.begin, whole.end - whole.begin), failed);
    if (failed || !value.is_object()) throw Unable{base.place(id, whole.begin), "this is no JSON object"};
    std::vector<Span> row(keys.size(), {id, whole.end, whole.end});
    for (const auto& [key, cell] : Members(base, whole).read()) {
      const std::string name = key_of(cell_text(base, key));
      const auto at = static_cast<std::size_t>(std::find(keys.begin(), keys.end(), name) - keys.begin());
      if (at == keys.size()) {
        keys.push_back(name);
        out.headings.push_back(key);
        row.push_back(cell);
      } else {
        row[at] = cell;
      }
    }
    out.rows.push_back(std::move(row));
    out.whole.push_back(whole);
  }
  for (auto& row : out.rows) row.resize(keys.size(), {id, 0, 0});
  return out;
}

}  // namespace hence::verify
