// Mermaid: a flowchart, as Markdown on many sites draws it.
#include <array>

#include <fmt/format.h>

#include "repl/render_picture.hpp"

namespace hence::repl {
namespace {

// Mermaid reads #NN; as a character: whatever could be syntax, or HTML, is written so.
std::string quoted_lines(const std::vector<std::string>& lines) {
  constexpr std::string_view syntax = "\"#&<>`\\;:{}[]()|*_~$%'/";
  std::string out;
  for (const std::string& line : lines) {
    if (!out.empty()) out += "<br/>";
    for (const char c : line) {
      if (syntax.find(c) == std::string_view::npos) out += c;
      else out += fmt::format("#{};", static_cast<unsigned>(c));
    }
  }
  return "\"" + (out.empty() ? " " : out) + "\"";
}

std::array<std::string_view, 2> brackets(Shape shape) {
  switch (shape) {
    case Shape::finding: return {"[", "]"};
    case Shape::argument: return {"([", "])"};
    case Shape::test: return {">", "]"};
    case Shape::join: break;
  }
  return {"{{", "}}"};
}

}  // namespace

std::string render_mermaid(const Picture& picture, const PictureWords& words) {
  std::string out = "flowchart LR\n";
  for (std::size_t row = 0; row < picture.nodes.size(); ++row) {
    const PictureNode& node = picture.nodes[row];
    const NodeWords w = words.of(node);
    std::vector<std::string> lines = label_lines(w);
    if (node.goal) lines.insert(lines.begin(), "goal");
    const auto [open, close] = brackets(w.shape);
    out += fmt::format("  n{}{}{}{}:::{}\n", row, open, quoted_lines(lines), close, text_of(w.tone));
  }
  for (const PictureEdge& edge : picture.edges) {
    const std::string label = words.of(edge);
    const bool dashed = picture.of_case && !edge.live;
    out += fmt::format("  n{} {}", edge.from, dashed ? "-.->" : "-->");
    if (!label.empty()) out += fmt::format("|{}|", quoted_lines({label}));
    out += fmt::format(" n{}\n", edge.to);
  }
  return out +
         "  classDef plain fill:#eef2f7,stroke:#4a5b70,color:#111\n"
         "  classDef good fill:#d9f0e1,stroke:#1d6b40,color:#111\n"
         "  classDef maybe fill:#fdf1cf,stroke:#8a6100,color:#111\n"
         "  classDef bad fill:#f9dede,stroke:#9c2b2b,color:#111\n"
         "  classDef conflict fill:#f0dcf8,stroke:#76209c,color:#111\n"
         "  classDef open fill:#ffffff,stroke:#767676,color:#111,stroke-dasharray:4\n";
}

}  // namespace hence::repl
