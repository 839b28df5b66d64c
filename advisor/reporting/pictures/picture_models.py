"""What each picture shows, as plain data. None always means "not known", which never looks like "no".

Texts are short titles (up to some 60 characters look well; longer ones are wrapped all the same), ready to be read.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Side = Literal["marketing", "sales"]
Leader = Literal["marketing", "sales", "both", "nobody"]
Status = Literal["done", "under_way", "not"]


class Ladder(NamedTuple):
    """Where the relationship stands, and the level to move to.

    `levels`: titles from the loosest to the closest. `now`: indexes of the levels that are possible now (several where
    it is not settled). `goal`: the index to move to, None to stay. `score`: low and high on the scale of `bands`, which
    holds the edges of the levels' bands, one more than there are levels, rising; without them no scale is shown.
    """

    levels: tuple[str, ...]
    possible_levels: tuple[int, ...]
    goal: int | None
    score: tuple[float, float] | None
    bands: tuple[float, ...]


class DumbbellRow(NamedTuple):
    """One statement: the mean answer of each side from 1 to 5, low and high (equal where exact); None: not shown."""

    number: int
    title: str
    sales: tuple[float, float] | None
    marketing: tuple[float, float] | None


class Dumbbell(NamedTuple):
    """Sales against Marketing, statement by statement, the largest gap first."""

    rows: tuple[DumbbellRow, ...]


class Balance(NamedTuple):
    """Reasons for a closer relationship, reasons for leaving it alone, and reasons on which answers are missing."""

    fors: tuple[str, ...]
    againsts: tuple[str, ...]
    open: tuple[str, ...]


class TimelineRow(NamedTuple):
    """One step: its first and last week from the decision (0); `end` None: it goes on."""

    number: int
    title: str
    start: int
    end: int | None


class Timeline(NamedTuple):
    """Steps in time, over so many weeks; the first 90 days (13 weeks) are set apart."""

    rows: tuple[TimelineRow, ...]
    horizon_weeks: int


class FunnelStage(NamedTuple):
    """One stage of the buying funnel: who leads it now, and who usually does."""

    title: str
    leader: Leader | None
    usual: Side


class FunnelSellingStep(NamedTuple):
    """One step of Sales' own funnel: whether Marketing takes part in it."""

    title: str
    marketing: bool | None


class FunnelMap(NamedTuple):
    """Who leads each stage, beside who usually does, and where Marketing takes part in selling."""

    stages: tuple[FunnelStage, ...]
    selling: tuple[FunnelSellingStep, ...]


class Task(NamedTuple):
    """One task of the integration checklist."""

    title: str
    status: Status | None


class TaskGroup(NamedTuple):
    """Tasks that belong together."""

    title: str
    tasks: tuple[Task, ...]


class Checklist(NamedTuple):
    """How far the tasks of integration have come."""

    groups: tuple[TaskGroup, ...]


Picture = Ladder | Dumbbell | Balance | Timeline | FunnelMap | Checklist
