#include "repl/words.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "engine/aggregate.hpp"
#include "engine/score_report.hpp"
#include "repl/style.hpp"
#include "rules/calendar.hpp"
#include "rules/text.hpp"

namespace hence::repl {
namespace {

std::vector<std::string_view> words_of(std::string_view key) {
  std::vector<std::string_view> words;
  while (!key.empty()) {
    const std::size_t end = std::min(key.find(' '), key.size());
    if (end > 0) words.push_back(key.substr(0, end));
    key.remove_prefix(std::min(end + 1, key.size()));
  }
  return words;
}

// Small words tell nothing about likeness.
bool says_little(std::string_view word) {
  constexpr std::array<std::string_view, 10> small{"a",  "of",  "in", "is", "at",
                                                   "or", "and", "to", "no", "not"};
  return std::find(small.begin(), small.end(), word) != small.end();
}

bool alike(std::string_view a, std::string_view b) {
  if (a == b) return true;
  const int limit = std::min(a.size(), b.size()) >= 5 ? 2 : 0;
  return limit > 0 && edit_distance(a, b, limit) <= limit;
}

// How near a name is to what was typed. Smaller is nearer.
struct Nearness {
  int unshared = 0;  // −(words shared)
  int edits = 0;
  std::string name;
  friend bool operator<(const Nearness& a, const Nearness& b) {
    return std::tie(a.unshared, a.edits, a.name) < std::tie(b.unshared, b.edits, b.name);
  }
};

Nearness nearness(std::string_view key, const std::string& name) {
  const std::string other = key_of(name);
  Nearness result{0, edit_distance(key, other, 20), name};
  for (const std::string_view word : words_of(other)) {
    const auto mine = words_of(key);
    const bool shared =
        std::any_of(mine.begin(), mine.end(), [&](std::string_view w) { return alike(w, word); });
    if (shared && !says_little(word)) --result.unshared;
  }
  return result;
}

bool near_enough(const Nearness& n, std::string_view key) {
  return n.unshared < 0 || n.edits <= std::max(1, static_cast<int>(key.size()) / 4);
}

// The verb that a rule of this strength is written with, if there is one.
std::string_view verb_of(double strength) {
  struct Verb {
    double strength;
    std::string_view text;
  };
  constexpr std::array<Verb, 8> verbs{{{1, "confirms"},
                                       {.8, "strongly suggests"},
                                       {.6, "suggests"},
                                       {.3, "weakly suggests"},
                                       {-.3, "weakly argues against"},
                                       {-.6, "argues against"},
                                       {-.8, "strongly argues against"},
                                       {-1, "rules out"}}};
  for (const Verb& verb : verbs)
    if (verb.strength == strength) return verb.text;
  return {};
}

std::string conclusion_text(const Program& program, const Conclusion& c) {
  const Finding& finding = program.findings[c.finding.index()];
  if (c.value) return finding.name + " = " + condition_text(program, c.value);
  if (c.choice >= 0 && finding.kind == FindingKind::text)
    return fmt::format("{} = \"{}\"", finding.name, value_text(program, c.finding, c.choice));
  if (c.choice >= 0) return finding.name + " is " + value_text(program, c.finding, c.choice);
  return finding.name;
}

// For a cell, one sign of a list, a branch of a `first of`: what it says by itself.
std::string composed_rule(const Program& program, const Rule& rule) {
  std::vector<std::string> conclusions;
  bool value = false;
  for (const Conclusion& c : program.conclusions_of(rule)) {
    conclusions.push_back(conclusion_text(program, c));
    value = value || program.findings[c.finding.index()].kind != FindingKind::yes_no;
  }
  const std::string right = join(conclusions, ", ");
  if (is_otherwise(program, rule)) return right + " otherwise";
  const std::string condition =
      rule.condition ? condition_text(program, rule.condition) : std::string("always");
  if (rule.first) return right + " when " + condition;
  if (value && rule.stated == 1) return fmt::format("{} → {}", condition, right);
  const std::string_view verb = verb_of(rule.stated);
  if (verb.empty())
    return fmt::format("{} → {} ({})", condition, right, format_number(rule.stated));
  return fmt::format("{} {} {}", condition, verb, right);
}

// Where the tails of a rule begin; the end of the text if it has none.
std::size_t tails_begin(std::string_view text) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (quoted || text[i] != ' ') continue;
    for (const std::string_view tail :
         {" because \"", " source ", " group ", " overrides ", " otherwise "})
      if (text.substr(i).starts_with(tail)) return i;
  }
  return text.size();
}

}  // namespace

std::vector<std::string> nearest_names(const Program& program, std::string_view text,
                                       std::size_t count) {
  const std::string key = key_of(text);
  std::vector<Nearness> found;
  const auto consider = [&](const std::string& name) {
    Nearness n = nearness(key, name);
    if (near_enough(n, key)) found.push_back(std::move(n));
  };
  for (const Finding& finding : program.findings) {
    consider(finding.name);
    if (!finding.detail) continue;
    for (const std::string& alias : program.details[finding.detail.index()].aliases)
      consider(alias);
  }
  std::sort(found.begin(), found.end());
  std::vector<std::string> names;
  for (std::size_t i = 0; i < found.size() && names.size() < count; ++i)
    names.push_back(found[i].name);
  return names;
}

