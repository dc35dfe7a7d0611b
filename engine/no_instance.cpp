#include "engine/no_instance.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "rules/text.hpp"
#include "rules/written.hpp"

namespace hence {

namespace {

struct Holding {
  std::string name;
  std::vector<WrittenPlace> places;
};
// What holds, by relation and by the key of its name.
using Extents = std::map<RelationId, std::map<std::string, Holding>>;

// What stands for each variable.
using Bound = std::map<std::string, WrittenPlace>;

bool same(const WrittenPlace& a, const WrittenPlace& b) {
  const bool figures = a.kind == FindingKind::number || a.kind == FindingKind::date;
  return figures ? a.kind == b.kind && a.figure == b.figure : key_of(a.text) == key_of(b.text);
}

std::string spelt(const Program& program, const WrittenTuple& tuple) {
  const Relation& relation = program.relations[tuple.relation.row];
  std::string out = relation.words.front();
  for (std::size_t i = 0; i < tuple.places.size(); ++i) {
    out += (out.empty() ? "" : " ") + tuple.places[i].text;
    if (!relation.words[i + 1].empty()) out += " " + relation.words[i + 1];
  }
  return out;
}

// As in the names of findings.
void put_units(const Program& program, WrittenTuple& tuple) {
  const Relation& relation = program.relations[tuple.relation.row];
  for (std::size_t i = 0; i < tuple.places.size(); ++i)
    if (const auto& unit = relation.arguments[i].unit; unit && !unit->spelling.empty())
      tuple.places[i].text += " " + unit->spelling;
}

// Binds what the pattern leaves open. False: the places do not fit.
bool unify(const std::vector<WrittenPlace>& pattern, const std::vector<WrittenPlace>& places,
           Bound& bound) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i].text == "?") continue;
    if (!pattern[i].is_variable()) {
      if (!same(pattern[i], places[i])) return false;
    } else if (const auto [at, is_new] = bound.try_emplace(pattern[i].text, places[i]);
               !is_new && !same(at->second, places[i])) {
      return false;
    }
  }
  return true;
}

std::size_t in_common(const std::vector<WrittenPlace>& pattern,
                      const std::vector<WrittenPlace>& places, const Bound& bound) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const auto at = bound.find(pattern[i].text);
    const WrittenPlace* wanted = at != bound.end()          ? &at->second
                                 : pattern[i].is_variable() ? nullptr
                                                            : &pattern[i];
    count += wanted != nullptr && same(*wanted, places[i]) ? 1 : 0;
  }
  return count;
}

std::string filled(std::string_view words, const Bound& bound) {
  std::string out;
  for (std::size_t at = 0; at < words.size();) {
    std::size_t end = at + 1;
    while (words[at] == '?' && end < words.size() && is_variable_byte(words[end])) ++end;
    const auto found = bound.find(std::string(words.substr(at, end - at)));
    out += found == bound.end() ? words.substr(at, end - at) : found->second.text;
    at = end;
  }
  return out;
}

// The search for the things that leave fewest conditions of one rule unmet.
class Search {
 public:
  Search(const Extents& extents, std::vector<const WrittenTuple*> patterns, const Bound& head)
      : extents_(&extents), patterns_(std::move(patterns)), head_(head), met_(patterns_.size()) {}

  void run() {
    for (std::size_t misses = 0; !found_ && misses <= patterns_.size(); ++misses) {
      Bound bound = head_;
      place(0, misses, bound);
    }
  }

  // Of the best: the things, and by pattern whether it is met.
  const Bound& bound() const { return best_; }
  bool met(std::size_t pattern) const { return found_ && best_met_[pattern] != 0; }
  std::string nearest(std::size_t pattern) const {
    const Holding* near = nearest_of(pattern, best_);
    return near == nullptr ? std::string() : near->name;
  }
  // Does nothing fit the pattern with the head's things alone?
  bool none_at_all(std::size_t pattern) const {
    const auto& rows = of(pattern);
    return std::none_of(rows.begin(), rows.end(), [&](const auto& row) {
      Bound bound = head_;
      return unify(patterns_[pattern]->places, row.second.places, bound);
    });
  }

 private:
  const std::map<std::string, Holding>& of(std::size_t pattern) const {
    static const std::map<std::string, Holding> none;
    const auto found = extents_->find(patterns_[pattern]->relation);
    return found == extents_->end() ? none : found->second;
  }

  void place(std::size_t at, std::size_t misses, Bound& bound) {
    if (at == patterns_.size()) return misses == 0 ? take(bound) : void();
    for (const auto& [key, row] : of(at)) {
      if (tries_-- == 0) {
        tries_ = 0;
        break;
      }
      Bound with = bound;
      if (!unify(patterns_[at]->places, row.places, with)) continue;
      met_[at] = 1;
      place(at + 1, misses, with);
      met_[at] = 0;
    }
    if (misses > 0) place(at + 1, misses - 1, bound);
  }

