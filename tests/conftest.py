"""The rule base that many tests read, and the profiles of Hypothesis."""

from __future__ import annotations

import signal

import pytest

from advisor.loading.load_rulebase import load
from advisor.model.rulebase import RuleBase
from tests.profiles import register_profiles

register_profiles()
signal.signal(signal.SIGINT, signal.default_int_handler)  # a run in the background would ignore Ctrl-C, tests press it


@pytest.fixture(scope="session")
def builtin() -> RuleBase:
    """Load the built-in rule base once; no test changes it."""
    return load()
