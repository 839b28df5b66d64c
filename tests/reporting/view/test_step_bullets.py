"""The bullets of a step that a pack adds to: the pack's own, and all those of the built-in pack."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.consultation import Consultation
from advisor.loading.facts.facts_file import read_facts
from advisor.loading.packs.load_rulebase import find_builtin_folder, load
from advisor.model.rulebase import RuleBase
from advisor.reporting.view.report_view import build_report_view

ROOT = Path(find_builtin_folder())
EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
RULE = """\
stage: plan
rules:
  - id: mine/added
    title: Something added
    status: test
    source: policy/added
    when: {state: [undefined, defined, aligned], verdict: [tighten, prepare], added: yes}
    then: {step: STEPS, detail: mine-step/added}
    because: You report that {grounds}.
"""
KNOWLEDGE = """\
facts:
  added:
    kind: yes_no
    question: Is something added?
    label: added
    values: {yes: something is added, no: nothing is added}
    source: policy/added
steps:
  mine-step:
    title: A step of our own
    short: our own
    move: undefined-to-defined
    order: 1
    what: Do it.
    first: Begin.
    owner: both heads
    sign: It is done.
    source: policy/added
    practices: {added: {text: Do what was added., source: policy/added}}
"""


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_bullets_of_a_pack_replace_no_others(builtin: RuleBase, path: Path, tmp_path: Path) -> None:
    company = read_facts(str(path), builtin)
    plain_advice = Consultation(builtin).advise(company)
    before = build_report_view(plain_advice, builtin)
    steps = [step.id for step in plain_advice.steps]
    if not steps:
        pytest.skip("no step is advised")
    for name in ("rules", "knowledge"):
        (tmp_path / name).mkdir()
    (tmp_path / "pack.yaml").write_text("name: mine\nversion: 0.0.1\n")
    (tmp_path / "knowledge" / "own.yaml").write_text(KNOWLEDGE)
    (tmp_path / "rules" / "own.yaml").write_text(RULE.replace("STEPS", f"[{', '.join(steps)}]"))
    rulebase = load([str(tmp_path)])
    stated = company._replace(stated={**company.stated, "added": "yes"})
    advice = Consultation(rulebase).advise(stated)
    after = build_report_view(advice, rulebase)
    fired = any(entry.rule == "mine/added" for entry in advice.trace)
    views = [[step for group in report.steps for step in group.steps] for report in (before, after)]
    for old, new in zip(*views, strict=True):
        bullets = [line.text for line in new.bullets]
        assert {line.text for line in old.bullets} <= set(bullets)
        assert any("Do what was added" in text for text in bullets) == fired
