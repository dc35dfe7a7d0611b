// The tuples of one relation as the matcher keeps them: rows that only grow, found by all their
// things, or by those at some places. Private to rules/matcher.cpp.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

#include "rules/matcher.hpp"

namespace hence {

inline constexpr std::uint32_t no_tuple = Id<void>::no_row;

inline std::uint64_t mixed(std::uint64_t hash, ThingId thing) {
  hash = (hash ^ thing.row) * 0x9e3779b97f4a7c15U;
  return hash ^ (hash >> 29U);
}

// Rows of a relation by what stands at some of its places; those of one key chained, newest
// first. Of one place the key is the thing itself; of several a hash, so that a row is compared
// again.
struct TupleIndex {
  std::vector<std::uint32_t> places;
  std::vector<std::uint32_t> newest_of_thing;
  boost::unordered_flat_map<std::uint64_t, std::uint32_t> newest_of_key;
  std::vector<std::uint32_t> older;  // by row

  std::uint64_t key(const ThingId* things) const {
    std::uint64_t hash = 0;
    for (const std::uint32_t place : places) hash = mixed(hash, things[place]);
    return hash;
  }
  std::uint32_t newest(const ThingId* things) const {
    if (places.size() == 1) {
      const std::uint32_t thing = things[places[0]].row;
      return thing < newest_of_thing.size() ? newest_of_thing[thing] : no_tuple;
    }
    const auto found = newest_of_key.find(key(things));
    return found == newest_of_key.end() ? no_tuple : found->second;
  }
  std::uint32_t& newest_slot(const ThingId* things) {
    if (places.size() != 1) return newest_of_key.try_emplace(key(things), no_tuple).first->second;
    const std::uint32_t thing = things[places[0]].row;
    if (thing >= newest_of_thing.size()) newest_of_thing.resize(thing + thing / 2 + 1, no_tuple);
    return newest_of_thing[thing];
  }
};

// The rows of a relation, one behind the other.
struct TupleRows {
  std::uint32_t places = 0;
  std::vector<ThingId> things;

  const ThingId* of(std::uint32_t row) const { return things.data() + std::size_t{row} * places; }
};

// A row is told by its things, and so found by them.
struct ByThings {
  using is_transparent = void;
  const TupleRows* rows;

  const ThingId* of(std::uint32_t row) const { return rows->of(row); }
  const ThingId* of(const ThingId* things) const { return things; }
};
struct TupleHash : ByThings {
  template <class Row>
  std::size_t operator()(Row row) const {
    std::uint64_t hash = 0;
    const ThingId* things = of(row);
    for (std::uint32_t p = 0; p < rows->places; ++p) hash = mixed(hash, things[p]);
    return hash;
  }
};
struct TupleEqual : ByThings {
  template <class A, class B>
  bool operator()(A a, B b) const {
    return std::equal(of(a), of(a) + rows->places, of(b));
  }
};

using TupleSet = boost::unordered_flat_set<std::uint32_t, TupleHash, TupleEqual>;

// The rows of pairs, where the lines of their two things cross. For relations in which a good part
// of all pairs stand, as in closures: a pair is then found without hashing, and near its like.
struct TupleSquare {
  std::vector<std::uint32_t> down, across;  // by thing: its line; no_tuple: none
  std::size_t width = 0;
  std::vector<std::uint32_t> at;

  // Null: one of the things has no line, or nothing is drawn.
  std::uint32_t* crossing(const ThingId* things) {
    if (at.empty()) return nullptr;
    const std::uint32_t first = things[0].row, second = things[1].row;
    if (first >= down.size() || second >= across.size()) return nullptr;
    if (down[first] == no_tuple || across[second] == no_tuple) return nullptr;
    return &at[down[first] * width + across[second]];
  }
  // Gives lines to the things of all rows; false, and nothing: too few of the pairs are there.
  bool draw(const TupleRows& rows, std::uint32_t count) {
    *this = {};
    const auto give = [](std::vector<std::uint32_t>& lines, ThingId thing, std::size_t& given) {
      if (thing.row >= lines.size()) lines.resize(thing.row + 1, no_tuple);
      if (lines[thing.row] == no_tuple) lines[thing.row] = static_cast<std::uint32_t>(given++);
    };
    std::size_t height = 0;
    for (std::uint32_t row = 0; row < count; ++row) {
      give(down, rows.of(row)[0], height);
      give(across, rows.of(row)[1], width);
    }
    if (height * width > std::size_t{8} * count) return *this = {}, false;
    at.assign(height * width, no_tuple);
    for (std::uint32_t row = 0; row < count; ++row) *crossing(rows.of(row)) = row;
    return true;
  }
};

struct TupleTable {
  explicit TupleTable(std::uint32_t places)
      : rows(std::make_unique<TupleRows>()), known(no_rows()) {
    rows->places = places;
  }

  std::unique_ptr<TupleRows> rows;  // `known` refers to it
  TupleSquare square;
  TupleSet known;  // those not in the square
  std::vector<TupleIndex> indexes;
  std::uint32_t count = 0;
  std::uint32_t old = 0, seen = 0;  // rows below `old` are matched; from there to `seen`, the delta

  TupleSet no_rows() const {
    return TupleSet(0, TupleHash{{rows.get()}}, TupleEqual{{rows.get()}});
  }
  std::uint32_t find(const ThingId* things) {
    if (const std::uint32_t* crossing = square.crossing(things)) return *crossing;
    const auto found = known.find(things);
    return found == known.end() ? no_tuple : *found;
  }
  std::uint32_t add(const ThingId* things) {
    std::uint32_t* crossing = square.crossing(things);
    if (crossing != nullptr && *crossing != no_tuple) return *crossing;
    rows->things.insert(rows->things.end(), things, things + rows->places);
    if (crossing != nullptr) {
      *crossing = count;
    } else if (const auto [at, fresh] = known.insert(count); !fresh) {
      rows->things.resize(rows->things.size() - rows->places);
      return *at;
    }
    for (TupleIndex& index : indexes) enter(index, count);
    const std::uint32_t row = count++;
    if (rows->places == 2 && count >= 1024 && std::has_single_bit(count)) draw_square();
    return row;
  }
  void draw_square() {
    if (square.draw(*rows, count)) known = no_rows();
    else
      for (std::uint32_t row = 0; row < count; ++row) known.insert(row);
  }
  void enter(TupleIndex& index, std::uint32_t row) {
    std::uint32_t& newest = index.newest_slot(rows->of(row));
    index.older.push_back(newest);
    newest = row;
  }
  std::size_t index_on(const std::vector<std::uint32_t>& places) {
    for (std::size_t i = 0; i < indexes.size(); ++i)
      if (indexes[i].places == places) return i;
    indexes.push_back({places, {}, {}, {}});
    for (std::uint32_t row = 0; row < count; ++row) enter(indexes.back(), row);
    return indexes.size() - 1;
  }
};

}  // namespace hence
