#!/usr/bin/env python3
"""Plays consultations that are written down as an 80x24 terminal shows them.

    # A remark, before the first command only.
    $ hence kb/leg-pain.hence      a command, run by bash; there may be several, one after another
    hence> night cramps            a prompt, and what is typed there; Enter is sent behind it
      > ^D                         keys: <Tab> <Up> <Down> <Left> <Right>, ^C, ^D and other ^X
    Night cramps: yes.             any other line is what the screen shows
    [exit 1]                       the command's exit status, if it is not 0

Where the screen shows other text than was typed, it follows: `hence> nig<Tab> ⇒ night cramps`.
A line that looks like typed text but was printed begins with a backslash. A line `…` stands for
any number of lines. To write a new golden, write the command and the typed lines (`> yes`), then
run with --update, which fills in the rest (as `./dev golden` does).

A command runs in an empty home folder with copies of kb/ and of the golden's neighbours that do
not end in .txt; that folder's name is shown as ~. A file that ends in .pipe.txt is played through
pipes, with no terminal; so is every file with --pipe. Escape sequences act, colours are dropped.
"""
import argparse
import contextlib
import difflib
import fcntl
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

sys.dont_write_bytecode = True
from screen import COLUMNS, LINES, Screen

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROMPT = r"(?:[ .]*|hence)>"
WAITING = re.compile(rf"{PROMPT} $")  # the cursor's line, when the program waits
TYPED = re.compile(rf"({PROMPT})(?: (.*))?$")  # a golden's line with typed text
QUIET, PATIENCE = 0.03, 10  # seconds: a prompt stands still; a step is given up
KEYS = {"<Tab>": "\t", "<Up>": "\x1b[A", "<Down>": "\x1b[B", "<Right>": "\x1b[C",
        "<Left>": "\x1b[D", "<Backspace>": "\x7f", "<Esc>": "\x1b"}
KEY = re.compile("|".join(map(re.escape, KEYS)) + r"|\^[A-Z]")


class Failure(Exception):
    pass


class Pipes:
    """A command between two pipes; what is typed is shown as a terminal would."""

    def __init__(self, command, folder, environment):
        self.screen = Screen(sys.maxsize)
        self.process = subprocess.Popen(
            ["bash", "-c", command], cwd=folder, env=environment, start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.fd = self.process.stdout.fileno()
        self.pid = self.process.pid

    def show(self, raw):
        self.screen.feed(raw.replace(b"\n", b"\r\n"))

    def type(self, text, keys):
        if keys == "\x03":
            os.killpg(self.pid, signal.SIGINT)
            return
        try:
            if keys == "\x04":
                self.process.stdin.close()
                return
            self.show(text.encode() + b"\n")
            self.process.stdin.write(keys.encode() + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass

    def end(self):
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        return self.process.wait(PATIENCE)


class Terminal:
    """A command in a terminal of its own."""

    def __init__(self, command, folder, environment):
        self.screen = Screen()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))
                os.chdir(folder)
                os.execvpe("bash", ["bash", "-c", command], environment)
            finally:
                os._exit(127)

    def show(self, raw):
        self.screen.feed(raw)

    def type(self, text, keys):
        ends = keys and keys[-1] in "\x03\x04"
        os.write(self.fd, (keys if ends else keys + "\r").encode())

    def end(self):
        os.close(self.fd)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def play(command, typed, folder, environment, pipe=False):
    """Runs one command, typing each text when it waits; the lines of the whole, as in a golden."""
    program = (Pipes if pipe else Terminal)(command, folder, environment)
    screen, steps, typed = program.screen, [], list(typed)
    try:
        while wait(program, steps[-1][0] if steps else -1):
            text = typed.pop(0) if typed else "^D"
            steps.append((screen.row, screen.before_cursor(), text))
            program.type(text, KEY.sub(lambda key: KEYS.get(key[0]) or chr(ord(key[0][1]) - 64), text))
        status = program.end()
        if typed:
            raise Failure(f"the program ended, and was not told: {'; '.join(typed)}")
        return transcript(command, screen, steps, status)
    except (Failure, ValueError, subprocess.TimeoutExpired) as error:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)
        raise Failure("\n".join([str(error), *transcript(command, screen, steps, 0)])) from error


