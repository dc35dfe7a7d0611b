#include "repl/graph_file.hpp"

#include <array>
#include <string_view>

#include <fmt/format.h>

#include "repl/files.hpp"
#include "repl/render_picture.hpp"
#include "repl/screen.hpp"
#include "rules/limits.hpp"
#include "rules/text.hpp"

namespace hence::repl {
namespace {

struct Ending {
  std::string_view text;
  GraphForm form;
};
constexpr std::array<Ending, 6> endings{{{".svg", GraphForm::svg},
                                         {".html", GraphForm::html},
                                         {".dot", GraphForm::dot},
                                         {".mmd", GraphForm::mermaid},
                                         {".json", GraphForm::json},
                                         {".graphml", GraphForm::graphml}}};

GraphText svg_text(const Picture& picture, const PictureWords& words) {
  if (!has_graphviz())
    return {{},
            "this build has no Graphviz; write FILE.dot or FILE.html, or install libgraphviz-dev and "
            "build again"};
  if (picture.nodes.size() > drawn_nodes_limit)
    return {{},
            fmt::format("{} nodes are too many to draw at once (limit «drawn nodes», {}); write "
                        "FILE.html, which draws what bears on the finding chosen, or name findings",
                        picture.nodes.size(), drawn_nodes_limit)};
  std::string svg = render_svg(render_dot(picture, words));
  if (svg.empty()) return {{}, "Graphviz could not draw it; write FILE.dot or FILE.html"};
  return {std::move(svg), {}};
}

}  // namespace

std::optional<GraphForm> graph_form(const std::string& path) {
  if (path == "-") return GraphForm::dot;
  for (const Ending& ending : endings)
    if (path.ends_with(ending.text) && path.size() > ending.text.size()) return ending.form;
  return std::nullopt;
}

std::string unknown_form(const std::string& path) {
  std::string known;
  for (const Ending& ending : endings) known += (known.empty() ? "" : ", ") + std::string(ending.text);
  return fmt::format("{}: the name of a graph's file ends in one of {}", printable(path), known);
}

GraphText graph_text(GraphForm form, const Knowledge& knowledge, const Session* session,
                     const std::vector<FindingId>& only) {
  const PictureWords words(knowledge.program, session);
  Picture full = session != nullptr ? picture(*session) : picture(knowledge);
  const auto part = [&](Picture whole) {
    return only.empty() ? std::move(whole) : bearing_on(whole, only);
  };
  if (form == GraphForm::json) return {render_graph_json(part(std::move(full)), words), {}};
  if (form == GraphForm::graphml) return {render_graphml(part(std::move(full)), words), {}};
  const Picture readable = part(compact(full));
  if (form == GraphForm::html) return {render_html(readable, words), {}};
  if (form == GraphForm::dot) return {render_dot(in_force(readable), words), {}};
  if (form == GraphForm::mermaid) return {render_mermaid(in_force(readable), words), {}};
  return svg_text(in_force(readable), words);
}

std::string write_graph(const std::string& path, const Knowledge& knowledge,
                        const Session* session, const std::vector<FindingId>& only) {
  const std::optional<GraphForm> form = graph_form(path);
  if (!form) return unknown_form(path);
  const GraphText graph = graph_text(*form, knowledge, session, only);
  if (!graph.error.empty()) return printable(path) + ": " + graph.error;
  if (path == "-") {
    put(graph.text);
    return {};
  }
  const std::string failed = write_file(path, graph.text);
  return failed.empty() ? failed : printable(path) + ": " + failed;
}

}  // namespace hence::repl
