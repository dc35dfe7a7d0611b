#include "repl/answer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "repl/quantity.hpp"
#include "repl/question_text.hpp"
#include "repl/style.hpp"
#include "repl/words.hpp"
#include "rules/text.hpp"

namespace hence::repl {
namespace {

struct Word {
  std::string_view text;
  double certainty;
};
// Answers to a yes/no question. `probably` is «suggests».
constexpr std::array<Word, 14> yes_no_words{{{"yes", 1},
                                             {"y", 1},
                                             {"no", -1},
                                             {"n", -1},
                                             {"unknown", 0},
                                             {"u", 0},
                                             {"not known", 0},
                                             {"don't know", 0},
                                             {"do not know", 0},
                                             {"unsure", 0},
                                             {"probably", .6},
                                             {"probably yes", .6},
                                             {"probably not", -.6},
                                             {"probably no", -.6}}};

struct ControlWord {
  std::string_view text;
  AnswerKind kind;
};
constexpr std::array<ControlWord, 7> control_words{{{"why", AnswerKind::why},
                                                    {"what", AnswerKind::what},
                                                    {"?", AnswerKind::help},
                                                    {"skip", AnswerKind::skip},
                                                    {"back", AnswerKind::back},
                                                    {"enough", AnswerKind::enough},
                                                    {"conclude", AnswerKind::enough}}};

std::optional<double> yes_no_word(std::string_view key) {
  for (const Word& word : yes_no_words)
    if (word.text == key) return word.certainty;
  return std::nullopt;
}

Answer refused(std::string reason) { return {AnswerKind::refused, {}, std::move(reason)}; }

Answer one_fact(const Fact& fact) { return {AnswerKind::facts, {fact}, {}}; }

// Starts like a figure: digit, or sign or point with a digit behind.
bool figure_like(std::string_view text) {
  if (text.empty()) return false;
  const bool signed_one =
      text[0] == '+' || text[0] == '-' || text[0] == '.' || text.starts_with("−");
  const std::size_t at = signed_one ? (text.starts_with("−") ? 3 : 1) : 0;
  return at < text.size() && ((text[at] >= '0' && text[at] <= '9') || text[at] == '.');
}

// A certainty is told from a number of a list by its sign or decimal point.
Answer read_certainty(FindingId finding, std::string_view text) {
  if (const std::string mended = without_decimal_comma(text); !mended.empty())
    return refused(fmt::format("A decimal point is wanted: {}?", mended));
  const auto figure = read_number(text);
  if (!figure) return {};
  if (text.find_first_of(".+-") == std::string_view::npos && !text.starts_with("−"))
    return refused(
        "Answer yes or no; a certainty is written with a sign or a decimal point, as 0.7 or -0.4.");
  if (std::abs(*figure) > 1) return refused("A certainty is between -1 (no) and 1 (yes).");
  return one_fact({finding, *figure, 0, {}});
}

Answer read_yes_no(const Program&, FindingId finding, std::string_view typed) {
  if (const auto certainty = yes_no_word(key_of(typed))) {
    Answer answer = one_fact({finding, *certainty, 0, {}});
    if (std::abs(*certainty) == .6)
      answer.text = fmt::format("taken as {}", format_number(*certainty));
    return answer;
  }
  return figure_like(typed) ? read_certainty(finding, typed) : Answer{};
}

bool means_unknown(std::string_view key) {
  const auto certainty = yes_no_word(key);
  return certainty && *certainty == 0;
}

Answer read_held(FindingId finding, const std::variant<double, NotAValue>& value) {
  if (const auto* no = std::get_if<NotAValue>(&value)) return refused(no->reason);
  return one_fact({finding, 1, std::get<double>(value), {}});
}

Answer read_number_answer(const Program& program, FindingId finding, std::string_view typed) {
  const std::string key = key_of(typed);
  if (means_unknown(key)) return one_fact({finding, 0, 0, {}});
  if (figure_like(typed)) return read_held(finding, read_quantity(program, finding, typed));
  if (yes_no_word(key)) return refused("A number is wanted here.");
  return {};
}

std::optional<std::size_t> list_number(std::string_view text) {
  std::size_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc() || end != text.data() + text.size() || number == 0) return std::nullopt;
  return number;
}

Answer read_choice_answer(const Program& program, FindingId finding, std::string_view typed) {
  const auto value = read_choice(program, finding, typed);
  if (!std::holds_alternative<NotAValue>(value)) return read_held(finding, value);
  if (means_unknown(key_of(typed))) return one_fact({finding, 0, 0, {}});
  const Detail* detail = program.detail(finding);
  if (const auto number = list_number(typed)) {
    if (detail && *number <= detail->values.size())
      return one_fact({finding, 1, static_cast<double>(*number - 1), {}});
    return refused(fmt::format("There is no number {} in the list.", *number));
  }
  return yes_no_word(key_of(typed)) ? read_held(finding, value) : Answer{};
}

// `3`, `to sound`, or the points as written, `+3`.
Answer read_scale(const Program& program, FindingId finding, std::string_view typed) {
  const std::vector<double>& points = program.detail(finding)->points;
  Answer answer = read_choice_answer(program, finding, typed);
  if ((typed.starts_with('+') || typed.starts_with('-')) && answer.kind == AnswerKind::other) {
    const auto wanted = read_number(typed);
    if (!wanted || std::count(points.begin(), points.end(), *wanted) != 1) return answer;
    const auto at = std::find(points.begin(), points.end(), *wanted) - points.begin();
    answer = one_fact({finding, 1, static_cast<double>(at), {}});
  }
  if (answer.kind == AnswerKind::facts && answer.facts.front().certainty != 0)
    answer.text = fmt::format(
        "{}: {}", program.findings[finding.index()].name,
        choice_text(program, finding, static_cast<std::size_t>(answer.facts.front().value)));
  return answer;
}

Answer read_date_answer(FindingId finding, std::string_view typed) {
  if (means_unknown(key_of(typed))) return one_fact({finding, 0, 0, {}});
  if (figure_like(typed)) return read_held(finding, read_day(typed));
  if (yes_no_word(key_of(typed))) return refused("A date is wanted here, such as 1950-03-31.");
  return {};
}

Answer read_total_answer(FindingId finding, std::string_view typed) {
  if (means_unknown(key_of(typed))) return one_fact({finding, 0, 0, {}});
  return figure_like(typed) ? read_held(finding, read_total(typed)) : Answer{};
}

bool is_kind_of(const Program& program, FindingId kind, FindingId broader) {
  std::vector<FindingId> reached{kind};
  for (std::size_t i = 0; i < reached.size(); ++i)
    for (const Kind& k : program.kinds)
      if (k.kind == reached[i] &&
          std::find(reached.begin(), reached.end(), k.broader) == reached.end())
        reached.push_back(k.broader);
  return kind != broader && std::find(reached.begin(), reached.end(), broader) != reached.end();
}

// `1 3` and `1, 3` are two items each; a name may hold spaces.
std::vector<std::string> items_of(std::string_view typed) {
  std::vector<std::string> parts;
  const bool numbers = typed.find_first_not_of("0123456789?, ") == std::string_view::npos;
  while (!typed.empty()) {
    const std::size_t end = std::min(typed.find_first_of(numbers ? ", " : ","), typed.size());
    if (const auto part = trimmed(typed.substr(0, end)); !part.empty()) parts.emplace_back(part);
    typed.remove_prefix(std::min(end + 1, typed.size()));
  }
  return parts;
}

// `cramps?` is not known, `probably cramps` likely.
std::pair<std::string_view, double> with_certainty(std::string_view item) {
  double certainty = 1;
  if (item.ends_with('?')) {
    certainty = 0;
    item = trimmed(item.substr(0, item.size() - 1));
  }
  constexpr std::string_view probably = "probably ";
  if (item.size() > probably.size() && key_of(item.substr(0, probably.size())) == "probably") {
    item = trimmed(item.substr(probably.size()));
    certainty = .6;
  }
  return {item, certainty};
}

// Reads the answer to `which of`: numbers or names, each of them perhaps with `?` or `probably`.
class ListAnswer {
 public:
  ListAnswer(const Program& program, const Question& question)
      : program_(program), question_(question), options_(options_in(program, question)) {
    certainty_.resize(options_.size());
  }

