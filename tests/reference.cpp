#include "tests/reference.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include "tests/reference_arithmetic.hpp"
#include "tests/reference_order.hpp"
#include "tests/reference_score.hpp"

namespace hence::reference {
namespace {

// Evidence of one sign: Π(1 − p) over what is not definite, and whether something is.
struct Evidence {
  double rest = 1;
  bool definite = false;
};

struct Quantity {
  std::optional<double> value;  // as a Result's
  double certainty = 1;
  bool conflict = false;
};

struct Piece {
  double p = 0;
  GroupId group;
  CapId cap;
  bool inside = false;  // reads the component that it concludes into
};

double round_certainty(double c) { return std::round(c * 1e12) / 1e12; }

class Reference {
 public:
  Reference(const Program& program, const std::vector<Fact>& facts, Mutation mutation,
            const Program* schema)
      : program_(program), order_(order_of(program)), schema_(schema), mutation_(mutation),
        threshold_(program.options.threshold), evidence_(2 * program.findings.size()),
        values_(program.findings.size()) {
    for (const Fact& fact : facts) facts_[fact.finding] = fact;
    for (Quantity& q : values_) q.certainty = 0;
    if (schema_ != nullptr) written_ = order_of(*schema_);
    for (const Rule& rule : program.rules)
      names_.push_back({canonical_premises(program, rule.condition, rule.scope, false),
                        canonical_premises(program, rule.condition, rule.scope, true),
                        " unless " + canonical(program, rule.unless)});
  }

  bool run() {
    if (!order_.stratified()) return false;
    std::vector<char> done(evidence_.size(), 0);
    for (bool again = true; again;) {
      again = false;
      for (std::size_t node = 0; node < done.size(); ++node)
        if (done[node] == 0 && ready(node, done)) {
          settle(node, done);
          again = true;
        }
    }
    return true;
  }

  Result result(FindingId f) const {
    const Finding& finding = program_.findings[f.index()];
    if (finding.kind == FindingKind::yes_no) {
      if (in_conflict(f)) return {State::conflict, 0, {}};
      const double c = certainty(f);
      return {c > threshold_ ? State::yes : c < -threshold_ ? State::no : State::unknown, c, {}};
    }
    const Quantity& q = values_[f.index()];
    if (q.conflict) return {State::conflict, 0, {}};
    if (!q.value) return {};
    return {State::yes, q.certainty, q.value};
  }

 private:
  bool is(Mutation mutation) const { return mutation_ == mutation; }

  // ---- Order: a node is settled together with its component, after all that it reads ----

  bool ready(std::size_t node, const std::vector<char>& done) const {
    for (std::size_t from = 0; from < order_.reach.size(); ++from)
      if (order_.reach[from][node] != 0 && !order_.together(from, node) && from < done.size() &&
          done[from] == 0)
        return false;
    return true;
  }

  static constexpr int rounds = 10000;  // a broken variant may never settle

  void settle(std::size_t node, std::vector<char>& done) {
    bool changed = true;
    for (int round = 0; changed && round < rounds; ++round) {
      changed = false;
      for (std::size_t member = 0; member < done.size(); ++member)
        if (order_.together(member, node)) changed = update(member) || changed;
      if (!order_.cyclic(node)) break;
    }
    for (std::size_t member = 0; member < done.size(); ++member)
      if (order_.together(member, node)) done[member] = 1;
  }

  bool update(std::size_t node) {
    const FindingId f(node / 2);
    if (program_.findings[f.index()].kind != FindingKind::yes_no) {
      if (node % 2 == 0) values_[f.index()] = value_of(f);
      return false;
    }
    const Evidence before = evidence_[node];
    evidence_[node] = evidence_of(f, node % 2 == 0 ? 1 : -1);
    return before.rest != evidence_[node].rest || before.definite != evidence_[node].definite;
  }

  // ---- Yes/no findings ----

  bool in_conflict(FindingId f) const {
    const bool both =
        evidence_[evidence_for(f)].definite && evidence_[evidence_against(f)].definite;
    return both && !is(Mutation::conflict_means_yes);
  }

