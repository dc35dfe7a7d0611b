#include "rules/matcher.hpp"

#include <algorithm>
#include <array>
#include <cassert>

#include "rules/tuple_table.hpp"

namespace hence {
namespace {

// An instance; first_premise: where its premises begin.
struct Found {
  MatchRuleId rule;
  TupleId head;
  std::uint32_t first_premise = 0;
};

// One pattern of a body, in the order in which a join takes them.
struct Step {
  std::uint32_t pattern = 0;
  std::optional<std::size_t> index;  // on the places that are bound; none: all rows are looked at
};

}  // namespace

struct Matcher::Tables {
  std::vector<TupleTable> relations;
  std::vector<MatchRule> rules;
  std::vector<Found> instances;
  std::vector<TupleId> premises;
  MatchLimits left;
  MatchLimit stopped_by = MatchLimit::tries;

  // The join under way.
  MatchRuleId rule;
  std::uint32_t delta = 0;  // the pattern that takes only new rows
  std::vector<Step> steps;
  std::vector<ThingId> binding, reckoned;
  std::vector<TupleId> chosen;

  TupleTable& of(const Pattern& pattern) { return relations[pattern.relation.index()]; }
  bool round();
  void plan();
  bool join(std::size_t at);
  bool take(std::size_t at, std::uint32_t row);
  bool conclude();
  TupleId add_head(const Pattern& head);
  // One of what is left; false: none is.
  bool spend(std::uint64_t& of, MatchLimit limit) {
    if (of > 0) return of--, true;
    stopped_by = limit;
    return false;
  }
  bool spend_try() { return spend(left.tries, MatchLimit::tries); }
};

// The new rows first, then what is bound most, then what is smallest.
void Matcher::Tables::plan() {
  const std::vector<Pattern>& body = rules[rule.index()].body;
  std::vector<char> bound(binding.size(), 0), taken(body.size(), 0);
  steps.clear();
  for (std::size_t at = 0; at < body.size(); ++at) {
    Step best;
    std::vector<std::uint32_t> best_places;
    bool found = false;
    for (std::uint32_t p = 0; p < body.size(); ++p) {
      if (taken[p] != 0 || (at == 0 && p != delta)) continue;
      std::vector<std::uint32_t> places;
      for (std::uint32_t i = 0; i < body[p].places.size(); ++i)
        if (!body[p].places[i].variable || bound[body[p].places[i].row] != 0) places.push_back(i);
      const bool better =
          !found || places.size() > best_places.size() ||
          (places.size() == best_places.size() && of(body[p]).seen < of(body[best.pattern]).seen);
      if (!better) continue;
      found = true;
      best.pattern = p;
      best_places = places;
    }
    if (at > 0 && !best_places.empty()) best.index = of(body[best.pattern]).index_on(best_places);
    taken[best.pattern] = 1;
    for (const PatternPlace& place : body[best.pattern].places)
      if (place.variable) bound[place.row] = 1;
    steps.push_back(best);
  }
}

// Does the row fit what is bound, and the rest of the body with it? False: a limit is reached.
bool Matcher::Tables::take(std::size_t at, std::uint32_t row) {
  if (!spend_try()) return false;
  const std::uint32_t p = steps[at].pattern;
  const Pattern& pattern = rules[rule.index()].body[p];
  std::array<std::uint32_t, most_places> fresh{};
  std::size_t count = 0;
  bool fits = true, whole = true;
  for (std::uint32_t i = 0; i < pattern.places.size() && fits; ++i) {
    const PatternPlace place = pattern.places[i];
    const ThingId thing = of(pattern).rows->of(row)[i];
    if (!place.variable) {
      fits = thing.row == place.row;
    } else if (!binding[place.row]) {
      binding[place.row] = thing;
      fresh[count++] = place.row;
    } else {
      fits = binding[place.row] == thing;
    }
  }
  if (fits) {
    chosen[p] = TupleId{row};
    whole = join(at + 1);
  }
  while (count > 0) binding[fresh[--count]] = ThingId{};
  return whole;
}

// Patterns before the one that takes new rows take old ones, those behind it both: so of an
// instance with several new premises only the first is tried as the new one.
bool Matcher::Tables::join(std::size_t at) {
  if (at == steps.size()) return conclude();
  const Step step = steps[at];
  const Pattern& pattern = rules[rule.index()].body[step.pattern];
  const std::size_t relation = pattern.relation.index();
  const std::uint32_t from = step.pattern == delta ? relations[relation].old : 0;
  const std::uint32_t to =
      step.pattern < delta ? relations[relation].old : relations[relation].seen;
  if (!step.index) {
    for (std::uint32_t row = from; row < to; ++row)
      if (!take(at, row)) return false;
    return true;
  }
  std::array<ThingId, most_places> wanted;
  for (std::size_t i = 0; i < pattern.places.size(); ++i) {
    const PatternPlace place = pattern.places[i];
    wanted[i] = place.variable ? binding[place.row] : ThingId{place.row};
  }
  // Rows that are added meanwhile stand before those of the chain.
  std::uint32_t row = relations[relation].indexes[*step.index].newest(wanted.data());
  for (; row != no_tuple; row = relations[relation].indexes[*step.index].older[row])
    if (row < to ? !take(at, row) : !spend_try()) return false;
  return true;
}

// None: no more tuples may follow.
TupleId Matcher::Tables::add_head(const Pattern& head) {
  std::array<ThingId, most_places> things;
  for (std::size_t i = 0; i < head.places.size(); ++i) {
    const PatternPlace place = head.places[i];
    things[i] = place.variable ? binding[place.row] : ThingId{place.row};
  }
  const std::uint32_t before = of(head).count;
  const TupleId tuple{of(head).add(things.data())};
  if (of(head).count == before || spend(left.tuples, MatchLimit::tuples)) return tuple;
  return {};
}

// False: a limit is reached.
bool Matcher::Tables::conclude() {
  const MatchRule& of_rule = rules[rule.index()];
  if (of_rule.check) {
    reckoned = binding;  // the join goes on with what it bound itself
    const Checked checked = of_rule.check(binding);
    const bool stops = checked > Checked::yes && of_rule.reckons_from_itself;
    if (stops) stopped_by = MatchLimit::figures;
    if (stops || checked == Checked::no || checked == Checked::overflown)
      return binding.swap(reckoned), !stops;
  }
  bool whole = of_rule.spells || spend(left.instances, MatchLimit::instances);
  TupleId first;
  for (std::size_t i = 0; i < of_rule.heads.size() && whole; ++i) {
    const TupleId tuple = add_head(of_rule.heads[i]);
    if (i == 0) first = tuple;
    whole = bool{tuple};
  }
  if (of_rule.check) binding.swap(reckoned);
  if (!whole || of_rule.spells) return whole;
  instances.push_back({rule, first, static_cast<std::uint32_t>(premises.size())});
  premises.insert(premises.end(), chosen.begin(), chosen.end());
  return true;
}

// All instances with a premise among the new rows. False: a limit is reached.
bool Matcher::Tables::round() {
  for (std::size_t r = 0; r < rules.size(); ++r) {
    rule = MatchRuleId{r};
    const std::size_t patterns = rules[r].body.size();
    binding.assign(rules[r].variables, ThingId{});
    chosen.assign(patterns, TupleId{});
    for (delta = 0; delta < patterns; ++delta) {
      const TupleTable& relation = of(rules[r].body[delta]);
      if (relation.old == relation.seen) continue;
      plan();
      if (!join(0)) return false;
    }
  }
  return true;
}

Matcher::Matcher() : tables_(std::make_unique<Tables>()) {}
Matcher::~Matcher() = default;
Matcher::Matcher(Matcher&&) noexcept = default;
Matcher& Matcher::operator=(Matcher&&) noexcept = default;

RelationId Matcher::add_relation(std::uint32_t places) {
  assert(places <= most_places);
  tables_->relations.emplace_back(places);
  return RelationId{tables_->relations.size() - 1};
}

MatchRuleId Matcher::add_rule(MatchRule rule) {
  assert(!rule.body.empty());
  tables_->rules.push_back(std::move(rule));
  return MatchRuleId{tables_->rules.size() - 1};
}

const MatchRule& Matcher::rule(MatchRuleId rule) const { return tables_->rules[rule.index()]; }

void Matcher::reckons_from_itself(MatchRuleId rule) {
  tables_->rules[rule.index()].reckons_from_itself = true;
}

TupleId Matcher::add(RelationId relation, std::span<const ThingId> things) {
  return TupleId{tables_->relations[relation.index()].add(things.data())};
}

std::optional<MatchStop> Matcher::run(const MatchLimits& most) {
  tables_->left = most;
  for (bool more = true; more;) {
    more = false;
    for (TupleTable& relation : tables_->relations) {
      relation.seen = relation.count;
      more |= relation.old < relation.seen;
    }
    if (!tables_->round()) return MatchStop{tables_->rule, tables_->stopped_by};
    for (TupleTable& relation : tables_->relations) relation.old = relation.seen;
  }
  return std::nullopt;
}

std::size_t Matcher::tuples(RelationId relation) const {
  return tables_->relations[relation.index()].count;
}

std::span<const ThingId> Matcher::things(RelationId relation, TupleId tuple) const {
  const TupleRows& rows = *tables_->relations[relation.index()].rows;
  return {rows.of(tuple.row), rows.places};
}

TupleId Matcher::find(RelationId relation, std::span<const ThingId> things) const {
  return TupleId{tables_->relations[relation.index()].find(things.data())};
}

std::size_t Matcher::instances() const { return tables_->instances.size(); }

MatchRuleId Matcher::instance_rule(std::size_t row) const { return tables_->instances[row].rule; }

Instance Matcher::instance(std::size_t row) const {
  const Found& of = tables_->instances[row];
  const TupleId* first = tables_->premises.data() + of.first_premise;
  return {of.rule, of.head, {first, tables_->rules[of.rule.index()].body.size()}};
}

void Matcher::binding(std::size_t row, std::vector<ThingId>& out) const {
  const Instance found = instance(row);
  const MatchRule& rule = tables_->rules[found.rule.index()];
  out.assign(rule.variables, ThingId{});
  for (std::size_t p = 0; p < rule.body.size(); ++p) {
    const auto in = things(rule.body[p].relation, found.premises[p]);
    for (std::size_t i = 0; i < in.size(); ++i)
      if (const PatternPlace place = rule.body[p].places[i]; place.variable) out[place.row] = in[i];
  }
  if (rule.check) rule.check(out);
}

std::size_t Matcher::instance_bytes() const {
  return instances() * sizeof(Found) + tables_->premises.size() * sizeof(TupleId);
}

}  // namespace hence
