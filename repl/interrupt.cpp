#include "repl/interrupt.hpp"

#include <array>
#include <csignal>

namespace hence::repl {
namespace {

volatile std::sig_atomic_t interrupt_flag = 0;
constexpr std::array<int, 3> caught{SIGINT, SIGTERM, SIGHUP};

void on_signal(int) { interrupt_flag = 1; }

void install(void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;  // without SA_RESTART: a waiting read ends
  sigemptyset(&action.sa_mask);
  for (const int signal : caught) ::sigaction(signal, &action, nullptr);
}

}  // namespace

CatchInterrupt::CatchInterrupt() { install(on_signal); }
CatchInterrupt::~CatchInterrupt() { install(SIG_DFL); }
bool interrupted() { return interrupt_flag != 0; }
void clear_interrupt() { interrupt_flag = 0; }

}  // namespace hence::repl