  // With the default, which holds while nothing else is known.
  double certainty(FindingId f) const {
    const double c = from_evidence(f);
    const Detail* detail = program_.detail(f);
    if (detail == nullptr || !detail->by_default || is(Mutation::default_ignored)) return c;
    const bool known = in_conflict(f) || std::fabs(c) > threshold_;
    return known && !is(Mutation::default_beats_evidence) ? c : *detail->by_default;
  }

  double from_evidence(FindingId f) const {
    const Evidence& yes = evidence_[evidence_for(f)];
    const Evidence& no = evidence_[evidence_against(f)];
    if (in_conflict(f)) return 0;
    if (yes.definite) return 1;
    if (no.definite) return -1;
    const double P = std::max(yes.rest, 1e-300);
    const double N = std::max(no.rest, 1e-300);
    if (is(Mutation::rows_in_order)) return P <= N ? 1 - P / N : N / P - 1;
    const double c = round_certainty(P <= N ? 1 - P / N : N / P - 1);
    return std::clamp(c, -(1 - 1e-12), 1 - 1e-12);
  }

  Evidence evidence_of(FindingId f, int sign) const {
    const std::size_t node = sign > 0 ? evidence_for(f) : evidence_against(f);
    std::map<std::string, Piece> pieces;
    for (std::size_t r = 0; r < program_.rules.size(); ++r)
      for (const Conclusion& c : program_.conclusions_of(program_.rules[r]))
        if (c.finding == f) add_arguments(r, sign, node, pieces);
    if (const double given = sign * given_certainty(f); given > 0) {
      if (is(Mutation::fact_replaces_evidence)) pieces.clear();
      pieces["given"] = {given, {}, {}, false};
    }
    std::vector<Piece> outside, inside;
    for (const auto& [key, piece] : pieces)
      (piece.inside && !is(Mutation::recursion_combines) ? inside : outside).push_back(piece);
    Evidence evidence =
        is(Mutation::outside_not_combined) && !inside.empty() ? Evidence{} : combined(outside);
    if (is(Mutation::outside_not_combined) && !inside.empty())
      inside.insert(inside.end(), outside.begin(), outside.end());
    for (const Piece& piece : inside) strongest(evidence, combined({piece}));
    for (const Kind& kind : program_.kinds) {
      if (is(Mutation::default_travels)) travel(kind, f, sign, evidence);
      if (sign > 0 && kind.broader == f && !is(Mutation::kind_upward_lost))
        strongest(evidence, evidence_[evidence_for(kind.kind)]);
      if (sign < 0 && kind.kind == f && !is(Mutation::kind_downward_lost))
        strongest(evidence, evidence_[evidence_against(kind.broader)]);
    }
    return evidence;
  }

  void travel(const Kind& kind, FindingId f, int sign, Evidence& evidence) const {
    const FindingId from = sign > 0 ? kind.kind : kind.broader;
    const bool goes = f == (sign > 0 ? kind.broader : kind.kind) && certainty(from) * sign >= 1;
    evidence.definite = evidence.definite || goes;
  }

  static void strongest(Evidence& evidence, const Evidence& other) {
    evidence.rest = std::min(evidence.rest, other.rest);
    evidence.definite = evidence.definite || other.definite;
  }

  // The fact, or the `else` of a question that does not arise; 0: nothing.
  double given_certainty(FindingId f) const {
    if (set_aside(f))
      return is(Mutation::else_ignored) ? 0 : program_.detail(f)->if_not.value_or(0);
    const auto fact = facts_.find(f);
    return fact == facts_.end() ? 0 : fact->second.certainty;
  }

  bool set_aside(FindingId f) const {
    const Detail* detail = program_.detail(f);
    return detail != nullptr && detail->only_if && !is(Mutation::only_if_ignored) &&
           test(detail->only_if) < -threshold_;
  }

