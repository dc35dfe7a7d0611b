// What is typed besides answers: facts, statements, words of command; and what they change.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "engine/conclude.hpp"
#include "repl/case_file.hpp"
#include "repl/dialogue.hpp"
#include "repl/quantity.hpp"
#include "repl/render_text.hpp"
#include "repl/screen.hpp"
#include "repl/words.hpp"
#include "rules/text.hpp"

namespace hence::repl {
namespace {

// Outside quotes, with a space on both sides or none needed.
bool holds_arrow_or_verb(std::string_view text) {
  constexpr std::array<std::string_view, 10> signs{"→",
                                                   "->",
                                                   "⇒",
                                                   "=>",
                                                   " confirms ",
                                                   " suggests ",
                                                   " argues against ",
                                                   " rules out ",
                                                   " causes ",
                                                   " is a kind of "};
  std::string plain;
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    else if (!quoted) plain += c;
  }
  return std::any_of(signs.begin(), signs.end(),
                     [&](std::string_view s) { return plain.find(s) != std::string::npos; });
}

bool starts_statement(std::string_view text) {
  constexpr std::array<std::string_view, 19> words{
      "rule",   "finding", "number", "choice",  "date",   "score",    "text",
      "goal",   "ask",     "topic",  "default", "only",   "describe", "advise",
      "source", "notice",  "option", "use",     "convert"};
  const std::string first = key_of(text.substr(0, text.find_first_of(" :")));
  return text.find(' ') != std::string_view::npos &&
         (std::find(words.begin(), words.end(), first) != words.end() ||
          text.find(" first of:") != std::string_view::npos);
}

// A statement goes on in the next line while a parenthesis is open or it ends in an operator.
bool goes_on(std::string_view text) {
  if (std::count(text.begin(), text.end(), '(') > std::count(text.begin(), text.end(), ')'))
    return true;
  for (const std::string_view end : {",", " AND", " OR", " NOT", "→", "->", "⇒", "=>", ":"})
    if (text.ends_with(end)) return true;
  return false;
}

}  // namespace

void Dialogue::remark(std::string typed) {
  if (command_word(typed) || facts(typed)) return;
  typed = finished(std::move(typed));
  if (holds_arrow_or_verb(typed)) return add_statement(typed);
  if (command_with_text(typed)) return;
  if (starts_statement(typed)) return add_statement(typed);
  not_understood(typed);
}

// A fact, a word of command or a statement.
bool Dialogue::is_remark(const std::string& typed) const {
  const std::string key = key_of(typed);
  const auto is_word = [&](const Command& command) { return key == command.word; };
  if (std::any_of(commands().begin(), commands().end(), is_word)) return true;
  if (command_before(typed) != nullptr || holds_arrow_or_verb(typed) || starts_statement(typed))
    return true;
  const ReadFacts read = read_facts(program(), typed);
  return !has_errors(read.diagnostics) && (!read.facts.empty() || read.unknown_tuples);
}

bool Dialogue::command_word(std::string_view typed) {
  const std::string key = key_of(typed);
  for (const Command& command : commands())
    if (!command.wants_text && key == command.word) return (this->*command.handler)(""), true;
  return false;
}

// The command whose word stands before other text; none: null.
const Dialogue::Command* Dialogue::command_before(std::string_view typed) const {
  for (const Command& command : commands()) {
    const std::size_t size = command.word.size();
    if (typed.size() > size && typed[size] == ' ' && key_of(typed.substr(0, size)) == command.word)
      return &command;
  }
  return nullptr;
}

bool Dialogue::command_with_text(std::string_view typed) {
  const Command* command = command_before(typed);
  if (command == nullptr) return false;
  (this->*command->handler)(trimmed(typed.substr(command->word.size())));
  return true;
}

// Rows of findings mean others in a knowledge that knows more tuples: questions are found again by
// their names.
void Dialogue::keeping_questions(const std::function<void()>& change) {
  std::vector<std::vector<std::string>> names;
  std::vector<Question*> questions;
  for (Asked& asked : asked_) questions.push_back(&asked.question);
  if (wanted_) questions.push_back(&*wanted_);
  for (const Question* q : questions) {
    names.emplace_back();
    for (const FindingId f : q->findings)
      names.back().push_back(program().findings[f.index()].name);
  }
  change();
  for (std::size_t i = 0; i < questions.size(); ++i) {
    questions[i]->findings.clear();
    for (const std::string& name : names[i])
      if (const FindingId f = program().find(name)) questions[i]->findings.push_back(f);
    if (questions[i]->which >= 0) questions[i]->which = list_with(program(), *questions[i]);
  }
}

