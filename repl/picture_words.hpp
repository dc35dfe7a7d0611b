// A picture's nodes and edges in words, once for every form in which it is written.
// Invariant: what a colour says, the words say too; all text is safe to print, in one line.
#pragma once

#include <string>
#include <string_view>

#include "engine/picture.hpp"

namespace hence::repl {

enum class Tone : unsigned char { plain, good, maybe, bad, conflict, open };
std::string_view text_of(Tone tone);

enum class Shape : unsigned char { finding, argument, test, join };
std::string_view text_of(Shape shape);

struct NodeWords {
  Shape shape = Shape::finding;
  std::string title;     // «night cramps», «resting cramps», «OR», «fluid intake < 1.5 L/day»
  std::string standing;  // «likely 0.72», «yes, given», «+0.60», «held back»; of a rule base, «goal»
  Tone tone = Tone::plain;
  bool given = false;
};

// What a person may want to know of the rule behind a node; empty where there is none.
struct RuleWords {
  std::string text, name, because, source, place, strength;
};

class PictureWords {
 public:
  /// Without a session, of a rule base. Keeps pointers.
  PictureWords(const Program& program, const Session* session)
      : program_(&program), session_(session) {}

  NodeWords of(const PictureNode& node) const;
  RuleWords rule(const PictureNode& node) const;
  /// «unless», «not», «+1»; empty for what goes without saying.
  std::string of(const PictureEdge& edge) const;

  const Program& program() const { return *program_; }
  const Session* session() const { return session_; }

 private:
  NodeWords finding(const PictureNode& node) const;
  NodeWords argument(const PictureNode& node) const;
  NodeWords operation(const PictureNode& node) const;
  std::string held(const PictureNode& node) const;
  std::string kind(FindingId finding) const;
  std::string concluded(const PictureNode& node) const;
  std::string fired(const PictureNode& node) const;

  const Program* program_;
  const Session* session_;
};

/// «at_least», «value_argument»: the name that forms for machines use.
std::string_view name_of(NodeOp op);
std::string_view name_of(EdgeRole role);
std::string_view name_of(Silence silence);

/// At most so many columns, the rest as «…».
std::string clipped(std::string_view text, int columns);

/// Lines to draw: the title wrapped, then the standing.
std::vector<std::string> label_lines(const NodeWords& words);

}  // namespace hence::repl
