#include "tests/generate.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <string_view>

#include "tests/generate_world.hpp"

namespace hence::generate {
namespace {

constexpr auto verbs = std::to_array<std::string_view>(
    {"confirms", "strongly suggests", "suggests", "weakly suggests", "weakly argues against",
     "argues against", "strongly argues against", "rules out"});
constexpr auto otherwises = std::to_array<std::string_view>(
    {"argues against", "rules out", "weakly argues against", "weakly suggests"});
constexpr auto strengths = std::to_array<std::string_view>(
    {"0.7", "1", "0.5", "0.25", "0.9", "0.05", "0.123456789", "-0.4", "-0.9"});
constexpr std::size_t positive_verbs = 4, positive_strengths = 7;

// Reads choices from a tape.
class Reader {
 public:
  explicit Reader(const Tape& tape) : tape_(tape) {}
  std::size_t pick(std::size_t count) { return next_ < tape_.size() ? tape_[next_++] % count : 0; }
  bool chance(std::size_t percent) { return 99 - pick(100) < percent; }  // 0: never
  template <class T>
  std::string choose(const T& items) {
    return std::string(items[pick(items.size())]);
  }

 private:
  const Tape& tape_;
  std::size_t next_ = 0;
};

// wild: cycles through NOT are likelier. focused: much evidence about few findings. narrow: few
// signs too, so that conditions meet their equals.
struct Mood {
  bool wild = false, focused = false, narrow = false;
};

// One rule. Level: of what it concludes; what is read late must be below, what is read early need
// not.
class RuleDecoder {
 public:
  RuleDecoder(const Tape& tape, Style style, Mood mood) : read_(tape), style_(style), mood_(mood) {}

  Rule decode() {
    Rule rule;
    const bool valued = style_ != Style::crisp_positive && read_.chance(15);
    level_ = valued          ? value_level
             : mood_.focused ? 1 + 4 * read_.pick(2)
                             : 1 + read_.pick(derived.size());
    strength(rule, valued);
    positive_ = style_ == Style::crisp_positive || (rule.verb == "→" && rule.otherwise.empty());
    rule.each = !valued && read_.chance(15);
    rule.when = rule.each ? list(Condition::Form::all_of) : condition(2);
    conclusions(rule, valued);
    if (style_ != Style::crisp_positive && read_.chance(15)) rule.unless = condition_late(1);
    merging_tails(rule, valued);
    if (read_.chance(15)) rule.because = "as the books say, \"often\" → 1";
    if (read_.chance(20)) rule.comment = "remark";
    rule.on_lines = read_.chance(30);
    return rule;
  }

  // `grade is first of:`, each line of a random condition, on what is below values.
  std::string first_of() {
    const bool choice = read_.chance(60);
    level_ = value_level;
    positive_ = false;
    constexpr auto grades = std::to_array<std::string_view>({"grave", "fair", "slight", "fair"});
    constexpr auto allowances = std::to_array<std::string_view>(
        {"20 mg", "0.005 g", "40 mg / (caseload - 3)", "clot score * 10 mg"});
    std::string text = choice ? "grade is first of:" : "allowance = first of:";
    const std::size_t places = 1 + read_.pick(3);
    for (std::size_t place = 0; place < places; ++place)
      text += "\n    " + std::string(choice ? grades[place] : allowances[read_.pick(4)]) +
              " when " + print(condition(1));
    if (read_.chance(60)) text += choice ? "\n    slight otherwise" : "\n    1 mg otherwise";
    return text;
  }

  std::size_t level() const { return level_; }
  bool wants_name() { return read_.chance(50); }
  std::size_t pick(std::size_t count) { return read_.pick(count); }

 private:
  void strength(Rule& rule, bool valued) {
    const bool positive = valued || style_ == Style::crisp_positive;
    rule.verb = "→";
    if (read_.chance(45)) rule.verb = verbs[read_.pick(positive ? positive_verbs : verbs.size())];
    else if (read_.chance(50))
      rule.strength = strengths[read_.pick(positive ? positive_strengths : strengths.size())];
    if (!positive && read_.chance(12)) rule.otherwise = read_.choose(otherwises);
  }

  void merging_tails(Rule& rule, bool valued) {
    if (valued) return;
    const std::size_t which = read_.pick(100);
    if (rule.each && which > 30) rule.together = which > 80 ? "0.8" : which > 60 ? "0.5" : "0.65";
    else if (which > 88) rule.group = which > 94 ? "muscles" : "elders";
  }

  void conclusions(Rule& rule, bool valued) {
    if (valued) {
      rule.conclusions.push_back(read_.choose(value_conclusions));
      if (read_.chance(20)) add_distinct(rule, read_.choose(value_conclusions));
      return;
    }
    rule.conclusions.emplace_back(derived[level_ - 1]);
    while (rule.conclusions.size() < 3 && read_.chance(20))
      add_distinct(rule,
                   std::string(derived[level_ - 1 + read_.pick(derived.size() - level_ + 1)]));
    rule.alternatives = rule.conclusions.size() > 1 && !rule.strength && read_.chance(40);
  }

