// A whole consultation as one page for a person to keep: urgent advice, conclusions with why in
// words and as pictures, what is assumed, not excluded, unexplained, the answers, sources, files.
#pragma once

#include <string>

#include "engine/session.hpp"

namespace hence::repl {

/// date: of the consultation, as it is to be read.
std::string render_report(const Session& session, const std::string& date);

/// «x.pdf: the name of a report's file ends in .html»
std::string not_a_report(const std::string& path);

/// To a file that ends in .html. Empty if written, else why not.
std::string write_report(const Session& session, const std::string& path);

}  // namespace hence::repl
