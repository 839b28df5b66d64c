"""The rows of a plan: one for each advised step and each of its practices, with owner and dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from advisor.model.advice import Advice, StepAdvice, UsedRuleBase
from advisor.model.pack_locators import find_authors
from advisor.model.rulebase import RuleBase
from advisor.plan.marks import compute_marks
from advisor.plan.plan_data import ADVISED, DOING, TO_DO, AboutPlan, Plan, PlanRow
from advisor.plan.reasons import PlanPurpose, StepReasons, build_purpose
from advisor.plan.same_tasks import combine_same_tasks
from advisor.plan.tasks import TaskStatuses, list_tasks, read_statuses

FIRST_REVIEW_WEEKS = 13
"""A step that goes on is due for review a quarter after it starts; 90 days in whole weeks."""
MAX_TITLE = 255
"""Maximum length of a title in Jira and in Azure DevOps."""
STEP_TYPE, TASK_TYPE, LABEL = "Epic", "Task", "alignment-plan"
"""Types that every kind of Jira project has, for a step and for a practice, and the label of all rows."""
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


class PlanContext(NamedTuple):
    """What the rows of all steps have in common: what the steps are for, and how far tasks of the checklist are."""

    purpose: PlanPurpose
    statuses: TaskStatuses


def build_plan_context(advice: Advice, rulebase: RuleBase) -> PlanContext:
    """Build what the rows of all steps of an advice have in common."""
    return PlanContext(build_purpose(advice, rulebase), read_statuses(advice))


def build_plan(advice: Advice, rulebase: RuleBase, start: date) -> Plan:
    """Build the plan of an advice: the steps in their order, each followed by its practices.

    A practice that two steps advise follows the first of them.

    Args:
        advice: the advice for a company.
        rulebase: names the sources.
        start: the day on which the company decides; the weeks of each step count from it.
    """
    context = build_plan_context(advice, rulebase)
    rows = [row for step in advice.steps for row in build_rows(step, rulebase, start, context)]
    about = AboutPlan(advice.company or "", describe_rulebase(advice.rulebase), start)
    return Plan(about, tuple(combine_same_tasks(rows)))


def describe_rulebase(used: UsedRuleBase) -> str:
    """Return the packs with their versions and digests: `core 1.0.0 (789d0ac97bc3)`.

    Of a pack that only the current folder names, its folder follows: `, from packs/ours`.
    """
    return ", ".join(
        f"{pack.name} {pack.version} ({pack.sha256[:12]}){f', from {pack.found_in}' if pack.found_in else ''}"
        for pack in used.packs
    )


def remove_digests(rulebase: str) -> str:
    """Return a description of packs without their digests: `core 1.0.0`."""
    return re.sub(r" \([0-9a-f]{12}\)", "", rulebase)


def build_row_id(step_id: str, detail_id: str) -> str:
    """Return the id of a practice; it begins with that of its step: `liaison/trusted-by-both`."""
    return detail_id if detail_id.startswith(f"{step_id}/") else f"{step_id}/{detail_id}"


def find_assignee(owner: str) -> str:
    """Return the e-mail address in an owner, which is how Jira recognizes a person; "" without one."""
    match = _ADDRESS.search(owner)
    return match[0] if match else ""


def build_rows(step: StepAdvice, rulebase: RuleBase, start: date, context: PlanContext) -> Iterator[PlanRow]:
    """Yield the row of a step and those of its practices. A reason is only in the first row that it speaks for."""
    begin, due = _compute_dates(step, start)
    found = list_tasks(step, rulebase, context.statuses)
    reasons = StepReasons(step, found, context.purpose, rulebase)
    shared = {"owner": step.owner, "start": begin, "due": due, "measure": step.sign}
    shared |= {"notes": "", "assignee": find_assignee(step.owner), "labels": LABEL, "advice": ADVISED}
    how = f"{step.what} Begin with this: {step.first}" if step.first else step.what
    yield _build_row(
        step.id,
        shared
        | {
            "task": step.title,
            "part_of": "",
            "how": " ".join(filter(None, (how, found.more))),
            "status": DOING if found.is_under_way else TO_DO,
            "why": reasons.write_for_step(),
            "source": _describe_source(step.source, rulebase),
            "issue_type": STEP_TYPE,
        },
    )
    for task in found.tasks:
        title, rest = _split_words(task.words)
        yield _build_row(
            build_row_id(step.id, task.detail.id),
            shared
            | {
                "task": title,
                "part_of": step.title,
                "how": " ".join(filter(None, (rest, task.more))),
                "status": DOING if task.is_under_way else TO_DO,
                "why": reasons.write(task.grounds),
                "source": _describe_source(task.detail.source, rulebase),
                "issue_type": TASK_TYPE,
            },
        )


def _build_row(row_id: str, texts: dict[str, str]) -> PlanRow:
    return PlanRow(row_id, texts, compute_marks(texts))


def _compute_dates(step: StepAdvice, start: date) -> tuple[str, str]:
    """Return the first day of a step and the day it is due; both empty if the rule base gives no time."""
    if step.weeks is None or step.weeks[0] is None:
        return "", ""
    first, last = step.weeks[0], step.weeks[1]
    end = first + FIRST_REVIEW_WEEKS if last is None else last
    try:
        return (start + timedelta(weeks=first)).isoformat(), (start + timedelta(weeks=end)).isoformat()
    except OverflowError:  # a start in the last weeks of the year 9999
        return start.isoformat(), date.max.isoformat()


def _split_words(words: str) -> tuple[str, str]:
    """Return what to do, short enough for a title, and the whole words if they are too long for one."""
    return (words, "") if len(words) <= MAX_TITLE else (shorten_title(words), words)


def shorten_title(text: str) -> str:
    """Cut a text at the end of a word, so that it is short enough for a title."""
    text = " ".join(text.split())
    if len(text) <= MAX_TITLE:
        return text
    return f"{text[: MAX_TITLE - 1].rpartition(' ')[0] or text[: MAX_TITLE - 1]}…"


def _describe_source(locator: str, rulebase: RuleBase) -> str:
    """Return the work, the place in it and the locator: `Title, text, from defined to aligned (body/…)`.

    If a pack is behind the words, its name comes first: `pack ours: …`.
    """
    work, place = rulebase.cite(locator)
    name = ", ".join(filter(None, (work.title if work else "", place)))
    packs = "".join(f"pack {pack}: " for pack in find_authors(locator))
    return f"{packs}{f'{name} ({locator})' if name else locator}"
