"""The plan as a CSV file with the columns that Jira imports, and some that only the advisor reads back."""

from __future__ import annotations

import csv
import io

from advisor.plan.layout import lay_out_for_csv
from advisor.plan.plan_data import DOING, DONE, DROPPED, TO_DO, Plan, format_cell
from advisor.tabular.formula_guard import guard_formula

JIRA_STATUSES = {TO_DO: "To Do", DOING: "In Progress", DONE: "Done", DROPPED: "Dropped"}
"""Our words for a status, and the names that a new Jira project has for them; it has none for `dropped`."""


def format_csv(plan: Plan) -> str:
    """Write a plan as CSV: quotation marks around each cell, dates as `2026-11-26`, texts never as formulas."""
    layout = lay_out_for_csv(plan)
    fields = [column.field for column in layout.columns]
    last = [column.field for column in layout.last_columns]
    lines = [
        [
            *(column.csv_heading for column in layout.columns),
            *(guard_formula(format_cell(heading)) for heading in layout.own_columns),
            *(column.csv_heading for column in layout.last_columns),
        ]
    ]
    for row in layout.rows:
        texts = {**row.texts, "status": JIRA_STATUSES.get(row.texts["status"], row.texts["status"])}
        lines.append(
            [
                *(guard_formula(texts.get(field, "")) for field in fields),
                *(guard_formula(format_cell(cell)) for cell in row.own),
                *(guard_formula(texts.get(field, "")) for field in last),
            ]
        )
    return write_quoted(lines)


def write_quoted(lines: list[list[str]]) -> str:
    """Write lines of cells as CSV with all cells in quotation marks (RFC 4180)."""
    target = io.StringIO(newline="")
    csv.writer(target, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(lines)
    return target.getvalue()
