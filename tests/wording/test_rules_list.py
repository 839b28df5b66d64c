"""The wording of `advisor rules list`: its help, a list, and its refusals."""

from __future__ import annotations

from pathlib import Path

from tests.authoring.small_packs import MINE
from tests.wording.transcript import Scenario, check_wording


def test_wording(tmp_path: Path) -> None:
    scenarios = [
        Scenario("help", ("rules", "list", "--help")),
        Scenario("usual output", ("rules", "list", "--pack", "pack"), {f"pack/{name}": MINE[name] for name in MINE}),
        Scenario("unknown names", ("rules", "list", "--reads", "sales_cycel", "--leads-to", "liason")),
    ]
    check_wording("rules_list", scenarios, tmp_path)
