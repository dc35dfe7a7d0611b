// What a question shows beside its text: what to choose from, and what can be answered.
#pragma once

#include <string>
#include <vector>

#include "engine/question.hpp"

namespace hence::repl {

/// The question's choices in a few words: «yes, no, unknown», «a number, 0 to 10 L/day».
std::string answers_hint(const Program& program, const Question& question);

/// All that can be answered, for `?`.
std::string answers_help(const Program& program, const Question& question);

/// The findings that can be chosen: of a list those that are shown.
std::vector<FindingId> options_in(const Program& program, const Question& question);

/// What to choose from, numbered from 1: the findings of `which of`, or a choice's values.
/// A finding as an option of a list: of a relation with one place, what stands there.
std::string option_name(const Program& program, FindingId finding);

std::vector<std::string> options_of(const Program& program, const Question& question);

/// What kind of thing a finding is, for `what X`: «one of left, right», «a number, 0 to 10 L/day»,
/// «a score of 9 items», «blood loss = 0 mL by default».
std::vector<std::string> kind_texts(const Program& program, FindingId finding);

}  // namespace hence::repl
