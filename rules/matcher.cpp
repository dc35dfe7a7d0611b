#include "rules/matcher.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

namespace hence {
namespace {

constexpr std::uint32_t none = 0xffffffffU;

std::uint64_t mixed(std::uint64_t hash, ThingId thing) {
  hash = (hash ^ thing.row) * 0x9e3779b97f4a7c15U;
  return hash ^ (hash >> 29U);
}

// Rows of a relation by what stands at some of its places; those of one key chained, newest first.
// Of one place the key is the thing itself; of several a hash, so that a row is compared again.
struct Index {
  std::vector<std::uint32_t> places;
  std::vector<std::uint32_t> newest_of_thing;
  boost::unordered_flat_map<std::uint64_t, std::uint32_t> newest_of_key;
  std::vector<std::uint32_t> older;  // by row

  std::uint64_t key(const ThingId* things) const {
    std::uint64_t hash = 0;
    for (const std::uint32_t place : places) hash = mixed(hash, things[place]);
    return hash;
  }
  std::uint32_t newest(const ThingId* things) const {
    if (places.size() == 1) {
      const std::uint32_t thing = things[places[0]].row;
      return thing < newest_of_thing.size() ? newest_of_thing[thing] : none;
    }
    const auto found = newest_of_key.find(key(things));
    return found == newest_of_key.end() ? none : found->second;
  }
  std::uint32_t& newest_slot(const ThingId* things) {
    if (places.size() != 1) return newest_of_key.try_emplace(key(things), none).first->second;
    const std::uint32_t thing = things[places[0]].row;
    if (thing >= newest_of_thing.size()) newest_of_thing.resize(thing + thing / 2 + 1, none);
    return newest_of_thing[thing];
  }
};

// The rows of a relation, one behind the other.
struct Rows {
  std::uint32_t places = 0;
  std::vector<ThingId> things;

  const ThingId* of(std::uint32_t row) const { return things.data() + std::size_t{row} * places; }
};

// A row is told by its things, and so found by them.
struct ByThings {
  using is_transparent = void;
  const Rows* rows;

  const ThingId* of(std::uint32_t row) const { return rows->of(row); }
  const ThingId* of(const ThingId* things) const { return things; }
};
struct RowHash : ByThings {
  template <class Row>
  std::size_t operator()(Row row) const {
    std::uint64_t hash = 0;
    const ThingId* things = of(row);
    for (std::uint32_t p = 0; p < rows->places; ++p) hash = mixed(hash, things[p]);
    return hash;
  }
};
struct RowEqual : ByThings {
  template <class A, class B>
  bool operator()(A a, B b) const {
    return std::equal(of(a), of(a) + rows->places, of(b));
  }
};

using RowSet = boost::unordered_flat_set<std::uint32_t, RowHash, RowEqual>;

// The rows of pairs, where the lines of their two things cross. For relations in which a good part
// of all pairs stand, as in closures: a pair is then found without hashing, and near its like.
struct Square {
  std::vector<std::uint32_t> down, across;  // by thing: its line; none: it has none
  std::size_t width = 0;
  std::vector<std::uint32_t> at;

  // Null: one of the things has no line, or nothing is drawn.
  std::uint32_t* crossing(const ThingId* things) {
    if (at.empty()) return nullptr;
    const std::uint32_t first = things[0].row, second = things[1].row;
    if (first >= down.size() || second >= across.size()) return nullptr;
    if (down[first] == none || across[second] == none) return nullptr;
    return &at[down[first] * width + across[second]];
  }
  // Gives lines to the things of all rows; false, and nothing: too few of the pairs are there.
  bool draw(const Rows& rows, std::uint32_t count) {
    *this = {};
    const auto give = [](std::vector<std::uint32_t>& lines, ThingId thing, std::size_t& given) {
      if (thing.row >= lines.size()) lines.resize(thing.row + 1, none);
      if (lines[thing.row] == none) lines[thing.row] = static_cast<std::uint32_t>(given++);
    };
    std::size_t height = 0;
    for (std::uint32_t row = 0; row < count; ++row) {
      give(down, rows.of(row)[0], height);
      give(across, rows.of(row)[1], width);
    }
    if (height * width > std::size_t{8} * count) return *this = {}, false;
    at.assign(height * width, none);
    for (std::uint32_t row = 0; row < count; ++row) *crossing(rows.of(row)) = row;
    return true;
  }
};

struct Relation {
  explicit Relation(std::uint32_t places) : rows(std::make_unique<Rows>()), known(no_rows()) {
    rows->places = places;
  }

