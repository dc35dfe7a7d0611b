#!/usr/bin/env python3
"""The same layered rules loaded by Hence and by CLIPS, in turn, in one run; medians and their ratio.

    bench/peers.py [--hence build/release/hence] [--rules 1000] [--runs 5]

CLIPS comes from Debian's package `clips`; without it the script says so and stops."""
import argparse
import pathlib
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time


def rules(count):
    rng, width = random.Random(7), count // 10
    for layer in range(10):
        for i in range(width):
            yield layer, rng.randrange(width), rng.randrange(width), i


def write(folder, count):
    hence, clips = folder / "layered.hence", folder / "layered.clp"
    with hence.open("w") as h, clips.open("w") as c:
        for n, (layer, a, b, to) in enumerate(rules(count)):
            h.write(f"s{a} l{layer} AND s{b} l{layer} → s{to} l{layer + 1}\n")
            c.write(f"(defrule r{n} (s{a}-l{layer}) (s{b}-l{layer}) => (assert (s{to}-l{layer + 1})))\n")
    return hence, clips


def seconds(command):
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hence", default="build/release/hence")
    parser.add_argument("--rules", type=int, nargs="*", default=[1000, 10000])
    parser.add_argument("--runs", type=int, default=5)
    args = parser.parse_args()
    if not shutil.which("clips"):
        sys.exit("clips is not installed: apt-get install clips")
    for count in args.rules:
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            hence, clips = write(folder, count)
            start = folder / "start.clp"
            start.write_text(f'(load "{clips}")\n(exit)\n')
            times = {"hence": [], "clips": []}
            for _ in range(args.runs):
                times["hence"].append(seconds([args.hence, "run", str(hence), "s0 l0"]))
                times["clips"].append(seconds(["clips", "-f2", str(start)]))
            ours, theirs = (statistics.median(times[k]) for k in ("hence", "clips"))
            print(f"{count} rules: hence {ours * 1e3:.1f} ms, CLIPS {theirs * 1e3:.1f} ms, ratio {theirs / ours:.1f}")


if __name__ == "__main__":
    main()
