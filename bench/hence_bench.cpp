// How long loading takes, one answer told to a loaded base, and what a rule costs in memory.
#include <malloc.h>

#include <benchmark/benchmark.h>

#include "bench/layered.hpp"
#include "engine/question.hpp"
#include "engine/session.hpp"

namespace {

using namespace hence;

Knowledge layered(int rules) { return compile(load({}, {{"layered.hence", bench::layered_rules(rules)}})); }

void load_rules(benchmark::State& state) {
    const int rules = static_cast<int>(state.range(0));
    const std::string text = bench::layered_rules(rules);
    for (auto _ : state) {
        Knowledge knowledge = compile(load({}, {{"layered.hence", text}}));
        if (!knowledge.usable) state.SkipWithError("the rules have errors");
        benchmark::DoNotOptimize(knowledge);
    }
    state.SetItemsProcessed(state.iterations() * rules);
}
BENCHMARK(load_rules)->Arg(1000)->Arg(10000)->Arg(100000)->Unit(benchmark::kMillisecond);

// Reading without compiling, to see where the time goes.
void read_rules(benchmark::State& state) {
    const int rules = static_cast<int>(state.range(0));
    const std::string text = bench::layered_rules(rules);
    for (auto _ : state) {
        Loaded loaded = load({}, {{"layered.hence", text}});
        benchmark::DoNotOptimize(loaded);
    }
    state.SetItemsProcessed(state.iterations() * rules);
}
BENCHMARK(read_rules)->Arg(1000)->Arg(10000)->Arg(100000)->Unit(benchmark::kMillisecond);

// Every sign of the lowest layer is known but one in ten; then answers come and change.
void tell_answer(benchmark::State& state) {
    const int rules = static_cast<int>(state.range(0));
    const Knowledge knowledge = layered(rules);
    Session session(knowledge);
    std::vector<FindingId> signs;
    for (int i = 0; i < rules / bench::layers; ++i)
        if (const FindingId id = knowledge.program.find(bench::sign(0, static_cast<std::uint64_t>(i)))) signs.push_back(id);
    bench::Random random(11);
    for (const FindingId id : signs)
        if (random.below(10) != 0) session.tell({id, random.below(2) == 0 ? 1.0 : -1.0, 0, {}});
    double answer = 1;
    for (auto _ : state) {
        session.tell({signs[random.below(signs.size())], answer, 0, {}});
        answer = -answer;
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(tell_answer)->Arg(1000)->Arg(10000)->Arg(100000);

// The next question, with so many percent of the signs of the lowest layer answered.
void choose_question(benchmark::State& state) {
    const int rules = static_cast<int>(state.range(0));
    const Knowledge knowledge = layered(rules);
    Session session(knowledge);
    bench::Random random(13);
    for (int i = 0; i < rules / bench::layers; ++i)
        if (const FindingId id = knowledge.program.find(bench::sign(0, static_cast<std::uint64_t>(i))))
            if (random.below(100) < static_cast<std::uint64_t>(state.range(1)))
                session.tell({id, random.below(4) != 0 ? 1.0 : -1.0, 0, {}});
    std::optional<Question> question;
    for (auto _ : state) {
        question = next_question(session, {}, std::nullopt);
        benchmark::DoNotOptimize(question);
    }
    if (!question) state.SkipWithError("nothing to ask");
}
BENCHMARK(choose_question)->ArgsProduct({{1000, 10000}, {0, 50, 90}})->Unit(benchmark::kMillisecond);

// All that can still matter, as `run` lists it.
void list_open(benchmark::State& state) {
    const Knowledge knowledge = layered(static_cast<int>(state.range(0)));
    const Session session(knowledge);
    for (auto _ : state) benchmark::DoNotOptimize(open_findings(session));
}
BENCHMARK(list_open)->Arg(1000)->Arg(10000)->Unit(benchmark::kMillisecond);

void bytes_per_rule(benchmark::State& state) {
    const int rules = static_cast<int>(state.range(0));
    const std::string text = bench::layered_rules(rules);
    std::size_t bytes = 0;
    for (auto _ : state) {
        malloc_trim(0);
        const auto before = mallinfo2();
        const Knowledge knowledge = compile(load({}, {{"layered.hence", text}}));
        const Session session(knowledge);
        const auto after = mallinfo2();
        bytes = after.uordblks + after.hblkhd - before.uordblks - before.hblkhd;
    }
    state.counters["bytes/rule"] = static_cast<double>(bytes) / rules;
}
BENCHMARK(bytes_per_rule)->Arg(1000)->Arg(100000)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace

