#include "repl/render_why_not.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "engine/no_instance.hpp"
#include "engine/why_not.hpp"
#include "repl/render_arguments.hpp"
#include "repl/render_premises.hpp"
#include "repl/render_rules.hpp"
#include "repl/render_score.hpp"
#include "repl/render_text.hpp"
#include "repl/words.hpp"
#include "rules/text.hpp"

namespace hence::repl {
namespace {

constexpr int condition_indent = 6;

const std::string& name_of(const Program& program, FindingId finding) {
  return program.findings[finding.index()].name;
}

// «2 answers would do, one of them other than given».
std::string distance_text(const Session& session, const Miss& miss) {
  const Distance d = miss.distance;
  if (!d.possible()) return "no answer that can change makes it hold";
  if (d.changes == 0) {
    const auto& premises = miss.argument.premises;
    const bool met = std::all_of(premises.begin(), premises.end(), [&](const PremiseReport& p) {
      return p.certainty > session.program().options.threshold;
    });
    return met || miss.argument.argument.otherwise ? "its condition holds"
                                                   : "a figure that it reads is not known";
  }
  std::string text =
      miss.would_do ? counted(d.changes, "answer would do", "answers would do")
                    : counted(d.changes, "answer", "answers") + " would make it speak, too weakly";
  if (d.given == d.changes)
    text += d.changes == 1 ? ", other than given" : ", all other than given";
  else if (d.given > 0) text += fmt::format(", {} of them other than given", d.given);
  return text;
}

// «0.15, not above 0.2»: a certainty against the threshold.
std::string against_threshold(const Session& session, const PremiseReport& p, std::string state) {
  const double threshold = session.program().options.threshold;
  if (p.certainty > 0 && p.certainty <= threshold)
    state += fmt::format(", not above {}", short_figure(threshold));
  return state;
}

struct Row {
  std::string mark, text, state;
};

void collect(const Session& session, std::span<const PremiseReport> premises, std::string_view word,
             bool blocks, int depth, std::vector<Row>& rows) {
  const double threshold = session.program().options.threshold;
  for (const PremiseReport& p : premises) {
    const bool holds = p.certainty > threshold, fails = p.certainty < -threshold;
    std::string mark = holds ? "met" : fails ? "refused" : "not known";
    if (blocks) mark = holds ? "blocks" : "does not block";
    rows.push_back(
        {std::move(mark),
         spaces(2 * depth) + std::string(word) + printable(premise_text(session.program(), p)),
         printable(against_threshold(session, p, condition_state(session, p)))});
    collect(session, shown_parts(p), "", blocks, depth + 1, rows);
    if (p.parts.size() > shown_parts(p).size())
      rows.push_back({"", spaces(2 * depth + 2), more_parts(p)});
  }
}

// Each condition, marked.
void put_conditions(const Session& session, const WhyArgument& w, Page& out) {
  const Program& program = session.program();
  std::vector<Row> rows;
  if (!is_otherwise(program, program.rules[w.argument.rule.index()]))
    collect(session, w.premises, "", false, 0, rows);
  collect(session, w.scope, "only if ", false, 0, rows);
  collect(session, w.blockers, "unless ", true, 0, rows);
  int marks = 0, texts = 0;
  for (const Row& row : rows) {
    marks = std::max(marks, display_width(row.mark));
    texts = std::max(texts, display_width(row.text));
  }
  texts = std::min(texts, 36);
  for (const Row& row : rows)
    out.put(fmt::format("{}{}  {}  ", spaces(condition_indent), padded(row.mark, marks),
                        padded(row.text, texts)),
            row.state, row.mark == "met" || row.mark == "does not block" ? Ink::faint : Ink::plain);
}

// What else holds it back, beside its conditions.
void put_held_back(const Session& session, const WhyArgument& w, Page& out) {
  const Silence silence = w.argument.silence;
  if (silence == Silence::overridden || silence == Silence::shadowed)
    out.put(spaces(condition_indent), silence_text(session, w), Ink::caution);
  if (w.argument.otherwise)
    out.put(spaces(condition_indent), "its `otherwise` speaks when the condition does not hold");
}

void put_miss(const Session& session, const Miss& miss, std::string_view lead, Page& out) {
  const Program& program = session.program();
  const Rule& rule = program.rules[miss.argument.argument.rule.index()];
  out.put(std::string(lead), rule_head(program, rule) + "; " + distance_text(session, miss));
  put_conditions(session, miss.argument, out);
  put_held_back(session, miss.argument, out);
  out.put(rule_notes(program, rule, condition_indent, false));
}

// «open 0.12, not above 0.2».
std::string lacking(const Session& session, const Lack& lack) {
  const double threshold = session.program().options.threshold;
  std::string text = standing(session, lack.finding, lack.value);
  if (lack.wanted && lack.value.state == Truth::unknown && lack.value.certainty > 0)
    text += fmt::format(", not above {}", short_figure(threshold));
  return text;
}

void put_fired(const Session& session, const Lack& lack, Page& out) {
  const Program& program = session.program();
  for (const WhyArgument& w : lack.fired) {
    const Rule& rule = program.rules[w.argument.rule.index()];
    const bool pro = w.argument.contribution > 0;
    out.put(fmt::format("    {}  {:>5}  ", pro ? "speaks for it    " : "speaks against it",
                        signed_figure(w.argument.contribution)),
            fmt::format("{} ({})", rule_title(program, rule), rule_place(program, rule)));
  }
}

void put_others(const Session& session, const Lack& lack, Page& out) {
  const Program& program = session.program();
  for (std::size_t i = 1; i < lack.misses.size(); ++i) {
    const Miss& miss = lack.misses[i];
    const Rule& rule = program.rules[miss.argument.argument.rule.index()];
    out.put("    - ",
            fmt::format("{} ({}): {}; {}", rule_title(program, rule), rule_place(program, rule),
                        silence_text(session, miss.argument), distance_text(session, miss)),
            Ink::faint);
  }
  if (lack.others > 0) out.put("    - ", fmt::format("and {} more", lack.others), Ink::faint);
}

// A score's items that are open or give nothing.
void put_score(const Session& session, const Lack& lack, Page& out) {
  if (session.program().findings[lack.finding.index()].kind != FindingKind::score) return;
  const ItemWords words = item_words(session, lack.finding);
  if (!words.counting.empty()) out.put("    counting: ", join(words.counting, "; "));
  if (!words.open.empty()) out.put("    open: ", join(words.open, "; "));
}

// A formula, and what it reads.
void put_formula(const Session& session, const Lack& lack, Page& out) {
  const Detail* detail = session.program().detail(lack.finding);
  if (detail == nullptr || !detail->computed) return;
  out.put("    computed: ", condition_text(session.program(), detail->computed));
  out.put(premise_lines(session, why(session, lack.finding).computed, ""));
}

// Of a tuple for which no rule has an instance, rule by rule.
void put_no_instances(const Session& session, std::string_view tuple, Page& out) {
  const auto rules = no_instances(session, tuple);
  if (rules.empty()) out.put("    ", "no rule concludes it; only a fact would tell it");
  for (const NoInstance& rule : rules) {
    Rule written;
    written.span = rule.rule;
    written.strength = rule.strength;
    out.put(&rule == rules.data() ? "    nearest: " : "    - ",
            rule_head(session.program(), written));
    for (const NoInstance::Condition& c : rule.conditions) {
      std::string mark = c.met ? "met      " : "lacking  ", text = c.words;
      if (c.some) text = "no " + text;
      else if (!c.met && c.tuple) text += ": nothing says so";
      if (!c.met && !c.nearest.empty()) text += "; the nearest: " + c.nearest;
      if (!c.tuple) mark = rule.unmet == 0 ? "refused  " : "", text = rule.unmet == 0 ? text : "";
      if (!text.empty())
        out.put(spaces(condition_indent) + mark, text, c.met ? Ink::faint : Ink::plain);
    }
  }
}

void put_lack(const Session& session, const Lack& lack, bool first, Page& out) {
  const Program& program = session.program();
  if (!first)
    out.put("  ",
            fmt::format("{}{}: {}", lack.wanted ? "" : "wanted false: ",
                        name_of(program, lack.finding), lacking(session, lack)),
            Ink::strong);
  put_fired(session, lack, out);
  put_score(session, lack, out);
  put_formula(session, lack, out);
  if (lack.answerable)
    out.put("    ", lack.value.asked_unknown ? "it was asked, and is not known"
                    : lack.value.given       ? "it was answered"
                                             : "an answer of its own would settle it");
  if (!lack.misses.empty()) put_miss(session, lack.misses.front(), "    nearest: ", out);
  put_others(session, lack, out);
  const Detail* detail = program.detail(lack.finding);
  const bool made = program.findings[lack.finding.index()].kind == FindingKind::score ||
                    (detail != nullptr && detail->computed);
  if (!lack.misses.empty() || !lack.fired.empty() || made) return;
  if (lack.wanted && is_without_instance(session, lack.finding))
    put_no_instances(session, program.findings[lack.finding.index()].name, out);
  else if (!lack.answerable) out.put("    ", "no rule would conclude it");
}

std::string title(const Session& session, const Target& target, const WhyNot& w) {
  const Program& program = session.program();
  if (!target.tuple.empty()) return fmt::format("Why not {}: open", target.tuple);
  if (!target.finding) {
    const Rule& rule = program.rules[target.rules.front().index()];
    return fmt::format("Why not {}", rule_title(program, rule));
  }
  const std::string now =
      w.lacks.empty() ? standing(session, target.finding) : lacking(session, w.lacks.front());
  return fmt::format("Why not {}: {}", name_of(program, target.finding), now);
}

// An argument of the rule that was asked about.
void put_of_rule(const Session& session, const Miss& miss, Page& out) {
  const Program& program = session.program();
  const ArgumentReport& argument = miss.argument.argument;
  out.put("  ",
          fmt::format("for {}: {}", name_of(program, argument.finding),
                      standing(session, argument.finding)),
          Ink::strong);
  CitationId told;
  if (argument.contribution != 0) {
    out.put("    ", argument.otherwise ? "its `otherwise` applies" : "it applies");
    return out.put(fired_argument(session, miss.argument, told));
  }
  put_miss(session, miss, "    ", out);
}

}  // namespace

Page render_why_not(const Session& session, const Target& target, const HowLimits& limits) {
  const WhyNot w =
      target.finding ? why_not(session, target.finding) : why_not(session, target.rules);
  Page out;
  out.put("", title(session, target, w), Ink::strong);
  if (!target.tuple.empty()) put_no_instances(session, target.tuple, out);
  for (const Miss& miss : w.of_rules) put_of_rule(session, miss, out);
  const auto is_hidden = [&](FindingId f) {
    return std::find(limits.hidden.begin(), limits.hidden.end(), f) != limits.hidden.end();
  };
  for (std::size_t i = 0; i < w.lacks.size() && i <= limits.depth; ++i)
    if (i == 0 || !is_hidden(w.lacks[i].finding))
      put_lack(session, w.lacks[i], i == 0 && target.finding, out);
  if (target.finding && w.lacks.empty())
    out.put("  ", fmt::format("It does hold: `why {}` says why.",
                              name_of(session.program(), target.finding)));
  return out;
}

}  // namespace hence::repl
