"""The wording of `advisor rules explain`: its help, the list of codes, some codes, and its refusal."""

from __future__ import annotations

from pathlib import Path

from tests.wording.transcript import Scenario, check_wording

WORDS = {
    "an error": "ADV106",
    "an error that a project can lower": "ADV401",
    "a warning": "adv503",
    "a note that is fixed": "ADV607",
    "a setting": "ADV704",
    "a misspelt code": "ADV5O3",
    "no code": "rules",
}


def test_wording(tmp_path: Path) -> None:
    scenarios = [
        Scenario("help", ("rules", "explain", "--help")),
        Scenario("all codes", ("rules", "explain")),
        *(Scenario(title, ("rules", "explain", word)) for title, word in WORDS.items()),
    ]
    check_wording("rules_explain", scenarios, tmp_path)
