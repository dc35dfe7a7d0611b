#!/usr/bin/env python3
"""Holds `table first`, `table` cells and `cases` tables against CLIPS, on generated tables.

Every table becomes rules of CLIPS, one a row, with a falling salience and a guard: the first row
that holds concludes. What CLIPS concludes of random answers, all of them given, is what a `cases`
table expects; `hence test` must find every case right. CLIPS 6.30, Debian package clips.
"""
import argparse
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

SEED, TABLES, ROWS_OF_ANSWERS = 1985, 200, 5


def age(pick):
    low = 10 * pick.randrange(10)
    high = low + 10 * pick.randrange(4)
    return pick.choice([
        (f">= {low}", f"(age ?a&:(>= ?a {low}))"),
        (f"< {low}", f"(age ?a&:(< ?a {low}))"),
        (f"{low}–{high}", f"(age ?a&:(and (>= ?a {low}) (<= ?a {high})))"),
        (f"NOT {low} to {high}", f"(age ?a&:(or (< ?a {low}) (> ?a {high})))"),
        ("", ""), ("-", "")])


def sex(pick):
    return pick.choice([("female", "(sex female)"), ("NOT male", "(sex ~male)"), ("", ""), ("", "")])


def signs(pick):
    return pick.choice([("yes", "(sign yes)"), ("no", "(sign no)"), ("NOT yes", "(sign no)"), ("", "")])


def table(pick, number):
    """The lines of rule text, and the CLIPS rules."""
    lines = [f"choice risk {number}: low, middle, high", "table first",
             f"    [Age] AND [Sex] AND [Sign] → risk {number} is [Risk]",
             "| Age | Sex | Sign | Risk |", "|---|---|---|---|"]
    rules = []
    rows = [(age(pick), sex(pick), signs(pick)) for _ in range(pick.randrange(1, 6))]
    if pick.random() < 0.5:
        rows.append((("otherwise", ""), ("", ""), ("", "")))
    for row, cells in enumerate(rows):
        last = cells[0][0] == "otherwise"
        if last and any(not any(c[1] for c in other) for other in rows[:-1]):
            continue  # a row that always holds leaves nothing over
        risk = pick.choice(["low", "middle", "high"])
        lines.append("| " + " | ".join(c[0] for c in cells) + f" | {risk} |")
        slots = " ".join(c[1] for c in cells)
        rules.append(f"(defrule t{number}r{row} (declare (salience {100 - row}))"
                     f" (case (id ?i) {slots}) (not (done {number} ?i ?)) =>"
                     f" (assert (done {number} ?i {risk})))")
    return lines + [""], rules


def answers_of_clips(rules, people):
    program = ["(deftemplate case (slot id) (slot age) (slot sex) (slot sign))", *rules, "(deffacts people"]
    program += [f"(case (id {i}) (age {a}) (sex {s}) (sign {g}))" for i, (a, s, g) in enumerate(people)]
    program += [")", "(reset)", "(run)", "(facts)", "(exit)", ""]  # it reads whole lines
    with tempfile.NamedTemporaryFile("w", suffix=".clp") as file:
        file.write("\n".join(program))
        file.flush()
        shown = subprocess.run(["clips", "-f2", file.name], stdin=subprocess.DEVNULL,
                               capture_output=True, text=True, timeout=60, check=True).stdout
    return {(int(t), int(i)): risk for t, i, risk in re.findall(r"\(done (\d+) (\d+) (\w+)\)", shown)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hence", default="build/release/repl/hence")
    hence = parser.parse_args().hence
    if not shutil.which("clips"):
        print("clips is not installed (Debian package clips): skipped")
        return 77
    pick = random.Random(SEED)
    text = ["number age in years, 0 to 120", "choice sex: female, male", "finding sign", ""]
    rules = []
    for number in range(TABLES):
        lines, more = table(pick, number)
        text += lines
        rules += more
    people = [(pick.randrange(0, 100), pick.choice(["female", "male"]), pick.choice(["yes", "no"]))
              for _ in range(ROWS_OF_ANSWERS)]
    told = answers_of_clips(rules, people)
    assert len(told) * 10 > TABLES * len(people) * 6, f"only {len(told)} tables conclude something"
    heads = ["Age", "Sex", "Sign"] + [f"expect risk {n}" for n in range(TABLES)]
    text += ["cases", "| " + " | ".join(heads) + " |", "|---" * len(heads) + "|"]
    for i, person in enumerate(people):
        cells = [str(v) for v in person] + [told.get((n, i), "nothing") for n in range(TABLES)]
        text.append("| " + " | ".join(cells) + " |")
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "tables.hence"
        path.write_text("\n".join(text) + "\n", encoding="utf-8")
        done = subprocess.run([hence, "test", str(path)], capture_output=True, text=True, timeout=300)
    if done.returncode != 0:
        print(f"seed {SEED}\n{done.stdout[-4000:]}{done.stderr[-2000:]}")
        return 1
    print(f"{len(told)} of {TABLES * len(people)} conclusions, as CLIPS has them")
    return 0


if __name__ == "__main__":
    sys.exit(main())
