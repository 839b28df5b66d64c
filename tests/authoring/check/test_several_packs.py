"""Packs that are checked together: what another of them reads, advises or concludes is used."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from advisor.authoring.check.run_checks import check_packs
from advisor.loading.packs import load_rulebase
from tests.authoring.small_packs import CORE, MINE, write_pack

WORDS = {
    "pack.yaml": "name: words\nversion: 0.1.0\n",
    "knowledge/own.yaml": MINE["knowledge/own.yaml"].replace(
        "steps:\n",
        "conclusions:\n  verdict: {overrides: verdict, reason: r, stage: decide, single: yes, "
        "values: [stay, tighten, wait], source: policy/v}\nverdicts:\n"
        "  wait: {title: Wait., text: Wait for it., review: Look again in a year., source: policy/v}\nsteps:\n",
    ),
}
WAIT = """\
stage: decide
rules:
  - id: mine/wait
    overrides: decide/stay
    reason: We rather wait.
    title: Nothing speaks for a change
    status: test
    source: mine/meetings
    when: {state: defined}
    then: {verdict: wait}
    because: Nothing speaks for a change.
"""
WAIT_CASES = """\
cases:
  - name: A defined company waits
    facts: {relationship: defined}
    expect: {fires: [mine/wait]}
  - name: An undefined company does not
    facts: {relationship: undefined}
    expect: {silent: [mine/wait]}
"""
RULES = {
    "pack.yaml": MINE["pack.yaml"],
    **{name: text for name, text in MINE.items() if name.startswith("rules/")},
    "rules/wait.yaml": WAIT,
    "rules/wait.cases.yaml": WAIT_CASES,
}


@pytest.fixture(autouse=True)
def core(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_pack(tmp_path / "core", CORE)
    monkeypatch.setattr(load_rulebase, "find_builtin_folder", lambda: str(folder))


def list_codes(*packs: Path) -> list[str]:
    return [each.code for each in check_packs([os.fspath(pack) for pack in packs])]


def test_a_vocabulary_and_the_rules_that_use_it_have_no_findings(tmp_path: Path) -> None:
    words, rules = write_pack(tmp_path / "words", WORDS), write_pack(tmp_path / "rules", RULES)
    assert sorted(list_codes(words)) == ["ADV406", "ADV501", "ADV501", "ADV501", "ADV502"]
    assert list_codes(words, rules) == []


def test_what_no_pack_uses_is_still_reported(tmp_path: Path) -> None:
    unused = (
        "facts:\n  weather: {kind: yes_no, question: Rain?, label: rain, values: {yes: a, no: b}, source: mine/w}\n"
    )
    words = write_pack(tmp_path / "words", {**WORDS, "knowledge/more.yaml": unused})
    assert list_codes(words, write_pack(tmp_path / "rules", RULES)) == ["ADV501"]


def test_a_verdict_that_a_later_pack_takes_away_is_its_finding(tmp_path: Path) -> None:
    header = "name: lean\nversion: 0.1.0\nswitches_off:\n  - {rule: decide/tighten, reason: We never do.}\n"
    mine, lean = write_pack(tmp_path / "mine", MINE), write_pack(tmp_path / "lean", {"pack.yaml": header})
    found = [each for each in check_packs([str(mine), str(lean)]) if each.code == "ADV408"]
    assert [each.place.file for each in found] == [str(lean / "pack.yaml")]


def test_two_packs_that_together_take_the_only_verdict_away_are_reported(tmp_path: Path) -> None:
    backup = WAIT.replace("    overrides: decide/stay\n    reason: We rather wait.\n", "").replace("wait}", "stay}")
    own = {"pack.yaml": MINE["pack.yaml"], "rules/wait.yaml": backup}
    headers = [
        f"name: {name}\nversion: 0.1.0\nswitches_off:\n  - {{rule: {rule}, reason: We never do.}}\n"
        for name, rule in (("north", "decide/stay"), ("south", "mine/wait"))
    ]
    packs = [write_pack(tmp_path / "mine", own)]
    packs += [write_pack(tmp_path / f"p{number}", {"pack.yaml": text}) for number, text in enumerate(headers)]
    assert "ADV408" not in list_codes(*packs[:2])
    assert "ADV408" in list_codes(*packs)


def test_a_pack_is_not_blamed_for_companies_without_a_verdict_before(tmp_path: Path) -> None:
    write_pack(tmp_path / "core", {"rules/decide.yaml": CORE["rules/decide.yaml"].partition("  - id: decide/stay")[0]})
    own = WAIT.replace("decide/stay", "decide/tighten").replace("{state: defined}", "{state: undefined}")
    files = {"pack.yaml": MINE["pack.yaml"], "rules/wait.yaml": own.replace("verdict: wait", "verdict: tighten")}
    assert "ADV408" not in list_codes(write_pack(tmp_path / "mine", files))
    files["rules/wait.yaml"] = files["rules/wait.yaml"].replace("undefined}", "undefined, sales_cycle: long}")
    assert "ADV408" in list_codes(write_pack(tmp_path / "mine", files))
