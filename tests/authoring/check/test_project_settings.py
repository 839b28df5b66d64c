"""Codes that a project lowers or switches off, and baselines for old packs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from advisor.authoring.check.catalogue import load_checks
from advisor.authoring.check.project_settings import UNUSED_SETTING, WRONG_SETTING
from advisor.loading.packs import load_rulebase
from tests.authoring.small_packs import CORE, MINE, change_file, write_pack
from tests.cli.command import CommandResult, run

RULES = "rules/own.yaml"
TITLE, BECAUSE = "title: The two functions do not meet", "because: You report that {grounds}; a date helps."
WARNED = change_file(RULES, TITLE, "title: the two functions do not meet")
BROKEN = change_file(RULES, "when: {meetings: no", "when: {meeting: no")
REASON = 'reason = "We write titles in lower case."'


@pytest.fixture(autouse=True)
def core(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_pack(tmp_path / "core", CORE)
    monkeypatch.setattr(load_rulebase, "find_builtin_folder", lambda: str(folder))


def check(folder: Path, files: dict[str, str], settings: str = "", *args: str) -> tuple[CommandResult, dict[str, str]]:
    """Check the pack `mine` in a project with these settings; also return the severity of each code found."""
    write_pack(folder / "mine", files)
    if settings:
        (folder / "advisor.toml").write_text(settings, encoding="utf-8")
    result = run("rules", "check", "--pack", "mine", "--format", "json", *args, folder=folder)
    found = json.loads(result.out)["findings"] if result.out.startswith("{") else []
    return result, {each["code"]: each["severity"] for each in found}


@pytest.mark.parametrize(
    ("severity", "expected", "code"), [("off", {}, 0), ("note", {"ADV603": "note"}, 0), ("", {"ADV603": "warning"}, 1)]
)
def test_a_project_lowers_a_code(severity: str, expected: dict[str, str], code: int, tmp_path: Path) -> None:
    settings = f'[checks.ADV603]\nseverity = "{severity}"\n{REASON}\n' if severity else ""
    result, found = check(tmp_path, WARNED, settings)
    assert (result.code, found) == (code, expected)
    assert ("ADV603" in result.err) is (severity == "off")


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ('[checks.ADV603]\nseverity = "off"\n', 1),
        ('[checks.ADV603]\nseverity = "off"\nreason = "  "\n', 1),
        (f"[checks.ADV603]\n{REASON}\n", 1),
        (f'[checks.ADV603]\nseverity = "error"\n{REASON}\n', 1),
        (f'[checks.ADV603]\nseverity = "warning"\n{REASON}\n', 1),
        (f'[checks.ADV603]\nseverity = "off"\nwhy = "x"\n{REASON}\n', 1),
        ('[checks]\nADV603 = "off"\n', 2),
        (f'[checks.ADV699]\nseverity = "off"\n{REASON}\n', 1),
        ("checks = 3\n", 1),
    ],
)
def test_a_setting_that_is_not_complete_does_not_count(settings: str, line: int, tmp_path: Path) -> None:
    result, found = check(tmp_path, WARNED, settings)
    assert found == {"ADV603": "warning", WRONG_SETTING: "warning"}
    (finding,) = [each for each in json.loads(result.out)["findings"] if each["code"] == WRONG_SETTING]
    assert (finding["file"], finding["line"]) == ("advisor.toml", line)


@pytest.mark.parametrize("code", [code for code, check in load_checks().items() if not check.is_lowerable])
def test_what_keeps_from_advice_is_never_switched_off(code: str, tmp_path: Path) -> None:
    _, found = check(tmp_path, BROKEN, f'[checks.{code}]\nseverity = "off"\n{REASON}\n')
    assert found == {"ADV101": "error", WRONG_SETTING: "warning"}


def test_an_unused_setting_is_reported_where_the_whole_project_is_checked(tmp_path: Path) -> None:
    unused = f'[checks.ADV603]\nseverity = "off"\n{REASON}\n'
    assert check(tmp_path, MINE, unused)[1] == {UNUSED_SETTING: "warning"}
    assert check(tmp_path, BROKEN, unused)[1] == {"ADV101": "error"}
    write_pack(tmp_path / "theirs", {"pack.yaml": "name: theirs\nversion: 0.1.0\n"})
    assert check(tmp_path, MINE, f'packs = ["theirs"]\n{unused}')[1] == {}


def test_settings_change_no_advice(tmp_path: Path) -> None:
    write_pack(tmp_path / "mine", WARNED)
    (tmp_path / "advisor.toml").write_text(f'[checks.ADV603]\nseverity = "off"\n{REASON}\n', encoding="utf-8")
    assert run("facts", "--pack", "mine", folder=tmp_path).code == 0


def test_a_baseline_leaves_only_new_findings(tmp_path: Path) -> None:
    result, found = check(tmp_path, WARNED, "", "--write-baseline", "known.json")
    assert (result.code, found) == (0, {})
    assert check(tmp_path, WARNED, "", "--baseline", "known.json")[1] == {}
    moved = {**WARNED, RULES: f"# A line more.\n\n{WARNED[RULES]}".replace(BECAUSE, "because: A date helps.")}
    assert check(tmp_path, moved, "", "--baseline", "known.json")[1] == {"ADV601": "warning"}


def test_a_baseline_counts_equal_findings_and_names_fixed_ones(tmp_path: Path) -> None:
    spaces = {**MINE, RULES: MINE[RULES].replace("stage: plan\n", "stage: plan  \n")}
    check(tmp_path, spaces, "", "--write-baseline", "known.json")
    more = {**MINE, RULES: spaces[RULES].replace("rules:\n", "rules:  \n")}
    result, found = check(tmp_path, more, "", "--baseline", "known.json")
    assert (len(json.loads(result.out)["findings"]), found) == (1, {"ADV606": "note"})
    result, found = check(tmp_path, MINE, "", "--baseline", "known.json")
    assert (found, "1 entry" in result.err) == ({}, True)


def test_a_baseline_works_from_another_folder(tmp_path: Path) -> None:
    check(tmp_path, WARNED, "", "--write-baseline", "known.json")
    (tmp_path / "below").mkdir()
    args = ("rules", "check", "--pack", tmp_path / "mine", "--baseline", "../known.json")
    assert run(*args, folder=tmp_path / "below").code == 0


def test_errors_that_keep_from_advice_are_never_in_a_baseline(tmp_path: Path) -> None:
    result, found = check(tmp_path, BROKEN, "", "--write-baseline", "known.json")
    assert (result.code, found) == (1, {"ADV101": "error"})
    assert check(tmp_path, BROKEN, "", "--baseline", "known.json")[1] == {"ADV101": "error"}


@pytest.mark.parametrize(
    "text",
    [
        *("", "[", "[]", "{}", "[" * 9_000, "\0"),
        '{"version": 2, "findings": []}',
        '{"version": 1, "findings": [1]}',
        '{"version": 1, "findings": [{"file": "a", "code": "b", "sentence": "c", "count": -1}]}',
    ],
)
def test_refuses_a_file_that_is_no_baseline(text: str, tmp_path: Path) -> None:
    (tmp_path / "known.json").write_text(text, encoding="utf-8")
    result, _ = check(tmp_path, WARNED, "", "--baseline", "known.json")
    assert (result.code, result.err.startswith("known.json")) == (2, True)


def test_refuses_options_that_exclude_each_other(tmp_path: Path) -> None:
    assert check(tmp_path, MINE, "", "--baseline", "a", "--write-baseline", "b")[0].code == 2
    assert check(tmp_path, MINE, "", "-o", "a", "--write-baseline", "a")[0].code == 2
