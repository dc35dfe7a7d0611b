// Ids: strong 32-bit row numbers. Tables own their rows; everything else holds ids.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace hence {

// A row of one table. Default-constructed it names no row.
template <class Tag>
struct Id {
  static constexpr std::uint32_t no_row = 0xffffffffU;
  std::uint32_t row = no_row;

  constexpr Id() = default;
  constexpr explicit Id(std::size_t index) : row(static_cast<std::uint32_t>(index)) {}
  constexpr explicit operator bool() const { return row != no_row; }
  constexpr std::size_t index() const { return row; }
  friend constexpr auto operator<=>(Id, Id) = default;
};

using FindingId = Id<struct FindingRow>;
using ExprId = Id<struct ExprRow>;
using RuleId = Id<struct RuleRow>;
using DetailId = Id<struct DetailRow>;
using GroupId = Id<struct GroupRow>;
using CapId = Id<struct CapRow>;
using FirstId = Id<struct FirstRow>;
using CitationId = Id<struct CitationRow>;
using RuleNameId = Id<struct RuleNameRow>;
using RelationId = Id<struct RelationRow>;

// A half-open run of rows, as compressed rows use.
struct Range {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  constexpr std::uint32_t size() const { return last - first; }
  constexpr bool empty() const { return first == last; }
  friend constexpr bool operator==(Range, Range) = default;
};

}  // namespace hence

template <class Tag>
struct std::hash<hence::Id<Tag>> {
  std::size_t operator()(hence::Id<Tag> id) const noexcept { return id.row; }
};