  // No finding twice: «dose = 5» and «dose = 6» in one rule would be a conflict with itself.
  static void add_distinct(Rule& rule, std::string text) {
    const auto subject = [](std::string_view t) { return t.substr(0, t.find_first_of("=:")); };
    for (const std::string& known : rule.conclusions)
      if (subject(known).substr(0, 6) == subject(text).substr(0, 6)) return;
    rule.conclusions.push_back(std::move(text));
  }

  Condition condition(int depth) {
    if (depth == 0 || !read_.chance(mood_.focused && !mood_.narrow ? 25 : 55)) return leaf();
    const std::size_t form = read_.pick(style_ == Style::crisp_positive ? 5 : 8);
    constexpr std::array forms{Condition::Form::all,      Condition::Form::any,
                               Condition::Form::at_least, Condition::Form::any_of,
                               Condition::Form::all_of,   Condition::Form::negation,
                               Condition::Form::at_most,  Condition::Form::exactly};
    if (forms[form] == Condition::Form::negation) {
      const bool no_evidence = read_.chance(20);
      Condition inner = condition_late(depth - 1);
      if (no_evidence) return {Condition::Form::no_evidence, "", 0, {std::move(inner)}};
      return negated(std::move(inner));
    }
    const bool early = positive_;
    positive_ = positive_ && form < 5;
    Condition out{forms[form], "", 0, {}};
    const std::size_t count = 2 + read_.pick(form < 2 ? 2 : 3);
    while (out.inputs.size() < count) out.inputs.push_back(condition(depth - 1));
    out.n = 1 + static_cast<unsigned>(read_.pick(count - 1));
    positive_ = early;
    return out;
  }

  // NOT of «is unknown» is an error that says to write «is known».
  static Condition negated(Condition inner) {
    if (inner.form == Condition::Form::leaf && inner.text.ends_with("is unknown"))
      return text(inner.text.substr(0, inner.text.size() - 7) + "known");
    return {Condition::Form::negation, "", 0, {std::move(inner)}};
  }

  Condition condition_late(int depth) {
    const bool early = positive_;
    positive_ = false;
    Condition out = condition(depth);
    positive_ = early;
    return out;
  }

  Condition list(Condition::Form form) {
    Condition out{form, "", 0, {}};
    const std::size_t count = 2 + read_.pick(3);
    while (out.inputs.size() < count)
      out.inputs.push_back(read_.chance(15) ? condition(1) : leaf());
    return out;
  }

  Condition leaf() {
    const std::size_t kind = read_.pick(100);
    if (kind >= 70 && style_ == Style::crisp_positive) return text(read_.choose(given_comparisons));
    if (kind >= 95) return text(known_leaf());
    if (kind >= 85 && level_ > value_level) return text(read_.choose(late_comparisons));
    if (kind >= 70) return text(read_.choose(given_comparisons));
    return text(spelled(finding()));
  }

  std::string known_leaf() {
    if (read_.chance(30)) return "certainty of " + finding_below() + " >= 0.5";
    const bool number = read_.chance(30);
    const std::string subject = number ? read_.choose(numbers) : finding_below();
    return subject + (read_.chance(40) ? " is unknown" : " is known");
  }

  std::string finding() {
    if (positive_ && read_.chance(8)) return read_.choose(derived);   // may be a positive cycle
    if (mood_.wild && read_.chance(5)) return read_.choose(derived);  // may be a cycle through NOT
    return finding_below();
  }

  std::string finding_below() {
    if (mood_.narrow) return std::string(inputs[read_.pick(2)]);
    const std::size_t below = std::min(level_ - 1, derived.size());
    const std::size_t i = read_.pick(inputs.size() + 2 * below);
    return std::string(i < inputs.size() ? inputs[i] : derived[(i - inputs.size()) % below]);
  }

  // Other spellings of one name.
  std::string spelled(std::string name) {
    if (!read_.chance(10)) return name;
    const std::size_t how = read_.pick(4);
    if (how == 0) name[0] = static_cast<char>(name[0] - 'a' + 'A');
    if (how == 1) name.insert(name.find(' '), " ");
    if (how == 2) name[name.find(' ')] = '-';
    if (how == 3) name = "\"" + name + "\"";
    return name;
  }

  static Condition text(std::string t) { return {Condition::Form::leaf, std::move(t), 0, {}}; }

