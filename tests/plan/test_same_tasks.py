"""A task that two steps advise is one row, also if an old plan has two: nothing that was typed in either is lost."""

from __future__ import annotations

import pytest

from advisor.consultation import Consultation
from advisor.loading.facts.facts_file import read_facts
from advisor.model.advice import Advice
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.plan.markdown_file import format_markdown
from advisor.plan.plan_data import ADVISED, DONE, TO_DO, Plan, PlanRow
from advisor.plan.read_plan import ReadPlan
from advisor.plan.rows import build_plan, build_plan_context, build_rows
from advisor.plan.same_tasks import find_task_id
from advisor.plan.update_plan import PlanUpdate, update_plan
from tests.plan.plans import EXAMPLES, START, read_back
from tests.plan.test_merge_plan import change
from tests.policy.companies import build_case_company

PROCESSES, CULTURE = "upkeep-processes/checklist/processes/5", "upkeep-culture/checklist/processes/5"


@pytest.fixture(scope="module")
def company(builtin: RuleBase) -> Company:
    """Return a company for which two steps advise to meet regularly about how the teams work together."""
    facts = read_facts(str(EXAMPLES / "maintain-integrated.yaml"), builtin)._replace(name="Acme")
    sheets = build_case_company({"statement.10": 2}).build_company().assessed
    return facts._replace(assessed=sheets)


@pytest.fixture(scope="module")
def advice(builtin: RuleBase, company: Company) -> Advice:
    return Consultation(builtin).advise(company)


@pytest.fixture(scope="module")
def old(builtin: RuleBase, advice: Advice) -> ReadPlan:
    """Return a plan with a row for each step, as the advisor wrote them before."""
    about = build_plan(advice, builtin, START).about
    rows = tuple(
        row for step in advice.steps for row in build_rows(step, builtin, START, build_plan_context(advice, builtin))
    )
    return read_back(Plan(about, rows, ("Team",)))


def update(old: ReadPlan, company: Company, advice: Advice, builtin: RuleBase) -> PlanUpdate:
    return update_plan(old, company, builtin, lambda _: advice, None, START)


def find_task(result: PlanUpdate) -> PlanRow:
    (row,) = (row for row in result.plan.rows if find_task_id(row.id) == "checklist/processes/5")
    return row


def test_a_task_of_two_steps_is_one_row_that_names_both(builtin: RuleBase, advice: Advice) -> None:
    plan = build_plan(advice, builtin, START)
    (row,) = (row for row in plan.rows if find_task_id(row.id) == "checklist/processes/5")
    titles = {step.id: step.title for step in advice.steps}
    assert row.id == PROCESSES
    assert row.texts["part_of"] == f"{titles['upkeep-processes']}; {titles['upkeep-culture']}"
    for step_id in ("upkeep-processes", "upkeep-culture"):
        (because,) = (
            detail.because
            for step in advice.steps
            for detail in step.details
            if (step.id, detail.id) == (step_id, "checklist/processes/5")
        )
        assert because in row.texts["why"]
    assert f"Also part of: {titles['upkeep-culture']}" in format_markdown(plan)


def test_two_rows_that_nobody_edited_become_one(
    old: ReadPlan, company: Company, advice: Advice, builtin: RuleBase
) -> None:
    assert {PROCESSES, CULTURE} <= {row.id for row in old.rows}
    result = update(old, company, advice, builtin)
    row = find_task(result)
    assert (row.id, row.texts["advice"], row.texts["notes"]) == (PROCESSES, ADVISED, "")
    assert sum("is now one row of" in note for note in result.notes) == 1
    again = update(read_back(result.plan), company, advice, builtin)
    assert again.plan.rows == result.plan.rows
    assert again.notes == ()


def test_what_was_typed_into_either_row_is_kept(
    old: ReadPlan, company: Company, advice: Advice, builtin: RuleBase
) -> None:
    typed = change(old, PROCESSES, owner="Anna", notes="first")
    typed = change(typed, CULTURE, owner="Ben", due="2026-12-24", notes="second", status=DONE, part_of="phase 2")
    result = update(typed, company, advice, builtin)
    row = find_task(result)
    assert (row.texts["owner"], row.texts["due"], row.texts["status"]) == ("Anna", "2026-12-24", DONE)
    assert row.texts["notes"].split("\n") == ["first", "second", "Part of: phase 2", "Owner: Ben"]
    again = find_task(update(read_back(result.plan), company, advice, builtin))
    assert (again.texts["due"], again.texts["notes"]) == ("2026-12-24", row.texts["notes"])


def test_cells_of_added_columns_of_both_rows_are_kept(
    old: ReadPlan, company: Company, advice: Advice, builtin: RuleBase
) -> None:
    def fill(cells: dict[str, str]) -> ReadPlan:
        rows = (row._replace(own=(cells.get(row.id, ""),)) for row in old.rows)
        return old._replace(rows=tuple(rows), own_columns=("Team",))

    row = find_task(update(fill({CULTURE: "blue"}), company, advice, builtin))
    assert (row.own, row.texts["notes"]) == (("blue",), "")
    row = find_task(update(fill({CULTURE: "blue", PROCESSES: "red"}), company, advice, builtin))
    assert (row.own, row.texts["notes"]) == (("red",), "Team: blue")


def test_a_text_that_the_person_took_from_the_other_row_stays_theirs(
    old: ReadPlan, company: Company, advice: Advice, builtin: RuleBase
) -> None:
    words = next(row.texts["owner"] for row in old.rows if row.id == PROCESSES)
    emptied = change(change(old, PROCESSES, owner=""), CULTURE, owner="Ben")
    row = find_task(update(emptied, company, advice, builtin))
    assert (row.texts["owner"], row.texts["notes"]) == ("", "Owner: Ben"), "the person emptied the cell"
    row = find_task(update(change(old, CULTURE, owner=words, status=TO_DO), company, advice, builtin))
    assert row.texts["owner"] == words


def test_a_task_follows_the_step_that_advises_it_now(
    old: ReadPlan, company: Company, advice: Advice, builtin: RuleBase
) -> None:
    rows = tuple(row for row in old.rows if row.id != PROCESSES)
    result = update(change(old._replace(rows=rows), CULTURE, owner="Ben", status=DONE), company, advice, builtin)
    row = find_task(result)
    assert (row.id, row.texts["owner"], row.texts["status"]) == (PROCESSES, "Ben", DONE)
    assert not any("new" in note for note in result.notes)
    assert any("is now a task of" in note for note in result.notes)