  Answer read(std::string_view typed) {
    const std::string key = key_of(typed);
    if (key == "none" || key == "no" || key == "n" || key == "none of these") return all(-1);
    if (means_unknown(key)) return all(0);
    if ((key == "all" || key == "all of these") && !options_.empty()) return all(1);
    if (key == "yes" || key == "y") return refused("Which of them? Write their numbers or names.");
    for (const std::string& item : items_of(typed))
      if (!take(item)) return outcome();
    return named_ ? closed() : Answer{};
  }

 private:
  bool take(std::string_view typed) {
    const auto [item, certainty] = with_certainty(typed);
    std::optional<std::size_t> row;
    if (const auto number = list_number(item)) {
      if (*number > options_.size()) {
        beyond_ = *number;
        return false;
      }
      row = *number - 1;
    } else if (const FindingId finding = program_.find(item)) {
      const auto at = std::find(options_.begin(), options_.end(), finding);
      if (at != options_.end()) row = static_cast<std::size_t>(at - options_.begin());
    }
    for (std::size_t i = 0; !row && i < options_.size(); ++i)
      if (key_of(option_name(program_, options_[i])) == key_of(item)) row = i;
    if (!row) return false;
    certainty_[*row] = certainty;
    return named_ = true;
  }

  // With an item that is not in the list the line is no answer to it, so that nothing becomes a no
  // by the way: it is read as facts, and the rest of the list is asked again.
  Answer outcome() const {
    return beyond_ > 0 ? refused(fmt::format("There is no number {} in the list.", beyond_))
                       : Answer{};
  }

