"""The approved plans of an example: Markdown, CSV, CSV for Azure DevOps, and calendar. UPDATE_GOLDEN=1 writes them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from advisor.model.rulebase import RuleBase
from advisor.plan.formats import write_plan
from tests.plan.plans import build_example_plan

GOLDEN = Path(__file__).parent / "golden"
NAMES = {"md": "norwood.md", "csv": "norwood.csv", "azure": "norwood-azure.csv", "ics": "norwood.ics"}


@pytest.mark.parametrize("form", NAMES)
def test_a_plan_is_as_approved(form: str, builtin: RuleBase) -> None:
    plan = build_example_plan(builtin)
    plan = plan._replace(about=plan.about._replace(rulebase="core 1.0.0 (0123456789ab)"))
    content = write_plan(plan, form, NAMES[form])
    written = content if isinstance(content, bytes) else content.encode()
    golden = GOLDEN / NAMES[form]
    if os.environ.get("UPDATE_GOLDEN") == "1":
        golden.write_bytes(written)
    assert written == golden.read_bytes(), "read the difference; UPDATE_GOLDEN=1 keeps it"
