// Lines from a person: edited, with history and Tab completion, on a terminal; plain from anything
// else. Text comes in as UTF-8, controls and all.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hence::repl {

enum class LineEnd : std::uint8_t { line, end_of_input, interrupted };

struct Line {
  LineEnd end = LineEnd::line;
  std::string text;
};

/// What can follow the text typed so far: whole words or names that replace its last part, and
/// where that part begins.
struct Completions {
  std::size_t from = 0;
  std::vector<std::string> texts;
};
using Completer = std::function<Completions(std::string_view typed)>;

class Lines {
 public:
  virtual ~Lines() = default;
  virtual Line read(const std::string& prompt) = 0;
};

/// From standard input. `history`: the file where lines are kept between sittings; empty: none.
std::unique_ptr<Lines> lines_from_terminal(Completer completer, const std::string& history);
std::unique_ptr<Lines> lines_from_input();

}  // namespace hence::repl
