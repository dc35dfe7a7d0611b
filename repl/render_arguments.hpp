// An argument as a person reads it: what it contributes and reads, or why it says nothing.
#pragma once

#include <string>

#include "engine/explain.hpp"
#include "repl/page.hpp"

namespace hence::repl {

/// The rule, its premises with what is known of each, its because and source. `told`: the source
/// named just before, which is not named again.
Page fired_argument(const Session& session, const WhyArgument& w, CitationId& told);

/// Why an argument says nothing: «fluid intake < 1.5 L/day: does not hold», «overridden by R».
std::string silence_text(const Session& session, const WhyArgument& w);

}  // namespace hence::repl
