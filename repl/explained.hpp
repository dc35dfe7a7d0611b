// What to explain beside the conclusions, as asked for on a call or at the prompt, and its words.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/explain.hpp"
#include "repl/page.hpp"

namespace hence::repl {

/// What «why not» is asked of: a finding, the rows of a rule, or a tuple that is no finding.
struct Target {
  FindingId finding;
  std::vector<RuleId> rules;
  std::string tuple{};
};

struct Explained {
  std::vector<FindingId> why, how, change, why_ask;
  std::vector<Target> why_not;
  std::vector<std::string> what_if;  // FACTs without errors, each list by itself
  std::vector<std::pair<FindingId, FindingId>> rather;
  HowLimits limits;
};

/// The same by names, as they are written on a call.
struct ExplainCall {
  std::vector<std::string> why, how, change, why_ask, why_not, what_if, rather, hide;
  std::size_t depth = 1000000;
};

/// Resolves the names. Errors: lines to print, each with the nearest known; empty if there are none.
std::string resolve(const Program& program, const ExplainCall& call, Explained& to);

/// The findings of these names; the same errors.
std::string find_all(const Program& program, const std::vector<std::string>& names,
                     std::vector<FindingId>& to);

/// A finding, a rule by its name, or those at FILE:LINE; else an error that names what is near.
std::optional<Target> target_of(const Program& program, std::string_view text, std::string& error);

/// A conclusion that is yes or no; for what has a value, an error.
std::optional<FindingId> conclusion_of(const Program& program, std::string_view text,
                                       std::string& error);

/// «unknown finding: X», with names near it.
std::string unknown_name(const Program& program, std::string_view name);

/// One page an explanation, in this order: why, how, why not, what if, rather, change, why ask.
std::vector<Page> pages(const Session& session, const Explained& explained);

}  // namespace hence::repl
