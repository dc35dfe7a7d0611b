#include "engine/verify/scan.hpp"

#include <algorithm>
#include <array>

#include <boost/json.hpp>

namespace hence::verify {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) { return ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_'; }

std::size_t space_size(std::string_view text) {
  if (text.empty()) return 0;
  const char c = text[0];
  if (c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v') return 1;
  if (text.starts_with("\u00a0")) return 2;
  return text.starts_with("\u202f") || text.starts_with("\u2009") ? 3 : 0;
}

struct Sign {
  std::string_view bytes;
  char sign;
};
constexpr std::array<Sign, 27> signs{{
    {"→", 'A'}, {"⇒", 'A'}, {"≥", 'G'}, {"≤", 'L'}, {"≠", 'N'}, {"×", '*'}, {"−", '-'}, {"->", 'A'}, {"=>", 'A'},
    {">=", 'G'}, {"<=", 'L'}, {"!=", 'N'}, {"<>", 'N'}, {"(", '('}, {")", ')'}, {",", ','}, {":", ':'}, {"/", '/'},
    {"*", '*'}, {"^", '^'}, {"<", '<'}, {">", '>'}, {"=", '='}, {"“", '"'}, {"”", '"'}, {"„", '"'}, {"\"", '"'}}};
constexpr std::size_t quotes_from = 23;

// Tokens of one stretch of one line.
class Scanner {
 public:
  Scanner(const RuleBase& base, int file, std::size_t at, std::size_t end)
      : base_(base), text_(base.files[static_cast<std::size_t>(file)].text), file_(file), at_(at), end_(end) {}

  std::vector<Token> tokens() {
    bool first = true;
    while (true) {
      spaced_ = skip() || first;
      if (at_ >= end_ || text_[at_] == '#') return std::move(out_);
      first = false;
      next();
    }
  }

 private:
  std::string_view rest() const { return text_.substr(at_, end_ - at_); }
  bool skip() {
    bool some = false;
    for (std::size_t n = space_size(rest()); n > 0; n = space_size(rest())) at_ += n, some = true;
    return some;
  }
  [[noreturn]] void fail(std::string why) const { throw Unable{base_.place(file_, at_), std::move(why)}; }
  void put(Tok kind, std::size_t end, char sign = 0) {
    out_.push_back({kind, sign, spaced_, false, at_, end});
    at_ = end;
  }

  bool value_may_begin() const {
    if (spaced_ || out_.empty()) return true;
    const Token& last = out_.back();
    return last.kind == Tok::sign && last.sign != ')' && last.sign != ':';
  }

  void next() {
    const char c = text_[at_];
    const char after = at_ + 1 < end_ ? text_[at_ + 1] : ' ';
    if (letter(c)) return word();
    if (digit(c) || (c == '.' && digit(after) && value_may_begin())) return number(at_);
    if (c == '"' || rest().starts_with("“") || rest().starts_with("”") || rest().starts_with("„")) return quoted();
    if ((c == '+' || c == '-') && digit(after) && value_may_begin()) return number(at_ + 1);
    if (rest().starts_with("−") && value_may_begin() && at_ + 3 < end_ && digit(text_[at_ + 3])) return number(at_ + 3);
    if (rest().starts_with("–") && (at_ + 3 >= end_ || !is_letter_or_digit(character_at(text_, at_ + 3).code)))
      return put(Tok::sign, at_ + 3, '-');
    for (std::size_t i = 0; i < quotes_from; ++i)
      if (rest().starts_with(signs[i].bytes)) return put(Tok::sign, at_ + signs[i].bytes.size(), signs[i].sign);
    if (c == '+' || c == '-') return put(Tok::sign, at_ + 1, c);
    if (c == '[') {
      const std::size_t close = text_.find(']', at_);
      if (close == std::string_view::npos || close >= end_) fail("a bracket is not closed");
      return put(Tok::column, close + 1);
    }
    if (c == '?' && variable()) return;
    if (static_cast<unsigned char>(c) < 0x21 || std::string_view(";|]{}\\`").find(c) != std::string_view::npos)
      fail("this character is not read");
    word();
  }

  // `?drug`, or `?` alone; false: a word that begins so.
  bool variable() {
    std::size_t to = at_ + 1;
    while (to < end_) {
      const Character ch = character_at(text_, to);
      if (ch.code < 0 || !(letter(text_[to]) || is_letter_or_digit(ch.code))) break;
      to += ch.size;
    }
    const bool goes_on = at_ + 1 < end_ && word_part(at_ + 1) > 0;
    if (goes_on && (to == at_ + 1 || digit(text_[at_ + 1]))) return false;
    put(Tok::variable, to);
    return true;
  }

  void quoted() {
    const bool straight = text_[at_] == '"';
    const auto closing = [&](bool plain) {
      std::size_t to = at_ + (straight ? 1 : 3);
      while (to < end_) {
        const std::string_view t = text_.substr(to, end_ - to);
        if (plain ? t[0] == '"' : t.starts_with("”") || t.starts_with("“")) break;
        to += t[0] == '\\' ? 2 : 1;
      }
      return to;
    };
    std::size_t to = closing(straight);
    if (to >= end_ && !straight) to = closing(true);
    if (to >= end_) fail("a quote is not closed");
    put(Tok::text, to + (text_[to] == '"' ? 1 : 3));
  }

  std::size_t word_part(std::size_t at) const {
    const char c = text_[at];
    if (letter(c) || digit(c) || std::string_view("'%&.~@$!").find(c) != std::string_view::npos) return 1;
    const std::string_view r = text_.substr(at, end_ - at);
    if (r.starts_with("->")) return 0;
    if (c == '-' || c == '+' || c == '?') return 1;
    if (static_cast<unsigned char>(c) < 0x80 || space_size(r) > 0) return 0;
    const Character ch = character_at(text_, at);
    if (ch.code < 0) return 0;
    for (const Sign& sign : signs)
      if (r.starts_with(sign.bytes)) return 0;
    const bool hidden = (ch.code >= 0x200b && ch.code <= 0x200f) || (ch.code >= 0x202a && ch.code <= 0x202e) ||
                        (ch.code >= 0x2060 && ch.code <= 0x2069) || ch.code == 0xfeff || ch.code == 0xad || ch.code < 0xa0;
    return hidden ? 0 : ch.size;
  }
  void word() {
    std::size_t to = at_;
    while (to < end_) {
      const std::size_t n = word_part(to);
      if (n == 0) break;
      to += n;
    }
    if (to == at_) fail("this character is not read");
    put(Tok::word, to);
  }

  bool glued(std::size_t to) const {
    if (to >= end_ || text_.substr(to).starts_with("->")) return false;
    const char c = text_[to];
    if (letter(c) || c == '\'' || c == '-' || c == '.' || c == '%') return true;
    if (static_cast<unsigned char>(c) < 0x80 || space_size(text_.substr(to)) > 0) return false;
    const std::int32_t code = character_at(text_, to).code;
    return code > 0 && (is_letter_or_digit(code) || code == 0x2013 || code == 0xb0);
  }

  void number(std::size_t digits) {
    const std::size_t begin = at_;
    if (digits == begin && at_ + 10 <= end_ && date_of(text_.substr(at_, 10)) &&
        (at_ + 10 == end_ || !(letter(text_[at_ + 10]) || digit(text_[at_ + 10]) || text_[at_ + 10] == '/' ||
                               (text_[at_ + 10] == '-' && !text_.substr(at_ + 10).starts_with("->")))))
      return put(Tok::date, at_ + 10);
    std::size_t to = digits;
    const auto run = [&] {
      while (to < end_ && digit(text_[to])) ++to;
    };
    run();
    if (to + 1 < end_ && text_[to] == '.' && digit(text_[to + 1])) ++to, run();
    if (to + 1 < end_ && (text_[to] | 32) == 'e') {
      const std::size_t exponent = to + (text_[to + 1] == '-' || text_[to + 1] == '+' ? 2 : 1);
      if (exponent < end_ && digit(text_[exponent])) to = exponent, run();
    }
    if (glued(to)) {
      if (unit_size(text_.substr(to, end_ - to)) == 0) {
        if (digits == begin) return word();
        return put(Tok::sign, digits, text_[begin] == '+' ? '+' : '-');
      }
    } else if (to + 1 < end_ && text_[to] == ',' && digit(text_[to + 1])) {
      fail("a comma inside a figure");
    }
    put(Tok::number, to);
    const std::size_t before = at_;
    const bool space = skip();
    const std::size_t size = at_ < end_ ? unit_size(rest()) : 0;
    if (size == 0) {
      at_ = before;
      return;
    }
    spaced_ = space;
    put(Tok::unit, at_ + size);
  }

  const RuleBase& base_;
  std::string_view text_;
  int file_;
  std::size_t at_, end_;
  bool spaced_ = false;
  std::vector<Token> out_;
};

struct Region {
  std::size_t begin, end;
  bool table_only;
};

// Of Markdown: its blocks fenced as `hence`, and the prose behind them, where only a table is read.
std::vector<Region> regions_of(const File& file) {
  const std::string_view text = file.text;
  if (!file.path.ends_with(".md")) return {{0, text.size(), false}};
  std::vector<Region> regions;
  char open = 0;
  std::size_t length = 0;
  bool rules = false, seen = false;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size()), next = std::min(end + 1, text.size());
    const std::string line = trimmed(text.substr(at, end - at));
    const bool fenced = line.starts_with("```") || line.starts_with("~~~");
    const std::size_t run = fenced ? std::min(line.find_first_not_of(line[0]), line.size()) : 0;
    const std::string words = fenced ? trimmed(line.substr(run)) : "";
    const bool fence = fenced && !(line[0] == '`' && words.find('`') != std::string::npos);
    if (open == 0 && fence) {
      if (!regions.empty()) regions.back().end = std::min(regions.back().end, at);
      open = line[0];
      length = run;
      rules = words.substr(0, words.find_first_of(" \t")) == "hence";
      if (rules) regions.push_back({next, text.size(), false});
      seen = seen || rules;
    } else if (open != 0 && fence && line[0] == open && run >= length && words.empty()) {
      if (rules) regions.back().end = std::min(regions.back().end, at);
      if (seen) regions.push_back({next, text.size(), true});
      open = 0;
    }
    at = next;
  }
  return regions;
}

