"""Cells of a plan that a person edited, and where their words go if the advisor writes the cell again."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from advisor.plan.columns import get_heading
from advisor.plan.marks import compute_mark
from advisor.plan.plan_data import ADVICE_WORDS, PlanRow

STEP_SEPARATOR = "; "
"""What is between the titles of two steps in the column `Part of`."""


def is_typed(row: PlanRow, field: str, expected: str = "") -> bool:
    """Return whether a person edited a cell. A row without marks is compared with what the advisor would write."""
    if field not in row.texts:
        return False
    text, mark = row.texts[field], row.marks.get(field)
    if mark is not None:
        return compute_mark(field, text) != mark
    return text not in ("", expected)


def move_to_notes(
    old: PlanRow, texts: dict[str, str], fields: Iterable[str], is_csv: bool, titles: Collection[str]
) -> None:
    """Add to the notes what a person typed into columns that are written again.

    Args:
        old: the row as it was read.
        texts: the texts of the new row, which change.
        fields: the columns that are written again.
        is_csv: which headings the columns have.
        titles: the titles of all tasks, which are no words of a person in the column `Part of`.
    """
    for field in fields:
        typed = old.texts.get(field, "")
        if typed.strip() and _is_derived_typed(old, field, typed, titles):
            line = f"{get_heading(field, is_csv)}: {typed}"
            texts["notes"] = f"{texts['notes']}\n{line}" if texts["notes"] else line


def _is_derived_typed(old: PlanRow, field: str, text: str, titles: Collection[str]) -> bool:
    if field in old.marks:
        return is_typed(old, field)
    if field == "advice":
        return text not in ADVICE_WORDS
    if field == "part_of":
        return not all(title in titles for title in text.split(STEP_SEPARATOR))
    return old.is_own or not text.isdecimal()
