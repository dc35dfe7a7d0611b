// H53: one answer that counts twice for one conclusion: by a rule of its own, and again by a rule
// that also reads it, a kind of it, or what it alone supports.
#include <algorithm>
#include <tuple>

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <fmt/format.h>

#include "rules/lint_checks.hpp"
#include "rules/ways.hpp"

namespace hence {
namespace {

// Rules looked at behind one intermediate finding.
constexpr std::size_t support_limit = 64;

// The one fact that a way rests on; null if it rests on several, or none. What must only not be
// yes does not count.
const Test* lone(const Way& way) {
  const Test* found = nullptr;
  for (const Test& t : way) {
    if (t.follows || is_open(t)) continue;
    if (found) return nullptr;
    found = &t;
  }
  return found;
}

class SharedFacts {
 public:
  explicit SharedFacts(const Lint& lint) : lint_(lint), kinds_(lint.program) {}

  void run() {
    arguments_.assign(lint_.program.findings.size(), 0);
    for (const Conclusion& c : lint_.program.conclusions) ++arguments_[c.finding.index()];
    for (std::uint32_t i = 0; i < lint_.program.rules.size(); ++i) index(i);
    if (alone_.empty()) return;
    std::sort(supports_.begin(), supports_.end());
    for (std::uint32_t i = 0; i < lint_.program.rules.size(); ++i) check(i);
  }

 private:
  struct Support {
    FindingId conclusion, fact;
    std::uint32_t rule;
    friend bool operator<(const Support& a, const Support& b) {
      return std::tie(a.conclusion, a.fact, a.rule) < std::tie(b.conclusion, b.fact, b.rule);
    }
  };

  const Rule& rule(std::uint32_t row) const { return lint_.program.rules[row]; }
  static bool adds_up(const Rule& r) { return r.condition && r.strength > -1 && r.strength < 1; }
  static std::uint64_t key(FindingId conclusion, FindingId fact) {
    return std::uint64_t{conclusion.row} << 32U | fact.row;
  }

  // Notes what a rule's condition can rest on alone. Only what several arguments conclude, and
  // what stands between, matters.
  void index(std::uint32_t row) {
    const Rule& r = rule(row);
    if (!r.condition || r.strength == -1) return;
    const Op op = lint_.expr(r.condition).op;
    if (op == Op::all || (op == Op::at_least && lint_.expr(r.condition).n > 1)) return;
    for (const Conclusion& c : lint_.program.conclusions_of(r)) {
      const bool several = arguments_[c.finding.index()] > 1 && adds_up(r),
                 between = r.strength > 0 && lint_.mentions[c.finding.index()].premise;
      if (!several && !between) continue;
      facts_.clear();
      findings_read(lint_.program, r.condition, facts_);
      for (const FindingId fact : facts_) {
        if (several) alone_.try_emplace(key(c.finding, fact), row);
        if (between) supports_.push_back({c.finding, fact, row});
      }
    }
  }

  void check(std::uint32_t row) {
    const Rule& r = rule(row);
    if (!adds_up(r)) return;
    for (const Conclusion& c : lint_.program.conclusions_of(r)) {
      if (arguments_[c.finding.index()] < 2) continue;
      facts_.clear();
      findings_read(lint_.program, r.condition, facts_);
      kinds_.widen(facts_);
      for (const FindingId fact : facts_)
        if (direct(row, c.finding, fact) || derived(row, c.finding, fact)) return;
    }
  }

  bool direct(std::uint32_t row, FindingId conclusion, FindingId fact) {
    const auto found = alone_.find(key(conclusion, fact));
    if (found == alone_.end() || !comparable(found->second, row)) return false;
    const auto one = ways(found->second), two = ways(row);
    if (!one || !two || same(*one, *two)) return false;
    Way both;
    for (const Way& a : *one)
      if (const Test* t = lone(a); t && t->finding == fact)
        for (const Way& b : *two)
          for (const Test& u : b)
            if (u.finding == fact && !is_open(u) && implies(u, *t) && together(a, b, both))
              return tell(found->second, row, conclusion, b, u, {});
    return false;
  }

