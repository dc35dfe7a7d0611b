#include "tests/rule_base.hpp"

#include <cmath>
#include <set>
#include <sstream>

#include "rules/diagnostic.hpp"

namespace hence {
namespace {

void describe_value(std::ostream& out, const Value& v) {
  out << static_cast<int>(v.state) << " " << v.certainty << " ";
  if (v.value) out << *v.value;
  out << (v.given ? " given" : "") << (v.asked_unknown ? " not known" : "")
      << (v.set_aside ? " set aside" : "");
}

void describe_arguments(std::ostream& out, const ConclusionReport& report) {
  out << " | " << text_of(report.band) << (report.goal ? " goal" : "") << " advice "
      << report.advice.size() << " assumes " << report.assumes.size();
  std::multiset<std::string> arguments;  // equal evidence from two places: which counts may differ
  for (const ArgumentReport& a : report.arguments) {
    std::ostringstream text;
    text << std::hexfloat << a.strength << " * -> " << a.contribution
         << (a.otherwise ? " otherwise" : "") << (a.shadowed ? " shadowed" : "")
         << (a.blocked ? " blocked" : "");
    arguments.insert(text.str());
  }
  for (const std::string& argument : arguments) out << "\n    " << argument;
}

bool close(double a, double b) { return std::fabs(a - b) <= 1e-11 * std::max(1.0, std::fabs(b)); }

}  // namespace

Knowledge know(const std::vector<std::string>& files) {
  std::vector<NamedText> texts;
  for (const std::string& file : files)
    texts.push_back({"file" + std::to_string(texts.size()) + ".hence", file});
  return compile(load({}, texts));
}

std::string unexpected_errors(const Knowledge& knowledge) {
  std::string text;
  for (const Diagnostic& d : knowledge.diagnostics)
    if (d.severity == Severity::error && d.code != Code::cycle)
      text += "\n" + render(d, knowledge.program.sources);
  return text;
}

Fact fact_of(const Program& program, const generate::Given& given) {
  Fact fact;
  fact.finding = program.find(given.finding);
  fact.certainty = given.certainty;
  fact.value = given.value;
  return fact;
}

// Findings that no rule speaks of are unknown names: their facts are left out.
std::vector<Fact> facts_of(const Program& program, const std::vector<generate::Given>& given) {
  std::vector<Fact> facts;
  for (const generate::Given& g : given)
    if (const Fact fact = fact_of(program, g); fact.finding) facts.push_back(fact);
  if (program.today) {
    Fact today;
    today.finding = program.today;
    today.value = 20780;  // 2026-11-23
    facts.push_back(today);
  }
  return facts;
}

Session session_of(const Knowledge& knowledge, const std::vector<Fact>& facts) {
  Session session(knowledge);
  for (const Fact& fact : facts) session.tell(fact);
  return session;
}

Answer answer_of(const Session& session) {
  Answer answer;
  const Program& program = session.program();
  for (std::size_t f = 0; f < program.findings.size(); ++f) {
    std::ostringstream out;
    out << std::hexfloat;
    Value value = session.value(FindingId(f));
    if (program.findings[f].kind == FindingKind::text && value.value) {
      out << fill(session, {{"", FindingId(f)}}) << " ";  // the row of its wording says nothing
      value.value.reset();
    }
    describe_value(out, value);
    describe_arguments(out, conclusion(session, FindingId(f)));
    answer[program.findings[f].key] = out.str();
  }
  std::string order;
  for (const ConclusionReport& report : conclusions(session))
    order += program.findings[report.finding.index()].key + ", ";
  answer["(order of conclusions)"] = order;
  answer["(unexplained)"] = std::to_string(unexplained(session).size());
  answer["(not excluded)"] = std::to_string(not_excluded(session).size());
  return answer;
}

Answer reference_answer(const Program& program, const std::vector<Fact>& facts,
                        reference::Mutation mutation) {
  Answer answer;
  const auto results = reference::conclude(program, facts, mutation);
  for (std::size_t f = 0; results && f < program.findings.size(); ++f) {
    std::ostringstream out;
    const reference::Result& r = (*results)[f];
    out << std::hexfloat << static_cast<int>(r.state) << " " << r.certainty << " "
        << r.value.value_or(0);
    answer[program.findings[f].key] = out.str();
  }
  return answer;
}

std::string differences(const Answer& a, const Answer& b) {
  std::string text;
  for (const auto& [key, value] : a)
    if (const auto other = b.find(key); other == b.end() || other->second != value)
      text += "\n" + key + ": " + value +
              "\n  but: " + (other == b.end() ? "(nothing)" : other->second);
  for (const auto& [key, value] : b)
    if (!a.contains(key)) text += "\n" + key + ": (nothing)\n  but: " + value;
  return text;
}

std::string disagreement(const Session& session, const std::vector<reference::Result>& results) {
  std::ostringstream out;
  out.precision(17);
  for (std::size_t f = 0; f < results.size(); ++f) {
    const Value engine = session.value(FindingId(f));
    const reference::Result& r = results[f];
    const bool same = static_cast<int>(engine.state) == static_cast<int>(r.state) &&
                      close(engine.certainty, r.certainty) &&
                      engine.value.has_value() == r.value.has_value() &&
                      (!r.value || close(*engine.value, *r.value));
    if (same) continue;
    out << "\n" << session.program().findings[f].name << ": engine ";
    describe_value(out, engine);
    out << "\n  reference " << static_cast<int>(r.state) << " " << r.certainty << " ";
    if (r.value) out << *r.value;
  }
  return out.str();
}

bool concludes(const Session& session) {
  const std::vector<bool> derivable = concluded_findings(session.program());
  for (std::size_t f = 0; f < derivable.size(); ++f)
    if (derivable[f] && session.value(FindingId(f)).state != Truth::unknown &&
        session.fact(FindingId(f)) == nullptr)
      return true;
  return false;
}

}  // namespace hence
