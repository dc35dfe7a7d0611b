// What reads what, for the naive reference: the names of a Program as written, two nodes a yes/no
// finding (evidence for, evidence against), one a rule («it applies»).
// Invariant: `reach` is the transitive closure of `edges`, self included only on a cycle.
#pragma once

#include <set>
#include <utility>
#include <vector>

#include "rules/program.hpp"

namespace hence::reference {

struct Edge {
  std::size_t from, to;
  bool final;  // read only after it is final
};

struct Order {
  std::vector<Edge> edges;
  std::vector<std::vector<char>> reach;

  bool cyclic(std::size_t node) const { return reach[node][node] != 0; }
  bool together(std::size_t a, std::size_t b) const {
    return a == b || (reach[a][b] != 0 && reach[b][a] != 0);
  }
  bool stratified() const;
};

inline std::size_t evidence_for(FindingId finding) { return 2 * finding.index(); }
inline std::size_t evidence_against(FindingId finding) { return 2 * finding.index() + 1; }

// Findings that an expression reads; second: only after they are final.
using Reads = std::set<std::pair<FindingId, bool>>;
void collect_reads(const Program& program, ExprId expr, bool final, Reads& reads);

Order order_of(const Program& program);

}  // namespace hence::reference
