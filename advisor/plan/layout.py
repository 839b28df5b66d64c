"""The cells of a plan in rows and columns, as a spreadsheet and a CSV file have them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from advisor.plan.columns import ABOUT_COLUMNS, COLUMNS, EDITABLE_FIELDS, LAST_COLUMNS, Column
from advisor.plan.marks import compute_mark, format_marks
from advisor.plan.plan_data import AboutPlan, Cell, Plan, PlanRow


class LaidOutRow(NamedTuple):
    """A row with the texts of all its fields, and the cells of the added columns."""

    row: PlanRow
    texts: Mapping[str, str]
    own: tuple[Cell, ...]


class PlanTable(NamedTuple):
    """The columns of one kind of file, and its rows. The added columns come after `columns`, then `last_columns`."""

    columns: tuple[Column, ...]
    own_columns: tuple[Cell, ...]
    last_columns: tuple[Column, ...]
    rows: tuple[LaidOutRow, ...]


def lay_out_for_csv(plan: Plan) -> PlanTable:
    """Lay out a plan as Jira imports it: all steps first, then the rest, which name the number of their step."""
    rows = (*(row for row in plan.rows if not row.is_practice), *(row for row in plan.rows if row.is_practice))
    numbers = {row.id: str(number) for number, row in enumerate(rows, 1)}
    about = format_about(plan.about)
    laid_out = []
    for row in rows:
        parent = numbers.get(row.step_id, "") if row.is_practice else ""
        laid_out.append(_lay_out_row(row, plan, {"issue_id": numbers[row.id], "parent": parent, **about}))
    columns = tuple(column for column in COLUMNS if column.csv_heading)
    return PlanTable(columns, plan.own_columns, (*LAST_COLUMNS, *ABOUT_COLUMNS), tuple(laid_out))


def lay_out_for_spreadsheet(plan: Plan) -> PlanTable:
    """Lay out a plan in its own order. Columns of the CSV file alone appear only if a person typed there."""
    rows = tuple(_lay_out_row(row, plan, {}) for row in plan.rows)
    columns = tuple(
        column
        for column in COLUMNS
        if column.heading or (column.field in EDITABLE_FIELDS and any(_is_typed(row.row, column.field) for row in rows))
    )
    return PlanTable(columns, plan.own_columns, LAST_COLUMNS, rows)


def _is_typed(row: PlanRow, field: str) -> bool:
    text = row.texts.get(field, "")
    return bool(text) and field in row.marks and compute_mark(field, text) != row.marks[field]


def _lay_out_row(row: PlanRow, plan: Plan, derived: Mapping[str, str]) -> LaidOutRow:
    marks = dict(row.marks)
    for field in ("issue_id", "parent", "advice"):
        marks[field] = compute_mark(field, derived.get(field, row.texts.get(field, "")))
    texts = {**row.texts, **derived, "id": row.id, "check": format_marks(marks)}
    blank = ("",) * (len(plan.own_columns) - len(row.own))
    return LaidOutRow(row, texts, (*row.own, *blank))


def format_about(about: AboutPlan) -> dict[str, str]:
    """Return what a plan says about itself as the texts of `ABOUT_COLUMNS`."""
    return {
        "company": about.company,
        "rulebase": about.rulebase,
        "plan_start": about.start.isoformat(),
        "revision": str(about.revision),
    }