  void add_arguments(std::size_t r, int sign, std::size_t node,
                     std::map<std::string, Piece>& pieces) const {
    const Rule& rule = program_.rules[r];
    const bool out = blocked(r);
    if (out && !is(Mutation::unless_spares_otherwise)) return;
    const double c = rule.condition ? test(rule.condition) : 1;
    const auto& [met, failed, unless] = names_[r];
    const double denied = is(Mutation::scope_spares_otherwise) ? -c : std::min(-c, scope(rule));
    const auto add = [&](double certainty, double strength, std::string name) {
      const bool known =
          fires(certainty) || (is(Mutation::otherwise_without_threshold) && certainty == denied);
      if (strength * sign <= 0 || certainty <= 0 || !known) return;
      if (is(Mutation::strength_ignored)) strength = sign;
      const Piece piece{certainty * strength * sign, rule.group, rule.cap,
                        reads_component(rule, node)};
      if (is(Mutation::equal_conditions_count_twice)) name += std::to_string(r);
      if (is(Mutation::rows_in_order)) name = std::to_string(r) + name;
      Piece& best = pieces.try_emplace(std::move(name), piece).first->second;
      if (stronger(piece, best)) best = piece;
    };
    if (!out) add(std::min(c, scope(rule)), rule.strength, met + unless);
    if (!is(Mutation::otherwise_ignored)) add(denied, rule.otherwise, failed + unless);
  }

  // Equal evidence counts where it counts most: outside a cap and a group, else by their rows'
  // content.
  bool stronger(const Piece& a, const Piece& b) const {
    const auto limit = [this](const Piece& x) {
      return x.cap ? program_.caps[x.cap.index()] : 1.0;
    };
    if (a.p != b.p) return a.p > b.p;
    if (limit(a) != limit(b)) return limit(a) > limit(b);
    return !a.group && b.group;
  }

  // The finding of the names as written: of a tuple, the one of its relation.
  FindingId as_written(FindingId f) const {
    if (schema_ == nullptr) return f;
    const Finding& finding = program_.findings[f.index()];
    return schema_->find(finding.relation ? program_.relations[finding.relation.index()].name
                                          : finding.name);
  }

  bool reads_component(const Rule& rule, std::size_t node) const {
    const Order& order = schema_ == nullptr ? order_ : written_;
    const std::size_t written = 2 * as_written(FindingId(node / 2)).index() + node % 2;
    Reads reads;
    collect_reads(program_, rule.condition, false, reads);
    return order.cyclic(written) && std::any_of(reads.begin(), reads.end(), [&](const auto& read) {
             const FindingId from = as_written(read.first);
             return order.together(evidence_for(from), written) ||
                    order.together(evidence_against(from), written);
           });
  }

  Evidence combined(const std::vector<Piece>& pieces) const {
    std::map<GroupId, Piece> groups;
    std::map<CapId, Evidence> caps;  // under no id: what stands free
    for (const Piece& piece : pieces) {
      if (!piece.group || is(Mutation::group_ignored)) join(caps[piece.cap], piece.p);
      else if (Piece& best = groups.try_emplace(piece.group, piece).first->second; piece.p > best.p)
        best = piece;
    }
    for (const auto& [group, piece] : groups) join(caps[piece.cap], piece.p);
    Evidence all;
    for (auto& [cap, evidence] : caps) {
      const bool capped = cap && !is(Mutation::cap_ignored) &&
                          !(evidence.definite && is(Mutation::definite_ignores_cap));
      if (capped) floor_at(evidence, 1 - program_.caps[cap.index()]);
      all.definite = all.definite || evidence.definite;
      all.rest = keep_strongest() ? std::min(all.rest, evidence.rest) : all.rest * evidence.rest;
    }
    return all;
  }

  bool keep_strongest() const {
    return program_.options.combine_strongest && !is(Mutation::strongest_ignored);
  }

  void join(Evidence& evidence, double p) const {
    if (p >= 1) evidence.definite = true;
    else if (is(Mutation::evidence_added)) evidence.rest = std::max(evidence.rest - p, 1e-3);
    else
      evidence.rest = keep_strongest() ? std::min(evidence.rest, 1 - p) : evidence.rest * (1 - p);
  }

  static void floor_at(Evidence& evidence, double lowest) {
    if (evidence.definite && lowest > 0) evidence = {lowest, false};
    evidence.rest = std::max(evidence.rest, lowest);
  }

  // ---- Rules ----

  bool fires(double c) const {
    return is(Mutation::threshold_inclusive) ? c >= threshold_ : c > threshold_;
  }
  double scope(const Rule& rule) const {
    return rule.scope && !is(Mutation::scope_ignored) ? test(rule.scope) : 1;
  }
  double condition(const Rule& rule) const {
    return std::min(rule.condition ? test(rule.condition) : 1, scope(rule));
  }