  Reader read_;
  Style style_;
  Mood mood_;
  std::size_t level_ = 1;
  bool positive_ = true;  // what is read here is read early
};

void untie(Rule& rule, std::size_t number) {
  if (!rule.together.empty())
    rule.together = "0." + std::to_string(41 + 2 * number);  // never a table's 0.5 or 0.8
  if (!rule.group.empty()) rule.group = "elders";
}

// What lies below may be asked whether it applies, or be in a scope.
void relate(Model& model, const std::vector<std::size_t>& levels,
            const std::vector<std::size_t>& picks) {
  for (std::size_t i = 0; i < picks.size(); ++i) {
    Rule& rule = model.rules[i];
    const std::size_t j = picks[i] / 3 % picks.size();
    const Rule& other = model.rules[j];
    if (picks[i] % 3 == 1 && !other.name.empty() &&
        std::pair(levels[i], i) < std::pair(levels[j], j))
      rule.overrides.push_back(other.name);
    if (picks[i] % 7 == 3 && !other.name.empty() && levels[j] < levels[i]) {
      Condition applies{Condition::Form::leaf, "rule " + other.name + " applies", 0, {}};
      if (picks[i] % 2 == 0 || rule.each) rule.unless = std::move(applies);
      else
        rule.when = {picks[i] % 4 == 1 ? Condition::Form::all : Condition::Form::any,
                     "",
                     0,
                     {std::move(rule.when), std::move(applies)}};
    }
    rule.scoped = !model.scope.empty() && picks[i] % 5 == 2;
  }
}

std::string score(const std::string& name, std::span<const std::string_view> items, Reader& read) {
  std::string text = "score " + name + ":";
  const std::size_t first = read.pick(items.size());
  for (std::size_t i = 0; i < items.size(); ++i)
    if (i == first || read.chance(45)) text += "\n    " + std::string(items[i]);
  return text;
}

void decode_rules(const Recipe& recipe, Style style, Mood mood, Model& model) {
  std::vector<std::size_t> levels;
  std::vector<std::size_t> picks;
  for (const Tape& tape : recipe.rules) {
    RuleDecoder decoder(tape, style, mood);
    model.rules.push_back(decoder.decode());
    levels.push_back(decoder.level());
    if (decoder.wants_name())
      model.rules.back().name =
          "rule of " + std::string(ordinals[(levels.size() - 1) % ordinals.size()]);
    if (levels.size() > ordinals.size()) model.rules.back().name.clear();
    picks.push_back(decoder.pick(1000));
    if (style == Style::untied) untie(model.rules.back(), levels.size());
  }
  if (style == Style::crisp_positive) return;
  relate(model, levels, picks);
}

void decode_facts(const Recipe& recipe, Style style, Model& model) {
  std::set<std::string> told;
  for (const Tape& tape : recipe.facts) {
    Given fact = decode_fact(tape, style);
    if (told.insert(fact.finding).second) model.facts.push_back(std::move(fact));
  }
}

}  // namespace

Given decode_fact(const Tape& tape, Style style) {
  constexpr std::array certainties{1.0, -1.0, 0.7, 0.4, -0.5, 0.2, 0.0, 0.123456789, -0.9};
  const bool crisp = style == Style::crisp_positive;
  Reader read(tape);
  Given fact;
  const std::size_t kind = read.pick(100);
  if (kind < 60) {
    fact.finding = kind < 50 || crisp ? read.choose(inputs) : read.choose(derived);
    const std::size_t sign = read.pick(4) / 3;
    fact.certainty =
        crisp ? 1 : certainties[read.chance(50) ? read.pick(certainties.size()) : sign];
    return fact;
  }
  const GivenNumber& number =
      given_numbers[read.pick(given_numbers.size() - (kind < 90 || crisp ? concluded_numbers : 0))];
  fact.finding = number.finding;
  fact.value = number.values[read.pick(number.values.size())];
  if (!crisp && read.chance(15)) fact.certainty = read.chance(30) ? 0 : 0.6;
  return fact;
}

Model decode(const Recipe& recipe, Style style) {
  Model model;
  Reader read(recipe.world);
  Mood mood;
  mood.wild = style != Style::crisp_positive && read.chance(8);
  mood.focused = read.chance(40);
  mood.narrow = mood.focused && read.chance(40);
  for (const Declaration& d : declarations)
    if (d.percent == 100 ||
        ((style != Style::crisp_positive || d.positive) && read.chance(d.percent)))
      model.declarations.emplace_back(d.text);
  model.declarations.push_back(score("clot score", clot_items, read));
  model.declarations.push_back(score("strain score", strain_items, read));
  if (style != Style::crisp_positive) {
    if (read.chance(40))
      model.declarations.push_back(RuleDecoder(recipe.world, style, mood).first_of());
    if (read.chance(25)) model.scope = read.choose(scopes);
  }
  decode_rules(recipe, style, mood, model);
  decode_facts(recipe, style, model);
  return model;
}

// RapidCheck's sizes are fixed here: lists as long in the first case as in the last.
rc::Gen<Tape> tapes(int longest) {
  return rc::gen::resize(longest, rc::gen::container<Tape>(rc::gen::resize(
                                      100, rc::gen::inRange<std::uint16_t>(0, 10000))));
}

rc::Gen<Recipe> recipes() {
  const auto list = [](int longest, int tape) {
    return rc::gen::resize(longest, rc::gen::container<std::vector<Tape>>(tapes(tape)));
  };
  return rc::gen::build<Recipe>(
      rc::gen::set(&Recipe::world, tapes(3 * static_cast<int>(declarations.size()))),
      rc::gen::set(&Recipe::rules, list(18, 80)), rc::gen::set(&Recipe::facts, list(16, 8)));
}

}  // namespace hence::generate
