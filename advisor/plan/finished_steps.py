"""Finished steps as answers: which fact says that a step is in place, and what changes in the facts of a company.

The rule base says it: a rule that concludes `done: liaison` from the one answer `liaison_in_place: yes`. A task of the
integration checklist is an answer by itself.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from typing import NamedTuple

from advisor.model.answers import Value
from advisor.model.conditions import iter_leaves, iter_negated_leaves
from advisor.model.rulebase import CHECKLIST_DONE, RuleBase
from advisor.model.rules import Rule
from advisor.model.vocabulary import Kind
from advisor.plan.marks import compute_mark
from advisor.plan.plan_data import DOING, DONE, TO_DO, PlanRow
from advisor.plan.typed_cells import is_typed


class CompletingAnswer(NamedTuple):
    """The answer which says that a step or a task is done: a fact and one of its values."""

    fact: str
    value: str


class FactChange(NamedTuple):
    """An answer to write into the facts, for one or more finished rows; `before` is None if it was unknown."""

    fact: str
    value: Value
    before: Value | None
    rows: tuple[str, ...]


class FinishedSteps(NamedTuple):
    """What finished rows mean for the facts.

    `changes` are to be written, and after them `reopened`, for rows that were done and are open again. No single answer
    says that the steps in `without_answer` are done. `contradicted` are rows that were done before and that the facts
    now call not done; `clashing` are rows whose answer does not fit another one. `in_other_form` are steps that were
    advised under another title, so that nobody knows whether the answer is true. These three have the answer.
    """

    changes: tuple[FactChange, ...]
    without_answer: tuple[str, ...]
    contradicted: tuple[tuple[str, CompletingAnswer], ...]
    clashing: tuple[tuple[str, CompletingAnswer], ...]
    in_other_form: tuple[tuple[str, CompletingAnswer], ...] = ()
    reopened: tuple[FactChange, ...] = ()

    @property
    def values(self) -> dict[str, Value]:
        """The answers to write, by fact."""
        return {change.fact: change.value for change in (*self.changes, *self.reopened)}


def find_step_answer(step_id: str, rulebase: RuleBase) -> CompletingAnswer | None:
    """Return the answer which says that a step is done; None if no single answer does."""
    for rule in rulebase.find_concluding_rules("done"):
        if step_id in rule.list_concluded_values("done") and (answer := _find_single_answer(rule, rulebase)):
            return answer
    return None


def find_completing_answer(row: PlanRow, rulebase: RuleBase) -> CompletingAnswer | None:
    """Return the answer which says that a row is done; None if no single answer does."""
    return _find_checklist_answer(row, rulebase) if row.is_practice else find_step_answer(row.id, rulebase)


def _find_single_answer(rule: Rule, rulebase: RuleBase) -> CompletingAnswer | None:
    """Return the only answer that a rule reads, if it asks for one value. Conclusions that it reads do not count."""
    tests = {test for test in iter_leaves(rule.condition) if test.name in rulebase.facts}
    if len(tests) != 1 or tests.intersection(iter_negated_leaves(rule.condition)):
        return None
    (test,) = tests
    if rulebase.facts[test.name].computed or len(test.values) != 1:
        return None
    return CompletingAnswer(test.name, next(iter(test.values)))


def _find_checklist_answer(row: PlanRow, rulebase: RuleBase) -> CompletingAnswer | None:
    _, _, entry = row.id.partition("/")
    values = rulebase.facts[CHECKLIST_DONE].values if CHECKLIST_DONE in rulebase.facts else ()
    value = next((value for value in values if entry == f"checklist/{value.replace('_', '/')}"), None)
    return CompletingAnswer(CHECKLIST_DONE, value) if value else None


def find_finished_steps(
    rows: Iterable[PlanRow], rulebase: RuleBase, stated: Mapping[str, Value], other_forms: Container[str] = ()
) -> FinishedSteps:
    """Find what the finished rows of a plan mean for the facts of its company.

    Args:
        rows: the rows of the plan as a person left it.
        rulebase: its rules say which answer makes a step done.
        stated: the facts of the company before.
        other_forms: the steps that are advised under another title than their own, as for scattered teams.
    """
    rows = list(rows)
    changed: dict[str, FactChange] = {}
    without_answer: list[str] = []
    contradicted: list[tuple[str, CompletingAnswer]] = []
    clashing: list[tuple[str, CompletingAnswer]] = []
    in_other_form: list[tuple[str, CompletingAnswer]] = []
    for row in rows:
        if row.is_own or row.texts.get("status") != DONE:
            continue
        is_new = "status" not in row.marks or is_typed(row, "status")
        answer = find_completing_answer(row, rulebase)
        if answer is None:
            if is_new and not row.is_practice and row.id in rulebase.steps:
                without_answer.append(row.id)
            continue
        before = changed[answer.fact].value if answer.fact in changed else stated.get(answer.fact)
        value = _add_answer(before, answer, rulebase)
        if value == before:
            continue
        if row.id in other_forms:
            in_other_form.extend([(row.id, answer)] if is_new else [])
            continue
        known = stated.get(answer.fact)
        if not is_new and known is not None and _add_answer(known, answer, rulebase) != known:
            contradicted.append((row.id, answer))
            continue
        now = {**stated, **{fact: change.value for fact, change in changed.items()}, answer.fact: value}
        if rulebase.find_clashes(now):  # the facts before had none, or they would have been refused
            clashing.append((row.id, answer))
            continue
        earlier = changed[answer.fact].rows if answer.fact in changed else ()
        changed[answer.fact] = FactChange(answer.fact, value, stated.get(answer.fact), (*earlier, row.id))
    return FinishedSteps(
        tuple(changed.values()),
        tuple(without_answer),
        tuple(contradicted),
        tuple(clashing),
        tuple(in_other_form),
        tuple(_find_reopened(rows, rulebase, stated, changed).values()),
    )


def _find_reopened(
    rows: Iterable[PlanRow], rulebase: RuleBase, stated: Mapping[str, Value], changed: Mapping[str, FactChange]
) -> dict[str, FactChange]:
    """Find the answers to take back, because a person set rows that were done to open again."""
    reopened: dict[str, FactChange] = {}
    for row in rows:
        was_done = row.marks.get("status") == compute_mark("status", DONE)
        answer = find_completing_answer(row, rulebase)
        if row.is_own or not was_done or row.texts.get("status") not in (TO_DO, DOING) or answer is None:
            continue
        earlier = reopened.get(answer.fact) or changed.get(answer.fact)
        before = earlier.value if earlier else stated.get(answer.fact)
        value = _remove_answer(before, answer, rulebase)
        now = {**stated, **{fact: change.value for fact, change in {**changed, **reopened}.items()}}
        if value is None or rulebase.find_clashes({**now, answer.fact: value}):
            continue
        others = reopened[answer.fact].rows if answer.fact in reopened else ()
        reopened[answer.fact] = FactChange(answer.fact, value, stated.get(answer.fact), (*others, row.id))
    return reopened


def _remove_answer(before: Value | None, answer: CompletingAnswer, rulebase: RuleBase) -> Value | None:
    """Return the value of a fact without an answer that it has; None if it has not, or if several would be left."""
    if isinstance(before, frozenset):
        return before - {answer.value} if answer.value in before else None
    others = [value for value in rulebase.facts[answer.fact].values if value != answer.value]
    return others[0] if before == answer.value and len(others) == 1 else None


def _add_answer(before: Value | None, answer: CompletingAnswer, rulebase: RuleBase) -> Value:
    """Return the value of a fact with an answer: of a fact with several values, one more of them."""
    if rulebase.facts[answer.fact].kind is not Kind.MANY:
        return answer.value
    return (before if isinstance(before, frozenset) else frozenset()) | {answer.value}
