// Recursion by the names as written: which evidence comes from inside one, though the instances at
// hand may close no circle. So one fact more never changes how other evidence combines.
// Internal to compile.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include "engine/draft.hpp"

namespace hence {

struct NamedRecursion {
  static constexpr std::uint32_t none = 0xffffffffU;

  KeyMap<std::uint32_t> of_name;  // the recursive component of a name of the schema
  // By where a rule begins, and by its conclusions: the component in which both stand.
  boost::unordered_flat_map<std::uint64_t, std::vector<std::uint32_t>> of_rule;
};

/// Of a schema and its network. Linear.
NamedRecursion named_recursion(const Program& schema, const Network& network);

/// By draft row: the component of evidence, of arguments from inside, and of groups and caps that
/// hold such; else none.
std::vector<std::uint32_t> components_by_name(const Draft& draft, const Program& program,
                                              const std::vector<ArgumentOrigin>& arguments,
                                              const NamedRecursion& recursion);

}  // namespace hence
