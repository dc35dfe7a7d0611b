// How the words of a cell look, before anything is known of their names. Private to rules/.
#pragma once

#include <functional>
#include <optional>
#include <string_view>
#include <utility>

namespace hence {

/// Nothing, or a dash.
bool is_blank_cell(std::string_view cell);

/// Begins with a sign of comparison.
bool compares_cell(std::string_view cell);

/// A digit, perhaps behind a sign or a point.
bool begins_figure(std::string_view text);

/// The ends of `65–74`, `65-74`, `65 to 74`, if both are what `is_end` takes.
std::optional<std::pair<std::string_view, std::string_view>> range_ends(std::string_view text, const std::function<bool(std::string_view)>& is_end);

/// Half a unit of the last decimal that is written: 0.05 of `20.5`, 50 of `1.5e3`.
double half_of_last_decimal(std::string_view written);

/// `likely` and its like: the bands of certainty.
bool is_band_word(std::string_view text);

struct Parenthesis {
    std::string_view before, inside;
};
std::optional<Parenthesis> trailing_parenthesis(std::string_view cell);

/// Does `short_form` abbreviate the words: their first letters, or a few capitals?
bool abbreviates(std::string_view words, std::string_view short_form);

}  // namespace hence
