// Transitive closure with every derivation kept, beside a hash set that keeps none.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <random>
#include <string>

#include <boost/unordered/unordered_flat_set.hpp>

#include "engine/grow.hpp"
#include "engine/session.hpp"
#include "rules/matcher.hpp"

namespace {

using namespace hence;

using Edges = std::vector<std::array<std::uint32_t, 2>>;

Edges random_edges(std::uint32_t nodes, std::size_t count) {
  std::mt19937 random(1975);
  Edges edges;
  boost::unordered_flat_set<std::uint64_t> seen;
  while (edges.size() < count) {
    const auto a = static_cast<std::uint32_t>(random() % nodes);
    const auto b = static_cast<std::uint32_t>(random() % nodes);
    if (a != b && seen.insert(std::uint64_t{a} << 32U | b).second) edges.push_back({a, b});
  }
  return edges;
}

Edges chain_edges(std::uint32_t nodes) {
  Edges edges;
  for (std::uint32_t i = 0; i + 1 < nodes; ++i) edges.push_back({i, i + 1});
  return edges;
}

Edges edges_of(std::int64_t which) {
  return which == 0 ? chain_edges(500) : random_edges(500, 1500);
}

// By hand: each new pair goes on along the edges that lead to its first end.
void closure_by_hash_set(benchmark::State& state) {
  const Edges edges = edges_of(state.range(0));
  std::size_t pairs = 0;
  for (auto _ : state) {
    std::vector<std::vector<std::uint32_t>> into(500);
    boost::unordered_flat_set<std::uint64_t> known;
    Edges open;
    for (const auto& [a, b] : edges) {
      into[b].push_back(a);
      if (known.insert(std::uint64_t{a} << 32U | b).second) open.push_back({a, b});
    }
    while (!open.empty()) {
      const auto [a, b] = open.back();
      open.pop_back();
      for (const std::uint32_t from : into[a])
        if (known.insert(std::uint64_t{from} << 32U | b).second) open.push_back({from, b});
    }
    pairs = known.size();
  }
  state.counters["tuples"] = static_cast<double>(pairs);
}
BENCHMARK(closure_by_hash_set)->Arg(0)->Arg(1)->ArgName("random")->Unit(benchmark::kMillisecond);

Matcher closure_of(const Edges& edges) {
  constexpr PatternPlace x{true, 0}, y{true, 1}, z{true, 2};
  Matcher matcher;
  const RelationId edge = matcher.add_relation(2), reaches = matcher.add_relation(2);
  matcher.add_rule({{{edge, {x, y}}}, {{reaches, {x, y}}}, 2});
  matcher.add_rule({{{edge, {x, y}}, {reaches, {y, z}}}, {{reaches, {x, z}}}, 3});
  for (const auto& [a, b] : edges) matcher.add(edge, std::array{ThingId{a}, ThingId{b}});
  matcher.run({1000000000});
  return matcher;
}

void closure_by_matcher(benchmark::State& state) {
  const Edges edges = edges_of(state.range(0));
  for (auto _ : state) {
    const Matcher matcher = closure_of(edges);
    const auto derivations = static_cast<double>(matcher.instances());
    state.counters["tuples"] = static_cast<double>(matcher.tuples(RelationId{1}));
    state.counters["derivations"] = derivations;
    state.counters["bytes_a_derivation"] =
        static_cast<double>(matcher.instance_bytes()) / derivations;
  }
}
BENCHMARK(closure_by_matcher)->Arg(0)->Arg(1)->ArgName("random")->Unit(benchmark::kMillisecond);

constexpr const char* closure_rules =
    "relation ?a links to ?b\nrelation ?a reaches ?b\n"
    "?a links to ?b → ?a reaches ?b\n?a links to ?b AND ?b reaches ?c → ?a reaches ?c\n";

// From text to a session, with every derivation a rule that can be asked why.
void closure_by_hence(benchmark::State& state) {
  std::string text = closure_rules;
  for (const auto& [a, b] : edges_of(state.range(0)))
    text += "fact n" + std::to_string(a) + " links to n" + std::to_string(b) + "\n";
  for (auto _ : state) {
    const Knowledge knowledge = compile(load({}, {{"closure.hence", text}}));
    const Session session(knowledge);
    if (!knowledge.usable) state.SkipWithError("the rules have errors");
    std::size_t tuples = 0;
    for (std::size_t row = 0; row < knowledge.program.findings.size(); ++row)
      tuples += knowledge.program.findings[row].relation == RelationId{1} &&
                session.value(FindingId{row}).certainty == 1;
    state.counters["tuples"] = static_cast<double>(tuples);
    state.counters["derivations"] =
        static_cast<double>(knowledge.program.rules.size() - edges_of(state.range(0)).size());
  }
}
BENCHMARK(closure_by_hence)->Arg(0)->Arg(1)->ArgName("random")->Unit(benchmark::kMillisecond);

// What each of several steps took, and the median of them in ms.
class Steps {
 public:
  template <class F>
  void run(const F& f) {
    const auto begin = std::chrono::steady_clock::now();
    f();
    ms_.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
            .count());
  }
  double median() {
    const auto middle = ms_.begin() + static_cast<std::ptrdiff_t>(ms_.size() / 2);
    std::nth_element(ms_.begin(), middle, ms_.end());
    return *middle;
  }

