// Why a question is asked: the goals that its answer can still reach, and the rules that read it.
#pragma once

#include <string>

#include "engine/question.hpp"
#include "repl/style.hpp"

namespace hence::repl {

/// Cost: linear in what the findings reach in the network.
std::string render_why_asked(const Session& session, const Question& question, const Style& style);

}  // namespace hence::repl
