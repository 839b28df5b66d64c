"""The wording of `advisor rules docs`: its help, what it prints, its refusal, and the words that code adds to pages."""

from __future__ import annotations

from pathlib import Path

from tests.wording.transcript import Scenario, check_wording


def test_wording(tmp_path: Path) -> None:
    scenarios = [
        Scenario("help", ("rules", "docs", "--help")),
        Scenario("usual output", ("rules", "docs", "--out", "reference")),
        Scenario("a file of somebody else", ("rules", "docs", "--out", "."), {"index.html": "mine"}),
    ]
    check_wording("rules_docs", scenarios, tmp_path)
