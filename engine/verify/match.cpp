// All bindings that statements have: tuples to a fixpoint, then each statement read once for each.
#include <algorithm>

#include "engine/verify/evaluate.hpp"
#include "engine/verify/reader.hpp"

namespace hence::verify {
namespace {

constexpr std::uint64_t most_tries = 20'000'000;
constexpr int most_rounds = 100'000;  // a recursion that makes figures has no end

}  // namespace

// ---- bindings --------------------------------------------------------------------------------

void Reader::add_tuple(int id, const Things& things) {
  extensions_.resize(base_.relations.size());
  Extension& e = extensions_[static_cast<std::size_t>(id)];
  if (!e.known.insert(things).second) return;
  e.at.resize(things.size());
  for (std::size_t i = 0; i < things.size(); ++i) e.at[i][things[i]].push_back(e.rows.size());
  e.rows.push_back(things);
}

void Reader::name_tuple(const std::string& name) {
  const auto tuple = base_.read(name);
  if (!tuple || tuple->twice || holds_variable(name)) return;
  quietly([&] { add_tuple(tuple->relation, things_of(*tuple, {})); });
}

// Every binding under which the body is there and one tuple of it is no older than `old` tells, by
// relation. Of the patterns left the one with most places bound goes next.
void Reader::join(const Joint& joint, const Plan& p, const std::vector<std::size_t>& old, const std::function<void(const Things&)>& found) {
  Things binding(static_cast<std::size_t>(joint.slots), -1);
  std::vector<bool> done(joint.body.size());
  const auto value = [&](int place) { return place < 0 ? ~place : binding[static_cast<std::size_t>(place)]; };
  const std::function<void(std::size_t, std::size_t)> step = [&](std::size_t left, std::size_t fresh) {
    if (left == 0) {
      Things whole = binding;
      if (pass(joint, p, whole)) found(whole);
      return;
    }
    std::size_t next = fresh;
    if (left < joint.body.size()) {
      std::ptrdiff_t most = -1;
      for (std::size_t i = 0; i < joint.body.size(); ++i) {
        if (done[i]) continue;
        const auto& places = joint.body[i].places;
        const std::ptrdiff_t known = std::count_if(places.begin(), places.end(), [&](int place) { return value(place) >= 0; });
        if (known > most) most = known, next = i;
      }
    }
    const Pattern& pattern = joint.body[next];
    const Extension& e = extensions_[static_cast<std::size_t>(pattern.relation)];
    const std::vector<std::size_t>* some = nullptr;
    static const std::vector<std::size_t> none;
    for (std::size_t i = 0; i < pattern.places.size() && !e.rows.empty(); ++i)
      if (const int known = value(pattern.places[i]); known >= 0) {
        const auto at = e.at[i].find(known);
        const auto* here = at == e.at[i].end() ? &none : &at->second;
        if (!some || here->size() < some->size()) some = here;
      }
    const std::size_t count = some ? some->size() : e.rows.size();
    const std::size_t first = left == joint.body.size() ? old[static_cast<std::size_t>(pattern.relation)] : 0;
    done[next] = true;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t row = some ? (*some)[i] : i;
      if (row < first) continue;
      if (++tries_ > most_tries) fail({}, "the rules bind their variables in too many ways to be followed here");
      Things before = binding;
      bool fits = true;
      for (std::size_t place = 0; place < pattern.places.size() && fits; ++place) {
        const int known = value(pattern.places[place]), thing = e.rows[row][place];
        fits = known < 0 || known == thing;
        if (known < 0) binding[static_cast<std::size_t>(pattern.places[place])] = thing;
      }
      if (fits) step(left - 1, fresh);
      binding = std::move(before);
    }
    done[next] = false;
  };
  for (std::size_t fresh = 0; fresh < joint.body.size(); ++fresh) {
    const auto id = static_cast<std::size_t>(joint.body[fresh].relation);
    if (extensions_[id].rows.size() > old[id]) step(joint.body.size(), fresh);
    if (old[id] == 0) return;  // no tuple of it is older: that was all
  }
}

