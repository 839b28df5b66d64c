"""Why not, what if and what would change the verdict: what is printed is true when it is tried."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import pytest

from advisor.consultation import Consultation
from advisor.explain.change import REPAIRS, TurnGroup, explain_change
from advisor.explain.change_documents import build_change_document, build_what_if_document, build_why_not_document
from advisor.explain.document import Item, Paragraph
from advisor.explain.harm import HarmfulAnswers
from advisor.explain.what_if import WhatIf, explain_what_if
from advisor.explain.why_not import ChangedAnswer, explain_why_not
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.responses import FunctionTotal
from advisor.model.rulebase import RuleBase
from advisor.model.vocabulary import Atom, Control
from tests.explain.test_how import draw_company

PREPARE = {
    "relationship": "aligned",
    "common_funnel_possible": "yes",
    "sales_cycle": "long",
    "sales_process_straightforward": "no",
    "report_separately": "yes",
    "shared_responsibility_culture": "no",
}


CALM = {
    "relationship": "undefined",
    "informal_relations_good": "yes",
    "current_conflicts": "none",
    "effort_duplicated": "no",
    "tasks_neglected": "no",
    "resources_contested": "no",
}
LEADS: dict[str, Value | None] = {"report_separately": "no"}
EXECUTIVE = frozenset({"structure_2"})


@pytest.fixture(scope="module")
def consultation(builtin: RuleBase) -> Consultation:
    return Consultation(builtin)


def apply(company: Company, changes: tuple[ChangedAnswer, ...]) -> Company:
    new: dict[str, Value] = {
        each.fact: frozenset(each.after) if isinstance(each.after, list) else each.after for each in changes
    }
    return company._replace(stated={**company.stated, **new})


def gets(consultation: Consultation, company: Company, target: Atom) -> bool:
    """Say whether the advice for a company, made by the engine, has a part."""
    if consultation.rulebase.find_clashes(company.stated):
        return False
    conclusions = consultation.conclude(company)
    if target.name == "verdict":
        return conclusions.verdict == target.value
    if target.name == "state":
        return conclusions.relationship.state == target.value
    return target.value in {step.id for step in conclusions.steps}


@pytest.mark.parametrize(
    "target",
    [
        Atom("verdict", "tighten"),
        Atom("verdict", "maintain"),
        Atom("state", "integrated"),
        Atom("step", "colocation"),
        Atom("step", "rules-of-engagement"),
    ],
)
@pytest.mark.parametrize("seed", range(3))
def test_each_change_brings_the_target_about_and_no_part_of_it_does(
    consultation: Consultation, target: Atom, seed: int
) -> None:
    company = draw_company(consultation, seed)
    why_not = explain_why_not(consultation, company, target, max_sets=4)
    assert why_not.holds is gets(consultation, company, target)
    assert [len(each) for each in why_not.changes] == sorted(len(each) for each in why_not.changes)
    for changes in why_not.changes:
        assert gets(consultation, apply(company, changes), target)
        for part in combinations(changes, len(changes) - 1):
            assert not gets(consultation, apply(company, part), target)


def test_every_change_of_one_answer_is_found(consultation: Consultation, builtin: RuleBase) -> None:
    company, target = Company(dict(PREPARE, shared_responsibility_culture="yes")), Atom("verdict", "tighten")
    found = explain_why_not(consultation, company, target, max_sets=50)
    alone = {
        (change.fact, value)
        for (change, *rest) in found.changes
        if not rest
        for value in (change.after, *change.others)
        if isinstance(value, str)
    }
    tried = {
        (name, value)
        for name, fact in builtin.facts.items()
        if not fact.computed and fact.kind in ("choice", "yes_no")
        for value in fact.values
        if company.stated.get(name) != value
        and gets(consultation, company._replace(stated={**company.stated, name: value}), target)
    }
    assert alone == tried


def test_kept_answers_do_not_change(consultation: Consultation) -> None:
    target = Atom("verdict", "tighten")
    found = explain_why_not(consultation, Company(PREPARE), target, kept=("relationship", "report_separately"))
    changed = {each.fact for changes in found.changes for each in changes}
    assert not changed & {"relationship", "report_separately"}


def test_answers_that_would_do_as_well_are_all_said(consultation: Consultation, builtin: RuleBase) -> None:
    company = Company({**CALM, "current_conflicts": "frequent"})
    why_not = explain_why_not(consultation, company, Atom("verdict", "stay"), kept=("relationship",))
    ((change,),) = why_not.changes
    clauses = builtin.facts["current_conflicts"].values
    assert (change.after, change.others) == ("none", {"occasional": clauses["occasional"]})
    (item,) = [block for block in build_why_not_document(why_not, builtin) if isinstance(block, Item)]
    assert all(clauses[value][1:] in item.text for value in ("none", "occasional"))


def test_what_the_company_can_do_comes_before_what_only_the_market_can(consultation: Consultation) -> None:
    changes = explain_change(consultation, Company(PREPARE))
    first = changes.turns[0]
    assert (first.verdict, {each.fact for each in first.changes}) == (
        "tighten",
        {"report_separately", "shared_responsibility_culture"},
    )
    assert {turn.control for turn in changes.turns if turn.verdict == "tighten"} == {Control.SLOW}


TROUBLE = [
    ("current_conflicts", "frequent"),
    ("effort_duplicated", "yes"),
    ("tasks_neglected", "yes"),
    ("resources_contested", "yes"),
    ("informal_relations_good", "no"),
    ("roles_defined", "no"),
    ("sign_rules_agreed", "no"),
    ("sign_roles_kept", "no"),
    ("sign_joint_planning", "no"),
    ("sign_marketers_confer", "no"),
    ("sign_shared_systems", "no"),
    ("sign_shared_metrics", "no"),
    ("shared_responsibility_culture", "no"),
    ("metrics_shared", "no"),
    ("revenue_target_shared", "no"),
]
LOSSES = [
    ("report_separately", "yes"),
    ("marketing_split", "no"),
    ("common_funnel_in_use", "no"),
    ("common_funnel_possible", "no"),
    ("regular_meetings", "no"),
    ("lead_handoff_agreed", "no"),
]


def test_harm_is_what_reports_trouble_or_loses_what_is_in_place(builtin: RuleBase) -> None:
    harm = HarmfulAnswers(builtin)
    assert all(harm.is_harmful(fact, None, value) for fact, value in (*TROUBLE, *LOSSES))
    assert harm.is_harmful("conflict_topics", ["budget"], ["budget", "pricing"])
    assert not harm.is_harmful("conflict_topics", ["budget", "pricing"], ["budget"])
    assert harm.is_harmful("checklist_done", ["structure_1"], [])
    assert not harm.is_harmful("checklist_done", [], ["structure_1"])
    for fact in ("sales_cycle", "landscape_complex", "change_rapid", "customized_during_sale", "company_size"):
        assert not any(harm.is_harmful(fact, None, value) for value in builtin.facts[fact].values)


@pytest.mark.parametrize("relations", ["yes", "no"])
def test_trouble_is_nothing_to_aim_at(consultation: Consultation, relations: str) -> None:
    changes = explain_change(consultation, Company({**CALM, "informal_relations_good": relations}))
    groups = {(turn.verdict, turn.group): [] for turn in changes.turns}
    for turn in changes.turns:
        groups[turn.verdict, turn.group].append({(each.fact, each.after) for each in turn.changes})
    assert {fact for (turn,) in groups["tighten", TurnGroup.HARM] for fact in [turn]} == set(TROUBLE[:4])
    assert groups.keys() - {("tighten", TurnGroup.HARM)} == ({("stay", TurnGroup.SLOW)} if relations == "no" else set())


@pytest.mark.parametrize("seed", range(8))
def test_what_is_offered_does_no_harm_and_names_the_slowest(consultation: Consultation, seed: int) -> None:
    changes = explain_change(consultation, draw_company(consultation, seed))
    for turn in changes.turns:
        answers = {(each.fact, each.after) for each in turn.changes}
        controls = {each.control for each in turn.changes if not each.is_open}
        if turn.group is TurnGroup.OPEN:
            assert not controls
        elif turn.group is TurnGroup.HARM:
            changed_lists = [each for each in turn.changes if isinstance(each.after, list)]
            assert changed_lists or answers.intersection((*TROUBLE, *LOSSES))
        else:
            assert answers.isdisjoint((*TROUBLE, *LOSSES))
            assert turn.group.value == turn.control.value
            assert turn.control in controls


def test_a_set_that_needs_the_market_says_what_the_company_can_do(consultation: Consultation) -> None:
    answers = {**PREPARE, "sales_cycle": "short", "landscape_complex": "yes", "change_rapid": "yes"}
    answers |= {"tasks_neglected": "yes", "report_separately": "no", "shared_responsibility_culture": "yes"}
    changes = explain_change(consultation, Company({**answers, "common_funnel_possible": "no"}))
    document = build_change_document(changes, consultation.rulebase)
    (market,) = [block for block in document if isinstance(block, Item)]
    for changed in market.items:
        by_lead = [[item.text for item in part.items] for part in changed.items]
        assert any("tasks_neglected" in text for text in by_lead[0])
        assert not any(fact in text for text in by_lead[0] for fact in ("change_rapid", "landscape_complex"))
        assert any(fact in text for text in by_lead[1] for fact in ("change_rapid", "landscape_complex"))


def test_open_questions_settle_an_open_verdict_without_any_change(consultation: Consultation) -> None:
    changes = explain_change(consultation, Company({"relationship": "aligned", "landscape_complex": "yes"}))
    assert changes.turns[0].group is TurnGroup.OPEN
    assert all(each.is_open for turn in changes.turns if turn.group is TurnGroup.OPEN for each in turn.changes)


def test_the_route_names_the_level_by_score_and_points_that_add_up(consultation: Consultation) -> None:
    totals = tuple(FunctionTotal(function, total) for function, total in (("sales", 48.5), ("marketing", 70.8)))
    company = Company({"relationship": "aligned"}, assessed=totals)
    document = build_change_document(explain_change(consultation, company), consultation.rulebase)
    (route,) = [block.text for block in document if isinstance(block, Paragraph) and "statements" in block.text]
    assert "0.4 more points" in route  # the report prints 59.6
    assert "level 3 by score" in route


@pytest.mark.parametrize("seed", range(6))
def test_every_turn_of_the_verdict_is_true(consultation: Consultation, seed: int) -> None:
    company = draw_company(consultation, seed)
    changes = explain_change(consultation, company)
    for turn in changes.turns:
        assert turn.verdict not in REPAIRS
        assert gets(consultation, apply(company, turn.changes), Atom("verdict", turn.verdict))
        assert turn.control in {each.control for each in turn.changes}
        for part in combinations(turn.changes, len(turn.changes) - 1):
            assert not gets(consultation, apply(company, part), Atom("verdict", turn.verdict))


@pytest.mark.parametrize(
    "changes", [{"report_separately": "no"}, {"sales_cycle": "short"}, {"common_funnel_possible": None}]
)
def test_what_if_shows_both_sides(consultation: Consultation, changes: Mapping[str, Value | None]) -> None:
    company = Company(PREPARE)
    what_if = explain_what_if(consultation, company, changes)
    stated = {name: value for name, value in {**PREPARE, **changes}.items() if value is not None}
    assert what_if.now == consultation.advise(company)
    assert what_if.then == consultation.advise(Company(stated))
    steps = {each.id: (bool(each.before), bool(each.after)) for each in what_if.differences if each.part == "steps"}
    now, then = ({step.id for step in each.steps} for each in (what_if.now, what_if.then))
    assert steps == {each: (each in now, each in then) for each in now ^ then}


def list_differences(what_if: WhatIf, part: str) -> list[tuple[str, bool, bool]]:
    return [(each.id, bool(each.before), bool(each.after)) for each in what_if.differences if each.part == part]


def test_a_step_with_another_title_or_content_differs(consultation: Consultation) -> None:
    company = Company({"relationship": "defined", "market_customizing": "yes"})
    what_if = explain_what_if(consultation, company, {"regular_meetings": "yes"})
    meetings = ("disciplined-communication", True, True)
    assert meetings in list_differences(what_if, "steps")
    assert meetings in list_differences(what_if, "contents")
    (before, after) = next((each.before, each.after) for each in what_if.differences if each.part == "steps")
    assert before != after
    changing = Company({**PREPARE, "landscape_complex": "yes", "change_rapid": "yes"})
    cycle = explain_what_if(consultation, changing, {"sales_cycle": "short"})
    assert ("common-funnel", True, True) in list_differences(cycle, "contents")


def test_what_is_in_place_is_named_as_no_instruction(consultation: Consultation) -> None:
    steps = consultation.rulebase.steps
    what_if = explain_what_if(consultation, Company(PREPARE), {"report_separately": "no"})
    (done,) = [each for each in what_if.differences if each.part == "done"]
    assert done.after.lower() == steps["revenue-officer"].short
    for each in what_if.differences:
        if each.part == "not_yet":
            assert (each.before or each.after).lower() == steps[each.id].short.lower()


def test_the_strength_of_the_case_has_the_words_of_reports(consultation: Consultation) -> None:
    calm = Company({"relationship": "aligned", "landscape_complex": "yes", "sales_cycle": "long"})
    slight = calm.stated | {
        "report_separately": "no",
        "shared_responsibility_culture": "yes",
        "change_rapid": "no",
        "common_funnel_possible": "no",
        "sales_process_straightforward": "no",
        "marketing_split": "no",
    }
    what_if = explain_what_if(consultation, Company(slight), {"common_funnel_possible": "yes"})
    assert (what_if.now.strength, what_if.then.strength) == ("slight", "clear")
    wording = consultation.rulebase.wording
    (strength,) = [each for each in what_if.differences if each.part == "strength"]
    assert strength.before == wording["portfolio-strength-slight"]
    assert strength.before in wording["strength-slight"]


def test_a_conclusion_is_no_tick_on_the_checklist(consultation: Consultation) -> None:
    rules = {each.rule: each for each in explain_what_if(consultation, Company(PREPARE), LEADS).rules}
    assert not rules["infer/executive-task"].follows
    assert rules["infer/task-executive"].follows
    assert rules["there/structure-2"].follows
    ticked = explain_what_if(consultation, Company({"relationship": "aligned"}), {"checklist_done": EXECUTIVE})
    rules = {each.rule: each for each in ticked.rules}
    assert not rules["there/structure-2"].follows
    assert not rules["infer/task-executive"].follows
    document = build_what_if_document(explain_what_if(consultation, Company(PREPARE), LEADS), consultation.rulebase)
    printed = " ".join(block.text for block in document if isinstance(block, Item))
    assert "infer/executive-task" in printed
    assert "infer/task-executive" not in printed


def test_nothing_differs_for_the_same_answers(consultation: Consultation) -> None:
    what_if = explain_what_if(consultation, Company(PREPARE), {"sales_cycle": "long"})
    assert not what_if.differences
    assert not what_if.rules