constexpr std::array<std::string_view, 23> statement_words{
    "advise", "ask", "case", "cases", "choice", "convert", "date", "default", "describe", "fact", "finding", "goal",
    "notice", "number", "option", "relation", "rule", "score", "source", "table", "text", "topic", "use"};

// Puts physical lines together.
class Lines {
 public:
  Lines(const RuleBase& base, int id) : base_(base), file_(base.files[static_cast<std::size_t>(id)]), id_(id) {}

  std::vector<Line> read() {
    for (const Region& r : regions_of(file_)) region(r);
    return std::move(out_);
  }

 private:
  bool word(const Line& l, std::size_t at, std::string_view w) const { return is_word(file_, l, at, w); }

  bool wants_table() const {
    if (out_.empty()) return false;
    const Line& l = out_.back();
    if (l.tokens.front().kind == Tok::row) return false;
    for (std::size_t i = 0; i + 1 < l.tokens.size() && !l.tokens[i].opens; ++i)
      if (word(l, i, "from") && l.tokens[i + 1].kind == Tok::text) return false;
    if (word(l, 0, "table") || word(l, 0, "cases") || (word(l, 0, "fact") && word(l, 1, "table"))) return true;
    return l.tokens.back().kind == Tok::column && (word(l, 0, "score") || word(l, 0, "choice"));
  }

