// Reports of arguments: which fired, which count, what holds the others back. Internal to the
// reports of conclusions and of why.
#pragma once

#include <vector>

#include "engine/conclude.hpp"
#include "engine/support.hpp"

namespace hence {

// Does the one rule, while it applies, hold the other back: by overriding its name, or by its place
// in a `first of`?
bool holds_back(const Program& program, const Rule& one, const Rule& other);

class ArgumentReports {
 public:
  ArgumentReports(const Session& session, FindingId finding);
  std::vector<ArgumentReport> make();
  const std::vector<Piece>& pieces() const { return pieces_; }  // evidence_of(finding)

 private:
  // An argument's node among the evidence.
  struct Place {
    NodeId node;
    std::uint32_t position = 0;  // in the order of content
    bool counts = false;
    RuleId outweighed_by;  // of its group
  };

  void list_places();
  void list_bundle(NodeId bundle, bool counts);
  void list(NodeId node, bool counts, RuleId outweighed_by = {});
  const Place* place(NodeId node) const;
  RuleId rule_of(NodeId argument) const;
  ArgumentReport one(const ArgumentOrigin& origin) const;
  void put_state(const ArgumentOrigin& origin, const Rule& rule, ArgumentReport& r) const;
  void put_silence(const ArgumentOrigin& origin, const Rule& rule, ArgumentReport& r) const;
  void put_blocker(NodeId blocker, const Rule& rule, ArgumentReport& r) const;

  const Session* session_;
  FindingId finding_;
  std::vector<Piece> pieces_;
  std::vector<Place> places_;  // by node, once listed
};

}  // namespace hence
