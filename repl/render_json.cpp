#include "repl/render_json.hpp"

#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <openssl/evp.h>

#include "engine/explain.hpp"
#include "engine/question.hpp"
#include "repl/files.hpp"
#include "repl/json_text.hpp"
#include "repl/render_score.hpp"
#include "repl/style.hpp"
#include "repl/words.hpp"

namespace hence::repl {
namespace {

namespace json = boost::json;

json::value string_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

const std::string& name_of(const Program& program, FindingId finding) {
  return program.findings[finding.index()].name;
}

json::array names(const Program& program, const std::vector<FindingId>& findings) {
  json::array array;
  for (const FindingId f : findings) array.push_back(json::value(name_of(program, f)));
  return array;
}

json::array knowledge_json(const Program& program) {
  json::array array;
  for (const Source& source : program.sources)
    array.push_back(json::object{{"file", source.path}, {"sha256", hash_of(source)}});
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

json::array premises_json(const Session& session, const std::vector<PremiseReport>& premises);

json::object premise_json(const Session& session, const PremiseReport& p) {
  const Program& program = session.program();
  json::object object;
  const std::string text = one_line(program.text_of(p.text));
  const bool yes_no = p.finding && program.findings[p.finding.index()].kind == FindingKind::yes_no;
  if (!yes_no || (!text.empty() && p.node != session.network().finding_nodes[p.finding.index()]))
    object["text"] = text;
  if (p.finding) object["finding"] = name_of(program, p.finding);
  object["certainty"] = p.certainty;
  if (p.finding) {
    put_held(session, p.finding, p.value, object);
    object["given"] = p.given;
  }
  if (!p.parts.empty()) object["parts"] = premises_json(session, p.parts);
  return object;
}

json::array premises_json(const Session& session, const std::vector<PremiseReport>& premises) {
  json::array array;
  for (const PremiseReport& p : premises) array.push_back(premise_json(session, p));
  return array;
}

// Why it says nothing, and the rule because of which it does not.
void put_silence(const Program& program, const ArgumentReport& argument, json::object& to) {
  constexpr std::array<const char*, 6> words{"",         "premises", "unless",
                                             "overridden", "same",     "weaker"};
  if (argument.silence == Silence::none) return;
  to["silent"] = words[static_cast<std::size_t>(argument.silence)];
  if (argument.by) to["by"] = rule_title(program, program.rules[argument.by.index()]);
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

json::object conclusion_json(const Session& session, const ConclusionReport& report) {
  const Program& program = session.program();
  json::object object{{"finding", name_of(program, report.finding)}};
  object["certainty"] = report.value.state == Truth::conflict ? json::value(nullptr)
                                                              : json::value(report.value.certainty);
  object["state"] = state_text(report.value.state);
  object["band"] = text_of(report.band);
  put_held(session, report.finding, report.value, object);
  json::array assumes;
  for (const Assumption& a : report.assumes) {
    const AssumptionWords words = assumption_words(session, a);
    const bool by_default = words.of == AssumptionWords::Of::by_default;
    assumes.push_back(json::object{{by_default ? "default" : "not", words.text},
                                   {"because", words.because}});
  }
  object["assumes"] = std::move(assumes);
  object["goal"] = report.goal;
  object["advice"] = advice_json(session, report.advice);
  object["arguments"] = arguments_json(session, why(session, report.finding).fired);
  return object;
}

// A score's items in order: their points, and what they read. Of an open choice no points are known.
json::array items_json(const Session& session, const Why& w) {
  json::array array;
  for (std::size_t i = 0; i < w.score->items.size(); ++i) {
    const ItemReport& item = w.score->items[i];
    const bool open = item.state == Truth::unknown;
    const bool choice = !session.program().items[item.item].condition;
    json::object object{{"item", item_text(session.program(), item.item)},
                        {"state", open ? "open" : state_text(item.state)}};
    object["points"] = open && choice ? json::value(nullptr) : json::value(item.points);
    object["reads"] = json::array{premise_json(session, w.items[i])};
    array.push_back(std::move(object));
  }
  return array;
}

json::object why_json(const Session& session, const Why& w, bool with_silent) {
  const Program& program = session.program();
  json::object object{{"finding", name_of(program, w.finding)}};
  object["certainty"] =
      w.value.state == Truth::conflict ? json::value(nullptr) : json::value(w.value.certainty);
  put_held(session, w.finding, w.value, object);
  object["given"] = w.value.given;
  if (w.score) object["items"] = items_json(session, w);
  if (!w.computed.empty()) object["computed"] = premises_json(session, w.computed);
  object["arguments"] = arguments_json(session, w.fired);
  if (with_silent) object["silent"] = arguments_json(session, w.silent);
  object["from_kinds"] = names(program, w.from_kinds);
  object["from_broader"] = names(program, w.from_broader);
  return object;
}

}  // namespace

// The hash of the file as it is on disk, mark included, if that is what was read.
std::string hash_of(const Source& source) {
  const ReadFile file = read_file(source.path);
  std::string_view bytes = file.text;
  std::string_view plain = bytes;
  if (plain.starts_with("\xef\xbb\xbf")) plain.remove_prefix(3);
  return sha256(file.error.empty() && plain == source.text ? bytes : std::string_view(source.text));
}

std::string sha256(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
    return {};
  std::string text;
  for (unsigned int i = 0; i < size; ++i) text += fmt::format("{:02x}", digest[i]);
  return text;
}

std::string render_json(const Session& session, const Explained& explained) {
  const Program& program = session.program();
  json::object root{{"version", 1}, {"knowledge", knowledge_json(program)}};
  json::array facts, found;
  for (const Fact& fact : session.facts()) facts.push_back(fact_json(session, fact));
  const std::vector<ConclusionReport> reports = conclusions(session);
  for (const ConclusionReport& report : reports) found.push_back(conclusion_json(session, report));
  root["facts"] = std::move(facts);
  root["conclusions"] = std::move(found);
  root["open"] = names(program, open_findings(session));
  root["not_excluded"] = names(program, not_excluded(session));
  root["unexplained"] = names(program, unexplained(session));
  if (const auto rest = advice_on_answers(session, reports); !rest.empty())
    root["advice"] = advice_json(session, rest);
  if (!explained.why.empty()) {
    json::array list;
    for (const FindingId f : explained.why)
      list.push_back(why_json(session, why(session, f), true));
    root["why"] = std::move(list);
  }
  if (!explained.how.empty()) {
    json::array list;
    for (const FindingId f : explained.how) {
      json::array steps;
      for (const Why& w : how(session, f)) steps.push_back(why_json(session, w, false));
      list.push_back(json::object{{"finding", name_of(program, f)}, {"steps", std::move(steps)}});
    }
    root["how"] = std::move(list);
  }
  return json_text(root);
}

}  // namespace hence::repl