// Do the guards hold? Binds what they reckon.
bool Reader::pass(const Joint& joint, const Plan& p, Things& binding) {
  const std::size_t exprs = base_.exprs.size();
  const bool holds = std::all_of(joint.guards.begin(), joint.guards.end(), [&](const Guard& guard) {
    const std::vector<Bound> bound = bound_in(p, binding);
    return under(bound, [&] {
      if (guard.slot < 0) return literal_truth(base_, condition(guard.node, nullptr)).value_or(false);
      const Variable& v = p.variables[static_cast<std::size_t>(guard.slot)];
      int& slot = binding[static_cast<std::size_t>(guard.slot)];
      int made = -1;
      if (is_name(v.kind)) {
        const Node n = node(guard.node);
        const Bound* other = lone_variable(n);
        made = other ? other->thing : thing_named(words_text(n.words, n.file, nullptr));
      } else {
        const Term t = term(guard.node, nullptr);
        auto figure = literal_figure(base_, t.date ? t.expr : in_base(t, t.difference));
        if (figure && v.unit) figure = (*figure - (t.difference ? 0 : v.unit->offset)) / v.unit->factor;
        if (!figure) return false;
        made = thing_figure(v.kind, *figure);
      }
      if (slot >= 0 && slot != made) return false;
      slot = made;
      return true;
    });
  });
  base_.exprs.resize(exprs);
  return holds;
}

// All tuples that follow, to the fixpoint.
void Reader::follow() {
  extensions_.resize(base_.relations.size());
  struct Body {
    const Plan* plan;
    const Joint* joint;
    std::vector<std::size_t> old;
  };
  std::vector<Body> bodies;
  for (const Plan& p : plans_) {
    for (const Joint& j : p.ways) bodies.push_back({&p, &j, {}});
    for (const Joint& j : p.spelling) bodies.push_back({&p, &j, {}});
    for (const Folding& f : p.aggregates) bodies.push_back({&p, &f.joint, {}});
  }
  int rounds = 0;
  for (bool more = true; more;) {
    more = false;
    if (++rounds > most_rounds) fail({}, "the rules make tuples without end");
    for (Body& b : bodies) {
      if (b.joint->heads.empty()) continue;
      std::vector<std::size_t> sizes;
      for (const Extension& e : extensions_) sizes.push_back(e.rows.size());
      if (sizes == b.old) continue;
      if (b.old.empty()) b.old.assign(sizes.size(), 0);
      std::vector<std::pair<int, Things>> made;
      join(*b.joint, *b.plan, b.old, [&](const Things& binding) {
        for (const Pattern& head : b.joint->heads) {
          Things things;
          for (const int place : head.places) things.push_back(place < 0 ? ~place : binding[static_cast<std::size_t>(place)]);
          made.emplace_back(head.relation, std::move(things));
        }
      });
      for (const auto& [id, things] : made) add_tuple(id, things);
      b.old = sizes;
      more = true;
    }
  }
}

// ---- instances -------------------------------------------------------------------------------

void Reader::ground() {
  if (base_.relations.empty()) return;
  extensions_.resize(base_.relations.size());
  for (std::size_t f = 0; f < base_.findings.size(); ++f) {
    const auto tuple = base_.read(base_.findings[f].name);
    if (!tuple || tuple->twice || holds_variable(base_.findings[f].name) || finding(relation(tuple->relation).model).kind != base_.findings[f].kind) continue;
    base_.findings[f].closed = relation(tuple->relation).closed && base_.findings[f].kind == Kind::yes_no;
    name_tuple(base_.findings[f].name);
  }
  for (const Statement& s : statements_) {
    if (s.is != Statement::Is::trial) continue;
    for (const FactText& f : s.facts)
      if (f.given) name_tuple(fact_name(f, s.line.file));
    for (const std::string& heading : s.texts)
      if (expected_of(heading).empty()) name_tuple(heading);
  }
  for (const Plan& p : plans_)  // read once: what it concludes may bind others
    if (const Statement& s = statements_[p.statement]; p.once && s.is == Statement::Is::rule)
      for (const ConclusionText& c : s.rule.conclusions) name_tuple(pattern_text(c.name, s.line.file));
  for (const std::string& name : input_.told) name_tuple(name);
  follow();
  for (Plan& p : plans_) instances(p);
  put_tuples();
}

