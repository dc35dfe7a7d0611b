// Invariant 6 of docs/reliability: printing keeps meaning and comments, and printing twice is
// printing once; facts written are read back. Each with broken formatters that it must catch.
#include <functional>
#include <regex>

#include "rules/format.hpp"
#include "tests/program_text.hpp"
#include "tests/property.hpp"
#include "tests/rule_base.hpp"

namespace hence {
namespace {

using generate::Model;
using generate::Recipe;

using Formatter = std::function<std::string(const std::string&)>;

std::string formatted(const std::string& text) { return format_source(text, false); }

// Comments in order, without the spaces around them. Requires that no quoted text holds a #.
std::vector<std::string> comments(const std::string& text) {
  std::vector<std::string> found;
  for (std::size_t at = text.find('#'); at != std::string::npos; at = text.find('#', at + 1))
    found.push_back(
        text.substr(at, text.find_last_not_of(" \t\r", text.find('\n', at) - 1) + 1 - at));
  return found;
}

// The text as a careless hand would lay it out, from the tape.
std::string disarranged(std::string text, const generate::Tape& tape) {
  for (std::size_t i = 0; i + 1 < tape.size(); i += 2) {
    const std::size_t at =
        text.find(tape[i] % 2 == 0 ? ' ' : '\n', tape[i + 1] % (text.size() + 1));
    if (at == std::string::npos || at == 0) continue;
    if (text[at] == ' ' && (text[at - 1] == ' ' || text[at - 1] == '\n'))
      continue;  // an indent may mean something
    if (text[at] == ' ' && tape[i] % 4 == 0) text.insert(at, "  ");
    else if (text[at] == '\n' && tape[i] % 3 == 0) text.insert(at, " \t");
    else if (text[at] == '\n' && text.compare(at, 2, "\n\n") == 0)
      text.insert(at, "\n\n# note " + std::to_string(i));
  }
  return text;
}

void printing_keeps_meaning(const Recipe& recipe, const Formatter& format) {
  const Model model = generate::decode(recipe);
  const generate::Tape tape = *generate::tapes(20);
  std::vector<std::string> texts, printed;
  for (const std::string& file : generate::files(model)) {
    texts.push_back(disarranged(file, tape));
    printed.push_back(format(texts.back()));
  }
  const Knowledge before = know(texts);
  const Knowledge after = know(printed);
  if (const std::string errors = unexpected_errors(before) + unexpected_errors(after);
      !errors.empty())
    RC_FAIL(errors);
  RC_CLASSIFY(before.usable && concludes(session_of(before, facts_of(before.program, model.facts))),
              "concludes");
  if (program_text(before.program) != program_text(after.program))
    RC_FAIL("another program:\n" + printed.front() + "\n" + program_text(before.program) +
            "\nbut\n" + program_text(after.program));
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string& once = printed[i];
    if (format(once) != once) RC_FAIL("not idempotent:\n" + once + "\nbut\n" + format(once));
    RC_ASSERT(comments(texts[i]) == comments(once));
  }
  RC_ASSERT(before.diagnostics.size() == after.diagnostics.size());
}

TEST(FormatProperties, PrintingKeepsMeaningAndComments) {
  expect_holds("format", [](const Recipe& recipe) { printing_keeps_meaning(recipe, formatted); });
}

Formatter replacing(const std::string& pattern, const std::string& by) {
  return [=](const std::string& text) {
    return std::regex_replace(formatted(text), std::regex(pattern), by);
  };
}

TEST(FormatProperties, MarkdownKeepsItsProse) {
  expect_holds("markdown", [](const Recipe& recipe) {
    const Model model = generate::decode(recipe);
    const std::string before = "# Title   with blanks\n\nProse → no rule ,  \n\n```hence\n";
    const std::string after = "```\n\nMore  prose.\n\n```sh\nnot  → hence\n```\n";
    const std::string text = before + generate::join(generate::statements(model)) + after;
    const std::string once = format_source(text, true);
    RC_ASSERT(once.starts_with(before) && once.ends_with(after));
    RC_ASSERT(format_source(once, true) == once);
    const Loaded a = load({}, {{"a.md", text}}), b = load({}, {{"a.md", once}});
    RC_CLASSIFY(!a.program.rules.empty(), "concludes");
    RC_ASSERT(program_text(a.program) == program_text(b.program));
  });
}

TEST(FormatProperties, CatchesBrokenFormatters) {
  const std::pair<const char*, Formatter> formatters[] = {
      {"drops comments", replacing(" *# remark", "")},
      {"drops a tail", replacing("unless [^\n]*", "")},
      {"changes a figure", replacing("0\\.7", "0.8")},
      {"changes an operator", replacing(" OR ", " AND ")},
      {"grows each time",
       [](const std::string& text) { return formatted(text) + "\n# formatted\n"; }},
      {"loses order of comments",
       [](const std::string& text) { return "# first\n" + formatted(text); }}};
  for (const auto& [name, format] : formatters)
    expect_caught(name,
                  [&format](const Recipe& recipe) { printing_keeps_meaning(recipe, format); });
}

// ---- facts ----

using WriteFact = std::function<std::string(const Program&, const Fact&)>;

void facts_read_back(const Recipe& recipe, const WriteFact& write) {
  const Model model = generate::decode(recipe);
  const Knowledge knowledge = know(generate::files(model));
  const std::vector<Fact> facts = facts_of(knowledge.program, model.facts);
  RC_CLASSIFY(!facts.empty(), "concludes");
  for (const Fact& fact : facts) {
    const std::string line = write(knowledge.program, fact);
    const ReadFacts read = read_facts(knowledge.program, line);
    if (has_errors(read.diagnostics) || read.facts.size() != 1) RC_FAIL("not one fact: " + line);
    const Fact& back = read.facts.front();
    if (back.finding != fact.finding || back.certainty != fact.certainty ||
        (fact.certainty != 0 && back.value != fact.value))
      RC_FAIL("reads back as another: " + line);
  }
}

TEST(FormatProperties, FactsReadBack) {
  expect_holds("facts", [](const Recipe& recipe) { facts_read_back(recipe, write_fact); });
}

TEST(FormatProperties, CatchesFactsWithoutCertainty) {
  expect_caught("facts", [](const Recipe& recipe) {
    facts_read_back(recipe, [](const Program& program, Fact fact) {
      if (fact.certainty > 0) fact.certainty = 1;
      return write_fact(program, fact);
    });
  });
}

}  // namespace
}  // namespace hence
