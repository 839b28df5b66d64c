"""The rows of a plan: steps in their order, each with its practices, owner and dates."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from advisor.consultation import Consultation
from advisor.loading.facts.facts_file import read_facts
from advisor.loading.packs.load_rulebase import load
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.plan.plan_data import ADVISED, TO_DO
from advisor.plan.rows import MAX_TITLE, build_plan, build_row_id, find_assignee, shorten_title
from tests.plan.plans import EXAMPLES, NORWOOD, START, build_example_plan


def test_there_is_one_row_for_each_step_and_practice_in_the_order_of_the_advice(builtin: RuleBase) -> None:
    advice = Consultation(builtin).advise(read_facts(str(NORWOOD), builtin))
    expected = [
        row_id
        for step in advice.steps
        for row_id in (step.id, *(build_row_id(step.id, detail.id) for detail in step.details))
    ]
    rows = build_plan(advice, builtin, START).rows
    assert [row.id for row in rows] == expected
    assert [row.is_practice for row in rows] == ["/" in row.id for row in rows]
    assert advice.steps[0].place == "first"


def test_every_row_of_every_example_is_complete_and_has_an_id_of_its_own(builtin: RuleBase) -> None:
    for facts in sorted(EXAMPLES.glob("*.yaml")):
        rows = build_example_plan(builtin, facts).rows
        assert len({row.id for row in rows}) == len(rows)
        for row in rows:
            for field in ("task", "owner", "start", "due", "measure", "why", "source"):
                assert row.texts[field], (facts.name, row.id, field)
            assert (row.texts["status"], row.texts["advice"]) == (TO_DO, ADVISED)
            assert len(row.texts["task"]) <= MAX_TITLE


def test_dates_count_the_weeks_of_the_step_from_the_start(builtin: RuleBase) -> None:
    rows = {row.id: row for row in build_example_plan(builtin).rows}
    assert (rows["liaison"].get_date("start"), rows["liaison"].get_date("due")) == (
        date(2026, 2, 16),
        date(2026, 5, 18),
    )
    # a step that goes on is due for its first review a quarter after it starts
    meetings = rows["disciplined-communication"]
    assert (meetings.get_date("start"), meetings.get_date("due")) == (START, date(2026, 4, 6))


def test_a_start_at_the_end_of_the_calendar_has_dates(builtin: RuleBase) -> None:
    rows = build_example_plan(builtin, start=date(9999, 12, 1)).rows
    assert {row.get_date("due") for row in rows} == {date.max}


def test_an_id_begins_with_the_step() -> None:
    assert build_row_id("liaison", "liaison/trusted-by-both") == "liaison/trusted-by-both"
    assert build_row_id("joint-activities", "checklist/activities/1") == "joint-activities/checklist/activities/1"


def test_only_an_address_is_an_assignee() -> None:
    assert find_assignee("Anna Berg <anna.berg@norwood.example>") == "anna.berg@norwood.example"
    assert find_assignee("the head of Sales") == ""


def test_a_long_title_is_cut_at_a_word() -> None:
    title = shorten_title("word " * 100)
    assert len(title) <= MAX_TITLE
    assert title.endswith("word…")
    assert len(shorten_title("x" * 300)) == MAX_TITLE


PACK_RULE = """\
stage: plan
rules:
  - id: mine/bob
    title: Bob
    status: stable
    source: body/defined-to-aligned/liaison
    when: {state: defined, verdict: tighten}
    then: {step: %s}
    because: Appoint Bob.
"""


@pytest.mark.parametrize(("step", "is_ours"), [("revenue-officer", False), ("joint-assignments", True)])
def test_a_reason_of_a_pack_names_the_pack(step: str, is_ours: bool, tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text("name: mine\nversion: 1.0.0\n")
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/own.yaml").write_text(PACK_RULE % step)
    rulebase = load(tmp_path)
    company = Company({"relationship": "defined", "market_customizing": "yes"})
    plan = build_plan(Consultation(rulebase).advise(company), rulebase, START)
    assert all("[pack mine]" in row.texts["why"] for row in plan.rows if "Bob" in row.texts["why"])
    (row,) = [row for row in plan.rows if row.id == step]
    assert "Appoint Bob. [pack mine]" in row.texts["why"]
    assert row.texts["source"].startswith("pack mine: ") is not is_ours
