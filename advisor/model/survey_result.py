"""The answers to the 20 statements in an advice: who answered, and where Sales and Marketing differ.

Part of the advice as data (see `advisor.model.advice`), and of its JSON form.
"""

from __future__ import annotations

from typing import NamedTuple


class RespondentCount(NamedTuple):
    """The number of people of a group who answered the statements; None if too few to show."""

    who: str
    people: int | None


class FunctionScore(NamedTuple):
    """How one function answered a statement: its mean from 1 to 5 lies between `low` and `high`.

    `spread` is the standard deviation of its `answered` answers, None for few answers or nearly equal ones.
    `agreement` is the same in a word, `close` or `wide`; None if it would show how people answered.
    """

    low: float
    high: float
    spread: float | None
    answered: int
    agreement: str | None


class StatementScore(NamedTuple):
    """One statement as the two functions see it. `gap` is Sales minus Marketing, as [low, high].

    `chance` is its 95 % bootstrap interval, None if too few people answered. `turns` lists what this gap alone would
    change: `state`, `verdict`.
    """

    number: int
    title: str
    text: str
    sales: FunctionScore
    marketing: FunctionScore
    gap: list[float]
    chance: list[float] | None
    turns: list[str]
    source: str


class ThemeScore(NamedTuple):
    """A theme: the means of both functions (1 to 5) over its statements, and their gap, each as [low, high]."""

    id: str
    title: str
    text: str
    statements: list[int]
    sales: list[float]
    marketing: list[float]
    gap: list[float]
    source: str


class AlphaScore(NamedTuple):
    """Cronbach's alpha over the `people` who answered every statement; `reading` is one of very-high to low."""

    alpha: float
    people: int
    reading: str
    source: str


class SurveyResult(NamedTuple):
    """The answers to the 20 statements that a report may show (no group of fewer than `min_group`).

    `is_complete` says whether everybody answered every statement; who did not is never shown.
    `statements` has the widest gap first; `held_back` are the numbers of statements that too few people answered.
    `agree_on` are the fewest statements on which both functions must agree so that their answers lead to the same
    advice; None if that cannot be computed.
    """

    heard: list[RespondentCount]
    is_complete: bool
    min_group: int
    statements: list[StatementScore]
    held_back: list[int]
    themes: list[ThemeScore]
    agree_on: list[int] | None
    reliability: AlphaScore | None
