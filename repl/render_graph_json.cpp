// The whole network as JSON and as GraphML: every node and every edge, with typed attributes.
#include <cmath>

#include <fmt/format.h>

#include "engine/aggregate.hpp"
#include "repl/json_parts.hpp"
#include "repl/json_text.hpp"
#include "repl/render_json.hpp"
#include "repl/render_picture.hpp"
#include "repl/words.hpp"
#include "rules/number.hpp"
#include "rules/text.hpp"

namespace hence::repl {
namespace {

void put_rule(const PictureNode& node, const PictureWords& words, json::object& to) {
  const Program& program = words.program();
  const Rule& rule = program.rules[node.rule.index()];
  to["rule"] = rule_text(program, rule);
  if (rule.name) to["name"] = program.rule_names[rule.name.index()];
  const Span at = rule.cell.source != no_source ? rule.cell : rule.span;
  const auto row = static_cast<std::size_t>(at.source);
  if (at.source != no_source && row < program.sources.size()) {
    to["file"] = program.sources[row].path;
    to["line"] = place(program.sources[row], at.begin).line;
  }
  if (is_argument(node.op)) to["strength"] = node.otherwise ? rule.otherwise : rule.strength;
  if (node.otherwise) to["otherwise"] = true;
  if (rule.because != 0) to["because"] = program.texts[rule.because];
  if (rule.source) to["source"] = program.citations[rule.source.index()].text;
}

// The figure that is a part of what a node means; an argument's is its strength.
bool has_figure(const PictureNode& node) {
  switch (node.op) {
    case NodeOp::capped:
    case NodeOp::at_least:
    case NodeOp::at_most:
    case NodeOp::exactly:
    case NodeOp::is_value: return true;
    case NodeOp::literal: return std::isfinite(node.param);
    default: return false;
  }
}

void put_case(const PictureNode& node, const PictureWords& words, json::object& to) {
  const Program& program = words.program();
  if (node.own) {
    to["state"] = state_text(node.value.state);
    to["given"] = node.value.given;
    const FindingKind kind = program.findings[node.finding.index()].kind;
    const bool text = kind == FindingKind::choice || kind == FindingKind::date || kind == FindingKind::text;
    if (text && node.value.value)
      to["held"] = held_text(*words.session(), node.finding, *node.value.value);
    if (node.value.by_default) to["default"] = true;
  }
  to["certainty"] = node.certainty;
  if (node.figure && std::isfinite(*node.figure)) to["value"] = *node.figure;
  if (!is_argument(node.op)) return;
  to["fired"] = node.certainty != 0;
  to["counts"] = node.counts;
  if (node.silence != Silence::none) to["silent"] = name_of(node.silence);
  if (node.by) to["by"] = rule_title(program, program.rules[node.by.index()]);
}

json::object edge_json(const PictureEdge& edge) {
  json::object object{{"from", edge.from}, {"to", edge.to}, {"role", name_of(edge.role)}};
  if (edge.points) object["points"] = *edge.points;
  return object;
}

// Every key that a node or an edge can have, as GraphML declares it.
struct Key {
  std::string_view name, of, type;
};
constexpr Key keys[] = {
    {"op", "node", "string"},       {"finding", "node", "string"},    {"own", "node", "boolean"},
    {"goal", "node", "boolean"},    {"group", "node", "string"},      {"rule", "node", "string"},
    {"name", "node", "string"},     {"file", "node", "string"},       {"line", "node", "int"},
    {"strength", "node", "double"}, {"otherwise", "node", "boolean"}, {"because", "node", "string"},
    {"source", "node", "string"},   {"text", "node", "string"},       {"figure", "node", "double"},
    {"state", "node", "string"},    {"given", "node", "boolean"},     {"held", "node", "string"},
    {"default", "node", "boolean"}, {"certainty", "node", "double"},  {"value", "node", "double"},
    {"fired", "node", "boolean"},   {"counts", "node", "boolean"},    {"silent", "node", "string"},
    {"by", "node", "string"},       {"aggregate", "node", "string"},  {"role", "edge", "string"},
    {"points", "edge", "double"},
};

std::string xml_value(const json::value& value) {
  if (const json::string* text = value.if_string())
    return markup_text(printable(std::string_view(*text)));
  if (const double* number = value.if_double()) return format_number(*number);
  return json::serialize(value);
}

std::string data_lines(const json::object& object) {
  std::string out;
  for (const auto& member : object) {
    const std::string_view key = member.key();
    if (key == "id" || key == "from" || key == "to") continue;
    out += fmt::format("      <data key=\"{}\">{}</data>\n", key, xml_value(member.value()));
  }
  return out;
}

}  // namespace

json::object node_json(const PictureNode& node, const PictureWords& words) {
  const Program& program = words.program();
  json::object object{{"op", name_of(node.op)}};
  if (node.finding) object["finding"] = program.findings[node.finding.index()].name;
  if (node.own) object["own"] = true;
  if (node.goal) object["goal"] = true;
  if (node.op == NodeOp::aggregate) object["aggregate"] = hence::name_of(aggregate_of(node.param));
  if (node.op == NodeOp::strongest) object["group"] = program.groups[node.origin];
  if (node.rule) put_rule(node, words, object);
  if (node.expr) object["text"] = condition_text(program, node.expr);
  if (has_figure(node)) object["figure"] = node.param;
  if (words.session() != nullptr) put_case(node, words, object);
  return object;
}

std::string render_graph_json(const Picture& picture, const PictureWords& words) {
  json::array nodes, edges, knowledge;
  for (std::size_t row = 0; row < picture.nodes.size(); ++row) {
    json::object node{{"id", row}};
    for (auto& member : node_json(picture.nodes[row], words)) node.insert(member);
    nodes.push_back(std::move(node));
  }
  for (const PictureEdge& edge : picture.edges) edges.push_back(edge_json(edge));
  for (const Source& source : words.program().sources)
    knowledge.push_back(json::object{{"file", source.path}, {"sha256", hash_of(source)}});
  return json_text(json::object{{"version", 1},
                                {"graph", picture.of_case ? "case" : "rule base"},
                                {"knowledge", std::move(knowledge)},
                                {"nodes", std::move(nodes)},
                                {"edges", std::move(edges)}});
}

std::string render_graphml(const Picture& picture, const PictureWords& words) {
  std::string out =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n";
  for (const Key& key : keys)
    out += fmt::format("  <key id=\"{0}\" for=\"{1}\" attr.name=\"{0}\" attr.type=\"{2}\"/>\n",
                       key.name, key.of, key.type);
  out += fmt::format("  <graph id=\"{}\" edgedefault=\"directed\">\n",
                     picture.of_case ? "case" : "rules");
  for (std::size_t row = 0; row < picture.nodes.size(); ++row)
    out += fmt::format("    <node id=\"n{}\">\n{}    </node>\n", row,
                       data_lines(node_json(picture.nodes[row], words)));
  for (const PictureEdge& edge : picture.edges)
    out += fmt::format("    <edge source=\"n{}\" target=\"n{}\">\n{}    </edge>\n", edge.from,
                       edge.to, data_lines(edge_json(edge)));
  return out + "  </graph>\n</graphml>\n";
}

}  // namespace hence::repl
