"""Whole reports of four examples, as they were last approved.

`UPDATE_GOLDEN=1 pytest tests/reporting/render/test_approved_reports.py` rewrites them; read the difference before you
keep it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from advisor.consultation import Consultation
from advisor.loading.facts.facts_file import read_facts
from advisor.model.rulebase import RuleBase
from advisor.reporting.render.formats import render

ROOT = Path(__file__).resolve().parents[3]
GOLDEN = Path(__file__).parent / "golden"
EXAMPLES = (
    "stay-settled-distributor",
    "hard-small-firm-in-conflict",
    "prepare-ground-missing",
    "undetermined-first-talk",
)
SUFFIXES = {"text": "txt", "md": "md"}


@pytest.mark.parametrize("form", SUFFIXES)
@pytest.mark.parametrize("example", EXAMPLES)
def test_a_report_is_as_approved(builtin: RuleBase, example: str, form: str) -> None:
    company = read_facts(str(ROOT / "examples" / f"{example}.yaml"), builtin)
    report = render(Consultation(builtin).advise(company), builtin, form)
    golden = GOLDEN / f"{example}.{SUFFIXES[form]}"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(report, encoding="utf-8", newline="\n")
    assert report == golden.read_text(encoding="utf-8"), "read the difference; UPDATE_GOLDEN=1 keeps it"


def test_every_golden_file_is_used() -> None:
    known = {f"{example}.{suffix}" for example in EXAMPLES for suffix in SUFFIXES.values()} | {"portfolio.md"}
    assert {path.name for path in GOLDEN.iterdir() if path.suffix[1:] in SUFFIXES.values()} == known
