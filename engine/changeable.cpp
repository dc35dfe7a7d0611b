#include "engine/changeable.hpp"

namespace hence {

std::vector<bool> changeable_findings(const Program& program) {
  const std::vector<bool> concluded = concluded_findings(program);
  std::vector<bool> asked_for(program.findings.size());
  for (const WhichOf& which : program.which_of)
    for (const FindingId f : which.findings) asked_for[f.row] = true;
  std::vector<bool> changeable(program.findings.size());
  for (std::size_t row = 0; row < changeable.size(); ++row) {
    const FindingKind kind = program.findings[row].kind;
    if (kind == FindingKind::date || kind == FindingKind::text) continue;
    const Detail* detail = program.detail(FindingId{row});
    if (detail != nullptr && detail->fixed) continue;
    const bool question = asked_for[row] || (detail != nullptr && detail->has_question);
    const bool computed = concluded[row] || kind == FindingKind::score ||
                          (detail != nullptr && detail->computed);
    changeable[row] = question || !computed;
  }
  return changeable;
}

}  // namespace hence
