#include "repl/render_receipt.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "engine/receipt.hpp"
#include "repl/json_text.hpp"
#include "repl/render_json.hpp"
#include "rules/calendar.hpp"

#ifndef HENCE_VERSION
#define HENCE_VERSION "0.1.0"
#endif

namespace hence::repl {
namespace {

namespace json = boost::json;

class Renderer {
 public:
  explicit Renderer(const Session& session) : session_(&session), program_(&session.program()) {}

  json::object render() const {
    const Receipt all = receipt(*session_);
    json::array knowledge, facts, conclusions, proof;
    for (const Source& source : program_->sources)
      knowledge.push_back(json::object{{"file", source.path}, {"sha256", hash_of(source)}});
    for (const Fact& fact : all.facts) facts.push_back(fact_json(fact));
    for (const FindingId f : all.conclusions) conclusions.push_back(json::value(standing(f, session_->value(f))));
    for (const ReceiptFinding& f : all.proof) proof.push_back(finding_json(f));
    return {{"receipt", 1},
            {"engine", "hence " HENCE_VERSION},
            {"knowledge", std::move(knowledge)},
            {"facts", std::move(facts)},
            {"conclusions", std::move(conclusions)},
            {"proof", std::move(proof)}};
  }

 private:
  FindingKind kind(FindingId f) const { return program_->findings[f.row].kind; }

  std::string place_text(Span span) const {
    const Source& source = program_->sources[static_cast<std::size_t>(span.source)];
    const Place at = place(source, span.begin);
    return fmt::format("{}:{}:{}", source.path, at.line, at.column);
  }

  json::value value_json(FindingId f, double value) const {
    switch (kind(f)) {
      case FindingKind::date: return json::value(write_date(value));
      case FindingKind::choice: return json::value(program_->detail(f)->values[static_cast<std::size_t>(value)]);
      case FindingKind::text: return json::value(wording(program_->wordings[static_cast<std::size_t>(value)]));
      default: return value;
    }
  }

  // As the rule has it, with names in braces.
  std::string wording(const std::vector<TextPart>& parts) const {
    std::string text;
    for (const TextPart& part : parts) {
      text += part.before;
      if (part.finding) text += "{" + program_->findings[part.finding.row].name + "}";
    }
    return text;
  }

  json::object fact_json(const Fact& fact) const {
    json::object out{{"finding", program_->findings[fact.finding.row].name}};
    if (kind(fact.finding) != FindingKind::yes_no && fact.certainty != 0) {
      out["value"] = value_json(fact.finding, fact.value);
      const Detail* detail = program_->detail(fact.finding);
      if (detail && detail->unit && !detail->unit->spelling.empty()) out["unit"] = detail->unit->spelling;
    }
    out["certainty"] = fact.certainty;
    return out;
  }

  json::object standing(FindingId f, const Value& value) const {
    json::object out{{"finding", program_->findings[f.row].name}};
    const bool conflict = value.state == Truth::conflict;
    if (kind(f) == FindingKind::yes_no) {
      out["state"] = conflict                    ? "conflict"
                     : value.state == Truth::yes ? "yes"
                     : value.state == Truth::no  ? "no"
                                                 : "unknown";
      out["certainty"] = conflict ? json::value(nullptr) : json::value(value.certainty);
      return out;
    }
    out["state"] = conflict ? "conflict" : value.value ? "known" : "unknown";
    if (value.value) {
      out["value"] = value_json(f, *value.value);
      out["certainty"] = value.certainty;
    }
    return out;
  }

