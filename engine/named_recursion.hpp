// Recursion by the names as written: which evidence comes from inside one, though the instances at
// hand may close no circle. So one fact more never changes how other evidence combines.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include "rules/program.hpp"

namespace hence {

struct ArgumentOrigin;
struct Draft;
struct Network;

struct NamedRecursion {
  static constexpr std::uint32_t none = 0xffffffffU;

  KeyMap<std::uint32_t> of_name;           // the recursive component of a name of the schema
  std::vector<std::uint32_t> of_relation;  // by RelationId
  // By where a rule begins, and by its conclusions: the component in which both stand.
  boost::unordered_flat_map<std::uint64_t, std::vector<std::uint32_t>> of_rule;

  /// Of a finding, or of what a rule says of one; none: not recursive.
  std::uint32_t of(const Program& program, FindingId finding) const;
  std::uint32_t of(const Program& program, const Rule& rule, FindingId finding) const;
  std::uint32_t of_key(std::string_view key) const;
};

/// Of a schema and its network. Linear.
NamedRecursion named_recursion(const Program& schema, const Network& network,
                               const std::vector<Relation>& relations);

/// By draft row: the component of evidence, of arguments from inside, and of groups and caps that
/// hold such; else none.
std::vector<std::uint32_t> components_by_name(const Draft& draft, const Program& program,
                                              const std::vector<ArgumentOrigin>& arguments,
                                              const NamedRecursion& recursion);

}  // namespace hence
