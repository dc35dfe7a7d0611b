// Lines from a pipe or a file.
#include <cerrno>

#include <unistd.h>

#include "repl/interrupt.hpp"
#include "repl/screen.hpp"
#include "repl/terminal.hpp"
#include "rules/limits.hpp"

namespace hence::repl {
namespace {

class PlainLines : public Lines {
 public:
  Line read(const std::string& prompt) override {
    put(prompt);
    while (true) {
      if (const std::size_t end = buffer_.find('\n'); end != std::string::npos)
        return take(end, end + 1);
      if (ended_ || buffer_.size() > line_limit) return last();
      char chunk[4096];
      const ssize_t got = ::read(STDIN_FILENO, chunk, sizeof chunk);
      if (got < 0 && errno == EINTR && interrupted()) return {LineEnd::interrupted, {}};
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) ended_ = true;
      else buffer_.append(chunk, static_cast<std::size_t>(got));
    }
  }

 private:
  static constexpr std::size_t line_limit = 1U << 16U;

  Line take(std::size_t size, std::size_t drop) {
    Line line{LineEnd::line, buffer_.substr(0, size)};
    buffer_.erase(0, drop);
    if (line.text.ends_with('\r')) line.text.pop_back();
    return line;
  }

  Line last() {
    if (!buffer_.empty()) return take(std::min(buffer_.size(), line_limit), line_limit);
    put("\n");
    return {LineEnd::end_of_input, {}};
  }

  std::string buffer_;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<Lines> lines_from_input() { return std::make_unique<PlainLines>(); }

}  // namespace hence::repl
