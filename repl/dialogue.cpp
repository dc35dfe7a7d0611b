// The loop of a consultation: questions until nothing can matter, then the prompt.
#include "repl/dialogue.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include <fmt/format.h>

#include "engine/conclude.hpp"
#include "repl/arguments.hpp"
#include "repl/case_file.hpp"
#include "repl/files.hpp"
#include "repl/not_asked.hpp"
#include "repl/quantity.hpp"
#include "repl/question_text.hpp"
#include "repl/render_text.hpp"
#include "repl/why_asked.hpp"
#include "repl/words.hpp"
#include "rules/text.hpp"

namespace hence::repl {
namespace {

bool contains(const std::vector<std::string>& list, const std::string& text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

// Questions that findings make: a `which of` is one.
std::size_t count_questions(const Program& program, const std::vector<FindingId>& findings) {
  std::vector<bool> which(program.which_of.size());
  std::size_t count = 0;
  for (const FindingId f : findings) {
    const auto list =
        std::find_if(program.which_of.begin(), program.which_of.end(), [&](const WhichOf& w) {
          return std::find(w.findings.begin(), w.findings.end(), f) != w.findings.end();
        });
    if (list == program.which_of.end()) ++count;
    else which[static_cast<std::size_t>(list - program.which_of.begin())] = true;
  }
  return count + static_cast<std::size_t>(std::count(which.begin(), which.end(), true));
}

// A file under the home folder by its short name, as a shell reads it.
std::string home_word(const std::string& path) {
  const char* home = std::getenv("HOME");
  const std::string folder = home ? std::string(home) + "/" : "/";
  const std::string word = shell_word(path);
  return folder.size() > 1 && word.starts_with(folder) ? "~/" + word.substr(folder.size()) : word;
}

std::vector<std::string> names_of(const Program& program, const Question& question) {
  std::vector<std::string> names;
  for (const FindingId f : question.findings) names.push_back(program.findings[f.index()].name);
  return names;
}

}  // namespace

Dialogue::Dialogue(Consultation& consultation, Lines& lines, std::function<Style()> style,
                   std::function<void(std::string_view)> say)
    : consultation_(consultation), lines_(lines), style_(std::move(style)), say_(std::move(say)) {}

int Dialogue::run() {
  greet();
  if (show_urgent()) offer_to_stop();
  while (!over_) {
    notice_change();
    if (asking_ || wanted_) step_question();
    else step_prompt();
  }
  finish();
  return status_;
}

std::optional<std::string> Dialogue::read() {
  const Line line = lines_.read("> ");
  if (line.end == LineEnd::line) return std::string(trimmed(line.text));
  over_ = true;
  if (line.end == LineEnd::interrupted) status_ = 130;
  return std::nullopt;
}

void Dialogue::greet() {
  const std::string files = join(consultation_.paths(), ", ");
  say_(paragraph(style_(), "",
                 fmt::format("{}: {}, {}.", files,
                             counted(rules_written(session().knowledge()), "rule", "rules"),
                             counted(program().findings.size(), "finding", "findings")),
                 Ink::strong));
  say_(paragraph(
      style_(), "",
      "? shows what can be answered, why tells why it is asked, enough ends the questions.",
      Ink::faint));
  say_("\n");
}

std::optional<Question> Dialogue::current_question() const {
  if (wanted_) return wanted_;
  std::vector<FindingId> skipped;
  for (const auto* list : {&skipped_, &dropped_})
    for (const std::string& name : *list)
      if (const FindingId f = program().find(name)) skipped.push_back(f);
  std::optional<Question> question = next_question(session(), skipped, topic_);
  if (!question || dropped_.empty()) return question;
  const auto names = names_of(program(), *question);
  const bool dropped =
      std::all_of(names.begin(), names.end(), [&](const auto& n) { return contains(dropped_, n); });
  return dropped ? std::nullopt : question;
}

std::string Dialogue::question_text(const Question& question) const {
  const Style style = style_();
  std::vector<std::string> head;
  if (question.topic >= 0)
    head.push_back(program().topics[static_cast<std::size_t>(question.topic)].title);
  const std::size_t open = count_questions(program(), open_findings(session()));
  std::vector<FindingId> told;
  for (const Fact& fact : consultation_.told()) told.push_back(fact.finding);
  std::string progress = fmt::format("{} answered", count_questions(program(), told));
  if (asking_) progress += open > 1 ? fmt::format(", about {} to go", open) : ", perhaps the last";
  head.push_back(progress);
  std::string out = paragraph(style, "", join(head, " · "), Ink::faint);
  out += paragraph(style, "", question.text, Ink::strong);
  const auto options = options_of(program(), question);
  const int digits = options.size() > 9 ? 2 : 1;
  for (std::size_t i = 0; i < options.size(); ++i)
    out += paragraph(style, fmt::format("  {:>{}}  ", i + 1, digits), options[i]);
  return out +
         paragraph(style, "", fmt::format("({})", answers_hint(program(), question)), Ink::faint);
}

void Dialogue::step_question() {
  const std::optional<Question> question = current_question();
  if (!question) {
    asking_ = false;
    return say_ending();
  }
  say_(question_text(*question));
  if (const auto typed = read()) take_answer(*question, *typed);
}

void Dialogue::step_prompt() {
  const auto typed = read();
  if (!typed || typed->empty()) return;
  remark(*typed);
  if (!over_) say_("\n");
}

void Dialogue::take_answer(const Question& question, const std::string& typed) {
  const Answer answer = read_answer(program(), question, typed);
  switch (answer.kind) {
    case AnswerKind::facts:
      if (wants_confirming(answer.facts)) break;
      wanted_.reset();
      topic_ = question.topic >= 0 ? std::optional<int>(question.topic) : std::nullopt;
      asked_.push_back({question, consultation_.steps()});
      tell(answer.facts, answer.text);
      break;
    case AnswerKind::again: break;
    case AnswerKind::refused: say_(paragraph(style_(), "", answer.text, Ink::caution)); break;
    case AnswerKind::other:
      if (!new_things(question, typed)) remark(typed);
      break;
    default: act(question, answer.kind);
  }
  if (!over_ && answer.kind != AnswerKind::enough) say_("\n");
}

// A list over the things of one relation takes one that is new to it, once that is confirmed.
// False: there is none, and it is to be read as a remark.
bool Dialogue::new_things(const Question& question, const std::string& typed) {
  if (is_remark(typed)) return false;
  const NewItems items = new_items(program(), question, typed);
  if (items.names.empty()) return false;
  std::vector<std::string> names = names_of(program(), question);
  const auto again = [&] {  // the rows may be others by now
    Question list{{}, question.text, -1, question.topic};
    for (const std::string& name : names)
      if (const FindingId f = program().find(name)) list.findings.push_back(f);
    list.which = list_with(program(), list);
    return list;
  };
  const auto take = [&](const std::string& line) {
    if (const Question list = again(); list.which >= 0) take_answer(list, line);
  };
  const std::string said = confirmation(items, [&](const std::string& line) {
    const Question list = again();
    return list.which >= 0 && read_answer(program(), list, line).kind != AnswerKind::other;
  });
  if (over_ || said.empty() || key_of(said) == "no" || key_of(said) == "n") return true;
  if (key_of(said) != "yes" && key_of(said) != "y") return take(said), true;
  std::string facts;
  for (const std::string& name : items.names) {
    facts += (facts.empty() ? "\"" : ", \"") + name + "\"";
    names.push_back(name);
  }
  if (know(facts)) take(typed);
  return true;
}

// Yes, no, or another line that answers the list. A remark is carried out, and as with any other
// line it is asked again, so that the list is not lost.
std::string Dialogue::confirmation(const NewItems& items,
                                   const std::function<bool(const std::string&)>& answers) {
  const bool one = items.things.size() == 1;
  std::string text = join(items.things, ", ") + (one ? " is" : " are") + " not in the list";
  if (!items.meant.empty()) text += fmt::format("; did you mean {}?", items.meant);
  else text += ".";
  text += one ? " Take it as another one? (yes, no)" : " Take them as others? (yes, no)";
  while (!over_) {
    say_(paragraph(style_(), "", text, Ink::caution));
    const auto typed = read();
    if (!typed || typed->empty()) return "";
    const std::string key = key_of(*typed);
    const bool word = key == "yes" || key == "y" || key == "no" || key == "n";
    if (word || (!is_remark(*typed) && answers(*typed))) return *typed;
    if (!is_remark(*typed)) continue;
    remark(*typed);
    say_("\n");
  }
  return "";
}

// A figure outside its usual range is taken when it is said again.
bool Dialogue::wants_confirming(const std::vector<Fact>& facts) {
  const std::optional<Fact> before = std::exchange(unusual_, std::nullopt);
  for (const Fact& fact : facts) {
    if (program().findings[fact.finding.index()].kind != FindingKind::number) continue;
    const bool said_again =
        before && before->finding == fact.finding && before->value == fact.value;
    const std::string usual = usual_range_left(program(), fact.finding, fact.value);
    if (fact.certainty == 0 || usual.empty() || said_again) continue;
    unusual_ = fact;
    say_(paragraph(style_(), "",
                   fmt::format("{} is outside the usual {}: the same again to confirm.",
                               value_text(program(), fact.finding, fact.value), usual),
                   Ink::caution));
    return true;
  }
  return false;
}

void Dialogue::act(const Question& question, AnswerKind kind) {
  switch (kind) {
    case AnswerKind::why: return show(render_why_asked(session(), question));
    case AnswerKind::help: return say_(answers_help(program(), question));
    case AnswerKind::what:
      for (const FindingId f : options_in(program(), question))
        do_what(program().findings[f.index()].name);
      return;
    case AnswerKind::skip: return skip(question);
    case AnswerKind::back: return back();
    case AnswerKind::enough:
      if (wanted_) return wanted_.reset();
      asking_ = false;
      say_("\n");
      return say_ending();
    default: return;
  }
}

void Dialogue::skip(const Question& question) {
  if (wanted_) return wanted_.reset();
  for (const std::string& name : names_of(program(), question))
    (contains(skipped_, name) ? dropped_ : skipped_).push_back(name);
}

// Takes back the last answer and asks again; facts told beside it stay.
void Dialogue::back() {
  if (asked_.empty()) return say_("This is the first question.\n");
  const std::string now = fact_lines(program(), session().facts());
  keeping_questions([&] {
    while (consultation_.steps() > asked_.back().steps && consultation_.undo()) {
    }
  });
  const Asked last = asked_.back();
  asked_.pop_back();
  std::vector<Fact> beside;
  for (const Fact& fact : read_facts(program(), now).facts) {
    const auto& answered = last.question.findings;
    const bool answer = std::find(answered.begin(), answered.end(), fact.finding) != answered.end();
    if (!answer && !session().fact(fact.finding)) beside.push_back(fact);
  }
  if (!beside.empty()) consultation_.tell(beside);
  wanted_ = last.question;
  say_("Back to the question before.\n");
  show_urgent();
}

void Dialogue::say_ending() {
  const Style style = style_();
  ended_with_ = fact_lines(program(), session().facts());
  std::string out = render_conclusions(session(), style);
  std::string doubts = render_doubts(session(), style);
  doubts += render_not_asked(session(), open_findings(session()), style);
  const std::string notices = render_notices(program(), style);
  out += doubts;
  if (!doubts.empty() && !notices.empty()) out += "\n";
  out += notices;
  if (!out.ends_with("\n\n")) out += "\n";
  say_(out);
  if (!over_)
    say_(paragraph(
        style, "",
        "Ask on: why X, why not X, what if FACT, or tell more. help shows all, quit ends.",
        Ink::faint));
}

void Dialogue::notice_change() {
  if (consultation_.noticed_change())
    say_(paragraph(style_(), "",
                   "A rule file has changed on disk: reload takes it in and keeps your answers.",
                   Ink::caution));
}

void Dialogue::finish() {
  const std::string facts = fact_lines(program(), session().facts());
  const bool told = !consultation_.told().empty();
  if (told && facts != ended_with_) {
    say_("\n");
    say_ending();
  }
  for (const std::string& statement : consultation_.statements())
    say_(paragraph(style_(), "Not saved: ", statement, Ink::caution));
  if (told) save_answers(facts);
}

void Dialogue::save_answers(const std::string& facts) {
  const std::string folder = state_folder();
  const std::string path = folder.empty() ? "last.case" : folder + "/last.case";
  const std::string failed = write_file(path, facts, Access::owner_only);
  if (!failed.empty()) {
    say_(fmt::format("The answers could not be saved ({}: {}). They are:\n{}", printable(path),
                     failed, facts));
    status_ = std::max(status_, 2);
    return;
  }
  std::string call = "hence run";
  for (const std::string& knowledge : consultation_.paths()) call += " " + shell_word(knowledge);
  say_(fmt::format("Your answers are kept. To take them up again:\n  {} --case {}\n",
                   printable(call), printable(home_word(path))));
}

}  // namespace hence::repl
