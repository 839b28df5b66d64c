"""Measure how fast answers are read from large exports: two tables that assert nothing.

From the root: `python benchmarks/survey.py [--quick]`.

Each file is read in a process of its own, in turns with a plain reading of the same file (csv, or the library that
reads workbooks), so that machines can be compared and the memory reported is that of one reading. The second table is
of the whole command `advisor survey read`, with the summary that it prints, and with `-o`.
"""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import csv
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

RESPONSES = 50_000
QUICK_RESPONSES = 5_000
ROUNDS = 3
GOALS = {"CSV": "4 s, 300 MB", "XLSX": "7 s, 300 MB"}
COMMAND = "from advisor.cli.main import main; main()"
SEED = 20060701
LABELS = ("Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree")


def rows(responses: int, *, labels: bool) -> Iterator[list[str]]:
    """Build a table as survey tools export it, with numbers or labels for answers, one in twenty missing."""
    draw = random.Random(SEED)
    options = LABELS if labels else tuple("12345")
    yield ["id", "date", "address", "Function", "Role", *(f"{number}." for number in range(1, 21)), "Anything else?"]
    for number in range(responses):
        answers = [draw.choice(options) if draw.random() < 0.95 else "" for _ in range(20)]
        who = [draw.choice(("Sales", "Marketing")), draw.choice(("head", "staff", ""))]
        note = "a remark of some length" if draw.random() < 0.3 else ""
        yield [str(number), "2026-01-02 10:00:00", f"{number}@x.example", *who, *answers, note]


def write_text(path: Path, responses: int, *, labels: bool) -> None:
    """Write the table as a text file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows(responses, labels=labels))


def write_workbook(path: Path, responses: int, *, labels: bool) -> None:
    """Write the table as a workbook, with numbers as numbers."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"strings_to_numbers": True, "strings_to_urls": False})
    sheet = book.add_worksheet()
    for number, cells in enumerate(rows(responses, labels=labels)):
        sheet.write_row(number, 0, [cell or None for cell in cells])
    book.close()


def plainly(path: str) -> Callable[[], object]:
    """Read the file without interpreting it."""
    if path.endswith(".xlsx"):
        import python_calamine

        return lambda: python_calamine.load_workbook(path).get_sheet_by_index(0).to_python()

    def read() -> list[list[str]]:
        with Path(path).open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))

    return read


def ours(path: str) -> Callable[[], object]:
    """Read the file as answers, with the rule base loaded and the libraries imported."""
    import python_calamine  # noqa: F401

    from advisor.loading.packs.load_rulebase import load
    from advisor.model.instrument import build_instrument
    from advisor.survey.reader import read_surveys

    asked = build_instrument(load())
    return lambda: read_surveys([path], asked)


def once(what: str, path: str) -> None:
    """Print how long one reading takes (by the clock, and of the processor, in s), and the most memory held, in MB."""
    work = {"plain": plainly, "ours": ours}[what](path)
    start, busy = time.perf_counter(), time.process_time()
    work()
    seconds = f"{time.perf_counter() - start} {time.process_time() - busy}"
    unit = 2**20 if sys.platform == "darwin" else 2**10
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit)


def command(path: str, *more: str) -> None:
    """Print the same for the whole command, which runs in a process of its own."""
    words = [sys.executable, "-c", COMMAND, "survey", "read", path, *more]
    start = time.perf_counter()
    subprocess.run(words, cwd=ROOT, capture_output=True, check=True)
    seconds, used = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    unit = 2**20 if sys.platform == "darwin" else 2**10
    print(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / unit)


def measured(what: str, path: Path) -> list[float]:
    """One reading in a process of its own."""
    words = [sys.executable, __file__, "--once", what, str(path)]
    return [float(word) for word in subprocess.run(words, capture_output=True, text=True, check=True).stdout.split()]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="How fast answers are read from large exports.")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_RESPONSES:,} responses")
    parser.add_argument("--once", nargs=2, metavar=("WHAT", "FILE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.once:
        what, file = options.once
        if what == "command":
            command(file)
        elif what == "written":
            command(file, "-o", f"{file}.yaml", "--force")
        else:
            once(what, file)
        return
    responses = QUICK_RESPONSES if options.quick else RESPONSES
    line = "{:<26}" + "  {:>9}" * 6
    print(f"{responses:,} responses; median of {ROUNDS} rounds, in turns")
    print(line.format("file", "seconds", "processor", "of plain", "ratio", "MB", "of plain"))
    commands = []
    with TemporaryDirectory() as folder:
        for suffix, write in ((".csv", write_text), (".xlsx", write_workbook)):
            for labels in (False, True):
                path = Path(folder) / f"answers{suffix}"
                write(path, responses, labels=labels)
                turns = [(measured("ours", path), measured("plain", path)) for _ in range(ROUNDS)]
                own, plain = ([median(turn[side][each] for turn in turns) for each in range(3)] for side in (0, 1))
                name = f"{suffix[1:].upper()}, answers as {'labels' if labels else 'numbers'}"
                times = (f"{own[0]:.2f}", f"{own[1]:.2f}", f"{plain[1]:.2f}", f"{own[1] / plain[1]:.1f}")
                print(line.format(name, *times, f"{own[2]:.0f}", f"{plain[2]:.0f}"))
                for what, how in (("command", ""), ("written", " with -o")):
                    rounds = [measured(what, path) for _ in range(ROUNDS)]
                    seconds, busy, memory = (median(each[at] for each in rounds) for at in range(3))
                    goal = GOALS[suffix[1:].upper()]
                    commands.append((name + how, f"{seconds:.2f}", f"{busy:.2f}", f"{memory:.0f}", goal))
    wide = "{:<36}" + "  {:>9}" * 3 + "  {:>14}"
    print(f"\nthe whole command; goals for {RESPONSES:,} responses")
    for cells in (("file", "seconds", "processor", "MB", "goal"), *commands):
        print(wide.format(*cells))


if __name__ == "__main__":
    main()
