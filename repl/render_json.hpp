// The answer of `run` as JSON, version 1: the shape that docs promise. A reader may rely on every
// key printed here; later versions only add.
#pragma once

#include <string>
#include <vector>

#include "engine/conclude.hpp"

namespace hence::repl {

/// What to explain beside the conclusions.
struct Explained {
  std::vector<FindingId> why;
  std::vector<FindingId> how;
};

std::string render_json(const Session& session, const Explained& explained);

/// The SHA-256 of the bytes, in hexadecimal.
std::string sha256(std::string_view bytes);
/// Of the file as it is on disk, its mark included, if that is what was read.
std::string hash_of(const Source& source);

}  // namespace hence::repl
