// How a finding is asked when no `ask` words it.
#include "engine/question.hpp"
#include "rules/text.hpp"

namespace hence {

namespace {

std::string capitalised(std::string text) {
  const bool plain = text.size() > 1 && text[0] >= 'a' && text[0] <= 'z' &&
                     ((text[1] >= 'a' && text[1] <= 'z') || text[1] == ' ');
  if (plain) text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string listed(const std::vector<std::string>& values) {
  std::string text;
  for (std::size_t i = 0; i < values.size(); ++i)
    text += (i == 0 ? "" : i + 1 == values.size() ? " or " : ", ") + values[i];
  return text;
}

}  // namespace

std::string question_text(const Program& program, FindingId finding) {
  const Finding& f = program.findings[finding.row];
  const Detail* detail = program.detail(finding);
  if (detail != nullptr && !detail->question.empty()) return detail->question;
  const std::string name = capitalised(f.name);
  if (detail != nullptr && f.kind == FindingKind::number && detail->unit &&
      !detail->unit->spelling.empty()) {
    const std::string& unit = detail->unit->spelling;
    if (find_unit(unit)) return name + ", in " + unit + "?";
    return name + ", how many" + (key_of(unit) == f.key ? "?" : " " + unit + "?");  // things counted
  }
  if (detail != nullptr && f.kind == FindingKind::choice && !detail->values.empty())
    return name + ": " + listed(detail->values) + "?";
  if (f.kind == FindingKind::date) return name + ", as 1950-03-31?";
  return name + "?";
}

}  // namespace hence
