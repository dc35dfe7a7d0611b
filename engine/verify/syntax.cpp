#include "engine/verify/syntax.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace hence::verify {
namespace {

constexpr int deepest = 256;
constexpr std::array<std::string_view, 10> functions{"abs", "min", "max", "round", "floor", "ceil", "sqrt", "log", "log10", "exp"};

}  // namespace

void Syntax::fail(std::size_t at, std::string why) const {
  const std::size_t where = at < line_.tokens.size() ? token(at).begin : line_.tokens.back().end;
  throw Unable{base_.place(line_.file, where), std::move(why)};
}

std::string Syntax::text(std::size_t first, std::size_t last) const {
  if (first >= last) return {};
  if (last == first + 1 && token(first).kind == Tok::text) return unquoted(text_of(file_, token(first)));
  return file_.text.substr(token(first).begin, token(last - 1).end - token(first).begin);
}

int Syntax::put(Node node) {
  node.file = line_.file;
  if (node.end == 0 && !node.kids.empty()) {
    node.begin = nodes_[static_cast<std::size_t>(node.kids.front())].begin;
    node.end = nodes_[static_cast<std::size_t>(node.kids.back())].end;
  }
  nodes_.push_back(std::move(node));
  return static_cast<int>(nodes_.size()) - 1;
}

int Syntax::whole(std::size_t first, std::size_t last) {
  at_ = first_ = first;
  last_ = last;
  if (first >= last) fail(first, "something is missing here");
  const int left = operand();
  const int node = climb(left, 1);
  if (at_ != last) fail(at_, "this is not read here");
  return node;
}

// The declared finding that the phrase before this token names.
int Syntax::finding_behind(std::size_t at) const {
  if (phrase_ >= at || !wordlike(at - 1)) return -1;
  const int f = base_.like(text(phrase_, at));
  return f >= 0 && base_.findings[static_cast<std::size_t>(f)].declared ? f : -1;
}

bool Syntax::between_at(std::size_t at) const {
  if (!word(at, "between") || at <= first_) return false;
  const bool figure = is(at + 1, Tok::number) || sign(at + 1, '-');
  if (figure) {
    std::size_t i = at + 1;
    while (i < last_ && (is(i, Tok::number) || is(i, Tok::unit) || sign(i, '-'))) ++i;
    if (word(i, "and") && (is(i + 1, Tok::number) || sign(i + 1, '-'))) return true;
  }
  if (lone_variable(at)) return !is(at + 1, Tok::variable) && date_ahead(at + 1);
  const int f = finding_behind(at);
  if (f < 0) return false;
  const Finding& finding = base_.findings[static_cast<std::size_t>(f)];
  if (finding.kind == Kind::date) return true;
  if (finding.kind != Kind::choice || (!finding.ordered && finding.points.empty())) return false;
  std::size_t to = at + 1;
  while (wordlike(to) && !word(to, "and") && !word(to, "or")) ++to;
  return to > at + 1 && word(to, "and");
}

// `before`, `after`, `is not before` behind a date.
std::size_t Syntax::date_order(std::size_t at, Form& form) const {
  if (at <= first_) return 0;
  const bool is_ = word(at, "is"), denied = is_ && word(at + 1, "not");
  const std::size_t i = at + (denied ? 2U : is_ ? 1U : 0U);
  const bool before = word(i, "before"), after = word(i, "after");
  if ((!before && !after) || i + 1 >= last_ || (token(i + 1).kind == Tok::sign && token(i + 1).sign != '(')) return 0;
  const bool day = lone_variable(at) && !is(i + 1, Tok::variable) && date_ahead(i + 1);  // else a relation's word
  if (!day && !is(at - 1, Tok::date)) {
    const int f = finding_behind(at);
    if (f < 0 || base_.findings[static_cast<std::size_t>(f)].kind != Kind::date) return 0;
  }
  form = before ? (denied ? Form::greater_equal : Form::less) : denied ? Form::less_equal : Form::greater;
  return i + 1 - at;
}

