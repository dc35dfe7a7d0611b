// A picture as a file: its name's ending chooses the form.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/session.hpp"

namespace hence::repl {

enum class GraphForm : unsigned char { dot, svg, html, json, graphml, mermaid };

/// By the ending; `-` is DOT. None: unknown.
std::optional<GraphForm> graph_form(const std::string& path);

/// «g.png: its ending is none of .svg, …»
std::string unknown_form(const std::string& path);

struct GraphText {
  std::string text;
  std::string error;  // why there is none
};

/// session: null for the rule base. only: what bears on these, none for all.
GraphText graph_text(GraphForm form, const Knowledge& knowledge, const Session* session,
                     const std::vector<FindingId>& only);

/// To the file, or to standard output as `-`. Empty if done, else why not.
std::string write_graph(const std::string& path, const Knowledge& knowledge,
                        const Session* session, const std::vector<FindingId>& only);

}  // namespace hence::repl