  json::object finding_json(const ReceiptFinding& f) const {
    json::object out = standing(f.finding, f.value);
    out["kind"] = kind_text(f.finding);
    if (kind(f.finding) == FindingKind::yes_no) {
      out["doubt_for"] = f.doubt_for;
      out["doubt_against"] = f.doubt_against;
    }
    if (const Fact* fact = session_->fact(f.finding)) {
      json::object given = fact_json(*fact);
      given.erase("finding");
      given.erase("unit");
      if (f.value.set_aside) given["set_aside"] = true;
      out["given"] = std::move(given);
    }
    if (f.value.by_default) out["default"] = true;
    if (f.rank_for) out["rank_for"] = *f.rank_for;
    if (f.rank_against) out["rank_against"] = *f.rank_against;
    if (kind(f.finding) == FindingKind::score) {
      out["lowest"] = f.lowest;
      out["highest"] = f.highest;
      json::array items;
      for (const ReceiptItem& i : f.items) items.push_back(item_json(i));
      out["items"] = std::move(items);
    }
    if (f.has_formula) out["computed"] = f.computed ? json::value(*f.computed) : json::value(nullptr);
    put_names(f.kinds, "kinds", out);
    put_names(f.broader, "broader", out);
    json::array arguments;
    for (const ReceiptArgument& a : f.arguments) arguments.push_back(argument_json(f.finding, a));
    if (!arguments.empty()) out["arguments"] = std::move(arguments);
    return out;
  }

  void put_names(const std::vector<FindingId>& findings, const char* key, json::object& to) const {
    json::array names;
    for (const FindingId f : findings) names.push_back(json::value(program_->findings[f.row].name));
    if (!names.empty()) to[key] = std::move(names);
  }

  const char* kind_text(FindingId f) const {
    switch (kind(f)) {
      case FindingKind::number: return "number";
      case FindingKind::choice: return "choice";
      case FindingKind::date: return "date";
      case FindingKind::score: return "score";
      case FindingKind::text: return "text";
      default: return "yes/no";
    }
  }

  json::object item_json(const ReceiptItem& i) const {
    const Item& item = program_->items[i.item];
    json::object out{{"item", place_text(item.span)}, {"certainty", i.certainty}};
    if (item.condition) out["points"] = item.points;
    else if (i.choice) out["value"] = value_json(program_->exprs[item.choice.row].finding, *i.choice);
    return out;
  }

  json::object argument_json(FindingId finding, const ReceiptArgument& a) const {
    const Rule& rule = program_->rules[a.rule.row];
    json::object out{{"rule", place_text(rule.span)}};
    if (rule.cell.end > rule.cell.begin) out["cell"] = place_text(rule.cell);
    if (rule.instance != 0) out["binding"] = binding_json(program_->instances[rule.instance]);
    if (a.otherwise) out["otherwise"] = true;
    out["strength"] = a.strength;
    json::array premises;
    for (const ReceiptPremise& p : a.premises)
      premises.push_back(json::object{{"at", place_text(p.at)}, {"certainty", p.certainty}});
    out["premises"] = std::move(premises);
    if (a.scope) out["only_if"] = *a.scope;
    if (a.unless) out["unless"] = *a.unless;
    if (a.contribution == 0) {
      out["silent"] = silence(a.silence);
      if (a.by) out["by"] = place_text(program_->rules[a.by.row].span);
    }
    out["contribution"] = a.contribution;
    if (a.value) out["value"] = value_json(finding, *a.value);
    return out;
  }

  // What the rule's variables stand for here.
  json::object binding_json(Range instance) const {
    json::object out;
    for (std::uint32_t row = instance.first; row < instance.last; ++row) {
      const Binding& b = program_->bindings[row];
      out[program_->terms[b.variable]] = program_->terms[b.thing];
    }
    return out;
  }

  static const char* silence(Silence s) {
    switch (s) {
      case Silence::unless: return "unless";
      case Silence::overridden: return "overridden";
      case Silence::shadowed: return "same";
      default: return "premises";
    }
  }

  const Session* session_;
  const Program* program_;
};

}  // namespace

std::string render_receipt(const Session& session) {
  std::string text = json_text(Renderer(session).render());
  text.erase(text.size() - 3);  // "\n}\n": the digest is of what stands before it
  text += ",\n";
  return text + "  \"digest\": \"" + sha256(text) + "\"\n}\n";
}

}  // namespace hence::repl
