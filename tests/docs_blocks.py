#!/usr/bin/env python3
"""Runs every fenced block of a document, so that none of them can be wrong unseen.

    ```hence                    a knowledge base: `hence check` finds no error in it
    ```hence error H07 H12      it finds errors with these codes, and no others (note, warning: likewise)
    ```console                  `$ ` begins a command, run by bash; the lines below are its output
    ```consultation             a golden consultation, as in terminal.py
    ```cpp run                  a whole program, built against the installed package; it must exit 0
    ```output                   what the `cpp run` block before it prints
    ```json                     is parsed
    ```sh                       read; its ./dev commands must exist
    ```text, cpp, cmake         left alone; every other word is a failure
    file=NAME                   behind any of them: the block is a file of that name for those below

A document's blocks share one home folder, with a copy of kb/; that folder's name is shown as ~.
In expected output a line `…` stands for any number of lines. --update rewrites console,
consultation and output blocks that differ (so does `./dev golden`).
"""
import argparse
import dataclasses
import json
import pathlib
import re
import subprocess
import sys

from terminal import ROOT, Failure, difference, home, matches, play_all

FENCE = re.compile(r"( *)(`{3,}|~{3,}) *([^`]*)$")
DIAGNOSTIC = re.compile(r"^\S.*:\d+:\d+: (error|warning|note) ([A-Z]+\d+)\b", re.M)


@dataclasses.dataclass
class Block:
    line: int  # of the opening fence, from 1
    words: list
    body: list
    indent: int

    def text(self):
        return "".join(line + "\n" for line in self.body)

    def file(self):
        return next((word[5:] for word in self.words if word.startswith("file=")), None)


def blocks_of(lines):
    blocks, at = [], 0
    while at < len(lines):
        if not (fence := FENCE.fullmatch(lines[at])):
            at += 1
            continue
        indent, marks, words = len(fence[1]), fence[2], fence[3].split()
        close = re.compile(rf" *{marks[0]}{{{len(marks)},}} *")
        end = next((n for n in range(at + 1, len(lines)) if close.fullmatch(lines[n])), None)
        if end is None:
            raise Failure(f"line {at + 1}: this block is not closed")
        body = [line[min(indent, len(line) - len(line.lstrip())):] for line in lines[at + 1:end]]
        blocks.append(Block(at + 1, words, body, indent))
        at = end + 1
    return blocks


