"""A new plan with everything that a person typed into the old one.

A cell keeps the words of a person; a cell that nobody edited gets the words of the new advice. A row that is no longer
advised stays and says so. Some columns are written again each time; what a person typed there moves to the notes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from advisor.plan.columns import CLEARABLE_FIELDS, DERIVED_FIELDS, EDITABLE_FIELDS
from advisor.plan.marks import TYPED, compute_mark, compute_marks
from advisor.plan.plan_data import DOING, OWN_PREFIX, OWN_TASK, TO_DO, AboutPlan, Plan, PlanRow
from advisor.plan.read_plan import ReadPlan
from advisor.plan.rows import LABEL, STEP_TYPE, TASK_TYPE, find_assignee
from advisor.plan.same_tasks import JoinedRows, join_same_tasks
from advisor.plan.typed_cells import is_typed, move_to_notes


class MergedPlan(NamedTuple):
    """The new plan, and what happened to the rows of the old one.

    `new` are the ids of new rows, `kept` those of rows that stay although they are not advised. `joined` has the
    old rows under the ids that they have now.
    """

    plan: Plan
    new: tuple[str, ...]
    kept: tuple[str, ...]
    joined: JoinedRows


def merge_plans(old: ReadPlan, fresh: Plan, describe_standing: Callable[[PlanRow], str]) -> MergedPlan:
    """Merge what a person left of a plan into a new one.

    Args:
        old: the plan as it was read, each row with an id of its own.
        fresh: the plan of the new advice.
        describe_standing: returns for a row that is not advised the words for its column `Advice`.
    """
    titles = {row.texts.get("task", "") for row in (*fresh.rows, *old.rows)}
    joined = join_same_tasks(old, fresh.rows, titles)
    rows = joined.rows
    by_id = {row.id: row for row in rows}
    advised = {row.id: row for row in fresh.rows}
    merged = {row.id: _merge_row(by_id.get(row.id), row, old.has_csv_headings, titles) for row in fresh.rows}
    kept = {
        row.id: _keep_row(row, describe_standing(row), old.has_csv_headings, titles)
        for row in rows
        if row.id not in advised
    }
    ordered = _order_rows([row.id for row in fresh.rows], [row.id for row in rows], kept)
    everything = {**merged, **kept}
    about = AboutPlan(
        fresh.about.company or old.about.company,
        fresh.about.rulebase,
        fresh.about.start,
        old.about.revision + 1,
        old.about.other_rows,
        old.sheet_names,
    )
    plan = Plan(about, tuple(everything[row_id] for row_id in ordered), old.own_columns, old.own_sheets)
    new = tuple(row.id for row in fresh.rows if row.id not in by_id)
    return MergedPlan(plan, new, tuple(row_id for row_id in kept if not kept[row_id].is_own), joined)


def number_own_rows(rows: Iterable[PlanRow]) -> tuple[tuple[PlanRow, ...], tuple[str, ...]]:
    """Give each added row an id of its own, also a row with an id that an earlier row has.

    Returns:
        The rows, and the ids that a second row had.
    """
    seen: set[str] = set()
    numbered: list[PlanRow] = []
    copies: list[str] = []
    rows = list(rows)
    taken = {row.id for row in rows}
    number = 0
    for row in rows:
        row_id = row.id
        if not row_id or row_id in seen:
            if row_id and not row.is_own:
                copies.append(row_id)
            while f"{OWN_PREFIX}{number + 1}" in taken:
                number += 1
            row_id = f"{OWN_PREFIX}{number + 1}"
            taken.add(row_id)
        seen.add(row_id)
        numbered.append(row._replace(id=row_id))
    return tuple(numbered), tuple(copies)


def _merge_row(old: PlanRow | None, fresh: PlanRow, is_csv: bool, titles: set[str]) -> PlanRow:
    if old is None:
        return fresh
    texts = dict(fresh.texts)
    marks = dict(fresh.marks)
    for field in EDITABLE_FIELDS:
        expected = fresh.texts.get(field, "")
        if is_typed(old, field, expected) and (old.texts[field] or field in CLEARABLE_FIELDS):
            texts[field] = old.texts[field]
    if "status" in old.texts:
        is_begun = fresh.texts["status"] == DOING and not is_typed(old, "status", TO_DO)
        texts["status"] = DOING if is_begun and old.texts["status"] == TO_DO else old.texts["status"] or TO_DO
        marks["status"] = compute_mark("status", texts["status"])
    _update_assignee(texts, marks, is_typed(old, "assignee", fresh.texts.get("assignee", "")))
    move_to_notes(old, texts, DERIVED_FIELDS, is_csv, titles)
    return PlanRow(fresh.id, texts, marks, old.own)


def _keep_row(old: PlanRow, standing: str, is_csv: bool, titles: set[str]) -> PlanRow:
    """Keep a row that is not advised as it is, with its standing and what a file of tickets needs."""
    standing = OWN_TASK if old.is_own else standing
    defaults = {
        "issue_type": TASK_TYPE if old.is_own or old.is_practice else STEP_TYPE,
        "labels": LABEL,
        "status": TO_DO,
    }
    texts = dict.fromkeys((*EDITABLE_FIELDS, "part_of"), "") | dict(old.texts)
    texts |= {field: default for field, default in defaults.items() if not texts[field]}
    marks = {field: old.marks.get(field, TYPED) for field in old.texts if field in EDITABLE_FIELDS} | dict(old.marks)
    if old.is_own:
        marks = compute_marks(texts) | {field: compute_mark(field, text) for field, text in defaults.items()}
    marks = {field: compute_mark(field, text) for field, text in defaults.items()} | marks
    marks["status"] = compute_mark("status", texts["status"])
    _update_assignee(texts, marks, is_typed(old, "assignee"))
    move_to_notes(old, texts, [field for field in DERIVED_FIELDS if field != "part_of"], is_csv, titles)
    texts["advice"] = standing
    return PlanRow(old.id, texts, marks, old.own)


def _update_assignee(texts: dict[str, str], marks: dict[str, str], typed: bool) -> None:
    """Let the assignee follow the owner, unless a person named one."""
    assignee = find_assignee(texts["owner"])
    if not typed:
        texts["assignee"] = assignee
    marks["assignee"] = compute_mark("assignee", assignee)


def _order_rows(fresh: list[str], old: list[str], kept: Mapping[str, PlanRow]) -> list[str]:
    """Put kept rows in order: a task below the row it followed, a practice below its step, steps at the end."""
    followers: dict[str, list[str]] = {}
    last_of_step: dict[str, str] = {}
    for row_id in fresh:
        last_of_step[row_id.partition("/")[0]] = row_id
    ends: list[str] = []
    previous = ""
    for row_id in old:
        row = kept.get(row_id)
        if row is not None and row.is_own:
            followers.setdefault(previous, []).append(row_id)
        elif row is not None and row.is_practice and row.step_id in last_of_step:
            followers.setdefault(last_of_step[row.step_id], []).append(row_id)
        elif row is not None:
            ends.append(row_id)
        previous = row_id
    return list(_walk(["", *fresh, *ends], followers))


def _walk(roots: Iterable[str], followers: Mapping[str, list[str]]) -> Iterator[str]:
    """Yield each root, then the rows that follow it, then those that follow these."""
    stack = list(reversed(list(roots)))
    while stack:
        row_id = stack.pop()
        if row_id:
            yield row_id
        stack.extend(reversed(followers.get(row_id, ())))


def keep_what_fits(old: ReadPlan, fresh: Plan) -> tuple[ReadPlan, int]:
    """Keep what a plan of another company can give: owners, notes and added columns of the steps in both plans.

    Returns:
        The rest of the plan, and the number of its rows that are left out.
    """
    advised = {row.id for row in fresh.rows}
    first_rows = {row.id: row for row in reversed(old.rows) if row.id in advised}
    rows = tuple(
        row._replace(texts={field: row.texts.get(field, "") for field in ("owner", "assignee", "notes")})
        for row in first_rows.values()
    )
    about = old.about._replace(start=None, revision=-1, other_rows=())
    return old._replace(rows=rows, about=about, own_sheets=()), len(old.rows) - len(rows)
