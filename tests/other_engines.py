#!/usr/bin/env python3
"""Classic rules with variables over random data: Hence, clingo, CLIPS and SWI-Prolog must agree.

clingo and CLIPS run what `hence export` writes of the same file; the Prolog programs are written
here by hand, with tabling. Debian packages gringo, clips and swi-prolog-nox.
"""
import argparse
import pathlib
import random
import shutil
import sys
import tempfile

import engines

SEED = 1986


def closure(pick):
    """Transitive closure, and the pairs that are not connected: NOT above a recursion."""
    nodes = [f"n{i}" for i in range(60)]
    links = sorted({(pick.choice(nodes), pick.choice(nodes)) for _ in range(80)})
    rules = ["relation ?x is a node", "relation ?x links to ?y", "relation ?x reaches ?y", "relation ?x is cut off from ?y",
             "goal ?x reaches ?y, ?x is cut off from ?y",
             "?x links to ?y → ?x reaches ?y",
             "?x links to ?y AND ?y reaches ?z → ?x reaches ?z",
             "?x is a node AND ?y is a node AND ?x != ?y AND NOT ?x reaches ?y → ?x is cut off from ?y",
             *(f"fact {n} is a node" for n in nodes), *(f"fact {a} links to {b}" for a, b in links)]
    prolog = [":- table reaches/2.", "reaches(X,Y) :- link(X,Y).", "reaches(X,Z) :- link(X,Y), reaches(Y,Z).",
              *(f"node({n})." for n in nodes), *(f"link({a},{b})." for a, b in links)]
    return rules, prolog, {
        "node(V1)": "?1 is a node", "link(V1,V2)": "?1 links to ?2", "reaches(V1,V2)": "?1 reaches ?2",
        "node(V1), node(V2), V1 \\== V2, \\+ reaches(V1,V2)": "?1 is cut off from ?2"}, True


