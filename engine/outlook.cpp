#include "engine/outlook.hpp"

#include "engine/content.hpp"

namespace hence {

namespace {

Ranges::Cell open_answer(const Program& program, FindingId finding) {
  const FindingKind kind = program.findings[finding.row].kind;
  const Detail* detail = program.detail(finding);
  if (kind == FindingKind::yes_no) return Ranges::open_evidence();
  if (detail != nullptr && kind == FindingKind::choice && !detail->values.empty())
    return Ranges::open_value(0, static_cast<double>(detail->values.size() - 1));
  if (detail != nullptr && kind == FindingKind::number)
    return Ranges::open_value(detail->lowest.value_or(-Ranges::far),
                              detail->highest.value_or(Ranges::far));
  return Ranges::open_value();
}

}  // namespace

Outlook::Outlook(const Session& session, Unknowns unknowns)
    : session_(&session),
      derived_(session.program().findings.size()),
      open_(session.program().findings.size()),
      state_(session.network()) {
  const Program& program = session.program();
  find_derived();
  find_askable();
  for (std::size_t row = 0; row < open_.size(); ++row)
    if (!may_open(FindingId{row}, unknowns)) open_[row] = 0;
  for (const Kind& kind : program.kinds)
    for (const FindingId f : {kind.kind, kind.broader})
      if (kinds_decide(kind, f)) open_[f.row] = 0;
  for (std::size_t row = 0; row < open_.size(); ++row) {
    const FindingId f{row};
    if (open_[row] != 0)
      state_.tell(f, open_answer(program, f));
    else if (const Fact* fact = session.fact(f))
      state_.tell(f, Ranges::constant(cell_of(program, *fact)));
  }
  state_.settle();
}

void Outlook::find_derived() {
  const Program& program = session_->program();
  for (const Conclusion& c : program.conclusions) derived_[c.finding.row] = 1;
  for (std::size_t row = 0; row < derived_.size(); ++row) {
    const Detail* detail = program.detail(FindingId{row});
    const bool score = program.findings[row].kind == FindingKind::score;
    if (score || program.findings[row].closed || (detail != nullptr && detail->computed)) derived_[row] = 1;
  }
  // Up the kinds: by waves, for their statements stand in any order.
  std::vector<std::vector<FindingId>> broader_of(program.kinds.empty() ? 0 : derived_.size());
  std::vector<FindingId> wave;
  for (const Kind& k : program.kinds) {
    broader_of[k.kind.row].push_back(k.broader);
    if (derived_[k.kind.row] != 0) wave.push_back(k.kind);
  }
  while (!wave.empty()) {
    const FindingId at = wave.back();
    wave.pop_back();
    for (const FindingId up : broader_of[at.row])
      if (std::exchange(derived_[up.row], char{1}) == 0) wave.push_back(up);
  }
}

// What may be asked at all: leaves that a condition reads, and whatever has a question. (A kind or
// a broader finding that none reads is asked only if it has a question.)
void Outlook::find_askable() {
  const Program& program = session_->program();
  const Network& network = session_->network();
  std::vector<char> read(open_.size());  // as a condition by itself
  for (const Advice& advice : program.advice)
    for (const ExprId expr : {advice.when, advice.unless})
      if (expr && program.exprs[single(program, expr).row].finding)
        read[program.exprs[single(program, expr).row].finding.row] = 1;
  for (std::size_t row = 0; row < open_.size(); ++row) {
    const FindingId f{row};
    const Detail* detail = program.detail(f);
    const bool question = detail != nullptr && detail->has_question;
    // What has a default is taken for granted, unless a question is written for it.
    const bool has_default =
        network.nodes[network.finding_nodes[row].row].op == NodeOp::defaulted;
    const bool leaf = derived_[row] == 0 && !has_default &&
                      (read[row] != 0 || !network.outputs_of(network.finding_nodes[row]).empty());
    open_[row] = question || leaf ? 1 : 0;
  }
  for (const WhichOf& which : program.which_of) {
    for (const FindingId f : which.findings) open_[f.row] = 1;
    // Whether there is any tuple is answered with those that are listed.
    if (which.others && which.findings.size() > 1) open_[which.others.row] = 0;
  }
}

bool Outlook::is_asked_first(FindingId finding) const {
  const Detail* detail = session_->program().detail(finding);
  if (detail == nullptr || !detail->has_question) return false;
  const bool score = session_->program().findings[finding.row].kind == FindingKind::score;
  return detail->ask_first || score || bool{detail->computed};
}

// Of what may be asked: is an answer still wanted?
bool Outlook::may_open(FindingId finding, Unknowns unknowns) const {
  if (open_[finding.row] == 0) return false;
  const Value value = session_->value(finding);
  if (value.asked_unknown) return unknowns == Unknowns::open;
  if (value.given) return false;
  const bool number = session_->program().findings[finding.row].kind != FindingKind::yes_no;
  if (value.by_default) return true;
  if (number) return !value.value && value.state != Truth::conflict;
  if (derived_[finding.row] == 0) return true;
  return value.state == Truth::unknown || (is_asked_first(finding) && value.state != Truth::conflict);
}

// A kind is not asked after a no to the broader, nor the broader after a yes to a kind.
bool Outlook::kinds_decide(const Kind& kind, FindingId finding) const {
  const Value other = session_->value(finding == kind.kind ? kind.broader : kind.kind);
  return !other.by_default && other.state == (finding == kind.kind ? Truth::no : Truth::yes);
}

}  // namespace hence
