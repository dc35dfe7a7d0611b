// Names that spell tuples: which relation, with what in its places.
#include <algorithm>

#include "engine/verify/rule_base.hpp"

namespace hence::verify {
namespace {

std::vector<std::string> parts_of(std::string_view name) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at < name.size();) {
    const std::size_t end = std::min(name.find(' ', at), name.size());
    if (end > at) parts.emplace_back(name.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

// All ways in which parts can fill the places between words; the first is kept.
class Filling {
 public:
  // has_value: what stands behind the word `is` is the tuple's value, so no place holds it.
  Filling(const Relation& relation, bool has_value, const std::vector<std::string>& parts, const std::vector<std::string>& keys)
      : relation_(relation), has_value_(has_value), parts_(parts), keys_(keys) {}

  int ways() {
    if (const int behind = words_at(0, 0); behind >= 0) fill(static_cast<std::size_t>(behind));
    return ways_;
  }
  std::vector<std::string> first;

 private:
  int words_at(std::size_t gap, std::size_t at) const {
    for (const std::string& word : relation_.keys[gap])
      if (at == keys_.size() || keys_[at++] != word) return -1;
    return static_cast<int>(at);
  }

  void fill(std::size_t from) {
    if (ways_ > 1) return;
    if (places_.size() == relation_.arguments.size()) {
      if (from == parts_.size() && ways_++ == 0) first = places_;
      return;
    }
    std::string place;
    for (std::size_t to = from; to < parts_.size(); ++to) {
      if (to > from && (is_variable(parts_[to]) || is_variable(parts_[from]))) return;
      if (has_value_ && keys_[to] == "is") return;
      place += (to > from ? " " : "") + parts_[to];
      places_.push_back(place);
      if (const int behind = words_at(places_.size(), to + 1); behind >= 0) fill(static_cast<std::size_t>(behind));
      places_.pop_back();
    }
  }

  const Relation& relation_;
  bool has_value_;
  const std::vector<std::string>& parts_;
  const std::vector<std::string>& keys_;
  std::vector<std::string> places_;
  int ways_ = 0;
};

}  // namespace

bool agree(const Binding& a, const Binding& b) {
  return std::all_of(a.begin(), a.end(), [&](const auto& v) {
    const auto same = b.find(v.first);
    return same == b.end() || same->second == v.second;
  });
}

bool is_variable(std::string_view word) { return word.starts_with('?'); }
bool holds_variable(std::string_view name) { return is_variable(name) || name.find(" ?") != std::string_view::npos; }

Relation relation_of(std::string_view name) {
  Relation out;
  out.name = name;
  out.words.emplace_back();
  out.keys.emplace_back();
  for (const std::string& part : parts_of(name)) {
    if (is_variable(part)) {
      out.arguments.push_back({part, Kind::yes_no, {}, {}});
      out.words.emplace_back();
      out.keys.emplace_back();
    } else {
      out.words.back() += (out.words.back().empty() ? "" : " ") + part;
      out.keys.back().push_back(key_of(part));
    }
  }
  return out;
}

std::optional<TupleName> RuleBase::read(std::string_view name) const {
  if (relations.empty()) return {};
  const std::vector<std::string> parts = parts_of(name);
  std::vector<std::string> keys;
  for (const std::string& part : parts) keys.push_back(is_variable(part) ? part : key_of(part));
  std::optional<TupleName> best;
  std::size_t most = 0;
  for (std::size_t r = 0; r < relations.size(); ++r) {
    std::size_t words = 0;
    for (const auto& gap : relations[r].keys) words += gap.size();
    if (best && words < most) continue;
    const int model = relations[r].model;
    Filling filling(relations[r], model >= 0 && findings[static_cast<std::size_t>(model)].kind != Kind::yes_no, parts, keys);
    const int ways = filling.ways();
    if (ways == 0) continue;
    if (best && words == most) {
      best->twice = true;
      continue;
    }
    most = words;
    best = TupleName{static_cast<int>(r), std::move(filling.first), ways > 1};
  }
  return best;
}

int RuleBase::like(std::string_view name) const {
  if (const int id = find(name); id >= 0) return id;
  const auto tuple = read(name);
  return tuple ? relations[static_cast<std::size_t>(tuple->relation)].model : -1;
}

}  // namespace hence::verify
