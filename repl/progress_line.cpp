#include "repl/progress_line.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>

#include <fmt/format.h>

#include "repl/screen.hpp"

namespace hence::repl {
namespace {

std::string_view words_of(Stage stage) {
  switch (stage) {
    case Stage::reading: return "Reading";
    case Stage::facts: return "Reading facts";
    case Stage::matching: return "Matching rules";
    case Stage::instances: return "Making instances";
    default: return "Making the graph";
  }
}

// The thread that shows it. It takes no signals: they are for the one that works.
class Line {
 public:
  explicit Line(const Progress& progress) : progress_(&progress) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    thread_ = std::jthread([this](const std::stop_token& stop) { show(stop); });
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }

 private:
  void show(const std::stop_token& stop) const {
    using namespace std::chrono_literals;
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any wake;
    bool shown = false;
    for (auto pause = 2000ms;
         !wake.wait_for(lock, stop, pause, [&] { return stop.stop_requested(); }); pause = 200ms) {
      put_error("\r\x1b[K" + progress_text(progress_->stage, progress_->done, progress_->total));
      shown = true;
    }
    if (shown) put_error("\r\x1b[K");
  }

  const Progress* progress_;
  std::jthread thread_;
};

}  // namespace

std::string progress_text(Stage stage, std::uint64_t done, std::uint64_t total) {
  if (total == 0) return fmt::format("{}…", words_of(stage));
  constexpr std::uint64_t width = 24;
  const std::uint64_t share = std::min(done, total) * 100 / total;
  std::string bar;
  for (std::uint64_t i = 0; i < width; ++i) bar += i * 100 < share * width ? "█" : "░";
  return fmt::format("{:<16}  {}  {:>3} %", words_of(stage), bar, share);
}

Knowledge compiled_with_progress(const std::function<Loaded(Progress*)>& load) {
  Progress progress;
  std::optional<Line> line;
  if (is_terminal(STDERR_FILENO)) line.emplace(progress);
  return compile(load(&progress), &progress);
}

}  // namespace hence::repl
