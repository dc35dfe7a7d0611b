// Trees of words to conditions over findings.
#include <algorithm>
#include <utility>

#include "engine/verify/reader.hpp"

namespace hence::verify {
namespace {

Op op_of(Form form) {
  switch (form) {
    case Form::less: return Op::less;
    case Form::less_equal: return Op::less_equal;
    case Form::greater: return Op::greater;
    case Form::greater_equal: return Op::greater_equal;
    case Form::equal: return Op::equal;
    default: return Op::not_equal;
  }
}

Op turned(Op op) {
  switch (op) {
    case Op::less: return Op::greater;
    case Op::less_equal: return Op::greater_equal;
    case Op::greater: return Op::less;
    case Op::greater_equal: return Op::less_equal;
    default: return op;
  }
}

}  // namespace

int Reader::add(Op op, Place at, std::vector<int> in, int finding, int n, double figure) {
  base_.exprs.push_back({op, n, finding, std::move(in), figure, at, -1});
  return static_cast<int>(base_.exprs.size()) - 1;
}

// The instances of a rule that agree with what variables stand for here.
int Reader::applies(const std::string& name, Place at) {
  const int id = add(Op::applies, at, {}, -1, rule_name(name));
  if (!bound_ || schema_) return id;
  expr(id).binding = static_cast<int>(base_.bindings.size());
  Binding& binding = base_.bindings.emplace_back();
  for (const Bound& b : *bound_) binding.emplace(b.name, key_of(b.text));
  return id;
}

// ---- names -----------------------------------------------------------------------------------

std::string Reader::words_text(const Words& words, int f, const Row* row) const {
  if (words.size() == 1 && words[0].kind == Tok::text) return unquoted(text_of(file(f), words[0]));
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Token& t = words[i];
    if (i > 0 && (t.spaced || t.opens)) out += ' ';
    const std::string_view word = text_of(file(f), t);
    if (t.kind == Tok::text) out += unquoted(word);
    else if (const Bound* b = t.kind == Tok::variable ? bound(word) : nullptr) out += b->text;
    else if (t.kind == Tok::column) {
      if (!row) fail(base_.place(f, t.begin), "a [Column] belongs to a table");
      const Span cell = row->table->rows[row->index][column(*row->table, t, f)];
      if (members_of(file(cell.file), cell).size() != 1) fail(place_of(cell), "this cell wants one name");
      const std::string text = cell_text(base_, cell);
      const auto parenthesis = parenthesis_of(text);
      out += parenthesis ? parenthesis->first : text;
    } else {
      bool space = false;
      for (const char c : word) {  // a name of several words: each run of spaces is one
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') space = true;
        else {
          if (space) out += ' ';
          space = false;
          out += c;
        }
      }
    }
  }
  return out;
}

int Reader::mention(const std::string& name, Place at) {
  const int known = base_.find(name);
  if (known >= 0) return known;
  if (const auto as_tuple = base_.read(name)) return tuple(*as_tuple, name, at);
  Finding f;
  f.name = name;
  f.key = key_of(name);
  f.at = at;
  if (f.key.empty()) fail(at, "a name is empty");
  base_.findings.push_back(f);
  return base_.by_key[f.key] = static_cast<int>(base_.findings.size()) - 1;
}

int Reader::yes_no(const std::string& name, Place at) {
  const int id = mention(name, at);
  if (finding(id).kind != Kind::yes_no) fail(at, "a yes/no finding is wanted here");
  return id;
}

// ---- conditions ------------------------------------------------------------------------------

