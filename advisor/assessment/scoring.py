"""Scores as intervals; a missing answer is never a zero (knowledge: policy on scores).

With the sum S of the answers given and m missing, a person's total lies in [S + m, S + 5m]. A function's score is the
mean of its people's totals, the company's the mean of the two functions' scores. Bands are half-open.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from advisor.model.knowledge import Entry
from advisor.model.responses import (
    BOTH_FUNCTIONS,
    FUNCTIONS,
    MAX_RATING,
    MIN_RATING,
    STATEMENT_COUNT,
    FunctionTotal,
    Respondent,
)

STATEMENT_NUMBERS = range(1, STATEMENT_COUNT + 1)
"""The numbers of the statements."""
MAX_EDGE_DISTANCE = 2
"""A score at most this many points from a band's edge is near it (policy/near-band-edge)."""
Person = Respondent | FunctionTotal
AnswerCounts = Sequence[Mapping[int | None, int]]
"""How many people gave each answer, None included, to each statement."""


class StateBand(NamedTuple):
    """Scores from `low` up to, but not including, `below` mean `state`."""

    state: str
    low: int
    below: int


class Interval(NamedTuple):
    """The range of a score, both ends included."""

    low: Fraction
    high: Fraction

    def find_states(self, bands: Iterable[StateBand]) -> tuple[str, ...]:
        """Find the states whose band the interval touches."""
        return tuple(band.state for band in bands if self.low < band.below and self.high >= band.low)

    def is_near_edge(self, bands: Sequence[StateBand]) -> bool | None:
        """Return whether the score is near an edge between two bands; None if it depends on missing answers."""
        zones = [(band.low - MAX_EDGE_DISTANCE, band.low + MAX_EDGE_DISTANCE) for band in bands[1:]]
        if any(low <= self.low and self.high <= high for low, high in zones):
            return True
        return None if any(low <= self.high and self.low <= high for low, high in zones) else False

    def __sub__(self, other: Interval) -> Interval:
        """Return the range of the difference of two scores."""
        return Interval(self.low - other.high, self.high - other.low)

    @property
    def middle(self) -> Fraction:
        """The middle of the interval."""
        return (self.low + self.high) / 2

    @property
    def ends(self) -> list[float]:
        """Both ends as data: `[low, high]`."""
        return [float(self.low), float(self.high)]


def build_bands(entries: Iterable[Entry]) -> tuple[StateBand, ...]:
    """Build the bands of the scoring key (instrument/scoring) from the knowledge."""
    return tuple(StateBand(entry.id, int(entry.extra["from"]), int(entry.extra["below"])) for entry in entries)


def compute_mean(intervals: Sequence[Interval]) -> Interval:
    """Compute the mean of scores that are intervals."""
    low, high = sum(each.low for each in intervals), sum(each.high for each in intervals)
    return Interval(Fraction(low) / len(intervals), Fraction(high) / len(intervals))


def has_function(person: Person, function: str) -> bool:
    """Return whether a person's answers count for a function; those of a person for both count for each."""
    return person.function in (function, BOTH_FUNCTIONS)


class AnswerColumn(NamedTuple):
    """The answers of some people to one statement: their sum, the sum of their squares, how many are missing."""

    total: int
    squares: int
    missing: int
    people: int


class Tally:
    """Answers counted once, for all scores: by statement, and by the function of the people."""

    def __init__(self, people: Iterable[Person]) -> None:
        everybody = tuple(people)
        self.totals = tuple(each for each in everybody if isinstance(each, FunctionTotal))
        self.columns = _build_columns(everybody)

    def compute_function_scores(self, numbers: Collection[int] = STATEMENT_NUMBERS) -> dict[str, Interval]:
        """Compute the mean of each function with people, over some statements; bare totals are over all."""
        if self.totals:
            exact = {name: [_parse_total(each) for each in self.totals if each.function == name] for name in FUNCTIONS}
            return {name: compute_mean(totals) for name, totals in exact.items() if totals}
        sides = {name: [self.columns[key] for key in (name, BOTH_FUNCTIONS) if self.columns[key]] for name in FUNCTIONS}
        return {name: _compute_column_mean(columns, numbers) for name, columns in sides.items() if columns}

    def compute_company_score(self, numbers: Collection[int] = STATEMENT_NUMBERS) -> Interval:
        """Compute the mean of the functions' means, of at least one person."""
        return compute_mean(list(self.compute_function_scores(numbers).values()))

    def list_columns(self, number: int, kinds: Iterable[str]) -> list[AnswerColumn]:
        """List the columns of one statement (1 to 20), for the kinds of people that exist."""
        return [self.columns[kind][number - 1] for kind in kinds if self.columns[kind]]


def _parse_total(total: FunctionTotal) -> Interval:
    exact = Fraction(str(total.total))
    return Interval(exact, exact)


@lru_cache(maxsize=4)
def _build_columns(people: tuple[Person, ...]) -> Mapping[str, tuple[AnswerColumn, ...]]:
    """Build a column for each statement, by the function of the people; none for a function without people."""
    columns = {}
    for kind in (*FUNCTIONS, BOTH_FUNCTIONS):
        inside = tuple([each for each in people if each.function == kind and isinstance(each, Respondent)])
        columns[kind] = tuple(map(_build_column, count_answers(inside)))
    return columns


def count_answers(people: Sequence[Respondent]) -> AnswerCounts:
    """Count how many people gave each answer, None included, to each statement; empty without people."""
    return list(map(Counter, zip(*[each.answers for each in people], strict=True)))


def _build_column(counts: Mapping[int | None, int]) -> AnswerColumn:
    given = [(answer, count) for answer, count in counts.items() if answer is not None]
    total = sum(answer * count for answer, count in given)
    squares = sum(answer**2 * count for answer, count in given)
    return AnswerColumn(total, squares, counts.get(None, 0), sum(counts.values()))


def _compute_column_mean(sides: Sequence[Sequence[AnswerColumn]], numbers: Collection[int]) -> Interval:
    columns = [side[number - 1] for side in sides for number in numbers]
    people = sum(side[0].people for side in sides)
    total, missing = sum(each.total for each in columns), sum(each.missing for each in columns)
    return Interval(Fraction(total + MIN_RATING * missing, people), Fraction(total + MAX_RATING * missing, people))


def list_respondents(assessed: Iterable[Person]) -> tuple[Respondent, ...]:
    """List the people in an assessment, without bare totals."""
    return tuple(each for each in assessed if isinstance(each, Respondent))


def compute_levels(score: Interval) -> frozenset[int]:
    """Compute the points of the scale nearest to a statement's score; a half counts up (policy/statement-level)."""
    half = Fraction(1, 2)
    return frozenset(range(int(score.low + half), int(score.high + half) + 1))
