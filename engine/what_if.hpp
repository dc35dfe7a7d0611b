// what if F: what would change, were these facts told too, and the argument responsible.
#pragma once

#include "engine/explain.hpp"

namespace hence {

// A derived finding that would be another.
struct Change {
  FindingId finding;
  Value before, after;
  Band band_before = Band::open, band_after = Band::open;
  bool goal = false;
  // Of its arguments the one whose contribution changes most, as it would be; none: its own fact, a
  // kind, a default or a formula does it.
  std::optional<WhyArgument> responsible;
  double contribution_before = 0;
  FindingId kind;  // of the kinds or the broader findings that do it, one that changes
};

// order: goals first, then by how much the certainty changes, then by name.
struct WhatIf {
  std::vector<Fact> facts;
  std::vector<Change> changes;
  std::vector<std::uint32_t> advice_gained, advice_lost;  // rows of Program::advice
};

// Cost: the update, and linear in the findings.
WhatIf what_if(const Session& session, const std::vector<Fact>& facts);

// From one session to another of the same knowledge.
WhatIf differences(const Session& before, const Session& after);

// With these facts told.
Session with_facts(Session session, const std::vector<Fact>& facts);

}  // namespace hence
