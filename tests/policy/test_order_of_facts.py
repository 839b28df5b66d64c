"""The order in which facts are stated changes nothing in the advice."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.consultation import Consultation
from advisor.errors import AdvisorError
from advisor.loading.packs.load_rulebase import load
from advisor.model.advice import as_data
from advisor.model.company import Company
from tests.policy.companies import Stated, draw_companies
from tests.profiles import examples

RULES = load()
CONSULTATION = Consultation(RULES)


def check_order(stated: dict[str, object], company: Company, random: Random) -> None:
    """Check that the facts in another order give the same advice, also in a consultation of its own."""
    items = list(stated.items())
    random.shuffle(items)
    other = company._replace(stated=dict(items))  # type: ignore[arg-type]
    try:
        advice = as_data(CONSULTATION.advise(company))
    except AdvisorError as refusal:
        with pytest.raises(type(refusal)):
            CONSULTATION.advise(other)
        return
    assert as_data(CONSULTATION.advise(other)) == advice
    assert as_data(Consultation(RULES).advise(other)) == advice


def test_the_order_that_once_changed_what_would_change() -> None:
    stated = {
        "customized_during_sale": "yes",
        "effort_duplicated": "yes",
        "tasks_neglected": "yes",
        "roles_defined": "yes",
        "sign_marketers_confer": "no",
    }
    for seed in range(5):
        check_order(stated, Company(stated), Random(seed))


@examples(20)
@given(draw_companies(RULES), st.randoms(use_true_random=False))
def test_the_order_of_facts_changes_nothing(stated: Stated, random: Random) -> None:
    check_order(dict(stated.facts), stated.build_company(), random)