int Syntax::infix(std::size_t at, Form& form, std::size_t& tokens) const {
  tokens = 1;
  if (at >= last_) return 0;
  if (word(at, "or")) return form = Form::any, 1;
  if (word(at, "and")) return form = Form::all, 2;
  if (between_at(at)) return form = Form::between, 3;
  if (const std::size_t n = date_order(at, form)) return tokens = n, 3;
  if (token(at).kind != Tok::sign) return 0;
  switch (token(at).sign) {
    case '<': return form = Form::less, 3;
    case 'L': return form = Form::less_equal, 3;
    case '>': return form = Form::greater, 3;
    case 'G': return form = Form::greater_equal, 3;
    case '=': return form = Form::equal, 3;
    case 'N': return form = Form::not_equal, 3;
    case '+': return form = Form::add, 4;
    case '-': return form = Form::subtract, 4;
    case '*': return form = Form::multiply, 5;
    case '/': return form = Form::divide, 5;
    case '^': return form = Form::power, 6;
    default: return 0;
  }
}

int Syntax::climb(int left, int least) {
  std::vector<int> parts;
  Form joined = Form::all;
  Form form{};
  std::size_t tokens = 0;
  for (int binds = infix(at_, form, tokens); binds >= least && binds > 0; binds = infix(at_, form, tokens)) {
    const std::size_t op = at_;
    const Form mine = form;
    at_ += tokens;
    int right = operand();
    if (mine == Form::between) {
      right = climb(right, 4);
      if (!word(at_, "and")) fail(at_, "`between` wants two figures joined by and");
      ++at_;
      const int first = operand();
      const int high = climb(first, 4);
      Node node;
      node.form = mine;
      node.kids = {left, right, high};
      left = put(node);
      continue;
    }
    right = climb(right, mine == Form::power ? binds : binds + 1);
    if (binds > 2) {
      Node node;
      node.form = mine;
      node.kids = {left, right};
      left = put(node);
      continue;
    }
    if (!parts.empty() && joined != mine) fail(op, "AND and OR stand side by side");
    if (parts.empty()) parts.push_back(left);
    parts.push_back(right);
    joined = mine;
  }
  if (parts.empty()) return left;
  Node node;
  node.form = joined;
  node.kids = parts;
  return put(node);
}

int Syntax::list(Form form, int n, std::size_t begin) {
  Node node;
  node.form = form;
  node.n = n;
  node.begin = begin;
  if (is(at_, Tok::column)) {
    Node column;
    column.words = words(at_, at_ + 1);
    column.begin = token(at_).begin;
    node.end = column.end = token(at_).end;
    ++at_;
    node.kids = {put(column)};
    return put(node);
  }
  ++at_;  // (
  while (true) {
    const int first = operand();
    node.kids.push_back(climb(first, 1));
    if (!sign(at_, ',')) break;
    ++at_;
  }
  if (at_ >= last_ || !sign(at_, ')')) fail(at_, "a list is not closed");
  node.end = token(at_).end;
  ++at_;
  if (form == Form::all && (word(at_, "are") && (word(at_ + 1, "known") || word(at_ + 1, "unknown"))) && at_ + 1 < last_) {
    node.form = word(at_ + 1, "known") ? Form::are_known : Form::are_unknown;
    node.end = token(at_ + 1).end;
    at_ += 2;
  }
  return put(node);
}

bool Syntax::date_ahead(std::size_t at) const {
  if (at >= last_) return false;
  if (token(at).kind == Tok::date || token(at).kind == Tok::variable || sign(at, '(')) return true;
  for (std::size_t to = at + 1; to <= last_ && to < at + 12; ++to) {
    if (!wordlike(to - 1) && !sign(to - 1, '-')) return false;
    const std::string name = text(at, to);
    const int f = base_.like(name);
    if (same_words(name, "today") || (f >= 0 && base_.findings[static_cast<std::size_t>(f)].kind == Kind::date)) return true;
  }
  return false;
}

