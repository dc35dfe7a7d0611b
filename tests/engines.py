"""Runs rules in Hence and in other engines, for tests: each answer a set of printed findings.

What is given counts too, as Hence does not list it: an answer is what holds, `NOT name` for what
is denied. The comments of an export say how its predicates are printed.
"""
import json
import re
import subprocess


def said_by_hence(hence, path):
    done = subprocess.run([hence, "run", str(path), "--format", "json"], capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        raise AssertionError(f"hence run {path}: {done.stderr[-2000:]}")
    said = set()
    for conclusion in json.loads(done.stdout)["conclusions"]:
        if conclusion["state"] in ("yes", "conflict"):
            said.add(conclusion["finding"])
        if conclusion["state"] in ("no", "conflict"):
            said.add("NOT " + conclusion["finding"])
    return said


def exported(hence, path, engine, whole=True):
    """The text of an export; `whole`: nothing may be left out."""
    done = subprocess.run([hence, "export", str(path), f"--{engine}"], capture_output=True, text=True, timeout=120)
    if done.returncode > (0 if whole else 1):
        raise AssertionError(f"hence export {path} --{engine}: {done.stderr[-2000:]}")
    return done.stdout


def printed(program):
    """By predicate, its printed name, as the export's comments have it."""
    return {name: text for name, text in re.findall(r"^[%;] (\w+)/\d+: (.*)$", program, re.M)}


def spelt(names, predicate, things):
    things = iter(things)
    return re.sub(r"\?\w+", lambda _: next(things), names[predicate])


THING = re.compile(r'"((?:[^"\\]|\\.)*)"|(-?\d+)')


def things_in(text):
    return [quoted or figure for quoted, figure in THING.findall(text)]


def atoms(names, lines):
    """`p("a",3)` of clingo, `(p "a" 3)` of CLIPS; others' atoms are left out."""
    said = set()
    for line in lines:
        predicate = re.match(r"\(?(\w+)", line)
        if predicate and predicate[1] in names:
            said.add(spelt(names, predicate[1], things_in(line[predicate.end():])))
    return said


def given(program):
    """What the export gives without condition."""
    names = printed(program)
    lines = [line for line in program.splitlines() if re.match(r"[a-z]", line) and ":-" not in line]
    lines += re.findall(r"^  (\(.*\))$", program.partition("(deffacts given\n")[2], re.M)
    return atoms(names, lines)


def said_by_clingo(program):
    done = subprocess.run(["clingo", "--outf=1", "-W", "none", "-"], input=program, capture_output=True, text=True, timeout=120)
    answer = re.search(r"^ANSWER\n(.*)$", done.stdout, re.M)
    if not answer:
        raise AssertionError(f"clingo: {done.stdout[-1000:]}{done.stderr[-2000:]}")
    return atoms(printed(program), answer[1].split(". "))


def said_by_clips(program, path):
    """`path`: where the program can be put."""
    path.write_text(program, encoding="utf-8")
    done = subprocess.run(["clips"], input=f'(load* "{path}")\n(reset)\n(run)\n(facts)\n(exit)\n', capture_output=True, text=True, timeout=120)
    if "[" in done.stdout.split("(initial-fact)")[0].replace("CLIPS (", ""):
        raise AssertionError(f"CLIPS: {done.stdout[:2000]}")
    return atoms(printed(program), re.findall(r"^f-\d+ +(\(.*\))$", done.stdout, re.M))


def said_by_prolog(program, queries, path):
    """queries: by goal, the printed name of its answers, with ?1, ?2 … for its variables V1, V2 …"""
    lines = [":- initialization(main, main).", program, "main :- true."]
    for number, goal in enumerate(queries):
        count = len(set(re.findall(r"\bV(\d+)\b", goal)))
        variables = ",".join(f"V{i + 1}" for i in range(count))
        lines.insert(-1, f"query{number} :- forall(distinct([{variables}], ({goal})), (writeq({number}-[{variables}]), nl)).")
    lines[-1] = "main :- " + ", ".join(f"query{n}" for n in range(len(queries))) + "."
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = subprocess.run(["swipl", "-q", str(path)], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
    if done.returncode != 0 or done.stderr:
        raise AssertionError(f"swipl: {done.stderr[-2000:]}")
    names = list(queries.values())
    said = set()
    for number, things in re.findall(r"^(\d+)-\[(.*)\]$", done.stdout, re.M):
        values = things.split(",")
        said.add(re.sub(r"\?(\d+)", lambda m: values[int(m[1]) - 1], names[int(number)]))
    return said
