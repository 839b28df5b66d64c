"""Measure how many questions the interview asks, and how fast: two tables that assert nothing.

From the root: `python benchmarks/interview.py [--quick]`. The number of questions is compared with the minimum, which
is computed from the policy as a plain function (tests/policy) over sets of complete companies, with nothing of the
advisor's own logic, so that each checks the other.
"""

# ruff: noqa: T201
from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from statistics import mean, median
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from advisor.consultation import Consultation  # noqa: E402
from advisor.interview.dialogue import Dialogue  # noqa: E402
from advisor.interview.opening_questions import FUNCTION, ROLE, ROUTE  # noqa: E402
from advisor.interview.planner import Depth, Planner  # noqa: E402
from advisor.loading.packs.load_rulebase import load  # noqa: E402
from advisor.model.answers import Answers, Value  # noqa: E402
from advisor.model.rulebase import RuleBase  # noqa: E402
from advisor.model.vocabulary import Fact, Kind  # noqa: E402
from benchmarks.complete_companies import COLUMNS, Companies  # noqa: E402
from benchmarks.further_rules import SHARES, write_pack  # noqa: E402

SEED = 20060701
KNOWN = 0.9
"""How likely the user of a timed interview knows an answer."""
LARGEST_COUNT = 1000
MOST_QUESTIONS = 200
NEAR = 5.0
"""The goal, in percent: so far from the optimum the planner may be."""
MORE_RULES = sum(SHARES.values())
GOALS = {"built-in rules": 50, f"{MORE_RULES} rules more": 100}
"""In milliseconds: the median time until the next question is there."""


class Questions(NamedTuple):
    """Mean and worst number of questions until the verdict is settled."""

    mean: float
    worst: int


Chooser = Callable[[dict[str, str], int], str | None]
"""The next fact to ask, from what was said so far and the companies left; None where nothing is left to ask."""


def find_optimum(companies: Companies) -> Chooser:
    """Find the order with the smallest mean, then the smallest maximum, by dynamic programming over partial answers."""
    facts = companies.column.facts

    @cache
    def best(left: int, asked: frozenset[str]) -> tuple[float, int, str | None]:
        if companies.settled(left):
            return 0.0, 0, None
        found = []
        for fact in facts:
            if fact not in asked:
                ways = [best(left & companies.with_value[fact, value], asked | {fact}) for value in facts[fact]]
                cost = 1 + sum(way[0] for way in ways) / len(ways)
                found.append((round(cost, 9), 1 + max(way[1] for way in ways), fact))
        return min(found)

    return lambda said, left: best(left, frozenset(said))[2]


def follow_order(companies: Companies, order: Sequence[str]) -> Chooser:
    """Ask fact after fact, leaving out those that cannot change the verdict any more."""

    def choose(said: dict[str, str], left: int) -> str | None:
        asked = frozenset(said)
        return next((fact for fact in order if companies.can_change(fact, left, asked)), None)

    return choose


def follow_planner(companies: Companies, planner: Planner) -> Chooser:
    """List the questions to a user who states the relationship and wants only the verdict."""
    state = companies.column.state

    def choose(said: dict[str, str], left: int) -> str | None:
        question = planner.choose_question(
            Answers({"state_basis": "stated", "relationship": state, **said}), depth=Depth.BRIEF
        )
        if question is None and not companies.settled(left):
            raise SystemExit(f"the planner ends before the verdict is settled: {state}, {said}")
        if question is not None and question.fact not in companies.column.facts:
            raise SystemExit(
                f"the planner asks for `{question.fact}`, on which the verdict does not rest: {state}, {said}"
            )
        return question.fact if question else None

    return choose


def count_questions(companies: Companies, choose: Chooser) -> Questions:
    """Ask every company once, each as likely as the other; those with the same answers so far are followed together."""

    def ahead(said: dict[str, str], left: int) -> Questions:
        fact = choose(said, left)
        if fact is None:
            return Questions(0.0, 0)
        ways = [
            ahead({**said, fact: value}, left & companies.with_value[fact, value])
            for value in companies.column.facts[fact]
        ]
        return Questions(1 + mean(way.mean for way in ways), 1 + max(way.worst for way in ways))

    return ahead({}, companies.all)


def count_at_random(companies: Companies, orders: int) -> Questions:
    """Count for random orders: the mean of their means, and the worst of all."""
    source = random.Random(SEED)
    counts = []
    for _ in range(orders):
        order = list(companies.column.facts)
        source.shuffle(order)
        counts.append(count_questions(companies, follow_order(companies, order)))
    return Questions(mean(each.mean for each in counts), max(each.worst for each in counts))


