#include "rules/relations.hpp"

#include <algorithm>
#include <bit>

#include "rules/calendar.hpp"
#include "rules/number.hpp"
#include "rules/text.hpp"

namespace hence {
namespace {

// The parts between spaces.
std::vector<std::string_view> parts_of(std::string_view name) {
    std::vector<std::string_view> parts;
    for (std::size_t at = 0; at < name.size();) {
        const std::size_t end = std::min(name.find(' ', at), name.size());
        if (end > at) parts.push_back(name.substr(at, end - at));
        at = end + 1;
    }
    return parts;
}

// All ways in which a name can be a tuple of one relation; the first is kept.
class Reader {
public:
    Reader(const std::vector<std::string_view>& parts, const std::vector<std::string>& keys, const std::vector<std::vector<std::string>>& gaps, bool has_value)
        : parts_(parts), keys_(keys), gaps_(gaps), has_value_(has_value), ends_(gaps.size() - 1) {}

    std::size_t ways() {
        if (const auto behind = words_at(0, 0)) place(0, *behind);
        return ways_;
    }
    std::vector<std::string> take_places() && { return std::move(places_); }

private:
    // One past the words of the gap, if they stand at `at`.
    std::optional<std::size_t> words_at(std::size_t gap, std::size_t at) const {
        for (const std::string& word : gaps_[gap])
            if (at == keys_.size() || keys_[at++] != word) return std::nullopt;
        return at;
    }

    void place(std::size_t n, std::size_t from) {
        if (ways_ > 1) return;
        if (n == ends_.size()) {
            if (from == parts_.size() && ways_++ == 0) keep();
            return;
        }
        begins_.push_back(from);
        for (std::size_t to = from + 1; to <= parts_.size(); ++to) {
            if (to > from + 1 && (is_variable(parts_[to - 1]) || is_variable(parts_[from]))) break;
            if (has_value_ && keys_[to - 1] == "is") break;  // `class of A is I`: its value is behind
            ends_[n] = to;
            if (const auto behind = words_at(n + 1, to)) place(n + 1, *behind);
        }
        begins_.pop_back();
    }

    void keep() {
        for (std::size_t n = 0; n < ends_.size(); ++n) {
            const std::string_view first = parts_[begins_[n]], last = parts_[ends_[n] - 1];
            places_.emplace_back(first.data(), static_cast<std::size_t>(last.data() + last.size() - first.data()));
        }
    }