int Syntax::operand() {
  if (at_ >= last_) fail(at_, "something is missing here");
  struct Deeper {
    int& depth;
    ~Deeper() { --depth; }
  } const deeper{++depth_};
  if (depth_ > deepest) fail(at_, "more than 256 parentheses or NOTs inside one another");
  const std::size_t begin = token(at_).begin;
  const auto wrapped = [&](Form form, std::size_t tokens, int least) {
    at_ += tokens;
    const int first = operand();
    Node node;
    node.form = form;
    node.begin = begin;
    node.kids = {climb(first, least)};
    node.end = nodes_[static_cast<std::size_t>(node.kids[0])].end;
    return put(node);
  };
  if (word(at_, "not")) return wrapped(Form::negation, 1, 3);
  if (word(at_, "no") && word(at_ + 1, "evidence") && word(at_ + 2, "for") && at_ + 3 < last_) return wrapped(Form::no_evidence, 3, 3);
  if (sign(at_, '-')) return wrapped(Form::minus, 1, 6);
  if (sign(at_, '+')) return ++at_, operand();
  if (sign(at_, '(')) {
    ++at_;
    const int first = operand();
    const int node = climb(first, 1);
    if (!sign(at_, ')')) fail(at_, "a parenthesis is not closed");
    ++at_;
    return node;
  }
  if (const int node = aggregate(); node >= 0) return node;
  const auto opens = [&](std::size_t at) { return sign(at, '(') || is(at, Tok::column); };
  for (const auto& [w, form] : {std::pair("any", Form::any), std::pair("all", Form::all), std::pair("each", Form::each)})
    if (word(at_, w) && word(at_ + 1, "of") && opens(at_ + 2)) return at_ += 2, list(form, 0, begin);
  const auto counted = [&](std::size_t tokens, Form form) -> int {
    if (!is(at_ + tokens, Tok::number) || !word(at_ + tokens + 1, "of") || !opens(at_ + tokens + 2)) return -1;
    const auto n = figure_of(text_of(file_, token(at_ + tokens)));
    if (!n || *n != static_cast<int>(*n)) fail(at_ + tokens, "a whole number is wanted here");
    at_ += tokens + 2;
    return list(form, static_cast<int>(*n), begin);
  };
  if (word(at_, "at") && word(at_ + 1, "least"))
    if (const int node = counted(2, Form::at_least); node >= 0) return node;
  if (word(at_, "at") && word(at_ + 1, "most"))
    if (const int node = counted(2, Form::at_most); node >= 0) return node;
  if (word(at_, "exactly"))
    if (const int node = counted(1, Form::exactly); node >= 0) return node;
  const bool exact = word(at_, "exact");
  for (const std::string_view w : {"days", "weeks", "months", "years", "year", "month"}) {
    const std::size_t first = at_ + (exact ? 1U : 0U);
    const bool one = w == "year" || w == "month";
    if (!word(first, w) || (exact && w != "years") || !word(first + 1, one ? "of" : "between") || !date_ahead(first + 2)) continue;
    at_ = first + 2;
    Node node;
    node.form = Form::elapsed;
    node.word = exact ? "exact years" : std::string(w);
    node.begin = begin;
    node.kids.push_back(operand());
    if (!one) {
      if (!word(at_, "and")) fail(at_, "two dates joined by and are wanted here");
      ++at_;
      node.kids.push_back(operand());
    }
    node.end = nodes_[static_cast<std::size_t>(node.kids.back())].end;
    return put(node);
  }
  if (at_ + 1 < last_ && sign(at_ + 1, '(') && !token(at_ + 1).spaced)
    for (const std::string_view f : functions)
      if (word(at_, f)) {
        ++at_;
        const int node = list(Form::call, 0, begin);
        nodes_[static_cast<std::size_t>(node)].word = std::string(f);
        return node;
      }
  return phrase();
}

// Is the phrase before this token one variable?
bool Syntax::lone_variable(std::size_t at) const { return phrase_ + 1 == at && is(phrase_, Tok::variable); }

// `?level in mm/s` beside a sign of arithmetic.
bool Syntax::plain_figure(std::size_t first, std::size_t unit) const {
  if (at_ != first + 1 || !is(first, Tok::variable)) return false;
  const auto reckons = [&](std::size_t at) { return at < last_ && token(at).kind == Tok::sign && std::string_view("+-*/^<L>G=N").find(token(at).sign) != std::string_view::npos; };
  return reckons(at_ + 1 + unit) || (first > first_ && (reckons(first - 1) || sign(first - 1, '(')));
}

// `count of ?x where (CONDITION)`, `latest ?v by ?day where (CONDITION)`; −1: none begins here.
int Syntax::aggregate() {
  constexpr std::array<std::string_view, 6> names{"count", "sum", "min", "max", "average", "latest"};
  const auto found = std::find_if(names.begin(), names.end(), [&](std::string_view w) { return word(at_, w); });
  if (found == names.end()) return -1;
  const bool latest = *found == "latest";
  if (!latest && !word(at_ + 1, "of")) return -1;
  const std::size_t value = at_ + (latest ? 1 : 2);
  std::size_t by = 0, where = value;
  int depth = 0;
  for (; where < last_ && !(depth == 0 && word(where, "where") && sign(where + 1, '(')); ++where) {
    const char c = token(where).kind == Tok::sign ? token(where).sign : ' ';
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    const bool ends = std::string_view("A,:<L>G=N").find(c) != std::string_view::npos || word(where, "and") || word(where, "or") || verb_at(file_, line_, where).tokens > 0;
    if (depth < 0 || (depth == 0 && ends)) return -1;
    if (latest && depth == 0 && word(where, "by")) by = where;
  }
  if (where >= last_) return -1;
  Node node;
  node.form = Form::aggregate;
  node.n = static_cast<int>(found - names.begin());
  node.begin = token(at_).begin;
  if (by > 0) node.words = words(by + 1, where);
  const std::size_t last = std::exchange(last_, by > 0 ? by : where);
  at_ = value;
  const int figure = operand();
  const int whole = climb(figure, 1);
  if (at_ != last_) fail(at_, "this is not read here");
  last_ = last;
  at_ = where + 2;
  const int condition = operand();
  node.kids = {whole, climb(condition, 1)};
  if (!is(at_, Tok::sign) || !sign(at_, ')')) fail(at_, "a parenthesis is not closed");
  node.end = token(at_++).end;
  return put(node);
}

