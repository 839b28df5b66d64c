"""The rule base that many tests read, and the profiles of Hypothesis."""

from __future__ import annotations

import pytest

from advisor.loading.load_rulebase import load
from advisor.model.rulebase import RuleBase
from tests.profiles import register_profiles

register_profiles()


@pytest.fixture(scope="session")
def builtin() -> RuleBase:
    """The built-in rule base, loaded once; it is never changed."""
    return load()
