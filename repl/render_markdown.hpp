// The answer of `run` as Markdown, for a record or an article: the same content and order as text.
#pragma once

#include <string>

#include "repl/explained.hpp"

namespace hence::repl {

std::string render_markdown(const Session& session, const Explained& explained);

/// Text that Markdown and HTML show as it is.
std::string markdown_text(std::string_view text);

}  // namespace hence::repl
