"""`advisor advise FACTS`: the written recommendation."""

from __future__ import annotations

import click

from advisor.cli.output import write
from advisor.consultation import Consultation
from advisor.loading.facts_file import read_facts
from advisor.loading.packs import load
from advisor.reporting.formats import FORMATS, render, suffix_format


@click.command("advise")
@click.argument("facts", metavar="FACTS")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), help="Form of the report; by default what FILE ends in, else text."
)
@click.option(
    "-o", "--output", metavar="FILE", help="Write to FILE (`-`: the terminal). It replaces FILE only when all is well."
)
@click.option("--pack", "packs", metavar="DIR", multiple=True, help="A folder of further guidance; may be given again.")
def command(facts: str, form: str | None, output: str | None, packs: tuple[str, ...]) -> None:
    """Write the recommendation for the company described in FACTS.

    FACTS is a YAML, TOML or JSON file with one fact a line, such as `relationship: defined`; `-` reads standard input.
    What is left out counts as unknown.
    """
    rulebase = load(packs)
    company = read_facts(facts, rulebase)
    advice = Consultation(rulebase).advise(company)
    write(render(advice, rulebase, form or suffix_format(output or "") or "text"), output)