  void region(const Region& r) {
    if (r.table_only && !wants_table()) return;
    bool row_seen = false;
    for (std::size_t at = r.begin; at < r.end;) {
      const std::size_t end = std::min(file_.text.find('\n', at), r.end);
      std::size_t first = at, columns = 0;
      const std::size_t last = end > at && file_.text[end - 1] == '\r' ? end - 1 : end;
      for (std::size_t n = space_size(std::string_view(file_.text).substr(first, last - first)); n > 0 && first < last;
           n = space_size(std::string_view(file_.text).substr(first, last - first))) {
        columns += file_.text[first] == '\t' ? 4 - columns % 4 : 1;
        first += n;
      }
      const bool blank = first >= last;
      const bool row = !blank && file_.text[first] == '|';
      if (r.table_only && !row) {
        if (row_seen) break;
      } else if (blank) {
        finish();
      } else if (row) {
        finish();
        Line line;
        line.file = id_;
        line.tokens.push_back({Tok::row, 0, true, false, at, last});
        out_.push_back(line);
        row_seen = true;
      } else if (file_.text[first] != '#') {
        physical(Scanner(base_, id_, first, last).tokens(), columns);
      }
      at = std::min(end + 1, r.end);
    }
    finish();
  }

  void physical(std::vector<Token> tokens, std::size_t indent) {
    if (tokens.empty()) return;
    Line part;
    part.file = id_;
    part.tokens = tokens;
    for (std::size_t i = 0; i < tokens.size(); ++i) part.arrow = part.arrow || arrow_at(part, i);
    if (open_ && !goes_on(part, indent)) finish();
    if (!open_) {
      open_ = true;
      line_ = part;
      line_.indent = indent;
      depth_ = 0;
    } else {
      const bool table = word(line_, 0, "table");
      tokens.front().opens = true;
      line_.tokens.insert(line_.tokens.end(), tokens.begin(), tokens.end());
      line_.arrow = line_.arrow || (part.arrow && !table);
    }
    for (const Token& t : tokens)
      if (t.kind == Tok::sign) depth_ = std::max(0, depth_ + (t.sign == '(' ? 1 : t.sign == ')' ? -1 : 0));
  }

