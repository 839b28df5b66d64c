"""An update: what a person did with a plan goes into the facts, and into a new plan from new advice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from advisor.model.advice import Advice
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.model.word_lists import format_count
from advisor.plan.changed_dates import find_changes
from advisor.plan.finished_steps import FactChange, find_finished_steps
from advisor.plan.merge_plan import keep_what_fits, merge_plans, number_own_rows
from advisor.plan.plan_data import IN_PLACE, LATER, NO_LONGER_ADVISED, NOT_IN_RULE_BASE, Plan, PlanRow
from advisor.plan.read_plan import ReadPlan
from advisor.plan.rows import build_plan
from advisor.plan.update_notes import (
    StartChange,
    TaskTitles,
    choose_be,
    describe_changes,
    describe_finished,
    describe_merge,
    describe_rulebase_change,
)


class PlanUpdate(NamedTuple):
    """The new plan, the changes of the facts that it takes into account, and sentences about what happened."""

    plan: Plan
    changes: tuple[FactChange, ...]
    notes: tuple[str, ...]


def is_of_other_company(old: ReadPlan, company: Company) -> bool:
    """Return whether a plan names another company than the facts; without a name, either fits."""
    names = (old.about.company, company.name or "")
    return all(names) and " ".join(names[0].split()).casefold() != " ".join(names[1].split()).casefold()


def update_plan(
    old: ReadPlan,
    company: Company,
    rulebase: RuleBase,
    advise: Callable[[Company], Advice],
    start: date | None,
    today: date,
) -> PlanUpdate:
    """Mark finished steps in the facts, advise again, and carry over what a person typed.

    Args:
        old: the plan as a person left it.
        company: the facts.
        rulebase: the rule base in use.
        advise: returns the advice for a company.
        start: the start of the plan; None keeps the old one.
        today: the start if the old plan has none.
    """
    if is_of_other_company(old, company):
        return _update_from_other_company(old, company, rulebase, advise, start or today)
    rows, copies = number_own_rows(old.rows)
    old = old._replace(rows=rows)
    before = advise(company)
    other_forms = {step.id for step in before.steps if step.title != rulebase.steps[step.id].title}
    finished = find_finished_steps(old.rows, rulebase, company.stated, other_forms)
    stated = {**company.stated, **finished.values}
    advice = advise(company._replace(stated=stated)) if finished.values else before
    start = start or old.about.start or today
    fresh = build_plan(advice, rulebase, start)
    merged = merge_plans(old, fresh, _Standing(advice, rulebase).describe)
    titles = TaskTitles((*fresh.rows, *old.rows), rulebase)
    changes = find_changes(
        merged.joined, build_plan(before, rulebase, start), fresh, start - (old.about.start or start)
    )
    is_same_rulebase = old.about.rulebase == fresh.about.rulebase
    notes = [
        *describe_rulebase_change(old, fresh.about.rulebase),
        *describe_finished(finished, merged, titles),
        *describe_merge(merged, titles),
        *describe_changes(changes, StartChange(old.about.start, start), finished, is_same_rulebase, titles),
    ]
    notes.extend(f"two rows have the Id `{row_id}`; the second is now a task of your own" for row_id in copies)
    if old.file.has_formulas:
        notes.append("formulas became their values; the old file has the formulas")
    return PlanUpdate(merged.plan, (*finished.changes, *finished.reopened), tuple(notes))


def _update_from_other_company(
    old: ReadPlan, company: Company, rulebase: RuleBase, advise: Callable[[Company], Advice], start: date
) -> PlanUpdate:
    advice = advise(company)
    fresh = build_plan(advice, rulebase, start)
    fitting, left_out = keep_what_fits(old, fresh)
    merged = merge_plans(fitting, fresh, _Standing(advice, rulebase).describe)
    notes = [
        f"this plan is for `{old.about.company}`, and the facts are about `{company.name}`",
        "owners, notes and added columns of the tasks in both plans are used; dates and statuses are not",
        *describe_rulebase_change(old, fresh.about.rulebase),
    ]
    if left_out:
        notes.append(f"{format_count(left_out, 'row')} of the old plan did not fit and {choose_be(left_out)} left out")
    return PlanUpdate(merged.plan, (), tuple(notes))


class _Standing:
    """Why a row of an old plan is not in the new one."""

    def __init__(self, advice: Advice, rulebase: RuleBase) -> None:
        self._rulebase = rulebase
        self._done = {note.id for note in advice.done}
        self._later = {note.id for note in advice.not_yet}
        self._tasks = {
            f"checklist/{task.id.replace('_', '/')}" for task in advice.checklist or () if task.status == "done"
        }

    def describe(self, row: PlanRow) -> str:
        detail = row.id.partition("/")[2]
        if not self._is_known(row, detail):
            return NOT_IN_RULE_BASE
        if row.step_id in self._done or detail in self._tasks:
            return IN_PLACE
        return LATER if row.step_id in self._later else NO_LONGER_ADVISED

    def _is_known(self, row: PlanRow, detail: str) -> bool:
        step = self._rulebase.steps.get(row.step_id)
        if step is None or not row.is_practice:
            return step is not None
        return detail in step.practices or detail in self._rulebase.entries
