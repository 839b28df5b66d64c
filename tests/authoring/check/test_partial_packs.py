"""Findings about a pack that does not load, besides the errors of loading, and findings that must wait."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from advisor.authoring.check import run_checks as running
from tests.authoring.small_packs import MINE, change_file, write_pack

RULES, CASES, OWN = "rules/own.yaml", "rules/own.cases.yaml", "knowledge/own.yaml"
WHEN = "when: {meetings: no, crew: small}"
BECAUSE = "because: You report that {grounds}; a date helps."
UNKNOWN = change_file(RULES, WHEN, "when: {meeting: no, crew: small}")
"""A pack with one condition that the loader does not understand."""


def check_files(folder: Path, files: dict[str, str]) -> list[tuple[str, list[str]]]:
    """Return the code and the words in backticks of each finding."""
    findings = running.check_packs([str(write_pack(folder / "mine", files))])
    return [(each.code, re.findall("`([^`]*)`", each.sentence)) for each in findings]


def test_reports_a_placeholder_that_is_no_fact_next_to_an_unknown_fact(tmp_path: Path) -> None:
    files = {**UNKNOWN, RULES: UNKNOWN[RULES].replace(BECAUSE, "because: You report that {nix}; a date helps.")}
    found = check_files(tmp_path, files)
    assert "ADV101" in {code for code, _ in found}
    assert [each for each in found if "nix" in each[1]] == [("ADV106", ["because", "mine/no-meetings", "nix"])]


def test_a_placeholder_that_the_loader_reports_is_reported_once(tmp_path: Path) -> None:
    found = check_files(tmp_path, change_file(RULES, BECAUSE, "because: You report that {nix}; a date helps."))
    assert len([each for each in found if "nix" in each[1]]) == 1


@pytest.mark.parametrize("files", [MINE, UNKNOWN])
def test_a_brace_that_does_not_close_is_reported_once(files: dict[str, str], tmp_path: Path) -> None:
    broken = {**files, RULES: files[RULES].replace("{grounds}", "{grounds")}
    assert [code for code, _ in check_files(tmp_path, broken)].count("ADV106") == 1


def test_a_placeholder_that_the_condition_misspells_too_is_not_reported(tmp_path: Path) -> None:
    files = {**UNKNOWN, RULES: UNKNOWN[RULES].replace("{grounds}", "{meeting}")}
    assert "ADV106" not in {code for code, _ in check_files(tmp_path, files)}


def test_reports_a_threshold_next_to_an_unknown_fact(tmp_path: Path) -> None:
    found = check_files(tmp_path, change_file(RULES, WHEN, "when: {meeting: no, people: {at_least: 5}}"))
    assert "ADV503" in {code for code, _ in found}


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("{relationship: undefined, meetings: no,", "{nofact: yes, meetings: no,", "nofact"),
        ("undefined, meetings: no,", "undefind, meetings: no,", "undefind"),
        ("{fires: [mine/no-meetings]}", "{fires: [nix]}", "nix"),
        ("{fires: [mine/no-meetings]}", "{verdict: foo}", "foo"),
        ("{fires: [mine/no-meetings]}", "{bogus: 1}", "bogus"),
    ],
)
def test_checks_cases_although_a_rule_is_not_understood(old: str, new: str, name: str, tmp_path: Path) -> None:
    found = check_files(tmp_path, {**UNKNOWN, CASES: MINE[CASES].replace(old, new, 1)})
    assert [code for code, names in found if name in names] == ["ADV303"]


@pytest.mark.parametrize(
    "files",
    [
        UNKNOWN,
        change_file(OWN, "kind: yes_no", "kind: yesno"),
        change_file(OWN, "facts:", "fatcs:"),
        change_file(OWN, "facts:", "facts: ["),
        change_file(RULES, "stage: plan", "stage: plann"),
        change_file(RULES, "stage: plan\n", "stage: [plan\n"),
        change_file(RULES, "rules:", "ruels:"),
        change_file(RULES, "title: The two functions do not meet", "title: [a]"),
        {**MINE, "pack.yaml": "name: [mine\n"},
    ],
)
def test_names_that_a_broken_entry_may_define_are_not_unknown_in_cases(files: dict[str, str], tmp_path: Path) -> None:
    found = {code for code, _ in check_files(tmp_path, files)}
    assert found
    assert "ADV303" not in found
