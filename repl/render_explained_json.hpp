// The explanations that were asked for, as keys of the JSON answer (docs/json.md).
#pragma once

#include "repl/explained.hpp"
#include "repl/json_parts.hpp"

namespace hence::repl {

void put_explained(const Session& session, const Explained& explained, json::object& root);

}  // namespace hence::repl
