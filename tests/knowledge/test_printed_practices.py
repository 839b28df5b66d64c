"""Every practice, and every reason that the article gives for a step, is printed in some report.

The companies are those of the cases beside the rules, and for what these leave out, a company with the facts of a
case that makes the rule fire and little else.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from advisor.authoring.cases.case_files import read_cases
from advisor.consultation import Consultation
from advisor.errors import ContradictionError
from advisor.loading.load_rulebase import find_builtin_folder, load
from advisor.model.vocabulary import Stage
from advisor.reporting.view.report_view import build_report_view
from advisor.reporting.view.wording import decapitalize

BUILTIN = load()
STEP_RULES = [rule for rule in BUILTIN.rules if rule.stage is Stage.PLAN and rule.list_concluded_values("step")]
PRACTICES = {practice.id: practice.text for step in BUILTIN.steps.values() for practice in step.practices.values()}
READINGS = {
    name: BUILTIN.entries[name].title if name.startswith("checklist/") else BUILTIN.entries[name].text
    for rule in STEP_RULES
    for name in rule.list_concluded_values("detail")
    if name in BUILTIN.entries
}
REASONS = {rule.id: rule.because for rule in STEP_RULES if not rule.source.startswith("policy/")}


def iter_bullets() -> Iterator[str]:
    """Yield the bullets of all reports on the companies of the cases for steps."""
    consultation = Consultation(BUILTIN)
    seen = set()
    for case in read_cases(Path(find_builtin_folder()), BUILTIN):
        key = repr(sorted(case.company.stated.items()))
        if key in seen or "/plan/" not in case.place.file:
            continue
        seen.add(key)
        try:
            advice = consultation.advise(case.company)
        except ContradictionError:
            continue
        for group in build_report_view(advice, BUILTIN).steps:
            yield from (bullet.text for step in group.steps for bullet in step.bullets)


@cache
def printed() -> str:
    return "\n".join(dict.fromkeys(iter_bullets()))


def find_unprinted(texts: dict[str, str]) -> list[str]:
    """List the ids of texts that no report has, within a sentence or on their own."""
    words = [(name, text.removesuffix(".")) for name, text in texts.items()]
    return [name for name, text in words if text not in printed() and decapitalize(text) not in printed()]


@pytest.mark.parametrize("texts", [PRACTICES, READINGS, REASONS], ids=["practices", "entries", "reasons"])
def test_every_text_is_printed_in_some_report(texts: dict[str, str]) -> None:
    assert len(texts) > 10
    assert find_unprinted(texts) == []
