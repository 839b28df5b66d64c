"""Hypothesis profiles, and the rule bases that many tests read.

`ci` (the default) draws the same examples every time; `explore` draws new ones (`--hypothesis-profile explore`).
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings

from advisor.loading.packs import load
from advisor.model.rulebase import RuleBase

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
PHASES = (Phase.explicit, Phase.generate, Phase.shrink)
settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    max_examples=60,
    database=None,
    phases=PHASES,
    suppress_health_check=SLOW,
)
settings.register_profile("explore", deadline=None, max_examples=1000, suppress_health_check=SLOW)
settings.load_profile("ci")


@pytest.fixture(scope="session")
def builtin() -> RuleBase:
    """The built-in rule base, loaded once; it is never changed."""
    return load()
