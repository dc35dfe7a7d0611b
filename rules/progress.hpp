// How far a long piece of work has come: written by who does it, read by whoever shows it, in
// another thread. Nobody who does work knows whether anybody looks.
#pragma once

#include <atomic>
#include <cstdint>

namespace hence {

enum class Stage : std::uint8_t { reading, facts, matching, instances, compiling };

struct Progress {
  std::atomic<Stage> stage{Stage::reading};
  std::atomic<std::uint64_t> done{0}, total{0};  // steps of the stage; a total of 0: not known

  void begin(Stage next, std::uint64_t steps = 0) {
    total.store(0, std::memory_order_relaxed);
    done.store(0, std::memory_order_relaxed);
    stage.store(next, std::memory_order_relaxed);
    total.store(steps, std::memory_order_relaxed);
  }
  void step() { done.fetch_add(1, std::memory_order_relaxed); }
};

}  // namespace hence
