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

/// What was not asked, and why it could not matter; `open`: what still could.
std::string render_not_asked(const Session& session, const std::vector<FindingId>& open,
                             const Style& style);

std::string render_notices(const Program& program, const Style& style);

/// All facts given, in the order told.
std::string render_facts(const Session& session, const Style& style);

/// The ink of a band's word.
Ink ink_of(Band band);

/// «likely 0.72» with its word in its ink, padded as if plain.
std::string band_and_figure(const ConclusionReport& report, const Style& style, int word_columns);

/// The findings that a question may be asked about: those with a question, those listed in one, and
/// those that rules read and nothing concludes.
std::vector<FindingId> askable_findings(const Program& program);

}  // namespace hence::repl
