"""Every reason that the article gives for a step is printed in some report; law 7 is about practices and entries.

The companies are those of the cases beside the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from advisor.authoring.cases.case_files import read_cases
from advisor.consultation import Consultation
from advisor.errors import ContradictionError
from advisor.loading.packs.load_rulebase import find_builtin_folder, load
from advisor.model.company import Company
from advisor.model.vocabulary import Stage
from advisor.reporting.view.report_view import build_report_view
from advisor.reporting.view.text_layout import format_plain_text
from advisor.reporting.view.wording import decapitalize

BUILTIN = load()
STEP_RULES = [rule for rule in BUILTIN.rules if rule.stage is Stage.PLAN and rule.list_concluded_values("step")]


def cut_placeholders(because: str) -> list[str]:
    """Return the longest part without placeholders of each sentence of a reason."""
    sentences = re.split(r"(?<=[.!?]) (?=[A-Z])", because)
    parts = [re.split(r"\{\w+\}", sentence.removeprefix("You report that ")) for sentence in sentences]
    return [longest for each in parts if (longest := max(each, key=len).strip(" ;,."))]


TEXTS = {rule.id: cut_placeholders(rule.because) for rule in STEP_RULES if not rule.source.startswith("policy/")}


def iter_companies() -> Iterator[Company]:
    """Yield the companies of the cases for steps, those of the last cases first: they are about single rules."""
    cases = read_cases(Path(find_builtin_folder()), BUILTIN)
    companies = {repr(case.company): case.company for case in cases if "plan" in Path(case.place.file).parts}
    yield from reversed(companies.values())


@cache
def find_unprinted() -> frozenset[str]:
    """Find the ids of texts that are printed for no company, whether alone or within a sentence."""
    consultation = Consultation(BUILTIN)
    left = dict(TEXTS)
    for company in iter_companies():
        try:
            advice = consultation.advise(company)
        except ContradictionError:
            continue
        expected = {name for step in advice.steps for name in step.rules}
        if expected.isdisjoint(left):
            continue
        steps = [step for group in build_report_view(advice, BUILTIN).steps for step in group.steps]
        lines = [line for step in steps for line in (step.why, *map(format_plain_text, step.bullets))]
        printed = "\n".join(lines)
        for name in expected & left.keys():
            if all(part in printed or decapitalize(part) in printed for part in left[name]):
                del left[name]
        if not left:
            break
    return frozenset(left)


def test_the_texts_are_many() -> None:
    assert len(TEXTS) > 20


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_is_printed_in_some_report(name: str) -> None:
    assert name not in find_unprinted()
