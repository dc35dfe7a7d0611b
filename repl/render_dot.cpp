// DOT: findings are boxes, arguments small ovals with what they contribute. Colour marks what the
// words say.
#include <algorithm>

#include <fmt/format.h>

#include "repl/render_picture.hpp"

namespace hence::repl {
namespace {

struct Colours {
  std::string_view fill, line;
};

Colours colours_of(Tone tone) {
  switch (tone) {
    case Tone::good: return {"#d9f0e1", "#1d6b40"};
    case Tone::maybe: return {"#fdf1cf", "#8a6100"};
    case Tone::bad: return {"#f9dede", "#9c2b2b"};
    case Tone::conflict: return {"#f0dcf8", "#76209c"};
    case Tone::open: return {"#ffffff", "#767676"};
    case Tone::plain: break;
  }
  return {"#eef2f7", "#4a5b70"};
}

// Inside double quotes. Graphviz reads escapes and entities in a label.
std::string quoted_lines(const std::vector<std::string>& lines) {
  std::string out = "\"";
  for (const std::string& line : lines) {
    if (out.size() > 1) out += "\\n";
    for (const char c : line) {
      if (c == '"' || c == '\\') out += '\\';
      if (c == '&') out += "&amp;";
      else out += c;
    }
  }
  return out + "\"";
}

std::string_view shape_of(Shape shape) {
  switch (shape) {
    case Shape::finding: return "box";
    case Shape::argument: return "box, style=\"filled,rounded\"";
    case Shape::test: return "box, style=\"\", color=none";
    case Shape::join: break;
  }
  return "box, style=\"filled,diagonals\"";
}

std::string node_line(std::size_t row, const PictureNode& node, const PictureWords& words) {
  const NodeWords w = words.of(node);
  const Colours colours = colours_of(w.tone);
  std::vector<std::string> lines = label_lines(w);
  if (node.goal) lines.insert(lines.begin(), "goal");
  std::string out = fmt::format("  n{} [label={}, shape={}", row, quoted_lines(lines), shape_of(w.shape));
  if (w.shape == Shape::test) return out + fmt::format(", fontcolor=\"{}\"];\n", colours.line);
  out += fmt::format(", fillcolor=\"{}\", color=\"{}\"", colours.fill, colours.line);
  if (w.tone == Tone::open && w.shape == Shape::finding) out += ", style=\"filled,dashed\"";
  if (node.goal) out += ", penwidth=2.4";
  return out + "];\n";
}

std::string edge_line(const Picture& picture, const PictureEdge& edge, const PictureWords& words) {
  std::string attributes;
  const auto put = [&](std::string_view text) {
    attributes += attributes.empty() ? "" : ", ";
    attributes += text;
  };
  if (const std::string label = words.of(edge); !label.empty())
    put(fmt::format("label={}", quoted_lines({label})));
  const bool against = edge.role == EdgeRole::unless || edge.role == EdgeRole::overrides ||
                       edge.role == EdgeRole::same;
  if (against) put("arrowhead=tee");
  else if (edge.negated) put("arrowhead=odot");
  if (picture.of_case && !edge.live) put("style=dashed");
  const std::string tail = attributes.empty() ? "" : fmt::format(" [{}]", attributes);
  return fmt::format("  n{} -> n{}{};\n", edge.from, edge.to, tail);
}

// How many nodes stand in the longest row of edges; what a circle leads to is left out.
std::size_t depth(const Picture& picture) {
  std::vector<std::size_t> missing(picture.nodes.size()), place(picture.nodes.size(), 1);
  std::vector<std::vector<std::uint32_t>> readers(picture.nodes.size());
  for (const PictureEdge& e : picture.edges) {
    ++missing[e.to];
    readers[e.from].push_back(e.to);
  }
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < missing.size(); ++i)
    if (missing[i] == 0) open.push_back(i);
  std::size_t deepest = 0;
  while (!open.empty()) {
    const std::size_t at = open.back();
    open.pop_back();
    deepest = std::max(deepest, place[at]);
    for (const std::uint32_t reader : readers[at]) {
      place[reader] = std::max(place[reader], place[at] + 1);
      if (--missing[reader] == 0) open.push_back(reader);
    }
  }
  return deepest;
}

// Few nodes side by side stand better one above the other: boxes are wider than high.
std::string_view direction(const Picture& picture) {
  return picture.nodes.size() <= 3 * depth(picture) ? "BT" : "LR";
}

}  // namespace

std::string render_dot(const Picture& picture, const PictureWords& words) {
  std::string out =
      "digraph hence {\n"
      "  rankdir=" + std::string(direction(picture)) +
      "; nodesep=0.2; ranksep=0.4; pad=0.15; bgcolor=\"#ffffff\";\n"
      "  node [fontname=\"Verdana,DejaVu Sans,sans-serif\", fontsize=10, style=filled, height=0.3,"
      " margin=\"0.10,0.05\"];\n"
      "  edge [fontname=\"Verdana,DejaVu Sans,sans-serif\", fontsize=8, color=\"#5c6670\","
      " fontcolor=\"#3f4850\", arrowsize=0.6];\n";
  for (std::size_t row = 0; row < picture.nodes.size(); ++row)
    out += node_line(row, picture.nodes[row], words);
  for (const PictureEdge& edge : picture.edges) out += edge_line(picture, edge, words);
  return out + "}\n";
}

}  // namespace hence::repl
