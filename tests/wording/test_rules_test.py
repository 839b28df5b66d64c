"""The wording of `advisor rules test`: its help, its usual output, each kind of failing case, and each error once."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from advisor.authoring.cases import case_files
from advisor.loading.packs import load_rulebase
from tests.authoring.cases.test_case_files import OVERRIDING
from tests.authoring.check.test_checks import CASES, DECIDES
from tests.authoring.small_packs import CORE, MINE, write_pack
from tests.wording.transcript import Scenario, check_wording

HEADER = "name: mine\nversion: 1.0.0\n"
FAILING = """\
cases:
  - name: A company in which everything is expected otherwise
    facts: {relationship: undefined, current_conflicts: frequent}
    expect:
      verdict: stay
      possible_verdicts: [stay, tighten]
      state: defined
      move: none
      fires: undefined/small-company
      silent: undefined/resources-contested
      steps: [lead-handoff, rules-of-engagement]
      done: liaison
      not_yet: rules-of-engagement
      cautions: no-benchmark
  - name: A company with a rule that fires unexpectedly
    facts: {relationship: undefined, current_conflicts: frequent}
    expect: {silent: undefined/frequent-conflicts}
  - name: A company with an open verdict
    facts: {relationship: defined}
    expect: {verdict: tighten}
  - name: A company without the expected move
    facts: {relationship: integrated}
    expect: {move: {from: aligned, to: integrated}}
"""
UNUSABLE = """\
cases:
  - name: A case with misspelt names
    facts: {}
    expect: {fires: undefined/small-companies, cautions: zzz, state: open, silent: [], fire: x, move: up}
  - name: A case with misspelt names
    expect: {verdict: [stay, tighten]}
  - name: A case that expects nothing
    facts: {}
    expect: {}
  - name: A case that contradicts itself
    facts: {}
    expect: {fires: classify/stated-defined, silent: classify/stated-defined}
  - a word
"""
REMOVED = """\
cases:
  - name: A case of rules that are replaced or switched off
    facts: {}
    expect: {silent: [plan/defined/distance, caution/scores/nothing-to-compare]}
"""
OFF = "switches_off: [{rule: caution/scores/nothing-to-compare, reason: We compare ourselves.}]\n"
CONTRADICTED = "cases: [{name: A company, facts: {relationship: undefined, crew: small}, expect: {verdict: stay}}]\n"
ARGS = ("rules", "test", "--pack", "mine")


def place_in_pack(files: dict[str, str]) -> dict[str, str]:
    return {f"mine/{name}": text for name, text in files.items()}


@pytest.fixture
def core(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Replace the cases of the built-in pack by none."""
    folder = str(write_pack(tmp_path / "core", CORE))
    monkeypatch.setattr(case_files, "find_builtin_folder", lambda: folder)
    return folder


def test_wording(core: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load_rulebase, "find_builtin_folder", lambda: core)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # the cache of this core must not replace the real one
    without_cases = {name: text for name, text in MINE.items() if name != CASES}
    contradicting = {**MINE, CASES: CONTRADICTED, "rules/decide.yaml": DECIDES}
    scenarios = [
        Scenario("help", ("rules", "test", "--help")),
        Scenario("passing cases", ARGS, place_in_pack(MINE)),
        Scenario("a rule without cases", ARGS, place_in_pack(without_cases)),
        Scenario("coverage", (*ARGS, "--min", "99"), place_in_pack(MINE)),
        Scenario("rules that contradict each other", ARGS, place_in_pack(contradicting)),
        Scenario("a file without cases", ARGS, place_in_pack({**MINE, CASES: "rules: []\n"})),
    ]
    check_wording("rules_test", scenarios, tmp_path)


@pytest.mark.usefixtures("core")
def test_wording_of_failures(tmp_path: Path) -> None:
    removing = {"pack.yaml": HEADER + OFF, "rules/a.yaml": OVERRIDING, "rules/a.cases.yaml": REMOVED}
    scenarios = [
        Scenario("failing cases", ARGS, place_in_pack({"pack.yaml": HEADER, "rules/a.cases.yaml": FAILING})),
        Scenario("unusable cases", ARGS, place_in_pack({"pack.yaml": HEADER, "rules/a.cases.yaml": UNUSABLE})),
        Scenario("removed rules", ARGS, place_in_pack(removing)),
    ]
    check_wording("rules_test_failures", scenarios, tmp_path)
