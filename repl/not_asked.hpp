// What a consultation did not ask, and why it did not.
#pragma once

#include <string>
#include <vector>

#include "engine/session.hpp"
#include "repl/style.hpp"

namespace hence::repl {

/// `open`: what could still matter; if nothing can, it says so. A line for each reason; the others
/// could change no conclusion.
std::string render_not_asked(const Session& session, const std::vector<FindingId>& open,
                             const Style& style);

/// The findings that a question may be asked about: those with a question, those listed in one, and
/// those that rules read and nothing concludes.
std::vector<FindingId> askable_findings(const Program& program);

}  // namespace hence::repl
