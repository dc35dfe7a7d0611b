// The words of command and what each does.
#include <algorithm>
#include <array>
#include <filesystem>

#include <fmt/format.h>

#include "engine/conclude.hpp"
#include "repl/dialogue.hpp"
#include "repl/files.hpp"
#include "repl/graph_file.hpp"
#include "repl/pin.hpp"
#include "repl/question_text.hpp"
#include "repl/render_changes.hpp"
#include "repl/render_rules.hpp"
#include "repl/render_text.hpp"
#include "repl/render_why.hpp"
#include "repl/render_why_not.hpp"
#include "repl/words.hpp"
#include "rules/text.hpp"

namespace hence::repl {
namespace {

// The name in `pin "Anna"`.
std::string_view unquoted(std::string_view text) {
  text = trimmed(text);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
    return trimmed(text.substr(1, text.size() - 2));
  return text;
}

// For a file that is not there yet: the `use` lines by which it stands alone, for what lies in its
// folder or below; no rule file reads what lies outside.
std::string uses_of(const std::vector<std::string>& paths, const std::string& file) {
  namespace fs = std::filesystem;
  std::error_code failed;
  if (fs::exists(file, failed)) return {};
  const fs::path folder = fs::weakly_canonical(fs::absolute(file, failed).parent_path(), failed);
  std::string lines;
  for (const std::string& path : paths) {
    if (!fs::is_regular_file(path, failed)) continue;
    const fs::path there = fs::weakly_canonical(path, failed).lexically_relative(folder);
    if (!there.empty() && *there.begin() != "..")
      lines += fmt::format("use \"{}\"\n", there.generic_string());
  }
  return lines.empty() ? lines : lines + "\n";
}

}  // namespace

std::span<const Dialogue::Command> Dialogue::commands() {
  static constexpr auto table = std::to_array<Command>({
      {"why not", "why not X", "what X, or a rule, lacks: the nearest miss", &Dialogue::do_why_not},
      {"why", "why X", "the arguments for and against X; why A rather than B", &Dialogue::do_why},
      {"how", "how X", "how X comes about, down to the facts", &Dialogue::do_how},
      {"what if", "what if FACT", "what would change", &Dialogue::do_what_if},
      {"what would change", "what would change X", "the smallest sets of answers that would",
       &Dialogue::do_what_would_change},
      {"hide", "hide X", "leave X out of explanations; again: show it", &Dialogue::do_hide},
      {"conclusions", "conclusions", "all that follows now", &Dialogue::do_conclusions},
      {"facts", "facts", "what you have told", &Dialogue::do_facts},
      {"change", "change X", "answer X anew", &Dialogue::do_change},
      {"forget", "forget X", "take back what you told about X", &Dialogue::do_forget},
      {"undo", "undo", "take back the last step", &Dialogue::do_undo},
      {"ask", "ask", "go on with the questions", &Dialogue::do_ask},
      {"graph", "graph [FILE]", "draw it: FILE ends in .html, .svg, .dot, .mmd, .json or .graphml",
       &Dialogue::do_graph},
      {"rules", "rules [X]", "all rules, or those about X", &Dialogue::do_rules},
      {"what", "what X", "what X means", &Dialogue::do_what, true},
      {"watch", "watch", "on, off: say after each answer what it changed", &Dialogue::do_watch},
      {"pin", "pin \"NAME\"", "keep this consultation as a case, a test of the rules",
       &Dialogue::do_pin},
      {"save", "save [FILE]", "write the rules typed here to a file", &Dialogue::do_save},
      {"load", "load FILE", "read another rule file too", &Dialogue::do_load},
      {"reload", "reload", "read the rule files again, keeping the answers", &Dialogue::do_reload},
      {"restart", "restart", "forget all answers", &Dialogue::do_restart},
      {"help", "help [X]", "this list, or what X means", &Dialogue::do_help},
      {"?", "?", "the same", &Dialogue::do_help},
      {"quit", "quit", "end (as Ctrl-D does)", &Dialogue::do_quit},
  });
  return table;
}

void Dialogue::do_why(std::string_view text) {
  constexpr std::string_view rather = " rather than ";
  const std::size_t at = text.find(rather);
  if (at != std::string_view::npos && !program().find(text))
    return do_rather(text.substr(0, at), text.substr(at + rather.size()));
  if (!text.empty()) {
    if (const FindingId finding = named(text)) show(render_why(session(), finding, limits()));
    return;
  }
  const auto found = conclusions(session());
  if (found.empty()) say_("Nothing is concluded yet; why X tells what speaks for and against X.\n");
  else show(render_why(session(), found.front().finding, limits()));
}

void Dialogue::do_rather(std::string_view one, std::string_view other) {
  std::string errors;
  const auto a = conclusion_of(program(), trimmed(one), errors);
  const auto b = conclusion_of(program(), trimmed(other), errors);
  if (a && b) show(render_rather(session(), *a, *b));
  else say_(errors);
}

void Dialogue::do_how(std::string_view text) {
  if (text.empty()) return say_("Write how and a name, such as a conclusion's.\n");
  if (const FindingId finding = named(text)) show(render_how(session(), finding, limits()));
}

void Dialogue::do_why_not(std::string_view text) {
  if (text.empty()) return say_("Write why not and a name, a rule's name, or FILE:LINE.\n");
  std::string errors;
  if (const auto target = target_of(program(), text, errors))
    show(render_why_not(session(), *target, limits()));
  else say_(errors);
}

void Dialogue::do_what_if(std::string_view text) {
  if (text.empty()) return say_("Write what if and a fact: what if NOT night cramps\n");
  const ReadFacts read = read_facts(program(), text);
  const bool nothing = read.facts.empty() && !read.unknown_tuples;
  if (nothing || has_errors(read.diagnostics)) return not_understood(std::string(text));
  show(render_what_if(Supposed(session(), text)));
}

void Dialogue::do_what_would_change(std::string_view text) {
  if (text.empty()) return say_("Write what would change and a name, such as a conclusion's.\n");
  if (const FindingId finding = named(text)) show(render_change(session(), finding));
}

// What is hidden already is shown again.
void Dialogue::do_hide(std::string_view text) {
  if (text.empty())
    return say_(hidden_.empty() ? "Nothing is hidden; hide X leaves X out of explanations.\n"
                                : "Hidden: " + printable(join(hidden_, ", ")) + "\n");
  const FindingId finding = named(text);
  if (!finding) return;
  const std::string& name = program().findings[finding.index()].name;
  if (std::erase(hidden_, name) == 0) hidden_.push_back(name);
  const bool now = !hidden_.empty() && hidden_.back() == name;
  say_(paragraph(style_(), "", fmt::format("{}: {}", now ? "Hidden" : "Shown again", name)));
}

HowLimits Dialogue::limits() const {
  HowLimits limits;
  for (const std::string& name : hidden_)
    if (const FindingId finding = program().find(name)) limits.hidden.push_back(finding);
  return limits;
}

void Dialogue::show(const Page& page) { say_(as_text(page, style_())); }

void Dialogue::do_graph(std::string_view text) {
  const std::string file = text.empty() ? "consultation.html" : std::string(unquoted(text));
  const std::string failed = write_graph(file, session().knowledge(), &session(), {});
  if (!failed.empty()) say_(fmt::format("Not written: {}\n", failed));
  else if (file != "-") say_(fmt::format("Written to {}.\n", printable(file)));
}

void Dialogue::do_facts(std::string_view) { say_(render_facts(session(), style_())); }

void Dialogue::do_conclusions(std::string_view) {
  say_(render_conclusions(session(), style_()) + render_doubts(session(), style_()));
}

void Dialogue::do_rules(std::string_view text) {
  FindingId finding;
  if (!text.empty() && !(finding = named(text))) return;
  say_(render_rules(program(), finding, style_()));
}

void Dialogue::do_change(std::string_view text) {
  if (text.empty()) return say_(render_facts(session(), style_()) + "Write change and a name.\n");
  const FindingId finding = named(text);
  if (!finding) return;
  if (program().findings[finding.index()].kind == FindingKind::text)
    return say_("It is a text, which the rules write: change what they read.\n");
  wanted_ = Question{{finding}, hence::question_text(program(), finding), -1, -1};
}

void Dialogue::do_forget(std::string_view text) {
  if (text.empty()) return say_(render_facts(session(), style_()) + "Write forget and a name.\n");
  const FindingId finding = named(text);
  if (!finding) return;
  if (!session().fact(finding)) return say_("Nothing was told about it.\n");
  const Standings before = standings();
  consultation_.forget(finding);
  say_(paragraph(style_(), "", "Forgotten: " + program().findings[finding.index()].name));
  say_changes(before);
  show_urgent();
}

void Dialogue::do_undo(std::string_view) {
  const Standings before = standings();
  const std::size_t statements = consultation_.statements().size();
  if (!consultation_.undo()) return say_("There is nothing to undo.\n");
  if (consultation_.statements().size() != statements) knowledge_changed();
  while (!asked_.empty() && asked_.back().steps >= consultation_.steps()) asked_.pop_back();
  const std::size_t left = session().facts().size();
  say_(fmt::format("Undone; {} left.\n", counted(left, "fact is", "facts are")));
  say_changes(before);
  show_urgent();
}

void Dialogue::do_ask(std::string_view) {
  dropped_.clear();
  skipped_.clear();
  asking_ = true;
  if (open_findings(session()).empty()) {
    asking_ = false;
    say_("No question is left that could change a conclusion.\n");
  }
}

void Dialogue::do_watch(std::string_view text) {
  watching_ = text.empty() ? !watching_ : key_of(text) == "on";
  say_(watching_ ? "Each answer now says what it changes.\n"
                 : "Answers no longer say what they change.\n");
}

void Dialogue::do_pin(std::string_view text) {
  const std::string_view name = unquoted(text);
  if (name.empty()) return say_("Write pin and a name in quotes: pin \"Cramps after sport\"\n");
  if (!consultation_.statements().empty())
    return say_(
        "The rules typed here are in no file yet, and the case may need them: save first.\n");
  const std::string file = consultation_.file_to_write();
  if (file.empty()) return say_("There is no rule file to write to: save FILE makes one.\n");
  if (consultation_.told().empty()) return say_("There are no facts to keep yet.\n");
  const std::string statement = case_text(session(), name);
  const std::string failed = consultation_.append_to(file, statement);
  if (!failed.empty()) return say_(fmt::format("Not written: {}: {}\n", printable(file), failed));
  const Attempt attempt = consultation_.reload();
  say_attempt(attempt, false);
  if (attempt.taken) knowledge_changed();
  say_(fmt::format("Written to {}:\n{}", printable(file), statement));
}

void Dialogue::do_save(std::string_view text) {
  if (consultation_.statements().empty())
    return say_("No rule was typed in that is not in a file already.\n");
  const std::string file =
      text.empty() ? consultation_.file_to_write() : std::string(unquoted(text));
  if (file.empty()) return say_("Write save and the name of a file.\n");
  if (!file.ends_with(".hence") && !file.ends_with(".md"))
    return say_("A rule file's name ends in .hence or .md.\n");
  const std::size_t count = consultation_.statements().size();
  const std::string failed = consultation_.append_to(
      file, uses_of(consultation_.paths(), file) + join(consultation_.statements(), "\n") + "\n");
  if (!failed.empty()) return say_(fmt::format("Not written: {}: {}\n", printable(file), failed));
  const Attempt attempt = consultation_.adopt(file);
  say_attempt(attempt, false);
  if (attempt.taken) knowledge_changed();
  say_(fmt::format("{} written to {}.\n", counted(count, "statement", "statements"),
                   printable(file)));
}

void Dialogue::do_load(std::string_view text) {
  if (text.empty()) return say_("Write load and the name of a rule file.\n");
  const Standings before = standings();
  const Attempt attempt = consultation_.load_also(std::string(unquoted(text)));
  say_attempt(attempt, false);
  if (!attempt.taken) return say_("It was not taken in; all else stays in force.\n");
  knowledge_changed();
  say_(fmt::format("Read: {}, {} now.\n",
                   counted(rules_written(session().knowledge()), "rule", "rules"),
                   counted(program().findings.size(), "finding", "findings")));
  say_changes(before);
  show_urgent();
}

void Dialogue::do_reload(std::string_view) {
  const Standings before = standings();
  const Attempt attempt = consultation_.reload();
  say_attempt(attempt, false);
  if (!attempt.taken) return say_("The rules that were read before stay in force.\n");
  knowledge_changed();
  say_(fmt::format("Read again: {}, {}; your answers are kept.\n",
                   counted(rules_written(session().knowledge()), "rule", "rules"),
                   counted(program().findings.size(), "finding", "findings")));
  say_changes(before);
  show_urgent();
}

void Dialogue::do_restart(std::string_view) {
  consultation_.restart();
  knowledge_changed();
  skipped_.clear();
  dropped_.clear();
  urgent_shown_.clear();
  ended_with_.clear();
  asking_ = true;
  say_("All answers are forgotten; undo brings them back.\n");
}

void Dialogue::do_what(std::string_view text) {
  const FindingId finding = named(text);
  if (!finding) return;
  const Finding& row = program().findings[finding.index()];
  std::vector<std::string> meaning;
  if (const Detail* detail = program().detail(finding)) {
    if (!detail->description.empty()) meaning.push_back(detail->description);
    if (!detail->aliases.empty()) meaning.push_back("also: " + join(detail->aliases, ", "));
  }
  for (std::string& kind : kind_texts(program(), finding)) meaning.push_back(std::move(kind));
  for (const Kind& kind : program().kinds)
    if (kind.kind == finding && !program().findings[kind.broader.index()].is_some())
      meaning.push_back("a kind of " + program().findings[kind.broader.index()].name);
  if (meaning.empty()) meaning.emplace_back("no description is written");
  say_(paragraph(style_(), "  ", fmt::format("{}: {}", row.name, join(meaning, "; "))));
}

void Dialogue::do_help(std::string_view text) {
  const std::string key = key_of(text);
  for (const Command& command : commands())
    if (key == command.word)
      return say_(fmt::format("  {}  {}\n", padded(command.usage, 19), command.meaning));
  if (!text.empty()) return do_what(text);
  std::string out = "Type a fact (night cramps, NOT swelling, fluid intake 1.1 L/day), a rule\n"
                    "(night cramps AND low fluid -> dehydration), or\n";
  for (const Command& command : commands())
    if (command.word != "?")
      out += fmt::format("  {}  {}\n", padded(command.usage, 19), command.meaning);
  say_(out);
}

void Dialogue::do_quit(std::string_view) { over_ = true; }

}  // namespace hence::repl
