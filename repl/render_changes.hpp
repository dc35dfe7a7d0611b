// What other answers would change, in words: what if, what would change X, why A rather than B, and
// the facts that make a conflict.
#pragma once

#include "engine/change.hpp"
#include "repl/page.hpp"
#include "repl/supposed.hpp"

namespace hence::repl {

Page render_what_if(const Supposed& supposed);
Page render_change(const Session& session, FindingId finding);
Page render_rather(const Session& session, FindingId one, FindingId other);

/// Lines of a `why`: every smallest set of facts that puts it in conflict, and how to mend it.
Page conflict_page(const Session& session, FindingId finding);

/// «fluid intake at least 1.5 L/day», «NOT night cramps», «pain side is left», «fatigue not known».
std::string answer_text(const Program& program, const PossibleAnswer& answer);

}  // namespace hence::repl
