"""The wording of `advisor rules`: the list of its commands."""

from __future__ import annotations

from pathlib import Path

from tests.wording.transcript import Scenario, check_wording


def test_wording(tmp_path: Path) -> None:
    check_wording("rules", [Scenario("help", ("rules", "--help"))], tmp_path)
