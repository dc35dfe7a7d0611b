#include "engine/split.hpp"

#include <algorithm>
#include <cassert>

#include "rules/limits.hpp"

namespace hence {

namespace {

// Two outcomes that are not decided may differ.
bool all_differ(const Outcome& a, const Outcome& b) {
  return a.all != b.all || a.all == 0;
}
bool urgent_differ(const Outcome& a, const Outcome& b) {
  return a.urgent != b.urgent || a.urgent == 0;
}

}  // namespace

Split::Split(Work& work, const Target& target, std::vector<FindingId> findings)
    : matters_(findings.size(), true), urgent_(findings.size(), !target.advice.empty()) {
  for (const FindingId f : findings) digits_.push_back({f, {}, 1});
  if (!lay_out(work)) return;
  if (!fill(work, target, 0, 0)) {
    table_.clear();
    return;
  }
  for (std::size_t i = 0; i < digits_.size(); ++i) {
    matters_[i] = any_pair(i, none, 0, all_differ);
    urgent_[i] = any_pair(i, none, 0, urgent_differ);
  }
}

// The answers of each finding; false: too many combinations.
bool Split::lay_out(Work& work) {
  const Program& program = work.session->program();
  std::size_t size = 1;
  for (std::size_t i = digits_.size(); i-- > 0;) {
    Digit& digit = digits_[i];
    const bool plain = program.findings[digit.finding.row].kind == FindingKind::yes_no;
    const Answers answers = answers_of(*work.session, *work.outlook, digit.finding);
    if (answers.whole)
      for (const double answer : answers.values)
        digit.answers.push_back(Ranges::constant(
            cell_of(program, fact_of(program, digit.finding, answer))));
    else
      digit.answers.push_back(Ranges::open_value());  // whatever it is
    digit.answers.push_back(Ranges::constant(plain ? piece_of(0) : unknown_value));
    digit.stride = size;
    size *= digit.answers.size();
    if (size > split_cases_limit) return false;
  }
  table_.resize(size);
  return true;
}

// The combinations from `first` on, the answers of the places before being told. False: too many
// cases were tried.
bool Split::fill(Work& work, const Target& target, std::size_t place, std::size_t first) {
  const std::size_t size = place == 0 ? table_.size() : digits_[place - 1].stride;
  const Outcome outcome = work.outcomes.read(work.state, target);
  if (outcome.decided() || place == digits_.size()) {
    std::fill_n(table_.begin() + static_cast<std::ptrdiff_t>(first), size, outcome);
    return true;
  }
  const Digit& digit = digits_[place];
  const Ranges::Cell open = work.state.fact(digit.finding);
  bool whole = true;
  for (std::size_t i = 0; whole && i < digit.answers.size(); ++i) {
    whole = work.cases_left > 0;
    if (!whole) break;
    --work.cases_left;
    work.state.tell(digit.finding, digit.answers[i]);
    work.state.settle();
    whole = fill(work, target, place + 1, first + i * digit.stride);
  }
  work.state.tell(digit.finding, open);
  work.state.settle();
  return whole;
}

// Do two answers at `place` differ somewhere, the answer at `fixed` (if any) being this one?
template <class Differ>
bool Split::any_pair(std::size_t place, std::size_t fixed, std::size_t answer,
                     Differ differ) const {
  const std::size_t stride = digits_[place].stride;
  const std::size_t count = digits_[place].answers.size();
  for (std::size_t block = 0; block < table_.size(); block += stride * count)
    for (std::size_t first = block; first < block + stride; ++first) {
      if (fixed != none &&
          first / digits_[fixed].stride % digits_[fixed].answers.size() != answer)
        continue;
      for (std::size_t i = 1; i < count; ++i)
        if (differ(table_[first], table_[first + i * stride])) return true;
    }
  return false;
}

std::size_t Split::place_of(FindingId finding) const {
  const auto at = std::find_if(digits_.begin(), digits_.end(),
                               [&](const Digit& d) { return d.finding == finding; });
  assert(at != digits_.end());
  return static_cast<std::size_t>(at - digits_.begin());
}

double Split::left_after(FindingId finding) const {
  const std::size_t place = place_of(finding);
  const std::size_t answers = digits_[place].answers.size() - 1;  // «not known» is no answer here
  std::size_t left = 0;
  for (std::size_t answer = 0; answer < answers; ++answer)
    for (std::size_t i = 0; i < digits_.size(); ++i)
      left += i != place && any_pair(i, place, answer, all_differ) ? 1U : 0U;
  return answers == 0 ? 0 : static_cast<double>(left) / static_cast<double>(answers);
}

}  // namespace hence
