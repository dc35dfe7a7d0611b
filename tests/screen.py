"""A screen: what a terminal shows, with all that has scrolled away.

As much of xterm as line editing needs; colours are dropped, an unknown sequence is an error.
"""
import codecs
import re
import unicodedata

COLUMNS, LINES = 80, 24


class Screen:
    SEQUENCE = re.compile(
        r"\x1b(?:\[([?>]?)([\d;]*)([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()].|[^\[\]()])")

    def __init__(self, columns=COLUMNS):
        self.columns = columns
        self.rows = [[]]  # a list of cells each; a wide character is followed by an empty cell
        self.wrapped = set()  # rows that go on from the one above
        self.row = self.column = 0
        self.inserting = False
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.rest = ""

    def feed(self, raw):
        text, self.rest = self.rest + self.decoder.decode(raw), ""
        at = 0
        while at < len(text):
            if text[at] == "\x1b":
                sequence = self.SEQUENCE.match(text, at)
                if not sequence:
                    self.rest = text[at:]
                    return
                if sequence[3]:
                    self.control(sequence)
                at = sequence.end()
            else:
                self.put(text[at])
                at += 1

    def put(self, char):
        if char == "\n":
            self.move(self.row + 1, self.column)
        elif char == "\r":
            self.column = 0
        elif char == "\b":
            self.column = max(0, min(self.column, self.columns) - 1)
        elif char == "\t":
            self.column = min(self.columns - 1, self.column // 8 * 8 + 8)
        elif unicodedata.category(char) in ("Mn", "Me", "Cf"):
            line = self.padded()
            line[max(0, self.column - 1)] += char
        elif char >= " " and char != "\x7f":
            cells = [char, ""] if unicodedata.east_asian_width(char) in "WF" else [char]
            if self.column + len(cells) > self.columns:
                self.move(self.row + 1, 0)
                self.wrapped.add(self.row)
            line = self.padded()
            over = 0 if self.inserting else len(cells)
            line[self.column:self.column + over] = cells
            del line[self.columns:]
            self.column += len(cells)

    def control(self, sequence):
        private, numbers, letter = sequence.groups()
        n, *others = [int(n or 0) for n in numbers.split(";")]
        step = max(1, n)
        line = self.padded()
        top = max(0, len(self.rows) - LINES)
        if letter == "A":
            self.move(max(top, self.row - step), self.column)
        elif letter == "B":
            self.move(self.row + step, self.column)
        elif letter == "C":
            self.column = min(self.columns - 1, self.column + step)
        elif letter == "D":
            self.column = max(0, min(self.column, self.columns - 1) - step)
        elif letter == "G":
            self.column = step - 1
        elif letter in "Hf":
            self.move(top + step - 1, max(1, others[0] if others else 1) - 1)
        elif letter == "K":
            if n in (1, 2):
                line[:self.column + 1] = [" "] * (self.column + 1)
            if n in (0, 2):
                del line[self.column:]
        elif letter == "J":
            if n:
                self.rows += [[] for _ in range(LINES)]  # what was shown scrolls away
                self.move(len(self.rows) - LINES, 0)
            else:
                del line[self.column:], self.rows[self.row + 1:]
        elif letter == "P":
            del line[self.column:self.column + step]
        elif letter == "X":
            line[self.column:self.column + step] = [" "] * step
        elif letter == "@":
            line[self.column:self.column] = [" "] * step
        elif letter in "hl" and not private:
            self.inserting = letter == "h" if n == 4 else self.inserting
        elif letter not in "mhlnrct":
            raise ValueError(f"unknown terminal sequence {sequence[0]!r}")

    def move(self, row, column):
        self.row, self.column = row, column
        while len(self.rows) <= row:
            self.rows.append([])

    def padded(self):
        line = self.rows[self.row]
        line += [" "] * (self.column + 1 - len(line))
        return line

    def text(self, row, end=None):
        return "".join(self.rows[row][:end])

    def before_cursor(self):
        return self.text(self.row, self.column)
