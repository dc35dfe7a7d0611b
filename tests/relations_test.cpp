// Rules with variables, from text to what a session says of a tuple.
#include <algorithm>

#include <gtest/gtest.h>

#include "engine/conclude.hpp"
#include "repl/case_file.hpp"
#include "tests/knowledge_of.hpp"

namespace hence {
namespace {

// A knowledge base and a case, as `hence run` puts them together.
class Told {
 public:
  explicit Told(const std::string& text, const std::vector<std::string>& words = {})
      : knowledge_(knowledge_of(text)) {
    const repl::CaseFacts facts = repl::read_for(
        knowledge_, [&](const Program& program) { return repl::read_words(program, words); });
    EXPECT_EQ(facts.errors, "");
    session_.emplace(knowledge_);
    for (const Fact& fact : facts.facts) session_->tell(fact);
  }
  double certainty(std::string_view name) const {
    const FindingId finding = knowledge_.program.find(name);
    return finding ? session_->value(finding).certainty : 0;
  }
  std::optional<double> value(std::string_view name) const {
    const FindingId finding = knowledge_.program.find(name);
    return finding ? session_->value(finding).value : std::nullopt;
  }
  const Program& program() const { return knowledge_.program; }
  const Session& session() const { return *session_; }

 private:
  Knowledge knowledge_;
  std::optional<Session> session_;
};

TEST(Relations, AFactDeclaresNoNumberOfAThing) {
  const Told dates("relation ?p is due\ndate last service of ?p\n"
                   "fact last service of A = 2020-01-01\n"
                   "last service of ?p before 2021-01-01 → ?p is due\n");
  EXPECT_EQ(dates.certainty("A is due"), 1);
  const Told units("number limit of ?p in mm/s\nfact limit of A = 0.0045 m/s\n"
                   "limit of ?p > 4 mm/s → ?p is loose\nrelation ?p is loose\n");
  EXPECT_EQ(units.value("limit of A"), 4.5);
  EXPECT_EQ(units.program().detail(units.program().find("limit of A"))->unit->spelling, "mm/s");
  EXPECT_EQ(units.certainty("A is loose"), 1);
}

}  // namespace
}  // namespace hence
