// A score item by item: what each gives, why, and the sum.
#pragma once

#include <string>
#include <vector>

#include "engine/explain.hpp"
#include "repl/page.hpp"

namespace hence::repl {

/// An item's own words: «active cancer», «age >= 65», «eye opening».
std::string item_text(const Program& program, std::uint32_t item);

/// Points that a choice's values have: «+1 to +4».
std::string points_range(const Program& program, FindingId choice);

/// Every item with its points and what is known of it, then the sum. Requires why.score.
Page score_lines(const Session& session, const Why& why);

/// The items that count, a line each.
Page score_in_brief(const Session& session, const Why& why);

/// The items that read one of these findings, or make one: «wells score: active cancer +1 (f.hence:3)».
Page items_about(const Program& program, const std::vector<FindingId>& findings);

/// «active cancer +1; age >= 65 +1»: the items of a score that count; those that are open.
struct ItemWords {
  std::vector<std::string> counting, open;
};
ItemWords item_words(const Session& session, FindingId score);

}  // namespace hence::repl
