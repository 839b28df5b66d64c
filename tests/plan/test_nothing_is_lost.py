"""Nothing that a person typed is lost: random rounds of editing and updating, each through the bytes of a file.

A round edits a plan a few times, updates it with the advice for another company of the pool, so that steps come and go,
writes it as XLSX or CSV and reads it again. The quick profile runs 200 rounds, the deep one 10,000.
"""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import settings

from advisor.consultation import Consultation
from advisor.loading.facts.facts_file import read_facts
from advisor.model.advice import Advice
from advisor.model.company import Company
from advisor.model.rulebase import RuleBase
from advisor.plan.formats import write_plan
from advisor.plan.plan_data import Plan
from advisor.plan.plan_file import PlanFile, parse_plan_file
from advisor.plan.read_plan import read_plan
from advisor.plan.rows import build_plan
from advisor.plan.update_plan import update_plan
from tests.plan.editing import Person
from tests.plan.plans import EXAMPLES, START
from tests.profiles import BASE

ROUNDS_OF_A_PLAN = 20
PLANS = 500 if settings.default.max_examples > BASE else 10
PARTS = 10


@pytest.fixture(scope="module")
def advices(builtin: RuleBase) -> list[Advice]:
    consultation = Consultation(builtin)
    companies = [read_facts(str(path), builtin) for path in sorted(EXAMPLES.glob("*.yaml"))]
    return [consultation.advise(company)._replace(company="Acme") for company in companies]


def write_and_read(plan: Plan, form: str) -> PlanFile:
    content = write_plan(plan, form, f"plan.{form}")
    return parse_plan_file(content.encode() if isinstance(content, str) else content, f"plan.{form}")


def run_rounds(seed: int, builtin: RuleBase, advices: list[Advice]) -> None:
    random = Random(seed)
    person = Person(random)
    form = random.choice(("csv", "csv", "csv", "csv", "xlsx"))
    file = write_and_read(build_plan(random.choice(advices), builtin, START), form)
    plan = read_plan(file)
    for number in range(ROUNDS_OF_A_PLAN):
        file = person.edit(file, plan)
        advice = random.choice(advices)
        start = START if random.random() < 0.9 else None
        update = update_plan(
            read_plan(file), Company({}, "Acme"), builtin, lambda _, advice=advice: advice, start, START
        )
        if random.random() < (0.05 if form == "csv" else 0.3):  # a workbook takes eight times as long
            form = "xlsx" if form == "csv" else "csv"
            if form == "csv":
                person.sheets.clear()  # a CSV file has one sheet; the workbook stays on disk
        file = write_and_read(update.plan, form)
        plan = read_plan(file)
        assert person.find_losses(plan) == [], f"seed {seed}, round {number}"


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_that_a_person_typed_is_lost(part: int, builtin: RuleBase, advices: list[Advice]) -> None:
    offset = 0 if settings.default.derandomize else Random().randrange(10**9)
    for number in range(part, PLANS, PARTS):
        run_rounds(offset + number, builtin, advices)
