"""Exact values in a consultation: something is concluded only if every completion concludes it."""

from __future__ import annotations

import pytest

from advisor.consultation import Consultation
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase

LEVELS = ("undefined", "defined", "aligned", "integrated")


@pytest.fixture(scope="module")
def consultation(builtin: RuleBase) -> Consultation:
    return Consultation(builtin)


@pytest.mark.parametrize("state", LEVELS)
def test_no_move_is_advised_while_staying_is_possible(consultation: Consultation, state: str) -> None:
    advice = consultation.advise(Company({"relationship": state}))
    if "stay" in advice.possible_verdicts or "maintain" in advice.possible_verdicts:
        assert advice.move is None


def test_a_move_is_advised_if_every_possible_verdict_moves(consultation: Consultation) -> None:
    known = {"relationship": "aligned", "landscape_complex": "yes", "change_rapid": "yes"}
    advice = consultation.advise(Company(known))
    assert set(advice.possible_verdicts) == {"tighten", "prepare"}
    assert advice.move is not None
    assert (advice.move.from_, advice.move.to) == ("aligned", "integrated")


@pytest.mark.parametrize("state", LEVELS)
def test_no_rule_fires_on_an_uncertain_move(consultation: Consultation, state: str) -> None:
    """A rule that reads `move_to` fires only if every way to fill in the unknown facts moves the company."""
    advice = consultation.advise(Company({"relationship": state}))
    if "stay" in advice.possible_verdicts:
        used = {fact for entry in advice.trace for use in entry.uses for fact in use}
        assert "move_to" not in used


def test_a_verdict_shared_by_both_possible_states_is_given(consultation: Consultation) -> None:
    """The signs leave two states open; both have a reason to tighten. Topics of conflict do not matter in either."""
    known = {
        "sign_rules_agreed": "yes",
        "sign_joint_planning": "no",
        "resources_contested": "yes",
        "customized_during_sale": "yes",
        "conflict_topics": frozenset({"pricing"}),
    }
    advice = consultation.advise(Company(known))
    assert advice.relationship.possible_states == ["undefined", "defined"]
    assert (advice.verdict, advice.possible_verdicts, advice.move) == ("tighten", ["tighten"], None)