  Answer all(double certainty) {
    std::fill(certainty_.begin(), certainty_.end(), certainty);
    everything_ = certainty;
    return closed();
  }

  // Shown and not named is no, but for that of which a named one is a kind.
  Answer closed() {
    Answer answer{AnswerKind::facts, {}, {}};
    std::vector<std::string> groups[4];  // yes, probably, not known, no
    for (std::size_t i = 0; i < certainty_.size(); ++i) {
      const FindingId finding = options_[i];
      const double certainty = certainty_[i] ? *certainty_[i] : implied(finding);
      answer.facts.push_back({finding, certainty, 0, {}});
      const std::size_t group = certainty == 1 ? 0 : certainty > 0 ? 1 : certainty == 0 ? 2 : 3;
      groups[group].push_back(option_name(program_, finding));
    }
    std::vector<std::string> parts;
    constexpr std::array<std::string_view, 4> labels{"yes", "probably", "not known", "no"};
    for (std::size_t g = 0; g < labels.size(); ++g)
      if (!groups[g].empty())
        parts.push_back(fmt::format("{}: {}", labels[g], join(groups[g], ", ")));
    answer.text = join(parts, "; ");
    close_others(answer);
    return answer;
  }

  // Of the relation's tuples that are not listed there are none where none is yes, and it is not
  // known where one is not.
  void close_others(Answer& answer) const {
    for (const FindingId others : question_.findings) {
      if (!program_.findings[others.index()].is_some()) continue;
      double strongest = options_.empty() ? everything_ : -1;
      for (const Fact& fact : answer.facts) strongest = std::max(strongest, fact.certainty);
      if (strongest <= 0) answer.facts.push_back({others, strongest, 0, {}});
      if (answer.text.empty()) answer.text = strongest < 0 ? "none" : "not known";
      return;
    }
  }

  double implied(FindingId finding) const {
    double strongest = -1;
    for (std::size_t i = 0; i < certainty_.size(); ++i)
      if (certainty_[i] && *certainty_[i] >= 0 && is_kind_of(program_, options_[i], finding))
        strongest = std::max(strongest, *certainty_[i]);
    return strongest;
  }

