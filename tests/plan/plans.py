"""Plans of the examples, for tests."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from advisor.consultation import Consultation
from advisor.loading.facts.facts_file import read_facts
from advisor.model.rulebase import RuleBase
from advisor.plan.plan_data import Plan
from advisor.plan.plan_file import parse_plan_file
from advisor.plan.read_plan import ReadPlan, read_plan
from advisor.plan.rows import build_plan
from advisor.plan.xlsx_file import build_workbook

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NORWOOD = EXAMPLES / "tighten-changing-market.yaml"
START = date(2026, 1, 5)


def build_example_plan(rulebase: RuleBase, facts: Path = NORWOOD, start: date = START) -> Plan:
    """Build the plan of an example."""
    return build_plan(Consultation(rulebase).advise(read_facts(str(facts), rulebase)), rulebase, start)


def read_back(plan: Plan) -> ReadPlan:
    """Write a plan as a spreadsheet and read it."""
    return read_plan(parse_plan_file(build_workbook(plan, "plan.xlsx"), "plan.xlsx"))
