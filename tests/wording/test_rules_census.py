"""The wording of `advisor rules census`: its help, and the built-in rules with a pack that leaves gaps."""

from __future__ import annotations

from pathlib import Path

from tests.wording.transcript import Scenario, check_wording

PACK = {
    "pack/pack.yaml": """\
name: mine
version: 0.1.0
switches_off:
  - {rule: integrated/keep-it-up, reason: We want to see companies without a verdict.}
""",
    "pack/rules/more.yaml": """\
stage: decide
rules:
  - {id: mine/both, title: Both, status: stable, source: policy/verdict, when: {state: defined, roles_defined: yes},
     then: {verdict: prepare}, because: "You report that {grounds}; prepare."}
  - {id: mine/near, title: Near, status: stable, source: policy/verdict,
     when: {state: integrated, score_near_edge: yes}, then: {verdict: consolidate}, because: "Take care."}
""",
}


def test_wording(tmp_path: Path) -> None:
    scenarios = [
        Scenario("help", ("rules", "census", "--help")),
        Scenario("all words", ("rules", "census", "--pack", "pack"), PACK),
        Scenario("as Markdown", ("rules", "census", "--pack", "pack", "--format", "md"), PACK),
    ]
    check_wording("rules_census", scenarios, tmp_path)
