// From models to text, and the changes to models that keep or widen their meaning.
#include "tests/generate.hpp"

#include <algorithm>
#include <ostream>

namespace hence::generate {
namespace {

using Form = Condition::Form;

std::string list_of(const std::vector<std::string>& items, const std::string& between) {
  std::string text;
  for (const std::string& item : items) text += (text.empty() ? "" : between) + item;
  return text;
}

// Inside an operator: what is not a list or a plain leaf stands in parentheses.
std::string operand(const Condition& c) {
  const bool bare = c.form == Form::leaf || c.form >= Form::at_least;
  return bare ? print(c) : "(" + print(c) + ")";
}

std::string members(const Condition& c) {
  std::vector<std::string> items;
  for (const Condition& input : c.inputs) items.push_back(operand(input));
  return "(" + list_of(items, ", ") + ")";
}

std::string joined(const Condition& c, const std::string& op) {
  std::vector<std::string> items;
  for (const Condition& input : c.inputs) items.push_back(operand(input));
  return list_of(items, op);
}

// `rule NAME applies`: all of those that it has become do.
void rename_applied(Condition& c, const std::string& from, const std::vector<std::string>& to) {
  for (Condition& input : c.inputs) rename_applied(input, from, to);
  if (c.form != Form::leaf || c.text != "rule " + from + " applies") return;
  std::vector<Condition> all;
  for (const std::string& name : to)
    all.push_back({Form::leaf, "rule " + name + " applies", 0, {}});
  c = all.size() == 1 ? Condition(all[0]) : Condition{Form::all, "", 0, all};
}

void rename_in(std::vector<Rule>& rules, const std::string& from,
               const std::vector<std::string>& to) {
  for (Rule& rule : rules) {
    rename_applied(rule.when, from, to);
    if (rule.unless) rename_applied(*rule.unless, from, to);
    const auto at = std::find(rule.overrides.begin(), rule.overrides.end(), from);
    if (at == rule.overrides.end()) continue;
    rule.overrides.insert(rule.overrides.erase(at), to.begin(), to.end());
  }
}

void weaken(Condition& c, const Tape& tape) {
  const std::size_t pick = tape.empty() ? 0 : tape.front();
  const Tape rest(tape.empty() ? tape.begin() : tape.begin() + 1, tape.end());
  if (c.form != Form::leaf && pick % 3 == 0)
    return weaken(c.inputs[pick / 3 % c.inputs.size()], rest);
  if (c.form == Form::at_least && c.n > 1) --c.n;
  else if ((c.form == Form::all || c.form == Form::all_of) && c.inputs.size() > 1)
    c.inputs.pop_back();
  else if (c.form == Form::any || c.form == Form::any_of || c.form == Form::at_least)
    c.inputs.push_back({Form::leaf, "hard cough", 0, {}});
  else c = {Form::any, "", 0, {c, {Form::leaf, "red eye", 0, {}}}};
  if (c.form == Form::all && c.inputs.size() == 1) c = Condition(c.inputs[0]);
}

}  // namespace

std::string print(const Condition& c) {
  switch (c.form) {
    case Form::leaf: return c.text;
    case Form::negation: return "NOT (" + print(c.inputs[0]) + ")";
    case Form::no_evidence: return "no evidence for (" + print(c.inputs[0]) + ")";
    case Form::all: return joined(c, " AND ");
    case Form::any: return joined(c, " OR ");
    case Form::at_least: return "at least " + std::to_string(c.n) + " of " + members(c);
    case Form::at_most: return "at most " + std::to_string(c.n) + " of " + members(c);
    case Form::exactly: return "exactly " + std::to_string(c.n) + " of " + members(c);
    case Form::any_of: return "any of " + members(c);
    case Form::all_of: return "all of " + members(c);
  }
  return {};
}

std::string print(const Rule& rule) {
  std::string text = rule.name.empty() ? "" : "rule " + rule.name + ": ";
  text += rule.each ? "each of " + members(rule.when) : print(rule.when);
  text += " " + rule.verb + " " + list_of(rule.conclusions, rule.alternatives ? " / " : ", ");
  if (rule.strength) text += " (" + *rule.strength + ")";
  if (!rule.together.empty()) text += ", together at most " + rule.together;
  std::vector<std::string> tails;
  if (!rule.because.empty()) {
    std::string escaped;
    for (const char c : rule.because) escaped += c == '"' ? std::string("\\\"") : std::string(1, c);
    tails.push_back("because \"" + escaped + "\"");
  }
  if (rule.unless) tails.push_back("unless " + print(*rule.unless));
  if (!rule.otherwise.empty()) tails.push_back("otherwise " + rule.otherwise);
  if (!rule.overrides.empty()) tails.push_back("overrides " + list_of(rule.overrides, ", "));
  if (!rule.group.empty()) tails.push_back("group " + rule.group);
  for (const std::string& tail : tails) text += (rule.on_lines ? "\n    " : " ") + tail;
  return rule.comment.empty() ? text : text + "   # " + rule.comment;
}

std::vector<std::string> statements(const Model& model) {
  std::vector<std::string> all = model.declarations;
  for (const Rule& rule : model.rules)
    if (!rule.scoped) all.push_back(print(rule));
  return all;
}

std::vector<std::string> scoped_statements(const Model& model) {
  std::vector<std::string> all;
  for (const Rule& rule : model.rules)
    if (rule.scoped) all.push_back(print(rule));
  return all;
}

std::vector<std::string> files(const Model& model) {
  std::vector<std::string> files{join(statements(model))};
  std::vector<std::string> scoped = scoped_statements(model);
  if (scoped.empty()) return files;
  scoped.push_back("only if " + model.scope);
  files.push_back(join(scoped));
  return files;
}

// A blank line behind each statement, so that no table takes the next one's row.
std::string join(const std::vector<std::string>& statements) {
  std::string text;
  for (const std::string& statement : statements) text += statement + "\n\n";
  return text;
}

Model duplicated(Model model, std::size_t index, const std::string& new_name) {
  Rule copy = model.rules[index];
  if (!copy.name.empty()) {
    rename_in(model.rules, copy.name, {copy.name, new_name});
    copy.name = new_name;
  }
  model.rules.push_back(std::move(copy));
  return model;
}

Model renamed(Model model, std::size_t index, const std::string& new_name) {
  if (!model.rules[index].name.empty()) rename_in(model.rules, model.rules[index].name, {new_name});
  model.rules[index].name = new_name;
  return model;
}

Model split(Model model, std::size_t index, const std::string& new_name) {
  const Rule whole = model.rules[index];
  std::vector<std::string> names;
  for (std::size_t i = 0; i < whole.conclusions.size(); ++i) {
    Rule part = whole;
    part.conclusions = {whole.conclusions[i]};
    if (whole.alternatives && part.verb == "→" && !part.strength) part.strength = "0.6";
    part.alternatives = false;
    if (i > 0 && !part.name.empty()) part.name = new_name + " " + std::string(i, 'x');
    if (!part.name.empty()) names.push_back(part.name);
    if (i == 0) model.rules[index] = part;
    else model.rules.push_back(part);
  }
  if (!names.empty()) rename_in(model.rules, whole.name, names);
  return model;
}

void weaken(Rule& rule, const Tape& tape) {
  weaken(rule.each ? rule.when.inputs.front() : rule.when,
         tape);  // each sign is an argument of its own
}

std::ostream& operator<<(std::ostream& out, const Recipe& recipe) {
  const Model model = decode(recipe);
  for (const std::string& file : files(model)) out << "\n" << file;
  out << "facts:\n";
  for (const Given& fact : model.facts)
    out << "  " << fact.finding << " " << fact.value << " (" << fact.certainty << ")\n";
  return out;
}

}  // namespace hence::generate
