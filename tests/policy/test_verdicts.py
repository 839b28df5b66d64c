"""Verdict, possible verdicts, move and strength of the advice equal the plain policy."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.consultation import Consultation
from advisor.errors import AdvisorError
from advisor.loading.packs.load_rulebase import load
from tests.policy.companies import Stated, draw_companies
from tests.policy.law_run import LawRun, describe_breaches
from tests.policy.plain_policy import STATES, ExcludingAnswersError, decide, list_possible_verdicts
from tests.profiles import examples

PARTS = ("possible verdicts", "verdict", "move", "strength", "trouble", "refusal", "clash")


@cache
def get_consultation() -> Consultation:
    return Consultation(load())


@cache
def get_strategy(consistent: bool) -> st.SearchStrategy[Stated]:
    return draw_companies(load(), consistent=consistent)


@pytest.mark.parametrize("part", PARTS)
def test_equals_the_plain_policy(law_run: LawRun, part: str) -> None:
    assert law_run.companies >= 700
    assert not law_run.list_breaches(part), describe_breaches(law_run, part)


@pytest.mark.parametrize("part", PARTS)
def test_equals_the_plain_policy_with_a_pack(pack_run: LawRun, part: str) -> None:
    assert not pack_run.list_breaches(part), describe_breaches(pack_run, part)


@examples(200)
@given(st.deferred(lambda: get_strategy(consistent=True)))
def test_possible_verdicts(stated: Stated) -> None:
    possible = list_possible_verdicts(stated.facts, stated.score_states)
    advice = get_consultation().advise(stated.build_company())
    assert set(advice.possible_verdicts) == possible
    assert advice.verdict in (possible if len(possible) == 1 else {"undetermined"})


@examples(60)
@given(st.deferred(lambda: get_strategy(consistent=False)))
def test_excluding_answers_are_refused(stated: Stated) -> None:
    with pytest.raises(ExcludingAnswersError):
        list_possible_verdicts(stated.facts, stated.score_states)
    with pytest.raises(AdvisorError):
        get_consultation().advise(stated.build_company())


@pytest.mark.parametrize("state", STATES)
def test_the_plain_policy_knows_every_verdict_of_a_state(state: str) -> None:
    known = {"relationship": state}
    expected = {
        "undefined": {"stay", "consolidate", "tighten"},
        "defined": {"stay", "consolidate", "tighten"},
        "aligned": {"stay", "consolidate", "tighten", "prepare"},
        "integrated": {"maintain", "consolidate"},
    }
    assert list_possible_verdicts(known) == expected[state]


def test_the_plain_policy_follows_the_text() -> None:
    """Spot checks of the sentences of the policy, state by state."""
    assert decide("defined", {"effort_duplicated": "yes", "roles_defined": "no"}) == "consolidate"
    assert decide("defined", {"effort_duplicated": "yes"}) == "tighten"
    assert decide("defined", {"change_rapid": "yes", "sign_rules_agreed": "no", "sign_roles_kept": "no"}) == "prepare"
    assert decide("defined", {"roles_defined": "no"}) == "stay"
    assert decide("aligned", {"marketing_split": "yes", "report_separately": "yes"}) == "stay"
    assert decide("aligned", {"common_funnel_possible": "yes", "report_separately": "yes"}) == "prepare"
    assert decide("aligned", {"common_funnel_possible": "yes", "sales_cycle": "short"}) == "stay"
    assert decide("aligned", {"landscape_complex": "yes", "change_rapid": "yes", "sales_cycle": "short"}) == "tighten"
    assert decide("integrated", {"shared_responsibility_culture": "no"}) == "consolidate"
    assert decide("undefined", {"informal_relations_good": "no"}) == "consolidate"
