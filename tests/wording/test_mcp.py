"""The wording of `advisor mcp`: its help."""

from __future__ import annotations

from pathlib import Path

from tests.wording.transcript import Scenario, check_wording


def test_wording(tmp_path: Path) -> None:
    check_wording("mcp", [Scenario("help", ("mcp", "--help"))], tmp_path)
