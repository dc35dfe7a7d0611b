// The outlook of a session: which answers are open, and how far each node can move under them.
// Open is a finding that may be asked and has no answer: one that nothing can conclude, or with a
// question of its own while its rules leave it unknown.
#pragma once

#include <vector>

#include "engine/ranges.hpp"
#include "engine/session.hpp"

namespace hence {

class Outlook {
 public:
  // Unknowns::open: answers of «not known» are open again.
  enum class Unknowns : bool { answered, open };
  explicit Outlook(const Session& session, Unknowns unknowns = Unknowns::answered);

  const Ranges::Cell& operator[](NodeId node) const { return state_[node]; }
  const State<Ranges>& state() const { return state_; }
  bool may_change(NodeId node) const { return !Ranges::settled(state_[node]); }
  bool is_open(FindingId finding) const { return open_[finding.row] != 0; }

  // Does something of the kind conclude it: a rule, a formula, or (at any depth) a kind of it?
  bool is_derived(FindingId finding) const { return derived_[finding.row] != 0; }
  // Asked before what could conclude it is tried.
  bool is_asked_first(FindingId finding) const;

 private:
  void find_derived();
  void find_askable();
  bool may_open(FindingId finding, Unknowns unknowns) const;
  bool kinds_decide(const Kind& kind, FindingId finding) const;

  const Session* session_;
  std::vector<char> derived_, open_;  // by FindingId
  State<Ranges> state_;
};

}  // namespace hence
