// H61: a score whose items read more findings in common than are completed together.
#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "rules/limits.hpp"
#include "rules/lint_checks.hpp"
#include "rules/ways.hpp"

namespace hence {
namespace {

// The most findings that items read which hang together, each with the next by one that both read.
std::size_t most_in_common(const Program& program, Range items) {
  std::vector<std::pair<FindingId, std::uint32_t>> reads;  // finding, item
  for (std::uint32_t i = items.first; i < items.last; ++i) {
    const Item& item = program.items[i];
    std::vector<FindingId> found;
    findings_read(program, item.condition ? item.condition : item.choice, found);
    for (const FindingId f : found) reads.emplace_back(f, i - items.first);
  }
  std::sort(reads.begin(), reads.end());
  reads.erase(std::unique(reads.begin(), reads.end()), reads.end());
  std::vector<std::uint32_t> first(items.size());  // of the items that hang together
  std::iota(first.begin(), first.end(), 0U);
  const auto root = [&](std::uint32_t item) {
    while (first[item] != item) item = first[item] = first[first[item]];
    return item;
  };
  for (std::size_t i = 1; i < reads.size(); ++i)
    if (reads[i].first == reads[i - 1].first) first[root(reads[i].second)] = root(reads[i - 1].second);
  std::vector<std::size_t> findings(items.size()), members(items.size());
  for (std::uint32_t i = 0; i < items.size(); ++i) ++members[root(i)];
  for (std::size_t i = 0; i < reads.size(); ++i)
    if (i == 0 || reads[i].first != reads[i - 1].first) ++findings[root(reads[i].second)];
  std::size_t most = 0;
  for (std::size_t i = 0; i < findings.size(); ++i)
    if (members[i] > 1) most = std::max(most, findings[i]);
  return most;
}

}  // namespace

void check_scores(const Lint& lint) {
  if (lint.program.items.empty()) return;
  for (std::size_t row = 0; row < lint.program.findings.size(); ++row) {
    const Finding& score = lint.program.findings[row];
    if (score.kind != FindingKind::score) continue;
    const Detail* detail = lint.program.detail(FindingId(row));
    const std::size_t most = detail ? most_in_common(lint.program, detail->items) : 0;
    if (most <= common_findings_limit) continue;
    lint.report(Code::score_in_common, score.span,
                fmt::format("items of {} read {} findings in common, more than {}", score.name, most,
                            common_findings_limit),
                "While so many are open each item counts as if it stood alone; a rule that names "
                "a part of the items draws them apart.");
  }
}

}  // namespace hence