void Reader::instances(Plan& p) {
  const Statement& s = statements_[p.statement];
  const std::size_t n = p.variables.size();
  const std::vector<std::size_t> all(extensions_.size(), 0);
  if (!s.each) {  // each name stands for all its tuples
    for (const Words& words : s.names.empty() ? std::vector<Words>{s.subject} : s.names) {
      const std::string text = words_text(words, s.line.file, nullptr);
      const Place at = base_.place(s.line.file, words[0].begin);
      if (!holds_variable(text)) {
        mention(text, at);
        continue;
      }
      const auto tuple = base_.read(text);
      if (!tuple) fail(at, "no relation reads like this");
      const std::vector<Things> rows = extensions_[static_cast<std::size_t>(tuple->relation)].rows;
      for (const Things& things : rows)
        if (fits(*tuple, things)) mention(spelt(tuple->relation, things), at);
    }
    if (const std::string others = others_of(s); !others.empty()) mention(others, base_.place(s.line.file, s.line.tokens[0].begin));
    return;
  }
  for (Folding& f : p.aggregates)
    join(f.joint, p, all, [&](const Things& binding) {
      Things key;
      for (const int slot : f.shared) key.push_back(binding[static_cast<std::size_t>(slot)]);
      f.found[key].insert(Things(binding.begin(), binding.begin() + static_cast<std::ptrdiff_t>(n)));
    });
  std::set<Things> bindings;
  if (p.once) bindings.insert(Things(n, -1));
  for (const Joint& way : p.ways) join(way, p, all, [&](const Things& binding) { bindings.insert(Things(binding.begin(), binding.begin() + static_cast<std::ptrdiff_t>(n))); });
  plan_ = &p;
  for (const Things& binding : bindings) {
    const std::vector<Bound> bound = bound_in(p, binding);
    const std::size_t first = base_.rules.size();
    under(bound, [&] { resolve(s); });
    for (std::size_t r = first; r < base_.rules.size(); ++r)
      for (const Bound& b : bound) base_.rules[r].binding.emplace(b.name, key_of(b.text));
  }
  plan_ = nullptr;
}

// `patient takes ?`, of one question for all `patient takes ?drug`, where its tuples bind variables.
std::string Reader::others_of(const Statement& s) const {
  const bool list = s.names.size() == 1 && is_word(file(s.line.file), s.line, 0, "ask");
  if (s.is != Statement::Is::ask && !list) return {};
  const Words& words = list ? s.names[0] : s.subject;
  const Token &first = s.line.tokens.front(), &last = s.line.tokens.back();
  if (!list && file(s.line.file).text.substr(first.begin, last.end - first.begin).find("{?") != std::string::npos) return {};
  std::string out;
  for (const Token& t : words) {
    if (!out.empty()) out += ' ';
    out += t.kind == Tok::variable ? "?" : std::string(text_of(file(s.line.file), t));
  }
  const auto tuple = base_.read(out);
  if (!tuple || !base_.relations[static_cast<std::size_t>(tuple->relation)].declared || !std::all_of(tuple->places.begin(), tuple->places.end(), [](const std::string& place) { return place == "?"; })) return {};
  const auto binds = [&](const Joint& j) { return std::any_of(j.body.begin(), j.body.end(), [&](const Pattern& p) { return p.relation == tuple->relation; }); };
  const bool any = std::any_of(plans_.begin(), plans_.end(), [&](const Plan& p) {
    const auto is = statements_[p.statement].is;
    if (is != Statement::Is::rule && is != Statement::Is::computed) return false;
    return std::any_of(p.ways.begin(), p.ways.end(), binds) || std::any_of(p.aggregates.begin(), p.aggregates.end(), [&](const Folding& f) { return binds(f.joint); });
  });
  return any ? out : std::string();
}

// A condition of bound variables alone, that holds: nothing is left to test.
bool Reader::is_true(int id) {
  if (!bound_ || !plan_ || node(id).form == Form::phrase || !is_static(id, *plan_)) return false;
  std::vector<int> slots;
  slots_under(id, *plan_, slots);
  for (const int slot : slots)
    if (!bound(plan_->variables[static_cast<std::size_t>(slot)].name)) return false;
  const std::size_t exprs = base_.exprs.size();
  const bool holds = literal_truth(base_, condition(id, nullptr)).value_or(false);
  base_.exprs.resize(exprs);
  return holds;
}

}  // namespace hence::verify
