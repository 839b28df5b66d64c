"""What an update does with each kind of row and cell; test_nothing_is_lost.py tries all of it at random."""

from __future__ import annotations

from datetime import date

from advisor.consultation import Consultation
from advisor.loading.facts.facts_file import read_facts
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.plan.csv_file import format_csv
from advisor.plan.marks import compute_marks
from advisor.plan.merge_plan import merge_plans
from advisor.plan.plan_data import (
    ADVISED,
    DOING,
    DONE,
    IN_PLACE,
    LATER,
    NO_LONGER_ADVISED,
    NOT_IN_RULE_BASE,
    OWN_TASK,
    TO_DO,
    Plan,
    PlanRow,
)
from advisor.plan.plan_file import parse_plan_file
from advisor.plan.read_plan import ReadPlan, read_plan
from advisor.plan.update_plan import PlanUpdate, update_plan
from tests.plan.plans import EXAMPLES, START, build_example_plan, read_back


def change(old: ReadPlan, row_id: str, **texts: str) -> ReadPlan:
    """Let a person type into cells of a row."""
    rows = (row._replace(texts={**row.texts, **texts}) if row.id == row_id else row for row in old.rows)
    return old._replace(rows=tuple(rows))


def add_row(old: ReadPlan, position: int, row_id: str = "", **texts: str) -> ReadPlan:
    """Let a person add a row."""
    fields = dict.fromkeys(old.rows[0].texts, "")
    row = PlanRow(row_id, {**fields, **texts}, {}, ("",) * len(old.own_columns))
    return old._replace(rows=(*old.rows[:position], row, *old.rows[position:]))


def update(
    old: ReadPlan, company: Company, consultation: Consultation, start: date | None = None, **stated: str
) -> PlanUpdate:
    company = company._replace(stated={**company.stated, **stated})
    return update_plan(old, company, consultation.rulebase, consultation.advise, start, START)


def index_rows(result: PlanUpdate) -> dict[str, PlanRow]:
    return {row.id: row for row in result.plan.rows}


def test_cells_that_nobody_edited_follow_the_advice(
    old: ReadPlan, norwood: Company, consultation: Consultation
) -> None:
    rows = index_rows(update(old, norwood, consultation, start=date(2026, 3, 2)))
    assert rows["liaison"].get_date("start") == date(2026, 4, 13)
    assert rows["liaison"].texts["task"] == "Name a contact person in each team"


def test_edited_cells_stay_also_if_the_advice_changes(
    old: ReadPlan, norwood: Company, consultation: Consultation
) -> None:
    typed = {"owner": "Anna", "due": "2026-12-24", "task": "Our own words", "why": "the board wants it", "notes": "x"}
    result = update(change(old, "liaison", **typed), norwood, consultation, start=date(2026, 3, 2))
    texts = index_rows(result)["liaison"].texts
    assert {field: texts[field] for field in typed} == typed
    assert texts["start"] == "2026-04-13"
    again = index_rows(update(read_back(result.plan), norwood, consultation, start=START))["liaison"].texts
    assert {field: again[field] for field in typed} == typed
    assert again["start"] == "2026-02-16"


def test_emptied_cells_stay_empty_except_those_that_say_what_to_do(
    old: ReadPlan, norwood: Company, consultation: Consultation
) -> None:
    emptied = change(old, "liaison", owner="", due="", task="", measure="")
    texts = index_rows(update(emptied, norwood, consultation))["liaison"].texts
    assert (texts["owner"], texts["due"]) == ("", "")
    assert texts["task"]
    assert texts["measure"]


def test_the_start_of_the_old_plan_counts_unless_a_new_one_is_given(
    old: ReadPlan, norwood: Company, consultation: Consultation
) -> None:
    assert update(old, norwood, consultation).plan.about.start == START
    assert update(old, norwood, consultation, start=date(2027, 1, 4)).plan.about.start == date(2027, 1, 4)
    undated = old._replace(about=old.about._replace(start=None))
    assert update(undated, norwood, consultation).plan.about.start == START  # today in this test


def test_each_update_counts_as_a_revision(old: ReadPlan, norwood: Company, consultation: Consultation) -> None:
    first = update(old, norwood, consultation)
    second = update(read_back(first.plan), norwood, consultation)
    assert (first.plan.about.revision, second.plan.about.revision) == (1, 2)


