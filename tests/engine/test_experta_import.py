"""The import of experta does not change the interpreter."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

import advisor.engine.experta_import as gate

SCRIPT = """
import collections, logging
{before}
handlers, level = list(logging.root.handlers), logging.root.level
names = set(vars(collections))
import advisor.engine.experta_import
assert not hasattr(collections, "Mapping")
assert set(vars(collections)) == names
assert logging.root.handlers == handlers, logging.root.handlers
assert logging.root.level == level
print("as it was")
"""


@pytest.mark.parametrize(
    "before",
    ["", "logging.root.addHandler(logging.NullHandler())", "logging.basicConfig(level=logging.DEBUG)"],
    ids=["no handlers", "a handler", "configured"],
)
def test_the_import_does_not_change_collections_or_the_root_logger(before: str) -> None:
    process = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(before=before)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (process.returncode, process.stdout, process.stderr) == (0, "as it was\n", "")


def test_names_the_engine_with_its_version() -> None:
    assert gate.ENGINE == "experta 1.9.4"


def test_the_strategy_is_a_base_of_the_stock_strategy() -> None:
    assert gate.Strategy in gate.DepthStrategy.__mro__
