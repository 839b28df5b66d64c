"""`advisor plan FACTS`: writes the advised steps as a plan."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from advisor.cli.output_files import check_output_path, write_output
from advisor.cli.pack_option import load_rulebase, pack_option
from advisor.consultation import Consultation
from advisor.loading.facts_file import read_facts
from advisor.plan.formats import FORMATS, SUFFIXES, write_plan
from advisor.plan.rows import build_plan


@click.command("plan")
@click.argument("facts", metavar="FACTS")
@click.option("--format", "form", type=click.Choice(FORMATS))
@click.option("-o", "--output", metavar="FILE")
@click.option("--start", type=click.DateTime(("%Y-%m-%d",)), metavar="DATE")
@pack_option
def command(facts: str, form: str | None, output: str | None, start: datetime | None, packs: tuple[str, ...]) -> None:
    """Write the advised steps as a plan."""
    form = form or SUFFIXES.get(Path(output or "").suffix, "md")
    check_output_path(output, (facts,))
    rulebase = load_rulebase(packs)
    advice = Consultation(rulebase).advise(read_facts(facts, rulebase))
    plan = build_plan(advice, rulebase, start.date() if start else date.today())
    write_output(write_plan(plan, form, output or "plan.md"), output)
