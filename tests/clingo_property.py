#!/usr/bin/env python3
"""Invariant: on crisp stratified programs Hence equals clingo (Debian package gringo).

Random programs over relations of one to three places: joins, recursion, NOT, `unless`, OR,
comparisons, sums, aggregates, findings that are confirmed and ruled out. Each is run by Hence and,
as `hence export --clingo` writes it, by clingo; what follows must be the same. Each program hangs
on its seed alone: clingo_property.py --hence H --first SEED --programs 1 --show prints one.
"""
import argparse
import concurrent.futures
import os
import pathlib
import random
import shutil
import sys
import tempfile

import engines

PROGRAMS = 10000 if os.environ.get("HENCE_NIGHTLY") else 1000
THINGS = ["ada", "bo", "cy", "dan", "eve"]
LAYERS = 3


class Relation:
    """kinds: a letter a place, n for a name and f for a figure. closed: else findings, open."""

    def __init__(self, number, layer, kinds, closed=True):
        self.number, self.layer, self.kinds, self.closed = number, layer, kinds, closed
        self.denials = False

    def spelt(self, places):
        if not self.kinds:
            return f"sign {self.number}"
        if not self.closed:
            return f"{places[0]} trouble{self.number}"
        first, *others = places
        return " ".join([first, f"likes{self.number}"] + [p if i == 0 else f"by {p}" for i, p in enumerate(others)])

    def pattern(self):
        return self.spelt([f"?p{i}" for i in range(len(self.kinds))])

    def declared(self):
        places = [f"?p{i}" for i in range(len(self.kinds))]
        figures = "".join(f", number {p}" for p, k in zip(places, self.kinds) if k == "f")
        return f"relation {self.pattern()}{figures}"


class Rule:
    def __init__(self, pick, relations, layer):
        self.pick, self.relations, self.layer = pick, relations, layer
        self.names, self.figures, self.parts = [], [], []

    def variable(self, kind, fresh):
        bound = self.names if kind == "n" else self.figures
        if not fresh or (bound and self.pick.random() < 0.55):
            return self.pick.choice(bound) if bound else self.thing(kind)
        name = f"?{'x' if kind == 'n' else 'f'}{len(bound)}"
        bound.append(name)
        return name

    def thing(self, kind):
        return self.pick.choice(THINGS) if kind == "n" else str(self.pick.randrange(5))

    def place(self, kind, fresh):
        chance = self.pick.random()
        if chance < 0.12:
            return self.thing(kind)
        return self.variable(kind, fresh)

    def lower(self, closed=None):
        return [r for r in self.relations if r.layer < self.layer and (closed is None or r.closed == closed)]

    def positive(self, head):
        choice = self.lower(True)
        if head.closed and not head.denials and self.parts and self.pick.random() < 0.5:
            choice = [r for r in self.relations if r.layer == self.layer and r.closed]  # recursion
        relation = self.pick.choice(choice)
        self.parts.append(relation.spelt([self.place(k, True) for k in relation.kinds]))

    def other(self):
        relation = self.pick.choice(self.lower())
        places = [self.place(k, False) for k in relation.kinds]
        if relation.closed and places and self.pick.random() < 0.15:
            places[self.pick.randrange(len(places))] = "?"
        return relation.spelt(places)

    def comparison(self):
        sign = self.pick.choice(["=", "!=", "<", "<=", ">", ">="])
        if self.figures and self.pick.random() < 0.6:
            right = self.pick.choice([self.thing("f"), self.variable("f", False), f"{self.variable('f', False)} - {self.thing('f')}"])
            return f"{self.variable('f', False)} {sign} {right}"
        if not self.names:
            return None
        return f"{self.variable('n', False)} {self.pick.choice(['!=', '!=', '='])} {self.variable('n', False)}"

    def reckoned(self):
        if not self.figures:
            return None
        value = f"{self.variable('f', False)} {self.pick.choice(['+', '-', '*'])} {self.variable('f', False)}"
        name = f"?s{len(self.figures)}"
        self.figures.append(name)
        return f"{name} = {value} AND {name} between -20 and 20"

    def aggregate(self):
        """Over a relation of a lower layer; its own variable first."""
        relation = self.pick.choice(self.lower(True))
        inner = self.pick.randrange(len(relation.kinds))
        places = [f"?i{i}" if i == inner or self.pick.random() < 0.3 else self.place(k, False) for i, k in enumerate(relation.kinds)]
        where = relation.spelt(places)
        if self.pick.random() < 0.2 and self.names and relation.kinds[inner] == "n":
            where += f" AND {places[inner]} != {self.variable('n', False)}"
        figure = relation.kinds[inner] == "f"
        what = self.pick.choice(["sum", "min", "max"] if figure else ["count"])
        sign = self.pick.choice(["=", ">=", "<", ">"])
        right = self.variable("f", False) if self.figures and self.pick.random() < 0.5 else self.thing("f")
        return f"{what} of {places[inner]} where ({where}) {sign} {right}"

    def written(self, head, aggregates):
        for _ in range(self.pick.randrange(1, 4)):
            self.positive(head)
        for chance, part in ((0.3, self.reckoned), (0.4, self.comparison)):
            if self.pick.random() < chance:
                self.parts.append(part())
        if self.lower():
            if self.pick.random() < 0.4:
                self.parts.append("NOT " + self.other())
            if self.pick.random() < 0.15:
                self.parts.append(f"({self.other()} OR {self.pick.choice(['', 'NOT '])}{self.other()})")
            if self.pick.random() < 0.15:
                self.parts.append("no evidence for " + self.other())
            if aggregates and self.pick.random() < 0.3:
                self.parts.append(self.aggregate())
        places = [self.place(k, False) for k in head.kinds]
        parts = [p for p in self.parts if p]
        self.pick.shuffle(parts)
        verb = "rules out" if head.denials and self.pick.random() < 0.5 else "→"
        unless = f"\n    unless {self.other()}" if self.lower() and self.pick.random() < 0.1 else ""
        return f"{' AND '.join(parts)} {verb} {head.spelt(places)}{unless}"


