// why not X: the nearest miss in words, each condition met, refused or not known.
#pragma once

#include "repl/explained.hpp"

namespace hence::repl {

Page render_why_not(const Session& session, const Target& target, const HowLimits& limits = {});

}  // namespace hence::repl
