// A Program as text, without spans: two programs mean the same if their texts are equal.
#pragma once

#include <string>

#include "rules/program.hpp"

namespace hence {

// Every table, a row a line, in the order of rows; doubles in hexadecimal, names as printed.
std::string program_text(const Program& program);

}  // namespace hence
