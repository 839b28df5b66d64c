"""The wording of `advisor rules test`: its help, its usual output, each kind of failing case, and each error once."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.authoring.cases import runner
from tests.authoring.cases.test_case_files import OVERRIDING
from tests.authoring.small_packs import CORE, MINE, write
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
CONTRADICTING = """\
stage: decide
rules:
  - id: mine/stay
    title: A rule that contradicts another
    status: test
    source: policy/mine
    when: {state: integrated}
    then: {verdict: stay}
    because: It works.
"""
CONTRADICTED = "cases: [{name: A company, facts: {relationship: integrated}, expect: {verdict: stay}}]\n"


def test_wording(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    core = write(tmp_path / "core", CORE)  # so that the cases of the built-in pack do not run
    monkeypatch.setattr(runner, "find_builtin_folder", lambda: str(core))
    args = ("rules", "test", "--pack", "mine")
    packs = {
        "failing cases": {"rules/a.cases.yaml": FAILING},
        "rules that contradict each other": {"rules/a.yaml": CONTRADICTING, "rules/a.cases.yaml": CONTRADICTED},
        "cases that cannot be used": {"rules/a.cases.yaml": UNUSABLE},
        "a file without cases": {"rules/a.cases.yaml": "rules: []\n"},
        "removed rules": {"pack.yaml": HEADER + OFF, "rules/a.yaml": OVERRIDING, "rules/a.cases.yaml": REMOVED},
    }
    mine = {f"mine/{name}": text for name, text in MINE.items()}
    uncovered = {name: text for name, text in mine.items() if not name.endswith(".cases.yaml")}
    scenarios = [
        Scenario("help", ("rules", "test", "--help")),
        Scenario("passing cases", args, mine),
        Scenario("a rule without cases", args, uncovered),
        Scenario("coverage", (*args, "--min", "99"), mine),
        *(
            Scenario(title, args, {f"mine/{name}": text for name, text in {"pack.yaml": HEADER, **files}.items()})
            for title, files in packs.items()
        ),
    ]
    check_wording("rules_test", scenarios, tmp_path / "runs")
