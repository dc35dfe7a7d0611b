#include "rules/words.hpp"

#include <algorithm>
#include <bit>

#include "rules/text.hpp"

namespace hence {
namespace {

constexpr std::size_t shortest_slip = 5;

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80; }

std::uint32_t hash_of(std::string_view before, std::string_view after) {
  std::uint32_t hash = 2166136261U;
  for (const std::string_view part : {before, after})
    for (const char c : part) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash ^ hash >> 15U;
}

// The word, and the word without each of its letters: two words one edit or swap apart have one of
// these in common. Source: W. Garbe 2012, symmetric delete (SymSpell).
template <class F>
void each_deletion(std::string_view word, F f) {
  f(hash_of(word, {}));
  for (std::size_t at = 0; at < word.size();) {
    std::size_t end = at + 1;
    while (end < word.size() && continues(word[end])) ++end;
    f(hash_of(word.substr(0, at), word.substr(end)));
    at = end;
  }
}

// Hashes of the asked words' deletions, with a filter before them that turns nearly all others
// away.
class Deletions {
 public:
  Deletions(const Words& words, const std::vector<bool>& asked) {
    for (std::uint32_t i = 0; i < words.size(); ++i)
      if (asked[i] && letters(words[i].text) >= shortest_slip)
        each_deletion(words[i].text, [&](std::uint32_t hash) { rows_.emplace_back(hash, i); });
    std::sort(rows_.begin(), rows_.end());
    filter_.resize(std::bit_ceil(16 * rows_.size() + 1));
    for (const auto& [hash, row] : rows_) filter_[hash & (filter_.size() - 1)] = true;
  }

  template <class F>
  void each(std::uint32_t hash, F f) const {
    if (!filter_[hash & (filter_.size() - 1)]) return;
    auto at = std::lower_bound(rows_.begin(), rows_.end(), std::pair(hash, 0U));
    for (; at != rows_.end() && at->first == hash; ++at) f(at->second);
  }

 private:
  std::vector<std::pair<std::uint32_t, std::uint32_t>> rows_;  // hash, word
  std::vector<bool> filter_;
};

}  // namespace

std::size_t letters(std::string_view word) {
  return word.size() - static_cast<std::size_t>(std::count_if(word.begin(), word.end(), continues));
}

Words::Words(const Program& program) {
  const std::size_t n = program.findings.size();
  first_.reserve(n + 1);
  rows_.reserve(3 * n);
  marks_.reserve(n);
  std::vector<std::uint32_t> alias_marks;
  for (std::uint32_t i = 0; i < n; ++i) {
    first_.push_back(static_cast<std::uint32_t>(rows_.size()));
    marks_.push_back(add(program.findings[i].key, i, false));
  }
  first_.push_back(static_cast<std::uint32_t>(rows_.size()));
  std::vector<std::uint32_t> owners;
  for (std::uint32_t i = 0; i < n; ++i)
    if (const Detail* detail = program.detail(FindingId(i)))
      for (const std::string& alias : detail->aliases)
        alias_keys_.push_back(key_of(alias)), owners.push_back(i);
  for (std::size_t i = 0; i < owners.size(); ++i)
    alias_marks.push_back(add(alias_keys_[i], owners[i], true));
  names_.resize(std::bit_ceil(16 * (n + owners.size()) + 1));
  for (const auto* marks : {&marks_, &alias_marks})
    for (const std::uint32_t mark : *marks) names_[mark & (names_.size() - 1)] = true;
}

std::uint32_t Words::add(std::string_view key, std::uint32_t finding, bool alias) {
  std::uint32_t sum = 0;
  each_word(key, [&](std::string_view text, bool digit) {
    const std::uint32_t mark = hash_of(text, {});
    sum += mark;
    std::uint32_t row = none;
    if (!digit) {
      const auto [at, fresh] = row_of_.try_emplace(text, static_cast<std::uint32_t>(words_.size()));
      if (fresh) words_.push_back({text, mark, 0, {}});
      row = at->second;
      Word& word = words_[row];
      if (word.names <= rare &&
          (word.names == 0 || word.names > rare || word.first[word.names - 1] != finding)) {
        if (word.names < rare) word.first[word.names] = finding;
        ++word.names;
      }
    }
    if (!alias) rows_.push_back(row);
  });
  return sum;
}

std::uint32_t Words::find(std::string_view text) const {
  const auto found = row_of_.find(text);
  return found == row_of_.end() ? none : found->second;
}

// f(left, right) for each way in which a word is two others run together, of three letters or more.
template <class F>
void Words::each_split(std::uint32_t row, F f) const {
  const std::string_view text = words_[row].text;
  for (std::size_t at = 3; at + 3 <= text.size(); ++at) {
    const std::uint32_t left = find(text.substr(0, at));
    const std::uint32_t right = left == none ? none : find(text.substr(at));
    if (right != none) f(left, right);
  }
}

std::vector<std::vector<Words::Slip>> Words::slips(const std::vector<bool>& asked) const {
  std::vector<std::vector<Slip>> out(size());
  const Deletions deletions(*this, asked);
  for (std::uint32_t word = 0; word < size(); ++word) {
    if (letters(words_[word].text) < shortest_slip) continue;
    each_deletion(words_[word].text, [&](std::uint32_t hash) {
      deletions.each(hash, [&](std::uint32_t row) {
        if (row == word || (!out[row].empty() && out[row].back().word == word)) return;
        if (edit_distance(words_[row].text, words_[word].text, 1) <= 1) out[row].push_back({word});
      });
    });
  }
  for (std::uint32_t row = 0; row < size(); ++row)
    if (asked[row])
      each_split(row, [&](std::uint32_t left, std::uint32_t right) {
        out[row].push_back({left, right});
      });
  return out;
}

boost::unordered_flat_map<std::uint64_t, std::uint32_t> Words::joined() const {
  boost::unordered_flat_map<std::uint64_t, std::uint32_t> out;
  for (std::uint32_t row = 0; row < size(); ++row)
    each_split(row, [&](std::uint32_t left, std::uint32_t right) {
      out.try_emplace(pair(left, right), row);
    });
  return out;
}

}  // namespace hence
