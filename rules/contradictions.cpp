// H05: two rules that can apply together, and say the opposite, or two values of one thing.
#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "rules/lint_checks.hpp"
#include "rules/number.hpp"
#include "rules/ways.hpp"

namespace hence {
namespace {

// Pairs looked at in one base. Beyond it (some 700 rows that conclude one number) nothing is said.
constexpr std::size_t pair_limit = 250'000;

// Stands for what a rule without condition reads: every rule looks there too.
constexpr FindingId always{0xfffffffeU};
constexpr double infinite = std::numeric_limits<double>::infinity();

// What a rule says for certain of one finding.
struct Claim {
  FindingId finding;
  std::uint32_t rule = 0;
  FindingKind kind = FindingKind::yes_no;
  double value = 0;  // yes/no: ±1; number: the figure; choice: the value's index
};

// A claim's condition reads a finding.
struct Read {
  FindingId fact;
  double value = 0;  // that is claimed
  std::size_t claim = 0;
  friend bool operator<(const Read& a, const Read& b) {
    return std::tie(a.fact, a.value, a.claim) < std::tie(b.fact, b.value, b.claim);
  }
};

struct Meeting {
  const Way *first, *second;
  Way both;
};

class Contradictions {
 public:
  explicit Contradictions(const Lint& lint) : lint_(lint), kinds_(lint.program) {}

  void run() {
    collect();
    for (std::size_t i = 0; i < claims_.size();) {
      std::size_t end = i;
      bool differ = false;
      while (end < claims_.size() && claims_[end].finding == claims_[i].finding)
        differ |= claims_[end++].value != claims_[i].value;
      if (differ) compare(i, end);
      i = end;
    }
  }

 private:
  void collect() {
    for (std::size_t i = 0; i < lint_.program.rules.size(); ++i)
      for (const Conclusion& c : lint_.program.conclusions_of(lint_.program.rules[i]))
        if (auto claim = claim_of(static_cast<std::uint32_t>(i), c)) claims_.push_back(*claim);
    std::stable_sort(claims_.begin(), claims_.end(),
                     [](const Claim& a, const Claim& b) { return a.finding < b.finding; });
  }

  std::optional<Claim> claim_of(std::uint32_t row, const Conclusion& c) const {
    const Rule& rule = lint_.program.rules[row];
    Claim claim{c.finding, row, lint_.finding(c.finding).kind, rule.strength};
    if (claim.kind == FindingKind::yes_no)
      return rule.strength == 1 || rule.strength == -1 ? std::optional(claim) : std::nullopt;
    if (rule.strength <= lint_.program.options.threshold) return std::nullopt;
    if (c.choice >= 0) claim.value = c.choice;
    else if (c.value && lint_.expr(c.value).op == Op::literal)
      claim.value = lint_.expr(c.value).number;
    else return std::nullopt;
    return claim;
  }

  // All claims of one finding; each is told once, against the first found that it contradicts.
  void compare(std::size_t begin, std::size_t end) {
    ways_.assign(end - begin, std::nullopt);
    seen_.assign(end - begin, 0);
    read_.clear();
    for (std::size_t i = begin; i < end; ++i) note_read(i);
    std::sort(read_.begin(), read_.end());
    for (std::size_t j = begin + 1; j < end && pairs_ <= pair_limit && steps_ <= 16 * pair_limit;
         ++j)
      if (const std::size_t i = contradicted(j, begin); i != j) tell(claims_[i], claims_[j]);
  }

  // The first earlier claim found that says something else and may apply too; `j` if there is none.
  std::size_t contradicted(std::size_t j, std::size_t begin) {
    const double value = claims_[j].value;
    const auto fits = [&](std::size_t i) {
      ++steps_;
      if (i >= j || claims_[i].value == value || std::exchange(seen_[i - begin], j) == j)
        return false;
      ++pairs_;
      return contradict(i, j, begin);
    };
    if (!rule(j).condition)
      for (std::size_t i = begin; i < j; ++i)
        if (fits(i)) return i;
    facts_of(j);
    for (const FindingId f : facts_) {
      auto at = std::lower_bound(read_.begin(), read_.end(), Read{f, -infinite, 0});
      for (; at != read_.end() && at->fact == f; ++at) {
        if (at->value == value) {
          at = std::upper_bound(at, read_.end(), Read{f, value, claims_.size()});
          if (at == read_.end() || at->fact != f) break;
        }
        if (fits(at->claim)) return at->claim;
      }
    }
    return j;
  }

  bool contradict(std::size_t i, std::size_t j, std::size_t begin) {
    if (rule(i).scope != rule(j).scope) return false;
    for (const std::size_t k : {i, j})
      if (!ways_[k - begin])
        ways_[k - begin] = ways_to_apply(lint_.program, kinds_, rule(k));
    const auto &one = *ways_[i - begin], &two = *ways_[j - begin];
    return one && two && meeting(*one, *two) && !one_overrides(lint_.program, rule(i), rule(j)) &&
           !one_comes_first(rule(i), rule(j));
  }

  // Of two places of one `first of` or `table first` only the earlier counts.
  static bool one_comes_first(const Rule& a, const Rule& b) {
    return a.first && a.first == b.first && a.place != b.place;
  }

  const Rule& rule(std::size_t claim) const { return lint_.program.rules[claims_[claim].rule]; }

