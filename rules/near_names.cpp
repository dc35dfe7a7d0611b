// H01: a name that is a slip of a known one. H57: one that holds all the words of another.
#include <algorithm>

#include <fmt/format.h>

#include "rules/lint_checks.hpp"
#include "rules/words.hpp"

namespace hence {
namespace {

constexpr std::size_t names_told = 3;

bool is_stop_word(std::string_view word) {
  static constexpr std::string_view words[] = {
      "a",    "an",   "and",  "any",   "are",   "as",    "at",    "be",   "been",
      "by",   "for",  "from", "has",   "have",  "in",    "into",  "is",   "it",
      "its",  "not",  "of",   "off",   "on",    "or",    "other", "over", "some",
      "than", "that", "the",  "their", "then",  "there", "this",  "to",   "under",
      "was",  "were", "what", "when",  "which", "while", "will",  "with", "without"};
  return std::binary_search(std::begin(words), std::end(words), word);
}

// Has it a word that can be compared at all?
bool is_comparable(std::string_view key) {
  bool found = false;
  each_word(key, [&](std::string_view word, bool digit) { found |= word.size() >= 4 && !digit; });
  return found;
}

class NearNames {
 public:
  explicit NearNames(const Lint& lint) : lint_(lint), strict_(lint.program.options.strict) {}

  void run() {
    bool compare = false;
    for (std::size_t i = 0; i < lint_.program.findings.size(); ++i) {
      const FindingId id(i);
      if (strict_ ? is_declared(id) : !is_single(id)) continue;
      const bool comparable = is_comparable(lint_.finding(id).key);
      if (comparable || strict_) suspects_.push_back(id);
      compare |= comparable;
    }
    if (suspects_.empty()) return;
    if (!compare) {
      for (const FindingId id : suspects_) unknown(id, {});
      return;
    }
    const Words words(lint_.program);
    std::vector<bool> asked(words.size());
    for (const FindingId id : suspects_)
      for (const std::uint32_t row : words.of(id))
        if (row != Words::none) asked[row] = true;
    slips_ = words.slips(asked);
    joined_ = words.joined();
    for (const FindingId id : suspects_) check(words, id);
  }

 private:
  bool is_declared(FindingId id) const {
    return lint_.finding(id).declared || lint_.mentions[id.index()].by_cell;
  }

  // Undeclared, once in the base, as a premise.
  bool is_single(FindingId id) const {
    const Mention& m = lint_.mentions[id.index()];
    const Finding& f = lint_.finding(id);
    if (m.count != 1 || !m.premise || m.conclusion || m.by_cell || m.quoted || f.declared ||
        f.goal || f.is_some())
      return false;
    const Detail* detail = lint_.program.detail(id);
    return !detail || (!detail->has_question && detail->description.empty());
  }

  bool is_known(FindingId id) const { return strict_ ? is_declared(id) : !is_single(id); }

  void check(const Words& words, FindingId id) {
    std::vector<FindingId> near = near_names(words, id);
    const auto known = std::stable_partition(near.begin(), near.end(),
                                             [&](FindingId other) { return is_known(other); });
    if (strict_ || known != near.begin()) {
      near.erase(known, near.end());
      return unknown(id, near);
    }
    if (near.empty())
      if (const FindingId other = wider_or_narrower(words, id)) near.push_back(other);
    if (!near.empty() && (near.front() < id || is_known(near.front())))
      lint_.report(Code::near_name, lint_.finding(id).span,
                   fmt::format("named once, and near {} ({})", lint_.finding(near.front()).name,
                               line(near.front(), id)),
                   "Another name for it, a kind of it, or different? Declare it: finding NAME, "
                   "also: NAME, or NAME is a kind of NAME.");
  }

  void unknown(FindingId id, const std::vector<FindingId>& near) const {
    const Finding& f = lint_.finding(id);
    std::string advice = "a finding with a similar name: ";
    for (std::size_t i = 0; i < near.size() && i < names_told; ++i)
      advice += fmt::format("{}{} ({})", i > 0 ? ", " : "", lint_.finding(near[i]).name,
                            line(near[i], id));
    if (near.empty())
      advice = fmt::format("Declare it: {} {}.",
                           f.kind == FindingKind::number ? "number" : "finding", f.name);
    lint_.report(Code::unknown_finding, f.span,
                 strict_ ? "nothing declares this (option strict)"
                         : "nothing asks, concludes or declares this",
                 std::move(advice));
  }

