// JSON as text: keys in the order they were put, numbers in the shortest form that reads back the
// same. (boost::json writes 1 as 1E0.)
#pragma once

#include <string>

#include <boost/json/value.hpp>

namespace hence::repl {

/// Two spaces a level; what fits in 80 columns stays on one line. Ends in \n.
std::string json_text(const boost::json::value& value);

}  // namespace hence::repl
