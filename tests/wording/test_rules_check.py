"""The wording of `advisor rules check`: its help, its usual output, and each finding of the checks once."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.authoring.check import case_checks, rule_checks, run_checks
from advisor.loading.packs import load_rulebase
from tests.authoring.check.test_checks import BECAUSE, RULES, SHOWN, TITLE, WHEN
from tests.authoring.small_packs import CORE, MINE, change_file, write_pack
from tests.wording.transcript import Scenario, check_wording

FURTHER = {
    "a pack without findings": MINE,
    "a locator that is near no other": change_file(RULES, "source: mine/meetings", "source: nowhere/1"),
    "a rule whose conclusions are never drawn together": change_file(RULES, WHEN, "when: {verdict: stay, crew: small}"),
    "a placeholder of a rule that does not load": {
        **MINE,
        RULES: MINE[RULES].replace(WHEN, "when: {meeting: no}").replace("{grounds}", "{nix}"),
    },
    "a brace of a rule that does not load": {
        **MINE,
        RULES: MINE[RULES].replace(WHEN, "when: {meeting: no}").replace("{grounds}", "{grounds"),
    },
    "a title with a period": change_file(RULES, TITLE, f"{TITLE}."),
    "a placeholder without a word before it": change_file(RULES, BECAUSE, "because: '{grounds}.'"),
    "no final line break": {**MINE, RULES: MINE[RULES].rstrip("\n")},
    "exemptions that are no mapping": change_file(RULES, BECAUSE, f"{BECAUSE}\n    exempt: [ADV601]"),
    "an exemption from an exemption": change_file(RULES, BECAUSE, f"{BECAUSE}\n    exempt: {{ADV702: r}}"),
    "an exemption with a misspelt code": change_file(RULES, BECAUSE, f"{BECAUSE}\n    exempt: {{ADV699: r}}"),
}
REASON = 'reason = "We write titles in lower case."'
PROJECTS = {
    "a code that is switched off": f'[checks.ADV603]\nseverity = "off"\n{REASON}\n',
    "a code that is lowered": f'[checks.ADV603]\nseverity = "note"\n{REASON}\n',
    "a setting without a reason": '[checks.ADV603]\nseverity = "off"\n',
    "a setting without a severity": f"[checks.ADV603]\n{REASON}\n",
    "a setting with another key": f'[checks.ADV603]\nseverity = "off"\nlevel = 1\n{REASON}\n',
    "a setting that raises": f'[checks.ADV401]\nseverity = "error"\n{REASON}\n',
    "a setting of an error that keeps from advice": f'[checks.ADV101]\nseverity = "off"\n{REASON}\n',
    "a setting of a code about exemptions": f'[checks.ADV702]\nseverity = "off"\n{REASON}\n',
    "a setting of an unknown code": f'[checks.ADV699]\nseverity = "off"\n{REASON}\n',
    "an unused setting": f'[checks.ADV605]\nseverity = "off"\n{REASON}\n',
    "settings that are no table": "checks = 3\n",
}
KNOWN = """\
{"version": 1, "findings": [
  {"file": "mine/rules/own.yaml", "code": "ADV603", "count": 1,
   "sentence": "the title `the two functions do not meet.` does not begin with a capital letter"},
  {"file": "mine/rules/own.yaml", "code": "ADV605", "count": 2, "sentence": "gone"}
]}
"""
BASELINES = {
    "a new baseline": ("--write-baseline", "new.json"),
    "a baseline": ("--baseline", "known.json"),
    "a file that is no baseline": ("--baseline", "other.json"),
    "a baseline that is not there": ("--baseline", "gone.json"),
    "both options": ("--baseline", "known.json", "--write-baseline", "new.json"),
}
OWN_CODES = [code for code in SHOWN if code > "ADV201" and code != "ADV303"]
"""Codes with sentences of the checks; the sentences of the other codes are those of loading and of cases."""


def place_in_pack(files: dict[str, str]) -> dict[str, str]:
    return {f"mine/{name}": text for name, text in files.items()}


def test_wording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    core = write_pack(tmp_path / "core", CORE)
    for module in (load_rulebase, run_checks):
        monkeypatch.setattr(module, "find_builtin_folder", lambda: str(core))
    args = ("rules", "check", "--pack", "mine")
    packs = FURTHER | {code: SHOWN[code] for code in OWN_CODES}
    scenarios = [
        Scenario("help", ("rules", "check", "--help")),
        *(Scenario(title, args, place_in_pack(files)) for title, files in packs.items()),
        Scenario("fix", (*args, "--fix"), place_in_pack(SHOWN["ADV607"])),
        Scenario("fix without a pack", ("rules", "check", "--fix")),
        Scenario("a file", (*args, "-o", "out.txt"), place_in_pack(SHOWN["ADV603"])),
        Scenario("JSON", (*args, "--format", "json"), place_in_pack(SHOWN["ADV603"])),
    ]
    scenarios += [
        Scenario(title, args, {**place_in_pack(SHOWN["ADV603"]), "advisor.toml": text})
        for title, text in PROJECTS.items()
    ]
    for title, options in BASELINES.items():
        files = {**place_in_pack(SHOWN["ADV603"]), "known.json": KNOWN, "other.json": "{}"}
        scenarios.append(Scenario(title, (*args, *options), files))
    check_wording("rules_check", scenarios, tmp_path)


def test_wording_of_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    core = write_pack(tmp_path / "core", CORE)
    for module in (load_rulebase, run_checks):
        monkeypatch.setattr(module, "find_builtin_folder", lambda: str(core))
    monkeypatch.setattr(rule_checks, "MAX_PAIRS", 0)
    monkeypatch.setattr(case_checks, "MAX_EVALUATIONS", 0)
    files = place_in_pack(SHOWN["ADV403"])
    scenario = Scenario("too many rules and cases", ("rules", "check", "--pack", "mine"), files)
    check_wording("rules_check_limits", [scenario], tmp_path)
