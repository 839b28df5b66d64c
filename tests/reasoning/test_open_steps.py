"""What open answers can do to the steps of a company whose verdict is open."""

from __future__ import annotations

import pytest

from advisor.consultation import Consultation
from advisor.model.answers import Value
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase

OPEN_VERDICT: dict[str, Value] = {
    "relationship": "aligned",
    "landscape_complex": "yes",
    "change_rapid": "yes",
    "marketing_split": "yes",
    "report_separately": "no",
    "roles_defined": "yes",
    "marketing_role": "independent",
}


@pytest.fixture(scope="module")
def consultation(builtin: RuleBase) -> Consultation:
    return Consultation(builtin)


def test_lists_each_open_answer_that_removes_a_step(consultation: Consultation) -> None:
    advice = consultation.advise(Company(OPEN_VERDICT))
    assert advice.open_steps is not None
    removals = {
        (each.step, *((name, value if isinstance(value, str) else tuple(value)) for name, value in each.facts.items()))
        for each in advice.open_steps.removals
    }
    assert removals >= {
        ("common-funnel", ("common_funnel_possible", "no")),
        ("common-funnel", ("common_funnel_in_use", "yes")),
        ("shared-targets", ("revenue_target_shared", "yes")),
    }
    assert {"common-funnel", "shared-targets"} <= set(advice.open_steps.removable)


def test_says_nothing_of_open_steps_once_the_verdict_is_settled(consultation: Consultation) -> None:
    advice = consultation.advise(Company({**OPEN_VERDICT, "shared_responsibility_culture": "yes"}))
    assert advice.open_steps is None


def test_a_step_that_no_open_answer_removes_is_not_removable(consultation: Consultation) -> None:
    facts = {
        **OPEN_VERDICT,
        "common_funnel_possible": "yes",
        "common_funnel_in_use": "no",
        "revenue_target_shared": "no",
    }
    advice = consultation.advise(Company(facts))
    assert advice.open_steps is not None
    assert {"common-funnel", "shared-targets"}.isdisjoint(advice.open_steps.removable)
    assert {"common-funnel", "shared-targets"} <= {step.id for step in advice.steps}
