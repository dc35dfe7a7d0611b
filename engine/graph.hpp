// Networks as Boost graphs, as they stand: each node has an edge to what it reads. So components
// are numbered, and a topological order comes out, in the order of evaluation. Whatever has size()
// and inputs_of() can be walked; what has outputs_of() too (a Network) is bidirectional.
#pragma once

#include <concepts>
#include <ranges>
#include <utility>

#include <boost/graph/graph_traits.hpp>
#include <boost/graph/properties.hpp>
#include <boost/iterator/counting_iterator.hpp>
#include <boost/iterator/transform_iterator.hpp>
#include <boost/property_map/property_map.hpp>

#include "engine/network.hpp"

namespace hence {

template <class G>
concept ReadGraph = requires(const G& g, NodeId n) {
  { g.size() } -> std::same_as<std::size_t>;
  { g.inputs_of(n) } -> std::same_as<std::span<const NodeId>>;
};
template <class G>
concept BothWaysGraph = ReadGraph<G> && requires(const G& g, NodeId n) {
  { g.outputs_of(n) } -> std::same_as<std::span<const NodeId>>;
};

// That `reader` reads `input`; two for an input that is read twice.
struct ReadEdge {
  std::uint32_t reader = Id<void>::no_row;
  std::uint32_t input = Id<void>::no_row;
  friend bool operator==(const ReadEdge&, const ReadEdge&) = default;
};

struct EdgeFromReader {
  std::uint32_t reader = 0;
  ReadEdge operator()(NodeId input) const { return {reader, input.row}; }
};
struct EdgeFromInput {
  std::uint32_t input = 0;
  ReadEdge operator()(NodeId reader) const { return {reader.row, input}; }
};

struct ReadGraphCategory : boost::incidence_graph_tag, boost::vertex_list_graph_tag {};
struct BothWaysGraphCategory : boost::bidirectional_graph_tag, boost::vertex_list_graph_tag {};

}  // namespace hence

template <hence::ReadGraph G>
struct boost::graph_traits<G> {
  using vertex_descriptor = std::uint32_t;
  using edge_descriptor = hence::ReadEdge;
  using directed_category =
      std::conditional_t<hence::BothWaysGraph<G>, boost::bidirectional_tag, boost::directed_tag>;
  using edge_parallel_category = boost::allow_parallel_edge_tag;
  using traversal_category =
      std::conditional_t<hence::BothWaysGraph<G>, hence::BothWaysGraphCategory,
                         hence::ReadGraphCategory>;
  using vertex_iterator = boost::counting_iterator<std::uint32_t>;
  using out_edge_iterator = boost::transform_iterator<hence::EdgeFromReader, const hence::NodeId*>;
  using in_edge_iterator = boost::transform_iterator<hence::EdgeFromInput, const hence::NodeId*>;
  using edge_iterator = void;
  using vertices_size_type = std::uint32_t;
  using edges_size_type = std::uint32_t;
  using degree_size_type = std::uint32_t;
  static vertex_descriptor null_vertex() { return hence::Id<void>::no_row; }
};

template <hence::ReadGraph G>
struct boost::property_map<G, boost::vertex_index_t> {
  using type = boost::typed_identity_property_map<std::uint32_t>;
  using const_type = type;
};

namespace hence {

inline std::uint32_t source(const ReadEdge& e, const ReadGraph auto&) { return e.reader; }
inline std::uint32_t target(const ReadEdge& e, const ReadGraph auto&) { return e.input; }

std::uint32_t num_vertices(const ReadGraph auto& g) { return static_cast<std::uint32_t>(g.size()); }
auto vertices(const ReadGraph auto& g) {
  return std::pair(boost::counting_iterator<std::uint32_t>(0),
                   boost::counting_iterator<std::uint32_t>(num_vertices(g)));
}

template <ReadGraph G>
auto out_edges(std::uint32_t v, const G& g) {
  using Iterator = typename boost::graph_traits<G>::out_edge_iterator;
  const auto inputs = g.inputs_of(NodeId{v});
  return std::pair(Iterator(inputs.data(), {v}), Iterator(inputs.data() + inputs.size(), {v}));
}
std::uint32_t out_degree(std::uint32_t v, const ReadGraph auto& g) {
  return static_cast<std::uint32_t>(g.inputs_of(NodeId{v}).size());
}

template <BothWaysGraph G>
auto in_edges(std::uint32_t v, const G& g) {
  using Iterator = typename boost::graph_traits<G>::in_edge_iterator;
  const auto outputs = g.outputs_of(NodeId{v});
  return std::pair(Iterator(outputs.data(), {v}), Iterator(outputs.data() + outputs.size(), {v}));
}
std::uint32_t in_degree(std::uint32_t v, const BothWaysGraph auto& g) {
  return static_cast<std::uint32_t>(g.outputs_of(NodeId{v}).size());
}
std::uint32_t degree(std::uint32_t v, const BothWaysGraph auto& g) {
  return in_degree(v, g) + out_degree(v, g);
}

boost::typed_identity_property_map<std::uint32_t> get(boost::vertex_index_t,
                                                      const ReadGraph auto&) {
  return {};
}

}  // namespace hence
