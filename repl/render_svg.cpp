// Graphviz behind its door: DOT in, SVG out. The only file that knows it.
#include "repl/render_picture.hpp"

#ifdef HENCE_GRAPHVIZ
#include <graphviz/gvc.h>

#include <memory>
#endif

namespace hence::repl {

#ifdef HENCE_GRAPHVIZ
namespace {

struct FreeContext {
  void operator()(GVC_t* context) const { gvFreeContext(context); }
};

}  // namespace

bool has_graphviz() { return true; }

std::string render_svg(const std::string& dot) {
  agseterr(AGMAX);  // it would print its warnings
  const std::unique_ptr<GVC_t, FreeContext> context(gvContext());
  Agraph_t* graph = context ? agmemread(dot.c_str()) : nullptr;
  if (graph == nullptr) return {};
  std::string svg;
  if (gvLayout(context.get(), graph, "dot") == 0) {
    char* text = nullptr;
    unsigned int size = 0;
    if (gvRenderData(context.get(), graph, "svg", &text, &size) == 0) svg.assign(text, size);
    if (text != nullptr) gvFreeRenderData(text);
    gvFreeLayout(context.get(), graph);
  }
  agclose(graph);
  return svg;
}
#else
bool has_graphviz() { return false; }

std::string render_svg(const std::string&) { return {}; }
#endif

}  // namespace hence::repl
