"""The wording of `advisor rules show`: its help, each kind of thing with an id, and its refusal."""

from __future__ import annotations

from pathlib import Path

from tests.authoring.small_packs import MINE
from tests.wording.transcript import Scenario, check_wording

IDS = {
    "a rule with a guard": "mine/no-meetings",
    "a rule that replaces another": "mine/distance",
    "a replaced rule": "plan/defined/distance",
    "a computed fact": "crew",
    "a conclusion": "hold_back",
    "a step": "sit-together",
    "a caution": "apart",
    "a work and a pack": "mine",
}
OVERRIDING = """\
stage: plan
rules:
  - {id: mine/distance, overrides: plan/defined/distance, reason: We work remotely., title: Remote work,
     status: stable, source: mine/remote, when: {any: [{state: defined}, {not: {meetings: [yes, no]}}]},
     then: {step: sit-together}, because: You work apart.}
"""
CAUTION = """\
stage: caution
rules:
  - {id: mine/apart, title: Apart, status: stable, source: mine/remote,
     when: {not: {any: [{people: 9}, {crew: large}]}}, then: {caution: apart},
     because: "You report that {grounds}; take care."}
"""


def test_wording(tmp_path: Path) -> None:
    files = {**MINE, "rules/more.yaml": OVERRIDING, "rules/caution.yaml": CAUTION}
    pack = {f"pack/{name}": text for name, text in files.items()}
    scenarios = [Scenario("help", ("rules", "show", "--help"))]
    scenarios += [Scenario(title, ("rules", "show", name, "--pack", "pack"), pack) for title, name in IDS.items()]
    scenarios += [Scenario("an entry", ("rules", "show", "funnel/purchase-intention"))]
    scenarios += [Scenario("an unknown id", ("rules", "show", "liason"))]
    check_wording("rules_show", scenarios, tmp_path)
