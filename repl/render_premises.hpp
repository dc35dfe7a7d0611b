// The premises of an argument, a formula or a score's item as a person reads them: the rule's own
// words, and what is known of each.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/explain.hpp"
#include "repl/page.hpp"

namespace hence::repl {

/// Where the premises of an argument stand.
inline constexpr int premise_indent = 11;

/// A line a premise, `mark` before each and `place` behind the first; the parts of an operator are
/// indented under it.
Page premise_lines(const Session& session, const std::vector<PremiseReport>& premises,
                   std::string_view mark, std::string_view place = {});

/// Of the finding that a premise reads: «yes, given», «1.1 L/day, given», «likely 0.60, concluded»,
/// «0 mL, by default».
std::string premise_state(const Session& session, const PremiseReport& p);

/// «holds», «does not hold», «not decided».
std::string met_word(const PremiseReport& p, double threshold);

/// The parts that are shown: of an aggregate the first ones, and how many more there are.
std::span<const PremiseReport> shown_parts(const PremiseReport& p);
std::string more_parts(const PremiseReport& p);

/// Of a premise: its finding's state, «holds (fluid intake: 1.1 L/day, given)», or of an aggregate
/// «5.2 mm/s», «holds: it is 6».
std::string condition_state(const Session& session, const PremiseReport& p);

/// The rule's own words, but a finding by its printed name (a table's cell has capitals).
std::string premise_text(const Program& program, const PremiseReport& p);

/// The premises that are not met, and what is known of them.
void put_unmet(const Session& session, const std::vector<PremiseReport>& premises,
               std::string_view mark, std::vector<std::string>& reasons,
               std::string_view place = {});

}  // namespace hence::repl