int Reader::condition(int id, const Row* row) {
  const Node n = node(id);
  const Place at = place_of(n);
  switch (n.form) {
    case Form::phrase: return phrase_condition(n, row);
    case Form::negation:
    case Form::no_evidence: {
      const bool denies = n.form == Form::negation;
      const int before = std::exchange(crisp_, denies ? crisp_ + 1 : 0);
      const int inner = condition(n.kids[0], row);
      crisp_ = before;
      // NOT of a closed tuple is `no evidence for` it.
      if (denies && is_told(inner)) return add(Op::no_evidence, at, expr(expr(inner).in[0]).in);
      return add(denies ? Op::negation : Op::no_evidence, at, {inner});
    }
    case Form::all: case Form::any: case Form::at_least: case Form::at_most: case Form::exactly:
    case Form::are_known: case Form::are_unknown: {
      std::vector<int> in;
      const bool crisp = n.form == Form::at_most || n.form == Form::exactly;
      crisp_ += crisp ? 1 : 0;
      members(n, row, in);
      crisp_ -= crisp ? 1 : 0;
      if (n.form == Form::are_known || n.form == Form::are_unknown)
        for (int& i : in) i = add(n.form == Form::are_known ? Op::known : Op::unknown, expr(i).at, {i});
      const Op op = n.form == Form::any ? Op::any : n.form == Form::at_least ? Op::at_least : n.form == Form::at_most ? Op::at_most : n.form == Form::exactly ? Op::exactly : Op::all;
      if (in.empty()) return -1;
      if (in.size() == 1 && (op == Op::all || op == Op::any)) return in[0];
      return add(op, at, in, -1, n.n);
    }
    case Form::less: case Form::less_equal: case Form::greater: case Form::greater_equal:
    case Form::equal: case Form::not_equal: case Form::between: return compare(n, row);
    default: fail(at, "a condition is wanted here");
  }
}

void Reader::members(const Node& n, const Row* row, std::vector<int>& out) {
  for (const int kid : n.kids) {
    const Node k = node(kid);
    const bool is_column = row && k.form == Form::phrase && k.words.size() == 1 && k.words[0].kind == Tok::column;
    if (!is_column) {
      if (n.form == Form::all && is_true(kid)) continue;
      if (const int e = condition(kid, row); e >= 0) out.push_back(e);
      continue;
    }
    const std::size_t c = column(*row->table, k.words[0], k.file);
    const Span cell = row->table->rows[row->index][c];
    for (const Span& member : members_of(file(cell.file), cell)) out.push_back(member_condition(member, *row, c));
  }
}

int Reader::phrase_condition(const Node& n, const Row* row) {
  const Place at = place_of(n);
  if (n.words.size() == 1 && n.words[0].kind == Tok::column) {
    if (!row) fail(at, "a [Column] belongs to a table");
    std::vector<int> in;
    const std::size_t c = column(*row->table, n.words[0], n.file);
    const Span cell = row->table->rows[row->index][c];
    for (const Span& member : members_of(file(cell.file), cell)) in.push_back(member_condition(member, *row, c));
    if (in.empty()) return -1;
    return in.size() == 1 ? in[0] : add(Op::all, place_of(cell), in);
  }
  const bool quoted = n.words.size() == 1 && n.words[0].kind == Tok::text;
  if (!n.unit.empty()) fail(at, "a condition is wanted here");
  const std::string text = words_text(n.words, n.file, row);
  int id = quoted ? -1 : base_.find(text);
  if (id < 0 && !quoted) {
    if (text.size() > 13 && same_words(std::string_view(text).substr(0, 5), "rule ") && same_words(std::string_view(text).substr(text.size() - 8), " applies"))
      return applies(text.substr(5, text.size() - 13), at);
    for (const auto& [words, op] : {std::pair(std::string_view(" is known"), Op::known), std::pair(std::string_view(" is unknown"), Op::unknown)}) {
      if (!text.ends_with(words)) continue;
      const int of = mention(text.substr(0, text.size() - words.size()), at);
      if (finding(of).kind == Kind::text) fail(at, "a finding is wanted here");
      const int inner = add(finding(of).kind == Kind::yes_no ? Op::finding : Op::quantity, at, {}, of);
      return add(op, at, {inner});
    }
    for (std::size_t is = text.find(" is "); is != std::string::npos; is = text.find(" is ", is + 1)) {
      const int of = valued(text.substr(0, is), at);
      if (of < 0) continue;
      std::string value = text.substr(is + 4);
      const bool no = value.starts_with("not ");
      if (no) value.erase(0, 4);
      if (finding(of).kind == Kind::choice) {
        const bool of_variable = std::any_of(n.words.begin(), n.words.end(), [](const Token& t) { return t.kind == Tok::variable; });
        const auto& values = finding(of).values;
        const bool is_one = !of_variable || std::find(values.begin(), values.end(), key_of(value)) != values.end();
        const int test = is_one ? is_value(of, value, at) : add(Op::is_value, at, {}, of, static_cast<int>(values.size()));
        return no ? add(Op::negation, at, {test}) : test;
      }
      if (finding(of).kind == Kind::date) {
        const auto date = date_of(value);
        const int left = add(Op::quantity, at, {}, of);
        const int right = date ? figure(*date, at) : quantity(mention(value, at), at).expr;
        return add(no ? Op::not_equal : Op::equal, at, {left, right});
      }
    }
    if (begins_figure(text) && literal(text, at)) fail(at, "a condition is wanted here");
  }
  id = mention(text, at);
  if (finding(id).kind != Kind::yes_no) fail(at, "a yes/no finding is wanted here");
  const int read = add(Op::finding, at, {}, id);
  if (crisp_ == 0 || !finding(id).closed) return read;
  const int untold = add(Op::no_evidence, at, {read});
  return add(Op::negation, at, {untold});
}

