"""A plan as values: its rows, what it says about itself, and what a person added to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from advisor.tabular.workbook import Cell as Cell

TO_DO, DOING, DONE, DROPPED = STATUSES = ("to do", "doing", "done", "dropped")
ADVISED, IN_PLACE, LATER = "advised", "in place already", "for later"
NO_LONGER_ADVISED, NOT_IN_RULE_BASE, OWN_TASK = "no longer advised", "not in this rule base", "own task"
ADVICE_WORDS = (ADVISED, IN_PLACE, LATER, NO_LONGER_ADVISED, NOT_IN_RULE_BASE, OWN_TASK)
OWN_PREFIX = "own/"
"""The beginning of the Id that a task of a person gets when it is written again."""


class PlanRow(NamedTuple):
    """One task: an advised step, a practice of one, or a task that a person added.

    `id` is `liaison` for a step, `liaison/trusted-by-both` for a practice, `own/1` for an added task. `texts` holds the
    fields of `columns.COLUMNS`, dates as `2026-11-26`. `marks` shows, for each field, what the advisor wrote there.
    `own` has the cells of the added columns.
    """

    id: str
    texts: Mapping[str, str]
    marks: Mapping[str, str]
    own: tuple[Cell, ...] = ()

    @property
    def is_own(self) -> bool:
        """Whether a person added this task."""
        return is_own_id(self.id)

    @property
    def step_id(self) -> str:
        """The id of the step that this row is or belongs to."""
        return self.id if self.is_own else self.id.partition("/")[0]

    @property
    def is_practice(self) -> bool:
        """Whether this is a practice of a step."""
        return "/" in self.id and not self.is_own

    @property
    def is_open(self) -> bool:
        """Whether the task is still to do: advised or a person's own, and neither done nor dropped."""
        return self.texts.get("advice") in (ADVISED, OWN_TASK) and self.texts.get("status") not in (DONE, DROPPED)

    def get_date(self, field: str) -> date | None:
        """Return the date in a field; None if it is empty."""
        text = self.texts.get(field, "")
        return date.fromisoformat(text) if text else None


PLAN_SHEET, ABOUT_SHEET = "Plan", "About"


class AboutPlan(NamedTuple):
    """What a plan says about itself: for whom, from which rule base and start, and how often it was updated.

    `other_rows` are the rows that a person added to the sheet `About`, `sheet_names` the names of the two sheets.
    """

    company: str
    rulebase: str
    start: date
    revision: int = 0
    other_rows: tuple[tuple[Cell, ...], ...] = ()
    sheet_names: tuple[str, str] = (PLAN_SHEET, ABOUT_SHEET)


class OwnSheet(NamedTuple):
    """A sheet that a person added: its name, whether it is visible, and its cells."""

    name: str
    is_visible: bool
    rows: tuple[tuple[Cell, ...], ...]


class Plan(NamedTuple):
    """A plan to write. `own_columns` are the headings of the columns that a person added."""

    about: AboutPlan
    rows: tuple[PlanRow, ...]
    own_columns: tuple[Cell, ...] = ()
    own_sheets: tuple[OwnSheet, ...] = ()


def is_own_id(row_id: str) -> bool:
    """Return whether an id is that of a task that a person added."""
    return not row_id or row_id.startswith(OWN_PREFIX)


def format_cell(cell: Cell) -> str:
    """Return a cell as text: a whole number without a point, a date as `2026-11-26`."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 2**53 else repr(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return str(cell) if isinstance(cell, timedelta) else cell.isoformat()