// False: the knowledge cannot take these facts in, which is said.
bool Dialogue::know(const std::string& facts) {
  Attempt attempt;
  keeping_questions([&] { attempt = consultation_.know(facts); });
  if (attempt.taken) return true;
  say_attempt(attempt, false);
  say_("With that fact these rules cannot be used, so it was not taken in; all else stays in "
       "force.\n");
  return false;
}

bool Dialogue::facts(const std::string& typed) {
  ReadFacts read = read_facts(program(), typed);
  if (read.unknown_tuples && !has_errors(read.diagnostics)) {
    if (command_before(typed) != nullptr) return false;  // `why X is red` is no new X
    if (!know(typed)) return true;
    read = read_facts(program(), typed);
  }
  if (read.facts.empty() || has_errors(read.diagnostics)) return false;
  if (wants_confirming(read.facts)) return true;
  std::vector<std::string> echoes;
  for (const Fact& fact : read.facts) echoes.push_back(echo_of(program(), fact));
  tell(read.facts, join(echoes, "; "));
  return true;
}

void Dialogue::not_understood(const std::string& typed) {
  const Style style = style_();
  if (const std::string mended = without_decimal_comma(typed); !mended.empty())
    return say_(
        paragraph(style, "", fmt::format("A decimal point is wanted: {}?", mended), Ink::caution));
  const ReadFacts read = read_facts(program(), typed);
  std::string out;
  for (const Diagnostic& d : read.diagnostics) {
    if (d.severity != Severity::error) continue;
    std::string_view what = span_text(read.source, d.span);
    if (what.empty()) what = typed;
    std::string text = fmt::format("\"{}\": {}. {}", one_line(what), d.message, d.advice);
    if (d.code == Code::unknown_finding)
      text = fmt::format("I know nothing called \"{}\". {}", one_line(what),
                         did_you_mean(program(), what));
    out += paragraph(style, "", trimmed(text), Ink::caution);
  }
  if (out.empty())
    out = paragraph(style, "", "That is no fact, rule or command that I know; help shows them.",
                    Ink::caution);
  say_(out);
}

void Dialogue::tell(const std::vector<Fact>& facts, const std::string& echo) {
  const Standings before = standings();
  const std::vector<FindingId> open_before = open_findings(session());
  consultation_.tell(facts);
  if (!echo.empty()) say_(paragraph(style_(), "  ", echo));
  if (watching_ || !asking_) say_changes(before);
  if (show_urgent() && asking_) offer_to_stop();
  const std::vector<FindingId> open = open_findings(session());
  const auto fresh = [&](FindingId f) {
    return std::find(open_before.begin(), open_before.end(), f) == open_before.end();
  };
  if (!asking_ && !over_ && std::any_of(open.begin(), open.end(), fresh))
    say_(paragraph(style_(), "", "Other questions could matter now: ask goes on with them.",
                   Ink::faint));
}

// What no longer holds is forgotten, so that it is shown again when it holds again.
bool Dialogue::show_urgent() {
  std::vector<std::string> texts;
  std::vector<std::uint32_t> fresh;
  for (const std::uint32_t row : advice_given(session())) {
    if (!program().advice[row].urgent) continue;
    texts.push_back(fill(session(), program().advice[row].text));
    if (std::find(urgent_shown_.begin(), urgent_shown_.end(), texts.back()) == urgent_shown_.end())
      fresh.push_back(row);
  }
  urgent_shown_ = std::move(texts);
  if (!fresh.empty()) say_("\n" + render_urgent(session(), fresh, style_()));
  return !fresh.empty();
}

