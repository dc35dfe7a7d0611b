#include "repl/picture_words.hpp"

#include <array>
#include <cmath>

#include <fmt/format.h>

#include "engine/aggregate.hpp"
#include "repl/style.hpp"
#include "repl/words.hpp"
#include "rules/text.hpp"

namespace hence::repl {
namespace {

constexpr int label_columns = 24;
constexpr int label_limit = 140;

std::string safe(std::string_view text) { return printable(one_line(text)); }

Tone tone_of(Band band) {
  switch (band) {
    case Band::certain:
    case Band::very_likely:
    case Band::likely: return Tone::good;
    case Band::possible: return Tone::maybe;
    case Band::unlikely:
    case Band::ruled_out: return Tone::bad;
    case Band::conflict: return Tone::conflict;
    case Band::open: break;
  }
  return Tone::open;
}

Tone tone_of(double contribution) {
  return contribution > 0 ? Tone::good : contribution < 0 ? Tone::bad : Tone::open;
}

// Why an argument says nothing, in a word.
std::string_view silent_word(Silence silence) {
  switch (silence) {
    case Silence::unless: return "held back";
    case Silence::overridden: return "overridden";
    case Silence::shadowed: return "said already";
    case Silence::weaker: return "outweighed";
    case Silence::none:
    case Silence::premises: break;
  }
  return "does not fire";
}

constexpr std::string_view op_names[] = {"finding",
                                         "number",
                                         "choice",
                                         "score",
                                         "defaulted",
                                         "argument",
                                         "value_argument",
                                         "strongest",
                                         "capped",
                                         "evidence_for",
                                         "evidence_against",
                                         "applies",
                                         "any_applies",
                                         "stands",
                                         "blocker",
                                         "all",
                                         "any",
                                         "negation",
                                         "at_least",
                                         "at_most",
                                         "exactly",
                                         "is_known",
                                         "is_unknown",
                                         "no_evidence_for",
                                         "is_value",
                                         "less",
                                         "less_equal",
                                         "greater",
                                         "greater_equal",
                                         "equal",
                                         "not_equal",
                                         "literal",
                                         "points",
                                         "certainty",
                                         "add",
                                         "subtract",
                                         "multiply",
                                         "divide",
                                         "power",
                                         "minus",
                                         "absolute",
                                         "minimum",
                                         "maximum",
                                         "round_to",
                                         "floor",
                                         "ceiling",
                                         "square_root",
                                         "logarithm",
                                         "logarithm10",
                                         "exponential",
                                         "truncate",
                                         "plus_months",
                                         "months_between",
                                         "exact_years_between",
                                         "year_of",
                                         "month_of",
                                         "aggregate"};
static_assert(std::size(op_names) == static_cast<std::size_t>(NodeOp::aggregate) + 1);

constexpr std::string_view role_names[] = {
    "condition", "unless",   "overrides",  "same", "evidence", "value", "kind",
    "broader",   "computed", "by_default", "item", "gate",     "part",  "reads"};
static_assert(std::size(role_names) == static_cast<std::size_t>(EdgeRole::reads) + 1);

// A test in the rule's own words; where those say two things, or their opposite, in its own.
std::string test_text(const Program& program, ExprId test) {
  const Expr& e = program.exprs[test.index()];
  if (e.op == Op::is_value) return composed_condition(program, test);
  std::string text = condition_text(program, test);
  if (e.op != Op::less_equal && e.op != Op::greater_equal) return text;
  if (key_of(text).find(" between ") == std::string::npos) return text;
  const auto sides = program.inputs(e);
  return condition_text(program, sides[0]) + (e.op == Op::less_equal ? " <= " : " >= ") +
         condition_text(program, sides[1]);
}

}  // namespace

std::string_view text_of(Tone tone) {
  constexpr std::array<std::string_view, 6> names{"plain", "good",     "maybe",
                                                  "bad",   "conflict", "open"};
  return names[static_cast<std::size_t>(tone)];
}

std::string_view text_of(Shape shape) {
  constexpr std::array<std::string_view, 4> names{"finding", "argument", "test", "join"};
  return names[static_cast<std::size_t>(shape)];
}

std::string_view name_of(NodeOp op) { return op_names[static_cast<std::size_t>(op)]; }
std::string_view name_of(EdgeRole role) { return role_names[static_cast<std::size_t>(role)]; }
std::string_view name_of(Silence silence) {
  constexpr std::array<std::string_view, 6> names{"none",       "premises", "unless",
                                                  "overridden", "same",     "weaker"};
  return names[static_cast<std::size_t>(silence)];
}

std::string clipped(std::string_view text, int columns) {
  if (display_width(text) <= columns) return std::string(text);
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = code_point(text, at).size;
    if (display_width(out) + 1 >= columns) break;
    out += text.substr(at, size);
    at += size;
  }
  return out + "…";
}

