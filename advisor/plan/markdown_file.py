"""The plan as Markdown: a section for each step, with a table of its tasks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from advisor.plan.plan_data import ADVISED, OWN_TASK, Cell, Plan, PlanRow, format_cell
from advisor.plan.rows import remove_digests
from advisor.plan.typed_cells import STEP_SEPARATOR

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~#])")
_MORE_THAN_REPORT = (
    "The report names only the most important tasks of each step. This plan has every task that fits your answers, so "
    "that you can assign or drop each one."
)
_HEADINGS = ("Task", "Owner", "Start", "Due", "Status", "Why", "Source")


def format_markdown(plan: Plan) -> str:
    """Write a plan as Markdown, with what a person typed as plain text."""
    title = f"# Plan for {_escape(plan.about.company)}" if plan.about.company else "# Plan"
    lines = [
        title,
        "",
        f"Start: {plan.about.start.isoformat()}. Rule base: {_escape(remove_digests(plan.about.rulebase))}.",
        "",
    ]
    if not plan.rows:
        lines += ["No step is advised.", ""]
    elif any(row.is_practice and row.texts["advice"] == ADVISED for row in plan.rows):
        lines += [_MORE_THAN_REPORT, ""]
    steps = [row for row in plan.rows if not row.is_practice and not row.is_own]
    placed: set[str] = set()
    for number, step in enumerate(steps, 1):
        practices = [row for row in plan.rows if row.is_practice and row.step_id == step.id]
        placed.update((step.id, *(row.id for row in practices)))
        lines += _write_step(number, step, practices, plan.own_columns)
    rest = [row for row in plan.rows if row.id not in placed]
    if rest:
        lines += ["## More tasks", "", *_write_table(rest, plan.own_columns), ""]
    return "\n".join(lines)


def _write_step(number: int, step: PlanRow, practices: Sequence[PlanRow], own_columns: Sequence[Cell]) -> list[str]:
    texts = step.texts
    facts = (
        ("Owner", texts["owner"]),
        ("Dates", " to ".join(filter(None, (texts["start"], texts["due"])))),
        ("Status", texts["status"]),
        ("Measure", texts["measure"]),
        ("Why", texts["why"]),
        ("Source", texts["source"]),
        ("Notes", texts["notes"]),
        *zip(map(_format_heading, own_columns), map(format_cell, step.own), strict=False),
    )
    lines = [f"## {number}. {_escape(texts['task'])}", ""]
    if texts["advice"] != ADVISED:
        lines += [f"**{texts['advice'].capitalize()}.**", ""]
    if texts["how"]:
        lines += [_escape(texts["how"]), ""]
    lines += [f"- {_escape(name)}: {_escape(text)}" for name, text in facts if text]
    lines.append("")
    if practices:
        lines += [*_write_table(practices, own_columns), ""]
    return lines


def _write_table(rows: Sequence[PlanRow], own_columns: Sequence[Cell]) -> list[str]:
    has_notes = any(row.texts["notes"] for row in rows)
    has_advice = any(row.texts["advice"] not in (ADVISED, OWN_TASK) for row in rows)
    headings = [*_HEADINGS, *(["Notes"] if has_notes else []), *(["Advice"] if has_advice else [])]
    fields = [heading.lower() for heading in headings]
    headings += map(_format_heading, own_columns)
    lines = [_join_cells(headings), _join_cells("---" for _ in headings)]
    for row in rows:
        others = row.texts.get("part_of", "").split(STEP_SEPARATOR)[1:] if row.is_practice else []
        also = f"Also part of: {STEP_SEPARATOR.join(others)}" if others else ""
        task = " ".join(filter(None, (*_separate(row.texts["task"], row.texts.get("how", "")), also)))
        texts = {**row.texts, "task": task}
        own = (*map(format_cell, row.own), *("" for _ in own_columns[len(row.own) :]))
        lines.append(_join_cells(_escape(text) for text in (*(texts.get(field, "") for field in fields), *own)))
    return lines


def _separate(task: str, how: str) -> tuple[str, str]:
    """Return a task and what else to know about it as sentences of their own."""
    return (f"{task}." if how and task and task[-1] not in ".!?:" else task), how


def _format_heading(heading: Cell) -> str:
    return _escape(format_cell(heading))


def _join_cells(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _escape(text: str) -> str:
    """Write a text in one line, with signs that have no meaning in Markdown."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