class Document:
    def __init__(self, folder, environment, build, cxx_flags):
        self.folder, self.environment = folder, environment
        self.build, self.cxx_flags = build, cxx_flags
        self.printed = None  # by the last `cpp run`

    def bash(self, command, timeout=60):
        """Output and errors together, as lines, and the exit status."""
        done = subprocess.run(
            ["bash", "-c", command], cwd=self.folder, env=self.environment, timeout=timeout,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        text = done.stdout.decode("utf-8", "replace").replace(str(self.folder), "~")
        return text.splitlines(), done.returncode

    def run(self, block):
        """The block's lines as they should be; None where there is nothing to compare."""
        if name := block.file():
            path = (self.folder / name).resolve()
            if not path.is_relative_to(self.folder):
                raise Failure(f"file={name} is outside the folder")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text(), "utf-8")
        kind, *options = [word for word in block.words if not word.startswith("file=")] or [""]
        if kind == "hence":
            return self.hence(block, options)
        if kind == "cpp" and options == ["run"]:
            return self.cpp(block)
        if options:
            raise Failure(f"unknown words behind {kind}: {' '.join(options)}")
        if kind == "console":
            return self.console(block)
        if kind == "consultation":
            return play_all(block.body, self.folder, self.environment)
        if kind == "output":
            if self.printed is None:
                raise Failure("no `cpp run` block stands before this output")
            return self.printed
        if kind == "json":
            return self.json(block)
        if kind == "sh":
            return self.sh(block)
        if kind not in ("text", "cpp", "cmake") and not name:
            raise Failure(f"nothing runs a block marked `{kind}`; see docs_blocks.py for those known")
        return None

    def hence(self, block, options):
        name = block.file() or f"block-{block.line}.hence"
        (self.folder / name).write_text(block.text(), "utf-8")
        severity, *codes = options or ["error"]
        if severity not in ("error", "warning", "note") or bool(options) != bool(codes):
            raise Failure(f"unknown words behind hence: {' '.join(options)}")
        output, status = self.bash(f"hence check '{name}'")
        report = "\n".join(output)
        if status != (1 if codes and severity == "error" else 0):
            raise Failure(f"hence check exits with {status}:\n{report}")
        found = {code for level, code in DIAGNOSTIC.findall(report) if level == severity}
        if codes and found != set(codes):
            raise Failure(f"expected {severity} {' '.join(sorted(codes))}, but found "
                          f"{' '.join(sorted(found)) or 'none'}:\n{report}")

    def console(self, block):
        lines = []
        if not block.body or not block.body[0].startswith("$ "):
            raise Failure("a console block begins with `$ `")
        for line in block.body:
            if line.startswith("$ "):
                lines += [line, *self.bash(line[2:])[0]]
        return lines

    def cpp(self, block):
        prefix, name = self.folder / "installed", f"example-{block.line}"
        source, build = self.folder / name, self.folder / f"{name}-build"
        source.mkdir()
        (source / "main.cpp").write_text(block.text(), "utf-8")
        (source / "CMakeLists.txt").write_text(
            "cmake_minimum_required(VERSION 3.25)\nproject(example LANGUAGES CXX)\n"
            "find_package(hence REQUIRED)\nadd_executable(example main.cpp)\n"
            "target_link_libraries(example PRIVATE hence::hence)\n")
        for command in (
                f"test -d {prefix} || cmake --install {self.build} --prefix {prefix}",
                f"cmake -S {source} -B {build} -G Ninja -DCMAKE_BUILD_TYPE=Release"
                f" -DCMAKE_PREFIX_PATH={prefix} -DCMAKE_CXX_FLAGS='{self.cxx_flags}'",
                f"cmake --build {build}", f"{build}/example"):
            self.printed, status = self.bash(command, timeout=300)
            if status != 0:
                raise Failure(f"exit {status} from {command}:\n" + "\n".join(self.printed))

    def json(self, block):
        try:
            json.loads(block.text())
        except ValueError as error:
            raise Failure(f"not JSON: {error}") from error

    def sh(self, block):
        usage = self.bash(f"{ROOT}/dev help")[0]
        known = {line.split()[1] for line in usage if line.startswith("./dev ")}
        for verb in re.findall(r"\./dev\s+(\S+)", block.text()):
            if verb not in known:
                raise Failure(f"./dev has no command {verb}")


def check(path, program, cxx_flags, update):
    """The failures of one document, each with its place."""
    lines, failures, changes = path.read_text("utf-8").splitlines(), [], []
    with home(program) as (folder, environment):
        document = Document(folder, environment, program.parent, cxx_flags)
        for block in blocks_of(lines):
            try:
                actual = document.run(block)
                if actual is None or matches(block.body, actual):
                    continue
                if not update:
                    raise Failure(difference(block.body, actual))
                changes.append((block, actual))
            except (Failure, subprocess.TimeoutExpired) as failure:
                failures.append(f"{path}:{block.line}: {failure}")
    for block, actual in reversed(changes):
        body = [" " * block.indent + line.rstrip() if line.strip() else "" for line in actual]
        lines[block.line:block.line + len(block.body)] = body
        print(f"{path}:{block.line}: rewritten")
    if changes:
        path.write_text("\n".join(lines) + "\n", "utf-8")
    return failures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--hence", type=pathlib.Path, default=ROOT / "build/release/hence")
    parser.add_argument("--cxx-flags", default="", help="for `cpp run` blocks, as the build's own")
    parser.add_argument("--update", action="store_true", help="rewrite what differs")
    parser.add_argument("document", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    failures = []
    for path in options.document:
        try:
            failures += check(path, options.hence.resolve(), options.cxx_flags, options.update)
        except Failure as failure:
            failures.append(f"{path}: {failure}")
    print("\n\n".join(failures), end="\n" if failures else "")
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
