// A line on a terminal that tells how far reading a large knowledge base has come.
#pragma once

#include <functional>
#include <string>

#include "engine/knowledge.hpp"
#include "rules/progress.hpp"

namespace hence::repl {

/// «Making instances  ████████░░░░░░░░  51 %»; without a bar where the steps are not known.
std::string progress_text(Stage stage, std::uint64_t done, std::uint64_t total);

/// Reads with `load` and compiles. Once that takes two seconds, and standard error is a terminal, a
/// line there tells how far it is; it is gone when all is done.
Knowledge compiled_with_progress(const std::function<Loaded(Progress*)>& load);

}  // namespace hence::repl
