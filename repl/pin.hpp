// A consultation as a case of the knowledge base: its facts as given, its goals as expected.
#pragma once

#include <string>

#include "engine/conclude.hpp"

namespace hence::repl {

/// The statement, ended by \n: what is given now, and each goal's certainty to two decimals.
std::string case_text(const Session& session, std::string_view name);

}  // namespace hence::repl
