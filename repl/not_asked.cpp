#include "repl/not_asked.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "repl/render_text.hpp"

namespace hence::repl {
namespace {

enum class Reason : std::uint8_t { open, waits, gated, kind, settled };
constexpr std::array<std::string_view, 5> reason_texts{
    "Still open, not asked",
    "Not asked, it waits for another answer",
    "Not asked, its condition does not hold",
    "Not asked, a kind of what was ruled out",
    "Not asked, it could change no conclusion",
};

Reason reason_of(const Session& session, FindingId finding) {
  const Program& program = session.program();
  const Detail* detail = program.detail(finding);
  if (detail && detail->only_if) {
    const double gate = session.certainty(detail->only_if);
    if (gate < -program.options.threshold) return Reason::gated;
    if (gate <= program.options.threshold) return Reason::waits;
  }
  const bool below = std::any_of(program.kinds.begin(), program.kinds.end(), [&](const Kind& k) {
    return k.kind == finding && session.value(k.broader).state == Truth::no;
  });
  return below ? Reason::kind : Reason::settled;
}

}  // namespace

std::vector<FindingId> askable_findings(const Program& program) {
  const std::vector<bool> concluded = concluded_findings(program);
  std::vector<bool> askable(program.findings.size());
  for (const Expr& e : program.exprs)
    if (e.finding && !concluded[e.finding.index()]) askable[e.finding.index()] = true;
  for (const WhichOf& w : program.which_of)
    for (const FindingId f : w.findings) askable[f.index()] = true;
  std::vector<FindingId> findings;
  for (std::size_t i = 0; i < askable.size(); ++i) {
    const Detail* detail = program.detail(FindingId(i));
    if (askable[i] || (detail && detail->has_question)) findings.emplace_back(i);
  }
  return findings;
}

std::string render_not_asked(const Session& session, const std::vector<FindingId>& open,
                             const Style& style) {
  const Program& program = session.program();
  std::array<std::vector<FindingId>, reason_texts.size()> groups;
  groups[static_cast<std::size_t>(Reason::open)] = open;
  for (const FindingId f : askable_findings(program)) {
    if (program.findings[f.index()].is_some()) continue;  // asked with its tuples
    if (session.fact(f) || std::find(open.begin(), open.end(), f) != open.end()) continue;
    Reason reason = reason_of(session, f);
    if (reason == Reason::waits && open.empty()) reason = Reason::settled;
    groups[static_cast<std::size_t>(reason)].push_back(f);
  }
  std::string out;
  if (open.empty())
    out = paragraph(style, "", "Nothing you could still answer would change these.");
  for (std::size_t i = 0; i < groups.size(); ++i)
    if (!groups[i].empty())
      out += paragraph(style, "",
                       fmt::format("{}: {}", reason_texts[i], name_list(program, groups[i], 8)),
                       Ink::faint);
  return out;
}

}  // namespace hence::repl
