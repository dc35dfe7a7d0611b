// The conversation: asks what can still matter, takes answers and free remarks, shows urgent advice
// the moment it holds, and ends with all that is concluded. All input comes through Lines and all
// output through one function, so that a test can hold both.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/question.hpp"
#include "repl/answer.hpp"
#include "repl/consultation.hpp"
#include "repl/explained.hpp"
#include "repl/style.hpp"
#include "repl/terminal.hpp"

namespace hence::repl {

class Dialogue {
 public:
  Dialogue(Consultation& consultation, Lines& lines, std::function<Style()> style,
           std::function<void(std::string_view)> say);

  /// Runs to its end. The exit status: 0, or 130 after Ctrl-C.
  int run();

  /// What Tab can put behind the text typed so far.
  Completions complete(std::string_view typed) const;

 private:
  // A word of command: `handler` gets the text behind it.
  struct Command {
    std::string_view word, usage, meaning;
    void (Dialogue::*handler)(std::string_view text);
    bool wants_text = false;  // without text it is not this command
  };
  static std::span<const Command> commands();

  // One question that was answered, for `back`.
  struct Asked {
    Question question;
    std::size_t steps = 0;  // of the consultation, before the answer
  };
  using Standings = std::map<std::string, std::string>;  // of findings, by name

  const Session& session() const { return consultation_.session(); }
  const Program& program() const { return consultation_.program(); }

  // dialogue.cpp: the loop
  std::optional<std::string> read();
  void greet();
  void step_question();
  void step_prompt();
  void finish();
  std::optional<Question> current_question() const;
  std::string question_text(const Question& question) const;
  void take_answer(const Question& question, const std::string& typed);
  void act(const Question& question, AnswerKind kind);
  bool wants_confirming(const std::vector<Fact>& facts);
  bool new_things(const Question& question, const std::string& typed);
  std::string confirmation(const NewItems& items,
                           const std::function<bool(const std::string&)>& answers);
  void skip(const Question& question);
  void back();
  void say_ending();
  void save_answers(const std::string& facts);
  void notice_change();

  // remarks.cpp: facts, statements, commands, at a question or at the prompt
  void remark(std::string typed);
  std::string finished(std::string typed);
  bool command_word(std::string_view typed);
  bool command_with_text(std::string_view typed);
  const Command* command_before(std::string_view typed) const;
  bool know(const std::string& facts);
  void keeping_questions(const std::function<void()>& change);
  bool is_remark(const std::string& typed) const;
  bool facts(const std::string& typed);
  void not_understood(const std::string& typed);
  void tell(const std::vector<Fact>& facts, const std::string& echo);
  bool show_urgent();  // true if some was shown
  void offer_to_stop();
  void add_statement(const std::string& typed);
  void say_attempt(const Attempt& attempt, bool only_own);
  void knowledge_changed();
  void say_changes(const Standings& before);
  Standings standings() const;
  FindingId named(std::string_view name);

  // commands.cpp: the table's rows, each with the text behind its word
  void do_why(std::string_view text);
  void do_rather(std::string_view one, std::string_view other);
  void do_why_not(std::string_view text);
  void do_what_if(std::string_view text);
  void do_what_would_change(std::string_view text);
  void do_hide(std::string_view text);
  void do_how(std::string_view text);
  void do_graph(std::string_view text);
  void do_facts(std::string_view text);
  void do_conclusions(std::string_view text);
  void do_rules(std::string_view text);
  void do_change(std::string_view text);
  void do_forget(std::string_view text);
  void do_undo(std::string_view text);
  void do_ask(std::string_view text);
  void do_watch(std::string_view text);
  void do_pin(std::string_view text);
  void do_load(std::string_view text);
  void do_reload(std::string_view text);
  void do_save(std::string_view text);
  void do_restart(std::string_view text);
  void do_what(std::string_view text);
  void do_help(std::string_view text);
  void do_quit(std::string_view text);
  void show(const Page& page);
  HowLimits limits() const;

  Consultation& consultation_;
  Lines& lines_;
  std::function<Style()> style_;
  std::function<void(std::string_view)> say_;
  bool asking_ = true;
  bool over_ = false;
  bool watching_ = false;
  int status_ = 0;
  std::optional<Fact> unusual_;     // outside its number's usual range, not confirmed yet
  std::optional<Question> wanted_;  // asked out of turn: `change X`, `back`
  std::vector<Asked> asked_;
  std::vector<std::string> skipped_, dropped_;  // names: asked later, not asked again
  std::vector<std::string> hidden_;             // names: left out of explanations
  std::vector<std::string> urgent_shown_;       // texts of what holds
  std::optional<int> topic_;
  std::string ended_with_;  // the facts when the ending was last said
};

}  // namespace hence::repl
