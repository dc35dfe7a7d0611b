#include "rules/markdown.hpp"

#include <algorithm>

namespace hence {
namespace {

// A line that opens or closes a block: its sign, how often it stands, and the words behind.
struct Fence {
    char sign = 0;
    std::size_t length = 0;
    std::string_view words;
};

std::string_view trimmed(std::string_view s) {
    const std::size_t begin = s.find_first_not_of(" \t\r");
    return begin == std::string_view::npos ? std::string_view{} : s.substr(begin, s.find_last_not_of(" \t\r") - begin + 1);
}

Fence fence_of(std::string_view line) {
    line = trimmed(line);
    if (!line.starts_with("```") && !line.starts_with("~~~")) return {};
    const std::size_t length = std::min(line.find_first_not_of(line.front()), line.size());
    const std::string_view words = trimmed(line.substr(length));
    if (line.front() == '`' && words.find('`') != std::string_view::npos) return {};
    return {line.front(), length, words};
}

}  // namespace

std::vector<Region> hence_blocks(std::string_view text) {
    std::vector<Region> regions;
    Fence open;
    bool rules = false, seen = false;
    const auto end_last = [&](std::size_t at) {
        if (!regions.empty()) regions.back().end = std::min(regions.back().end, static_cast<std::uint32_t>(at));
    };
    const auto begin = [&](std::size_t at, bool table_only) {
        regions.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(text.size()), table_only});
    };
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t line_end = std::min(text.find('\n', at), text.size());
        const std::size_t next = std::min(line_end + 1, text.size());
        const Fence fence = fence_of(text.substr(at, line_end - at));
        if (open.length == 0 && fence.length > 0) {
            end_last(at);
            open = fence;
            rules = fence.words.substr(0, fence.words.find_first_of(" \t")) == "hence";
            if (rules) begin(next, false);
            seen |= rules;
        } else if (open.length > 0 && fence.sign == open.sign && fence.length >= open.length && fence.words.empty()) {
            if (rules) end_last(at);
            if (seen) begin(next, true);
            open = {};
        }
        at = next;
    }
    return regions;
}

}  // namespace hence
