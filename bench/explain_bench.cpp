// What an explanation costs with ten thousand arguments below a conclusion: as a tree, in which each
// finding waits for two others, and flat, all of them for the conclusion itself.
#include <benchmark/benchmark.h>

#include <fmt/format.h>

#include "engine/change.hpp"
#include "engine/explain.hpp"
#include "engine/why_not.hpp"

namespace {

using namespace hence;

std::string tree(int arguments) {
    std::string text;
    for (int i = 0; i < arguments; ++i)
        text += fmt::format("finding n{} AND finding n{} → finding n{}\n", 2 * i + 1, 2 * i + 2, i);
    return text;
}

std::string flat(int arguments) {
    std::string text;
    for (int i = 0; i < arguments; ++i)
        text += fmt::format("sign n{0} AND sign m{0} → finding n0 (0.3)\n", i + 1);
    return text;
}

Knowledge knowledge_of(const std::string& text) { return compile(load({}, {{"bench.hence", text}})); }

// Every leaf is told yes, but those of a share.
Session told(const Knowledge& knowledge, int one_of) {
    Session session(knowledge);
    const std::vector<bool> concluded = concluded_findings(knowledge.program);
    for (std::size_t row = 0, i = 0; row < concluded.size(); ++row)
        if (!concluded[row] && (one_of == 0 || ++i % static_cast<std::size_t>(one_of) != 0))
            session.tell({FindingId{row}, 1, 0, {}});
    return session;
}

template <class Explain>
void explain(benchmark::State& state, const std::string& text, int one_of, const Explain& how_to) {
    const Knowledge knowledge = knowledge_of(text);
    const Session session = told(knowledge, one_of);
    const FindingId root = knowledge.program.find("finding n0");
    if (!root) return state.SkipWithError("the rules have errors");
    for (auto _ : state) {
        auto explanation = how_to(session, root);
        benchmark::DoNotOptimize(explanation);
    }
}

const auto by_how = [](const Session& s, FindingId f) { return how(s, f); };
const auto by_why = [](const Session& s, FindingId f) { return why(s, f); };
const auto by_why_not = [](const Session& s, FindingId f) { return why_not(s, f); };

void how_tree(benchmark::State& state) { explain(state, tree(static_cast<int>(state.range(0))), 0, by_how); }
void how_flat(benchmark::State& state) { explain(state, flat(static_cast<int>(state.range(0))), 0, by_how); }
void why_flat(benchmark::State& state) { explain(state, flat(static_cast<int>(state.range(0))), 0, by_why); }
// A third of the leaves is open.
void why_not_tree(benchmark::State& state) {
    explain(state, tree(static_cast<int>(state.range(0))), 3, by_why_not);
}
// Of each argument one premise is open.
void why_not_flat(benchmark::State& state) {
    explain(state, flat(static_cast<int>(state.range(0))), 2, by_why_not);
}
BENCHMARK(how_tree)->Arg(10000)->Unit(benchmark::kMillisecond);
BENCHMARK(how_flat)->Arg(10000)->Unit(benchmark::kMillisecond);
BENCHMARK(why_flat)->Arg(10000)->Unit(benchmark::kMillisecond);
BENCHMARK(why_not_tree)->Arg(10000)->Unit(benchmark::kMillisecond);
BENCHMARK(why_not_flat)->Arg(10000)->Unit(benchmark::kMillisecond);

}  // namespace