std::vector<std::string> label_lines(const NodeWords& words) {
  std::vector<std::string> lines = wrap(clipped(words.title, label_limit), label_columns);
  for (std::string& line : wrap(clipped(words.standing, label_limit), label_columns))
    lines.push_back(std::move(line));
  return lines;
}

NodeWords PictureWords::of(const PictureNode& node) const {
  if (node.own) return finding(node);
  if (node.op == NodeOp::argument || node.op == NodeOp::value_argument) return argument(node);
  return operation(node);
}

// What a finding is, in a rule base.
std::string PictureWords::kind(FindingId id) const {
  const Detail* detail = program_->detail(id);
  switch (program_->findings[id.index()].kind) {
    case FindingKind::yes_no: return {};
    case FindingKind::number:
      return detail && detail->unit && !detail->unit->spelling.empty()
                 ? "number in " + detail->unit->spelling
                 : "number";
    case FindingKind::choice: return detail ? clipped(join(detail->values, ", "), 44) : "choice";
    case FindingKind::date: return "date";
    case FindingKind::score: return "score";
    case FindingKind::text: return "text";
  }
  return {};
}

// What a finding is, in a case.
std::string PictureWords::held(const PictureNode& node) const {
  const Value& value = node.value;
  if (value.set_aside) return "set aside: not to be asked";
  const bool plain = value.given && !value.asked_unknown && std::abs(value.certainty) == 1;
  if (value.state == Truth::unknown && value.certainty == 0 && !value.given &&
      program_->findings[node.finding.index()].kind != FindingKind::score)
    return "not asked";
  std::string text = standing(*session_, node.finding, value);
  if (plain && program_->findings[node.finding.index()].kind == FindingKind::yes_no)
    text = value.certainty > 0 ? "yes" : "no";
  return value.given && !value.asked_unknown ? text + ", given" : text;
}

NodeWords PictureWords::finding(const PictureNode& node) const {
  NodeWords words;
  words.title = safe(program_->findings[node.finding.index()].name);
  if (session_ == nullptr) {
    words.standing = safe(kind(node.finding));
    return words;
  }
  words.standing = safe(held(node));
  words.given = node.value.given && !node.value.asked_unknown && !node.value.set_aside;
  words.tone = tone_of(band_of(*session_, node.finding));
  return words;
}

// «is high», «= 20 µg/day»: the value that an argument concludes.
std::string PictureWords::concluded(const PictureNode& node) const {
  for (const Conclusion& c : program_->conclusions_of(program_->rules[node.rule.index()])) {
    if (c.finding != node.finding) continue;
    if (c.value) return "= " + condition_text(*program_, c.value);
    if (c.choice < 0) continue;
    const bool text = program_->findings[c.finding.index()].kind == FindingKind::text;
    return (text ? "= " : "is ") + value_text(*program_, c.finding, c.choice);
  }
  return {};
}

std::string PictureWords::fired(const PictureNode& node) const {
  if (node.op == NodeOp::argument) return signed_figure(node.certainty);
  std::string text = "holds";
  if (node.figure && program_->findings[node.finding.index()].kind == FindingKind::number)
    text = value_text(*program_, node.finding, *node.figure);
  return node.certainty == 1 ? text : fmt::format("{}, {}", text, figure(node.certainty));
}