// Is it a closed tuple that is so, or else is not?
bool Reader::is_told(int id) const {
  if (id < 0) return false;
  const Expr& e = base_.exprs[static_cast<std::size_t>(id)];
  if (e.op != Op::negation || base_.exprs[static_cast<std::size_t>(e.in[0])].op != Op::no_evidence) return false;
  return base_.exprs[static_cast<std::size_t>(e.in[0])].at == e.at;
}

int Reader::value_index(int choice, const std::string& value, Place at) const {
  std::string plain = value;
  if (plain.size() > 1 && plain.starts_with('"') && plain.ends_with('"')) plain = plain.substr(1, plain.size() - 2);
  const auto& values = base_.findings[static_cast<std::size_t>(choice)].values;
  const auto found = std::find(values.begin(), values.end(), key_of(plain));
  if (found == values.end()) fail(at, "this is no value of the choice");
  return static_cast<int>(found - values.begin());
}

int Reader::is_value(int choice, const std::string& value, Place at) { return add(Op::is_value, at, {}, choice, value_index(choice, value, at)); }

int Reader::denied(const std::vector<int>& conditions, Place at) {
  const int any = conditions.size() == 1 ? conditions[0] : add(Op::any, at, conditions);
  return add(Op::negation, at, {any});
}

// ---- comparisons -----------------------------------------------------------------------------

int Reader::compare(const Node& n, const Row* row) {
  const Place at = place_of(n);
  if (const auto test = compare_things(n, op_of(n.form))) return *test;
  if (const auto test = compare_values(n, op_of(n.form), row)) return *test;
  const Term left = term(n.kids[0], row);
  Term right = term(n.kids[1], row);
  if (n.form != Form::between) return compare(op_of(n.form), left, right, at);
  Term upper = term(n.kids[2], row);
  if (right.literal && upper.literal) {
    if (right.unit.spelling.empty() && !upper.date) right.unit = upper.unit;
    else if (upper.unit.spelling.empty()) upper.unit = right.unit;
  }
  const int low = compare(Op::greater_equal, left, right, at);
  const Term again = term(n.kids[0], row);
  const int high = compare(Op::less_equal, again, upper, at);
  return add(Op::all, at, {low, high});
}

