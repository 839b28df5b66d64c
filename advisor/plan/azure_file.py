"""The plan as a CSV file that Azure DevOps imports: new work items, each practice below its step.

Azure DevOps refuses columns that are no fields of its work items, and new items with an ID, a state or a person it does
not know. So this file has only a few columns, and nothing is read back from it.
"""

from __future__ import annotations

from html import escape

from advisor.plan.csv_file import write_quoted
from advisor.plan.plan_data import Plan, PlanRow
from advisor.plan.rows import LABEL, STEP_TYPE, TASK_TYPE, shorten_title
from advisor.tabular.formula_guard import guard_formula

HEADINGS = ("Work Item Type", "Title 1", "Title 2", "Description", "Start Date", "Target Date", "Tags")
MAX_ITEMS = 1_000
"""Maximum number of work items that Azure DevOps imports at once."""
_DETAILS = (("owner", "Owner"), ("measure", "Measure"), ("why", "Why"), ("source", "Source"), ("notes", "Notes"))


def format_azure_csv(plan: Plan) -> str:
    """Write the open rows of a plan as CSV for Azure DevOps: steps as epics, practices and added tasks as tasks."""
    rows = [row for row in plan.rows if row.is_open]
    steps = {row.id for row in rows if not row.is_practice}
    lines = [list(HEADINGS)]
    lines.extend(_build_line(row, row.is_practice and row.step_id in steps) for row in _group_by_step(rows))
    return write_quoted(lines)


def _group_by_step(rows: list[PlanRow]) -> list[PlanRow]:
    """Put practices below their steps, since the column of a title says which item is above it."""
    order = {row_id: number for number, row_id in enumerate(dict.fromkeys(row.step_id for row in rows))}
    return sorted(rows, key=lambda row: (order[row.step_id], row.is_practice))


def _build_line(row: PlanRow, is_below: bool) -> list[str]:
    title = guard_formula(shorten_title(row.texts["task"]) or "(no title)")
    is_step = not row.is_practice and not row.is_own
    titles = ["", title] if is_below else [title, ""]
    dates = [row.texts["start"], row.texts["due"]]
    description = _format_description(row, has_dates=is_step)
    return [STEP_TYPE if is_step else TASK_TYPE, *titles, description, *(dates if is_step else ["", ""]), LABEL]


def _format_description(row: PlanRow, *, has_dates: bool) -> str:
    """Write the texts of a row as the HTML of a description. Tasks have no field for a target date."""
    parts = [row.texts.get("how", "")]
    if not has_dates and (row.texts["start"] or row.texts["due"]):
        parts.append(f"Dates: {row.texts['start']} to {row.texts['due']}")
    parts.extend(f"{name}: {row.texts[field]}" for field, name in _DETAILS if row.texts.get(field))
    return "".join(f"<p>{escape(' '.join(part.split()), quote=False)}</p>" for part in parts if part)