  bool blocked(std::size_t r) const {
    const Rule& rule = program_.rules[r];
    if (rule.unless && !is(Mutation::unless_ignored) &&
        test(rule.unless, Reading::blocking) > threshold_)
      return true;
    for (std::size_t o = 0;
         rule.name && !is(Mutation::overrides_ignored) && o < program_.rules.size(); ++o) {
      const Range overrides = program_.rules[o].overrides;
      for (std::uint32_t i = overrides.first; i < overrides.last; ++i)
        if (program_.overrides[i] == rule.name && agreeing(rule.instance, o) && applies(o))
          return true;
    }
    return preceded(rule);
  }

  // Do the instance and the rule's own agree?
  bool agreeing(std::uint32_t instance, std::size_t r) const {
    return is(Mutation::agreement_ignored) ||
           same_where_both(things_of(program_, instance),
                           things_of(program_, program_.rules[r].instance));
  }

  bool preceded(const Rule& rule) const {
    for (std::size_t o = 0; rule.first && !is(Mutation::first_ignored) && o < program_.rules.size();
         ++o) {
      const Rule& earlier = program_.rules[o];
      if (earlier.first != rule.first || earlier.place >= rule.place) continue;
      if (applies(o) || (is(Mutation::first_without_formula) && fires(condition(earlier))))
        return true;
    }
    return false;
  }

  bool applies(std::size_t r) const {
    const Rule& rule = program_.rules[r];
    for (const Conclusion& c : program_.conclusions_of(rule))
      if (c.value && !compute(c.value).value && !is(Mutation::valueless_overrides)) return false;
    return fires(condition(rule)) && (is(Mutation::overridden_still_overrides) || !blocked(r));
  }

  // ---- Numbers and choices ----

  Quantity value_of(FindingId f) const {
    const auto fact = facts_.find(f);
    if (fact != facts_.end() && fact->second.certainty > threshold_ && !set_aside(f))
      return {fact->second.value, fact->second.certainty};
    if (program_.findings[f.index()].kind == FindingKind::score) return total(f);
    const Detail* detail = program_.detail(f);
    if (detail != nullptr && detail->computed)
      if (const Quantity q = rounded(compute(detail->computed)); q.value) return q;
    const Quantity concluded = concluded_value(f);
    const bool none = !concluded.value && !concluded.conflict;
    if (!none || detail == nullptr || !detail->default_value || is(Mutation::default_ignored))
      return concluded;
    return rounded(compute(detail->default_value));
  }

  Quantity concluded_value(FindingId f) const {
    Quantity held{{}, 0};
    for (std::size_t r = 0; r < program_.rules.size(); ++r)
      for (const Conclusion& c : program_.conclusions_of(program_.rules[r]))
        if (c.finding == f && !blocked(r)) agree(held, candidate(program_.rules[r], c));
    return held;
  }

  Quantity candidate(const Rule& rule, const Conclusion& c) const {
    const double certainty = condition(rule);
    if (!fires(certainty)) return {{}, 0};
    Quantity q{static_cast<double>(c.choice), 1};
    if (c.value) q = rounded(compute(c.value));
    q.certainty = std::min(q.certainty, round_certainty(certainty * rule.strength));
    if (q.certainty <= threshold_) q.value.reset();
    return q;
  }

  void agree(Quantity& held, const Quantity& other) const {
    if (!other.value) return;
    if (held.value && *held.value != *other.value && !is(Mutation::values_last_wins))
      held.conflict = true;
    held.value = other.value;
    held.certainty = std::max(held.certainty, other.certainty);
  }

  static Quantity rounded(Quantity q) {
    if (q.value) q.value = round_value(*q.value);
    return q;
  }

  Quantity compute(ExprId id) const {
    const Expr& e = program_.exprs[id.index()];
    if (e.op == Op::literal) return {e.number};
    if (e.op == Op::certainty) return certainty_as_figure(e.finding);
    if (e.op == Op::quantity || e.op == Op::points) {
      Quantity q = held(e.finding);
      if (q.value && e.op == Op::points && !is(Mutation::points_are_places))
        q.value = program_.detail(e.finding)->points.at(static_cast<std::size_t>(*q.value));
      return q.conflict ? Quantity{{}, 0} : q;
    }
    if (e.op == Op::aggregate) return aggregate(e);
    std::vector<double> x;
    double least = 1;
    for (const ExprId input : program_.inputs(e)) {
      const Quantity q = compute(input);
      if (!q.value) return {{}, 0};
      x.push_back(*q.value);
      least = std::min(least, q.certainty);
    }
    const double y = calculate(e.op, x);
    if (is(Mutation::least_certainty_ignored)) least = 1;
    return std::isfinite(y) ? Quantity{y, least} : Quantity{{}, 0};
  }

