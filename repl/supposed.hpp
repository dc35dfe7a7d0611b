// What is supposed for «what if»: facts, and the session that they are told to.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "engine/session.hpp"

namespace hence::repl {

class Supposed {
 public:
  /// Facts about tuples that the knowledge does not know are told to a session over one that does,
  /// in which all else is as in this one. Requires: FACTs without errors, and that the session
  /// outlives this. Cost: if so, as loading.
  Supposed(const Session& session, std::string_view facts);

  const Session& session() const { return wide_ ? *wide_ : *session_; }
  const std::vector<Fact>& facts() const { return facts_; }

 private:
  const Session* session_;
  std::unique_ptr<Knowledge> knowledge_;  // of `wide_`
  std::unique_ptr<Session> wide_;
  std::vector<Fact> facts_;
};

}  // namespace hence::repl
