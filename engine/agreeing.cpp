#include "engine/agreeing.hpp"

#include <algorithm>

namespace hence {

Agreeing::Agreeing(const Program& program, std::vector<RuleId> rules) : program_(&program) {
  for (const RuleId rule : rules)
    forms_[variables_of(program.rules[rule.row].instance)].rules.push_back(rule);
}

auto Agreeing::variables_of(std::uint32_t instance) const -> Variables {
  const Range range = program_->instances[instance];
  Variables variables;
  for (std::uint32_t b = range.first; b < range.last; ++b)
    variables.push_back(program_->bindings[b].variable);
  std::sort(variables.begin(), variables.end());
  return variables;
}

auto Agreeing::things_of(std::uint32_t instance, const Variables& variables) const -> Key {
  const Range range = program_->instances[instance];
  Key things(variables.size());
  for (std::uint32_t b = range.first; b < range.last; ++b) {
    const Binding& binding = program_->bindings[b];
    const auto at = std::lower_bound(variables.begin(), variables.end(), binding.variable);
    if (at != variables.end() && *at == binding.variable)
      things[static_cast<std::size_t>(at - variables.begin())] = binding.thing;
  }
  return things;
}

auto Agreeing::with(std::uint32_t instance) -> Set& {
  const Variables own = variables_of(instance);
  Key key;
  std::vector<const std::vector<RuleId>*> found;
  for (auto& [variables, form] : forms_) {
    Variables common;
    std::set_intersection(own.begin(), own.end(), variables.begin(), variables.end(),
                          std::back_inserter(common));
    const auto [at, is_new] = form.by_things.try_emplace(common);
    if (is_new)
      for (const RuleId rule : form.rules)
        at->second[things_of(program_->rules[rule.row].instance, common)].push_back(rule);
    const Key things = things_of(instance, common);
    key.push_back(static_cast<std::uint32_t>(common.size()));
    key.insert(key.end(), common.begin(), common.end());
    key.insert(key.end(), things.begin(), things.end());
    if (const auto rules = at->second.find(things); rules != at->second.end())
      found.push_back(&rules->second);
  }
  const auto [at, is_new] = sets_.try_emplace(std::move(key));
  for (const auto* rules : found)
    if (is_new) at->second.rules.insert(at->second.rules.end(), rules->begin(), rules->end());
  std::sort(at->second.rules.begin(), at->second.rules.end());
  return at->second;
}

}  // namespace hence
