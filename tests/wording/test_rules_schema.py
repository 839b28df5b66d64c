"""The wording of `advisor rules schema`: its help, its usual output, and a folder that cannot be written."""

from __future__ import annotations

from pathlib import Path

from tests.wording.transcript import Scenario, check_wording


def test_wording(tmp_path: Path) -> None:
    scenarios = [
        Scenario("help", ("rules", "schema", "--help")),
        Scenario("schemas", ("rules", "schema", "--out", "schemas")),
        Scenario("a file instead of a folder", ("rules", "schema", "--out", "a.txt"), {"a.txt": "text"}),
    ]
    check_wording("rules_schema", scenarios, tmp_path)
