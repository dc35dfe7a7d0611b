#include "tests/receipts.hpp"

#include <cmath>

#include "repl/json_text.hpp"
#include "repl/render_json.hpp"
#include "repl/render_receipt.hpp"
#include "tests/receipt_hook.hpp"

namespace hence {
namespace {

namespace json = boost::json;

using Objects = std::vector<json::object*>;

Objects objects_in(json::value& list) {
  Objects out;
  for (json::value& v : list.as_array()) out.push_back(&v.as_object());
  return out;
}

Objects arguments_of(json::object& root) {
  Objects out;
  for (json::object* finding : objects_in(root["proof"]))
    if (finding->contains("arguments"))
      for (json::object* a : objects_in((*finding)["arguments"])) out.push_back(a);
  return out;
}

Objects premises_of(json::object& root) {
  Objects out;
  for (json::object* a : arguments_of(root))
    for (json::object* p : objects_in((*a)["premises"])) out.push_back(p);
  return out;
}

Objects with(const Objects& all, const char* key) {
  Objects out;
  for (json::object* o : all)
    if (o->contains(key)) out.push_back(o);
  return out;
}

double figure(const json::value& v) { return v.is_double() ? v.as_double() : v.to_number<double>(); }

// Another figure, by more than rounding: within [-1, 1] for what is there.
void move(json::value& v, std::size_t pick) {
  const double x = v.is_null() ? 0 : figure(v);
  const double by = pick % 3 == 0 ? 0.25 : pick % 3 == 1 ? 0.001 : 1e-9;
  v = x > 0 ? x - by : x + by;
}

bool move_one(const Objects& all, const char* key, std::size_t pick) {
  Objects some;
  for (json::object* o : with(all, key))
    if (!(*o)[key].is_null() && ((*o)[key].is_double() || (*o)[key].is_int64() || (*o)[key].is_uint64()))
      some.push_back(o);
  if (some.empty()) return false;
  move((*some[pick % some.size()])[key], pick / some.size());
  return true;
}

bool erase_one(json::array& list, std::size_t pick) {
  if (list.empty()) return false;
  list.erase(list.begin() + static_cast<std::ptrdiff_t>(pick % list.size()));
  return true;
}

// A place one line further.
void shift(json::value& place) {
  std::string text(place.as_string());
  const std::size_t column = text.rfind(':'), line = text.rfind(':', column - 1);
  const int number = std::stoi(text.substr(line + 1, column - line - 1));
  place = text.substr(0, line + 1) + std::to_string(number + 1000) + text.substr(column);
}

bool shift_one(const Objects& all, const char* key, std::size_t pick) {
  const Objects some = with(all, key);
  if (some.empty()) return false;
  shift((*some[pick % some.size()])[key]);
  return true;
}

bool other_state(const Objects& all, std::size_t pick) {
  if (all.empty()) return false;
  json::value& state = (*all[pick % all.size()])["state"];
  const std::string now(state.as_string());
  state = now == "yes" ? "no" : now == "no" ? "yes" : now == "unknown" ? "yes" : "unknown";
  return true;
}

// Lists that hold something, under this key of these objects.
bool erase_in(const Objects& all, const char* key, std::size_t pick) {
  Objects some;
  for (json::object* o : with(all, key))
    if (!(*o)[key].as_array().empty()) some.push_back(o);
  if (some.empty()) return false;
  return erase_one((*some[pick % some.size()])[key].as_array(), pick / some.size());
}

bool copy_in(const Objects& all, const char* key, std::size_t pick) {
  Objects some;
  for (json::object* o : with(all, key))
    if (!(*o)[key].as_array().empty()) some.push_back(o);
  if (some.empty()) return false;
  json::array& list = (*some[pick % some.size()])[key].as_array();
  list.push_back(json::value(list[pick / some.size() % list.size()]));
  return true;
}

bool other_hash(json::object& root, std::size_t pick) {
  const Objects files = objects_in(root["knowledge"]);
  std::string hash((*files[pick % files.size()])["sha256"].as_string());
  char& digit = hash[pick / files.size() % hash.size()];
  digit = digit == 'f' ? '0' : digit == '9' ? 'a' : static_cast<char>(digit + 1);
  (*files[pick % files.size()])["sha256"] = hash;
  return true;
}

// A yes/no fact, made stronger or turned round among the facts and in the proof; what follows from it
// stays as it was. Only where it alone makes its finding's certainty: else it may count nothing.
bool told_otherwise(json::object& root, std::size_t pick) {
  Objects some;
  for (json::object* fact : objects_in(root["facts"]))
    if (!fact->contains("value")) some.push_back(fact);
  if (some.empty()) return false;
  json::object& fact = *some[pick % some.size()];
  for (json::object* finding : objects_in(root["proof"])) {
    if ((*finding)["finding"] != fact["finding"]) continue;
    json::object& given = (*finding)["given"].as_object();
    const double c = figure(fact["certainty"]);
    const char* mine = c > 0 ? "doubt_for" : "doubt_against";
    const char* other = c > 0 ? "doubt_against" : "doubt_for";
    if (given.contains("set_aside") || finding->contains("arguments") || c == 0) return false;
    if (figure((*finding)[mine]) != 1 - std::abs(c) || figure((*finding)[other]) == 0) return false;
    fact["certainty"] = given["certainty"] = std::abs(c) == 1 ? -c : (1 + std::abs(c)) / 2 * (c > 0 ? 1 : -1);
    return true;
  }
  return false;
}

// A silent argument made to speak, a speaking one silent.
bool turn(const Objects& arguments, std::size_t pick) {
  if (arguments.empty()) return false;
  json::object& a = *arguments[pick % arguments.size()];
  if (a.contains("silent")) {
    if (figure(a["strength"]) == 0) return false;
    a.erase("silent");
    a.erase("by");
    a["contribution"] = figure(a["strength"]);
  } else {
    a["silent"] = "premises";
    a["contribution"] = 0;
    a.erase("value");
  }
  return true;
}

}  // namespace

std::string rejection(const verify::Outcome& outcome) {
  if (outcome.verdict == verify::Verdict::verified) return {};
  std::string text = outcome.verdict == verify::Verdict::unusable ? "cannot verify" : "rejected";
  for (const std::string& reason : outcome.reasons) text += "\n  " + reason;
  return text;
}

verify::Input input_of(const std::vector<std::string>& files) {
  verify::Input input;
  for (const std::string& file : files)
    input.texts.emplace_back("file" + std::to_string(input.texts.size()) + ".hence", file);
  return input;
}

std::string receipt_rejection(const Session& session) {
  for (const Diagnostic& d : session.knowledge().diagnostics)
    if (d.severity == Severity::error) return {};
  verify::Input input;
  if (session.program().rules.size() > 1000) return {};  // stress of other kinds
  for (const Source& source : session.program().sources) {
    // Rows stand in a file; the shipped knowledge bases have a test of their own.
    if (source.separator != 0 || source.path.starts_with("kb/")) return {};
    input.texts.emplace_back(source.path, source.text);
  }
  const std::string text = repl::render_receipt(session);
  const std::string why = rejection(verify::verify(text, input));
  if (why.empty()) return why;
  std::string all = why;
  for (const auto& [path, rules] : input.texts) all += "\n" + path + ":\n" + rules;
  return all + text;
}

std::string with_digest(json::object root) {
  root.erase("digest");
  std::string text = repl::json_text(root);
  text.erase(text.size() - 3);
  text += ",\n";
  return text + "  \"digest\": \"" + repl::sha256(text) + "\"\n}\n";
}

std::string corrupt(json::object& root, std::size_t kind, std::size_t pick) {
  const Objects proof = objects_in(root["proof"]), conclusions = objects_in(root["conclusions"]);
  const Objects arguments = arguments_of(root), premises = premises_of(root);
  const Objects facts = objects_in(root["facts"]);
  const auto named = [](bool done, const char* name) { return std::string(done ? name : ""); };
  switch (kind % corruptions) {
    case 0: return named(move_one(premises, "certainty", pick), "certainty of a premise");
    case 1: return named(move_one(arguments, "contribution", pick), "contribution");
    case 2: return named(move_one(arguments, "strength", pick), "strength");
    case 3: return named(move_one(proof, "certainty", pick), "certainty in the proof");
    case 4: return named(move_one(proof, "doubt_for", pick), "doubt for");
    case 5: return named(move_one(proof, "doubt_against", pick), "doubt against");
    case 6: return named(erase_in(proof, "arguments", pick), "argument left out");
    case 7: return named(copy_in(proof, "arguments", pick), "argument twice");
    case 8: return named(erase_in(arguments, "premises", pick), "edge removed");
    case 9: return named(copy_in(arguments, "premises", pick), "edge added");
    case 10: return named(shift_one(premises, "at", pick), "edge changed");
    case 11: return named(shift_one(arguments, "rule", pick), "rule changed");
    case 12: return named(move_one(facts, "certainty", pick), "fact changed");
    case 13: return named(erase_one(root["facts"].as_array(), pick), "fact removed");
    case 14: return named(other_state(proof, pick), "state in the proof");
    case 15: return named(other_state(conclusions, pick), "state of a conclusion");
    case 16: return named(erase_one(root["conclusions"].as_array(), pick), "conclusion removed");
    case 17: return named(erase_one(root["proof"].as_array(), pick), "finding removed");
    case 18: return named(other_hash(root, pick), "hash of a source");
    case 19: return named(move_one(proof, "rank_for", pick), "rank");
    case 20: return named(move_one(proof, "highest", pick), "total of a score");
    case 21: return named(told_otherwise(root, pick), "fact changed wherever it stands");
    case 22: return named(erase_in(proof, "kinds", pick), "kind left out");
    case 23: return named(move_one(proof, "computed", pick), "computed figure");
    default: return named(turn(arguments, pick), "argument turned");
  }
}

}  // namespace hence