 private:
  std::vector<double> ms_;
};

// One edge more, to a whole closure: mostly it makes nothing new but its own derivations.
void one_edge_more(benchmark::State& state) {
  Edges edges = edges_of(1);
  const Edges more = random_edges(500, 3000);  // begins with the same
  Matcher matcher = closure_of(edges);
  std::size_t next = edges.size();
  Steps steps;
  for (auto _ : state) {
    if (next == more.size()) {
      state.PauseTiming();
      matcher = closure_of(edges);
      next = edges.size();
      state.ResumeTiming();
    }
    const std::array edge{ThingId{more[next][0]}, ThingId{more[next][1]}};
    ++next;
    steps.run([&] {
      matcher.add(RelationId{0}, edge);
      matcher.run({1000000000});
    });
  }
  state.counters["median_ms"] = steps.median();
}
BENCHMARK(one_edge_more)->Unit(benchmark::kMillisecond);

// Told to a session that holds the closure of all the others. named: the knowledge base was read
// for these edges, and each is taken back; else nothing named them, and the network grows by each.
void one_edge_told(benchmark::State& state) {
  constexpr std::size_t more = 20;
  const bool named = state.range(0) != 0;
  const Edges edges = random_edges(500, 1500 + more);
  const auto spelt = [](const std::array<std::uint32_t, 2>& edge) {
    return "n" + std::to_string(edge[0]) + " links to n" + std::to_string(edge[1]);
  };
  std::string text = closure_rules;
  std::vector<std::string> told;
  for (std::size_t i = 0; i < 1500; ++i) text += "fact " + spelt(edges[i]) + "\n";
  for (std::size_t i = 1500; i < edges.size(); ++i) told.push_back(spelt(edges[i]));
  std::optional<Knowledge> knowledge;
  std::optional<Session> session;
  const auto begin = [&] {
    knowledge.emplace(
        compile(load({}, {{"closure.hence", text}}, named ? told : std::vector<std::string>{})));
    session.emplace(*knowledge);
  };
  begin();
  std::size_t next = 0, in_place = 0;
  Steps steps;
  for (auto _ : state) {
    const std::string& edge = told[next++ % more];
    steps.run([&] {
      if (!named) {
        const auto growth = grow(*knowledge, {edge});
        if (growth) session->follow(*growth);
        else begin();
        in_place += growth ? 1 : 0;
      }
      if (const FindingId id = knowledge->program.find(edge)) session->tell({id, 1, 0, {}});
    });
    state.PauseTiming();
    if (named) session->forget(knowledge->program.find(edge));
    else if (next % more == 0) begin();
    state.ResumeTiming();
  }
  state.counters["median_ms"] = steps.median();
  if (!named)
    state.counters["in_place"] = static_cast<double>(in_place) / static_cast<double>(next);
}
BENCHMARK(one_edge_told)->Arg(1)->ArgName("named")->Unit(benchmark::kMillisecond);
BENCHMARK(one_edge_told)->Arg(0)->ArgName("named")->Iterations(60)->Unit(benchmark::kMillisecond);

}  // namespace
