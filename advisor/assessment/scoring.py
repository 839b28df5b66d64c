"""Scores as intervals: a missing answer is never a zero (knowledge: policy on scores).

With the sum S of the answers given and m missing, a person's total lies in [S + m, S + 5m]. A function's score is the
mean of its people's, the company's the mean of the two functions', each weighing the same. Bands are half-open.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from fractions import Fraction
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
Answer = int | None
Person = Respondent | FunctionTotal


class StateBand(NamedTuple):
    """Scores from `low` up to, but not including, `below` mean `state`."""

    state: str
    low: int
    below: int


class Interval(NamedTuple):
    """Where a score lies, both ends included."""

    low: Fraction
    high: Fraction

    def find_states(self, bands: Iterable[StateBand]) -> tuple[str, ...]:
        """The states whose band the interval touches."""
        return tuple(band.state for band in bands if self.low < band.below and self.high >= band.low)

    def __sub__(self, other: Interval) -> Interval:
        """Where the difference of two scores lies."""
        return Interval(self.low - other.high, self.high - other.low)

    @property
    def middle(self) -> Fraction:
        """Half-way between the ends."""
        return (self.low + self.high) / 2


def build_bands(entries: Iterable[Entry]) -> tuple[StateBand, ...]:
    """The bands of the scoring key (instrument/scoring), from the knowledge."""
    return tuple(StateBand(entry.id, int(entry.extra["from"]), int(entry.extra["below"])) for entry in entries)


def compute_total(person: Person) -> Interval:
    """One person's total over all statements, or a function's where only that is given."""
    if isinstance(person, FunctionTotal):
        exact = Fraction(str(person.total))
        return Interval(exact, exact)
    return _compute_answer_total(person.answers)


def select_statement(number: int) -> tuple[int]:
    """One statement (1 to 20) alone, for `by_function` and `company`."""
    return (number,)


def _compute_answer_total(answers: Sequence[Answer]) -> Interval:
    given, missing = sum(filter(None, answers)), answers.count(None)
    return Interval(Fraction(given + MIN_RATING * missing), Fraction(given + MAX_RATING * missing))


def compute_mean(intervals: Sequence[Interval]) -> Interval:
    """The mean of scores that are only known as intervals."""
    count = len(intervals)
    low, high = sum(each.low for each in intervals), sum(each.high for each in intervals)
    return Interval(Fraction(low) / count, Fraction(high) / count)


def has_function(person: Person, function: str) -> bool:
    """Whether a person's answers count for a function; those of one who heads both count for each."""
    return person.function in (function, BOTH_FUNCTIONS)


class Tally:
    """Answers counted once, for all that is asked of them: of those of one function, and of those who head both."""

    def __init__(self, people: Iterable[Person]) -> None:
        everybody = tuple(people)
        self.bare = tuple(each for each in everybody if isinstance(each, FunctionTotal))
        self.columns = {kind: _build_columns(everybody, kind) for kind in (*FUNCTIONS, BOTH_FUNCTIONS)}

    def compute_function_scores(self, numbers: Collection[int] = STATEMENT_NUMBERS) -> dict[str, Interval]:
        """The mean of each function that was heard, over some statements together; bare totals are over all."""
        if self.bare:
            heard = {name: [compute_total(each) for each in self.bare if each.function == name] for name in FUNCTIONS}
            return {name: compute_mean(totals) for name, totals in heard.items() if totals}
        sides = {
            name: [self.columns[kind] for kind in (name, BOTH_FUNCTIONS) if self.columns[kind]] for name in FUNCTIONS
        }
        return {name: _compute_column_mean(columns, numbers) for name, columns in sides.items() if columns}

    def list_columns(self, number: int, kinds: Iterable[str]) -> list[AnswerColumn]:
        """The columns of one statement, of those kinds of people of whom there are any."""
        return [self.columns[kind][number - 1] for kind in kinds if self.columns[kind]]

    def compute_company_score(self, numbers: Collection[int] = STATEMENT_NUMBERS) -> Interval:
        """The mean of the functions' means, of at least one person."""
        return compute_mean(list(self.compute_function_scores(numbers).values()))


class AnswerColumn(NamedTuple):
    """One statement's answers of some people: their sum, that of their squares, how many are missing, of how many."""

    total: int
    squares: int
    missing: int
    people: int


def _build_columns(people: Iterable[Person], kind: str) -> tuple[AnswerColumn, ...]:
    """A column for each statement; none where there is nobody of this kind."""
    those = (each.answers for each in people if isinstance(each, Respondent) and each.function == kind)
    return tuple(_build_column(answers) for answers in zip(*those, strict=True))


def _build_column(answers: Sequence[Answer]) -> AnswerColumn:
    counts = {answer: answers.count(answer) for answer in range(MIN_RATING, MAX_RATING + 1)}
    given = sum(answer * count for answer, count in counts.items())
    squares = sum(answer**2 * count for answer, count in counts.items())
    return AnswerColumn(given, squares, answers.count(None), len(answers))


def _compute_column_mean(sides: Sequence[Sequence[AnswerColumn]], numbers: Collection[int]) -> Interval:
    columns = [side[number - 1] for side in sides for number in numbers]
    people = sum(side[0].people for side in sides)
    given, missing = sum(each.total for each in columns), sum(each.missing for each in columns)
    return Interval(Fraction(given + MIN_RATING * missing, people), Fraction(given + MAX_RATING * missing, people))


def compute_function_scores(
    people: Iterable[Person], numbers: Collection[int] = STATEMENT_NUMBERS
) -> dict[str, Interval]:
    """The mean of each function that was heard, over some statements together; bare totals are over all."""
    return Tally(people).compute_function_scores(numbers)


def compute_company_score(people: Iterable[Person], numbers: Collection[int] = STATEMENT_NUMBERS) -> Interval:
    """The mean of the functions' means, of at least one person."""
    return Tally(people).compute_company_score(numbers)


def list_respondents(assessed: Iterable[Person]) -> tuple[Respondent, ...]:
    """The people among what is assessed, without bare totals."""
    return tuple(each for each in assessed if isinstance(each, Respondent))


def compute_levels(score: Interval) -> frozenset[int]:
    """The points of the scale nearest to a statement's score, a half counting upwards (policy/statement-level)."""
    half = Fraction(1, 2)
    return frozenset(range(int(score.low + half), int(score.high + half) + 1))