  void take(const Bound& bound) {
    std::size_t score = 0;
    for (std::size_t p = 0; p < patterns_.size(); ++p)
      if (const Holding* near = met_[p] != 0 ? nullptr : nearest_of(p, bound))
        score += in_common(patterns_[p]->places, near->places, bound);
    if (found_ && score <= score_) return;
    found_ = true;
    score_ = score;
    best_ = bound;
    best_met_ = met_;
  }

  const Holding* nearest_of(std::size_t pattern, const Bound& bound) const {
    const Holding* best = nullptr;
    std::size_t most = 0;
    for (const auto& [key, row] : of(pattern)) {
      const std::size_t common = in_common(patterns_[pattern]->places, row.places, bound);
      if (common > most) best = &row, most = common;
    }
    return best;
  }

  const Extents* extents_;
  std::vector<const WrittenTuple*> patterns_;
  Bound head_;
  std::vector<char> met_, best_met_;
  Bound best_;
  bool found_ = false;
  std::size_t score_ = 0, tries_ = instance_tries;
};

class Rules {
 public:
  explicit Rules(const Session& session) : written_(written(session.program())) {
    const double threshold = session.network().threshold;
    for (auto& [finding, tuple] : tuples_of(session.program()))
      if (session.value(finding).certainty > threshold)
        put(std::move(tuple), session.program().findings[finding.row].name);
    for (WrittenFact& fact : written_.given) {
      if (fact.certainty <= threshold) continue;
      put_units(session.program(), fact.tuple);
      put(fact.tuple, spelt(session.program(), fact.tuple));
    }
  }

  std::vector<NoInstance> concluding(const WrittenTuple& tuple) const {
    std::vector<NoInstance> all;
    const Program& schema = written_.program;
    for (const Rule& rule : schema.rules) {
      if (rule.strength <= 0) continue;
      for (std::uint32_t c = rule.conclusions.first; c < rule.conclusions.last; ++c) {
        const auto head = written_.concluded.find(c);
        Bound bound;
        if (head != written_.concluded.end() && head->second.relation == tuple.relation &&
            unify(head->second.places, tuple.places, bound))
          all.push_back(lacking(rule, bound));
      }
    }
    std::stable_sort(all.begin(), all.end(),
                     [](const NoInstance& a, const NoInstance& b) { return a.unmet < b.unmet; });
    return all;
  }

 private:
  void put(WrittenTuple tuple, std::string name) {
    std::string key = key_of(name);
    extents_[tuple.relation].try_emplace(std::move(key),
                                         Holding{std::move(name), std::move(tuple.places)});
  }

  void conjuncts(ExprId expr, std::vector<ExprId>& out) const {
    if (!expr) return;
    const Expr& e = written_.program.exprs[expr.row];
    if (e.op != Op::all) return out.push_back(expr);
    for (const ExprId input : written_.program.inputs(e)) conjuncts(input, out);
  }

  NoInstance lacking(const Rule& rule, const Bound& head) const {
    const Program& schema = written_.program;
    std::vector<ExprId> conditions;
    conjuncts(rule.condition, conditions);
    std::vector<const WrittenTuple*> patterns;
    for (const ExprId e : conditions)
      if (const WrittenTuple* tuple = pattern(e)) patterns.push_back(tuple);
    Search search(extents_, patterns, head);
    search.run();
    NoInstance out;
    out.rule = rule.span;
    out.strength = rule.strength;
    std::size_t at = 0;
    for (const ExprId e : conditions) {
      const std::string_view words = schema.text_of(schema.exprs[e.row].span);
      NoInstance::Condition condition;
      condition.tuple = pattern(e) != nullptr;
      if (!condition.tuple) {
        condition.words = filled(words, search.bound());
      } else {
        condition.met = search.met(at);
        const bool none = !condition.met && search.none_at_all(at);
        condition.words = filled(words, none ? head : search.bound());
        condition.some = none && condition.words.find('?') != std::string::npos;
        if (!condition.met) condition.nearest = search.nearest(at), ++out.unmet;
        ++at;
      }
      out.conditions.push_back(std::move(condition));
    }
    return out;
  }

  const WrittenTuple* pattern(ExprId expr) const {
    const auto read = written_.read.find(expr.row);
    const bool plain = written_.program.exprs[expr.row].op == Op::finding;
    return plain && read != written_.read.end() ? &read->second : nullptr;
  }

  Written written_;
  Extents extents_;
};

}  // namespace

bool is_without_instance(const Session& session, FindingId finding) {
  const Finding& f = session.program().findings[finding.row];
  return f.relation && f.kind == FindingKind::yes_no && !f.is_some() &&
         session.network().arguments_of(finding).empty();
}

std::vector<NoInstance> no_instances(const Session& session, std::string_view name) {
  const auto tuple = tuple_of(session.program(), name);
  return tuple ? Rules(session).concluding(*tuple) : std::vector<NoInstance>{};
}

}  // namespace hence
