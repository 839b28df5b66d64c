"""The rows of a plan: steps in their order, each with its practices, owner and dates."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from advisor.consultation import Consultation
from advisor.loading.facts.facts_file import read_facts
from advisor.loading.packs.load_rulebase import load
from advisor.model.advice import Advice
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.plan.markdown_file import format_markdown
from advisor.plan.plan_data import ADVISED, DOING, TO_DO
from advisor.plan.rows import MAX_TITLE, build_plan, build_row_id, find_assignee, shorten_title
from tests.plan.plans import EXAMPLES, NORWOOD, START, build_example_plan


def test_there_is_one_row_for_each_step_and_practice_in_the_order_of_the_advice(builtin: RuleBase) -> None:
    advice = Consultation(builtin).advise(read_facts(str(NORWOOD), builtin))
    assert not any(detail.title for step in advice.steps for detail in step.details)
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
            for field in ("task", "owner", "start", "due", "measure", "source"):
                assert row.texts[field], (facts.name, row.id, field)
            assert row.texts["why"] or row.is_practice, (facts.name, row.id)
            assert (row.texts["status"], row.texts["advice"]) == (TO_DO, ADVISED)
            assert len(row.texts["task"]) <= MAX_TITLE


FUNNEL = {
    "relationship": "aligned",
    "common_funnel_possible": "yes",
    "sales_cycle": "long",
    "sales_process_straightforward": "no",
    "report_separately": "no",
    "shared_responsibility_culture": "yes",
    "marketing_absent_at": frozenset({"negotiation"}),
    "funnel_led_by_marketing": frozenset({"customer_awareness"}),
    "funnel_led_by_sales": frozenset({"purchase"}),
    "checklist_done": frozenset({"activities_1"}),
    "checklist_under_way": frozenset({"processes_2"}),
}


@pytest.fixture(scope="module")
def funnel_advice(builtin: RuleBase) -> Advice:
    return Consultation(builtin).advise(Company(FUNNEL))


def test_reading_matter_is_no_task(builtin: RuleBase, funnel_advice: Advice) -> None:
    plan = build_plan(funnel_advice, builtin, START)
    rows = {row.id: row for row in plan.rows}
    readings = [
        (step.id, detail)
        for step in funnel_advice.steps
        for detail in step.details
        if detail.title and not detail.id.startswith(("checklist/", "funnel/selling/"))
    ]
    assert {detail.id.partition("/")[0] for _, detail in readings} == {"funnel", "metrics"}
    for step_id, detail in readings:
        assert build_row_id(step_id, detail.id) not in rows
        assert any(detail.text in row.texts["how"] for row in plan.rows if row.step_id == step_id), detail.id
    leads = rows["common-funnel/stage-leads"]
    assert builtin.entries["funnel/customer-loyalty"].text in leads.texts["how"]


def test_a_selling_step_is_something_to_do(builtin: RuleBase, funnel_advice: Advice) -> None:
    rows = {row.id: row for row in build_plan(funnel_advice, builtin, START).rows}
    actions = {entry.id: entry.extra.get("action") for entry in builtin.iter_entries("funnel")}
    assert rows["common-funnel/funnel/selling/negotiation"].texts["task"] == actions["selling/negotiation"]
    assert all(actions[name] for name in actions if name.startswith("selling/"))


def test_a_reason_is_in_one_row_of_a_step_only(builtin: RuleBase, funnel_advice: Advice) -> None:
    rows = build_plan(funnel_advice, builtin, START).rows
    for step in funnel_advice.steps:
        found = [f"{row.texts['why']} {row.texts['how']}" for row in rows if row.step_id == step.id]
        for ground in step.grounds:
            for sentence in re.split(r"(?<=[.]) ", ground.text):
                assert sum(sentence in texts for texts in found) == 1, sentence


def test_a_reason_for_reading_matter_is_next_to_it(builtin: RuleBase) -> None:
    jobs = frozenset({"market_researcher", "product_manager"})
    advice = Consultation(builtin).advise(Company({**FUNNEL, "marketing_jobs": jobs}))
    rows = {row.id: row.texts for row in build_plan(advice, builtin, START).rows}
    (step,) = [step for step in advice.steps if step.id == "shared-metrics"]
    job, texts = next(each for each in step.details if each.id == "metrics/market_researcher"), rows["shared-metrics"]
    assert f"{job.text} {job.because}" in texts["how"]
    assert job.because not in texts["why"]


def test_a_reason_is_where_its_task_is(builtin: RuleBase) -> None:
    company = Company({"relationship": "aligned", "current_conflicts": "frequent", "resources_contested": "yes"})
    advice = Consultation(builtin).advise(company._replace(stated={**company.stated, "common_funnel_possible": "no"}))
    (step,) = [step for step in advice.steps if step.id == "resource-agreement"]
    whys = {row.id: row.texts["why"] for row in build_plan(advice, builtin, START).rows if row.step_id == step.id}
    lead = f"{builtin.wording['reported']} "
    assert whys[step.id].startswith(lead)
    reason = next(detail.because for detail in step.details if detail.id == "resource-agreement/split-once")
    assert whys["resource-agreement/split-once"] == reason, "`Then …` needs the sentence before it"
    assert reason not in whys[step.id]


def test_a_step_names_the_answer_that_says_what_is_missing(builtin: RuleBase) -> None:
    company = Company({**FUNNEL, "report_separately": "yes", "revenue_target_shared": "no"})
    rows = {row.id: row for row in build_plan(Consultation(builtin).advise(company), builtin, START).rows}
    for step, fact, value in (
        ("revenue-officer", "report_separately", "yes"),
        ("shared-targets", "revenue_target_shared", "no"),
    ):
        clause = builtin.facts[fact].values[value]
        assert clause in rows[step].texts["why"]
        assert not any(clause in row.texts["why"] for row in rows.values() if row.is_practice and row.step_id == step)


def test_a_task_under_way_is_begun(builtin: RuleBase, funnel_advice: Advice) -> None:
    rows = build_plan(funnel_advice, builtin, START).rows
    begun = {row.id for row in rows if row.texts["status"] == DOING}
    assert begun
    assert begun <= {row.id for row in rows if row.step_id == "common-funnel" and row.is_practice}
    every = {"processes_1", "processes_2", "processes_5"}
    facts = {**FUNNEL, "checklist_under_way": frozenset({*every, "structure_1"})}
    rows = build_plan(Consultation(builtin).advise(Company(facts)), builtin, START).rows
    statuses = {row.id: row.texts["status"] for row in rows if not row.is_practice}
    assert (statuses["common-funnel"], statuses["split-marketing"]) == (DOING, DOING)
    assert statuses["shared-metrics"] == TO_DO


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


def test_a_task_and_what_else_to_know_are_sentences(builtin: RuleBase) -> None:
    facts = EXAMPLES / "maintain-integrated.yaml"
    plan = build_example_plan(builtin, facts)
    tasks = [row.texts for row in plan.rows if row.is_practice and "/checklist/" in row.id]
    assert tasks
    for texts in tasks:
        assert f"{texts['task']}. {texts['how']}" in format_markdown(plan)