  bool arrow_at(const Line& l, std::size_t i) const {
    return (l.tokens[i].kind == Tok::sign && l.tokens[i].sign == 'A') || verb_at(file_, l, i).tokens > 0;
  }

  bool ends_open() const {
    const Token& last = line_.tokens.back();
    const std::size_t n = line_.tokens.size();
    if (last.kind == Tok::sign) return std::string_view("A,+-*^/<L>G=N").find(last.sign) != std::string_view::npos;
    if (last.kind != Tok::word) return false;
    for (const std::string_view w : {"and", "or", "not", "unless"})
      if (word(line_, n - 1, w)) return n > 1;
    for (std::size_t length = 3; length > 0; --length)
      if (length < n && verb_at(file_, line_, n - length).tokens == length) return !word(line_, n - length - 1, "otherwise");
    return false;
  }

  bool goes_on(const Line& part, std::size_t indent) const {
    if (indent > line_.indent) return true;
    if (depth_ == 0 && !ends_open()) return false;
    const bool keyword = part.tokens[0].kind == Tok::word &&
                         std::any_of(statement_words.begin(), statement_words.end(), [&](auto w) { return word(part, 0, w); });
    const bool named = part.tokens.size() > 1 && (part.tokens[1].kind == Tok::word || part.tokens[1].kind == Tok::text || part.tokens[1].kind == Tok::number || part.tokens[1].kind == Tok::variable);
    if (keyword && (part.arrow || named)) return false;
    int depth = 0;
    bool closes = false;
    for (const Token& t : part.tokens) {
      if (t.kind == Tok::sign) depth += t.sign == '(' ? 1 : t.sign == ')' ? -1 : 0;
      closes = closes || depth < 0;
    }
    return !(part.arrow && (line_.arrow || !closes) && (line_.arrow || depth_ > 0));
  }

  void finish() {
    if (open_) out_.push_back(line_);
    open_ = false;
  }

