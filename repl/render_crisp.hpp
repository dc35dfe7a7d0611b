// The crisp part of a knowledge base as text for another engine.
#pragma once

#include <string>

#include "repl/crisp.hpp"

namespace hence::repl {

/// For clingo: a program of normal rules. program: what the places are of.
std::string clingo_text(const Program& program, const Crisp& crisp);

/// For CLIPS: constructs to load, then (reset) and (run). Strata are saliences.
std::string clips_text(const Program& program, const Crisp& crisp);

}  // namespace hence::repl