def compare_numbers(rulebase: RuleBase, orders: int) -> Iterator[list[str]]:
    """Format a line for each column, and their mean."""
    consultation = Consultation(rulebase)
    planner = consultation.interview().planner
    lines = []
    for column in COLUMNS:
        companies = Companies(column)
        vocabulary = [fact for fact in rulebase.facts if fact in column.facts]
        least = count_questions(companies, find_optimum(companies))
        found = count_questions(companies, follow_planner(companies, planner))
        counts = (
            found,
            count_questions(companies, follow_order(companies, vocabulary)),
            count_at_random(companies, orders),
            least,
        )
        away = (found.mean / least.mean - 1) * 100
        lines.append((away, [each.mean for each in counts]))
        yield [
            column.state,
            f"{companies.count:,}",
            *(f"{each.mean:.3f}, {each.worst}" for each in counts),
            f"{away:+.2f} %",
        ]
    away = mean(line[0] for line in lines)
    means = [mean(column) for column in zip(*(line[1] for line in lines), strict=True)]
    yield ["mean of the columns", "", *(f"{each:.3f}" for each in means), f"{away:+.2f} %"]


def draw_answer(fact: Fact, source: random.Random) -> Value | None:
    """Draw any answer to a question, or none; the first question is answered by stating the state."""
    if fact.name == ROUTE:
        return source.choices(list(fact.values), weights=(8, 1, 1))[0]
    if fact.name not in (FUNCTION, ROLE) and source.random() >= KNOWN:
        return None
    if fact.kind is Kind.COUNT:
        return source.randint(fact.minimum, fact.minimum + LARGEST_COUNT)
    if fact.kind is Kind.MANY:
        return frozenset(value for value in fact.values if source.random() < 0.5)
    return source.choice(list(fact.values))


class Waits(NamedTuple):
    """Milliseconds until a question is there: the first one of an interview, and each after an answer."""

    first: list[float]
    next: list[float]


def measure_waits(rulebase: RuleBase, interviews: int) -> Waits:
    """Hold whole interviews of the usual depth, each begun afresh: nothing is remembered from one to the next."""
    source = random.Random(SEED)
    found = Waits([], [])
    for _ in range(interviews):
        start = time.perf_counter()
        dialogue: Dialogue = Consultation(rulebase).interview()
        found.first.append((time.perf_counter() - start) * 1000)
        for _ in range(MOST_QUESTIONS):
            if dialogue.question is None:
                break
            fact = dialogue.find_fact(dialogue.question.fact)
            assert fact is not None
            value = draw_answer(fact, source)
            start = time.perf_counter()
            dialogue.answer(value)
            found.next.append((time.perf_counter() - start) * 1000)
        else:
            raise SystemExit(f"an interview of more than {MOST_QUESTIONS} questions")
    return found


def compute_p95(times: Sequence[float]) -> float:
    """Return the smallest time that 95 of a hundred do not exceed."""
    return sorted(times)[-(-len(times) * 95 // 100) - 1]


def compare_times(rulebases: Mapping[str, RuleBase], interviews: int) -> Iterator[list[str]]:
    """Format a line for each rule base."""
    for name, rulebase in rulebases.items():
        found = measure_waits(rulebase, interviews)
        questions = len(found.next) / interviews
        yield [
            f"{name} ({len(rulebase.rules)} rules, {len(rulebase.facts)} facts)",
            f"{questions:.1f}",
            f"{median(found.first):.1f} ms",
            f"{median(found.next):.1f} ms",
            f"{compute_p95(found.next):.1f} ms",
            f"{max(found.next):.1f} ms",
            f"median {GOALS[name]} ms",
        ]


def format_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Format rows in columns."""
    lines = [heads, ["-" * max(len(line[at]) for line in (heads, *rows)) for at in range(len(heads))], *rows]
    widths = [len(line) for line in lines[1]]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="How few questions the interview asks, and how fast.")
    parser.add_argument("--quick", action="store_true", help="fewer random orders and fewer interviews")
    quick = parser.parse_args().quick
    rulebase = load()
    print("Questions to the verdict, the relationship being stated: mean and worst")
    print()
    heads = ("relationship", "companies", "planner", "file order", "random order", "optimum", "from optimum")
    print(format_table(heads, list(compare_numbers(rulebase, 5 if quick else 50))))
    print(f"\nGoal: the planner within {NEAR:.0f} % of the optimum.\n")
    with TemporaryDirectory() as folder:
        write_pack(Path(folder), rulebase, SEED)
        larger = load([folder])
    rulebases = dict(zip(GOALS, (rulebase, larger), strict=True))
    print("Time until the next question is there, over whole interviews")
    print()
    heads = ("rules", "questions", "first one", "median", "p95", "worst", "goal")
    print(format_table(heads, list(compare_times(rulebases, 10 if quick else 30))))


if __name__ == "__main__":
    main()
