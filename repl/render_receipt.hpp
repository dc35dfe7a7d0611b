// A receipt as JSON, the form that `hence verify` reads. Its last line is a digest of all before.
#pragma once

#include <string>

#include "engine/session.hpp"

namespace hence::repl {

/// Ends in a newline. The same session gives the same bytes.
std::string render_receipt(const Session& session);

}  // namespace hence::repl
