#include "repl/render_arguments.hpp"

#include <utility>

#include <fmt/format.h>

#include "repl/render_premises.hpp"
#include "repl/render_rules.hpp"
#include "repl/words.hpp"
#include "rules/text.hpp"

namespace hence::repl {
namespace {

// The premises that are not met, and what is known of them; of an `otherwise` row, which row holds.
std::string unmet(const Session& session, const WhyArgument& w) {
  const Program& program = session.program();
  const Rule& rule = program.rules[w.argument.rule.index()];
  std::vector<std::string> reasons;
  if (is_otherwise(program, rule) && !(session.certainty(rule.condition) > program.options.threshold))
    reasons.emplace_back(session.certainty(rule.condition) < -program.options.threshold
                             ? "another row holds"
                             : "another row may still hold");
  else
    put_unmet(session, w.premises, "", reasons);
  const std::string place =
      rule.scope ? place_text(program, program.exprs[rule.scope.index()].span) : "";
  put_unmet(session, w.scope, "only if ", reasons, place.empty() ? "" : ", of " + place);
  return reasons.empty() ? "its condition is not met" : join(reasons, "; ");
}

}  // namespace

std::string silence_text(const Session& session, const WhyArgument& w) {
  const Program& program = session.program();
  const Rule& rule = program.rules[w.argument.rule.index()];
  const Rule* over = w.argument.by ? &program.rules[w.argument.by.index()] : nullptr;
  const std::string by = over ? rule_title(program, *over) : "another rule";
  switch (w.argument.silence) {
    case Silence::unless: return "held back, for " + condition_text(program, rule.unless);
    case Silence::overridden:
      return (over && over->first && over->first == rule.first ? "an earlier row applies: "
                                                               : "overridden by ") +
             by;
    case Silence::shadowed: return "says the same as " + by + ", which counts";
    case Silence::weaker: return "weaker than " + by + ", of which only the strongest counts";
    case Silence::none:
    case Silence::premises: break;
  }
  return unmet(session, w);
}

Page fired_argument(const Session& session, const WhyArgument& w, CitationId& told) {
  const Program& program = session.program();
  const Rule& rule = program.rules[w.argument.rule.index()];
  Page out;
  out.put(fmt::format("    {:>5}  ", signed_figure(w.argument.contribution)),
          rule_head(program, rule));
  if (w.argument.otherwise)
    out.put(spaces(premise_indent), "its `otherwise` speaks, for the condition does not hold");
  if (is_otherwise(program, rule)) out.put(spaces(premise_indent + 2), "no other row holds");
  else out.put(premise_lines(session, w.premises, "  "));
  if (rule.scope)
    out.put(premise_lines(session, w.scope, "  only if ",
                          ", of " + place_text(program, program.exprs[rule.scope.index()].span)));
  out.put(premise_lines(session, w.blockers, "  unless "));
  if (!w.argument.counts)
    out.put(spaces(premise_indent), "does not count: " + silence_text(session, w), Ink::caution);
  const bool repeated = std::exchange(told, rule.source) == rule.source;
  out.put(rule_notes(program, rule, premise_indent, repeated));
  return out;
}

}  // namespace hence::repl