def test_a_step_that_is_no_longer_advised_stays_and_says_so(
    old: ReadPlan, norwood: Company, consultation: Consultation
) -> None:
    result = update(change(old, "lead-handoff", owner="Ben"), norwood, consultation, lead_handoff_agreed="yes")
    row = index_rows(result)["lead-handoff"]
    assert (row.texts["advice"], row.texts["owner"]) == (IN_PLACE, "Ben")
    result = update(read_back(result.plan), norwood._replace(stated={"relationship": "integrated"}), consultation)
    rows = index_rows(result)
    assert rows["field-feedback"].texts["advice"] == NO_LONGER_ADVISED
    assert any("no longer advised" in note and "customer feedback" in note for note in result.notes)
    assert [row.texts["advice"] for row in result.plan.rows][-1] == NO_LONGER_ADVISED, "such steps are at the end"
    # and it is an ordinary step again once it is advised again
    rows = index_rows(update(read_back(result.plan), norwood, consultation))
    assert (rows["lead-handoff"].texts["advice"], rows["lead-handoff"].texts["owner"]) == (ADVISED, "Ben")


def test_a_step_for_later_says_so(builtin: RuleBase, norwood: Company, consultation: Consultation) -> None:
    plan = build_example_plan(builtin)
    row = plan.rows[0]._replace(id="common-funnel")
    rows = index_rows(update(read_back(plan._replace(rows=(*plan.rows, row))), norwood, consultation))
    assert rows["common-funnel"].texts["advice"] == LATER


def test_a_row_of_another_rule_base_stays_and_the_rule_base_is_named(
    old: ReadPlan, norwood: Company, consultation: Consultation
) -> None:
    older = old._replace(about=old.about._replace(rulebase="core 0.9.0 (000000000000)"))
    older = change(older, "liaison", owner="Anna")
    older = older._replace(
        rows=tuple(
            row._replace(id="old-step/old-task", texts={**row.texts, "task": "Old words"})
            if row.id == "liaison/market-voice"
            else row
            for row in older.rows
        )
    )
    result = update(older, norwood, consultation)
    rows = index_rows(result)
    assert rows["old-step/old-task"].texts["advice"] == NOT_IN_RULE_BASE
    assert rows["liaison/market-voice"].texts["advice"] == ADVISED
    assert rows["liaison"].texts["owner"] == "Anna"
    assert any("`core 0.9.0`" in note for note in result.notes)
    assert any("not in this rule base" in note for note in result.notes)


def test_a_persons_row_stays_below_the_row_it_followed(
    old: ReadPlan, norwood: Company, consultation: Consultation
) -> None:
    first = add_row(old, 0, task="before everything")
    position = next(number for number, row in enumerate(first.rows) if row.id == "liaison") + 1
    result = update(add_row(first, position, task="our own", owner="Eva", status="doing"), norwood, consultation)
    titles = [row.texts["task"] for row in result.plan.rows]
    assert titles[0] == "before everything"
    assert titles[titles.index("our own") - 1] == "Name a contact person in each team"
    own = [row for row in result.plan.rows if row.is_own]
    assert [(row.id, row.texts["advice"], row.texts["status"]) for row in own] == [
        ("own/1", OWN_TASK, TO_DO),
        ("own/2", OWN_TASK, "doing"),
    ]
    again = update(read_back(result.plan), norwood, consultation)
    assert [row.id for row in again.plan.rows] == [row.id for row in result.plan.rows]


def test_a_copied_row_becomes_a_persons_own(old: ReadPlan, norwood: Company, consultation: Consultation) -> None:
    row = next(row for row in old.rows if row.id == "liaison")
    copy = row._replace(texts={**row.texts, "task": "A liaison for Asia", "status": DONE})
    result = update(old._replace(rows=(*old.rows, copy)), norwood, consultation)
    rows = index_rows(result)
    assert (rows["liaison"].texts["status"], rows["liaison"].texts["advice"]) == (TO_DO, ADVISED)
    assert rows["own/1"].texts["task"] == "A liaison for Asia"
    assert result.changes == (), "the copy says nothing about the step"
    assert any("two rows have the Id `liaison`" in note for note in result.notes)


def test_words_in_a_column_of_the_advisor_move_to_the_notes(
    old: ReadPlan, norwood: Company, consultation: Consultation
) -> None:
    typed = change(old, "liaison", advice="really?", notes="first")
    result = update(change(typed, "liaison/market-voice", part_of="phase 2"), norwood, consultation)
    rows = index_rows(result)
    assert rows["liaison"].texts["notes"] == "first\nAdvice: really?"
    assert rows["liaison/market-voice"].texts["notes"] == "Part of: phase 2"
    again = index_rows(update(read_back(result.plan), norwood, consultation))
    assert again["liaison"].texts["notes"] == "first\nAdvice: really?", "only once"