    const std::vector<std::string_view>& parts_;
    const std::vector<std::string>& keys_;
    const std::vector<std::vector<std::string>>& gaps_;
    bool has_value_;
    std::vector<std::size_t> begins_, ends_;
    std::vector<std::string> places_;
    std::size_t ways_ = 0;
};

std::size_t words_in(const std::vector<std::vector<std::string>>& gaps) {
    std::size_t count = 0;
    for (const auto& gap : gaps) count += gap.size();
    return count;
}

// Do all these words stand among the others, in their order?
bool in_order(const std::vector<std::string>& words, const std::vector<std::string>& among) {
    auto at = among.begin();
    return std::all_of(words.begin(), words.end(), [&](const std::string& word) {
        at = std::find(at, among.end(), word);
        if (at == among.end()) return false;
        ++at;
        return true;
    });
}

}  // namespace

bool holds_variable(std::string_view name) {
    return name.starts_with('?') || name.find(" ?") != std::string_view::npos;
}

Relation Relations::taken_apart(std::string_view name) {
    Relation out;
    out.name = name;
    out.words.emplace_back();
    for (const std::string_view part : parts_of(name)) {
        if (is_variable(part)) {
            RelationArgument argument;
            argument.variable = part;
            out.arguments.push_back(std::move(argument));
            out.words.emplace_back();
        } else {
            std::string& words = out.words.back();
            if (!words.empty()) words += ' ';
            words += part;
        }
    }
    return out;
}

RelationId Relations::add(Relation relation) {
    std::vector<std::vector<std::string>> gaps;
    for (const std::string& words : relation.words) {
        gaps.emplace_back();
        for (const std::string_view part : parts_of(words)) gaps.back().push_back(key_of(part));
        for (const std::string& word : gaps.back()) words_.emplace(word, '\0');
    }
    words_.emplace("is", '\0');
    for (std::size_t gap = 1; gap + 1 < gaps.size(); ++gap) has_neighbours_ |= gaps[gap].empty();
    keys_.push_back(std::move(gaps));
    relations_.push_back(std::move(relation));
    return RelationId{relations_.size() - 1};
}

std::optional<TupleReading> Relations::read(std::string_view name) const {
    if (relations_.empty()) return std::nullopt;
    const std::vector<std::string_view> parts = parts_of(name);
    std::vector<std::string> keys;
    for (const std::string_view part : parts) keys.push_back(is_variable(part) ? std::string(part) : key_of(part));
    std::optional<TupleReading> best;
    std::size_t most = 0;
    for (std::size_t r = 0; r < relations_.size(); ++r) {
        const std::size_t words = words_in(keys_[r]);
        if (best && words < most) continue;
        Reader reader(parts, keys, keys_[r], relations_[r].kind != FindingKind::yes_no);
        const std::size_t ways = reader.ways();
        if (ways == 0) continue;
        if (best && words == most) {
            best->twice = true;
            best->other = RelationId{r};
            continue;
        }
        most = words;
        best = TupleReading{RelationId{r}, std::move(reader).take_places(), ways > 1, {}};
    }
    return best;
}

RelationId Relations::by_words(std::string_view words) const {
    RelationId found;
    const std::string key = key_of(words);
    for (std::size_t r = 0; r < relations_.size(); ++r) {
        std::string all;
        for (const std::string& gap : relations_[r].words)
            if (!gap.empty()) all += (all.empty() ? "" : " ") + key_of(gap);
        if (all != key || !relations_[r].declared) continue;
        if (found) return {};
        found = RelationId{r};
    }
    return found;
}

RelationId Relations::with_more_places(RelationId of) const {
    const auto& gaps = keys_[of.index()];
    const auto all_of = [](const std::vector<std::vector<std::string>>& from) {
        std::vector<std::string> all;
        for (const auto& gap : from) all.insert(all.end(), gap.begin(), gap.end());
        return all;
    };
    for (std::size_t r = 0; r < relations_.size(); ++r) {
        if (!relations_[r].declared || keys_[r].size() <= gaps.size()) continue;
        const bool begins = std::equal(gaps.begin(), gaps.end() - 1, keys_[r].begin()) && (gaps.back().empty() || gaps.back() == keys_[r][gaps.size() - 1]);
        if (begins || all_of(keys_[r]) == all_of(gaps)) return RelationId{r};
    }
    return {};
}

RelationId Relations::resembling(std::string_view name) const {
    std::vector<std::string> all, words;  // with what stands in places, without variables
    for (const std::string_view part : parts_of(name)) {
        all.push_back(key_of(part));
        if (!is_variable(part)) words.push_back(all.back());
    }
    RelationId best;
    std::size_t most = 0;
    for (std::size_t r = 0; r < relations_.size(); ++r) {
        if (!relations_[r].declared) continue;
        std::vector<std::string> of;
        for (const auto& gap : keys_[r]) of.insert(of.end(), gap.begin(), gap.end());
        const std::size_t shared = in_order(of, all) ? of.size() : words.size() < all.size() && in_order(words, of) ? words.size() : 0;
        if (shared <= most) continue;
        most = shared;
        best = RelationId{r};
    }
    return best;
}

ThingId Relations::name(std::string_view text) {
    std::string key = key_of(text);
    const auto found = names_.find(std::string_view(key));
    if (found != names_.end()) {
        std::string& known = things_[found->second.index()].text;
        const auto rank = [](std::string_view s) { return std::pair(std::count_if(s.begin(), s.end(), [](char c) { return c >= 'A' && c <= 'Z'; }), s); };
        if (known != text && rank(text) < rank(known)) known = text;
        return found->second;
    }
    const ThingId id{things_.size()};
    things_.push_back({FindingKind::yes_no, std::string(text), 0});
    names_.emplace(std::move(key), id);
    return id;
}

ThingId Relations::figure(FindingKind kind, double value) {
    value = round12(value) + 0.0;
    auto& figures = figures_[kind == FindingKind::date ? 1 : 0];
    const auto [at, fresh] = figures.try_emplace(std::bit_cast<std::uint64_t>(value), ThingId{things_.size()});
    if (fresh) things_.push_back({kind, kind == FindingKind::date ? write_date(value) : format_number(value), value});
    return at->second;
}

std::string Relations::text(ThingId id, const std::optional<Unit>& unit) const {
    const Thing& thing = things_[id.index()];
    if (thing.kind != FindingKind::number || !unit || unit->spelling.empty()) return thing.text;
    return thing.text + " " + unit->spelling;
}

bool Relations::is_plain(std::string_view text) const {
    const std::vector<std::string_view> parts = parts_of(text);
    return !parts.empty() && std::none_of(parts.begin(), parts.end(), [&](std::string_view part) { return is_variable(part) || words_.contains(std::string_view(key_of(part))); });
}

bool Relations::reads_one_way(RelationId relation, std::span<const ThingId> things) {
    if (has_neighbours_) return false;
    plain_.resize(things_.size(), Seen::no);
    one_way_.resize(relations_.size(), Seen::no);
    for (std::size_t place = 0; place < things.size(); ++place) {
        const Thing& thing = things_[things[place].index()];
        Seen& seen = plain_[things[place].index()];
        if (seen == Seen::no) seen = is_plain(thing.text) ? Seen::yes : Seen::never;
        const std::optional<Unit>& unit = relations_[relation.index()].arguments[place].unit;
        const bool with_unit = thing.kind == FindingKind::number && unit && !unit->spelling.empty();
        if (seen == Seen::never || (with_unit && !is_plain(unit->spelling))) return false;
    }
    Seen& seen = one_way_[relation.index()];
    if (seen == Seen::no) {
        const auto reading = read(spelt(relation, things));
        seen = reading && !reading->twice && reading->relation == relation ? Seen::yes : Seen::never;
    }
    return seen == Seen::yes;
}

std::string Relations::spelt(RelationId relation, std::span<const ThingId> things) const {
    const Relation& r = relations_[relation.index()];
    std::string out = r.words.front();
    for (std::size_t i = 0; i < things.size(); ++i) {
        if (!out.empty()) out += ' ';
        out += text(things[i], r.arguments[i].unit);
        if (!r.words[i + 1].empty()) out += " " + r.words[i + 1];
    }
    return out;
}

}  // namespace hence
