#include "rules/ways.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/format.h>

#include "rules/calendar.hpp"
#include "rules/number.hpp"

namespace hence {
namespace {

constexpr std::size_t way_limit = 16, test_limit = 16, broader_limit = 64;
constexpr double infinite = std::numeric_limits<double>::infinity();

std::uint64_t all_values(const Program& program, FindingId choice) {
  const Detail* detail = program.detail(choice);
  const std::size_t n = detail ? detail->values.size() : 0;
  return n >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << n) - 1;
}

// Narrows `a` to what passes both; false if nothing does.
bool narrow(Test& a, const Test& b) {
  if (a.kind != FindingKind::number) return (a.allowed &= b.allowed) != 0;
  if (b.low > a.low || (b.low == a.low && b.low_open)) a.low = b.low, a.low_open = b.low_open;
  if (b.high < a.high || (b.high == a.high && b.high_open))
    a.high = b.high, a.high_open = b.high_open;
  return a.low < a.high || (a.low == a.high && !a.low_open && !a.high_open);
}

Op negated(Op op) {
  switch (op) {
    case Op::less: return Op::greater_equal;
    case Op::less_equal: return Op::greater;
    case Op::greater: return Op::less_equal;
    case Op::greater_equal: return Op::less;
    default: return op;
  }
}

// Unfolds one condition. `wanted`: that it holds; else that it does not. `lax`: a finding that is
// not known will do for the latter, as for `unless`.
class Unfolding {
 public:
  explicit Unfolding(const Program& program) : program_(program) {}

  std::optional<Ways> ways(ExprId id, bool wanted, bool lax) {
    const Expr& e = program_.exprs[id.index()];
    switch (e.op) {
      case Op::finding:
        return Ways{{yes_no(e.finding, wanted ? Test::yes
                                       : lax  ? Test::no | Test::unknown
                                              : Test::no)}};
      case Op::negation: return ways(program_.inputs(e)[0], !wanted, false);
      case Op::no_evidence_for: return ways(program_.inputs(e)[0], !wanted, wanted);
      case Op::all: return list(e, wanted, lax, wanted);
      case Op::any: return list(e, wanted, lax, !wanted);
      case Op::at_least: return wanted ? counted(e) : std::nullopt;
      case Op::is_known:
      case Op::is_unknown: return known(e, wanted);
      case Op::is_value: return value(e, wanted);
      case Op::less:
      case Op::less_equal:
      case Op::greater:
      case Op::greater_equal:
      case Op::equal: return compared(e, wanted);
      default: return std::nullopt;
    }
  }

  static std::optional<Ways> joined(const Ways& a, const Ways& b) {
    Ways out;
    Way way;
    for (const Way& x : a)
      for (const Way& y : b)
        if (together(x, y, way)) {
          if (out.size() == way_limit || way.size() > test_limit) return std::nullopt;
          out.push_back(way);
        }
    return out;
  }

 private:
  static Test yes_no(FindingId finding, std::uint64_t allowed) {
    Test test;
    test.finding = finding;
    test.allowed = allowed;
    return test;
  }

  // `every`: all inputs at once; else any of them.
  std::optional<Ways> list(const Expr& e, bool wanted, bool lax, bool every) {
    Ways out;
    if (every) out.emplace_back();
    for (const ExprId input : program_.inputs(e)) {
      auto more = ways(input, wanted, lax);
      if (!more) return std::nullopt;
      if (every) {
        auto both = joined(out, *more);
        if (!both) return std::nullopt;
        out = std::move(*both);
      } else {
        if (out.size() + more->size() > way_limit) return std::nullopt;
        out.insert(out.end(), more->begin(), more->end());
      }
    }
    return out;
  }

  // At least n of a few: each choice of n.
  std::optional<Ways> counted(const Expr& e) {
    const auto inputs = program_.inputs(e);
    if (inputs.size() > 6 || e.n > inputs.size()) return std::nullopt;
    Ways out;
    for (unsigned set = 0; set < 1U << inputs.size(); ++set) {
      if (static_cast<std::uint32_t>(__builtin_popcount(set)) != e.n) continue;
      Ways some(1);
      for (std::size_t i = 0; i < inputs.size(); ++i) {
        if ((set >> i & 1U) == 0) continue;
        const auto more = ways(inputs[i], true, false);
        auto both = more ? joined(some, *more) : std::nullopt;
        if (!both) return std::nullopt;
        some = std::move(*both);
      }
      if (out.size() + some.size() > way_limit) return std::nullopt;
      out.insert(out.end(), some.begin(), some.end());
    }
    return out;
  }

