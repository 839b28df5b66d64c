"""Two systems of the article as one company uses them: the buying funnel and the integration checklist.

Part of the advice as data (see `advisor.model.advice`), and of its JSON form.
"""

from __future__ import annotations

from typing import NamedTuple


class StageLeader(NamedTuple):
    """A stage of the buying funnel: its leader now (None if unknown), and its leader in the usual division of work.

    `leader` is `marketing`, `sales`, `both` or `nobody`.
    """

    id: str
    title: str
    leader: str | None
    usual: str
    source: str


class SellingStep(NamedTuple):
    """A step of Sales' own funnel, and whether Marketing takes part in it: `yes`, `no`, or None if unknown."""

    id: str
    title: str
    marketing: str | None
    source: str


class Funnel(NamedTuple):
    """The buying funnel as the company works it now."""

    stages: list[StageLeader]
    selling: list[SellingStep]


class TaskStatus(NamedTuple):
    """A task of the integration checklist: `done`, `under_way`, `not`, or None if unknown.

    `because` has the answer that shows a task as done which nobody ticked; "" for every other task.
    """

    id: str
    title: str
    group: str
    status: str | None
    because: str
    source: str
