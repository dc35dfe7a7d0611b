// Arithmetic with units: conversions become arithmetic on figures, so that what is computed later
// needs no unit.
#include <algorithm>
#include <cmath>

#include "engine/verify/reader.hpp"

namespace hence::verify {
namespace {

const Unit& time_unit(std::string_view spelling) {
  static const Unit days = *unit_of("days"), weeks = *unit_of("weeks"), months = *unit_of("months"), years = *unit_of("years");
  return spelling == "days" ? days : spelling == "weeks" ? weeks : spelling == "months" ? months : years;
}
bool is_time(const Unit& unit) { return same_dimension(unit, time_unit("days")); }
bool steps_months(const Unit& unit) { return is_time(unit) && (unit.factor == time_unit("years").factor || unit.factor == time_unit("months").factor); }

}  // namespace

// `1.5 L/day`; none if it is no figure, or what follows is no unit.
std::optional<Term> Reader::literal(const std::string& text, Place at) {
  Term out;
  out.literal = true;
  out.at = at;
  if (const auto date = date_of(text)) {
    out.date = true;
    out.expr = figure(*date, at);
    return out;
  }
  std::size_t from = text.starts_with('+') || text.starts_with('-') ? 1 : text.starts_with("−") ? 3 : 0;
  std::size_t to = std::min(text.find_first_not_of("0123456789.", from), text.size());
  if (to == from) return {};
  if (to + 1 < text.size() && (text[to] | 32) == 'e') {
    const std::size_t exponent = to + (text[to + 1] == '-' || text[to + 1] == '+' ? 2U : 1U);
    if (exponent < text.size() && text[exponent] >= '0' && text[exponent] <= '9') to = std::min(text.find_first_not_of("0123456789", exponent), text.size());
  }
  const auto value = figure_of(text.substr(0, to));
  if (!value) return {};
  std::string unit = text.substr(to);
  while (unit.starts_with(' ') || unit.starts_with("\u00a0") || unit.starts_with("\u202f")) unit.erase(0, unit[0] == ' ' ? 1 : unit.starts_with("\u00a0") ? 2 : 3);
  if (!unit.empty()) {
    auto found = unit_of(unit);
    const std::string key = key_of(unit);
    const auto counted = [&](const std::optional<Unit>& of) {  // the name of what a number counts, or its singular
      if (found || !of || !of->plain() || of->spelling.empty()) return;
      if (const std::string things = key_of(of->spelling); things == key || things == key + "s") found = of;
    };
    for (const Finding& f : base_.findings) counted(f.unit);
    for (const Relation& r : base_.relations)
      for (const Argument& a : r.arguments) counted(a.unit);
    if (!found) return {};
    out.unit = *found;
  }
  out.expr = figure(*value, at);
  return out;
}

Term Reader::term(int id, const Row* row) {
  const Node n = node(id);
  const Place at = place_of(n);
  switch (n.form) {
    case Form::phrase: return phrase_term(n, row);
    case Form::add:
    case Form::subtract: {
      const Term a = term(n.kids[0], row), b = term(n.kids[1], row);
      return sum(n.form == Form::add ? Op::add : Op::subtract, a, b, at);
    }
    case Form::multiply:
    case Form::divide: {
      const Term a = term(n.kids[0], row), b = term(n.kids[1], row);
      return times(n.form == Form::multiply ? Op::multiply : Op::divide, a, b, at);
    }
    case Form::power: {
      const Term a = term(n.kids[0], row), b = term(n.kids[1], row);
      return power(a, b, at);
    }
    case Form::minus: {
      Term a = term(n.kids[0], row);
      if (a.date) fail(at, "a date has no sign");
      if (a.literal) {
        a.expr = figure(-expr(a.expr).figure, at);
        return a;
      }
      Term out;
      out.expr = add(Op::minus, at, {in_base(a, a.difference)});
      out.unit = a.unit;
      out.based = out.difference = true;
      out.substance = a.substance;
      out.at = at;
      return out;
    }
    case Form::call: return call(n, row);
    case Form::elapsed: return elapsed(n, row);
    case Form::aggregate: return fold(id);
    default: fail(at, "a figure is wanted here");
  }
}

Term Reader::phrase_term(const Node& n, const Row* row) {
  const Place at = place_of(n);
  const bool column = n.words.size() == 1 && n.words[0].kind == Tok::column;
  if (column) {
    if (!row) fail(at, "a [Column] belongs to a table");
    const std::size_t c = this->column(*row->table, n.words[0], n.file);
    const Span cell = row->table->rows[row->index][c];
    auto value = literal(cell_text(base_, cell), place_of(cell));
    if (!value) fail(place_of(cell), "this cell holds no figure");
    const Heading head = heading(row->table->headings[c]);
    if (head.unit && value->unit.spelling.empty()) value->unit = *head.unit;
    return *value;
  }
  const auto variable = variable_term(n);
  const std::string text = words_text(n.words, n.file, row);
  if (!n.unit.empty()) {
    Term number = variable ? *variable : quantity(mention(text, at), at);
    const auto unit = unit_of(n.unit);
    if (!unit || number.date) fail(at, "this unit is not read");
    if (!fit(number, *unit, number.substance)) fail(at, "the units do not convert into one another");
    Term out;
    out.at = at;
    out.based = true;
    out.expr = number.expr;
    const Unit from = number.unit;
    if (from.factor == unit->factor && from.offset == unit->offset) return out;
    out.expr = add(Op::multiply, at, {number.expr, figure(to_12_digits(from.factor / unit->factor), at)});
    if (from.offset != unit->offset) out.expr = add(Op::add, at, {out.expr, figure(to_12_digits((from.offset - unit->offset) / unit->factor), at)});
    return out;
  }
  if (variable) return *variable;
  if (n.words[0].kind == Tok::number || n.words[0].kind == Tok::date)
    if (const auto value = literal(text, at)) return *value;
  if (same_words(text, "today")) today();
  if (base_.find(text) < 0) {
    const std::string key = key_of(text);
    if (key.starts_with("points of ")) {
      const int id = valued(text.substr(10), at);
      if (id < 0 || finding(id).kind != Kind::choice || finding(id).points.empty()) fail(at, "a choice with points is wanted here");
      Term out;
      out.at = at;
      out.expr = add(Op::points, at, {}, id);
      return out;
    }
    if (key.starts_with("certainty of ")) {
      const int id = mention(text.substr(13), at);
      if (finding(id).kind == Kind::text || finding(id).kind == Kind::score) fail(at, "a finding with a certainty is wanted here");
      Term out;
      out.at = at;
      out.expr = add(Op::certainty, at, {}, id);
      return out;
    }
  }
  return quantity(mention(text, at), at);
}

Term Reader::quantity(int id, Place at) {
  const Finding& f = finding(id);
  if (f.kind != Kind::number && f.kind != Kind::score && f.kind != Kind::date) fail(at, "a number is wanted here");
  Term out;
  if (f.unit) out.unit = *f.unit;
  out.substance = f.substance;
  out.date = f.kind == Kind::date;
  out.quantity = id;
  out.at = at;
  out.expr = add(Op::quantity, at, {}, id);
  return out;
}

int Reader::in_base(const Term& t, bool difference) {
  if (t.based) return t.expr;
  const double offset = difference ? 0 : t.unit.offset;
  if (t.unit.factor == 1 && offset == 0) return t.expr;
  if (t.literal) return figure(to_12_digits(expr(t.expr).figure * t.unit.factor + offset), t.at);
  const int scaled = add(Op::multiply, t.at, {t.expr, figure(t.unit.factor, t.at)});
  return offset == 0 ? scaled : add(Op::add, t.at, {scaled, figure(offset, t.at)});
}

// In the number's declared unit; a plain result takes that unit.
int Reader::in_unit(Term t, int number) {
  const bool date = finding(number).kind == Kind::date;
  if (t.date != date) fail(t.at, "a date and a figure do not fit");
  if (date) return t.expr;
  const bool bare = t.unit.spelling.empty() && t.unit.plain();
  if (!finding(number).unit || bare) {
    const bool takes = !bare && !finding(number).unit && !t.unit.plain();
    if (!takes) return in_base(t, t.difference);
    if (finding(number).declared) fail(t.at, "the number has no unit, and this has one");
    finding(number).unit = t.unit;
  }
  const Unit unit = *finding(number).unit;
  if (!same_dimension(t.unit, unit) && !fit(t, unit, finding(number).substance)) fail(t.at, "the units do not convert into one another");
  if (t.literal) return figure(converted(expr(t.expr).figure, t.unit, unit), t.at);
  if (!t.based && t.unit.factor == unit.factor && t.unit.offset == unit.offset) return t.expr;
  int value = in_base(t, t.difference);
  if (unit.offset != 0 && !t.difference) value = add(Op::subtract, t.at, {value, figure(unit.offset, t.at)});
  return unit.factor == 1 ? value : add(Op::divide, t.at, {value, figure(unit.factor, t.at)});
}

Term Reader::sum(Op op, Term a, Term b, Place at) {
  if (a.date && b.date) {
    if (op == Op::add) fail(at, "dates are not added");
    Term out;
    out.expr = add(Op::subtract, at, {a.expr, b.expr});
    out.unit = time_unit("days");
    out.elapsed = true;
    out.at = at;
    return out;
  }
  if (a.date) return date_step(op, a, b, at);
  if (b.date) {
    if (op == Op::subtract) fail(at, "a date is taken from a date only");
    return date_step(op, b, a, at);
  }
  if (!fit(a, b)) fail(at, "the units do not convert into one another");
  const bool scale = a.unit.offset != 0 || b.unit.offset != 0;
  const bool a_place = scale && !a.difference && !a.literal, b_place = scale && !b.difference && !b.literal;
  const int left = in_base(a, a.difference || (scale && !a_place && b_place && op == Op::add));
  const int right = in_base(b, b.difference || (scale && !b_place));
  Term out;
  out.expr = add(op, at, {left, right});
  out.unit = a.unit.spelling.empty() ? b.unit : a.unit;
  out.based = true;
  out.difference = (scale && op == Op::subtract && a_place && b_place) || (a.difference && b.difference);
  out.substance = a.substance.empty() ? b.substance : a.substance;
  out.at = at;
  return out;
}

Term Reader::times(Op op, const Term& a, const Term& b, Place at) {
  if (a.date || b.date) fail(at, "a date is neither multiplied nor divided");
  const int left = in_base(a, a.difference), right = in_base(b, b.difference);
  Term out;
  out.expr = add(op, at, {left, right});
  out.unit = product(a.unit, b.unit, op == Op::multiply ? 1 : -1);
  out.based = true;
  out.at = at;
  if (out.unit.plain()) out.unit = Unit{};
  if (b.unit.plain()) out.substance = a.substance;
  else if (a.unit.plain() && op == Op::multiply) out.substance = b.substance;
  return out;
}

Term Reader::power(const Term& a, const Term& b, Place at) {
  if (a.date || b.date || !b.unit.plain()) fail(at, "a plain exponent is wanted here");
  Term out;
  if (!a.unit.plain()) {
    const double n = expr(b.expr).figure;
    if (!b.literal || n != std::floor(n) || std::abs(n) > 12) fail(at, "a small whole exponent is wanted here");
    out.unit = raised(a.unit, static_cast<int>(n));
  }
  const int left = in_base(a, a.difference), right = in_base(b, false);
  out.expr = add(Op::power, at, {left, right});
  out.based = true;
  out.at = at;
  return out;
}

Term Reader::call(const Node& n, const Row* row) {
  const Place at = place_of(n);
  std::vector<Term> terms;
  for (const int kid : n.kids) terms.push_back(term(kid, row));
  const std::string& f = n.word;
  const bool many = f == "min" || f == "max", rounds = f == "round";
  if (many ? terms.size() < 2 : rounds ? terms.size() > 2 : terms.size() != 1) fail(at, "this function is given the wrong number of figures");
  for (const Term& t : terms)
    if (t.date != terms[0].date || (t.date && !many)) fail(at, "this function reckons with figures");
  const Op op = f == "abs" ? Op::absolute : f == "min" ? Op::minimum : f == "max" ? Op::maximum : rounds ? Op::round : f == "floor" ? Op::floor : f == "ceil" ? Op::ceiling
                : f == "sqrt" ? Op::root : f == "log" ? Op::natural_log : f == "log10" ? Op::log10 : Op::exponential;
  if (rounds || f == "floor" || f == "ceil") {
    Term out = terms[0];
    if (out.based && !out.unit.plain()) fail(at, "what is rounded must be one number or a plain figure");
    std::vector<int> in{out.expr};
    if (terms.size() == 2) in.push_back(terms[1].expr);
    out.expr = add(op, at, in);
    out.literal = false;
    out.quantity = -1;
    out.at = at;
    return out;
  }
  std::vector<int> in;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    Term other = terms[i];
    if (!fit(terms[0], other)) fail(at, "the units do not convert into one another");
    in.push_back(in_base(other, other.difference));
  }
  Term out;
  out.unit = terms[0].unit;
  if (op == Op::root) {
    const auto root = root_of(terms[0].unit);
    if (!root) fail(at, "this unit has no root");
    out.unit = *root;
  } else if (op == Op::natural_log || op == Op::log10 || op == Op::exponential) {
    if (!terms[0].unit.plain()) fail(at, "logarithms take plain figures");
    out.unit = Unit{};
  }
  out.expr = add(op, at, in);
  out.based = true;
  out.difference = terms[0].difference;
  out.date = terms[0].date;
  if (!out.unit.plain()) out.substance = terms[0].substance;
  out.at = at;
  return out;
}

