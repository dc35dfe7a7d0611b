// Knowledge: a Program and the Network compiled from it; what a session reasons with.
#pragma once

#include "engine/named_recursion.hpp"
#include "engine/network.hpp"
#include "rules/diagnostic.hpp"
#include "rules/loader.hpp"

namespace hence {

struct Knowledge {
  Program program;
  Network network;
  std::vector<Diagnostic> diagnostics;  // of reading and of compiling, sorted by place
  bool usable = false;                  // no errors: may be consulted
  // What grow (engine/grow.hpp) needs, of a program with relations.
  Growable growable;
  NamedRecursion recursion;
};

// Compiles a Program; adds errors for cycles through anything that needs a final answer.
// Cost: linear in the rules, but for sorting each finding's evidence.
Knowledge compile(Loaded loaded, Progress* progress = nullptr);

// Reads files (see rules/loader.hpp) and compiles them.
Knowledge load_knowledge(const std::vector<std::string>& paths);

}  // namespace hence