def test_the_assignee_follows_the_owner(builtin: RuleBase, norwood: Company, consultation: Consultation) -> None:
    old = read_plan(parse_plan_file(format_csv(build_example_plan(builtin)).encode(), "plan.csv"))
    old = change(old, "liaison", owner="Anna <anna@norwood.example>")
    old = change(old, "field-feedback", owner="Ben <ben@norwood.example>", assignee="eva@norwood.example")
    rows = index_rows(update(old, norwood, consultation))
    assert rows["liaison"].texts["assignee"] == "anna@norwood.example"
    assert rows["field-feedback"].texts["assignee"] == "eva@norwood.example"


def test_a_row_whose_marks_are_gone_keeps_all_its_words(
    old: ReadPlan, norwood: Company, consultation: Consultation
) -> None:
    bare = change(old, "liaison", owner="Anna")
    bare = bare._replace(rows=tuple(row._replace(marks={}) for row in bare.rows))
    result = update(bare, norwood, consultation)
    assert index_rows(result)["liaison"].texts["owner"] == "Anna"
    assert not any(row.texts["notes"] for row in result.plan.rows), "the advisor's own words are no words of a person"


def test_only_what_fits_is_used_of_the_plan_of_another_company(
    builtin: RuleBase, norwood: Company, consultation: Consultation
) -> None:
    old = read_back(build_example_plan(builtin))
    old = change(old, "liaison", owner="Anna", notes="ask first", status=DONE, due="2030-01-01", task="Other words")
    old = add_row(old._replace(about=old.about._replace(company="Acme", revision=7)), 0, task="theirs")
    result = update(old, norwood, consultation)
    row = index_rows(result)["liaison"]
    assert (row.texts["owner"], row.texts["notes"]) == ("Anna", "ask first")
    assert (row.texts["status"], row.texts["due"]) == (TO_DO, "2026-05-18")
    assert row.texts["task"] == "Name a contact person in each team"
    assert result.changes == ()
    assert not any(row.is_own for row in result.plan.rows)
    assert (result.plan.about.company, result.plan.about.revision) == ("Norwood Controls", 0)
    assert any("`Acme`" in note and "`Norwood Controls`" in note for note in result.notes)
    assert any("1 row of the old plan did not fit" in note for note in result.notes)


def test_a_plan_or_facts_without_a_company_fit(old: ReadPlan, norwood: Company, consultation: Consultation) -> None:
    nameless = old._replace(about=old.about._replace(company=""))
    assert update(nameless, norwood, consultation).plan.about.company == "Norwood Controls"
    assert update(old, norwood._replace(name=None), consultation).plan.about.company == "Norwood Controls"
    assert update(old, norwood._replace(name=" norwood  CONTROLS"), consultation).plan.about.revision == 1


def test_every_example_can_be_updated_to_every_other(builtin: RuleBase, consultation: Consultation) -> None:
    companies = [read_facts(str(path), builtin)._replace(name="Acme") for path in sorted(EXAMPLES.glob("*.yaml"))]
    for first in companies:
        plan = update(read_back(build_example_plan(builtin)), first._replace(name=None), consultation).plan
        for second in companies[:3]:
            after = update(read_back(plan), second._replace(name=None), consultation).plan
            assert {row.id for row in plan.rows} <= {row.id for row in after.rows}


def test_a_task_that_is_under_way_by_now_is_begun_unless_a_person_says_otherwise(builtin: RuleBase) -> None:
    plan = build_example_plan(builtin)

    def set_status(status: str) -> Plan:
        """Build the plan with another status of one row, as the advisor writes it."""
        texts = {**plan.rows[1].texts, "status": status}
        return plan._replace(rows=(plan.rows[0], plan.rows[1]._replace(texts=texts, marks=compute_marks(texts))))

    def merge_status(old: ReadPlan, fresh: str) -> str:
        return merge_plans(old, set_status(fresh), lambda _: "").plan.rows[1].texts["status"]

    todo, begun = (read_back(set_status(status)) for status in (TO_DO, DOING))
    assert merge_status(todo, DOING) == DOING
    assert merge_status(change(todo, plan.rows[1].id, status=DONE), DOING) == DONE
    assert merge_status(begun, DOING) == DOING
    assert merge_status(begun, TO_DO) == DOING, "nobody said that it stopped"
    assert merge_status(change(begun, plan.rows[1].id, status=TO_DO), DOING) == TO_DO
