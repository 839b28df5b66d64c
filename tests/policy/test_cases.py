"""The companies whose advice was wrong: verdict, steps and other values of each, and all laws on each."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from advisor.consultation import Consultation
from advisor.loading.facts.facts_file import read_facts
from advisor.loading.packs.load_rulebase import load
from advisor.model.advice import Advice
from tests.policy.advised import Advised
from tests.policy.companies import Stated
from tests.policy.law_run import LawRun, describe_breaches

FOLDER = Path(__file__).with_name("cases")
EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load((FOLDER / "expected.yaml").read_text())


STATED_AS = {"state": "relationship"}
"""A conclusion, and the fact that states it."""


@cache
def get_consultation() -> Consultation:
    return Consultation(load())


@cache
def read_stated(name: str) -> Stated:
    return Stated(read_facts(str(FOLDER / f"{name}.yaml"), get_consultation().rulebase).stated)


@cache
def advise(name: str) -> Advice:
    return get_consultation().advise(read_stated(name).build_company())


def list_details(advice: Advice) -> set[str]:
    return {detail.id for step in advice.steps for detail in step.details}


def list_having(key: str) -> list[str]:
    return [name for name, expected in EXPECTED.items() if key in expected]


def test_each_company_has_an_expectation() -> None:
    assert {path.stem for path in FOLDER.glob("*.yaml")} - {"expected"} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_possible_verdicts(name: str) -> None:
    assert sorted(advise(name).possible_verdicts) == EXPECTED[name]["verdicts"]


@pytest.mark.parametrize("name", list_having("trouble"))
def test_trouble_is_listed_and_answered(name: str) -> None:
    trouble = {each.id: each.answered_by for each in advise(name).trouble}
    assert set(EXPECTED[name]["trouble"]) <= set(trouble)
    assert all(trouble.values())


@pytest.mark.parametrize("name", list_having("steps"))
def test_steps_are_advised(name: str) -> None:
    assert set(EXPECTED[name]["steps"]) <= {step.id for step in advise(name).steps}


@pytest.mark.parametrize("name", list_having("absent"))
def test_steps_are_neither_advised_nor_for_later(name: str) -> None:
    mentioned = {each.id for each in (*advise(name).steps, *advise(name).not_yet)}
    assert not mentioned & set(EXPECTED[name]["absent"])


@pytest.mark.parametrize("name", list_having("no_details"))
def test_practices_are_absent(name: str) -> None:
    assert not list_details(advise(name)) & set(EXPECTED[name]["no_details"])


@pytest.mark.parametrize("name", list_having("holds"))
def test_reasons_hold(name: str) -> None:
    facts = {fact for reason in advise(name).reasons if reason.status == "holds" for fact in reason.facts}
    assert set(EXPECTED[name]["holds"]) <= facts


@pytest.mark.parametrize("name", list_having("before"))
def test_order_of_steps(name: str) -> None:
    steps = [step.id for step in advise(name).steps]
    for first, second in EXPECTED[name]["before"]:
        assert steps.index(first) < steps.index(second)


@pytest.mark.parametrize("name", list_having("not_asked"))
def test_what_follows_is_not_asked(name: str) -> None:
    assert not {question.fact for question in advise(name).open_questions} & set(EXPECTED[name]["not_asked"])


@pytest.mark.parametrize("name", list_having("denied"))
def test_answers_that_deny_the_level_are_named(name: str) -> None:
    advice = advise(name)
    shown = {each.rule for each in (*advice.cautions, *advice.grounds)}
    shown |= {rule for step in advice.steps for rule in step.rules}
    case = Advised(read_stated(name), {}, advice, get_consultation().rulebase)
    named = frozenset[str]().union(*map(case.list_facts_behind, shown))
    assert set(EXPECTED[name]["denied"]) <= named


@pytest.mark.parametrize("name", list_having("checks"))
def test_odd_pairs_are_to_be_checked(name: str) -> None:
    advice = advise(name)
    cautions = {caution.rule for caution in advice.cautions}
    uses = [entry.uses for entry in advice.trace if entry.rule in cautions]
    used = [{use.get("fact") or STATED_AS.get(str(use["conclusion"])) for use in each} for each in uses]
    for pair in EXPECTED[name]["checks"]:
        assert any(set(pair) <= facts for facts in used), pair


@pytest.mark.parametrize("name", EXPECTED)
def test_laws(name: str) -> None:
    run = LawRun(get_consultation())
    run.check(read_stated(name))
    assert not run.breaches, describe_breaches(run)
