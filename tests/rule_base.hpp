// What the property tests share: loading text, telling facts, and the answer as comparable text.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/conclude.hpp"
#include "engine/knowledge.hpp"
#include "engine/session.hpp"
#include "tests/generate.hpp"
#include "tests/reference.hpp"

namespace hence {

// By key of the finding; all that is known of it, doubles in hexadecimal, so that equal is bit for
// bit.
using Answer = std::map<std::string, std::string>;

Knowledge know(const std::vector<std::string>& files);

// Any error but a cycle (H04) means that the generator, or the parser, is wrong; empty: none.
std::string unexpected_errors(const Knowledge& knowledge);

Fact fact_of(const Program& program, const generate::Given& given);
std::vector<Fact> facts_of(const Program& program, const std::vector<generate::Given>& given);

Session session_of(const Knowledge& knowledge, const std::vector<Fact>& facts);

// With the arguments of each conclusion, as a report would give them.
Answer answer_of(const Session& session);
Answer reference_answer(const Program& program, const std::vector<Fact>& facts,
                        reference::Mutation mutation);

// Lines that differ; empty: none.
std::string differences(const Answer& a, const Answer& b);

// Where the engine and the reference part: states exactly, figures within 1e-11; empty: nowhere.
std::string disagreement(const Session& session, const std::vector<reference::Result>& results);

// Is anything derivable yes, no or in conflict?
bool concludes(const Session& session);

}  // namespace hence
