"""A company with its consultation, and its plan as somebody reads it back."""

from __future__ import annotations

import pytest

from advisor.consultation import Consultation
from advisor.loading.facts.facts_file import read_facts
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.plan.read_plan import ReadPlan
from tests.plan.plans import NORWOOD, build_example_plan, read_back


@pytest.fixture(scope="module")
def consultation(builtin: RuleBase) -> Consultation:
    return Consultation(builtin)


@pytest.fixture(scope="module")
def norwood(builtin: RuleBase) -> Company:
    return read_facts(str(NORWOOD), builtin)


@pytest.fixture
def old(builtin: RuleBase) -> ReadPlan:
    return read_back(build_example_plan(builtin))