  std::optional<Ways> known(const Expr& e, bool wanted) const {
    const Expr& inner = program_.exprs[program_.inputs(e)[0].index()];
    if (inner.op != Op::finding) return std::nullopt;
    const bool is_known = (e.op == Op::is_known) == wanted;
    return Ways{{yes_no(inner.finding, is_known ? Test::yes | Test::no : Test::unknown)}};
  }

  std::optional<Ways> value(const Expr& e, bool wanted) const {
    if (e.n >= 64) return std::nullopt;
    Test test;
    test.finding = e.finding;
    test.kind = FindingKind::choice;
    const std::uint64_t bit = std::uint64_t{1} << e.n;
    test.allowed = wanted ? bit : all_values(program_, e.finding) & ~bit;
    return test.allowed == 0 ? Ways{} : Ways{{test}};
  }

  // A number beside a figure in its own unit.
  std::optional<Ways> compared(const Expr& e, bool wanted) const {
    const Expr& left = program_.exprs[program_.inputs(e)[0].index()];
    const Expr& right = program_.exprs[program_.inputs(e)[1].index()];
    if (left.finding && right.op == Op::literal &&
        program_.findings[left.finding.index()].kind == FindingKind::choice)
      return compared_values(left, e.op, right.number, wanted);
    if (left.op != Op::quantity || right.op != Op::literal || (e.op == Op::equal && !wanted) ||
        program_.findings[left.finding.index()].kind != FindingKind::number)
      return std::nullopt;
    const FindingKind kind = program_.findings[left.finding.index()].kind;
    if (kind != FindingKind::number && kind != FindingKind::date) return std::nullopt;
    const Op op = wanted ? e.op : negated(e.op);
    Test test = whole_range(left.finding), wish = test;
    wish.low_open = op == Op::greater;
    wish.high_open = op == Op::less;
    if (op != Op::less && op != Op::less_equal) wish.low = right.number;
    if (op != Op::greater && op != Op::greater_equal) wish.high = right.number;
    if (kind == FindingKind::date) {  // whole days
      wish.low += std::exchange(wish.low_open, false) ? 1 : 0;
      wish.high -= std::exchange(wish.high_open, false) ? 1 : 0;
    }
    return narrow(test, wish) ? Ways{{test}} : Ways{};
  }

  // The values of a choice whose place, or whose points, compare so.
  std::optional<Ways> compared_values(const Expr& left, Op op, double bound, bool wanted) const {
    const Detail* detail = program_.detail(left.finding);
    if (left.op == Op::certainty || !detail || detail->values.size() > 64) return std::nullopt;
    Test test;
    test.finding = left.finding;
    test.kind = FindingKind::choice;
    for (std::size_t i = 0; i < detail->values.size(); ++i) {
      const double x = left.op == Op::points ? detail->points[i] : static_cast<double>(i);
      const bool holds = op == Op::less            ? x < bound
                         : op == Op::less_equal    ? x <= bound
                         : op == Op::greater       ? x > bound
                         : op == Op::greater_equal ? x >= bound
                                                   : x == bound;
      if (holds == wanted) test.allowed |= std::uint64_t{1} << i;
    }
    return test.allowed == 0 ? Ways{} : Ways{{test}};
  }

  Test whole_range(FindingId number) const {
    Test test;
    test.finding = number;
    test.kind = FindingKind::number;
    const Detail* detail = program_.detail(number);
    test.low = detail && detail->lowest ? *detail->lowest : -infinite;
    test.high = detail && detail->highest ? *detail->highest : infinite;
    return test;
  }

  const Program& program_;
};

// The way, and a yes to all that its findings are kinds of; none if it says no to one of these.
std::optional<Way> with_broader(const Kinds& kinds, const Way& way) {
  std::vector<FindingId> broader;
  for (const Test& test : way)
    if (test.kind == FindingKind::yes_no && test.allowed == Test::yes)
      kinds.add_broader(test.finding, broader);
  std::sort(broader.begin(), broader.end());
  broader.erase(std::unique(broader.begin(), broader.end()), broader.end());
  Way more, out;
  for (const FindingId id : broader) {
    Test test;
    test.finding = id;
    test.allowed = Test::yes;
    test.follows = true;
    more.push_back(test);
  }
  return together(way, more, out) ? std::optional(std::move(out)) : std::nullopt;
}

// A figure in the range, at its closed end if it has one.
double figure_in(const Test& test) {
  const bool low = test.low > -infinite, high = test.high < infinite;
  if (low && !test.low_open) return test.low;
  if (high && !test.high_open) return test.high;
  if (low && high) return test.low + (test.high - test.low) / 2;
  return low ? test.low + 1 : high ? test.high - 1 : 0;
}

}  // namespace

void findings_read(const Program& program, ExprId condition, std::vector<FindingId>& out) {
  const Expr& e = program.exprs[condition.index()];
  if (e.finding) out.push_back(e.finding);
  for (const ExprId input : program.inputs(e)) findings_read(program, input, out);
}

Kinds::Kinds(const Program& program) : rows_(program.kinds) {
  std::sort(rows_.begin(), rows_.end(), [](const Kind& a, const Kind& b) {
    return std::pair(a.kind, a.broader) < std::pair(b.kind, b.broader);
  });
}

void Kinds::add_broader(FindingId finding, std::vector<FindingId>& out) const {
  if (rows_.empty()) return;
  const std::size_t start = out.size();
  std::size_t next = start;
  for (FindingId at = finding;; at = out[next++]) {
    auto row = std::lower_bound(rows_.begin(), rows_.end(), at,
                                [](const Kind& k, FindingId id) { return k.kind < id; });
    for (; row != rows_.end() && row->kind == at; ++row)
      if (row->broader != finding && std::find(out.begin() + static_cast<std::ptrdiff_t>(start),
                                               out.end(), row->broader) == out.end())
        out.push_back(row->broader);
    if (next == out.size() || next - start >= broader_limit) return;
  }
}

void Kinds::widen(std::vector<FindingId>& findings) const {
  std::size_t at = 0;
  for (const std::size_t own = rows_.empty() ? 0 : findings.size(); at < own; ++at)
    add_broader(findings[at], findings);
}

bool together(const Way& a, const Way& b, Way& out) {
  out.clear();
  auto i = a.begin(), j = b.begin();
  while (i != a.end() || j != b.end()) {
    if (j == b.end() || (i != a.end() && i->finding < j->finding)) {
      out.push_back(*i++);
    } else if (i == a.end() || j->finding < i->finding) {
      out.push_back(*j++);
    } else {
      out.push_back(*i++);
      out.back().follows &= j->follows;
      if (!narrow(out.back(), *j++)) return false;
    }
  }
  return true;
}

std::optional<Ways> ways_to_apply(const Program& program, const Kinds& kinds, const Rule& rule) {
  if (rule.first && rule.place > 0) return std::nullopt;
  Unfolding unfolding(program);
  std::optional<Ways> met = rule.condition ? unfolding.ways(rule.condition, true, false) : Ways{{}};
  if (met && rule.unless) {
    const auto open = unfolding.ways(rule.unless, false, true);
    met = open ? Unfolding::joined(*met, *open) : std::nullopt;
  }
  if (met && rule.scope) {
    auto scope = unfolding.ways(rule.scope, true, false);
    if (scope)
      for (Way& way : *scope)
        for (Test& test : way) test.follows = true;
    met = scope ? Unfolding::joined(*met, *scope) : std::nullopt;
  }
  if (!met || kinds.empty()) return met;
  Ways out;
  for (const Way& way : *met)
    if (auto whole = with_broader(kinds, way)) out.push_back(std::move(*whole));
  return out;
}

bool implies(const Test& a, const Test& b) {
  if (a.kind != FindingKind::number) return (a.allowed & ~b.allowed) == 0;
  const bool low = a.low > b.low || (a.low == b.low && (a.low_open || !b.low_open));
  const bool high = a.high < b.high || (a.high == b.high && (a.high_open || !b.high_open));
  return low && high;
}

std::string example_of(const Program& program, const Way& way) {
  std::string out;
  for (const Test& test : way) {
    const std::string& name = program.findings[test.finding.index()].name;
    const Detail* detail = program.detail(test.finding);
    if (test.follows || (is_open(test) && test.allowed != Test::unknown)) continue;
    if (!out.empty()) out += ", ";
    if (program.findings[test.finding.index()].kind == FindingKind::date)
      out += fmt::format("{} = {}", name, write_date(std::floor(figure_in(test))));
    else if (test.kind == FindingKind::number)
      out += fmt::format("{} = {}{}", name, format_number(figure_in(test)),
                         detail && detail->unit && !detail->unit->spelling.empty()
                             ? " " + detail->unit->spelling
                             : "");
    else if (test.kind == FindingKind::choice)
      out += fmt::format("{} is {}", name,
                         detail->values[static_cast<std::size_t>(__builtin_ctzll(test.allowed))]);
    else if ((test.allowed & Test::yes) != 0) out += name;
    else out += test.allowed == Test::no ? "NOT " + name : name + " is unknown";
  }
  return out;
}

}  // namespace hence