  const RuleBase& base_;
  const File& file_;
  int id_;
  std::vector<Line> out_;
  bool open_ = false;
  Line line_;
  int depth_ = 0;
};

}  // namespace

std::string_view text_of(const File& file, const Token& t) { return std::string_view(file.text).substr(t.begin, t.end - t.begin); }

bool is_word(const File& file, const Line& line, std::size_t at, std::string_view lower) {
  return at < line.tokens.size() && line.tokens[at].kind == Tok::word && same_words(text_of(file, line.tokens[at]), lower);
}

Verb verb_at(const File& file, const Line& line, std::size_t at) {
  const auto is = [&](std::size_t i, std::string_view w) { return is_word(file, line, at + i, w); };
  if (is(0, "causes")) return {0, true, 1};
  if (is(0, "confirms")) return {1, false, 1};
  if (is(0, "suggests")) return {0.6, false, 1};
  if (is(0, "rules") && is(1, "out")) return {-1, false, 2};
  if (is(0, "argues") && is(1, "against")) return {-0.6, false, 2};
  for (const auto& [word, up, down] : {std::tuple("strongly", 0.8, -0.8), std::tuple("weakly", 0.3, -0.3)}) {
    if (!is(0, word)) continue;
    if (is(1, "suggests")) return {up, false, 2};
    if (is(1, "argues") && is(2, "against")) return {down, false, 3};
  }
  return {};
}

std::vector<Line> scan(const RuleBase& base, int file) { return Lines(base, file).read(); }

std::vector<Token> scan_part(const RuleBase& base, int file, std::size_t begin, std::size_t end) {
  return Scanner(base, file, begin, end).tokens();
}

std::vector<Span> cells_of(const File& file, int id, const Token& row) {
  const std::string_view text = file.text;
  std::vector<Span> cells;
  std::size_t from = row.begin;
  while (from < row.end && text[from] != '|') ++from;
  for (std::size_t i = ++from; i <= row.end; ++i) {
    if (i < row.end && (text[i] != '|' || text[i - 1] == '\\')) continue;
    std::size_t begin = from, end = i;
    while (begin < end && (text[begin] == ' ' || text[begin] == '\t')) ++begin;
    while (end > begin && (text[end - 1] == ' ' || text[end - 1] == '\t' || text[end - 1] == '\r')) --end;
    if (i < row.end || end > begin) cells.push_back({id, begin, end});
    from = i + 1;
  }
  return cells;
}

std::vector<Span> members_of(const File& file, Span cell) {
  const std::string_view text = file.text;
  std::vector<Span> members;
  int depth = 0;
  std::size_t from = cell.begin;
  for (std::size_t i = cell.begin; i <= cell.end; ++i) {
    if (i < cell.end) {
      depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
      if (text[i] != ',' || depth > 0) continue;
    }
    std::size_t begin = from, end = i;
    while (begin < end && text[begin] == ' ') ++begin;
    while (end > begin && text[end - 1] == ' ') --end;
    const std::string_view member = text.substr(begin, end - begin);
    const bool blank = member.empty() || member == "-" || member == "–" || member == "—" || member == "−";
    if (!blank) members.push_back({cell.file, begin, end});
    from = i + 1;
  }
  return members;
}

