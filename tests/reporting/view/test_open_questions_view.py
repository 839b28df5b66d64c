"""What the first page says about answers that are still open, or that rule out the stated level.

A consultant found each of these in a report; expected texts are built from the wording of the rule base.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from advisor.consultation import Consultation
from advisor.errors import AdvisorError
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.responses import FunctionTotal
from advisor.model.rulebase import STATED_STATE, RuleBase
from advisor.model.vocabulary import Kind
from advisor.reporting.view.report_view import ReportView, build_report_view
from tests.policy.companies import RandomCompanies

CONTESTED: dict[str, Value] = {
    STATED_STATE: "undefined",
    "company_size": "large",
    "informal_relations_good": "no",
    "marketing_role": "brand_led",
    "current_conflicts": "frequent",
    "conflict_topics": frozenset(("pricing", "product", "budget", "lead_quality", "forecasts")),
    "effort_duplicated": "yes",
    "tasks_neglected": "yes",
    "resources_contested": "yes",
    "report_separately": "yes",
    "sales_force_dispersed": "yes",
    "sales_cycle": "long",
    "change_rapid": "yes",
    "landscape_complex": "yes",
    "lead_handoff_agreed": "yes",
    "joint_assignments": "no",
}


@pytest.fixture(scope="module")
def consultation(builtin: RuleBase) -> Consultation:
    return Consultation(builtin)


def view(consultation: Consultation, facts: Mapping[str, Value]) -> ReportView:
    return build_report_view(consultation.advise(Company(dict(facts))), consultation.rulebase)


def join_unknowns(report: ReportView) -> str:
    return "\n".join(line.text for line in (*report.unknowns.first, *report.unknowns.rest))


@pytest.mark.parametrize("fact", ["regular_meetings", "roles_defined", "sign_rules_agreed"])
def test_an_answer_that_changes_a_step_is_asked_for_at_the_lowest_level(consultation: Consultation, fact: str) -> None:
    report = view(consultation, CONTESTED)
    assert consultation.rulebase.facts[fact].question in join_unknowns(report)


def test_an_answer_that_would_have_to_be_checked_is_not_asked_for(consultation: Consultation) -> None:
    question = consultation.rulebase.facts["sign_joint_planning"].question  # a mark of the third level
    assert question not in join_unknowns(view(consultation, CONTESTED))


def test_the_part_about_open_answers_is_never_empty(consultation: Consultation) -> None:
    for stated in RandomCompanies(consultation.rulebase, 5).draw(60):
        try:
            advice = consultation.advise(stated.build_company())
        except AdvisorError:  # answers that exclude each other
            continue
        report = build_report_view(advice, consultation.rulebase)
        assert bool(report.first.unknown) is not bool(report.nothing_open), stated.describe()


def test_a_company_that_has_answered_everything_reads_so(consultation: Consultation) -> None:
    facts: dict[str, Value] = {STATED_STATE: "undefined"}
    for _ in range(40):
        open_questions = consultation.advise(Company(facts)).open_questions
        if not open_questions:
            break
        fact = consultation.rulebase.facts[open_questions[0].fact]
        answers: dict[Kind, Value] = {Kind.COUNT: 30, Kind.MANY: frozenset()}
        facts[fact.name] = answers[fact.kind] if fact.kind in answers else next(reversed(fact.values))
    report = view(consultation, facts)
    assert report.nothing_open == consultation.rulebase.wording["all-answered"]


@pytest.mark.parametrize(
    ("facts", "name", "levels"),
    [
        ({"sign_shared_systems": "no"}, "readings-signs", 3),
        ({"sign_rules_agreed": "no", "sign_joint_planning": "no"}, "reading-signs", 1),
    ],
)
def test_levels_that_the_answers_leave_possible_share_a_line(
    consultation: Consultation, facts: dict[str, Value], name: str, levels: int
) -> None:
    advice = consultation.advise(Company({STATED_STATE: "integrated", **facts}))
    assert len(advice.readings) == levels
    start = consultation.rulebase.wording[name].partition("{")[0]
    why = [line.text for line in build_report_view(advice, consultation.rulebase).first.why]
    assert sum(line.startswith(start) for line in why) == 1
    assert sum("chose your level" in line for line in why) == 1


def test_signs_that_rule_out_the_level_of_the_scores_are_named(consultation: Consultation) -> None:
    totals = (FunctionTotal("sales", 50), FunctionTotal("marketing", 52))
    advice = consultation.advise(Company({"sign_rules_agreed": "no"}, None, totals))
    assert advice.relationship.state == "defined"
    assert [(reading.function, reading.state) for reading in advice.readings] == [("signs", "undefined")]
    start = consultation.rulebase.wording["reading-signs-scored"].partition("{")[0]
    assert any(line.text.startswith(start) for line in build_report_view(advice, consultation.rulebase).first.why)


def test_two_open_marks_that_change_the_advice_together_share_a_line(consultation: Consultation) -> None:
    facts: dict[str, Value] = {STATED_STATE: "defined", "market_customizing": "yes", "roles_defined": "yes"}
    advice = consultation.advise(Company(facts))
    denials = [change for change in advice.would_change if change.is_denial]
    assert [set(change.facts) for change in denials] == [{"sign_rules_agreed", "sign_roles_kept"}]
    unknowns = join_unknowns(build_report_view(advice, consultation.rulebase))
    assert all(clause in unknowns for clause in denials[0].clauses)


@pytest.mark.parametrize(("state", "is_said"), [("undefined", False), ("defined", True), (None, True)])
def test_an_open_advice_says_that_the_level_is_taken_to_have_its_signs(
    consultation: Consultation, state: str | None, is_said: bool
) -> None:
    report = view(consultation, {STATED_STATE: state} if state else {"tasks_neglected": "yes"})
    assert (consultation.rulebase.wording["possible-assumes"] in [line.text for line in report.first.why]) is is_said
