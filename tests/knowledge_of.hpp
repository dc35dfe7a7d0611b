// Knowledge from text written in a test, and facts told by their text.
#pragma once

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "engine/session.hpp"
#include "tests/receipt_hook.hpp"

namespace hence {

inline Knowledge compiled(const std::string& text) {
  return compile(load({}, {{"test.hence", text}}));
}

// Requires: no errors.
inline Knowledge knowledge_of(const std::string& text) {
  Knowledge knowledge = compiled(text);
  for (const Diagnostic& d : knowledge.diagnostics)
    if (d.severity == Severity::error) ADD_FAILURE() << render(d, knowledge.program.sources);
  return knowledge;
}

inline std::vector<Fact> facts_of(const Knowledge& knowledge, std::string_view text) {
  const ReadFacts read = read_facts(knowledge.program, text);
  EXPECT_TRUE(read.diagnostics.empty()) << text;
  return read.facts;
}

inline void tell(Session& session, std::string_view text) {
  for (const Fact& fact : facts_of(session.knowledge(), text)) session.tell(fact);
}

// Requires: the name is known. The session's receipt is checked on the way.
inline Value value_of(const Session& session, std::string_view name) {
  const FindingId finding = session.program().find(name);
  EXPECT_EQ(receipt_rejection(session), "");
  EXPECT_TRUE(finding) << name;
  return finding ? session.value(finding) : Value{};
}

// The certainty of a finding under these facts.
inline double certainty_of(const Knowledge& knowledge, std::string_view facts,
                           std::string_view name) {
  Session session(knowledge);
  tell(session, facts);
  return value_of(session, name).certainty;
}

}  // namespace hence
