// The page to explore a graph, and what it shares with the report.
#include <algorithm>
#include <map>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "repl/render_picture.hpp"
#include "repl/style.hpp"
#include "repl/web.hpp"
#include "rules/text.hpp"

namespace hence::repl {
namespace {

namespace json = boost::json;

// Inside <script> no tag may begin.
std::string script_text(const json::value& value) {
  std::string out;
  for (const char c : json::serialize(value)) {
    if (c == '<') out += "\\u003c";
    else out += c;
  }
  return out;
}

json::object node_view(const PictureNode& node, const PictureWords& words) {
  const NodeWords w = words.of(node);
  json::object object{{"shape", text_of(w.shape)},
                      {"title", clipped(w.title, 400)},
                      {"standing", clipped(w.standing, 400)},
                      {"tone", text_of(w.tone)},
                      {"given", w.given},
                      {"goal", node.goal},
                      {"force", node.in_force || words.session() == nullptr}};
  if (!node.rule) return object;
  const RuleWords rule = words.rule(node);
  object["rule"] = json::object{{"text", rule.text},     {"name", rule.name},
                                {"because", rule.because}, {"source", rule.source},
                                {"place", rule.place},   {"strength", rule.strength}};
  return object;
}

// What one may want to begin with: the conclusions, or the goals of a rule base.
std::vector<FindingId> beginnings(const PictureWords& words) {
  std::vector<FindingId> findings;
  if (words.session() != nullptr) {
    for (const ConclusionReport& r : conclusions(*words.session())) findings.push_back(r.finding);
    return findings;
  }
  const Program& program = words.program();
  const std::vector<bool> goals = goal_findings(program);
  for (std::size_t row = 0; row < goals.size(); ++row)
    if (goals[row]) findings.emplace_back(row);
  std::sort(findings.begin(), findings.end(), [&](FindingId a, FindingId b) {
    return program.findings[a.index()].key < program.findings[b.index()].key;
  });
  return findings;
}

std::string file_names(const Program& program) {
  std::vector<std::string> names;
  for (const Source& source : program.sources) names.push_back(printable(source.path));
  return join(names, ", ");
}

constexpr std::string_view case_legend =
    "<b class=\"good\">holds</b> <b class=\"maybe\">possible</b> <b class=\"bad\">speaks against"
    "</b> <b class=\"open\">open</b> <b class=\"conflict\">in conflict</b> <b class=\"good rule\">"
    "+0.60</b> a rule and what it contributes. Drag to move, turn the wheel or pinch to zoom.";
constexpr std::string_view rules_legend =
    "<b class=\"plain\">a finding</b> <b class=\"plain rule\">+0.60</b> a rule and its strength. "
    "Drag to move, turn the wheel or pinch to zoom.";

}  // namespace

std::string markup_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string page(std::string_view from, const std::vector<PagePart>& parts) {
  std::string out;
  while (true) {
    const std::size_t open = from.find("{{");
    const std::size_t close = from.find("}}", open);
    out += from.substr(0, open);
    if (close == std::string_view::npos) return out;
    const std::string_view name = from.substr(open + 2, close - open - 2);
    for (const PagePart& part : parts)
      if (part.name == name) out += part.value;
    from.remove_prefix(close + 2);
  }
}

std::string view_json(const Picture& picture, const PictureWords& words) {
  json::array nodes, edges, start;
  for (const PictureNode& node : picture.nodes) nodes.push_back(node_view(node, words));
  for (const PictureEdge& edge : picture.edges) {
    const bool against = edge.role == EdgeRole::unless || edge.role == EdgeRole::overrides ||
                         edge.role == EdgeRole::same;
    edges.push_back(json::object{{"from", edge.from},
                                 {"to", edge.to},
                                 {"label", words.of(edge)},
                                 {"against", against},
                                 {"live", edge.live || !picture.of_case}});
  }
  std::map<FindingId, std::size_t> rows;
  for (std::size_t row = 0; row < picture.nodes.size(); ++row)
    if (picture.nodes[row].own) rows[picture.nodes[row].finding] = row;
  for (const FindingId finding : beginnings(words))
    if (const auto at = rows.find(finding); at != rows.end()) start.push_back(at->second);
  return script_text(json::object{{"case", picture.of_case},
                                  {"nodes", std::move(nodes)},
                                  {"edges", std::move(edges)},
                                  {"start", std::move(start)}});
}

std::string render_html(const Picture& picture, const PictureWords& words) {
  const std::string listed = picture.of_case ? "Conclusions" : "Goals";
  const std::string title = picture.of_case ? "Why it follows" : "The rules as a graph";
  return page(web::picture_html,
              {{"title", title},
               {"about", markup_text(file_names(words.program()))},
               {"listed", listed},
               {"legend", std::string(picture.of_case ? case_legend : rules_legend)},
               {"style", std::string(web::style_css)},
               {"data", view_json(picture, words)},
               {"script", std::string(web::layout_js) + std::string(web::drawing_js) +
                              std::string(web::explore_js)}});
}

}  // namespace hence::repl
