"""The examples with their advice and reports, each built once: no test changes them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from advisor.consultation import Consultation
from advisor.loading.facts.facts_file import read_facts
from advisor.loading.packs.load_rulebase import load
from advisor.model.advice import Advice
from advisor.model.company import Company
from advisor.reporting.render.formats import render

FOLDER = Path(__file__).resolve().parents[2] / "examples"
EXAMPLES = sorted(path.stem for path in FOLDER.glob("*.yaml"))


@cache
def get_consultation() -> Consultation:
    return Consultation(load())


@cache
def read_example(example: str) -> Company:
    return read_facts(str(FOLDER / f"{example}.yaml"), get_consultation().rulebase)


@cache
def advise_example(example: str) -> Advice:
    return get_consultation().advise(read_example(example))


@cache
def advise_named_example(example: str, name: str | None) -> Advice:
    """Advise an example's company under another name, also one that a company cannot have."""
    return advise_example(example)._replace(company=name)


@cache
def report_example(example: str, form: str) -> str:
    """Report on an example as text or Markdown."""
    report = render(advise_example(example), get_consultation().rulebase, form)
    assert isinstance(report, str)
    return report
