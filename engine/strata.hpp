// The order of evaluation: inputs first, a recursive component's nodes together.
// Internal to compile.
#pragma once

#include "engine/draft.hpp"

namespace hence {

struct Strata {
  std::vector<std::uint32_t> order;  // draft rows
  std::vector<Range> components;     // recursive ones: runs of `order`
};

// One edge inside a component that needs what it reads to be final.
struct UnsettledRead {
  NodeId reader;
  std::uint32_t input = 0;  // its place among the reader's inputs
};

// Does this input have to be final when it is read?
bool needs_final(const DraftNode& reader, std::size_t input);

// The strongly connected components, inputs first.
struct Components {
  std::vector<std::uint32_t> of;  // by draft row
  std::vector<std::uint32_t> size;
};
Components components_of(const Draft& draft);

// By component, then row.
std::vector<UnsettledRead> unsettled_reads(const Draft& draft, const Components& components);

// Makes each such reader read a constant that is not known, or no blocker at all.
void cut(Draft& draft, const std::vector<UnsettledRead>& reads);

// Requires: no unsettled reads. In a recursive component, evidence from inside is moved to its
// nodes' tails, of which the strongest counts, and groups and caps that join both are split.
// by_name: by draft row, the recursive component of the names as written (engine/named_recursion),
// which counts where there is one; may be empty.
Strata stratify(Draft& draft, const Components& components,
                const std::vector<std::uint32_t>& by_name = {});

}  // namespace hence
