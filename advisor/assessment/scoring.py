"""Scores as intervals: a missing answer is never a zero (knowledge: policy on scores).

With the sum S of the answers given and m missing, a person's total lies in [S + m, S + 5m]. A function's score is the
mean of its people's, the company's the mean of the two functions', each weighing the same. Bands are half-open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from advisor.model.assessment import BOTH, FUNCTIONS, HIGHEST, LOWEST, STATEMENTS, Assessed, Respondent, Total
from advisor.model.knowledge import Entry

Answer = int | None
Person = Respondent | Total


class Band(NamedTuple):
    """Scores from `low` up to, but not including, `below` mean `state`."""

    state: str
    low: int
    below: int


class Interval(NamedTuple):
    """Where a score lies, both ends included."""

    low: Fraction
    high: Fraction

    def states(self, bands: Iterable[Band]) -> tuple[str, ...]:
        """The states whose band the interval touches."""
        return tuple(band.state for band in bands if self.low < band.below and self.high >= band.low)

    def __sub__(self, other: Interval) -> Interval:
        """Where the difference of two scores lies."""
        return Interval(self.low - other.high, self.high - other.low)

    @property
    def middle(self) -> Fraction:
        """Half-way between the ends."""
        return (self.low + self.high) / 2

    @property
    def exact(self) -> bool:
        """Whether no answer is missing in it."""
        return self.low == self.high


def bands(entries: Iterable[Entry]) -> tuple[Band, ...]:
    """The bands of the scoring key (instrument/scoring), from the knowledge."""
    return tuple(Band(entry.id, int(entry.extra["from"]), int(entry.extra["below"])) for entry in entries)


def total(person: Person) -> Interval:
    """One person's total over all statements, or a function's where only that is given."""
    if isinstance(person, Total):
        exact = Fraction(str(person.total))
        return Interval(exact, exact)
    return _between(person.answers)


def answer_to(number: int) -> Callable[[Person], Interval]:
    """What a person's answer to one statement (1 to 20) is, for `by_function` and `company`."""

    def of(person: Person) -> Interval:
        assert isinstance(person, Respondent)  # totals say nothing of single statements
        return _between(person.answers[number - 1 : number])

    return of


def _between(answers: Sequence[Answer]) -> Interval:
    given = sum(answer for answer in answers if answer is not None)
    missing = sum(answer is None for answer in answers)
    return Interval(Fraction(given + LOWEST * missing), Fraction(given + HIGHEST * missing))


def mean(intervals: Sequence[Interval]) -> Interval:
    """The mean of scores that are only known as intervals."""
    count = len(intervals)
    low, high = sum(each.low for each in intervals), sum(each.high for each in intervals)
    return Interval(Fraction(low) / count, Fraction(high) / count)


def speaks_for(person: Person, function: str) -> bool:
    """Whether a person's answers count for a function; those of one who heads both count for each."""
    return person.function in (function, BOTH)


def by_function(people: Iterable[Person], of: Callable[[Person], Interval] = total) -> dict[str, Interval]:
    """The mean of each function that was heard."""
    everybody = tuple(people)
    heard = {name: [of(each) for each in everybody if speaks_for(each, name)] for name in FUNCTIONS}
    return {name: mean(scores) for name, scores in heard.items() if scores}


def company(people: Iterable[Person], of: Callable[[Person], Interval] = total) -> Interval:
    """The mean of the functions' means, of at least one person."""
    return mean(list(by_function(people, of).values()))


def respondents(assessed: Assessed) -> tuple[Respondent, ...]:
    """The people among what is assessed, without bare totals."""
    return tuple(each for each in assessed if isinstance(each, Respondent))


def levels(score: Interval) -> frozenset[int]:
    """The points of the scale nearest to a statement's score, a half counting upwards (policy/statement-level)."""
    half = Fraction(1, 2)
    return frozenset(range(int(score.low + half), int(score.high + half) + 1))


NUMBERS = range(1, STATEMENTS + 1)
"""The numbers of the statements."""
