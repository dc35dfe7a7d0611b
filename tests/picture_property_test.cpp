// Invariant 6 of docs/reliability for pictures: what is drawn is exactly the network, in the data
// and in every full form; the compact form keeps every path; and order of statements shows nowhere.
#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include <boost/json.hpp>
#include <boost/property_tree/xml_parser.hpp>

#include "engine/picture.hpp"
#include "repl/graph_file.hpp"
#include "repl/picture_words.hpp"
#include "tests/property.hpp"
#include "tests/rule_base.hpp"

namespace hence {
namespace {

using generate::Model;
using generate::Recipe;
using generate::Tape;

// Edges as pairs of rows of the network, sorted; the ops by row.
struct Drawn {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
  std::vector<std::string> ops;
  friend bool operator==(const Drawn&, const Drawn&) = default;
};

Drawn of_network(const Network& network) {
  Drawn drawn;
  for (std::uint32_t row = 0; row < network.size(); ++row) {
    drawn.ops.emplace_back(repl::name_of(network.nodes[row].op));
    for (const NodeId input : network.inputs_of(NodeId{row})) drawn.edges.emplace_back(input.row, row);
  }
  std::sort(drawn.edges.begin(), drawn.edges.end());
  return drawn;
}

// ids: which row each node of a form stands for, as the picture has them.
Drawn by_rows(const Picture& picture, const std::vector<std::string>& ops,
              const std::vector<std::pair<std::size_t, std::size_t>>& edges) {
  Drawn drawn;
  drawn.ops.resize(ops.size());
  for (std::size_t id = 0; id < ops.size(); ++id) drawn.ops.at(picture.nodes.at(id).node.row) = ops[id];
  for (const auto& [from, to] : edges)
    drawn.edges.emplace_back(picture.nodes.at(from).node.row, picture.nodes.at(to).node.row);
  std::sort(drawn.edges.begin(), drawn.edges.end());
  return drawn;
}

Drawn of_picture(const Picture& picture) {
  std::vector<std::string> ops;
  std::vector<std::pair<std::size_t, std::size_t>> edges;
  for (const PictureNode& n : picture.nodes) ops.emplace_back(repl::name_of(n.op));
  for (const PictureEdge& e : picture.edges) edges.emplace_back(e.from, e.to);
  return by_rows(picture, ops, edges);
}

Drawn of_json(const Picture& picture, const std::string& text) {
  const boost::json::value root = boost::json::parse(text);
  std::vector<std::string> ops;
  std::vector<std::pair<std::size_t, std::size_t>> edges;
  for (const auto& node : root.at("nodes").as_array()) {
    RC_ASSERT(node.at("id").to_number<std::size_t>() == ops.size());
    ops.emplace_back(node.at("op").as_string());
  }
  for (const auto& edge : root.at("edges").as_array())
    edges.emplace_back(edge.at("from").to_number<std::size_t>(), edge.at("to").to_number<std::size_t>());
  return by_rows(picture, ops, edges);
}

Drawn of_graphml(const Picture& picture, const std::string& text) {
  std::istringstream in(text);
  boost::property_tree::ptree tree;
  boost::property_tree::read_xml(in, tree);
  std::vector<std::string> ops;
  std::vector<std::pair<std::size_t, std::size_t>> edges;
  const auto number = [](const std::string& id) { return std::stoul(id.substr(1)); };
  for (const auto& [name, child] : tree.get_child("graphml.graph")) {
    if (name == "edge")
      edges.emplace_back(number(child.get<std::string>("<xmlattr>.source")),
                         number(child.get<std::string>("<xmlattr>.target")));
    if (name != "node") continue;
    RC_ASSERT(number(child.get<std::string>("<xmlattr>.id")) == ops.size());
    for (const auto& [key, data] : child)
      if (key == "data" && data.get<std::string>("<xmlattr>.key") == "op") ops.push_back(data.data());
  }
  return by_rows(picture, ops, edges);
}

std::string shown(const Model& model) {
  std::string text;
  for (const std::string& file : generate::files(model)) text += file + "----\n";
  return text;
}

// Loads the model; none: a cycle.
std::optional<Knowledge> loaded(const Model& model) {
  RC_LOG() << shown(model);
  Knowledge knowledge = know(generate::files(model));
  if (const std::string errors = unexpected_errors(knowledge); !errors.empty()) RC_FAIL(errors);
  if (!knowledge.usable) return std::nullopt;
  return knowledge;
}

enum class Damage : std::uint8_t { none, edge_lost, edge_turned, node_lost };

Picture damaged(Picture picture, Damage damage) {
  if (picture.edges.empty() || damage == Damage::none) return picture;
  PictureEdge& last = picture.edges.back();
  if (damage == Damage::edge_turned) std::swap(last.from, last.to);
  if (damage == Damage::edge_lost) picture.edges.pop_back();
  if (damage == Damage::node_lost) picture.nodes.pop_back();
  return picture;
}

void draws_exactly_the_network(const Recipe& recipe, Damage damage) {
  const Model model = generate::decode(recipe);
  const std::optional<Knowledge> knowledge = loaded(model);
  if (!knowledge) return;
  const std::vector<Fact> facts = facts_of(knowledge->program, model.facts);
  const Session session = session_of(*knowledge, facts);
  RC_CLASSIFY(concludes(session), "concludes");
  const Drawn network = of_network(knowledge->network);
  const Picture of_case = damaged(picture(session), damage);
  RC_ASSERT(of_case.nodes.size() == network.ops.size());
  RC_ASSERT(of_picture(of_case) == network);
  RC_ASSERT(of_picture(picture(*knowledge)) == network);
  using repl::GraphForm;
  RC_ASSERT(of_json(of_case, graph_text(GraphForm::json, *knowledge, &session, {}).text) == network);
  RC_ASSERT(of_graphml(of_case, graph_text(GraphForm::graphml, *knowledge, &session, {}).text) == network);
}

TEST(PictureProperties, FullFormsDrawExactlyTheNetwork) {
  expect_holds("network drawn",
               [](const Recipe& recipe) { draws_exactly_the_network(recipe, Damage::none); });
}

TEST(PictureProperties, DamageIsCaught) {
  for (const Damage damage : {Damage::edge_lost, Damage::edge_turned, Damage::node_lost})
    expect_caught("damage " + std::to_string(static_cast<int>(damage)),
                  [damage](const Recipe& recipe) { draws_exactly_the_network(recipe, damage); }, 50);
}

// ---- the compact form: which findings bear on which ----

using Reach = std::map<std::uint32_t, std::set<std::uint32_t>>;  // by FindingId: those it rests on

// both_ways: between a kind and the broader, which compact pictures of rules draw once.
Reach reach(const Picture& picture, bool both_ways) {
  std::vector<std::vector<std::uint32_t>> inputs(picture.nodes.size());
  for (const PictureEdge& e : picture.edges) {
    if (e.role == EdgeRole::broader) continue;
    inputs[e.to].push_back(e.from);
    if (both_ways && e.role == EdgeRole::kind) inputs[e.from].push_back(e.to);
  }
  Reach all;
  for (std::uint32_t i = 0; i < picture.nodes.size(); ++i) {
    if (!picture.nodes[i].own) continue;
    std::set<std::uint32_t> seen{i};
    std::vector<std::uint32_t> open{i};
    while (!open.empty()) {
      const std::uint32_t at = open.back();
      open.pop_back();
      for (const std::uint32_t from : inputs[at])
        if (seen.insert(from).second) open.push_back(from);
    }
    auto& found = all[picture.nodes[i].finding.row];
    for (const std::uint32_t n : seen)
      if (picture.nodes[n].own) found.insert(picture.nodes[n].finding.row);
  }
  return all;
}

// Findings that the network says one rests on are behind it in the picture too.
void keeps_every_path(const Recipe& recipe, bool careless) {
  const Model model = generate::decode(recipe);
  const std::optional<Knowledge> knowledge = loaded(model);
  if (!knowledge) return;
  RC_CLASSIFY(concludes(session_of(*knowledge, facts_of(knowledge->program, model.facts))), "concludes");
  const Picture full = picture(*knowledge);
  Picture readable = compact(full);
  if (careless && !readable.edges.empty()) readable.edges.pop_back();
  const Reach before = reach(full, false), after = reach(readable, true);
  for (const auto& [finding, rests] : before)
    for (const std::uint32_t f : rests)
      if (!after.at(finding).contains(f))
        RC_FAIL(knowledge->program.findings[f].name + " no longer bears on " +
                knowledge->program.findings[finding].name);
}

TEST(PictureProperties, CompactKeepsEveryPath) {
  expect_holds("compact", [](const Recipe& recipe) { keeps_every_path(recipe, false); });
}

TEST(PictureProperties, ALostPathIsCaught) {
  expect_caught("compact", [](const Recipe& recipe) { keeps_every_path(recipe, true); }, 200);
}

// ---- order ----

// Where two rules say the same, which of them is the node hangs on the order.
bool says_all_once(const Knowledge& knowledge) {
  return std::all_of(knowledge.network.arguments.begin(), knowledge.network.arguments.end(),
                     [](const ArgumentOrigin& a) { return a.node && !a.shadowed_by; });
}

void same_bytes_in_any_order(const Recipe& recipe, const Tape& tape, bool careless) {
  Model model = generate::decode(recipe);
  const std::optional<Knowledge> one = loaded(model);
  if (!one || !says_all_once(*one)) return;
  const Session before = session_of(*one, facts_of(one->program, model.facts));
  RC_CLASSIFY(concludes(before), "concludes");
  std::vector<std::string> statements = generate::statements(model);
  if (!generate::scoped_statements(model).empty()) return;
  generate::shuffle(statements, tape);
  if (careless && statements.size() > 1) statements.pop_back();
  const Knowledge other = know({generate::join(statements)});
  if (careless && !other.usable) return;
  RC_ASSERT(other.usable);
  generate::shuffle(model.facts, tape);
  const Session after = session_of(other, facts_of(other.program, model.facts));
  for (const repl::GraphForm form : {repl::GraphForm::dot, repl::GraphForm::mermaid}) {
    const std::string a = graph_text(form, *one, &before, {}).text;
    const std::string b = graph_text(form, other, &after, {}).text;
    if (a != b) RC_FAIL("the pictures differ:\n" + a + "\nand\n" + b);
    RC_ASSERT(graph_text(form, *one, nullptr, {}).text == graph_text(form, other, nullptr, {}).text);
  }
}

TEST(PictureProperties, SameBytesInAnyOrder) {
  expect_holds(
      "picture order",
      [](const Recipe& recipe) { same_bytes_in_any_order(recipe, *generate::tapes(60), false); }, 0.2);
}

TEST(PictureProperties, AnotherRuleBaseIsAnotherPicture) {
  expect_caught("picture order", [](const Recipe& recipe) {
    same_bytes_in_any_order(recipe, *generate::tapes(60), true);
  });
}

}  // namespace
}  // namespace hence
