// From paths or text to a Program: files, `use`, Markdown, then lexing, parsing and resolving.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rules/diagnostic.hpp"
#include "rules/growable.hpp"
#include "rules/program.hpp"
#include "rules/progress.hpp"

namespace hence {

// A text to read besides files, such as what is typed at a prompt. `path` is shown in messages;
// a path that ends in `.md` is read as Markdown.
struct NamedText {
  std::string path;
  std::string text;
};

struct Loaded {
  Program program;
  std::vector<Diagnostic> diagnostics;  // sorted by place
  Growable growable;  // of one with relations
};

// Reads each path (a file, or a folder of `.hence` files) and what it uses, then `texts`.
// Errors: H18 for a path that cannot be read, H19 for text that is not UTF-8, and all others.
// `facts`: lines of FACTs that will be told; the tuples that they are about get their findings, and
// rules with variables their instances for them. `progress`, if any, is told how far it is.
Loaded load(const std::vector<std::string>& paths, const std::vector<NamedText>& texts = {}, const std::vector<std::string>& facts = {}, Progress* progress = nullptr);

// The same knowledge base, read again from its sources as they were, for these FACTs.
Loaded load_again(const Program& program, const std::vector<std::string>& facts, Progress* progress = nullptr);

// Reads FACTs («night cramps, fluid intake = 1.1 L/day») against a loaded Program. Spans are of a
// Source that is not in the program; its id is `sources.size()` and `source` holds it.
struct ReadFacts {
  std::vector<Fact> facts;
  // Some are about tuples for which no rule has instances, and those that have no finding are left
  // out: `load_again` makes a program that knows them.
  bool unknown_tuples = false;
  Source source;
  std::vector<Diagnostic> diagnostics;
};
ReadFacts read_facts(const Program& program, std::string_view text, std::string path = "(fact)");

// The facts of a file's text: a JSON object, or lines of FACTs.
// (JSON is read by repl/, which turns it into FACTs.)

// Does the name spell a tuple of one of the program's relations, whether it has a finding or not?
bool names_tuple(const Program& program, std::string_view name);

// Writes a fact as a FACT line that reads back the same: `NOT swelling`, `fluid intake = 1.1 L/day`.
std::string write_fact(const Program& program, const Fact& fact);

}  // namespace hence