Term Reader::elapsed(const Node& n, const Row* row) {
  const Place at = place_of(n);
  std::vector<Term> dates;
  for (const int kid : n.kids) {
    dates.push_back(term(kid, row));
    if (!dates.back().date) fail(at, "a date is wanted here");
  }
  Term out;
  out.at = at;
  out.elapsed = true;
  const std::string& w = n.word;
  if (w == "year" || w == "month") {
    out.expr = add(w == "year" ? Op::year : Op::month, at, {dates[0].expr});
    return out;
  }
  const auto whole = [&](int steps, double size) {
    const int part = add(Op::divide, at, {steps, figure(size, at)});
    return add(Op::truncate, at, {part});
  };
  if (w == "days" || w == "weeks") {
    out.expr = add(Op::subtract, at, {dates[1].expr, dates[0].expr});
    if (w == "weeks") out.expr = whole(out.expr, 7);
  } else {
    out.expr = add(w == "exact years" ? Op::exact_years : Op::months_between, at, {dates[0].expr, dates[1].expr});
    if (w == "years") out.expr = whole(out.expr, 12);
  }
  out.unit = time_unit(w == "exact years" ? "years" : w);
  return out;
}

Term Reader::date_step(Op op, const Term& date, const Term& step, Place at) {
  if (!is_time(step.unit)) fail(at, "a date moves by a time");
  const bool months = steps_months(step.unit);
  const double size = time_unit(months ? "months" : "days").factor;
  int count = -1;
  if (step.literal) {
    const double steps = to_12_digits(expr(step.expr).figure * step.unit.factor / size);
    if (steps != std::trunc(steps)) fail(at, "a date moves by whole steps");
    count = figure(months && op == Op::subtract ? 0.0 - steps : steps, step.at);
  } else {
    const double scale = step.based ? 1 / size : step.unit.factor / size;
    count = step.expr;
    if (to_12_digits(scale) != 1) count = add(scale < 1 ? Op::divide : Op::multiply, step.at, {count, figure(to_12_digits(scale < 1 ? 1 / scale : scale), step.at)});
    if (!months) count = add(Op::truncate, step.at, {count});
    else if (op == Op::subtract) count = add(Op::minus, step.at, {count});
  }
  Term out;
  out.date = true;
  out.at = at;
  out.expr = add(months ? Op::plus_months : op, at, {date.expr, count});
  return out;
}

