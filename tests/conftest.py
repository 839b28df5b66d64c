"""The rule base that many tests read, and the profiles of Hypothesis."""

from __future__ import annotations

import gc
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.profiles import register_profiles

if TYPE_CHECKING:
    from advisor.model.rulebase import RuleBase


def keep_bytecode() -> None:
    """Keep bytecode and the built-in rule base of tests in a separate folder if Python is set to write none.

    Otherwise every command that a test starts would compile the program and read all YAML again. No module of the
    program may be imported before.
    """
    if sys.dont_write_bytecode:
        folder = str(Path(__file__).parents[1] / ".pytest_cache" / "bytecode")
        sys.dont_write_bytecode, sys.pycache_prefix = False, folder
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = folder


keep_bytecode()
gc.set_threshold(100_000)  # the command turns it off; by default it takes a third of the time to load a pack
register_profiles()
signal.signal(signal.SIGINT, signal.default_int_handler)  # a run in the background would ignore Ctrl-C, tests press it


@pytest.fixture(scope="session")
def builtin() -> RuleBase:
    """Load the built-in rule base once; no test changes it."""
    from advisor.loading.packs.load_rulebase import load

    return load()
