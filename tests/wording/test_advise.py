"""The wording of `advisor advise`: its help, and each kind of refusal of a facts file once."""

from __future__ import annotations

from pathlib import Path

from tests.wording.transcript import Scenario, check_wording

REFUSED: dict[str, str | bytes] = {
    "an empty file": "",
    "a fact and a value that do not exist": "relatonship: defined\nrelationship: close\n",
}


def test_wording(tmp_path: Path) -> None:
    scenarios = [Scenario("help", ("advise", "--help"))]
    scenarios += [Scenario(title, ("advise", "facts.yaml"), {"facts.yaml": text}) for title, text in REFUSED.items()]
    check_wording("advise", scenarios, tmp_path)
