// Relations: what declares them, names that spell tuples of them, variables bound to things.
#include <algorithm>
#include <utility>

#include "engine/verify/reader.hpp"

namespace hence::verify {

// ---- declarations ----------------------------------------------------------------------------

// `relation ?pump vibrates at ?level on ?day, number ?level in mm/s, date ?day`.
void Reader::declare_relation(const Line& l) {
  const Syntax s(base_, nodes_, l);
  const std::size_t n = l.tokens.size();
  std::size_t end = 1;
  while (end < n && !s.sign(end, ',')) ++end;
  if (end == 1) s.fail(1, "a name is missing here");
  declare_name(words_text(s.words(1, end), l.file, nullptr), Kind::yes_no, base_.place(l.file, l.tokens[1].begin));
  const int id = static_cast<int>(base_.relations.size()) - 1;
  if (id < 0 || relation(id).model != static_cast<int>(base_.findings.size()) - 1) s.fail(1, "a relation has variables in the places of things");
  relation(id).closed = true;
  Argument* argument = nullptr;
  while (end < n) {
    std::size_t from = end + 1;
    for (end = from; end < n && !s.sign(end, ',');) ++end;
    const bool clause = from + 1 < end && l.tokens[from + 1].kind == Tok::variable && (s.word(from, "number") || s.word(from, "date") || s.word(from, "choice"));
    if (clause) {
      auto& all = relation(id).arguments;
      const auto found = std::find_if(all.begin(), all.end(), [&](const Argument& a) { return a.variable == s.text(from + 1, from + 2); });
      if (found == all.end()) s.fail(from + 1, "this variable does not stand in the relation's name");
      argument = &*found;
      argument->kind = s.word(from, "number") ? Kind::number : s.word(from, "date") ? Kind::date : Kind::choice;
      if (argument->kind == Kind::number && s.word(from + 2, "in") && from + 3 < end) {
        if (l.tokens[from + 3].kind == Tok::text) argument->unit.emplace().spelling = s.text(from + 3, end);
        else argument->unit = unit_of(s.text(from + 3, end));
        if (!argument->unit) s.fail(from + 3, "this unit is not read");
      }
      if (argument->kind != Kind::choice) continue;
      from += 3;  // behind the colon
    }
    if (!argument || argument->kind != Kind::choice || from >= end) s.fail(from, "this says nothing about a relation");
    argument->values.push_back(words_text(s.words(from, end), l.file, nullptr));
  }
}

// The name that a number's line declares.
Words Reader::declared_name(const Line& l) {
  const Syntax s(base_, nodes_, l);
  const std::size_t from = l.tokens[1].kind == Tok::text && s.word(2, "as") ? 3 : 1;
  for (std::size_t to = from + 1; to <= l.tokens.size(); ++to) {
    const auto found = base_.by_key.find(key_of(s.text(from, to)));
    if (found != base_.by_key.end() && base_.findings[static_cast<std::size_t>(found->second)].at == base_.place(l.file, l.tokens[from].begin)) return s.words(from, to);
  }
  s.fail(1, "the number is not found");
}

std::vector<Words> Reader::phrases_of(const Statement& s) const {
  std::vector<Words> out;
  for (const int id : s.nodes)
    if (node(id).form == Form::phrase) out.push_back(node(id).words);
  for (const ConclusionText& c : s.rule.conclusions) {
    out.push_back(c.name);
    out.insert(out.end(), c.alternatives.begin(), c.alternatives.end());
  }
  out.insert(out.end(), s.names.begin(), s.names.end());
  if (!s.subject.empty()) out.push_back(s.subject);
  return out;
}

bool Reader::holds_named(const Statement& s) const {
  return std::any_of(s.line.tokens.begin(), s.line.tokens.end(), [](const Token& t) { return t.kind == Tok::variable && t.end > t.begin + 1; });
}

// `?nutrient deficiency`, declared by nothing, stands for what its instances spell; a relation that
// is asked is open.
void Reader::imply_relations(const Statement& s) {
  for (const Words& words : phrases_of(s)) {
    const std::string text = pattern_text(words, s.line.file);
    if (!holds_variable(text) || text.find(' ') == std::string::npos || base_.read(text) || tests_choice(text)) continue;
    Relation made = relation_of(text);
    if (made.arguments.size() != 1 || made.arguments[0].variable.size() < 2) continue;
    const int id = declare_name(text, Kind::yes_no, base_.place(s.line.file, words[0].begin));
    finding(id).declared = base_.relations.back().declared = false;
  }
}

// `severity is ?level`, of a declared choice.
bool Reader::tests_choice(const std::string& text) const {
  const std::size_t is = text.find(" is ");
  const int id = is == std::string::npos ? -1 : base_.find(text.substr(0, is));
  return id >= 0 && base_.findings[static_cast<std::size_t>(id)].kind == Kind::choice;
}

// The name in a phrase, without what is asked of it.
std::string Reader::pattern_text(const Words& words, int f) const {
  std::string text = words_text(words, f, nullptr);
  if (base_.read(text)) return text;
  for (const std::string_view before : {"certainty of ", "points of ", "value of "})
    if (text.starts_with(before)) text.erase(0, before.size());
  for (const std::string_view behind : {" is known", " is unknown"})
    if (text.ends_with(behind)) text.resize(text.size() - behind.size());
  for (std::size_t is = text.find(" is "); is != std::string::npos; is = text.find(" is ", is + 1)) {
    const int id = base_.like(text.substr(0, is));
    const Kind kind = id >= 0 ? base_.findings[static_cast<std::size_t>(id)].kind : Kind::yes_no;
    if ((kind == Kind::choice || kind == Kind::date) && base_.read(text.substr(0, is))) return text.substr(0, is);
  }
  return text;
}

// ---- things and tuples -----------------------------------------------------------------------

int Reader::thing_named(const std::string& text) {
  const auto [found, fresh] = things_by_key_.try_emplace(key_of(text), static_cast<int>(things_.size()));
  if (fresh) things_.push_back({Kind::yes_no, text, 0});
  return found->second;
}

int Reader::thing_figure(Kind kind, double value) {
  value = to_12_digits(value) + 0.0;
  const auto [found, fresh] = figures_.try_emplace({kind, value}, static_cast<int>(things_.size()));
  if (fresh) things_.push_back({kind, kind == Kind::date ? date_text(value) : figure_text(value), value});
  return found->second;
}

std::string Reader::thing_text(int id, const std::optional<Unit>& unit) const {
  const bool with_unit = thing(id).kind == Kind::number && unit && !unit->spelling.empty();
  return thing(id).text + (with_unit ? " " + unit->spelling : "");
}

int Reader::thing_of(int id, std::size_t place, const std::string& text, Place at) {
  const Argument& argument = relation(id).arguments[place];
  if (argument.kind == Kind::yes_no) return thing_named(text);
  if (argument.kind == Kind::choice) {
    const auto found = std::find_if(argument.values.begin(), argument.values.end(), [&](const std::string& v) { return key_of(v) == key_of(text); });
    if (found == argument.values.end()) fail(at, "this is no value of the relation's choice");
    return thing_named(*found);
  }
  const std::size_t exprs = base_.exprs.size();
  const auto value = literal(text, at);
  if (!value || value->date != (argument.kind == Kind::date)) fail(at, "this fits no place of the relation");
  double x = expr(value->expr).figure;
  base_.exprs.resize(exprs);
  if (!value->unit.spelling.empty()) {
    if (!argument.unit || !same_dimension(value->unit, *argument.unit)) fail(at, "the units do not convert into one another");
    x = converted(x, value->unit, *argument.unit);
  }
  return thing_figure(argument.kind, x);
}

Things Reader::things_of(const TupleName& name, Place at) {
  Things things;
  for (std::size_t i = 0; i < name.places.size(); ++i) things.push_back(thing_of(name.relation, i, name.places[i], at));
  return things;
}

std::string Reader::spelt(int id, const Things& things) const {
  const Relation& r = base_.relations[static_cast<std::size_t>(id)];
  std::string out = r.words[0];
  for (std::size_t i = 0; i < things.size(); ++i) {
    out += (out.empty() ? "" : " ") + thing_text(things[i], r.arguments[i].unit);
    if (!r.words[i + 1].empty()) out += " " + r.words[i + 1];
  }
  return out;
}

// The finding of a tuple: it takes after the relation's model. With `?`, one for all that fit.
int Reader::tuple(const TupleName& name, const std::string& text, Place at) {
  if (name.twice) fail(at, "this can be read as two tuples");
  if (schema_) return relation(name.relation).model;
  const bool some = std::find(name.places.begin(), name.places.end(), "?") != name.places.end();
  for (const std::string& place : name.places)
    if (is_variable(place) && place.size() > 1) fail(at, "a variable is bound by nothing here");
  Finding made = finding(relation(name.relation).model);
  made.name = some ? text : spelt(name.relation, things_of(name, at));
  made.key = key_of(made.name);
  if (const auto known = base_.by_key.find(made.key); known != base_.by_key.end()) return known->second;
  made.closed = relation(name.relation).closed && made.kind == Kind::yes_no;
  made.computed = made.default_value = made.only_if = -1;
  made.by_default = made.if_not = std::nullopt;
  made.at = at;
  const int id = base_.by_key[made.key] = static_cast<int>(base_.findings.size());
  if (some) somes_.emplace_back(id, name);
  base_.findings.push_back(std::move(made));
  return id;
}

// A finding that has a value, which a tuple may be before anything else names it; −1: none.
int Reader::valued(const std::string& name, Place at) {
  const int like = base_.like(name);
  if (like < 0 || finding(like).kind == Kind::yes_no || base_.find(name) >= 0) return base_.find(name);
  return mention(name, at);
}

// Do the things stand where the name has things, and equal ones where it has a variable twice?
bool Reader::fits(const TupleName& name, const Things& things) {
  for (std::size_t i = 0; i < things.size(); ++i) {
    if (!is_variable(name.places[i])) {
      if (thing_of(name.relation, i, name.places[i], {}) != things[i]) return false;
      continue;
    }
    for (std::size_t j = 0; j < i && name.places[i].size() > 1; ++j)
      if (name.places[j] == name.places[i] && things[j] != things[i]) return false;
  }
  return true;
}

// ---- variables -------------------------------------------------------------------------------

const Bound* Reader::bound(std::string_view variable) const {
  if (!bound_) return nullptr;
  const auto found = std::find_if(bound_->begin(), bound_->end(), [&](const Bound& b) { return b.name == variable; });
  return found == bound_->end() ? nullptr : &*found;
}

const Bound* Reader::lone_variable(const Node& n) const {
  if (n.form != Form::phrase || n.words.size() != 1 || n.words[0].kind != Tok::variable) return nullptr;
  return bound(text_of(file(n.file), n.words[0]));
}

std::optional<Term> Reader::variable_term(const Node& n) {
  if (n.form != Form::phrase || n.words.size() != 1 || n.words[0].kind != Tok::variable) return {};
  const Place at = place_of(n);
  const Bound* b = lone_variable(n);
  if (!b || is_name(b->kind)) fail(at, b ? "a figure is wanted here" : "a variable is bound by nothing here");
  Term out;
  out.expr = figure(b->figure, at);
  if (b->unit) out.unit = *b->unit;
  out.date = b->kind == Kind::date;
  out.literal = !schema_;
  out.at = at;
  return out;
}

// `?x != ?y`, `?x = magnesium`: things are told apart by their rows.
std::optional<int> Reader::compare_things(const Node& n, Op op) {
  if (!bound_ || n.form == Form::between) return {};
  const Node sides[2] = {node(n.kids[0]), node(n.kids[1])};
  const Bound* names[2] = {lone_variable(sides[0]), lone_variable(sides[1])};
  const auto named = [](const Bound* b) { return b && is_name(b->kind); };
  if (!named(names[0]) && !named(names[1])) return {};
  const Place at = place_of(n);
  if (op != Op::equal && op != Op::not_equal) fail(at, "names have no order");
  std::vector<int> in;
  for (const int i : {0, 1}) {
    if (sides[i].form != Form::phrase || (names[i] && !named(names[i]))) fail(at, "a name is compared with a figure");
    in.push_back(figure(names[i] ? names[i]->thing : thing_named(words_text(sides[i].words, sides[i].file, nullptr)), place_of(sides[i])));
  }
  return add(op, at, in);
}

// A text with what its variables stand for.
std::string Reader::with_things(const std::string& text) const {
  std::string out;
  bool inside = false;
  for (std::size_t at = 0; at < text.size();) {
    inside = text[at] == '{' || (inside && text[at] != '}');
    const Bound* best = nullptr;
    if (inside && text[at] == '?' && bound_)
      for (const Bound& b : *bound_)
        if (std::string_view(text).substr(at).starts_with(b.name) && (!best || b.name.size() > best->name.size())) best = &b;
    if (!best) {
      out += text[at++];
      continue;
    }
    at += best->name.size();
    const bool alone = out.ends_with('{') && at < text.size() && text[at] == '}';
    if (alone) out.pop_back(), ++at, inside = false;
    out += best->text;
  }
  return out;
}

// What one binding of an aggregate adds: a condition, a figure, of `latest` a day.
void Reader::fold_binding(const Node& n, std::vector<int>& in) {
  const Place at = place_of(n);
  ++crisp_;
  const int holds = condition(n.kids[1], nullptr);
  --crisp_;
  in.push_back(holds >= 0 ? holds : add(Op::equal, at, {figure(1, at), figure(1, at)}));
  const auto kind = static_cast<Fold>(n.n);
  if (kind == Fold::count) return in.push_back(figure(1, at));
  const Term t = term(n.kids[0], nullptr);
  in.push_back(t.date ? t.expr : in_base(t, t.difference));
  if (kind != Fold::latest) return;
  Node day;
  day.words = n.words;
  day.file = n.file;
  in.push_back(variable_term(day)->expr);
}

// A figure of all bindings of the variables inside.
Term Reader::fold(int id) {
  const Node n = node(id);
  const Place at = place_of(n);
  if (!plan_) fail(at, "an aggregate wants a variable");
  const auto folding = std::find_if(plan_->aggregates.begin(), plan_->aggregates.end(), [&](const Folding& f) { return f.node == id; });
  if (folding == plan_->aggregates.end()) fail(at, "this aggregate is not read");
  std::vector<int> in;
  Things outer(plan_->variables.size(), -1), key;
  for (std::size_t i = 0; i < outer.size(); ++i)
    if (const Bound* b = bound(plan_->variables[i].name)) outer[i] = b->thing;
  for (const int slot : folding->shared) key.push_back(outer[static_cast<std::size_t>(slot)]);
  const auto found = folding->found.find(key);
  if (schema_) fold_binding(n, in);
  else if (found != folding->found.end())
    for (const Things& binding : found->second) {
      Things all = outer;
      for (std::size_t i = 0; i < all.size(); ++i)
        if (binding[i] >= 0) all[i] = binding[i];
      const std::vector<Bound> inner = bound_in(*plan_, all);
      under(inner, [&] { fold_binding(n, in); });
    }
  Term out = folding->figure;
  out.expr = add(Op::aggregate, at, in, -1, n.n);
  out.literal = false;
  out.quantity = -1;
  out.based = true;
  out.at = at;
  return out;
}

}  // namespace hence::verify
