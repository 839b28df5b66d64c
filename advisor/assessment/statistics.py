"""How far figures could move by chance, and whether the statements hang together. Only with enough answers.

Needs NumPy (extra `survey`); without it, and with fewer answers than LEAST, nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from typing import NamedTuple

from advisor.assessment.scoring import has_function
from advisor.model.responses import FUNCTIONS, MAX_RATING, MIN_RATING, Respondent

MIN_PEOPLE = 10
"""From so many people of each function on intervals are given, and from so many full answers alpha (policy/chance)."""
ROUNDING_TOLERANCE = 1e-9
"""Sums of squares below this are nothing but rounding."""
RESAMPLES, SEED, CONFIDENCE_LEVEL = 4000, 2006, 0.95
ALPHA_READINGS = ((0.9, "very-high"), (0.8, "high"), (0.7, "acceptable"), (0.6, "doubtful"))
"""From which alpha on it is read how (after Nunnally, Psychometric Theory, 1978); below the last it is `low`."""


class Reliability(NamedTuple):
    """Cronbach's alpha (Cronbach, Psychometrika 16, 1951) over those who answered every statement, and its reading."""

    alpha: float
    people: int
    reading: str


def has_numpy() -> bool:
    """Whether what this needs is installed."""
    return find_spec("numpy") is not None


def compute_gap_intervals(people: Sequence[Respondent], numbers: Iterable[int]) -> dict[int, tuple[float, float]]:
    """The 95 % bootstrap interval of the gap (Sales less Marketing) for each statement, with a fixed seed.

    Answers have five values, so that drawing people again is drawing from a multinomial distribution of their counts.
    Where answers are missing, the interval spans all they could have been.
    """
    sides = [_filter_by_function(people, name) for name in FUNCTIONS]
    if not has_numpy() or min(map(len, sides)) < MIN_PEOPLE:
        return {}
    import numpy

    tail = 100 * (1 - CONFIDENCE_LEVEL) / 2
    found = {}
    for number in numbers:
        random = numpy.random.default_rng((SEED, number))
        (sales_low, sales_high), (marketing_low, marketing_high) = (_draw_means(side, number, random) for side in sides)
        low = numpy.percentile(sales_low - marketing_high, tail)
        high = numpy.percentile(sales_high - marketing_low, 100 - tail)
        found[number] = float(low), float(high)
    return found


def find_small_functions(before: Sequence[Respondent], after: Sequence[Respondent]) -> list[str]:
    """The functions with fewer than LEAST people in one of two rounds: nothing is claimed of their changes."""
    return [
        name
        for name in FUNCTIONS
        if any(len(_filter_by_function(people, name)) < MIN_PEOPLE for people in (before, after))
    ]


def compute_change_intervals(
    before: Sequence[Respondent], after: Sequence[Respondent], numbers: Iterable[int]
) -> dict[int, dict[str, tuple[float, float]]]:
    """The 95 % bootstrap intervals of each statement's change from one round to the next, with a fixed seed.

    By function, where it has LEAST people in both rounds, and for the company where both have. The rounds are drawn
    independently of each other: nobody knows who answered in both. Each round is drawn twice, once with each of two
    streams, so that exchanging the rounds turns the sign of every interval and changes nothing else.
    """
    few = find_small_functions(before, after)
    tested = [name for name in FUNCTIONS if name not in few] if has_numpy() else []
    return {number: _compute_statement_intervals(before, after, number, tested) for number in numbers}


def _compute_statement_intervals(
    before: Sequence[Respondent], after: Sequence[Respondent], number: int, functions: Sequence[str]
) -> dict[str, tuple[float, float]]:
    drawn = {
        name: _draw_changes(_filter_by_function(before, name), _filter_by_function(after, name), number, name)
        for name in functions
    }
    if len(drawn) == len(FUNCTIONS):
        drawn["company"] = sum(drawn.values()) / len(FUNCTIONS)
    found = {}
    for who, (low, high) in drawn.items():
        import numpy

        tail = 100 * (1 - CONFIDENCE_LEVEL) / 2
        # A change of nought must not come out as a hair above or below it.
        ends = round(float(numpy.percentile(low, tail)), 9), round(float(numpy.percentile(high, 100 - tail)), 9)
        found[who] = ends[0] + 0.0, ends[1] + 0.0
    return found


def _draw_changes(before: Sequence[Respondent], after: Sequence[Respondent], number: int, function: str):  # type: ignore[no-untyped-def]
    """What drawing both rounds again would make of a function's change: its low ends, and its high ends."""
    import numpy

    place = FUNCTIONS.index(function)
    found = []
    for first, second in ((0, 1), (1, 0)):
        was_low, was_high = _draw_means(before, number, numpy.random.default_rng((SEED, number, place, first)))
        now_low, now_high = _draw_means(after, number, numpy.random.default_rng((SEED, number, place, second)))
        found.append(numpy.array((now_low - was_high, now_high - was_low)))
    return numpy.concatenate(found, axis=1)


def _filter_by_function(people: Iterable[Respondent], function: str) -> list[Respondent]:
    return [each for each in people if has_function(each, function)]


def _draw_means(people: Sequence[Respondent], number: int, random):  # type: ignore[no-untyped-def]
    """The means of RESAMPLES draws, if what is missing were the lowest answer, and if it were the highest."""
    import numpy

    answers = [each.answers[number - 1] for each in people]
    scale = [*range(MIN_RATING, MAX_RATING + 1), None]
    drawn = random.multinomial(len(answers), [answers.count(each) / len(answers) for each in scale], size=RESAMPLES)
    points = numpy.arange(MIN_RATING, MAX_RATING + 1)
    given = drawn[:, :-1] @ points
    return (given + drawn[:, -1] * MIN_RATING) / len(answers), (given + drawn[:, -1] * MAX_RATING) / len(answers)


def compute_reliability(people: Iterable[Respondent]) -> Reliability | None:
    """Cronbach's alpha within the functions, or None with fewer than LEAST full answers, or where all are alike.

    Within, since the distance between two functions that see everything differently would pass for agreement of the
    statements: each answer counts by how far it lies from the mean of its own function.
    """
    full = [(each.function, each.answers) for each in people if None not in each.answers]
    if not has_numpy() or len(full) < MIN_PEOPLE:
        return None
    import numpy

    table = numpy.array([answers for _, answers in full], dtype=float)
    kinds = numpy.array([kind for kind, _ in full])
    for kind in set(kinds):
        table[kinds == kind] -= table[kinds == kind].mean(axis=0)
    whole = (table.sum(axis=1) ** 2).sum()
    if whole < ROUNDING_TOLERANCE:
        return None
    count = table.shape[1]
    alpha = float(count / (count - 1) * (1 - (table**2).sum() / whole))
    return Reliability(
        alpha, len(full), next((words for least, words in ALPHA_READINGS if round(alpha, 2) >= least), "low")
    )