  std::string line(FindingId of, FindingId seen_from) const {
    return line_of(lint_.program, lint_.finding(of).span, lint_.finding(seen_from).span);
  }

  // The names that differ from this one by a slip in one word. By row.
  std::vector<FindingId> near_names(const Words& words, FindingId id) const {
    std::vector<FindingId> out;
    const auto rows = words.of(id);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows[i] == Words::none) continue;
      for (const Words::Slip slip : slips_[rows[i]]) look(words, id, {i, 1, slip}, out);
      if (joined_.empty() || i + 1 == rows.size() || rows[i + 1] == Words::none) continue;
      const auto whole = joined_.find(Words::pair(rows[i], rows[i + 1]));
      if (whole != joined_.end()) look(words, id, {i, 2, {whole->second}}, out);
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

  // `count` words of a name, from the word `at` on, and what they may be a slip of.
  struct Change {
    std::size_t at, count;
    Words::Slip slip;
  };

  // Appends the finding that has the changed name, if there is one.
  void look(const Words& words, FindingId id, const Change& change,
            std::vector<FindingId>& out) const {
    const Words::Slip slip = change.slip;
    std::uint32_t mark = words.mark_of(id) + words[slip.word].mark +
                         (slip.second == Words::none ? 0 : words[slip.second].mark);
    for (const std::uint32_t row : words.of(id).subspan(change.at, change.count))
      mark -= words[row].mark;
    if (!words.may_have(mark)) return;
    const std::string other = changed(words, lint_.finding(id).key, change);
    const auto found = lint_.program.by_key.find(std::string_view(other));
    if (found != lint_.program.by_key.end() && found->second != id) out.push_back(found->second);
  }

  static std::string changed(const Words& words, const std::string& key, const Change& change) {
    std::size_t begin = 0, end = 0, i = 0;
    each_word(key, [&](std::string_view word, bool) {
      const auto start = static_cast<std::size_t>(word.data() - key.data());
      if (i == change.at) begin = start;
      if (i == change.at + change.count - 1) end = start + word.size();
      ++i;
    });
    std::string out = key.substr(0, begin).append(words[change.slip.word].text);
    if (change.slip.second != Words::none) out.append(" ").append(words[change.slip.second].text);
    return out.append(key, end, std::string::npos);
  }

  // A name that shares a rare word with this one, where one of the two holds all words of the
  // other.
  FindingId wider_or_narrower(const Words& words, FindingId id) const {
    const Finding& f = lint_.finding(id);
    if (f.kind != FindingKind::yes_no) return {};
    for (const std::uint32_t row : words.of(id)) {
      if (row == Words::none || words[row].names > Words::rare || letters(words[row].text) < 4 ||
          is_stop_word(words[row].text))
        continue;
      for (std::size_t i = 0; i < words[row].names; ++i) {
        const FindingId other(words[row].first[i]);
        const Finding& g = lint_.finding(other);
        const bool earlier = other < id || is_known(other);
        if (other != id && earlier && g.kind == FindingKind::yes_no &&
            (holds(f.key, g.key) || holds(g.key, f.key)))
          return other;
      }
    }
    return {};
  }

  // Does `whole` hold every word of `part`?
  static bool holds(std::string_view whole, std::string_view part) {
    bool all = true;
    each_word(part, [&](std::string_view word, bool) {
      bool any = is_stop_word(word);
      each_word(whole, [&](std::string_view w, bool) { any |= w == word; });
      all &= any;
    });
    return all;
  }

  const Lint& lint_;
  const bool strict_;
  std::vector<FindingId> suspects_;
  std::vector<std::vector<Words::Slip>> slips_;  // by word
  boost::unordered_flat_map<std::uint64_t, std::uint32_t> joined_;
};

}  // namespace

void check_near_names(const Lint& lint) { NearNames(lint).run(); }

}  // namespace hence
