"""The tasks of an advised step: what somebody can do, each with its reading matter and the reasons for it.

A step also names entries that nobody can do, such as a measure or a stage of buying. They are reading matter: they
belong to the task of the rule that names them, or to the step.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from advisor.model.advice import Advice, Detail, Ground, StepAdvice
from advisor.model.conditions import iter_leaves, iter_negated_leaves
from advisor.model.pack_locators import find_authors
from advisor.model.rulebase import CHECKLIST_DONE, RuleBase

ACTION = "action"
"""The key of an entry that says it as something to do."""
_UNDER_WAY = "checklist_under_way"
_SELLING, _CHECKLIST, _METRICS = "funnel/selling/", "checklist/", "metrics/"


class StepTask(NamedTuple):
    """A task: what to do, what else to know, the reasons that nothing before it gives, and whether it has begun."""

    detail: Detail
    words: str
    more: str
    grounds: tuple[Ground, ...]
    is_under_way: bool


class StepTasks(NamedTuple):
    """The tasks of a step; the reading matter and the reasons that belong to none of them; whether it has begun."""

    tasks: tuple[StepTask, ...]
    more: str
    grounds: tuple[Ground, ...]
    is_under_way: bool


class _Reading(NamedTuple):
    """Reading matter, and the reasons for it alone."""

    detail: Detail
    grounds: tuple[Ground, ...]


class TaskStatuses(NamedTuple):
    """The tasks of the integration checklist that are done and those that are under way, as `processes_2`."""

    done: frozenset[str]
    under_way: frozenset[str]


def read_statuses(advice: Advice) -> TaskStatuses:
    """Read from an advice which tasks of the checklist are done or under way."""
    tasks = advice.checklist or ()
    done, under_way = (frozenset(each.id for each in tasks if each.status == name) for name in ("done", "under_way"))
    return TaskStatuses(done, under_way)


def list_tasks(step: StepAdvice, rulebase: RuleBase, statuses: TaskStatuses) -> StepTasks:
    """List the tasks of a step. A reason appears once: at the first task of its rule, or at the step."""
    words = {detail.id: text for detail in step.details if (text := _find_action(detail, rulebase))}
    only_read = {detail.id for detail in step.details if detail.id not in words}
    grounds: dict[str, list[Ground]] = {}
    for ground in step.grounds:
        subject = _find_first(ground.rule, rulebase, words) or _find_first(ground.rule, rulebase, only_read)
        grounds.setdefault(subject, []).append(ground)
    readings: dict[str, list[_Reading]] = {}
    for detail in step.details:
        if detail.id in only_read:
            reading = _Reading(detail, tuple(grounds.get(detail.id, ())))
            readings.setdefault(_find_first(detail.rule, rulebase, words), []).append(reading)
    begun = set(_iter_begun_details(rulebase, statuses.under_way))
    tasks = []
    for detail in step.details:
        text = words.get(detail.id, "")
        if text:
            more = " ".join((*_iter_explanations(detail, text), *_iter_readings(readings.get(detail.id, ()))))
            is_begun = detail.id in begun or _is_about_begun_task(detail.rule, rulebase, statuses.under_way)
            tasks.append(StepTask(detail, text, more, tuple(grounds.get(detail.id, ())), is_begun))
    own = {task.replace("/", "_") for task in step.tasks}
    is_under_way = bool(own & statuses.under_way) and own <= statuses.done | statuses.under_way
    more = " ".join(_iter_readings(readings.get("", ())))
    return StepTasks(tuple(tasks), more, tuple(grounds.get("", ())), is_under_way)


def _iter_begun_details(rulebase: RuleBase, under_way: Collection[str]) -> Iterator[str]:
    """Yield the details that are the same as tasks of the checklist that are under way.

    A detail that no advice may have when a task is done asks for this task.
    """
    for exclusion in rulebase.exclusions.values():
        leaves = list(iter_leaves(exclusion.when))
        if len(leaves) == 1 and leaves[0].name == CHECKLIST_DONE and leaves[0].values.intersection(under_way):
            yield from (value for name, value in exclusion.forbids if name == "detail")


def _find_action(detail: Detail, rulebase: RuleBase) -> str:
    """Return a detail as something to do; "" if it is only something to read."""
    entry = rulebase.entries.get(detail.id)
    if entry is None or not detail.title:
        return detail.text
    if action := entry.extra.get(ACTION):
        return action
    if detail.id.startswith(_CHECKLIST):
        return detail.title
    return f"{detail.title}: {detail.text}" if detail.id.startswith(_SELLING) else ""


def _iter_explanations(detail: Detail, words: str) -> Iterator[str]:
    """Yield what a task says besides its words."""
    if words == detail.title and detail.text:
        yield detail.text


def _iter_readings(readings: Sequence[_Reading]) -> Iterator[str]:
    """Yield reading matter as sentences, each with its own reasons; several measures are a choice."""
    if sum(detail.id.startswith(_METRICS) for detail, _ in readings) > 1:
        yield "You can choose from these measures."
    for detail, grounds in readings:
        yield " ".join((f"{detail.title}: {detail.text}", *(add_authors([each.text], each) for each in grounds)))


def _find_first(rule_id: str, rulebase: RuleBase, details: Collection[str]) -> str:
    """Return the first of some details that a rule names; "" if it names none of them."""
    named = rulebase.rules_by_id[rule_id].list_concluded_values("detail")
    return next((detail for detail in named if detail in details), "")


def _is_about_begun_task(rule_id: str, rulebase: RuleBase, under_way: Collection[str]) -> bool:
    """Check whether a rule asks for one task of the checklist to be under way, and this one is."""
    condition = rulebase.rules_by_id[rule_id].condition
    negated = set(iter_negated_leaves(condition))
    asked = [leaf for leaf in iter_leaves(condition) if leaf.name == _UNDER_WAY and leaf not in negated]
    return len(asked) == 1 and len(asked[0].values) == 1 and not asked[0].values.isdisjoint(under_way)


def add_authors(sentences: Iterable[str], ground: Ground) -> str:
    """Join sentences of a reason, with the packs that gave it: `Appoint somebody now. [pack ours]`."""
    return " ".join([*sentences, *(f"[pack {pack}]" for pack in find_authors(ground.source))])
