// A set of rows from which the first is taken first: what an update has still to visit.
// Bits in levels of 64: a word of one level says which words of the level below are not empty. So
// insert and take_first touch one word a level, four at most for 16 million rows, and never
// allocate.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace hence {

class RowSet {
 public:
  explicit RowSet(std::size_t rows = 0) {
    do {
      rows = (rows + 63) / 64;
      levels_.emplace_back(rows == 0 ? 1 : rows, 0);
    } while (rows > 1);
  }
  // Room for so many. Cost: none while the last word suffices.
  void grow(std::size_t rows) {
    for (std::size_t level = 0; level == 0 || rows > 1; ++level) {
      rows = std::max<std::size_t>(1, (rows + 63) / 64);
      if (level < levels_.size()) {
        levels_[level].resize(std::max(rows, levels_[level].size()));
      } else {
        levels_.emplace_back(rows, 0);
        const auto& below = levels_[level - 1];
        for (std::size_t i = 0; i < below.size(); ++i)
          if (below[i] != 0) levels_[level][i / 64] |= std::uint64_t{1} << (i % 64);
      }
    }
  }
  bool empty() const { return levels_.back()[0] == 0; }

  void insert(std::size_t row) {
    for (auto& level : levels_) {
      std::uint64_t& word = level[row / 64];
      const bool was_empty = word == 0;
      word |= std::uint64_t{1} << (row % 64);
      if (!was_empty) return;
      row /= 64;
    }
  }

  // Requires: not empty.
  std::size_t first() const {
    std::size_t row = 0;
    for (std::size_t i = levels_.size(); i-- > 0;)
      row = row * 64 + static_cast<std::size_t>(std::countr_zero(levels_[i][row]));
    return row;
  }
  // Requires: not empty.
  std::size_t take_first() {
    const std::size_t row = first();
    remove(row);
    return row;
  }
  // Was the row there? Now it is not.
  bool take(std::size_t row) {
    const bool there = (levels_[0][row / 64] >> (row % 64) & 1U) != 0;
    if (there) remove(row);
    return there;
  }

 private:
  void remove(std::size_t row) {
    for (auto& level : levels_) {
      std::uint64_t& word = level[row / 64];
      word &= ~(std::uint64_t{1} << (row % 64));
      if (word != 0) break;
      row /= 64;
    }
  }

  std::vector<std::vector<std::uint64_t>> levels_;  // the last has one word
};

}  // namespace hence