void Dialogue::offer_to_stop() {
  while (!over_) {
    say_("Go on with the questions? (yes, or no to conclude now)\n");
    const auto typed = read();
    if (!typed) return;
    const std::string key = key_of(*typed);
    if (key == "yes" || key == "y" || key.empty()) return;
    if (key == "no" || key == "n" || key == "enough") {
      asking_ = false;
      say_("\n");
      return say_ending();
    }
    if (key == "back") return back();
    remark(*typed);
    if (!asking_) return;
  }
}

// Reads on while a line cannot be the end of its statement; an empty line ends it all the same.
std::string Dialogue::finished(std::string typed) {
  while (goes_on(typed)) {
    const Line more = lines_.read(".. > ");
    if (more.end != LineEnd::line || trimmed(more.text).empty()) break;
    typed += "\n    " + std::string(trimmed(more.text));
  }
  return typed;
}

void Dialogue::add_statement(const std::string& typed) {
  const Standings before = standings();
  const Attempt attempt = consultation_.add_statement(typed);
  say_attempt(attempt, true);
  if (!attempt.taken) return say_("It was not taken in; all else stays in force.\n");
  knowledge_changed();
  say_("Taken in for this consultation; save writes it to a file.\n");
  say_changes(before);
  show_urgent();
}

void Dialogue::say_attempt(const Attempt& attempt, bool only_own) {
  std::vector<Diagnostic> shown;
  for (const Diagnostic& d : attempt.diagnostics) {
    const auto row = static_cast<std::size_t>(d.span.source);
    const bool own = row < attempt.sources.size() && attempt.sources[row].path == "(session)";
    const bool error = d.severity == Severity::error;
    if (attempt.taken ? (own && only_own && d.severity == Severity::warning) : error)
      shown.push_back(d);
  }
  say_(diagnostics_text(shown, attempt.sources, true));
  for (const std::string& fact : attempt.lost)
    say_(paragraph(style_(), "No longer known, set aside: ", fact, Ink::caution));
}

// Rows of findings mean others now.
void Dialogue::knowledge_changed() {
  wanted_.reset();
  asked_.clear();
  topic_.reset();
}

Dialogue::Standings Dialogue::standings() const {
  Standings all;
  for (const ConclusionReport& report : conclusions(session()))
    all[program().findings[report.finding.index()].name] =
        standing(session(), report.finding, report.value);
  return all;
}

void Dialogue::say_changes(const Standings& before) {
  const Standings now = standings();
  std::string out;
  for (const auto& [name, text] : now) {
    const auto was = before.find(name);
    if (was == before.end()) out += paragraph(style_(), "  ", fmt::format("{}: {}", name, text));
    else if (was->second != text)
      out += paragraph(style_(), "  ", fmt::format("{}: {} (was {})", name, text, was->second));
  }
  for (const auto& [name, text] : before)
    if (!now.contains(name))
      out += paragraph(style_(), "  ", fmt::format("{}: open (was {})", name, text));
  say_(out.empty() ? "  No conclusion changes.\n" : out);
}

FindingId Dialogue::named(std::string_view name) {
  if (const FindingId finding = program().find(name)) return finding;
  const std::string near = did_you_mean(program(), name);
  say_(paragraph(style_(), "", fmt::format("I know nothing called \"{}\". {}", name, near),
                 Ink::caution));
  return {};
}

Completions Dialogue::complete(std::string_view typed) const {
  std::size_t from = typed.find_last_of(',') + 1;
  while (from < typed.size() && typed[from] == ' ') ++from;
  std::vector<std::string> names;
  for (const Finding& finding : program().findings) {
    names.push_back(finding.name);
    if (!finding.detail) continue;
    const Detail& detail = program().details[finding.detail.index()];
    names.insert(names.end(), detail.aliases.begin(), detail.aliases.end());
    names.insert(names.end(), detail.values.begin(), detail.values.end());
  }
  if (from == 0)
    for (const Command& command : commands()) names.emplace_back(command.word);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  // The last part may stand behind words that are no name: `NOT swe`, `why dehy`.
  while (true) {
    const std::string part = key_of(typed.substr(from));
    Completions found{from, {}};
    for (const std::string& name : names)
      if (key_of(name).starts_with(part)) found.texts.push_back(name);
    const std::size_t space = typed.find(' ', from);
    if (!found.texts.empty() || space == std::string_view::npos) return found;
    from = space + 1;
  }
}

}  // namespace hence::repl
