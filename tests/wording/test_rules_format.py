"""The wording of `advisor rules format`: its help, its usual output, and each kind of refusal once."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.authoring.format import entry_layout, formatter
from tests.wording.transcript import Scenario, check_wording

MISPLACED = "rules:\n- when: {a: b, # why\n    c: d}\n- id: b\n  because: # why\n    it is\n"


def test_wording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formatter, "MAX_CHARACTERS", 100)
    args = ("rules", "format", "a.yaml")
    scenarios = [
        Scenario("help", ("rules", "format", "--help")),
        Scenario("a file to format", args, {"a.yaml": "a:   b\n"}),
        Scenario("a check", (*args, "--check"), {"a.yaml": "a:   b\n"}),
        Scenario("comments without a place", args, {"a.yaml": MISPLACED}),
        Scenario("a comment without a place in the only entry", args, {"a.yaml": "[a, # why\n b]\n"}),
        Scenario("a long file", args, {"a.yaml": "a: b\n" * 21}),
    ]
    check_wording("rules_format", scenarios, tmp_path)


def test_wording_of_a_loss(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entry_layout, "format_yaml", lambda text: text.replace("# kept", ""))
    scenarios = [
        Scenario("an entry that would lose a comment", ("rules", "format", "a.yaml"), {"a.yaml": "a: 1 # kept\n"}),
        Scenario("a file that would lose a comment", ("rules", "format", "a.yaml"), {"a.yaml": "[a] # kept\n"}),
    ]
    check_wording("rules_format_loss", scenarios, tmp_path)
