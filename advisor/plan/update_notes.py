"""What an update says: which steps are done, which rows are new or kept, and which dates and owners changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from advisor.model.answers import Value
from advisor.model.clauses import to_plain_value
from advisor.model.rulebase import CHECKLIST_DONE, RuleBase
from advisor.model.word_lists import MAX_LISTED, format_count, join_words
from advisor.plan.changed_dates import Change
from advisor.plan.finished_steps import CompletingAnswer, FinishedSteps
from advisor.plan.merge_plan import MergedPlan
from advisor.plan.plan_data import ADVISED, DONE, DROPPED, LATER, NO_LONGER_ADVISED, NOT_IN_RULE_BASE, PlanRow
from advisor.plan.read_plan import ReadPlan
from advisor.plan.rows import remove_digests

_MAX_TITLE = 70


class TaskTitles:
    """The titles of steps and tasks as the person knows them: those of the old plan come first."""

    def __init__(self, rows: Iterable[PlanRow], rulebase: RuleBase) -> None:
        self._titles = {step.id: step.title for step in rulebase.steps.values()}
        self._titles |= {row.id: row.texts["task"] for row in rows if row.texts.get("task", "").strip()}

    def quote(self, row_id: str) -> str:
        """Return the title of a row in quotation marks; its id in backticks if it has none."""
        title = " ".join(self._titles.get(row_id, "").split())
        if len(title) > _MAX_TITLE:
            title = f"{title[:_MAX_TITLE].rpartition(' ')[0] or title[:_MAX_TITLE]}…"
        return f'"{title}"' if title else f"`{row_id}`"

    def join(self, row_ids: Iterable[str]) -> str:
        """Return some titles as a list, without repetition."""
        titles = list(dict.fromkeys(map(self.quote, row_ids)))
        more = len(titles) - MAX_LISTED
        return join_words(titles if more <= 1 else [*titles[:MAX_LISTED], f"{more} more"])


class StartChange(NamedTuple):
    """The start of the old plan (None if it has none) and of the new one."""

    before: date | None
    after: date


def describe_rulebase_change(old: ReadPlan, now: str) -> Iterator[str]:
    """Say that the plan is from other guidance than that in use."""
    before = old.about.rulebase
    if before and remove_digests(before) != remove_digests(now):
        yield f"this plan is from the rule base `{remove_digests(before)}`; the one in use is `{remove_digests(now)}`"
    elif before and before != now:
        yield f"the rule base `{remove_digests(now)}` has changed since this plan was written"
    elif not before and not old.about.company:
        yield "this plan does not say for which company and from which rule base it is; all its rows are used"


def describe_finished(finished: FinishedSteps, merged: MergedPlan, titles: TaskTitles) -> Iterator[str]:
    """Say what the finished steps mean for the facts."""
    for change in finished.changes:
        before = "" if change.before is None else f" (before: {_format_value(change.before)})"
        fact = f"`{change.fact}: {_format_value(change.value)}`"
        yield f"{titles.join(change.rows)} {choose_be(len(change.rows))} done: the facts now say {fact}{before}"
        if change.fact == CHECKLIST_DONE and change.before is None:
            yield f"all other tasks now count as not done; add those that are done to `{CHECKLIST_DONE}`"
    for change in finished.reopened:
        fact = f"`{change.fact}: {_format_value(change.value)}`"
        yield f"{titles.join(change.rows)} {choose_be(len(change.rows))} open again: the facts now say {fact}"
    if finished.without_answer:
        steps = titles.join(finished.without_answer)
        yield f"no single answer says that {steps} is done; the plan keeps it as done, the facts stay as they are"
    for row_id, answer in finished.in_other_form:
        sentence = f"{titles.quote(row_id)} is done in a special form; if {_format_answer(answer)} is true"
        yield f"{sentence}, write it into the facts yourself"
    for row_id, answer in finished.contradicted:
        sentence = f"{titles.quote(row_id)} is done in the plan, but the facts do not say {_format_answer(answer)}"
        yield f"{sentence}; correct one of them"
    for row_id, answer in finished.clashing:
        sentence = f"{titles.quote(row_id)} is done, but {_format_answer(answer)} does not fit the other facts"
        yield f"{sentence}; correct the facts"
    marked = {row_id for change in finished.changes for row_id in change.rows}
    advised = [row.id for row in merged.plan.rows if row.id in marked and row.texts["advice"] == ADVISED]
    if advised:
        yield f"{titles.join(advised)} {choose_be(len(advised))} done and still advised; `advisor advise` says why"


def describe_merge(merged: MergedPlan, titles: TaskTitles) -> Iterator[str]:
    """Say which rows are new, kept although they are not advised, or now rows of another step."""
    by_id = {row.id: row for row in merged.plan.rows}
    for standing in (NO_LONGER_ADVISED, NOT_IN_RULE_BASE, LATER):
        rows = [row_id for row_id in merged.kept if by_id[row_id].texts["advice"] == standing]
        if open_rows := [row_id for row_id in rows if by_id[row_id].texts["status"] not in (DONE, DROPPED)]:
            pronoun = "it is" if len(open_rows) == 1 else "they are"
            yield f"{_count_rows(open_rows, titles)} {choose_be(len(open_rows))} {standing}; {pronoun} kept"
    if merged.new:
        yield f"{_count_rows(merged.new, titles)} {choose_be(len(merged.new))} new"
    for step, tasks in _group_by_step(merged.joined.joined, titles):
        verbs = ("had two rows; it is now one row", "had two rows each; they are now one row each")
        yield f"{titles.join(tasks)} {verbs[len(tasks) > 1]} of {step}, with all that you typed"
    for step, tasks in _group_by_step(merged.joined.moved, titles):
        verbs = ("is now a task", "are now tasks")
        yield f"{titles.join(tasks)} {verbs[len(tasks) > 1]} of {step}, with its owner and dates; what you typed stays"


def _group_by_step(row_ids: Iterable[str], titles: TaskTitles) -> list[tuple[str, list[str]]]:
    """Return the title of each step with its rows."""
    groups: dict[str, list[str]] = {}
    for row_id in row_ids:
        groups.setdefault(titles.quote(row_id.partition("/")[0]), []).append(row_id)
    return list(groups.items())


def describe_changes(
    changes: Iterable[Change], start: StartChange, finished: FinishedSteps, is_same_rulebase: bool, titles: TaskTitles
) -> Iterator[str]:
    """Say which steps have other dates or another owner, and why."""
    if start.before != start.after:
        before = f"before: {start.before}" if start.before else "the plan named no start"
        yield f"the plan now starts on {start.after} ({before}); dates that you edited stay"
    done = titles.join(row_id for change in finished.changes for row_id in change.rows)
    for change in changes:
        if start.before is None and "owner" not in change.before:
            continue  # all dates count from another day
        reasons = []
        if change.by_update:
            reasons.append(f"{done} {choose_be(sum(len(each.rows) for each in finished.changes))} done")
        if change.by_earlier:
            what = "the facts" if is_same_rulebase else "the facts or the rule base"
            reasons.append(f"{what} changed after the plan was written")
        title = titles.quote(change.step_id)
        name = title if change.is_step else f"tasks of {title}"
        yield f"{name} {_describe_change(change)}, because {join_words(reasons)}"


def _describe_change(change: Change) -> str:
    before, after = change.before, change.after
    if "owner" in before:
        owners = f"{after['owner'] or 'nobody'} (before: {before['owner'] or 'nobody'})"
        return f"now {_choose(change, 'has', 'have')} the owner {owners}"
    if len(before) == 2 and all((*before.values(), *after.values())):
        times = f"{after['start']} to {after['due']} (before: {before['start']} to {before['due']})"
        return f"now {_choose(change, 'runs', 'run')} from {times}"
    verbs = {"start": _choose(change, "starts on", "start on"), "due": _choose(change, "is due on", "are due on")}
    none = "no date"
    return " and ".join(
        f"now {verbs[field]} {after[field] or none} (before: {before[field] or none})" for field in before
    )


def _choose(change: Change, singular: str, plural: str) -> str:
    return singular if change.is_step else plural


def _count_rows(row_ids: Sequence[str], titles: TaskTitles) -> str:
    """Return the number of some rows and their steps: '3 rows of "Name a contact person" and "Sit together"'."""
    steps = dict.fromkeys(row_id.partition("/")[0] for row_id in row_ids)
    return f"{format_count(len(row_ids), 'row')} of {titles.join(steps)}"


def _format_value(value: Value) -> str:
    plain = to_plain_value(value)
    return f"[{', '.join(plain)}]" if isinstance(plain, list) else str(plain)


def _format_answer(answer: CompletingAnswer) -> str:
    return f"`{answer.fact}: {answer.value}`"


def choose_be(number: int) -> str:
    """Return "is" or "are"."""
    return "is" if number == 1 else "are"
