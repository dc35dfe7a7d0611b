#include "repl/json_parts.hpp"

#include <array>

#include "engine/aggregate.hpp"
#include "repl/render_score.hpp"
#include "repl/style.hpp"
#include "repl/words.hpp"
#include "rules/calendar.hpp"

namespace hence::repl {
namespace {

json::value string_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

const std::string& name_of(const Program& program, FindingId finding) {
  return program.findings[finding.index()].name;
}

// Why it says nothing, and the rule because of which it does not.
void put_silence(const Program& program, const ArgumentReport& argument, json::object& to) {
  constexpr std::array<const char*, 6> words{"",         "premises", "unless",
                                             "overridden", "same",     "weaker"};
  if (argument.silence == Silence::none) return;
  to["silent"] = words[static_cast<std::size_t>(argument.silence)];
  if (argument.by) to["by"] = rule_title(program, program.rules[argument.by.index()]);
}

// What an aggregate comes to.
void put_figure(const Program& program, const PremiseReport& p, json::object& to) {
  const Measure& measure = measure_of(program, p.aggregate);
  if (!p.figure) to["figure"] = nullptr;
  else if (measure.date) to["figure"] = write_date(*p.figure);
  else to["figure"] = *p.figure;
  if (!measure.unit.spelling.empty()) to["unit"] = measure.unit.spelling;
}

}  // namespace

json::array names(const Program& program, const std::vector<FindingId>& findings) {
  json::array array;
  for (const FindingId f : findings) array.push_back(json::value(name_of(program, f)));
  return array;
}

// The value of all but a yes/no finding, and a number's unit.
void put_value(const Session& session, FindingId finding, std::optional<double> value,
               json::object& to) {
  const Program& program = session.program();
  const FindingKind kind = program.findings[finding.index()].kind;
  if (kind == FindingKind::yes_no) return;
  if (!value) to["value"] = nullptr;
  else if (kind == FindingKind::number || kind == FindingKind::score) to["value"] = *value;
  else to["value"] = held_text(session, finding, *value);
  const Detail* detail = program.detail(finding);
  if (kind == FindingKind::number && detail && detail->unit && !detail->unit->spelling.empty())
    to["unit"] = detail->unit->spelling;
}

// The value that is held, what a score can still come to, and whether only a default gives it.
void put_held(const Session& session, FindingId finding, const Value& value, json::object& to) {
  put_value(session, finding, value.value, to);
  if (session.program().findings[finding.index()].kind == FindingKind::score) {
    const ScoreReport report = score_report(session, finding);
    to["lowest"] = report.lowest;
    to["highest"] = report.highest;
    to["open"] = report.given ? 0 : report.open;
  }
  if (value.by_default) to["default"] = true;
}

json::object fact_json(const Session& session, const Fact& fact) {
  const Program& program = session.program();
  json::object object{{"finding", name_of(program, fact.finding)}};
  if (program.findings[fact.finding.index()].kind == FindingKind::yes_no) {
    object["value"] = fact.certainty;
  } else {
    put_value(session, fact.finding,
              fact.certainty == 0 ? std::optional<double>() : std::optional(fact.value), object);
    if (fact.certainty != 1) object["certainty"] = fact.certainty;
  }
  if (session.value(fact.finding).set_aside) object["set_aside"] = true;
  return object;
}

json::object premise_json(const Session& session, const PremiseReport& p) {
  const Program& program = session.program();
  json::object object;
  const std::string text = condition_text(program, p.condition);
  const bool yes_no = p.finding && program.findings[p.finding.index()].kind == FindingKind::yes_no;
  if (!yes_no || (!text.empty() && p.node != session.network().finding_nodes[p.finding.index()]))
    object["text"] = text;
  if (p.finding) object["finding"] = name_of(program, p.finding);
  object["certainty"] = p.certainty;
  if (p.finding) {
    put_held(session, p.finding, p.value, object);
    object["given"] = p.given;
  }
  if (p.aggregate) put_figure(program, p, object);
  if (!p.parts.empty()) object["parts"] = premises_json(session, p.parts);
  return object;
}

json::array premises_json(const Session& session, const std::vector<PremiseReport>& premises) {
  json::array array;
  for (const PremiseReport& p : premises) array.push_back(premise_json(session, p));
  return array;
}

json::object argument_json(const Session& session, const WhyArgument& w) {
  const Program& program = session.program();
  const Rule& rule = program.rules[w.argument.rule.index()];
  const Span at = rule.cell.source != no_source ? rule.cell : rule.span;
  json::object object{{"rule", rule_text(program, rule)}};
  object["name"] =
      rule.name ? json::value(program.rule_names[rule.name.index()]) : json::value(nullptr);
  const auto row = static_cast<std::size_t>(at.source);
  const bool placed = at.source != no_source && row < program.sources.size();
  object["file"] = placed ? json::value(program.sources[row].path) : json::value(nullptr);
  object["line"] =
      placed ? json::value(place(program.sources[row], at.begin).line) : json::value(nullptr);
  object["strength"] = w.argument.strength;
  object["contribution"] = w.argument.contribution;
  object["source"] =
      rule.source ? json::value(program.citations[rule.source.index()].text) : json::value(nullptr);
  object["because"] =
      rule.because == 0 ? json::value(nullptr) : string_or_null(program.texts[rule.because]);
  if (w.argument.otherwise) object["otherwise"] = true;
  if (w.argument.contribution != 0 && !w.argument.counts) object["counts"] = false;
  if (w.argument.value) put_value(session, w.argument.finding, w.argument.value, object);
  put_silence(program, w.argument, object);
  object["premises"] = premises_json(session, w.premises);
  if (!w.scope.empty()) object["only_if"] = premises_json(session, w.scope);
  return object;
}

json::array arguments_json(const Session& session, const std::vector<WhyArgument>& arguments) {
  json::array array;
  for (const WhyArgument& w : arguments) array.push_back(argument_json(session, w));
  return array;
}

std::string_view state_text(Truth state) {
  switch (state) {
    case Truth::yes: return "yes";
    case Truth::no: return "no";
    case Truth::conflict: return "conflict";
    case Truth::unknown: break;
  }
  return "unknown";
}

json::array advice_json(const Session& session, const std::vector<std::uint32_t>& rows) {
  json::array advice;
  for (const std::uint32_t row : rows)
    advice.push_back(json::object{{"text", fill(session, session.program().advice[row].text)},
                                  {"urgent", session.program().advice[row].urgent}});
  return advice;
}

json::array assumes_json(const Session& session, const std::vector<Assumption>& assumes) {
  json::array array;
  for (const Assumption& a : assumes) {
    const AssumptionWords words = assumption_words(session, a);
    const bool by_default = words.of == AssumptionWords::Of::by_default;
    array.push_back(json::object{{by_default ? "default" : "not", words.text},
                                 {"because", words.because}});
  }
  return array;
}

json::value certainty_json(const Value& value) {
  return value.state == Truth::conflict ? json::value(nullptr) : json::value(value.certainty);
}

}  // namespace hence::repl
