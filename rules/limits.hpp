// Every limit has a name, a figure and a test; `hence limits` lists them.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace hence {

struct Limit {
    std::string_view name;
    std::uint64_t figure;
    std::string_view meaning;
};

inline constexpr std::uint32_t nesting_limit = 256;
inline constexpr std::uint32_t operator_depth_limit = 512;
inline constexpr std::uint32_t file_size_limit = 64U << 20U;
inline constexpr std::uint32_t file_count_limit = 1000;
inline constexpr std::uint32_t name_length_limit = 1000;
inline constexpr std::uint32_t text_parts_limit = 1000;
inline constexpr std::uint32_t relation_arguments_limit = 8;
inline constexpr std::uint64_t join_tries_limit = 50'000'000;
inline constexpr std::uint64_t tuples_limit = 2'000'000;
inline constexpr std::uint64_t instances_limit = 2'000'000;
inline constexpr std::uint32_t diagnostics_shown_limit = 100;
inline constexpr std::uint32_t common_findings_limit = 10;
inline constexpr std::uint32_t completions_limit = 4096;
inline constexpr std::uint32_t totals_limit = 4096;
inline constexpr std::uint32_t drawn_nodes_limit = 500;

inline constexpr std::uint32_t split_questions_limit = 10;
inline constexpr std::uint32_t split_cases_limit = 1U << 17U;

inline constexpr auto limits = std::to_array<Limit>({
    {"nesting", nesting_limit, "parentheses and NOTs inside one another in one condition"},
    {"operator depth", operator_depth_limit, "operators inside one another in one condition or formula"},
    {"file size", file_size_limit, "bytes of one rule file"},
    {"files", file_count_limit, "files of one knowledge base"},
    {"name length", name_length_limit, "bytes of one finding's name"},
    {"text parts", text_parts_limit, "names filled in, in one text and the texts inside it"},
    {"join tries", join_tries_limit, "tuples looked at to bind the variables of all rules"},
    {"tuples", tuples_limit, "tuples that rules with variables conclude"},
    {"instances", instances_limit, "instances of rules with variables"},
    {"relation arguments", relation_arguments_limit, "variables of one relation"},
    {"common findings", common_findings_limit, "findings that open items of a score read in common, completed together"},
    {"completions", completions_limit, "ways to complete them that are tried"},
    {"totals", totals_limit, "totals of a score told apart; beyond, only the least and the greatest"},
    {"drawn nodes", drawn_nodes_limit, "nodes of a picture that Graphviz lays out at once"},
    {"split questions", split_questions_limit, "open questions of which all combinations of answers are tried, to ask none that cannot matter"},
    {"split cases", split_cases_limit, "such combinations, for one choice of a question"},
    {"diagnostics shown", diagnostics_shown_limit, "errors and warnings printed before a count"},
});

}  // namespace hence
