// why A rather than B: what speaks for the one and not for the other, and what would turn it.
#pragma once

#include "engine/change.hpp"
#include "engine/explain.hpp"

namespace hence {

// Facts: findings that were answered, on which counting arguments for a conclusion rest. By name.
struct Rather {
  FindingId one, other;
  Value one_value, other_value;
  bool ahead = false;  // is the one really more certain than the other?
  std::vector<FindingId> only_one, shared, only_other;
  // What fired for and against them, strongest first.
  std::vector<WhyArgument> for_one, for_other, against_one, against_other;
  WhatChanges turns;   // what would put the other one in front; if it is there already, the one
};

// Requires two yes/no findings. Cost: what both rest on, and the search for what would turn it.
Rather rather(const Session& session, FindingId one, FindingId other, SearchLimits limits = {});

}  // namespace hence