  Quantity aggregate(const Expr& e) const {
    const auto kind = static_cast<Aggregate>(e.n);
    const auto inputs = program_.inputs(e);
    std::map<double, std::multiset<double>> by_day;
    double least = 1;
    for (std::size_t i = 0; i < inputs.size(); i += kind == Aggregate::latest ? 3 : 2) {
      const double c = test(inputs[i]);
      if (c < -threshold_) continue;
      const Quantity figure = compute(inputs[i + 1]);
      const Quantity day = kind == Aggregate::latest ? compute(inputs[i + 2]) : Quantity{0.0};
      if (c <= threshold_ || !figure.value || !day.value) return {{}, 0};
      by_day[round_value(*day.value)].insert(*figure.value);
      least = std::min({least, c, figure.certainty, day.certainty});
    }
    const bool sums = kind == Aggregate::count || kind == Aggregate::sum;
    if (by_day.empty()) return sums ? Quantity{0.0, least} : Quantity{{}, 0};
    const std::multiset<double>& x = by_day.rbegin()->second;
    const bool agree = round_value(*x.begin()) == round_value(*x.rbegin());
    if (kind == Aggregate::latest && !agree) return {{}, 0};
    double y = kind == Aggregate::maximum ? *x.rbegin() : *x.begin();
    if (sums || kind == Aggregate::average) {
      y = 0;
      for (const double figure : x) y += figure;
      if (!sums) y /= static_cast<double>(x.size());
    }
    return std::isfinite(y) ? Quantity{y, least} : Quantity{{}, 0};
  }

  Quantity held(FindingId f) const {
    const auto assumed = assumed_.find(f);
    return assumed == assumed_.end() ? values_[f.index()] : Quantity{assumed->second};
  }

  Quantity certainty_as_figure(FindingId f) const {
    if (program_.findings[f.index()].kind == FindingKind::yes_no) {
      if (in_conflict(f) && !assumed_.contains(f)) return {{}, 0};
      const double c = read(f);
      return {is(Mutation::certainty_is_crisp) ? (c > threshold_) - (c < -threshold_) : c};
    }
    const Quantity q = held(f);
    if (q.conflict || !q.value) return {{}, 0};
    return {is(Mutation::certainty_is_crisp) ? 1 : q.certainty};
  }

  // ---- Scores: what they can still come to (tests/reference_score.hpp) ----

  Situation situation() const {
    Situation now;
    now.test = [this](ExprId id, const Assumed& assumed) {
      const Assumed before = std::exchange(assumed_, assumed);
      const double c = test(id);
      assumed_ = before;
      return c;
    };
    now.figure = [this](ExprId id, const Assumed& assumed) {
      const Assumed before = std::exchange(assumed_, assumed);
      const std::optional<double> x = compute(id).value;
      assumed_ = before;
      return x;
    };
    now.known = [this](FindingId f) -> Situation::Known {
      if (program_.findings[f.index()].kind == FindingKind::yes_no) {
        const double c = certainty(f);
        return {c < 0 ? -1 : 1, std::fabs(c)};
      }
      const Quantity& q = values_[f.index()];
      if (q.conflict || !q.value) return {};
      return {q.value, q.certainty};
    };
    return now;
  }

  Totals totals(const Situation& now) const {
    return {program_, now, is(Mutation::shared_items_independent),
            is(Mutation::stretches_without_range), is(Mutation::open_items_count_as_no)};
  }

  Quantity total(FindingId score) const {
    const Situation now = situation();
    const Totals all = totals(now);
    for (const double level : levels({score})) {
      const std::set<double> reached = all.reachable(score, level);
      if (reached.size() == 1)
        return {*reached.begin(), is(Mutation::score_certainty_lost) ? 1 : level};
    }
    return {{}, 0};
  }