// Does the phrase end before this word?
bool Syntax::stops(std::size_t at) const {
  if (word(at, "and") || word(at, "or") || word(at, "unless") || verb_at(file_, line_, at).tokens > 0) return true;
  if (word(at, "not")) return !(at > first_ && word(at - 1, "is") && text_of(file_, token(at))[0] == 'n');
  Form form{};
  return between_at(at) || date_order(at, form) > 0;
}

std::size_t Syntax::unit_tokens(std::size_t at) const {
  if (at >= last_) return 0;
  const std::size_t begin = token(at).begin;
  const std::size_t size = unit_size(std::string_view(file_.text).substr(begin, token(last_ - 1).end - begin));
  for (std::size_t i = at; size > 0 && i < last_ && token(i).end <= begin + size; ++i)
    if (token(i).end == begin + size) return i + 1 - at;
  return size == 0 && token(at).kind == Tok::word && unit_of(text_of(file_, token(at))) ? 1 : 0;
}

int Syntax::phrase() {
  const std::size_t first = phrase_ = at_;
  Node node;
  while (wordlike(at_) && !(at_ > first && stops(at_))) {
    if (at_ == first && stops(at_)) break;
    if (at_ > first && word(at_, "in")) {
      const int f = base_.like(text(first, at_));
      const std::size_t n = unit_tokens(at_ + 1);
      const bool number = f >= 0 && base_.findings[static_cast<std::size_t>(f)].kind == Kind::number && base_.findings[static_cast<std::size_t>(f)].declared;
      if (n > 0 && (number || plain_figure(first, n))) {
        node.unit = text(at_ + 1, at_ + 1 + n);
        node.words = words(first, at_);
        node.begin = token(first).begin;
        node.end = token(at_ + n).end;
        at_ += 1 + n;
        return put(node);
      }
    }
    ++at_;
  }
  if (at_ == first) fail(at_, "a name is wanted here");
  node.words = words(first, at_);
  node.begin = token(first).begin;
  node.end = token(at_ - 1).end;
  return put(node);
}

std::size_t Syntax::tail_at(std::size_t at, std::size_t last) const {
  if (at >= last || token(at).kind != Tok::word) return 0;
  if (word(at, "unless")) return 1;
  if (at > 0) {
    const Token& before = token(at - 1);
    if (before.kind == Tok::sign && before.sign == ',') return 0;
    if (word(at - 1, "and") || word(at - 1, "or") || word(at - 1, "causes")) return 0;
  }
  if (word(at, "because") && at + 1 < last && token(at + 1).kind == Tok::text) return 1;
  if (word(at, "overrides")) return 1;
  if (word(at, "otherwise") && (sign(at + 1, 'A') || verb_at(file_, line_, at + 1).tokens > 0)) return 1;
  const auto tail_word = [&](std::size_t i) {
    for (const std::string_view w : {"because", "source", "overrides", "otherwise", "group", "unless"})
      if (word(i, w)) return true;
    return false;
  };
  const bool one_word = at + 1 < last && token(at + 1).kind == Tok::word &&
                        (at + 2 >= last || token(at + 2).opens || sign(at + 2, ',') || tail_word(at + 2));
  if ((word(at, "source") || word(at, "group")) && (token(at).opens || one_word)) return 1;
  return 0;
}