std::string did_you_mean(const Program& program, std::string_view text) {
  const auto names = nearest_names(program, text);
  if (names.empty()) return {};
  std::string out = "Did you mean " + names.front();
  for (std::size_t i = 1; i < names.size(); ++i)
    out += (i + 1 == names.size() ? ", or " : ", ") + names[i];
  return out + "?";
}

std::string figure(double certainty) {
  if (std::abs(certainty) == 1 || certainty == 0) return format_number(certainty);
  std::string text = fmt::format("{:.2f}", certainty);
  if (text == "1.00") return "0.99";
  if (text == "-1.00") return "-0.99";
  return text == "-0.00" ? "0.00" : text;
}

std::string short_figure(double x) {
  std::string text = figure(x);
  if (text.find('.') == std::string::npos) return text;
  while (text.ends_with('0')) text.pop_back();
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string signed_figure(double certainty) {
  return (certainty < 0 ? "" : "+") +
         (std::abs(certainty) == 1 ? fmt::format("{:.2f}", certainty) : figure(certainty));
}

std::string value_text(const Program& program, FindingId finding, double value) {
  const Detail* detail = program.detail(finding);
  if (program.findings[finding.index()].kind == FindingKind::choice) {
    const auto index = static_cast<std::size_t>(value);
    return detail && value >= 0 && index < detail->values.size() ? detail->values[index] : "?";
  }
  if (program.findings[finding.index()].kind == FindingKind::date) return write_date(value);
  if (program.findings[finding.index()].kind == FindingKind::text) {
    std::string text;
    for (const TextPart& part : program.wordings[static_cast<std::size_t>(value)]) {
      text += part.before;
      if (part.finding) text += "{" + program.findings[part.finding.index()].name + "}";
    }
    return text;
  }
  std::string text = detail && detail->decimals ? fmt::format("{:.{}f}", value, *detail->decimals)
                                                : format_number(round12(value));
  if (detail && detail->unit && !detail->unit->spelling.empty())
    text += " " + detail->unit->spelling;
  return text;
}

std::string measured_text(const Program& program, ExprId aggregate, double figure) {
  const Measure& measure = measure_of(program, aggregate);
  if (measure.date) return write_date(figure);
  const std::string& unit = measure.unit.spelling;
  return format_number(figure) + (unit.empty() ? "" : " " + unit);
}

std::string held_text(const Session& session, FindingId finding, double value) {
  const Program& program = session.program();
  if (program.findings[finding.index()].kind != FindingKind::text)
    return value_text(program, finding, value);
  return fill(session, program.wordings[static_cast<std::size_t>(value)]);
}

std::string choice_text(const Program& program, FindingId choice, std::size_t value) {
  const Detail* detail = program.detail(choice);
  const std::string text = value_text(program, choice, static_cast<double>(value));
  if (!detail || value >= detail->points.size()) return text;
  return fmt::format("{} ({})", text, points_text(detail->points[value]));
}

std::string points_text(double points) { return (points < 0 ? "" : "+") + format_number(points); }

std::string standing(const Session& session, FindingId finding) {
  return standing(session, finding, session.value(finding));
}

std::string standing(const Session& session, FindingId finding, const Value& value) {
  const Program& program = session.program();
  if (value.state == Truth::conflict) return "in conflict";
  const FindingKind kind = program.findings[finding.index()].kind;
  if (kind == FindingKind::score && !value.value) return score_text(session, finding);
  if (kind != FindingKind::yes_no) {
    if (!value.value) return value.asked_unknown ? "not known" : "open";
    std::string held = held_text(session, finding, *value.value);
    if (value.by_default) held += ", by default";
    if (value.certainty == 1) return held;
    return fmt::format("{}, {} {}", held,
                       text_of(band_of(value.certainty, program.options.threshold)),
                       figure(value.certainty));
  }
  if (value.by_default) return value.certainty > 0 ? "yes, by default" : "no, by default";
  if (value.certainty == 0) return value.asked_unknown ? "not known" : "open";
  const Band band = band_of(value.certainty, program.options.threshold);
  if (band == Band::certain || band == Band::ruled_out) return std::string(text_of(band));
  return fmt::format("{} {}", text_of(band), figure(value.certainty));
}

std::string echo_of(const Program& program, const Fact& fact) {
  const Finding& finding = program.findings[fact.finding.index()];
  if (fact.certainty == 0) return "not known: " + finding.name;
  std::string degree;
  if (std::abs(fact.certainty) != 1)
    degree = fmt::format(" ({})", format_number(std::abs(fact.certainty)));
  if (finding.kind == FindingKind::yes_no)
    return fmt::format("{}: {}{}", fact.certainty > 0 ? "yes" : "no", finding.name, degree);
  return fmt::format("{}: {}{}", finding.name, value_text(program, fact.finding, fact.value),
                     degree);
}

std::string place_text(const Program& program, Span span) {
  const auto row = static_cast<std::size_t>(span.source);
  if (span.source == no_source || row >= program.sources.size()) return {};
  const Source& source = program.sources[row];
  return fmt::format("{}:{}", source.path, place(source, span.begin).line);
}

std::string rule_place(const Program& program, const Rule& rule) {
  return place_text(program, rule.cell.source != no_source ? rule.cell : rule.span);
}

std::size_t rules_written(const Knowledge& knowledge) {
  std::set<std::pair<std::uint32_t, std::uint32_t>> seen;
  const auto is_new = [&](const Rule& rule) {
    return seen.insert({static_cast<std::uint32_t>(rule.span.source), rule.span.begin}).second;
  };
  std::size_t count = 0;
  for (const Rule& rule : knowledge.program.rules)
    if (!rule.fact && (is_new(rule) || rule.instance == 0)) ++count;
  if (knowledge.growable)
    for (const Rule& rule : knowledge.growable.schema().rules)
      if (!rule.fact && is_new(rule)) ++count;  // it has no instance yet
  return count;
}

std::string rule_text(const Program& program, const Rule& rule) {
  const bool cell = rule.cell.source != no_source && rule.cell.end > rule.cell.begin;
  if (cell || rule.first || is_otherwise(program, rule)) return composed_rule(program, rule);
  std::string text = one_line(program.text_of(rule.span, rule.instance));
  if (rule.name) {
    const std::size_t colon = text.find(": ");
    if (colon != std::string::npos && key_of(text.substr(0, 5)) == "rule") text.erase(0, colon + 2);
  }
  if (text.starts_with("each of")) return composed_rule(program, rule);
  text.resize(tails_begin(text));
  return text;
}

bool is_otherwise(const Program& program, const Rule& rule) {
  if (program.firsts == 0 || rule.first || !rule.condition) return false;
  const Expr& denied = program.exprs[rule.condition.index()];
  if (denied.op != Op::negation) return false;
  ExprId one = program.inputs(denied).front();
  const auto heads_a_branch = [&](ExprId condition) {
    return std::any_of(program.rules.begin(), program.rules.end(), [&](const Rule& other) {
      return other.first && other.condition == condition;
    });
  };
  if (heads_a_branch(one)) return true;
  const Expr& any = program.exprs[one.index()];
  return any.op == Op::any && heads_a_branch(program.inputs(any).front());
}

std::string rule_title(const Program& program, const Rule& rule) {
  return rule.name ? program.rule_names[rule.name.index()] : rule_text(program, rule);
}

// What a finding is by default, as a FACT.
static std::string default_text(const Session& session, FindingId finding) {
  const Value value = session.value(finding);
  return write_fact(session.program(), {finding, value.certainty, value.value.value_or(0), {}});
}

AssumptionWords assumption_words(const Session& session, const Assumption& assumption) {
  using Of = AssumptionWords::Of;
  const Program& program = session.program();
  constexpr std::array<std::string_view, 3> reasons{"not asked", "not known", "not decided"};
  const std::string because(reasons[static_cast<std::size_t>(assumption.because)]);
  if (assumption.by_default)
    return {Of::by_default, default_text(session, assumption.by_default), because};
  if (assumption.overriding_rule) {
    const Rule& over = program.rules[assumption.overriding_rule.index()];
    if (over.first && over.first == program.rules[assumption.rule.index()].first)
      return {Of::condition, condition_text(program, over.condition), because};
    return {Of::rule, rule_title(program, over), because};
  }
  return {Of::condition, condition_text(program, assumption.expr), because};
}

std::string assumption_text(const Session& session, const Assumption& assumption) {
  const AssumptionWords words = assumption_words(session, assumption);
  switch (words.of) {
    case AssumptionWords::Of::rule:
      return fmt::format("rule {} does not apply ({})", words.text, words.because);
    case AssumptionWords::Of::by_default:
      return fmt::format("{} by default ({})", words.text, words.because);
    case AssumptionWords::Of::condition: break;
  }
  return fmt::format("no {} ({})", words.text, words.because);
}

std::string stretch_text(const Program& program, FindingId finding, const Stretch& s) {
  const auto figure = [&](double x) { return value_text(program, finding, x); };
  if (s.low == s.high) return figure(s.low);
  const Detail* detail = program.detail(finding);
  const bool lowest = std::isinf(s.low) || (detail && detail->lowest == s.low);
  const bool highest = std::isinf(s.high) || (detail && detail->highest == s.high);
  if (lowest && highest) return "any value";
  if (lowest) return (s.with_high ? "up to " : "below ") + figure(s.high);
  if (highest) return (s.with_low ? "from " : "above ") + figure(s.low);
  return fmt::format("{} {} {} {}", s.with_low ? "from" : "above", figure(s.low),
                     s.with_high ? "to" : "to below", figure(s.high));
}

}  // namespace hence::repl
