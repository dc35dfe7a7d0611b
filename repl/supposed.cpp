#include "repl/supposed.hpp"

#include "engine/answered.hpp"
#include "repl/case_file.hpp"
#include "repl/progress_line.hpp"
#include "rules/loader.hpp"

namespace hence::repl {

Supposed::Supposed(const Session& session, std::string_view facts) : session_(&session) {
  ReadFacts read = read_facts(session.program(), facts);
  facts_ = std::move(read.facts);
  if (!read.unknown_tuples) return;
  const std::string told = fact_lines(session.program(), session.facts());
  auto knowledge = std::make_unique<Knowledge>(compiled_with_progress([&](Progress* progress) {
    return load_again(session.program(), {told, std::string(facts)}, progress);
  }));
  if (!knowledge->usable) return;
  knowledge_ = std::move(knowledge);
  wide_ = std::make_unique<Session>(*knowledge_);
  for (const Fact& fact : read_facts(knowledge_->program, told).facts) wide_->tell(fact);
  for (const Fact& fact : answered(knowledge_->program, wide_->facts())) wide_->tell(fact);
  facts_ = read_facts(knowledge_->program, facts).facts;
}

}  // namespace hence::repl
