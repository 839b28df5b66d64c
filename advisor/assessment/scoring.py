"""Scores as intervals: a missing answer is never a zero (knowledge: policy on scores).

With the sum S of the answers given and m missing, a person's total lies in [S + m, S + 5m]. A function's score is the
mean of its people's, the company's the mean of the two functions', each weighing the same. Bands are half-open.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from advisor.model.answers import OneOf, Value
from advisor.model.assessment import FUNCTIONS, HIGHEST, LOWEST, Assessed, Respondent, Total
from advisor.model.knowledge import Entry

NEAR = 2
"""Within so many points of a band's edge a score is told to be near it (policy)."""


@dataclass(frozen=True, slots=True)
class Band:
    """Scores from `low` up to, but not including, `below` mean `state`."""

    state: str
    low: int
    below: int


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a score lies, both ends included."""

    low: Fraction
    high: Fraction

    def states(self, bands: Iterable[Band]) -> tuple[str, ...]:
        """The states whose band the interval touches."""
        return tuple(band.state for band in bands if self.low < band.below and self.high >= band.low)


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores by function, of those heard, and the company's."""

    functions: dict[str, Interval]
    company: Interval
    people: dict[str, int]


def bands(entries: Iterable[Entry]) -> tuple[Band, ...]:
    """The bands of the scoring key (instrument/scoring), from the knowledge."""
    return tuple(Band(entry.id, int(entry.extra["from"]), int(entry.extra["below"])) for entry in entries)


def total(respondent: Respondent | Total) -> Interval:
    """One person's total, or a function's where only that is given."""
    if isinstance(respondent, Total):
        exact = Fraction(str(respondent.total))
        return Interval(exact, exact)
    given = sum(answer for answer in respondent.answers if answer is not None)
    missing = sum(answer is None for answer in respondent.answers)
    return Interval(Fraction(given + LOWEST * missing), Fraction(given + HIGHEST * missing))


def mean(intervals: list[Interval]) -> Interval:
    """The mean of scores that are only known as intervals."""
    count = len(intervals)
    return Interval(
        sum((each.low for each in intervals), Fraction()) / count,
        sum((each.high for each in intervals), Fraction()) / count,
    )


def score(assessed: Assessed) -> Scores:
    """The scores of a non-empty assessment."""
    by_function = {function: [total(each) for each in assessed if each.function == function] for function in FUNCTIONS}
    functions = {function: mean(totals) for function, totals in by_function.items() if totals}
    people = {
        function: sum(isinstance(each, Respondent) and each.function == function for each in assessed)
        for function in functions
    }
    return Scores(functions, mean(list(functions.values())), people)


def computed_facts(scores: Scores, scale: tuple[Band, ...]) -> dict[str, Value]:
    """What the scores say as facts for the rules; what they leave open is left out, or known only in part."""
    states = scores.company.states(scale)
    facts: dict[str, Value] = {
        "score_state": states[0] if len(states) == 1 else OneOf(frozenset(states)),
        "score_one_side_only": "yes" if len(scores.functions) == 1 else "no",
    }
    each = [interval.states(scale) for interval in scores.functions.values()]
    if len(each) == 2:
        if all(len(one) == 1 for one in each):
            facts["score_states_differ"] = "yes" if each[0] != each[1] else "no"
        elif set(each[0]).isdisjoint(each[1]):
            facts["score_states_differ"] = "yes"
    edges = [band.low for band in scale[1:]]
    facts["score_near_edge"] = (
        "yes"
        if any(abs(end - edge) <= NEAR for edge in edges for end in (scores.company.low, scores.company.high))
        else "no"
    )
    return facts
