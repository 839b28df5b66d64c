"""An update: what a person did with a plan goes into the facts, and into a new plan from new advice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from advisor.model.advice import Advice
from advisor.model.answers import Value
from advisor.model.clauses import to_plain_value
from advisor.model.company import Company
from advisor.model.rulebase import CHECKLIST_DONE, RuleBase
from advisor.model.word_lists import format_count, join_some_quoted
from advisor.plan.finished_steps import CompletingAnswer, FactChange, FinishedSteps, find_finished_steps
from advisor.plan.merge_plan import MergedPlan, keep_what_fits, merge_plans, number_own_rows
from advisor.plan.plan_data import DONE, DROPPED, IN_PLACE, LATER, NO_LONGER_ADVISED, NOT_IN_RULE_BASE, Plan, PlanRow
from advisor.plan.read_plan import ReadPlan
from advisor.plan.rows import build_plan, describe_rulebase, remove_digests


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
    stated = {**company.stated, **{change.fact: change.value for change in finished.changes}}
    advice = advise(company._replace(stated=stated)) if finished.changes else before
    fresh = build_plan(advice, rulebase, start or old.about.start or today)
    merged = merge_plans(old, fresh, _Standing(advice, rulebase).describe)
    notes = [*_describe_rule_base_change(old, advice), *_describe_finished(finished, merged), *_describe_merge(merged)]
    notes.extend(f"two rows have the Id `{row_id}`; the second is now a task of your own" for row_id in copies)
    if old.file.has_formulas:
        notes.append("formulas became their values; the old file has the formulas")
    return PlanUpdate(merged.plan, finished.changes, tuple(notes))


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
        *_describe_rule_base_change(old, advice),
    ]
    if left_out:
        notes.append(f"{format_count(left_out, 'row')} of the old plan did not fit and {_choose_be(left_out)} left out")
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


def _describe_rule_base_change(old: ReadPlan, advice: Advice) -> Iterator[str]:
    now = describe_rulebase(advice.rulebase)
    before = old.about.rulebase
    if before and remove_digests(before) != remove_digests(now):
        yield f"this plan is from the rule base `{remove_digests(before)}`; the one in use is `{remove_digests(now)}`"
    elif before and before != now:
        yield f"the rule base `{remove_digests(now)}` has changed since this plan was written"
    elif not before and not old.about.company:
        yield "this plan does not say for which company and from which rule base it is; all its rows are used"


def _describe_finished(finished: FinishedSteps, merged: MergedPlan) -> Iterator[str]:
    for change in finished.changes:
        before = "" if change.before is None else f" (before: {_format_value(change.before)})"
        rows = join_some_quoted(change.rows, " and ")
        fact = f"`{change.fact}: {_format_value(change.value)}`"
        yield f"{rows} {_choose_be(len(change.rows))} done: the facts now say {fact}{before}"
        if change.fact == CHECKLIST_DONE and change.before is None:
            yield f"all other tasks now count as not done; add those that are done to `{CHECKLIST_DONE}`"
    if finished.without_answer:
        steps = join_some_quoted(finished.without_answer, " and ")
        yield f"no single answer says that {steps} is done; the plan keeps it as done, the facts stay as they are"
    for row_id, answer in finished.in_other_form:
        sentence = f"`{row_id}` is done in a special form; if {_format_answer(answer)} is true"
        yield f"{sentence}, write it into the facts yourself"
    for row_id, answer in finished.contradicted:
        sentence = f"`{row_id}` is done in the plan, but the facts do not say {_format_answer(answer)}"
        yield f"{sentence}; correct one of them"
    for row_id, answer in finished.clashing:
        yield f"`{row_id}` is done, but {_format_answer(answer)} does not fit the other facts; correct the facts"
    marked = {row_id for change in finished.changes for row_id in change.rows}
    advised = [row.id for row in merged.plan.rows if row.id in marked and row.texts["advice"] == "advised"]
    if advised:
        steps = join_some_quoted(advised, " and ")
        yield f"{steps} {_choose_be(len(advised))} done and still advised; `advisor advise` says why"


def _describe_merge(merged: MergedPlan) -> Iterator[str]:
    by_id = {row.id: row for row in merged.plan.rows}
    for standing in (NO_LONGER_ADVISED, NOT_IN_RULE_BASE, LATER):
        rows = [row_id for row_id in merged.kept if by_id[row_id].texts["advice"] == standing]
        if open_rows := [row_id for row_id in rows if by_id[row_id].texts["status"] not in (DONE, DROPPED)]:
            pronoun = "it is" if len(open_rows) == 1 else "they are"
            yield f"{_count_rows(open_rows)} {_choose_be(len(open_rows))} {standing}; {pronoun} kept"
    if merged.new:
        yield f"{_count_rows(merged.new)} {_choose_be(len(merged.new))} new"


def _count_rows(row_ids: Sequence[str]) -> str:
    """Return the number of some rows and their steps: "3 rows of `liaison` and `colocation`"."""
    steps = dict.fromkeys(row_id.partition("/")[0] for row_id in row_ids)
    return f"{format_count(len(row_ids), 'row')} of {join_some_quoted(steps, ' and ')}"


def _format_value(value: Value) -> str:
    plain = to_plain_value(value)
    return f"[{', '.join(plain)}]" if isinstance(plain, list) else str(plain)


def _format_answer(answer: CompletingAnswer) -> str:
    return f"`{answer.fact}: {answer.value}`"


def _choose_be(number: int) -> str:
    return "is" if number == 1 else "are"
