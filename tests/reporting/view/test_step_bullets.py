"""The bullets of a step where a pack adds to it: the pack's are told, and those of the built-in pack all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.consultation import Consultation
from advisor.loading.facts_file import read_facts
from advisor.loading.load_rulebase import find_builtin_folder, load
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
def test_what_a_pack_adds_is_told_and_leaves_out_nothing(path: Path, tmp_path: Path) -> None:
    plain = load()
    company = read_facts(str(path), plain)
    before = build_report_view(Consultation(plain).advise(company), plain)
    steps = [step.id for step in Consultation(plain).advise(company).steps]
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
        told = [line.text for line in new.bullets]
        assert {line.text for line in old.bullets} <= set(told)
        assert any("Do what was added" in text for text in told) == fired
