#!/usr/bin/env python3
"""Transitive closure by Hence, by hand in C++, and by CLIPS, SWI-Prolog and gringo, side by side.

    bench/closure_peers.py [--bench build/release/bench/hence_bench] [--runs 5]

The same edges go to all, in turn, in one run: a random graph of 500 nodes and 1,500 edges, and a
chain of 500. Printed are medians of processor time, their ratio to the C++ by hand (a hash set that
keeps nothing but the pairs), the most memory that the process held, and what one edge more costs in
the random graph. All must find as many pairs. Debian packages clips, gringo, swi-prolog-nox; without one it is left out."""
import argparse
import json
import os
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import tempfile

NODES, EDGES, MORE = 500, 1500, 20


def mersenne_twister(seed):
    """std::mt19937(seed), so that bench/matcher_bench.cpp has the same edges."""
    state = [seed]
    for i in range(1, 624):
        state.append((1812433253 * (state[-1] ^ state[-1] >> 30) + i) & 0xFFFFFFFF)
    generator = random.Random()
    generator.setstate((3, (*state, 624), None))
    return lambda: generator.getrandbits(32)


def random_edges(count):
    draw, edges = mersenne_twister(1975), {}
    while len(edges) < count:
        a, b = draw() % NODES, draw() % NODES
        if a != b:
            edges[a, b] = True
    return list(edges)


def facts(form, edges):
    return "\n".join(form.format(a, b) for a, b in edges) + "\n"


