#include "engine/answered.hpp"

namespace hence {

std::vector<Fact> answered(const Program& program, const std::vector<Fact>& told) {
  std::vector<bool> is_told(program.findings.size()), of_relation(program.relations.size());
  const auto asked = [&](FindingId f) {
    const Finding& finding = program.findings[f.row];
    if (!finding.relation || finding.kind != FindingKind::yes_no) return false;
    const Relation& relation = program.relations[finding.relation.row];
    return relation.declared && !relation.closed;
  };
  for (const Fact& fact : told) {
    is_told[fact.finding.row] = true;
    if (fact.certainty > 0 && asked(fact.finding))
      of_relation[program.findings[fact.finding.row].relation.row] = true;
  }
  std::vector<Fact> facts;
  for (std::size_t row = 0; row < is_told.size(); ++row) {
    const FindingId finding{row};
    if (is_told[row] || !asked(finding) || program.findings[row].is_some()) continue;
    if (of_relation[program.findings[row].relation.row]) facts.push_back({finding, -1, 0, {}});
  }
  return facts;
}

}  // namespace hence
