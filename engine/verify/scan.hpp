// Text to tokens, tokens to statements. A statement is a logical line; a row of a pasted table is
// one by itself.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "engine/verify/rule_base.hpp"

namespace hence::verify {

// word, number, unit, text (quoted), name (several words declared as one), variable (`?x`, `?`),
// column, date, row; or sign, told by `sign`: > is A for an arrow, G L N for >= <= !=, else the
// character.
enum class Tok : std::uint8_t { word, number, unit, text, name, variable, column, date, row, sign };

struct Token {
  Tok kind = Tok::word;
  char sign = 0;
  bool spaced = false;  // white space before it
  bool opens = false;   // first of a line, but not of its statement
  std::size_t begin = 0, end = 0;
};

struct Line {
  int file = 0;
  std::size_t indent = 0;
  bool arrow = false;  // holds an arrow or a verb: a rule
  std::vector<Token> tokens;
};

struct Verb {
  double strength = 0;
  bool causes = false;
  std::size_t tokens = 0;  // 0: none
};

std::string_view text_of(const File& file, const Token& token);
bool is_word(const File& file, const Line& line, std::size_t at, std::string_view lower);
Verb verb_at(const File& file, const Line& line, std::size_t at);

std::vector<Line> scan(const RuleBase& base, int file);
std::vector<Token> scan_part(const RuleBase& base, int file, std::size_t begin, std::size_t end);

struct Span {
  int file = 0;
  std::size_t begin = 0, end = 0;
};
struct Table {
  std::vector<Span> headings;
  std::vector<std::vector<Span>> rows;
  std::vector<Span> whole;  // of each row
};
std::vector<Span> cells_of(const File& file, int id, const Token& row);
std::vector<Span> members_of(const File& file, Span cell);
Table csv_table(const RuleBase& base, int file);
Table json_table(const RuleBase& base, int file);
std::string cell_text(const RuleBase& base, Span cell);
std::string unquoted(std::string_view text);

// Names that the grammar would take apart; the longest that fits is one token.
void join_names(const File& file, Line& line, const std::set<std::string, std::less<>>& names);

}  // namespace hence::verify
