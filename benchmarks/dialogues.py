"""Compares interviews on the page and in the terminal: the same questions, the same saved file, the same report.

`python benchmarks/dialogues.py 1000` takes about half an hour; `--seed` gives other answers. Answers are random, one in
ten is "not sure". A server in this process shows the pages; `advisor interview` runs in this process with the same
answers as lines of its input. The script ends after `--seconds` at the latest.
"""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from advisor import load
from tests.web.paired_interviews import Terminal, hold_on_page
from tests.web.running import Visitor, run_site


def main() -> None:
    """Read the options, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, nargs="?", default=1_000)
    parser.add_argument("--seed", type=int, default=18)
    parser.add_argument("--seconds", type=float, default=3_600)
    options = parser.parse_args()
    rulebase, started = load(), time.perf_counter()
    equal, questions, different = 0, 0, []
    with tempfile.TemporaryDirectory() as name, run_site(rulebase, Path(name) / "data") as running:
        visitor, terminal = Visitor(running), Terminal(rulebase, Path(name))
        for number in range(options.count):
            if time.perf_counter() - started > options.seconds:
                break
            try:
                page = hold_on_page(running, visitor, Random(f"{options.seed}/{number}"))
                typed = terminal.interview(page.typed)
                unequal = [part for part, one, other in zip(page._fields, page, typed, strict=True) if one != other]
                assert not unequal, f"{', '.join(unequal)} differ; typed: {page.typed}"
            except AssertionError as error:
                different.append(number)
                print(f"dialogue {number}: {error}", flush=True)
            else:
                equal += 1
                questions += len(page.questions)
    taken = time.perf_counter() - started
    print(f"{equal} dialogues equal, {len(different)} different, {questions} questions, in {taken:.0f} s")
    sys.exit(1 if different or not equal else 0)


if __name__ == "__main__":
    main()
