"""Measure how many screens and keys it takes to reach the verdict: a table that asserts nothing.

From the root: `python benchmarks/interview_effort.py`. It follows every complete company of each level through the
questions, the level being named first. The keys of an answer are the fewest that the parser accepts, with Enter; on a
terminal, arrow keys count the same way. `--two-openings` counts as it was before the first two questions became one.
"""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

from interview import COLUMNS, Chooser, Companies, planned, table  # noqa: E402

from advisor.consultation import Consultation  # noqa: E402
from advisor.interview.answer_options import build_options  # noqa: E402
from advisor.interview.answer_parser import AnswerError, parse_answer  # noqa: E402
from advisor.interview.opening_questions import build_level_question  # noqa: E402
from advisor.loading.packs.load_rulebase import load  # noqa: E402
from advisor.model.rulebase import RuleBase  # noqa: E402
from advisor.model.vocabulary import Fact  # noqa: E402

ENTER = 1


def count_keys(fact: Fact, value: str, rulebase: RuleBase) -> int:
    """Return the smallest number of keys for an answer: its number, the beginning of its words, or arrow keys."""
    options = build_options(fact, rulebase.wording)
    place = next(number for number, option in enumerate(options, 1) if option.value == value)
    ways = [str(place), "x" * place]  # "x" stands for an arrow key
    texts = [option.text for option in options if option.value == value]
    for text in (value, *texts):
        for length in range(1, len(text) + 1):
            try:
                if parse_answer(fact, text[:length], options) == value:
                    ways.append(text[:length])
                    break
            except AnswerError:
                continue
    return min(map(len, ways)) + ENTER


def follow(
    companies: Companies, choose: Chooser, rulebase: RuleBase, screens: int, keys: int
) -> Iterator[tuple[int, int, int]]:
    """Iterate over the ways to the verdict: the screens, the keys, and the number of companies."""

    def ahead(said: dict[str, str], left: int, screens: int, keys: int) -> Iterator[tuple[int, int, int]]:
        fact = choose(said, left)
        if fact is None:
            yield screens, keys, left.bit_count()
            return
        for value in companies.column.facts[fact]:
            more = count_keys(rulebase.facts[fact], value, rulebase)
            yield from ahead({**said, fact: value}, left & companies.with_value[fact, value], screens + 1, keys + more)

    yield from ahead({}, companies.all, screens, keys)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="How many screens and keys it takes to reach the verdict.")
    parser.add_argument("--two-openings", action="store_true", help="ask for the way to the level on its own")
    two = parser.parse_args().two_openings
    rulebase = load()
    planner = Consultation(rulebase).interview().planner
    rows, medians = [], []
    for column in COLUMNS:
        companies = Companies(column)
        opening = count_keys(build_level_question(rulebase), column.state, rulebase)
        seen: tuple[Counter[int], Counter[int]] = Counter(), Counter()
        for screens, keys, count in follow(
            companies, planned(companies, planner), rulebase, 1 + two, opening + 2 * two
        ):
            seen[0][screens] += count
            seen[1][keys] += count
        found = [median(each.elements()) for each in seen]
        medians.append(found)
        rows.append(
            [
                column.state,
                f"{companies.count:,}",
                *(f"{each:g}, {max(one)}" for each, one in zip(found, seen, strict=True)),
            ]
        )
    rows.append(["median of the levels", "", *(f"{median(each):g}" for each in zip(*medians, strict=True))])
    print("From the first screen to the verdict: median and maximum over all companies of a level\n")
    print(table(("level", "companies", "screens", "keys"), rows))


if __name__ == "__main__":
    main()