def measured(command):
    """Seconds of the processor, MB at most, standard output."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, text=True)
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(command)} exits with {process.returncode}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, said


class Inside:
    """A benchmark of hence_bench: its own time, without the start of the process."""

    def __init__(self, bench, name):
        self.command, self.name = [bench, "--benchmark_format=json", "--benchmark_min_time=0.3"], name

    def run(self, graph):
        _, memory, said = measured([*self.command, f"--benchmark_filter=^{self.name}/random:{int(graph == 'random')}$"])
        result = json.loads(said)["benchmarks"][0]
        return result["cpu_time"] / 1e3, memory, int(result["tuples"])


class Process:
    """Another engine, from its start to its end. command: of the file; pairs: from what it says."""

    def __init__(self, folder, name, program, fact, command, pairs):
        self.files, self.command, self.pairs = {}, command, pairs
        for graph, edges in GRAPHS.items():
            self.files[graph] = folder / f"{name}-{graph}"
            self.files[graph].write_text(program.format(facts=facts(fact, edges)))

    def run(self, graph):
        seconds, memory, said = measured(self.command(self.files[graph]))
        return seconds, memory, self.pairs(said, len(GRAPHS[graph]))


GRAPHS = {"random": random_edges(EDGES), "chain": [(i, i + 1) for i in range(NODES - 1)]}
RULES = "(defrule first (edge ?x ?y) => (assert (reaches ?x ?y)))\n(defrule more (edge ?x ?y) (reaches ?y ?z) => (assert (reaches ?x ?z)))\n"
CLIPS = RULES + "(deffacts edges\n{facts})\n(reset)\n(run)\n(printout t (length$ (get-fact-list)) crlf)\n(exit)\n"
PROLOG = (":- initialization(main, main).\n:- table reaches/2.\nreaches(X, Y) :- edge(X, Y).\nreaches(X, Z) :- {recursion}.\n{{facts}}"
          "main :- aggregate_all(count, reaches(_, _), N), writeln(N).\n")
GRINGO = "reaches(X,Y) :- edge(X,Y).\nreaches(X,Z) :- edge(X,Y), reaches(Y,Z).\n#show reaches/2.\n{facts}"


def engines(bench, folder):
    found = {"C++ by hand, pairs only": Inside(bench, "closure_by_hash_set"), "Hence, the matcher, all derivations": Inside(bench, "closure_by_matcher"),
             "Hence, from text to a session": Inside(bench, "closure_by_hence")}
    if shutil.which("gringo"):
        found["gringo"] = Process(folder, "gringo", GRINGO, "edge({},{}).", lambda f: ["gringo", "--text", str(f)],
                                  lambda said, _: said.count("\nreaches(") + said.startswith("reaches("))
    if shutil.which("swipl"):
        for name, recursion in (("right", "edge(X, Y), reaches(Y, Z)"), ("left", "reaches(X, Y), edge(Y, Z)")):
            found[f"SWI-Prolog, tabling, recursion on the {name}"] = Process(
                folder, f"swipl-{name}", PROLOG.format(recursion=recursion), "edge({},{}).",
                lambda f: ["swipl", "--stack-limit=4g", "--table-space=4g", str(f)], lambda said, _: int(said))
    if shutil.which("clips"):
        found["CLIPS"] = Process(folder, "clips", CLIPS, "(edge {} {})", lambda f: ["clips", "-f2", str(f)],
                                 lambda said, edges: int(said.split()[-1]) - edges - 1)
    return found


def one_edge_more(bench, folder):
    """Seconds for an edge more, the median of many, where the engine goes on from what it has."""
    costs = {}
    for engine, name in (("Hence, the matcher, all derivations", "one_edge_more"), ("Hence, from text to a session", "one_edge_told/named:0")):
        said = measured([bench, "--benchmark_format=json", f"--benchmark_filter=^{name}(/iterations.*)?$"])[2]
        costs[engine] = json.loads(said)["benchmarks"][0]["median_ms"] / 1e3
    if shutil.which("clips"):
        path = folder / "more.clp"
        more = "".join(f"(bind ?t (time))\n(assert (edge {a} {b}))\n(run)\n(printout t more \" \" (- (time) ?t) crlf)\n" for a, b in random_edges(EDGES + MORE)[EDGES:])
        path.write_text(RULES + "(deffacts edges\n" + facts("(edge {} {})", GRAPHS["random"]) + ")\n(reset)\n(run)\n(deffunction more ()\n" + more + ")\n(more)\n(exit)\n")
        times = [float(line.split()[1]) for line in measured(["clips", "-f2", str(path)])[2].splitlines() if line.startswith("more ")]
        costs["CLIPS"] = statistics.median(times)
    return costs


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--bench", default="build/release/bench/hence_bench")
    parser.add_argument("--runs", type=int, default=5)
    call = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        found = engines(call.bench, folder)
        runs = {(engine, graph): [] for engine in found for graph in GRAPHS}
        for _ in range(call.runs):
            for engine, graph in runs:
                runs[engine, graph].append(found[engine].run(graph))
        costs = one_edge_more(call.bench, folder)
    seconds = {key: statistics.median(run[0] for run in of) for key, of in runs.items()}
    hand = next(iter(found))
    print("| closure by | " + " | ".join(f"{graph}, ms | to C++ | MB" for graph in GRAPHS) + " | one edge more |\n|---" + "|---:" * (3 * len(GRAPHS) + 1) + "|")
    for engine in found:
        cells = []
        for graph in GRAPHS:
            cells += [f"{seconds[engine, graph] * 1e3:.1f}", f"{seconds[engine, graph] / seconds[hand, graph]:.1f}", f"{max(run[1] for run in runs[engine, graph]):.0f}"]
        cost = costs.get(engine)
        cells.append(f"{cost * 1e3:.3f} ms, {100 * cost / seconds[engine, 'random']:.2f} %" if cost else "again")
        print(f"| {engine} | " + " | ".join(cells) + " |")
    for graph in GRAPHS:
        pairs = {run[2] for engine in found for run in runs[engine, graph]}
        if len(pairs) != 1:
            sys.exit(f"{graph}: the engines find {sorted(pairs)} pairs")
        print(f"\n{graph}: {len(GRAPHS[graph])} edges, {pairs.pop()} pairs, medians of {call.runs} runs")


if __name__ == "__main__":
    main()
