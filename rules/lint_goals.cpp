// H50, H51, H52: what a base says of its goals that its author may not mean.
#include <algorithm>

#include <fmt/format.h>

#include "rules/lint_checks.hpp"
#include "rules/ways.hpp"

namespace hence {
namespace {

// The first goal that a condition reads as a yes; none if it reads none.
FindingId goal_read(const Lint& lint, ExprId id) {
  if (!id) return {};
  const Expr& e = lint.expr(id);
  if (e.op == Op::finding) return lint.finding(e.finding).goal ? e.finding : FindingId{};
  if (e.op != Op::all && e.op != Op::any && e.op != Op::at_least) return {};
  for (const ExprId input : lint.program.inputs(e))
    if (const FindingId goal = goal_read(lint, input)) return goal;
  return {};
}

void check_symptoms(const Lint& lint) {
  std::vector<bool> asked(lint.program.findings.size());
  bool any = false;
  const auto ask = [&](FindingId id) { asked[id.index()] = any = true; };
  for (std::size_t i = 0; i < asked.size(); ++i)
    if (const Detail* detail = lint.program.detail(FindingId(i)); detail && detail->has_question)
      ask(FindingId(i));
  for (const Topic& t : lint.program.topics)
    for (const FindingId id : t.findings) ask(id);
  if (!any) return;
  for (const Rule& r : lint.program.rules)
    for (const Conclusion& c : lint.program.conclusions_of(r)) {
      if (!asked[c.finding.index()] || lint.finding(c.finding).goal || r.strength <= 0) continue;
      const FindingId goal = goal_read(lint, r.condition);
      if (!goal) continue;
      const std::string &symptom = lint.finding(c.finding).name, &cause = lint.finding(goal).name;
      lint.report(Code::symptom_from_goal, place_of(r),
                  fmt::format("{} is asked, and concluded here from the goal {}", symptom, cause),
                  fmt::format("Write `{} causes {}`?", cause, symptom));
      break;
    }
}

// Does a bare arrow, without a figure, stand behind the condition?
bool bare_arrow(const Program& program, const Rule& rule, const Expr& condition) {
  if (condition.span.source != rule.span.source || condition.span.end > rule.span.end) return false;
  std::string_view rest = program.text_of({rule.span.source, condition.span.end, rule.span.end});
  rest.remove_prefix(std::min(rest.find_first_not_of(" \t\r\n\")"), rest.size()));
  const bool arrow = rest.starts_with("→") || rest.starts_with("->") || rest.starts_with("⇒") ||
                     rest.starts_with("=>");
  return arrow && rest.find("(1") == std::string_view::npos;
}

void check_single_signs(const Lint& lint) {
  for (const Rule& r : lint.program.rules) {
    if (r.strength != 1 || !r.condition || lint.expr(r.condition).op != Op::finding) continue;
    const Expr& sign = lint.expr(r.condition);
    const Mention& m = lint.mentions[sign.finding.index()];
    if (lint.finding(sign.finding).declared || m.by_cell || m.conclusion) continue;
    for (const Conclusion& c : lint.program.conclusions_of(r)) {
      if (!lint.finding(c.finding).goal || !bare_arrow(lint.program, r, sign)) continue;
      lint.report(Code::single_sign, sign.span,
                  fmt::format("{} alone makes {} certain", lint.finding(sign.finding).name,
                              lint.finding(c.finding).name),
                  "Write `suggests` for the arrow? If it is meant, write `confirms`.");
      break;
    }
  }
}

// Arguments looked at, with those of broader names again for each of their kinds.
constexpr std::size_t look_limit = 1'000'000;

// One rule by which a finding, alone and answered yes, speaks for or against a goal.
struct Lift {
  FindingId finding, goal;
  const Rule* rule;
  bool plain;  // the finding is the whole condition
};

class Lifting {
 public:
  Lifting(const Lint& lint, std::size_t goals) : lint_(lint), kinds_(lint.program), goals_(goals) {}

  void run() {
    for (const Rule& r : lint_.program.rules)
      if (r.condition) collect(r, r.condition, true);
    std::stable_sort(lifts_.begin(), lifts_.end(),
                     [](const Lift& a, const Lift& b) { return a.finding < b.finding; });
    std::vector<FindingId> findings;
    for (const Lift& l : lifts_) findings.push_back(l.finding);
    for (const Kind& k : lint_.program.kinds) findings.push_back(k.kind);
    std::sort(findings.begin(), findings.end());
    findings.erase(std::unique(findings.begin(), findings.end()), findings.end());
    for (const FindingId f : findings)
      if (looked_ <= look_limit) check(f);
  }

