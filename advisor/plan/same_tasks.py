"""One task that two steps advise: one row in a new plan, and in an old one everything that was typed into either row.

A practice of a step can be a practice of another step as well, or an entry such as a task of the checklist. The id of
its row begins with the step, so the same task has two ids: `upkeep-processes/checklist/processes/5` and
`upkeep-culture/checklist/processes/5`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from advisor.plan.columns import DERIVED_FIELDS, EDITABLE_FIELDS, get_heading
from advisor.plan.marks import TYPED, compute_mark, compute_marks
from advisor.plan.plan_data import TO_DO, Cell, PlanRow, format_cell
from advisor.plan.typed_cells import STEP_SEPARATOR, is_typed, move_to_notes

if TYPE_CHECKING:
    from advisor.plan.read_plan import ReadPlan

_SEPARATORS = {"part_of": STEP_SEPARATOR, "why": " ", "measure": " "}
"""The fields in which a task has the texts of both steps, and what is between them."""


class JoinedRows(NamedTuple):
    """The rows of an old plan under their new ids: which of them were two, and which belong to another step now."""

    rows: tuple[PlanRow, ...]
    joined: tuple[str, ...]
    moved: tuple[str, ...]


def find_task_id(row_id: str) -> str:
    """Return what two rows of the same task have in common: their id without the step that advises the task."""
    rest = row_id.partition("/")[2]
    return rest if "/" in rest else row_id


def combine_same_tasks(rows: Iterable[PlanRow]) -> Iterator[PlanRow]:
    """Yield each task of a new plan once, where it comes first, with the reasons and measures of both steps."""
    rows = list(rows)
    groups: dict[object, list[PlanRow]] = {}
    for row in rows:
        groups.setdefault(_get_words(row) if row.is_practice else row.id, []).append(row)
    for group in groups.values():
        if len({row.step_id for row in group}) == 1:
            continue
        texts = dict(group[0].texts)
        for field, separator in _SEPARATORS.items():
            texts[field] = separator.join(dict.fromkeys(row.texts[field] for row in group if row.texts[field]))
        combined = PlanRow(group[0].id, texts, compute_marks(texts))
        rows[rows.index(group[0])] = combined
        for row in group[1:]:
            rows.remove(row)
    yield from rows


def _get_words(row: PlanRow) -> tuple[str, str]:
    return row.texts.get("task", ""), row.texts.get("how", "")


def join_same_tasks(old: ReadPlan, fresh: Iterable[PlanRow], titles: Collection[str]) -> JoinedRows:
    """Give the rows of an old plan the ids that their tasks have in a new one, and make one row of two.

    Args:
        old: the old plan, each row with an id of its own.
        fresh: the rows of the new plan.
        titles: the titles of all tasks.
    """
    practices = {row.id: row for row in fresh if row.is_practice}
    by_task = {find_task_id(row_id): row_id for row_id in practices}
    by_words = {_get_words(row): row_id for row_id, row in practices.items()}
    groups: dict[str, list[PlanRow]] = {}
    for row in old.rows:
        row_id = row.id
        if row.is_practice and row_id not in practices:
            row_id = by_task.get(find_task_id(row_id)) or by_words.get(_get_words(row), row_id)
        groups.setdefault(row_id, []).append(row)
    rows = []
    for row_id, group in groups.items():
        first = next((row for row in group if row.id == row_id), group[0])
        for other in group:
            if other is not first:
                first = _join_rows(first, other, practices[row_id].texts, old, titles)
        rows.append(first._replace(id=row_id))
    joined = tuple(row_id for row_id, group in groups.items() if len(group) > 1)
    moved = tuple(row_id for row_id, group in groups.items() if len(group) == 1 and group[0].id != row_id)
    return JoinedRows(tuple(rows), joined, moved)


def _join_rows(
    first: PlanRow, other: PlanRow, expected: Mapping[str, str], old: ReadPlan, titles: Collection[str]
) -> PlanRow:
    """Add to a row what a person typed into another row of the same task; what has no place goes to the notes."""
    texts, marks = dict(first.texts), dict(first.marks)
    moved = {"notes": other.texts.get("notes", "")}
    move_to_notes(other, moved, DERIVED_FIELDS, old.has_csv_headings, titles)
    notes = [texts.get("notes", ""), moved["notes"]]
    for field in EDITABLE_FIELDS:
        text = other.texts.get(field, "")
        if field == "notes" or not text or text == texts.get(field) or not _is_persons(other, field, ""):
            continue
        if _is_persons(first, field, expected.get(field, "")):
            notes.append(f"{get_heading(field, old.has_csv_headings)}: {text}")
            continue
        texts[field] = text
        if marks.get(field) == compute_mark(field, text):
            marks[field] = TYPED
    own, lines = _join_own_cells(first.own, other.own, old.own_columns)
    texts["notes"] = "\n".join(dict.fromkeys(filter(None, (*notes, *lines))))
    return PlanRow(first.id, texts, marks, own)


def _is_persons(row: PlanRow, field: str, expected: str) -> bool:
    """Return whether a cell is the work of a person: they typed it, or chose another status than the first."""
    if field == "status":
        return row.texts.get(field, "") not in ("", TO_DO)
    return is_typed(row, field, expected)


def _join_own_cells(
    first: Sequence[Cell], other: Sequence[Cell], headings: Sequence[Cell]
) -> tuple[tuple[Cell, ...], list[str]]:
    """Return the cells of added columns of both rows, and a line for each that has no place."""
    cells: list[Cell] = []
    lines = []
    for heading, one, two in zip_longest(headings, first, other, fillvalue=""):
        cells.append(two if one == "" else one)
        if one != "" and format_cell(two) not in ("", format_cell(one)):
            lines.append(f"{format_cell(heading)}: {format_cell(two)}")
    return tuple(cells), lines
