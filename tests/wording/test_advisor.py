"""The wording of `advisor` without a command that works: its help, and wrong commands and options."""

from __future__ import annotations

from pathlib import Path

from tests.wording.transcript import Scenario, check_wording


def test_wording(tmp_path: Path) -> None:
    scenarios = [
        Scenario("help", ("--help",)),
        Scenario("an unknown command", ("advize",)),
        Scenario("a command that is like no other", ("forecast",)),
        Scenario("an unknown option", ("--colour",)),
        Scenario("an unknown option of a command", ("advise", "--formt", "md", "facts.yaml")),
    ]
    check_wording("advisor", scenarios, tmp_path)
