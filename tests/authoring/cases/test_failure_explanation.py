"""Which rules are told beside a case that fails, for each kind of thing that a case can expect."""

from __future__ import annotations

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

STATES = ("undefined", "defined", "aligned", "integrated")
DEFINED = {"relationship": "defined"}
PRESSED = {**DEFINED, "market_customizing": "yes"}
PLACED = {**PRESSED, "roles_defined": "no"}


@pytest.fixture(scope="module")
def whole(builtin: RuleBase) -> Consultation:
    return Consultation(builtin)


def failed(
    whole: Consultation, facts: dict[str, str], **expect: tuple[str, ...]
) -> tuple[CaseResult, FailureExplanation]:
    """What came of a case that has to fail, and what stands behind it."""
    result = run_case(whole, Case("n", Place("x"), Company(facts), expect))
    assert not result.passed
    return result, explain_failure(whole, result)


@pytest.mark.parametrize(
    ("key", "wanted"),
    [("possible_verdicts", ("tighten",)), ("verdict", ("tighten",)), ("move", ("defined", "aligned"))],
)
def test_what_keeps_another_verdict_possible_is_told(whole: Consultation, key: str, wanted: tuple[str, ...]) -> None:
    _, told = failed(whole, DEFINED, **{key: wanted})
    assert [str(each) for each in told.open] == [
        "rule `defined/no-compelling-reason` needs the conclusion `favours` not to be `tighten`; this stays open"
    ]
    assert "classify/stated-defined" in {each.rule for each in told.fired}


def test_steps_in_another_order_are_told_with_their_turns_and_with_the_rules_that_advise_them(
    whole: Consultation,
) -> None:
    came = [step.id for step in whole.advise(Company(PRESSED)).steps]
    result, told = failed(whole, PRESSED, steps=(came[1], came[0]))
    (sentence,) = result.failures
    for name in came[:2]:
        step = whole.rulebase.steps[name]
        assert f"`{name}` is of the move {step.move}, order {step.order}" in sentence
        assert any(name in whole.rulebase.rules_by_id[each.rule].list_concluded_values("step") for each in told.fired)


def test_steps_that_stand_where_they_were_expected_are_not_told_with_their_turns(whole: Consultation) -> None:
    first, second, third = [step.id for step in whole.advise(Company(PRESSED)).steps][:3]
    result, _ = failed(whole, PRESSED, steps=(first, third, second))
    assert f"`{first}` is of the move" not in result.failures[0]


def test_a_step_that_a_rule_moves_is_told_as_placed(whole: Consultation) -> None:
    steps = whole.advise(Company(PLACED)).steps
    placed = next(step for step in steps if step.place)
    result, _ = failed(whole, PLACED, steps=tuple(step.id for step in reversed(steps)))
    assert f"`{placed.id}` is placed {placed.place} by a rule, of the move {placed.move}" in result.failures[0]


def test_a_step_that_does_not_come_is_told_with_the_rules_of_those_that_do(whole: Consultation) -> None:
    came = {step.id for step in whole.advise(Company(PRESSED)).steps}
    missing = next(name for name in whole.rulebase.steps if name not in came)
    _, told = failed(whole, PRESSED, steps=(missing,))
    brought = {
        name for each in told.fired for name in whole.rulebase.rules_by_id[each.rule].list_concluded_values("step")
    }
    assert brought & came


def test_beside_a_rule_that_had_to_fire_are_those_that_fired_in_its_place(whole: Consultation) -> None:
    _, told = failed(whole, PRESSED, fires=("defined/no-compelling-reason",))
    assert [each.rule for each in told.fired][:1] == ["defined/market-or-gaps-press"]


@pytest.mark.parametrize("key", ["done", "not_yet"])
def test_what_no_rule_concludes_is_said_to_be_so(whole: Consultation, key: str) -> None:
    bringing = {"done": ("done",), "not_yet": ("not_yet", "hold_back")}[key]
    concluded = {
        name for rule in whole.rulebase.rules for each in bringing for name in rule.list_concluded_values(each)
    }
    never = next(name for name in whole.rulebase.steps if name not in concluded)
    result, _ = failed(whole, DEFINED, **{key: (never,)})
    assert result.failures[0].endswith("; no rule concludes this")
    for name in concluded:
        result = run_case(whole, Case("n", Place("x"), Company({}), {key: (name,)}))
        assert not any("no rule concludes this" in each for each in result.failures)


@given(
    st.sampled_from(STATES),
    st.one_of(
        st.sampled_from(["stay", "tighten", "prepare", "maintain"]).map(lambda value: {"verdict": (value,)}),
        st.sets(st.sampled_from(["stay", "tighten", "prepare", "maintain"]), min_size=1).map(
            lambda values: {"possible_verdicts": tuple(sorted(values))}
        ),
        st.sampled_from(STATES).map(lambda value: {"state": (value,)}),
        st.sampled_from([(), *pairwise(STATES)]).map(lambda move: {"move": tuple(move)}),
        st.sampled_from(["lead-handoff", "colocation", "liaison"]).flatmap(
            lambda step: st.sampled_from(["steps", "done", "not_yet"]).map(lambda key: {key: (step,)})
        ),
    ),
)
@examples(40)
def test_a_case_that_fails_is_never_told_without_any_rule(
    whole: Consultation, state: str, expect: dict[str, tuple[str, ...]]
) -> None:
    result = run_case(whole, Case("n", Place("x"), Company({"relationship": state}), expect))
    told = explain_failure(whole, result)
    assert result.passed or told.almost or told.fired or "no rule concludes this" in result.failures[0]
    assert {each.rule for each in told.open}.isdisjoint(each.rule for each in (*told.almost, *told.fired))
