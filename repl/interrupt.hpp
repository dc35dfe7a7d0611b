// Ctrl-C, as a question that waiting code asks. A signal handler can set nothing but a flag, so
// this flag is the one global of the program.
#pragma once

namespace hence::repl {

/// While it lives, SIGINT, SIGTERM and SIGHUP set the flag and end a waiting read; SIGCONT and
/// SIGWINCH only end the read, so that the line can be drawn again.
class CatchInterrupt {
 public:
  CatchInterrupt();
  ~CatchInterrupt();
  CatchInterrupt(const CatchInterrupt&) = delete;
  CatchInterrupt& operator=(const CatchInterrupt&) = delete;
};

bool interrupted();
void clear_interrupt();

}  // namespace hence::repl
