"""A finished step is an answer: which fact the rules name, and what is written into the facts."""

from __future__ import annotations

import pytest

from advisor.model.answers import Value
from advisor.model.rulebase import CHECKLIST_DONE, RuleBase
from advisor.plan.finished_steps import CompletingAnswer, FactChange, find_completing_answer, find_finished_steps
from advisor.plan.marks import compute_mark
from advisor.plan.plan_data import DONE, TO_DO, PlanRow


def build_row(row_id: str, status: str = DONE, written: str = TO_DO) -> PlanRow:
    """Build a row with a status, and the one that the advisor had written."""
    return PlanRow(row_id, {"status": status}, {"status": compute_mark("status", written)})


ANSWERS = {
    "liaison": CompletingAnswer("liaison_in_place", "yes"),
    "revenue-officer": CompletingAnswer("report_separately", "no"),
    "shared-metrics": CompletingAnswer("metrics_shared", "yes"),
    "disciplined-communication": CompletingAnswer("regular_meetings", "yes"),
    "joint-activities/checklist/activities/3": CompletingAnswer(CHECKLIST_DONE, "activities_3"),
    "rules-of-engagement": None,
    "joint-activities": None,
    "liaison/trusted-by-both": None,
    "joint-activities/checklist/activities/99": None,
    "no-such-step": None,
}


@pytest.mark.parametrize("row_id", ANSWERS)
def test_the_rules_name_the_answer(row_id: str, builtin: RuleBase) -> None:
    assert find_completing_answer(build_row(row_id), builtin) == ANSWERS[row_id]


def test_every_answer_makes_its_step_done_in_some_rule(builtin: RuleBase) -> None:
    found = [step for step in builtin.steps if find_completing_answer(build_row(step), builtin)]
    assert len(found) == 12
    for step in found:
        answer = find_completing_answer(build_row(step), builtin)
        assert answer
        assert answer.value in builtin.facts[answer.fact].values


def find_changes(builtin: RuleBase, *rows: PlanRow, **stated: Value) -> tuple[FactChange, ...]:
    return find_finished_steps(rows, builtin, stated).changes


def test_a_finished_step_is_written_into_the_facts(builtin: RuleBase) -> None:
    row = build_row("liaison")
    assert find_changes(builtin, row) == (FactChange("liaison_in_place", "yes", None, ("liaison",)),)
    assert find_changes(builtin, row, liaison_in_place="no")[0].before == "no"
    assert find_changes(builtin, row, liaison_in_place="yes") == ()


def test_other_statuses_say_nothing(builtin: RuleBase) -> None:
    assert find_changes(builtin, *(build_row("liaison", status) for status in ("to do", "doing", "dropped"))) == ()
    assert find_changes(builtin, build_row("own/1")) == ()


def test_tasks_of_the_checklist_are_added_to_those_that_are_done(builtin: RuleBase) -> None:
    rows = [build_row(f"joint-activities/checklist/activities/{number}") for number in (1, 2)]
    (change,) = find_changes(builtin, *rows, checklist_done=frozenset({"culture_1"}))
    assert change.value == frozenset({"culture_1", "activities_1", "activities_2"})
    assert change.rows == tuple(row.id for row in rows)
    (change,) = find_changes(builtin, *rows)
    assert change.value == frozenset({"activities_1", "activities_2"})


def test_facts_that_say_no_longer_have_priority_over_an_old_status(builtin: RuleBase) -> None:
    row = build_row("liaison", written=DONE)
    finished = find_finished_steps([row], builtin, {"liaison_in_place": "no"})
    assert (finished.changes, finished.contradicted) == ((), (("liaison", ANSWERS["liaison"]),))
    # facts that say nothing can still be completed
    assert len(find_finished_steps([row], builtin, {}).changes) == 1
    task = build_row("joint-activities/checklist/activities/1", written=DONE)
    finished = find_finished_steps([task], builtin, {CHECKLIST_DONE: frozenset({"culture_1"})})
    assert (finished.changes, len(finished.contradicted)) == ((), 1)


def test_a_step_without_a_single_answer_is_named_once(builtin: RuleBase) -> None:
    assert find_finished_steps([build_row("rules-of-engagement")], builtin, {}).without_answer == (
        "rules-of-engagement",
    )
    assert find_finished_steps([build_row("rules-of-engagement", written=DONE)], builtin, {}).without_answer == ()


def test_a_step_in_another_form_may_leave_its_answer_open(builtin: RuleBase) -> None:
    # scattered teams that plan their contact do not work side by side
    finished = find_finished_steps([build_row("colocation")], builtin, {}, {"colocation"})
    assert (finished.changes, finished.in_other_form) == ((), (("colocation", CompletingAnswer("colocated", "yes")),))
    finished = find_finished_steps([build_row("colocation", written=DONE)], builtin, {}, {"colocation"})
    assert (finished.changes, finished.in_other_form) == ((), ())


def test_an_answer_that_does_not_fit_another_is_not_written(builtin: RuleBase) -> None:
    clash = next(
        (step, fact.name, value)
        for step in builtin.steps
        if (answer := find_completing_answer(build_row(step), builtin))
        for fact in builtin.facts.values()
        for value in fact.values
        if fact.kind != "many"
        and fact.name != answer.fact
        and not fact.computed
        and builtin.find_clashes({fact.name: value, answer.fact: answer.value})
    )
    step, fact, value = clash
    finished = find_finished_steps([build_row(step)], builtin, {fact: value})
    assert finished.changes == ()
    assert [row_id for row_id, _ in finished.clashing] == [step]


@pytest.mark.parametrize("status", ["to do", "doing"])
def test_a_step_set_back_to_open_takes_its_answer_back(status: str, builtin: RuleBase) -> None:
    row = build_row("liaison", status, DONE)
    found = find_finished_steps([row], builtin, {"liaison_in_place": "yes"})
    assert found.changes == ()
    assert found.reopened == (FactChange("liaison_in_place", "no", "yes", ("liaison",)),)
    assert find_finished_steps([row], builtin, {}).reopened == ()
    assert find_finished_steps([build_row("liaison", "dropped", DONE)], builtin, found.values).reopened == ()


def test_a_task_of_the_checklist_set_back_is_removed_from_those_that_are_done(builtin: RuleBase) -> None:
    prefix = "joint-activities/checklist/activities/"
    rows = [build_row(f"{prefix}1", "to do", DONE), build_row(f"{prefix}2"), build_row(f"{prefix}3", DONE, DONE)]
    done = frozenset({"activities_1", "activities_3"})
    found = find_finished_steps(rows, builtin, {CHECKLIST_DONE: done})
    assert found.values == {CHECKLIST_DONE: frozenset({"activities_2", "activities_3"})}
