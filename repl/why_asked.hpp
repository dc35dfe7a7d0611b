// Why a question is asked: the goals that its answer can still reach, the rules that read it, and what
// each answer would prove, rule out or leave open.
#pragma once

#include <string>

#include "engine/why_ask.hpp"
#include "repl/page.hpp"

namespace hence::repl {

/// Cost: that of engine/why_ask.hpp.
Page render_why_asked(const Session& session, const Question& question);

/// The question that would ask about a finding by itself.
Question question_about(const Program& program, FindingId finding);

/// «yes», «from 1 to below 1.5 L/day», «not known»; of a list, which one, or «none».
std::string answer_text(const Program& program, const Question& question,
                        const AnswerEffects& effects);

}  // namespace hence::repl
