"""The wording of `advisor survey new`: its help, its output, and each refusal once."""

from __future__ import annotations

from pathlib import Path

from tests.wording.transcript import Scenario, check_wording

NEW = ("survey", "new", "--out", "round-1")


def test_wording(tmp_path: Path) -> None:
    scenarios = [
        Scenario("help of the group", ("survey", "--help")),
        Scenario("help", ("survey", "new", "--help")),
        Scenario("four files", (*NEW, "--company", "Hartmann")),
        Scenario("files that exist", NEW, {"round-1/form.html": "mine"}),
        Scenario("a folder with the name of a file", NEW, {"round-1/form.html/x": ""}),
        Scenario("a file with the name of the folder", NEW, {"round-1": ""}),
        Scenario("a name that is too long", (*NEW, "--company", "x" * 201)),
    ]
    check_wording("survey_new", scenarios, tmp_path)