  // `row` reads `between`, which a rule concludes from a fact that alone supports the conclusion.
  bool derived(std::uint32_t row, FindingId conclusion, FindingId between) {
    if (!lint_.mentions[between.index()].conclusion) return false;
    auto s =
        std::lower_bound(supports_.begin(), supports_.end(), Support{between, FindingId(0), 0});
    for (std::size_t n = 0; n < support_limit && s != supports_.end() && s->conclusion == between;
         ++n, ++s) {
      const auto found = alone_.find(key(conclusion, s->fact));
      if (found == alone_.end() || !comparable(found->second, row)) continue;
      const auto one = ways(found->second), middle = ways(s->rule), two = ways(row);
      if (!one || !middle || !two) continue;
      for (const Way& a : *one)
        for (const Way& m : *middle)
          for (const Way& b : *two)
            if (meet(a, m, b, s->fact, between))
              return tell(found->second, row, conclusion, a, *lone(a), between);
    }
    return false;
  }

  static bool meet(const Way& a, const Way& m, const Way& b, FindingId fact, FindingId between) {
    const Test *one = lone(a), *two = lone(m);
    Way both, all;
    if (!one || !two || one->finding != fact || two->finding != fact || !together(a, m, both) ||
        !together(both, b, all))
      return false;
    return std::any_of(b.begin(), b.end(), [between](const Test& t) {
      return t.finding == between && t.allowed == Test::yes;
    });
  }

  // Do both add up? Not of one group, under one cap, of two signs, or where one overrides the
  // other.
  bool comparable(std::uint32_t a, std::uint32_t b) const {
    const Rule &one = rule(a), &two = rule(b);
    if (a == b || (one.group && one.group == two.group) || (one.cap && one.cap == two.cap))
      return false;
    return (one.strength > 0) == (two.strength > 0) && !one_overrides(lint_.program, one, two);
  }

  std::optional<Ways> ways(std::uint32_t row) const {
    return ways_to_apply(lint_.program, kinds_, rule(row));
  }

  // Equal conditions are one piece of evidence anyway.
  static bool same(const Ways& a, const Ways& b) {
    const auto equal = [](const Way& x, const Way& y) {
      return std::equal(x.begin(), x.end(), y.begin(), y.end(), [](const Test& s, const Test& t) {
        return s.finding == t.finding && implies(s, t) && implies(t, s);
      });
    };
    return a.size() == b.size() && std::all_of(a.begin(), a.end(), [&](const Way& x) {
             return std::any_of(b.begin(), b.end(), [&](const Way& y) { return equal(x, y); });
           });
  }

  bool tell(std::uint32_t alone, std::uint32_t row, FindingId conclusion, const Way& way,
            const Test& shared, FindingId between) {
    if (!told_.insert(std::uint64_t{std::min(alone, row)} << 32U | std::max(alone, row)).second)
      return true;
    FindingId fact = shared.finding;  // told as the rule has it, not as it follows
    for (const Test& t : way)
      if (shared.follows && !t.follows && t.allowed == Test::yes) {
        std::vector<FindingId> broader;
        kinds_.add_broader(t.finding, broader);
        if (std::find(broader.begin(), broader.end(), shared.finding) != broader.end())
          fact = t.finding;
      }
    const Span at = place_of(rule(row));
    lint_.report(
        Code::shared_fact, at,
        fmt::format("{} counts twice for {}: here{}, and in {}", lint_.finding(fact).name,
                    lint_.finding(conclusion).name,
                    between ? fmt::format(" (through {})", lint_.finding(between).name) : "",
                    line_of(lint_.program, place_of(rule(alone)), at)),
        "If that is not meant, write the same `group NAME` under both: then the stronger counts.");
    return true;
  }

  const Lint& lint_;
  const Kinds kinds_;
  std::vector<std::uint32_t> arguments_;  // by finding
  boost::unordered_flat_map<std::uint64_t, std::uint32_t>
      alone_;  // conclusion and fact → the first rule
  std::vector<Support> supports_;
  boost::unordered_flat_set<std::uint64_t> told_;
  std::vector<FindingId> facts_;
};

}  // namespace

void check_shared_facts(const Lint& lint) {
  if (!lint.program.options.combine_strongest) SharedFacts(lint).run();
}

}  // namespace hence
