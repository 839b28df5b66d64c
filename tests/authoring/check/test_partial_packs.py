"""What is told of a pack that does not load, beside what keeps it from loading, and what is not told too early."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.authoring.check import runner as running
from tests.authoring.small_packs import MINE, changed, write

RULES, CASES, OWN = "rules/own.yaml", "rules/own.cases.yaml", "knowledge/own.yaml"
WHEN = "when: {meetings: no, crew: small}"
BECAUSE = "because: You report that {grounds}; a date helps."
UNKNOWN = changed(RULES, WHEN, "when: {meeting: no, crew: small}")
"""A pack in which one condition is not understood."""


def codes_in(folder: Path, files: dict[str, str]) -> list[str]:
    return [f"{each.code} {each.sentence}" for each in running.check_packs([str(write(folder / "mine", files))])]


def test_a_placeholder_that_is_no_fact_is_told_beside_an_unknown_fact(tmp_path: Path) -> None:
    files = {**UNKNOWN, RULES: UNKNOWN[RULES].replace(BECAUSE, "because: You report that {nix}; a date helps.")}
    told = codes_in(tmp_path, files)
    assert any(each.startswith("ADV101") for each in told)
    assert [each for each in told if "`nix`" in each] == [
        "ADV106 `because` of rule `mine/no-meetings` names `nix`, which is not a fact"
    ]


def test_a_placeholder_that_the_loader_tells_of_is_told_once(tmp_path: Path) -> None:
    told = codes_in(tmp_path, changed(RULES, BECAUSE, "because: You report that {nix}; a date helps."))
    assert len([each for each in told if "`nix`" in each]) == 1


def test_a_placeholder_for_what_the_condition_misspells_is_not_told_too(tmp_path: Path) -> None:
    files = {**UNKNOWN, RULES: UNKNOWN[RULES].replace("{grounds}", "{meeting}")}
    assert not any(each.startswith("ADV106") for each in codes_in(tmp_path, files))


def test_a_threshold_is_told_beside_an_unknown_fact(tmp_path: Path) -> None:
    told = codes_in(tmp_path, changed(RULES, WHEN, "when: {meeting: no, people: {at_least: 5}}"))
    assert any(each.startswith("ADV503") for each in told)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{relationship: undefined, meetings: no,", "{nofact: yes, meetings: no,", "`nofact` is not a fact"),
        ("undefined, meetings: no,", "undefind, meetings: no,", "`undefind` is not a value of `relationship`"),
        ("{fires: [mine/no-meetings]}", "{fires: [nix]}", "there is no rule `nix`"),
        ("{fires: [mine/no-meetings]}", "{verdict: foo}", "there is no verdict `foo`"),
        ("{fires: [mine/no-meetings]}", "{bogus: 1}", "cannot expect `bogus`"),
    ],
)
def test_a_case_is_looked_at_beside_a_rule_that_is_not_understood(
    old: str, new: str, said: str, tmp_path: Path
) -> None:
    told = codes_in(tmp_path, {**UNKNOWN, CASES: MINE[CASES].replace(old, new, 1)})
    assert [each.startswith("ADV303 ") for each in told if said in each] == [True]


@pytest.mark.parametrize(
    "files",
    [
        UNKNOWN,
        changed(OWN, "kind: yes_no", "kind: yesno"),
        changed(OWN, "facts:", "fatcs:"),
        changed(OWN, "facts:", "facts: ["),
        changed(RULES, "stage: plan", "stage: plann"),
        changed(RULES, "stage: plan\n", "stage: [plan\n"),
        changed(RULES, "rules:", "ruels:"),
        changed(RULES, "title: The two functions do not meet", "title: [a]"),
        {**MINE, "pack.yaml": "name: [mine\n"},
    ],
)
def test_what_a_broken_entry_defines_is_not_called_unknown_in_cases(files: dict[str, str], tmp_path: Path) -> None:
    told = codes_in(tmp_path, files)
    assert told
    assert not any(each.startswith("ADV303") for each in told)
