// Statements: their parts as trees, then as rules over findings.
#include <algorithm>

#include "engine/verify/reader.hpp"

namespace hence::verify {

RuleBase read_rules(const Input& input) {
  Reader reader(input);
  try {
    return reader.read();
  } catch (Unable& unable) {
    if (unable.at.file >= 0) unable.path = reader.path(unable.at.file);
    throw;
  }
}

RuleBase Reader::read() {
  load();
  std::set<std::string, std::less<>> names;
  for (std::size_t i = 0; i < lines_.size(); ++i)
    if (lines_[i].tokens[0].kind != Tok::row) collect_names(lines_[i], i, names);
  for (Line& l : lines_) join_names(file(l.file), l, names);
  names_ = std::move(names);
  for (const Line& l : lines_)
    if (!l.arrow && is_word(file(l.file), l, 0, "convert")) conversion(l);
  for (std::size_t i = 0; i < lines_.size(); ++i) declare(i);
  const bool dates = std::any_of(base_.findings.begin(), base_.findings.end(), [](const Finding& f) { return f.kind == Kind::date; });
  if (dates) today();
  // Long texts of items declare their short names.
  for (const Line& l : lines_) {
    const Syntax s(base_, nodes_, l);
    if (l.arrow || !s.word(0, "score")) continue;
    for (std::size_t i = 1; i + 2 < l.tokens.size(); ++i) {
      if (l.tokens[i].kind != Tok::text || !s.word(i + 1, "as") || i == 1) continue;
      std::size_t to = i + 3;
      const auto is_points = [&](std::size_t t) { return l.tokens[t].kind == Tok::number && std::string_view("+-").find(file(l.file).text[l.tokens[t].begin]) != std::string_view::npos; };
      while (to < l.tokens.size() && !s.sign(to, ',') && !l.tokens[to].opens && !is_points(to) && !file(l.file).text.substr(l.tokens[to].begin).starts_with("−")) ++to;
      const std::string name = s.text(i + 2, to);
      if (!base_.by_key.contains(key_of(name))) declare_name(name, Kind::yes_no, base_.place(l.file, l.tokens[i + 2].begin));
    }
  }
  for (std::size_t i = 0; i < lines_.size(); ++i) statements_.push_back(statement(i));
  for (const Statement& s : statements_)
    if (holds_named(s)) imply_relations(s);
  for (const Statement& s : statements_)
    if (s.line.tokens[0].kind != Tok::row && is_word(file(s.line.file), s.line, 0, "ask") && holds_named(s))
      for (const Words& words : s.subject.empty() ? s.names : std::vector<Words>{s.subject})
        if (const auto tuple = base_.read(pattern_text(words, s.line.file))) relation(tuple->relation).closed = false;
  for (int f = 0; f < static_cast<int>(base_.files.size()); ++f) {
    for (const Statement& s : statements_)
      if (s.line.file == f) imply_cells(s);
    for (const Statement& s : statements_)
      if (s.line.file == f) imply(s);
  }
  for (std::size_t i = 0; i < statements_.size(); ++i)
    if (holds_named(statements_[i])) plan(i);
  scopes_.assign(base_.files.size(), -1);
  read_schema();
  for (int f = 0; f < static_cast<int>(base_.files.size()); ++f) resolve_scope(f);
  for (const bool facts : {false, true})  // a fact is about what something else names
    for (const Statement& s : statements_)
      if (!holds_named(s) && (s.is == Statement::Is::facts) == facts) resolve(s);
  for (const auto& [from, to] : shared_) count_shared(from, to);
  for (const Statement& s : statements_)
    if (!holds_named(s))
      for (const int node : s.conditions) condition(node, nullptr);
  ground();
  return std::move(base_);
}

int Reader::today() {
  if (base_.today >= 0) return base_.today;
  base_.today = base_.find("today");
  if (base_.today < 0) base_.today = declare_name("today", Kind::date, {});
  return base_.today;
}

// ---- statements as trees ---------------------------------------------------------------------

Statement Reader::statement(std::size_t index) {
  Statement out;
  out.line = lines_[index];
  const Line& l = lines_[index];
  const std::size_t first_node = nodes_.size(), n = l.tokens.size();
  if (l.tokens[0].kind == Tok::row) return out;
  Syntax s(base_, nodes_, l);
  const auto find_sign = [&](char c, std::size_t from) {
    while (from < n && !s.sign(from, c)) ++from;
    return from;
  };
  std::size_t of = n;
  for (std::size_t i = 0; i + 3 < n && of == n; ++i)
    if ((s.word(i, "is") || s.sign(i, '=')) && s.word(i + 1, "first") && s.word(i + 2, "of") && s.sign(i + 3, ':')) of = i;
  std::size_t kind = n;
  for (std::size_t i = 1; i + 4 < n && kind == n; ++i)
    if (s.word(i, "is") && s.word(i + 1, "a") && s.word(i + 2, "kind") && s.word(i + 3, "of")) kind = i;
  if (s.word(0, "table")) {
    table_statement(index, out);
  } else if (l.arrow) {
    out.is = Statement::Is::rule;
    out.rule = s.rule(0, n);
  } else if (of < n) {
    out.is = Statement::Is::first_of;
    first_of_statement(out, of);
  } else if (kind < n) {
    out.is = Statement::Is::kind;
    for (std::size_t i = 0, from = 0; i <= kind; ++i)
      if (i == kind || s.sign(i, ',')) {
        out.names.push_back(s.words(from, i));
        from = i + 1;
      }
    out.subject = s.words(kind + 4, n);
  } else if (s.word(0, "only") && s.word(1, "if")) {
    out.is = Statement::Is::scope;
    out.condition = s.whole(2, n);
  } else if (s.word(0, "number")) {
    const std::size_t equal = find_sign('=', 1);
    if (equal < n) {
      out.is = Statement::Is::computed;
      out.subject = declared_name(l);
      out.condition = s.whole(equal + 1, n);
    }
  } else if (s.word(0, "score")) {
    score_statement(index, out);
  } else if (s.word(0, "default")) {
    out.is = Statement::Is::default_value;
    out.denied = s.word(1, "not");
    const std::size_t from = out.denied ? 2 : 1, equal = find_sign('=', from);
    out.subject = s.words(from, equal);
    if (equal < n) out.condition = s.whole(equal + 1, n);
  } else if (s.word(0, "ask") && s.word(1, "which") && s.word(2, "of") && s.sign(3, '(')) {
    std::size_t close = 4;
    while (close < n && !s.sign(close, ')')) ++close;
    put_names(s, 4, close, out);
    out.each = false;
  } else if (s.word(0, "ask")) {
    out.is = Statement::Is::ask;
    std::size_t only = 1, end = n;
    while (only < n && !(s.word(only, "only") && s.word(only + 1, "if")) && !s.sign(only, ':')) ++only;
    if (s.word(only, "only") && only < n) {
      for (end = only + 2; end < n && !s.sign(end, ':') && !(s.sign(end, ',') && s.word(end + 1, "else")); ++end) {}
      out.condition = s.whole(only + 2, end);
      if (s.sign(end, ',')) out.if_not = s.word(end + 2, "yes") ? 1.0 : -1.0;
    }
    std::size_t last = only;
    if (last > 2 && s.word(last - 1, "first")) --last;
    out.subject = s.words(1, last);
    out.each = out.condition >= 0;  // else it asks for all tuples alike
  } else if (s.word(0, "goal")) {
    put_names(s, 1, n, out);
    out.each = false;
  } else if (s.word(0, "topic")) {
    put_names(s, find_sign(':', 1) + 1, n, out);
    out.each = false;
  } else if (s.word(0, "describe")) {
    put_names(s, 1, find_sign(':', 1), out);
  } else if (s.word(0, "advise")) {
    std::size_t end = 1;
    while (end < n && !s.sign(end, ':') && !s.sign(end, ',') && !s.word(end, "when") && !s.word(end, "unless")) ++end;
    put_names(s, 1, end, out);
    if (!s.sign(end, ':') && end < n) advice_conditions(s, l, end, out);
    for (const Token& t : l.tokens)  // what its text fills in
      if (t.kind == Tok::text) out.texts.push_back(unquoted(text_of(file(l.file), t)));
  } else if (s.word(0, "fact")) {
    fact_statement(index, out);
  } else if (s.word(0, "case")) {
    trial_statement(index, out);
  } else if (s.word(0, "cases")) {
    out.is = Statement::Is::trial;
    for (const Span& cell : table_of(index).headings) out.texts.push_back(heading(cell).name);
  } else {
    bool known = false;
    for (const std::string_view w : {"finding", "choice", "date", "text", "source", "notice", "option", "convert", "use", "relation"}) known = known || s.word(0, w);
    if (!known) s.fail(0, "this statement is not read");
  }
  for (std::size_t i = first_node; i < nodes_.size(); ++i) out.nodes.push_back(static_cast<int>(i));
  return out;
}

void Reader::put_names(const Syntax& s, std::size_t first, std::size_t last, Statement& out) const {
  out.is = Statement::Is::names;
  for (std::size_t i = first, from = first; i <= last && first < last; ++i)
    if (i == last || s.sign(i, ',')) {
      if (from < i) out.names.push_back(s.words(from, i));
      from = i + 1;
    }
}

// Its `when` and `unless` name findings; the proof reads none of them.
void Reader::advice_conditions(Syntax& s, const Line& l, std::size_t from, Statement& out) {
  const std::size_t n = l.tokens.size();
  while (from < n && !s.sign(from, ':')) {
    if (!s.word(from, "when") && !s.word(from, "unless")) {
      ++from;
      continue;
    }
    std::size_t to = from + 1;
    while (to < n && !s.sign(to, ':') && !s.word(to, "unless")) ++to;
    out.conditions.push_back(s.whole(from + 1, to));
    from = to;
  }
}

Table Reader::table_of(std::size_t index) {
  const Line& l = lines_[index];
  for (std::size_t i = 1; i + 1 < l.tokens.size() && !l.tokens[i].opens; ++i)
    if (const auto csv = csvs_.find({l.file, l.tokens[i + 1].begin}); is_word(file(l.file), l, i, "from") && csv != csvs_.end()) return file(csv->second).separator == json_lines ? json_table(base_, csv->second) : csv_table(base_, csv->second);
  Table out;
  bool rule_seen = false;
  for (std::size_t r = index + 1; r < lines_.size() && lines_[r].file == l.file && lines_[r].tokens[0].kind == Tok::row; ++r) {
    const Token& token = lines_[r].tokens[0];
    if (r > index + 1) {  // a blank line ends a table
      const std::string_view between = std::string_view(file(l.file).text).substr(lines_[r - 1].tokens[0].end, token.begin - lines_[r - 1].tokens[0].end);
      if (std::count(between.begin(), between.end(), '\n') > 1) break;
    }
    const std::vector<Span> cells = cells_of(file(l.file), l.file, token);
    if (r == index + 1) out.headings = cells;
    else if (!rule_seen) rule_seen = true;
    else {
      if (cells.size() != out.headings.size()) fail(base_.place(l.file, token.begin), "this row has another number of cells than the heading");
      out.rows.push_back(cells);
      out.whole.push_back({l.file, token.begin, token.end});
    }
  }
  if (out.headings.empty() || !rule_seen) fail(base_.place(l.file, l.tokens[0].begin), "no table follows");
  return out;
}

void Reader::table_statement(std::size_t index, Statement& out) {
  const Line& l = lines_[index];
  out.is = Statement::Is::table;
  out.table = table_of(index);
  const Syntax head(base_, nodes_, l);
  // Each line that is indented no more than the reader above it begins another.
  const auto indent = [&](std::size_t i) {
    const std::size_t newline = file(l.file).text.rfind('\n', l.tokens[i].begin);
    return l.tokens[i].begin - (newline == std::string::npos ? 0 : newline + 1);
  };
  std::vector<std::size_t> readers;
  for (std::size_t i = 1; i < l.tokens.size(); ++i)
    if (l.tokens[i].opens && (readers.empty() || indent(i) <= indent(readers.back()))) readers.push_back(i);
  const std::size_t head_end = readers.empty() ? l.tokens.size() : readers.front();
  for (std::size_t i = 1; i < head_end; ++i) {
    if (head.sign(i, ',')) continue;
    if (head.word(i, "first")) {
      out.first = true;
    } else if (head.word(i, "from")) {
      i += head.word(i + 2, "separated") ? 4 : 1;
    } else if (head.word(i, "source")) {
      while (i + 1 < head_end && !head.sign(i + 1, ',')) ++i;
    } else if (head.word(i, "shared") && head.word(i + 1, "counts") && head.word(i + 2, "less")) {
      out.shared = true;
      i += 2;
    } else {
      head.fail(i, "this says nothing about a table");
    }
  }
  for (std::size_t i = 0; i < readers.size(); ++i) {
    if (head.word(readers[i], "advise")) continue;
    Syntax s(base_, nodes_, l);
    out.readers.push_back(s.rule(readers[i], i + 1 < readers.size() ? readers[i + 1] : l.tokens.size()));
  }
}

void Reader::first_of_statement(Statement& out, std::size_t of) {
  const Line& l = out.line;
  Syntax s(base_, nodes_, l);
  out.subject = s.words(0, of);
  const auto tail_word = [&](std::size_t i) {
    return (s.word(i, "because") && i + 1 < l.tokens.size() && l.tokens[i + 1].kind == Tok::text) || (s.word(i, "source") && i + 1 < l.tokens.size());
  };
  const auto goes_on = [&](std::size_t i) {
    if (l.tokens[i].kind == Tok::sign) return l.tokens[i].sign != '(';
    for (const std::string_view w : {"and", "or", "when", "otherwise", "unless"})
      if (s.word(i, w)) return true;
    return tail_word(i);
  };
  std::vector<std::pair<std::size_t, std::size_t>> parts;
  std::size_t from = of + 4;
  int depth = 0;
  for (std::size_t i = from; i <= l.tokens.size(); ++i) {
    const bool end = i == l.tokens.size();
    if (!end) depth += s.sign(i, '(') ? 1 : s.sign(i, ')') ? -1 : 0;
    const bool comma = !end && depth == 0 && s.sign(i, ',');
    const bool line = !end && depth == 0 && i > from && l.tokens[i].opens && !goes_on(i) && !open_before(l, i);
    if (!end && !comma && !line) continue;
    if (from < i) parts.emplace_back(from, i);
    from = comma ? i + 1 : i;
  }
  for (const auto& [begin, end] : parts) {
    Branch b;
    b.at = base_.place(l.file, l.tokens[begin].begin);
    std::size_t when = begin, tail = begin;
    while (when < end && !s.word(when, "when") && !(s.word(when, "otherwise") && when > begin)) ++when;
    for (tail = when; tail < end && !(tail > when && tail_word(tail)); ++tail) {}
    if (s.word(when, "otherwise") && when + 1 < tail) s.fail(when + 1, "this is not read here");
    if (when == end) s.fail(end, "`when` or `otherwise` is wanted here");
    Syntax value(base_, nodes_, l);
    b.value = value.whole(begin, when);
    if (s.word(when, "when")) b.condition = value.whole(when + 1, tail);
    out.branches.push_back(b);
  }
}

// Does what stands before this token want more?
bool Reader::open_before(const Line& l, std::size_t at) const {
  const Token& before = l.tokens[at - 1];
  if (before.kind == Tok::sign) return before.sign != ')';
  for (const std::string_view w : {"and", "or", "not", "when", "unless", "as"})
    if (is_word(file(l.file), l, at - 1, w)) return true;
  return false;
}

void Reader::score_statement(std::size_t index, Statement& out) {
  const Line& l = lines_[index];
  out.is = Statement::Is::score;
  Syntax s(base_, nodes_, l);
  const std::size_t n = l.tokens.size();
  std::size_t end = 1;
  while (end < n && !s.sign(end, ',') && !s.sign(end, ':') && !(s.word(end, "from") && end + 1 < n && l.tokens[end + 1].kind == Tok::text)) ++end;
  out.subject = s.words(l.tokens[1].kind == Tok::text && s.word(2, "as") ? 3 : 1, end);
  if (l.tokens.back().kind == Tok::column) {
    if (n < 3 || l.tokens[n - 2].kind != Tok::column) s.fail(n - 1, "the column with the points is missing");
    out.columns = s.words(n - 2, n);
    out.table = table_of(index);
    return;
  }
  std::size_t colon = end;
  while (colon < n && !(s.sign(colon, ':') && !s.word(colon - 1, "also"))) ++colon;
  const auto goes_on = [&](std::size_t i) {
    if (l.tokens[i].kind == Tok::sign) return std::string_view("/+-*^<L>G=N,").find(l.tokens[i].sign) != std::string_view::npos;
    return s.word(i, "and") || s.word(i, "or") || s.word(i, "when");
  };
  std::size_t from = colon + 1;
  int depth = 0;
  for (std::size_t i = from; i <= n; ++i) {
    const bool last = i == n;
    if (!last) depth += s.sign(i, '(') ? 1 : s.sign(i, ')') ? -1 : 0;
    const bool comma = !last && depth == 0 && s.sign(i, ',');
    const bool line = !last && depth == 0 && i > from && l.tokens[i].opens && !goes_on(i) && !open_before(l, i);
    if (!last && !comma && !line) continue;
    if (from < i) {
      ItemText item;
      std::size_t begin = from, to = i;
      if (l.tokens[begin].kind == Tok::text && s.word(begin + 1, "as") && begin + 2 < to) begin += 2;
      const std::string_view figure = text_of(file(l.file), l.tokens[to - 1]);
      if (to > begin + 1 && l.tokens[to - 1].kind == Tok::number && !(figure[0] >= '0' && figure[0] <= '9')) {
        item.has_points = true;
        item.points = *figure_of(figure) + 0.0;
        if (item.points == 0) item.points = 0;
        --to;
      }
      item.condition = s.whole(begin, to);
      out.items.push_back(item);
    }
    from = comma ? i + 1 : i;
  }
}

// ---- numbers that nothing declares -----------------------------------------------------------

void Reader::imply(const Statement& s) {
  if (s.is == Statement::Is::nothing) return;
  for (const int id : s.nodes) imply_compared(node(id));
  const auto concluded = [&](const Words& name, int value) {
    if (value < 0) return;
    const Node& n = node(value);
    const std::string text = n.form == Form::phrase ? words_text(n.words, n.file, nullptr) : "";
    if (same_words(text, "today")) today();
    const bool reckoned = n.form > Form::between;
    const auto figure = n.form == Form::phrase && n.words.size() <= 2 && n.words[0].kind != Tok::text && n.words[0].kind != Tok::column ? literal(text, place_of(n)) : std::nullopt;
    if (!reckoned && !figure) return;
    imply_number(name, s.line.file, figure && !figure->date ? std::optional(figure->unit) : std::nullopt);
  };
  for (const ConclusionText& c : s.rule.conclusions) concluded(c.name, c.value);
  if (s.is == Statement::Is::default_value) concluded(s.subject, s.condition);
  for (const Branch& b : s.branches) concluded(s.subject, b.value);
  if (s.is != Statement::Is::facts) return;
  for (const FactText& f : s.facts) {
    const std::string value = f.value.empty() ? "" : words_text(f.value, s.line.file, nullptr);
    const int like = base_.like(words_text(f.name, s.line.file, nullptr));
    if (value.empty() || (like >= 0 && finding(like).kind == Kind::choice)) continue;
    if (const auto figure = begins_figure(value) ? literal(value, f.at) : std::nullopt) imply_number(f.name, s.line.file, figure->date ? std::nullopt : std::optional(figure->unit));
  }
}

void Reader::imply_compared(const Node& n) {
  const bool compares = n.form >= Form::less && n.form <= Form::between, reckons = n.form > Form::between;
  if (!compares && !reckons) return;
  for (const int kid : n.kids)
    if (node(kid).form == Form::phrase && node(kid).words[0].kind != Tok::column && same_words(words_text(node(kid).words, n.file, nullptr), "today")) today();
  if (n.form == Form::elapsed || n.form == Form::aggregate) return;
  const Node* figure = nullptr;
  std::optional<Unit> unit;
  for (const int kid : n.kids) {
    const Node& k = node(kid);
    if (k.form != Form::phrase) {
      if (!figure) figure = &n;
      continue;
    }
    const bool column = std::any_of(k.words.begin(), k.words.end(), [](const Token& t) { return t.kind == Tok::column; });
    if (column) continue;
    const std::string text = words_text(k.words, k.file, nullptr);
    if (k.words[0].kind == Tok::number || k.words[0].kind == Tok::date)
      if (const auto value = literal(text, place_of(k))) {
        figure = &k;
        unit = value->date ? std::nullopt : std::optional(value->unit);
      }
    const int f = compares ? base_.like(text) : -1;
    if (f >= 0 && finding(f).kind == Kind::choice) return;
  }
  if (!figure && (n.form == Form::equal || n.form == Form::not_equal)) return;
  for (const int kid : n.kids) {
    const Node& k = node(kid);
    if (k.form == Form::phrase && &k != figure && k.unit.empty()) imply_number(k.words, k.file, compares ? unit : std::nullopt);
  }
}

void Reader::imply_number(const Words& words, int f, const std::optional<Unit>& unit) {
  for (const Token& t : words)
    if (t.kind == Tok::column || t.kind == Tok::date || t.kind == Tok::variable) return;
  const std::string name = words_text(words, f, nullptr);
  const Place at = base_.place(f, words[0].begin);
  if (words[0].kind == Tok::number && literal(name, at)) return;
  if (same_words(name, "today") || name.find(" is ") != std::string::npos) return;
  imply_number(name, at, unit);
}

void Reader::imply_number(const std::string& name, Place at, const std::optional<Unit>& unit) {
  int id = base_.find(name);
  if ((id >= 0 && finding(id).declared) || base_.read(name)) return;
  const std::string key = key_of(name);
  if (id < 0) {
    if (key.starts_with("points of ") || key.starts_with("certainty of ")) return;
    id = mention(name, at);
    finding(id).kind = Kind::number;
  }
  if (!unit || unit->spelling.empty() || finding(id).kind != Kind::number) return;
  Finding& f = finding(id);
  if (!f.unit || (unit->spelling < f.unit->spelling && same_dimension(*unit, *f.unit))) f.unit = unit;
}

}  // namespace hence::verify
