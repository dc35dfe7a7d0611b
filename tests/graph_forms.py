#!/usr/bin/env python3
"""Pictures as files: every ending from the program itself, read back by a parser of its own, with
names that would be syntax; and what happens when the disk is full.
Usage: graph_forms.py PROGRAM"""
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

hence = os.path.abspath(sys.argv[1])
RULES = '''
"a <b> & 'c' %3Cscript%3E" AND low fluid → thirst (0.7)
    because "</script><script>alert(1)</script> & so on"
rule dry tongue: thirst → "</title><img src=x onerror=alert(2)>"
fluid intake < 1.5 L/day → low fluid
number fluid intake in L/day
'''
NAME = "a <b> & 'c' %3Cscript%3E"
FACTS = [f'"{NAME}"', "fluid intake = 1 L/day"]
failed = 0


def check(good, what):
    global failed
    if not good:
        failed += 1
        print("failed:", what)


def run(*words, **options):
    return subprocess.run([hence, *words], capture_output=True, text=True, **options)


def embedded(page):
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)[1])


def forms(folder):
    for ending in ("dot", "mmd", "json", "graphml", "html", "svg"):
        path = f"{folder}/case.{ending}"
        done = run("run", f"{folder}/kb.hence", *FACTS, "--graph", path)
        if ending == "svg" and "no Graphviz" in done.stderr:
            check(done.returncode == 2, "without Graphviz: exit 2")
            continue
        check(done.returncode == 0, f"{ending}: {done.stderr}")
        text = open(path, encoding="utf-8").read()
        plain = ending in ("dot", "json")  # where < is no sign of syntax
        check(plain or ("<script>alert" not in text and "<img" not in text), f"{ending}: a name is a tag")
        check(run("graph", f"{folder}/kb.hence", "-o", path).returncode == 0, f"graph -o {ending}")
        if ending == "json":
            check(json.loads(text)["version"] == 1, "json: version")
        if ending in ("graphml", "svg"):
            xml.fromstring(text)
        if ending == "html":
            names = [node["title"] for node in embedded(text)["nodes"]]
            check(NAME in names, "html: the name is kept")
    report = f"{folder}/report.html"
    check(run("run", f"{folder}/kb.hence", *FACTS, "--report", report).returncode == 0, "report")
    check(embedded(open(report, encoding="utf-8").read())["case"], "report: its picture's data")
    dot = run("run", f"{folder}/kb.hence", *FACTS, "--graph", "-").stdout
    check(dot == open(f"{folder}/case.dot", encoding="utf-8").read() or dot.startswith("digraph"),
          "- is DOT and nothing else")


def refusals(folder):
    for words in (["run", "kb.hence", "--graph", "x.png"], ["graph", "kb.hence", "-o", "x"],
                  ["run", "kb.hence", "--report", "x.pdf"],
                  ["graph", "kb.hence", "thrist", "-o", "x.dot"]):
        done = run(*words, cwd=folder)
        check(done.returncode == 2 and done.stderr.startswith("error: ") and done.stdout == "",
              f"{words}: {done.returncode} {done.stderr}")
    check("thirst" in run("graph", "kb.hence", "thrist", "-o", "x.dot", cwd=folder).stderr,
          "the nearest name is told")
    check(not os.path.exists(f"{folder}/x.dot"), "nothing is written")


def full_disk(folder):
    small = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))
    for option, name in (("--graph", "old.html"), ("--report", "old.html"), ("--graph", "old.json")):
        with open(f"{folder}/{name}", "w") as file:
            file.write("what was there before")
        done = run("run", f"{folder}/kb.hence", *FACTS, option, f"{folder}/{name}",
                   preexec_fn=small, restore_signals=False)
        check(done.returncode == 2 and name in done.stderr and done.stderr.startswith("error: "),
              f"full disk, {option}: {done.returncode} {done.stderr}")
        check(open(f"{folder}/{name}").read() == "what was there before", "the old file is whole")
        check(not [f for f in os.listdir(folder) if f.startswith(".hence-")], "nothing is left over")
    with open("/dev/full", "w") as full:
        done = subprocess.run([hence, "graph", f"{folder}/kb.hence", "-o", "-"], stdout=full,
                              stderr=subprocess.PIPE, text=True)
    check(done.returncode == 2 and "could not be written" in done.stderr, "full standard output")
    done = run("graph", f"{folder}/kb.hence", "-o", f"{folder}/none/x.dot")
    check(done.returncode == 2 and "none/x.dot" in done.stderr, "no such folder")


with tempfile.TemporaryDirectory() as folder:
    with open(f"{folder}/kb.hence", "w", encoding="utf-8") as file:
        file.write(RULES)
    forms(folder)
    refusals(folder)
    full_disk(folder)
print("graph forms:", "all good" if failed == 0 else f"{failed} failed")
sys.exit(1 if failed else 0)
