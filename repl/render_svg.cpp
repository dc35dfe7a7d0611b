// Graphviz behind its door: DOT in, SVG out. The only file that knows it.
#include "repl/render_picture.hpp"

#ifdef HENCE_GRAPHVIZ
#include <graphviz/gvc.h>
#endif

namespace hence::repl {

#ifdef HENCE_GRAPHVIZ
bool has_graphviz() { return true; }

std::string render_svg(const std::string& dot) {
  // One for as long as the program runs: Graphviz 2.43 remembers a font's name beyond the end of the
  // context that held it.
  static GVC_t* const context = gvContext();
  agseterr(AGMAX);  // it would print its warnings
  Agraph_t* graph = context != nullptr ? agmemread(dot.c_str()) : nullptr;
  if (graph == nullptr) return {};
  std::string svg;
  if (gvLayout(context, graph, "dot") == 0) {
    char* text = nullptr;
    unsigned int size = 0;
    if (gvRenderData(context, graph, "svg", &text, &size) == 0) svg.assign(text, size);
    if (text != nullptr) gvFreeRenderData(text);
    gvFreeLayout(context, graph);
  }
  agclose(graph);
  return svg;
}
#else
bool has_graphviz() { return false; }

std::string render_svg(const std::string&) { return {}; }
#endif

}  // namespace hence::repl