  std::set<double, std::greater<>> levels(const std::vector<FindingId>& scores) const {
    if (is(Mutation::only_certain_items_count)) return {1};
    const Situation now = situation();
    std::set<double, std::greater<>> all;
    for (const FindingId score : scores)
      for (const double level : totals(now).levels(score, threshold_)) all.insert(level);
    return all;
  }

  // The score that stands alone on this side, unless its total was given or is assumed.
  FindingId open_score(ExprId id) const {
    const Expr& e = program_.exprs[id.index()];
    if (e.op != Op::quantity || program_.findings[e.finding.index()].kind != FindingKind::score)
      return {};
    const auto fact = facts_.find(e.finding);
    const bool given = fact != facts_.end() && fact->second.certainty > threshold_;
    const bool plain = given || assumed_.contains(e.finding) || is(Mutation::open_score_is_unknown);
    return plain ? FindingId{} : e.finding;
  }

  double compare_totals(const Expr& e) const {
    std::vector<FindingId> scores;
    std::vector<Quantity> sides;
    for (const ExprId side : program_.inputs(e)) {
      const FindingId score = open_score(side);
      if (score) scores.push_back(score);
      sides.push_back(score ? Quantity{0.0} : rounded(compute(side)));
      if (!sides.back().value) return is(Mutation::unknown_value_is_false) ? -1 : 0;
    }
    const Situation now = situation();
    const auto reached = [&](std::size_t side, double level) {
      const FindingId score = open_score(program_.inputs(e)[side]);
      return score ? totals(now).reachable(score, level) : std::set<double>{*sides[side].value};
    };
    for (const double level : levels(scores)) {
      bool some = false, all = true;
      for (const double x : reached(0, level))
        for (const double y : reached(1, level)) {
          some = some || compares(e.op, x, y);
          all = all && compares(e.op, x, y);
        }
      const double least = is(Mutation::score_certainty_lost)
                               ? 1
                               : std::min({level, sides[0].certainty, sides[1].certainty});
      if (some == all) return some ? least : -least;
    }
    return 0;
  }

  // ---- Conditions ----

  // How a conflict is read: as nothing; inside `unless` as what blocks; under a NOT in there.
  enum class Reading : std::uint8_t { plain, blocking, reversed };

  static Reading inside(Op op, Reading reading) {
    if (op == Op::all || op == Op::any || op == Op::at_least) return reading;
    const bool turns = op == Op::negation || op == Op::at_most;
    if (!turns || reading == Reading::plain) return Reading::plain;
    return reading == Reading::blocking ? Reading::reversed : Reading::blocking;
  }

  double read(FindingId f) const {
    const auto assumed = assumed_.find(f);
    return assumed == assumed_.end() ? certainty(f) : assumed->second;
  }

  double test(ExprId id, Reading reading = Reading::plain) const {
    const Expr& e = program_.exprs[id.index()];
    std::vector<double> c;
    if (e.op == Op::all || e.op == Op::any || e.op == Op::at_least || e.op == Op::at_most ||
        e.op == Op::exactly)
      for (const ExprId input : program_.inputs(e)) c.push_back(test(input, inside(e.op, reading)));
    std::sort(c.rbegin(), c.rend());
    switch (e.op) {
      case Op::finding:
        return reading == Reading::blocking && blocks(e.finding) ? 1 : read(e.finding);
      case Op::all: return is(Mutation::and_takes_max) ? c.front() : c.back();
      case Op::any: return is(Mutation::or_takes_min) ? c.back() : c.front();
      case Op::negation: {
        const double inner = test(program_.inputs(e)[0], inside(e.op, reading));
        return is(Mutation::not_keeps_sign) ? inner : -inner;
      }
      case Op::at_least: return nth_largest(c, e.n - (is(Mutation::at_least_one_less) ? 1 : 0));
      case Op::at_most: return -nth_largest(c, e.n + 1);
      case Op::exactly: return std::min(nth_largest(c, e.n), -nth_largest(c, e.n + 1));
      case Op::is_known: return known(e) == 1 ? 1 : -1;
      case Op::is_unknown: return known(e) == 0 ? 1 : -1;
      case Op::is_value: return is_value(e);
      case Op::no_evidence_for: return no_evidence(program_.inputs(e)[0]);
      case Op::rule_applies: return rule_applies(e);
      default: return compare(e);
    }
  }