NodeWords PictureWords::argument(const PictureNode& node) const {
  const Rule& rule = program_->rules[node.rule.index()];
  NodeWords words;
  words.shape = Shape::argument;
  if (rule.name) words.title = safe(program_->rule_names[rule.name.index()]);
  if (node.op == NodeOp::value_argument)
    words.title += (words.title.empty() ? "" : ": ") + safe(concluded(node));
  if (node.otherwise) words.title += words.title.empty() ? "otherwise" : ", otherwise";
  if (session_ == nullptr) {
    const double strength = node.otherwise ? rule.otherwise : rule.strength;
    if (node.op == NodeOp::argument || strength != 1) words.standing = signed_figure(strength);
    return words;
  }
  words.tone = tone_of(node.certainty);
  words.standing = node.certainty != 0 ? safe(fired(node)) : std::string(silent_word(node.silence));
  if (node.certainty != 0 && !node.counts)
    words.standing += ", " + std::string(silent_word(node.silence));
  return words;
}

NodeWords PictureWords::operation(const PictureNode& node) const {
  NodeWords words;
  words.shape = Shape::join;
  switch (node.op) {
    case NodeOp::all: words.title = "AND"; break;
    case NodeOp::any: words.title = "OR"; break;
    case NodeOp::at_least: words.title = fmt::format("at least {} of", node.param); break;
    case NodeOp::at_most: words.title = fmt::format("at most {} of", node.param); break;
    case NodeOp::exactly: words.title = fmt::format("exactly {} of", node.param); break;
    case NodeOp::capped:
      words.title = fmt::format("together at most {}", short_figure(std::abs(node.param)));
      break;
    case NodeOp::strongest:
      words.title = "strongest of " + safe(program_->groups[node.origin]);
      break;
    case NodeOp::applies:
      words.title = safe(rule_title(*program_, program_->rules[node.rule.index()])) + " applies";
      break;
    case NodeOp::aggregate:
      words.shape = Shape::test;
      words.title = node.expr ? safe(condition_text(*program_, node.expr))
                              : std::string(hence::name_of(aggregate_of(node.param)));
      if (session_ == nullptr) return words;
      words.tone = node.figure ? Tone::plain : Tone::open;
      words.standing =
          node.figure && node.expr
              ? safe(measured_text(*program_, node.expr,
                                   in_unit(measure_of(*program_, node.expr), *node.figure)))
              : "not known";
      return words;
    default:
      words.shape = Shape::test;
      words.title =
          node.expr ? safe(test_text(*program_, node.expr)) : std::string(name_of(node.op));
  }
  if (session_ == nullptr) return words;
  const double threshold = program_->options.threshold;
  words.tone = std::abs(node.certainty) > threshold ? tone_of(node.certainty) : Tone::open;
  const bool evidence = node.op == NodeOp::capped || node.op == NodeOp::strongest;
  if (evidence) {
    words.tone = tone_of(node.certainty);
    words.standing = node.certainty == 0 ? "nothing" : signed_figure(node.certainty);
  } else if (words.tone == Tone::good) words.standing = "holds";
  else words.standing = words.tone == Tone::bad ? "does not hold" : "not decided";
  return words;
}

RuleWords PictureWords::rule(const PictureNode& node) const {
  RuleWords words;
  if (!node.rule) return words;
  const Rule& rule = program_->rules[node.rule.index()];
  words.text = safe(rule_text(*program_, rule));
  if (rule.name) words.name = safe(program_->rule_names[rule.name.index()]);
  words.because = safe(program_->texts[rule.because]);
  if (rule.source) words.source = safe(program_->citations[rule.source.index()].text);
  words.place = safe(rule_place(*program_, rule));
  words.strength = short_figure(node.otherwise ? rule.otherwise : rule.strength);
  return words;
}

std::string PictureWords::of(const PictureEdge& edge) const {
  const std::string_view not_it = edge.negated ? "not" : "";
  switch (edge.role) {
    case EdgeRole::unless: return edge.negated ? "unless not" : "unless";
    case EdgeRole::overrides: return "overrides";
    case EdgeRole::same: return "says the same";
    case EdgeRole::kind: return "is a kind of";
    case EdgeRole::broader: return "with its kinds";
    case EdgeRole::by_default: return "by default";
    case EdgeRole::gate: return edge.negated ? "asked only if not" : "asked only if";
    case EdgeRole::item:
      if (edge.points) return (edge.negated ? "not: " : "") + points_text(*edge.points);
      break;
    default: break;
  }
  return std::string(not_it);
}

}  // namespace hence::repl