int Reader::compare(Op op, Term left, Term right, Place at) {
  if (left.literal && right.quantity >= 0) std::swap(left, right), op = turned(op);
  if (left.date || right.date) {
    if (!left.date || !right.date) fail(at, "a date is compared with what is none");
    return add(op, at, {left.expr, right.expr});
  }
  if (left.elapsed && right.literal && right.unit.spelling.empty()) right.unit = left.unit;
  if (right.elapsed && left.literal && left.unit.spelling.empty()) left.unit = right.unit;
  const bool bare = left.unit.plain() && right.unit.plain() && (left.unit.spelling.empty() || right.unit.spelling.empty());
  if (!fit(left, right)) fail(at, "the units do not convert into one another");
  if ((left.quantity >= 0 || (left.elapsed && !left.based)) && right.literal) {
    const int bound = bare ? right.expr : figure(converted(expr(right.expr).figure, right.unit, left.unit), at);
    return add(op, at, {left.expr, bound});
  }
  if (left.quantity >= 0 && right.quantity >= 0 && left.unit.spelling == right.unit.spelling) return add(op, at, {left.expr, right.expr});
  const bool difference = left.difference || right.difference;
  const int a = in_base(left, difference), b = in_base(right, difference);
  return add(op, at, {a, b});
}

int Reader::choice_in(const Node& n, const Row* row) {
  if (n.form != Form::phrase || !n.unit.empty()) return -1;
  const std::string name = words_text(n.words, n.file, row);
  const int like = base_.like(name);
  const int id = like >= 0 && finding(like).kind == Kind::choice ? valued(name, place_of(n)) : -1;
  return id >= 0 && base_.findings[static_cast<std::size_t>(id)].kind == Kind::choice ? id : -1;
}

bool Reader::names_value(const Node& n, int choice, const Row* row) const {
  if (n.form != Form::phrase) return false;
  const auto& values = base_.findings[static_cast<std::size_t>(choice)].values;
  return std::find(values.begin(), values.end(), key_of(words_text(n.words, n.file, row))) != values.end();
}

int Reader::scale(int choice, Place at) {
  const Finding& f = finding(choice);
  if (!f.ordered && f.points.empty()) fail(at, "the values of this choice have no order");
  return add(f.ordered ? Op::quantity : Op::points, at, {}, choice);
}

int Reader::scale_figure(int choice, const std::string& value, Place at) {
  const int i = value_index(choice, value, at);
  return figure(finding(choice).ordered ? i : finding(choice).points[static_cast<std::size_t>(i)], at);
}

std::optional<int> Reader::compare_values(const Node& n, Op op, const Row* row) {
  Node left = node(n.kids[0]), right = node(n.kids[1]);
  int choice = choice_in(left, row), other = choice_in(right, row);
  if (choice < 0 && other < 0) return {};
  if (choice < 0 || (other >= 0 && !names_value(right, choice, row) && names_value(left, other, row))) {
    if (n.form == Form::between) return {};
    std::swap(left, right);
    std::swap(choice, other);
    op = turned(op);
  }
  const Place at = place_of(n);
  const auto value = [&](const Node& of) {
    if (of.form != Form::phrase) fail(at, "a value of the choice is wanted here");
    return words_text(of.words, of.file, row);
  };
  if (n.form == Form::between) {
    std::vector<int> tests;
    for (const std::size_t end : {1U, 2U}) {
      const int place = scale(choice, at);
      const int bound = scale_figure(choice, value(node(n.kids[end])), at);
      tests.push_back(add(end == 1 ? Op::greater_equal : Op::less_equal, at, {place, bound}));
    }
    return add(Op::all, at, tests);
  }
  const bool equality = op == Op::equal || op == Op::not_equal;
  if (other >= 0 && !names_value(right, choice, row)) {
    if (finding(choice).value_names != finding(other).value_names) fail(at, "two choices of the same values are wanted here");
    const int a = equality ? add(Op::quantity, at, {}, choice) : scale(choice, at);
    const int b = equality ? add(Op::quantity, at, {}, other) : scale(other, at);
    return add(op, at, {a, b});
  }
  if (equality) {
    const int test = is_value(choice, value(right), at);
    return op == Op::equal ? test : add(Op::negation, at, {test});
  }
  const int place = scale(choice, at);
  const int bound = scale_figure(choice, value(right), at);
  return add(op, at, {place, bound});
}

}  // namespace hence::verify
