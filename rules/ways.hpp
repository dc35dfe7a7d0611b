// The ways in which a condition can be met: a short OR of ANDs of simple tests, each a test of one
// finding. What is no such thing (sums compared, long counts) has no ways, and nothing is claimed
// of it. Invariant: a Way's tests rise by finding, one each, and each can be met.
// Why: "can two rules apply together", and "does one fact meet both", are then exact and cheap.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rules/program.hpp"

namespace hence {

/// What one finding must be. Of a yes/no finding `allowed` has a bit for yes, no and unknown; of a
/// choice, a bit for each value. A number lies in its range (`_open`: without that end).
struct Test {
  static constexpr std::uint64_t yes = 1, no = 2, unknown = 4;
  FindingId finding;
  FindingKind kind = FindingKind::yes_no;
  std::uint64_t allowed = 0;
  double low = 0, high = 0;
  bool low_open = false, high_open = false;
  bool follows = false;  // a broader name, yes because a kind of it is; or what its file's scope wants
};

/// What each finding is a kind of: the nearest 64, however far up. Cost: linear to build.
class Kinds {
 public:
  explicit Kinds(const Program& program);
  bool empty() const { return rows_.empty(); }
  /// Appends each broader name once, `finding` itself not.
  void add_broader(FindingId finding, std::vector<FindingId>& out) const;
  /// The same for each of `findings`, at its end; a name may come twice.
  void widen(std::vector<FindingId>& findings) const;

 private:
  std::vector<Kind> rows_;  // by kind
};

using Way = std::vector<Test>;
using Ways = std::vector<Way>;

/// Appends every finding that a condition reads, once each time.
void findings_read(const Program& program, ExprId condition, std::vector<FindingId>& out);

/// At most 16 ways of at most 16 tests; none if the condition is no such thing, or earlier rows of
/// its table or `first of` may hold the rule back. Empty Ways: never met. No condition: one way
/// without tests. Its `unless`, if any, does not hold in any of them.
std::optional<Ways> ways_to_apply(const Program& program, const Kinds& kinds, const Rule& rule);

/// Both at once, into `out`; false if they exclude each other.
bool together(const Way& a, const Way& b, Way& out);

/// A test that a finding not known passes: it keeps a rule from nothing until it is yes.
inline bool is_open(const Test& test) {
  return test.kind == FindingKind::yes_no && (test.allowed & Test::unknown) != 0;
}

/// Does every value that passes `a` pass `b`? Of one finding.
bool implies(const Test& a, const Test& b);

/// A case in which all tests pass, as facts: «night cramps, NOT swelling, fluid intake = 2 L/day».
/// What must only not be yes, and what follows, is left out.
std::string example_of(const Program& program, const Way& way);

}  // namespace hence
