"""What people answered to the 20 statements, as an advice tells it: who was heard, and where the two sides differ.

Part of the advice as data (see `advisor.model.advice`), and of its JSON form.
"""

from __future__ import annotations

from typing import NamedTuple


class RespondentCount(NamedTuple):
    """How many people of a group answered the statements; None where they are fewer than may be shown."""

    who: str
    people: int | None


class FunctionScore(NamedTuple):
    """How one function answered a statement: its mean from 1 to 5 lies between `low` and `high`.

    `spread` is the standard deviation of the answers given, of which there are `answered`.
    """

    low: float
    high: float
    spread: float
    answered: int


class StatementScore(NamedTuple):
    """One statement as the two functions see it. `gap` is Sales less Marketing, from one end to the other.

    `chance` is its 95 % bootstrap interval, None where too few answered. `turns` tells what this gap alone would turn:
    `state`, `verdict`.
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
    """Statements read together: the means of both functions from 1 to 5, each from one end to the other."""

    id: str
    title: str
    text: str
    statements: list[int]
    sales: list[float]
    marketing: list[float]
    gap: list[float]
    source: str


class AlphaScore(NamedTuple):
    """Cronbach's alpha over `people` who answered every statement; `reading` is one of very-high to low."""

    alpha: float
    people: int
    reading: str
    source: str


class SurveyResult(NamedTuple):
    """The answers to the 20 statements, as far as they may be shown (no group of fewer than `min_group`).

    `statements` come with the widest gap first; `held_back` are the numbers of those that too few people answered.
    `agree_on` are the fewest statements on which both would have to agree before the advice is the same under the
    readings of both; None where that cannot be told.
    """

    heard: list[RespondentCount]
    min_group: int
    statements: list[StatementScore]
    held_back: list[int]
    themes: list[ThemeScore]
    agree_on: list[int] | None
    reliability: AlphaScore | None