 private:
  void collect(const Rule& rule, ExprId id, bool plain) {
    const Expr& e = lint_.expr(id);
    if (e.op == Op::any || (e.op == Op::at_least && e.n == 1))
      for (const ExprId input : lint_.program.inputs(e)) collect(rule, input, false);
    if (e.op != Op::finding) return;
    for (const Conclusion& c : lint_.program.conclusions_of(rule))
      if (lint_.finding(c.finding).goal)
        lifts_.push_back({e.finding, c.finding, &rule, plain && !rule.unless});
  }

  void add(FindingId f, std::vector<Lift>& out) const {
    auto at = std::lower_bound(lifts_.begin(), lifts_.end(), f,
                               [](const Lift& l, FindingId id) { return l.finding < id; });
    for (; at != lifts_.end() && at->finding == f; ++at) out.push_back(*at);
  }

  void check(FindingId f) {
    std::vector<Lift> own;
    std::vector<FindingId> broader;
    add(f, own);
    kinds_.add_broader(f, broader);
    for (const FindingId b : broader) add(b, own);
    looked_ += own.size();
    if (2 * own.size() <= goals_) return;
    std::stable_sort(own.begin(), own.end(),
                     [](const Lift& a, const Lift& b) { return a.goal < b.goal; });
    std::size_t lifted = 0;
    for (std::size_t i = 0; i < own.size();) {
      std::size_t end = i;
      while (end < own.size() && own[end].goal == own[i].goal) ++end;
      lifted += is_lifted({own.data() + i, end - i});
      i = end;
    }
    if (2 * lifted <= goals_) return;
    lint_.report(Code::lifts_most_goals, lint_.finding(f).span,
                 fmt::format("{} alone makes {} of {} goals possible", lint_.finding(f).name,
                             lifted, goals_),
                 "What speaks for nearly everything tells nothing: lower its strength (a table can "
                 "say `shared counts less`).");
  }

  // The certainty that these arguments give, against the threshold. Of a group, and of equal
  // conditions, the strongest counts; a cap floors its product. Source: semantics.md, Certainty.
  bool is_lifted(std::span<const Lift> lifts) const {
    double open[2] = {1, 1};  // the products for and against
    for (std::size_t i = 0; i < lifts.size(); ++i) {
      const auto same = [&](const Lift& l) { return one_piece(l, lifts[i]); };
      if (std::any_of(lifts.begin(), lifts.begin() + static_cast<std::ptrdiff_t>(i), same))
        continue;
      for (const int sign : {0, 1}) open[sign] *= piece(lifts, lifts[i], sign == 0 ? 1 : -1);
    }
    return open[0] < open[1] * (1 - lint_.program.options.threshold);
  }

  static bool one_piece(const Lift& a, const Lift& b) {
    if (a.rule->cap || b.rule->cap) return a.rule->cap == b.rule->cap;
    if (a.rule->group || b.rule->group) return a.rule->group == b.rule->group;
    return a.rule == b.rule || (a.plain && b.plain && a.finding == b.finding);
  }

  // What the piece that `of` belongs to leaves open, of one sign.
  double piece(std::span<const Lift> lifts, const Lift& of, double sign) const {
    const bool capped = static_cast<bool>(of.rule->cap);
    double left = 1;
    for (const Lift& l : lifts) {
      const double contribution = std::max(0.0, l.rule->strength * sign);
      if (one_piece(l, of))
        left = capped ? left * (1 - contribution) : std::min(left, 1 - contribution);
    }
    return capped ? std::max(left, 1 - lint_.program.caps[of.rule->cap.index()]) : left;
  }

  const Lint& lint_;
  const Kinds kinds_;
  const std::size_t goals_;
  std::vector<Lift> lifts_;
  std::size_t looked_ = 0;
};

}  // namespace

void check_goals(const Lint& lint) {
  const auto goals = static_cast<std::size_t>(
      std::count_if(lint.program.findings.begin(), lint.program.findings.end(),
                    [](const Finding& f) { return f.goal; }));
  if (goals == 0) return;
  check_symptoms(lint);
  check_single_signs(lint);
  if (goals >= 4) Lifting(lint, goals).run();
}

}  // namespace hence
