"""What an update says about dates and owners that changed because the advice changed."""

from __future__ import annotations

from datetime import date

from advisor.consultation import Consultation
from advisor.loading.facts.facts_file import read_facts
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.plan.marks import compute_mark
from advisor.plan.plan_data import DONE
from advisor.plan.read_plan import ReadPlan
from tests.plan.plans import EXAMPLES, build_example_plan, read_back
from tests.plan.test_merge_plan import change, index_rows, update

LIAISON = "Name a contact person in each team"


def change_weeks(old: ReadPlan, **texts: str) -> ReadPlan:
    """Return a plan as it would be if the advisor had written other texts for a step and its tasks."""
    rows = []
    for row in old.rows:
        new = {**row.texts, **texts} if row.step_id == "liaison" else row.texts
        marks = {**row.marks, **{field: compute_mark(field, new[field]) for field in texts}}
        rows.append(row._replace(texts=new, marks=marks))
    return old._replace(rows=tuple(rows))


def find_notes(notes: tuple[str, ...], words: str) -> list[str]:
    return [note for note in notes if words in note]


def test_an_update_that_changes_no_date_says_nothing(
    old: ReadPlan, norwood: Company, consultation: Consultation
) -> None:
    assert update(old, norwood, consultation).notes == ()


def test_other_dates_have_the_finished_step_as_reason(builtin: RuleBase, consultation: Consultation) -> None:
    facts = EXAMPLES / "consolidate-defined-in-conflict.yaml"
    old = read_back(build_example_plan(builtin, facts))
    done = change(old, "disciplined-communication", status=DONE)
    result = update(done, read_facts(str(facts), builtin), consultation)
    before, titles = {row.id: row.texts for row in old.rows}, []
    for row_id, row in index_rows(result).items():
        if not row.is_practice and row.texts["start"] != before[row_id]["start"]:
            (note,) = find_notes(result.notes, f'"{row.texts["task"]}" now runs from')
            assert row.texts["start"] in note
            assert before[row.id]["start"] in note
            assert note.endswith('because "Hold regular meetings with an agenda" is done')
            titles.append(row_id)
    assert titles == ["rules-of-engagement", "resource-agreement"]


def test_a_task_that_moves_to_another_step_is_said_as_such(
    old: ReadPlan, norwood: Company, consultation: Consultation
) -> None:
    result = update(change(old, "lead-handoff", status=DONE), norwood, consultation)
    title = index_rows(result)["rules-of-engagement"].texts["task"]
    assert find_notes(result.notes, "owner") == find_notes(result.notes, f'is now a task of "{title}"')


def test_dates_that_a_person_edited_are_not_named(old: ReadPlan, norwood: Company, consultation: Consultation) -> None:
    other = change_weeks(old, start="2026-04-06", due="2026-07-06")
    assert find_notes(update(other, norwood, consultation).notes, LIAISON) == [
        f'"{LIAISON}" now runs from 2026-02-16 to 2026-05-18 (before: 2026-04-06 to 2026-07-06), because the facts '
        "changed after the plan was written"
    ]
    edited = change(other, "liaison", start="2026-03-01")
    (note,) = find_notes(update(edited, norwood, consultation).notes, LIAISON)
    assert "now is due on 2026-05-18 (before: 2026-07-06)" in note
    edited = change(edited, "liaison", due="2026-09-01")
    (note,) = find_notes(update(edited, norwood, consultation).notes, LIAISON)
    assert note.startswith(f'tasks of "{LIAISON}" now run from')
    assert find_notes(update(change(edited, "liaison", status=DONE), norwood, consultation).notes, "now runs") == []


def test_another_owner_is_named_with_the_reason(old: ReadPlan, norwood: Company, consultation: Consultation) -> None:
    other = change_weeks(old, owner="the head of Sales")
    (note,) = find_notes(update(other, norwood, consultation).notes, "owner")
    assert note.startswith(f'"{LIAISON}" now has the owner both heads (before: the head of Sales), because the facts')
    other = other._replace(about=other.about._replace(rulebase="core 0.9.0 (000000000000)"))
    (note,) = find_notes(update(other, norwood, consultation).notes, "owner")
    assert note.endswith("because the facts or the rule base changed after the plan was written")


def test_another_start_is_said_once(old: ReadPlan, norwood: Company, consultation: Consultation) -> None:
    result = update(old, norwood, consultation, start=date(2026, 3, 2))
    assert result.notes == ("the plan now starts on 2026-03-02 (before: 2026-01-05); dates that you edited stay",)
    undated = old._replace(about=old.about._replace(start=None))
    (note,) = update(undated, norwood, consultation).notes
    assert "named no start" in note
