"""The rules listed for a case that fails, for each key of `expect`."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.authoring.cases.case_files import Case, CaseResult, run_case
from advisor.authoring.cases.failure_explanation import FailureExplanation, explain_failure
from advisor.consultation import Consultation
from advisor.errors import Place
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from tests.profiles import examples

VERDICTS = ("stay", "consolidate", "tighten", "prepare", "maintain")
STATES = ("undefined", "defined", "aligned", "integrated")
DEFINED = {"relationship": "defined"}
NO_TROUBLE = {
    "current_conflicts": "none",
    "resources_contested": "no",
    "effort_duplicated": "no",
    "tasks_neglected": "no",
}
PRESSED = {**DEFINED, "market_customizing": "yes"}
PLACED = {**PRESSED, "roles_defined": "no"}
IMPOSSIBLE = "; no rule concludes this"


@pytest.fixture(scope="module")
def whole(builtin: RuleBase) -> Consultation:
    return Consultation(builtin)


def fail_case(
    whole: Consultation, facts: dict[str, str], **expect: tuple[str, ...]
) -> tuple[CaseResult, FailureExplanation]:
    """Run a case that must fail, and explain the failure."""
    result = run_case(whole, Case("n", Place("x"), Company(facts), expect))
    assert not result.passed
    return result, explain_failure(whole, result)


@pytest.mark.parametrize(
    ("key", "wanted"),
    [("possible_verdicts", ("tighten",)), ("verdict", ("tighten",)), ("move", ("defined", "aligned"))],
)
def test_lists_the_rules_that_keep_another_verdict_possible(
    whole: Consultation, key: str, wanted: tuple[str, ...]
) -> None:
    _, explanation = fail_case(whole, {**DEFINED, **NO_TROUBLE}, **{key: wanted})
    names = ["defined/no-compelling-reason", "favours", "tighten"]
    assert [re.findall("`([^`]*)`", str(each)) for each in explanation.open] == [names]
    assert "classify/stated-defined" in {each.rule for each in explanation.fired}


def test_lists_the_rules_that_keep_a_verdict_possible_because_of_trouble(whole: Consultation) -> None:
    _, explanation = fail_case(whole, DEFINED, possible_verdicts=("tighten",))
    trouble = ["trouble", "conflicts", "duplication", "neglect", "resources"]
    assert [re.findall("`([^`]*)`", str(each)) for each in explanation.open] == [
        ["defined/trouble-at-the-level", *trouble, "favours", "tighten"],
        ["defined/no-compelling-reason", "favours", "tighten", *trouble],
    ]


def test_steps_in_another_order_are_listed_with_move_order_and_rules(whole: Consultation) -> None:
    came = [step.id for step in whole.advise(Company(PRESSED)).steps]
    result, explanation = fail_case(whole, PRESSED, steps=(came[1], came[0]))
    (sentence,) = result.failures
    for name in came[:2]:
        step = whole.rulebase.steps[name]
        assert re.search(rf"`{name}` [^`]*\b{step.move} [^`]*\b{step.order}\b", sentence)
        assert any(
            name in whole.rulebase.rules_by_id[each.rule].list_concluded_values("step") for each in explanation.fired
        )


def test_a_step_in_its_expected_place_has_no_order_listed(whole: Consultation) -> None:
    first, second, third = [step.id for step in whole.advise(Company(PRESSED)).steps][:3]
    result, _ = fail_case(whole, PRESSED, steps=(first, third, second))
    assert result.failures[0].count(f"`{first}`") == 2  # expected and actual; the third would be its order


def test_names_the_place_that_a_rule_gives_a_step(whole: Consultation) -> None:
    steps = whole.advise(Company(PLACED)).steps
    placed = next(step for step in steps if step.place)
    result, _ = fail_case(whole, PLACED, steps=tuple(step.id for step in reversed(steps)))
    assert re.search(rf"`{placed.id}` [^`]*\b{placed.move} [^`]*\b{placed.place}\b", result.failures[0])


def test_a_missing_step_is_explained_by_the_rules_of_other_steps(whole: Consultation) -> None:
    came = {step.id for step in whole.advise(Company(PRESSED)).steps}
    missing = next(name for name in whole.rulebase.steps if name not in came)
    _, explanation = fail_case(whole, PRESSED, steps=(missing,))
    brought = {
        name
        for each in explanation.fired
        for name in whole.rulebase.rules_by_id[each.rule].list_concluded_values("step")
    }
    assert brought & came


def test_lists_rules_that_fired_instead_of_an_expected_rule(whole: Consultation) -> None:
    _, explanation = fail_case(whole, PRESSED, fires=("defined/no-compelling-reason",))
    assert [each.rule for each in explanation.fired][:1] == ["defined/market-or-gaps-press"]


@pytest.mark.parametrize("key", ["done", "not_yet"])
def test_says_if_no_rule_can_conclude_the_expected(whole: Consultation, key: str) -> None:
    bringing = {"done": ("done",), "not_yet": ("not_yet", "hold_back")}[key]
    concluded = {
        name for rule in whole.rulebase.rules for each in bringing for name in rule.list_concluded_values(each)
    }
    never = next(name for name in whole.rulebase.steps if name not in concluded)
    result, _ = fail_case(whole, DEFINED, **{key: (never,)})
    assert result.failures[0].endswith(IMPOSSIBLE)
    for name in concluded:
        result = run_case(whole, Case("n", Place("x"), Company({}), {key: (name,)}))
        assert not any(each.endswith(IMPOSSIBLE) for each in result.failures)


@given(
    st.sampled_from(STATES),
    st.one_of(
        st.sampled_from(VERDICTS).map(lambda value: {"verdict": (value,)}),
        st.sets(st.sampled_from(VERDICTS), min_size=1).map(lambda values: {"possible_verdicts": tuple(sorted(values))}),
        st.sampled_from(STATES).map(lambda value: {"state": (value,)}),
        st.sampled_from([(), *pairwise(STATES)]).map(lambda move: {"move": tuple(move)}),
        st.sampled_from(["lead-handoff", "colocation", "liaison"]).flatmap(
            lambda step: st.sampled_from(["steps", "done", "not_yet"]).map(lambda key: {key: (step,)})
        ),
    ),
)
@examples(40)
def test_every_failure_is_explained_by_some_rule(
    whole: Consultation, state: str, expect: dict[str, tuple[str, ...]]
) -> None:
    result = run_case(whole, Case("n", Place("x"), Company({"relationship": state}), expect))
    explanation = explain_failure(whole, result)
    assert result.passed or explanation.almost or explanation.fired or result.failures[0].endswith(IMPOSSIBLE)
    assert {each.rule for each in explanation.open}.isdisjoint(
        each.rule for each in (*explanation.almost, *explanation.fired)
    )
