// Names with places: which relation a name spells a tuple of, with what in the places; and the
// things that stand there. Private to rules/.
// Invariant: things are told apart by kind and key, figures by their value; the rows of both tables
// are given once and stay.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rules/matcher.hpp"
#include "rules/program.hpp"

namespace hence {

// What can stand in a place. A choice's value is a name, as far as matching goes.
struct Thing {
    FindingKind kind = FindingKind::yes_no;  // yes_no: a name; number, date
    std::string text;   // as printed; a figure's without its unit
    double figure = 0;  // number, date
};

// A name taken apart: what stands in each place, as written; `?x` and `?` too.
struct TupleReading {
    RelationId relation;
    std::vector<std::string> places;
    bool twice = false;  // it can be read in another way as well
    RelationId other;    // by this relation, of as many words; none: by the same
};

inline bool is_variable(std::string_view place) { return place.starts_with('?'); }
inline bool is_named_variable(std::string_view place) { return place.size() > 1 && place.starts_with('?'); }
// Does a variable, named or not, stand in the name?
bool holds_variable(std::string_view name);

class Relations {
public:
    RelationId add(Relation relation);
    bool empty() const { return relations_.empty(); }
    std::size_t size() const { return relations_.size(); }
    Relation& operator[](RelationId id) { return relations_[id.index()]; }
    const Relation& operator[](RelationId id) const { return relations_[id.index()]; }

    // By the relation with most words between its places. Of one whose tuples have values no place
    // holds the word `is`. Cost: relations times words.
    std::optional<TupleReading> read(std::string_view name) const;
    // The one whose words are these, places left out (`depletes`); none: none, or several.
    RelationId by_words(std::string_view words) const;
    // What a name may be meant for that no relation reads: the declared one with most of its words,
    // where those of one of the two all stand in the other, in their order. None: none.
    RelationId resembling(std::string_view name) const;
    // The declared one of which a name with fewer places left some out: it has the same words, or goes
    // on where the name ends. None: none.
    RelationId with_more_places(RelationId of) const;

    ThingId name(std::string_view text);  // interned; spelt with the fewest capitals, then the least
    ThingId figure(FindingKind kind, double value);
    const Thing& thing(ThingId id) const { return things_[id.index()]; }
    std::size_t things() const { return things_.size(); }
    // As it stands in a tuple's name: a figure with the place's unit.
    std::string text(ThingId id, const std::optional<Unit>& unit) const;
    std::string spelt(RelationId relation, std::span<const ThingId> things) const;
    // True: `read` of the tuple's name gives the tuple, for no word of its things stands in a
    // relation. Requires: all relations are added. Cost: constant, once a thing was seen.
    bool reads_one_way(RelationId relation, std::span<const ThingId> things);

    // Takes the parts of a declared name: words and variables.
    static Relation taken_apart(std::string_view name);

private:
    bool is_plain(std::string_view text) const;  // no word of it stands in a relation

    std::vector<Relation> relations_;
    std::vector<std::vector<std::vector<std::string>>> keys_;  // of the words, by relation and gap
    std::vector<Thing> things_;
    KeyMap<ThingId> names_;
    enum class Seen : std::uint8_t { no, yes, never };  // not looked at yet; it is so; it is not
    std::vector<Seen> plain_, one_way_;                  // by thing, by relation
    bool has_neighbours_ = false;                        // two places without a word between them
    KeyMap<char> words_;                                 // of all relations; keys
    boost::unordered_flat_map<std::uint64_t, ThingId> figures_[2];  // numbers, dates; by their bits
};

}  // namespace hence
