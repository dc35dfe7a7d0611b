// The checker beside every test that asks what follows.
#pragma once

#include <string>

#include "engine/session.hpp"

namespace hence {

// Why the checker rejects the receipt of this session; empty: it accepts it, or the rules have errors.
std::string receipt_rejection(const Session& session);

}  // namespace hence
