// The words of a base's names, each once, and which of them are slips of one another. Words with a
// digit are left out: they are numbered on purpose, and many. Invariant: words stand in the order
// of their first name, so nothing follows a hash table's order.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rules/program.hpp"

namespace hence {

/// What a character is to a word: 0 parts words, 1 goes on, 3 is a digit.
inline constexpr auto word_marks = [] {
  std::array<unsigned char, 256> marks{};
  marks.fill(1);
  for (const char c : std::string_view(" /,()+*")) marks[static_cast<unsigned char>(c)] = 0;
  for (char c = '0'; c <= '9'; ++c) marks[static_cast<unsigned char>(c)] = 3;
  return marks;
}();

/// Calls f(word, has a digit) for each word of a key; words are parted by spaces and signs.
template <class F>
void each_word(std::string_view key, F f) {
  for (std::size_t at = 0; at < key.size(); ++at) {
    const std::size_t begin = at;
    unsigned seen = 0;
    for (; at < key.size(); ++at) {
      const unsigned mark = word_marks[static_cast<unsigned char>(key[at])];
      if (mark == 0) break;
      seen |= mark;
    }
    if (at > begin) f(key.substr(begin, at - begin), seen == 3);
  }
}

/// Letters (code points) of a word.
std::size_t letters(std::string_view word);

class Words {
 public:
  static constexpr std::size_t rare = 4;  // a word of up to so many names is rare
  static constexpr std::uint32_t none = 0xffffffffU;

  struct Word {
    std::string_view text;
    std::uint32_t mark = 0;                   // of the text
    std::uint32_t names = 0;                  // that hold it, up to rare + 1
    std::array<std::uint32_t, rare> first{};  // the first of them: rows of findings
  };

  /// What a word may be a slip of: another word, or two words run together.
  struct Slip {
    std::uint32_t word, second = none;
  };

  /// Every name and alias; the views stay those of `program`. Linear.
  explicit Words(const Program& program);

  const Word& operator[](std::uint32_t row) const { return words_[row]; }
  std::size_t size() const { return words_.size(); }

  /// The words of a finding's key in order; `none` for one with a digit.
  std::span<const std::uint32_t> of(FindingId finding) const {
    return {rows_.data() + first_[finding.index()],
            first_[finding.index() + 1] - first_[finding.index()]};
  }
  /// Sum of the marks of its words, whatever their order.
  std::uint32_t mark_of(FindingId finding) const { return marks_[finding.index()]; }
  /// False: no name or alias has words with this sum.
  bool may_have(std::uint32_t mark) const { return names_[mark & (names_.size() - 1)]; }

  /// By word, for those asked of five letters or more: words of five letters or more one edit or
  /// swap away, and two words that it runs together. Cost: linear in all letters, times a word's.
  std::vector<std::vector<Slip>> slips(const std::vector<bool>& asked) const;

  /// Every word that two others make when run together: (left, right) → word. Linear.
  boost::unordered_flat_map<std::uint64_t, std::uint32_t> joined() const;
  static std::uint64_t pair(std::uint32_t left, std::uint32_t right) {
    return std::uint64_t{left} << 32U | right;
  }

 private:
  std::uint32_t add(std::string_view key, std::uint32_t finding, bool alias);
  std::uint32_t find(std::string_view text) const;
  template <class F>
  void each_split(std::uint32_t row, F f) const;

  std::vector<Word> words_;
  boost::unordered_flat_map<std::string_view, std::uint32_t> row_of_;
  std::vector<std::uint32_t> first_, rows_, marks_;  // by finding: its run of rows_, its sum
  std::vector<bool> names_;                          // by mark, folded
  std::vector<std::string> alias_keys_;
};

}  // namespace hence
