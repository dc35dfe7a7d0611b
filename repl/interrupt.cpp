#include "repl/interrupt.hpp"

#include <array>
#include <csignal>

namespace hence::repl {
namespace {

volatile std::sig_atomic_t interrupt_flag = 0;
constexpr std::array<int, 3> ending{SIGINT, SIGTERM, SIGHUP};
constexpr std::array<int, 2> redrawing{SIGCONT, SIGWINCH};

void on_end(int) { interrupt_flag = 1; }
void on_redraw(int) {}

template <std::size_t count>
void install(const std::array<int, count>& signals, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;  // without SA_RESTART: a waiting read ends
  sigemptyset(&action.sa_mask);
  for (const int signal : signals) ::sigaction(signal, &action, nullptr);
}

}  // namespace

CatchInterrupt::CatchInterrupt() {
  install(ending, on_end);
  install(redrawing, on_redraw);
}

CatchInterrupt::~CatchInterrupt() {
  install(ending, SIG_DFL);
  install(redrawing, SIG_DFL);
}
bool interrupted() { return interrupt_flag != 0; }
void clear_interrupt() { interrupt_flag = 0; }

}  // namespace hence::repl
