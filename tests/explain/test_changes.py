"""Why not, what if and what would change the verdict: what is printed is true when it is tried."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import pytest

from advisor.consultation import Consultation
from advisor.explain.change import REPAIRS, explain_change
from advisor.explain.what_if import explain_what_if
from advisor.explain.why_not import ChangedAnswer, explain_why_not
from advisor.model.answers import Value
from advisor.model.company import Company
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


def test_what_the_company_can_do_comes_before_what_only_the_market_can(consultation: Consultation) -> None:
    changes = explain_change(consultation, Company(PREPARE))
    first = changes.turns[0]
    assert (first.verdict, {each.fact for each in first.changes}) == (
        "tighten",
        {"report_separately", "shared_responsibility_culture"},
    )
    assert {turn.control for turn in changes.turns if turn.verdict == "tighten"} == {Control.SLOW}


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


def test_nothing_differs_for_the_same_answers(consultation: Consultation) -> None:
    what_if = explain_what_if(consultation, Company(PREPARE), {"sales_cycle": "long"})
    assert not what_if.differences
    assert not what_if.rules