  // What a claim's condition reads, what that is a kind of, and `always`.
  void facts_of(std::size_t claim) {
    facts_.clear();
    if (rule(claim).condition) findings_read(lint_.program, rule(claim).condition, facts_);
    kinds_.widen(facts_);
    facts_.push_back(always);
  }

  void note_read(std::size_t claim) {
    facts_of(claim);
    if (rule(claim).condition) facts_.pop_back();
    for (const FindingId f : facts_) read_.push_back({f, claims_[claim].value, claim});
  }

  bool meeting(const Ways& a, const Ways& b) {
    for (const Way& x : a)
      for (const Way& y : b) {
        meeting_.first = &x;
        meeting_.second = &y;
        if (together(x, y, meeting_.both) && surely(x, y)) return true;
      }
    return false;
  }

  // They have a finding in common, or one always applies; and what only one of them reads can be
  // answered freely, for no rule concludes it.
  bool surely(const Way& a, const Way& b) const {
    const auto in = [](const Way& way, FindingId id) {
      const auto found =
          std::find_if(way.begin(), way.end(), [id](const Test& t) { return t.finding == id; });
      return found == way.end() ? nullptr : &*found;
    };
    bool common = a.empty() || b.empty();
    for (const Test& test : meeting_.both) {
      const Test *one = in(a, test.finding), *two = in(b, test.finding);
      if (one && two) common |= !test.follows && !is_open(*one) && !is_open(*two);
      else if (!test.follows && is_concluded(test.finding)) return false;
    }
    return common;
  }

  bool is_concluded(FindingId id) const {
    const Detail* detail = lint_.program.detail(id);
    return lint_.mentions[id.index()].conclusion ||
           (detail && (detail->computed || !detail->items.empty()));
  }

  void tell(const Claim& a, const Claim& b) {
    const Span place_a = place_of(lint_.program.rules[a.rule]),
               place_b = place_of(lint_.program.rules[b.rule]);
    const bool in_order =
        std::tuple(place_a.source, place_a.begin) <= std::tuple(place_b.source, place_b.begin);
    const Claim &one = in_order ? a : b, &other = in_order ? b : a;
    if (!in_order) std::swap(meeting_.first, meeting_.second);
    const Span at = in_order ? place_b : place_a, before = in_order ? place_a : place_b;
    const std::string example = example_of(lint_.program, meeting_.both);
    const std::string line = line_of(lint_.program, before, at);
    lint_.report(Code::contradiction, at,
                 fmt::format("{} {}, {} {},\nand both {}{}.", line, said(one, true),
                             line_of(lint_.program, at, at), said(other, false),
                             example.empty() ? "always apply" : "apply when ", example),
                 mend(line));
  }

  // «confirms low fluid», then «rules it out»; «concludes dose = 20 µg/day», then «concludes 10
  // µg/day».
  std::string said(const Claim& claim, bool named) const {
    const std::string& name = lint_.finding(claim.finding).name;
    const Detail* detail = lint_.program.detail(claim.finding);
    if (claim.kind == FindingKind::yes_no) {
      if (named) return fmt::format("{} {}", claim.value > 0 ? "confirms" : "rules out", name);
      return claim.value > 0 ? "confirms it" : "rules it out";
    }
    if (claim.kind == FindingKind::choice)
      return fmt::format("concludes {}{}", named ? name + " is " : "",
                         detail->values[static_cast<std::size_t>(claim.value)]);
    if (claim.kind == FindingKind::text)
      return named ? fmt::format("concludes a text for {}", name) : "concludes another";
    const std::string unit = detail && detail->unit && !detail->unit->spelling.empty()
                                 ? " " + detail->unit->spelling
                                 : "";
    return fmt::format("concludes {}{}{}", named ? name + " = " : "", format_number(claim.value),
                       unit);
  }

  // Where two ranges overlap at their ends, the first gives way.
  std::string mend(const std::string& line) const {
    for (const Test& a : *meeting_.first)
      for (const Test& b : *meeting_.second) {
        if (a.finding != b.finding || a.kind != FindingKind::number) continue;
        if (a.low < b.low && a.high < b.high)
          return fmt::format("Change {} to \"{} {}\".", line, b.low_open ? "<=" : "<",
                             format_number(b.low));
        if (b.low < a.low && b.high < a.high)
          return fmt::format("Change {} to \"{} {}\".", line, b.high_open ? ">=" : ">",
                             format_number(b.high));
      }
    return "Narrow one of the two, or name the one that gives way: `overrides NAME`.";
  }

  const Lint& lint_;
  const Kinds kinds_;
  std::vector<Claim> claims_;
  std::vector<std::optional<std::optional<Ways>>> ways_;  // of the claims compared, once needed
  std::vector<Read> read_;                                // sorted
  std::vector<FindingId> facts_;
  std::vector<std::size_t> seen_;  // by claim, the last that met it
  Meeting meeting_{nullptr, nullptr, {}};
  std::size_t pairs_ = 0, steps_ = 0;
};

// Is there a rule that rules out, or one that concludes a value?
bool any_candidate(const Program& program) {
  for (const Rule& r : program.rules) {
    if (r.strength == -1) return true;
    for (const Conclusion& c : program.conclusions_of(r))
      if (c.choice >= 0 || c.value) return true;
  }
  return false;
}

}  // namespace

void check_contradictions(const Lint& lint) {
  if (any_candidate(lint.program)) Contradictions(lint).run();
}

}  // namespace hence