RuleText Syntax::rule(std::size_t first, std::size_t last) {
  RuleText out;
  out.at = base_.place(line_.file, token(first).begin);
  out.tokens = words(first, last);
  std::size_t arrow = first;
  Verb verb;
  for (; arrow < last; ++arrow) {
    if (sign(arrow, 'A')) break;
    verb = verb_at(file_, line_, arrow);
    if (verb.tokens > 0) break;
  }
  if (arrow == last) fail(first, "a rule wants an arrow or a verb");
  std::size_t begin = first;
  if (word(first, "rule"))
    for (std::size_t i = first + 1; i < arrow; ++i)
      if (sign(i, ':')) {
        out.name = text(first + 1, i);
        begin = i + 1;
        break;
      }
  out.condition = whole(begin, arrow);
  out.causes = verb.causes;
  out.verb = verb.tokens > 0;
  if (out.verb) out.strength = verb.strength;
  std::size_t at = arrow + std::max<std::size_t>(verb.tokens, 1);
  const auto figure_ahead = [&](std::size_t i) {  // (0.7)
    if (!sign(i, '(')) return false;
    const std::size_t f = i + (sign(i + 1, '-') || sign(i + 1, '+') ? 2 : 1);
    return f + 1 < last && token(f).kind == Tok::number && sign(f + 1, ')') && !(f + 2 < last && token(f + 2).kind == Tok::sign && std::string_view("+-*/^<L>G=N").find(token(f + 2).sign) != std::string_view::npos);
  };
  const auto figure = [&](std::size_t i) {
    std::size_t close = i;
    while (!sign(close, ')')) ++close;
    const auto value = figure_of(trimmed(file_.text.substr(token(i).end, token(close).begin - token(i).end)));
    if (!value || *value < -1 || *value > 1) fail(i, "a strength is wanted here");
    at = close + 1;
    return *value;
  };
  const auto together_ahead = [&](std::size_t i) { return sign(i, ',') && word(i + 1, "together") && word(i + 2, "at") && word(i + 3, "most"); };
  // The conclusions.
  while (true) {
    ConclusionText c;
    const auto name = [&] {
      const std::size_t from = at;
      while (at < last && (token(at).kind != Tok::sign || (token(at).sign == '-' && at > from)) && !(at > from && tail_at(at, last) > 0)) ++at;
      if (at == from) fail(at, "a conclusion is wanted here");
      return words(from, at);
    };
    c.name = name();
    if (sign(at, '=')) {
      const std::size_t from = ++at;
      int depth = 0;
      while (at < last) {
        if (depth == 0 && (sign(at, ',') || (at > from && (figure_ahead(at) || tail_at(at, last) > 0)))) break;
        depth += sign(at, '(') ? 1 : sign(at, ')') ? -1 : 0;
        ++at;
      }
      const std::size_t to = at;
      c.value = whole(from, to);
      at = to;
    }
    while (sign(at, '/')) {
      ++at;
      c.alternatives.push_back(name());
    }
    out.conclusions.push_back(std::move(c));
    if (!sign(at, ',') || together_ahead(at)) break;
    ++at;
  }
  const auto strength = [&] {
    if (at < last && figure_ahead(at)) {
      if (out.verb) fail(at, "a verb takes no figure");
      out.strength = figure(at);
      out.has_figure = true;
    }
  };
  strength();
  if (at < last && together_ahead(at)) {
    const auto most = at + 4 < last ? figure_of(text_of(file_, token(at + 4))) : std::nullopt;
    if (!most) fail(at, "`together at most` wants a figure");
    out.together = *most;
    at += 5;
  }
  strength();
  // Its tails.
  while (at < last) {
    if (tail_at(at, last) == 0) fail(at, "this is not read behind a conclusion");
    const std::size_t from = at + 1;
    if (word(at, "otherwise")) {
      const Verb said = verb_at(file_, line_, from);
      at = from + std::max<std::size_t>(said.tokens, 1);
      out.otherwise = said.tokens > 0 ? said.strength : 1;
      if (said.tokens == 0 && at < last && figure_ahead(at)) out.otherwise = figure(at);
      continue;
    }
    std::size_t to = from;
    const bool unless = word(at, "unless");
    while (to < last && !(to > from && tail_at(to, last) > 0 && !(unless && word(to, "unless")))) ++to;
    if (unless) out.unless = whole(from, to);
    else if (word(at, "because")) out.because = text(from, from + 1);
    else if (word(at, "group")) out.group = text(from, to);
    else if (word(at, "overrides"))
      for (std::size_t i = from, begins = from; i <= to; ++i)
        if (i == to || sign(i, ',')) {
          out.overrides.push_back(text(begins, i));
          begins = i + 1;
        }
    at = to;
  }
  return out;
}

}  // namespace hence::verify
