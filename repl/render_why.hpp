// Explanations as a person reads them: why (one level, every argument with its contribution) and
// how (the whole derivation, each finding once).
#pragma once

#include "engine/explain.hpp"
#include "repl/page.hpp"

namespace hence::repl {

Page render_why(const Session& session, FindingId finding, const HowLimits& limits = {});
Page render_how(const Session& session, FindingId finding, const HowLimits& limits = {});

}  // namespace hence::repl
