"""Dates and owners that an update changed because the advice changed, and why they did.

A cell that a person edited keeps their words, so nothing is said about it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from advisor.plan.marks import compute_mark
from advisor.plan.plan_data import DONE, DROPPED, Plan, PlanRow
from advisor.plan.same_tasks import JoinedRows


class Change(NamedTuple):
    """A step, or its tasks, with another owner or other dates.

    `before` and `after` have the fields that changed. `is_step` is false if only tasks of the step changed, since a
    person edited the cells of the step. `by_update` says that a step which is done now changed it, `by_earlier` that
    the facts or the rule base had changed since the plan was written.
    """

    step_id: str
    is_step: bool
    before: Mapping[str, str]
    after: Mapping[str, str]
    by_update: bool
    by_earlier: bool


def find_changes(old: JoinedRows, without_update: Plan, fresh: Plan, moved: timedelta) -> Iterator[Change]:
    """Find the steps that get another owner or other dates. Dates that moved with the start of the plan do not count.

    Args:
        old: the rows of the old plan; those that belong to another step now do not count.
        without_update: the plan of the facts as they were before the update wrote finished steps into them.
        fresh: the plan of the new advice.
        moved: by how long the start of the plan moved.
    """
    by_id = {row.id: row for row in old.rows if row.id not in {*old.joined, *old.moved}}
    between = {row.id: row for row in without_update.rows}
    found: set[tuple[str, bool]] = set()
    for row in fresh.rows:
        for fields in (("owner",), ("start", "due")):
            key = row.step_id, "owner" in fields
            if key in found or row.id not in by_id or by_id[row.id].texts.get("status") in (DONE, DROPPED):
                continue
            texts = by_id[row.id].texts
            before = {field: texts[field] for field in fields if _is_unedited(by_id[row.id], field)}
            expected = {field: _move(text, moved) if field != "owner" else text for field, text in before.items()}
            changed = [field for field in before if expected[field] != row.texts[field]]
            if not changed:
                continue
            found.add(key)
            there = between[row.id].texts if row.id in between else expected
            yield Change(
                row.step_id,
                not row.is_practice,
                {field: before[field] for field in changed},
                {field: row.texts[field] for field in changed},
                any(there[field] != row.texts[field] for field in changed),
                any(there[field] != expected[field] for field in changed),
            )


def _is_unedited(row: PlanRow, field: str) -> bool:
    return field in row.texts and row.marks.get(field) == compute_mark(field, row.texts[field])


def _move(text: str, moved: timedelta) -> str:
    """Return a date of the old plan, counted from the new start."""
    try:
        return (date.fromisoformat(text) + moved).isoformat() if text else ""
    except OverflowError:
        return date.max.isoformat()