Table csv_table(const RuleBase& base, int id) {
  const File& file = base.files[static_cast<std::size_t>(id)];
  const std::string_view text = file.text;
  Table out;
  std::size_t at = 0;
  const auto line_end = [&] {
    return at >= text.size() || text[at] == '\n' || (text[at] == '\r' && (at + 1 == text.size() || text[at + 1] == '\n'));
  };
  const auto blank = [&] { return at < text.size() && (text[at] == ' ' || (text[at] == '\t' && file.separator != '\t')); };
  while (at < text.size()) {
    std::vector<Span> cells;
    const std::size_t row = at;
    while (true) {
      while (blank()) ++at;
      std::size_t begin = at, end = at;
      if (at < text.size() && text[at] == '"') {
        begin = ++at;
        while (at < text.size() && (text[at] != '"' || (at + 1 < text.size() && text[at + 1] == '"'))) at += text[at] == '"' ? 2 : 1;
        if (at >= text.size()) throw Unable{base.place(id, begin), "a quote is not closed"};
        end = at++;
        while (blank()) ++at;
        if (!line_end() && text[at] != file.separator) throw Unable{base.place(id, at), "text stands behind a closing quote"};
        while (begin < end && (text[begin] == ' ' || text[begin] == '\n' || text[begin] == '\r')) ++begin;
        while (end > begin && (text[end - 1] == ' ' || text[end - 1] == '\n' || text[end - 1] == '\r')) --end;
      } else {
        while (!line_end() && text[at] != file.separator) ++at;
        end = at;
        while (end > begin && (text[end - 1] == ' ' || text[end - 1] == '\t')) --end;
      }
      cells.push_back({id, begin, end});
      if (line_end()) break;
      ++at;
    }
    const Span whole{id, row, at};
    if (at < text.size() && text[at] == '\r') ++at;
    ++at;
    if (std::all_of(cells.begin(), cells.end(), [](const Span& c) { return c.begin == c.end; })) continue;
    if (out.headings.empty()) {
      out.headings = cells;
      continue;
    }
    out.rows.push_back(cells);
    out.whole.push_back(whole);
  }
  return out;
}

std::string cell_text(const RuleBase& base, Span cell) {
  const File& file = base.files[static_cast<std::size_t>(cell.file)];
  const std::string_view text = std::string_view(file.text).substr(cell.begin, cell.end - cell.begin);
  if (file.separator == 0 || (file.separator == json_lines && text.find('\\') == std::string_view::npos)) return std::string(text);
  if (file.separator == json_lines) {
    std::string out(boost::json::parse('"' + std::string(text) + '"').as_string());
    for (char& c : out)
      if (c == '\n' || c == '\r' || c == '\t') c = ' ';
    return trimmed(out);
  }
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"' && i + 1 < text.size() && text[i + 1] == '"') ++i;
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    out += text[i] == '\n' ? ' ' : text[i];
  }
  return out;
}

std::string unquoted(std::string_view text) {
  const std::size_t open = text.starts_with('"') ? 1 : 3, close = text.ends_with('"') ? 1 : 3;
  std::string out;
  text = text.substr(open, text.size() - open - close);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\')) ++i;
    out += text[i];
  }
  return out;
}

void join_names(const File& file, Line& line, const std::set<std::string, std::less<>>& names) {
  if (names.empty()) return;
  std::size_t longest = 0;
  for (const std::string& name : names) longest = std::max(longest, name.size());
  const auto capital = [&](const Token& t) {
    const std::string_view w = text_of(file, t);
    return t.kind == Tok::word && (w == "AND" || w == "OR" || w == "NOT");
  };
  std::vector<Token> out;
  for (std::size_t i = 0; i < line.tokens.size();) {
    const Token& first = line.tokens[i];
    std::size_t best = 0;
    if ((first.kind == Tok::word || first.kind == Tok::number || first.kind == Tok::date) && !capital(first)) {
      std::string key;
      for (std::size_t j = i; j < line.tokens.size() && key.size() <= longest; ++j) {
        const Token& t = line.tokens[j];
        if (j > i) {
          if (t.kind == Tok::text || t.kind == Tok::column || capital(t)) break;
          const std::size_t before = line.tokens[j - 1].end;
          if (t.opens && file.text.substr(before, t.begin - before).find('#') != std::string::npos) break;
          if (t.kind == Tok::sign && t.sign == '-') continue;
          if (t.spaced || t.opens) key += ' ';
        }
        key += key_of(text_of(file, t));
        if (names.contains(key)) best = j + 1 - i;
      }
    }
    Token token = first;
    if (best > 0) {
      token.kind = Tok::name;
      token.end = line.tokens[i + best - 1].end;
    }
    out.push_back(token);
    i += std::max<std::size_t>(best, 1);
  }
  line.tokens = std::move(out);
}

}  // namespace hence::verify