  const Program& program_;
  const Question& question_;
  std::vector<FindingId> options_;
  std::vector<std::optional<double>> certainty_;  // as named; none: not named
  double everything_ = -1;                        // said of all of them
  bool named_ = false;
  std::size_t beyond_ = 0;
};

FindingKind kind_of(const Program& program, const Question& question) {
  return program.findings[question.findings.front().index()].kind;
}

Answer read_by_kind(const Program& program, const Question& question, std::string_view typed) {
  const FindingId finding = question.findings.front();
  if (is_list(question)) return ListAnswer(program, question).read(typed);
  switch (kind_of(program, question)) {
    case FindingKind::yes_no: return read_yes_no(program, finding, typed);
    case FindingKind::number: return read_number_answer(program, finding, typed);
    case FindingKind::choice:
      return program.detail(finding) && !program.detail(finding)->points.empty()
                 ? read_scale(program, finding, typed)
                 : read_choice_answer(program, finding, typed);
    case FindingKind::date: return read_date_answer(finding, typed);
    case FindingKind::score: return read_total_answer(finding, typed);
    case FindingKind::text: break;
  }
  return {};
}

}  // namespace

std::int32_t list_with(const Program& program, const Question& question) {
  for (std::size_t row = 0; row < program.which_of.size() && !question.findings.empty(); ++row) {
    const auto& findings = program.which_of[row].findings;
    if (std::find(findings.begin(), findings.end(), question.findings.front()) != findings.end())
      return static_cast<std::int32_t>(row);
  }
  return -1;
}

namespace {

// Names of things are words: no sign, no NOT, not a sentence.
bool is_thing_like(std::string_view item) {
  return item.find_first_of("=<>()[]{}\"|;:?!.") == std::string_view::npos &&
         std::count(item.begin(), item.end(), ' ') < 4 && !item.starts_with("NOT ");
}

// The relation of one place whose things a list is over; null: it is none.
const Relation* listed_relation(const Program& program, const Question& question) {
  if (!is_list(question) || question.findings.empty()) return nullptr;
  const Finding& first = program.findings[question.findings.front().index()];
  if (!first.relation) return nullptr;
  const Relation& relation = program.relations[first.relation.index()];
  const bool one = relation.declared && relation.arguments.size() == 1 &&
                   relation.arguments.front().kind == FindingKind::yes_no;
  return one ? &relation : nullptr;
}

}  // namespace

NewItems new_items(const Program& program, const Question& question, std::string_view typed) {
  const Relation* relation = listed_relation(program, question);
  if (relation == nullptr) return {};
  NewItems out;
  for (const std::string& part : items_of(typed)) {
    const std::string_view item = with_certainty(part).first;
    const std::string key = key_of(item);
    bool known = list_number(item).has_value();
    std::string near;
    for (const FindingId f : question.findings) {
      const std::string option = option_name(program, f);
      known = known || key_of(option) == key || program.find(item) == f;
      if (key.size() > 3 && edit_distance(key, key_of(option), 2) <= 2) near = option;
    }
    if (known) continue;
    if (program.find(item) || !is_thing_like(item)) return {};
    if (!near.empty()) out.meant = near;
    out.things.emplace_back(item);
    out.names.push_back(std::string(
        trimmed(fmt::format("{} {} {}", relation->words.front(), item, relation->words.back()))));
  }
  if (out.names.empty()) return {};
  return out;
}

bool is_list(const Question& question) { return question.which >= 0; }

Answer read_answer(const Program& program, const Question& question, std::string_view typed) {
  typed = trimmed(typed);
  if (typed.empty()) return {AnswerKind::again, {}, {}};
  Answer answer = read_by_kind(program, question, typed);
  if (answer.kind != AnswerKind::other) return answer;
  const std::string key = key_of(typed);
  for (const ControlWord& word : control_words)
    if (word.text == key) return {word.kind, {}, {}};
  return answer;
}

}  // namespace hence::repl