  std::unique_ptr<Rows> rows;  // `known` refers to it
  Square square;
  RowSet known;  // those not in the square
  std::vector<Index> indexes;
  std::uint32_t count = 0;
  std::uint32_t old = 0, seen = 0;  // rows below `old` are matched; from there to `seen`, the delta

  RowSet no_rows() const { return RowSet(0, RowHash{{rows.get()}}, RowEqual{{rows.get()}}); }
  std::uint32_t find(const ThingId* things) {
    if (const std::uint32_t* crossing = square.crossing(things)) return *crossing;
    const auto found = known.find(things);
    return found == known.end() ? none : *found;
  }
  std::uint32_t add(const ThingId* things) {
    std::uint32_t* crossing = square.crossing(things);
    if (crossing != nullptr && *crossing != none) return *crossing;
    rows->things.insert(rows->things.end(), things, things + rows->places);
    if (crossing != nullptr) {
      *crossing = count;
    } else if (const auto [at, fresh] = known.insert(count); !fresh) {
      rows->things.resize(rows->things.size() - rows->places);
      return *at;
    }
    for (Index& index : indexes) enter(index, count);
    const std::uint32_t row = count++;
    if (rows->places == 2 && count >= 1024 && std::has_single_bit(count)) draw_square();
    return row;
  }
  void draw_square() {
    if (square.draw(*rows, count)) known = no_rows();
    else
      for (std::uint32_t row = 0; row < count; ++row) known.insert(row);
  }
  void enter(Index& index, std::uint32_t row) {
    std::uint32_t& newest = index.newest_slot(rows->of(row));
    index.older.push_back(newest);
    newest = row;
  }
  std::size_t index_on(const std::vector<std::uint32_t>& places) {
    for (std::size_t i = 0; i < indexes.size(); ++i)
      if (indexes[i].places == places) return i;
    indexes.push_back({places, {}, {}, {}});
    for (std::uint32_t row = 0; row < count; ++row) enter(indexes.back(), row);
    return indexes.size() - 1;
  }
};

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
  std::vector<Relation> relations;
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

  Relation& of(const Pattern& pattern) { return relations[pattern.relation.index()]; }
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
  for (; row != none; row = relations[relation].indexes[*step.index].older[row])
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
    if (!of_rule.check(binding)) return binding.swap(reckoned), true;
  }
  bool whole = spend(left.instances, MatchLimit::instances);
  TupleId first;
  for (std::size_t i = 0; i < of_rule.heads.size() && whole; ++i) {
    const TupleId tuple = add_head(of_rule.heads[i]);
    if (i == 0) first = tuple;
    whole = bool{tuple};
  }
  if (of_rule.check) binding.swap(reckoned);
  if (!whole) return false;
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
      const Relation& relation = of(rules[r].body[delta]);
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

TupleId Matcher::add(RelationId relation, std::span<const ThingId> things) {
  return TupleId{tables_->relations[relation.index()].add(things.data())};
}

std::optional<MatchStop> Matcher::run(const MatchLimits& most) {
  tables_->left = most;
  for (bool more = true; more;) {
    more = false;
    for (Relation& relation : tables_->relations) {
      relation.seen = relation.count;
      more |= relation.old < relation.seen;
    }
    if (!tables_->round()) return MatchStop{tables_->rule, tables_->stopped_by};
    for (Relation& relation : tables_->relations) relation.old = relation.seen;
  }
  return std::nullopt;
}

std::size_t Matcher::tuples(RelationId relation) const {
  return tables_->relations[relation.index()].count;
}

std::span<const ThingId> Matcher::things(RelationId relation, TupleId tuple) const {
  const Rows& rows = *tables_->relations[relation.index()].rows;
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