def program(seed, aggregates=True):
    pick = random.Random(seed)
    relations, lines, number = [], [], 0
    for layer in range(LAYERS + 1):
        for _ in range(pick.randrange(2, 4) if layer == 0 else 2):
            closed = layer == 0 or pick.random() < 0.75
            kinds = "".join(pick.choice("nnnf") for _ in range(pick.randrange(1, 4))) if closed else pick.choice(["n", ""])
            relations.append(Relation(number, layer, kinds.replace("f", "n", 1) if kinds == "f" * len(kinds) else kinds, closed))
            relations[-1].denials = not closed
            number += 1
    lines += [r.declared() for r in relations if r.closed]
    lines += [f"goal {r.pattern()}" for r in relations if r.closed and r.layer > 0]  # else Hence lists none of them
    for head in relations:
        if head.layer == 0:
            for _ in range(pick.randrange(3, 8)):
                places = [pick.choice(THINGS) if k == "n" else str(pick.randrange(6)) for k in head.kinds]
                lines.append("fact " + head.spelt(places))
            continue
        for _ in range(pick.randrange(1, 4)):
            lines.append(Rule(pick, relations, head.layer).written(head, aggregates))
    return "\n".join(lines) + "\n"


def compared(hence, folder, seed, aggregates):
    """What follows, or why the two differ."""
    path = pathlib.Path(folder) / f"{seed}.hence"
    path.write_text(program(seed, aggregates), encoding="utf-8")
    try:
        exported = engines.exported(hence, path, "clingo")
        facts = engines.given(exported)
        ours, theirs = engines.said_by_hence(hence, path) | facts, engines.said_by_clingo(exported)
    except AssertionError as wrong:
        return seed, set(), str(wrong)
    if ours != theirs:
        return seed, set(), f"only Hence: {sorted(ours - theirs)}\nonly clingo: {sorted(theirs - ours)}"
    return seed, ours - facts, ""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hence", default="build/release/hence")
    parser.add_argument("--programs", type=int, default=PROGRAMS)
    parser.add_argument("--first", type=int, default=1985)
    parser.add_argument("--no-aggregates", action="store_true")
    parser.add_argument("--show", action="store_true")
    call = parser.parse_args()
    if not shutil.which("clingo"):
        print("clingo is not installed (Debian package gringo): skipped")
        return 77
    seeds = range(call.first, call.first + call.programs)
    if call.show:
        print(*(program(seed, not call.no_aggregates) for seed in seeds), sep="\n")
    concluding = findings = wrong = 0
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for seed, said, why in pool.map(lambda seed: compared(call.hence, folder, seed, not call.no_aggregates), seeds):
            concluding += bool(said)
            findings += len(said)
            if why:
                wrong += 1
                if wrong <= 3:
                    print(f"seed {seed}\n{why}\n{program(seed, not call.no_aggregates)}")
    print(f"{len(seeds)} programs, {concluding} conclude something, {findings} findings, {wrong} differ")
    if wrong or (len(seeds) >= 100 and concluding * 10 < len(seeds) * 6):
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
