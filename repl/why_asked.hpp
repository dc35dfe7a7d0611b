// Why a question is asked: the goals that its answer can still reach, the rules that read it, and what
// each answer would prove, rule out or leave open.
#pragma once

#include <string>

#include "engine/question.hpp"
#include "repl/style.hpp"

namespace hence::repl {

/// Cost: that of engine/why_ask.hpp.
std::string render_why_asked(const Session& session, const Question& question, const Style& style);

}  // namespace hence::repl
