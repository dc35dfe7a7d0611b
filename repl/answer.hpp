// What was typed at a question, read as data: facts, a word of command, or why it is no answer.
// Nothing is guessed: what is no answer to the question comes back as `other`, to be read as a
// fact, a rule or a command, and if it is none of these the question is asked again with its
// choices.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/question.hpp"

namespace hence::repl {

enum class AnswerKind : std::uint8_t {
  facts,    // the question is answered
  again,    // nothing typed: ask again
  refused,  // meant as an answer, but none: `text` says why
  why,
  what,
  help,
  skip,
  back,
  enough,
  other  // no answer to this question
};

struct Answer {
  AnswerKind kind = AnswerKind::other;
  std::vector<Fact> facts;
  std::string text;  // facts: the echo, if it says more than the answer did; refused: the reason
};

Answer read_answer(const Program& program, const Question& question, std::string_view typed);

/// `which of`: several findings, answered by numbers or names.
bool is_list(const Question& question);

/// The row of Program::which_of that lists its first finding; -1: none does.
std::int32_t list_with(const Program& program, const Question& question);

/// Of a list over the things of one relation: the names in an answer that it does not hold.
struct NewItems {
  std::vector<std::string> things;  // as typed
  std::vector<std::string> names;   // the tuples that they would make
  std::string meant;                // a name in the list that one of them is near to
};
/// Empty if an item is nothing that could be a thing's name, or the name of another finding.
NewItems new_items(const Program& program, const Question& question, std::string_view typed);

}  // namespace hence::repl
