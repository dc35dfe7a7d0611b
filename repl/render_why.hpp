// Explanations as a person reads them: why (one level, every argument with its contribution) and
// how (the whole derivation, each finding once), why a question is asked, rules in a list.
#pragma once

#include <string>
#include <vector>

#include "engine/explain.hpp"
#include "engine/question.hpp"
#include "repl/style.hpp"

namespace hence::repl {

std::string render_why(const Session& session, FindingId finding, const Style& style);
std::string render_how(const Session& session, FindingId finding, const Style& style);

}  // namespace hence::repl
