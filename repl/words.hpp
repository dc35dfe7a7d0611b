// Small phrases about a program: names near a text, values, figures, places, a rule in one line.
// Everything a person reads about a finding or a rule is worded here, once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/answers.hpp"
#include "engine/conclude.hpp"

namespace hence::repl {

/// Names of findings that share words with the text, or are few edits from it; best first, at most
/// `count`. Cost: linear in the names.
std::vector<std::string> nearest_names(const Program& program, std::string_view text,
                                       std::size_t count = 3);

/// «Did you mean night cramps, or cramps after exercise?»; empty if no name is near.
std::string did_you_mean(const Program& program, std::string_view text);

/// Two decimals, but never ±1.00 for what is not definite: 0.72, 1, -0.99.
std::string figure(double certainty);
/// The same without zeros at its end: 0.6.
std::string short_figure(double x);
/// Two decimals with the sign: +0.60.
std::string signed_figure(double certainty);

/// A number with its unit, a choice's value, a date, a score; a text with {names} not filled in.
std::string value_text(const Program& program, FindingId finding, double value);
/// The same, a text filled in.
std::string held_text(const Session& session, FindingId finding, double value);
/// An aggregate's figure: «6», «5.2 mm/s», «2026-11-01». figure: in its measure's unit.
std::string measured_text(const Program& program, ExprId aggregate, double figure);
/// «to sound (+3)»; the value alone if it has no points.
std::string choice_text(const Program& program, FindingId choice, std::size_t value);
/// «+1», «-2», «+0».
std::string points_text(double points);

/// «likely 0.72», «certain», «left», «1.1 L/day, likely 0.60», «0 mL, by default», «in conflict»,
/// «3 so far (1 to 9, 5 open)», «not known».
std::string standing(const Session& session, FindingId finding);
std::string standing(const Session& session, FindingId finding, const Value& value);

/// «below 1.5 L/day», «from 1 L/day to below 1.5 L/day»; the ends of its range go without saying.
std::string stretch_text(const Program& program, FindingId finding, const Stretch& s);

/// How a fact reads back to the one who gave it: «yes: night cramps», «fluid intake = 1.1 L/day».
std::string echo_of(const Program& program, const Fact& fact);

/// «kb/leg-pain.hence:26»; empty for what stands in no file.
std::string place_text(const Program& program, Span span);

/// Where a rule stands: its cell of a table, else its statement.
std::string rule_place(const Program& program, const Rule& rule);

/// How many rules are written: one with variables counts once, facts do not.
std::size_t rules_written(const Knowledge& knowledge);

/// The rule without name and tails, on one line: «night cramps AND low fluid → dehydration».
std::string rule_text(const Program& program, const Rule& rule);

/// The row or branch of a `first` that holds when no other does.
bool is_otherwise(const Program& program, const Rule& rule);

/// Its name if it has one, else rule_text.
std::string rule_title(const Program& program, const Rule& rule);

/// The source text of a condition on one line; in a table's row, which says it in pieces, composed.
std::string condition_text(const Program& program, ExprId condition);

/// A condition as the engine tests it: «age >= 18 years AND age <= 30 years». What arithmetic it
/// holds is in its source text.
std::string composed_condition(const Program& program, ExprId condition);

/// «no kidney disease (not asked)», «blood loss = 0 mL by default (not asked)».
std::string assumption_text(const Session& session, const Assumption& assumption);

/// What a conclusion assumes, and why it may: «kidney disease», «not asked».
struct AssumptionWords {
  enum class Of : std::uint8_t {
    condition,  // `text` is taken to be false
    rule,       // `text` names a rule that is taken not to apply
    by_default  // `text` is a FACT that holds by default
  };
  Of of = Of::condition;
  std::string text;
  std::string because;
};
AssumptionWords assumption_words(const Session& session, const Assumption& assumption);

}  // namespace hence::repl