  double no_evidence(ExprId of) const {
    const double c = test(of, is(Mutation::no_evidence_passes_over_conflict) ? Reading::plain
                                                                             : Reading::blocking);
    return is(Mutation::no_evidence_wants_a_no) ? (c < -threshold_ ? 1 : -1)
                                                : (c > threshold_ ? -1 : 1);
  }

  // Of what applies now, whatever is assumed.
  double rule_applies(const Expr& e) const {
    const RuleNameId name(std::size_t{e.n});
    const Assumed before = std::exchange(assumed_, {});
    bool some = false;
    for (std::size_t r = 0; r < program_.rules.size(); ++r)
      if (program_.rules[r].name == name && agreeing(e.instance, r))
        some = some || applies(r) ||
               (is(Mutation::applies_though_blocked) && fires(condition(program_.rules[r])));
    assumed_ = before;
    return some ? 1 : -1;
  }

  bool blocks(FindingId f) const {
    return in_conflict(f) && !assumed_.contains(f) && !is(Mutation::unless_passes_over_conflict);
  }

  static double nth_largest(const std::vector<double>& sorted, std::size_t n) {
    if (n == 0) return 1;
    return n > sorted.size() ? -1 : sorted[n - 1];
  }

  // 1: known, 0: unknown, -1: in conflict, which is neither.
  int known(const Expr& e) const {
    const Expr& of = program_.exprs[program_.inputs(e)[0].index()];
    if (of.finding && program_.findings[of.finding.index()].kind != FindingKind::yes_no) {
      const Quantity q = held(of.finding);
      return q.conflict ? -1 : q.value ? 1 : 0;
    }
    if (of.op == Op::finding && in_conflict(of.finding) && !assumed_.contains(of.finding))
      return is(Mutation::conflict_is_unknown) ? 0 : -1;
    return std::fabs(test(program_.inputs(e)[0])) > threshold_ ? 1 : 0;
  }

  double is_value(const Expr& e) const {
    const Quantity q = held(e.finding);
    if (q.conflict) return 0;
    if (!q.value) return is(Mutation::unknown_value_is_false) ? -1 : 0;
    return *q.value == e.n ? q.certainty : -q.certainty;
  }

  static bool compares(Op op, double x, double y) {
    return op == Op::less            ? x < y
           : op == Op::less_equal    ? x <= y
           : op == Op::greater       ? x > y
           : op == Op::greater_equal ? x >= y
           : op == Op::equal         ? x == y
                                     : x != y;
  }

  double compare(const Expr& e) const {
    for (const ExprId side : program_.inputs(e))
      if (open_score(side)) return compare_totals(e);
    const Quantity a = rounded(compute(program_.inputs(e)[0]));
    const Quantity b = rounded(compute(program_.inputs(e)[1]));
    if (!a.value || !b.value) return is(Mutation::unknown_value_is_false) ? -1 : 0;
    const double least =
        is(Mutation::least_certainty_ignored) ? 1 : std::min(a.certainty, b.certainty);
    return compares(e.op, *a.value, *b.value) ? least : -least;
  }

  const Program& program_;
  Order order_;
  const Program* schema_;
  Order written_;  // of the schema
  Mutation mutation_;
  double threshold_;
  struct Names {
    std::string met, failed, unless;
  };
  std::vector<Names> names_;  // by rule: what its arguments are told apart by
  std::map<FindingId, Fact> facts_;
  std::vector<Evidence> evidence_;  // two a finding
  std::vector<Quantity> values_;    // of all others
  mutable Assumed assumed_;         // while the completions of a score are tried
};

}  // namespace

std::optional<std::vector<Result>> conclude(const Program& program, const std::vector<Fact>& facts,
                                            Mutation mutation, const Program* schema) {
  Reference reference(program, facts, mutation, schema);
  if (!reference.run()) return {};
  std::vector<Result> results;
  for (std::size_t f = 0; f < program.findings.size(); ++f)
    results.push_back(reference.result(FindingId(f)));
  return results;
}

bool stratified(const Program& program) { return order_of(program).stratified(); }

}  // namespace hence::reference
