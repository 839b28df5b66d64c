"""Scores as intervals: a missing answer is never a zero (knowledge: policy on scores).

With the sum S of the answers given and m missing, a person's total lies in [S + m, S + 5m]. A function's score is the
mean of its people's, the company's the mean of the two functions', each weighing the same. Bands are half-open.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
from typing import NamedTuple

from advisor.model.knowledge import Entry
from advisor.model.responses import BOTH, FUNCTIONS, HIGHEST, LOWEST, STATEMENTS, Respondent, Total

NUMBERS = range(1, STATEMENTS + 1)
"""The numbers of the statements."""
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


def bands(entries: Iterable[Entry]) -> tuple[Band, ...]:
    """The bands of the scoring key (instrument/scoring), from the knowledge."""
    return tuple(Band(entry.id, int(entry.extra["from"]), int(entry.extra["below"])) for entry in entries)


def total(person: Person) -> Interval:
    """One person's total over all statements, or a function's where only that is given."""
    if isinstance(person, Total):
        exact = Fraction(str(person.total))
        return Interval(exact, exact)
    return _between(person.answers)


def answer_to(number: int) -> tuple[int]:
    """One statement (1 to 20) alone, for `by_function` and `company`."""
    return (number,)


def _between(answers: Sequence[Answer]) -> Interval:
    given, missing = sum(filter(None, answers)), answers.count(None)
    return Interval(Fraction(given + LOWEST * missing), Fraction(given + HIGHEST * missing))


def mean(intervals: Sequence[Interval]) -> Interval:
    """The mean of scores that are only known as intervals."""
    count = len(intervals)
    low, high = sum(each.low for each in intervals), sum(each.high for each in intervals)
    return Interval(Fraction(low) / count, Fraction(high) / count)


def speaks_for(person: Person, function: str) -> bool:
    """Whether a person's answers count for a function; those of one who heads both count for each."""
    return person.function in (function, BOTH)


class Tally:
    """Answers counted once, for all that is asked of them: of those of one function, and of those who head both."""

    def __init__(self, people: Iterable[Person]) -> None:
        everybody = tuple(people)
        self.bare = tuple(each for each in everybody if isinstance(each, Total))
        self.columns = {kind: _columns(everybody, kind) for kind in (*FUNCTIONS, BOTH)}

    def by_function(self, numbers: Collection[int] = NUMBERS) -> dict[str, Interval]:
        """The mean of each function that was heard, over some statements together; bare totals are over all."""
        if self.bare:
            heard = {name: [total(each) for each in self.bare if each.function == name] for name in FUNCTIONS}
            return {name: mean(totals) for name, totals in heard.items() if totals}
        sides = {name: [self.columns[kind] for kind in (name, BOTH) if self.columns[kind]] for name in FUNCTIONS}
        return {name: _mean_over(columns, numbers) for name, columns in sides.items() if columns}

    def at(self, number: int, kinds: Iterable[str]) -> list[Column]:
        """The columns of one statement, of those kinds of people of whom there are any."""
        return [self.columns[kind][number - 1] for kind in kinds if self.columns[kind]]

    def company(self, numbers: Collection[int] = NUMBERS) -> Interval:
        """The mean of the functions' means, of at least one person."""
        return mean(list(self.by_function(numbers).values()))


class Column(NamedTuple):
    """One statement's answers of some people: their sum, that of their squares, how many are missing, of how many."""

    given: int
    squares: int
    missing: int
    people: int


def _columns(people: Iterable[Person], kind: str) -> tuple[Column, ...]:
    """A column for each statement; none where there is nobody of this kind."""
    those = (each.answers for each in people if isinstance(each, Respondent) and each.function == kind)
    return tuple(_column(answers) for answers in zip(*those, strict=True))


def _column(answers: Sequence[Answer]) -> Column:
    counts = {answer: answers.count(answer) for answer in range(LOWEST, HIGHEST + 1)}
    given = sum(answer * count for answer, count in counts.items())
    squares = sum(answer**2 * count for answer, count in counts.items())
    return Column(given, squares, answers.count(None), len(answers))


def _mean_over(sides: Sequence[Sequence[Column]], numbers: Collection[int]) -> Interval:
    columns = [side[number - 1] for side in sides for number in numbers]
    people = sum(side[0].people for side in sides)
    given, missing = sum(each.given for each in columns), sum(each.missing for each in columns)
    return Interval(Fraction(given + LOWEST * missing, people), Fraction(given + HIGHEST * missing, people))


def by_function(people: Iterable[Person], numbers: Collection[int] = NUMBERS) -> dict[str, Interval]:
    """The mean of each function that was heard, over some statements together; bare totals are over all."""
    return Tally(people).by_function(numbers)


def company(people: Iterable[Person], numbers: Collection[int] = NUMBERS) -> Interval:
    """The mean of the functions' means, of at least one person."""
    return Tally(people).company(numbers)


def respondents(assessed: Iterable[Person]) -> tuple[Respondent, ...]:
    """The people among what is assessed, without bare totals."""
    return tuple(each for each in assessed if isinstance(each, Respondent))


def levels(score: Interval) -> frozenset[int]:
    """The points of the scale nearest to a statement's score, a half counting upwards (policy/statement-level)."""
    half = Fraction(1, 2)
    return frozenset(range(int(score.low + half), int(score.high + half) + 1))
