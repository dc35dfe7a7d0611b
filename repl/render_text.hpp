// Conclusions and the end of a consultation as a person reads them: urgent advice first, then each
// goal as a block (band before figure, advice, what supports it, what it assumes), then the rest.
#pragma once

#include <string>
#include <vector>

#include "engine/conclude.hpp"
#include "repl/style.hpp"

namespace hence::repl {

/// Urgent advice, goals, and what else follows. Says so if nothing is concluded.
std::string render_conclusions(const Session& session, const Style& style);

/// The urgent advice of these rows of Program::advice.
std::string render_urgent(const Session& session, const std::vector<std::uint32_t>& advice,
                          const Style& style);

/// What is not excluded, what nothing explains.
std::string render_doubts(const Session& session, const Style& style);

std::string render_notices(const Program& program, const Style& style);

/// All facts given, in the order told.
std::string render_facts(const Session& session, const Style& style);

/// «a, b, c and 4 more».
std::string name_list(const Program& program, const std::vector<FindingId>& findings,
                      std::size_t shown = 12);

/// The ink of a band's word.
Ink ink_of(Band band);

}  // namespace hence::repl
