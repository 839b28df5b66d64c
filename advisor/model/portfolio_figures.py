"""The figures of a portfolio as they may be shown: numbers of companies, never of one company."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Showing(Enum):
    """How a number may be shown: as it is, as small, as all but a small rest, or not at all."""

    NUMBER = "number"
    FEW = "few"
    MOST = "most"
    HELD = "held"


class Shown(NamedTuple):
    """A number of companies as it may be shown; `number` has a meaning only if `how` is NUMBER."""

    how: Showing
    number: int = 0

    @classmethod
    def at(cls, number: int) -> Shown:
        """Show a number."""
        return cls(Showing.NUMBER, number)

    @classmethod
    def few(cls) -> Shown:
        """Show that the number is small."""
        return cls(Showing.FEW)

    @classmethod
    def most(cls) -> Shown:
        """Show that only a small rest is missing."""
        return cls(Showing.MOST)

    @classmethod
    def held(cls) -> Shown:
        """Show nothing."""
        return cls(Showing.HELD)

    @property
    def is_none(self) -> bool:
        """Whether it is known that there is no company."""
        return self.how is Showing.NUMBER and not self.number


class VerdictRow(NamedTuple):
    """A level (None if it is not known), with the number of each verdict and of all."""

    state: str | None
    counts: tuple[Shown, ...]
    total: Shown


class GroupCount(NamedTuple):
    """A group by its id, with its number of companies."""

    id: str
    companies: Shown


class DecidingFigure(NamedTuple):
    """A fact, with the companies that do not know it, and those that its answer would decide, or could."""

    fact: str
    unknown: Shown
    decides: Shown
    can_decide: Shown


class PortfolioFigures(NamedTuple):
    """The figures of one portfolio. Groups without any company are left out, but for cells of the table.

    `rows` and `refused` are exact; `advised` is the total of the table. Numbers outside the table are rounded down to a
    multiple of `least`. `open` are the companies without a settled verdict. `left_out` are facts that have too many
    answers to try.
    """

    least: int
    rows: int
    refused: int
    verdicts: tuple[str, ...]
    table: tuple[VerdictRow, ...]
    verdict_totals: tuple[Shown, ...]
    advised: Shown
    open: Shown
    strengths: tuple[GroupCount, ...]
    moves: tuple[GroupCount, ...]
    reasons: tuple[GroupCount, ...]
    steps: tuple[GroupCount, ...]
    cautions: tuple[GroupCount, ...]
    trouble: tuple[GroupCount, ...]
    deciding: tuple[DecidingFigure, ...]
    left_out: tuple[str, ...]
