// A picture in each of its forms. For people (DOT, SVG, Mermaid, HTML) it is compact; for machines
// (JSON, GraphML) it is the whole network.
// Invariant: a name with quotes, tags, escapes or line ends is text in every form, never syntax.
#pragma once

#include <string>

#include <boost/json/value.hpp>

#include "repl/picture_words.hpp"

namespace hence::repl {

/// Of a compact picture.
std::string render_dot(const Picture& picture, const PictureWords& words);
std::string render_mermaid(const Picture& picture, const PictureWords& words);

/// Of a full picture.
std::string render_graphml(const Picture& picture, const PictureWords& words);
std::string render_graph_json(const Picture& picture, const PictureWords& words);

/// A node as both of them tell it: keys in a fixed order, those that say nothing left out.
boost::json::object node_json(const PictureNode& node, const PictureWords& words);

/// DOT laid out by Graphviz. Empty if this build has none, or it fails.
std::string render_svg(const std::string& dot);
bool has_graphviz();

/// One page without outside parts, of a compact picture, to be explored.
std::string render_html(const Picture& picture, const PictureWords& words);

/// What the pages' script draws: nodes and edges in words, and which findings to begin with.
std::string view_json(const Picture& picture, const PictureWords& words);

/// Text inside HTML or XML, quotes included.
std::string markup_text(std::string_view text);

/// A page from its parts: each {{name}} of the template becomes that value.
struct PagePart {
  std::string_view name;
  std::string value;
};
std::string page(std::string_view from, const std::vector<PagePart>& parts);

}  // namespace hence::repl
