// How statements bind their variables.
#include <algorithm>

#include "engine/verify/reader.hpp"

namespace hence::verify {
namespace {

constexpr std::size_t most_ways = 64;

bool compares(Form form) { return form >= Form::less && form <= Form::between; }

bool binds_new(const Pattern& pattern, const std::vector<bool>& bound) {
  return std::any_of(pattern.places.begin(), pattern.places.end(), [&](int p) { return p >= 0 && static_cast<std::size_t>(p) < bound.size() && !bound[static_cast<std::size_t>(p)]; });
}
void bind_places(const Pattern& pattern, std::vector<bool>& bound) {
  for (const int p : pattern.places)
    if (p >= 0 && static_cast<std::size_t>(p) < bound.size()) bound[static_cast<std::size_t>(p)] = true;
}

Joint joint_of(const Plan& p) {
  Joint joint;
  joint.bound.assign(p.variables.size(), false);
  joint.slots = static_cast<int>(p.variables.size());
  return joint;
}

void sort_once(std::vector<int>& slots) {
  std::sort(slots.begin(), slots.end());
  slots.erase(std::unique(slots.begin(), slots.end()), slots.end());
}

}  // namespace

// ---- plans -----------------------------------------------------------------------------------

void Reader::plan(std::size_t statement) {
  const Statement& s = statements_[statement];
  using Is = Statement::Is;
  const Place at = base_.place(s.line.file, s.line.tokens[0].begin);
  if (s.is == Is::nothing) return;
  if (s.is == Is::table || s.is == Is::first_of || s.is == Is::score || s.is == Is::scope) fail(at, "variables are not followed here");
  Plan& p = plans_.emplace_back();
  p.statement = statement;
  type_variables(p, s);
  std::vector<int> outside;
  for (const Words& words : phrases_outside(s)) slots_in(words, s.line.file, p, outside);
  sort_once(outside);
  for (const int id : folds_of(s)) plan_aggregate(p, id, outside, s);
  if (!s.each) return;
  Joint joint = joint_of(p);
  std::vector<int> parts;
  if (s.is == Is::rule) conjuncts(s.rule.condition, parts);
  const Words subject = s.is == Is::kind ? s.names.front() : !s.subject.empty() ? s.subject : s.names.empty() ? Words{} : s.names.front();
  if (s.is != Is::rule && !subject.empty())
    if (auto pattern = pattern_of(subject, s.line.file, p, joint.slots)) {
      bind_places(*pattern, joint.bound);
      joint.body.push_back(*std::move(pattern));
    }
  bind_ways(s, p, joint, parts, outside);
  if (s.is == Is::computed && !p.once) spell_computed(p, s);
}

// A computed number is there for each thing of which what it reads is.
void Reader::spell_computed(Plan& p, const Statement& s) {
  Joint spelling = joint_of(p);
  std::vector<Words> read;
  phrases_under(s.condition, read);
  for (const Words& words : read)
    if (auto pattern = pattern_of(words, s.line.file, p, spelling.slots)) {
      bind_places(*pattern, spelling.bound);
      spelling.body.push_back(*std::move(pattern));
    }
  for (const int id : folds_of(s)) {
    std::vector<int> conditions;
    conjuncts(node(id).kids[1], conditions);
    bind_parts(conditions, p, spelling, true);
  }
  spelling.guards.clear();
  put_heads({s.subject}, s.line.file, p, spelling, &s);
  if (!spelling.body.empty() && !spelling.heads.empty()) p.spelling.push_back(std::move(spelling));
}

std::vector<int> Reader::folds_of(const Statement& s) const {
  std::vector<int> out;
  for (const int id : s.nodes)
    if (node(id).form == Form::aggregate) out.push_back(id);
  return out;
}

// Its phrases that stand in no aggregate.
std::vector<Words> Reader::phrases_outside(const Statement& s) const {
  std::vector<Words> inside, out;
  for (const int id : folds_of(s))
    for (const int kid : node(id).kids) phrases_under(kid, inside);
  for (const Words& words : phrases_of(s))
    if (std::none_of(inside.begin(), inside.end(), [&](const Words& w) { return w[0].begin == words[0].begin; })) out.push_back(words);
  return out;
}

void Reader::type_variables(Plan& p, const Statement& s) {
  const auto variable = [&](const std::string& name) -> Variable& {
    const auto found = std::find_if(p.variables.begin(), p.variables.end(), [&](const Variable& v) { return v.name == name; });
    return found != p.variables.end() ? *found : p.variables.emplace_back(Variable{name, Kind::yes_no, {}, false});
  };
  std::vector<Words> phrases = phrases_of(s);
  for (const int id : s.nodes)
    if (node(id).form == Form::aggregate && !node(id).words.empty()) phrases.push_back(node(id).words);
  for (const Words& words : phrases) {
    for (const Token& t : words)
      if (t.kind == Tok::variable && t.end > t.begin + 1) variable(std::string(text_of(file(s.line.file), t)));
    const auto tuple = words.size() > 1 ? base_.read(pattern_text(words, s.line.file)) : std::nullopt;
    for (std::size_t i = 0; tuple && i < tuple->places.size(); ++i) {
      if (!is_variable(tuple->places[i]) || tuple->places[i].size() < 2) continue;
      Variable& v = variable(tuple->places[i]);
      const Argument& argument = relation(tuple->relation).arguments[i];
      if (!v.typed) v.kind = argument.kind, v.unit = argument.unit;
      v.typed = true;
    }
  }
  // `?e = ?d + ?w`: what a variable takes its kind from where no relation has it.
  schema_ = true;
  for (bool more = true; more;) {
    more = false;
    for (const int id : s.nodes) {
      if (node(id).form != Form::equal) continue;
      for (const std::size_t side : {0U, 1U}) {
        const int slot = slot_of(p, node(id).kids[side]), other = node(id).kids[1 - side];
        if (slot < 0 || p.variables[static_cast<std::size_t>(slot)].typed || slot_of(p, other) >= 0 || !is_static(other, p)) continue;
        const std::size_t exprs = base_.exprs.size();
        quietly([&] {
          const std::vector<Bound> schema = schema_of(p);
          const Term value = under(schema, [&] { return term(other, nullptr); });
          Variable& v = p.variables[static_cast<std::size_t>(slot)];
          v.kind = value.date ? Kind::date : Kind::number;
          if (!value.date && !value.unit.plain()) v.unit = value.unit;
          v.typed = more = true;
        });
        base_.exprs.resize(exprs);
      }
    }
  }
  schema_ = false;
}

std::vector<Bound> Reader::bound_in(const Plan& p, const Things& binding) const {
  std::vector<Bound> out;
  for (std::size_t i = 0; i < p.variables.size(); ++i)
    if (binding[i] >= 0) out.push_back({p.variables[i].name, thing_text(binding[i], p.variables[i].unit), p.variables[i].kind, p.variables[i].unit, thing(binding[i]).figure, binding[i]});
  return out;
}

std::vector<Bound> Reader::schema_of(const Plan& p) const {
  std::vector<Bound> out;
  for (const Variable& v : p.variables) out.push_back({v.name, v.name, v.kind, v.unit, 1, -1});
  return out;
}

// The slot of the variable that a node is, alone; −1: it is none.
int Reader::slot_of(const Plan& p, int id) const {
  const Node& n = node(id);
  if (n.form != Form::phrase || n.words.size() != 1 || n.words[0].kind != Tok::variable) return -1;
  const std::string_view name = text_of(file(n.file), n.words[0]);
  for (std::size_t i = 0; i < p.variables.size(); ++i)
    if (p.variables[i].name == name) return static_cast<int>(i);
  return -1;
}

// Does it hang on variables and figures alone?
bool Reader::is_static(int id, const Plan& p) {
  const Node n = node(id);
  const auto all = [&] { return std::all_of(n.kids.begin(), n.kids.end(), [&](int kid) { return is_static(kid, p); }); };
  if (n.form == Form::phrase) {
    if (slot_of(p, id) >= 0) return true;
    const std::size_t exprs = base_.exprs.size();
    bool is_literal = false;
    const bool may = n.words[0].kind == Tok::number || n.words[0].kind == Tok::date;
    if (may) quietly([&] { is_literal = literal(words_text(n.words, n.file, nullptr), {}).has_value(); });
    base_.exprs.resize(exprs);
    return is_literal;
  }
  if (n.form == Form::equal || n.form == Form::not_equal)  // a name beside a variable that is one
    for (const std::size_t side : {0U, 1U}) {
      const int slot = slot_of(p, n.kids[side]);
      if (slot < 0 || node(n.kids[1 - side]).form != Form::phrase) continue;
      const Variable& v = p.variables[static_cast<std::size_t>(slot)];
      if (v.typed && is_name(v.kind)) return true;
    }
  if (n.form == Form::all || n.form == Form::any || n.form == Form::negation || n.form == Form::call || compares(n.form)) return all();
  return n.form >= Form::add && n.form <= Form::elapsed && all();
}

void Reader::conjuncts(int id, std::vector<int>& out) const {
  if (id < 0) return;
  if (node(id).form != Form::all) return out.push_back(id);
  for (const int kid : node(id).kids) conjuncts(kid, out);
}

void Reader::slots_in(const Words& words, int f, const Plan& p, std::vector<int>& out) const {
  for (const Token& t : words)
    for (std::size_t i = 0; t.kind == Tok::variable && i < p.variables.size(); ++i)
      if (p.variables[i].name == text_of(file(f), t)) out.push_back(static_cast<int>(i));
}

void Reader::slots_under(int id, const Plan& p, std::vector<int>& out) const {
  slots_in(node(id).words, node(id).file, p, out);
  for (const int kid : node(id).kids) slots_under(kid, p, out);
}

void Reader::phrases_under(int id, std::vector<Words>& out) const {
  const Node& n = node(id);
  if (n.form == Form::aggregate) return;
  if (n.form == Form::phrase) out.push_back(n.words);
  for (const int kid : n.kids) phrases_under(kid, out);
}

// Each statement with variables once, over models: who reads whom by the names as written, and the
// unit of a computed number that declares none.
void Reader::read_schema() {
  const std::size_t first = base_.rules.size();
  const std::vector<Finding> before = base_.findings;
  schema_ = true;
  for (const Plan& p : plans_) {
    const std::vector<Bound> schema = schema_of(p);
    plan_ = &p;
    under(schema, [&] { resolve(statements_[p.statement]); });
  }
  plan_ = nullptr;
  schema_ = false;
  const auto from = base_.rules.begin() + static_cast<std::ptrdiff_t>(first);
  base_.schema.assign(from, base_.rules.end());
  base_.rules.erase(from, base_.rules.end());
  for (std::size_t f = 0; f < before.size(); ++f)
    if (before[f].model < 0) base_.findings[f].computed = base_.findings[f].default_value = base_.findings[f].only_if = -1;
}

// ---- what binds ------------------------------------------------------------------------------

std::optional<Pattern> Reader::pattern_of(const Words& words, int f, const Plan& p, int& slots) {
  const auto tuple = base_.read(pattern_text(words, f));
  if (!tuple) return {};
  Pattern out{tuple->relation, {}};
  for (std::size_t i = 0; i < tuple->places.size(); ++i) {
    const std::string& place = tuple->places[i];
    const auto at = std::find_if(p.variables.begin(), p.variables.end(), [&](const Variable& v) { return v.name == place; });
    if (at != p.variables.end()) out.places.push_back(static_cast<int>(at - p.variables.begin()));
    else if (place == "?") out.places.push_back(slots++);
    else if (is_variable(place)) return {};
    else out.places.push_back(~thing_of(tuple->relation, i, place, base_.place(f, words[0].begin)));
  }
  return out;
}

// Closed relations always bind, open ones where nothing else does, then figures of things; what is
// reckoned from bound variables binds as soon as it can.
void Reader::bind_parts(const std::vector<int>& parts, const Plan& p, Joint& joint, bool last) {
  std::vector<Pattern> open;
  for (const int part : parts) {
    const Node& n = node(part);
    if (n.form != Form::phrase) continue;
    auto pattern = pattern_of(n.words, n.file, p, joint.slots);
    if (!pattern || finding(relation(pattern->relation).model).kind != Kind::yes_no) continue;
    if (pattern_text(n.words, n.file) != words_text(n.words, n.file, nullptr)) continue;  // X is known
    if (relation(pattern->relation).closed) {
      bind_places(*pattern, joint.bound);
      joint.body.push_back(*std::move(pattern));
    } else {
      open.push_back(*std::move(pattern));
    }
  }
  reckon(parts, p, joint);
  std::vector<bool> bound = joint.bound;
  const auto take = [&](const Pattern& pattern) {
    if (!binds_new(pattern, joint.bound)) return;
    bind_places(pattern, bound);
    joint.body.push_back(pattern);
  };
  for (const Pattern& pattern : open) take(pattern);
  joint.bound = bound;
  reckon(parts, p, joint);
  if (!last) return;
  for (const int part : parts) {
    if (!compares(node(part).form) && !tests_value(part)) continue;
    std::vector<Words> phrases;
    phrases_under(part, phrases);
    for (const Words& words : phrases)
      if (const auto pattern = pattern_of(words, node(part).file, p, joint.slots); pattern && finding(relation(pattern->relation).model).kind != Kind::yes_no) take(*pattern);
  }
  joint.bound = bound;
  reckon(parts, p, joint);
}

// `class of ?pump is I` says the same as with `=`.
bool Reader::tests_value(int part) const {
  const Node& n = node(part);
  if (n.form != Form::phrase) return false;
  const std::string text = words_text(n.words, n.file, nullptr);
  return !text.ends_with(" is known") && !text.ends_with(" is unknown") && text.starts_with(pattern_text(n.words, n.file) + " is ");
}

void Reader::reckon(const std::vector<int>& parts, const Plan& p, Joint& joint) {
  for (bool more = true; more;) {
    more = false;
    for (const int part : parts) {
      const Node n = node(part);
      if (n.form == Form::phrase || std::find(joint.reckoned.begin(), joint.reckoned.end(), part) != joint.reckoned.end() || !is_static(part, p)) continue;
      std::vector<int> slots;
      slots_under(part, p, slots);
      sort_once(slots);
      std::erase_if(slots, [&](int slot) { return joint.bound[static_cast<std::size_t>(slot)]; });
      Guard guard{part, -1};
      for (const std::size_t side : {0U, 1U})
        if (slots.size() == 1 && n.form == Form::equal && guard.slot < 0 && slot_of(p, n.kids[side]) == slots[0]) guard = {n.kids[1 - side], slots[0]};
      if (!slots.empty() && guard.slot < 0) continue;
      if (guard.slot >= 0) joint.bound[static_cast<std::size_t>(guard.slot)] = true;
      joint.guards.push_back(guard);
      joint.reckoned.push_back(part);
      more = true;
    }
  }
}

// Every way in which the branches of the ORs bind, where the rest leaves variables open.
void Reader::bind_ways(const Statement& s, Plan& p, Joint joint, const std::vector<int>& parts, const std::vector<int>& wanted) {
  const Place at = base_.place(s.line.file, s.line.tokens[0].begin);
  const auto is_open = [&](const Joint& j) { return std::any_of(wanted.begin(), wanted.end(), [&](int slot) { return !j.bound[static_cast<std::size_t>(slot)]; }); };
  bind_parts(parts, p, joint, false);
  std::vector<Joint> ways{joint};
  for (const int part : parts) {
    if (node(part).form != Form::any || !(is_open(joint) || (joint.body.empty() && !wanted.empty()))) continue;
    std::vector<Joint> split;
    for (const Joint& way : ways)
      for (const int kid : node(part).kids) {
        std::vector<int> branch;
        conjuncts(kid, branch);
        bind_parts(branch, p, split.emplace_back(way), false);
      }
    if (split.size() > most_ways) fail(at, "this binds its variables in too many ways");
    ways = std::move(split);
  }
  std::vector<int> others;
  for (const int part : parts)
    if (node(part).form != Form::phrase || tests_value(part)) others.push_back(part);
  const std::vector<Words> phrases = phrases_outside(s);
  for (Joint& way : ways) {
    bind_parts(others, p, way, true);
    if (is_open(way)) fail(at, "a variable is bound by nothing here");
    if (way.body.empty() && !wanted.empty()) fail(at, "nothing here binds a variable");
    p.once = way.body.empty();
    if (p.once) return;
    put_heads(phrases, s.line.file, p, way, &s);
    p.ways.push_back(std::move(way));
  }
}

void Reader::plan_aggregate(Plan& p, int id, const std::vector<int>& outside, const Statement& s) {
  const Node n = node(id);
  Folding out;
  out.node = id;
  out.joint = joint_of(p);
  std::vector<int> parts, under_it;
  conjuncts(n.kids[1], parts);
  bind_parts(parts, p, out.joint, true);
  slots_under(id, p, under_it);
  sort_once(under_it);
  for (const int slot : under_it) {
    const bool outer = std::binary_search(outside.begin(), outside.end(), slot), bound = out.joint.bound[static_cast<std::size_t>(slot)];
    if (bound && outer) out.shared.push_back(slot);
    if (!bound && !outer) fail(place_of(n), "a variable is bound by nothing here");
  }
  if (out.joint.body.empty()) fail(place_of(n), "nothing in this aggregate binds a variable");
  std::vector<Words> phrases;
  for (const int kid : n.kids) phrases_under(kid, phrases);
  put_heads(phrases, s.line.file, p, out.joint, nullptr);
  if (static_cast<Fold>(n.n) != Fold::count) {
    const std::size_t exprs = base_.exprs.size();
    const std::vector<Bound> schema = schema_of(p);
    schema_ = true;
    out.figure = under(schema, [&] { return term(n.kids[0], nullptr); });
    schema_ = false;
    base_.exprs.resize(exprs);
  }
  p.aggregates.push_back(std::move(out));
}

// What it spells besides its body: what is concluded, and tuples of open relations.
void Reader::put_heads(const std::vector<Words>& phrases, int f, const Plan& p, Joint& joint, const Statement* concluding) {
  const auto concludes = [&](const Words& words) {
    if (!concluding) return false;
    const auto is = [&](const Words& w) { return w[0].begin == words[0].begin; };
    if (concluding->is == Statement::Is::computed) return is(concluding->subject);
    return std::any_of(concluding->rule.conclusions.begin(), concluding->rule.conclusions.end(), [&](const ConclusionText& c) { return is(c.name) || std::any_of(c.alternatives.begin(), c.alternatives.end(), is); });
  };
  for (const Words& words : phrases) {
    int slots = joint.slots;
    const auto pattern = pattern_of(words, f, p, slots);
    if (!pattern || slots != joint.slots || (relation(pattern->relation).closed && !concludes(words)) || binds_new(*pattern, joint.bound)) continue;
    const auto is = [&](const Pattern& other) { return other == *pattern; };
    if (std::none_of(joint.heads.begin(), joint.heads.end(), is) && std::none_of(joint.body.begin(), joint.body.end(), is)) joint.heads.push_back(*pattern);
  }
}

}  // namespace hence::verify