def wait(program, typed_row):
    """Whether the program waits at a new prompt; it has ended if not."""
    screen, give_up, still = program.screen, time.monotonic() + PATIENCE, False
    while time.monotonic() < give_up:
        if select.select([program.fd], [], [], QUIET)[0]:
            still = False
            try:
                raw = os.read(program.fd, 65536)
            except OSError:  # a terminal's way to say that the program ended
                raw = b""
            if not raw:
                return False
            program.show(raw)
        elif screen.row != typed_row and WAITING.fullmatch(screen.before_cursor()):
            if still:  # a second quiet span: the machine may be busy
                return True
            still = True
    raise Failure(f"no prompt within {PATIENCE} s, nor the program's end")


def transcript(command, screen, steps, status):
    lines, at = ["$ " + command], {row: (prompt, text) for row, prompt, text in steps}
    row = 0
    while row < len(screen.rows):
        shown = screen.text(row)
        if row in at:
            prompt, text = at[row]
            while row + 1 in screen.wrapped:
                row += 1
                shown += screen.text(row)
            shown = shown[len(prompt):].strip()
            if shown not in (text.strip(), KEY.sub("", text).strip()):
                text += f" ⇒ {shown}"
            lines.append((prompt + text).rstrip())
        else:
            special = TYPED.match(shown.rstrip()) or re.match(r"\\|\$ |\[exit ", shown)
            lines.append(("\\" if special else "") + shown.rstrip())
        row += 1
    while len(lines) > 1 and not lines[-1]:
        lines.pop()
    return lines + ([f"[exit {status}]"] if status else [])


def play_all(lines, folder, environment, pipe=False):
    """Plays a golden's commands in one folder; the lines as they should be."""
    start = next((n for n, line in enumerate(lines) if line.startswith("$ ")), None)
    if start is None:
        raise Failure("no line begins with `$ `")
    result, commands = lines[:start], []
    for line in lines[start:]:
        if line.startswith("$ "):
            commands.append((line[2:], []))
        elif match := TYPED.match(line):
            commands[-1][1].append((match[2] or "").split(" ⇒ ")[0])
    for command, typed in commands:
        result += play(command, typed, folder, environment, pipe)
    return [line.replace(str(folder), "~") for line in result]


@contextlib.contextmanager
def home(program, neighbours=()):
    """An empty home folder with a copy of kb/, and the environment of a command in it."""
    with tempfile.TemporaryDirectory(prefix="hence-") as name:
        folder = pathlib.Path(name).resolve()
        shutil.copytree(ROOT / "kb", folder / "kb")
        for path in neighbours:
            shutil.copy(path, folder)
        keep = {k: v for k, v in os.environ.items() if k in ("USER", "LSAN_OPTIONS")}
        yield folder, keep | {
            "HOME": str(folder), "PATH": f"{program.parent}:{os.environ['PATH']}", "TERM": "xterm",
            "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "TZ": "UTC"}


def matches(expected, actual):
    """Line by line, ends of lines stripped; a line `…` stands for any number of lines."""
    pattern = "".join(r"(?:.*\n)*?" if line.strip() == "…" else re.escape(line.rstrip()) + r"\n"
                      for line in expected)
    return re.fullmatch(pattern, "".join(line.rstrip() + "\n" for line in actual)) is not None


def difference(expected, actual):
    return "\n".join(difflib.unified_diff(expected, actual, "expected", "actual", lineterm="", n=3))


def check(path, program, pipe, update):
    neighbours = [p for p in path.parent.iterdir() if p.is_file() and p.suffix != ".txt"]
    expected = path.read_text("utf-8").splitlines()
    with home(program, neighbours) as (folder, environment):
        actual = play_all(expected, folder, environment, pipe or path.name.endswith(".pipe.txt"))
    if matches(expected, actual):
        return
    if not update:
        raise Failure(difference(expected, actual))
    path.write_text("\n".join(actual) + "\n", "utf-8")
    print(f"{path}: rewritten")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--hence", type=pathlib.Path, default=ROOT / "build/release/hence")
    parser.add_argument("--pipe", action="store_true", help="through pipes, whatever the file's name")
    parser.add_argument("--update", action="store_true", help="rewrite what differs")
    parser.add_argument("golden", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    failed = False
    for path in options.golden:
        try:
            check(path, options.hence.resolve(), options.pipe, options.update)
        except Failure as failure:
            failed = True
            print(f"{path}: differs\n{failure}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
