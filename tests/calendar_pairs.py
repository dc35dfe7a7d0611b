#!/usr/bin/env python3
"""Holds the calendar against Python's: calendar_pairs.py PROGRAM, over 10,000 random pairs of dates."""
import calendar
import datetime
import random
import subprocess
import sys

SEED, PAIRS = 20261125, 10_000
DAY = datetime.timedelta(days=1)


def anniversary(day, months):
    """The first day on which so many calendar months are full: 1 March for 29 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    if day.day <= last:
        return datetime.date(year, month + 1, day.day)
    return datetime.date(year, month + 1, last) + DAY


def months_between(a, b):
    if b < a:
        return -months_between(b, a)
    months = 12 * (b.year - a.year) + 1  # more than there are, then down
    months += b.month - a.month
    while anniversary(a, months) > b:
        months -= 1
    return months


def exact_years(a, b):
    if b < a:
        return -exact_years(b, a)
    years = b.year - a.year
    while anniversary(a, 12 * years) > b:
        years -= 1
    begun, full = anniversary(a, 12 * years), anniversary(a, 12 * (years + 1))
    return years + (b - begun).days / (full - begun).days


def plus_months(day, months):
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def some_date(rng):
    if rng.random() < 0.2:  # where calendars go wrong
        year = rng.choice([1600, 1700, 1896, 1900, 1904, 1999, 2000, 2024, 2025, 2100, 2400])
        month, day = rng.choice([(2, 28), (2, 29), (3, 1), (1, 31), (12, 31), (1, 1), (4, 30)])
        day = min(day, calendar.monthrange(year, month)[1])
        return datetime.date(year, month, day)
    low, high = datetime.date(2, 1, 1).toordinal(), datetime.date(9000, 1, 1).toordinal()
    if rng.random() < 0.7:
        low, high = datetime.date(1900, 1, 1).toordinal(), datetime.date(2100, 1, 1).toordinal()
    return datetime.date.fromordinal(rng.randint(low, high))


def main():
    rng = random.Random(SEED)
    cases = [(some_date(rng), some_date(rng), rng.randint(-20, 2000)) for _ in range(PAIRS)]
    given = "".join(f"{a.isoformat()} {b.isoformat()} {n}\n" for a, b, n in cases)
    run = subprocess.run([sys.argv[1]], input=given, capture_output=True, text=True, check=True)
    lines = run.stdout.splitlines()
    failures = [] if len(lines) == PAIRS else [f"{len(lines)} lines for {PAIRS} pairs"]
    for (a, b, n), line in zip(cases, lines):
        days, months, moved, exact, year, month, written = line.split()
        wanted = ((b - a).days, months_between(a, b), plus_months(a, n).isoformat(), a.year, a.month, b.isoformat())
        found = (int(days), int(months), moved, int(year), int(month), written)
        if found != wanted or abs(float(exact) - exact_years(a, b)) > 1e-9:
            failures.append(f"{a} {b} {n}: {line} wanted {wanted} {exact_years(a, b):.12f}")
    print("\n".join(failures[:20]) or f"{PAIRS} pairs agree, seed {SEED}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
