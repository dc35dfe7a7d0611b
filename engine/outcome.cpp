#include "engine/outcome.hpp"

#include <algorithm>
#include <bit>

#include "engine/conclude.hpp"
#include "engine/content.hpp"

namespace hence {

namespace {

// From what the two ends say.
Decided between(bool low, bool high) {
  if (low != high) return Decided::open;
  return low ? Decided::yes : Decided::no;
}

// A condition of advice: is it above the threshold?
Decided fires(const Program& program, const State<Ranges>& state, ExprId condition) {
  const auto& cell = state[state.network().expr_nodes[single(program, condition).row]];
  const double threshold = state.network().threshold;
  return between(read(cell.low) > threshold, read(cell.high) > threshold);
}

bool is_value(const Program& program, FindingId finding) {
  return program.findings[finding.row].kind != FindingKind::yes_no;
}

// Yes or in conflict.
Decided is_so(const Program& program, const State<Ranges>& state, FindingId finding) {
  const auto& cell = state[finding];
  if (is_value(program, finding)) {
    if (!Ranges::settled(cell)) return Decided::open;
    return is_figure(cell.low.x) || !is_figure(cell.low.y) ? Decided::yes : Decided::no;
  }
  const double threshold = state.network().threshold;
  return between(!is_figure(cell.low.x) || cell.low.x > threshold,
                 !is_figure(cell.high.x) || cell.high.x > threshold);
}

}  // namespace

Decided advice_decided(const Program& program, const State<Ranges>& state, const Advice& advice) {
  Decided given = is_so(program, state, advice.finding);
  const auto join = [&](Decided d) {
    if (d == Decided::no || given == Decided::no) given = Decided::no;
    else if (d == Decided::open) given = Decided::open;
  };
  if (advice.when) join(fires(program, state, advice.when));
  if (advice.unless) {
    const Decided blocked = fires(program, state, advice.unless);
    join(blocked == Decided::open ? blocked : blocked == Decided::yes ? Decided::no : Decided::yes);
  }
  return given;
}

bool band_decided(const Program& program, const State<Ranges>& state, FindingId goal) {
  const auto& cell = state[goal];
  if (Ranges::settled(cell)) return true;
  if (is_value(program, goal) || !is_figure(cell.low.x) || !is_figure(cell.high.x)) return false;
  const double threshold = state.network().threshold;
  return band_of(cell.low.x, threshold) == band_of(cell.high.x, threshold);
}

Standing standing_of(const Program& program, const State<Ranges>& state, FindingId goal) {
  const auto& cell = state[goal];
  if (is_value(program, goal)) {
    if (!Ranges::settled(cell)) return {-1, 1};
    return is_figure(cell.low.x) ? Standing{cell.low.y, cell.low.y} : Standing{};
  }
  // A conflict is no yes, and stands apart.
  return {is_figure(cell.low.x) ? cell.low.x : -1, is_figure(cell.high.x) ? cell.high.x : -1};
}

bool Outcomes::put_goal(const State<Ranges>& state, FindingId goal) {
  if (!band_decided(*program_, state, goal)) return false;
  const hence::Cell cell = state[goal].low;
  const double threshold = state.network().threshold;
  if (!is_value(*program_, goal)) {
    const Band band = is_figure(cell.x) ? band_of(cell.x, threshold) : Band::conflict;
    words_.push_back(static_cast<std::uint64_t>(band));
    return true;
  }
  const Band band = !is_figure(cell.y)   ? Band::conflict
                    : is_figure(cell.x) ? band_of(cell.y, threshold)
                                        : Band::open;
  words_.push_back(static_cast<std::uint64_t>(band));
  words_.push_back(is_figure(cell.x) ? std::bit_cast<std::uint64_t>(cell.x) : 0);
  return true;
}

// By certainty, then by name, as conclusions are listed. Ranges that overlap leave it open.
bool Outcomes::put_order(const State<Ranges>& state, const Target& target) {
  struct Rank {
    Standing standing;
    std::uint64_t goal;  // its place in the target, which is that of its name
  };
  std::vector<Rank> yes;
  const double threshold = state.network().threshold;
  for (std::size_t i = 0; i < target.goals.size(); ++i) {
    const Standing s = standing_of(*program_, state, target.goals[i]);
    if (s.low > threshold) yes.push_back({s, i});  // bands are decided: above at both ends or none
  }
  std::sort(yes.begin(), yes.end(), [](const Rank& a, const Rank& b) {
    return std::pair(-a.standing.low, a.goal) < std::pair(-b.standing.low, b.goal);
  });
  for (std::size_t i = 0; i < yes.size(); ++i) {
    words_.push_back(yes[i].goal);
    if (i == 0) continue;
    const bool first_by_name = yes[i - 1].goal < yes[i].goal;
    const double least = yes[i - 1].standing.low, next = yes[i].standing.high;
    if (!(least > next || (least == next && first_by_name))) return false;
  }
  return true;
}

std::uint32_t Outcomes::number_of_words() {
  const auto next = static_cast<std::uint32_t>(numbers_.size() + 1);
  return numbers_.emplace(words_, next).first->second;
}

Outcome Outcomes::read(const State<Ranges>& state, const Target& target) {
  Outcome outcome;
  words_.clear();
  for (const std::uint32_t row : target.advice) {
    const Decided given = advice_decided(*program_, state, program_->advice[row]);
    if (given == Decided::open) return outcome;
    words_.push_back(given == Decided::yes ? 1 : 0);
  }
  words_.push_back(~std::uint64_t{0});
  outcome.urgent = number_of_words();
  for (const FindingId goal : target.goals)
    if (!put_goal(state, goal)) return outcome;
  if (put_order(state, target)) outcome.all = number_of_words();
  return outcome;
}

}  // namespace hence
