#include "repl/screen.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include <sys/ioctl.h>
#include <unistd.h>

#include <fmt/format.h>

#include "rules/limits.hpp"

namespace hence::repl {
namespace {

// A signal may cut a write short; what fails otherwise is found by `output_failed`.
void write_to(std::FILE* file, std::string_view text) {
  while (true) {
    text.remove_prefix(std::fwrite(text.data(), 1, text.size(), file));
    if (text.empty() || errno != EINTR) break;
    std::clearerr(file);
  }
  std::fflush(file);
}

bool colour_wanted() {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  return !(no_colour && *no_colour) && term && std::string_view(term) != "dumb";
}

}  // namespace

bool is_terminal(int fd) { return ::isatty(fd) == 1; }

Style style_of(int fd) {
  if (!is_terminal(fd)) return {};
  winsize size{};
  const bool known = ::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return {known ? std::clamp<int>(size.ws_col, 40, 100) : 80, colour_wanted()};
}

void put(std::string_view text) { write_to(stdout, text); }
void put_error(std::string_view text) { write_to(stderr, text); }
bool output_failed() { return std::fflush(stdout) != 0 || std::ferror(stdout) != 0; }

std::string diagnostics_count(const std::vector<Diagnostic>& diagnostics) {
  std::array<std::size_t, 3> counts{};
  for (const Diagnostic& d : diagnostics) ++counts[static_cast<std::size_t>(d.severity)];
  std::vector<std::string> parts;
  if (counts[0] > 0) parts.push_back(counted(counts[0], "error", "errors"));
  if (counts[1] > 0) parts.push_back(counted(counts[1], "warning", "warnings"));
  if (counts[2] > 0) parts.push_back(counted(counts[2], "note", "notes"));
  return join(parts, ", ");
}

std::string diagnostics_text(const std::vector<Diagnostic>& diagnostics,
                             const std::vector<Source>& sources, bool drawn) {
  std::string out;
  const std::size_t shown = std::min<std::size_t>(diagnostics.size(), diagnostics_shown_limit);
  for (std::size_t i = 0; i < shown; ++i) {
    if (drawn && i > 0) out += "\n";
    out += drawn ? render(diagnostics[i], sources) : render_line(diagnostics[i], sources) + "\n";
  }
  if (shown < diagnostics.size()) out += fmt::format("… and {} more\n", diagnostics.size() - shown);
  return out;
}

}  // namespace hence::repl