// Makes the term one of this unit's dimension, if a conversion of its substance says how.
bool Reader::fit(Term& t, const Unit& unit, const std::string& substance) {
  if (same_dimension(t.unit, unit)) return true;
  const auto factor = conversion_factor(substance, t.unit, unit);
  if (!factor) return false;
  if (t.literal) t.expr = figure(to_12_digits(expr(t.expr).figure * *factor), t.at);
  else t.expr = add(Op::multiply, t.at, {t.expr, figure(to_12_digits(t.based ? *factor * unit.factor / t.unit.factor : *factor), t.at)});
  t.unit = unit;
  t.quantity = -1;
  return true;
}

bool Reader::fit(Term& a, Term& b) {
  Term& moved = a.literal && !b.literal ? a : b;
  const Term& other = &moved == &a ? b : a;
  const Unit unit = other.unit;
  return fit(moved, unit, moved.substance.empty() ? other.substance : moved.substance);
}

// Breadth first, for the shortest chain, of at most four conversions.
std::optional<double> Reader::conversion_factor(const std::string& substance, const Unit& from, const Unit& to) const {
  if (substance.empty()) return {};
  std::vector<std::pair<std::array<int, 12>, double>> places{{from.dimension, from.factor}};
  std::size_t first = 0;
  for (int length = 0; length < 4; ++length) {
    const std::size_t last = places.size();
    for (; first < last; ++first)
      for (const Conversion& c : conversions_) {
        if (c.substance != substance) continue;
        for (const int sign : {1, -1}) {
          auto next = places[first];
          const double up = c.to_figure * c.to.factor, down = c.from_figure * c.from.factor;
          for (std::size_t i = 0; i < next.first.size(); ++i) next.first[i] += sign * (c.to.dimension[i] - c.from.dimension[i]);
          next.second = sign > 0 ? next.second * up / down : next.second * down / up;
          if (next.first == to.dimension) return next.second / to.factor;
          if (std::none_of(places.begin(), places.end(), [&](const auto& p) { return p.first == next.first; })) places.push_back(next);
        }
      }
  }
  return {};
}

}  // namespace hence::verify
