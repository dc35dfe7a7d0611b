// The answer of `run` as JSON, version 1: the shape that docs promise. A reader may rely on every
// key printed here; later versions only add.
#pragma once

#include <string>

#include "repl/explained.hpp"

namespace hence::repl {

std::string render_json(const Session& session, const Explained& explained);

/// The SHA-256 of the bytes, in hexadecimal.
std::string sha256(std::string_view bytes);

/// Of the file as it is on disk, mark included, if that is what was read.
std::string hash_of(const Source& source);

}  // namespace hence::repl
