#include "engine/advise.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "engine/conclude.hpp"
#include "engine/score_report.hpp"
#include "rules/calendar.hpp"

namespace hence {

bool advice_holds(const Session& session, const Advice& advice) {
  const Truth state = session.value(advice.finding).state;
  const double threshold = session.network().threshold;
  if (state != Truth::yes && !(advice.urgent && state == Truth::conflict)) return false;
  if (advice.when && !(session.certainty(advice.when) > threshold)) return false;
  return !(advice.unless && session.certainty(advice.unless) > threshold);
}

AdviceByFinding::AdviceByFinding(const Session& session) : program_(&session.program()) {
  for (std::uint32_t row = 0; row < program_->advice.size(); ++row)
    if (advice_holds(session, program_->advice[row])) given_.push_back(row);
  const auto key = [&](std::uint32_t row) {
    const Advice& a = program_->advice[row];
    return std::tuple(a.finding, !a.urgent, row);
  };
  std::sort(given_.begin(), given_.end(), [&](auto a, auto b) { return key(a) < key(b); });
  FindingId urgent;  // while urgent advice of a finding is shown, its other advice is withheld
  std::erase_if(given_, [&](std::uint32_t row) {
    const Advice& a = program_->advice[row];
    if (a.urgent) urgent = a.finding;
    return !a.urgent && a.finding == urgent;
  });
}

std::vector<std::uint32_t> AdviceByFinding::of(FindingId finding) const {
  const auto before = [&](std::uint32_t row, FindingId f) {
    return program_->advice[row].finding < f;
  };
  const auto after = [&](FindingId f, std::uint32_t row) {
    return f < program_->advice[row].finding;
  };
  return {std::lower_bound(given_.begin(), given_.end(), finding, before),
          std::upper_bound(given_.begin(), given_.end(), finding, after)};
}

std::vector<std::uint32_t> AdviceByFinding::all() const {
  std::vector<std::uint32_t> rows = given_;
  std::sort(rows.begin(), rows.end(), [&](auto a, auto b) {
    return std::tuple(!program_->advice[a].urgent, a) < std::tuple(!program_->advice[b].urgent, b);
  });
  return rows;
}

std::vector<std::uint32_t> advice_given(const Session& session) {
  return AdviceByFinding(session).all();
}

std::vector<std::uint32_t> advice_on_answers(const Session& session,
                                             const std::vector<ConclusionReport>& conclusions) {
  std::vector<bool> reported(session.program().findings.size());
  for (const ConclusionReport& report : conclusions) reported[report.finding.index()] = true;
  std::vector<std::uint32_t> rows = advice_given(session);
  std::erase_if(rows, [&](std::uint32_t row) {
    return reported[session.program().advice[row].finding.index()];
  });
  return rows;
}

namespace {

std::string number_text(const Detail* detail, double value) {
  std::string text = detail != nullptr && detail->decimals
                         ? fmt::format("{:.{}f}", value, *detail->decimals)
                         : format_number(round12(value));
  if (detail != nullptr && detail->unit && !detail->unit->spelling.empty())
    text += " " + detail->unit->spelling;
  return text;
}

// A text may name another; how deep, for two may name each other.
constexpr int texts_limit = 8;
std::string fill(const Session& session, const std::vector<TextPart>& text, int depth);

std::string filled_in(const Session& session, FindingId finding, int depth) {
  const Program& program = session.program();
  const Value value = session.value(finding);
  const Detail* detail = program.detail(finding);
  if (value.state == Truth::conflict) return "in conflict";
  if (program.findings[finding.row].kind == FindingKind::yes_no)
    return value.state == Truth::unknown ? "not known"
                                         : std::string(text_of(band_of(session, finding)));
  if (program.findings[finding.row].kind == FindingKind::score) return score_text(session, finding);
  if (!value.value) return "not known";
  if (program.findings[finding.row].kind == FindingKind::date) return write_date(*value.value);
  if (program.findings[finding.row].kind == FindingKind::text) {
    if (depth == texts_limit) return "…";
    return fill(session, program.wordings[static_cast<std::size_t>(*value.value)], depth + 1);
  }
  if (program.findings[finding.row].kind == FindingKind::number)
    return number_text(detail, *value.value);
  const auto row = static_cast<std::size_t>(*value.value);
  return detail != nullptr && row < detail->values.size() ? detail->values[row] : "not known";
}

std::string fill(const Session& session, const std::vector<TextPart>& text, int depth) {
  std::string out;
  for (const TextPart& part : text) {
    out += part.before;
    if (part.finding) out += filled_in(session, part.finding, depth);
  }
  return out;
}

}  // namespace

std::string fill(const Session& session, const std::vector<TextPart>& text) {
  return fill(session, text, 0);
}

}  // namespace hence