def same_generation(pick):
    people = [f"p{i}" for i in range(60)]
    parents = [(people[i], people[pick.randrange(max(0, i // 3 - 2), i // 3 + 1)]) for i in range(3, 60)]
    rules = ["relation ?x is a child of ?y", "relation ?x is as old as ?y", "goal ?x is as old as ?y",
             "?x is a child of ?p AND ?y is a child of ?p AND ?x != ?y → ?x is as old as ?y",
             "?x is a child of ?p AND ?p is as old as ?q AND ?y is a child of ?q → ?x is as old as ?y",
             *(f"fact {a} is a child of {b}" for a, b in parents)]
    prolog = [":- table same/2.", "same(X,Y) :- child(X,P), child(Y,P), X \\== Y.",
              "same(X,Y) :- child(X,P), same(P,Q), child(Y,Q).", *(f"child({a},{b})." for a, b in parents)]
    return rules, prolog, {"child(V1,V2)": "?1 is a child of ?2", "same(V1,V2)": "?1 is as old as ?2"}, True


def distances(pick):
    """Least above a recursion with sums. CLIPS has no aggregate; the Prolog table keeps the least."""
    nodes = [f"n{i}" for i in range(60)]
    roads = sorted({(i, min(59, i + pick.randrange(1, 9))) for i in range(59) for _ in range(2)})
    roads = [(nodes[a], nodes[b], pick.randrange(1, 6)) for a, b in roads if a < b]
    rules = ["relation road from ?x to ?y of ?d, number ?d", "relation way to ?y of ?d, number ?d",
             "relation ?y lies ?d away, number ?d", "goal way to ?y of ?d, ?y lies ?d away",
             "road from n0 to ?y of ?d → way to ?y of ?d",
             "way to ?y of ?d AND road from ?y to ?z of ?e AND ?s = ?d + ?e → way to ?z of ?s",
             "way to ?y of ?d AND ?d = min of ?e where (way to ?y of ?e) → ?y lies ?d away",
             *(f"fact road from {a} to {b} of {d}" for a, b, d in roads)]
    prolog = [":- table least(_,min).", ":- table way/2.", "way(Y,D) :- road(n0,Y,D).", "way(Z,S) :- way(Y,D), road(Y,Z,E), S is D+E.",
              "least(Y,D) :- road(n0,Y,D).", "least(Z,S) :- least(Y,D), road(Y,Z,E), S is D+E.",
              *(f"road({a},{b},{d})." for a, b, d in roads)]
    return rules, prolog, {"road(V1,V2,V3)": "road from ?1 to ?2 of ?3", "way(V1,V2)": "way to ?1 of ?2",
                           "least(V1,V2)": "?1 lies ?2 away"}, False


def bill_of_materials(pick):
    """What a whole weighs: quantities multiply down the tree, and are summed above it."""
    parts = [f"p{i}" for i in range(60)]
    needs = [(parts[pick.randrange(i // 3, i // 2 + 1) if i > 1 else 0], parts[i], pick.randrange(1, 4)) for i in range(1, 60)]
    weighs = [(p, pick.randrange(1, 8)) for p in parts]
    limits = list(range(0, 2000, 100))
    rules = ["relation ?w needs ?n of ?p, number ?n", "relation ?w holds ?n pieces of ?p, number ?n",
             "relation one ?p has ?g, number ?g", "relation mark ?m, number ?m", "relation ?w exceeds ?m, number ?m",
             "goal ?w holds ?n pieces of ?p, ?w exceeds ?m",
             "?w needs ?n of ?p → ?w holds ?n pieces of ?p",
             "?w holds ?n pieces of ?v AND ?v needs ?m of ?p AND ?k = ?n * ?m → ?w holds ?k pieces of ?p",
             "one ?w has ?own AND mark ?m AND sum of ?n * ?g where (?w holds ?n pieces of ?p AND one ?p has ?g) > ?m → ?w exceeds ?m",
             *(f"fact {w} needs {n} of {p}" for w, p, n in needs), *(f"fact one {p} has {g}" for p, g in weighs),
             *(f"fact mark {m}" for m in limits)]
    prolog = [":- table holds/3.", "holds(W,N,P) :- needs(W,N,P).", "holds(W,K,P) :- holds(W,N,V), needs(V,M,P), K is N*M.",
              "exceeds(W,M) :- one(W,_), mark(M), aggregate_all(sum(N*G), distinct([N,G,P], (holds(W,N,P), one(P,G))), S), S > M.",
              *(f"needs({w},{n},{p})." for w, p, n in needs), *(f"one({p},{g})." for p, g in weighs), *(f"mark({m})." for m in limits)]
    return rules, prolog, {"needs(V1,V2,V3)": "?1 needs ?2 of ?3", "holds(V1,V2,V3)": "?1 holds ?2 pieces of ?3",
                           "one(V1,V2)": "one ?1 has ?2", "mark(V1)": "mark ?1", "exceeds(V1,V2)": "?1 exceeds ?2"}, False


def compare(name, ours, theirs, engine):
    if ours == theirs:
        return 0
    print(f"{name}: only Hence {sorted(ours - theirs)[:5]}, only {engine} {sorted(theirs - ours)[:5]} (seed {SEED})")
    return 1


def without(findings, names):
    """Those that no rule left out of an export concludes."""
    return {f for f in findings if not any(word in f for word in names)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hence", default="build/release/hence")
    parser.add_argument("--only", default="")
    call = parser.parse_args()
    missing = [program for program in ("clingo", "clips", "swipl") if not shutil.which(program)]
    if missing:
        print(f"{', '.join(missing)} not installed (Debian packages gringo, clips, swi-prolog-nox): skipped")
        return 77
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for make, aggregated in ((closure, []), (same_generation, []), (distances, [" lies "]), (bill_of_materials, [" exceeds "])):
            name = make.__name__
            if call.only and call.only != name:
                continue
            rules, prolog, queries, whole = make(random.Random(SEED))
            path = pathlib.Path(folder) / f"{name}.hence"
            path.write_text("\n".join(rules) + "\n", encoding="utf-8")
            program = engines.exported(call.hence, path, "clingo")
            given = engines.given(program)
            ours = engines.said_by_hence(call.hence, path) | given
            assert len(ours) > len(given) + 50, f"{name}: little follows"
            wrong += compare(name, ours, engines.said_by_clingo(program), "clingo")
            wrong += compare(name, ours, engines.said_by_prolog("\n".join(prolog), queries, pathlib.Path(folder) / "rules.pl"), "SWI-Prolog")
            program = engines.exported(call.hence, path, "clips", whole)
            said = engines.said_by_clips(program, pathlib.Path(folder) / "rules.clp")
            wrong += compare(name, without(ours, aggregated), said, "CLIPS")
            print(f"{name}: {len(ours) - len(given)} findings")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
